"""What a municipality must still decide, as obligations beside those of the post box (OP274, OP346, OP359)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from jeugdketen.berichten.termijnen import GEMEENTE, Verplichting, levert_verplichtingen
from jeugdketen.toewijzing import termijnen
from jeugdketen.toewijzing.models import IN_ONDERZOEK, OPEN, Verzoek

REGEL = {termijnen.VERZOEK: "OP274", termijnen.ONDERZOEK: "OP274", termijnen.WOONPLAATS: "OP359"}


@levert_verplichtingen
def open_verzoeken(gemeenten: Collection[str], tot: date, hoogstens: int) -> Iterator[Verplichting]:
    """Requests without a decision, or under investigation, whose last day comes up."""
    rijen = Verzoek.objects.filter(
        gemeente_code__in=sorted(gemeenten), toestand__in=(OPEN, IN_ONDERZOEK), termijn__lte=tot
    ).order_by("termijn", "nummer")
    for v in rijen[:hoogstens]:
        yield Verplichting(
            soort=v.termijn_soort,
            wie=GEMEENTE,
            gemeente_code=v.gemeente_code,
            aanbieder_agb=v.aanbieder_agb,
            sleutel=f"verzoek:{v.nummer}:{v.termijn_soort}",
            wat=f"verzoek {v.nummer} beantwoorden",
            regel=REGEL[v.termijn_soort],
            sinds=v.ontvangen,
            uiterlijk=v.termijn,
            verzoek=v.nummer,
        )
