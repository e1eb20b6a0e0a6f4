"""The file of a child: recording facts, finding a child, opening a file."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from jeugdketen.dossier import models as m
from jeugdketen.dossier import namen, selectors, services
from jeugdketen.dossier.namen import Naam
from jeugdketen.kern import leeslog
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem, met_toegang, toegang_van
from mensen import HOORN, OPMEER, gebruiker, toegang

DB = pytest.mark.django_db(databases=["default", "logboek"])
CONSULENT = toegang("consulent", HOORN)


def kind(gemeente: str = HOORN, bsn: str | None = "999900523", **naam: str) -> m.Jeugdige:
    """A child in a file."""
    delen = Naam(**{"voornamen": "Liam", "achternaam": "Beemsterboer", **naam})
    with als_systeem([gemeente]):
        return services.leg_jeugdige_vast(
            gemeente, bsn=bsn, naam=delen, geboortedatum=date(2012, 12, 1), geslacht="1"
        )


def inzages(**filter_: object) -> list[Inzage]:
    """The rows of the read log that the officer of both municipalities sees."""
    with met_toegang(toegang("fg", HOORN, OPMEER, gebruiker_id=99), using="logboek"):
        return list(Inzage.objects.using("logboek").filter(**filter_).order_by("id"))


@pytest.fixture
def consulent(db: None) -> Toegang:
    """A consulent of Hoorn who is in the database."""
    return toegang_van(gebruiker("consulent", HOORN))


# --- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("naam", "tekst"),
    [
        (Naam("Jesse", "J", "van der", "Molenaar"), "Jesse van der Molenaar"),
        (Naam("Anna Maria", "AM", "", "Groot"), "Anna Groot"),
        (Naam("", "K", "", "Groot"), "K Groot"),
        (Naam("Karin", "K", "", "Mantel", "", "Vlaming", "1"), "Karin Mantel"),
        (Naam("Karin", "K", "", "Mantel", "", "Vlaming", "2"), "Karin Vlaming"),
        (Naam("Karin", "K", "", "Mantel", "de", "Vlaming", "3"), "Karin de Vlaming-Mantel"),
        (Naam("Karin", "K", "", "Mantel", "de", "Vlaming", "4"), "Karin Mantel-de Vlaming"),
        (Naam("Karin", "K", "", "Mantel", "", "", "3"), "Karin Mantel"),
    ],
)
def test_a_name_in_full(naam: Naam, tekst: str) -> None:
    assert naam.voluit() == tekst


def test_words_without_accents_and_capitals() -> None:
    assert namen.woorden("Zoë Şahin-De Vries") == ["zoe", "sahin", "de", "vries"]
    assert namen.stukken("Kuin") == {"ku", "kui", "kuin"}
    assert namen.stukken("A") == set()


@given(st.text(max_size=60))
def test_what_is_typed_is_found_again_in_the_pieces(tekst: str) -> None:
    for woord in namen.woorden(tekst):
        if len(woord) >= namen.MIN_LETTERS:
            assert woord[: namen.MAX_LETTERS] in namen.stukken(tekst)


@pytest.mark.parametrize(
    ("dag", "leeftijd"),
    [(date(2026, 2, 28), 13), (date(2026, 3, 1), 14), (date(2028, 2, 28), 15), (date(2028, 2, 29), 16)],
)
def test_age_of_somebody_born_on_29_february(dag: date, leeftijd: int) -> None:
    assert m.Jeugdige(geboortedatum=date(2012, 2, 29)).leeftijd_op(dag) == leeftijd


# --- one file for one child ----------------------------------------------------------------------------------------


@DB
def test_the_same_bsn_gives_the_same_file_and_the_message_changes_nothing() -> None:
    eerste = kind()
    tweede = kind(achternaam="Andersgespeld")
    assert eerste.pk == tweede.pk
    assert tweede.achternaam == "Beemsterboer"


@DB
def test_each_municipality_has_its_own_file() -> None:
    assert kind(HOORN).pk != kind(OPMEER).pk


@DB
def test_two_children_without_bsn_are_two_files() -> None:
    assert kind(bsn=None).pk != kind(bsn=None).pk


@DB
@pytest.mark.parametrize(
    ("bsn", "geboren", "melding"),
    [
        ("999900524", date(2012, 12, 1), "elfproef"),
        ("999900523", date(2026, 1, 22), "geboortedatum"),
        ("999900523", date(1999, 1, 1), "geboortedatum"),
    ],
)
def test_impossible_identities_are_refused_by_name(bsn: str, geboren: date, melding: str) -> None:
    with als_systeem([HOORN]), pytest.raises(ValidationError, match=melding):
        services.leg_jeugdige_vast(HOORN, bsn=bsn, naam=Naam(achternaam="X"), geboortedatum=geboren)


# --- facts ---------------------------------------------------------------------------------------------------------


@DB
@pytest.mark.eis("S-112", "S-114")
def test_spoken_consent_counts_and_can_be_taken_back(consulent: Toegang) -> None:
    liam = kind()
    with met_toegang(consulent):
        assert selectors.dossierfeiten(liam).toestemming is None
        rij = services.leg_toestemming_vast(consulent, liam, vorm="mondeling", datum=date(2026, 1, 12))
        assert selectors.dossierfeiten(liam).toestemming == rij
        assert (rij.vastgelegd_door_naam, rij.vastgelegd_op.date()) == (consulent.naam, date(2026, 1, 21))
        assert selectors.dossierfeiten(liam).als_vraag()["aanvraag"] == {
            "toestemming": {"vorm": "mondeling", "datum": "2026-01-12"}
        }
        services.leg_toestemming_vast(consulent, liam, vorm="ingetrokken", datum=date(2026, 1, 20))
        assert selectors.dossierfeiten(liam).toestemming is None
        assert liam.toestemmingen.count() == 2


@DB
@pytest.mark.eis("S-050")
def test_a_joint_assessment_is_recorded_with_who_was_there(consulent: Toegang) -> None:
    liam = kind()
    with met_toegang(consulent):
        services.leg_beoordeling_vast(
            consulent, liam, datum=date(2026, 1, 8), door="De Linde en De Wende", aanbieders=["99001234"]
        )
        feiten = selectors.dossierfeiten(liam)
    assert feiten.beoordeling is not None
    assert feiten.beoordeling.aanbieders == ["99001234"]
    assert feiten.als_vraag()["aanvraag"] == {"gezamenlijke_beoordeling": "2026-01-08"}


@DB
def test_living_situation_in_words_and_for_the_rules(consulent: Toegang) -> None:
    liam = kind()
    with met_toegang(consulent):
        assert "woont_thuis" not in selectors.dossierfeiten(liam).als_vraag()["jeugdige"]
        services.leg_leefsituatie_vast(consulent, liam, woont_thuis=True)
        rij = services.leg_leefsituatie_vast(consulent, liam, woont_thuis=False, verblijf="gezinshuis")
        assert rij.tekst == "nee, gezinshuis"
        assert selectors.dossierfeiten(liam).als_vraag()["jeugdige"] == {
            "geboortedatum": "2012-12-01",
            "woont_thuis": False,
        }


@DB
def test_wrong_facts_are_refused_with_the_field_and_what_to_do(consulent: Toegang) -> None:
    liam = kind()
    pogingen = [
        (
            "vorm",
            "Kies",
            lambda: services.leg_toestemming_vast(consulent, liam, vorm="gebaar", datum=date(2026, 1, 1)),
        ),
        (
            "datum",
            "in de toekomst",
            lambda: services.leg_toestemming_vast(consulent, liam, vorm="mondeling", datum=date(2026, 1, 22)),
        ),
        (
            "datum",
            "voor de geboorte",
            lambda: services.leg_toestemming_vast(consulent, liam, vorm="mondeling", datum=date(1912, 1, 1)),
        ),
        (
            "verblijf",
            "Laat dit veld leeg",
            lambda: services.leg_leefsituatie_vast(consulent, liam, woont_thuis=True, verblijf="gezinshuis"),
        ),
        (
            "verblijf",
            "uit de lijst",
            lambda: services.leg_leefsituatie_vast(consulent, liam, woont_thuis=False, verblijf="kasteel"),
        ),
        (
            "door",
            "Vul in",
            lambda: services.leg_beoordeling_vast(consulent, liam, datum=date(2026, 1, 8), door=" "),
        ),
        (
            "aanbieders",
            "acht cijfers",
            lambda: services.leg_beoordeling_vast(
                consulent, liam, datum=date(2026, 1, 8), door="x", aanbieders=["123"]
            ),
        ),
    ]
    with met_toegang(consulent):
        for veld, woord, poging in pogingen:
            with pytest.raises(ValidationError) as fout:
                poging()
            assert veld in fout.value.message_dict
            assert woord in str(fout.value.message_dict[veld])


@DB
@pytest.mark.parametrize("rol", ["backoffice", "fg", "contractmanager", "beheerder"])
def test_others_record_nothing(rol: str) -> None:
    liam = kind()
    iemand = toegang(rol, HOORN)
    with met_toegang(iemand), pytest.raises(ToegangGeweigerd, match="consulent"):
        services.leg_toestemming_vast(iemand, liam, vorm="mondeling", datum=date(2026, 1, 12))


@DB
@pytest.mark.parametrize("opdracht", ["UPDATE {} SET datum = datum", "DELETE FROM {}"])
def test_recorded_facts_are_never_changed(consulent: Toegang, opdracht: str) -> None:
    liam = kind()
    with met_toegang(consulent), connection.cursor() as cursor:
        services.leg_toestemming_vast(consulent, liam, vorm="mondeling", datum=date(2026, 1, 12))
        with pytest.raises(Error, match="kan alleen worden toegevoegd"), transaction.atomic():
            cursor.execute(opdracht.format("dossier_toestemming"))


@DB
@pytest.mark.eis("S-059")
def test_involvement_again_only_moves_the_last_day() -> None:
    liam = kind()
    with als_systeem([HOORN]):
        services.leg_betrokkenheid_vast(
            liam, "99001234", "toewijzing", van=date(2026, 2, 1), tot=date(2026, 12, 31)
        )
        services.leg_betrokkenheid_vast(
            liam, "99001234", "toewijzing", van=date(2026, 2, 1), tot=date(2026, 6, 30)
        )
        assert [b.tot for b in liam.betrokkenheden.all()] == [date(2026, 6, 30)]


# --- opening and finding -------------------------------------------------------------------------------------------


@DB
def test_opening_a_file_is_logged() -> None:
    liam = kind()
    with met_toegang(CONSULENT):
        assert (
            selectors.open_dossier(CONSULENT, liam.pk, grond="besluit op VT-2026-0001", wat="verzoek").pk
            == liam.pk
        )
    (rij,) = inzages()
    assert (rij.handeling, rij.jeugdige_id, rij.gemeente_code) == ("lezen", liam.pk, HOORN)


@DB
def test_reading_a_message_is_logged_with_whose_it_is() -> None:
    liam = kind()
    with met_toegang(CONSULENT):
        leeslog.leg_inzage_vast(
            CONSULENT,
            None,
            "lezen",
            "bericht JW315",
            "bericht",
            gemeente_code=HOORN,
            bsn_sleutel=bsn_sleutel("999900523"),
        )
        leeslog.leg_inzage_vast(
            CONSULENT, None, "lezen", "bericht JW315", "bericht", gemeente_code=HOORN, bsn_sleutel="0" * 64
        )
    assert [rij.jeugdige_id for rij in inzages()] == [liam.pk, None]


@DB
@pytest.mark.parametrize("wie", ["andere gemeente", "bestaat niet"])
def test_a_guessed_key_gives_one_answer_and_is_logged(wie: str) -> None:
    sleutel = kind(OPMEER).pk if wie == "andere gemeente" else uuid.uuid4()
    with met_toegang(CONSULENT), pytest.raises(selectors.DossierNietGevonden) as fout:
        selectors.open_dossier(CONSULENT, sleutel, grond="nieuwsgierig", wat="dossier")
    assert str(fout.value) == "Dit dossier bestaat niet, of u mag het niet zien."
    (rij,) = inzages()
    assert (rij.handeling, rij.jeugdige_id) == ("geweigerd", sleutel)


def vind(wie: Toegang, tekst: str, geboren: date | None = None) -> list[str]:
    """The names that somebody finds."""
    with met_toegang(wie):
        return [
            k.weergavenaam for k in selectors.zoek_jeugdigen(wie, tekst, geboren=geboren, grond="zaak zoeken")
        ]


@DB
def test_finding_by_bsn_by_beginnings_of_names_and_by_birth_date() -> None:
    kind()
    kind(bsn="999900535", voornamen="Zoë", achternaam="Kuin")
    kind(OPMEER, bsn="999900547", voornamen="Liam", achternaam="Slagter")
    assert vind(CONSULENT, "9999 00 523") == ["Liam Beemsterboer"]
    assert vind(CONSULENT, "999900547") == []
    assert vind(CONSULENT, "999900524") == []
    assert vind(CONSULENT, "beem") == ["Liam Beemsterboer"]
    assert vind(CONSULENT, "LIAM beemster") == ["Liam Beemsterboer"]
    assert vind(CONSULENT, "zoe") == ["Zoë Kuin"]
    assert vind(CONSULENT, "liam") == ["Liam Beemsterboer"]
    assert vind(CONSULENT, "liam kuin") == []
    assert vind(CONSULENT, "", date(2012, 12, 1)) == ["Liam Beemsterboer", "Zoë Kuin"]
    assert vind(CONSULENT, "kuin", date(2012, 12, 2)) == []
    assert vind(CONSULENT, "") == []
    assert vind(CONSULENT, "a") == []
    assert vind(CONSULENT, "%") == []
    assert vind(toegang("consulent", OPMEER), "liam") == ["Liam Slagter"]
    assert vind(toegang("contractmanager"), "liam") == []


@DB
def test_a_search_is_logged_with_its_size_and_without_what_was_typed() -> None:
    kind()
    vind(CONSULENT, "999900523")
    vind(CONSULENT, "beemsterboer", date(2012, 12, 1))
    eerste, tweede = inzages(handeling="zoeken")
    assert eerste.wat == "gezocht op BSN, 1 gevonden"
    assert tweede.wat == "gezocht op naam en geboortedatum, 1 gevonden"
    assert eerste.jeugdige_id is None
    assert "eemsterboer" not in tweede.wat + tweede.grond


@DB
def test_a_search_over_two_municipalities_is_seen_by_both_officers() -> None:
    vind(toegang("consulent", HOORN, OPMEER), "liam")
    assert [rij.gemeente_code for rij in inzages(handeling="zoeken")] == [HOORN, OPMEER]


@DB
def test_a_new_name_is_found_and_the_old_one_is_not() -> None:
    liam = kind()
    with als_systeem([HOORN]):
        liam.achternaam = "Kuiper"
        liam.save()
        services.leg_zoektermen_vast([liam])
    assert vind(CONSULENT, "kuip") == ["Liam Kuiper"]
    assert vind(CONSULENT, "beem") == []


@DB
def test_finding_uses_its_index_under_row_security() -> None:
    """Equality on a number may be tested before the policy, so the index serves both; a pattern on a name could not."""
    kind()
    with met_toegang(CONSULENT), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT jeugdige_id FROM dossier_zoekterm WHERE term = %s",
            [selectors.term_van("beemster")],
        )
        plan = "\n".join(regel for (regel,) in cursor.fetchall())
    voorwaarde = next(regel for regel in plan.splitlines() if "Index Cond" in regel)
    assert "zoekterm_uniek" in plan
    assert "gemeente_code" in voorwaarde
    assert "term =" in voorwaarde
