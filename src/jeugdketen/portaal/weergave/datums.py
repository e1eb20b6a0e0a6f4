"""Dates and times as people in the Netherlands read them; a date never breaks over a line."""

from __future__ import annotations

from datetime import date, datetime

from jeugdketen.kern import datumtekst
from jeugdketen.kern.datumtekst import DAGEN, weekdag
from jeugdregels.periode import MAANDEN, in_woorden

VAST = "\u00a0"  # a space where a line may not break


def _vast(tekst: str) -> str:
    return tekst.replace(" ", VAST)


def kort(dag: date) -> str:
    """``2 feb 2026``."""
    return _vast(datumtekst.kort(dag))


def kort_zonder_jaar(dag: date) -> str:
    """``2 feb``."""
    return _vast(datumtekst.kort_zonder_jaar(dag))


def lang(dag: date) -> str:
    """``2 februari 2026``."""
    return _vast(in_woorden(dag))


def dag_kort(dag: date) -> str:
    """``wo 21 jan``."""
    return f"{weekdag(dag)}{VAST}{kort_zonder_jaar(dag)}"


def dag_kort_jaar(dag: date) -> str:
    """``wo 21 jan 2026``."""
    return f"{weekdag(dag)}{VAST}{kort(dag)}"


def dag_lang(dag: date) -> str:
    """``woensdag 21 januari 2026``."""
    return f"{DAGEN[dag.weekday()]}{VAST}{lang(dag)}"


def dag_zonder_jaar(dag: date) -> str:
    """``wo 21 januari``."""
    return f"{weekdag(dag)}{VAST}{dag.day}{VAST}{MAANDEN[dag.month - 1]}"


def tijdstip(moment: datetime) -> str:
    """``di 20 jan 2026 om 09.12 uur``; the moment must already be in Dutch time."""
    return f"{dag_kort_jaar(moment.date())} om {moment:%H.%M}{VAST}uur"


def periode(van: date, tot: date | None) -> str:
    """``2 feb t/m 31 dec 2026``; the year is said once when both ends share it; no end is said as such."""
    if tot is None:
        return f"vanaf {kort(van)}"
    begin = kort_zonder_jaar(van) if van.year == tot.year else kort(van)
    return f"{begin} t/m {kort(tot)}"


def periode_lang(van: date, tot: date | None) -> str:
    """``van 2 februari 2026 tot en met 31 december 2026``, for people who listen to the page."""
    if tot is None:
        return f"vanaf {lang(van)}, zonder einddatum"
    return f"van {lang(van)} tot en met {lang(tot)}"


def leeftijd(geboren: date, op: date) -> int:
    """Age in whole years on a day; somebody born on 29 February turns a year older on 1 March."""
    return op.year - geboren.year - ((op.month, op.day) < (geboren.month, geboren.day))


def duur(van: date, tot: date) -> str:
    """How long a period lasts, both ends counted: ``11 maanden``, ``21 weken``, ``9 dagen``."""
    dagen = (tot - van).days + 1
    if dagen < 1:
        return "0 dagen"
    maanden = round(dagen / 30.4375)
    if maanden >= 3 and abs(dagen - maanden * 30.4375) <= 4:
        return f"{maanden}{VAST}maanden"
    if dagen >= 98:
        return f"{dagen // 7}{VAST}weken"
    return f"{dagen}{VAST}{'dag' if dagen == 1 else 'dagen'}"
