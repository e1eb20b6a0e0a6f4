"""The read log for the functionaris gegevensbescherming: what to check, reports, an export, the seals.

Every look leaves a row in the same log. Search words may be names or a BSN: they go by POST, live encrypted in the
session, and never stand in an address.
"""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jeugdketen.dossier import selectors as dossier
from jeugdketen.kern import klok, leeslog, toezicht, zegels
from jeugdketen.kern.bsn import BsnOnleesbaar, ontsleutel, versleutel
from jeugdketen.portaal.beheer import beeld
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.toegang import alleen, toegang_bij, ziet_leeslogboek

ZOEK_LOGBOEK = "zoek_leeslogboek"
"""Session key of the search word."""

MEEST_RAPPORT = 500
"""No more rows than this in a report on screen; the totals at its head count these rows."""


def _zoekwoord(request: HttpRequest) -> str:
    try:
        return ontsleutel(request.session[ZOEK_LOGBOEK]) if ZOEK_LOGBOEK in request.session else ""
    except BsnOnleesbaar:  # its key was retired meanwhile
        return ""


def _filters(request: HttpRequest) -> beeld.Filters:
    wie = _zoekwoord(request)
    dossiers = frozenset(dossier.dossiers_voor_toezicht(toegang_bij(request), wie)) if wie else frozenset()
    return beeld.filters(request, wie=wie, dossiers=dossiers)


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(ziet_leeslogboek)
@eisen("S-114")
def leeslogboek(request: HttpRequest) -> HttpResponse:
    """The log of the last week, newest first, with what is to be checked."""
    toegang = toegang_bij(request)
    if request.method == "POST":
        zoek = " ".join(request.POST.get("zoek", "")[:100].split())
        if zoek:
            request.session[ZOEK_LOGBOEK] = versleutel(zoek)
        else:
            request.session.pop(ZOEK_LOGBOEK, None)
        over = {n: request.POST.get(n, "")[:20] for n in ("van", "tot", "gemeente", "handeling", "soort")}
        return redirect(f"{request.path}?{beeld.urlencode({n: w for n, w in over.items() if w})}")
    if "wis" in request.GET:
        request.session.pop(ZOEK_LOGBOEK, None)
        return redirect(request.path)
    filter_ = _filters(request)
    lezingen = toezicht.lezingen(toegang, filter_.vraag)
    tellers = beeld.tellers(toegang, filter_)
    totaal = next(teller.aantal for teller in tellers if teller.hier)
    tekst = request.GET.get("pagina", "")
    pagina = int(tekst) if tekst.isascii() and tekst.isdigit() and len(tekst) < 6 else 1
    pagina = max(1, min(pagina, -(-totaal // beeld.PER_BLADZIJDE)))
    begin = (pagina - 1) * beeld.PER_BLADZIJDE
    rijen = list(lezingen[begin : begin + beeld.PER_BLADZIJDE])
    gemeenten = beeld.gemeentenamen()
    context = {
        "zoek": filter_.vraag.wie,
        "filter": filter_,
        "fouten": dict(filter_.fouten),
        "gemeenten": {code: naam for code, naam in gemeenten.items() if code in toegang.fg_gemeenten},
        "handelingen": toezicht.HANDELINGEN,
        "tellers": tellers,
        "regels": beeld.regels(rijen, beeld.namen_bij(toegang, rijen), gemeenten),
        "blad": beeld.bladen(filter_, pagina, totaal),
        "csv": filter_.adres("portaal:leeslogboek-csv"),
        "zegel": beeld.zegelzin(toezicht.zegelstand()),
    }
    gezocht = f", gezocht op een woord, {totaal} gevonden" if filter_.vraag.wie else ""
    toezicht.leg_blik_vast(
        toegang,
        rijen,
        f"leeslogboek, {len(rijen)} regels{gezocht}",
        handeling="zoeken" if gezocht else "lezen",
    )
    return render(request, "portaal/beheer/leeslogboek.html", context)


@require_safe
@alleen(ziet_leeslogboek)
@eisen("S-114")
def per_jeugdige(request: HttpRequest, jeugdige_id: UUID) -> HttpResponse:
    """Report of one child: who read the file, how often, and each time; the last year, unless a period is given."""
    return _rapport(request, jeugdige_id=jeugdige_id)


@require_safe
@alleen(ziet_leeslogboek)
def per_medewerker(request: HttpRequest, gebruiker_id: int) -> HttpResponse:
    """Report of one employee: whose files were read, how often, and each time."""
    return _rapport(request, gebruiker_id=gebruiker_id)


def _rapport(
    request: HttpRequest, *, jeugdige_id: UUID | None = None, gebruiker_id: int | None = None
) -> HttpResponse:
    toegang = toegang_bij(request)
    filter_ = beeld.filters(request, jeugdige=jeugdige_id, gebruiker=gebruiker_id)
    lezingen = toezicht.lezingen(toegang, filter_.vraag)
    rijen = list(lezingen[: MEEST_RAPPORT + 1])
    meer, rijen = len(rijen) > MEEST_RAPPORT, rijen[:MEEST_RAPPORT]
    # Somebody or some file that the log of these municipalities never named does not exist here.
    sleutel = {"jeugdige_id": jeugdige_id} if jeugdige_id else {"gebruiker_id": gebruiker_id}
    laatste = leeslog.inzages().filter(**sleutel).first()
    if laatste is None:
        raise Http404
    namen = beeld.namen_bij(toegang, [*rijen, laatste])
    context: dict[str, Any] = {
        "filter": filter_,
        "fouten": dict(filter_.fouten),
        "regels": beeld.regels(rijen, namen, beeld.gemeentenamen()),
        "meer": meer,
        "hoogstens": MEEST_RAPPORT,
    }
    if jeugdige_id is not None:
        context["over"] = "jeugdige"
        context["naam"] = namen.get(jeugdige_id) or f"dossier {str(jeugdige_id)[:8]}"
        context["tellingen"] = toezicht.per_medewerker(rijen)
    else:
        context["over"] = "medewerker"
        context["naam"] = laatste.wie
        context["tellingen"] = [(t, namen.get(t.sleutel) or t.wie[:8]) for t in toezicht.per_dossier(rijen)]
    toezicht.leg_blik_vast(
        toegang,
        rijen or [laatste],
        f"rapport per {context['over']}, {len(rijen)} regels",
        jeugdige_id=jeugdige_id,
    )
    return render(request, "portaal/beheer/rapport.html", context)


@require_safe
@alleen(ziet_leeslogboek)
def leeslogboek_csv(request: HttpRequest) -> HttpResponse:
    """The rows of the filter as a file; every cell is text to a spreadsheet, never a formula."""
    toegang = toegang_bij(request)
    filter_ = _filters(request)
    rijen = list(toezicht.lezingen(toegang, filter_.vraag)[: toezicht.MEEST_EXPORT])
    namen = beeld.namen_bij(toegang, rijen)
    toezicht.leg_blik_vast(toegang, rijen, f"leeslogboek als CSV, {len(rijen)} regels", handeling="export")
    antwoord = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="leeslogboek-{klok.vandaag().isoformat()}.csv"'
        },
    )
    schrijver = csv.writer(antwoord, delimiter=";", quoting=csv.QUOTE_ALL)
    schrijver.writerow(toezicht.KOLOMMEN)
    schrijver.writerows(toezicht.als_cellen(rij, namen) for rij in rijen)
    return antwoord


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(ziet_leeslogboek)
def verzegeling(request: HttpRequest) -> HttpResponse:
    """How far the logs are sealed; by POST every seal is computed again."""
    context: dict[str, Any] = {"zegel": beeld.zegelzin(toezicht.zegelstand())}
    if request.method == "POST":
        bekend = request.POST.get("zegel", "").strip()[:64]
        van = zegels.logboek_van(bekend) if bekend else ""
        context["controles"] = [
            (naam, zegels.controleer(logboek, bekend_zegel=bekend if logboek == van else ""))
            for logboek, naam in zegels.LOGBOEKEN
        ]
    return render(request, "portaal/beheer/verzegeling.html", context)
