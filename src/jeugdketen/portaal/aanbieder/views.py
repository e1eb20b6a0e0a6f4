"""The room of a provider: what asks for attention, requests, allocations, and the messages to and from it.

Row security decides what there is; every opened request, allocation and message is in the read log.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ijw.schrijven import schrijf
from jeugdketen.berichten import aanbiederpost
from jeugdketen.berichten import selectors as berichtselectors
from jeugdketen.berichten import services as berichtservices
from jeugdketen.berichten.weergave import TOESTANDNAMEN, BerichtPagina
from jeugdketen.kern import klok
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal import berichtpagina
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import Inleesformulier, fouten_van
from jeugdketen.portaal.lijst import bladeren, bladzijde, een_van, lijstadres, verder, zoekwoord
from jeugdketen.portaal.toegang import alleen, is_aanbieder, toegang_bij
from jeugdketen.portaal.uitvoer import als_csv
from jeugdketen.portaal.weergave import berichtfilter
from jeugdketen.portaal.weergave.termijn import datumchip
from jeugdketen.toewijzing import aanbiederberichten
from jeugdketen.toewijzing import aanbiederselectors as selectors
from jeugdketen.toewijzing.zicht import zichttermijn

GET_EN_POST = ["GET", "HEAD", "POST"]
ZOEK_VERZOEK = "zoek_aanbieder_verzoek"
ZOEK_TOEWIJZING = "zoek_aanbieder_toewijzing"
ZOEK_BERICHT = "zoek_aanbieder_bericht"
OP_OVERZICHT = 5
"""Rows of each kind on the first page."""


@require_safe
@alleen(is_aanbieder)
@eisen("S-066")
def overzicht(request: HttpRequest) -> HttpResponse:
    """What asks for attention, what is late first."""
    toegang = toegang_bij(request)
    afgekeurd, bevestigen = aanbiederpost.afgekeurd(toegang), aanbiederpost.te_bevestigen(toegang)
    starts = selectors.toewijzingen(toegang, tab="start")
    stops = selectors.toewijzingen(toegang, tab="stop")
    open_ = selectors.verzoeken(toegang, tab="open")
    context = {
        "afgekeurd": berichtselectors.als_regels(afgekeurd[:OP_OVERZICHT]),
        "aantal_afgekeurd": afgekeurd.count(),
        "bevestigen": [
            {"regel": regel, "chip": datumchip(regel.antwoord_uiterlijk, klok.vandaag())}
            for regel in berichtselectors.als_regels(bevestigen[:OP_OVERZICHT])
            if regel.antwoord_uiterlijk
        ],
        "aantal_bevestigen": bevestigen.count(),
        "starts": _met_chip(starts.regels[:OP_OVERZICHT]),
        "aantal_starts": starts.totaal,
        "stops": _met_chip(stops.regels[:OP_OVERZICHT]),
        "aantal_stops": stops.totaal,
        "verzoeken": _verzoeken_met_chip(open_.regels[:OP_OVERZICHT]),
        "aantal_verzoeken": open_.totaal,
        "aantal_lopend": starts.aantallen["lopend"],
        "organisatie": _organisatie(request),
    }
    return render(request, "portaal/aanbieder/overzicht.html", context)


def _organisatie(request: HttpRequest) -> str:
    return ", ".join(landschap.aanbieder_naam(agb) for agb in sorted(toegang_bij(request).aanbieders))


def _met_chip(regels: Any) -> list[dict[str, Any]]:
    vandaag = klok.vandaag()
    return [{"t": t, "chip": datumchip(t.uiterlijk, vandaag) if t.uiterlijk else None} for t in regels]


def _verzoeken_met_chip(regels: Any) -> list[dict[str, Any]]:
    vandaag = klok.vandaag()
    return [
        {
            "v": v,
            "chip": datumchip(v.antwoord.uiterlijk, vandaag)
            if v.antwoord.wacht and v.antwoord.uiterlijk
            else None,
        }
        for v in regels
    ]


# --- Requests ----------------------------------------------------------------------------------------------------


def _tabs(view: str, namen: Any, lijst: selectors.Lijst) -> list[dict[str, Any]]:
    return [
        {
            "naam": naam,
            "aantal": lijst.aantallen[sleutel],
            "actief": sleutel == lijst.tab,
            "url": lijstadres(view, {"tab": sleutel}),
        }
        for sleutel, naam in namen.items()
    ]


@require_http_methods(GET_EN_POST)
@alleen(is_aanbieder)
@eisen("S-066")
def verzoeken(request: HttpRequest) -> HttpResponse:
    """The requests of this provider, with what the municipality answered."""
    zoek = zoekwoord(request, ZOEK_VERZOEK, ("tab",), "portaal:aanbieder-verzoeken")
    if isinstance(zoek, HttpResponse):
        return zoek
    tab = een_van(request.GET.get("tab", ""), selectors.VERZOEKTABS) or "open"
    lijst = selectors.verzoeken(
        toegang_bij(request), tab=tab, zoek=zoek, pagina=bladzijde(request.GET.get("pagina", ""))
    )
    context = {
        "lijst": lijst,
        "regels": _verzoeken_met_chip(lijst.regels),
        "zoek": zoek,
        "tabs": _tabs("portaal:aanbieder-verzoeken", selectors.VERZOEKTABS, lijst),
        "csv": lijstadres("portaal:aanbieder-verzoeken-csv", {"tab": tab}),
        "bladeren": bladeren("portaal:aanbieder-verzoeken", {"tab": tab}, lijst.pagina, lijst.paginas),
    }
    return render(request, "portaal/aanbieder/verzoeken.html", context)


@require_safe
@alleen(is_aanbieder)
def verzoeken_csv(request: HttpRequest) -> HttpResponse:
    """The requests of a tab as a file."""
    tab = een_van(request.GET.get("tab", ""), selectors.VERZOEKTABS) or "open"
    regels = selectors.verzoeken_export(toegang_bij(request), tab=tab)
    kolommen = (
        "nummer", "jeugdige", "gemeente", "product", "omvang", "van", "tot en met", "referentie", "ontvangen",
        "antwoord", "antwoord op", "reden", "antwoord uiterlijk",
    )  # fmt: skip
    return als_csv(
        f"verzoeken-{klok.vandaag().isoformat()}",
        kolommen,
        (
            (
                v.nummer,
                v.jeugdige,
                v.gemeente,
                v.product,
                v.omvang,
                v.van,
                v.tot or "",
                v.referentie,
                v.ontvangen,
                v.antwoord.tekst,
                v.antwoord.op or "",
                v.antwoord.reden,
                v.antwoord.uiterlijk or "",
            )
            for v in regels
        ),
    )


@require_safe
@alleen(is_aanbieder)
@eisen("S-066")
def verzoek(request: HttpRequest, nummer: str) -> HttpResponse:
    """One request with its answer and the messages about it."""
    toegang = toegang_bij(request)
    try:
        v, feiten = selectors.verzoek(toegang, nummer)
    except selectors.VerzoekNietGevonden as fout:
        raise Http404 from fout
    return render(
        request,
        "portaal/aanbieder/verzoek.html",
        {
            "v": v,
            "feiten": feiten,
            "chip": _verzoeken_met_chip([v])[0]["chip"],
            "berichten": berichtselectors.als_regels(aanbiederpost.over(toegang, v.referentie)[:20]),
        },
    )


# --- Allocations -------------------------------------------------------------------------------------------------


@require_http_methods(GET_EN_POST)
@alleen(is_aanbieder)
@eisen("S-066")
def toewijzingen(request: HttpRequest) -> HttpResponse:
    """The allocations of this provider, with what must be reported about them."""
    zoek = zoekwoord(request, ZOEK_TOEWIJZING, ("tab",), "portaal:aanbieder-toewijzingen")
    if isinstance(zoek, HttpResponse):
        return zoek
    tab = een_van(request.GET.get("tab", ""), selectors.TOEWIJZINGTABS) or "lopend"
    lijst = selectors.toewijzingen(
        toegang_bij(request), tab=tab, zoek=zoek, pagina=bladzijde(request.GET.get("pagina", ""))
    )
    context = {
        "lijst": lijst,
        "regels": _met_chip(lijst.regels),
        "zoek": zoek,
        "tabs": _tabs("portaal:aanbieder-toewijzingen", selectors.TOEWIJZINGTABS, lijst),
        "csv": lijstadres("portaal:aanbieder-toewijzingen-csv", {"tab": tab}),
        "zicht": zichttermijn() if tab == "stop" else None,
        "bladeren": bladeren("portaal:aanbieder-toewijzingen", {"tab": tab}, lijst.pagina, lijst.paginas),
    }
    return render(request, "portaal/aanbieder/toewijzingen.html", context)


@require_safe
@alleen(is_aanbieder)
def toewijzingen_csv(request: HttpRequest) -> HttpResponse:
    """The allocations of a tab as a file."""
    tab = een_van(request.GET.get("tab", ""), selectors.TOEWIJZINGTABS) or "lopend"
    regels = selectors.toewijzingen_export(toegang_bij(request), tab=tab)
    kolommen = (
        "nummer", "jeugdige", "gemeente", "categorie", "code", "product", "omvang", "van", "tot en met", "levering",
        "laatste start", "laatste stop", "nu te doen", "uiterlijk",
    )  # fmt: skip
    return als_csv(
        f"toewijzingen-{klok.vandaag().isoformat()}",
        kolommen,
        (
            (
                t.nummer,
                t.jeugdige,
                t.gemeente,
                t.categorie,
                t.code,
                t.product,
                t.omvang,
                t.van,
                t.tot or "",
                t.stand,
                t.leveringen[-1].begindatum if t.leveringen else "",
                t.leveringen[-1].stops[-1].einddatum if t.leveringen and t.leveringen[-1].stops else "",
                t.nu,
                t.uiterlijk or "",
            )
            for t in regels
        ),
    )


@require_safe
@alleen(is_aanbieder)
@eisen("S-066")
def toewijzing(request: HttpRequest, toewijzing_id: UUID) -> HttpResponse:
    """One allocation with its deliveries, its messages, and what can be reported."""
    toegang = toegang_bij(request)
    try:
        t = selectors.toewijzing(toegang, toewijzing_id)
    except selectors.ToewijzingNietGevonden as fout:
        raise Http404 from fout
    vandaag = klok.vandaag()
    laatste = t.leveringen[-1] if t.leveringen else None
    return render(
        request,
        "portaal/aanbieder/toewijzing.html",
        {
            "t": t,
            "chip": datumchip(t.uiterlijk, vandaag) if t.uiterlijk else None,
            "mag_starten": laatste is None or not laatste.loopt,
            "mag_stoppen": laatste is not None and not laatste.is_klaar,
            "mag_wijzigen": t.tot is None or t.tot >= vandaag,
            "berichten": berichtselectors.als_regels(
                aanbiederpost.over(toegang, t.nummer, t.gemeente_code)[:20]
            ),
        },
    )


# --- Messages ----------------------------------------------------------------------------------------------------


@require_http_methods(GET_EN_POST)
@alleen(is_aanbieder)
@eisen("S-066", "S-115")
def berichten(request: HttpRequest) -> HttpResponse:
    """The messages to and from this provider, newest first."""
    zoek = zoekwoord(request, ZOEK_BERICHT, berichtfilter.NAMEN, "portaal:aanbieder-berichten")
    if isinstance(zoek, HttpResponse):
        return zoek
    filter_ = berichtfilter.lees(request, TOESTANDNAMEN)
    lijst = berichtselectors.berichten_lijst(
        toegang_bij(request),
        voor=request.GET.get("voor", ""),
        na=request.GET.get("na", ""),
        zoek=zoek,
        **filter_.vraag,
    )
    context = {
        "lijst": lijst,
        "filters": filter_.getypt,
        "fouten": filter_.fouten,
        "gefilterd": bool(zoek or any(filter_.getypt.values())),
        "verder": verder("portaal:aanbieder-berichten", filter_.getypt, lijst.nieuwer, lijst.ouder),
    }
    return render(request, "portaal/aanbieder/berichten.html", context)


def _berichtcontext(pagina: BerichtPagina, weergave: str) -> dict[str, Any]:
    wacht = pagina.richting == "uit" and pagina.toestand == "verzonden"
    return berichtpagina.context(pagina, weergave, "portaal:aanbieder-bericht") | {
        "bevestig_met": aanbiederberichten.TE_BEVESTIGEN.get(pagina.soort, "") if wacht else "",
    }


@require_safe
@alleen(is_aanbieder)
@eisen("S-066", "S-115")
def bericht(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """One message, readable: its findings, its content, its answer and the thread it belongs to."""
    pagina = berichtpagina.haal(request, bericht_id)
    context = _berichtcontext(pagina, "leesbaar") | berichtpagina.herlaad(request, pagina)
    return render(request, "portaal/aanbieder/bericht.html", context)


@require_safe
@alleen(is_aanbieder)
def bericht_xml(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """The bytes of the message, line by line, with the lines that a finding points at marked."""
    pagina = berichtpagina.haal(request, bericht_id)
    context = _berichtcontext(pagina, "xml") | berichtpagina.regels(request, bericht_id)
    return render(request, "portaal/aanbieder/bericht_xml.html", context)


@require_safe
@alleen(is_aanbieder)
def bericht_download(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """The exact bytes, as a file; never opened by the browser itself."""
    return berichtpagina.download(request, bericht_id)


@require_POST
@alleen(is_aanbieder)
def bericht_bevestigen(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """Answer a message of a municipality with the return message that accepts it."""
    toegang = toegang_bij(request)
    pagina = berichtpagina.haal(request, bericht_id)
    vandaag = klok.vandaag()
    antwoord = aanbiederberichten.maak_ontvangstbevestiging(
        bericht_id, identificatie=aanbiederpost.identificatie(pagina.ontvanger, vandaag.year), op=vandaag
    )
    if antwoord is None:
        messages.error(request, "Op dit bericht is al geantwoord, of er hoort geen antwoord op.")
        return redirect("portaal:aanbieder-bericht", bericht_id)
    soort = aanbiederberichten.TE_BEVESTIGEN[pagina.soort]
    nieuw = berichtservices.neem_aan_upload(toegang, f"{soort}_{pagina.identificatie}.xml", schrijf(antwoord))
    messages.success(
        request, f"De {soort} is verstuurd: u hebt {pagina.soort} {pagina.identificatie} aangenomen."
    )
    return redirect("portaal:aanbieder-bericht", nieuw)


@require_http_methods(GET_EN_POST)
@alleen(is_aanbieder)
@eisen("S-115")
def aanleveren(request: HttpRequest) -> HttpResponse:
    """Hand in a file with one message of this provider; its page says what became of it."""
    formulier = Inleesformulier()
    if request.method == "POST":
        formulier = Inleesformulier(request.POST, request.FILES)
        if formulier.is_valid():
            bestand = formulier.cleaned_data["bestand"]
            try:
                bericht_id = berichtservices.neem_aan_upload(
                    toegang_bij(request), bestand.name, bestand.read()
                )
            except berichtservices.UploadFout as fout:
                formulier.add_error("bestand", str(fout))
            else:
                return redirect("portaal:aanbieder-bericht", bericht_id)
    return render(
        request,
        "portaal/aanbieder/aanleveren.html",
        {"formulier": formulier, "fouten": fouten_van(formulier)},
    )
