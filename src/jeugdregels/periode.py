"""Periods, birthdays and amounts in words: the one place where inclusive dates become half-open periods and back.

People write both ends inclusive ("tot en met"); everything inside counts half-open: ``van`` belongs to the
period, ``einde`` is the first day after it. An open end is :data:`OPEN`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

OPEN = date.max
_DAG = timedelta(days=1)
MAANDEN = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


class Periode(NamedTuple):
    """A half-open period: ``van`` is in it, ``einde`` is the first day that is not."""

    van: date
    einde: date

    @property
    def open(self) -> bool:
        """Whether the period has no end (a missing or null ``tot``)."""
        return self.einde == OPEN

    @property
    def tot(self) -> date | None:
        """The last day as people write it, or None when the period is open."""
        return None if self.einde == OPEN else self.einde - _DAG

    def bevat(self, dag: date) -> bool:
        """Whether this day lies in the period."""
        return self.van <= dag < self.einde

    def overlap(self, ander: Periode) -> Periode | None:
        """The days that both periods share, or None; one shared day is an overlap."""
        van = self.van if self.van > ander.van else ander.van
        einde = self.einde if self.einde < ander.einde else ander.einde
        return Periode(van, einde) if van < einde else None


def periode(van: date, tot: date | None) -> Periode:
    """Make a half-open period of two inclusive dates; no ``tot`` (or 9999-12-31) is open-ended."""
    return Periode(van, OPEN if tot is None or tot == OPEN else tot + _DAG)


def dag_na(dag: date) -> date:
    """The next day; the last day of the calendar stays itself."""
    return OPEN if dag == OPEN else dag + _DAG


def dag_voor(dag: date) -> date:
    """The day before; the first day of the calendar stays itself."""
    return date.min if dag == date.min else dag - _DAG


def verjaardag(geboren: date, leeftijd: int) -> date:
    """The day on which somebody born on ``geboren`` becomes ``leeftijd`` years old.

    Who is born on 29 February becomes a year older on 1 March in a year without that day.
    """
    jaar = geboren.year + leeftijd
    if jaar > date.max.year:
        return OPEN
    try:
        return geboren.replace(year=jaar)
    except ValueError:
        return date(jaar, 3, 1)


def leeftijd_op(geboren: date, dag: date) -> int:
    """Whole years of age on a day; negative for a day before birth."""
    jaren = dag.year - geboren.year
    return jaren if verjaardag(geboren, jaren) <= dag else jaren - 1


@lru_cache(maxsize=8192)
def in_woorden(dag: date) -> str:
    """A date for a letter: ``1 oktober 2025``."""
    return f"{dag.day} {MAANDEN[dag.month - 1]} {dag.year}"


def in_euro(bedrag: str) -> str:
    """An amount for a letter: ``12 euro`` or ``5,25 euro``."""
    heel, centen = bedrag.split(".")
    return f"{heel} euro" if centen == "00" else f"{heel},{centen} euro"


def periode_in_woorden(p: Periode) -> str:
    """A period for a letter: ``1 oktober 2025 tot en met 30 september 2026`` or ``… zonder einddatum``."""
    tot = p.tot
    if tot is None:
        return f"{in_woorden(p.van)} zonder einddatum"
    if tot == p.van:
        return f"alleen {in_woorden(tot)}"
    return f"{in_woorden(p.van)} tot en met {in_woorden(tot)}"


def periode_kort(p: Periode) -> str:
    """A period as a fact: ``2025-10-01 t/m 2026-07-14`` or ``vanaf 2025-10-01``."""
    tot = p.tot
    return f"vanaf {p.van.isoformat()}" if tot is None else f"{p.van.isoformat()} t/m {tot.isoformat()}"
