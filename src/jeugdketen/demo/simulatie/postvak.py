"""The box between the parties: files into the folder, files out of the outbox, and waiting until all is quiet."""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from django.db import connection

from ijw.lezen import lees
from jeugdketen.berichten.models import VerzendPost
from jeugdketen.berichten.uitgang import MAPPEN
from jeugdketen.demo.simulatie.aanbieder import Post, Zending
from jeugdketen.demo.simulatie.opstelling import NooitStil
from jeugdketen.kern.toegang import als_systeem

GEDULD: Final = 300.0
"""Seconds without any progress after which a simulation gives up."""

TIK: Final = 0.03
"""Seconds between two looks whether all is quiet."""

_NAAM: Final = re.compile(r"\A(JW\d{3})_(\d{4})_(\d{8})_")


class Aangeboden(NamedTuple):
    """A file that was put in: its name, and the SHA-256 of its content."""

    naam: str
    sha256: str


@dataclass
class Postvak:
    """The folders, and the ledger of what was put in and what came out."""

    map: Path
    verstuurd: list[Aangeboden] = field(default_factory=list)
    aangekomen: Counter[str] = field(default_factory=Counter)
    """Name of the file → how often it was found in ``uit/``."""

    def __post_init__(self) -> None:
        for deel in MAPPEN:
            (self.map / deel).mkdir(parents=True, exist_ok=True)

    def leg_neer(self, zendingen: list[Zending], gemeenten: frozenset[str]) -> None:
        """Put files in the mailboxes of their municipalities as a careful sender does: written beside, then renamed."""
        for zending in zendingen:
            doel = self.map / "in"
            if zending.postbus in gemeenten:
                doel = doel / zending.postbus
                doel.mkdir(exist_ok=True)
            tijdelijk = doel / f".{zending.naam}"
            tijdelijk.write_bytes(zending.inhoud)
            tijdelijk.rename(doel / zending.naam)
            self.verstuurd.append(Aangeboden(zending.naam, hashlib.sha256(zending.inhoud).hexdigest()))

    def haal_op(self) -> dict[str, list[Post]]:
        """What came out for each provider (AGB) since the last time; the files are taken away.

        Raises:
            ValueError: a file of ours that is no message.
        """
        uit: dict[str, list[Post]] = {}
        for pad in sorted((self.map / "uit").glob("*.xml")):
            deel = _NAAM.match(pad.name)
            if deel is None:
                raise ValueError(f"a file in uit/ has a name that no receiver knows: {pad.name}")
            lezing = lees(pad.read_bytes())
            if lezing.geweigerd:
                raise ValueError(f"{pad.name} cannot be read: {lezing.reden}")
            uit.setdefault(deel[3], []).append(Post(deel[1], deel[2], lezing.bericht))
            self.aangekomen[pad.name] += 1
            pad.unlink()
        return uit

    def wacht_tot_stil(self, tik: Callable[[], None] = lambda: None) -> None:
        """Wait until every file was taken in, every job done and everything sent; ``tik`` is called while waiting.

        Raises:
            NooitStil: nothing moved for five minutes.
        """
        begin, vorige = time.monotonic(), None
        while (wacht := self.wat_wacht()) is not None:
            if wacht != vorige:
                begin, vorige = time.monotonic(), wacht
            elif time.monotonic() - begin > GEDULD:
                raise NooitStil(f"in {GEDULD:.0f} s niets veranderd; er wacht: {wacht}")
            tik()
            time.sleep(TIK)

    def is_stil(self) -> bool:
        """Whether nothing waits."""
        return self.wat_wacht() is None

    def wat_wacht(self) -> str | None:
        """What is still to be done, with how much; None when nothing is.

        In the order in which a message passes: what has left one place is in the next, or done.
        """
        bestanden = sum(1 for p in (self.map / "in").rglob("*.xml") if not p.name.startswith("."))
        bestanden += sum(1 for p in (self.map / "bezig").glob("*.xml"))
        if bestanden:
            return f"{bestanden} bestanden in de map"
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
            taken = cursor.fetchone()[0]
        if taken:
            return f"{taken} taken in de rij"
        with als_systeem(naam="simulatie"):
            uit = VerzendPost.objects.filter(verzonden_op=None).count()
        return f"{uit} berichten om te versturen" if uit else None
