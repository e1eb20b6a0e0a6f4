"""How long a provider sees a child whose stop it did not report: data with a status, for screens and row security."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from aanbiederhulp import breng, start, toegewezen, van_linde
from django.db import connection, connections, transaction
from django.test import Client

import postregio
from jeugdketen.dossier.models import Betrokkenheid, Jeugdige
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.toegang import als_systeem, met_toegang
from jeugdketen.toewijzing import aanbiederselectors as selectors
from jeugdketen.toewijzing import zicht
from jeugdketen.toewijzing.models import BekendeToewijzing
from postregio import HOORN

EINDE = date(2026, 1, 31)


@pytest.mark.usefixtures("regio")
@pytest.mark.django_db(databases=["default", "logboek"])
@pytest.mark.eis("S-059")
def test_the_list_of_stops_and_the_sight_of_the_child_end_on_the_same_day() -> None:
    toegewezen()
    breng(start(van_linde(), date(2026, 1, 12)))
    with als_systeem([HOORN]):
        Betrokkenheid.objects.update(van=date(2025, 1, 1), tot=EINDE)
        BekendeToewijzing.objects.update(tot=EINDE)

    def gezien(dag: date) -> tuple[bool, int]:
        with klok.op(dag):
            bas = van_linde()
            with met_toegang(bas):
                return Jeugdige.objects.exists(), selectors.toewijzingen(bas, tab="stop").totaal

    laatste = EINDE + timedelta(days=zicht.zichttermijn().dagen)
    assert [gezien(laatste), gezien(laatste + timedelta(days=1))] == [(True, 1), (False, 0)]


@pytest.mark.usefixtures("regio")
@pytest.mark.django_db(databases=["default", "logboek"])
def test_the_term_is_shown_as_an_example() -> None:
    assert zicht.zichttermijn().voorbeeld
    for wie, adres in (
        (van_linde(), "/zorgaanbieder/toewijzingen?tab=stop"),
        (postregio.iemand(rollen.TEAMLEIDER, HOORN), "/bewaren"),
    ):
        client = Client()
        client.force_login(Gebruiker.objects.get(pk=wie.gebruiker_id))
        pagina = client.get(adres).content.decode()
        assert "183 dagen" in pagina, adres
        assert "app-voorbeeld" in pagina.split("183 dagen", 1)[1].split("</p>")[0].split("</dd>")[0], adres


@pytest.mark.django_db(databases=["default", "eigenaar"])
def test_after_a_migration_the_database_counts_with_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_database(using: str) -> int:
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT toewijzing_stop_terug()")
            return int(cursor.fetchone()[0])

    assert in_database(connection.alias) == zicht.zichttermijn().dagen
    anders = replace(zicht.zichttermijn(), dagen=200)
    monkeypatch.setattr(zicht, "zichttermijn", lambda: anders)
    with transaction.atomic(using="eigenaar"):
        zicht.na_migratie(using="eigenaar")
        assert in_database("eigenaar") == 200
        transaction.set_rollback(True, using="eigenaar")
