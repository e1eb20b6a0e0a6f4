"""Working days as the terms of the message traffic count them.

A working day is Monday to Friday that is no public holiday: New Year's Day, Good Friday, Easter Monday, King's Day (on
Saturday when 27 April is a Sunday), Ascension Day, Whit Monday and both days of Christmas, as the Algemene
termijnenwet (art. 3) has them. The 5th of May is a holiday once in five years (2025, 2030), as in the offices of the
municipalities; that law takes it out every year. A term counted this way is never longer than the one of that law, so
an answer on its last day is in time in either reading. `JEUGDKETEN_FEESTDAGEN=termijnenwet` counts by the law itself.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.conf import settings

LUSTRUM = "lustrum"
TERMIJNENWET = "termijnenwet"
_DAG = timedelta(days=1)


@lru_cache(maxsize=256)
def feestdagen(jaar: int, telling: str = LUSTRUM) -> frozenset[date]:
    """The holidays of a year by one of the two ways of counting.

    Args:
        jaar: calendar year.
        telling: `lustrum` (5 May in years divisible by five) or `termijnenwet` (5 May each year).

    Raises:
        ValueError: the way of counting is not known.
    """
    if telling not in (LUSTRUM, TERMIJNENWET):
        raise ValueError(f"Onbekende telling van feestdagen: {telling!r}; kies lustrum of termijnenwet.")
    dagen = frozenset(holidays.country_holidays("NL", years=jaar, categories=("public",)))
    return dagen if telling == LUSTRUM else dagen | {date(jaar, 5, 5)}


def _telling() -> str:
    return str(getattr(settings, "JEUGDKETEN_FEESTDAGEN", None) or LUSTRUM)


def is_werkdag(dag: date) -> bool:
    """True when the municipality works on this day."""
    return dag.weekday() < 5 and dag not in feestdagen(dag.year, _telling())


def plus_werkdagen(dag: date, aantal: int) -> date:
    """The day that lies `aantal` working days after `dag`.

    The day itself does not count: a message of Wednesday with a term of five working days has its last day on the
    next Wednesday. With 0 the answer is `dag`, or the first working day after it. A negative number counts back.
    """
    stap = _DAG if aantal >= 0 else -_DAG
    if aantal == 0:
        while not is_werkdag(dag):
            dag += _DAG
        return dag
    over = abs(aantal)
    while over:
        dag += stap
        if is_werkdag(dag):
            over -= 1
    return dag


def werkdagen_tussen(van: date, tot: date) -> int:
    """How many working days lie after `van` up to and including `tot`; negative when `tot` lies before `van`.

    `werkdagen_tussen(vandaag, uiterste_dag)` is what a screen calls "nog 2 werkdagen" or "1 werkdag te laat".
    """
    if tot < van:
        return -werkdagen_tussen(tot, van)
    dag, aantal = van, 0
    while dag < tot:
        dag += _DAG
        aantal += is_werkdag(dag)
    return aantal
