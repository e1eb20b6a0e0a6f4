"""Trying a road before it is used: is the server there, does it let us in, can a delivery be placed. A worker does it.

Nothing of a child is sent: one small file under a name that no receiver takes for a message, taken away at once. The
server's key is held to as in real traffic, and what is told names no secret.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aansluitingen import VELDEN, vul
from jeugdketen.berichten.beheer import leg_ingreep_vast
from jeugdketen.berichten.models import Aansluiting, Wegproef
from jeugdketen.berichten.wegbeheer import foutzin, kast_van
from jeugdketen.berichten.wegen import Kast, WegFout
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem

log = logging.getLogger(__name__)

BINNEN: Final = 10.0
"""Seconds that a try may take altogether."""

OPPAKKEN: Final = 8.0
"""Seconds within which a worker takes a trial up, else the page says that none did."""

GELDIG: Final = 120.0
"""Seconds after which nobody waits for a trial any more, so that it is not done."""

VOORRANG: Final = 10
"""Somebody waits at a screen: before the messages in the queue."""

BEWAARD: Final = timedelta(days=90)
"""How long trials stay, an example: no source gives it. That one was asked stays in the log of operators."""

WACHT, LANG, BEZIG, KLAAR, VERLOREN = "wacht", "lang", "bezig", "klaar", "verloren"

INHOUD: Final = b"Proef van een verbinding. Dit bestand mag weg.\n"

GOED, LET_OP, FOUT = "toegestaan", "signaal", "geweigerd"


@dataclass(frozen=True, slots=True)
class Proefstap:
    """One thing that was tried: what, the outcome word, and one Dutch sentence."""

    wat: str
    uitkomst: str
    zin: str


@dataclass(frozen=True, slots=True)
class Proefstand:
    """How it stands with a trial. ``stand``: ``wacht`` (no worker took it up yet), ``lang`` (nor within seconds),
    ``bezig``, ``klaar``, or ``verloren`` (it will not come any more); ``waarden``: the road as it was filled in."""

    id: UUID
    stand: str
    waarden: Mapping[str, Any]
    stappen: tuple[Proefstap, ...]
    op: datetime
    door: str

    @property
    def loopt(self) -> bool:
        """Whether more may still come."""
        return self.stand in (WACHT, LANG, BEZIG)

    @property
    def plek(self) -> str:
        """Where it went."""
        return _plek(self.waarden)

    @property
    def gelukt(self) -> bool | None:
        """Whether nothing failed; None while it is not done."""
        return not any(s.uitkomst == FOUT for s in self.stappen) if self.stand == KLAAR else None


@transaction.atomic
def vraag_proef(toegang: Toegang, waarden: Mapping[str, Any]) -> UUID:
    """Have a worker try a road as it is filled in, stored or not; returns the key of the trial.

    A worker, because that is what will use the road, and so that the web server connects to nothing that somebody
    filled in. That it was asked is in the log of operators.

    Raises:
        ToegangGeweigerd: this person is no administrator.
        AansluitFout: what is filled in cannot be a road; nothing was asked.
    """
    if not toegang.heeft({rollen.BEHEERDER}) or toegang.gebruiker_id is None:
        raise ToegangGeweigerd("Alleen een beheerder probeert wegen.")
    weg = Aansluiting()
    vul(weg, waarden)
    nu = timezone.now()
    rij = Wegproef(
        door_id=toegang.gebruiker_id,
        door_naam=toegang.naam,
        waarden={veld: getattr(weg, veld) for veld in VELDEN},
        gevraagd_op=nu,
    )
    if weg.weg == t.REST:
        rij.klaar_op = nu
        rij.stappen = [["REST", LET_OP, "Hier haalt de andere partij zelf op; er is niets om te proberen."]]
    rij.save(force_insert=True)
    leg_ingreep_vast(toegang, f"weg proberen ({_plek(rij.waarden)})", 1)
    if rij.klaar_op is None:
        from jeugdketen.berichten.tasks import probeer_weg

        probeer_weg.configure(priority=VOORRANG).defer(proef_id=str(rij.pk))
    return rij.pk


def proef_van(toegang: Toegang, proef_id: UUID) -> Proefstand | None:
    """How it stands with a trial; None when it is not there for this person."""
    rij = Wegproef.objects.filter(pk=proef_id).first()
    return _stand(rij) if rij is not None and toegang.heeft({rollen.BEHEERDER}) else None


def laatste_proeven(toegang: Toegang, hoogstens: int = 5) -> list[Proefstand]:
    """The latest trials of all administrators, newest first."""
    if not toegang.heeft({rollen.BEHEERDER}):
        return []
    return [_stand(rij) for rij in Wegproef.objects.order_by("-gevraagd_op")[:hoogstens]]


def _stand(rij: Wegproef) -> Proefstand:
    oud = (timezone.now() - rij.gevraagd_op).total_seconds()
    if rij.klaar_op is not None:
        stand = KLAAR
    elif oud > GELDIG:
        stand = VERLOREN
    elif rij.begonnen_op is not None:
        stand = BEZIG
    else:
        stand = LANG if oud > OPPAKKEN else WACHT
    stappen = tuple(Proefstap(*stap) for stap in rij.stappen or ())
    return Proefstand(rij.pk, stand, rij.waarden, stappen, rij.gevraagd_op, rij.door_naam)


def _plek(waarden: Mapping[str, Any]) -> str:
    if waarden["weg"] != t.SFTP:
        return t.WEGEN[waarden["weg"]]
    return f"{waarden['gebruiker']}@{waarden['host']}:{waarden['poort']}"[:120]


def doe_proef(proef_id: UUID) -> None:
    """Try it, in a worker. Again after a worker died: once more; after nobody waits for it any more: not."""
    with als_systeem(naam="proef van een weg"):
        rij = Wegproef.objects.select_for_update().filter(pk=proef_id, klaar_op=None).first()
        if rij is None or _stand(rij).stand == VERLOREN:
            return
        rij.begonnen_op = timezone.now()
        rij.save(update_fields=["begonnen_op"])
        weg = Aansluiting(**rij.waarden)
    try:
        stappen = _stappen(weg)
    except Exception as fout:  # whoever waits is told, whatever it was
        log.exception("the trial of a road broke off")
        zin = f"De proef brak af ({type(fout).__name__}). Kijk in het logboek van de werker."
        stappen = (Proefstap("Proberen", FOUT, zin),)
    with als_systeem(naam="proef van een weg"):
        Wegproef.objects.filter(pk=proef_id).update(
            klaar_op=timezone.now(), stappen=[[s.wat, s.uitkomst, s.zin] for s in stappen]
        )


def ruim_op() -> int:
    """Remove the trials that are older than `BEWAARD`; returns how many."""
    with als_systeem(naam="opruimen van proeven"):
        return Wegproef.objects.filter(gevraagd_op__lt=timezone.now() - BEWAARD).delete()[0]


def _stappen(rij: Aansluiting) -> tuple[Proefstap, ...]:
    kast = kast_van(rij, binnen=BINNEN)
    uit: list[Proefstap] = []
    try:
        if rij.ophalen:
            uit.append(_ophalen(kast, rij.map_in))
        if rij.afleveren:
            uit.append(_afleveren(kast, rij.map_uit))
    except WegFout as fout:  # the place itself cannot be reached: what else was to be tried need not be told
        uit.append(Proefstap("Verbinden", FOUT, str(fout)))
    finally:
        kast.sluit()
    return tuple(uit)


def _niet_daar(wat: str, map_: str) -> Proefstap:
    zin = f"De map {map_} is er nog niet. Klopt de naam? Wij maken de map aan zodra deze weg in gebruik is."
    return Proefstap(wat, LET_OP, zin)


def _ophalen(kast: Kast, map_: str) -> Proefstap:
    wat = "Ophalen"
    try:
        if not kast.bestaat(map_):
            return _niet_daar(wat, map_)
        aantal = len(kast.lijst(map_))
    except WegFout:
        raise
    except OSError as fout:
        return Proefstap(wat, FOUT, f"De map {map_} is niet te lezen. {foutzin(fout)}.")
    ligt = {0: "er ligt niets", 1: "er ligt 1 bestand"}.get(aantal, f"er liggen {aantal} bestanden")
    return Proefstap(wat, GOED, f"De map {map_} is te lezen; {ligt}.")


def _afleveren(kast: Kast, map_: str) -> Proefstap:
    """Place a file just as a delivery is placed, and take it away again."""
    wat, naam = "Afleveren", f".jeugdketen-proef-{uuid4().hex[:12]}.tmp"
    try:
        if not kast.bestaat(map_):
            return _niet_daar(wat, map_)
        kast.plaats(map_, naam, INHOUD)
    except WegFout:
        raise
    except OSError as fout:
        return Proefstap(wat, FOUT, f"In de map {map_} kan niet worden geschreven. {foutzin(fout)}.")
    try:
        kast.verwijder(f"{map_}/{naam}")
    except OSError as fout:
        return Proefstap(
            wat,
            LET_OP,
            f"In de map {map_} kan worden geschreven, maar het proefbestand {naam} kon niet weg "
            f"({foutzin(fout).rstrip('.')}). Het bevat niets; vraag of de andere partij het weghaalt.",
        )
    return Proefstap(wat, GOED, f"In de map {map_} is een proefbestand geschreven en weer weggehaald.")
