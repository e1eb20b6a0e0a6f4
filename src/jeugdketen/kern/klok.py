"""One clock for the whole application.

"Today" is a setting in the demo and in the simulator, so that terms of days around the sample messages make sense.
Nothing in the application asks the operating system for the date of today by another way. Security (lock-out,
sessions) runs on real time and does not use this clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

NEDERLAND = ZoneInfo("Europe/Amsterdam")

_gezet: ContextVar[date | None] = ContextVar("jeugdketen_klok", default=None)


@contextmanager
def op(dag: date) -> Iterator[None]:
    """Make it another day inside the block, for the simulator, for filling the demo and for tests."""
    teken = _gezet.set(dag)
    try:
        yield
    finally:
        _gezet.reset(teken)


def ingesteld() -> date | None:
    """The date that the simulator or `JEUGDKETEN_VANDAAG` fixes, or None when the real date counts.

    Raises:
        ValueError: the setting is not an ISO date.
    """
    if (gezet := _gezet.get()) is not None:
        return gezet
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
    """This moment in the Netherlands; with a fixed today the time of day is real and the date is the fixed one."""
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
