"""The one clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from jeugdketen.kern import klok


def test_today_is_the_date_of_the_setting() -> None:
    assert klok.vandaag() == date(2026, 1, 21)
    assert klok.nu().date() == date(2026, 1, 21)
    assert str(klok.nu().tzinfo) == "Europe/Amsterdam"
    assert klok.is_demo()


def test_without_the_setting_it_is_really_today(settings: Any) -> None:
    settings.JEUGDKETEN_VANDAAG = None
    assert klok.vandaag() == datetime.now(klok.NEDERLAND).date()
    assert not klok.is_demo()


def test_the_simulator_can_make_it_another_day() -> None:
    with klok.op(date(2026, 1, 14)):
        assert klok.vandaag() == date(2026, 1, 14)
        assert klok.nu().date() == date(2026, 1, 14)
        with klok.op(date(2025, 7, 1)):
            assert klok.vandaag() == date(2025, 7, 1)
        assert klok.vandaag() == date(2026, 1, 14)
    assert klok.vandaag() == date(2026, 1, 21)


def test_a_setting_that_is_no_date_is_an_error(settings: Any) -> None:
    settings.JEUGDKETEN_VANDAAG = "21-1-2026"
    with pytest.raises(ValueError, match="JEUGDKETEN_VANDAAG is geen datum"):
        klok.vandaag()
