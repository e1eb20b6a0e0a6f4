"""One transaction for each request, in which the database knows who is asking."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from jeugdketen.kern.toegang import NIEMAND, Toegang, met_toegang, toegang_van


class ToegangMiddleware:
    """Sets `request.toegang`, and runs the view inside `met_toegang`.

    Roles are read anew on each request, so a role that was given or taken away during a session counts at once. An
    exception in the view, or an answer of 500 and up, rolls the transaction back. A request of somebody whose account
    was closed goes on as a visitor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request within its own transaction."""
        toegang = self._toegang(request)
        request.toegang = toegang  # type: ignore[attr-defined]
        with met_toegang(toegang):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

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
