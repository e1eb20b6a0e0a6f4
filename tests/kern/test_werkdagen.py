"""Working days against dates that are known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jeugdketen.kern import werkdagen


@pytest.mark.parametrize(
    ("dag", "waarom"),
    [
        (date(2026, 1, 1), "nieuwjaarsdag"),
        (date(2026, 4, 3), "goede vrijdag"),
        (date(2026, 4, 6), "tweede paasdag"),
        (date(2026, 4, 27), "koningsdag op maandag"),
        (date(2026, 5, 14), "hemelvaartsdag"),
        (date(2026, 5, 25), "tweede pinksterdag"),
        (date(2026, 12, 25), "eerste kerstdag"),
        (date(2025, 12, 26), "tweede kerstdag"),
        (date(2025, 5, 5), "bevrijdingsdag in een lustrumjaar"),
        (date(2026, 1, 24), "zaterdag"),
        (date(2026, 1, 25), "zondag"),
    ],
)
def test_not_a_working_day(dag: date, waarom: str) -> None:
    assert not werkdagen.is_werkdag(dag), waarom


@pytest.mark.parametrize(
    ("dag", "waarom"),
    [
        (date(2026, 5, 5), "5 mei buiten een lustrumjaar"),
        (date(2026, 12, 24), "dag voor kerst"),
        (date(2026, 1, 21), "woensdag"),
    ],
)
def test_a_working_day(dag: date, waarom: str) -> None:
    assert werkdagen.is_werkdag(dag), waarom


def test_kings_day_moves_to_saturday_when_the_27th_is_a_sunday() -> None:
    assert date(2025, 4, 27).weekday() == 6
    assert date(2025, 4, 26) in werkdagen.feestdagen(2025)
    assert date(2025, 4, 27) not in werkdagen.feestdagen(2025)
    assert werkdagen.is_werkdag(date(2025, 4, 28))
    # Friday 25 April plus one working day is the Monday, whichever day the feast is on.
    assert werkdagen.plus_werkdagen(date(2025, 4, 25), 1) == date(2025, 4, 28)


def test_termijnenwet_counts_every_fifth_of_may(settings: Any) -> None:
    settings.JEUGDKETEN_FEESTDAGEN = "termijnenwet"
    assert not werkdagen.is_werkdag(date(2026, 5, 5))
    assert werkdagen.plus_werkdagen(date(2026, 5, 4), 1) == date(2026, 5, 6)


def test_an_unknown_way_of_counting_is_an_error() -> None:
    with pytest.raises(ValueError, match="Onbekende telling"):
        werkdagen.feestdagen(2026, "anders")


@pytest.mark.parametrize(
    ("van", "aantal", "tot"),
    [
        (date(2026, 1, 14), 5, date(2026, 1, 21)),
        (date(2026, 1, 16), 5, date(2026, 1, 23)),
        (date(2026, 1, 16), 3, date(2026, 1, 21)),
        (date(2026, 1, 17), 1, date(2026, 1, 19)),
        (date(2025, 12, 24), 3, date(2025, 12, 31)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 5, 4), 1, date(2026, 5, 5)),
        (date(2026, 1, 24), 0, date(2026, 1, 26)),
        (date(2026, 1, 21), -1, date(2026, 1, 20)),
        (date(2026, 1, 19), -1, date(2026, 1, 16)),
    ],
)
def test_plus_working_days(van: date, aantal: int, tot: date) -> None:
    assert werkdagen.plus_werkdagen(van, aantal) == tot


def test_days_left_and_days_late() -> None:
    vandaag = date(2026, 1, 21)
    assert werkdagen.werkdagen_tussen(vandaag, date(2026, 1, 23)) == 2
    assert werkdagen.werkdagen_tussen(vandaag, vandaag) == 0
    assert werkdagen.werkdagen_tussen(vandaag, date(2026, 1, 20)) == -1
    assert werkdagen.werkdagen_tussen(date(2026, 1, 23), date(2026, 1, 25)) == 0


@given(
    st.dates(min_value=date(2024, 1, 1), max_value=date(2031, 12, 31)), st.integers(min_value=1, max_value=60)
)
def test_adding_and_counting_are_each_others_opposite(dag: date, aantal: int) -> None:
    tot = werkdagen.plus_werkdagen(dag, aantal)
    assert werkdagen.is_werkdag(tot)
    assert tot - dag >= timedelta(days=aantal)
    assert werkdagen.werkdagen_tussen(dag, tot) == aantal
