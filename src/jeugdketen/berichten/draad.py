"""Which messages belong together: request, allocation, start and stop of one help, as one line through time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from jeugdketen.berichten.models import Bericht, Verwijzing

MEEST = 200
"""So many messages per number are looked at, which is more than one help ever has."""


def zoek_draden(
    gemeente_code: str | None, nummers: Collection[str]
) -> dict[tuple[str, str], list[tuple[datetime, UUID, UUID]]]:
    """The messages of a municipality that name one of these numbers (reference of the provider, allocation).

    Returns by number and provider when each came, its key and its thread.
    """
    genoemd: dict[UUID, list[str]] = {}
    for nummer, bericht_id in Verwijzing.objects.filter(nummer__in=list(nummers)).values_list(
        "nummer", "bericht_id"
    )[: MEEST * len(nummers)]:
        genoemd.setdefault(bericht_id, []).append(nummer)
    uit: dict[tuple[str, str], list[tuple[datetime, UUID, UUID]]] = {}
    rijen = Bericht.objects.filter(pk__in=list(genoemd), gemeente_code=gemeente_code)
    for pk, aanbieder, tijdstip, draad in rijen.values_list("pk", "aanbieder_agb", "tijdstip", "draad"):
        for nummer in genoemd[pk]:
            uit.setdefault((nummer, aanbieder or ""), []).append((tijdstip, pk, draad))
    return uit
