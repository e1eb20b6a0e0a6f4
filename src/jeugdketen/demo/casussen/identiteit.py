"""What the demo shows about who a child is and whose: a double file, an expected child, changes in the BRP, transfers.

Nobody here exists. Doing it again changes nothing: each part looks whether it is there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Final

from jeugdketen.demo.casussen.gebruikers import ALLE_ZEVEN
from jeugdketen.dossier import overdracht, woonplaats
from jeugdketen.dossier.brp import BrpPersoon, brp_poort
from jeugdketen.dossier.identiteit import leg_ongeboren_vast, leg_zonder_bsn_vast
from jeugdketen.dossier.models import Brpmelding, Jeugdige, Overdracht
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.selectors import jeugdige_bij_bsn
from jeugdketen.dossier.services import werk_bij_uit_brp
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import Toegang, als_systeem
from jeugdketen.toewijzing.overdracht import lopende_toewijzingen

Als = Callable[[str], AbstractContextManager[Toegang]]

EVA, LOTTE, LIAM, NINA = "999900493", "999900456", "999900523", "999900614"
ENKHUIZEN, HOORN, DRECHTERLAND, ALKMAAR = "0388", "0405", "0498", "0361"

EERDER: Final[dict[tuple[str, str], dict[str, Any]]] = {
    (LOTTE, DRECHTERLAND): {"gemeente_code": DRECHTERLAND, "gemeente_sinds": None},
    (EVA, ENKHUIZEN): {"naam": Naam("Eva", "E", "", "Groot-Visser")},
}
"""Child and municipality → what the BRP said before it said what it says now."""


class _Eerder:
    """The BRP of the demo as it was for one child."""

    def __init__(self, anders: dict[str, Any]) -> None:
        self._anders = anders

    def zoek(self, bsn: str) -> BrpPersoon | None:
        """The person with other facts."""
        persoon = brp_poort().zoek(bsn)
        return None if persoon is None else dataclasses.replace(persoon, **self._anders)

    def zoek_op_naam(self, achternaam: str, geboortedatum: date, voornamen: str = "") -> list[BrpPersoon]:
        """Nobody."""
        return []


def vul_identiteit(als: Als) -> None:
    """Put the cases in place; `als` lets somebody of the demo act, by log-in name."""
    _dossiers(als)
    _brp()
    _overdracht(als, LIAM, ENKHUIZEN, date(2026, 2, 1), "Het gezin verhuist op 1 februari naar Enkhuizen.")
    _overdracht(
        als, NINA, ALKMAAR, date(2026, 1, 1), "Nina woont sinds de jaarwisseling bij haar vader in Alkmaar."
    )


def _dossiers(als: Als) -> None:
    with klok.op(date(2026, 1, 12)), als("nadia") as nadia:
        if not Jeugdige.objects.filter(achternaam="Groodt").exists():
            leg_zonder_bsn_vast(
                nadia,
                ENKHUIZEN,
                naam=Naam("Eva", "E", "", "Groodt"),
                geboortedatum=date(2013, 7, 5),
                geslacht="2",
                reden="aangemeld aan de balie, BSN niet bij de hand",
            )
        if not Jeugdige.objects.filter(ongeboren=True).exists():
            leg_ongeboren_vast(
                nadia, ENKHUIZEN, verwacht_op=date(2026, 4, 3), moeder=Naam("Sanne", "S", "", "Koning")
            )


def _brp() -> None:
    with als_systeem(ALLE_ZEVEN):
        bekend = set(Brpmelding.objects.values_list("jeugdige", flat=True))
    for (bsn, gemeente), anders in EERDER.items():
        with klok.op(date(2026, 1, 19)), als_systeem([gemeente]):
            kind = jeugdige_bij_bsn(bsn, gemeente)
            if kind is not None and kind.pk not in bekend:
                # What it said before is no news; that it says something else now is.
                werk_bij_uit_brp(kind, poort=_Eerder(anders))
                Brpmelding.objects.filter(jeugdige=kind).update(
                    afgehandeld_op=klok.nu(), afhandeling="voorbeeld van voor deze dag"
                )
                werk_bij_uit_brp(kind)


def _overdracht(als: Als, bsn: str, naar: str, ingang: date, reden: str) -> None:
    with klok.op(date(2026, 1, 20)), als("peter") as peter:
        kind = jeugdige_bij_bsn(bsn, HOORN)
        if kind is None or Overdracht.objects.filter(jeugdige=kind).exists():
            return
        woonplaats.stel_vast(peter, kind.pk, woonplaats.Woonplaatsfeiten(), naar, toelichting=reden)
        loopt = [{**rij, "keuze": overdracht.EINDIGT} for rij in lopende_toewijzingen(kind.pk, ingang)]
        delen = [deel for deel in overdracht.ONDERDELEN if not (kind.geheim and deel == "adres")]
        overdracht.bied_aan(
            peter, kind.pk, naar=naar, ingang=ingang, reden=reden, onderdelen=delen, toewijzingen=loopt
        )
