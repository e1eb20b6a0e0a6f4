"""What holds for every page of the portal at once: limits on what somebody may do in a short time, and no NUL.

Which limit counts follows from what is asked, not from a list of pages, so that a new page is limited from its first
day: a file that is sent, a search word, or a page whose name says that it gives a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jeugdketen.kern import grenzen
from jeugdketen.kern.grenzen import TeVaak
from jeugdketen.kern.nul import heeft_nul

GEEFT_BESTAND: Final = re.compile(
    r"(^|[-:_])(csv|xlsx|excel|werkmap|werkboek|bestand|download|export|zip|pdf)($|[-_])"
)
"""In the name of a page: it gives a file, and counts before it is made. What has another name counts afterwards."""


def grens_van(request: HttpRequest, naam: str) -> str:
    """Which limit a request counts for; empty for none.

    Args:
        naam: name of the page in the table of addresses.
    """
    if request.method == "POST":
        if "proefcontrole" in naam:
            return "proefcontrole"
        if "aansluiting" in naam and "proberen" in request.POST:
            return "wegproef"
        if request.FILES:
            return "upload"
    if GEEFT_BESTAND.search(naam):
        return "export"
    gegeven = request.POST if request.method == "POST" else request.GET
    return "zoeken" if any(gegeven.get(veld, "").strip() for veld in ("zoek", "q")) else ""


class GrenzenMiddleware:
    """Counts, and answers 429 with `Retry-After` and a sentence when a limit was reached (`kern.grenzen`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; a file that comes back counts as an export, whatever the page is called."""
        antwoord = self.get_response(request)
        plek = request.resolver_match
        geteld = getattr(request, "_grens", "")
        if (
            plek is not None
            and plek.namespace == "portaal"
            and not geteld
            and antwoord.headers.get("Content-Disposition", "").startswith("attachment")
        ):
            try:
                grenzen.tel("export", grenzen.wie_vraagt(request), request=request)
            except TeVaak as fout:
                return _te_vaak(request, fout)
        return antwoord

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Count before the page begins; the interface has limits of its own.

        Raises:
            BadRequest: a value holds NUL.
        """
        plek = request.resolver_match
        if plek is None or plek.namespace != "portaal":
            return None
        if heeft_nul(request):
            raise BadRequest("NUL in a value")
        if naam := grens_van(request, plek.view_name):
            request._grens = naam  # type: ignore[attr-defined]
            try:
                grenzen.tel(naam, grenzen.wie_vraagt(request), request=request)
            except TeVaak as fout:
                return _te_vaak(request, fout)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A limit that a service counts itself; nothing of the request stays."""
        if not isinstance(exception, TeVaak):
            return None
        antwoord = _te_vaak(request, exception)
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
        return antwoord


def _te_vaak(request: HttpRequest, fout: TeVaak) -> HttpResponse:
    if getattr(request, "htmx", False):
        antwoord = HttpResponse(str(fout), status=429, content_type="text/plain; charset=utf-8")
    else:
        context = {"kop": "Even wachten", "uitleg": str(fout)}
        antwoord = render(request, "portaal/fout.html", context, status=429)
    antwoord["Retry-After"] = str(fout.wacht)
    return antwoord
