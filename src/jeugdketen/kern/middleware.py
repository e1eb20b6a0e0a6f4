"""One transaction for each request, in which the database knows who is asking."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib.auth import logout
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse

from jeugdketen.kern import grenzen, herstel, noodtoegang, sessies
from jeugdketen.kern.beveiligingslog import Soort, leg_gebeurtenis_vast
from jeugdketen.kern.toegang import NIEMAND, Toegang, met_toegang, toegang_van

log = logging.getLogger(__name__)

ONBEREIKBAAR = (
    "De site is even niet bereikbaar. Er is niets opgeslagen. Probeer het over een paar minuten opnieuw."
)
"""What somebody reads while the database is away."""


class ToegangMiddleware:
    """Sets `request.toegang`, and runs the view inside `met_toegang`.

    Roles are read anew on each request, so a role that was given or taken away during a session counts at once. An
    exception in the view, or an answer of 500 and up, rolls the transaction back. A request of somebody whose account
    was closed goes on as a visitor. A page that was refused, and roles that differ from the request before, are in the
    security log.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request within its own transaction; 503 while the database cannot be reached."""
        try:
            toegang = self._toegang(request)
            request.toegang = toegang  # type: ignore[attr-defined]
            with met_toegang(toegang):
                if toegang is not NIEMAND:
                    _volg_sessie(request, toegang)
                response = self._antwoord(request, toegang)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                elif response.status_code == 403:
                    _meld_weigering(request, toegang)
        except OperationalError:
            # What the view raised was answered inside; this is the transaction that would not open or commit.
            log.exception("no transaction for this request")
            return HttpResponse(ONBEREIKBAAR, status=503, content_type="text/plain; charset=utf-8")
        return response

    def _antwoord(self, request: HttpRequest, toegang: Toegang) -> HttpResponse:
        """Run the view; with the file that is open by break-glass access, when there is one."""
        met = noodtoegang.aangevuld(toegang)
        if met is toegang:
            return self.get_response(request)
        request.toegang = met  # type: ignore[attr-defined]
        with met_toegang(met):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A view that failed leaves nothing behind; Django makes the answer."""
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)

    @staticmethod
    def _toegang(request: HttpRequest) -> Toegang:
        gebruiker = request.user
        if not gebruiker.is_authenticated:
            return NIEMAND
        toegang = toegang_van(gebruiker)
        if toegang is NIEMAND:
            logout(request)
        return toegang


def _volg_sessie(request: HttpRequest, toegang: Toegang) -> None:
    """Postpone the end of the session, and notice that roles, or a way into the account, are given or taken."""
    if sessies.raak_aan(request):
        herstel.ververs_bericht(request, toegang)
    houdt = sorted(f"{r.rol}:{r.gemeente or r.aanbieder or ''}" for r in toegang.houdt)
    gezien = request.session.get("_rollen")
    if gezien != houdt:
        request.session["_rollen"] = houdt
        if gezien is not None:
            leg_gebeurtenis_vast(
                Soort.ROL_GEWIJZIGD,
                request=request,
                over=toegang.gebruiker_id,
                erbij=[r for r in houdt if r not in gezien],
                eraf=[r for r in gezien if r not in houdt],
            )


def _meld_weigering(request: HttpRequest, toegang: Toegang) -> None:
    """Keep that somebody asked for a page of another role; by the name of the page, never by its address.

    The same page to the same person is one row a minute: a flood must not fill the log.
    """
    plek = request.resolver_match
    naam = plek.view_name if plek else ""
    if grenzen.eenmalig(f"geweigerd:{grenzen.wie_vraagt(request)}:{naam}", 60):
        return
    leg_gebeurtenis_vast(
        Soort.BLADZIJDE_GEWEIGERD,
        request=request,
        over=toegang.gebruiker_id,
        bladzijde=naam,
        methode=request.method or "",
    )
