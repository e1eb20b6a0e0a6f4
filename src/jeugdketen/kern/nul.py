"""The character NUL, which PostgreSQL keeps nowhere and no keyboard makes."""

from __future__ import annotations

from django.http import HttpRequest


def heeft_nul(request: HttpRequest) -> bool:
    """Whether the address, a value behind it or a value in the form holds it.

    Fields of a Django form refuse it themselves; lists, filters and libraries that read a request directly would hand
    it to the database, which fails on it.
    """
    gegeven = (request.GET, request.POST)
    return "\0" in request.path or any(
        "\0" in waarde for deel in gegeven for _, waarden in deel.lists() for waarde in waarden
    )
