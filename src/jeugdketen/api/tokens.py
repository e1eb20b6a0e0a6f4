"""Tokens of machines: how often one may ask, what is counted and logged, and who a caller is.

A wrong secret, a token that is none and one that may not do this each count for the address that it came from; after
too many that address waits, whatever it sends. No token and no secret ever reaches a log.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import View
from oauth2_provider.contrib.ninja import HttpOAuth2
from oauth2_provider.views import RevokeTokenView, TokenView

from jeugdketen.api.models import Machineaccount
from jeugdketen.api.problemen import problem, te_vaak
from jeugdketen.kern import grenzen
from jeugdketen.kern.beveiligingslog import Soort, leg_gebeurtenis_vast
from jeugdketen.kern.nul import heeft_nul
from jeugdketen.kern.toegang import POORT, met_toegang


def _basis(request: HttpRequest) -> str:
    """Name and secret as the header ``Authorization: Basic`` has them; empty without one that can be read."""
    soort, _, rest = request.headers.get("Authorization", "").partition(" ")
    try:
        return base64.b64decode(rest, validate=True).decode() if soort.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _client_id(request: HttpRequest) -> str:
    """Which account the caller says to be; only to count by, never to believe."""
    gezegd = _basis(request).partition(":")[0] or request.POST.get("client_id", "")
    return gezegd.replace("\0", "")[:255]


def _fout(request: HttpRequest, **details: Any) -> None:
    """Count a failure of this address, and keep it in the security log (a flood once a minute)."""
    wie = grenzen.wie_vraagt(request, "adres")
    if not grenzen.eenmalig(f"token fout {wie} {details.get('account', '')}", 60):
        leg_gebeurtenis_vast(Soort.TOKEN_GEWEIGERD, request=request, **details)
    grenzen.tel("token_fout", wie, request=request)


def _naam(client_id: str) -> str:
    """The name of the account, for the log; of an unknown one nothing is kept but that it is unknown."""
    account = Machineaccount.objects.filter(client_id=client_id).first() if client_id else None
    return account.name if account else "onbekend"


class _Deur(View):
    """Refuses NUL before the OAuth2 library looks it up in the database, which fails on it, and lets the library write
    tokens, which nothing but this door and administration may."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An OAuth2 error document (RFC 6749, 5.2) when a value holds it."""
        if heeft_nul(request) or "\0" in _basis(request):
            return JsonResponse({"error": "invalid_request"}, status=400)
        with met_toegang(POORT):
            antwoord: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return antwoord


class Token(_Deur, TokenView):
    """Gives a token to a machine account; within limits, and with a trace."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A token (200), or an OAuth2 error document; 429 after too many."""
        client_id = _client_id(request)
        try:
            grenzen.wacht_op("token_fout", grenzen.wie_vraagt(request, "adres"))
            grenzen.tel("token", f"account {client_id}" if client_id else "niemand", request=request)
            antwoord: HttpResponse = super().post(request, *args, **kwargs)
            if antwoord.status_code == 200:
                leg_gebeurtenis_vast(Soort.TOKEN_UITGEGEVEN, request=request, account=_naam(client_id))
            else:
                _fout(request, account=_naam(client_id), waarom="verkeerd geheim, recht of verzoek")
        except grenzen.TeVaak as fout:
            return te_vaak(fout)
        return antwoord


class TokenIntrekken(_Deur, RevokeTokenView):
    """Ends a token at the wish of the machine that has it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """200 when it is gone (RFC 7009); 429 after too many wrong secrets."""
        try:
            grenzen.wacht_op("token_fout", grenzen.wie_vraagt(request, "adres"))
            antwoord: HttpResponse = super().post(request, *args, **kwargs)
            if antwoord.status_code == 200:
                leg_gebeurtenis_vast(
                    Soort.TOKEN_INGETROKKEN, request=request, account=_naam(_client_id(request))
                )
            else:
                _fout(request, account=_naam(_client_id(request)), waarom="intrekken mislukt")
        except grenzen.TeVaak as fout:
            return te_vaak(fout)
        return antwoord


class MetToken(HttpOAuth2):
    """Lets a machine in with a token that has the scope of the endpoint; counts its calls."""

    def __call__(self, request: HttpRequest) -> Any | None:
        """The token, or None; raises `TeVaak` after too many."""
        grenzen.wacht_op("token_fout", grenzen.wie_vraagt(request, "adres"))
        gevonden = super().__call__(request)
        if gevonden is None and request.headers.get("Authorization"):
            _fout(request, waarom=f"token geldt niet voor {', '.join(self.scopes)}")
        elif gevonden is not None:
            grenzen.tel("api", f"account {gevonden.application.client_id}", request=request)
        return gevonden


def deur(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what holds for every address of the interface.

    It does not redirect plain HTTP to HTTPS but refuses, so that a caller who sends a secret that way notices. A method
    that an address does not have is a problem document too.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return get_response(request)
        if settings.JEUGDKETEN_HTTPS and not request.is_secure():
            return problem(
                403, "Deze interface werkt alleen over HTTPS. Gebruik https:// en vervang uw geheim."
            )
        antwoord = get_response(request)
        if antwoord.status_code == 405 and "json" not in antwoord["Content-Type"]:
            mag = antwoord.headers.get("Allow", "")
            antwoord = problem(405, f"Deze methode kan hier niet. Gebruik {mag or 'een andere'}.")
            if mag:
                antwoord["Allow"] = mag
        return antwoord

    return middleware
