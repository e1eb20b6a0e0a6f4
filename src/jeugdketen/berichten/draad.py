"""Which messages belong together: request, allocation, start and stop of one help, as one line through time."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from jeugdketen.berichten.models import Bericht, Verwijzing

MEEST = 200
"""So many messages that name a number are looked at, which is more than one help ever has."""


def zoek_draad(bericht: Bericht, nummers: Collection[str]) -> UUID:
    """The thread of the latest earlier message between the same parties that names one of these numbers (reference
    of the provider, allocation); else the message begins one of its own."""
    genoemd = Verwijzing.objects.filter(nummer__in=list(nummers)).values_list("bericht_id", flat=True)
    eerder = (
        Bericht.objects.filter(
            pk__in=list(genoemd[:MEEST]),
            gemeente_code=bericht.gemeente_code,
            aanbieder_agb=bericht.aanbieder_agb,
        )
        .exclude(pk=bericht.pk)
        .order_by("-tijdstip", "-pk")
        .values_list("draad", flat=True)
        .first()
    )
    return eerder or bericht.pk
