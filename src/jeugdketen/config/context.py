"""What every template may know of the installation."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest


@cache
def vormgeving_aanwezig() -> bool:
    """True when the design system's files were put in place by the front-end step of set-up."""
    return (settings.VENDOR_MAP / "utrecht.css").is_file()


def omgeving(request: HttpRequest) -> dict[str, Any]:
    """``vormgeving_aanwezig`` (are the vendor files there), ``is_demo`` and ``regio``."""
    return {
        "vormgeving_aanwezig": vormgeving_aanwezig(),
        "is_demo": settings.JEUGDKETEN_DEMO,
        "regio": settings.JEUGDKETEN_REGIO,
    }
