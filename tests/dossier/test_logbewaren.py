"""The term of the logs: whole seals, an administrator and an officer, proof, and a check that still finds tampering."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.models import Bericht, RuwBericht
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.dossier import logbewaren
from jeugdketen.dossier.models import Bewaarplicht, Jeugdige
from jeugdketen.kern import klok, leeslog, zegels
from jeugdketen.kern.beveiligingslog import Soort, leg_gebeurtenis_vast
from jeugdketen.kern.models import Gebruiker, Inzage, Logvernietiging
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem, met_toegang, toegang_van
from mensen import HOORN, OPMEER, gebruiker, toegang

pytestmark = pytest.mark.django_db(transaction=True)
LATER = date(2047, 1, 1)
KIND = uuid.UUID("00000000-0000-4000-8000-000000000001")


def lees(aantal: int, gemeente: str = HOORN, kind: uuid.UUID = KIND) -> None:
    """Read a file a few times, and seal that."""
    for _ in range(aantal):
        leeslog.leg_inzage_vast(toegang("consulent", gemeente), kind, "lezen", "grond", "wat")
    zegels.verzegel_alles()


@pytest.fixture
def wie() -> dict[str, Gebruiker]:
    return {"beheer": gebruiker("beheerder"), "fg": gebruiker("fg", HOORN)}


def doe(wie: Gebruiker, wat: Any, *args: Any, **kwargs: Any) -> Logvernietiging:
    with met_toegang(toegang_van(wie)) as ik:
        uit: Logvernietiging = wat(ik, *args, **kwargs)
    return uit


def goedgekeurd(wie: dict[str, Gebruiker], logboek: str = "inzage") -> Logvernietiging:
    lijst = doe(wie["beheer"], logbewaren.stel_op, logboek)
    return doe(wie["fg"], logbewaren.beslis, lijst.pk, akkoord=True)


def regels() -> int:
    with met_toegang(Toegang(None, "", frozenset(zegels._VERZEGELAAR.houdt))):
        return Inzage.objects.count()


def test_the_oldest_seals_go_and_what_is_left_is_still_checked(wie: dict[str, Gebruiker]) -> None:
    lees(3)
    with klok.op(LATER):
        lijst = goedgekeurd(wie)
        lees(2)  # after the proposal: stays
        assert (lijst.aantal, regels()) == (3, 5)
        klaar = doe(wie["fg"], logbewaren.voer_uit, lijst.pk)
        assert klaar.bewijs is not None
        assert klaar.bewijs["regels"] == 3
        assert regels() == 2
        zegels.verzegel_alles()
        for logboek in ("inzage", "wijziging", "veiligheid"):
            assert zegels.controleer(logboek).klopt, zegels.controleer(logboek).fouten
        assert zegels.controleer("inzage").regels == 2
        # A seal from before that somebody kept outside is still in the chain.
        assert zegels.controleer("inzage", bekend_zegel=klaar.bewijs["zegel"]).klopt
        with pytest.raises(ValidationError, match="al uitgevoerd"):
            doe(wie["fg"], logbewaren.voer_uit, lijst.pk)


def test_rows_that_went_without_a_list_are_found(wie: dict[str, Gebruiker], testdatabase: Any) -> None:
    import psycopg

    lees(3)
    lees(2)
    with psycopg.connect(testdatabase.eigenaar) as db:
        db.execute("ALTER TABLE kern_inzage DISABLE TRIGGER USER")
        db.execute("ALTER TABLE kern_inzage NO FORCE ROW LEVEL SECURITY")
        db.execute(
            "DELETE FROM kern_inzage WHERE id <= (SELECT min(tot_id) FROM kern_verzegeling WHERE logboek = 'inzage')"
        )
        db.execute("ALTER TABLE kern_inzage ENABLE TRIGGER USER")
        db.execute("ALTER TABLE kern_inzage FORCE ROW LEVEL SECURITY")
    assert "er staan 0 regels" in zegels.controleer("inzage").fouten[0]


def test_the_security_log_has_a_term_of_its_own(wie: dict[str, Gebruiker]) -> None:
    leg_gebeurtenis_vast(Soort.INGELOGD, over=wie["fg"])
    zegels.verzegel_alles()
    with klok.op(date(2028, 1, 1)), pytest.raises(ValidationError, match="2 jaar"):
        doe(wie["beheer"], logbewaren.stel_op, "veiligheid")
    with klok.op(date(2029, 1, 1)):
        with pytest.raises(ValidationError, match="20 jaar"):
            doe(wie["beheer"], logbewaren.stel_op, "inzage")
        klaar = doe(wie["fg"], logbewaren.voer_uit, goedgekeurd(wie, "veiligheid").pk)
        assert (klaar.bewijs or {})["regels"] >= 1
        assert zegels.controleer("veiligheid").klopt


def test_rows_of_a_municipality_of_another_officer_stop_it(wie: dict[str, Gebruiker]) -> None:
    lees(1)
    lees(1, OPMEER)
    with klok.op(LATER):
        lijst = goedgekeurd(wie)
        with pytest.raises(ValidationError, match="1 regels zijn van een gemeente"):
            doe(wie["fg"], logbewaren.voer_uit, lijst.pk)
    assert regels() == 2


def test_a_hold_stops_it(wie: dict[str, Gebruiker]) -> None:
    with als_systeem([HOORN]):
        kind = Jeugdige.objects.create(
            gemeente_code=HOORN, achternaam="Voorbij", geboortedatum=date(2014, 1, 1)
        )
        Bewaarplicht.objects.create(
            jeugdige=kind, gemeente_code=HOORN, reden="klacht", vastgelegd_op=klok.nu()
        )
    lees(2, kind=kind.pk)
    with klok.op(LATER):
        lijst = goedgekeurd(wie)
        with pytest.raises(ValidationError, match="bewaarplicht"):
            doe(wie["fg"], logbewaren.voer_uit, lijst.pk)
    assert regels() == 2


def test_nobody_does_it_alone(wie: dict[str, Gebruiker]) -> None:
    lees(2)
    with klok.op(LATER):
        for rol in ("consulent", "teamleider", "fg"):
            with pytest.raises(ToegangGeweigerd):
                doe(gebruiker(rol, HOORN), logbewaren.stel_op, "inzage")
        lijst = doe(wie["beheer"], logbewaren.stel_op, "inzage")
        for wat in (logbewaren.voer_uit, logbewaren.beslis):
            extra = {"akkoord": True} if wat is logbewaren.beslis else {}
            with pytest.raises(ToegangGeweigerd):
                doe(wie["beheer"], wat, lijst.pk, **extra)
        with pytest.raises(ValidationError, match="ligt nog een voorstel"):
            doe(gebruiker("beheerder"), logbewaren.stel_op, "inzage")
        with pytest.raises(ValidationError, match="Schrijf waarom"):
            doe(wie["fg"], logbewaren.beslis, lijst.pk, akkoord=False)


def test_the_database_holds_it_where_the_services_are_passed_by(wie: dict[str, Gebruiker]) -> None:
    lees(2)

    def voer(wie: Gebruiker, opdracht: str, *waarden: object) -> None:
        with met_toegang(toegang_van(wie)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(opdracht, waarden)

    with klok.op(LATER):
        lijst = doe(wie["beheer"], logbewaren.stel_op, "inzage")
        roep = "SELECT dossier_vernietig_logboek(%s)"
        with pytest.raises(Error, match="niet goedgekeurd"):
            voer(wie["fg"], roep, lijst.pk)
        with pytest.raises(Error, match="één keer en op eigen naam"):
            voer(
                wie["fg"],
                "UPDATE kern_logvernietiging SET toestand = 'uitgevoerd', bewijs = '{}' WHERE id = %s",
                lijst.pk,
            )
        with pytest.raises(Error, match="verandert niet meer"):
            voer(wie["fg"], "UPDATE kern_logvernietiging SET tot_id = 99 WHERE id = %s", lijst.pk)
        doe(wie["fg"], logbewaren.beslis, lijst.pk, akkoord=True)
        with pytest.raises(Error, match="niet door u"):
            voer(gebruiker("fg", HOORN), roep, lijst.pk)
        with pytest.raises(Error, match="permission denied"):
            voer(wie["fg"], "DELETE FROM kern_inzage")
        # A token of one's own opens nothing.
        with pytest.raises(Error, match="permission denied"):
            voer(
                wie["fg"],
                "SELECT set_config('jeugdketen.logvernietiging', 'x', true); DELETE FROM kern_inzage",
            )
    with klok.op(date(2026, 12, 1)), pytest.raises(Error, match="nog niet voorbij"):
        voer(wie["fg"], roep, lijst.pk)
    assert regels() == 2


def _losse_post(gemeente: str | None = None) -> Bericht:
    """A file that nobody can read, of nobody or of a municipality."""
    nummer = neem_aan(b"<geen bericht/>", bestandsnaam="onbekend.xml", weg=t.MAP)
    verwerk(nummer)
    with als_systeem([gemeente] if gemeente else []):
        rij: Bericht = Bericht.objects.get(pk=nummer)
        assert (rij.gemeente_code, rij.toestand) == (None, t.GEWEIGERD)
        if gemeente:
            Bericht.objects.filter(pk=nummer).update(gemeente_code=gemeente)
    return rij


def test_post_without_a_municipality_goes_by_two_people_with_proof(wie: dict[str, Gebruiker]) -> None:
    with klok.op(date(2026, 1, 21)):
        rij = _losse_post()
        eigen = _losse_post(HOORN)  # on the list of its municipality
        with pytest.raises(ValidationError, match="7 jaar"):
            doe(wie["beheer"], logbewaren.stel_op, "post")
    with klok.op(date(2033, 2, 1)):
        jong = _losse_post()
        lijst = doe(wie["beheer"], logbewaren.stel_op, "post")
        assert lijst.aantal == 1
        with pytest.raises(ToegangGeweigerd):
            doe(wie["beheer"], logbewaren.beslis, lijst.pk, akkoord=True)
        doe(wie["fg"], logbewaren.beslis, lijst.pk, akkoord=True)
        klaar = doe(wie["fg"], logbewaren.voer_uit, lijst.pk)
        assert klaar.bewijs is not None
        assert klaar.bewijs["regels"] == klaar.bewijs["gegevens"]["berichten_ruwbericht"] == 1
        assert len(klaar.bewijs["sha256"]) == 64
        with als_systeem([HOORN]):
            assert set(Bericht.objects.values_list("pk", flat=True)) == {jong.pk, eigen.pk}
            assert not RuwBericht.objects.filter(pk=rij.ruw_id).exists()
        zegels.verzegel_alles()
        assert zegels.controleer("wijziging").klopt


def test_the_database_holds_the_post_where_the_services_are_passed_by(wie: dict[str, Gebruiker]) -> None:
    with klok.op(date(2026, 1, 21)):
        rij = _losse_post()
    with klok.op(date(2033, 2, 1)):
        lijst = doe(wie["beheer"], logbewaren.stel_op, "post")
        for ander in (wie["beheer"], wie["fg"], gebruiker("fg", OPMEER)):
            with met_toegang(toegang_van(ander)), pytest.raises(Error), transaction.atomic():
                connection.cursor().execute("SELECT dossier_vernietig_post(%s)", [lijst.pk])
        doe(wie["fg"], logbewaren.beslis, lijst.pk, akkoord=True)
        with met_toegang(toegang_van(gebruiker("fg", OPMEER))), pytest.raises(Error), transaction.atomic():
            connection.cursor().execute("SELECT dossier_vernietig_post(%s)", [lijst.pk])
        with als_systeem():
            assert Bericht.objects.filter(pk=rij.pk).exists()
