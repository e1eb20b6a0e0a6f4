"""The pre-flight check on screen: the coming answer line by line, and downloads; the server keeps nothing of the file.

To filter and to download, the file goes along in the page itself, packed, and comes back with the next question.
"""

from __future__ import annotations

import base64
import binascii
import time
import zlib
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from jeugdketen.berichten import proef as proeven
from jeugdketen.berichten.aanname import MAX_BERICHT
from jeugdketen.kern import klok
from jeugdketen.kern.models import Inzage
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import Inleesformulier, fouten_van
from jeugdketen.portaal.lijst import een_van
from jeugdketen.portaal.toegang import alleen, is_aanbieder, toegang_bij
from jeugdketen.portaal.uitvoer import als_csv, als_xlsx
from jeugdketen.portaal.weergave import datums
from jeugdketen.toewijzing import aanbiederselectors as selectors

MEEST_GETOOND = 200
"""Lines of one outcome on the page; the downloads hold all."""

MEEST_PAKKET = 4_000_000
"""Characters of a packed file that go along in the page; above that the user chooses the file again."""

SOORTEN = {
    "afgekeurd": ("Afgekeurd", proeven.AFGEKEURD),
    "wacht": ("Wacht", proeven.WACHT),
    "niet": ("Niet beoordeeld", proeven.NIET_BEOORDEELD),
    "goed": ("Goed", proeven.GOED),
}
"""Filter → its name and the outcome of its lines, heaviest first."""

GROEPEN = {
    "afgekeurd": "Vraagt aandacht",
    "wacht": "Wacht op een ander bericht",
    "niet": "Niet beoordeeld",
    "goed": "Goed",
}

CHIP = {
    "goed": ("toegestaan", "Goed"),
    "deels": ("geweigerd", ""),
    "afgekeurd": ("geweigerd", "Afgekeurd"),
    "wacht": ("opgeschort", "Wacht"),
    "dubbel": ("signaal", "Al ontvangen"),
    "geweigerd": ("geweigerd", "Geweigerd"),
}


class Pakketformulier(django_forms.Form):
    """The file of an earlier check, as the page gave it back."""

    naam = django_forms.CharField(max_length=255)
    pakket = django_forms.CharField(max_length=MEEST_PAKKET)

    def clean_pakket(self) -> bytes:
        """The bytes of the file; a page that was tampered with gives an error, never more than a message can hold."""
        try:
            pak = zlib.decompressobj()
            inhoud = pak.decompress(
                base64.b64decode(self.cleaned_data["pakket"], validate=True), MAX_BERICHT + 1
            )
        except (binascii.Error, zlib.error) as fout:
            raise django_forms.ValidationError("Kies het bestand opnieuw.") from fout
        return inhoud


def _pak_in(inhoud: bytes) -> str:
    """The file for in the page; empty when it is too large for that."""
    pakket = base64.b64encode(zlib.compress(inhoud, 6)).decode("ascii")
    return pakket if len(pakket) <= MEEST_PAKKET else ""


@dataclass(frozen=True)
class Groep:
    """The lines of one outcome, as far as they are shown."""

    naam: str
    aantal: int
    regels: list[dict[str, Any]]


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(is_aanbieder)
@eisen("S-066")
def proefcontrole(request: HttpRequest) -> HttpResponse:
    """Choose a file, see the answer that would come, line by line; nothing is sent and nothing is kept."""
    formulier = Inleesformulier()
    context: dict[str, Any] = {}
    if request.method == "POST":
        pakket = Pakketformulier(request.POST)
        if "pakket" in request.POST and pakket.is_valid():
            naam, inhoud = pakket.cleaned_data["naam"], pakket.cleaned_data["pakket"]
        else:
            formulier = Inleesformulier(request.POST, request.FILES)
            naam = inhoud = None
            if formulier.is_valid():
                bestand = formulier.cleaned_data["bestand"]
                naam, inhoud = bestand.name, bestand.read()
        if inhoud is not None:
            try:
                return _toon(request, str(naam), inhoud)
            except proeven.ProefGeweigerd as fout:
                formulier = Inleesformulier({}, {}) if not formulier.is_bound else formulier
                formulier.errors["bestand"] = formulier.error_class([str(fout)])
    context |= {"formulier": formulier, "fouten": fouten_van(formulier)}
    return render(request, "portaal/aanbieder/proefcontrole.html", context)


def _toon(request: HttpRequest, naam: str, inhoud: bytes) -> HttpResponse:
    geef = een_van(request.POST.get("geef", ""), dict.fromkeys(("antwoord", "csv", "xlsx", "goed"), ""))
    begin = time.monotonic()
    uitkomst = proeven.proefcontrole(
        toegang_bij(request),
        naam,
        inhoud,
        handeling=Inzage.Handeling.EXPORT if geef else Inzage.Handeling.LEZEN,
    )
    duur = time.monotonic() - begin
    if geef:
        antwoord = _bestand(uitkomst, geef)
        if antwoord is not None:
            return antwoord
    toon = een_van(request.POST.get("toon", ""), SOORTEN)
    return render(
        request,
        "portaal/aanbieder/proefcontrole.html",
        _beeld(request, uitkomst, toon)
        | {
            "formulier": Inleesformulier(),
            "fouten": [],
            "pakket": _pak_in(inhoud),
            "duur": f"{duur:.1f}".replace(".", ","),
            "nu": klok.nu(),
        },
    )


def _bestand(uitkomst: proeven.Proef, geef: str) -> HttpResponse | None:
    stam = f"proefcontrole-{uitkomst.identificatie or 'bestand'}-{klok.vandaag().isoformat()}"
    stam = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in stam)
    if geef == "csv":
        return als_csv(stam, proeven.KOLOMMEN, proeven.redenen(uitkomst))
    if geef == "xlsx":
        return als_xlsx(stam, proeven.KOLOMMEN, proeven.redenen(uitkomst))
    bestand = proeven.antwoordbestand(uitkomst) if geef == "antwoord" else proeven.goede_regels(uitkomst)
    if bestand is None:
        return None
    return HttpResponse(
        bestand[1],
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{bestand[0]}"'},
    )


def _beeld(request: HttpRequest, p: proeven.Proef, toon: str) -> dict[str, Any]:
    soort, woord = CHIP[p.uitkomst]
    afgekeurd = p.aantal(proeven.AFGEKEURD)
    if p.uitkomst == "deels":
        woord = f"{afgekeurd} {'regel' if afgekeurd == 1 else 'regels'} afgekeurd"
    groepen = []
    for naam, (_, uitkomst) in SOORTEN.items():
        regels = [r for r in p.regels if r.uitkomst == uitkomst]
        if regels and toon in ("", naam):
            getoond = regels[: MEEST_GETOOND if toon or naam != "goed" else 25]
            groepen.append(Groep(GROEPEN[naam], len(regels), _regels(request, getoond)))
    is_declaratie = p.soort == "JW323" and bool(p.regels)
    return {
        "proef": p,
        "chip": {"soort": soort, "woord": woord},
        "gemeente": landschap.gemeente_naam(p.gemeente_code) if p.gemeente_code else "",
        "groepen": groepen,
        "toon": toon,
        "tellers": [
            {"sleutel": "", "naam": "Alle", "aantal": len(p.regels), "actief": not toon},
            *(
                {"sleutel": naam, "naam": titel, "aantal": p.aantal(uitkomst), "actief": toon == naam}
                for naam, (titel, uitkomst) in SOORTEN.items()
                if naam != "wacht" or p.uitkomst == "wacht"
            ),
        ],
        "jeugdigen": len({r.bsn for r in p.regels}),
        "is_declaratie": is_declaratie,
        "cijfers": [
            {"naam": titel, "bedrag": proeven.euro(p.bedrag(uitkomst)), "aantal": aantal}
            for titel, uitkomst, aantal in (
                ("Ingediend", "", len(p.regels)),
                ("Wordt goedgekeurd", proeven.GOED, p.aantal(proeven.GOED)),
                ("Afgekeurd", proeven.AFGEKEURD, afgekeurd),
                ("Niet beoordeeld", proeven.NIET_BEOORDEELD, p.aantal(proeven.NIET_BEOORDEELD)),
            )
            if aantal or not uitkomst
        ]
        if is_declaratie
        else [],
        "alleen_goed": p.soort == "JW323" and bool(afgekeurd) and bool(p.aantal(proeven.GOED)),
    }


def _regels(request: HttpRequest, regels: list[proeven.Proefregel]) -> list[dict[str, Any]]:
    namen = selectors.namen_bij_bsn({r.bsn for r in regels})
    return [
        {
            "r": r,
            "naam": namen.get(r.bsn, ""),
            "periode": datums.periode(r.van, r.tot)
            if r.van and r.tot
            else datums.kort(r.van)
            if r.van
            else "",
            "bedrag": proeven.euro(r.bedrag_cent).replace("€ ", "") if r.bedrag_cent is not None else "",
        }
        for r in regels
    ]
