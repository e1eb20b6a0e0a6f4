"""Screens of the local access team: work list, request, children, messages, providers, rules.

A view asks selectors and calls services; what the screen prints is worked out in ``beeld``.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jeugdketen.berichten import selectors as berichtselectors
from jeugdketen.berichten import services as berichtservices
from jeugdketen.berichten.weergave import TOESTANDNAMEN, BerichtPagina
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal import berichtpagina
from jeugdketen.portaal.consulent import beeld, identiteitbeeld, registerbeeld
from jeugdketen.portaal.consulent.forms import (
    Aanvulformulier,
    Besluitformulier,
    Zoekformulier,
)
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import Inleesformulier, fouten_van
from jeugdketen.portaal.lijst import bladeren, bladzijde, een_van, lijstadres, verder, zoekwoord
from jeugdketen.portaal.toegang import (
    alleen,
    leest_berichten_in,
    opent_dossiers,
    toegang_bij,
    ziet_berichten,
    ziet_regels,
)
from jeugdketen.portaal.weergave import berichtfilter
from jeugdketen.portaal.weergave import uitkomst as uitkomsten
from jeugdketen.portaal.weergave.termijn import datumchip, restchip
from jeugdketen.toewijzing import feitenservices, herstelselectors, selectors, services, werkservices
from jeugdketen.toewijzing.weergave import TABS, VerzoekPagina

GET_EN_POST = ["GET", "HEAD", "POST"]
ZOEK_WERK = "zoek_werk"
ZOEK_BERICHTEN = "zoek_berichten"
"""Session keys of search words: a name or a BSN never enters an address, a history or a log."""


# --- Work list ---------------------------------------------------------------------------------------------------


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-050", "S-115", "S-120")
def werkvoorraad(request: HttpRequest) -> HttpResponse:
    """Work list: what is due, first what is late; filters work as plain addresses and, with htmx, in place."""
    zoek = zoekwoord(request, ZOEK_WERK, ("tab", "gemeente", "soort", "oordeel"), "portaal:werkvoorraad")
    if isinstance(zoek, HttpResponse):
        return zoek
    tab = een_van(request.GET.get("tab", ""), dict.fromkeys(TABS, ""))
    filters = {
        "gemeente": request.GET.get("gemeente", ""),
        "soort": een_van(request.GET.get("soort", ""), dict(beeld.SOORTEN)),
        "oordeel": een_van(request.GET.get("oordeel", ""), uitkomsten.WOORDEN),
    }
    werk = selectors.werkvoorraad(
        toegang_bij(request), tab=tab, zoek=zoek, pagina=bladzijde(request.GET.get("pagina", "")), **filters
    )
    tab = werk.tab
    aantallen = {naam: getattr(werk.tellers, naam) for naam in TABS}
    context = {
        "werk": werk,
        "samenvatting": beeld.samenvatting(werk),
        "soorten": beeld.SOORTEN,
        "oordelen": list(uitkomsten.WOORDEN.items()),
        "tabs": [
            {
                "naam": beeld.TABNAMEN[naam],
                "aantal": aantallen[naam],
                "actief": naam == tab,
                "url": lijstadres("portaal:werkvoorraad", {"tab": naam, **filters}),
            }
            for naam in TABS
        ],
        "tabelnaam": beeld.TABELNAMEN[tab],
        "gefilterd": bool(zoek or any(filters.values())),
        "filterwoorden": beeld.filterwoorden(werk),
        "bladeren": bladeren("portaal:werkvoorraad", {"tab": tab, **filters}, werk.pagina, werk.paginas),
    }
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "portaal/consulent/_werk.html", context)
        response["HX-Push-Url"] = lijstadres("portaal:werkvoorraad", {"tab": tab, **filters})
        return response
    context["herstellen"] = [
        (regel, restchip(regel.rest)) for regel in herstelselectors.te_herstellen(toegang_bij(request))
    ]
    return render(request, "portaal/consulent/werkvoorraad.html", context)


# --- Request -----------------------------------------------------------------------------------------------------


def _zaak(request: HttpRequest, nummer: str) -> VerzoekPagina:
    try:
        return selectors.verzoek_pagina(toegang_bij(request), nummer)
    except selectors.VerzoekNietGevonden as fout:
        raise Http404 from fout


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen(
    "S-050", "S-051", "S-052", "S-053", "S-054", "S-055", "S-056", "S-057", "S-061", "S-093", "S-114", "S-115"
)
def verzoek(request: HttpRequest, nummer: str) -> HttpResponse:
    """One request: the facts, the running allocations, the verdict sentence by sentence, and the decision."""
    zaak = _zaak(request, nummer)
    formulier = Besluitformulier(zaak)
    if request.method == "POST":
        formulier = Besluitformulier(zaak, request.POST)
        if formulier.is_valid():
            antwoord = _besluit(request, zaak, formulier)
            if antwoord is not None:
                return antwoord
            zaak = _zaak(request, nummer)  # the verdict may be the reason: show it as it is now
    return _verzoekpagina(request, zaak, formulier)


def _besluit(request: HttpRequest, zaak: VerzoekPagina, formulier: Besluitformulier) -> HttpResponse | None:
    """Take the decision; ``None`` when it was refused and the form says why."""
    data = formulier.cleaned_data
    try:
        besluit = services.besluit(
            toegang_bij(request),
            zaak.nummer,
            data["besluit"],
            versie=data["versie"] or None,
            afwijk_grond=data["afwijk_grond"],
            reden=data["reden"],
            code=data["code"],
            motivering=data["motivering"],
            gemeente=data["gemeente"],
            vraag=data["vraag"],
            **formulier.andere_maat(),
        )
    except services.AlBesloten as fout:
        messages.warning(request, str(fout))
        return redirect("portaal:verzoek", zaak.nummer)
    except services.BesluitFout as fout:
        formulier.add_error(fout.veld if fout.veld in formulier.fields else "besluit", str(fout))
        return None
    except ToegangGeweigerd as fout:
        formulier.add_error("besluit", str(fout))
        return None
    messages.success(request, beeld.besluitmelding(zaak, besluit.soort))
    adres = reverse("portaal:verzoek", args=[zaak.nummer])
    hierna = zaak.volgende or zaak.vorige  # once decided, a case has no neighbours in the work list any more
    return redirect(f"{adres}?{urlencode({'hierna': hierna})}" if hierna else adres)


def _verzoekpagina(request: HttpRequest, zaak: VerzoekPagina, formulier: Besluitformulier) -> HttpResponse:
    fouten = formulier.fouten() if formulier.is_bound else []
    mag_aanvullen = rollen.mag_feiten_vastleggen(toegang_bij(request), zaak.jeugdige.gemeente_code)
    mag_aanvullen = mag_aanvullen and zaak.toestand in ("open", "in_onderzoek")
    besluit = zaak.besluit
    context = {
        "zaak": zaak,
        "formulier": formulier,
        "fouten": fouten,
        "keuzes": beeld.keuzes(zaak, formulier.data.get("besluit", "") if formulier.is_bound else ""),
        "gevraagd": beeld.gevraagd(zaak),
        "aangevuld": beeld.aangevuld(zaak, mag=mag_aanvullen),
        "vraag_brp": mag_aanvullen and any(feit.veld == "brp" for feit in zaak.aangevuld),
        "mag_aanvullen": mag_aanvullen,
        "tijdlijn": beeld.tijdlijn(zaak.tijdlijn, klok.vandaag()),
        "oordeeltelling": beeld.oordeeltelling(zaak),
        "stappen": beeld.stappen(zaak, mag=mag_aanvullen),
        "toon_uitgaand": zaak.mag_besluiten and bool(zaak.uitgaand_tekst),
        "melding_soort": beeld.melding_soort(zaak),
        "getoetst_op": zaak.oordeel.getoetst_op.astimezone(klok.NEDERLAND).date() if zaak.oordeel else None,
        "toon_besluit": zaak.mag_besluiten and bool(zaak.keuzes),
        "besluit_woord": beeld.BESLUITWOORD.get(besluit.soort, besluit.naam) if besluit else "",
        "hierna": beeld.zaaknummer(request.GET.get("hierna", "")) if not zaak.plek else "",
        "mag_opnemen": zaak.mag_besluiten and zaak.behandelaar != toegang_bij(request).naam,
        "besluit_kleur": beeld.BESLUITKLEUR.get(besluit.soort, "signaal") if besluit else "",
        "bericht_toestand": TOESTANDNAMEN.get(besluit.bericht_toestand or "", "").lower() if besluit else "",
        "mag_intrekken": bool(besluit and (besluit.intrekken_tot or besluit.is_afgekeurd))
        and rollen.mag_besluiten(toegang_bij(request), zaak.jeugdige.gemeente_code),
    }
    return render(request, "portaal/consulent/verzoek.html", context)


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-050", "S-025", "S-104", "S-112", "S-114")
def aanvullen(request: HttpRequest, nummer: str) -> HttpResponse:
    """Record what the request lacks: consent, living situation, joint assessment; the rules run again at once."""
    zaak = _zaak(request, nummer)
    if not rollen.mag_feiten_vastleggen(toegang_bij(request), zaak.jeugdige.gemeente_code):
        messages.error(request, "Alleen de lokale toegang van deze gemeente legt deze gegevens vast.")
        return redirect("portaal:verzoek", zaak.nummer)
    htmx = bool(request.htmx)  # type: ignore[attr-defined]
    groep = request.GET.get("veld", "")
    gemeenten = [(g.cbs_code, g.naam) for g in landschap.gemeenten()]
    formulier = Aanvulformulier(groep=groep, feiten=zaak.aangevuld, gemeenten=gemeenten)
    if request.method == "POST":
        formulier = Aanvulformulier(request.POST, groep=groep, feiten=zaak.aangevuld, gemeenten=gemeenten)
        if formulier.is_valid():
            try:
                feitenservices.vul_aan(toegang_bij(request), zaak.nummer, **formulier.feiten_voor_dienst())
            except feitenservices.AanvulFout as fout:
                for veld, melding in fout.fouten.items():
                    formulier.add_error(veld if veld in formulier.fields else None, melding)
            except ToegangGeweigerd as fout:
                formulier.add_error(None, str(fout))
            else:
                messages.success(request, "Vastgelegd. De regels zijn opnieuw getoetst.")
                adres = reverse("portaal:verzoek", args=[zaak.nummer])
                if htmx:
                    return HttpResponse(headers={"HX-Redirect": adres})
                return redirect(adres)
    context = {"zaak": zaak, "formulier": formulier, "fouten": fouten_van(formulier), "inline": htmx}
    sjabloon = "_aanvulformulier.html" if htmx else "aanvullen.html"
    return render(request, f"portaal/consulent/{sjabloon}", context)


@require_safe
@alleen(opent_dossiers)
@eisen("S-093")
def kwitantie(request: HttpRequest, nummer: str) -> HttpResponse:
    """The receipt of the test: which rules ran, on which facts and tables."""
    zaak = _zaak(request, nummer)
    if zaak.oordeel is None:
        raise Http404
    return render(
        request,
        "portaal/consulent/kwitantie.html",
        {
            "zaak": zaak,
            "bevindingen": [*zaak.oordeel.aandacht, *zaak.oordeel.gehaald],
            "kwitantie": beeld.kwitantieregels(zaak.oordeel.kwitantie),
        },
    )


@require_POST
@alleen(opent_dossiers)
def intrekken(request: HttpRequest, nummer: str) -> HttpResponse:
    """Take the last decision back while its message has not left, or after the provider rejected it."""
    zaak = _zaak(request, nummer)
    try:
        services.trek_in(toegang_bij(request), zaak.nummer)
    except (services.BesluitFout, ToegangGeweigerd) as fout:
        messages.error(request, str(fout))
    else:
        messages.success(request, "Het besluit is ingetrokken; de aanbieder heeft er geen bericht van.")
    return redirect("portaal:verzoek", zaak.nummer)


@require_POST
@alleen(opent_dossiers)
def brp_opnieuw(request: HttpRequest, nummer: str) -> HttpResponse:
    """Ask the BRP again about the child of a request, when it gave no answer or did not know the number."""
    zaak = _zaak(request, nummer)
    try:
        feitenservices.vraag_brp_opnieuw(toegang_bij(request), zaak.nummer)
    except ToegangGeweigerd as fout:
        messages.error(request, str(fout))
    else:
        messages.success(request, "De BRP is opnieuw gevraagd. Wat zij zegt, staat bij Aangevuld.")
    return redirect("portaal:verzoek", zaak.nummer)


@require_POST
@alleen(opent_dossiers)
def opnemen(request: HttpRequest, nummer: str) -> HttpResponse:
    """Take the request into one's own work list."""
    zaak = _zaak(request, nummer)
    try:
        werkservices.neem_op(toegang_bij(request), zaak.nummer)
    except (services.BesluitFout, ToegangGeweigerd) as fout:
        messages.error(request, str(fout))
    else:
        messages.success(request, "Deze zaak staat nu op uw naam.")
    return redirect("portaal:verzoek", zaak.nummer)


# --- Messages ----------------------------------------------------------------------------------------------------


@require_http_methods(GET_EN_POST)
@alleen(ziet_berichten)
@eisen("S-066", "S-115")
def berichten(request: HttpRequest) -> HttpResponse:
    """The messages in and out, newest first, each with one sentence on what happened and who must act."""
    zoek = zoekwoord(request, ZOEK_BERICHTEN, berichtfilter.NAMEN, "portaal:berichten")
    if isinstance(zoek, HttpResponse):
        return zoek
    toegang = toegang_bij(request)
    filter_ = berichtfilter.lees(request, TOESTANDNAMEN)
    lijst = berichtselectors.berichten_lijst(
        toegang,
        voor=request.GET.get("voor", ""),
        na=request.GET.get("na", ""),
        zoek=zoek,
        **filter_.vraag,
    )
    gemeenten = {g.cbs_code: g.naam for g in landschap.gemeenten() if g.cbs_code in toegang.gemeenten}
    context = {
        "lijst": lijst,
        "filters": filter_.getypt,
        "fouten": filter_.fouten,
        "gemeenten": gemeenten if len(gemeenten) > 1 else {},
        "gefilterd": bool(zoek or any(filter_.getypt.values())),
        "mag_inlezen": leest_berichten_in(toegang),
        "verder": verder("portaal:berichten", filter_.getypt, lijst.nieuwer, lijst.ouder),
    }
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "portaal/consulent/_berichtenlijst.html", context)
        response["HX-Push-Url"] = lijstadres("portaal:berichten", filter_.getypt)
        return response
    return render(request, "portaal/consulent/berichten.html", context)


def _berichtcontext(toegang: Toegang, pagina: BerichtPagina, weergave: str) -> dict[str, Any]:
    antwoord = pagina.antwoord
    uiterlijk = antwoord.uiterlijk if antwoord and antwoord.toestand in ("klaar", "verwacht") else None
    return berichtpagina.context(pagina, weergave, "portaal:bericht") | {
        "uiterlijkchip": datumchip(uiterlijk, klok.vandaag()) if uiterlijk else None,
        "herstel": herstelselectors.stand(toegang, pagina.id) if pagina.toestand == "afgewezen" else None,
        "mag_terug": pagina.toestand == "klaar" and herstelselectors.mag_terug(toegang, pagina.id),
        "mag_handelen": leest_berichten_in(toegang),
    }


@require_safe
@alleen(ziet_berichten)
@eisen("S-066", "S-115")
def bericht(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """One message, readable: its findings, its content, its answer and the thread it belongs to."""
    pagina = berichtpagina.haal(request, bericht_id)
    context = _berichtcontext(toegang_bij(request), pagina, "leesbaar")
    context |= berichtpagina.herlaad(request, pagina)
    return render(request, "portaal/consulent/bericht.html", context)


@require_safe
@alleen(ziet_berichten)
def bericht_xml(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """The bytes as received, line by line, with the lines that a finding points at marked."""
    pagina = berichtpagina.haal(request, bericht_id)
    context = _berichtcontext(toegang_bij(request), pagina, "xml")
    context |= berichtpagina.regels(request, bericht_id)
    return render(request, "portaal/consulent/bericht_xml.html", context)


@require_safe
@alleen(ziet_berichten)
def bericht_verwerking(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """Every step that the message went through, with who and why."""
    pagina = berichtpagina.haal(request, bericht_id)
    return render(
        request,
        "portaal/consulent/bericht_verwerking.html",
        _berichtcontext(toegang_bij(request), pagina, "verwerking"),
    )


@require_safe
@alleen(ziet_berichten)
def bericht_download(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """The exact bytes, as a file; never opened by the browser itself."""
    return berichtpagina.download(request, bericht_id)


@require_POST
@alleen(ziet_berichten)
def bericht_opnieuw(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """Have a refused or failed message read again, after its cause was repaired."""
    pagina = berichtpagina.haal(request, bericht_id)
    try:
        berichtservices.verwerk_opnieuw(toegang_bij(request), bericht_id)
    except ToegangGeweigerd as fout:
        messages.error(request, str(fout))
    else:
        messages.success(request, "Dit bericht wordt opnieuw verwerkt. Dat duurt enkele seconden.")
    return redirect("portaal:bericht", pagina.id)


@require_http_methods(GET_EN_POST)
@alleen(leest_berichten_in)
@eisen("S-115")
def bericht_inlezen(request: HttpRequest) -> HttpResponse:
    """Upload one message; the page of the message then says in one sentence what happened and who must act."""
    formulier = Inleesformulier()
    if request.method == "POST":
        formulier = Inleesformulier(request.POST, request.FILES)
        if formulier.is_valid():
            bestand = formulier.cleaned_data["bestand"]
            try:
                bericht_id = berichtservices.neem_aan_upload(
                    toegang_bij(request), bestand.name, bestand.read()
                )
            except (berichtservices.UploadFout, ToegangGeweigerd) as fout:
                formulier.add_error("bestand", str(fout))
            else:
                return redirect("portaal:bericht", bericht_id)
    return render(
        request,
        "portaal/consulent/bericht_inlezen.html",
        {"formulier": formulier, "fouten": fouten_van(formulier)},
    )


# --- Children ----------------------------------------------------------------------------------------------------


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-114")
def jeugdigen(request: HttpRequest) -> HttpResponse:
    """Search a child by name, BSN or birth date; by POST, so that none of these stands in an address."""
    formulier = Zoekformulier()
    context: dict[str, Any] = {"gevonden": None}
    if request.method == "POST":
        formulier = Zoekformulier(request.POST)
        if formulier.is_valid():
            context |= registerbeeld.gevonden_jeugdigen(
                toegang_bij(request), formulier.cleaned_data["zoek"], formulier.geboren
            )
    context |= {
        "formulier": formulier,
        "fouten": fouten_van(formulier),
        "gemeentezin": registerbeeld.gemeentezin(toegang_bij(request)),
        "mag_nood": rollen.mag_noodtoegang(toegang_bij(request)),
        "tabs": identiteitbeeld.tabs(toegang_bij(request), "zoeken"),
    }
    return render(request, "portaal/consulent/jeugdigen.html", context)


@require_safe
@alleen(opent_dossiers)
@eisen("S-058", "S-059", "S-114")
def jeugdige(request: HttpRequest, jeugdige_id: UUID) -> HttpResponse:
    """One child: requests, running allocations in time, and who looked in the file. Every opening is logged."""
    context = registerbeeld.jeugdigebeeld(toegang_bij(request), jeugdige_id)
    if context is None:
        raise Http404
    return render(request, "portaal/consulent/jeugdige.html", context)


@require_safe
@alleen(opent_dossiers)
@eisen("S-114")
def jeugdige_afdrukken(request: HttpRequest, jeugdige_id: UUID) -> HttpResponse:
    """The file as a sheet of paper: with who printed it and when on it, and in the read log as printed."""
    context = registerbeeld.jeugdigebeeld(toegang_bij(request), jeugdige_id, handeling="afdrukken")
    if context is None:
        raise Http404
    context |= {"door": toegang_bij(request).naam, "op": klok.nu()}
    return render(request, "portaal/consulent/jeugdige_afdruk.html", context)


@require_safe
@alleen(opent_dossiers)
@eisen("S-093", "S-114")
def verzoek_afdrukken(request: HttpRequest, nummer: str) -> HttpResponse:
    """One request with its verdict and decision as a sheet of paper; in the read log as printed."""
    try:
        zaak = selectors.verzoek_pagina(toegang_bij(request), nummer, handeling="afdrukken")
    except selectors.VerzoekNietGevonden as fout:
        raise Http404 from fout
    context = {
        "zaak": zaak,
        "gevraagd": beeld.gevraagd(zaak),
        "aangevuld": beeld.aangevuld(zaak, mag=False),
        "oordeeltelling": beeld.oordeeltelling(zaak),
        "door": toegang_bij(request).naam,
        "op": klok.nu(),
    }
    return render(request, "portaal/consulent/verzoek_afdruk.html", context)


# --- Rules ---------------------------------------------------------------------------------------------------------


@require_safe
@alleen(ziet_regels)
@eisen("S-050", "S-051", "S-052", "S-053", "S-054", "S-055", "S-056", "S-120")
def regels(request: HttpRequest) -> HttpResponse:
    """Every rule that the system tests, with its requirement and its source."""
    return render(request, "portaal/consulent/regels.html", registerbeeld.regelregister())
