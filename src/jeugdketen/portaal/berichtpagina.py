"""The pages of one message, as far as they are the same in every room."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from jeugdketen.berichten import selectors as berichtselectors
from jeugdketen.berichten.weergave import BerichtPagina
from jeugdketen.kern import klok
from jeugdketen.portaal.lijst import bladzijde
from jeugdketen.portaal.toegang import toegang_bij
from jeugdketen.portaal.weergave import berichten as berichtbeeld
from jeugdketen.portaal.weergave.termijn import datumchip
from jeugdketen.portaal.weergave.xmlregels import korte_hash

HERLAAD_KEER: Final = 8
"""How often the page of a message that is being read loads itself again."""


def haal(request: HttpRequest, bericht_id: UUID) -> BerichtPagina:
    """The message, or a page that does not exist; opening it is in the read log."""
    try:
        return berichtselectors.bericht_pagina(toegang_bij(request), bericht_id)
    except berichtselectors.BerichtNietGevonden as fout:
        raise Http404 from fout


def context(pagina: BerichtPagina, weergave: str, view: str) -> dict[str, Any]:
    """What every tab shows.

    ``view``: the name of the page of a message in this room; that of its XML has ``-xml`` behind it.
    """
    antwoord = pagina.antwoord
    return {
        "bericht": pagina,
        "weergave": weergave,
        "xml_url": reverse(f"{view}-xml", args=[pagina.id]),
        "antwoord_url": reverse(view, args=[antwoord.id]) if antwoord and antwoord.id else "",
        "draad": berichtbeeld.draad(pagina.draad, view),
        "antwoordchip": datumchip(pagina.antwoord_uiterlijk, klok.vandaag(), met_woorden=True)
        if pagina.antwoord_uiterlijk
        else None,
        "hash": korte_hash(pagina.sha256),
    }


def herlaad(request: HttpRequest, pagina: BerichtPagina) -> dict[str, str]:
    """Where to look again, while the message is still being read."""
    poging = bladzijde(request.GET.get("poging", ""))
    if pagina.toestand != "ontvangen" or poging > HERLAAD_KEER:
        return {}
    return {"herlaad": f"{request.path}?poging={poging + 1}"}


def regels(request: HttpRequest, bericht_id: UUID) -> dict[str, Any]:
    """The raw lines, for the tab with the XML."""
    return {"xml": berichtbeeld.xml(berichtselectors.ruwe_xml(toegang_bij(request), bericht_id))}


def download(request: HttpRequest, bericht_id: UUID) -> HttpResponse:
    """The exact bytes, as a file; never opened by the browser itself."""
    try:
        naam, inhoud = berichtselectors.ruwe_bytes(toegang_bij(request), bericht_id)
    except berichtselectors.BerichtNietGevonden as fout:
        raise Http404 from fout
    return berichtbeeld.als_bestand(naam, inhoud)
