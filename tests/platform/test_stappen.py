"""A step of set-up that fails says which step it was, why, and what to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jeugdketen.demo import stappen


@pytest.fixture(autouse=True)
def eigen_logmap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(stappen, "LOGMAP", tmp_path / "log")


def test_a_failing_command_is_quoted_and_comes_with_advice(capsys: pytest.CaptureFixture[str]) -> None:
    opdracht = [sys.executable, "-c", "print('schijf vol'); raise SystemExit(7)"]

    def doe() -> None:
        stappen.draai("Pakketten halen", opdracht, raad="Maak ruimte vrij.")

    assert stappen.hoofd(doe) == 1
    uit = capsys.readouterr()
    assert "✗ Pakketten halen" in uit.out
    assert "stap 'Pakketten halen'" in uit.err
    assert "code 7" in uit.err
    assert "schijf vol" in uit.err
    assert "Wat te doen: Maak ruimte vrij." in uit.err


def test_a_command_that_is_not_there_is_a_failed_step() -> None:
    with pytest.raises(stappen.StapFout, match="Iets starten"):
        stappen.draai("Iets starten", ["bestaat-hier-niet"], raad="Installeer het.")


def test_a_good_step_is_shown_with_its_duration(capsys: pytest.CaptureFixture[str]) -> None:
    stappen.draai("Niets doen", [sys.executable, "-c", ""], raad="-")
    uit = capsys.readouterr().out
    assert "… Niets doen" in uit
    assert "✓ Niets doen (" in uit


def test_breaking_off_is_no_stack_trace(capsys: pytest.CaptureFixture[str]) -> None:
    def doe() -> None:
        raise KeyboardInterrupt

    assert stappen.hoofd(doe) == 130
    assert "Afgebroken" in capsys.readouterr().err


def test_a_stamp_holds_for_the_same_contents_only(tmp_path: Path) -> None:
    slot, stempel = tmp_path / "slot.txt", tmp_path / "werk" / "stempel"
    slot.write_text("a==1")
    eerst = stappen.kenmerk([slot])
    assert not stappen.is_gedaan(stempel, eerst)
    stappen.zet_stempel(stempel, eerst)
    assert stappen.is_gedaan(stempel, stappen.kenmerk([slot]))
    slot.write_text("a==2")
    assert not stappen.is_gedaan(stempel, stappen.kenmerk([slot]))
    assert stappen.kenmerk([slot]) != stappen.kenmerk([slot], "andere map")
