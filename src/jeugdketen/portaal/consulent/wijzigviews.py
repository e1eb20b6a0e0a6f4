"""The page of an allocation, where a consulent changes it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jeugdketen.kern.toegang import ToegangGeweigerd
from jeugdketen.portaal.consulent import wijzigbeeld
from jeugdketen.portaal.consulent.wijzigforms import VELDEN, Wijzigformulier
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import fouten_van
from jeugdketen.portaal.toegang import alleen, opent_dossiers, toegang_bij
from jeugdketen.toewijzing import wijzigservices as services
from jeugdketen.toewijzing.services import BesluitFout
from jeugdketen.toewijzing.wijzigselectors import (
    ToewijzingNietGevonden,
    ToewijzingPagina,
    toewijzing_pagina,
)


def _zaak(request: HttpRequest, toewijzing_id: UUID) -> ToewijzingPagina:
    try:
        return toewijzing_pagina(toegang_bij(request), toewijzing_id)
    except ToewijzingNietGevonden as fout:
        raise Http404 from fout


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(opent_dossiers)
@eisen("S-115", "S-093")
def toewijzing(request: HttpRequest, toewijzing_id: UUID) -> HttpResponse:
    """One allocation: what was allocated and delivered, how it changed, and a form for the change that is chosen."""
    zaak = _zaak(request, toewijzing_id)
    gekozen = request.POST.get("soort") or request.GET.get("soort", "")
    keuze = next((m for m in zaak.mogelijk if m.soort == gekozen and m.mag), None)
    formulier = None
    if keuze is not None and gekozen in VELDEN:
        formulier = Wijzigformulier(zaak, gekozen)
        if request.method == "POST":
            formulier = Wijzigformulier(zaak, gekozen, request.POST)
            if formulier.is_valid() and _wijzig(request, zaak, gekozen, formulier):
                return redirect("portaal:toewijzing", toewijzing_id)
    elif request.method == "POST":
        messages.error(request, "Deze wijziging kan niet (meer). Kies een andere.")
        return redirect("portaal:toewijzing", toewijzing_id)
    adres = reverse("portaal:toewijzing", args=[toewijzing_id])
    context = {
        "zaak": zaak,
        "gegevens": wijzigbeeld.gegevens(zaak),
        "leveringen": zaak.gebruik.leveringen,
        "keuzes": wijzigbeeld.keuzes(zaak, adres, gekozen if formulier else ""),
        "formulier": formulier,
        "gekozen": wijzigbeeld.naam(zaak, gekozen) if formulier else "",
        "fouten": fouten_van(formulier) if formulier else [],
    }
    return render(request, "portaal/consulent/toewijzing.html", context)


def _wijzig(request: HttpRequest, zaak: ToewijzingPagina, soort: str, formulier: Wijzigformulier) -> bool:
    """Change it; False when it was refused and the form says why."""
    try:
        services.wijzig(toegang_bij(request), zaak.id, soort, **formulier.voor_dienst())
    except BesluitFout as fout:
        formulier.add_error(fout.veld if fout.veld in formulier.fields else None, str(fout))
        return False
    except ToegangGeweigerd as fout:
        formulier.add_error(None, str(fout))
        return False
    messages.success(
        request, f"Toewijzing {zaak.nummer} is gewijzigd. Een JW301 gaat naar {zaak.aanbieder_naam}."
    )
    return True


@require_POST
@alleen(opent_dossiers)
def toewijzing_terugnemen(request: HttpRequest, toewijzing_id: UUID) -> HttpResponse:
    """Take the last change back while its message has not left."""
    zaak = _zaak(request, toewijzing_id)
    try:
        services.neem_terug(toegang_bij(request), zaak.id)
    except (BesluitFout, ToegangGeweigerd) as fout:
        messages.error(request, str(fout))
    else:
        messages.success(request, "De wijziging is teruggenomen; er is geen bericht verstuurd.")
    return redirect("portaal:toewijzing", toewijzing_id)
