"""The own account, for everybody: password, second factor, sessions, and what happened with it lately."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jeugdketen.kern import beveiligingslog, herstel, oidc, sessies, tweede_factor, wachtwoorden
from jeugdketen.kern.beveiligingslog import Soort, leg_gebeurtenis_vast
from jeugdketen.kern.models import Gebruiker
from jeugdketen.portaal.account import aanmelden, beeld, stappen
from jeugdketen.portaal.account.forms import Bevestigformulier, Factorformulier, Wachtwoordformulier
from jeugdketen.portaal.forms import fouten_van
from jeugdketen.portaal.toegang import alleen, opnieuw_bewezen, toegang_bij

_GEHEIM = "_nieuw_geheim"


def iedereen(toegang: Any) -> bool:
    """Everybody who is logged in."""
    return True


def _ik(request: HttpRequest) -> Gebruiker:
    gebruiker = request.user
    assert isinstance(gebruiker, Gebruiker)
    return gebruiker


@require_safe
@alleen(iedereen)
def mijn_account(request: HttpRequest) -> HttpResponse:
    """How one logs in, where one is logged in, and what happened lately."""
    ik = _ik(request)
    hier = sessies.eigen_kenmerk(request)
    return render(
        request,
        "portaal/account/mijn_account.html",
        {
            "ik": ik,
            "met_wachtwoord": ik.has_usable_password() and settings.JEUGDKETEN_WACHTWOORD,
            "factor": tweede_factor.heeft(ik.pk),
            "factor_moet": tweede_factor.moet_van(ik),
            "herstelcodes": tweede_factor.aantal_herstelcodes(ik.pk),
            "identiteiten": beeld.identiteiten(ik),
            "herstel": herstel.over_mij(toegang_bij(request)),
            "sessies": beeld.sessieregels(sessies.sessies_van(ik.pk), hier),
            "gebeurtenissen": beeld.gebeurtenisregels(beveiligingslog.gebeurtenissen(over=ik.pk)[:10]),
            "stil": settings.JEUGDKETEN_SESSIE_STIL,
            "duur": settings.JEUGDKETEN_SESSIE_DUUR // 60,
        },
    )


@require_POST
@alleen(iedereen)
def herstel_tegen(request: HttpRequest) -> HttpResponse:
    """Stop what somebody asked about the own account."""
    nummer = request.POST.get("verzoek", "")
    try:
        herstel.trek_in(
            toegang_bij(request),
            int(nummer) if nummer.isascii() and nummer.isdigit() and len(nummer) < 15 else 0,
            request=request,
        )
    except herstel.HerstelNietGevonden as fout:
        raise Http404 from fout
    except ValidationError as fout:
        messages.error(request, fout.messages[0])
    else:
        messages.success(request, "Tegengehouden. Waarschuw uw leidinggevende als u dit niet vertrouwt.")
    herstel.ververs_bericht(request, toegang_bij(request))
    return redirect("portaal:mijn-account")


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(iedereen)
@sensitive_post_parameters("huidig", "nieuw", "herhaal")
def wachtwoord(request: HttpRequest) -> HttpResponse:
    """Change the own password, by showing the old one; other sessions end."""
    ik = _ik(request)
    if not (ik.has_usable_password() and settings.JEUGDKETEN_WACHTWOORD):
        raise Http404
    formulier = Wachtwoordformulier(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulier.is_valid():
        gegeven = formulier.cleaned_data
        # By the same way as logging in, so that guessing locks here too.
        if authenticate(request, username=ik.gebruikersnaam, password=gegeven["huidig"]) is None:
            formulier.add_error("huidig", "Dit is niet uw huidige wachtwoord. Vul het nog een keer in.")
        elif formulier.keur(ik):
            wachtwoorden.wijzig(ik, gegeven["nieuw"], request=request)
            messages.success(request, "Uw wachtwoord is gewijzigd. Op andere apparaten bent u nu uitgelogd.")
            return redirect("portaal:mijn-account")
    return render(
        request, "portaal/account/wachtwoord.html", {"form": formulier, "fouten": fouten_van(formulier)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(iedereen)
@opnieuw_bewezen
@sensitive_post_parameters("code")
def factor(request: HttpRequest) -> HttpResponse:
    """Set up a second factor, or another one in its place; other sessions end."""
    ik = _ik(request)
    if _GEHEIM not in request.session:
        request.session[_GEHEIM] = tweede_factor.verzegel(tweede_factor.nieuw_geheim())
    geheim = tweede_factor.ontzegel(request.session[_GEHEIM])
    formulier = Factorformulier(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulier.is_valid():
        codes = tweede_factor.stel_in(ik, geheim, formulier.cleaned_data["code"], request=request)
        if codes is not None:
            del request.session[_GEHEIM]
            sessies.beeindig(
                ik.pk, request=request, behalve=sessies.eigen_kenmerk(request), reden="nieuwe tweede factor"
            )
            return render(
                request, "portaal/account/herstelcodes.html", {"codes": codes, "naar": "/mijn-account"}
            )
        formulier.add_error(
            "code", "Deze code klopt niet. Wacht op de volgende code in uw app en vul die in."
        )
    context = aanmelden.factor_context(geheim, ik, formulier)
    return render(request, "portaal/account/factor.html", {**context, "heeft": tweede_factor.heeft(ik.pk)})


@require_POST
@alleen(iedereen)
@opnieuw_bewezen
def factor_uit(request: HttpRequest) -> HttpResponse:
    """Take the second factor away, where the installation does not ask for one; other sessions end."""
    ik = _ik(request)
    if tweede_factor.moet_van(ik):
        messages.error(
            request, "Voor uw rol is een tweede factor verplicht. U kunt hem wel opnieuw instellen."
        )
    elif tweede_factor.wis_eigen(ik, request=request):
        sessies.beeindig(
            ik.pk, request=request, behalve=sessies.eigen_kenmerk(request), reden="tweede factor weg"
        )
        messages.success(request, "De tweede factor is weg. U logt voortaan in met alleen uw wachtwoord.")
    return redirect("portaal:mijn-account")


@require_POST
@alleen(iedereen)
@opnieuw_bewezen
def herstelcodes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes in place of the old ones."""
    ik = _ik(request)
    if not tweede_factor.heeft(ik.pk):
        raise Http404
    codes = tweede_factor.nieuwe_herstelcodes(ik, request=request)
    return render(request, "portaal/account/herstelcodes.html", {"codes": codes, "naar": "/mijn-account"})


@require_POST
@alleen(iedereen)
@opnieuw_bewezen
def sessie_beeindigen(request: HttpRequest) -> HttpResponse:
    """End one session of one's own, or all others."""
    ik = _ik(request)
    hier = sessies.eigen_kenmerk(request)
    welke = request.POST.get("sessie", "")[:40]
    aantal = sessies.beeindig(
        ik.pk,
        request=request,
        alleen="" if welke == "alle" else welke or "-",
        behalve=hier,
        reden="door de persoon zelf",
    )
    if aantal:
        messages.success(
            request, "Die sessie is beëindigd." if aantal == 1 else f"{aantal} sessies zijn beëindigd."
        )
    else:
        messages.warning(request, "Die sessie was al voorbij.")
    return redirect("portaal:mijn-account")


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(iedereen)
@sensitive_post_parameters("wachtwoord", "code")
def bevestigen(request: HttpRequest) -> HttpResponse:
    """Show again who one is, before something that matters."""
    ik = _ik(request)
    naar = stappen.veilig_pad(request, request.POST.get("next", "") or request.GET.get("next", ""))
    weg = sessies.weg_van(request)
    dienst = next((d for d in oidc.inlogdiensten().values() if d.uitgever == weg.get("uitgever")), None)
    if dienst is not None:
        if request.method == "POST":
            return aanmelden.naar_dienst(request, dienst, naar, opnieuw=True)
        return render(request, "portaal/account/bevestigen.html", {"dienst": dienst, "naar": naar})
    met_code = tweede_factor.heeft(ik.pk)
    formulier = Bevestigformulier(request.POST if request.method == "POST" else None, met_code=met_code)
    if request.method == "POST" and formulier.is_valid():
        gegeven = formulier.cleaned_data
        if authenticate(request, username=ik.gebruikersnaam, password=gegeven["wachtwoord"]) is None:
            formulier.add_error("wachtwoord", "Dit is niet uw wachtwoord. Vul het nog een keer in.")
        elif met_code and tweede_factor.klopt(ik, gegeven["code"], request=request) is None:
            formulier.add_error("code", "Deze code klopt niet, of is al gebruikt. Wacht op de volgende code.")
        else:
            sessies.bewijs(request)
            leg_gebeurtenis_vast(Soort.BEWEZEN, request=request, over=ik)
            return redirect(naar)
    return render(
        request,
        "portaal/account/bevestigen.html",
        {"form": formulier, "fouten": fouten_van(formulier), "naar": naar},
    )
