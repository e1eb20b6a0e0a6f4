"""A message comes in: what becomes of it, what goes back, and what the screen says. One test per kind of bad input."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

import postregio
from gedeeld import GEDEELD, vereist_gedeeld
from ijw.lezen import lees
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan, neem_aan_upload
from jeugdketen.berichten.keten import bouw_opnieuw
from jeugdketen.berichten.models import Bericht, Ketentoewijzing, Ketenverzoek, VerzendPost
from jeugdketen.berichten.services import verwerk_opnieuw
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk, zet_apart
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import als_inrichting, als_systeem, met_toegang
from jeugdketen.landschap.models import Aanbieder
from jeugdketen.toewijzing.models import Verzoek
from postregio import HOORN, LINDE, MEDEMBLIK, Vot, Vraag

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regio(settings: object, tmp_path: Path) -> Path:
    """The small region, and a message box of its own."""
    settings.JEUGDKETEN_POSTBUS = tmp_path
    settings.JEUGDKETEN_INTREKTIJD = 0
    postregio.richt_regio_in()
    return tmp_path


def ontvang(inhoud: bytes, naam: str = "vot.xml") -> Bericht:
    """Take a file in and read it; the message as it stands then."""
    nummer = neem_aan(inhoud, bestandsnaam=naam, weg=t.MAP)
    verwerk(nummer)
    return lees_bericht(nummer)


def lees_bericht(nummer: UUID) -> Bericht:
    """The message, whoever's it is."""
    with als_systeem(postregio.GEMEENTEN):
        return Bericht.objects.select_related("ruw").get(pk=nummer)


def retour(bericht: Bericht) -> Bericht | None:
    """Our return message on it."""
    with als_systeem(postregio.GEMEENTEN):
        return Bericht.objects.select_related("ruw").filter(antwoord_op=bericht, richting=t.UIT).first()


def retourcodes(bericht: Bericht) -> set[str]:
    """The codes that our return message carries."""
    antwoord = retour(bericht)
    assert antwoord is not None
    tekst = antwoord.ruw.inhoud.decode()
    return {deel.split("<")[0] for deel in tekst.replace("jw316:", "").split("<RetourCode>")[1:]}


def verzoeken() -> list[Verzoek]:
    """All requests, of whichever municipality."""
    with als_systeem(postregio.GEMEENTEN):
        return list(Verzoek.objects.select_related("jeugdige").order_by("nummer"))


# --- good ---------------------------------------------------------------------------------------------------------


@pytest.mark.eis("S-115")
def test_a_request_is_accepted_answered_and_lands_in_the_work_list(regio: Path) -> None:
    bericht = ontvang(Vot().xml())
    assert (bericht.toestand, bericht.soort, bericht.gemeente_code) == (t.AANVAARD, "JW315", MEDEMBLIK)
    assert bericht.aanbieder_agb == LINDE
    assert bericht.antwoord_uiterlijk is not None
    antwoord = retour(bericht)
    assert antwoord is not None
    assert (antwoord.soort, antwoord.toestand, antwoord.draad) == ("JW316", t.KLAAR, bericht.draad)
    kop = lees(antwoord.ruw.inhoud).bericht.header
    assert (kop.afzender, kop.ontvanger) == (LINDE, MEDEMBLIK)  # IV028: unchanged
    assert kop.bericht_identificatie.identificatie == bericht.identificatie
    assert kop.retourcodes == ()
    (verzoek,) = verzoeken()
    assert verzoek.nummer == "VT-2026-0001"
    assert verzoek.jeugdige.achternaam == "Molenaar"
    assert verzoek.product == "B/P4/intensief"
    assert str(verzoek.termijn) == "2026-01-28"  # five working days after Wednesday 21 January (OP274)
    assert verzend_wachtende() == 1
    (bestand,) = postregio.uitgaande_bestanden(regio, "JW316")
    assert bestand.read_bytes() == antwoord.ruw.inhoud


@vereist_gedeeld
def test_the_public_sample_runs() -> None:
    assert GEDEELD is not None
    bericht = ontvang((GEDEELD / "ijw-3.2" / "voorbeelden" / "JW315.xml").read_bytes())
    assert bericht.toestand == t.AANVAARD
    assert [v.referentie_aanbieder for v in verzoeken()] == ["AZ-26-00017"]


def test_each_product_becomes_a_request_of_its_own() -> None:
    ontvang(Vot(producten=[Vraag("A-1"), Vraag("A-2", code="45A02")]).xml())
    assert [(v.nummer, v.referentie_aanbieder) for v in verzoeken()] == [
        ("VT-2026-0001", "A-1"),
        ("VT-2026-0002", "A-2"),
    ]


def test_processing_again_changes_nothing() -> None:
    nummer = neem_aan(Vot().xml(), bestandsnaam="vot.xml", weg=t.MAP)
    assert verwerk(nummer) == t.AANVAARD
    assert verwerk(nummer) is None
    with als_systeem(postregio.GEMEENTEN):
        assert (Bericht.objects.count(), Verzoek.objects.count(), VerzendPost.objects.count()) == (2, 1, 1)


# --- not a message ------------------------------------------------------------------------------------------------

HOSTIEL = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>"""


@pytest.mark.parametrize(
    "inhoud",
    [b"", b"dit is geen xml", Vot().xml()[:700], HOSTIEL, b"<a/>", Vot().xml().replace(b"446", b"447")],
)
def test_what_is_no_message_is_refused_without_an_answer_and_kept(inhoud: bytes) -> None:
    bericht = ontvang(inhoud)
    assert bericht.toestand == t.GEWEIGERD
    assert bericht.ruw.inhoud == inhoud
    assert bericht.reden.endswith(".")
    assert "backoffice" in bericht.wie_moet
    assert "passwd" not in bericht.reden
    assert retour(bericht) is None
    assert not verzoeken()


def test_a_refused_file_is_seen_by_the_operator_and_by_who_uploaded_it() -> None:
    ontvang(b"geen xml")
    with met_toegang(postregio.iemand(rollen.BEHEERDER)):
        assert Bericht.objects.get().toestand == t.GEWEIGERD
    with met_toegang(postregio.iemand(rollen.CONSULENT, HOORN)):
        assert not Bericht.objects.exists()
    aanbieder = postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=LINDE)
    nummer = neem_aan_upload(aanbieder, "kapot.xml", b"<half")
    verwerk(nummer)
    with met_toegang(aanbieder):
        assert Bericht.objects.get().toestand == t.GEWEIGERD


def test_the_mailbox_says_whose_an_unreadable_file_is() -> None:
    nummer = neem_aan(b"geen xml", bestandsnaam="x.xml", weg=t.MAP, postbus_gemeente=HOORN)
    verwerk(nummer)
    with met_toegang(postregio.iemand(rollen.BACKOFFICE, HOORN)):
        assert Bericht.objects.get().toestand == t.GEWEIGERD


# --- not for us ---------------------------------------------------------------------------------------------------


def test_wrong_message_type_says_who_sends_it() -> None:
    from ijw.schrijven import schrijf

    voorbeeld = ontvang(Vot().xml())
    antwoord = retour(voorbeeld)
    assert antwoord is not None
    bericht = ontvang(schrijf(lees(antwoord.ruw.inhoud).bericht))
    assert (bericht.toestand, bericht.soort) == (t.GEWEIGERD, "JW316")
    assert "van een gemeente naar een aanbieder" in bericht.reden


@pytest.mark.regel("TR378")
@pytest.mark.parametrize(("code", "woord"), [("0363", "Amsterdam"), ("9999", "niet bestaat")])
def test_unknown_municipality(code: str, woord: str) -> None:
    bericht = ontvang(Vot(ontvanger=code).xml())
    assert bericht.toestand == t.GEWEIGERD
    assert woord in bericht.reden or bericht.soort == ""
    assert bericht.wie_moet
    assert retour(bericht) is None


def test_unknown_provider_can_be_read_again_after_registration() -> None:
    bericht = ontvang(Vot(afzender="99009999").xml())
    assert bericht.toestand == t.GEWEIGERD
    assert "99009999 staat niet in het register" in bericht.reden
    assert "contractmanager" in bericht.wie_moet
    assert bericht.gemeente_code == MEDEMBLIK
    with als_inrichting():
        Aanbieder.objects.create(agb="99009999", naam="Nieuwe Aanbieder")
    backoffice = postregio.iemand(rollen.BACKOFFICE, MEDEMBLIK)
    with met_toegang(backoffice):
        verwerk_opnieuw(backoffice, bericht.pk)
    verwerk(bericht.pk)
    opnieuw = lees_bericht(bericht.pk)
    assert opnieuw.toestand == t.AANVAARD
    with als_systeem(postregio.GEMEENTEN):
        assert [o.naar for o in opnieuw.overgangen.order_by("pk")] == [
            t.ONTVANGEN,
            t.GEWEIGERD,
            t.ONTVANGEN,
            t.AANVAARD,
        ]


def test_a_provider_cannot_bring_a_message_of_another() -> None:
    aanbieder = postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=postregio.KLINIEK)
    nummer = neem_aan_upload(aanbieder, "vot.xml", Vot().xml())
    verwerk(nummer)
    assert lees_bericht(nummer).toestand == t.GEWEIGERD
    assert not verzoeken()


# --- twice --------------------------------------------------------------------------------------------------------


def test_the_same_file_twice_is_recognised() -> None:
    eerste = ontvang(Vot().xml())
    tweede = ontvang(Vot().xml(), "nogmaals.xml")
    assert tweede.toestand == t.DUBBEL
    assert tweede.dubbel_van_id == eerste.pk
    assert "al ontvangen op 21-1-2026" in tweede.reden
    assert retour(tweede) is None
    assert len(verzoeken()) == 1


@pytest.mark.regel("TR056")
def test_the_same_identification_with_other_content_is_rejected() -> None:
    ontvang(Vot().xml())
    tweede = ontvang(Vot(producten=[Vraag("AZ-26-00999", volume=8)]).xml())
    assert tweede.toestand == t.AFGEKEURD
    assert retourcodes(tweede) == {"9056"}
    assert "Stichting De Linde herstelt" in tweede.wie_moet
    assert len(verzoeken()) == 1


@pytest.mark.regel("TR347")
def test_the_same_request_number_with_other_content_is_rejected() -> None:
    ontvang(Vot().xml())
    tweede = ontvang(Vot(identificatie="AZ26VOT00902", bsn=postregio.NOOR, producten=[Vraag(volume=9)]).xml())
    assert tweede.toestand == t.AFGEKEURD
    assert "9347" in retourcodes(tweede)
    with als_systeem(postregio.GEMEENTEN):
        (bevinding,) = [b for b in tweede.bevindingen.all() if b.regel == "TR347"]
    assert bevinding.regelnummer
    assert "ReferentieAanbieder" in bevinding.pad
    assert len(verzoeken()) == 1


@pytest.mark.regel("TR374")
def test_a_second_request_while_one_is_pending_is_rejected() -> None:
    ontvang(Vot().xml())
    tweede = ontvang(Vot(identificatie="AZ26VOT00903", producten=[Vraag("AZ-26-00903", code="45A02")]).xml())
    assert tweede.toestand == t.AFGEKEURD
    assert "9374" in retourcodes(tweede)


@pytest.mark.regel("TR383")
def test_one_reference_twice_in_a_message_is_rejected_as_a_whole() -> None:
    bericht = ontvang(Vot(producten=[Vraag("A-1"), Vraag("A-1", code="45A02")]).xml())
    assert bericht.toestand == t.AFGEKEURD
    assert retourcodes(bericht) == {"0001"}
    assert not verzoeken()


def test_a_rejected_message_may_come_again() -> None:
    ontvang(Vot().xml())
    vraag = Vot(identificatie="AZ26VOT00904", producten=[Vraag("AZ-26-00904", code="45A02")])
    assert ontvang(vraag.xml()).toestand == t.AFGEKEURD
    assert ontvang(vraag.xml()).toestand == t.AFGEKEURD
    with als_systeem(postregio.GEMEENTEN):
        assert Bericht.objects.filter(soort="JW316").count() == 3


@pytest.mark.regel("TR381")
def test_an_unknown_product_code_is_rejected() -> None:
    bericht = ontvang(Vot(producten=[Vraag(code="45Z99")]).xml())
    assert bericht.toestand == t.AFGEKEURD
    assert "S329" in retourcodes(bericht)


@pytest.mark.regel("TR135")
def test_a_date_in_the_future_is_rejected() -> None:
    bericht = ontvang(Vot(dagtekening="2026-01-30").xml())
    assert bericht.toestand == t.AFGEKEURD
    assert "8848" in retourcodes(bericht)


# --- the child ----------------------------------------------------------------------------------------------------


def _bevinding(verzoek: Verzoek, regel: str) -> dict[str, object]:
    with als_systeem(postregio.GEMEENTEN):
        antwoord = Verzoek.objects.select_related("laatste_toets").get(pk=verzoek.pk).laatste_toets.antwoord
    return next(b for b in antwoord["bevindingen"] if b["regel"] == regel)


def test_a_child_of_another_municipality_is_taken_in_and_flagged() -> None:
    bericht = ontvang(
        Vot(bsn=postregio.LOTTE, geboren="2010-11-08", voornamen="Lotte", achternaam="Ruiter").xml()
    )
    assert bericht.toestand == t.AANVAARD
    (verzoek,) = verzoeken()
    assert verzoek.termijn_soort == "woonplaats"
    assert str(verzoek.termijn) == "2026-02-04"  # two weeks (OP359)
    assert verzoek.nu_te_doen == "Woonplaats vaststellen"
    assert "Koggenland" in str(_bevinding(verzoek, "woonplaats")["uitleg"])


def test_a_child_that_the_brp_does_not_know_is_taken_in_and_flagged() -> None:
    bericht = ontvang(Vot(bsn=postregio.ONBEKEND, voornamen="Niemand", achternaam="Onbekend").xml())
    assert bericht.toestand == t.AANVAARD
    (verzoek,) = verzoeken()
    assert not verzoek.brp_bekend
    assert _bevinding(verzoek, "brp")["uitkomst"] == "onvolledig"
    assert verzoek.nu_te_doen == "BSN laten controleren"


def test_a_brp_that_does_not_answer_does_not_stop_the_message() -> None:
    bericht = ontvang(
        Vot(
            bsn=postregio.STORING,
            ontvanger=HOORN,
            geboren="2014-01-09",
            voornamen="Stijn",
            achternaam="Storm",
        ).xml()
    )
    assert bericht.toestand == t.AANVAARD
    (verzoek,) = verzoeken()
    assert _bevinding(verzoek, "brp")["feiten"] == {"brp": "nog niet gevraagd"}


def test_somebody_who_cannot_be_a_child_is_refused_and_nothing_stays() -> None:
    bericht = ontvang(Vot(bsn=postregio.ONBEKEND, geboren="1950-01-01").xml())
    assert bericht.toestand == t.GEWEIGERD
    assert "geboortedatum" in bericht.reden
    assert retour(bericht) is None
    with als_systeem(postregio.GEMEENTEN):
        assert not Ketenverzoek.objects.exists()


# --- trouble of our own -------------------------------------------------------------------------------------------


def test_a_message_that_cannot_be_processed_is_set_aside_and_visible() -> None:
    nummer = neem_aan(Vot().xml(), bestandsnaam="vot.xml", weg=t.MAP)
    zet_apart(nummer, RuntimeError("geheim 999900432"))
    bericht = lees_bericht(nummer)
    assert bericht.toestand == t.MISLUKT
    assert "999900432" not in bericht.reden
    assert "beheerder" in bericht.wie_moet
    beheerder = postregio.iemand(rollen.BEHEERDER)
    with met_toegang(beheerder):
        verwerk_opnieuw(beheerder, nummer)
    assert verwerk(nummer) == t.AANVAARD


def test_the_chain_state_can_be_made_again_from_the_raw_store() -> None:
    ontvang(Vot().xml())
    ontvang(replace(Vot(), identificatie="X1", bsn=postregio.NOOR, producten=[Vraag("B-1")]).xml())

    def stand() -> list[tuple[object, ...]]:
        kolommen = (
            "aanbieder_agb",
            "referentie_aanbieder",
            "soort",
            "bsn_sleutel",
            "antwoorden",
            "toegewezen",
        )
        return sorted(map(tuple, Ketenverzoek.objects.values_list(*kolommen)))

    with als_systeem({MEDEMBLIK}):
        voor = stand()
        assert len(voor) == 2
        assert bouw_opnieuw(MEDEMBLIK) == 2
        assert stand() == voor
        assert not Ketentoewijzing.objects.exists()


def test_jobs_hold_no_personal_data() -> None:
    neem_aan(Vot().xml(), bestandsnaam="Jesse 999900432.xml", weg=t.MAP)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text, lock, queueing_lock FROM procrastinate_jobs")
        assert "999900432" not in str(cursor.fetchall())
