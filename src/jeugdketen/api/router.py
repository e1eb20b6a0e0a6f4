"""The one router of the REST interface, at ``/api/v1/``.

Machines log in with OAuth2 client credentials (``/api/v1/token``); a token carries scopes, and every
endpoint names the scope that it needs. The OpenAPI document is at ``/api/v1/openapi.json``.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from jeugdketen.api import berichten
from jeugdketen.api.problemen import problem, registreer
from jeugdketen.api.tokens import MetToken
from jeugdregels.jsondocument import lees_json, schrijf_json
from jeugdregels.vragen import beantwoord

MAX_VRAAG = 1_000_000
"""Bytes; a question about one allocation is a few kilobytes."""

api = NinjaAPI(
    title="Jeugdketen",
    version="1",
    description="Vraag de regels van de regio, controleer iJw-berichten, lever ze aan en haal op wat voor u is.",
    docs_url=None,
    urls_namespace="api",
)
registreer(api)


def _openapi(voorbeeld: dict[str, Any], inhoud: dict[str, Any]) -> dict[str, Any]:
    return {
        "requestBody": {"required": True, "content": inhoud},
        "responses": {
            200: {"description": "Het antwoord", "content": {"application/json": {"example": voorbeeld}}},
            401: berichten.PROBLEEM,
            413: berichten.PROBLEEM,
            422: berichten.PROBLEEM,
        },
    }


@api.post(
    "/toets",
    auth=MetToken(scopes=["toets"]),
    summary="Stel één vraag over de regels van de regio",
    openapi_extra=_openapi(
        {"uitkomst": "oud", "bevindingen": [], "regio": {"naam": "westfriesland", "versie": "2025-07-01"}},
        {
            "application/json": {
                "schema": {"type": "object", "required": ["vraag"]},
                "example": {
                    "vraag": "productcode",
                    "jw301_verzonden": "2025-06-28",
                    "ingangsdatum": "2025-07-15",
                },
            }
        },
    ),
)
def toets(request: HttpRequest, volledig: bool = False) -> HttpResponse:
    """Answer one question in the toets format; ``volledig`` also lists the rules that were met.

    A wrong question is 422, with the same ``uitkomst`` and ``fouten`` that the command line gives.
    """
    inhoud = request.read(MAX_VRAAG + 1)
    if len(inhoud) > MAX_VRAAG:
        return problem(413, "De vraag is groter dan 1 MB. Stel één vraag per aanroep.")
    vraag, antwoord = lees_json(inhoud)
    if antwoord is None:
        antwoord = beantwoord(vraag, volledig=volledig).naar_dict()
    elif not antwoord["fouten"][0]["veld"]:
        return problem(400, "De vraag is geen geldige JSON. Stuur één JSON-document in UTF-8.", **antwoord)
    if antwoord["uitkomst"] == "fout":
        velden = ", ".join(f["veld"] for f in antwoord["fouten"])
        return problem(422, f"De vraag klopt niet bij: {velden}.", **antwoord)
    return HttpResponse(schrijf_json(antwoord), content_type="application/json")


api.add_router("/berichten", berichten.router)
