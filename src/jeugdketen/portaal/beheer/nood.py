"""Screens of break-glass access: open one file, stop, and the page on which the officer judges each opening."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jeugdketen.dossier import nood as dossiernood
from jeugdketen.dossier import selectors as dossier
from jeugdketen.kern import grenzen, klok, noodtoegang, rollen, toezicht
from jeugdketen.kern.models import Noodtoegang
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.portaal.beheer.beeld import gemeentenamen
from jeugdketen.portaal.beheer.forms import Noodformulier, Oordeelformulier, neem_fouten_over
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import fouten_van
from jeugdketen.portaal.toegang import alleen, toegang_bij, ziet_leeslogboek

MINUTEN = int(noodtoegang.DUUR.total_seconds() // 60)


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(rollen.mag_noodtoegang)
@eisen("S-114")
def openen(request: HttpRequest) -> HttpResponse:
    """Open the file of one child elsewhere, with a reason; by POST, so that no BSN stands in an address."""
    toegang = toegang_bij(request)
    if request.method == "POST":
        grenzen.tel("zoeken", grenzen.wie_vraagt(request), request=request)
    formulier = Noodformulier(request.POST or None, gemeenten=gemeentenamen())
    if request.method == "POST" and formulier.is_valid():
        try:
            rij = dossiernood.open_in_nood(toegang, **formulier.cleaned_data)
        except ValidationError as fout:
            neem_fouten_over(formulier, fout)
        except ToegangGeweigerd as fout:
            formulier.add_error("reden", str(fout))
        else:
            return redirect("portaal:jeugdige", rij.jeugdige_id)
    context = {"formulier": formulier, "fouten": fouten_van(formulier), "minuten": MINUTEN}
    return render(request, "portaal/beheer/noodtoegang.html", context)


@require_POST
@alleen(rollen.mag_noodtoegang)
def stoppen(request: HttpRequest, noodtoegang_id: int) -> HttpResponse:
    """Close the file before its time is over."""
    try:
        noodtoegang.stop(toegang_bij(request), noodtoegang_id)
    except noodtoegang.NoodtoegangNietGevonden as fout:
        raise Http404 from fout
    messages.success(request, "De noodtoegang is gestopt. U ziet dit dossier niet meer.")
    return redirect("portaal:start")


def _regel(rij: Noodtoegang, namen: dict[Any, str], gemeenten: dict[str, str]) -> dict[str, Any]:
    einde = min(filter(None, (rij.gestopt_op, rij.tot)))
    return {
        "id": rij.pk,
        "op": rij.op,
        "wie": rij.wie,
        "rollen": rij.rollen,
        "gebruiker_id": rij.gebruiker_id,
        "jeugdige_id": rij.jeugdige_id,
        "wiens": namen.get(rij.jeugdige_id) or f"dossier {str(rij.jeugdige_id)[:8]}",
        "gemeente": gemeenten.get(rij.gemeente_code, rij.gemeente_code),
        "reden": rij.reden,
        "minuten": max(1, round((einde - rij.van).total_seconds() / 60)),
        "loopt": einde > datetime.now(klok.NEDERLAND),
        "oordeel": rij.get_oordeel_display(),
        "notitie": rij.notitie,
        "door": rij.beoordeeld_naam,
        "beoordeeld_op": rij.beoordeeld_op,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(ziet_leeslogboek)
@eisen("S-114")
def beoordelen(request: HttpRequest) -> HttpResponse:
    """Every opening in the officer's municipalities: to be judged with a note, and those that were."""
    toegang = toegang_bij(request)
    gekozen, formulier = "", None
    if request.method == "POST":
        gekozen = request.POST.get("noodtoegang", "")
        formulier = Oordeelformulier(request.POST, prefix=f"n{gekozen[:18]}")
        if formulier.is_valid() and _beoordeel(request, toegang, gekozen, formulier):
            return redirect("portaal:noodtoegangen")
    open_, klaar = (noodtoegang.noodtoegangen(toegang, open_=waarde) for waarde in (True, False))
    namen = dossier.namen_voor_toezicht(
        toegang, sorted({(rij.jeugdige_id, rij.gemeente_code) for rij in (*open_, *klaar)})
    )
    gemeenten = gemeentenamen()
    regels = [
        {
            **_regel(rij, namen, gemeenten),
            "formulier": formulier
            if formulier is not None and gekozen == str(rij.pk)
            else Oordeelformulier(prefix=f"n{rij.pk}"),
        }
        for rij in open_
    ]
    toezicht.leg_blik_vast(toegang, (), f"noodtoegangen, {len(open_) + len(klaar)} regels")
    context = {
        "open": regels,
        "klaar": [_regel(rij, namen, gemeenten) for rij in klaar],
        "fouten": fouten_van(formulier) if formulier is not None else [],
    }
    return render(request, "portaal/beheer/noodtoegangen.html", context)


def _beoordeel(request: HttpRequest, toegang: Toegang, nummer: str, formulier: Oordeelformulier) -> bool:
    try:
        noodtoegang.beoordeel(
            toegang,
            int(nummer) if nummer.isascii() and nummer.isdigit() and len(nummer) < 19 else 0,
            **formulier.cleaned_data,
        )
    except noodtoegang.NoodtoegangNietGevonden as fout:
        raise Http404 from fout
    except ValidationError as fout:
        neem_fouten_over(formulier, fout)
        return False
    except ToegangGeweigerd as fout:
        formulier.add_error("oordeel", str(fout))
        return False
    messages.success(request, "Uw oordeel is vastgelegd.")
    return True
