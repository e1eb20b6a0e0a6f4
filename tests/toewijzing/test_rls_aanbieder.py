"""What a provider sees and does not see, at the database: with every filter of the screens taken away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from aanbiederhulp import breng, enige_toewijzing, gevraagd, start, toegewezen, van_kliniek, van_linde
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from toewijzinghulp import besluit, lees_bericht, maak_compleet, neem_over, ontvang, stuur

import postregio
from ijw.antwoord import maak_retour
from ijw.lezen import lees
from jeugdketen.berichten.models import Bericht, Ketenmelding, RuwBericht, VerzendPost
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.dossier.models import Adres, Betrokkenheid, Jeugdige, Relatie
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.models import Rolhouder
from jeugdketen.kern.toegang import Rol, Toegang, als_inrichting, als_systeem, met_toegang, toegang_van
from jeugdketen.toewijzing import aanbiederselectors as selectors
from jeugdketen.toewijzing import services, wijzigservices
from jeugdketen.toewijzing.aanbiederberichten import Stopregel, clientgegevens, maak_jw307
from jeugdketen.toewijzing.models import (
    BekendeToewijzing,
    Besluit,
    EigenVerzoek,
    Toets,
    Toewijzing,
    Verzoek,
)
from postregio import HOORN, KLINIEK, LIAM, LINDE, MEDEMBLIK

pytestmark = [pytest.mark.usefixtures("regio"), pytest.mark.django_db(databases=["default", "logboek"])]

VAN_DE_GEMEENTE = (
    "dossier_adres",
    "dossier_relatie",
    "dossier_toestemming",
    "dossier_leefsituatie",
    "dossier_zoekterm",
    "toewijzing_verzoek",
    "toewijzing_toewijzing",
    "toewijzing_toets",
    "toewijzing_besluit",
    "toewijzing_aanvulling",
    "berichten_ketenverzoek",
    "berichten_ketentoewijzing",
)
"""What is known of the child and thought of the request by the municipality alone."""


def aantal(wie: Toegang, tabel: str) -> int:
    """Rows of a table that somebody can see, asked in plain SQL."""
    with met_toegang(wie), connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{tabel}"')
        return int(cursor.fetchone()[0])


@pytest.mark.eis("S-059", "S-114")
def test_a_provider_sees_its_own_request_and_not_what_the_municipality_knows() -> None:
    toegewezen()
    bas = van_linde()
    assert [aantal(bas, f"toewijzing_{naam}") for naam in ("eigen_verzoek", "bekend")] == [1, 1]
    assert aantal(bas, "dossier_jeugdige") == 1
    assert {tabel: aantal(bas, tabel) for tabel in VAN_DE_GEMEENTE} == dict.fromkeys(VAN_DE_GEMEENTE, 0)
    with als_systeem([HOORN]):  # there was something to see
        for model in (Adres, Relatie, Besluit, Toets):
            assert model._default_manager.exists(), model


def test_another_provider_sees_nothing_of_it() -> None:
    toegewezen()
    breng(start(van_linde(), date(2026, 1, 12)))
    ander = van_kliniek()
    for model in (
        EigenVerzoek,
        BekendeToewijzing,
        Verzoek,
        Toewijzing,
        Bericht,
        RuwBericht,
        Jeugdige,
        Betrokkenheid,
        Ketenmelding,
    ):
        with met_toegang(ander):
            assert not model._default_manager.exists(), model
    assert aantal(van_linde(), "berichten_ketenmelding") == 1


@pytest.mark.eis("S-093")
def test_a_decision_that_can_be_taken_back_is_not_there_yet(settings: object) -> None:
    settings.JEUGDKETEN_INTREKTIJD = 600  # type: ignore[attr-defined]
    verzoek = toegewezen()
    bas = van_linde()
    with met_toegang(bas):
        assert not Toewijzing.objects.exists()
        assert not Bericht.objects.filter(soort="JW301").exists()
        assert not Besluit.objects.exists()
        (v,) = selectors.verzoeken(bas, tab="open").regels
        assert v.antwoord.soort == "wacht"
    peter = postregio.iemand(rollen.CONSULENT, HOORN)
    with met_toegang(peter):
        services.trek_in(peter, verzoek.nummer)
    with met_toegang(bas):
        assert not Toewijzing.objects.exists()
        assert not Bericht.objects.filter(soort="JW301").exists()


def test_once_sent_it_is_there() -> None:
    toegewezen()
    bas = van_linde()
    with met_toegang(bas):
        (v,) = selectors.verzoeken(bas, tab="beantwoord").regels
        assert (v.antwoord.soort, v.jeugdige) == ("toegewezen", "Liam Beemsterboer")
        assert not selectors.verzoeken(bas, tab="open").regels
    assert enige_toewijzing(bas).nu == "Meld de start"


@pytest.mark.eis("S-050")
def test_under_investigation_and_refused_are_read_from_the_message() -> None:
    verzoek = gevraagd()
    peter = postregio.iemand(rollen.CONSULENT, HOORN)
    maak_compleet(peter, verzoek.nummer)
    besluit(peter, verzoek.nummer, "in_onderzoek", vraag="Wat doet de school?")
    verzend_wachtende()
    bas = van_linde()
    with met_toegang(bas):
        (v,) = selectors.verzoeken(bas, tab="open").regels
    assert (v.antwoord.soort, v.antwoord.uiterlijk) == ("onderzoek", date(2026, 3, 17))
    besluit(peter, verzoek.nummer, "afwijzen", code="7", motivering="Andere hulp past beter.")
    verzend_wachtende()
    with met_toegang(bas):
        (v,) = selectors.verzoeken(bas, tab="beantwoord").regels
    assert v.antwoord.soort == "afgewezen"
    assert v.antwoord.reden


INTERN = (
    "toestand",
    "oordeel",
    "nu_te_doen",
    "laatste_toets_id",
    "behandelaar_naam",
    "woongemeente",
    "adres_geheim",
)
"""Columns of a request that say what the municipality thinks of it."""


@pytest.mark.eis("S-059", "S-093")
def test_what_the_municipality_thinks_of_a_request_cannot_be_read_at_all() -> None:
    """Row security hides rows and not columns: so the rows are the municipality's, and the provider's view has no
    such column. It changes nothing through the view either."""
    verzoek = gevraagd()
    bas = van_linde()
    with met_toegang(bas), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM toewijzing_eigen_verzoek")
        kolommen = {kolom.name for kolom in cursor.description}
        assert len(cursor.fetchall()) == 1
        for kolom in INTERN:
            cursor.execute(f"SELECT {kolom} FROM toewijzing_verzoek WHERE id = %s", [verzoek.pk])
            assert cursor.fetchall() == []
    assert not kolommen & set(INTERN)
    with met_toegang(bas), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        EigenVerzoek.objects.filter(pk=verzoek.pk).update(commentaar="anders")
    for ander in (van_kliniek(), postregio.iemand(rollen.CONSULENT, HOORN)):
        assert aantal(ander, "toewijzing_eigen_verzoek") == 0
    with connection.cursor() as cursor:  # nobody asks: nothing is there
        cursor.execute("SELECT count(*) FROM toewijzing_eigen_verzoek")
        assert cursor.fetchone() == (0,)


@pytest.mark.regel("OP033x1")
def test_a_change_is_the_providers_once_its_message_has_left(settings: object) -> None:
    toegewezen()
    bas, peter = van_linde(), postregio.iemand(rollen.CONSULENT, HOORN)
    oud = enige_toewijzing(bas)
    settings.JEUGDKETEN_INTREKTIJD = 600  # type: ignore[attr-defined]
    with met_toegang(peter):
        wijzigservices.wijzig(
            peter,
            oud.id,
            "verkorten",
            einddatum=date(2026, 3, 31),
            code="05",
            reden="Evaluatie.",
            overleg="Gebeld op 20 januari.",
        )
    verzend_wachtende()
    assert enige_toewijzing(bas).tot == oud.tot
    with met_toegang(bas), connection.cursor() as cursor:
        cursor.execute("SELECT tot FROM toewijzing_toewijzing UNION ALL SELECT tot FROM toewijzing_bekend")
        assert cursor.fetchall() == [(oud.tot,)]
    with met_toegang(peter):
        rij = Toewijzing.objects.get()
        assert (rij.tot, rij.toestand) == (date(2026, 3, 31), "gewijzigd")
        post = VerzendPost.objects.get(pk=rij.bericht_id)
    with als_systeem([HOORN]):
        VerzendPost.objects.filter(pk=post.pk).update(niet_voor=timezone.now())
    verzend_wachtende()
    assert enige_toewijzing(bas).tot == date(2026, 3, 31)


@pytest.mark.eis("S-059")
def test_after_its_involvement_the_child_is_gone_and_its_own_post_stays() -> None:
    toegewezen()
    bas = van_linde()
    with als_systeem([HOORN]):
        Betrokkenheid.objects.update(van=date(2025, 1, 1), tot=date(2026, 1, 20))
    with met_toegang(bas):
        assert not Jeugdige.objects.exists()
        assert Bericht.objects.filter(soort="JW301").exists()
        assert not selectors.toewijzingen(bas, tab="alle", zoek="Liam").regels
        assert not selectors.toewijzingen(bas, tab="alle", zoek=LIAM).regels
    t = enige_toewijzing(bas)
    assert t.jeugdige == ""
    with met_toegang(bas):
        client = clientgegevens(bas, t)
    assert client is not None  # a stop can still be reported: the JW301 in its own post says about whom
    assert (client.bsn, client.naam) == (LIAM, "Liam Beemsterboer")


def _stop(einde: date) -> object:
    """The final stop (JZ588 31) of the delivery that began on 12 January."""
    bas = van_linde()
    t = enige_toewijzing(bas)
    with met_toegang(bas):
        client = clientgegevens(bas, t)
    assert client is not None
    return maak_jw307(
        t, client, [Stopregel(date(2026, 1, 12), einde, "31")], identificatie="STOP1", op=klok.vandaag()
    )


@pytest.mark.eis("S-059")
@pytest.mark.regel("OP272")
def test_who_must_still_report_a_stop_sees_whom_it_is_about_and_no_longer() -> None:
    """Involvement ends with the allocation; the child stays until the stop is reported and its month is declared."""
    toegewezen()
    breng(start(van_linde(), date(2026, 1, 12)))
    einde = date(2026, 1, 31)
    with als_systeem([HOORN]):
        Betrokkenheid.objects.update(van=date(2025, 1, 1), tot=einde)
        Toewijzing.objects.update(tot=einde)
        BekendeToewijzing.objects.update(tot=einde)

    def ziet(dag: date) -> str:
        with klok.op(dag):
            bas = van_linde()
            assert aantal(van_kliniek(), "dossier_jeugdige") == 0
            gevonden = aantal(bas, "dossier_jeugdige")
            with met_toegang(bas):
                (t,) = selectors.toewijzingen(bas, tab="alle").regels
                assert len(selectors.toewijzingen(bas, tab="alle", zoek="Beemsterboer").regels) == gevonden
            assert bool(t.jeugdige) == bool(gevonden)
            return str(t.jeugdige)

    naam = "Liam Beemsterboer"
    assert [ziet(dag) for dag in (einde, date(2026, 2, 1), date(2026, 7, 31), date(2026, 8, 3))] == [
        *(naam, naam, naam),
        "",  # half a year: the list of stops does not ask for it any more
    ]
    with klok.op(date(2026, 2, 3)):
        breng(_stop(einde))
    assert [ziet(dag) for dag in (date(2026, 2, 28), date(2026, 3, 1))] == [naam, ""]


@pytest.mark.eis("S-059")
@pytest.mark.regel("OP286")
def test_a_new_end_date_counts_for_what_is_seen_of_the_child_when_its_message_left(settings: Any) -> None:
    """In plain SQL, as the provider: not at the decision, and no longer once the provider rejected it."""
    rij = neem_over(tot="2026-03-31")
    kort = neem_over("45A05", tot="2025-12-31")  # begins on the same day and ends earlier: the longest counts
    bas, sem = van_linde(), postregio.iemand(rollen.CONSULENT, MEDEMBLIK, naam="Sem Blokker")

    def ziet_op(dag: date) -> bool:
        settings.JEUGDKETEN_VANDAAG = dag
        try:
            return (aantal(bas, "dossier_jeugdige"), aantal(bas, "toewijzing_bekend")) == (1, 2)
        finally:
            settings.JEUGDKETEN_VANDAAG = date(2026, 1, 21)

    def wijzig(soort: str, dag: date, code: str) -> Any:
        with met_toegang(sem):
            return wijzigservices.wijzig(
                sem,
                rij.pk,
                soort,
                einddatum=dag,
                code=code,
                reden="Zo afgesproken.",
                overleg="Met Bas, 20-1.",
            ).bericht_id

    def keur_af(bericht_id: Any, code: str) -> None:
        waar = {"/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]": [code]}
        heen = lees(lees_bericht(bericht_id).ruw.inhoud).bericht
        stuur(maak_retour(heen, waar, identificatie="RET1", dagtekening=date(2026, 1, 21)))

    # To the end of the month after the last one it sees the child anyway, for the declaration.
    voor, na = date(2026, 3, 15), date(2026, 5, 15)
    assert (ziet_op(voor), ziet_op(na)) == (True, False)
    bericht = wijzig("verlengen", date(2026, 6, 30), "04")
    assert not ziet_op(na), "decided, not sent"
    verzend_wachtende()
    assert ziet_op(na)
    keur_af(bericht, "9332")
    assert (ziet_op(voor), ziet_op(na)) == (True, False), "rejected: as before"
    with met_toegang(sem):
        wijzigservices.neem_terug(sem, rij.pk)
    wijzig("verkorten", date(2026, 1, 25), "05")
    assert ziet_op(voor), "decided, not sent"
    with met_toegang(sem):
        wijzigservices.neem_terug(sem, rij.pk)
    assert ziet_op(voor)
    wijzig("verkorten", date(2026, 1, 25), "05")
    verzend_wachtende()
    assert (ziet_op(date(2026, 2, 28)), ziet_op(voor)) == (True, False)
    assert kort.van == rij.van


def test_who_left_the_provider_sees_nothing() -> None:
    toegewezen()
    bas = van_linde()
    with als_inrichting():
        rol = Rolhouder.objects.get(gebruiker_id=bas.gebruiker_id)
        rol.tot = date(2026, 1, 20)
        rol.save()
        gebruiker = rol.gebruiker
    vandaag = toegang_van(gebruiker)
    assert not vandaag.aanbieders
    for model in (EigenVerzoek, BekendeToewijzing, Verzoek, Toewijzing, Bericht, Jeugdige):
        with met_toegang(vandaag):
            assert not model._default_manager.exists(), model


def test_who_works_for_two_providers_sees_both_and_no_third() -> None:
    toegewezen()
    beide = Toegang(
        gebruiker_id=van_linde().gebruiker_id,
        naam="x",
        houdt=frozenset(Rol(rollen.AANBIEDER_MEDEWERKER, None, agb) for agb in (LINDE, KLINIEK)),
    )
    with met_toegang(beide):
        assert selectors.toewijzingen(beide, tab="alle").totaal == 1


def test_a_list_costs_the_same_however_many_rows() -> None:
    def kosten() -> tuple[int, int]:
        bas = van_linde()
        uit = []
        for lijst in (selectors.verzoeken, selectors.toewijzingen):
            with met_toegang(bas), CaptureQueriesContext(connection) as vragen:
                lijst(bas, tab="alle")
            uit.append(len(vragen))
        return uit[0], uit[1]

    toegewezen()
    een = kosten()
    for nr, (bsn, naam) in enumerate({postregio.ZOE: "Zoë", postregio.NOOR: "Noor"}.items()):
        _nog_een(bsn, naam, nr)
    assert kosten() == een


def _nog_een(bsn: str, naam: str, nr: int) -> None:
    ontvang(
        postregio.Vot(
            ontvanger=HOORN,
            bsn=bsn,
            voornamen=naam,
            identificatie=f"MEER{nr}",
            producten=[postregio.Vraag(f"M-{nr}", van="2026-01-05")],
        )
    )


def test_the_deadline_of_a_start_counts_from_the_first_possible_day() -> None:
    toegewezen()
    with klok.op(date(2026, 2, 10)):
        bas = van_linde()
        t = enige_toewijzing(bas)
    assert (t.nu, t.uiterlijk) == ("Meld de start", date(2026, 1, 28))
