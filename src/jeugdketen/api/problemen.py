"""Errors as ``application/problem+json`` (RFC 9457), in Dutch, without personal data."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from jeugdketen.kern.grenzen import TeVaak

TITELS: dict[int, str] = {
    400: "De aanroep is niet te lezen",
    401: "Niet ingelogd",
    403: "Geen toegang",
    404: "Niet gevonden",
    405: "Deze methode kan hier niet",
    409: "Dit botst met wat er al is",
    413: "Het bericht is te groot",
    415: "Dit soort inhoud kan hier niet",
    422: "De vraag klopt niet",
    429: "Te veel aanroepen",
    500: "Er ging iets mis",
}


def problem(status: int, detail: str, **extra: Any) -> HttpResponse:
    """One problem document: ``status``, a fixed ``title`` for it, ``detail`` that says what to do next."""
    document = {
        "type": "about:blank",
        "title": TITELS.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        **extra,
    }
    return HttpResponse(
        json.dumps(document, ensure_ascii=False), status=status, content_type="application/problem+json"
    )


def te_vaak(fout: TeVaak) -> HttpResponse:
    """429 with when to come back."""
    antwoord = problem(429, str(fout))
    antwoord["Retry-After"] = str(fout.wacht)
    return antwoord


def registreer(api: NinjaAPI) -> None:
    """Make every error of ``api`` a problem document."""

    @api.exception_handler(AuthenticationError)
    def _niet_ingelogd(request: HttpRequest, exc: Exception) -> HttpResponse:
        antwoord = problem(
            401,
            "Stuur een geldig token mee (Authorization: Bearer …) dat dit onderdeel mag gebruiken. "
            "Een token haalt u op bij /api/v1/token met uw client_id en client_secret.",
        )
        antwoord["WWW-Authenticate"] = 'Bearer realm="jeugdketen"'
        return antwoord

    @api.exception_handler(TeVaak)
    def _grens(request: HttpRequest, exc: TeVaak) -> HttpResponse:
        return te_vaak(exc)

    @api.exception_handler(MultiPartParserError)
    def _geen_formulier(request: HttpRequest, exc: Exception) -> HttpResponse:
        return problem(
            400, "Het formulier is niet te lezen. Stuur het als multipart/form-data met de juiste grens."
        )

    @api.exception_handler(RequestDataTooBig)
    def _te_groot(request: HttpRequest, exc: Exception) -> HttpResponse:
        return problem(413, "De aanroep is te groot. Stuur een bericht als application/xml.")

    @api.exception_handler(ValidationError)
    def _ongeldig(request: HttpRequest, exc: ValidationError) -> HttpResponse:
        plekken = {(str(fout["loc"][0]), str(fout["loc"][-1])) for fout in exc.errors}
        if any(soort == "path" for soort, _ in plekken):
            return problem(404, "Dit adres bestaat niet. Kijk het adres na.")
        velden = ", ".join(sorted(naam for _, naam in plekken))
        return problem(400, f"De aanroep klopt niet bij: {velden}. Kijk de waarde na.")

    @api.exception_handler(HttpError)
    def _fout(request: HttpRequest, exc: HttpError) -> HttpResponse:
        return problem(exc.status_code, str(exc))
