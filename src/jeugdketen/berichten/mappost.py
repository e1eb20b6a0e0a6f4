"""Taking in files from a place: a file that is complete is claimed by a rename, stored, and put away after the
commit.

``in/bericht.xml`` (or ``in/0405/bericht.xml``: the mailbox of one municipality) → ``bezig/<id>__bericht.xml`` →
stored under that id → ``verwerkt/``. Whatever moment the process dies, the next one finds the file in
``bezig/`` and stores it under the same id, which changes nothing when it was stored already. The place is any
:class:`jeugdketen.berichten.wegen.Kast`: the watched folder, or a folder on an SFTP server.
"""

from __future__ import annotations

import logging
import math
import os
import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import MAX_BEWAREN, TE_GROOT, Post, neem_aan_samen
from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.wegen import Bestand, Kast, WegFout
from jeugdketen.berichten.wegen.map import Mapkast

log = logging.getLogger(__name__)

STABIEL = 0.5
"""Seconds that a complete file must have been left alone before it is claimed."""

GEDULD = 10.0
"""Seconds that a file which does not end like a message must have been left alone: it may still be written."""

BEURT = 200
"""Files that are taken from one mailbox before the next one has its turn. So many, or those of several small ones, are
stored in one transaction."""

SAMEN_BYTES = 8_000_000
"""Bytes of files in one transaction, but for one that is larger by itself."""

MAX_NAAM = 150
"""Bytes of a file's own name that are kept; the last ones, with the extension."""

_T = TypeVar("_T")
_Kandidaat = tuple[str, Bestand, str | None]
"""The folder, the file, and the municipality whose mailbox the folder is."""

_EINDE = re.compile(rb"(?:</(?:[A-Za-z_][\w.-]*:)?Bericht\s*>|\})\s*(?:<!--.*-->\s*)?\Z", re.S)
_GEMEENTE = re.compile(r"\A[0-9]{4}\Z")
_BEZIG = re.compile(r"\A([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:_([0-9]{4}))?__(.+)\Z", re.S)
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
    stabiel: float = STABIEL
    """Seconds that a complete file must have been left alone."""
    _kijk_weer: float = math.inf
    _gezien: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    _gemeld: set[str] = field(default_factory=set)

    def ronde(self) -> int:
        """Claim and store every complete file, and finish what an earlier process left half done; returns how
        many.

        Raises:
            WegFout: the place cannot be used now.
        """
        aantal = 0
        liggend = [bestand for bestand in self.kast.lijst(self.mappen.bezig) if _BEZIG.match(bestand.naam)]
        geclaimd = [f"{self.mappen.bezig}/{bestand.naam}" for bestand in liggend]
        grootte_samen = sum(bestand.grootte for bestand in liggend)
        nu = time.monotonic()
        gezien: dict[str, tuple[int, float, float]] = {}
        self._kijk_weer = math.inf
        for beurt in in_beurten(self._postbussen()):
            for map_, bestand, gemeente in beurt:
                pad = f"{map_}/{bestand.naam}"
                grootte, gewijzigd, sinds = self._gezien.get(pad, (-1, -1.0, nu))
                if (grootte, gewijzigd) != (bestand.grootte, bestand.gewijzigd):
                    sinds = nu
                gezien[pad] = (bestand.grootte, bestand.gewijzigd, sinds)
                if nu - sinds < self.stabiel:
                    self._kijk_weer = min(self._kijk_weer, sinds + self.stabiel)
                    continue
                if nu - sinds < GEDULD and not self._lijkt_heel(pad, bestand.grootte):
                    continue
                breekpunt("map-voor-claim")
                bezig = self._voorzichtig(pad, lambda p, van=gemeente: self._claim(p, van))
                if bezig is None:
                    continue
                gezien.pop(pad, None)
                breekpunt("map-na-claim")
                geclaimd.append(bezig)
                grootte_samen += bestand.grootte
                if grootte_samen > SAMEN_BYTES:
                    aantal += self._neem_samen(geclaimd)
                    geclaimd, grootte_samen = [], 0
            if len(geclaimd) >= BEURT:
                aantal += self._neem_samen(geclaimd)
                geclaimd, grootte_samen = [], 0
        self._gezien = gezien
        return aantal + self._neem_samen(geclaimd)

    def _voorzichtig(self, pad: str, doe: Callable[[str], _T]) -> _T | None:
        """One file that cannot be read or moved must not hold up the others; it is reported once and tried again."""
        try:
            gedaan = doe(pad)
        except WegFout:
            raise
        except (OSError, DataError, IntegrityError) as fout:
            if pad not in self._gemeld:
                self._gemeld.add(pad)
                log.error("file cannot be taken in and stays where it is: %s", type(fout).__name__)
            return None
        self._gemeld.discard(pad)
        return gedaan

    def over(self) -> float:
        """Seconds until the first of the files that the last round saw has lain still long enough; infinite when none
        waits for that, or that moment has passed and another worker fetches."""
        over = self._kijk_weer - time.monotonic()
        return over if over > 0 else math.inf

    def achtergebleven(self) -> int:
        """How many files could not be read or moved, and stay where they are."""
        return len(self._gemeld)

    def _postbussen(self) -> list[list[_Kandidaat]]:
        """What lies in each folder that may hold messages."""
        binnen = self.mappen.binnen
        uit: list[list[_Kandidaat]] = [[(binnen, b, self.gemeente) for b in self.kast.lijst(binnen)]]
        if self.gemeente is None:
            for code in self.kast.mappen(binnen):
                if _GEMEENTE.match(code):
                    uit.append([(f"{binnen}/{code}", b, code) for b in self.kast.lijst(f"{binnen}/{code}")])
        return [[rij for rij in rijen if is_post(rij[1].naam)] for rijen in uit]

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

    def _neem_samen(self, paden: Sequence[str]) -> int:
        """Store what was claimed in one transaction; when that does not go, each on its own."""
        if not paden:
            return 0
        gelezen = [
            (pad, *gekregen) for pad in paden if (gekregen := self._voorzichtig(pad, self._lees)) is not None
        ]
        try:
            self._bewaar([post for _, post, _ in gelezen])
        except DatabaseError as fout:
            log.warning("%s files could not be stored together (%s)", len(gelezen), type(fout).__name__)
            return sum(self._voorzichtig(pad, self._neem) or 0 for pad, _, _ in gelezen)
        return sum(
            self._voorzichtig(pad, lambda p, naar=naar, post=post: self._ruim_op(p, naar, post)) or 0
            for pad, post, naar in gelezen
        )

    def _neem(self, pad: str) -> int:
        gelezen = self._lees(pad)
        if gelezen is None:
            return 0
        post, naar = gelezen
        self._bewaar([post])
        return self._ruim_op(pad, naar, post)

    def _lees(self, pad: str) -> tuple[Post, str] | None:
        """What was claimed, and the folder in which it is put away."""
        deel = _BEZIG.match(pad.rsplit("/", 1)[-1])
        if deel is None:
            return None
        naam, naar = deel[3], self.mappen.verwerkt
        try:
            te_groot = self.kast.grootte(pad) > MAX_BEWAREN
            inhoud = b"" if te_groot else self.kast.lees(pad, MAX_BEWAREN)
        except FileNotFoundError:
            return None  # another watcher put it away
        if te_groot or len(inhoud) > MAX_BEWAREN:
            inhoud, naam, naar = b"", f"{naam[:150]} {TE_GROOT}", self.mappen.geweigerd
        # On a road of one party that party can write below its folder too: a name there says nothing about whose post.
        return Post(inhoud, naam, UUID(deel[1]), self.gemeente or deel[2]), naar

    def _bewaar(self, posten: Sequence[Post]) -> None:
        neem_aan_samen(posten, weg=self.weg, afzenders=self.afzenders, vorm=self.vorm)

    def _ruim_op(self, pad: str, naar: str, post: Post) -> int:
        try:
            self.kast.verplaats(pad, f"{naar}/{pad.rsplit('/', 1)[-1]}")
        except FileNotFoundError:
            log.info("%s was put away by another watcher", post.bericht_id)
        breekpunt("map-na-opruimen")
        return 1


class Mapwacht(Postwacht):
    """Watches ``in/`` of the message box on this machine."""

    def __init__(self, stabiel: float = STABIEL) -> None:
        super().__init__(Mapkast(Path(settings.JEUGDKETEN_POSTBUS)), t.MAP, stabiel=stabiel)


def in_beurten(postbussen: Sequence[Sequence[_T]]) -> list[Sequence[_T]]:
    """What lies in mailboxes in turns of at most `BEURT`, each mailbox spread over all of them from the first on.

    So a full mailbox holds up no other one, and two workers seldom have messages of the same municipality, which wait
    for each other.
    """
    uit: list[tuple[float, int, Sequence[_T]]] = []
    for plek, rijen in enumerate(postbussen):
        aantal = -(-len(rijen) // BEURT)
        for nr in range(aantal):
            van, tot = len(rijen) * nr // aantal, len(rijen) * (nr + 1) // aantal
            uit.append((nr / aantal, plek, rijen[van:tot]))
    return [beurt for _, _, beurt in sorted(uit, key=lambda rij: rij[:2])]


def is_post(naam: str) -> bool:
    """Whether a name may be that of a message: not hidden, and not one that programs give to what is unfinished."""
    return not naam.startswith(".") and not naam.endswith(_OVERSLAAN)
