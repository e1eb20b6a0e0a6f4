"""Deadlines: working days with Dutch holidays, weeks, and the groups of the work list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jeugdketen.kern.werkdagen import is_werkdag
from jeugdketen.toewijzing import termijnen
from jeugdketen.toewijzing.weergave import GROEPEN


@pytest.mark.regel("OP274")
@pytest.mark.parametrize(
    ("ontvangen", "uiterlijk"),
    [
        ("2026-01-21", "2026-01-28"),  # Wednesday: the next Wednesday
        ("2026-05-20", "2026-05-28"),  # Whit Monday does not count
        ("2026-04-24", "2026-05-04"),  # King's Day does not count
        ("2026-12-23", "2026-12-31"),  # Christmas on Friday: one day lost
        ("2026-01-24", "2026-01-30"),  # received on a Saturday
    ],
)
def test_five_working_days(ontvangen: str, uiterlijk: str) -> None:
    assert termijnen.antwoord_uiterlijk(date.fromisoformat(ontvangen)) == date.fromisoformat(uiterlijk)


@pytest.mark.regel("OP274", "OP359")
def test_weeks_are_calendar_weeks() -> None:
    assert termijnen.onderzoek_uiterlijk(date(2026, 1, 14)) == date(2026, 3, 11)
    assert termijnen.woonplaats_uiterlijk(date(2026, 1, 21)) == date(2026, 2, 4)


WOENSDAG = date(2026, 1, 21)


@pytest.mark.parametrize(
    ("dagen", "groep", "tekst", "pips"),
    [
        (-2, "te_laat", "2 werkdagen te laat", 5),
        (-1, "te_laat", "1 werkdag te laat", 5),
        (0, "vandaag", "vandaag", 5),
        (1, "deze_week", "nog 1 werkdag", 4),
        (2, "deze_week", "nog 2 werkdagen", 3),
        (5, "volgende_week", "nog 3 werkdagen", 2),
        (11, "volgende_week", "nog 7 werkdagen", 0),
        (12, "later", "nog 8 werkdagen", 0),
    ],
)
def test_groups_and_words(dagen: int, groep: str, tekst: str, pips: int) -> None:
    t = termijnen.termijn(WOENSDAG + timedelta(days=dagen), "verzoek", WOENSDAG)
    assert (t.groep, t.tekst, t.pips, t.te_laat) == (groep, tekst, pips, dagen < 0)


def test_late_over_a_weekend_is_late() -> None:
    t = termijnen.termijn(date(2026, 1, 23), "verzoek", date(2026, 1, 25))
    assert t.te_laat
    assert t.tekst == "1 werkdag te laat"


dagen = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(dagen, dagen)
def test_a_deadline_is_late_exactly_when_its_day_has_passed(uiterlijk: date, vandaag: date) -> None:
    t = termijnen.termijn(uiterlijk, "verzoek", vandaag)
    assert t.te_laat == (uiterlijk < vandaag) == (t.groep == "te_laat")
    assert t.groep in GROEPEN
    assert 0 <= t.pips <= 5


@given(dagen)
def test_the_last_day_is_a_working_day_and_five_lie_between(ontvangen: date) -> None:
    uiterlijk = termijnen.antwoord_uiterlijk(ontvangen)
    assert is_werkdag(uiterlijk)
    assert (
        sum(is_werkdag(ontvangen + timedelta(days=i)) for i in range(1, (uiterlijk - ontvangen).days + 1))
        == 5
    )
