"""What the read-log screens print: rows with names, periods as they were typed, addresses of filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from jeugdketen.dossier import selectors as dossier
from jeugdketen.kern import klok, toezicht
from jeugdketen.kern.datumtekst import cijfers
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.consulent.forms import lees_datum
from jeugdketen.portaal.weergave import datums

PER_BLADZIJDE = 25
TERUG = timedelta(days=7)
"""Without a period the screen shows the last week."""

TERUG_RAPPORT = timedelta(days=366)
"""Without a period a report shows the last year."""


@dataclass(frozen=True)
class Lezingregel:
    """One row of the table."""

    wanneer: str
    wie: str
    gebruiker_id: int | None
    rollen: str
    jeugdige_id: UUID | None
    wiens: str
    gemeente: str
    wat: str
    grond: str
    oordeel: str


@dataclass(frozen=True)
class Teller:
    """One choice above the table, with how many rows it has."""

    naam: str
    url: str
    aantal: int
    hier: bool


@dataclass(frozen=True)
class Filters:
    """The filter form: the question to the log, and what was typed."""

    vraag: toezicht.Vraag
    van: str
    tot: str
    fouten: tuple[tuple[str, str], ...]

    def adres(self, view: str, **anders: str) -> str:
        """The address of this filter on a screen, with some parts changed; never a search word."""
        delen = {
            "van": self.van,
            "tot": self.tot,
            "gemeente": self.vraag.gemeente,
            "handeling": self.vraag.handeling,
            "soort": self.vraag.soort,
            **anders,
        }
        kort = {naam: waarde for naam, waarde in delen.items() if waarde}
        return reverse(view) + (f"?{urlencode(kort)}" if kort else "")


GEEN_DATUM = {
    "van": "Dit is geen datum. Vul bij Van een dag in, zoals 14-1-2026.",
    "tot": "Dit is geen datum. Vul bij Tot en met een dag in, zoals 14-1-2026.",
}
"""Field of a filter → what to do when what was typed there is no date."""


def _dag(tekst: str, anders: date, naam: str) -> tuple[date, tuple[tuple[str, str], ...]]:
    if not tekst:
        return anders, ()
    dag = lees_datum(tekst)
    if dag is None or not 1900 <= dag.year <= 2200:
        return anders, ((naam, GEEN_DATUM[naam]),)
    return dag, ()


def filters(
    request: HttpRequest,
    *,
    wie: str = "",
    dossiers: frozenset[UUID] = frozenset(),
    jeugdige: UUID | None = None,
    gebruiker: int | None = None,
) -> Filters:
    """What the address asks for. A date that is none is said, and the last week (report: year) is shown instead."""
    vandaag = klok.vandaag()
    terug = TERUG if jeugdige is None and gebruiker is None else TERUG_RAPPORT
    tot, fout_tot = _dag(request.GET.get("tot", "").strip()[:20], vandaag, "tot")
    van, fout_van = _dag(request.GET.get("van", "").strip()[:20], tot - terug, "van")
    fouten = (*fout_van, *fout_tot)
    if van > tot:
        fouten = (("van", "De eerste dag ligt na de laatste. Pas één van de twee aan."),)
        van = tot - terug

    def een_van(naam: str, keuzes: Mapping[str, str]) -> str:
        waarde = request.GET.get(naam, "")
        return waarde if waarde in keuzes else ""

    vraag = toezicht.Vraag(
        van=van,
        tot=tot,
        gemeente=een_van("gemeente", gemeentenamen()),
        handeling=een_van("handeling", toezicht.HANDELINGEN),
        soort=een_van("soort", toezicht.SOORTEN),
        wie=wie,
        dossiers=dossiers,
        jeugdige=jeugdige,
        gebruiker=gebruiker,
    )
    return Filters(vraag, cijfers(van), cijfers(tot), fouten)


def gemeentenamen() -> dict[str, str]:
    """The municipalities of the region by CBS code."""
    return {gemeente.cbs_code: gemeente.naam for gemeente in landschap.gemeenten()}


def namen_bij(toegang: Toegang, rijen: Sequence[Inzage]) -> dict[UUID, str]:
    """The names of the children in these rows."""
    paren = {
        (rij.jeugdige_id, rij.gemeente_code)
        for rij in rijen
        if rij.jeugdige_id is not None and rij.gemeente_code
    }
    return dossier.namen_voor_toezicht(toegang, sorted(paren))


def _wiens(rij: Inzage, namen: Mapping[UUID, str]) -> str:
    if rij.jeugdige_id is None:
        return "geen dossier geopend"
    return namen.get(rij.jeugdige_id) or f"dossier {str(rij.jeugdige_id)[:8]}"


def regels(
    rijen: Sequence[Inzage], namen: Mapping[UUID, str], gemeenten: Mapping[str, str]
) -> list[Lezingregel]:
    """The rows as the table prints them."""
    return [
        Lezingregel(
            wanneer=_wanneer(rij.op),
            wie=rij.wie,
            gebruiker_id=rij.gebruiker_id,
            rollen=rij.rollen,
            jeugdige_id=rij.jeugdige_id,
            wiens=_wiens(rij, namen),
            gemeente=gemeenten.get(rij.gemeente_code or "", ""),
            wat=_wat(rij),
            grond=rij.grond,
            oordeel=toezicht.oordeel(rij),
        )
        for rij in rijen
    ]


def _wat(rij: Inzage) -> str:
    """What was seen; with the action before it, where that was not plain reading."""
    if rij.handeling in (Inzage.Handeling.LEZEN, Inzage.Handeling.ZOEKEN):
        return rij.wat
    return f"{rij.get_handeling_display()}: {rij.wat}"


def _wanneer(moment: datetime) -> str:
    plaatselijk = moment.astimezone(klok.NEDERLAND)
    return f"{datums.kort_zonder_jaar(plaatselijk.date())} {plaatselijk:%H.%M.%S}"


def zegelzin(stand: toezicht.Zegelstand) -> str:
    """How far the log is sealed, in words."""
    if stand.op is None:
        return "nog niet verzegeld"
    plaatselijk = stand.op.astimezone(klok.NEDERLAND)
    return f"verzegeld t/m {datums.kort_zonder_jaar(plaatselijk.date())} {plaatselijk:%H.%M} uur"


def tellers(toegang: Toegang, filter_: Filters) -> list[Teller]:
    """The choices above the table."""
    aantallen = toezicht.tellers(toegang, filter_.vraag)
    return [
        Teller(
            woord,
            filter_.adres("portaal:leeslogboek", soort=naam),
            aantallen[naam or "alle"],
            naam == filter_.vraag.soort,
        )
        for naam, woord in toezicht.SOORTEN.items()
    ]


def bladen(filter_: Filters, pagina: int, totaal: int) -> dict[str, Any]:
    """Which rows these are, and the pages before and after."""

    def naar(nummer: int) -> str:
        return filter_.adres("portaal:leeslogboek", pagina=str(nummer) if nummer > 1 else "")

    laatste = min(pagina * PER_BLADZIJDE, totaal)
    return {
        "eerste": min((pagina - 1) * PER_BLADZIJDE + 1, totaal),
        "laatste": laatste,
        "totaal": totaal,
        "vorige": naar(pagina - 1) if pagina > 1 else "",
        "volgende": naar(pagina + 1) if laatste < totaal else "",
    }
