"""Machine accounts for the administrator: which systems may call the interface, and taking that away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jeugdketen.api import selectors, services
from jeugdketen.kern import rollen
from jeugdketen.portaal.forms import Formulier, fouten_van
from jeugdketen.portaal.toegang import alleen, opnieuw_bewezen


def _codes(tekst: str) -> list[str]:
    return [deel for deel in tekst.replace(",", " ").split() if deel]


class Accountformulier(Formulier):
    """A new machine account."""

    naam = forms.CharField(
        label="Naam van het systeem",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Vul de naam van het systeem in."},
    )
    organisatie = forms.CharField(
        label="Van welke organisatie",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Wie u belt als het systeem zich misdraagt.",
        error_messages={"required": "Vul in van welke organisatie het systeem is."},
    )
    rechten = forms.MultipleChoiceField(
        label="Wat het systeem mag",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies minstens één recht."},
    )
    partijen = forms.CharField(
        label="Namens wie",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="AGB-codes van aanbieders (8 cijfers) of codes van gemeenten (4 cijfers), met een spatie ertussen.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rechten"].choices = list(selectors.rechten().items())  # type: ignore[attr-defined]

    def clean_partijen(self) -> list[str]:
        """Codes of one kind."""
        codes = _codes(self.cleaned_data["partijen"])
        fout = [code for code in codes if not (code.isascii() and code.isdigit() and len(code) in (4, 8))]
        if fout:
            raise forms.ValidationError("Vul bij Namens wie alleen codes van vier of acht cijfers in.")
        return codes


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(rollen.mag_gebruikers_beheren)
@opnieuw_bewezen
def overzicht(request: HttpRequest) -> HttpResponse:
    """Every machine account, and a form for a new one; its secret is shown once."""
    formulier = Accountformulier(request.POST if request.method == "POST" else None)
    nieuw = None
    if request.method == "POST" and formulier.is_valid():
        gegeven = formulier.cleaned_data
        if any(regel.naam == gegeven["naam"] for regel in selectors.accounts()):
            formulier.add_error("naam", "Er is al een account met deze naam. Kies een andere naam.")
        else:
            try:
                nieuw = services.maak_account(
                    gegeven["naam"],
                    gegeven["organisatie"],
                    gegeven["rechten"],
                    aanbieders=[c for c in gegeven["partijen"] if len(c) == 8],
                    gemeenten=[c for c in gegeven["partijen"] if len(c) == 4],
                )
            except ValueError as fout:
                formulier.add_error("partijen", str(fout))
    if nieuw is not None:
        return _geheim(request, nieuw)
    return render(
        request,
        "portaal/beheer/machines.html",
        {"accounts": selectors.accounts(), "form": formulier, "fouten": fouten_van(formulier)},
    )


def _geheim(request: HttpRequest, nieuw: services.NieuwAccount) -> HttpResponse:
    return render(
        request,
        "portaal/beheer/machine_geheim.html",
        {
            "naam": nieuw.account.name,
            "client_id": nieuw.account.client_id,
            "geheim": nieuw.geheim,
            "verloopt": nieuw.account.geheim_verloopt_op,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(rollen.mag_gebruikers_beheren)
@opnieuw_bewezen
def een(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: a new secret, stop its tokens, or take it away."""
    account = selectors.account(account_id)
    if account is None:
        raise Http404
    doe = request.POST.get("doe", "")
    if doe == "vernieuw":
        return _geheim(request, services.vernieuw_geheim(account_id))
    if doe == "tokens":
        aantal = services.trek_tokens_in(account_id)
        messages.success(
            request, "Eén token werkt niet meer." if aantal == 1 else f"{aantal} tokens werken niet meer."
        )
        return redirect("portaal:beheer-machine", account_id)
    if doe == "intrekken":
        services.trek_account_in(account_id)
        messages.success(request, f"{account.naam} kan niets meer. Een nieuw geheim maakt dat ongedaan.")
        return redirect("portaal:beheer-machines")
    return render(request, "portaal/beheer/machine.html", {"account": account})
