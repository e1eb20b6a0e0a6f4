"""Undoing what a message of ours changed in the chain: it was taken back before it left, or its receiver rejected it.

A rejected message counts as not sent (OP286): from the moment that its return message comes, what it allocated or
answered is gone from the chain, and what another message of ours says counts again (ADR 0031).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Max, Q

from ijw.antwoord import lees_uitslag
from ijw.berichten import jw301
from ijw.keten.stand import Toewijzing
from ijw.lezen import lees
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.keten import (
    bewaar_toewijzingen,
    clientgrendel,
    grendel,
    moment_van,
    naar_json,
    uit_json,
)
from jeugdketen.berichten.kop import ANTWOORDEN, Kop
from jeugdketen.berichten.models import Bericht, Ketenbericht, Ketentoewijzing, Ketenverzoek, Overgang

HERROEPEN = (t.INGETROKKEN, t.AFGEWEZEN)
"""States of a message of ours that says nothing (any more)."""


def herroep(bericht: Bericht, *, tot: int | None = None) -> None:
    """Undo what a JW301 or JW319 of ours changed in the chain; call under the access of its municipality.

    An allocation goes back to the latest version in another message that counts; one that no other message gives is
    gone. A request that it granted or answered waits again. ``tot``: number of the step in the log at which this
    happened, so that a rebuild knows which messages counted then; None: it happens now.
    """
    inhoud = lees(bericht.ruw.inhoud).bericht
    Ketenbericht.objects.filter(
        gemeente_code=bericht.gemeente_code,
        afzender=bericht.afzender,
        soort=bericht.soort,
        identificatie=bericht.identificatie,
    ).delete()
    if bericht.soort == "JW319":
        _herroep_antwoord(bericht, inhoud.antwoord)
    else:
        _herroep_toewijzingen(bericht, inhoud.client.toegewezen_producten, tot)


def geldt_toch(bericht: Bericht) -> None:
    """What a rejected JW301 or JW319 of ours says counts again: it was settled outside the message traffic, so that its
    receiver has it by another way (ADR 0031). Call under the access of its municipality.

    A version of an allocation that is newer stays (IV013).
    """
    inhoud = lees(bericht.ruw.inhoud).bericht
    wie = {"gemeente_code": bericht.gemeente_code, "afzender": bericht.afzender}
    Ketenbericht.objects.get_or_create(soort=bericht.soort, identificatie=bericht.identificatie, **wie)
    if bericht.soort == "JW319":
        antwoord = inhoud.antwoord
        for rij in _verzoeken(bericht, [antwoord.referentie_aanbieder]).select_for_update():
            rij.antwoorden = [*rij.antwoorden, antwoord.verzoek_antwoord]
            rij.save(update_fields=["antwoorden"])
        return
    producten = inhoud.client.toegewezen_producten
    gemeente, aanbieder = bericht.gemeente_code or "", bericht.aanbieder_agb or ""
    bewaar_toewijzingen(Toewijzing(gemeente, aanbieder, inhoud.client.bsn, product) for product in producten)
    verleend = {p.referentie_aanbieder for p in producten if p.referentie_aanbieder is not None}
    _verzoeken(bericht, sorted(verleend)).update(toegewezen=True)


def vergrendel_client(bericht: Bericht) -> None:
    """Let other messages about the client of a JW301 or JW319 of ours wait until commit."""
    grendel(
        *(clientgrendel(bericht.gemeente_code or "", bericht.aanbieder_agb or "", b) for b in _bsns(bericht))
    )


def _bsns(bericht: Bericht) -> list[str]:
    """Whom a message of ours is about: a JW319 names a request alone."""
    inhoud = lees(bericht.ruw.inhoud).bericht
    if bericht.soort == "JW301":
        return [inhoud.client.bsn]
    return [rij.bsn for rij in _verzoeken(bericht, [inhoud.antwoord.referentie_aanbieder])]


def clientgrendels(antwoorden: Iterable[tuple[Kop, Any]]) -> set[str]:
    """The locks of the clients whose chain these return messages change, where they do not name the client themselves.

    Only a rejection changes the chain; one that puts its codes in the Header, or answers a JW319, has no client.
    """
    afgekeurd = [
        kop
        for kop, inhoud in antwoorden
        if kop.soort in ANTWOORDEN and not kop.bsn and not lees_uitslag(inhoud).goedgekeurd
    ]
    uit = set()
    for kop in afgekeurd:
        heen = (
            Bericht.objects.select_related("ruw")
            .filter(
                richting=t.UIT,
                soort=ANTWOORDEN[kop.soort],
                afzender=kop.gemeente,
                aanbieder_agb=kop.aanbieder,
                identificatie=kop.beantwoordt,
            )
            .first()
        )
        if heen is None:
            continue
        uit |= {clientgrendel(kop.gemeente, kop.aanbieder, bsn) for bsn in _bsns(heen)}
    return uit


def _verzoeken(bericht: Bericht, referenties: Sequence[str]) -> Any:
    return Ketenverzoek.objects.filter(
        gemeente_code=bericht.gemeente_code,
        aanbieder_agb=bericht.aanbieder_agb,
        referentie_aanbieder__in=referenties,
    )


def _herroep_antwoord(bericht: Bericht, antwoord: Any) -> None:
    for rij in _verzoeken(bericht, [antwoord.referentie_aanbieder]).select_for_update():
        if antwoord.verzoek_antwoord in rij.antwoorden:
            plek = len(rij.antwoorden) - 1 - rij.antwoorden[::-1].index(antwoord.verzoek_antwoord)
            rij.antwoorden = [*rij.antwoorden[:plek], *rij.antwoorden[plek + 1 :]]
            rij.save(update_fields=["antwoorden"])


def _herroep_toewijzingen(
    bericht: Bericht, producten: Sequence[jw301.ToegewezenProduct], tot: int | None
) -> None:
    andere = _producten_van(_tellen_mee(bericht, tot))
    verleend = {p.referentie_aanbieder for p in producten if p.referentie_aanbieder is not None}
    verleend -= {p.referentie_aanbieder for p in andere}
    if verleend:
        _verzoeken(bericht, sorted(verleend)).update(toegewezen=False)
    versies = nieuwste(andere)
    for product in producten:
        rij = Ketentoewijzing.objects.filter(
            gemeente_code=bericht.gemeente_code,
            nummer=product.toewijzing_nummer,
            moment=moment_van(product),
        ).first()
        if rij is None:
            continue
        vorige = versies.get(product.toewijzing_nummer)
        if vorige is not None:
            rij.product, rij.moment = naar_json(vorige), moment_van(vorige)
        elif rij.overgenomen is not None:
            rij.product = rij.overgenomen
            rij.moment = moment_van(uit_json(jw301.ToegewezenProduct, rij.overgenomen))
        else:
            rij.delete()
            continue
        rij.save(update_fields=["product", "moment"])


def _tellen_mee(bericht: Bericht, tot: int | None) -> list[Bericht]:
    """The other JW301s about this client at this provider that count, in the order in which they were made."""
    rijen = _jw301_van(bericht).exclude(pk=bericht.pk)
    if tot is None:
        rijen = rijen.exclude(toestand__in=HERROEPEN)
    else:
        weg = Overgang.objects.filter(
            naar__in=HERROEPEN, pk__lt=tot, bericht__bsn_sleutel=bericht.bsn_sleutel
        )
        terug = Overgang.objects.filter(
            van=t.AFGEWEZEN, naar=t.AANGENOMEN, pk__lt=tot, bericht__bsn_sleutel=bericht.bsn_sleutel
        )
        niet = weg.exclude(bericht_id__in=terug.values("bericht_id"))
        rijen = rijen.exclude(toestand=t.INGETROKKEN).exclude(pk__in=niet.values("bericht_id"))
    rijen = rijen.annotate(gemaakt=Max("overgangen__pk", filter=Q(overgangen__van=t.NIEUW)))
    if tot is not None:
        rijen = rijen.filter(gemaakt__lt=tot)
    return list(rijen.order_by("gemaakt"))


def aangekomen_versies(bericht: Bericht) -> Mapping[int, jw301.ToegewezenProduct]:
    """ToewijzingNummer → the version that the provider has, of all allocations in messages about this client that
    left and were not rejected."""
    rijen = _jw301_van(bericht).filter(toestand__in=(t.VERZONDEN, t.AANGENOMEN))
    return nieuwste(_producten_van(rijen.order_by("tijdstip", "identificatie")))


def _jw301_van(bericht: Bericht) -> Any:
    return Bericht.objects.select_related("ruw").filter(
        gemeente_code=bericht.gemeente_code,
        aanbieder_agb=bericht.aanbieder_agb,
        bsn_sleutel=bericht.bsn_sleutel,
        richting=t.UIT,
        soort="JW301",
    )


def _producten_van(berichten: Any) -> list[jw301.ToegewezenProduct]:
    return [p for b in berichten for p in lees(b.ruw.inhoud).bericht.client.toegewezen_producten]


def nieuwste(producten: Sequence[jw301.ToegewezenProduct]) -> dict[int, jw301.ToegewezenProduct]:
    """ToewijzingNummer → its most recent version (IV013); of two of the same moment the one that stands last."""
    uit: dict[int, jw301.ToegewezenProduct] = {}
    for product in producten:
        bekend = uit.get(product.toewijzing_nummer)
        if bekend is None or moment_van(bekend) <= moment_van(product):
            uit[product.toewijzing_nummer] = product
    return uit
