"""The application's database role is bound by row security, in tests as in production."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, connections

from jeugdketen.config.omgeving import ROL_APP, ROL_EIGENAAR

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("alias", ["default", "logboek"])
def test_application_role_is_neither_superuser_nor_owner(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
            " pg_has_role(current_user, %s, 'member') FROM pg_roles WHERE rolname = current_user",
            [ROL_EIGENAAR],
        )
        assert cursor.fetchone() == (ROL_APP, False, False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [ROL_APP])
        assert cursor.fetchone() == (0,)


def test_every_table_belongs_to_the_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public'")
        tabellen = dict(cursor.fetchall())
    assert "kern_gebruiker" in tabellen
    assert set(tabellen.values()) == {ROL_EIGENAAR}


@pytest.mark.parametrize(
    "opdracht",
    [
        "CREATE TABLE zelfgemaakt (id int)",
        "ALTER TABLE kern_sessie DISABLE ROW LEVEL SECURITY",
        "TRUNCATE kern_sessie",
        "SET ROLE jeugdketen_eigenaar",
        "SET session_replication_role = replica",
    ],
)
def test_application_role_cannot_change_the_schema_or_shed_its_bonds(opdracht: str) -> None:
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute(opdracht)
