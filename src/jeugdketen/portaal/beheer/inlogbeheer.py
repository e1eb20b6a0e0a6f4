"""Who can log in and how: codes, second factors, identities, sessions; for the administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jeugdketen.kern import (
    beveiligingslog,
    identiteiten,
    inlogbeheer,
    oidc,
    rollen,
    sessies,
    tweede_factor,
    wachtwoorden,
)
from jeugdketen.kern.models import Gebruiker, Toegangscode
from jeugdketen.portaal.account import beeld
from jeugdketen.portaal.forms import Formulier, fouten_van
from jeugdketen.portaal.toegang import alleen, opnieuw_bewezen

PER_BLADZIJDE = 50


class Wisformulier(Formulier):
    """Take away the second factor of somebody: how one saw who it was."""

    toelichting = forms.CharField(
        label="Hoe hebt u vastgesteld wie het is?",
        max_length=200,
        help_text="Bijvoorbeeld: gezien met paspoort. Dit blijft in het beveiligingslogboek staan.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Schrijf op hoe u hebt vastgesteld wie het is."},
    )


class Identiteitformulier(Formulier):
    """Tie an identity that the administrator knows."""

    dienst = forms.ChoiceField(label="Inlogdienst", error_messages={"required": "Kies een inlogdienst."})
    onderwerp = forms.CharField(
        label="Onderwerp (sub) bij die dienst",
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Vul het onderwerp (sub) in zoals de inlogdienst het noemt."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dienst"].choices = [(d.uitgever, d.naam) for d in oidc.inlogdiensten().values()]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(rollen.mag_gebruikers_beheren)
def overzicht(request: HttpRequest) -> HttpResponse:
    """Everybody who can log in, with how; a search by name is a POST."""
    zoek = " ".join(request.POST.get("zoek", "")[:100].split()) if request.method == "POST" else ""
    rijen = inlogbeheer.mensen(zoek)
    return render(
        request,
        "portaal/beheer/inloggen.html",
        {
            "zoek": zoek,
            "mensen": rijen[:PER_BLADZIJDE],
            "meer": len(rijen) > PER_BLADZIJDE,
            "diensten": list(oidc.inlogdiensten().values()),
            "tellen": inlogbeheer.tellen(),
        },
    )


def _iemand(gebruiker_id: int) -> Gebruiker:
    gebruiker = Gebruiker.objects.filter(pk=gebruiker_id).first()
    if gebruiker is None:
        raise Http404
    return gebruiker


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(rollen.mag_gebruikers_beheren)
@opnieuw_bewezen
@sensitive_post_parameters()
def persoon(request: HttpRequest, gebruiker_id: int) -> HttpResponse:
    """One account: make a code, take away the second factor, tie or untie an identity, end sessions."""
    iemand = _iemand(gebruiker_id)
    doe = request.POST.get("doe", "")
    wis = Wisformulier(request.POST if doe == "wis" else None, prefix="wis")
    koppel = Identiteitformulier(request.POST if doe == "koppel" else None, prefix="koppel")
    code = ""
    if doe in Toegangscode.Doel.values:
        code = wachtwoorden.maak_code(iemand, doe, request=request)
    elif doe == "wis" and wis.is_valid():
        if tweede_factor.wis(iemand, request=request, toelichting=wis.cleaned_data["toelichting"]):
            messages.success(request, "De tweede factor is gewist en alle sessies zijn beëindigd.")
        return redirect("portaal:beheer-inloggen-persoon", iemand.pk)
    elif doe == "koppel" and koppel.is_valid():
        try:
            identiteiten.koppel(
                iemand, koppel.cleaned_data["dienst"], koppel.cleaned_data["onderwerp"], request=request
            )
        except ValidationError as fout:
            koppel.add_error("onderwerp", fout.messages[0])
        else:
            messages.success(request, "De identiteit is gekoppeld.")
            return redirect("portaal:beheer-inloggen-persoon", iemand.pk)
    elif doe == "ontkoppel":
        nummer = request.POST.get("identiteit", "")
        if nummer.isascii() and nummer.isdigit() and len(nummer) < 15:
            identiteiten.ontkoppel(iemand, int(nummer), request=request)
            messages.success(request, "De identiteit is ontkoppeld.")
        return redirect("portaal:beheer-inloggen-persoon", iemand.pk)
    elif doe == "sessies":
        aantal = sessies.beeindig(iemand.pk, request=request, reden="door een beheerder")
        messages.success(
            request, f"{aantal} sessies beëindigd." if aantal != 1 else "De sessie is beëindigd."
        )
        return redirect("portaal:beheer-inloggen-persoon", iemand.pk)
    return render(
        request,
        "portaal/beheer/inloggen_persoon.html",
        {
            "iemand": iemand,
            "rol_tekst": inlogbeheer.rol_tekst(iemand),
            "code": code,
            "code_doel": doe,
            "factor": tweede_factor.heeft(iemand.pk),
            "identiteiten": beeld.identiteiten(iemand),
            "sessies": beeld.sessieregels(sessies.sessies_van(iemand.pk)),
            "gebeurtenissen": beeld.gebeurtenisregels(beveiligingslog.gebeurtenissen(over=iemand.pk)[:20]),
            "wis": wis,
            "koppel": koppel,
            "diensten": list(oidc.inlogdiensten().values()),
            "fouten": fouten_van(wis) + fouten_van(koppel),
        },
    )


def _mag_beveiligingslog(toegang: Any) -> bool:
    return rollen.mag_beveiligingslog_zien(toegang)


@require_http_methods(["GET", "HEAD"])
@alleen(_mag_beveiligingslog)
def gebeurtenissen(request: HttpRequest) -> HttpResponse:
    """The security log: what to look at first, or all, of one kind, of one person."""
    soort = request.GET.get("soort", "")
    soort = soort if soort in beveiligingslog.WOORDEN else ""
    toon = "alle" if request.GET.get("toon") == "alle" or soort else "nakijken"
    nummer = request.GET.get("pagina", "")
    pagina = int(nummer) if nummer.isascii() and nummer.isdigit() and 0 < len(nummer) < 5 else 1
    pagina = max(1, pagina)
    rijen = beveiligingslog.gebeurtenissen(soort=soort, alleen_nakijken=toon == "nakijken", dagen=90)
    begin = (pagina - 1) * PER_BLADZIJDE
    stuk = list(rijen[begin : begin + PER_BLADZIJDE + 1])
    return render(
        request,
        "portaal/beheer/gebeurtenissen.html",
        {
            "regels": beeld.gebeurtenisregels(stuk[:PER_BLADZIJDE]),
            "meer": len(stuk) > PER_BLADZIJDE,
            "pagina": pagina,
            "soort": soort,
            "toon": toon,
            "soorten": sorted((str(s), w) for s, w in beveiligingslog.WOORDEN.items()),
            "beheert": rollen.mag_gebruikers_beheren(request.toegang),  # type: ignore[attr-defined]
        },
    )
