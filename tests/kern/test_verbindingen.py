"""A forked process has database connections of its own, whatever was open where it came from."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from jeugdketen.demo.simulatie.ploeg import Ploeg
from jeugdketen.demo.simulatie.wereld import Wereld, maak_wereld
from jeugdketen.kern.toegang import als_inrichting

pytestmark = [
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


def sessie() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def in_vork(doe: Callable[[], Any]) -> Any:
    """What it gives in a forked process."""
    lees, schrijf = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.write(schrijf, json.dumps(doe()).encode())
        finally:
            os._exit(0)
    os.close(schrijf)
    with os.fdopen(lees) as uit:
        antwoord = uit.read()
    os.waitpid(pid, 0)
    return json.loads(antwoord)


@pytest.mark.django_db
def test_a_forked_process_does_not_speak_in_the_transaction_of_its_parent() -> None:
    def gezien() -> list[object]:
        binnen = connection.in_atomic_block
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), current_setting('app.toegang', true)")
            return [binnen, *cursor.fetchone()]

    with als_inrichting({"0420"}):
        eigen = sessie()
        binnen, ander, context = in_vork(gezien)
        assert binnen is False
        assert ander != eigen
        assert not context, "the context of the parent is not there"
        with connection.cursor() as cursor:
            cursor.execute("SELECT kern_schrijf_gemeenten()")
            assert cursor.fetchone() == (["0420"],), "and the parent goes on"


def _sessie(wereld: Wereld, gemeente: str) -> tuple[int, int]:
    return os.getpid(), sessie()


@pytest.mark.django_db(transaction=True)
def test_the_processes_of_a_simulation_share_no_connection_under_an_event_loop_either() -> None:
    """As in a test process in which a browser was driven: Django then sees other connections than its fork does."""
    wereld = maak_wereld(7, 0.05)

    async def onder_een_lus() -> set[tuple[int, int]]:
        with Ploeg(wereld, 2) as ploeg:
            return set(ploeg.per_gemeente(_sessie, list(wereld.gemeenten) * 20))

    def in_een_proces_zonder_lus() -> tuple[int, list[tuple[int, int]]]:
        return sessie(), list(asyncio.run(onder_een_lus()))

    # Forked, because a browser test before this one leaves its loop running in this thread.
    buiten, paren = in_vork(in_een_proces_zonder_lus)
    assert buiten not in {nummer for _, nummer in paren}
    assert len({pid for pid, _ in paren}) == len({nummer for _, nummer in paren}) == len(paren) > 0
