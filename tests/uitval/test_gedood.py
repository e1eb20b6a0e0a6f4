"""The worker is killed (SIGKILL) at every point of the path and started again: same end state, once, within seconds.

Real processes, a real PostgreSQL, a real folder. The points are those of ``breekpunten.PUNTEN``.
"""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from django.db import connection
from uitvalhulp import GOED, HERSTELTIJD, leg_neer, stand, wacht_op

import postregio
from jeugdketen.berichten.breekpunten import PUNTEN
from jeugdketen.berichten.waak import neem_werk_over
from jeugdketen.demo.werkers import Werkgroep

pytestmark = pytest.mark.django_db(transaction=True)


def test_undisturbed(werkers: Werkgroep, tmp_path: Path) -> None:
    leg_neer(tmp_path, postregio.Vot().xml())
    werkers.start()
    wacht_op(lambda: stand(tmp_path) == GOED, 60)
    assert stand(tmp_path) == GOED


@pytest.mark.parametrize("punt", PUNTEN)
def test_killed_and_started_again(werkers: Werkgroep, tmp_path: Path, punt: str) -> None:
    leg_neer(tmp_path, postregio.Vot().xml())
    eerste = werkers.start(punt)
    assert eerste.wacht(60)
    werkers.start()
    wacht_op(lambda: stand(tmp_path) == GOED, HERSTELTIJD)
    assert stand(tmp_path) == GOED, f"not the end state within {HERSTELTIJD} s"


def test_the_watch_finds_the_job_of_a_killed_worker_at_once(werkers: Werkgroep, tmp_path: Path) -> None:
    """Any process that watches does: no heartbeat has to be missed first."""
    leg_neer(tmp_path, postregio.Vot().xml())
    eerste = werkers.start("na-antwoord")
    assert eerste.wacht(60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
        assert cursor.fetchone()[0] == 1, "the killed worker left its job as doing"
    overgenomen: list[int] = []

    def neem() -> bool:
        overgenomen.append(neem_werk_over())
        return overgenomen[-1] > 0

    assert wacht_op(neem, 5) < 5, "as soon as the database knows that the worker is gone"
    assert sum(overgenomen) == 1
    assert neem_werk_over() == 0


def test_two_workers_on_one_box_do_everything_once(werkers: Werkgroep, tmp_path: Path) -> None:
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


def test_a_database_that_hangs_up_is_no_end(werkers: Werkgroep, tmp_path: Path) -> None:
    """All connections of the worker are cut, twice; it comes back by itself and does its work."""
    proces = werkers.start()
    for _ in range(2):
        wacht_op(lambda: _verbroken() > 0, 30)
        time.sleep(1)
    leg_neer(tmp_path, postregio.Vot().xml())
    wacht_op(lambda: stand(tmp_path) == GOED, 60)
    assert proces.leeft()
    assert stand(tmp_path) == GOED


def test_stops_when_asked(werkers: Werkgroep) -> None:
    proces = werkers.start()
    time.sleep(1)
    proces.sein(signal.SIGTERM)
    assert proces.wacht(30)
