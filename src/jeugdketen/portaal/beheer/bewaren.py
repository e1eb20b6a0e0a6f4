"""Screens of keeping and destroying, and of requests of people about their own data."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jeugdketen.dossier import bewaren, logbewaren, rechten
from jeugdketen.dossier import selectors as dossier
from jeugdketen.dossier.services import leg_gi_vast
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.kern.toezicht import veilige_cel
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.beheer.forms import neem_fouten_over
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import Datumveld, Formulier, fouten_van
from jeugdketen.portaal.toegang import alleen, opent_dossiers, opnieuw_bewezen, toegang_bij
from jeugdketen.toewijzing.persoonsgegevens import gegevens_van
from jeugdketen.toewijzing.zicht import zichttermijn

GET_EN_POST = ["GET", "HEAD", "POST"]
SOORTEN = (
    ("inzage", "Inzage"),
    ("correctie", "Correctie"),
    ("vernietiging", "Vernietiging"),
    ("overdracht", "Gegevens meenemen"),
)
ANTWOORDEN = (
    ("ingewilligd", "Ingewilligd"),
    ("deels", "Voor een deel ingewilligd"),
    ("afgewezen", "Afgewezen"),
)


def _tekst(label: str, hulp: str = "", **meer: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hulp,
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        **meer,
    )


class _Vraagt(Formulier):
    """One of several forms on a page: its service says what is missing. ``vrij``: what may really be left out."""

    vrij: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for naam, veld in self.fields.items():
            veld.verplicht_bij_keuze = naam not in self.vrij  # type: ignore[attr-defined]


class Verzoekformulier(_Vraagt):
    """A request comes in."""

    soort = forms.ChoiceField(label="Wat wordt gevraagd", choices=[("", "Kies"), *SOORTEN], required=False)
    indiener = forms.CharField(
        label="Wie vraagt het",
        max_length=200,
        required=False,
        help_text="De jeugdige zelf, of wie gezag heeft. Controleer eerst of het klopt.",
    )
    omschrijving = _tekst("Wat precies")
    ontvangen = Datumveld(naam="de ontvangst", label="Ontvangen op")


class Plichtformulier(_Vraagt):
    """Keep a file longer."""

    reden = _tekst(
        "Waarom blijft dit dossier langer bewaard", "Bijvoorbeeld een klacht of een rechtszaak die loopt."
    )


class Instellingformulier(_Vraagt):
    """A certified institution reads along."""

    vrij = frozenset({"tot"})

    aanbieder_agb = forms.CharField(
        label="AGB-code van de instelling",
        max_length=8,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    van = Datumveld(naam="de eerste dag", label="Eerste dag")
    tot = Datumveld(naam="de laatste dag", label="Laatste dag", required=False)


class Antwoordformulier(_Vraagt):
    """Answer a request."""

    vrij = frozenset({"toelichting"})

    antwoord = forms.ChoiceField(
        label="Antwoord", choices=ANTWOORDEN, widget=forms.RadioSelect, required=False
    )
    toelichting = _tekst("Toelichting", "Nodig als u (een deel) afwijst. Noem ook hoe iemand kan klagen.")


class Verlengformulier(_Vraagt):
    """Two months more."""

    reden = _tekst("Waarom duurt het langer", "Deel dit binnen de eerste maand mee aan wie het vroeg.")


# --- destroying ---------------------------------------------------------------------------------------------------


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-114")
def lijsten(request: HttpRequest) -> HttpResponse:
    """How long what is kept, the lists for destruction, the holds; and a new list."""
    toegang = toegang_bij(request)
    fout = ""
    if request.method == "POST":
        try:
            berichten = request.POST.get("soort") == bewaren.Soort.BERICHTEN
            stel_op = bewaren.stel_berichtenlijst_op if berichten else bewaren.stel_lijst_op
            lijst = stel_op(toegang, request.POST.get("gemeente", ""))
        except ValidationError as weigering:
            fout = " ".join(weigering.messages)
        except ToegangGeweigerd as weigering:
            fout = str(weigering)
        else:
            messages.success(
                request, "De lijst ligt klaar. Een teamleider die haar niet opstelde, beslist erover."
            )
            return redirect("portaal:vernietigingslijst", lijst.pk)
    context = {
        "klassen": bewaren.klassen().values(),
        "zicht": zichttermijn(),
        "lijsten": bewaren.lijsten(),
        "plichten": bewaren.bewaarplichten(),
        "gemeenten": [(g, landschap.gemeente_naam(g)) for g in sorted(toegang.gemeenten)],
        "fout": fout,
    }
    return render(request, "portaal/beheer/bewaren.html", context)


def _lijst(lijst_id: UUID) -> Any:
    try:
        return bewaren.lijst_bij(lijst_id)
    except dossier.DossierNietGevonden as fout:
        raise Http404 from fout


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@opnieuw_bewezen
def lijst(request: HttpRequest, lijst_id: UUID) -> HttpResponse:
    """One list: what is on it and why; approve, reject, carry out; afterwards the proof."""
    toegang, gevonden = toegang_bij(request), _lijst(lijst_id)
    if request.method == "POST":
        doe = request.POST.get("doe", "")
        try:
            if doe in ("akkoord", "afwijzen"):
                bewaren.beslis(
                    toegang,
                    lijst_id,
                    akkoord=doe == "akkoord",
                    toelichting=request.POST.get("toelichting", "")[:1000],
                )
                messages.success(request, "Uw besluit over deze lijst is vastgelegd.")
            elif doe == "uitvoeren":
                klaar = bewaren.voer_uit(toegang, lijst_id)
                bewijs = klaar.bewijs or {}
                wat = "berichten" if klaar.soort == bewaren.Soort.BERICHTEN else "dossiers"
                messages.success(request, f"{bewijs[wat]} {wat} zijn vernietigd.")
        except ValidationError as fout:
            messages.error(request, " ".join(fout.messages))
        except ToegangGeweigerd as fout:
            messages.error(request, str(fout))
        return redirect("portaal:vernietigingslijst", lijst_id)
    namen = bewaren.namen_op(gevonden) if gevonden.toestand in ("opgesteld", "goedgekeurd") else {}
    klassen = bewaren.klassen()
    for sleutel in namen:
        dossier.open_dossier(toegang, sleutel, grond="vernietigingslijst", wat="naam en bewaartermijn")
    context = {
        "lijst": gevonden,
        "gemeente": landschap.gemeente_naam(gevonden.gemeente_code),
        "regels": [
            {
                "wie": namen.get(r.jeugdige_id) or f"dossier {str(r.jeugdige_id)[:8]}",
                "klasse": klassen[r.klasse].naam if r.klasse in klassen else r.klasse,
                "jaren": r.jaren,
                "laatste_op": r.laatste_op,
                "mag_vanaf": r.mag_vanaf,
                "aantal": r.aantal,
                "uitkomst": r.get_uitkomst_display(),
                "waarom": r.waarom,
            }
            for r in gevonden.regels.all()
        ],
        "mag_beslissen": gevonden.toestand == "opgesteld" and bewaren.mag_beslissen(toegang, gevonden),
        "mag_uitvoeren": gevonden.toestand == "goedgekeurd"
        and rollen.mag_vernietiging_goedkeuren(toegang, gevonden.gemeente_code),
        "gegevens": sorted((gevonden.bewijs or {}).get("gegevens", {}).items()),
        "berichten": [] if gevonden.bewijs else bewaren.berichten_op(gevonden),
    }
    return render(request, "portaal/beheer/vernietigingslijst.html", context)


@require_http_methods(GET_EN_POST)
@alleen(rollen.mag_logvernietiging_zien)
@opnieuw_bewezen
def logboeken(request: HttpRequest) -> HttpResponse:
    """The term of the logs: propose that the oldest rows go (administrator), approve it and do it (officer)."""
    toegang = toegang_bij(request)
    if request.method == "POST":
        doe, nummer = request.POST.get("doe", ""), request.POST.get("lijst", "")
        lijst_id = int(nummer) if nummer.isascii() and nummer.isdigit() and len(nummer) < 15 else 0
        try:
            if doe == "voorstel":
                logbewaren.stel_op(toegang, request.POST.get("logboek", ""))
                messages.success(request, "Uw voorstel ligt klaar. Een functionaris beslist erover.")
            elif doe in ("akkoord", "afwijzen"):
                tekst = request.POST.get("toelichting", "")[:1000]
                logbewaren.beslis(toegang, lijst_id, akkoord=doe == "akkoord", toelichting=tekst)
                messages.success(request, "Uw besluit is vastgelegd.")
            elif doe == "uitvoeren":
                klaar = logbewaren.voer_uit(toegang, lijst_id)
                wat = "bestanden" if klaar.logboek == logbewaren.POST else "regels"
                messages.success(request, f"{(klaar.bewijs or {})['regels']} {wat} zijn vernietigd.")
        except ValidationError as fout:
            messages.error(request, " ".join(fout.messages))
        except ToegangGeweigerd as fout:
            messages.error(request, str(fout))
        return redirect("portaal:logboeken-bewaren")
    context = {
        "lijsten": [
            {
                "rij": lijst,
                "beslist": lijst.toestand == "opgesteld" and logbewaren.mag_beslissen(toegang, lijst),
                "voert_uit": lijst.toestand == "goedgekeurd"
                and lijst.beslist_door_id == toegang.gebruiker_id,
            }
            for lijst in logbewaren.lijsten()
        ],
        "logboeken": [(k, naam, logbewaren.klasse_van(k)) for k, naam in logbewaren.SOORTEN],
        "stelt_voor": rollen.mag_logvernietiging_voorstellen(toegang),
    }
    return render(request, "portaal/beheer/logboeken_bewaren.html", context)


# --- rights -------------------------------------------------------------------------------------------------------


@require_safe
@alleen(opent_dossiers)
def rechtenlijst(request: HttpRequest) -> HttpResponse:
    """The requests to answer, nearest term first, and those that were."""
    vandaag = klok.vandaag()
    open_ = rechten.verzoeken(open_=True)
    context = {
        "open": [
            {"rij": r, "dagen": (r.termijn - vandaag).days, "naam": r.jeugdige.weergavenaam} for r in open_
        ],
        "klaar": [{"rij": r, "naam": r.jeugdige.weergavenaam} for r in rechten.verzoeken(open_=False)],
    }
    return render(request, "portaal/beheer/rechten.html", context)


def _open(toegang: Toegang, jeugdige_id: UUID, grond: str, wat: str) -> Any:
    try:
        return dossier.open_dossier(toegang, jeugdige_id, grond=grond, wat=wat)
    except dossier.DossierNietGevonden as fout:
        raise Http404 from fout


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
@eisen("S-114")
def kind(request: HttpRequest, jeugdige_id: UUID) -> HttpResponse:
    """What one can arrange about the data of a child: take a request in, keep the file longer."""
    toegang = toegang_bij(request)
    jeugdige = _open(toegang, jeugdige_id, "gegevens en rechten", "naam, verzoeken over gegevens")
    if jeugdige.gemeente_code not in toegang.gemeenten:
        raise Http404  # break-glass access is for reading the file alone
    doe = request.POST.get("doe", "")
    verzoek = Verzoekformulier(request.POST if doe == "verzoek" else None, prefix="v")
    plicht = Plichtformulier(request.POST if doe == "plicht" else None, prefix="p")
    instelling = Instellingformulier(request.POST if doe == "gi" else None, prefix="g")
    if doe == "opheffen":
        _hef_op(request, toegang)
        return redirect("portaal:kindgegevens", jeugdige_id)
    diensten: tuple[tuple[Formulier, Any], ...] = (
        (verzoek, rechten.neem_aan),
        (plicht, bewaren.leg_bewaarplicht_vast),
        (instelling, leg_gi_vast),
    )
    if any(_legt_vast(request, formulier, dienst, jeugdige) for formulier, dienst in diensten):
        return redirect("portaal:kindgegevens", jeugdige_id)
    context = {
        "jeugdige_id": jeugdige_id,
        "naam": jeugdige.weergavenaam,
        "verzoekformulier": verzoek,
        "plichtformulier": plicht,
        "instellingformulier": instelling,
        "instellingen": dossier.instellingen_van(jeugdige),
        "plicht": bewaren.bewaarplicht_van(jeugdige_id),
        "klasse": bewaren.klasse_van(jeugdige),
        "verzoeken": jeugdige.rechtenverzoeken.order_by("-ontvangen"),
        "fouten": [*fouten_van(verzoek), *fouten_van(plicht), *fouten_van(instelling)],
    }
    return render(request, "portaal/beheer/kindgegevens.html", context)


def _legt_vast(request: HttpRequest, formulier: Formulier, dienst: Any, waarvan: object) -> bool:
    """Hand a form that was sent to its service; what that refuses stands beside the form."""
    if not formulier.is_bound or not formulier.is_valid():
        return False
    try:
        dienst(toegang_bij(request), waarvan, **formulier.cleaned_data)
    except ValidationError as fout:
        neem_fouten_over(formulier, fout)
    except ToegangGeweigerd as fout:
        formulier.add_error(None, str(fout))
    else:
        messages.success(request, "Vastgelegd.")
        return True
    return False


def _hef_op(request: HttpRequest, toegang: Toegang) -> None:
    nummer = request.POST.get("plicht", "")
    try:
        bewaren.hef_bewaarplicht_op(
            toegang,
            int(nummer) if nummer.isascii() and nummer.isdigit() and len(nummer) < 19 else 0,
            request.POST.get("opheffing", "")[:1000],
        )
    except dossier.DossierNietGevonden as fout:
        raise Http404 from fout
    except ValidationError as fout:
        messages.error(request, " ".join(fout.messages))
    except ToegangGeweigerd as fout:
        messages.error(request, str(fout))
    else:
        messages.success(request, "De bewaarplicht is opgeheven.")


@require_http_methods(GET_EN_POST)
@alleen(opent_dossiers)
def rechtenverzoek(request: HttpRequest, verzoek_id: UUID) -> HttpResponse:
    """One request: its term, extend it, answer it, take the data along."""
    toegang = toegang_bij(request)
    try:
        rij = rechten.verzoek_bij(verzoek_id)
    except dossier.DossierNietGevonden as fout:
        raise Http404 from fout
    _open(toegang, rij.jeugdige_id, f"verzoek over gegevens van {rij.ontvangen:%-d-%-m-%Y}", "naam, verzoek")
    doe = request.POST.get("doe", "")
    antwoord = Antwoordformulier(request.POST if doe == "antwoord" else None, prefix="a")
    langer = Verlengformulier(request.POST if doe == "verleng" else None, prefix="l")
    diensten: tuple[tuple[Formulier, Any], ...] = ((antwoord, rechten.beantwoord), (langer, rechten.verleng))
    if any(_legt_vast(request, formulier, dienst, verzoek_id) for formulier, dienst in diensten):
        return redirect("portaal:rechtenverzoek", verzoek_id)
    context = {
        "rij": rij,
        "naam": rij.jeugdige.weergavenaam,
        "dagen": (rij.termijn - klok.vandaag()).days,
        "antwoordformulier": antwoord,
        "verlengformulier": langer,
        "fouten": [*fouten_van(antwoord), *fouten_van(langer)],
    }
    return render(request, "portaal/beheer/rechtenverzoek.html", context)


@require_POST
@alleen(opent_dossiers)
@opnieuw_bewezen
def meenemen(request: HttpRequest, verzoek_id: UUID) -> HttpResponse:
    """All data of one child as a ZIP: JSON for machines, HTML for people; the taking away is in the read log."""
    toegang = toegang_bij(request)
    try:
        rij = rechten.verzoek_bij(verzoek_id)
        delen = gegevens_van(
            toegang, rij.jeugdige_id, grond=f"verzoek over gegevens van {rij.ontvangen:%-d-%-m-%Y}"
        )
    except dossier.DossierNietGevonden as fout:
        raise Http404 from fout
    veilig = [
        (kop, [{naam: veilige_cel(str(waarde)) for naam, waarde in regel.items()} for regel in regels])
        for kop, regels in delen
    ]
    blad = render_to_string(
        "portaal/beheer/persoonsgegevens.html",
        {"delen": veilig, "dag": klok.vandaag(), "gemeente": landschap.gemeente_naam(rij.gemeente_code)},
    )
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED) as bestand:
        inhoud = json.dumps(dict(delen), ensure_ascii=False, indent=2)
        bestand.writestr("gegevens.json", inhoud)
        bestand.writestr("gegevens.html", blad)
    return HttpResponse(
        uit.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="gegevens-{klok.vandaag().isoformat()}.zip"'},
    )
