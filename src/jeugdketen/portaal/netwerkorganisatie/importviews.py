"""The registers by workbook: take them along, hand one in, see the fate of every row, let the good rows go on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import ToegangGeweigerd
from jeugdketen.landschap import inlezen, werkboekselectors
from jeugdketen.landschap import werkboek as werkboeken
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import Formulier, fouten_van
from jeugdketen.portaal.toegang import alleen, toegang_bij

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_BLADZIJDE = 100


class Werkboekformulier(Formulier):
    """Hand in a workbook."""

    bestand = forms.FileField(
        label="Werkboek (.xlsx, hoogstens 10 MB)",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Kies eerst een bestand.",
            "missing": "Het bestand is niet aangekomen. Kies het opnieuw.",
            "invalid": "Het bestand is niet aangekomen. Kies het opnieuw.",
        },
    )

    def clean_bestand(self) -> Any:
        """Refuse a file that is too big before it is read."""
        bestand = self.cleaned_data["bestand"]
        if bestand.size > werkboeken.GROOTSTE:
            raise ValidationError("Dit bestand is groter dan 10 MB. Bewaar alleen de bladen met regels.")
        return bestand


def _bestand(inhoud: bytes, naam: str) -> HttpResponse:
    antwoord = HttpResponse(inhoud, content_type=XLSX)
    antwoord["Content-Disposition"] = f'attachment; filename="{naam}.xlsx"'
    return antwoord


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(rollen.mag_contracten_beheren)
@eisen("S-001", "S-045", "S-046")
def registers(request: HttpRequest) -> HttpResponse:
    """Take the registers along as a workbook, hand in a changed one, and see what was handed in."""
    formulier = Werkboekformulier(auto_id="%s")
    if request.method == "POST":
        formulier = Werkboekformulier(request.POST, request.FILES, auto_id="%s")
        if formulier.is_valid():
            bestand = formulier.cleaned_data["bestand"]
            try:
                import_ = inlezen.neem_werkboek_aan(toegang_bij(request), bestand.name, bestand.read())
            except werkboeken.Werkboekfout as fout:
                formulier.add_error("bestand", str(fout))
            else:
                return redirect("portaal:register-import", import_.pk)
    return render(
        request,
        "portaal/netwerkorganisatie/registers.html",
        {
            "formulier": formulier,
            "fouten": fouten_van(formulier),
            "imports": werkboekselectors.imports(),
            "bladen": werkboeken.BLADEN,
        },
    )


@require_safe
@alleen(rollen.mag_register_zien)
@eisen("S-046")
def werkboek(request: HttpRequest) -> HttpResponse:
    """The registers as a workbook; with `register=` only one of them."""
    soort = request.GET.get("register", "")
    kies = {soort} if soort in {blad.soort for blad in werkboeken.BLADEN} else None
    naam = f"registers-{klok.vandaag().isoformat()}"
    return _bestand(inlezen.werkboek(kies), naam)


def _import(import_id: UUID) -> Any:
    import_ = werkboekselectors.import_bij(import_id)
    if import_ is None:
        raise Http404
    return import_


@require_safe
@alleen(rollen.mag_contracten_beheren)
@eisen("S-001")
def werkboek_stand(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Every row of a workbook with its fate; nothing is written before the button is pressed."""
    import_ = _import(import_id)
    tellers = werkboekselectors.tellers(import_)
    lot = request.GET.get("lot", "")
    lot = lot if lot in tellers else ""
    tekst = request.GET.get("pagina", "")
    pagina = max(1, int(tekst)) if tekst.isascii() and tekst.isdigit() and len(tekst) < 6 else 1
    aantal = tellers[lot] if lot else sum(tellers.values())
    paginas = -(-aantal // PER_BLADZIJDE)
    adres = reverse("portaal:register-import", args=[import_id])
    erbij = f"&lot={lot}" if lot else ""
    return render(
        request,
        "portaal/netwerkorganisatie/werkboek.html",
        {
            "werkboek": import_,
            "bezig": import_.toestand in ("wacht", "verwerken"),
            "tellers": [
                {"naam": "alle", "aantal": sum(tellers.values()), "url": adres, "hier": not lot},
                *(
                    {"naam": naam, "aantal": n, "url": f"{adres}?lot={naam}", "hier": naam == lot}
                    for naam, n in tellers.items()
                ),
            ],
            "goed": tellers["nieuw"] + tellers["gewijzigd"],
            "geweigerd": tellers["geweigerd"],
            "regels": werkboekselectors.regels(import_, lot, (pagina - 1) * PER_BLADZIJDE, PER_BLADZIJDE),
            "pagina": pagina,
            "paginas": paginas,
            "bladeren": {
                "vorige": f"{adres}?pagina={pagina - 1}{erbij}" if pagina > 1 else "",
                "volgende": f"{adres}?pagina={pagina + 1}{erbij}" if pagina < paginas else "",
            },
        },
    )


@require_POST
@alleen(rollen.mag_contracten_beheren)
@eisen("S-001")
def verwerken(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Let the good rows go on."""
    import_ = _import(import_id)
    try:
        inlezen.vraag_verwerking(toegang_bij(request), import_)
    except ToegangGeweigerd as fout:
        raise PermissionDenied(str(fout)) from fout
    except ValidationError as fout:
        messages.error(request, " ".join(fout.messages))
    return redirect("portaal:register-import", import_id)


@require_POST
@alleen(rollen.mag_contracten_beheren)
def weg(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Throw a workbook away; what it changed stays."""
    try:
        inlezen.gooi_weg(toegang_bij(request), _import(import_id))
    except ValidationError as fout:
        messages.error(request, " ".join(fout.messages))
        return redirect("portaal:register-import", import_id)
    messages.success(request, "Het werkboek is weggegooid.")
    return redirect("portaal:registers")


@require_safe
@alleen(rollen.mag_contracten_beheren)
def afgekeurd(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The refused rows as a workbook, each with its reason."""
    import_ = _import(import_id)
    if not werkboekselectors.tellers(import_)["geweigerd"]:
        raise Http404
    return _bestand(inlezen.afgekeurd_werkboek(import_), "afgekeurde-regels")
