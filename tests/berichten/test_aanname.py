"""The raw store: bytes first, for ever, unreadable on disk, and stored once whatever happens."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

import postregio
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import MAX_BERICHT, UploadFout, neem_aan, neem_aan_rest, neem_aan_upload
from jeugdketen.berichten.kluis import KluisFout, open_, sluit
from jeugdketen.berichten.models import Bericht, Overgang, RuwBericht
from jeugdketen.berichten.services import verwerk_opnieuw
from jeugdketen.berichten.stappen import zet_toestand
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import ToegangGeweigerd, als_systeem, met_toegang

pytestmark = pytest.mark.django_db
INHOUD = postregio.Vot().xml()


def _jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


def test_bytes_and_job_are_stored_in_one_go() -> None:
    nummer = neem_aan(INHOUD, bestandsnaam="vot.xml", weg=t.MAP)
    with als_systeem():
        bericht = Bericht.objects.select_related("ruw").get(pk=nummer)
        assert bericht.ruw.inhoud == INHOUD
        assert bericht.toestand == t.ONTVANGEN
        assert [(o.van, o.naar) for o in bericht.overgangen.all()] == [("", t.ONTVANGEN)]
    assert _jobs() == 1


def test_the_same_id_again_stores_nothing_twice() -> None:
    nummer = uuid4()
    for _ in range(3):
        assert neem_aan(INHOUD, bestandsnaam="vot.xml", weg=t.MAP, bericht_id=nummer) == nummer
    with als_systeem():
        assert RuwBericht.objects.count() == 1
    assert _jobs() == 1


def test_a_rollback_takes_the_job_along() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        neem_aan(INHOUD, bestandsnaam="vot.xml", weg=t.MAP)
        raise ZeroDivisionError
    assert _jobs() == 0


@pytest.mark.parametrize("opdracht", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.parametrize(
    ("tabel", "kolom"), [("berichten_ruwbericht", "bestandsnaam"), ("berichten_overgang", "reden")]
)
def test_raw_store_and_log_cannot_be_changed(opdracht: str, tabel: str, kolom: str) -> None:
    neem_aan(INHOUD, bestandsnaam="vot.xml", weg=t.MAP)
    with als_systeem(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(opdracht.format(tabel, kolom, "'x'"))
    with als_systeem():
        assert RuwBericht.objects.get().bestandsnaam == "vot.xml"
        assert Overgang.objects.count() == 1


@pytest.mark.parametrize(
    ("tabel", "rechten"),
    [
        ("berichten_ruwbericht", "SELECT, INSERT"),
        ("berichten_overgang", "SELECT, INSERT"),
        ("berichten_bevinding", "SELECT, INSERT"),
        ("berichten_bericht", "SELECT, INSERT, UPDATE"),
        ("toewijzing_besluit", "SELECT, INSERT"),
        ("toewijzing_toets", "SELECT, INSERT"),
        ("toewijzing_aanvulling", "SELECT, INSERT"),
        ("toewijzing_toewijzing", "SELECT, INSERT, UPDATE"),
    ],
)
def test_the_application_has_no_more_rights_than_it_needs(tabel: str, rechten: str) -> None:
    alle = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(r, ', ' ORDER BY o) FROM unnest(%s::text[]) WITH ORDINALITY AS u (r, o)"
            " WHERE has_table_privilege(%s, r)",
            [list(alle), tabel],
        )
        assert cursor.fetchone()[0] == rechten


def test_no_bsn_on_disk() -> None:
    neem_aan(INHOUD, bestandsnaam="vot.xml", weg=t.MAP)
    with als_systeem(), connection.cursor() as cursor:
        cursor.execute("SELECT inhoud FROM berichten_ruwbericht")
        assert postregio.JESSE.encode() not in bytes(cursor.fetchone()[0])


def test_changed_ciphertext_is_not_read() -> None:
    geheim = bytearray(sluit(b"bericht"))
    geheim[-1] ^= 1
    with pytest.raises(KluisFout):
        open_(bytes(geheim))
    with pytest.raises(KluisFout):
        open_(b"\x00\x00\x00\x00" + sluit(b"bericht")[4:])
    assert open_(sluit(b"bericht")) == b"bericht"


def test_file_name_is_only_a_name() -> None:
    nummer = neem_aan(INHOUD, bestandsnaam="../../etc/pass\nwd.xml", weg=t.MAP)
    with als_systeem():
        assert RuwBericht.objects.get(pk=nummer).bestandsnaam == "passwd.xml"


# --- upload -------------------------------------------------------------------------------------------------------


def test_back_office_uploads_and_sees_the_message_at_once() -> None:
    postregio.richt_regio_in()
    toegang = postregio.iemand(rollen.BACKOFFICE, postregio.MEDEMBLIK)
    nummer = neem_aan_upload(toegang, "vot.xml", INHOUD)
    with met_toegang(toegang):
        bericht = Bericht.objects.get(pk=nummer)
    assert bericht.postbus_gemeente == postregio.MEDEMBLIK
    assert bericht.aangeleverd_door_id == toegang.gebruiker_id
    ander = postregio.iemand(rollen.BACKOFFICE, postregio.HOORN)
    with met_toegang(ander):
        assert not Bericht.objects.exists()


def test_a_provider_uploads_in_its_own_name_only() -> None:
    toegang = postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=postregio.LINDE)
    nummer = neem_aan_upload(toegang, "vot.xml", INHOUD)
    with met_toegang(toegang):
        assert Bericht.objects.get(pk=nummer).mag_afzender == [postregio.LINDE]


def test_a_machine_brings_messages_in_the_name_of_its_provider() -> None:
    nummer, sleutel = uuid4(), {"account": "ECD van De Linde", "aanbieders": {postregio.LINDE}}
    for _ in range(2):
        assert neem_aan_rest(INHOUD, bestandsnaam="vot.xml", bericht_id=nummer, **sleutel) == nummer
    with als_systeem():
        bericht = Bericht.objects.select_related("ruw").get()
        assert (bericht.weg, bericht.mag_afzender) == (t.REST, [postregio.LINDE])
        assert bericht.ruw.door_naam == "ECD van De Linde via REST"
    # who works there sees it before it has been read, who works elsewhere never does
    for agb, ziet in ((postregio.LINDE, True), (postregio.KLINIEK, False)):
        with met_toegang(postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=agb)):
            assert Bericht.objects.filter(pk=nummer).exists() is ziet


def test_a_machine_of_nobody_brings_nothing() -> None:
    with pytest.raises(PermissionError):
        neem_aan_rest(INHOUD, bestandsnaam="vot.xml", account="onbekend")
    with pytest.raises(UploadFout):
        neem_aan_rest(b"", bestandsnaam="vot.xml", account="ECD", aanbieders={postregio.LINDE})


@pytest.mark.parametrize("rol", [rollen.FG, rollen.CONTRACTMANAGER, rollen.GEZIN])
def test_others_cannot_upload(rol: str) -> None:
    gemeenten = (postregio.HOORN,) if rol == rollen.FG else ()
    with pytest.raises(PermissionError):
        neem_aan_upload(postregio.iemand(rol, *gemeenten), "vot.xml", INHOUD)


@pytest.mark.parametrize("inhoud", [b"", b"x" * (MAX_BERICHT + 1)])
def test_nothing_or_far_too_much_is_refused_at_the_door(inhoud: bytes) -> None:
    toegang = postregio.iemand(rollen.BACKOFFICE, postregio.HOORN)
    with pytest.raises(UploadFout):
        neem_aan_upload(toegang, "vot.xml", inhoud)


# --- the state machine --------------------------------------------------------------------------------------------


def test_every_state_can_be_reached_and_no_other() -> None:
    doelen = {doel for doelen in t.TOEGESTAAN.values() for doel in doelen}
    assert doelen == set(t.TOEGESTAAN) - {t.NIEUW}


def test_a_step_that_does_not_exist_is_refused() -> None:
    nummer = neem_aan(INHOUD, bestandsnaam="vot.xml", weg=t.MAP)
    with als_systeem():
        bericht = Bericht.objects.get(pk=nummer)
        with pytest.raises(t.OngeldigeOvergang):
            zet_toestand(bericht, t.VERZONDEN)
        bericht.refresh_from_db()
        assert bericht.toestand == t.ONTVANGEN


def test_reading_again_is_for_refused_messages_only() -> None:
    nummer = neem_aan(INHOUD, bestandsnaam="vot.xml", weg=t.MAP)
    beheerder = postregio.iemand(rollen.BEHEERDER)
    with met_toegang(beheerder), pytest.raises(ToegangGeweigerd):
        verwerk_opnieuw(beheerder, nummer)
