"""Row security on every table that the application has, not only on those that somebody thought of."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db

NIET_GEDWONGEN = {"kern_wijziging", "kern_zegelsleutel", "kern_teller", "landschap_registerversie"}
"""Written by functions that run as the owner; the application's role is bound all the same, it owns nothing."""

VAN_ANDEREN = ("django_", "auth_", "procrastinate_", "oauth2_provider_", "api_machineaccount")
"""Tables of packages: permissions that are not used, jobs (opaque keys alone), accounts and tokens of
machines."""


def tabellen() -> dict[str, tuple[bool, bool]]:
    """Per table of the schema: is row security on, and is it forced."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
            " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        return {naam: (aan, gedwongen) for naam, aan, gedwongen in cursor.fetchall()}


def test_every_table_of_our_own_has_row_security() -> None:
    eigen = {naam: stand for naam, stand in tabellen().items() if not naam.startswith(VAN_ANDEREN)}
    assert len(eigen) > 15
    assert {naam for naam, (aan, _) in eigen.items() if not aan} == set()
    assert {naam for naam, (_, gedwongen) in eigen.items() if not gedwongen} <= NIET_GEDWONGEN


def test_every_model_is_among_them() -> None:
    gezien = tabellen()
    for model in apps.get_models():
        if model.__module__.startswith("jeugdketen."):
            assert model._meta.db_table in gezien


def test_every_table_with_row_security_says_who_may_see_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, array_agg(cmd) FROM pg_policies GROUP BY tablename")
        regels = dict(cursor.fetchall())
    for tabel, (aan, _) in tabellen().items():
        if aan and tabel not in {"kern_zegelsleutel", "kern_teller"}:  # nobody may
            assert "SELECT" in regels.get(tabel, []) or "ALL" in regels.get(tabel, []), tabel


def test_no_table_with_a_municipality_or_a_child_lets_a_stranger_read() -> None:
    """Without a context every such table is empty, whatever is in it; its policy may not be `true`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.tablename, p.qual FROM pg_policies p JOIN information_schema.columns c"
            " ON c.table_name = p.tablename AND c.table_schema = p.schemaname"
            " WHERE p.cmd IN ('SELECT', 'ALL') AND c.column_name IN ('gemeente_code', 'jeugdige_id', 'bsn_sleutel')"
        )
        for tabel, voorwaarde in cursor.fetchall():
            # Who works for which municipality is no secret, and neither is a local contract.
            if tabel == "kern_rolhouder" or tabel.startswith("landschap_"):
                continue
            assert voorwaarde != "true", tabel
            assert re.search(r"\b(kern|berichten|dossier|toewijzing)_\w+(\(| b)", voorwaarde), (
                tabel,
                voorwaarde,
            )


def test_the_functions_that_run_as_the_owner_are_few_and_fix_their_search_path() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        functies = dict(cursor.fetchall())
    assert set(functies) == {
        "kern_toegang",
        "kern_volg_wijziging",
        "kern_vernietigt",
        "kern_volg_vernietiging",
        "dossier_vernietig",
        "landschap_bewaar_versie",
        "kern_tel",
        "kern_tel_wacht",
        "kern_tellers_opruimen",
    }
    for naam, instelling in functies.items():
        assert any("pg_temp" in deel for deel in instelling or []), naam
