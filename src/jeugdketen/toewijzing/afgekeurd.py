"""Messages of ours that a provider rejected: which of them still wait for somebody, and what they were to tell.

A rejected JW301 or JW319 counts as not sent (OP286). Whether it was repaired is read off the rows, not kept: an
allocation names the message that tells its latest version, so a rejected JW301 is open as long as an allocation names
it; a rejected JW319 as long as no later message of ours answers the request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht, Ketenverzoek, Verwijzing
from jeugdketen.toewijzing import bekend
from jeugdketen.toewijzing.models import (
    AANGENOMEN,
    AFGEKEURD,
    AFGEWEZEN,
    GELDENDE_TOESTANDEN,
    GEREGISTREERD,
    GEWIJZIGD,
    IN_ONDERZOEK,
    INGETROKKEN,
    KLAAR,
    TOEGEWEZEN,
    VERZONDEN,
    VOW,
    BekendeToewijzing,
    Besluit,
    Toewijzing,
    Toewijzingswijziging,
    Verzoek,
)


def open_afgekeurd(gemeenten: Collection[str]) -> QuerySet[Bericht]:
    """The rejected messages of these municipalities that somebody must still repair, settle or take back.

    One that was settled outside the traffic is rejected no more; one that was rejected after that is open again.
    """
    rijen = Bericht.objects.filter(gemeente_code__in=sorted(gemeenten), richting=t.UIT, toestand=t.AFGEWEZEN)
    toewijzing = Toewijzing.objects.filter(bericht=OuterRef("pk")).exclude(toestand=INGETROKKEN)
    later = Bericht.objects.filter(
        draad=OuterRef("draad"),
        richting=t.UIT,
        soort__in=("JW301", "JW319"),
        tijdstip__gt=OuterRef("tijdstip"),
        referenties__contains=OuterRef("referenties"),
    ).exclude(toestand=t.INGETROKKEN)
    genoemd = Verwijzing.objects.filter(bericht=OuterRef(OuterRef("pk"))).values("nummer")
    beantwoord = Verzoek.objects.filter(
        draad=OuterRef("draad"), toestand__in=(AFGEWEZEN, IN_ONDERZOEK), referentie_aanbieder__in=genoemd
    )
    return rijen.filter(
        Q(Exists(toewijzing), soort="JW301") | Q(~Exists(later), Exists(beantwoord), soort="JW319")
    )


def is_open(bericht: Bericht) -> bool:
    """Whether no message came instead of this rejected one, and what it says was not taken back."""
    return open_afgekeurd({bericht.gemeente_code or ""}).filter(pk=bericht.pk).exists()


def is_herstel(bericht: Bericht) -> bool:
    """Whether this message of ours says anew what was rejected, and tells no decision or change of its own."""
    return (
        bericht.richting == t.UIT
        and bericht.soort in ("JW301", "JW319")
        and not Besluit.objects.filter(bericht=bericht).exists()
        and not Toewijzingswijziging.objects.filter(bericht=bericht).exists()
    )


def noteer_afgekeurd(bericht: Bericht) -> None:
    """The provider rejected this JW301: what it gave is not known there, and waits to be sent anew."""
    rijen = Toewijzing.objects.filter(gemeente_code=bericht.gemeente_code, bericht=bericht)
    rijen.filter(toestand__in=GELDENDE_TOESTANDEN).update(toestand=AFGEKEURD)
    # A later message told of the allocation too, but not which request it grants (TR379): that is still to be told.
    Toewijzing.objects.filter(
        gemeente_code=bericht.gemeente_code,
        aanbieder_agb=bericht.aanbieder_agb,
        nummer__in=bericht.referenties,
        verzoek__referentie_aanbieder__in=bericht.referenties,
        toestand__in=(KLAAR, GEWIJZIGD, VERZONDEN, AANGENOMEN),
    ).update(toestand=AFGEKEURD, bericht=bericht)
    bekend.neem_terug(bericht)


def geldt_toch(bericht: Bericht, *, verzwegen: bool) -> None:
    """The provider has what this rejected message says by another way: its allocations are taken on.

    ``verzwegen``: for the safety of the child the provider's room does not show them either (OP003).
    """
    if bericht.soort != "JW301":
        return
    if not verzwegen:
        bekend.maak_bekend([bericht])
    Toewijzing.objects.filter(
        gemeente_code=bericht.gemeente_code, bericht=bericht, toestand=AFGEKEURD
    ).update(toestand=AANGENOMEN)


def kent(toewijzing: Toewijzing) -> bool:
    """Whether the provider knows the latest version of this allocation."""
    return BekendeToewijzing.objects.filter(
        pk=toewijzing.pk, toegewezen_op__gte=toewijzing.toegewezen_op
    ).exists()


def te_herhalen(jeugdige_id: Any, aanbieder_agb: str) -> list[Toewijzing]:
    """The allocations of a child at a provider whose latest version was rejected, those that ended or were deleted too:
    the next JW301 tells them (OP087)."""
    rijen = Toewijzing.objects.filter(
        jeugdige_id=jeugdige_id, aanbieder_agb=aanbieder_agb, bericht__toestand=t.AFGEWEZEN
    ).exclude(toestand=INGETROKKEN)
    return list(rijen.order_by("van", "nummer"))


def nog_te_verlenen(jeugdige_id: Any, gemeente_code: str, aanbieder_agb: str) -> Mapping[str, str]:
    """Reference → kind of the requests that were granted by a decision but in no message that counts (TR379)."""
    besloten = Verzoek.objects.filter(
        jeugdige_id=jeugdige_id, aanbieder_agb=aanbieder_agb, toestand=TOEGEWEZEN
    ).values("referentie_aanbieder")
    return dict(
        Ketenverzoek.objects.filter(
            gemeente_code=gemeente_code,
            aanbieder_agb=aanbieder_agb,
            toegewezen=False,
            referentie_aanbieder__in=besloten,
        ).values_list("referentie_aanbieder", "soort")
    )


def referenties_in(
    toewijzingen: Collection[Toewijzing], wachtend: Mapping[str, str], verleent: Mapping[str, str]
) -> dict[str, str]:
    """ToewijzingNummer → reference that the next JW301 gives: those it grants now, and those of rejected messages.

    ``wachtend``: see :func:`nog_te_verlenen`; ``verleent``: what the decision under way grants. Of a VOW every product
    carries the reference (IV093), so that one goes alone.
    """
    vow = next((ref for ref, soort in wachtend.items() if soort == VOW), None)
    if vow is not None and not verleent:
        return {rij.nummer: vow for rij in toewijzingen}
    eerder = {
        rij.nummer: rij.referentie_aanbieder
        for rij in toewijzingen
        if wachtend.get(rij.referentie_aanbieder, VOW) != VOW
    }
    return eerder | dict(verleent)


def koppel(toewijzingen: Collection[Toewijzing], bericht: Bericht) -> None:
    """These allocations, whose latest version was rejected, are told by another message from now on."""
    kent = set(
        BekendeToewijzing.objects.filter(pk__in=[rij.pk for rij in toewijzingen]).values_list("pk", flat=True)
    )
    for rij in toewijzingen:
        rij.bericht = bericht
        if rij.toestand == AFGEKEURD:
            rij.toestand = GEWIJZIGD if rij.pk in kent else KLAAR
        rij.save(update_fields=["bericht", "toestand"])


def ontkoppel(bericht: Bericht) -> None:
    """A message was taken back: what it told of rejected messages waits again under the last of those."""
    for rij in Toewijzing.objects.filter(gemeente_code=bericht.gemeente_code, bericht=bericht):
        eerder = _afgekeurd_over(rij)
        if eerder is not None:
            rij.bericht = eerder
            if rij.toestand in GELDENDE_TOESTANDEN:
                rij.toestand = AFGEKEURD
            rij.save(update_fields=["bericht", "toestand"])


def _afgekeurd_over(toewijzing: Toewijzing) -> Bericht | None:
    """The last message that told of it, when that one was rejected; else the last rejected one that said which request
    it grants, when no message that counts says so."""
    over = Bericht.objects.filter(
        gemeente_code=toewijzing.gemeente_code,
        aanbieder_agb=toewijzing.aanbieder_agb,
        richting=t.UIT,
        soort="JW301",
        verwijzingen__nummer=toewijzing.nummer,
    ).order_by("-tijdstip", "-identificatie")
    laatste = over.exclude(toestand=t.INGETROKKEN).first()
    if laatste is None or laatste.toestand == t.AFGEWEZEN:
        return laatste
    wachtend = nog_te_verlenen(toewijzing.jeugdige_id, toewijzing.gemeente_code, toewijzing.aanbieder_agb)
    if toewijzing.referentie_aanbieder not in wachtend:
        return None
    return over.filter(toestand=t.AFGEWEZEN, referenties__contains=[toewijzing.referentie_aanbieder]).first()


def stand_na(bericht: Bericht | None) -> str:
    """The state of an allocation of which this message told the latest version."""
    if bericht is None:
        return GEREGISTREERD
    return {t.KLAAR: KLAAR, t.AANGENOMEN: AANGENOMEN, t.AFGEWEZEN: AFGEKEURD}.get(bericht.toestand, VERZONDEN)
