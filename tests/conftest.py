"""Shared set-up of all tests: a PostgreSQL of their own, the application role, and a browser.

Every pytest process that needs a database starts a PostgreSQL of its own on a private socket (or makes a database of
its own on the server in DATABASE_URL). The schema is made by the owner role, the tests connect as the application
role: neither superuser nor owner nor BYPASSRLS, so row security holds in every test exactly as in production.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from jeugdketen.config.rollen import Verbindingen

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright keeps an event loop in the test thread

pytest_plugins = ["browser"]

# `make test` gives the same examples each time; `make fuzz` looks for new ones, longer.
hypothesis.settings.register_profile("vast", deadline=None, derandomize=True)
hypothesis.settings.register_profile(
    "lang",
    deadline=None,
    max_examples=2000,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "vast"))


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """DSN of a role that may make roles and databases: DATABASE_URL, else a throw-away server."""
    if eigen := os.environ.get("DATABASE_URL"):
        yield eigen
        return
    from jeugdketen.demo.postgres import Server

    server = Server(Path(tempfile.mkdtemp(prefix="jeugdketen-test-")) / "pg", vluchtig=True)
    server.data.parent.chmod(0o755)
    yield server.start()
    server.stop()


@pytest.fixture(scope="session")
def testdatabase(postgres_dsn: str) -> Iterator[Verbindingen]:
    """An empty database with both roles, dropped afterwards; its schema is made by ``django_db_setup``."""
    import psycopg
    from django.conf import settings
    from psycopg import sql
    from psycopg.conninfo import make_conninfo

    from jeugdketen.config.rollen import richt_in

    naam = f"test_jeugdketen_{os.getpid()}_{secrets.token_hex(4)}"
    yield richt_in(postgres_dsn, settings.SECRET_KEY, naam=naam, vervang=True)
    with psycopg.connect(make_conninfo(postgres_dsn, dbname="postgres"), autocommit=True) as db:
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(naam)))


@pytest.fixture(scope="session")
def django_db_setup(
    testdatabase: Verbindingen, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Point Django's connections at the test database and migrate it as the owner."""
    from django.core.management import call_command
    from django.db import connections

    from jeugdketen.config.omgeving import database

    _EIGENAAR[:] = [testdatabase.eigenaar]
    for alias in connections:
        dsn = testdatabase.eigenaar if alias == "eigenaar" else testdatabase.app
        instelling = database(dsn) | {"CONN_MAX_AGE": 0}
        connections.settings[alias].update(instelling)
        connections[alias].settings_dict.update(instelling)
    with django_db_blocker.unblock():
        call_command("migrate", interactive=False, verbosity=0)
        _onthoud_gevulde_tabellen()
        connections["eigenaar"].close()
    yield
    with django_db_blocker.unblock():
        connections.close_all()


_BLIJVEND: set[str] = set()
_EIGENAAR: list[str] = []


def _onthoud_gevulde_tabellen() -> None:
    """Tables that the migrations fill (content types, reference data) keep their rows between tests."""
    import psycopg

    with psycopg.connect(_EIGENAAR[0]) as db:
        # By size and not by count: the owner too is bound by forced row security.
        gevuld = db.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
            " AND pg_relation_size(quote_ident(tablename)::regclass) > 0"
        )
        _BLIJVEND.update(t for (t,) in gevuld)


def leeg_tabellen(eigenaar_dsn: str) -> None:
    """Empty every table that was empty after migrating, as the owner, past append-only triggers.

    Django's own flush would do this as the application role, which may not TRUNCATE.
    """
    import psycopg
    from psycopg import sql

    with psycopg.connect(eigenaar_dsn) as db:
        tabellen = [
            t
            for (t,) in db.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
            )
            if t not in _BLIJVEND
        ]
        tegenhouders = db.execute(
            "SELECT c.relname, t.tgname, t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND NOT t.tgisinternal AND t.tgtype & 32 > 0 AND t.tgenabled <> 'D'"
        ).fetchall()

        def schakel(woord: str, tabel: str, trigger: str) -> None:
            opdracht = sql.SQL("ALTER TABLE {} " + woord + " TRIGGER {}")
            db.execute(opdracht.format(sql.Identifier(tabel), sql.Identifier(trigger)))

        for tabel, trigger, _ in tegenhouders:
            schakel("DISABLE", tabel, trigger)
        if tabellen:
            namen = sql.SQL(", ").join(map(sql.Identifier, tabellen))
            db.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(namen))
        for tabel, trigger, stand in tegenhouders:
            schakel("ENABLE ALWAYS" if stand == "A" else "ENABLE", tabel, trigger)


@pytest.fixture(scope="session")
def leeg_database(testdatabase: Verbindingen) -> Callable[[], None]:
    """Call it to empty the database after tests that committed on purpose."""
    return lambda: leeg_tabellen(testdatabase.eigenaar)


@pytest.fixture(scope="session", autouse=True)
def _leegmaken_als_eigenaar() -> Iterator[None]:
    """Tests may use both connections, and those that commit are cleaned up after by the owner."""
    from django.db import connections
    from django.test import TransactionTestCase

    oorspronkelijk = TransactionTestCase._fixture_teardown, TransactionTestCase.databases

    def _fixture_teardown(self: Any) -> None:
        for alias in self._databases_names(include_mirrors=False):
            connections[alias].close()
        leeg_tabellen(_EIGENAAR[0])

    TransactionTestCase._fixture_teardown = _fixture_teardown
    TransactionTestCase.databases = {"default", "logboek"}
    yield
    TransactionTestCase._fixture_teardown, TransactionTestCase.databases = oorspronkelijk
