"""Which road goes with which party, and how each road is doing.

The table ``Aansluiting`` says it per municipality, and per provider where that one has a road of its own; without a
row everything goes through the folders ``in/`` and ``uit/`` of this machine. Every try of a road leaves its mark in
``Wegstand``, so that operators see what is broken without reading a log.
"""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.mappost import Mappen, Mapwacht, Postwacht
from jeugdketen.berichten.models import Aansluiting, Wegstand
from jeugdketen.berichten.wegen import Kast, WegFout
from jeugdketen.berichten.wegen.envelop import VORMEN, Route
from jeugdketen.berichten.wegen.map import Mapkast
from jeugdketen.berichten.wegen.sftp import SftpAdres, SftpKast
from jeugdketen.kern.toegang import als_systeem

log = logging.getLogger(__name__)

MAP_IN, MAP_UIT = "map:in", "map:uit"
"""Keys of the state of the folders of this machine."""

SLOTGROEP = 7_265
"""First half of the advisory lock that a worker holds on a road while it fetches; the second is the road's."""

MEEST_WACHTEN = 300
"""Seconds after which a broken road is tried again at the latest."""

BIJHOUDEN = 20.0
"""Seconds after which a road that goes well is noted again, not every round."""

_goed: dict[str, float] = {}
"""When this process last noted that a road goes well."""


def postbus_map() -> Path:
    """The root of the folders on this machine."""
    return Path(settings.JEUGDKETEN_POSTBUS)


def kast_van(aansluiting: Aansluiting | None, *, binnen: float | None = None) -> Kast:
    """The place behind a road: this machine without one, and for a road of folders. ``binnen``: seconds that
    everything together may take."""
    if aansluiting is None or aansluiting.weg != t.SFTP:
        return Mapkast(postbus_map())
    return SftpKast(
        SftpAdres(
            aansluiting.host,
            aansluiting.poort,
            aansluiting.gebruiker,
            aansluiting.hostsleutel,
            aansluiting.geheim,
        ),
        binnen,
    )


# --- how a road is doing ------------------------------------------------------------------------------------------


def noteer(sleutel: str, fout: str | None) -> None:
    """Note that a road was tried, and what went wrong; call outside any transaction.

    A road that failed is left alone for a while: 2, 4, 8 … seconds, at most five minutes.
    """
    if fout is None and time.monotonic() - _goed.get(sleutel, -BIJHOUDEN) < BIJHOUDEN:
        return
    nu = timezone.now()
    with als_systeem(naam="wegen"):
        stand = Wegstand.objects.select_for_update().filter(pk=sleutel).first()
        if stand is None:
            # Two workers may both be first; the other one's row is as good.
            Wegstand.objects.bulk_create([Wegstand(sleutel=sleutel, geprobeerd_op=nu)], ignore_conflicts=True)
            stand = Wegstand.objects.select_for_update().get(pk=sleutel)
        stand.geprobeerd_op = nu
        if fout is None:
            stand.gelukt_op, stand.fouten, stand.laatste_fout, stand.niet_voor = nu, 0, "", None
        else:
            stand.fouten += 1
            stand.laatste_fout = fout
            stand.niet_voor = nu + timedelta(seconds=min(2 ** min(stand.fouten, 10), MEEST_WACHTEN))
        stand.save()
    if fout is None:
        _goed[sleutel] = time.monotonic()
    else:
        _goed.pop(sleutel, None)


def gesloten() -> dict[str, tuple[datetime, str]]:
    """Roads that failed and must be left alone for now: key → until when, and why."""
    with als_systeem(naam="wegen"):
        nu = timezone.now()  # further ahead than a road is ever left alone: a clock was wrong
        rijen = Wegstand.objects.filter(
            niet_voor__gt=nu, niet_voor__lte=nu + timedelta(seconds=2 * MEEST_WACHTEN)
        )
        return {r.sleutel: (r.niet_voor, r.laatste_fout) for r in rijen if r.niet_voor is not None}


def foutzin(fout: OSError) -> str:
    """What an operator reads about a road that failed: never a path or a secret."""
    if isinstance(fout, WegFout):
        return str(fout)
    woorden = {
        28: "de schijf is vol",
        122: "de schijf is vol",
        13: "geen rechten op de map",
        30: "de schijf is alleen te lezen",
    }
    return f"{type(fout).__name__}: {woorden.get(fout.errno or 0, fout.strerror or 'onbekende fout')}"


# --- fetching -----------------------------------------------------------------------------------------------------


@dataclass
class Ophaler:
    """Fetches from every road that is fetched from. Keep it between rounds: it remembers which files still grow."""

    map_: Mapwacht = field(default_factory=Mapwacht)
    _wachten: dict[int, tuple[tuple[object, ...], Postwacht]] = field(default_factory=dict)

    def map_ronde(self) -> int:
        """One round of the folder ``in/`` of this machine."""
        return self._ronde(MAP_IN, self.map_, {})

    def ronde(self) -> int:
        """One round of every other road; a road that fails does not hold up the others."""
        with als_systeem(naam="wegen"):
            rijen = list(
                Aansluiting.objects.filter(actief=True, ophalen=True).exclude(weg=t.REST).order_by("pk")
            )
        dicht = gesloten()
        return sum(self._ronde(f"{rij.pk}:in", self._wacht(rij), dicht) for rij in rijen)

    def _ronde(self, sleutel: str, wacht: Postwacht, dicht: dict[str, tuple[datetime, str]]) -> int:
        if sleutel in dicht:
            return 0
        with _alleen_hier(sleutel) as mag:
            return self._haal(sleutel, wacht) if mag else 0

    def _haal(self, sleutel: str, wacht: Postwacht) -> int:
        try:
            aantal = wacht.ronde()
        except OSError as fout:
            log.warning("road %s cannot be used: %s", sleutel, foutzin(fout))
            noteer(sleutel, foutzin(fout))
            return 0
        finally:
            wacht.kast.sluit()
        blijft = wacht.achtergebleven()
        noteer(sleutel, f"{blijft} bestand(en) zijn niet te lezen of te verplaatsen" if blijft else None)
        return aantal

    def _wacht(self, rij: Aansluiting) -> Postwacht:
        kenmerk = tuple(getattr(rij, veld.attname) for veld in rij._meta.concrete_fields)
        bekend = self._wachten.get(rij.pk)
        if bekend is None or bekend[0] != kenmerk:
            wacht = Postwacht(
                kast_van(rij),
                rij.weg,
                Mappen.onder(rij.map_in or f"in/{rij.gemeente_code}"),
                gemeente=rij.gemeente_code,
                afzenders=[rij.aanbieder_agb] if rij.aanbieder_agb else None,
                vorm=rij.verpakking,
            )
            bekend = self._wachten[rij.pk] = (kenmerk, wacht)
        return bekend[1]


@contextmanager
def _alleen_hier(sleutel: str) -> Iterator[bool]:
    """Hold a road for one round; False when another worker fetches from it now.

    Without it two would take in each other's files, one by one. A worker that dies lets go, since its connection ends.
    """
    slot = [SLOTGROEP, zlib.crc32(sleutel.encode()) - 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", slot)
        mag = bool(cursor.fetchone()[0])
    try:
        yield mag
    finally:
        if mag:
            with suppress(DatabaseError), connection.cursor() as cursor:  # a lost connection let go already
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", slot)


# --- delivering ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Zending:
    """A message on its way out."""

    bestandsnaam: str
    inhoud: bytes
    route: Route


def afleversleutel(aansluiting: Aansluiting | None) -> str:
    """The key of the state of a road by which is delivered; without one the folder of this machine."""
    return MAP_UIT if aansluiting is None else f"{aansluiting.pk}:uit"


class Bezorger:
    """Delivers by one road."""

    def __init__(self, aansluiting: Aansluiting | None) -> None:
        self.aansluiting = aansluiting
        self.weg = t.MAP if aansluiting is None else aansluiting.weg
        self.sleutel = afleversleutel(aansluiting)
        self.kast = kast_van(aansluiting)

    def bezorg(self, zending: Zending) -> str:
        """Put it where the receiver finds it; the words say where. Doing it again puts the same there again.

        Raises:
            OSError: it did not work; nothing half is left that a receiver could see.
        """
        rij = self.aansluiting
        if self.weg == t.REST:
            return "klaargezet om op te halen via REST"
        inhoud = zending.inhoud
        if rij is not None and rij.verpakking:
            inhoud = VORMEN[rij.verpakking].pak_in(zending.route, inhoud)
        map_ = (rij.map_uit if rij is not None else "") or "uit"
        self.kast.plaats(map_, zending.bestandsnaam, inhoud)
        via = f" via SFTP op {rij.host}" if rij is not None and self.weg == t.SFTP else ""
        return f"geplaatst als {zending.bestandsnaam}{via}"


class Bezorgers:
    """The roads of one round of sending: each opened once, and left alone for the round when it fails."""

    def __init__(self) -> None:
        with als_systeem(naam="wegen"):
            rijen = list(Aansluiting.objects.filter(actief=True, afleveren=True))
        self._van = {(rij.gemeente_code, rij.aanbieder_agb): rij for rij in rijen}
        self._open: dict[str, Bezorger] = {}
        self.dicht = {sleutel: fout for sleutel, (_, fout) in gesloten().items()}

    def voor(self, gemeente_code: str, aanbieder_agb: str) -> Bezorger:
        """The road to a provider from a municipality: its own, else that of the municipality, else the folder."""
        rij = self._van.get((gemeente_code, aanbieder_agb)) or self._van.get((gemeente_code, None))
        sleutel = afleversleutel(rij)
        if sleutel not in self._open:
            self._open[sleutel] = Bezorger(rij)
        return self._open[sleutel]

    def bevestig(self) -> dict[str, OSError]:
        """What was delivered stays delivered; only after this may it be noted. Returns the roads on which it may be
        gone after a loss of power, so that it must be delivered again."""
        fouten = {}
        for sleutel, bezorger in self._open.items():
            try:
                bezorger.kast.bevestig()
            except OSError as fout:
                fouten[sleutel] = fout
        return fouten

    def sluit(self) -> None:
        """Let go of connections."""
        for bezorger in self._open.values():
            bezorger.kast.sluit()


@contextmanager
def bezorgers() -> Iterator[Bezorgers]:
    """The roads of one round, closed afterwards."""
    alle = Bezorgers()
    try:
        yield alle
    finally:
        alle.sluit()
