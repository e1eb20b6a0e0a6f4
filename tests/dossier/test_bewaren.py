"""Keeping and destroying: the term, four eyes, a hold, everything of one child and nothing of another, and proof."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction

from jeugdketen.berichten.models import Bericht, Ketenverzoek, RuwBericht
from jeugdketen.dossier import bewaren
from jeugdketen.dossier.models import (
    Adres,
    Jeugdige,
    Toestemming,
    Vernietigingslijst,
    Vernietigingsregel,
    VroegerBsn,
    Zoekterm,
)
from jeugdketen.dossier.services import leg_betrokkenheid_vast, leg_zoektermen_vast
from jeugdketen.kern import klok, leeslog
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.models import Inzage, Wijziging
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem, met_toegang, toegang_van
from mensen import HOORN, OPMEER, gebruiker

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])
VROEGER, NU = date(2003, 5, 6), date(2026, 1, 21)
OUD, JONG = "999900523", "999900547"
VORIG = "999900018"


@pytest.fixture(autouse=True)
def _dag() -> Iterator[None]:
    with klok.op(NU):
        yield


def dossier(bsn: str, dag: date, gemeente: str = HOORN) -> UUID:
    """A file with an address, a consent, search terms, a raw message and what followed from it, all of that day."""
    moment = datetime(dag.year, dag.month, dag.day, 12, tzinfo=UTC)
    with als_systeem([gemeente]):
        kind = Jeugdige.objects.create(
            gemeente_code=gemeente,
            bsn=bsn,
            bsn_sleutel=bsn_sleutel(bsn),
            voornamen="Bram",
            achternaam="Voorbij",
            geboortedatum=date(dag.year - 10, 1, 1),
            aangemaakt_op=moment,
        )
        leg_zoektermen_vast([kind])
        deel = {"jeugdige": kind, "gemeente_code": gemeente}
        Adres.objects.create(van=dag, tot=dag, straatnaam="Laan", **deel)
        Toestemming.objects.create(
            vorm="mondeling", datum=dag, vastgelegd_door_naam="x", vastgelegd_op=moment, **deel
        )
        leg_betrokkenheid_vast(kind, "99001234", "toewijzing", van=dag, tot=dag)
        ruw = RuwBericht(
            inhoud=b"<x/>", sha256="0" * 64, grootte=4, bestandsnaam="x", weg="map", ontvangen_op=moment
        )
        bericht = Bericht(
            ruw=ruw,
            richting="in",
            weg="map",
            gemeente_code=gemeente,
            aanbieder_agb="99001234",
            bsn_sleutel=bsn_sleutel(bsn),
            draad=ruw.pk,
            tijdstip=moment,
            ontvangen_dag=dag,
        )
        ruw.save(force_insert=True)
        bericht.save(force_insert=True)
        bericht.overgangen.create(naar="ontvangen", op=moment, door="x")
        bericht.bevindingen.create(volgnummer=1, niveau=1, melding="x")
        Ketenverzoek.objects.create(
            gemeente_code=gemeente,
            aanbieder_agb="99001234",
            referentie_aanbieder=str(kind.pk),
            soort="vot",
            bsn=bsn,
            bsn_sleutel=bsn_sleutel(bsn),
        )
    return kind.pk


@pytest.fixture
def team() -> tuple[Toegang, Toegang]:
    """Who draws up, and the team leader who approves."""
    return toegang_van(gebruiker("backoffice", HOORN)), toegang_van(gebruiker("teamleider", HOORN))


def goedgekeurd(team: tuple[Toegang, Toegang]) -> Vernietigingslijst:
    opsteller, leider = team
    with met_toegang(opsteller):
        lijst = bewaren.stel_lijst_op(opsteller, HOORN)
    with met_toegang(leider):
        return bewaren.beslis(leider, lijst.pk, akkoord=True)


def aantallen() -> dict[str, int]:
    with als_systeem([HOORN, OPMEER]):
        modellen = (Jeugdige, Adres, Toestemming, Zoekterm, Bericht, RuwBericht, Ketenverzoek)
        return {m.__name__: m.objects.count() for m in modellen}


def test_everything_of_one_child_goes_and_nothing_of_another(team: tuple[Toegang, Toegang]) -> None:
    oud, jong, elders = (
        dossier(OUD, VROEGER),
        dossier(JONG, date(2015, 1, 1)),
        dossier(OUD, VROEGER, OPMEER),
    )
    voor = aantallen()
    lijst = goedgekeurd(team)
    with met_toegang(team[1]):
        assert [r.jeugdige_id for r in lijst.regels.all()] == [oud]
        leeslog.leg_inzage_vast(team[1], oud, "lezen", "x", "x", gemeente_code=HOORN)
        klaar = bewaren.voer_uit(team[1], lijst.pk)
        assert klaar.bewijs is not None
        assert (klaar.bewijs["dossiers"], klaar.bewijs["overgeslagen"]) == (1, 0)
        gegevens = klaar.bewijs["gegevens"]
        assert gegevens["berichten_ruwbericht"] == gegevens["dossier_toestemming"] == 1
        assert gegevens["berichten_overgang"] == gegevens["berichten_ketenverzoek"] == 1
        assert len(klaar.bewijs["sha256"]) == 64
        assert "Voorbij" not in str(klaar.bewijs)
        assert OUD not in str(klaar.bewijs)
        assert klaar.uitgevoerd_naam == team[1].naam
        weg = Wijziging.objects.filter(handeling="vernietigd")
        assert {(rij.tabel, rij.oud, rij.nieuw) for rij in weg} >= {("dossier_jeugdige", None, None)}
    na = aantallen()
    assert {naam: voor[naam] - na[naam] for naam in voor} == {**dict.fromkeys(voor, 1), "Zoekterm": 10}
    with als_systeem([HOORN, OPMEER]):
        assert set(Jeugdige.objects.values_list("pk", flat=True)) == {jong, elders}
    with met_toegang(toegang_van(gebruiker("fg", HOORN)), using="logboek"):
        inzagen = Inzage.objects.using("logboek").filter(jeugdige_id=oud)
        assert inzagen.count() == 2, "the log of reading stays"


def test_what_came_in_under_an_earlier_bsn_goes_too_unless_it_is_of_another_now(
    team: tuple[Toegang, Toegang],
) -> None:
    oud, _ = dossier(OUD, VROEGER), dossier(JONG, date(2015, 1, 1))
    moment = datetime(VROEGER.year, VROEGER.month, VROEGER.day, 12, tzinfo=UTC)
    with als_systeem([HOORN]):
        for nummer in (VORIG, JONG):
            vast = {"bsn": nummer, "bsn_sleutel": bsn_sleutel(nummer), "gemeente_code": HOORN}
            VroegerBsn.objects.create(
                jeugdige_id=oud, reden="x", vastgelegd_door_naam="x", vastgelegd_op=moment, **vast
            )
            Ketenverzoek.objects.create(
                aanbieder_agb="99001234", referentie_aanbieder=f"vroeger {nummer}", soort="vot", **vast
            )
    lijst = goedgekeurd(team)
    with met_toegang(team[1]):
        klaar = bewaren.voer_uit(team[1], lijst.pk)
    assert (klaar.bewijs or {})["gegevens"]["berichten_ketenverzoek"] == 2
    with als_systeem([HOORN]):
        over = set(Ketenverzoek.objects.values_list("bsn_sleutel", flat=True))
    assert over == {bsn_sleutel(JONG)}


def test_the_same_person_cannot_draw_up_and_approve(team: tuple[Toegang, Toegang]) -> None:
    dossier(OUD, VROEGER)
    leider = team[1]
    with met_toegang(leider):
        lijst = bewaren.stel_lijst_op(leider, HOORN)
        with pytest.raises(ToegangGeweigerd):
            bewaren.beslis(leider, lijst.pk, akkoord=True)
        rij = Vernietigingslijst.objects.filter(pk=lijst.pk)
        ander = gebruiker("teamleider", HOORN)
        for door in (leider.gebruiker_id, ander.pk):  # the own name, and that of another
            with pytest.raises(Error, match=r"die haar niet opstelde|vier_ogen"), transaction.atomic():
                rij.update(toestand="goedgekeurd", beslist_door=door, beslist_op=klok.nu())
        with pytest.raises(Error, match="niet goedgekeurd"), transaction.atomic(), connection.cursor() as c:
            c.execute("SELECT dossier_vernietig(%s, 'x')", [lijst.pk])
    with met_toegang(team[0]), pytest.raises(ToegangGeweigerd):
        bewaren.beslis(team[0], lijst.pk, akkoord=True)


def test_nothing_is_put_on_an_approved_list_and_no_outcome_is_written_by_hand(
    team: tuple[Toegang, Toegang],
) -> None:
    dossier(OUD, VROEGER)
    jong = dossier(JONG, date(2015, 1, 1))
    lijst = goedgekeurd(team)
    with met_toegang(team[0]):
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Vernietigingsregel.objects.create(
                lijst=lijst, gemeente_code=HOORN, jeugdige_id=jong, klasse="x", jaren=20,
                laatste_op=VROEGER, mag_vanaf=VROEGER, aantal=1,
            )  # fmt: skip
        with pytest.raises(Error, match="schrijft de database zelf"), transaction.atomic():
            Vernietigingsregel.objects.update(uitkomst="vernietigd")
        with pytest.raises(Error, match="verandert niet meer"), transaction.atomic():
            Vernietigingsregel.objects.update(jeugdige_id=jong)


def test_a_young_file_on_a_forged_list_stays(team: tuple[Toegang, Toegang]) -> None:
    """Somebody draws up a list by hand with a file that changed yesterday: the database looks again."""
    opsteller, leider = team
    jong = dossier(JONG, date(2015, 1, 1))
    with met_toegang(opsteller):
        lijst = Vernietigingslijst.objects.create(
            gemeente_code=HOORN, peildatum=NU, opgesteld_door_id=opsteller.gebruiker_id, opgesteld_naam="x",
            opgesteld_op=klok.nu(),
        )  # fmt: skip
        Vernietigingsregel.objects.create(
            lijst=lijst, gemeente_code=HOORN, jeugdige_id=jong, klasse="x", jaren=20, laatste_op=VROEGER,
            mag_vanaf=VROEGER, aantal=1,
        )  # fmt: skip
    with met_toegang(leider):
        bewaren.beslis(leider, lijst.pk, akkoord=True)
        klaar = bewaren.voer_uit(leider, lijst.pk)
        assert klaar.bewijs == {**(klaar.bewijs or {}), "dossiers": 0, "overgeslagen": 1}
        assert "veranderd" in klaar.regels.get().waarom
        with pytest.raises(ValidationError, match="al uitgevoerd"):
            bewaren.voer_uit(leider, lijst.pk)
    assert aantallen()["Jeugdige"] == 1


def test_a_hold_keeps_a_file_also_after_approval(team: tuple[Toegang, Toegang]) -> None:
    oud = dossier(OUD, VROEGER)
    lijst = goedgekeurd(team)
    consulent = toegang_van(gebruiker("consulent", HOORN))
    with met_toegang(consulent):
        plicht = bewaren.leg_bewaarplicht_vast(
            consulent, Jeugdige.objects.get(pk=oud), "Er loopt een klacht."
        )
    with met_toegang(team[1]):
        klaar = bewaren.voer_uit(team[1], lijst.pk)
        assert klaar.regels.get().waarom == "Er geldt een bewaarplicht."
    with met_toegang(team[0]), pytest.raises(ValidationError, match="geen enkel dossier"):
        bewaren.stel_lijst_op(team[0], HOORN)
    with met_toegang(consulent):
        bewaren.hef_bewaarplicht_op(consulent, plicht.pk, "De klacht is afgehandeld.")
        assert bewaren.bewaarplicht_van(oud) is None


@pytest.mark.parametrize(
    ("dag", "mag"), [(date(2006, 1, 21), True), (date(2006, 1, 22), False), (date(2005, 6, 1), True)]
)
def test_a_file_may_go_on_the_very_day_twenty_years_later(dag: date, mag: bool) -> None:
    dossier(OUD, dag)
    with als_systeem([HOORN]):
        assert bool(bewaren.kandidaten(HOORN)) is mag


def test_a_file_with_an_institution_is_kept_longer() -> None:
    oud = dossier(OUD, VROEGER)
    with als_systeem([HOORN]):
        leg_betrokkenheid_vast(Jeugdige.objects.get(pk=oud), "99009090", "gi", van=VROEGER, tot=VROEGER)
        assert bewaren.kandidaten(HOORN) == []


def test_every_term_has_a_source_or_says_that_it_is_an_example() -> None:
    for klasse in bewaren.klassen().values():
        assert klasse.bron
        assert klasse.voorbeeld is ("voorbeeld" in klasse.bron or "organisatie" in klasse.bron)
        assert klasse.jaren >= {"berichten": 5, "beveiligingslogboek": 1}.get(klasse.sleutel, 20)


def test_the_application_removes_nothing_by_itself_and_makes_no_token(team: tuple[Toegang, Toegang]) -> None:
    dossier(OUD, VROEGER)
    with met_toegang(team[1]), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jeugdketen.vernietiging', 'aan', true)")
        cursor.execute("SELECT kern_vernietigt()")
        assert cursor.fetchone() == (False,)
        for tabel in ("dossier_toestemming", "berichten_ruwbericht"):
            with pytest.raises(Error), transaction.atomic():
                cursor.execute(f"DELETE FROM {tabel}")
        assert Jeugdige.objects.all()._raw_delete("default") == 0


def test_every_table_that_hangs_on_a_file_can_be_emptied_of_it() -> None:
    """Also a table that came later: its policy was made by `migrate`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE keten AS (SELECT 'public.dossier_jeugdige'::regclass::oid AS tabel UNION"
            " SELECT c.conrelid FROM pg_constraint c JOIN keten k ON c.confrelid = k.tabel WHERE c.contype = 'f')"
            " SELECT c.relname FROM keten k JOIN pg_class c ON c.oid = k.tabel WHERE c.relrowsecurity"
            " AND NOT EXISTS (SELECT 1 FROM pg_policies p WHERE p.tablename = c.relname"
            " AND p.policyname = 'vernietigen' AND p.cmd = 'DELETE')"
        )
        assert cursor.fetchall() == []
