"""The one clock."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
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


def test_a_clock_file_moves_the_day_of_every_process_that_reads_it(settings: Any, tmp_path: Path) -> None:
    bestand = tmp_path / "vandaag"
    settings.JEUGDKETEN_KLOKBESTAND = str(bestand)
    klok.zet_klokbestand(bestand, date(2026, 3, 2))
    assert klok.vandaag() == date(2026, 3, 2)
    eerst = klok.nu()
    assert (eerst.date(), eerst.hour, eerst.minute) == (date(2026, 3, 2), 8, 0)
    assert klok.nu() > eerst
    klok.zet_klokbestand(bestand, date(2026, 3, 3))
    assert klok.vandaag() == date(2026, 3, 3)
    assert klok.nu() > eerst
    with klok.op(date(2026, 1, 14)):
        assert klok.vandaag() == klok.nu().date() == date(2026, 1, 14)


def test_a_day_of_the_clock_file_never_runs_over_midnight(settings: Any, tmp_path: Path) -> None:
    bestand = tmp_path / "vandaag"
    settings.JEUGDKETEN_KLOKBESTAND = str(bestand)
    klok.zet_klokbestand(bestand, date(2026, 3, 2))
    for uren in (-5, 30):  # the file is newer than the clock of the machine says, or the machine was asleep
        moment = bestand.stat().st_mtime - uren * 3600
        os.utime(bestand, (moment, moment))
        assert klok.nu().date() == date(2026, 3, 2)
        assert klok.nu().hour in (8, 23)
