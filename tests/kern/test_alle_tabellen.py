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
        if (
            model.__module__.startswith("jeugdketen.") and model._meta.managed
        ):  # a view is proved by the matrix
            assert model._meta.db_table in gezien


def test_every_table_with_row_security_says_who_may_see_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, array_agg(cmd) FROM pg_policies GROUP BY tablename")
        regels = dict(cursor.fetchall())
    for tabel, (aan, _) in tabellen().items():
        if aan and tabel not in {"kern_zegelsleutel", "kern_teller"}:  # nobody may
            assert "SELECT" in regels.get(tabel, []) or "ALL" in regels.get(tabel, []), tabel


OPENBAAR = {
    "kern_gebruiker": "wie hier werkt, is geen geheim: namen staan bij elk besluit",
    "kern_rolhouder": "wie voor welke gemeente werkt, is geen geheim",
    "kern_verzegeling": "zegels over de logboeken: nummers en kenmerken, zonder inhoud",
    "landschap_gemeente": "de gemeenten van de regio",
    "landschap_aanbieder": "het register van aanbieders is openbaar",
    "landschap_aanbiedergegevens": "idem, met de dagen waarop het gold",
    "landschap_locatie": "waar een aanbieder hulp geeft",
    "landschap_contract": "wie gecontracteerd is, regionaal of lokaal, is openbaar",
    "landschap_contractgemeente": "voor welke gemeenten dat is",
    "landschap_contractproduct": "welke producten in een contract staan",
    "landschap_tarief": "tarieven van de regio zijn openbaar",
    "landschap_onderaannemer": "organisaties en zzp'ers van een hoofdaannemer; de gezinsreferentie is geen naam",
    "landschap_productvertaling": "welke code welk product van de regio is",
    "landschap_registerversie": "wat die registers eerder zeiden",
}
"""Tables that everybody reads, also without a context, each with its reason. A new one must be decided here."""


def test_no_table_lets_a_stranger_read_but_those_that_were_decided_on() -> None:
    """Without a context every other table is empty, whatever is in it; its policy may not be `true`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, qual FROM pg_policies WHERE cmd IN ('SELECT', 'ALL')")
        regels = [(tabel, regel) for tabel, regel in cursor.fetchall() if not tabel.startswith(VAN_ANDEREN)]
    assert {tabel for tabel, voorwaarde in regels if voorwaarde == "true"} == set(OPENBAAR)
    for tabel, voorwaarde in regels:
        if tabel not in OPENBAAR:
            assert re.search(r"\b(kern|berichten|dossier|toewijzing)_\w+(\(| b)", voorwaarde), (
                tabel,
                voorwaarde,
            )


def test_a_public_table_names_no_child() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = ANY (%s)",
            [sorted(OPENBAAR)],
        )
        namen = {naam for _, naam in cursor.fetchall()}
    assert not namen & {"jeugdige_id", "bsn", "bsn_sleutel", "geboortedatum", "achternaam", "voornamen"}
    assert all(len(reden.split()) >= 3 for reden in OPENBAAR.values())


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
        "dossier_vernietig_berichten",
        "dossier_vernietig_logboek",
        "dossier_vernietig_post",
        "kern_vernietigt_log",
        "landschap_bewaar_versie",
        "kern_tel",
        "kern_tel_wacht",
        "kern_tellers_opruimen",
    }
    for naam, instelling in functies.items():
        assert any("pg_temp" in deel for deel in instelling or []), naam
