"""What the back office does with messages beyond reading them: send after all, settle by hand, watch terms."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jeugdketen.berichten import bewaking, services
from jeugdketen.berichten.selectors import BerichtNietGevonden, bericht_pagina
from jeugdketen.berichten.termijnen import AANBIEDER, GEMEENTE, SOORTEN
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import Formulier, fouten_van
from jeugdketen.portaal.lijst import een_van, lijstadres
from jeugdketen.portaal.toegang import alleen, toegang_bij, ziet_berichten
from jeugdketen.portaal.uitvoer import als_csv
from jeugdketen.portaal.weergave.termijn import Termijnchip, restchip
from jeugdketen.toewijzing import herstel, wijzigselectors
from jeugdketen.toewijzing.services import BesluitFout


@require_POST
@alleen(ziet_berichten)
def bericht_versturen(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """Send a message of ours now, or once more."""
    try:
        services.verstuur_alsnog(toegang_bij(request), bericht_id)
    except ToegangGeweigerd as fout:
        messages.error(request, str(fout))
    else:
        messages.success(request, "Dit bericht wordt nu verstuurd. Dat duurt enkele seconden.")
    return redirect("portaal:bericht", bericht_id)


@require_POST
@alleen(ziet_berichten)
@eisen("S-115")
def bericht_herstellen(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """Send a message anew that its receiver rejected (OP286), and show the new one."""
    try:
        nieuw = herstel.verstuur_opnieuw(toegang_bij(request), bericht_id)
    except (ToegangGeweigerd, BesluitFout) as fout:
        messages.error(request, str(fout))
        return redirect("portaal:bericht", bericht_id)
    messages.success(
        request,
        f"Dit is het nieuwe bericht: {nieuw.soort} {nieuw.identificatie}. Het gaat zo weg; u "
        "kunt het nog even terugnemen.",
    )
    return redirect("portaal:bericht", nieuw.pk)


@require_POST
@alleen(ziet_berichten)
@eisen("S-115")
def bericht_terugnemen(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """Take a message back that was sent anew and has not left, and show the rejected one."""
    try:
        afgekeurd = herstel.neem_terug(toegang_bij(request), bericht_id)
    except (ToegangGeweigerd, BesluitFout) as fout:
        messages.error(request, str(fout))
        return redirect("portaal:bericht", bericht_id)
    messages.success(request, "Het nieuwe bericht is teruggenomen; de aanbieder heeft het niet gekregen.")
    return redirect("portaal:bericht", afgekeurd.pk if afgekeurd is not None else bericht_id)


class Afhandelformulier(Formulier):
    """Why a message is settled outside the traffic, and what was agreed."""

    reden = forms.ChoiceField(
        label="Waarom",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies waarom u dit buitenom afhandelt."},
    )
    toelichting = forms.CharField(
        label="Met wie sprak u, en wat is afgesproken?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Schrijf geen BSN op; het staat al in het bericht.",
        error_messages={"required": "Schrijf op met wie u sprak en wat is afgesproken."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(ziet_berichten)
@eisen("S-115")
def bericht_afhandelen(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """Settle a message outside the message traffic, with a reason (OP090x2, OP003)."""
    toegang = toegang_bij(request)
    try:
        pagina = bericht_pagina(toegang, bericht_id)
    except BerichtNietGevonden as fout:
        raise Http404 from fout
    formulier = Afhandelformulier(request.POST or None)
    formulier.fields["reden"].choices = list(pagina.afhandelredenen)  # type: ignore[attr-defined]
    if not pagina.afhandelredenen:
        messages.error(request, "Dit bericht is al afgehandeld of beantwoord.")
        return redirect("portaal:bericht", bericht_id)
    if request.method == "POST" and formulier.is_valid():
        try:
            services.handel_af(toegang, bericht_id, **formulier.cleaned_data)
        except services.AfhandelFout as fout:
            formulier.add_error(fout.veld, str(fout))
        except ToegangGeweigerd as fout:
            messages.error(request, str(fout))
            return redirect("portaal:bericht", bericht_id)
        else:
            messages.success(request, "Vastgelegd. Dit bericht staat niet meer op de lijst met termijnen.")
            return redirect("portaal:bericht", bericht_id)
    return render(
        request,
        "portaal/consulent/bericht_afhandelen.html",
        {"bericht": pagina, "formulier": formulier, "fouten": fouten_van(formulier)},
    )


# --- terms ----------------------------------------------------------------------------------------------------------

KANTEN = {GEMEENTE: "Wij", AANBIEDER: "Aanbieders"}


def _termijnen(request: HttpRequest) -> tuple[bewaking.Termijnen, dict[str, str]]:
    filters = {
        "wie": een_van(request.GET.get("wie", ""), KANTEN) or GEMEENTE,
        "soort": een_van(request.GET.get("soort", ""), SOORTEN),
        "gemeente": request.GET.get("gemeente", "")[:4],
        "aanbieder": request.GET.get("aanbieder", "")[:8],
        "laat": "ja" if request.GET.get("laat") else "",
    }
    lijst = bewaking.termijnen(
        toegang_bij(request),
        wie=filters["wie"],
        soort=filters["soort"],
        gemeente=filters["gemeente"],
        aanbieder=filters["aanbieder"],
        alleen_laat=bool(filters["laat"]),
    )
    return lijst, filters


@require_safe
@alleen(ziet_berichten)
@eisen("S-115")
def termijnen(request: HttpRequest) -> HttpResponse:
    """What is due, overdue and unanswered: ours, and theirs per provider."""
    lijst, filters = _termijnen(request)
    toegang = toegang_bij(request)
    gemeenten = {g.cbs_code: g.naam for g in landschap.gemeenten() if g.cbs_code in toegang.gemeenten}
    soorten = {
        s: naam
        for s, naam in SOORTEN.items()
        if (s in ("retour-hun", "start", "stop")) == (filters["wie"] == AANBIEDER)
    }
    return render(
        request,
        "portaal/consulent/termijnen.html",
        {
            "lijst": lijst,
            "filters": filters,
            "regels": _met_toewijzing(toegang, lijst),
            "kanten": [
                (
                    naam,
                    lijst.te_laat.get(wie, 0),
                    lijstadres("portaal:termijnen", {"wie": wie, "gemeente": filters["gemeente"]}),
                    wie == filters["wie"],
                )
                for wie, naam in KANTEN.items()
            ],
            "soorten": soorten,
            "gemeenten": gemeenten if len(gemeenten) > 1 else {},
            "gefilterd": any(filters[naam] for naam in ("soort", "gemeente", "aanbieder", "laat")),
            "csv": lijstadres("portaal:termijnen-csv", filters),
            "partij_url": lijstadres("portaal:termijnen", {**filters, "aanbieder": ""}),
        },
    )


def _met_toewijzing(
    toegang: Toegang, lijst: bewaking.Termijnen
) -> list[tuple[bewaking.Termijnregel, Termijnchip, UUID | None]]:
    """Each row with the allocation of which a start or stop is missing."""
    over = {
        v.sleutel: (v.gemeente_code, v.sleutel.split(":")[1])
        for v in (regel.verplichting for regel in lijst.regels)
        if v.soort in ("start", "stop")
    }
    gevonden = wijzigselectors.bij_nummers(toegang, set(over.values()))
    return [
        (regel, restchip(regel.rest), gevonden.get(over.get(regel.verplichting.sleutel, ("", ""))))
        for regel in lijst.regels
    ]


@require_safe
@alleen(ziet_berichten)
def termijnen_csv(request: HttpRequest) -> HttpResponse:
    """The list as a file; numbers and days alone, nothing about a child."""
    lijst, _ = _termijnen(request)
    return als_csv(
        f"termijnen-{klok.vandaag().isoformat()}",
        (
            "gemeente",
            "aanbieder",
            "AGB",
            "soort",
            "wat",
            "regel",
            "sinds",
            "uiterlijk",
            "werkdagen",
            "herinnerd",
        ),
        (
            (
                regel.verplichting.gemeente_code,
                regel.aanbieder_naam,
                regel.verplichting.aanbieder_agb,
                regel.soort_naam,
                regel.verplichting.wat,
                regel.verplichting.regel,
                regel.verplichting.sinds.isoformat(),
                regel.verplichting.uiterlijk.isoformat(),
                regel.rest,
                len(regel.herinnerd),
            )
            for regel in lijst.regels
        ),
    )
