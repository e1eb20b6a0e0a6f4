"""Starts and stops of delivery as a provider and a municipality look at them: one delivery with what ended it.

Row security decides which of them exist for who asks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from ijw.codelijsten import codelijst
from ijw.keten.regie import TIJDELIJK
from jeugdketen.berichten.models import Ketenmelding
from jeugdketen.kern.datumtekst import cijfers

Toewijzingsleutel = tuple[str, str, int]
"""Municipality (CBS), provider (AGB) and number of an allocation."""


@dataclass(frozen=True, slots=True)
class Stopmelding:
    """One stop. ``reden``: code of JZ588; ``einddatum``: last day of delivery, inclusive."""

    einddatum: date
    reden: str

    @property
    def is_tijdelijk(self) -> bool:
        """Whether the delivery may go on later."""
        return self.reden == TIJDELIJK

    @property
    def tekst(self) -> str:
        """The reason in words."""
        return codelijst("JZ588").betekenis(self.reden)


@dataclass(frozen=True, slots=True)
class Levering:
    """One delivery on an allocation: from its start, with the stops that refer to it in order of arrival."""

    begindatum: date
    categorie: str | None
    code: str | None
    stops: tuple[Stopmelding, ...]

    @property
    def loopt(self) -> bool:
        """Whether nothing has stopped it."""
        return not self.stops

    @property
    def is_klaar(self) -> bool:
        """Whether it stopped for good (OP377)."""
        return any(not stop.is_tijdelijk for stop in self.stops)

    @property
    def eind(self) -> date | None:
        """Last day of delivery by the stop that was reported last; None: nothing stopped it."""
        return self.stops[-1].einddatum if self.stops else None

    @property
    def reden(self) -> str:
        """Why it stopped last, in words; empty when it did not."""
        return self.stops[-1].tekst if self.stops else ""

    @property
    def tekst(self) -> str:
        """ "loopt sinds 6-1-2025", "gestopt op 15-4-2025, begonnen op 6-1-2025"."""
        if self.eind is None:
            return f"loopt sinds {cijfers(self.begindatum)}"
        woord = "gestopt op" if self.is_klaar else "onderbroken vanaf"
        return f"{woord} {cijfers(self.eind)}, begonnen op {cijfers(self.begindatum)}"

    @property
    def stand(self) -> str:
        """Its state in words."""
        if self.is_klaar:
            return "gestopt"
        return "tijdelijk gestopt" if self.stops else "loopt"


def leveringen_op(
    sleutels: Collection[Toewijzingsleutel],
) -> Mapping[Toewijzingsleutel, tuple[Levering, ...]]:
    """The deliveries on these allocations, by start date, in one question; an allocation without any is left out."""
    if not sleutels:
        return {}
    rijen = Ketenmelding.objects.filter(
        gemeente_code__in={s[0] for s in sleutels},
        aanbieder_agb__in={s[1] for s in sleutels},
        toewijzing_nummer__in={s[2] for s in sleutels},
        vervallen=False,
    ).order_by("pk")
    eerste: dict[tuple[Toewijzingsleutel, date], Ketenmelding] = {}
    stops: dict[tuple[Toewijzingsleutel, date], list[Stopmelding]] = {}
    for rij in rijen:
        plek = ((rij.gemeente_code, rij.aanbieder_agb, int(rij.toewijzing_nummer or 0)), rij.begindatum)
        eerste.setdefault(plek, rij)  # of what was taken over there may be a stop alone
        if rij.einddatum is not None:
            stops.setdefault(plek, []).append(Stopmelding(rij.einddatum, rij.reden_beeindiging or ""))
    uit: dict[Toewijzingsleutel, list[Levering]] = {}
    for (sleutel, begin), rij in sorted(eerste.items(), key=lambda paar: paar[0]):
        uit.setdefault(sleutel, []).append(
            Levering(begin, rij.categorie, rij.code, tuple(stops.get((sleutel, begin), ())))
        )
    return {sleutel: tuple(rij) for sleutel, rij in uit.items()}


def heeft_melding(*, stop: bool = False, tijdelijk: bool = True) -> Any:
    """Condition on a query of allocations (with ``gemeente_code``, ``aanbieder_agb`` and ``nummer``): there is a start,
    or a stop; without ``tijdelijk`` a stop for good."""
    rijen = Ketenmelding.objects.filter(
        gemeente_code=OuterRef("gemeente_code"),
        aanbieder_agb=OuterRef("aanbieder_agb"),
        toewijzing_nummer=Cast(OuterRef("nummer"), BigIntegerField()),
        vervallen=False,
        einddatum__isnull=not stop,
    )
    return Exists(rijen if tijdelijk else rijen.exclude(Q(reden_beeindiging=TIJDELIJK)))
