"""Who may open a screen: logged in, and with a role that has this room."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from jeugdketen.kern import rollen, sessies
from jeugdketen.kern.toegang import Toegang

Recht = Callable[[Toegang], bool]
View = Callable[..., HttpResponse]


def toegang_bij(request: HttpRequest) -> Toegang:
    """The access of this request, as the middleware read it from the roles of today."""
    toegang: Toegang = request.toegang  # type: ignore[attr-defined]
    return toegang


def ingelogd(request: HttpRequest) -> bool:
    """Whether somebody is logged in."""
    return toegang_bij(request).gebruiker_id is not None


def opent_dossiers(toegang: Toegang) -> bool:
    """Has the work list, the requests and the files of at least one municipality."""
    return any(rollen.mag_dossier_lezen(toegang, gemeente) for gemeente in toegang.gemeenten)


def ziet_berichten(toegang: Toegang) -> bool:
    """Has the message screens for at least one municipality."""
    return any(rollen.mag_berichten_zien(toegang, gemeente) for gemeente in toegang.gemeenten)


def leest_berichten_in(toegang: Toegang) -> bool:
    """May upload a message by hand for at least one municipality."""
    return any(rollen.mag_berichten_afhandelen(toegang, gemeente) for gemeente in toegang.gemeenten)


def neemt_caseload_over(toegang: Toegang) -> bool:
    """May take over the running caseload of at least one municipality."""
    return any(rollen.mag_caseload_overnemen(toegang, gemeente) for gemeente in toegang.gemeenten)


def beheert_postbus(toegang: Toegang) -> bool:
    """Keeps the post box going, and sets the roads."""
    return toegang.heeft({rollen.BEHEERDER})


def ziet_leeslogboek(toegang: Toegang) -> bool:
    """Has the read log of at least one municipality."""
    return any(rollen.mag_leeslogboek_zien(toegang, gemeente) for gemeente in toegang.fg_gemeenten)


def geeft_rollen(toegang: Toegang) -> bool:
    """Answers proposals for roles: an administrator, or the team leader of a municipality."""
    return rollen.mag_gebruikers_beheren(toegang) or bool(toegang.geleide_gemeenten)


def is_gezin(toegang: Toegang) -> bool:
    """Has the page of the family."""
    return rollen.GEZIN in toegang.rollen


def is_gi(toegang: Toegang) -> bool:
    """Has the room of the certified institution."""
    return any(rollen.mag_als_gi_zien(toegang, agb) for agb in toegang.instellingen)


def is_verwijzer(toegang: Toegang) -> bool:
    """Has the page of the referrer."""
    return any(rollen.mag_verwijzingen_zien(toegang, agb) for agb in toegang.verwijzers)


def is_aanbieder(toegang: Toegang) -> bool:
    """Has the room of the provider, for at least one provider."""
    return any(rollen.mag_berichten_aanleveren(toegang, agb) for agb in toegang.aanbieders)


def heeft_lokale_contracten(toegang: Toegang) -> bool:
    """Keeps the local contracts of at least one municipality (S-206)."""
    return any(
        rollen.mag_lokale_contracten_beheren(toegang, gemeente) for gemeente in toegang.contract_gemeenten
    )


def ziet_regels(toegang: Toegang) -> bool:
    """May read the rules of the region: everybody with a role."""
    return bool(toegang.rollen)


def alleen(recht: Recht) -> Callable[[View], View]:
    """Let only people with this right in: others log in first, or get the 403 page, which shows no data."""

    def om(view: View) -> View:
        @wraps(view)
        def bewaakt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not ingelogd(request):
                if getattr(
                    request, "htmx", False
                ):  # the session ended: leave the page, do not put one inside it
                    return HttpResponse(headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
                return redirect_to_login(request.get_full_path())
            if not recht(toegang_bij(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return bewaakt

    return om


def opnieuw_bewezen(view: View) -> View:
    """Let people in who showed less than ten minutes ago who they are; others show it again first, and come back.

    Put it below `alleen`, on a page: a form that was sent is filled in again afterwards.
    """

    @wraps(view)
    def bewaakt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if sessies.is_bewezen(request):
            return view(request, *args, **kwargs)
        naar = request.get_full_path()
        if request.method == "POST":  # back to the page that the form stood on
            terug = urlsplit(request.headers.get("Referer", ""))
            zelfde = terug.netloc == request.get_host() and "/bevestigen" not in terug.path
            naar = terug.path if zelfde else "/"
        adres = f"{resolve_url('portaal:bevestigen')}?{urlencode({'next': naar})}"
        if getattr(request, "htmx", False):
            return HttpResponse(headers={"HX-Redirect": adres})
        return redirect(adres)

    return bewaakt
