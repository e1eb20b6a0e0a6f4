"""The post box for operators: what waits and what failed, with buttons; and the roads by which post comes and goes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jeugdketen.berichten import aansluitingen as wegen
from jeugdketen.berichten import beheer, wegproef
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.wegen.envelop import VORMNAMEN
from jeugdketen.kern.toegang import Toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.portaal.eisen import eisen
from jeugdketen.portaal.forms import Formulier, fouten_van
from jeugdketen.portaal.toegang import alleen, beheert_postbus, opnieuw_bewezen, toegang_bij


@require_safe
@alleen(beheert_postbus)
@eisen("S-115")
def postbus(request: HttpRequest) -> HttpResponse:
    """What waits, what failed, how long, by which road and worker."""
    return render(
        request, "portaal/beheer/postbus.html", {"stand": beheer.postbusstand(toegang_bij(request))}
    )


@require_POST
@alleen(beheert_postbus)
def postbus_opnieuw(request: HttpRequest) -> HttpResponse:
    """Have failed messages read again: the ticked ones, or all of them."""
    toegang = toegang_bij(request)
    keuze: list[UUID] | None = None
    if "alles" not in request.POST:
        try:
            keuze = [UUID(waarde) for waarde in request.POST.getlist("bericht")]
        except ValueError as fout:
            raise Http404 from fout
    aantal = beheer.mislukte_opnieuw(toegang, keuze)
    if aantal:
        messages.success(
            request, f"{aantal} {'bericht wordt' if aantal == 1 else 'berichten worden'} opnieuw verwerkt."
        )
    else:
        messages.error(request, "Er is niets gekozen. Vink een bericht aan, of kies ‘Alle opnieuw’.")
    return redirect("portaal:postbus")


@require_POST
@alleen(beheert_postbus)
def postbus_taken(request: HttpRequest) -> HttpResponse:
    """Put failed jobs back in the queue."""
    aantal = beheer.taken_opnieuw(toegang_bij(request))
    messages.success(request, f"{aantal} {'taak staat' if aantal == 1 else 'taken staan'} weer in de rij.")
    return redirect("portaal:postbus")


@require_POST
@alleen(beheert_postbus)
def postbus_versturen(request: HttpRequest) -> HttpResponse:
    """Try now what waits after a fault."""
    aantal = beheer.verstuur_nu(toegang_bij(request))
    messages.success(
        request,
        f"Alle wegen worden nu geprobeerd; {aantal} {'bericht' if aantal == 1 else 'berichten'} na een fout.",
    )
    return redirect("portaal:postbus")


# --- roads ----------------------------------------------------------------------------------------------------------


class Aansluitformulier(Formulier):
    """How the post of a municipality, or of one provider with it, comes and goes."""

    gemeente_code = forms.ChoiceField(label="Gemeente", error_messages={"required": "Kies een gemeente."})
    aanbieder_agb = forms.CharField(
        label="AGB-code van de aanbieder",
        required=False,
        max_length=8,
        help_text="Leeg: alle aanbieders zonder eigen weg.",
    )
    weg = forms.ChoiceField(label="Weg", choices=[(w, t.WEGEN[w]) for w in t.INSTELBAAR])
    actief = forms.BooleanField(label="In gebruik", required=False, initial=True)
    ophalen = forms.BooleanField(label="Berichten ophalen", required=False, initial=True)
    afleveren = forms.BooleanField(label="Berichten afleveren", required=False, initial=True)
    map_in = forms.CharField(label="Map om uit op te halen", required=False, max_length=200)
    map_uit = forms.CharField(label="Map om in af te leveren", required=False, max_length=200)
    verpakking = forms.ChoiceField(
        label="Envelop",
        required=False,
        choices=[("", "geen"), *VORMNAMEN.items()],
        help_text="De vormen van GGK en VSP zijn niet openbaar; hier staat alleen een voorbeeld.",
    )
    host = forms.CharField(label="Adres van de server (SFTP)", required=False, max_length=253)
    poort = forms.IntegerField(
        label="Poort (SFTP)",
        required=False,
        initial=22,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Vul een getal in; meestal 22."},
    )
    gebruiker = forms.CharField(label="Gebruikersnaam (SFTP)", required=False, max_length=100)
    hostsleutel = forms.CharField(
        label="Publieke sleutel van de server (SFTP)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Vraag hem na bij wie de server beheert. Een server met een andere sleutel krijgt niets.",
    )
    geheim = forms.CharField(
        label="Naam van het geheim (SFTP)",
        required=False,
        max_length=64,
        help_text="De naam van het bestand met wachtwoord of private sleutel. Het geheim zelf komt nooit hier.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keuzes = [("", "Kies een gemeente"), *((g.cbs_code, g.naam) for g in landschap.gemeenten())]
        self.fields["gemeente_code"].choices = keuzes  # type: ignore[attr-defined]
        for naam, veld in self.fields.items():
            # What a road needs depends on the choice; the error says so.
            veld.verplicht_bij_keuze = naam not in ("aanbieder_agb", "verpakking")  # type: ignore[attr-defined]


@require_safe
@alleen(beheert_postbus)
def aansluitingen(request: HttpRequest) -> HttpResponse:
    """The roads."""
    rijen = wegen.aansluitingen(toegang_bij(request))
    proeven = wegproef.laatste_proeven(toegang_bij(request))
    return render(
        request,
        "portaal/beheer/aansluitingen.html",
        {"rijen": rijen, "namen": t.WEGEN, "proeven": proeven, "bewaard": wegproef.BEWAARD.days},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(beheert_postbus)
@opnieuw_bewezen
def aansluiting(request: HttpRequest, sleutel: int | None = None) -> HttpResponse:
    """A new road, or one to change; as it is filled in it can be tried first, and comes back with how that went."""
    toegang = toegang_bij(request)
    proef = _proef(toegang, request.GET.get("proef", "")) if request.method != "POST" else None
    rij = wegen.aansluiting(toegang, sleutel) if sleutel is not None else None
    if sleutel is not None and rij is None:
        raise Http404
    begin = {veld: getattr(rij, veld) for veld in wegen.VELDEN} if rij else {"poort": 22}
    formulier = Aansluitformulier(request.POST or None, initial=proef.waarden if proef else begin)
    if request.method == "POST" and formulier.is_valid():
        waarden = formulier.cleaned_data | {"poort": formulier.cleaned_data["poort"] or 22}
        try:
            if "proberen" in request.POST:
                return redirect(f"{request.path}?proef={wegproef.vraag_proef(toegang, waarden)}#proef")
            wegen.bewaar_aansluiting(toegang, sleutel, waarden)
        except wegen.AansluitFout as fout:
            for veld, zin in fout.fouten.items():
                formulier.add_error(veld, zin)
        else:
            messages.success(request, "De weg is vastgelegd. Hij geldt vanaf de volgende ronde.")
            return redirect("portaal:aansluitingen")
    return render(
        request,
        "portaal/beheer/aansluiting.html",
        {"formulier": formulier, "fouten": fouten_van(formulier), "nieuw": rij is None, "proef": proef},
    )


def _proef(toegang: Toegang, sleutel: str) -> wegproef.Proefstand | None:
    try:
        return wegproef.proef_van(toegang, UUID(sleutel)) if sleutel else None
    except ValueError:
        return None
