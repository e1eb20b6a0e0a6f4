"""Trying a road before it is used: is the server there, does it let us in, can a delivery be placed.

Nothing of a child is sent: one small file under a name that no receiver takes for a message, taken away at once. The
server's key is held to as in real traffic, and what is told names no secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aansluitingen import vul
from jeugdketen.berichten.beheer import leg_ingreep_vast
from jeugdketen.berichten.models import Aansluiting
from jeugdketen.berichten.wegbeheer import foutzin, kast_van
from jeugdketen.berichten.wegen import Kast, WegFout
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd

BINNEN: Final = 10.0
"""Seconds that a try may take altogether."""

INHOUD: Final = b"Proef van een verbinding. Dit bestand mag weg.\n"

GOED, LET_OP, FOUT = "toegestaan", "signaal", "geweigerd"


@dataclass(frozen=True, slots=True)
class Proefstap:
    """One thing that was tried: what, the outcome word, and one Dutch sentence."""

    wat: str
    uitkomst: str
    zin: str


def probeer_weg(toegang: Toegang, waarden: Mapping[str, Any]) -> tuple[Proefstap, ...]:
    """Try a road as it is filled in, stored or not; that it was tried, and how it went, is in the log of operators.

    Raises:
        ToegangGeweigerd: this person is no administrator.
        AansluitFout: what is filled in cannot be a road; nothing was tried.
    """
    if not toegang.heeft({rollen.BEHEERDER}):
        raise ToegangGeweigerd("Alleen een beheerder probeert wegen.")
    rij = Aansluiting()
    vul(rij, waarden)
    stappen = (
        (Proefstap("REST", LET_OP, "Hier haalt de andere partij zelf op; er is niets om te proberen."),)
        if rij.weg == t.REST
        else _stappen(rij)
    )
    gelukt = not any(stap.uitkomst == FOUT for stap in stappen)
    plek = f"{rij.gebruiker}@{rij.host}:{rij.poort}" if rij.weg == t.SFTP else t.WEGEN[rij.weg]
    leg_ingreep_vast(toegang, f"weg geprobeerd ({plek[:120]}): {'gelukt' if gelukt else 'niet gelukt'}", 1)
    return stappen


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
