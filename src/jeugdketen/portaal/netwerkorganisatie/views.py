"""The registers: providers with their contracts, products, tariffs, locations and subcontractors, on two times.

Everybody with a role in the chain reads them. The Netwerkorganisatie keeps them, a local contract manager the local
contracts of its municipality, a provider its own subcontractors; services and row security hold everybody to that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.landschap import registerselectors as register
from jeugdketen.landschap import selectors as landschap
from jeugdketen.landschap import services
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import fouten_van
from jeugdketen.portaal.netwerkorganisatie import beeld
from jeugdketen.portaal.netwerkorganisatie.forms import (
    FORMULIEREN,
    Aanbiederformulier,
    Gemeentenformulier,
    Registerformulier,
    Standaardtariefformulier,
)
from jeugdketen.portaal.toegang import alleen, toegang_bij

GET_EN_POST = ["GET", "HEAD", "POST"]
PER_BLADZIJDE = 100


def houdt_register(toegang: Toegang) -> bool:
    """Keeps some part of the registers: the Netwerkorganisatie, or a local contract manager."""
    return rollen.mag_contracten_beheren(toegang) or bool(toegang.contract_gemeenten)


def houdt_of_meldt(toegang: Toegang) -> bool:
    """Keeps some part of the registers, or reports the subcontractors of a provider."""
    return houdt_register(toegang) or bool(toegang.aanbieders)


def _pagina(request: HttpRequest) -> int:
    tekst = request.GET.get("pagina", "")
    return max(1, int(tekst)) if tekst.isascii() and tekst.isdigit() and len(tekst) < 6 else 1


# --- the list ------------------------------------------------------------------------------------------------------


@require_safe
@alleen(rollen.mag_register_zien)
@eisen("S-001", "S-004", "S-005", "S-006", "S-046")
def aanbieders(request: HttpRequest) -> HttpResponse:
    """The providers with their contracts, on a day as known on a day."""
    wanneer = beeld.moment(request)
    gemeenten = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    zoek = " ".join(request.GET.get("zoek", "")[:100].split())
    segment = request.GET.get("segment", "")
    gemeente = request.GET.get("gemeente", "")
    filters = {
        "zoek": zoek,
        "segment": segment if segment in ("B", "C", "V") else "",
        "gemeente": gemeente if gemeente in gemeenten else "",
    }
    pagina = _pagina(request)
    lijst = register.aanbieders(
        wanneer.geldig, wanneer.bekend, **filters, vanaf=(pagina - 1) * PER_BLADZIJDE, hoogstens=PER_BLADZIJDE
    )
    paginas = -(-lijst.totaal // PER_BLADZIJDE)
    adres = reverse("portaal:aanbieders")
    return render(
        request,
        "portaal/netwerkorganisatie/aanbieders.html",
        {
            **beeld.met_zin(wanneer, register.verschilzin(wanneer.geldig, wanneer.bekend)),
            **filters,
            "lijst": lijst,
            "segmenten": ("B", "C", "V"),
            "gemeenten": gemeenten,
            "mag": rollen.mag_contracten_beheren(toegang_bij(request)),
            "pagina": pagina,
            "paginas": paginas,
            "bladeren": {
                "vorige": adres + wanneer.vraag(**filters, pagina=str(pagina - 1)) if pagina > 1 else "",
                "volgende": adres + wanneer.vraag(**filters, pagina=str(pagina + 1))
                if pagina < paginas
                else "",
            },
        },
    )


# --- one provider --------------------------------------------------------------------------------------------------


def _mag_contract(request: HttpRequest) -> Callable[[Any], bool]:
    """Whether this person may change a contract and what hangs on it; never on a page of an earlier moment."""
    toegang, is_nu = toegang_bij(request), beeld.moment(request).is_nu
    return lambda contract: is_nu and services.mag_schrijven(toegang, contract)


def _stand(request: HttpRequest, agb: str, view: str) -> tuple[register.Aanbiederstand, dict[str, Any]]:
    wanneer = beeld.moment(request)
    stand = register.aanbiederstand(agb, wanneer.geldig, wanneer.bekend)
    if stand is None:
        raise Http404
    toegang = toegang_bij(request)
    return stand, {
        **beeld.met_zin(
            wanneer, register.verschilzin(wanneer.geldig, wanneer.bekend, aanbieder=stand.aanbieder)
        ),
        "aanbieder": beeld.kop(stand, wanneer),
        "tabs": beeld.tabs(agb, view, wanneer),
        "mag": wanneer.is_nu and rollen.mag_contracten_beheren(toegang),
        "mag_lokaal": wanneer.is_nu and houdt_register(toegang),
        "mag_melden": wanneer.is_nu and rollen.mag_onderaannemers_melden(toegang, agb),
    }


@require_safe
@alleen(rollen.mag_register_zien)
@eisen("S-008", "S-009", "S-045", "S-061", "S-062")
def aanbieder(request: HttpRequest, agb: str) -> HttpResponse:
    """One provider: contracts in time, products with tariffs, for whom it works, subcontractors."""
    stand, context = _stand(request, agb, "portaal:aanbieder")
    producten = beeld.productrijen(stand, mag=_mag_contract(request))
    onderaannemers_ = beeld.onderaannemerrijen(
        stand.onderaannemers, context["aanbieder"]["naam"], mag=context["mag_melden"]
    )
    gegevens = stand.gegevens
    return render(
        request,
        "portaal/netwerkorganisatie/aanbieder.html",
        {
            **context,
            "tijdlijn": beeld.tijdlijn(stand, mag=_mag_contract(request)),
            "producten": producten[: beeld.MEEST_PRODUCTEN],
            "meer": len(producten) - beeld.MEEST_PRODUCTEN,
            "gegevens": beeld.gegevensfeiten(stand),
            "gegevens_url": reverse("portaal:registerrij", args=[agb, "gegevens", gegevens.pk])
            if gegevens
            else "",
            "werkgebied": beeld.werkgebied(stand, context["moment"]),
            "werkgebied_urls": beeld.werkgebied_urls(stand, context["moment"]) if context["mag"] else [],
            "onderaannemers": [rij for rij in onderaannemers_ if rij.loopt],
        },
    )


@require_safe
@alleen(rollen.mag_register_zien)
@eisen("S-045", "S-210")
def producten(request: HttpRequest, agb: str) -> HttpResponse:
    """The products of a provider with their tariffs, its own or the standard ones."""
    stand, context = _stand(request, agb, "portaal:aanbieder-producten")
    mag = _mag_contract(request)
    context["producten"] = beeld.productrijen(stand, mag=mag)
    context["mag_toevoegen"] = any(mag(contract) for contract in stand.contracten)
    return render(request, "portaal/netwerkorganisatie/producten.html", context)


@require_safe
@alleen(rollen.mag_register_zien)
def locaties(request: HttpRequest, agb: str) -> HttpResponse:
    """The places where a provider gives care."""
    stand, context = _stand(request, agb, "portaal:aanbieder-locaties")
    context["locaties"] = stand.locaties
    return render(request, "portaal/netwerkorganisatie/locaties.html", context)


@require_safe
@alleen(rollen.mag_register_zien)
@eisen("S-062", "S-063", "S-064", "S-065", "S-067", "S-069")
def onderaannemers(request: HttpRequest, agb: str) -> HttpResponse:
    """The subcontractors of a provider, those that ended too, with what the rules signal."""
    stand, context = _stand(request, agb, "portaal:aanbieder-onderaannemers")
    context["onderaannemers"] = beeld.onderaannemerrijen(
        stand.onderaannemers, context["aanbieder"]["naam"], mag=context["mag_melden"]
    )
    return render(request, "portaal/netwerkorganisatie/onderaannemers.html", context)


@require_safe
@alleen(rollen.mag_register_zien)
def geschiedenis(request: HttpRequest, agb: str) -> HttpResponse:
    """Who changed what about a provider, when and why."""
    stand, context = _stand(request, agb, "portaal:aanbieder-geschiedenis")
    pagina = _pagina(request)
    gebeurtenissen, meer = register.geschiedenis(stand.aanbieder, vanaf=(pagina - 1) * 50)
    adres = reverse("portaal:aanbieder-geschiedenis", args=[agb])
    return render(
        request,
        "portaal/netwerkorganisatie/geschiedenis.html",
        {
            **context,
            "zonder_moment": True,
            "gebeurtenissen": gebeurtenissen,
            "vorige": f"{adres}?pagina={pagina - 1}" if pagina > 1 else "",
            "volgende": f"{adres}?pagina={pagina + 1}" if meer else "",
        },
    )


# --- writing -------------------------------------------------------------------------------------------------------


def _toon(
    request: HttpRequest, formulier: Registerformulier, terug: str, kop: str, wie: str = ""
) -> HttpResponse:
    return render(
        request,
        "portaal/netwerkorganisatie/formulier.html",
        {
            "formulier": formulier,
            "fouten": fouten_van(formulier),
            "terug": terug,
            "kop": kop,
            "wie": wie,
        },
    )


def _probeer(request: HttpRequest, formulier: Any, doen: Any, melding: str) -> bool:
    """Write what was filled in; what the register refuses comes back at its field. True when it was done."""
    if not formulier.is_valid():
        return False
    try:
        doen()
    except ToegangGeweigerd as fout:
        raise PermissionDenied(str(fout)) from fout
    except ValidationError as fout:
        formulier.neem_over(fout)
        return False
    messages.success(request, melding)
    return True


@require_http_methods(GET_EN_POST)
@alleen(rollen.mag_contracten_beheren)
@eisen("S-001")
def aanbieder_nieuw(request: HttpRequest) -> HttpResponse:
    """Put a provider in the register."""
    formulier = Aanbiederformulier(request.POST or None, initial={"van": klok.vandaag()})
    toegang = toegang_bij(request)

    def doen() -> None:
        waarden = formulier.waarden()
        agb = waarden.pop("agb")
        if landschap.aanbieder_bij(agb) is not None:
            raise ValidationError({"agb": "Deze AGB-code staat al in het register. Zoek de aanbieder op."})
        services.nieuwe_aanbieder(toegang, agb=agb, **waarden)

    if request.method == "POST" and _probeer(request, formulier, doen, "De aanbieder staat in het register."):
        return redirect("portaal:aanbieder", formulier.cleaned_data["agb"])
    return _toon(request, formulier, reverse("portaal:aanbieders"), "Nieuwe aanbieder")


def _formulier(request: HttpRequest, soort: str, aanbieder_: Any, rij_: Any = None) -> Registerformulier:
    """The form of a row, with the choices that this person has."""
    toegang = toegang_bij(request)
    extra: dict[str, Any] = {}
    alles = rollen.mag_contracten_beheren(toegang)
    if soort == "contract":
        extra["regionaal"] = alles
        extra["gemeenten"] = {
            g.cbs_code: g.naam
            for g in landschap.gemeenten()
            if alles or g.cbs_code in toegang.contract_gemeenten
        }
    elif soort in {"product", "tarief"}:
        extra["contracten"] = [
            c
            for c in register.contracten_kort(aanbieder_)
            if alles or c.gemeente_code in toegang.contract_gemeenten
        ]
    begin: dict[str, Any] = {"van": klok.vandaag(), "status": "vastgesteld", "actief": True}
    if soort == "onderaannemer":
        begin |= {"gemeld_op": klok.vandaag(), "soort": "organisatie"}
    gegevens = request.POST if request.method == "POST" else None
    return FORMULIEREN[soort](gegevens, rij=rij_, initial={} if rij_ is not None else begin, **extra)


_TERUG = {
    "product": "portaal:aanbieder-producten",
    "tarief": "portaal:aanbieder-producten",
    "locatie": "portaal:aanbieder-locaties",
    "onderaannemer": "portaal:aanbieder-onderaannemers",
}


@require_http_methods(GET_EN_POST)
@alleen(houdt_of_meldt)
@eisen("S-008", "S-009", "S-060", "S-064", "S-067", "S-068", "S-069", "S-070", "S-206")
def rij_nieuw(request: HttpRequest, agb: str, soort: str) -> HttpResponse:
    """Add a contract, product, tariff, location or subcontractor to a provider."""
    aanbieder_ = landschap.aanbieder_bij(agb)
    if aanbieder_ is None or soort not in FORMULIEREN or soort == "gegevens":
        raise Http404
    _eis(request, soort, agb)
    formulier = _formulier(request, soort, aanbieder_)
    terug = reverse(_TERUG.get(soort, "portaal:aanbieder"), args=[agb])
    toegang = toegang_bij(request)

    def doen() -> None:
        services.voeg_toe(toegang, services.nieuwe_rij(soort, aanbieder_, **formulier.waarden()))

    if request.method == "POST" and _probeer(request, formulier, doen, "Vastgelegd in het register."):
        return redirect(terug)
    return _toon(request, formulier, terug, f"{formulier.titel} toevoegen", aanbieder_.naam)


@require_http_methods(GET_EN_POST)
@alleen(houdt_of_meldt)
@eisen("S-008", "S-009", "S-060", "S-064", "S-067", "S-068", "S-069", "S-070", "S-206")
def rij(request: HttpRequest, agb: str, soort: str, pk: int) -> HttpResponse:
    """Change a row of a provider from a day on, or correct what stood wrong."""
    rij_ = register.registerrij(soort, pk) if soort in FORMULIEREN else None
    eigenaar = None if rij_ is None else getattr(rij_, "contract", None) or rij_
    if rij_ is None or eigenaar is None or eigenaar.aanbieder is None or eigenaar.aanbieder.agb != agb:
        raise Http404
    _eis(request, soort, agb)
    toegang = toegang_bij(request)
    if not services.mag_schrijven(toegang, rij_):
        raise PermissionDenied
    formulier = _formulier(request, soort, eigenaar.aanbieder, rij_)
    terug = reverse(_TERUG.get(soort, "portaal:aanbieder"), args=[agb])
    if request.method == "POST" and _probeer(
        request, formulier, lambda: _verander(toegang, rij_, formulier), "Vastgelegd in het register."
    ):
        return redirect(terug)
    return _toon(request, formulier, terug, f"{formulier.titel}: {rij_}", eigenaar.aanbieder.naam)


def _verander(toegang: Toegang, rij_: Any, formulier: Registerformulier) -> None:
    keuze, veranderd = formulier.cleaned_data["keuze"], formulier.veranderd()
    waarom = formulier.cleaned_data["waarom"]
    if keuze == "weg":
        services.verwijder(toegang, rij_, waarom)
    elif not veranderd:
        raise ValidationError("Er is niets veranderd. Pas aan wat anders is of verkeerd stond.")
    elif keuze == "correctie":
        services.corrigeer(toegang, rij_, waarom, **veranderd)
    elif formulier.nieuw_rij:
        services.wijzig(toegang, rij_, vanaf=formulier.cleaned_data["vanaf"], **veranderd)
    else:
        services.wijzig(toegang, rij_, **veranderd)


def _eis(request: HttpRequest, soort: str, agb: str) -> None:
    """A provider reports subcontractors of its own and nothing else; who keeps contracts keeps no subcontractors."""
    toegang = toegang_bij(request)
    mag = (
        rollen.mag_onderaannemers_melden(toegang, agb)
        if soort == "onderaannemer"
        else houdt_register(toegang)
        if soort in {"contract", "product", "tarief"}
        else rollen.mag_contracten_beheren(toegang)
    )
    if not mag:
        raise PermissionDenied


@require_http_methods(GET_EN_POST)
@alleen(rollen.mag_contracten_beheren)
@eisen("S-001")
def contractgemeenten(request: HttpRequest, agb: str, pk: int) -> HttpResponse:
    """Which municipalities a regional contract serves from a day on."""
    contract = register.registerrij("contract", pk)
    if contract is None or contract.aanbieder.agb != agb or contract.gemeente_code:
        raise Http404
    namen = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    formulier = Gemeentenformulier(
        request.POST if request.method == "POST" else None,
        gemeenten=namen,
        initial={
            "gemeenten": register.gemeenten_van(contract, max(klok.vandaag(), contract.van)),
            "per": max(klok.vandaag(), contract.van),
        },
    )
    toegang, terug = toegang_bij(request), reverse("portaal:aanbieder", args=[agb])

    def doen() -> None:
        gegevens = formulier.cleaned_data
        services.zet_gemeenten(toegang, contract, gegevens["gemeenten"], gegevens["per"])

    if request.method == "POST" and _probeer(request, formulier, doen, "Het werkgebied is vastgelegd."):
        return redirect(terug)
    return _toon(
        request, formulier, terug, f"Werkgebied van contract {contract.nummer}", contract.aanbieder.naam
    )


# --- standard tariffs ----------------------------------------------------------------------------------------------


@require_safe
@alleen(rollen.mag_register_zien)
@eisen("S-045", "S-210")
def standaardtarieven(request: HttpRequest) -> HttpResponse:
    """The standard tariffs of the region, on a day as known on a day."""
    wanneer = beeld.moment(request)
    mag = wanneer.is_nu and rollen.mag_contracten_beheren(toegang_bij(request))
    rijen = [
        {
            "product": beeld.productnaam(t.regioproduct, t.regioproduct, ""),
            "prijs": beeld.prijs(t),
            "periode": beeld.periode(t.van, t.tot),
            "url": reverse("portaal:standaardtarief", args=[t.pk]) if mag else "",
        }
        for t in register.standaardtarieven(wanneer.geldig, wanneer.bekend)
    ]
    zin = register.verschilzin(wanneer.geldig, wanneer.bekend)
    return render(
        request,
        "portaal/netwerkorganisatie/tarieven.html",
        {**beeld.met_zin(wanneer, zin), "rijen": rijen, "mag": mag},
    )


@require_http_methods(GET_EN_POST)
@alleen(rollen.mag_contracten_beheren)
@eisen("S-045")
def standaardtarief_nieuw(request: HttpRequest) -> HttpResponse:
    """Add a standard tariff."""
    formulier = Standaardtariefformulier(
        request.POST if request.method == "POST" else None,
        initial={"van": klok.vandaag(), "status": "vastgesteld"},
    )
    toegang = toegang_bij(request)

    def doen() -> None:
        services.voeg_toe(toegang, services.nieuwe_rij("tarief", None, **formulier.waarden()))

    if request.method == "POST" and _probeer(request, formulier, doen, "Het tarief staat in het register."):
        return redirect("portaal:standaardtarieven")
    return _toon(request, formulier, reverse("portaal:standaardtarieven"), "Standaardtarief toevoegen")


@require_http_methods(GET_EN_POST)
@alleen(rollen.mag_contracten_beheren)
@eisen("S-045")
def standaardtarief(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a standard tariff from a day on, or correct it."""
    tarief = register.registerrij("tarief", pk)
    if tarief is None or tarief.contract_id is not None:
        raise Http404
    formulier = Standaardtariefformulier(request.POST if request.method == "POST" else None, rij=tarief)
    toegang = toegang_bij(request)
    if request.method == "POST" and _probeer(
        request, formulier, lambda: _verander(toegang, tarief, formulier), "Vastgelegd in het register."
    ):
        return redirect("portaal:standaardtarieven")
    return _toon(request, formulier, reverse("portaal:standaardtarieven"), f"Standaardtarief: {tarief}")


# --- over all providers --------------------------------------------------------------------------------------------


@require_safe
@alleen(houdt_register)
@eisen("S-206")
def lokale_contracten(request: HttpRequest) -> HttpResponse:
    """The local contracts of the municipalities that this person keeps them for."""
    toegang = toegang_bij(request)
    namen = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    eigen = set(namen) if rollen.mag_contracten_beheren(toegang) else set(toegang.contract_gemeenten)
    contracten = register.lokale_contracten(eigen, klok.vandaag())
    return render(
        request,
        "portaal/netwerkorganisatie/lokale_contracten.html",
        {
            "rijen": [{"contract": c, "gemeente": namen.get(c.gemeente_code or "", "")} for c in contracten],
            "gemeenten": beeld.zinsdeel(sorted(namen[c] for c in eigen if c in namen)),
            "aanbieders": register.aanbieders().regels,
        },
    )


@require_safe
@alleen(houdt_register)
@eisen("S-067", "S-202")
def onderaannemerrapport(request: HttpRequest) -> HttpResponse:
    """The subcontractors of a half year, for the management report: who was reported and who was not."""
    tekst = request.GET.get("halfjaar", "")
    vandaag = klok.vandaag()
    keuzes = register.halfjaren(vandaag)
    van, tot = next(((v, t) for naam, v, t in keuzes if naam == tekst), register.halfjaar(vandaag))
    rapport = register.onderaannemerrapport(van, tot)
    mag = rollen.mag_contracten_beheren(toegang_bij(request))
    return render(
        request,
        "portaal/netwerkorganisatie/onderaannemerrapport.html",
        {
            "rapport": rapport,
            "rijen": beeld.onderaannemerrijen(rapport.regels, mag=mag),
            "keuzes": keuzes,
            "gekozen": next(naam for naam, v, _ in keuzes if v == van),
        },
    )


@require_safe
@alleen(houdt_register)
@eisen("S-067", "S-200")
def gemis(request: HttpRequest) -> HttpResponse:
    """What the registers miss today."""
    return render(request, "portaal/netwerkorganisatie/gemis.html", {"gemis": register.gemis(klok.vandaag())})
