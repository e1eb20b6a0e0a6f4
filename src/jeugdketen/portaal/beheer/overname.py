"""Taking over a running caseload: bring the files, read the report of the dry run, take over, sign.

The report shows allocations by their number and provider, never a name or a BSN.
"""

from __future__ import annotations

import csv
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.kern.toezicht import veilige_cel
from jeugdketen.landschap import selectors as landschap
from jeugdketen.overname import selectors, services
from jeugdketen.overname.afstemming import LOTTEN, Lot
from jeugdketen.overname.lijst import KOLOMMEN
from jeugdketen.portaal import lijst
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import Datumveld, Formulier, fouten_van
from jeugdketen.portaal.toegang import alleen, neemt_caseload_over, toegang_bij


class Bestanden(forms.ClearableFileInput):
    """A field for several files at once."""

    allow_multiple_selected = True


class Bestandenveld(forms.FileField):
    """Several files; the check on what they are comes with reading them."""

    widget = Bestanden

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file by itself."""
        gegeven = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not gegeven:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(Bestandenveld, self).clean(een, initial) for een in gegeven]


class Overnameformulier(Formulier):
    """What is brought, for which municipality, as of which day."""

    naam = forms.CharField(
        label="Omschrijving",
        max_length=120,
        help_text="Bijvoorbeeld het systeem waar de gegevens vandaan komen.",
        error_messages={"required": "Vul een omschrijving in."},
    )
    gemeente = forms.ChoiceField(
        label="Gemeente",
        error_messages={"required": "Kies de gemeente.", "invalid_choice": "Kies de gemeente."},
    )
    peildatum = Datumveld(
        naam="de overgang",
        label="Dag van de overgang",
        help_text="Wat voor deze dag eindigde, wordt niet als lopend overgenomen.",
    )
    bestanden = Bestandenveld(
        label="Bestanden",
        help_text="Berichten JW301, JW305, JW307 en JW323 (XML, of samen in een ZIP) "
        "en hoogstens één lijst (CSV of Excel).",
        error_messages={
            "required": "Kies minstens één bestand: berichten of een lijst.",
            "empty": "Een van de bestanden is leeg. Haal het weg of maak het opnieuw.",
        },
    )

    def __init__(self, gemeenten: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veld = self.fields["gemeente"]
        assert isinstance(veld, forms.ChoiceField)
        veld.choices = gemeenten if len(gemeenten) == 1 else [("", "Kies een gemeente"), *gemeenten]


def _gemeenten(toegang: Toegang) -> list[tuple[str, str]]:
    return [
        (g.cbs_code, g.naam)
        for g in landschap.gemeenten()
        if rollen.mag_caseload_overnemen(toegang, g.cbs_code)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(neemt_caseload_over)
@eisen("S-134")
def overnames(request: HttpRequest) -> HttpResponse:
    """The take-overs so far, and the form to begin one."""
    toegang = toegang_bij(request)
    formulier = Overnameformulier(_gemeenten(toegang), initial={"peildatum": klok.vandaag()})
    if request.method == "POST":
        formulier = Overnameformulier(_gemeenten(toegang), request.POST, request.FILES)
        if formulier.is_valid():
            velden = formulier.cleaned_data
            try:
                sleutel = services.lever_aan(
                    toegang,
                    velden["gemeente"],
                    [(bestand.name, bestand.read()) for bestand in velden["bestanden"]],
                    naam=velden["naam"],
                    peildatum=velden["peildatum"],
                )
            except services.OvernameFout as fout:
                formulier.add_error(None, fout)
            else:
                return redirect("portaal:overname", sleutel)
    return render(
        request,
        "portaal/beheer/overnames.html",
        {
            "overnames": selectors.overnames(toegang),
            "formulier": formulier,
            "fouten": fouten_van(formulier),
            "kolommen": KOLOMMEN,
        },
    )


@require_safe
@alleen(neemt_caseload_over)
@eisen("S-134")
def overname(request: HttpRequest, overname_id: UUID) -> HttpResponse:
    """The report of one take-over, and what can be done with it."""
    return _pagina(request, overname_id)


def _pagina(request: HttpRequest, overname_id: UUID, fout: str = "") -> HttpResponse:
    toegang = toegang_bij(request)
    lot = request.GET.get("lot", "")
    lot = lot if lot in {deel.value for deel in Lot} else ""
    pagina = lijst.bladzijde(request.GET.get("pagina", ""))
    try:
        beeld = selectors.overname_pagina(toegang, overname_id)
        rijen, paginas = selectors.regels(toegang, overname_id, lot=lot, pagina=pagina)
    except selectors.OvernameNietGevonden as niet:
        raise Http404 from niet
    basis = f"?lot={lot}&" if lot else "?"
    return render(
        request,
        "portaal/beheer/overname.html",
        {
            "overname": beeld,
            "regels": rijen,
            "lot": lot,
            "lotnaam": LOTTEN[Lot(lot)] if lot else "",
            "pagina": min(pagina, paginas),
            "paginas": paginas,
            "bladeren": {
                "vorige": f"{basis}pagina={pagina - 1}#regels" if pagina > 1 else "",
                "volgende": f"{basis}pagina={pagina + 1}#regels" if pagina < paginas else "",
            },
            "fout": fout,
        },
    )


@require_POST
@alleen(neemt_caseload_over)
@eisen("S-134")
def doe(request: HttpRequest, overname_id: UUID, wat: str) -> HttpResponse:
    """Take over, sign, or drop the dry run."""
    toegang = toegang_bij(request)
    try:
        if wat == "neem-over":
            services.neem_over(toegang, overname_id, bij_verschil=request.POST.get("bij_verschil", ""))
            messages.success(request, "Het overnemen is begonnen. Deze bladzijde zegt wanneer het klaar is.")
        elif wat == "onderteken":
            services.onderteken(toegang, overname_id, opmerking=request.POST.get("opmerking", "")[:2000])
            messages.success(request, "Het verslag is ondertekend.")
        elif wat == "vervalt":
            services.laat_vervallen(toegang, overname_id)
            messages.success(request, "De overname is vervallen. Er is niets overgenomen.")
        else:
            raise Http404
    except services.OvernameFout as fout:
        return _pagina(request, overname_id, " ".join(fout.messages))
    except ToegangGeweigerd as fout:
        return _pagina(request, overname_id, str(fout))
    return redirect("portaal:overname", overname_id)


@require_safe
@alleen(neemt_caseload_over)
@eisen("S-134")
def overname_csv(request: HttpRequest, overname_id: UUID) -> HttpResponse:
    """Every allocation of the report, for a spreadsheet."""
    lot = request.GET.get("lot", "")
    antwoord = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="overname-{klok.vandaag().isoformat()}.csv"'},
    )
    schrijver = csv.writer(antwoord, delimiter=";", quoting=csv.QUOTE_ALL)
    schrijver.writerow(
        ["toewijzingnummer", "aanbieder", "ingangsdatum", "einddatum", "rij", "lot", "reden", "verschillen"]
    )
    try:
        for regel in selectors.alle_regels(
            toegang_bij(request), overname_id, lot=lot if lot in {d.value for d in Lot} else ""
        ):
            verschillen = "; ".join(f"{v}: lijst {a}, berichten {b}" for v, a, b in regel.verschillen)
            cellen = (
                regel.nummer,
                regel.aanbieder,
                _dag(regel.van),
                _dag(regel.tot),
                regel.rij or "",
                regel.lot_naam,
                regel.reden,
                verschillen,
            )
            schrijver.writerow([veilige_cel(str(cel)) for cel in cellen])
    except selectors.OvernameNietGevonden as niet:
        raise Http404 from niet
    return antwoord


def _dag(dag: date | None) -> str:
    return dag.isoformat() if dag else ""
