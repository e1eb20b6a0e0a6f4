"""Delivery of allocations, read from the starts, stops and approved lines that the chain knows. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ijw.keten.rekenen import vergelijkbaar
from jeugdketen.berichten.meldingen import Levering, leveringen_op
from jeugdketen.berichten.models import Ketenregel
from jeugdketen.toewijzing.models import BekendeToewijzing, Toewijzing


@dataclass(frozen=True, slots=True)
class Gebruik:
    """What was delivered and declared on an allocation.

    ``volume`` in the smallest unit of its kind (minutes for hours);
    ``laatste_dag``: last day of a declared period that was not credited.
    """

    leveringen: tuple[Levering, ...]
    regels: int
    volume: int
    bedrag_cent: int
    laatste_dag: date | None


def leveringen_van(
    toewijzingen: Collection[Toewijzing] | Collection[BekendeToewijzing],
) -> dict[str, tuple[Levering, ...]]:
    """ToewijzingNummer → its deliveries, oldest first, for allocations of one municipality; one question."""
    gevonden = leveringen_op([(t.gemeente_code, t.aanbieder_agb, int(t.nummer)) for t in toewijzingen])
    return {str(nummer): rijen for (_, _, nummer), rijen in gevonden.items()}


def gebruik_van(toewijzing: Toewijzing) -> Gebruik:
    """What an allocation was used for, as far as reported and approved."""
    volume = bedrag = 0
    einden: dict[date, int] = {}
    aantal = 0
    rijen = Ketenregel.objects.filter(
        gemeente_code=toewijzing.gemeente_code, toewijzing_nummer=int(toewijzing.nummer)
    )
    for eind, hoeveel, eenheid, cent, debet_credit in rijen.values_list(
        "eind", "volume", "eenheid", "bedrag", "debet_credit"
    ):
        teken = -1 if debet_credit == "C" else 1
        volume += teken * vergelijkbaar(hoeveel, eenheid)
        bedrag += teken * cent
        einden[eind] = einden.get(eind, 0) + teken
        aantal += teken
    return Gebruik(
        leveringen=leveringen_van([toewijzing]).get(toewijzing.nummer, ()),
        regels=aantal,
        volume=volume,
        bedrag_cent=bedrag,
        laatste_dag=max((dag for dag, telling in einden.items() if telling > 0), default=None),
    )
