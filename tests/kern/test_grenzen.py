"""Limits: counted in the database, in a window that slides, and the one too many hears when to come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connections, transaction

from jeugdketen.kern import beveiligingslog, grenzen
from jeugdketen.kern.toegang import POORT, met_toegang

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])


def reset(settings: Any, waarde: str) -> None:
    settings.JEUGDKETEN_GRENZEN = [waarde]


def test_the_one_too_many_is_refused_and_others_are_not(settings: Any) -> None:
    reset(settings, "zoeken=3/3600")
    for _ in range(3):
        grenzen.tel("zoeken", "gebruiker 1")
    with pytest.raises(
        grenzen.TeVaak, match=r"U zoekt heel vaak in korte tijd\. Probeer het over \d+ min"
    ) as fout:
        grenzen.tel("zoeken", "gebruiker 1")
    assert 1 <= fout.value.wacht <= 7200
    grenzen.tel("zoeken", "gebruiker 2")
    grenzen.tel("export", "gebruiker 1")


def test_the_window_slides(settings: Any) -> None:
    """What was counted in the window before counts for the part that still lies within reach."""
    reset(settings, "zoeken=10/100")
    grenzen.tel("zoeken", "x")
    with (
        connections["logboek"].cursor() as cursor,
        pytest.raises(ProgrammingError),
        transaction.atomic("logboek"),
    ):
        cursor.execute(
            "UPDATE kern_teller SET aantal = 0"
        )  # the application's role reaches the counters by nothing
    with connections["logboek"].cursor() as cursor:
        cursor.execute("SELECT kern_tel('y', 1000000, 2)")
        cursor.execute("SELECT kern_tel('y', 1000000, 2)")
        cursor.execute("SELECT kern_tel('y', 1000000, 2), extract(epoch FROM clock_timestamp())")
        wacht, nu = cursor.fetchone()
    rest = 1_000_000 - float(nu) % 1_000_000
    # Until the next window, and there until half of the two lies out of reach.
    assert wacht == pytest.approx(rest + 500_000, abs=5)


def test_waiting_helps_because_what_is_refused_does_not_count(settings: Any) -> None:
    reset(settings, "zoeken=1/1")
    grenzen.tel("zoeken", "z")
    geweigerd = 0
    import time

    einde = time.monotonic() + 5
    while time.monotonic() < einde:
        try:
            grenzen.tel("zoeken", "z")
            break
        except grenzen.TeVaak:
            geweigerd += 1
            time.sleep(0.05)
    assert 0 < geweigerd < 60


def test_a_limit_that_was_reached_is_in_the_security_log_once(settings: Any) -> None:
    reset(settings, "export=1/3600")
    grenzen.tel("export", "gebruiker 7")
    for _ in range(5):
        with pytest.raises(grenzen.TeVaak):
            grenzen.tel("export", "gebruiker 7")
    with met_toegang(POORT, using="logboek"):
        rijen = list(beveiligingslog.gebeurtenissen(soort="grens_bereikt").using("logboek"))
    assert [rij.details for rij in rijen] == [{"grens": "export"}]


def test_something_can_be_used_once() -> None:
    assert not grenzen.eenmalig("een", 600)
    assert grenzen.eenmalig("een", 600)
    assert not grenzen.eenmalig("twee", 600)


@pytest.mark.parametrize("fout", ["zoeken", "zoeken=veel", "zoeken=1", "zoeken=1/0", "vliegen=1/1"])
def test_a_setting_that_is_no_limit_is_named(settings: Any, fout: str) -> None:
    reset(settings, fout)
    with pytest.raises(ImproperlyConfigured, match="JEUGDKETEN_GRENZEN"):
        grenzen.grenzen()


def test_the_page_of_limits_says_what_the_code_holds() -> None:
    pagina = (Path(__file__).resolve().parents[2] / "docs" / "grenzen.md").read_text(encoding="utf-8")
    for grens in grenzen.grenzen().values():
        rij = f"| `{grens.naam}` | {grens.wat} | {grens.per} | {grens.hoogstens} | {grens.seconden} |"
        assert rij in pagina
