"""Screens about who a child is and whose: BSN, birth, double files, changes in the BRP, domicile, transfer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jeugdketen.dossier import identiteit, overdracht, selectors, services, woonplaats
from jeugdketen.dossier.brp import BrpOnbereikbaar, TeVeelGevonden
from jeugdketen.dossier.selectors import DossierNietGevonden
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.portaal.consulent import identiteitbeeld as beeld
from jeugdketen.portaal.consulent import identiteitforms as formulieren
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import Formulier, fouten_van
from jeugdketen.portaal.toegang import alleen, opent_dossiers, toegang_bij
from jeugdketen.toewijzing import overdracht as gevolgen
from jeugdketen.toewijzing.feitenservices import toets_kind_opnieuw

GET_EN_POST = ["GET", "HEAD", "POST"]


def _kind(request: HttpRequest, jeugdige_id: UUID, wat: str) -> Any:
    """The file, opened and logged; 404 when it is not there for this person."""
    try:
        return selectors.open_dossier(toegang_bij(request), jeugdige_id, grond=identiteit.GROND, wat=wat)
    except DossierNietGevonden as fout:
        raise Http404 from fout


def _eis(mag: Callable[[Toegang, str], bool], request: HttpRequest, gemeente: str) -> None:
    if not mag(toegang_bij(request), gemeente):
        raise PermissionDenied


def _doe(request: HttpRequest, formulier: Formulier, dienst: Callable[[], Any]) -> tuple[bool, Any]:
    """Run a service in a savepoint; what it refuses comes back beside the fields."""
    try:
        with transaction.atomic():
            return True, dienst()
    except DossierNietGevonden as fout:
        raise Http404 from fout
    except ToegangGeweigerd as fout:
        formulier.add_error(None, str(fout))
    except ValidationError as fout:
        formulieren.neem_fouten_over(formulier, fout)
        if isinstance(fout, identiteit.AlEenDossier):
            return False, fout.dossier
    return False, None


def _toon(request: HttpRequest, sjabloon: str, formulier: Formulier | None, **context: Any) -> HttpResponse:
    fouten = fouten_van(formulier) if formulier is not None else []
    return render(
        request, f"portaal/consulent/{sjabloon}.html", {"formulier": formulier, "fouten": fouten, **context}
    )


def _zeg_brp(request: HttpRequest, uitslag: services.Brpuitslag | None, gedaan: str) -> None:
    if uitslag is None or uitslag.klopt:
        messages.success(request, gedaan)
    else:
        messages.warning(request, f"{gedaan} {uitslag.melding}")


# --- BSN and birth --------------------------------------------------------------------------------------------------


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-125")
def bsn(request: HttpRequest, jeugdige_id: UUID) -> HttpResponse:
    """Correct a BSN, or fill in the first one; the old one stays findable."""
    kind = _kind(request, jeugdige_id, "BSN verbeteren")
    _eis(rollen.mag_identiteit_verbeteren, request, kind.gemeente_code)
    zoekt = request.method == "POST" and request.POST.get("stap") == "zoek"
    formulier, ander = formulieren.Bsnformulier(None if zoekt else request.POST or None), None
    if zoekt:
        context = _zoek_in_brp(request, kind)
        return _toon(
            request, "identiteit_bsn", formulier, kind=beeld.kop(kind), ander=None, loopt=[], **context
        )
    if request.method == "POST" and formulier.is_valid():
        data = formulier.cleaned_data
        gelukt, uit = _doe(
            request,
            formulier,
            lambda: identiteit.verbeter_bsn(toegang_bij(request), kind.pk, data["bsn"], data["reden"]),
        )
        if gelukt:
            toets_kind_opnieuw(toegang_bij(request), kind.pk, "BSN verbeterd")
            _zeg_brp(request, uit, "Het BSN is vastgelegd en de BRP is gevraagd.")
            return redirect("portaal:jeugdige", kind.pk)
        ander = uit
    loopt = beeld.loopt_bij(kind) if kind.bsn_sleutel else []
    return _toon(
        request,
        "identiteit_bsn",
        formulier,
        kind=beeld.kop(kind),
        ander=ander,
        loopt=loopt,
        mag_zoeken=not kind.bsn,
    )


def _zoek_in_brp(request: HttpRequest, kind: Any) -> dict[str, Any]:
    """Who in the BRP may be this child, or why that cannot be said."""
    try:
        with transaction.atomic():
            gevonden = identiteit.zoek_in_brp(toegang_bij(request), kind.pk)
    except (BrpOnbereikbaar, TeVeelGevonden, ToegangGeweigerd) as fout:
        return {"mag_zoeken": True, "zoekmelding": str(fout)}
    except ValidationError as fout:
        return {"mag_zoeken": True, "zoekmelding": " ".join(fout.messages)}
    return {"mag_zoeken": True, "gevonden": beeld.brppersonen(gevonden), "gezocht": True}


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-125")
def geboorte(request: HttpRequest, jeugdige_id: UUID) -> HttpResponse:
    """Record the birth of a child that was expected."""
    kind = _kind(request, jeugdige_id, "geboorte vastleggen")
    _eis(rollen.mag_identiteit_verbeteren, request, kind.gemeente_code)
    if not kind.ongeboren:
        return redirect("portaal:jeugdige", kind.pk)
    begin = {"achternaam": kind.achternaam, "voorvoegsel": kind.voorvoegsel}
    formulier, ander = formulieren.Geboorteformulier(request.POST or None, initial=begin), None
    if request.method == "POST" and formulier.is_valid():
        data = formulier.cleaned_data
        gelukt, uit = _doe(
            request,
            formulier,
            lambda: identiteit.leg_geboorte_vast(
                toegang_bij(request),
                kind.pk,
                geboortedatum=data["geboortedatum"],
                naam=formulier.naam(),
                geslacht=data["geslacht"] or "0",
                bsn=data["bsn"] or None,
            ),
        )
        if gelukt:
            _zeg_brp(request, uit, "De geboorte is vastgelegd.")
            return redirect("portaal:jeugdige", kind.pk)
        ander = uit
    return _toon(request, "identiteit_geboorte", formulier, kind=beeld.kop(kind), ander=ander)


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-125")
def nieuw(request: HttpRequest) -> HttpResponse:
    """Begin a file without a BSN: of a child that is not born yet, or that has none."""
    toegang = toegang_bij(request)
    gemeenten = beeld.gemeenten_met(toegang, rollen.mag_identiteit_verbeteren)
    if not gemeenten:
        raise PermissionDenied
    soort = "zonder" if request.GET.get("soort") == "zonder" else "ongeboren"
    klasse = formulieren.ZonderBsnformulier if soort == "zonder" else formulieren.Ongeborenformulier
    formulier = klasse(request.POST or None, gemeenten=gemeenten)
    if request.method == "POST" and formulier.is_valid():
        gelukt, kind = _doe(request, formulier, lambda: _begin(toegang, formulier))
        if gelukt:
            messages.success(request, "Het dossier is begonnen.")
            return redirect("portaal:jeugdige", kind.pk)
    return _toon(
        request, "identiteit_nieuw", formulier, soort=soort, tabs=beeld.tabs(toegang_bij(request), "nieuw")
    )


def _begin(toegang: Toegang, formulier: Formulier) -> Any:
    data = formulier.cleaned_data
    if isinstance(formulier, formulieren.ZonderBsnformulier):
        return identiteit.leg_zonder_bsn_vast(
            toegang,
            formulier.gekozen_gemeente(),
            naam=formulier.naam(),
            geboortedatum=data["geboortedatum"],
            geslacht=data["geslacht"] or "0",
            reden=data["reden"],
        )
    assert isinstance(formulier, formulieren.Ongeborenformulier)
    return identiteit.leg_ongeboren_vast(
        toegang,
        formulier.gekozen_gemeente(),
        verwacht_op=data["verwacht_op"],
        moeder=formulier.moeder(),
        moeder_bsn=data["moeder_bsn"] or None,
    )


@require_POST
@alleen(opent_dossiers)
def brp_vragen(request: HttpRequest, jeugdige_id: UUID) -> HttpResponse:
    """Ask the BRP about a child now, and judge its open requests again."""
    kind = _kind(request, jeugdige_id, "BRP gevraagd")
    _eis(rollen.mag_identiteit_verbeteren, request, kind.gemeente_code)
    uitslag = services.werk_bij_uit_brp(kind)
    toets_kind_opnieuw(toegang_bij(request), kind.pk, "BRP opnieuw gevraagd")
    _zeg_brp(request, uitslag, "De BRP is gevraagd.")
    return redirect("portaal:jeugdige", kind.pk)


# --- doubles --------------------------------------------------------------------------------------------------------


@require_safe
@alleen(opent_dossiers)
@eisen("S-125")
def dubbelen(request: HttpRequest) -> HttpResponse:
    """Pairs of files that may be about one child."""
    paren = selectors.dubbele_dossiers(toegang_bij(request))
    return _toon(
        request, "dubbelen", None, paren=beeld.paren(paren), tabs=beeld.tabs(toegang_bij(request), "dubbelen")
    )


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-125")
def vergelijk(request: HttpRequest, een_id: UUID, ander_id: UUID) -> HttpResponse:
    """Two files side by side: merge them, or record that they are about two children."""
    if een_id == ander_id:
        raise Http404
    een, ander = (_kind(request, sleutel, "dossiers vergelijken") for sleutel in (een_id, ander_id))
    if een.gemeente_code != ander.gemeente_code:
        raise Http404
    _eis(rollen.mag_identiteit_verbeteren, request, een.gemeente_code)
    formulier = formulieren.Vergelijkformulier(request.POST or None)
    if request.method == "POST" and formulier.is_valid():
        keuze, reden = formulier.cleaned_data["blijft"], formulier.cleaned_data["reden"]
        toegang = toegang_bij(request)
        blijft, vervalt = (ander, een) if keuze == "ander" else (een, ander)
        if keuze == "twee":
            gelukt, _ = _doe(
                request, formulier, lambda: identiteit.leg_geen_dubbel_vast(toegang, een.pk, ander.pk, reden)
            )
            if gelukt:
                messages.success(
                    request, "Vastgelegd: dit zijn twee jeugdigen. Het paar staat niet meer in de lijst."
                )
                return redirect("portaal:dubbelen")
        else:
            gelukt, _ = _doe(
                request, formulier, lambda: identiteit.voeg_samen(toegang, blijft.pk, vervalt.pk, reden)
            )
            if gelukt:
                toets_kind_opnieuw(toegang, blijft.pk, "dossiers samengevoegd")
                messages.success(
                    request, "De dossiers zijn samengevoegd. U kunt dit hieronder ongedaan maken."
                )
                return redirect("portaal:jeugdige", blijft.pk)
    return _toon(
        request,
        "vergelijk",
        formulier,
        een=beeld.kant(een),
        ander=beeld.kant(ander),
        bewijs=selectors.vergelijk(een, ander),
    )


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
def ongedaan(request: HttpRequest, jeugdige_id: UUID, samenvoeging_id: UUID) -> HttpResponse:
    """Part two files that were merged."""
    kind = _kind(request, jeugdige_id, "samenvoeging ongedaan maken")
    _eis(rollen.mag_identiteit_verbeteren, request, kind.gemeente_code)
    samen = next((s for s in selectors.samenvoegingen_van(kind) if s.pk == samenvoeging_id), None)
    if samen is None:
        raise Http404
    formulier = formulieren.Redenformulier(request.POST or None)
    if request.method == "POST" and formulier.is_valid():
        toegang, reden = toegang_bij(request), formulier.cleaned_data["reden"]
        gelukt, bleef = _doe(request, formulier, lambda: identiteit.maak_ongedaan(toegang, samen.pk, reden))
        if gelukt:
            for sleutel in (samen.blijft_id, samen.vervalt_id):
                toets_kind_opnieuw(toegang, sleutel, "samenvoeging ongedaan gemaakt")
            messages.success(request, "De samenvoeging is ongedaan gemaakt; de twee dossiers staan weer los.")
            if bleef:
                messages.warning(
                    request, f"{bleef} gegevens zijn daarna veranderd en bleven staan. Kijk ze na."
                )
            return redirect("portaal:jeugdige", kind.pk)
    return _toon(request, "samenvoeging", formulier, kind=beeld.kop(kind), samen=samen)


# --- BRP ------------------------------------------------------------------------------------------------------------


@require_safe
@alleen(opent_dossiers)
def brpwerk(request: HttpRequest) -> HttpResponse:
    """What changed in the BRP about children with a file, to be dealt with."""
    meldingen = beeld.brpmeldingen(toegang_bij(request))
    return _toon(request, "brpwerk", None, meldingen=meldingen, tabs=beeld.tabs(toegang_bij(request), "brp"))


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
def brpwerk_afhandelen(request: HttpRequest, melding_id: int) -> HttpResponse:
    """Note what was done about one change."""
    melding = next((m for m in selectors.brpmeldingen() if m.pk == melding_id), None)
    if melding is None:
        raise Http404
    kind = _kind(request, melding.jeugdige_id, "melding uit de BRP")
    formulier = formulieren.Afhandelformulier(request.POST or None)
    if request.method == "POST" and formulier.is_valid():
        tekst = formulier.cleaned_data["afhandeling"]
        gelukt, _ = _doe(
            request,
            formulier,
            lambda: identiteit.handel_brpmelding_af(toegang_bij(request), melding_id, tekst),
        )
        if gelukt:
            messages.success(request, "Vastgelegd. De melding is afgehandeld.")
            return redirect("portaal:brpwerk")
    mag = rollen.mag_overdragen(toegang_bij(request), kind.gemeente_code)
    return _toon(request, "brpmelding", formulier, melding=melding, kind=beeld.kop(kind), mag_woonplaats=mag)


# --- domicile and transfer ------------------------------------------------------------------------------------------


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-001", "S-125")
def woonplaats_vaststellen(request: HttpRequest, jeugdige_id: UUID) -> HttpResponse:
    """Fill in where a child lives and lived, see what the rules say, and establish who is responsible."""
    kind = _kind(request, jeugdige_id, "woonplaats vaststellen")
    _eis(rollen.mag_overdragen, request, kind.gemeente_code)
    gemeenten = beeld.alle_gemeenten()
    advies = None
    if request.method == "POST":
        formulier = formulieren.Woonplaatsformulier(request.POST, gemeenten=gemeenten)
        if formulier.is_valid():
            feiten, data = formulier.feiten(), formulier.cleaned_data
            if request.POST.get("stap") == "vast":
                gelukt, toets = _doe(
                    request,
                    formulier,
                    lambda: woonplaats.stel_vast(
                        toegang_bij(request),
                        kind.pk,
                        feiten,
                        data["vastgesteld"],
                        toelichting=data["toelichting"],
                    ),
                )
                if gelukt:
                    toets_kind_opnieuw(toegang_bij(request), kind.pk, "woonplaats vastgesteld")
                    messages.success(request, beeld.vastgesteld(toets))
                    return redirect("portaal:jeugdige", kind.pk)
            advies = beeld.advies(woonplaats.beoordeel(kind, feiten, klok.vandaag()))
            if advies.gemeente and not data["vastgesteld"]:
                formulier.data = formulier.data.copy()
                formulier.data["vastgesteld"] = advies.gemeente
    else:
        bekend = woonplaats.bekende_feiten(kind)
        begin = {
            **bekend._asdict(),
            "verblijft": "ja" if bekend.verblijf_van else "nee",
            "vanaf_geboorte": "nee",
        }
        formulier = formulieren.Woonplaatsformulier(initial=begin, gemeenten=gemeenten)
    return _toon(
        request,
        "woonplaats",
        formulier,
        kind=beeld.kop(kind),
        feiten=beeld.woonfeiten(kind),
        advies=advies,
        eerder=beeld.eerdere_toets(kind),
    )


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-001")
def overdragen(request: HttpRequest, jeugdige_id: UUID) -> HttpResponse:
    """Offer a file to the municipality that was established to be responsible."""
    kind = _kind(request, jeugdige_id, "dossier overdragen")
    _eis(rollen.mag_overdragen, request, kind.gemeente_code)
    toets = selectors.woonplaats_van(kind)
    if toets is None or toets.vastgesteld == kind.gemeente_code:
        messages.warning(request, "Stel eerst vast welke andere gemeente verantwoordelijk is.")
        return redirect("portaal:woonplaats", kind.pk)
    loopt = gevolgen.lopende_toewijzingen(kind.pk, klok.vandaag())
    formulier = formulieren.Overdrachtformulier(request.POST or None, toewijzingen=loopt, geheim=kind.geheim)
    if request.method == "POST" and formulier.is_valid():
        data = formulier.cleaned_data
        gelukt, aanbod = _doe(
            request,
            formulier,
            lambda: overdracht.bied_aan(
                toegang_bij(request),
                kind.pk,
                naar=toets.vastgesteld,
                ingang=data["ingang"],
                reden=data["reden"],
                onderdelen=data["onderdelen"],
                toewijzingen=formulier.gekozen_toewijzingen(),
            ),
        )
        if gelukt:
            messages.success(request, beeld.aangeboden(aanbod))
            return redirect("portaal:overdracht", aanbod.pk)
    return _toon(
        request,
        "overdragen",
        formulier,
        kind=beeld.kop(kind),
        naar=beeld.gemeente(toets.vastgesteld),
        geheim=kind.geheim,
        toewijzingvelden=[formulier[naam] for naam in formulier.fields if naam.startswith("toewijzing_")],
    )


@require_safe
@alleen(opent_dossiers)
@eisen("S-001")
def overdrachten(request: HttpRequest) -> HttpResponse:
    """Files that were offered to and by the municipalities of this person."""
    toegang = toegang_bij(request)
    rijen = beeld.overdrachtrijen(toegang, overdracht.overdrachten(toegang))
    return _toon(
        request, "overdrachten", None, rijen=rijen, tabs=beeld.tabs(toegang_bij(request), "overdrachten")
    )


def _overdracht(request: HttpRequest, overdracht_id: UUID, **log: str) -> Any:
    try:
        return overdracht.open_overdracht(toegang_bij(request), overdracht_id, **log)
    except DossierNietGevonden as fout:
        raise Http404 from fout


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-001")
def overdracht_een(request: HttpRequest, overdracht_id: UUID) -> HttpResponse:
    """One transfer: what goes along, what must follow, and the answer of the municipality that receives."""
    rij = _overdracht(request, overdracht_id)
    toegang = toegang_bij(request)
    formulier = formulieren.Antwoordformulier(request.POST or None)
    stappen: dict[str, Callable[[], Any]] = {
        "aanvaard": lambda: overdracht.aanvaard(toegang, rij.pk, formulier.cleaned_data["reden"]),
        "weiger": lambda: overdracht.weiger(toegang, rij.pk, formulier.cleaned_data["reden"]),
        "intrekken": lambda: overdracht.trek_in(toegang, rij.pk, formulier.cleaned_data["reden"]),
        "verstuurd": lambda: overdracht.is_verstuurd(toegang, rij.pk),
    }
    stap = stappen.get(request.POST.get("stap", ""))
    if request.method == "POST" and stap is not None and formulier.is_valid():
        gelukt, uit = _doe(request, formulier, stap)
        if gelukt:
            messages.success(request, beeld.overdrachtmelding(uit))
            return redirect("portaal:overdracht", rij.pk)
    return _toon(
        request,
        "overdracht",
        formulier,
        **beeld.overdrachtpagina(toegang, rij, gevolgen.gevolgen(rij)),
    )


@require_safe
@alleen(opent_dossiers)
@eisen("S-001")
def overdracht_brief(request: HttpRequest, overdracht_id: UUID) -> HttpResponse:
    """The letter to a municipality outside the region, to be printed."""
    rij = _overdracht(request, overdracht_id, handeling="afdrukken", wat="overdrachtsbrief")
    _eis(rollen.mag_overdragen, request, rij.gemeente_code)
    return _toon(
        request,
        "overdrachtsbrief",
        None,
        **beeld.overdrachtpagina(toegang_bij(request), rij, gevolgen.gevolgen(rij)),
    )


@require_safe
@alleen(opent_dossiers)
def overdracht_bestand(request: HttpRequest, overdracht_id: UUID) -> HttpResponse:
    """What goes along as a file, for a system of the municipality that receives."""
    rij = _overdracht(request, overdracht_id, handeling="export", wat="overdracht als bestand")
    inhoud = {
        "van_gemeente": rij.gemeente_code,
        "naar_gemeente": rij.naar_gemeente,
        "ingang": rij.ingang.isoformat(),
        "bsn": rij.bsn,
        **rij.inhoud,
    }
    return HttpResponse(
        json.dumps(inhoud, ensure_ascii=False, indent=2),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="overdracht-{str(rij.pk)[:8]}.json"'},
    )
