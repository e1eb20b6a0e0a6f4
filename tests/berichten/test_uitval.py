"""The worker is killed (SIGKILL) at every point of the path and started again: same end state, once, within seconds.

Real processes, a real PostgreSQL, a real folder. The points are those of ``breekpunten.PUNTEN``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

import postregio
from jeugdketen.berichten.breekpunten import PUNTEN
from jeugdketen.berichten.models import Bericht, Nummerreeks, Overgang, RuwBericht, VerzendPost
from jeugdketen.berichten.waak import neem_werk_over
from jeugdketen.kern.toegang import als_systeem
from jeugdketen.toewijzing.models import Toets, Verzoek

if TYPE_CHECKING:
    from jeugdketen.config.rollen import Verbindingen

pytestmark = pytest.mark.django_db(transaction=True)
WORTEL = Path(__file__).resolve().parents[2]
HERSTELTIJD = 10.0
"""Seconds from "the worker runs" to the end state, on a machine that does other things too."""


class Werkers:
    """Starts workers on the test database and stops those it started."""

    def __init__(self, dsn: str, postbus: Path) -> None:
        self.env = os.environ | {
            "DATABASE_URL_APP": dsn,
            "JEUGDKETEN_POSTBUS": str(postbus),
            "DJANGO_SETTINGS_MODULE": "jeugdketen.config.settings",
            "JEUGDKETEN_LOGNIVEAU": "WARNING",
        }
        self.env.pop("DATABASE_URL", None)
        self.lopend: list[subprocess.Popen[bytes]] = []

    def start(self, breekpunt: str = "", *opties: str) -> subprocess.Popen[bytes]:
        """A worker process; ``breekpunt`` names where it must die."""
        proces = subprocess.Popen(
            [sys.executable, "-m", "jeugdketen.cli", "beheer", "postbus", "--rust", "0.1", *opties],
            env=self.env | {"JEUGDKETEN_BREEKPUNT": breekpunt},
            cwd=WORTEL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.lopend.append(proces)
        return proces

    def start_en_wacht(self) -> subprocess.Popen[bytes]:
        """A worker process that says it runs."""
        proces = self.start()
        assert proces.stdout is not None
        assert b"loopt" in proces.stdout.readline()
        return proces

    def stop(self) -> None:
        """End what still runs, gently."""
        for proces in self.lopend:
            if proces.poll() is None:
                proces.send_signal(signal.SIGTERM)
        for proces in self.lopend:
            try:
                proces.communicate(timeout=15)
            except subprocess.TimeoutExpired:
                proces.kill()
                proces.communicate()


@pytest.fixture
def werkers(testdatabase: Verbindingen, tmp_path: Path) -> Any:
    """Workers on a message box of their own; stopped afterwards."""
    postregio.richt_regio_in()
    for deel in ("in", "uit", "bezig", "verwerkt", "geweigerd"):
        (tmp_path / deel).mkdir()
    groep = Werkers(testdatabase.app, tmp_path)
    yield groep
    groep.stop()


def leg_neer(postbus: Path, inhoud: bytes, naam: str = "vot.xml") -> None:
    """Put a file in the folder as a careful sender does: written beside, then renamed."""
    (postbus / "uit" / f".{naam}").write_bytes(inhoud)
    (postbus / "uit" / f".{naam}").rename(postbus / "in" / naam)


def stand(postbus: Path) -> dict[str, Any]:
    """Everything that a message leaves behind, without keys and times."""
    with als_systeem(postregio.GEMEENTEN):
        uit: dict[str, Any] = {
            "berichten": sorted(Bericht.objects.values_list("soort", "toestand")),
            "ruw": RuwBericht.objects.count(),
            "stappen": sorted(Overgang.objects.values_list("bericht__soort", "van", "naar")),
            "verzoeken": list(
                Verzoek.objects.order_by("nummer").values_list("nummer", "referentie_aanbieder")
            ),
            "toetsen": Toets.objects.count(),
            "verzonden": VerzendPost.objects.exclude(verzonden_op=None).count(),
            "wacht": VerzendPost.objects.filter(verzonden_op=None).count(),
            "nummers": sorted(Nummerreeks.objects.values_list("reeks", "laatste")),
        }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed')")
        uit["onafgedaan"] = cursor.fetchone()[0]
    uit["bestanden"] = {
        deel: len([p for p in (postbus / deel).iterdir() if p.suffix == ".xml"])
        for deel in ("in", "bezig", "verwerkt", "uit", "geweigerd")
    }
    return uit


GOED = {
    "berichten": [("JW315", "aanvaard"), ("JW316", "verzonden")],
    "ruw": 2,
    "stappen": [
        ("JW315", "", "ontvangen"),
        ("JW315", "ontvangen", "aanvaard"),
        ("JW316", "", "klaar"),
        ("JW316", "klaar", "verzonden"),
    ],
    "verzoeken": [("VT-2026-0001", "AZ-26-00901")],
    "toetsen": 1,
    "verzonden": 1,
    "wacht": 0,
    "nummers": [("bericht-R-0420-2026", 1), ("verzoek-2026", 1)],
    "onafgedaan": 0,
    "bestanden": {"in": 0, "bezig": 0, "verwerkt": 1, "uit": 1, "geweigerd": 0},
}


def wacht_op(klaar: Callable[[], bool], seconden: float) -> float:
    """Wait until it is so; how long that took."""
    begin = time.monotonic()
    while time.monotonic() - begin < seconden:
        if klaar():
            return time.monotonic() - begin
        time.sleep(0.1)
    return time.monotonic() - begin


def test_undisturbed(werkers: Werkers, tmp_path: Path) -> None:
    leg_neer(tmp_path, postregio.Vot().xml())
    werkers.start()
    wacht_op(lambda: stand(tmp_path) == GOED, 60)
    assert stand(tmp_path) == GOED


@pytest.mark.parametrize("punt", PUNTEN)
def test_killed_and_started_again(werkers: Werkers, tmp_path: Path, punt: str) -> None:
    leg_neer(tmp_path, postregio.Vot().xml())
    eerste = werkers.start(punt)
    assert eerste.wait(60) == -signal.SIGKILL
    werkers.start_en_wacht()
    wacht_op(lambda: stand(tmp_path) == GOED, HERSTELTIJD)
    assert stand(tmp_path) == GOED, f"not the end state within {HERSTELTIJD} s"


def test_the_watch_finds_the_job_of_a_killed_worker_at_once(werkers: Werkers, tmp_path: Path) -> None:
    """Any process that watches does: no heartbeat has to be missed first."""
    leg_neer(tmp_path, postregio.Vot().xml())
    eerste = werkers.start("na-antwoord")
    assert eerste.wait(60) == -signal.SIGKILL
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
        assert cursor.fetchone()[0] == 1, "the killed worker left its job as doing"
    assert neem_werk_over() == 1
    assert neem_werk_over() == 0


def test_two_workers_on_one_box_do_everything_once(werkers: Werkers, tmp_path: Path) -> None:
    aantal = 12
    werkers.start()
    werkers.start()
    for nummer in range(aantal):
        leg_neer(
            tmp_path,
            postregio.Vot(
                identificatie=f"TWEE{nummer:04d}",
                bsn=(postregio.JESSE, postregio.NOOR)[nummer % 2],
                producten=[postregio.Vraag(f"TW-{nummer}")],
            ).xml(),
            f"vot{nummer}.xml",
        )
    wacht_op(lambda: stand(tmp_path)["bestanden"]["uit"] == aantal and not stand(tmp_path)["onafgedaan"], 90)
    nu = stand(tmp_path)
    assert nu["bestanden"] == {"in": 0, "bezig": 0, "verwerkt": aantal, "uit": aantal, "geweigerd": 0}
    assert (nu["ruw"], nu["wacht"], nu["onafgedaan"]) == (2 * aantal, 0, 0)
    # of each child one request is pending, the others are rejected (TR374)
    assert [toestand for soort, toestand in nu["berichten"] if soort == "JW315"].count("aanvaard") == 2
    assert len(nu["verzoeken"]) == 2


def _verbroken() -> int:
    """Cut every connection of the workers; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def test_a_database_that_hangs_up_is_no_end(werkers: Werkers, tmp_path: Path) -> None:
    """All connections of the worker are cut, twice; it comes back by itself and does its work."""
    proces = werkers.start_en_wacht()
    for _ in range(2):
        wacht_op(lambda: _verbroken() > 0, 30)
        time.sleep(1)
    leg_neer(tmp_path, postregio.Vot().xml())
    wacht_op(lambda: stand(tmp_path) == GOED, 60)
    assert proces.poll() is None
    assert stand(tmp_path) == GOED


def test_stops_when_asked(werkers: Werkers) -> None:
    proces = werkers.start_en_wacht()
    proces.send_signal(signal.SIGTERM)
    assert proces.wait(30) == 0
