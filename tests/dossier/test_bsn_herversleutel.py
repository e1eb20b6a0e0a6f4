"""Bringing stored BSNs under a new key: ciphertexts, hashes, search pieces and the raw store."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from jeugdketen.berichten.keten import DbKetenstand
from jeugdketen.berichten.models import Bericht, Ketenverzoek, RuwBericht
from jeugdketen.berichten.services import neem_aan
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.dossier import identiteit, sleutelwissel
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.selectors import jeugdige_bij_bsn, zoek_jeugdigen
from jeugdketen.dossier.services import leg_jeugdige_vast
from jeugdketen.kern import bsn
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.toegang import Toegang, als_inrichting, als_systeem, met_toegang, toegang_van
from jeugdketen.landschap.models import Gemeente
from mensen import HOORN, gebruiker
from postregio import Vot, richt_regio_in

OUD = base64.urlsafe_b64encode(b"o" * 32).decode()
NIEUW = base64.urlsafe_b64encode(b"n" * 32).decode()
FOUT, GOED = "999990019", "999990020"


@pytest.fixture
def hoorn(settings: Any, db: None) -> Toegang:
    """Hoorn with a file whose BSN was corrected, an expected child, and a row of the chain; all under the old key."""
    settings.JEUGDKETEN_BSN_SLEUTELS = [OUD]
    with als_inrichting():
        Gemeente.objects.create(cbs_code=HOORN, naam="Hoorn", regio="westfriesland")
    ik = toegang_van(gebruiker("consulent", HOORN))
    with met_toegang(ik):
        kind = leg_jeugdige_vast(
            HOORN, bsn=FOUT, naam=Naam("Mila", "M", "", "Kuin"), geboortedatum=date(2012, 12, 1)
        )
        identiteit.verbeter_bsn(ik, kind.pk, GOED, "cijfers verwisseld")
        identiteit.leg_ongeboren_vast(
            ik, HOORN, verwacht_op=date(2026, 3, 1), moeder=Naam(achternaam="Mantel"), moeder_bsn="999990032"
        )
    with als_systeem([HOORN]):
        Ketenverzoek.objects.create(
            gemeente_code=HOORN,
            aanbieder_agb="99001234",
            referentie_aanbieder="x",
            soort="VOT",
            bsn=GOED,
            bsn_sleutel=bsn_sleutel(GOED),
        )
    return ik


def sleutelnamen() -> set[str]:
    """The names of the keys under which a BSN of Hoorn lies, over every table."""
    namen = set()
    with als_systeem([HOORN]), connection.cursor() as cursor:
        for model, veld in sleutelwissel.bsn_kolommen():
            cursor.execute(
                f"SELECT DISTINCT split_part({veld}, ':', 1) FROM {model._meta.db_table} WHERE {veld} <> ''"
            )
            namen |= {naam for (naam,) in cursor.fetchall()}
    return namen


@pytest.mark.django_db(databases=["default", "logboek"])
def test_every_bsn_comes_under_the_new_key_and_the_old_one_can_go(
    settings: Any, hoorn: Toegang, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.JEUGDKETEN_BSN_SLEUTELS = [NIEUW, OUD]
    call_command("bsn_herversleutel")
    uit = capsys.readouterr().out
    assert "Gemeente 0405: 4 BSN's" in uit
    assert "ruwe opslag kunnen nog onder een oude sleutel liggen" in uit
    call_command("bsn_herversleutel")
    assert "Gemeente 0405: 0 BSN's" in capsys.readouterr().out
    settings.JEUGDKETEN_BSN_SLEUTELS = [NIEUW]
    assert sleutelnamen() == {bsn.huidige_sleutel()}
    with als_systeem([HOORN]):
        assert [j.bsn for j in Jeugdige.objects.filter(bsn__isnull=False)] == [GOED]
        assert Ketenverzoek.objects.get().bsn == GOED


def test_every_column_with_a_hash_of_a_bsn_is_known() -> None:
    """A hash lies beside its ciphertext, or with a message, where it is read from the bytes."""
    naast = {model._meta.db_table for model, _ in sleutelwissel.hash_kolommen()}
    zonder = {model._meta.db_table for model, _ in sleutelwissel.bsn_kolommen()} - naast
    assert not zonder
    from django.apps import apps

    met_hash = {
        m._meta.db_table for m in apps.get_models() if any(v.name == "bsn_sleutel" for v in m._meta.fields)
    }
    assert met_hash == naast | {"berichten_bericht"}


@pytest.mark.django_db(databases=["default", "logboek"])
def test_after_a_new_hash_key_everything_is_found_again(
    settings: Any, hoorn: Toegang, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.JEUGDKETEN_BSN_HASHSLEUTEL = "een heel andere sleutel"
    with met_toegang(hoorn):
        assert zoek_jeugdigen(hoorn, GOED, grond="test") == []
        assert zoek_jeugdigen(hoorn, "mila", grond="test") == []
    call_command("bsn_herhash")
    assert "Gemeente 0405: 4 BSN's opnieuw gehasht." in capsys.readouterr().out
    call_command("bsn_herhash")
    assert "Gemeente 0405: 0 BSN's opnieuw gehasht." in capsys.readouterr().out
    with met_toegang(hoorn):
        kind = jeugdige_bij_bsn(GOED, HOORN)
        assert kind is not None
        for zoek in (GOED, FOUT, "mila", "kuin"):
            assert zoek_jeugdigen(hoorn, zoek, grond="test") == [kind]
        assert len(DbKetenstand(HOORN).verzoeken_van(HOORN, "99001234", GOED)) == 1


@pytest.mark.django_db(transaction=True, databases=["default", "logboek", "eigenaar"])
def test_the_raw_store_comes_along_as_the_owner_and_stays_append_only(settings: Any) -> None:
    settings.JEUGDKETEN_BSN_SLEUTELS = [OUD]
    richt_regio_in()
    bericht_id = neem_aan(Vot().xml(), bestandsnaam="x.xml", weg="map")
    verwerk(bericht_id)
    with als_systeem(["0420"]):
        voor = RuwBericht.objects.get(bericht=bericht_id).inhoud
        oude_hash = Bericht.objects.get(pk=bericht_id).bsn_sleutel
    settings.JEUGDKETEN_BSN_SLEUTELS = [NIEUW, OUD]
    settings.JEUGDKETEN_BSN_HASHSLEUTEL = "een heel andere sleutel"
    assert sleutelwissel.onder_oude_sleutel() >= 1
    call_command("bsn_herversleutel", "--ruw")
    call_command("bsn_herhash")
    assert sleutelwissel.onder_oude_sleutel() == 0
    settings.JEUGDKETEN_BSN_SLEUTELS = [NIEUW]
    with als_systeem(["0420"]):
        ruw = RuwBericht.objects.get(bericht=bericht_id)
        assert ruw.inhoud == voor
        assert Bericht.objects.get(pk=bericht_id).bsn_sleutel not in ("", oude_hash)
        with pytest.raises(DatabaseError), transaction.atomic():
            RuwBericht.objects.filter(pk=ruw.pk).update(grootte=1)
