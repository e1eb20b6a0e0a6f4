"""Row security stands on every table that could hold personal data; the exceptions are listed here, with why."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

ZONDER = {
    "django_migrations": "names of migrations",
    "django_content_type": "names of models",
    "auth_permission": "names of permissions",
    "auth_group": "not used for access; no people",
    "auth_group_permissions": "not used for access; no people",
    "kern_teller": "counters behind one function; the application role has no right on it at all",
    "kern_zegelsleutel": "one row of keys; the application role has no right on it at all",
}
VOORVOEGSELS = {
    "procrastinate_": "jobs; their arguments are opaque keys",
    "oauth2_provider_": "machine accounts of the API; no people",
    "api_": "machine accounts of the API; no people",
    "landschap_": "registers of providers, contracts and products; public facts, no people",
    "kern_gebruiker_": "links of the user to groups and permissions, not used for access",
}
NIET_GEDWONGEN = {
    "kern_wijziging": "filled by a trigger that runs as the owner; the application role is bound"
}
pytestmark = pytest.mark.django_db


def _tabellen() -> dict[str, tuple[bool, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
        )
        return {naam: (aan, gedwongen) for naam, aan, gedwongen in cursor.fetchall()}


def _vrijgesteld(tabel: str) -> bool:
    return tabel in ZONDER or any(tabel.startswith(begin) for begin in VOORVOEGSELS)


def test_row_security_is_on_and_forced_on_every_other_table() -> None:
    kaal = [
        naam
        for naam, (aan, gedwongen) in _tabellen().items()
        if not _vrijgesteld(naam) and not (aan and (gedwongen or naam in NIET_GEDWONGEN))
    ]
    assert not kaal, f"no forced row security on: {', '.join(sorted(kaal))}"


def test_each_protected_table_has_a_policy_for_reading() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public' AND cmd IN ('SELECT', 'ALL')"
        )
        met_beleid = {naam for (naam,) in cursor.fetchall()}
    beschermd = {naam for naam, (aan, _) in _tabellen().items() if aan and naam not in ZONDER}
    assert beschermd, "no table is protected at all"
    assert beschermd <= met_beleid


def test_without_context_the_application_sees_no_file_and_no_message() -> None:
    """Fails closed: a connection that nobody told who is asking reads nothing from any domain table."""
    for app in ("dossier", "berichten", "toewijzing"):
        for model in apps.get_app_config(app).get_models():
            if not _vrijgesteld(model._meta.db_table):
                assert not model._default_manager.exists(), model._meta.label


def test_no_table_is_exempt_that_has_a_column_for_a_person() -> None:
    """A register that grows a BSN, birth date or municipality of a child must leave the list above."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND (column_name LIKE '%%bsn%%' OR column_name IN ('geboortedatum', 'jeugdige_id', 'achternaam'))"
        )
        assert not [f"{tabel}.{kolom}" for tabel, kolom in cursor.fetchall() if _vrijgesteld(tabel)]
