"""What every page of the portal has in common when something is asked too often."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jeugdketen.kern.grenzen import TeVaak


class TeVaakMiddleware:
    """Answers 429 with `Retry-After` and a sentence when a limit was reached (`kern.grenzen`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only for a limit; nothing of the request stays."""
        if not isinstance(exception, TeVaak):
            return None
        kop = "Even wachten"
        if getattr(request, "htmx", False):
            antwoord = HttpResponse(str(exception), status=429, content_type="text/plain; charset=utf-8")
        else:
            antwoord = render(
                request, "portaal/fout.html", {"kop": kop, "uitleg": str(exception)}, status=429
            )
        antwoord["Retry-After"] = str(exception.wacht)
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
        return antwoord
