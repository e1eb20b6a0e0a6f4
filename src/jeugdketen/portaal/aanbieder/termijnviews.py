"""What is due in the room of the provider: its own turn, the municipalities', and the reminders it got."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jeugdketen.berichten.termijnen import AANBIEDER, GEMEENTE
from jeugdketen.kern import klok
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.lijst import een_van, lijstadres
from jeugdketen.portaal.toegang import alleen, is_aanbieder, toegang_bij
from jeugdketen.portaal.uitvoer import als_csv
from jeugdketen.portaal.weergave.termijn import restchip
from jeugdketen.toewijzing import aanbiedertermijnen

KANTEN = {AANBIEDER: "Wij", GEMEENTE: "Gemeenten"}


def _kanten(termijnen: aanbiedertermijnen.Termijnen, hier: str) -> list[dict[str, Any]]:
    return [
        {
            "naam": naam,
            "te_laat": termijnen.te_laat(wie),
            "url": lijstadres("portaal:aanbieder-termijnen", {"wie": "" if wie == AANBIEDER else wie}),
            "hier": wie == hier,
        }
        for wie, naam in KANTEN.items()
    ]


@require_safe
@alleen(is_aanbieder)
@eisen("S-066", "S-115")
def termijnen(request: HttpRequest) -> HttpResponse:
    """What this provider must do by when, or what a municipality owes it, late first."""
    wie = een_van(request.GET.get("wie", ""), KANTEN) or AANBIEDER
    lijst = aanbiedertermijnen.termijnen(toegang_bij(request))
    regels = lijst.van(wie)
    return render(
        request,
        "portaal/aanbieder/termijnen.html",
        {
            "wie": wie,
            "afgekapt": lijst.afgekapt,
            "kanten": _kanten(lijst, wie),
            "regels": [{"t": regel, "chip": restchip(regel.rest)} for regel in regels],
            "csv": lijstadres("portaal:aanbieder-termijnen-csv", {"wie": wie}),
        },
    )


@require_safe
@alleen(is_aanbieder)
def termijnen_csv(request: HttpRequest) -> HttpResponse:
    """The terms of one side as a file; numbers and days alone, nothing about a child."""
    wie = een_van(request.GET.get("wie", ""), KANTEN) or AANBIEDER
    return als_csv(
        f"termijnen-{klok.vandaag().isoformat()}",
        ("wie", "gemeente", "wat", "regel", "uiterlijk", "werkdagen", "wat u doet", "herinnerd"),
        (
            (
                KANTEN[regel.wie],
                regel.gemeente,
                regel.wat,
                regel.regel,
                regel.uiterlijk.isoformat(),
                regel.rest,
                regel.doen,
                len(regel.herinnerd),
            )
            for regel in aanbiedertermijnen.termijnen(toegang_bij(request)).van(wie)
        ),
    )


@require_safe
@alleen(is_aanbieder)
@eisen("S-066", "S-115")
def herinneringen(request: HttpRequest) -> HttpResponse:
    """The reminders that municipalities sent to this provider, and which of them still ask for something."""
    toegang = toegang_bij(request)
    regels = aanbiedertermijnen.herinneringen(toegang)
    return render(
        request,
        "portaal/aanbieder/herinneringen.html",
        {
            "regels": regels,
            "open": sum(regel.open for regel in regels),
            "kanten": _kanten(aanbiedertermijnen.termijnen(toegang), ""),
        },
    )


@require_safe
@alleen(is_aanbieder)
@eisen("S-062", "S-066")
def onderaannemers(request: HttpRequest) -> HttpResponse:
    """The subcontractors of one's own provider; who works for more than one chooses first."""
    eigen = sorted(toegang_bij(request).aanbieders)
    adressen = [
        (landschap.aanbieder_naam(agb), reverse("portaal:aanbieder-onderaannemers", args=[agb]))
        for agb in eigen
    ]
    if len(adressen) == 1:
        return redirect(adressen[0][1])
    return render(request, "portaal/aanbieder/onderaannemers.html", {"adressen": sorted(adressen)})
