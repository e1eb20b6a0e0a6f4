"""One clock for the whole application.

"Today" is a setting in the demo, so that terms of days around the sample messages make sense, and a file in the
simulator, which moves the day for all its processes at once. Nothing in the application asks the operating system for
the date of today by another way. Security (lock-out, sessions) runs on real time and does not use this clock.
"""

from __future__ import annotations

import os
import time as _time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

NEDERLAND = ZoneInfo("Europe/Amsterdam")

BEGIN_DAG = time(8)
"""When a day of the clock file begins."""

_gezet: ContextVar[date | None] = ContextVar("jeugdketen_klok", default=None)
_gelezen: dict[str, tuple[tuple[int, int], date]] = {}


@contextmanager
def op(dag: date) -> Iterator[None]:
    """Make it another day inside the block, for the simulator, for filling the demo and for tests."""
    teken = _gezet.set(dag)
    try:
        yield
    finally:
        _gezet.reset(teken)


def zet_klokbestand(bestand: Path, dag: date) -> None:
    """Make it the morning of a day for every process whose `JEUGDKETEN_KLOKBESTAND` is this file."""
    nieuw = bestand.with_name(f"{bestand.name}.nieuw")
    nieuw.write_text(dag.isoformat(), encoding="ascii")
    nieuw.replace(bestand)  # a reader sees the old day or the new one, never half a date


def _uit_bestand() -> tuple[date, float] | None:
    """The day in the clock file and the seconds since it was written; None without such a file."""
    pad = getattr(settings, "JEUGDKETEN_KLOKBESTAND", None)
    if not pad:
        return None
    stat = os.stat(pad)
    kenmerk = (stat.st_ino, stat.st_mtime_ns)
    bekend = _gelezen.get(str(pad))
    if bekend is None or bekend[0] != kenmerk:
        bekend = _gelezen[str(pad)] = (kenmerk, date.fromisoformat(Path(pad).read_text("ascii").strip()))
    return bekend[1], max(0.0, _time.time() - stat.st_mtime)


def ingesteld() -> date | None:
    """The date that the simulator or `JEUGDKETEN_VANDAAG` fixes, or None when the real date counts.

    Raises:
        ValueError: the setting is not an ISO date.
    """
    if (gezet := _gezet.get()) is not None:
        return gezet
    if (uit_bestand := _uit_bestand()) is not None:
        return uit_bestand[0]
    waarde: date | str | None = getattr(settings, "JEUGDKETEN_VANDAAG", None)
    if not waarde:
        return None
    if isinstance(waarde, datetime):
        return waarde.date()
    if isinstance(waarde, date):
        return waarde
    try:
        return date.fromisoformat(waarde)
    except ValueError as fout:
        raise ValueError(f"JEUGDKETEN_VANDAAG is geen datum (JJJJ-MM-DD): {waarde!r}") from fout


def nu() -> datetime:
    """This moment in the Netherlands; with a fixed today the time of day is real and the date is the fixed one.

    A day of the clock file begins at eight in the morning and goes at the speed of real time until its last second,
    so what happens later never has an earlier moment.
    """
    if _gezet.get() is None and (uit_bestand := _uit_bestand()) is not None:
        dag, seconden = uit_bestand
        begin = datetime.combine(dag, BEGIN_DAG, NEDERLAND)
        return min(begin + timedelta(seconds=seconden), datetime.combine(dag, time(23, 59, 59), NEDERLAND))
    echt = datetime.now(NEDERLAND)
    vast = ingesteld()
    if vast is None:
        return echt
    return echt.replace(year=vast.year, month=vast.month, day=vast.day)


def vandaag() -> date:
    """Today in the Netherlands, or the fixed date of the demo."""
    return ingesteld() or datetime.now(NEDERLAND).date()


def is_demo() -> bool:
    """True while today is a fixed date; every screen then says so."""
    return ingesteld() is not None
