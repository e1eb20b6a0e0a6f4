"""The change log on screen: per record, per person, per day; for the officer and for the administrator."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jeugdketen.kern import klok, rollen, toezicht, wijzigingen
from jeugdketen.portaal.beheer.beeld import GEEN_DATUM, gemeentenamen
from jeugdketen.portaal.consulent.forms import lees_datum
from jeugdketen.portaal.lijst import bladeren, bladzijde, een_van
from jeugdketen.portaal.toegang import alleen, toegang_bij

PER_BLADZIJDE: Final = 50
TERUG: Final = timedelta(days=7)


@require_safe
@alleen(rollen.mag_wijzigingen_zien)
def lijst(request: HttpRequest) -> HttpResponse:
    """What changed, newest first: the last week, or all there is of one record or one person."""
    toegang = toegang_bij(request)
    soorten = wijzigingen.soorten()
    tabel = een_van(request.GET.get("tabel", ""), soorten)
    sleutel = request.GET.get("sleutel", "").strip()[:64] if tabel else ""
    door = request.GET.get("door", "")
    door = door if door.isascii() and door.isdigit() and len(door) < 19 else ""
    gemeenten = gemeentenamen()
    gemeente = een_van(request.GET.get("gemeente", ""), gemeenten)
    vandaag = klok.vandaag()
    tot_tekst, van_tekst = (request.GET.get(n, "").strip()[:20] for n in ("tot", "van"))
    tot = lees_datum(tot_tekst) or vandaag
    van = lees_datum(van_tekst) or tot - (timedelta(days=366) if sleutel or door else TERUG)
    rijen = wijzigingen.wijzigingen(
        van=van, tot=tot, tabel=tabel, sleutel=sleutel, door=int(door) if door else None, gemeente=gemeente
    )
    pagina = bladzijde(request.GET.get("pagina", ""))
    begin = (pagina - 1) * PER_BLADZIJDE
    deel = list(rijen[begin : begin + PER_BLADZIJDE + 1])
    meer, deel = len(deel) > PER_BLADZIJDE, deel[:PER_BLADZIJDE]
    namen = wijzigingen.namen({rij.gebruiker_id for rij in deel} | ({int(door)} if door else set()))
    filters = {
        "tabel": tabel,
        "sleutel": sleutel,
        "door": door,
        "gemeente": gemeente,
        "van": van_tekst if lees_datum(van_tekst) else "",
        "tot": tot_tekst if lees_datum(tot_tekst) else "",
    }
    if toegang.fg_gemeenten:
        toezicht.leg_blik_vast(toegang, (), f"wijzigingenlogboek, {len(deel)} regels")
    context: dict[str, Any] = {
        "regels": [_regel(rij, soorten, namen, gemeenten) for rij in deel],
        "soorten": sorted(soorten.items(), key=lambda paar: paar[1]),
        "filters": filters,
        "van": van,
        "tot": tot,
        "gemeenten": {c: n for c, n in gemeenten.items() if c in toegang.fg_gemeenten},
        "fout_datum": [
            (naam, GEEN_DATUM[naam])
            for naam, tekst in (("van", van_tekst), ("tot", tot_tekst))
            if tekst and lees_datum(tekst) is None
        ],
        "over": f"{soorten[tabel]} {sleutel}"
        if sleutel
        else namen.get(int(door), f"gebruiker {door}")
        if door
        else "",
        "bladeren": bladeren("portaal:wijzigingen", filters, pagina, pagina + meer),
        "pagina": pagina,
        "paginas": pagina + meer,
    }
    return render(request, "portaal/beheer/wijzigingen.html", context)


def _regel(
    rij: Any, soorten: dict[str, str], namen: dict[int, str], gemeenten: dict[str, str]
) -> dict[str, Any]:
    return {
        "op": rij.op,
        "wie": namen.get(
            rij.gebruiker_id, "het systeem" if rij.gebruiker_id is None else f"gebruiker {rij.gebruiker_id}"
        ),
        "door": rij.gebruiker_id,
        "rollen": rij.rollen,
        "soort": soorten.get(rij.tabel, rij.tabel),
        "tabel": rij.tabel,
        "sleutel": rij.sleutel,
        "gemeente": gemeenten.get(rij.gemeente_code or "", ""),
        "handeling": wijzigingen.HANDELINGEN.get(rij.handeling, rij.handeling),
        "velden": wijzigingen.in_woorden(rij),
    }
