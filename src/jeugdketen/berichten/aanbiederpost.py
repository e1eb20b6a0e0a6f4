"""The post of a provider: what asks for its attention, and numbers for the messages that it makes here by hand."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from jeugdketen.berichten import nummers
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import Toegang

TERUG = timedelta(days=60)
"""How long a rejected message asks for attention."""


def identificatie(aanbieder_agb: str, jaar: int) -> str:
    """The identification of a message that this provider makes here, at most 12 characters (RS017): JK26 + 8 digits.

    Taken in the transaction that hands the message in, so that no number is lost.
    """
    return f"JK{jaar % 100:02d}{nummers.volgende(f'aanbieder-{aanbieder_agb}-{jaar}'):08d}"


def afgekeurd(toegang: Toegang) -> QuerySet[Bericht]:
    """Messages of this provider that were not taken in, or not wholly, and that it did not send again since."""
    hersteld = Bericht.objects.filter(
        richting=t.IN,
        soort=OuterRef("soort"),
        afzender=OuterRef("afzender"),
        identificatie=OuterRef("identificatie"),
        tijdstip__gt=OuterRef("tijdstip"),
        toestand__in=(t.AANVAARD, t.DUBBEL),
    )
    deels = Q(toestand=t.AANVAARD, soort="JW323") & ~Q(reden="")
    return (
        Bericht.objects.filter(
            Q(toestand__in=(t.AFGEKEURD, t.GEWEIGERD)) | deels,
            richting=t.IN,
            aanbieder_agb__in=sorted(toegang.aanbieders),
            tijdstip__gte=klok.nu() - TERUG,
        )
        .exclude(Exists(hersteld))
        .order_by("-tijdstip", "-pk")
    )


def te_bevestigen(toegang: Toegang) -> QuerySet[Bericht]:
    """Messages to this provider of which the municipality waits for the return message, first due first."""
    return Bericht.objects.filter(
        richting=t.UIT,
        aanbieder_agb__in=sorted(toegang.aanbieders),
        toestand=t.VERZONDEN,
        antwoord_uiterlijk__isnull=False,
        afgehandeld_op=None,
    ).order_by("antwoord_uiterlijk", "pk")


def onbeantwoord(toegang: Toegang) -> QuerySet[Bericht]:
    """Messages of this provider that were read and that no return message has come on, first due first."""
    return (
        Bericht.objects.filter(
            richting=t.IN,
            aanbieder_agb__in=sorted(toegang.aanbieders),
            toestand__in=(t.AANVAARD, t.AFGEKEURD, t.WACHT),
            antwoord_uiterlijk__isnull=False,
            tijdstip__gte=klok.nu() - TERUG,
        )
        # Row security leaves out what is made and has not left.
        .exclude(Exists(Bericht.objects.filter(antwoord_op=OuterRef("pk"))))
        .order_by("antwoord_uiterlijk", "pk")
    )


def over(toegang: Toegang, referentie: str, gemeente_code: str = "") -> QuerySet[Bericht]:
    """The messages of this provider about one allocation number or reference, newest first.

    ``gemeente_code``: whose number it is; two municipalities may have given the same one.
    """
    rijen = Bericht.objects.filter(
        aanbieder_agb__in=sorted(toegang.aanbieders), referenties__contains=[referentie]
    )
    if gemeente_code:
        rijen = rijen.filter(gemeente_code=gemeente_code)
    return rijen.order_by("-tijdstip", "-pk")
