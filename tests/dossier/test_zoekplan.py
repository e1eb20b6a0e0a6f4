"""Searching and opening stay fast under row security: a fixed number of questions, and an index for each of them.

The figures with a million children are in `benchmarks/zoeken.py`; here the plan itself is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from jeugdketen.dossier import selectors
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.services import leg_betrokkenheid_vast, leg_jeugdige_vast
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import Toegang, als_systeem, met_toegang, toegang_van
from jeugdketen.portaal.consulent.registerbeeld import jeugdigebeeld
from jeugdketen.toewijzing.models import Toewijzing
from mensen import HOORN, OPMEER, gebruiker

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])

MILA = "999990019"


@pytest.fixture
def ik() -> Toegang:
    """A consulent of two municipalities."""
    return toegang_van(gebruiker("consulent", HOORN, OPMEER))


@pytest.fixture
def mila() -> Jeugdige:
    """A child among others."""
    with als_systeem([HOORN]):
        for i in range(30):
            leg_jeugdige_vast(
                HOORN, bsn=None, naam=Naam(f"Naam{i}", "N", "", "Kuin"), geboortedatum=date(2013, 1, 1)
            )
        return leg_jeugdige_vast(
            HOORN, bsn=MILA, naam=Naam("Mila", "M", "van der", "Kuin"), geboortedatum=date(2014, 5, 17)
        )


def vragen(doe: Callable[[], Any]) -> list[str]:
    """Every question to the database on the way, without the frame of the transaction."""
    with CaptureQueriesContext(connection) as gewoon, CaptureQueriesContext(connections["logboek"]) as log:
        doe()
    alle = [vraag["sql"] for vraag in [*gewoon.captured_queries, *log.captured_queries]]
    return [sql for sql in alle if sql.startswith(("SELECT", "INSERT")) and "set_config" not in sql]


def zonder_index(sql: str) -> list[str]:
    """The tables that must be read whole for a question, whatever the planner would rather do with so few rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (COSTS OFF) {sql}".replace("%", "%%"))
        plan = "\n".join(regel for (regel,) in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = on")
    return re.findall(r"Seq Scan on (\w+)", plan)


ZOEKEN: dict[str, tuple[str, date | None]] = {
    "bsn": (MILA, None),
    "achternaam": ("kuin", None),
    "hele naam": ("Mila van der Kuin", None),
    "geboortedatum": ("", date(2014, 5, 17)),
    "naam en geboortedatum": ("kuin", date(2014, 5, 17)),
}


@pytest.mark.parametrize("soort", ZOEKEN)
def test_a_search_is_few_questions_each_by_index(ik: Toegang, mila: Jeugdige, soort: str) -> None:
    tekst, geboren = ZOEKEN[soort]
    gevonden: list[Jeugdige] = []
    with met_toegang(ik):
        gesteld = vragen(
            lambda: gevonden.extend(selectors.zoek_jeugdigen(ik, tekst, geboren=geboren, grond="test"))
        )
        assert mila in gevonden
        assert len([sql for sql in gesteld if sql.startswith("SELECT")]) == (3 if soort == "bsn" else 2)
        assert len([sql for sql in gesteld if sql.startswith("INSERT")]) == 1, (
            "one row in the read log per municipality"
        )
        for sql in gesteld:
            if sql.startswith("SELECT"):
                assert zonder_index(sql) == [], sql


def test_opening_a_file_is_a_fixed_number_of_questions_each_by_index(ik: Toegang, mila: Jeugdige) -> None:
    def open_() -> None:
        assert jeugdigebeeld(ik, mila.pk) is not None

    def wijs_toe(van: int, tot: int) -> None:
        with als_systeem([HOORN]):
            for nummer in range(van, tot):
                dag = date(2025, 7, 1) + timedelta(days=nummer)
                leg_betrokkenheid_vast(mila, "99001234", "toewijzing", van=dag, tot=dag)
                Toewijzing.objects.create(
                    nummer=str(nummer),
                    gemeente_code=HOORN,
                    aanbieder_agb="99001234",
                    jeugdige=mila,
                    product_sleutel="45",
                    van=dag,
                    tot=dag,
                    toegewezen_op=klok.nu(),
                    toestand="verzonden",
                )

    wijs_toe(1, 2)
    with met_toegang(ik):
        een = vragen(open_)
    wijs_toe(2, 40)
    with met_toegang(ik):
        veel = vragen(open_)
        assert len(veel) == len(een) <= 26
        for sql in veel:
            if sql.startswith("SELECT"):
                assert zonder_index(sql) == [], sql
