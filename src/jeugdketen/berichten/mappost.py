"""Taking in files from a place: a file that is complete is claimed by a rename, stored, and put away after the
commit.

``in/bericht.xml`` (or ``in/0405/bericht.xml``: the mailbox of one municipality) → ``bezig/<id>__bericht.xml`` →
stored under that id → ``verwerkt/``. Whatever moment the process dies, the next one finds the file in
``bezig/`` and stores it under the same id, which changes nothing when it was stored already. The place is any
:class:`jeugdketen.berichten.wegen.Kast`: the watched folder, or a folder on an SFTP server.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from django.conf import settings

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import MAX_BEWAREN, TE_GROOT, neem_aan
from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.wegen import Bestand, Kast, WegFout
from jeugdketen.berichten.wegen.map import Mapkast

log = logging.getLogger(__name__)

STABIEL = 0.5
"""Seconds that a complete file must have been left alone before it is claimed."""

GEDULD = 10.0
"""Seconds that a file which does not end like a message must have been left alone: it may still be written."""

MAX_NAAM = 150
"""Bytes of a file's own name that are kept; the last ones, with the extension."""

_T = TypeVar("_T")
_EINDE = re.compile(rb"(?:</(?:[A-Za-z_][\w.-]*:)?Bericht\s*>|\})\s*(?:<!--.*-->\s*)?\Z", re.S)
_GEMEENTE = re.compile(r"\A[0-9]{4}\Z")
_BEZIG = re.compile(r"\A([0-9a-f-]{36})(?:_([0-9]{4}))?__(.+)\Z", re.S)
_OVERSLAAN = (".tmp", ".part", ".deel", ".crdownload", ".filepart", "~")


@dataclass(frozen=True, slots=True)
class Mappen:
    """Where in a place files come in, are worked on, and are put away."""

    binnen: str = "in"
    bezig: str = "bezig"
    verwerkt: str = "verwerkt"
    geweigerd: str = "geweigerd"

    @classmethod
    def onder(cls, map_: str) -> Mappen:
        """Below the folder that the other party writes in."""
        return cls(map_, f"{map_}/bezig", f"{map_}/verwerkt", f"{map_}/geweigerd")


@dataclass
class Postwacht:
    """Watches one place. Remembers between rounds how large each file was, to see whether it still grows.

    ``gemeente``: whose mailbox the whole place is; without it a folder with a CBS code below ``in/`` says so.
    ``afzenders``: AGB codes in whose name the place may bring messages; None: any. ``vorm``: form of the envelope.
    """

    kast: Kast
    weg: str
    mappen: Mappen = field(default_factory=Mappen)
    gemeente: str | None = None
    afzenders: Collection[str] | None = None
    vorm: str = ""
    _gezien: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    _gemeld: set[str] = field(default_factory=set)

    def ronde(self) -> int:
        """Claim and store every complete file, and finish what an earlier process left half done; returns how
        many.

        Raises:
            WegFout: the place cannot be used now.
        """
        aantal = sum(
            self._voorzichtig(f"{self.mappen.bezig}/{bestand.naam}", self._neem) or 0
            for bestand in self.kast.lijst(self.mappen.bezig)
            if _BEZIG.match(bestand.naam)
        )
        nu = time.monotonic()
        gezien: dict[str, tuple[int, float, float]] = {}
        for map_, bestand, gemeente in self._kandidaten():
            pad = f"{map_}/{bestand.naam}"
            grootte, gewijzigd, sinds = self._gezien.get(pad, (-1, -1.0, nu))
            if (grootte, gewijzigd) != (bestand.grootte, bestand.gewijzigd):
                sinds = nu
            gezien[pad] = (bestand.grootte, bestand.gewijzigd, sinds)
            if nu - sinds < (STABIEL if self._lijkt_heel(pad, bestand.grootte) else GEDULD):
                continue
            breekpunt("map-voor-claim")
            geclaimd = self._voorzichtig(pad, lambda p, van=gemeente: self._claim(p, van))
            if geclaimd is not None:
                gezien.pop(pad, None)
                breekpunt("map-na-claim")
                aantal += self._voorzichtig(geclaimd, self._neem) or 0
        self._gezien = gezien
        return aantal

    def _voorzichtig(self, pad: str, doe: Callable[[str], _T]) -> _T | None:
        """One file that cannot be read or moved must not hold up the others; it is reported once and tried again."""
        try:
            gedaan = doe(pad)
        except WegFout:
            raise
        except OSError as fout:
            if pad not in self._gemeld:
                self._gemeld.add(pad)
                log.error("file cannot be taken in and stays where it is: %s", type(fout).__name__)
            return None
        self._gemeld.discard(pad)
        return gedaan

    def achtergebleven(self) -> int:
        """How many files could not be read or moved, and stay where they are."""
        return len(self._gemeld)

    def _kandidaten(self) -> list[tuple[str, Bestand, str | None]]:
        binnen = self.mappen.binnen
        uit = [(binnen, bestand, self.gemeente) for bestand in self.kast.lijst(binnen)]
        if self.gemeente is None:
            for code in self.kast.mappen(binnen):
                if _GEMEENTE.match(code):
                    uit += [(f"{binnen}/{code}", b, code) for b in self.kast.lijst(f"{binnen}/{code}")]
        return [rij for rij in uit if is_post(rij[1].naam)]

    def _lijkt_heel(self, pad: str, grootte: int) -> bool:
        if grootte == 0:
            return False
        try:
            return bool(_EINDE.search(self.kast.staart(pad, grootte)))
        except WegFout:
            raise
        except OSError:
            return False

    def _claim(self, pad: str, gemeente: str | None) -> str | None:
        kort = os.fsencode(pad.rsplit("/", 1)[-1])[-MAX_NAAM:].decode("utf-8", "replace")
        doel = f"{self.mappen.bezig}/{uuid4()}{f'_{gemeente}' if gemeente else ''}__{kort}"
        try:
            self.kast.verplaats(pad, doel)
        except FileNotFoundError:
            return None  # another watcher was first
        return doel

    def _neem(self, pad: str) -> int:
        kaal = pad.rsplit("/", 1)[-1]
        deel = _BEZIG.match(kaal)
        if deel is None:
            return 0
        bericht_id, gemeente, naam, naar = UUID(deel[1]), deel[2], deel[3], self.mappen.verwerkt
        try:
            if self.kast.grootte(pad) > MAX_BEWAREN:
                inhoud, naam, naar = b"", f"{naam[:150]} {TE_GROOT}", self.mappen.geweigerd
            else:
                inhoud = self.kast.lees(pad)
        except FileNotFoundError:
            return 0  # another watcher put it away
        neem_aan(
            inhoud,
            bestandsnaam=naam,
            weg=self.weg,
            bericht_id=bericht_id,
            postbus_gemeente=gemeente,
            afzenders=self.afzenders,
            vorm=self.vorm,
        )
        try:
            self.kast.verplaats(pad, f"{naar}/{kaal}")
        except FileNotFoundError:
            log.info("%s was put away by another watcher", bericht_id)
        breekpunt("map-na-opruimen")
        return 1


class Mapwacht(Postwacht):
    """Watches ``in/`` of the message box on this machine."""

    def __init__(self) -> None:
        super().__init__(Mapkast(Path(settings.JEUGDKETEN_POSTBUS)), t.MAP)


def is_post(naam: str) -> bool:
    """Whether a name may be that of a message: not hidden, and not one that programs give to what is unfinished."""
    return not naam.startswith(".") and not naam.endswith(_OVERSLAAN)
