"""Stored sentences as people read them. Only the form changes: no word is added, none is left out."""

from __future__ import annotations

import re
from datetime import date

from jeugdketen.kern.datumtekst import MAANDEN_KORT
from jeugdketen.portaal.weergave.datums import VAST, kort
from jeugdregels.periode import MAANDEN

ISO_DATUM = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
GESCHREVEN_DATUM = re.compile(rf"\b(\d{{1,2}}) ({'|'.join((*MAANDEN, *MAANDEN_KORT))})\b(?: (\d{{4}}))?")
PRODUCT = re.compile(r"\b([ABCV])/([A-Za-z0-9-]+)(?:/([A-Za-z0-9-]+))?")


def leesbaar(tekst: str) -> str:
    """Dates as ``1 jul 2025`` that never break over a line; ``B/P4/intensief`` as ``B P4 intensief``."""
    tekst = ISO_DATUM.sub(_iso, tekst)
    tekst = GESCHREVEN_DATUM.sub(lambda d: VAST.join(deel for deel in d.groups() if deel), tekst)
    return PRODUCT.sub(lambda p: " ".join(deel.replace("-", " ") for deel in p.groups() if deel), tekst)


def _iso(gevonden: re.Match[str]) -> str:
    try:
        return kort(date.fromisoformat(gevonden.group()))
    except ValueError:
        return gevonden.group()


def zinsbegin(tekst: str) -> str:
    """With a capital, on which "één" has no accent: ``Eén zaak``."""
    return "E" + tekst[1:] if tekst.startswith("één") else tekst[:1].upper() + tekst[1:]


def zinsdeel(delen: list[str]) -> str:
    """``Hoorn``, ``Hoorn en Opmeer`` or ``Hoorn, Medemblik en Opmeer``."""
    return " en ".join(filter(None, [", ".join(delen[:-1]), *delen[-1:]]))


def productnaam(product: str | None, naam: str, code: str) -> tuple[str, str]:
    """Segment and name of a product: (``B``, ``P4 intensief``); without a translation the code speaks."""
    if not product:
        return "", f"code {code}" if code else "product onbekend"
    segment, *rest = product.split("/")
    tekst = " ".join(rest).replace("-", " ") or naam
    return segment, tekst[:1].upper() + tekst[1:]
