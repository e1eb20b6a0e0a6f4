"""Delivery of allocations, read from the starts, stops and approved lines that the chain knows. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from ijw.codelijsten import codelijst
from ijw.keten.rekenen import vergelijkbaar
from jeugdketen.berichten.models import Ketenmelding, Ketenregel
from jeugdketen.toewijzing.models import Toewijzing

TIJDELIJK: Final = "20"
"""JZ588: the delivery stops for the time being; any other reason is final."""


@dataclass(frozen=True, slots=True)
class Levering:
    """One delivery: from its start, until the stop that was reported last. Days inclusive.

    ``tijdelijk``: the stop is for the time being. ``reden``: why it stopped, in words (JZ588).
    """

    begin: date
    eind: date | None
    tijdelijk: bool
    reden: str

    @property
    def tekst(self) -> str:
        """ "loopt sinds 6-1-2025", "gestopt op 15-4-2025: …"."""
        if self.eind is None:
            return f"loopt sinds {_dag(self.begin)}"
        woord = "onderbroken vanaf" if self.tijdelijk else "gestopt op"
        return f"{woord} {_dag(self.eind)}, begonnen op {_dag(self.begin)}"


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


def leveringen_van(toewijzingen: Collection[Toewijzing]) -> dict[str, tuple[Levering, ...]]:
    """ToewijzingNummer → its deliveries, oldest first, for allocations of one municipality; one question."""
    if not toewijzingen:
        return {}
    gemeenten = {t.gemeente_code for t in toewijzingen}
    nummers = [int(t.nummer) for t in toewijzingen]
    begonnen: dict[str, dict[date, Levering]] = {}
    rijen = Ketenmelding.objects.filter(
        gemeente_code__in=gemeenten, toewijzing_nummer__in=nummers, vervallen=False
    ).order_by("pk")
    lijst = codelijst("JZ588")
    for nummer, begin, eind, reden in rijen.values_list(
        "toewijzing_nummer", "begindatum", "einddatum", "reden_beeindiging"
    ):
        per_begin = begonnen.setdefault(str(nummer), {})
        if eind is None:
            per_begin.setdefault(begin, Levering(begin, None, False, ""))
        else:
            per_begin[begin] = Levering(begin, eind, reden == TIJDELIJK, lijst.betekenis(reden))
    return {
        nummer: tuple(sorted(per_begin.values(), key=lambda levering: levering.begin))
        for nummer, per_begin in begonnen.items()
    }


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


def _dag(dag: date) -> str:
    return f"{dag.day}-{dag.month}-{dag.year}"
