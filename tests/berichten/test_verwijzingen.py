"""Messages from before their numbers were kept in rows become searchable, in portions, once."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

import postregio
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.models import Bericht, Verwijzing
from jeugdketen.berichten.selectors import berichten_lijst
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.berichten.verwijzingen import vul_verwijzingen_aan
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import als_systeem, met_toegang
from postregio import MEDEMBLIK, OPMEER, Vot, Vraag

pytestmark = [pytest.mark.django_db, pytest.mark.eis("S-115")]


@pytest.fixture
def oud(settings: Any, tmp_path: Path) -> list[Bericht]:
    """Five requests and their answers of Medemblik and one of Opmeer, as if the rows had never been made."""
    settings.JEUGDKETEN_POSTBUS = tmp_path
    postregio.richt_regio_in()
    for nr in range(5):
        vot = Vot(identificatie=f"OUD{nr}", producten=[Vraag(f"REF-{nr}")])
        verwerk(neem_aan(vot.xml(), bestandsnaam="vot.xml", weg=t.MAP))
    vot = Vot(identificatie="ELDERS", ontvanger=OPMEER, producten=[Vraag("REF-ELDERS")])
    verwerk(neem_aan(vot.xml(), bestandsnaam="vot.xml", weg=t.MAP))
    verwerk(neem_aan(b"geen bericht", bestandsnaam="x.xml", weg=t.MAP, postbus_gemeente=MEDEMBLIK))
    with als_systeem(postregio.GEMEENTEN), connection.cursor() as cursor:
        # What an older release knew: of some nothing, of others the references alone, and no rows of any.
        Bericht.objects.filter(identificatie__in=["OUD1", "OUD2"]).update(referenties=[])
        cursor.execute("DELETE FROM berichten_verwijzing")
        assert not Verwijzing.objects.exists()
        return list(Bericht.objects.filter(gemeente_code=MEDEMBLIK).exclude(soort=""))


def gevonden(nummer: str) -> list[str]:
    roos = postregio.iemand(rollen.BACKOFFICE, MEDEMBLIK)
    with met_toegang(roos):
        return sorted(regel.soort for regel in berichten_lijst(roos, zoek=nummer).regels)


def test_older_messages_are_found_by_their_numbers_afterwards(oud: list[Bericht]) -> None:
    assert gevonden("REF-0") == gevonden("REF-1") == []
    assert vul_verwijzingen_aan(MEDEMBLIK, per_keer=3) == len(oud) == 10
    assert "JW315" in gevonden("REF-0")
    assert "JW315" in gevonden("REF-1"), "its bytes were read again"
    with als_systeem(postregio.GEMEENTEN):
        assert not Verwijzing.objects.filter(nummer="REF-ELDERS").exists(), "one municipality at a time"
        rijen = set(Verwijzing.objects.values_list("bericht_id", "nummer"))
    assert vul_verwijzingen_aan(MEDEMBLIK) == 0, "again changes nothing"
    with als_systeem(postregio.GEMEENTEN):
        assert set(Verwijzing.objects.values_list("bericht_id", "nummer")) == rijen


def test_the_command_goes_through_all_municipalities(oud: list[Bericht]) -> None:
    uit = StringIO()
    call_command("berichtnummers_aanvullen", stdout=uit)
    assert "Gemeente Medemblik: 10 berichten aangevuld." in uit.getvalue()
    assert "Gemeente Opmeer: 2 berichten aangevuld." in uit.getvalue()
    uit = StringIO()
    call_command("berichtnummers_aanvullen", stdout=uit)
    assert "Gemeente Medemblik: 0 berichten aangevuld." in uit.getvalue()
