"""The filter form above a list of messages: what was typed, what it asks, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from jeugdketen.portaal.consulent.forms import lees_datum
from jeugdketen.portaal.lijst import een_van

NAMEN = ("soort", "richting", "toestand", "gemeente", "aanbieder", "van", "tot")
"""The fields of the form that may stand in an address; the search word may not."""


@dataclass(frozen=True)
class Berichtfilter:
    """``getypt``: as it stands in the form and in addresses; ``vraag``: what the list is asked; ``fouten``: field →
    sentence."""

    getypt: Mapping[str, str]
    vraag: Mapping[str, Any]
    fouten: tuple[Mapping[str, str], ...]


def lees(request: HttpRequest, toestanden: Mapping[str, str]) -> Berichtfilter:
    """The filter in an address. A date that is none asks nothing and is told."""
    getypt = {
        "soort": request.GET.get("soort", "")[:10],
        "richting": een_van(request.GET.get("richting", ""), {"in": "", "uit": ""}),
        "toestand": een_van(request.GET.get("toestand", ""), toestanden),
        "gemeente": request.GET.get("gemeente", "")[:4],
        "aanbieder": request.GET.get("aanbieder", "")[:8],
        "van": request.GET.get("van", "")[:12].strip(),
        "tot": request.GET.get("tot", "")[:12].strip(),
    }
    vraag: dict[str, Any] = {naam: getypt[naam] for naam in NAMEN[:5]}
    fouten = []
    for naam, woord in (("van", "Van"), ("tot", "Tot en met")):
        vraag[naam] = lees_datum(getypt[naam]) if getypt[naam] else None
        if getypt[naam] and vraag[naam] is None:
            fouten.append({"doel": naam, "tekst": f"{woord}: schrijf de datum als 21-1-2026."})
    if vraag["van"] and vraag["tot"] and vraag["van"] > vraag["tot"]:
        fouten.append({"doel": "van", "tekst": "Van: kies een dag die niet na ‘Tot en met’ ligt."})
    return Berichtfilter(getypt, vraag, tuple(fouten))
