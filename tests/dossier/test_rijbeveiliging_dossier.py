"""Row security on the file, proved in the database with the application's own role.

Nothing here goes through a view or a service on the side of who attacks: it is what somebody could do who has an
injection, a forgotten filter or a console of the application.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from jeugdketen.dossier import models as m
from jeugdketen.dossier.services import leg_betrokkenheid_vast, leg_zoektermen_vast
from jeugdketen.kern import rollen
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.toegang import NIEMAND, als_systeem, met_toegang
from mensen import HOORN, OPMEER, gebruiker, toegang

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])

TABELLEN = [
    "dossier_jeugdige",
    "dossier_zoekterm",
    "dossier_adres",
    "dossier_relatie",
    "dossier_toestemming",
    "dossier_leefsituatie",
    "dossier_gezamenlijkebeoordeling",
    "dossier_betrokkenheid",
    "dossier_vroegerbsn",
    "dossier_geendubbel",
    "dossier_samenvoeging",
    "dossier_verplaatsing",
    "dossier_brpmelding",
    "dossier_woonplaatstoets",
    "dossier_overdracht",
]
BEWAREN = {
    "dossier_bewaarplicht",
    "dossier_rechtenverzoek",
    "dossier_vernietigingslijst",
    "dossier_vernietigingsregel",
}
"""Keeping and destroying; `test_bewaren.py` and `test_rechten.py` hold who reaches these."""

OPMEERSE_BSN = "999900547"
HOORNSE_BSN = "999900523"
ELDERS = "0363"
LINDE, WENDE = "99001234", "99001865"


def identiteitsrijen(kind: m.Jeugdige, dubbel: m.Jeugdige, iemand: int, wie: dict[str, Any]) -> list[Any]:
    """A row in every table about who a child is and about its domicile; `wie`: who recorded it, of which child."""
    zonder = {k: v for k, v in wie.items() if k != "jeugdige"}
    een, ander = sorted((kind, dubbel), key=lambda j: j.pk)
    samen = m.Samenvoeging.objects.create(blijft=kind, vervalt=dubbel, reden="x", **zonder)
    gemeente = kind.gemeente_code
    return [
        m.VroegerBsn.objects.create(bsn=OPMEERSE_BSN, bsn_sleutel="x", reden="x", **wie),
        m.GeenDubbel.objects.create(een=een, ander=ander, reden="x", **zonder),
        samen,
        m.Verplaatsing.objects.create(
            samenvoeging=samen, gemeente_code=gemeente, tabel="x", sleutel="1", kolom="x"
        ),
        m.Brpmelding.objects.create(
            jeugdige=kind, gemeente_code=gemeente, soort="naam", tekst="x", op="2026-01-21T10:00Z"
        ),
        m.Woonplaatstoets.objects.create(
            peildatum=date(2026, 1, 1), feiten={}, antwoord={}, advies=gemeente, vastgesteld=gemeente, **wie
        ),
        m.Overdracht.objects.create(
            jeugdige=kind,
            gemeente_code=gemeente,
            naar_gemeente=ELDERS,
            ingang=date(2026, 2, 1),
            reden="x",
            onderdelen=["gegevens"],
            inhoud={},
            aangeboden_op="2026-01-21T10:00Z",
            aangeboden_door_id=iemand,
            aangeboden_door_naam="x",
        ),
    ]


def maak(gemeente: str, bsn: str, achternaam: str) -> m.Jeugdige:
    """A child with a row in every table of the file."""
    iemand = gebruiker("verwijzer").pk
    with als_systeem([gemeente]):
        dubbel = m.Jeugdige.objects.create(
            gemeente_code=gemeente, achternaam=achternaam, geboortedatum=date(2013, 1, 30)
        )
        kind = m.Jeugdige.objects.create(
            gemeente_code=gemeente,
            bsn=bsn,
            bsn_sleutel=bsn_sleutel(bsn),
            voornamen="Fenna",
            achternaam=achternaam,
            geboortedatum=date(2013, 1, 30),
        )
        leg_zoektermen_vast([kind])
        deel: dict[str, Any] = {"jeugdige": kind, "gemeente_code": gemeente}
        wie: dict[str, Any] = {"vastgelegd_door_naam": "x", "vastgelegd_op": "2026-01-21T10:00Z", **deel}
        m.Adres.objects.create(straatnaam="Breestraat", van=date(2013, 1, 30), **deel)
        m.Relatie.objects.create(volgnummer=1, achternaam=achternaam, gezag=True, **deel)
        m.Toestemming.objects.create(vorm="mondeling", datum=date(2026, 1, 1), **wie)
        m.Leefsituatie.objects.create(woont_thuis=True, vanaf=date(2026, 1, 1), **wie)
        m.GezamenlijkeBeoordeling.objects.create(datum=date(2026, 1, 1), door="x", **wie)
        identiteitsrijen(kind, dubbel, iemand, wie)
        leg_betrokkenheid_vast(kind, WENDE, "toewijzing", van=date(2025, 7, 1), tot=date(2026, 1, 20))
    return kind


@pytest.fixture
def opmeer() -> m.Jeugdige:
    """A child of Opmeer."""
    return maak(OPMEER, OPMEERSE_BSN, "Slagter")


@pytest.fixture
def hoorn() -> m.Jeugdige:
    """A child of Hoorn."""
    return maak(HOORN, HOORNSE_BSN, "Beemsterboer")


def als_hoorn() -> AbstractContextManager[Any]:
    """A consulent of Hoorn."""
    return met_toegang(toegang("consulent", HOORN))


def sql(opdracht: str, *waarden: object) -> list[tuple[Any, ...]]:
    """Rows of raw SQL."""
    with connection.cursor() as cursor:
        cursor.execute(opdracht, waarden)
        return list(cursor.fetchall()) if cursor.description else [(cursor.rowcount,)]


# --- every table ---------------------------------------------------------------------------------------------------


def test_every_table_of_the_file_is_named_here() -> None:
    tabellen = {model._meta.db_table for model in apps.get_app_config("dossier").get_models()}
    assert tabellen == {*TABELLEN, *BEWAREN}


@pytest.mark.parametrize("tabel", TABELLEN)
def test_row_security_is_on_and_forced(tabel: str) -> None:
    assert sql(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", tabel
    ) == [(True, True)]


@pytest.mark.parametrize("tabel", TABELLEN)
def test_no_context_no_rows(opmeer: m.Jeugdige, hoorn: m.Jeugdige, tabel: str) -> None:
    assert sql(f"SELECT count(*) FROM {tabel}") == [(0,)]
    with met_toegang(NIEMAND):
        assert sql(f"SELECT count(*) FROM {tabel}") == [(0,)]


@pytest.mark.parametrize("tabel", TABELLEN)
def test_hoorn_sees_rows_of_hoorn_only(opmeer: m.Jeugdige, hoorn: m.Jeugdige, tabel: str) -> None:
    with als_hoorn():
        assert sql(f"SELECT DISTINCT gemeente_code FROM {tabel}") == [(HOORN,)]


@pytest.mark.parametrize("tabel", TABELLEN)
@pytest.mark.parametrize("rol", sorted(set(rollen.ROLLEN) - rollen.DOSSIER_LEZEN - rollen.PER_AANBIEDER))
def test_roles_without_files_see_no_row(hoorn: m.Jeugdige, tabel: str, rol: str) -> None:
    with met_toegang(toegang(rol, HOORN)):
        assert sql(f"SELECT count(*) FROM {tabel}") == [(0,)]


@pytest.mark.parametrize("tabel", TABELLEN)
def test_hoorn_changes_and_removes_nothing_of_opmeer(opmeer: m.Jeugdige, tabel: str) -> None:
    for opdracht in (
        f"UPDATE {tabel} SET gemeente_code = gemeente_code",
        f"UPDATE {tabel} SET gemeente_code = '{HOORN}' WHERE gemeente_code = '{OPMEER}'",
        f"DELETE FROM {tabel}",
    ):
        # Tables that only grow refuse out loud.
        with als_hoorn(), contextlib.suppress(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(opdracht)
            assert cursor.rowcount == 0, opdracht
    with als_systeem([OPMEER]):
        assert sql(f"SELECT count(*) > 0 FROM {tabel} WHERE gemeente_code = '{OPMEER}'") == [(True,)]


# --- all roads to one child ----------------------------------------------------------------------------------------

WEGEN: dict[str, str] = {
    "by key": "SELECT id FROM dossier_jeugdige WHERE id = %(id)s",
    "by hash of the BSN": "SELECT id FROM dossier_jeugdige WHERE bsn_sleutel = %(sleutel)s",
    "by name": "SELECT id FROM dossier_jeugdige WHERE achternaam LIKE 'Slag%%'",
    "by everything": "SELECT * FROM dossier_jeugdige WHERE achternaam = 'Slagter' OR true",
    "or true": "SELECT id FROM dossier_jeugdige WHERE gemeente_code = '0405' AND achternaam = 'Slagter' OR 1 = 1",
    "by join": "SELECT j.id FROM dossier_adres a JOIN dossier_jeugdige j ON j.id = a.jeugdige_id",
    "by left join": "SELECT z.jeugdige_id FROM dossier_zoekterm z LEFT JOIN dossier_jeugdige j ON true",
    "by aggregate": "SELECT max(achternaam) FROM dossier_jeugdige HAVING max(achternaam) IS NOT NULL",
    "by count": "SELECT 1 FROM dossier_jeugdige GROUP BY 1",
    "by window": "SELECT row_number() OVER () FROM dossier_jeugdige",
    "by union": "SELECT achternaam FROM dossier_relatie UNION ALL SELECT straatnaam FROM dossier_adres",
    "by subquery": "SELECT 1 WHERE EXISTS (SELECT 1 FROM dossier_jeugdige WHERE id = %(id)s)",
    "by cte": "WITH alle AS MATERIALIZED (SELECT * FROM dossier_jeugdige) SELECT * FROM alle",
    "by lateral": "SELECT t.id FROM (VALUES (1)) v, LATERAL (SELECT id FROM dossier_jeugdige) t",
    "by array": "SELECT unnest(array_agg(id)) FROM dossier_jeugdige",
    "by json": "SELECT jsonb_array_elements(jsonb_agg(to_jsonb(j))) FROM dossier_jeugdige j",
    "by the change log": "SELECT sleutel FROM kern_wijziging WHERE tabel LIKE 'dossier%%'",
    "by returning": "UPDATE dossier_jeugdige SET geheim = true RETURNING id",
    "for update": "SELECT id FROM dossier_jeugdige FOR UPDATE",
    "by the function of providers": "SELECT unnest(dossier_betrokken())",
    "by statistics": "SELECT most_common_vals FROM pg_stats WHERE tablename LIKE 'dossier%%'",
}


@pytest.mark.parametrize("weg", WEGEN)
def test_a_consulent_of_hoorn_does_not_find_a_child_of_opmeer(opmeer: m.Jeugdige, weg: str) -> None:
    with als_hoorn(), connection.cursor() as cursor:
        cursor.execute(WEGEN[weg], {"id": opmeer.pk, "sleutel": bsn_sleutel(OPMEERSE_BSN)})
        assert cursor.fetchall() == []


@pytest.mark.parametrize("weg", sorted(set(WEGEN) - {"by the function of providers", "by statistics"}))
def test_the_same_roads_do_find_it_for_opmeer(opmeer: m.Jeugdige, weg: str) -> None:
    """Else the test above would prove nothing."""
    with met_toegang(toegang("consulent", OPMEER)), connection.cursor() as cursor:
        cursor.execute(WEGEN[weg], {"id": opmeer.pk, "sleutel": bsn_sleutel(OPMEERSE_BSN)})
        assert cursor.fetchall() != []


def test_a_function_of_ones_own_that_leaks_conditions_learns_nothing(
    opmeer: m.Jeugdige, hoorn: m.Jeugdige
) -> None:
    """A condition that betrays its input (division by zero, cast error) is not tried on hidden rows."""
    with als_hoorn():
        assert sql(
            "SELECT count(*) FROM dossier_jeugdige WHERE 1 / (CASE achternaam WHEN 'Slagter' THEN 0 ELSE 1 END) = 1"
        ) == [(2,)]


@pytest.mark.parametrize(
    "poging",
    [
        "RESET ROLE",
        "RESET SESSION AUTHORIZATION",
        "SET SESSION AUTHORIZATION DEFAULT",
        "SET ROLE NONE",
        "SET ROLE jeugdketen_eigenaar",
        "SET LOCAL ROLE postgres",
        "SET SESSION AUTHORIZATION jeugdketen_eigenaar",
        "SET row_security = off",
        "SET session_replication_role = replica",
        "ALTER TABLE dossier_jeugdige DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE dossier_jeugdige NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY lezen ON dossier_jeugdige",
        "CREATE POLICY open ON dossier_jeugdige USING (true)",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "GRANT jeugdketen_eigenaar TO CURRENT_USER",
        "CREATE OR REPLACE FUNCTION kern_gemeenten() RETURNS text[] LANGUAGE sql AS $$ SELECT '{0432}'::text[] $$",
        "CREATE FUNCTION pg_temp.kern_gemeenten() RETURNS text[] LANGUAGE sql AS $$ SELECT '{0432}'::text[] $$",
        "CREATE TEMP TABLE kern_zegelsleutel AS SELECT 1 AS id, ''::bytea AS binnen, ''::bytea AS buiten",
        "SET search_path = pg_temp, public",
        "SELECT set_config('app.toegang', '{\"gemeenten\":[\"0432\"]}', true)",
        "INSERT INTO kern_rolhouder (gebruiker_id, rol, gemeente_code, van) VALUES (1, 'consulent', '0432', now())",
        "COPY dossier_jeugdige TO PROGRAM 'cat'",
    ],
)
def test_whatever_the_role_tries_opmeer_stays_out_of_sight(opmeer: m.Jeugdige, poging: str) -> None:
    with als_hoorn():
        with contextlib.suppress(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(poging)  # refused or not: what counts is what can be seen after it
        gezien: list[tuple[Any, ...]] = []
        # With row_security = off the database gives an error where it would have filtered: nothing is shown either.
        with contextlib.suppress(Error), transaction.atomic():
            gezien = sql("SELECT id FROM dossier_jeugdige WHERE id = %s", opmeer.pk)
        assert gezien == []


# --- writing -------------------------------------------------------------------------------------------------------


def test_hoorn_cannot_add_a_child_for_opmeer() -> None:
    with pytest.raises(Error, match="row-level security"), als_hoorn():
        m.Jeugdige.objects.create(gemeente_code=OPMEER, achternaam="Nieuw", geboortedatum=date(2014, 1, 1))


def test_hoorn_cannot_give_its_child_to_opmeer(hoorn: m.Jeugdige) -> None:
    with pytest.raises(Error, match="row-level security"), als_hoorn():
        m.Jeugdige.objects.filter(pk=hoorn.pk).update(gemeente_code=OPMEER)


@pytest.mark.parametrize(
    "maak_rij",
    [
        lambda kind: m.Adres.objects.create(
            jeugdige=kind, gemeente_code=HOORN, soort="verblijf", van=date(2026, 1, 1)
        ),
        lambda kind: m.Relatie.objects.create(
            jeugdige=kind, gemeente_code=HOORN, volgnummer=9, achternaam="x"
        ),
        lambda kind: leg_betrokkenheid_vast(
            m.Jeugdige(pk=kind.pk, gemeente_code=HOORN), LINDE, "verzoek", van=date(2026, 1, 1)
        ),
    ],
)
def test_a_row_marked_hoorn_cannot_hang_under_a_child_of_opmeer(
    opmeer: m.Jeugdige, maak_rij: Callable[[m.Jeugdige], object]
) -> None:
    """Foreign keys look past row security; the pair of key and municipality does not."""

    def poging() -> None:
        with als_hoorn():
            maak_rij(opmeer)
            sql("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(Error, match="_gemeente"):
        poging()


def test_the_same_bsn_in_two_municipalities_tells_neither(opmeer: m.Jeugdige) -> None:
    """Each municipality keeps its own file; a unique error would say that the child is known elsewhere."""
    with als_hoorn():
        kind = m.Jeugdige.objects.create(
            gemeente_code=HOORN,
            bsn=OPMEERSE_BSN,
            bsn_sleutel=bsn_sleutel(OPMEERSE_BSN),
            achternaam="Slagter",
            geboortedatum=date(2013, 1, 30),
        )
        assert list(m.Jeugdige.objects.values_list("pk", flat=True)) == [kind.pk]


# --- a filter that somebody forgot ----------------------------------------------------------------------------------


def test_a_queryset_without_any_filter_still_shows_nothing(opmeer: m.Jeugdige, hoorn: m.Jeugdige) -> None:
    with als_hoorn():
        assert hoorn in m.Jeugdige.objects.all()
        assert opmeer not in m.Jeugdige.objects.all()
        assert {kind.gemeente_code for kind in m.Jeugdige.objects.all()} == {hoorn.gemeente_code}
        assert not m.Jeugdige.objects.filter(pk=opmeer.pk).exists()
        with pytest.raises(m.Jeugdige.DoesNotExist):
            m.Jeugdige.objects.get(pk=opmeer.pk)
        assert {a.jeugdige_id for a in m.Adres.objects.select_related("jeugdige")} == {hoorn.pk}
        assert not m.Jeugdige.objects.filter(relaties__achternaam="Slagter").exists()


def test_the_worker_reaches_the_municipality_of_its_message_alone(
    opmeer: m.Jeugdige, hoorn: m.Jeugdige
) -> None:
    with als_systeem([OPMEER]):
        assert {kind.gemeente_code for kind in m.Jeugdige.objects.all()} == {OPMEER}
    with als_systeem():
        assert list(m.Jeugdige.objects.all()) == []


# --- providers -----------------------------------------------------------------------------------------------------


@pytest.mark.eis("S-059")
def test_a_provider_sees_only_children_it_is_involved_with(opmeer: m.Jeugdige, hoorn: m.Jeugdige) -> None:
    with als_systeem([HOORN]):
        leg_betrokkenheid_vast(hoorn, LINDE, "verzoek", van=date(2026, 1, 14))
    with met_toegang(toegang("aanbieder_medewerker", aanbieder=LINDE)):
        assert list(m.Jeugdige.objects.all()) == [hoorn]
        assert {b.aanbieder_agb for b in m.Betrokkenheid.objects.all()} == {LINDE}
    with met_toegang(toegang("aanbieder_medewerker", aanbieder="99009999")):
        assert list(m.Jeugdige.objects.all()) == []


def test_a_provider_after_its_last_day_sees_the_child_no_more(opmeer: m.Jeugdige) -> None:
    """De Wende was involved until 20 January 2026; today is the 21st."""
    from jeugdketen.kern import klok

    with met_toegang(toegang("aanbieder_medewerker", aanbieder=WENDE)):
        assert list(m.Jeugdige.objects.all()) == []
    with klok.op(date(2026, 1, 20)), met_toegang(toegang("aanbieder_medewerker", aanbieder=WENDE)):
        assert list(m.Jeugdige.objects.all()) == [opmeer]


@pytest.mark.eis("S-081")
def test_a_provider_sees_no_address_and_changes_nothing(hoorn: m.Jeugdige) -> None:
    with als_systeem([HOORN]):
        leg_betrokkenheid_vast(hoorn, LINDE, "verzoek", van=date(2026, 1, 14))
    with met_toegang(toegang("aanbieder_medewerker", aanbieder=LINDE)):
        for model in (
            m.Adres,
            m.Relatie,
            m.Toestemming,
            m.Leefsituatie,
            m.GezamenlijkeBeoordeling,
            m.Zoekterm,
        ):
            assert model.objects.count() == 0
        assert m.Jeugdige.objects.update(geheim=True) == 0
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            leg_betrokkenheid_vast(hoorn, LINDE, "toewijzing", van=date(2026, 1, 14))


# --- what is stored ------------------------------------------------------------------------------------------------


def test_no_bsn_and_no_search_word_is_readable_in_the_tables(opmeer: m.Jeugdige) -> None:
    with met_toegang(toegang("consulent", OPMEER)):
        rij = sql("SELECT bsn, bsn_sleutel FROM dossier_jeugdige")[0]
        assert OPMEERSE_BSN not in str(rij)
        assert all(isinstance(term, int) for (term,) in sql("SELECT term FROM dossier_zoekterm"))
    assert isinstance(opmeer.pk, uuid.UUID)
