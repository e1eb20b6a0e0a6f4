"""Four eyes on recovery: nobody alone opens a way into an account in use, also past the screens and the services."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.utils import timezone

from jeugdketen.kern import herstel, identiteiten, klok, tweede_factor, wachtwoorden
from jeugdketen.kern.beveiligingslog import gebeurtenissen
from jeugdketen.kern.models import (
    Gebruiker,
    Herstelcode,
    Herstelverzoek,
    Rolhouder,
    Toegangscode,
    TweedeFactor,
)
from jeugdketen.kern.toegang import POORT, ToegangGeweigerd, als_inrichting, met_toegang, toegang_van
from mensen import HOORN, OPMEER, gebruiker

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])

LINDE, WENDE = "99001234", "99001865"


@pytest.fixture
def baas() -> Gebruiker:
    return gebruiker("beheerder")


@pytest.fixture
def iemand() -> Gebruiker:
    """A consulent with a password and a second factor."""
    wie = gebruiker("consulent", HOORN)
    met_factor(wie)
    return wie


def met_factor(wie: Gebruiker) -> None:
    with met_toegang(POORT):
        TweedeFactor.objects.create(gebruiker=wie, geheim="x", laatste_stap=0)
        Herstelcode.objects.create(gebruiker=wie, kenmerk=f"code van {wie.pk}")


def vraag(door: Gebruiker, over: Gebruiker, wat: str = "factor") -> Herstelverzoek:
    with met_toegang(toegang_van(door)) as ik:
        return herstel.vraag(ik, over, wat, toelichting="gezien met paspoort")


def antwoord(door: Gebruiker, verzoek: Herstelverzoek, *, akkoord: bool = True) -> Herstelverzoek:
    with met_toegang(toegang_van(door)) as ik:
        return herstel.antwoord(ik, verzoek.pk, akkoord=akkoord, toelichting="zelf gebeld")


def wis(door: Gebruiker, over: Gebruiker) -> bool:
    with met_toegang(toegang_van(door)):
        return tweede_factor.wis(over, toelichting="x")


def van_vroeger(
    door: Gebruiker, over: Gebruiker, uren: float, *, wat: str = "factor", ja_van: Gebruiker | None = None
) -> Herstelverzoek:
    """A question of so many hours ago, with the yes of somebody at that same moment."""
    toen = timezone.now() - timedelta(hours=uren)
    with als_inrichting():
        return Herstelverzoek.objects.create(
            gebruiker=over,
            wat=wat,
            toelichting="gezien met paspoort",
            door=door,
            door_naam=door.naam,
            op=toen,
            antwoord="akkoord" if ja_van else "",
            antwoord_door=ja_van,
            antwoord_op=toen if ja_van else None,
        )


def beeindig_rollen(wie: Gebruiker) -> None:
    with als_inrichting():
        Rolhouder.objects.filter(gebruiker=wie).update(tot=klok.vandaag() - timedelta(days=1))


# --- the way it goes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rol", ["beheerder", "teamleider"])
def test_a_second_person_confirms_and_it_is_carried_out_once(
    baas: Gebruiker, iemand: Gebruiker, rol: str
) -> None:
    ander = gebruiker(rol, *([HOORN] if rol == "teamleider" else []))
    with pytest.raises(ToegangGeweigerd, match="in gebruik"):
        wis(baas, iemand)
    verzoek = vraag(baas, iemand)
    with pytest.raises(ToegangGeweigerd, match="in gebruik"):
        wis(baas, iemand)
    antwoord(ander, verzoek)
    assert wis(baas, iemand)
    with met_toegang(POORT):
        assert not TweedeFactor.objects.filter(gebruiker=iemand).exists()
        assert not Herstelcode.objects.filter(gebruiker=iemand).exists()
    met_factor(iemand)
    with pytest.raises(ToegangGeweigerd, match="in gebruik"):  # the yes was used up
        wis(baas, iemand)
    with met_toegang(toegang_van(baas), using="logboek"):
        soorten = [g.soort for g in gebeurtenissen(over=iemand.pk).using("logboek")]
    assert {"herstel_gevraagd", "herstel_bevestigd", "tweede_factor_gewist"} <= set(soorten)


def test_the_administrator_of_a_provider_confirms_for_its_own_people_alone(baas: Gebruiker) -> None:
    linde, wende = (gebruiker("aanbieder_beheerder", aanbieder=agb) for agb in (LINDE, WENDE))
    collega = gebruiker("aanbieder_medewerker", aanbieder=LINDE)
    verzoek = vraag(baas, collega, "wachtwoord")
    with pytest.raises(herstel.HerstelNietGevonden):
        antwoord(wende, verzoek)
    antwoord(linde, verzoek)
    with met_toegang(toegang_van(baas)):
        assert wachtwoorden.maak_code(collega, "wachtwoord")


def test_a_code_that_was_under_way_stops_when_the_factor_behind_it_goes(
    baas: Gebruiker, iemand: Gebruiker
) -> None:
    with met_toegang(toegang_van(baas)):
        code = wachtwoorden.maak_code(iemand, "wachtwoord")  # the factor stays, so this needs nobody else
    antwoord(gebruiker("beheerder"), vraag(baas, iemand))
    assert wis(baas, iemand)
    assert wachtwoorden.code_van(code, "wachtwoord") is None
    with pytest.raises(ToegangGeweigerd, match="in gebruik"), met_toegang(toegang_van(baas)):
        wachtwoorden.maak_code(iemand, "wachtwoord")


def test_an_account_that_nobody_used_needs_no_second_person(baas: Gebruiker) -> None:
    with als_inrichting():
        nieuw = Gebruiker.objects.maak("nieuw", e_mail="nieuw@voorbeeld.test", naam="Nieuw")
    with met_toegang(toegang_van(baas)):
        assert wachtwoorden.maak_code(nieuw, "wachtwoord")
        assert identiteiten.koppel(nieuw, "https://x.example", "nieuw")
    with pytest.raises(ToegangGeweigerd, match="in gebruik"), met_toegang(toegang_van(baas)):
        identiteiten.koppel(nieuw, "https://x.example", "een tweede")


@pytest.mark.parametrize("wat", ["wachtwoord", "koppelen"])
def test_no_code_and_no_identity_for_an_account_in_use(baas: Gebruiker, wat: str) -> None:
    collega = gebruiker("consulent", HOORN)
    with met_toegang(toegang_van(baas)):
        with pytest.raises(ToegangGeweigerd, match="in gebruik"):
            wachtwoorden.maak_code(collega, wat)
        with pytest.raises(ToegangGeweigerd, match="in gebruik"):
            identiteiten.koppel(collega, "https://x.example", "van de beheerder")


# --- hostile --------------------------------------------------------------------------------------------------------


def test_nobody_confirms_an_own_question_or_one_about_oneself(baas: Gebruiker, iemand: Gebruiker) -> None:
    collega = gebruiker("beheerder")
    with pytest.raises(ToegangGeweigerd, match="een ander dan wie het vroeg"):
        antwoord(baas, vraag(baas, iemand))
    with pytest.raises(ToegangGeweigerd, match="over wie het gaat"):
        antwoord(collega, vraag(baas, collega, "wachtwoord"))
    with pytest.raises(ToegangGeweigerd, match="Uw eigen account"):
        vraag(baas, baas)


def test_a_team_leader_of_elsewhere_and_a_consulent_do_not_even_see_it(
    baas: Gebruiker, iemand: Gebruiker
) -> None:
    verzoek = vraag(baas, iemand)
    for ander in (gebruiker("teamleider", OPMEER), gebruiker("consulent", HOORN), gebruiker("fg", HOORN)):
        with pytest.raises(herstel.HerstelNietGevonden):
            antwoord(ander, verzoek)


def test_a_yes_is_given_once_and_a_no_is_the_end(baas: Gebruiker, iemand: Gebruiker) -> None:
    ander, derde = gebruiker("beheerder"), gebruiker("beheerder")
    verzoek = antwoord(ander, vraag(baas, iemand), akkoord=False)
    with pytest.raises(ValidationError, match="al beantwoord"):
        antwoord(derde, verzoek)
    with pytest.raises(ToegangGeweigerd):
        wis(baas, iemand)


def test_a_yes_of_somebody_whose_role_was_taken_away_no_longer_counts(
    baas: Gebruiker, iemand: Gebruiker
) -> None:
    ander, leider = gebruiker("beheerder"), gebruiker("teamleider", HOORN)
    verzoek = antwoord(ander, vraag(baas, iemand))
    beeindig_rollen(ander)
    with pytest.raises(ToegangGeweigerd):
        wis(baas, iemand)
    tweede = vraag(baas, iemand)
    beeindig_rollen(leider)
    with pytest.raises(herstel.HerstelNietGevonden):
        antwoord(leider, tweede)
    assert verzoek.pk != tweede.pk


def test_who_is_no_administrator_any_more_carries_nothing_out(baas: Gebruiker, iemand: Gebruiker) -> None:
    antwoord(gebruiker("beheerder"), vraag(baas, iemand))
    beeindig_rollen(baas)
    assert not wis(baas, iemand)
    with met_toegang(POORT):
        assert TweedeFactor.objects.filter(gebruiker=iemand).exists()


def test_the_yes_for_one_administrator_and_one_thing_serves_no_other(
    baas: Gebruiker, iemand: Gebruiker
) -> None:
    ander = gebruiker("beheerder")
    antwoord(ander, vraag(baas, iemand, "koppelen"))
    with pytest.raises(ToegangGeweigerd):
        wis(baas, iemand)
    with pytest.raises(ToegangGeweigerd), met_toegang(toegang_van(ander)):
        identiteiten.koppel(iemand, "https://x.example", "van de ander")
    tweede = gebruiker("consulent", HOORN)
    with pytest.raises(ToegangGeweigerd), met_toegang(toegang_van(baas)):
        identiteiten.koppel(tweede, "https://x.example", "x")


def test_a_yes_lasts_a_day(baas: Gebruiker, iemand: Gebruiker) -> None:
    ander = gebruiker("beheerder")
    van_vroeger(baas, iemand, 25, ja_van=ander)
    with pytest.raises(ToegangGeweigerd):
        wis(baas, iemand)
    van_vroeger(baas, iemand, 23, ja_van=ander)
    assert wis(baas, iemand)


def test_whose_account_it_is_stops_it_also_after_the_yes(baas: Gebruiker, iemand: Gebruiker) -> None:
    verzoek = antwoord(gebruiker("beheerder"), vraag(baas, iemand))
    with met_toegang(toegang_van(iemand)) as ik:
        assert [rij.pk for rij in herstel.over_mij(ik)] == [verzoek.pk]
        herstel.trek_in(ik, verzoek.pk)
    with pytest.raises(ToegangGeweigerd):
        wis(baas, iemand)


# --- one administrator -----------------------------------------------------------------------------------------


def test_who_stands_alone_waits_two_days(baas: Gebruiker, iemand: Gebruiker) -> None:
    verzoek = van_vroeger(baas, iemand, 47)
    with pytest.raises(ToegangGeweigerd):
        wis(baas, iemand)
    with met_toegang(toegang_van(baas)) as ik:
        herstel.trek_in(ik, verzoek.pk)
    van_vroeger(baas, iemand, 49)
    assert wis(baas, iemand)


def test_waiting_does_not_help_who_has_a_colleague_or_just_ended_its_role(
    baas: Gebruiker, iemand: Gebruiker
) -> None:
    ander = gebruiker("beheerder")
    van_vroeger(baas, iemand, 49)
    with pytest.raises(ToegangGeweigerd):
        wis(baas, iemand)
    beeindig_rollen(ander)
    with pytest.raises(ToegangGeweigerd):
        wis(baas, iemand)


def test_waiting_is_over_after_five_days(baas: Gebruiker, iemand: Gebruiker) -> None:
    van_vroeger(baas, iemand, 121)
    with pytest.raises(ToegangGeweigerd):
        wis(baas, iemand)
    assert vraag(baas, iemand).antwoord == ""  # the old one makes way


# --- past the services ------------------------------------------------------------------------------------------------


def probeer(wie: Gebruiker, opdracht: str, *waarden: object) -> int:
    """Rows that a statement of one's own reaches; -1 when the database refuses."""
    with met_toegang(toegang_van(wie)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(opdracht, waarden)
                return int(cursor.rowcount)
        except Error:
            return -1


def test_row_security_holds_where_the_services_are_passed_by(baas: Gebruiker, iemand: Gebruiker) -> None:
    ander, derde = gebruiker("beheerder"), gebruiker("consulent", HOORN)
    with als_inrichting():
        nieuw = Gebruiker.objects.maak("nieuw", e_mail="nieuw@voorbeeld.test", naam="Nieuw")
    with met_toegang(toegang_van(baas)):
        wachtwoorden.maak_code(nieuw, "wachtwoord")
        eigen = identiteiten.koppel(nieuw, "https://x.example", "van de beheerder")
        code = Toegangscode.objects.get(gebruiker=nieuw)
    verzoek = vraag(baas, iemand)
    nu = timezone.now()
    antwoord_zelf = "UPDATE kern_herstelverzoek SET antwoord = 'akkoord', antwoord_door_id = %s WHERE id = %s"
    assert probeer(baas, "DELETE FROM kern_tweedefactor WHERE gebruiker_id = %s", iemand.pk) == 0
    assert probeer(baas, "DELETE FROM kern_herstelcode WHERE gebruiker_id = %s", iemand.pk) == 0
    assert probeer(
        baas,
        "INSERT INTO kern_toegangscode (gebruiker_id, doel, kenmerk, verloopt_op)"
        " VALUES (%s, 'wachtwoord', 'x', %s)",
        derde.pk,
        nu,
    ) == -1  # fmt: skip
    # A code or an identity that was rightly made, moved to another account or brought back to life.
    assert (
        probeer(baas, "UPDATE kern_toegangscode SET gebruiker_id = %s WHERE id = %s", iemand.pk, code.pk)
        == -1
    )
    assert probeer(baas, "UPDATE kern_toegangscode SET gebruikt_op = now() WHERE id = %s", code.pk) == 1
    assert probeer(baas, "UPDATE kern_toegangscode SET gebruikt_op = NULL WHERE id = %s", code.pk) == -1
    assert (
        probeer(baas, "UPDATE kern_identiteit SET gebruiker_id = %s WHERE id = %s", iemand.pk, eigen.pk) == 0
    )
    # An account that looks as if nobody used it.
    assert probeer(baas, "UPDATE kern_gebruiker SET laatst_ingelogd = now() WHERE id = %s", derde.pk) == -1
    # Answering oneself, in somebody's name, in advance, or with another question under it.
    assert probeer(baas, antwoord_zelf, baas.pk, verzoek.pk) == -1
    assert probeer(baas, antwoord_zelf, ander.pk, verzoek.pk) == -1
    assert probeer(derde, antwoord_zelf, derde.pk, verzoek.pk) == 0
    assert probeer(iemand, antwoord_zelf, iemand.pk, verzoek.pk) == -1
    assert probeer(baas, "UPDATE kern_herstelverzoek SET op = %s WHERE id = %s", nu, verzoek.pk) == -1
    assert (
        probeer(baas, "UPDATE kern_herstelverzoek SET gebruiker_id = %s WHERE id = %s", derde.pk, verzoek.pk)
        == -1
    )
    assert probeer(baas, "DELETE FROM kern_herstelverzoek WHERE id = %s", verzoek.pk) == 0
    klaar = (
        "INSERT INTO kern_herstelverzoek (gebruiker_id, wat, toelichting, door_id, door_naam, op, antwoord,"
        " antwoord_toelichting, antwoord_naam, antwoord_door_id, antwoord_op)"
        " VALUES (%s, 'factor', 'x', %s, 'x', %s, 'akkoord', '', 'x', %s, %s)"
    )
    assert probeer(baas, klaar, iemand.pk, ander.pk, nu, baas.pk, nu) == -1  # as if the other had asked
    met_factor(derde)
    assert probeer(baas, klaar, derde.pk, baas.pk, nu - timedelta(hours=60), ander.pk, nu) == 1
    with met_toegang(toegang_van(baas)):
        rij = Herstelverzoek.objects.get(gebruiker=derde)
    assert (rij.antwoord, rij.antwoord_door_id) == ("", None)
    assert rij.op > nu
    assert probeer(baas, "DELETE FROM kern_tweedefactor WHERE gebruiker_id = %s", derde.pk) == 0


def test_what_was_carried_out_is_not_made_open_again(baas: Gebruiker, iemand: Gebruiker) -> None:
    verzoek = antwoord(gebruiker("beheerder"), vraag(baas, iemand))
    assert wis(baas, iemand)
    met_factor(iemand)
    assert (
        probeer(baas, "UPDATE kern_herstelverzoek SET uitgevoerd_op = NULL WHERE id = %s", verzoek.pk) == -1
    )
    assert probeer(baas, "DELETE FROM kern_tweedefactor WHERE gebruiker_id = %s", iemand.pk) == 0
