"""Dates as Dutch sentences write them; with the month in full: `jeugdregels.periode.in_woorden`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from jeugdketen.kern.klok import NEDERLAND

MAANDEN_KORT: Final = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
DAGEN: Final = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
DAGEN_KORT: Final = ("ma", "di", "wo", "do", "vr", "za", "zo")


def cijfers(dag: date) -> str:
    """``2-2-2026``, as people fill it in."""
    return f"{dag.day}-{dag.month}-{dag.year}"


def tijdstip(moment: datetime) -> str:
    """``2-2-2026 om 09.12 uur``, by the Dutch clock."""
    hier = moment.astimezone(NEDERLAND)
    return f"{cijfers(hier)} om {hier:%H.%M} uur"


def kort_zonder_jaar(dag: date) -> str:
    """``2 feb``."""
    return f"{dag.day} {MAANDEN_KORT[dag.month - 1]}"


def kort(dag: date) -> str:
    """``2 feb 2026``."""
    return f"{kort_zonder_jaar(dag)} {dag.year}"


def weekdag(dag: date) -> str:
    """``wo``."""
    return DAGEN_KORT[dag.weekday()]


def periode(van: date, tot: date | None) -> str:
    """``2 feb 2026 t/m 31 dec 2026`` (both days inclusive); ``vanaf 2 feb 2026`` without an end."""
    return f"vanaf {kort(van)}" if tot is None else f"{kort(van)} t/m {kort(tot)}"
