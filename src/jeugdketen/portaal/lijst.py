"""What list pages share: page numbers, addresses with their filters, and a search word that stays out of addresses."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jeugdketen.kern.bsn import BsnOnleesbaar, ontsleutel, versleutel


def bladzijde(waarde: str) -> int:
    """The number of the page that an address asks for; 1 for what is no number."""
    return int(waarde) if waarde.isascii() and waarde.isdigit() and 0 < len(waarde) < 6 and int(waarde) else 1


def lijstadres(view: str, parameters: Mapping[str, str]) -> str:
    """The address of a list with its filters; empty ones are left out."""
    kort = {naam: waarde for naam, waarde in parameters.items() if waarde}
    return reverse(view) + (f"?{urlencode(kort)}" if kort else "")


def bladeren(view: str, parameters: Mapping[str, str], pagina: int, paginas: int) -> dict[str, str]:
    """The addresses of the page before and the page after; empty where there is none."""

    def naar(nummer: int) -> str:
        return lijstadres(view, {**parameters, "pagina": str(nummer) if nummer > 1 else ""})

    return {
        "vorige": naar(pagina - 1) if pagina > 1 else "",
        "volgende": naar(pagina + 1) if pagina < paginas else "",
    }


def verder(view: str, parameters: Mapping[str, str], nieuwer: str, ouder: str) -> dict[str, str]:
    """The addresses of the newest page, the one just newer and the one just older, of a list without page numbers."""
    return {
        "nieuwste": lijstadres(view, parameters) if nieuwer else "",
        "nieuwer": lijstadres(view, {**parameters, "na": nieuwer}) if nieuwer else "",
        "ouder": lijstadres(view, {**parameters, "voor": ouder}) if ouder else "",
    }


def zoekwoord(request: HttpRequest, sleutel: str, namen: tuple[str, ...], view: str) -> HttpResponse | str:
    """Take the search word from a posted filter form into the session and go on to the plain address of the filters.

    It may be a BSN or a name, so the session holds it encrypted.
    """
    if request.method == "POST":
        zoek = " ".join(request.POST.get("zoek", "")[:100].split())
        if zoek:
            request.session[sleutel] = versleutel(zoek)
        else:
            request.session.pop(sleutel, None)
        return redirect(lijstadres(view, {naam: request.POST.get(naam, "") for naam in namen}))
    if "wis" in request.GET:
        request.session.pop(sleutel, None)
        return redirect(lijstadres(view, {"tab": request.GET.get("tab", "")}))
    try:
        return ontsleutel(request.session[sleutel]) if sleutel in request.session else ""
    except BsnOnleesbaar:  # its key was retired meanwhile
        return ""


def een_van(waarde: str, mogelijk: Mapping[str, str]) -> str:
    """The value when it is one of the possible ones, else nothing."""
    return waarde if waarde in mogelijk else ""
