"""From "who says to be somebody" to "logged in": the steps between, held in a session that opens nothing.

After the password, or after a provider sent somebody back, a second factor may have to follow, or must first be set
up. Until then the session knows only who is on the way (`halverwege`), under a fresh key, for ten minutes.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from jeugdketen.kern import sessies, tweede_factor
from jeugdketen.kern.models import Gebruiker

_SLEUTEL = "_halverwege"
_GELDT = 600
_ID_TOKEN = "_id_token"  # noqa: S105


@dataclass(frozen=True)
class Halverwege:
    """Somebody who is on the way in.

    Attributes:
        gebruiker: key of the user; 0 while an identity is not tied to anybody yet.
        weg: by which way, in words.
        factoren: what was shown up to now.
        naar: where to go afterwards.
        dienst, uitgever, onderwerp, sessie_daar, id_token: of the provider; the token encrypted.
        sterk: the provider said that a second factor was used there.
        geheim: the second factor that is being set up, encrypted.
        op: when it began, in seconds since 1970.
    """

    gebruiker: int
    weg: str
    naar: str
    factoren: list[str] = field(default_factory=list)
    dienst: str = ""
    sterk: bool = False
    uitgever: str = ""
    onderwerp: str = ""
    sessie_daar: str = ""
    id_token: str = ""
    geheim: str = ""
    op: float = 0


def veilig_pad(request: HttpRequest, naar: str) -> str:
    """A path of this site to go to, or the start page."""
    if naar and url_has_allowed_host_and_scheme(
        naar, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return naar
    return resolve_url("portaal:start")


def halverwege(request: HttpRequest) -> Halverwege | None:
    """Who is on the way in; None when nobody, or when it took too long."""
    stap = request.session.get(_SLEUTEL)
    if not stap or time.time() - stap["op"] > _GELDT:
        return None
    return Halverwege(**stap)


def onthoud(request: HttpRequest, stap: Halverwege) -> None:
    """Keep who is on the way in, in a session of a fresh key."""
    request.session.flush()
    request.session[_SLEUTEL] = asdict(replace(stap, op=stap.op or time.time()))


def wie(stap: Halverwege) -> Gebruiker | None:
    """The user who is on the way in; None once the account was closed."""
    return Gebruiker.objects.filter(pk=stap.gebruiker, is_active=True).first()


def verder(request: HttpRequest, gebruiker: Gebruiker, stap: Halverwege) -> HttpResponse:
    """The next step for somebody who showed the first factor, or both at a provider."""
    stap = replace(stap, gebruiker=gebruiker.pk)
    if not stap.sterk:
        if tweede_factor.heeft(gebruiker.pk):
            onthoud(request, stap)
            return redirect("portaal:inloggen-code")
        if tweede_factor.moet_van(gebruiker):
            onthoud(request, stap)
            return redirect("portaal:inloggen-instellen")
    return klaar(request, gebruiker, stap)


def klaar(request: HttpRequest, gebruiker: Gebruiker, stap: Halverwege) -> HttpResponse:
    """Log in, and go where this person was going."""
    sessies.begin(
        request,
        gebruiker,
        stap.weg,
        uitgever=stap.uitgever,
        onderwerp=stap.onderwerp,
        sessie_daar=stap.sessie_daar,
        factoren=tuple(stap.factoren),
    )
    if stap.id_token:
        request.session[_ID_TOKEN] = stap.id_token
    return redirect(stap.naar)


def id_token_van(request: HttpRequest) -> str:
    """The encrypted ID token of this session; empty without one."""
    return str(request.session.get(_ID_TOKEN, ""))


def doorsturen(request: HttpRequest, adres: str, kop: str, uitleg: str, **context: Any) -> HttpResponse:
    """A page of our own that goes on by itself.

    Needed in two places. A form may only lead to this site (`form-action`), so the way to a provider starts from a
    page; and a browser that comes back from a provider leaves out the strict cookie of the session until a page of
    this very site asks for the next.
    """
    return render(
        request, "portaal/account/doorsturen.html", {"adres": adres, "kop": kop, "uitleg": uitleg, **context}
    )


def met_vraag(view: str, **vraag: str) -> str:
    """The address of a view with a query."""
    return f"{resolve_url(view)}?{urlencode(vraag)}"
