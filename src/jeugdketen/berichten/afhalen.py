"""What a party's own system may fetch. Every read runs under the row security of who asks."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.selectors import BerichtNietGevonden
from jeugdketen.kern.toegang import Toegang

WEG = (t.VERZONDEN, t.AANGENOMEN, t.AFGEWEZEN)
"""States of a message of a municipality that has left."""

GELEZEN = (t.AANVAARD, t.AFGEKEURD, t.ONBEKOPPELD)
"""States of a message of a provider that the municipality may take over: read, and one of its own."""


def voor_partij(toegang: Toegang) -> QuerySet[Bericht]:
    """The messages that are for the parties of this access, without their bytes: for a provider what municipalities
    sent it, for a municipality what providers sent it."""
    voor = Q()
    if toegang.aanbieders:
        voor |= Q(richting=t.UIT, aanbieder_agb__in=sorted(toegang.aanbieders), toestand__in=WEG)
    if toegang.gemeenten:
        voor |= Q(richting=t.IN, gemeente_code__in=sorted(toegang.gemeenten), toestand__in=GELEZEN)
    rijen = Bericht.objects.filter(voor) if voor else Bericht.objects.none()
    return rijen.select_related("ruw", "antwoord_op").defer("ruw__inhoud")


def bericht_met_antwoord(bericht_id: UUID) -> tuple[Bericht, Bericht | None]:
    """One message, sent or received, without its bytes, and the answer to it as far as that may be seen.

    Raises:
        BerichtNietGevonden: it is not there for who asks.
    """
    rijen = Bericht.objects.select_related("ruw", "antwoord_op").defer("ruw__inhoud")
    b = rijen.filter(pk=bericht_id).first()
    if b is None:
        raise BerichtNietGevonden
    return b, Bericht.objects.filter(antwoord_op=b).order_by("tijdstip").first()
