"""Destroying messages that belong to no file: after their term, by two people, with proof, and the chain goes on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from test_ketenverkeer import HOORN, WIE, neem_over, stand
from test_ketenverkeer import stuur as neem

import postregio
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.keten import bouw_opnieuw
from jeugdketen.berichten.models import Bericht, Ketenregel, Ketentoewijzing, RuwBericht
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.dossier import bewaren
from jeugdketen.dossier.models import Jeugdige, Vernietigingslijst
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem, met_toegang
from ketensuite import bouw

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])
LATER = date(2033, 6, 1)
"""More than seven years after everything here came in."""


@pytest.fixture(autouse=True)
def toegewezen(settings: Any, tmp_path: Any) -> None:
    settings.JEUGDKETEN_POSTBUS = tmp_path
    postregio.richt_regio_in()
    neem_over(bouw.product(), bouw.product(100002, bouw.A53))


@pytest.fixture
def peter() -> Toegang:
    return postregio.iemand(rollen.CONSULENT, HOORN)


@pytest.fixture
def leider() -> Toegang:
    return postregio.iemand(rollen.TEAMLEIDER, HOORN)


def stuur(bericht: Any) -> Bericht:
    """Have a message come in and be answered, and the answer leave."""
    rij = neem(bericht)
    assert verzend_wachtende() > 0
    return rij


def vernietig(peter: Toegang, leider: Toegang) -> dict[str, Any]:
    """A list from beginning to end; its proof."""
    with met_toegang(peter):
        lijst = bewaren.stel_berichtenlijst_op(peter, HOORN)
    with met_toegang(leider):
        bewaren.beslis(leider, lijst.pk, akkoord=True)
        klaar = bewaren.voer_uit(leider, lijst.pk)
    assert klaar.bewijs is not None
    return klaar.bewijs


def aantallen() -> dict[str, int]:
    with als_systeem(postregio.GEMEENTEN):
        return {
            soort: Bericht.objects.filter(soort=soort).count()
            for soort in sorted(set(Bericht.objects.values_list("soort", flat=True)))
        }


def test_declarations_go_with_their_answers_and_the_chain_begins_where_they_stood(
    peter: Toegang, leider: Toegang
) -> None:
    eerste = stuur(bouw.jw323_(bouw.regel(), bouw.regel("P2", 4, "2025-02"), **WIE))
    stuur(bouw.jw323_(bouw.regel("P9"), **WIE))  # the same number: refused as a whole
    stuur(bouw.jw305_(**WIE))  # counts in the chain, so it goes with the file
    voor = stand()
    assert aantallen() == {"JW305": 1, "JW306": 1, "JW323": 2, "JW325": 2}
    with klok.op(LATER):
        bewijs = vernietig(peter, leider)
        assert bewijs["berichten"] >= 4
        assert bewijs["gegevens"]["berichten_ruwbericht"] == bewijs["berichten"]
        assert bewijs["gegevens"]["berichten_ketenregel"] == 0, "their allocation is still there"
        assert set(aantallen()) <= {"JW305", "JW306"}
        with als_systeem([HOORN]):
            assert not RuwBericht.objects.filter(pk=eerste.ruw_id).exists()
        na = stand()
        zonder = {"berichten_ketenverzending"}
        plat = {k: [[w for w in rij if w not in ("True", "False")] for rij in v] for k, v in na.items()}
        assert {k: v for k, v in plat.items() if k not in zonder} == {
            k: [[w for w in rij if w not in ("True", "False")] for rij in v]
            for k, v in voor.items()
            if k not in zonder
        }
        with als_systeem([HOORN]):
            bouw_opnieuw(HOORN)
        assert stand() == na
        # What was declared still counts: the same message, and the same number, are refused.
        assert neem(bouw.jw323_(bouw.regel(), bouw.regel("P2", 4, "2025-02"), **WIE)).toestand == t.AFGEKEURD
        zelfde_nummer = neem(bouw.jw323_(bouw.regel("P8"), **WIE))
        assert zelfde_nummer.toestand == t.AFGEKEURD
        assert "TR333" in zelfde_nummer.reden


def test_lines_of_an_allocation_that_is_gone_go_with_the_next_list(peter: Toegang, leider: Toegang) -> None:
    stuur(bouw.jw323_(bouw.regel(), **WIE))
    with als_systeem([HOORN]):
        Ketentoewijzing.objects.filter(nummer=100001).delete()  # as when its file was destroyed
    with klok.op(LATER):
        assert vernietig(peter, leider)["gegevens"]["berichten_ketenregel"] == 1
        with als_systeem([HOORN]):
            assert not Ketenregel.objects.exists()
            bouw_opnieuw(HOORN)


def test_lines_go_with_the_file_and_a_rebuild_does_not_bring_them_back(
    peter: Toegang, leider: Toegang
) -> None:
    """A declaration is about several children: it stays until its own term is over, without the line of who went."""
    with als_systeem([HOORN]):
        kind = Jeugdige.objects.create(
            gemeente_code=HOORN,
            bsn=bouw.KIND,
            bsn_sleutel=bsn_sleutel(bouw.KIND),
            achternaam="Voorbij",
            geboortedatum=date(2000, 1, 1),
        )
    stuur(bouw.jw323_(bouw.regel(), **WIE))
    with klok.op(date(2060, 1, 1)):
        with met_toegang(peter):
            lijst = bewaren.stel_lijst_op(peter, HOORN)
        with met_toegang(leider):
            bewaren.beslis(leider, lijst.pk, akkoord=True)
            klaar = bewaren.voer_uit(leider, lijst.pk)
        assert klaar.bewijs is not None
        assert klaar.bewijs["gegevens"]["berichten_ketenregel"] == 1
        with als_systeem([HOORN]):
            assert not Jeugdige.objects.filter(pk=kind.pk).exists()
            assert Bericht.objects.filter(soort="JW323").exists()
            bouw_opnieuw(HOORN)
            assert not Ketenregel.objects.exists()


def test_messages_of_a_child_with_a_file_stay(peter: Toegang, leider: Toegang) -> None:
    over_een = stuur(bouw.jw317_(ongewijzigd=[100001], nieuwe=[bouw.nieuw()], bsn=bouw.ANDER_KIND, **WIE))
    assert (over_een.toestand, over_een.bsn_sleutel) == (t.AFGEKEURD, bsn_sleutel(bouw.ANDER_KIND))
    with als_systeem([HOORN]):
        kind = Jeugdige.objects.create(
            gemeente_code=HOORN,
            bsn=bouw.ANDER_KIND,
            bsn_sleutel=bsn_sleutel(bouw.ANDER_KIND),
            achternaam="Voorbij",
            geboortedatum=date(2014, 1, 1),
        )
    with klok.op(LATER):
        with met_toegang(peter), pytest.raises(ValidationError, match="geen enkel bericht zonder dossier"):
            bewaren.stel_berichtenlijst_op(peter, HOORN)
        with als_systeem([HOORN]):
            Jeugdige.objects.filter(pk=kind.pk).update(bsn="999900614", bsn_sleutel=bsn_sleutel("999900614"))
        assert vernietig(peter, leider)["berichten"] == 2


def test_not_before_the_term_and_never_by_one_person(peter: Toegang, leider: Toegang) -> None:
    stuur(bouw.jw323_(bouw.regel(), **WIE))
    with (
        klok.op(date(2033, 1, 20)),
        met_toegang(peter),
        pytest.raises(ValidationError, match="bewaartermijn"),
    ):
        bewaren.stel_berichtenlijst_op(peter, HOORN)
    with klok.op(LATER):
        with met_toegang(leider):
            eigen = bewaren.stel_berichtenlijst_op(leider, HOORN)
            with pytest.raises(ToegangGeweigerd):
                bewaren.beslis(leider, eigen.pk, akkoord=True)
        with met_toegang(peter):
            with pytest.raises(ToegangGeweigerd):
                bewaren.beslis(peter, eigen.pk, akkoord=True)
            with pytest.raises(ValidationError, match="ligt nog een lijst"):
                bewaren.stel_berichtenlijst_op(peter, HOORN)
    assert aantallen() == {"JW323": 1, "JW325": 1}


def _voer(opdracht: str, *waarden: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(opdracht, waarden)


def test_the_database_holds_it_where_the_services_are_passed_by(peter: Toegang, leider: Toegang) -> None:
    bericht = stuur(bouw.jw323_(bouw.regel(), **WIE))
    roep = "SELECT dossier_vernietig_berichten(%s, 'x')"
    with klok.op(LATER):
        with met_toegang(peter):
            lijst = bewaren.stel_berichtenlijst_op(peter, HOORN)
        with met_toegang(leider):
            with pytest.raises(Error, match="niet goedgekeurd"):
                _voer(roep, lijst.pk)
            bewaren.beslis(leider, lijst.pk, akkoord=True)
            with pytest.raises(Error, match="verandert niet meer"):  # a later day, a shorter term
                _voer(
                    "UPDATE dossier_vernietigingslijst SET tot_en_met = %s, jaren = 1 WHERE id = %s",
                    LATER,
                    lijst.pk,
                )
            with pytest.raises(Error, match="permission denied"):
                _voer("DELETE FROM berichten_ruwbericht WHERE id = %s", bericht.ruw_id)
        with met_toegang(peter), pytest.raises(Error, match="niet van u"):
            _voer(roep, lijst.pk)
        ander = postregio.iemand(rollen.TEAMLEIDER, "0388")
        with met_toegang(ander), pytest.raises(Error, match="niet van u"):
            _voer(roep, lijst.pk)
        # A list with a term of its own.
        with met_toegang(peter):
            kort = Vernietigingslijst.objects.create(
                gemeente_code=HOORN,
                soort="berichten",
                tot_en_met=LATER,
                jaren=0,
                peildatum=LATER,
                opgesteld_door_id=peter.gebruiker_id,
                opgesteld_naam="x",
                opgesteld_op=klok.nu(),
            )
        with met_toegang(leider):
            bewaren.beslis(leider, kort.pk, akkoord=True)
            with pytest.raises(Error, match="nog niet voorbij"):
                _voer(roep, kort.pk)
            bewaren.voer_uit(leider, lijst.pk)
            with pytest.raises(Error, match="niet goedgekeurd"):  # once
                _voer(roep, lijst.pk)
