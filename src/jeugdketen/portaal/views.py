"""The shell: start, keys, accessibility, and the pages for when something is not there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jeugdketen.kern import grenzen, mensen
from jeugdketen.kern.beveiligingslog import Soort, leg_gebeurtenis_vast
from jeugdketen.portaal.context import TOETSEN_UIT
from jeugdketen.portaal.toegang import (
    alleen,
    ingelogd,
    is_aanbieder,
    is_gezin,
    is_gi,
    is_verwijzer,
    opent_dossiers,
    toegang_bij,
    ziet_berichten,
    ziet_leeslogboek,
)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first page: the room of one's role, or else a word about that role."""
    if not ingelogd(request):
        return redirect("portaal:inloggen")
    toegang = toegang_bij(request)
    if opent_dossiers(toegang):
        return redirect("portaal:werkvoorraad")
    if ziet_berichten(toegang):
        return redirect("portaal:berichten")
    if is_aanbieder(toegang):
        return redirect("portaal:aanbieder-overzicht")
    if ziet_leeslogboek(toegang):
        return redirect("portaal:leeslogboek")
    if mensen.mag_beheren(toegang):
        return redirect("portaal:mensen")
    if is_gi(toegang):
        return redirect("portaal:gi-kinderen")
    if is_verwijzer(toegang):
        return redirect("portaal:verwijzingen")
    if is_gezin(toegang):
        return redirect("portaal:wie-las")
    return render(request, "portaal/start.html")


@require_safe
def toegankelijkheid(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, with what is not known to be good."""
    return render(request, "portaal/toegankelijkheid.html")


@require_http_methods(["GET", "HEAD", "POST"])
@alleen(lambda toegang: True)
def toetsen(request: HttpRequest) -> HttpResponse:
    """All keys; and the switch that turns the single letters off (WCAG 2.1.4)."""
    if request.method == "POST":
        aan = request.POST.get("aan") == "1"
        request.session[TOETSEN_UIT] = not aan
        messages.success(request, f"De toetsen staan nu {'aan' if aan else 'uit'}.")
        return HttpResponseRedirect(request.path)
    return render(request, "portaal/toetsen.html")


def geen_toegang(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not your room. Shows no data and does not say whether something exists."""
    return render(
        request,
        "portaal/fout.html",
        {
            "kop": "Hier hebt u geen toegang toe",
            "uitleg": "Deze bladzijde hoort niet bij uw rol"
            + (
                f" ({toegang_bij(request).rol_tekst})"
                if hasattr(request, "toegang") and ingelogd(request)
                else ""
            )
            + ". Denkt u dat dit niet klopt, vraag dan uw beheerder om de juiste rol.",
        },
        status=403,
    )


def niet_te_lezen(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: no browser sends this by itself (a form that is far too large, an address that somebody changed)."""
    return render(
        request,
        "portaal/fout.html",
        {
            "kop": "Dit kan de site niet lezen",
            "uitleg": "Er is niets vastgelegd. Het formulier is te groot, of er staat een teken in dat niet kan."
            " Open de bladzijde opnieuw en vul alleen in wat gevraagd wordt.",
        },
        status=400,
    )


def niet_gevonden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same answer for what does not exist and for what is none of this user's business."""
    return render(
        request,
        "portaal/fout.html",
        {
            "kop": "Deze bladzijde is er niet",
            "uitleg": "Het adres klopt niet, of dit hoort bij een gemeente waarvoor u niet werkt.",
        },
        status=404,
    )


def formulier_verlopen(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose safety mark is too old (logged out in another tab, say), or that came from another site."""
    if not grenzen.eenmalig(f"merk:{grenzen.wie_vraagt(request)}", 60):
        leg_gebeurtenis_vast(
            Soort.BLADZIJDE_GEWEIGERD, request=request, waarom="formulier zonder geldig merk"
        )
    return render(
        request,
        "portaal/fout.html",
        {
            "kop": "Dit formulier is verlopen",
            "uitleg": "Er is niets vastgelegd. Open de bladzijde opnieuw en vul het nog een keer in.",
        },
        status=403,
    )
