"""Screens of logging in: password, second factor, a code of the administrator, a log-in provider; and logging out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jeugdketen.kern import grenzen, identiteiten, oidc, sessies, tweede_factor, wachtwoorden
from jeugdketen.kern.beveiligingslog import Soort, leg_gebeurtenis_vast
from jeugdketen.kern.bsn import kenmerk
from jeugdketen.kern.toegang import toegang_van
from jeugdketen.portaal.account import stappen
from jeugdketen.portaal.account.forms import Factorformulier, Kiesformulier, Koppelformulier
from jeugdketen.portaal.account.stappen import Halverwege
from jeugdketen.portaal.forms import Inlogformulier, fouten_van
from jeugdketen.portaal.toegang import ingelogd

KOEKJE = "__Host-aanmelden" if settings.JEUGDKETEN_HTTPS else "aanmelden"
"""Cookie of a log-in that is under way at a provider: encrypted, ten minutes, and Lax so that it comes back with us."""


class Inloggen(LoginView):
    """The log-in page; in the demo it says who one can be."""

    template_name = "portaal/inloggen.html"
    authentication_form = Inlogformulier
    redirect_authenticated_user = True

    @method_decorator(sensitive_post_parameters("password"))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without local accounts there is no password to send."""
        if request.method == "POST" and not settings.JEUGDKETEN_WACHTWOORD:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is right: on to the second factor, or in."""
        stap = Halverwege(0, "wachtwoord", self.get_success_url(), factoren=["wachtwoord"])
        return stappen.verder(self.request, form.get_user(), stap)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the error summary, the providers and, in the demo only, the demo log-ins."""
        context = super().get_context_data(**kwargs)
        context["fouten"] = fouten_van(context["form"])
        context["diensten"] = list(oidc.inlogdiensten().values())
        context["met_wachtwoord"] = settings.JEUGDKETEN_WACHTWOORD
        context["uit"] = "uit" in self.request.GET
        if settings.JEUGDKETEN_DEMO:
            context |= _demologins()
        return context


def _demologins() -> dict[str, Any]:
    """The people of the demo, when the demo is there."""
    try:
        from jeugdketen.demo import casussen
    except ImportError:
        return {}
    return {
        "demologins": list(getattr(casussen, "DEMOLOGINS", ())),
        "demowachtwoord": getattr(casussen, "DEMOWACHTWOORD", ""),
        "factor_uit": settings.JEUGDKETEN_TWEEDE_FACTOR == tweede_factor.NEE,
    }


# --- second factor ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """The six digits of the app, or a recovery code, after the password."""
    stap = stappen.halverwege(request)
    gebruiker = stappen.wie(stap) if stap else None
    if stap is None or gebruiker is None:
        return redirect("portaal:inloggen")
    formulier = Factorformulier(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulier.is_valid():
        getoond = tweede_factor.klopt(gebruiker, formulier.cleaned_data["code"], request=request)
        if getoond is not None:
            stap.factoren.append(getoond)
            return stappen.klaar(request, gebruiker, stap)
        formulier.add_error(
            "code",
            "Deze code klopt niet, of is al gebruikt. Wacht op de volgende code in uw app en vul die in.",
        )
    return render(request, "portaal/account/code.html", {"form": formulier, "fouten": fouten_van(formulier)})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def instellen(request: HttpRequest) -> HttpResponse:
    """Set up the second factor at the first log-in; without it nobody comes in."""
    stap = stappen.halverwege(request)
    gebruiker = stappen.wie(stap) if stap else None
    if stap is None or gebruiker is None or tweede_factor.heeft(gebruiker.pk):
        return redirect("portaal:inloggen")
    if not stap.geheim:
        stap = replace(stap, geheim=tweede_factor.verzegel(tweede_factor.nieuw_geheim()))
        stappen.onthoud(request, stap)
    geheim = tweede_factor.ontzegel(stap.geheim)
    formulier = Factorformulier(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulier.is_valid():
        codes = tweede_factor.stel_in(gebruiker, geheim, formulier.cleaned_data["code"], request=request)
        if codes is not None:
            stap.factoren.append("code")
            naar = stap.naar
            stappen.klaar(request, gebruiker, stap)
            return render(request, "portaal/account/herstelcodes.html", {"codes": codes, "naar": naar})
        formulier.add_error(
            "code", "Deze code klopt niet. Wacht op de volgende code in uw app en vul die in."
        )
    return render(request, "portaal/account/instellen.html", factor_context(geheim, gebruiker, formulier))


def factor_context(geheim: str, gebruiker: Any, formulier: Factorformulier) -> dict[str, Any]:
    """What the page that sets up a second factor prints."""
    return {
        "qr": mark_safe(tweede_factor.qr_svg(geheim, gebruiker)),  # noqa: S308  made here, holds no input
        "geheim": " ".join(geheim[i : i + 4] for i in range(0, len(geheim), 4)),
        "form": formulier,
        "fouten": fouten_van(formulier),
    }


# --- a code of the administrator --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code", "nieuw", "herhaal")
def wachtwoord_kiezen(request: HttpRequest) -> HttpResponse:
    """Choose a password with a code of the administrator: the first time, or after forgetting it."""
    if not settings.JEUGDKETEN_WACHTWOORD:
        raise Http404
    formulier = Kiesformulier(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulier.is_valid():
        gegeven = formulier.cleaned_data
        gebruiker = wachtwoorden.code_van(gegeven["code"], "wachtwoord", request=request)
        if gebruiker is None:
            formulier.add_error(
                "code", "Deze code klopt niet, is gebruikt of is verlopen. Vraag uw beheerder om een nieuwe."
            )
        elif formulier.keur(gebruiker) and wachtwoorden.kies_met_code(
            gebruiker, gegeven["code"], gegeven["nieuw"], request=request
        ):
            return redirect(stappen.met_vraag("portaal:inloggen", gekozen="1"))
    return render(
        request,
        "portaal/account/wachtwoord_kiezen.html",
        {"form": formulier, "fouten": fouten_van(formulier)},
    )


# --- log-in providers -------------------------------------------------------------------------------------------------


def _dienst(sleutel: str) -> oidc.Inlogdienst:
    dienst = oidc.inlogdiensten().get(sleutel)
    if dienst is None:
        raise Http404
    return dienst


def _niet_gelukt(request: HttpRequest, uitleg: str, status: int = 403) -> HttpResponse:
    return render(
        request,
        "portaal/account/niet_gelukt.html",
        {"kop": "U bent niet ingelogd", "uitleg": uitleg},
        status=status,
    )


@require_POST
def bij_dienst(request: HttpRequest, sleutel: str) -> HttpResponse:
    """Go to a provider. By POST, so that nobody is logged in by a link of somebody else."""
    return naar_dienst(request, _dienst(sleutel), request.POST.get("next", ""))


def naar_dienst(
    request: HttpRequest, dienst: oidc.Inlogdienst, naar: str, *, opnieuw: bool = False
) -> HttpResponse:
    """Start a log-in at a provider and go there."""
    grenzen.tel("inlogdienst", grenzen.wie_vraagt(request, "adres"), request=request)
    try:
        begin = oidc.begin(
            dienst,
            request.build_absolute_uri(dienst.terug),
            naar=stappen.veilig_pad(request, naar),
            opnieuw=opnieuw,
            sessie=sessies.eigen_kenmerk(request) if ingelogd(request) else "",
        )
    except oidc.AanmeldFout as fout:
        return _niet_gelukt(request, str(fout), 503)
    antwoord = stappen.doorsturen(
        request,
        begin.adres,
        f"U gaat naar {dienst.naam}",
        "Daar laat u zien wie u bent. Daarna komt u hier terug.",
    )
    antwoord.set_cookie(
        KOEKJE,
        begin.koekje,
        max_age=oidc.TRANSACTIE,
        secure=settings.JEUGDKETEN_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return antwoord


@require_safe
def terug(request: HttpRequest, sleutel: str) -> HttpResponse:
    """Somebody comes back from a provider."""
    dienst = _dienst(sleutel)
    grenzen.tel("inlogdienst", grenzen.wie_vraagt(request, "adres"), request=request)
    gegeven = {naam: request.GET.get(naam, "") for naam in ("code", "state", "error")}
    if "iss" in request.GET:
        gegeven["iss"] = request.GET["iss"]
    try:
        aanmelding = oidc.rond_af(dienst, request.COOKIES.get(KOEKJE, ""), gegeven)
    except oidc.AanmeldFout as fout:
        leg_gebeurtenis_vast(
            Soort.INLOGGEN_MISLUKT, request=request, dienst=dienst.sleutel, waarom="antwoord klopt niet"
        )
        antwoord = _niet_gelukt(request, str(fout))
    else:
        antwoord = _binnen(request, aanmelding)
    antwoord.delete_cookie(KOEKJE, samesite="Lax")
    if settings.JEUGDKETEN_HTTPS:
        antwoord.cookies[KOEKJE]["secure"] = True
    return antwoord


def _binnen(request: HttpRequest, aanmelding: oidc.Aanmelding) -> HttpResponse:
    dienst = aanmelding.dienst
    stap = Halverwege(
        0,
        dienst.naam,
        aanmelding.naar,
        factoren=list(aanmelding.hoe),
        dienst=dienst.sleutel,
        sterk=aanmelding.sterk,
        uitgever=dienst.uitgever,
        onderwerp=aanmelding.onderwerp,
        sessie_daar=aanmelding.sessie_daar,
        id_token=oidc.bewaar_id_token(aanmelding.id_token),
    )
    if dienst.zwak == "weiger" and not aanmelding.sterk:
        leg_gebeurtenis_vast(
            Soort.INLOGGEN_MISLUKT,
            request=request,
            dienst=dienst.sleutel,
            waarom="te zwak",
            hoe=list(aanmelding.hoe),
        )
        return _niet_gelukt(
            request,
            f"{dienst.naam} liet niet zien dat u met een tweede stap bent ingelogd. Log daar in met twee stappen.",
        )
    gebruiker = identiteiten.gebruiker_bij(dienst.uitgever, aanmelding.onderwerp)
    if gebruiker is None:
        leg_gebeurtenis_vast(
            Soort.ONBEKENDE_IDENTITEIT,
            request=request,
            dienst=dienst.sleutel,
            onderwerp=kenmerk(aanmelding.onderwerp, "onderwerp").hex()[:16],
        )
        stappen.onthoud(request, stap)
        return stappen.doorsturen(
            request,
            reverse("portaal:inloggen-koppelen"),
            "U bent terug",
            "Wij kennen u hier nog niet. De volgende bladzijde zegt wat u kunt doen.",
        )
    if aanmelding.sessie:
        sessies.beeindig(gebruiker.pk, request=request, alleen=aanmelding.sessie, reden="opnieuw ingelogd")
    return _vervolg(request, gebruiker, stap)


def _vervolg(request: HttpRequest, gebruiker: Any, stap: Halverwege) -> HttpResponse:
    """Log in somebody whose identity is known, when this door is for that kind of people."""
    dienst = _dienst(stap.dienst)
    if not oidc.soorten_van(toegang_van(gebruiker)) <= set(dienst.voor):
        leg_gebeurtenis_vast(
            Soort.INLOGGEN_MISLUKT,
            request=request,
            over=gebruiker,
            dienst=dienst.sleutel,
            waarom="verkeerde deur",
        )
        return _niet_gelukt(
            request,
            f"Voor uw rol kunt u niet inloggen met {dienst.naam}. Kies op de inlogbladzijde een andere manier.",
        )
    verder = stappen.verder(request, gebruiker, stap)
    return stappen.doorsturen(request, verder["Location"], "U bent terug", "U gaat door naar Jeugdketen.")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def koppelen(request: HttpRequest) -> HttpResponse:
    """Somebody whom the provider knows and we do not: with a code of the administrator the two become one."""
    stap = stappen.halverwege(request)
    if stap is None or not stap.onderwerp or stap.gebruiker:
        return redirect("portaal:inloggen")
    formulier = Koppelformulier(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulier.is_valid():
        try:
            gebruiker = identiteiten.koppel_met_code(
                formulier.cleaned_data["code"], stap.uitgever, stap.onderwerp, request=request
            )
        except ValidationError:
            gebruiker = None
        if gebruiker is not None:
            return _vervolg(request, gebruiker, stap)
        formulier.add_error(
            "code", "Deze code klopt niet, is gebruikt of is verlopen. Vraag uw beheerder om een nieuwe."
        )
    return render(
        request,
        "portaal/account/koppelen.html",
        {"form": formulier, "fouten": fouten_van(formulier), "dienst": stap.weg},
    )


@csrf_exempt
@require_POST
def afmelding(request: HttpRequest, sleutel: str) -> HttpResponse:
    """A provider says that somebody logged out there (back-channel log-out); the signed token is the proof."""
    dienst = _dienst(sleutel)
    grenzen.tel("inlogdienst", grenzen.wie_vraagt(request, "adres"), request=request)
    try:
        onderwerp, sessie = oidc.lees_afmelding(dienst, request.POST.get("logout_token", "")[:20_000])
    except oidc.AanmeldFout:
        return HttpResponse(status=400, content_type="text/plain; charset=utf-8")
    sessies.beeindig_bij_uitgever(dienst.uitgever, onderwerp=onderwerp, sessie_daar=sessie)
    return HttpResponse(status=204)


# --- logging out ------------------------------------------------------------------------------------------------------


@require_POST
def uitloggen(request: HttpRequest) -> HttpResponse:
    """End the session here, empty what the browser kept, and log out at the provider as well."""
    weg = sessies.weg_van(request)
    id_token = stappen.id_token_van(request)
    dienst = next((d for d in oidc.inlogdiensten().values() if d.uitgever == weg.get("uitgever")), None)
    if weg.get("gebruiker"):
        leg_gebeurtenis_vast(Soort.UITGELOGD, request=request, over=int(weg["gebruiker"]))
    logout(request)
    adres = ""
    if dienst is not None and id_token:
        hier = request.build_absolute_uri(reverse("portaal:inloggen"))
        adres = oidc.uitlogadres(dienst, id_token, hier)
    if dienst is not None and adres:
        antwoord = stappen.doorsturen(
            request,
            adres,
            "U bent hier uitgelogd",
            f"U gaat nog langs {dienst.naam}, om daar ook uit te loggen.",
        )
    else:
        antwoord = redirect(stappen.met_vraag("portaal:inloggen", uit="1"))
    # Not "cookies": that would also empty those of other sites under the same domain.
    antwoord["Clear-Site-Data"] = '"cache", "storage"'
    return antwoord
