"""What providers know of their allocations: the versions in the JW301s that left and were not rejected (OP286).

As long as a provider knows of an allocation that runs, it is involved with the child and may see it (S-059): its
involvement follows from here, so that a change of the end date counts when the provider can know of it (ADR 0033).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ijw.berichten import jw301
from ijw.keten.stand import VERWIJDERD
from ijw.lezen import lees
from jeugdketen.berichten.herroeping import aangekomen_versies, nieuwste
from jeugdketen.berichten.keten import uit_json
from jeugdketen.berichten.models import Bericht, Ketentoewijzing
from jeugdketen.dossier.models import Betrokkenheid
from jeugdketen.dossier.services import leg_betrokkenheden_vast
from jeugdketen.kern import klok
from jeugdketen.toewijzing.models import BekendeToewijzing, Toewijzing

_GELIJK = (
    *("nummer", "gemeente_code", "aanbieder_agb", "referentie_aanbieder", "categorie", "code", "product"),
    *("product_naam", "van", "eenheid", "frequentie", "jeugdige_id"),
)
"""What no message changes under a ToewijzingNummer (TR332), so that the allocation itself says it."""

_WISSELT = ("tot", "volume", "budget_cent", "toegewezen_op", "verwijderd", "jeugdige")


def maak_bekend(berichten: Iterable[Bericht]) -> None:
    """From here on providers know the allocations as these JW301s give them, which left.

    A version that is older than the one known changes nothing (IV013). Again with the same messages: nothing changes.
    """
    per_gemeente: dict[str, list[jw301.ToegewezenProduct]] = {}
    for bericht in berichten:
        producten = lees(bericht.ruw.inhoud).bericht.client.toegewezen_producten
        per_gemeente.setdefault(bericht.gemeente_code or "", []).extend(producten)
    for gemeente, producten in per_gemeente.items():
        _bewaar(gemeente, nieuwste(producten))


def neem_over(toewijzingen: Iterable[Toewijzing]) -> None:
    """Providers know these allocations of one municipality already, from before this installation was in use."""
    op = klok.vandaag()
    rijen = [BekendeToewijzing(toewijzing_id=t.pk, overgenomen_op=op, **_zelf(t)) for t in toewijzingen]
    BekendeToewijzing.objects.bulk_create(rijen, batch_size=2000)
    _volg_betrokkenheid(rijen)


def neem_terug(bericht: Bericht) -> None:
    """What a JW301 gave is not known any more, since its receiver rejected it: the versions before it are again."""
    producten = lees(bericht.ruw.inhoud).bericht.client.toegewezen_producten
    nummers = [str(p.toewijzing_nummer) for p in producten]
    versies = aangekomen_versies(bericht)
    gemeente = bericht.gemeente_code or ""
    overgenomen = dict(
        Ketentoewijzing.objects.filter(
            gemeente_code=gemeente, nummer__in=nummers, overgenomen__isnull=False
        ).values_list("nummer", "overgenomen")
    )
    geraakt = list(BekendeToewijzing.objects.filter(gemeente_code=gemeente, nummer__in=nummers))
    for bekend in geraakt:
        nummer = int(bekend.nummer)
        versie = versies.get(nummer)
        if versie is None and nummer in overgenomen:
            versie = uit_json(jw301.ToegewezenProduct, overgenomen[nummer])
        rij = BekendeToewijzing.objects.filter(pk=bekend.pk)
        if versie is None:
            rij.delete()
        else:
            rij.update(**_versie(versie))
    _volg_betrokkenheid(geraakt)


def _volg_betrokkenheid(geraakt: Collection[BekendeToewijzing]) -> None:
    """The involvement of a provider with a child lasts as long as what it knows of the allocations that began on that
    day; one day when it knows of none any more."""
    if not geraakt:
        return
    einden: dict[tuple[UUID, str, date], date] = {
        (rij.jeugdige_id, rij.aanbieder_agb, rij.van): rij.van for rij in geraakt
    }
    bekend = BekendeToewijzing.objects.filter(jeugdige__in={jeugdige for jeugdige, _, _ in einden})
    for jeugdige, agb, van, tot in bekend.values_list("jeugdige_id", "aanbieder_agb", "van", "tot"):
        sleutel = (jeugdige, agb, van)
        if sleutel in einden:
            einden[sleutel] = max(einden[sleutel], tot or date.max)
    leg_betrokkenheden_vast(
        next(iter(geraakt)).gemeente_code,
        Betrokkenheid.Soort.TOEWIJZING,
        [(*sleutel, None if tot == date.max else tot) for sleutel, tot in einden.items()],
    )


def _zelf(t: Toewijzing) -> dict[str, Any]:
    """The allocation as it stands."""
    velden = (*_GELIJK, "tot", "volume", "budget_cent", "toegewezen_op")
    return {veld: getattr(t, veld) for veld in velden}


def _versie(product: jw301.ToegewezenProduct) -> dict[str, Any]:
    """What may change under a number, as a message says it."""
    return {
        "tot": product.einddatum,
        "volume": product.omvang.volume if product.omvang is not None else None,
        "budget_cent": product.budget,
        "toegewezen_op": datetime.combine(
            product.toewijzingsdatum, product.toewijzingstijd, tzinfo=klok.NEDERLAND
        ),
        "verwijderd": product.reden_wijziging == VERWIJDERD,
    }


def _bewaar(gemeente: str, versies: Mapping[int, jw301.ToegewezenProduct]) -> None:
    nummers = [str(nummer) for nummer in versies]
    rijen = Toewijzing.objects.filter(gemeente_code=gemeente, nummer__in=nummers)
    bekend = dict(
        BekendeToewijzing.objects.filter(gemeente_code=gemeente, nummer__in=nummers).values_list(
            "pk", "toegewezen_op"
        )
    )
    nieuw = []
    for t in rijen:
        versie = _versie(versies[int(t.nummer)])
        if t.pk not in bekend or bekend[t.pk] <= versie["toegewezen_op"]:
            nieuw.append(
                BekendeToewijzing(toewijzing_id=t.pk, **{v: getattr(t, v) for v in _GELIJK}, **versie)
            )
    BekendeToewijzing.objects.bulk_create(
        nieuw, update_conflicts=True, unique_fields=["toewijzing"], update_fields=list(_WISSELT)
    )
    _volg_betrokkenheid(nieuw)
