"""How the database answers the message list, under the application's role: by an index, never by reading a table.

The plans are those of a filled and analysed table. The snapshot holds, per question, which index answers each part.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from syrupy.assertion import SnapshotAssertion

import berichtenmassa
import postregio
from jeugdketen.berichten import selectors
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Toegang, met_toegang
from postregio import HOORN, MEDEMBLIK

if TYPE_CHECKING:
    from jeugdketen.config.rollen import Verbindingen

AANTAL = 30_000
EDGE = "2022-03-01T12:00:00+01:00_00000000-0000-0000-0000-000000000000"

OP_SLEUTEL = {"berichten_bericht_pkey", "bericht_met_gemeente"}
"""Either finds a message by its key; which one, is a toss-up."""

VRAGEN: dict[str, dict[str, Any]] = {
    "nieuwste": {},
    "ouder": {"voor": EDGE},
    "nieuwer": {"na": EDGE},
    "soort": {"soort": "JW317"},
    "stand": {"toestand": "onbekoppeld"},
    "aanbieder": {"aanbieder": "99100017"},
    "aanbieder en stand": {"aanbieder": "99100017", "toestand": "afgekeurd"},
    "maand": {"van": date(2019, 3, 1), "tot": date(2019, 3, 31)},
    "kenmerk": {"zoek": "M15000"},
    "nummer": {"zoek": "2600005"},
    "bsn": {"zoek": "999900432"},
}


@pytest.fixture(scope="module")
def massa(
    django_db_setup: None,
    testdatabase: Verbindingen,
    django_db_blocker: Any,
    leeg_database: Callable[[], None],
) -> Iterator[dict[str, Toegang]]:
    """Thirty thousand messages, and people who look at them."""
    with django_db_blocker.unblock():
        postregio.richt_regio_in()
        with psycopg.connect(testdatabase.eigenaar) as db:
            berichtenmassa.vul(db, AANTAL)
        yield {
            "gemeente": postregio.iemand(rollen.BACKOFFICE, HOORN),
            "twee gemeenten": postregio.iemand(rollen.BACKOFFICE, HOORN, MEDEMBLIK),
            "aanbieder": postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder="99100017"),
        }
        connections.close_all()
        leeg_database()


def knopen(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a plan."""
    yield plan
    for kind in plan.get("Plans", ()):
        yield from knopen(kind)


def plannen(wie: Toegang, vraag: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The nodes of the plan of each question that the list asks about messages."""
    with met_toegang(wie), CaptureQueriesContext(connection) as gevangen:
        selectors.berichten_lijst(wie, **vraag)
        gesteld = [
            q["sql"] for q in gevangen.captured_queries if "berichten_" in q["sql"] and "SELECT" in q["sql"]
        ]
        uit = []
        with connection.cursor() as cursor:
            for sql in gesteld:
                cursor.execute("EXPLAIN (FORMAT JSON) " + sql)
                (plan,) = cursor.fetchone()
                uit.append(list(knopen((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"])))
    return uit


@pytest.mark.django_db(databases=["default"])
@pytest.mark.parametrize("naam", list(VRAGEN))
@pytest.mark.parametrize("wie", ["gemeente", "twee gemeenten", "aanbieder"])
def test_no_question_reads_a_whole_table(massa: dict[str, Toegang], wie: str, naam: str) -> None:
    for plan in plannen(massa[wie], VRAGEN[naam]):
        gelezen = [k["Relation Name"] for k in plan if k["Node Type"] == "Seq Scan" and "Relation Name" in k]
        assert not {t for t in gelezen if t.startswith("berichten_")}, naam


@pytest.mark.django_db(databases=["default"])
def test_which_index_answers_what(massa: dict[str, Toegang], snapshot: SnapshotAssertion) -> None:
    gevonden = {
        naam: sorted(
            {
                k["Index Name"]
                for plan in plannen(massa["gemeente"], vraag)
                for k in plan
                # Whether a single message is then looked up by its key is the planner's choice of the day.
                if k.get("Index Name") not in (None, "berichten_bericht_pkey", "bericht_met_gemeente")
            }
        )
        for naam, vraag in VRAGEN.items()
    }
    assert gevonden == snapshot


@pytest.mark.django_db(databases=["default"])
@pytest.mark.parametrize("wie", ["gemeente", "twee gemeenten", "aanbieder"])
def test_a_second_filter_is_answered_inside_the_index(massa: dict[str, Toegang], wie: str) -> None:
    voorwaarden = [
        k["Index Cond"]
        for plan in plannen(massa[wie], VRAGEN["aanbieder en stand"])
        for k in plan
        if k.get("Index Name") in ("bericht_lijst_partij", "bericht_lijst_aanbieder")
    ]
    assert voorwaarden
    for voorwaarde in voorwaarden:
        assert "aanbieder_agb" in voorwaarde
        assert "toestand" in voorwaarde


@pytest.mark.django_db(databases=["default"])
def test_the_questions_stay_the_same(massa: dict[str, Toegang], snapshot: SnapshotAssertion) -> None:
    with met_toegang(massa["gemeente"]), CaptureQueriesContext(connection) as gevangen:
        selectors.berichten_lijst(massa["gemeente"])
    gesteld = [q["sql"] for q in gevangen.captured_queries if 'FROM "berichten_bericht"' in q["sql"]]
    assert [sql.split(" WHERE ")[0].replace('"', "")[:60] for sql in gesteld] == snapshot
    assert len(gesteld) == 2
