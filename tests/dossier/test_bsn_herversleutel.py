"""Bringing stored BSNs under a new key."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from jeugdketen.dossier.models import Jeugdige
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.services import leg_jeugdige_vast
from jeugdketen.kern import bsn
from jeugdketen.kern.toegang import als_inrichting, als_systeem
from jeugdketen.landschap.models import Gemeente
from mensen import HOORN

OUD = base64.urlsafe_b64encode(b"o" * 32).decode()
NIEUW = base64.urlsafe_b64encode(b"n" * 32).decode()


@pytest.mark.django_db
def test_every_bsn_comes_under_the_new_key_and_the_old_one_can_go(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    nummers = ["999900523", "999900535", "999900511"]
    with als_inrichting():
        Gemeente.objects.create(cbs_code=HOORN, naam="Hoorn", regio="westfriesland")
    settings.JEUGDKETEN_BSN_SLEUTELS = [OUD]
    for nummer in nummers:
        with als_systeem([HOORN]):
            leg_jeugdige_vast(HOORN, bsn=nummer, naam=Naam(achternaam="X"), geboortedatum=date(2012, 12, 1))
    settings.JEUGDKETEN_BSN_SLEUTELS = [NIEUW, OUD]
    call_command("bsn_herversleutel")
    assert "Gemeente 0405: 3 BSN's" in capsys.readouterr().out
    call_command("bsn_herversleutel")
    assert "Gemeente 0405: 0 BSN's" in capsys.readouterr().out
    settings.JEUGDKETEN_BSN_SLEUTELS = [NIEUW]
    with als_systeem([HOORN]):
        assert sorted(j.bsn for j in Jeugdige.objects.all()) == sorted(nummers)
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT split_part(bsn, ':', 1) FROM dossier_jeugdige")
            assert cursor.fetchall() == [(bsn.huidige_sleutel(),)]
