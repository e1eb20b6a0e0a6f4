"""What stands under "Aangevuld" on the page of a request: the facts that its JW315 lacks, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from ijw.codelijsten import codelijst
from jeugdketen.dossier.models import GezamenlijkeBeoordeling, Jeugdige, Leefsituatie, Toestemming
from jeugdketen.dossier.selectors import Dossierfeiten
from jeugdketen.kern import klok
from jeugdketen.kern.datumtekst import kort, kort_zonder_jaar
from jeugdketen.kern.toegang import Toegang
from jeugdketen.toewijzing.models import Aanvulling, Verzoek
from jeugdketen.toewijzing.weergave import Aanvulfeit

AANVULLABELS: Mapping[str, str] = {
    "plan": "Plan",
    "onderbouwing": "Onderbouwing",
    "zorg_gestart": "Zorg gestart",
    "overleg_drie_partijen": "Overleg",
    "aangemeld": "Aangemeld",
    "doel": "Doel",
    "setting": "Setting",
    "uitstroomdoel": "Uitstroomdoel",
    "oplegger": "Oplegger",
    "hiaat": "Hiaat",
    "verlengde_jeugdhulp": "Verlengde jeugdhulp",
}
"""Field of the question format → its name on the page, for what is recorded with one request."""


def aangevuld(
    verzoek: Verzoek,
    feiten: Dossierfeiten,
    aanvullingen: Mapping[str, Aanvulling],
    antwoord: Mapping[str, Any],
    gemeenten: Mapping[str, str],
    toegang: Toegang,
) -> tuple[Aanvulfeit, ...]:
    """The lines in the order of the page; what is missing says so.

    Args:
        aanvullingen: the last value of each field that was recorded with this request.
        antwoord: the verdict of the rules, as stored.
        gemeenten: CBS code → name, of the region.
        toegang: who reads; what this person recorded is from "u".
    """
    return tuple(_Regels(verzoek, feiten, aanvullingen, antwoord, gemeenten, toegang).alle())


@dataclass(frozen=True, slots=True)
class _Regels:
    verzoek: Verzoek
    feiten: Dossierfeiten
    aanvullingen: Mapping[str, Aanvulling]
    antwoord: Mapping[str, Any]
    gemeenten: Mapping[str, str]
    toegang: Toegang

    def alle(self) -> Iterator[Aanvulfeit]:
        yield Aanvulfeit("Geboren", kort(self.feiten.jeugdige.geboortedatum), self._brp(), None)
        yield self._adres()
        yield self._gezag()
        yield self._woonplaats()
        yield self._woont_thuis()
        yield self._toestemming()
        yield from self._afstemming()
        for veld, label in AANVULLABELS.items():
            rij = self.aanvullingen.get(veld)
            if rij is not None and rij.waarde not in (None, "", {}, []):
                yield Aanvulfeit(label, _als_tekst(rij.waarde), self._aangevuld_door(rij), veld)

    def _brp(self) -> str:
        bekend = self.feiten.jeugdige.brp_stand == Jeugdige.BrpStand.BEKEND
        return "BRP" if bekend else "bericht"

    def _adres(self) -> Aanvulfeit:
        if self.feiten.jeugdige.geheim:
            return Aanvulfeit("Adres", "geheim, niet getoond", "BRP", None)
        adres = self.feiten.adres
        if adres is None:
            return Aanvulfeit("Adres", "onbekend", self._brp(), "brp", "onvolledig")
        return Aanvulfeit("Adres", adres.regel, adres.bron, None)

    def _gezag(self) -> Aanvulfeit:
        wie = ", ".join(r.rol or "gezagsdrager" for r in self.feiten.gezagsdragers)
        if not wie:
            return Aanvulfeit("Gezag", "onbekend", self._brp(), "brp", "onvolledig")
        return Aanvulfeit("Gezag", wie, "BRP", None)

    def _woonplaats(self) -> Aanvulfeit:
        rij = self.aanvullingen.get("woonplaats")
        if rij is not None and rij.waarde:
            naam = self._gemeente(rij.waarde)
            return Aanvulfeit("Woonplaats", naam, self._aangevuld_door(rij), "woonplaats")
        brp = self.feiten.jeugdige.woongemeente
        if not brp:
            return Aanvulfeit("Woonplaats", "onbekend", self._brp(), "woonplaats", "onvolledig")
        if brp == self.verzoek.gemeente_code:
            return Aanvulfeit("Woonplaats", self._gemeente(brp), "getoetst", "woonplaats")
        return Aanvulfeit("Woonplaats", self._gemeente(brp), "BRP", "woonplaats", "onvolledig")

    def _woont_thuis(self) -> Aanvulfeit:
        leef = self.feiten.leefsituatie
        if leef is None:
            return Aanvulfeit("Woont thuis", "niet vastgelegd", "", "woont_thuis", "onvolledig")
        return Aanvulfeit("Woont thuis", leef.tekst, self._vastgelegd_door(leef), "woont_thuis")

    def _toestemming(self) -> Aanvulfeit:
        rij = self.feiten.toestemming
        if rij is None:
            return Aanvulfeit("Toestemming", "ontbreekt", "", "toestemming", "onvolledig")
        tekst = f"{rij.get_vorm_display()}, {kort_zonder_jaar(rij.datum)}"
        return Aanvulfeit("Toestemming", tekst, self._vastgelegd_door(rij), "toestemming")

    def _afstemming(self) -> Iterator[Aanvulfeit]:
        """Only where there is one, or where the rules wait for it (S-050)."""
        rij = self.feiten.beoordeling
        veld = "gezamenlijke_beoordeling"
        if rij is not None:
            tekst = f"{kort_zonder_jaar(rij.datum)}, {rij.door}"
            yield Aanvulfeit("Afstemming", tekst, self._vastgelegd_door(rij), veld)
        elif any(
            b["uitkomst"] == "opgeschort" and "S-050" in b["eisen"] for b in self.antwoord["bevindingen"]
        ):
            yield Aanvulfeit("Afstemming", "nog niet", "", veld, "opgeschort")

    def _gemeente(self, code: str) -> str:
        return self.gemeenten.get(code) or codelijst("CBS").betekenis(code)

    def _aangevuld_door(self, rij: Aanvulling) -> str:
        return self._bron(rij.door_id, rij.door_naam, rij.op)

    def _vastgelegd_door(self, rij: Leefsituatie | Toestemming | GezamenlijkeBeoordeling) -> str:
        return self._bron(rij.vastgelegd_door_id, rij.vastgelegd_door_naam, rij.vastgelegd_op)

    def _bron(self, door_id: int | None, naam: str, op: datetime) -> str:
        wie = "u" if door_id is not None and door_id == self.toegang.gebruiker_id else naam
        return f"{wie}, {kort_zonder_jaar(timezone.localtime(op, klok.NEDERLAND).date())}"


def _als_tekst(waarde: Any) -> str:
    if isinstance(waarde, dict):
        return ", ".join(_als_tekst(deel) for deel in waarde.values())
    if isinstance(waarde, list):
        return ", ".join(_als_tekst(deel) for deel in waarde)
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    try:
        return kort(date.fromisoformat(str(waarde)))
    except ValueError:
        return str(waarde)
