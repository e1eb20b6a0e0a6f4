"""The response headers that every page carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

INHOUDSBELEID = "; ".join(
    [
        "default-src 'none'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""Content-Security-Policy: own files only, no inline script or style, never in a frame."""

KOPPEN = {
    "Content-Security-Policy": INHOUDSBELEID,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


METHODEN = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""Methods that a page may have; each page names its own."""


def beveiligingskoppen(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: adds the headers above and forbids every cache to keep a page (pages hold personal data).

    A method that no page has (TRACE, which would send cookies back) is refused before anything else.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request) if request.method in METHODEN else HttpResponseNotAllowed(METHODEN)
        for naam, waarde in KOPPEN.items():
            response.headers.setdefault(naam, waarde)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
