"""Who is asking: roles with dates, the context of the transaction, and its seal."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from jeugdketen.kern import rollen
from jeugdketen.kern.models import Rolhouder
from jeugdketen.kern.toegang import (
    NIEMAND,
    als_inrichting,
    als_systeem,
    huidige_toegang,
    met_toegang,
    toegang_van,
    zet_toegang,
)
from mensen import ENKHUIZEN, HOORN, OPMEER, gebruiker, toegang

DB = pytest.mark.django_db(databases=["default", "logboek"])


def ziet() -> list[str]:
    """The municipalities that the database gives to who asks now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kern_gemeenten()")
        return list(cursor.fetchone()[0])


# --- roles ---------------------------------------------------------------------------------------------------------


@pytest.mark.eis("S-050")
@pytest.mark.parametrize("rol", sorted(rollen.ROLLEN))
def test_only_the_local_team_decides_on_care(rol: str) -> None:
    iemand = toegang(rol, HOORN)
    assert rollen.mag_besluiten(iemand, HOORN) is (rol in {"consulent", "teamleider"})
    assert not rollen.mag_besluiten(iemand, OPMEER)


def test_the_worker_never_decides() -> None:
    assert not rollen.mag_besluiten(toegang(rollen.SYSTEEM, HOORN, gebruiker_id=None), HOORN)


@pytest.mark.parametrize(
    "rol", ["contractmanager", "beleidsadviseur", "fg", "beheerder", "zorgmakelaar", "verwijzer"]
)
def test_roles_without_files_reach_no_municipality(rol: str) -> None:
    iemand = toegang(rol, HOORN)
    assert iemand.gemeenten == frozenset()
    assert not rollen.mag_dossier_lezen(iemand, HOORN)


@pytest.mark.eis("S-081")
@pytest.mark.parametrize("rol", sorted(rollen.PER_AANBIEDER))
def test_a_provider_writes_nowhere_in_the_file(rol: str) -> None:
    iemand = toegang(rol, aanbieder="99001234")
    assert iemand.aanbieders == {"99001234"}
    assert iemand.schrijf_gemeenten == iemand.gemeenten == frozenset()


@pytest.mark.eis("S-001")
def test_only_the_netwerkorganisatie_changes_regional_contracts() -> None:
    assert rollen.mag_contracten_beheren(toegang(rollen.CONTRACTMANAGER))
    assert not rollen.mag_contracten_beheren(toegang(rollen.LOKALE_CONTRACTMANAGER, HOORN))
    assert not rollen.mag_contracten_beheren(toegang(rollen.CONSULENT, HOORN))


@DB
def test_roles_count_between_their_days() -> None:
    iemand = gebruiker("consulent", HOORN, van=date(2025, 7, 1), tot=date(2025, 12, 31))
    assert toegang_van(iemand, date(2025, 7, 1)).gemeenten == {HOORN}
    assert toegang_van(iemand, date(2025, 12, 31)).gemeenten == {HOORN}
    assert toegang_van(iemand, date(2025, 6, 30)).gemeenten == frozenset()
    assert toegang_van(iemand).gemeenten == frozenset()


@DB
def test_a_role_that_is_taken_away_counts_at_once() -> None:
    iemand = gebruiker("consulent", HOORN)
    assert toegang_van(iemand).gemeenten == {HOORN}
    with als_inrichting():
        Rolhouder.objects.filter(gebruiker=iemand).update(tot=date(2026, 1, 20))
    assert toegang_van(iemand).gemeenten == frozenset()


@DB
def test_who_left_or_did_not_log_in_is_nobody() -> None:
    iemand = gebruiker("consulent", HOORN)
    iemand.is_active = False
    assert toegang_van(iemand) is NIEMAND
    assert toegang_van(AnonymousUser()) is NIEMAND


# --- the context ---------------------------------------------------------------------------------------------------


@DB
def test_the_database_knows_who_asks_and_forgets_it() -> None:
    assert ziet() == []
    with met_toegang(toegang("consulent", HOORN, ENKHUIZEN)) as wie:
        assert ziet() == [ENKHUIZEN, HOORN]
        assert huidige_toegang() is wie
        with als_systeem([OPMEER]):
            assert ziet() == [OPMEER]
        assert ziet() == [ENKHUIZEN, HOORN]
    assert ziet() == []
    assert huidige_toegang() is NIEMAND


@DB
def test_after_an_exception_the_outer_access_holds_again() -> None:
    with met_toegang(toegang("consulent", HOORN)):
        with pytest.raises(ZeroDivisionError), als_systeem([OPMEER]):
            _ = 1 / 0
        assert ziet() == [HOORN]


@pytest.mark.django_db(transaction=True)
def test_the_context_ends_with_the_transaction() -> None:
    with met_toegang(toegang("consulent", HOORN)):
        assert ziet() == [HOORN]
    assert ziet() == []
    with transaction.atomic():
        assert ziet() == []


@pytest.mark.django_db(transaction=True)
def test_a_context_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        zet_toegang(toegang("consulent", HOORN))


@DB
@pytest.mark.parametrize(
    "poging",
    [
        """SELECT set_config('app.toegang', '{"gemeenten":["0432"],"schrijven":["0432"]}', true)""",
        """SET LOCAL app.toegang = '{"gemeenten":["0432"],"schrijven":["0432"]}'""",
        "SELECT set_config('app.zegel', repeat('0', 64), true)",
        "SELECT set_config('app.zegel', '', true)",
        "RESET ALL",
        "RESET app.toegang",
    ],
)
def test_a_context_that_somebody_writes_opens_nothing(poging: str) -> None:
    with met_toegang(toegang("consulent", HOORN)), connection.cursor() as cursor:
        cursor.execute(poging)
        assert ziet() == []


@DB
def test_an_overheard_context_does_not_work_in_another_session() -> None:
    from django.db import connections

    with met_toegang(toegang("consulent", HOORN)), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.toegang'), current_setting('app.zegel')")
        tekst, zegel = cursor.fetchone()
        assert json.loads(tekst)["gemeenten"] == [HOORN]
        with connections["logboek"].cursor() as ander:
            ander.execute(
                "SELECT set_config('app.toegang', %s, true), set_config('app.zegel', %s, true)",
                [tekst, zegel],
            )
            ander.execute("SELECT kern_gemeenten()")
            assert ander.fetchone()[0] == []


@pytest.mark.django_db(transaction=True)
def test_a_context_of_an_earlier_transaction_does_not_work_in_the_next() -> None:
    with met_toegang(toegang("consulent", OPMEER)), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.toegang'), current_setting('app.zegel')")
        tekst, zegel = cursor.fetchone()
    with met_toegang(toegang("consulent", HOORN)), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.toegang', %s, true), set_config('app.zegel', %s, true)", [tekst, zegel]
        )
        assert ziet() == []


@pytest.mark.django_db(databases=["default", "logboek"], transaction=True)
def test_nobody_reads_the_statements_of_another_session() -> None:
    from django.db import connections

    with met_toegang(toegang("consulent", OPMEER)), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), 'Achternaam'")
        sessie = cursor.fetchone()[0]
        with connections["logboek"].cursor() as ander:
            ander.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [sessie])
            assert ander.fetchone()[0] in ("", None)


@DB
def test_the_key_of_the_seal_cannot_be_read() -> None:
    from django.db import ProgrammingError

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kern_zegelsleutel")


@DB
def test_names_are_not_in_the_context() -> None:
    with met_toegang(toegang("consulent", HOORN)), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.toegang')")
        assert "Persoon" not in cursor.fetchone()[0]
