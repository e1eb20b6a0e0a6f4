"""Values that the schema lets through and no calendar holds: each has a defined end, none stops the queue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import postregio
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.kern.toegang import als_systeem
from postregio import Vot, Vraag

pytestmark = pytest.mark.django_db

VREEMD = {
    "start in year 12026": Vot(producten=[Vraag(van="12026-02-02", tot=None)]),
    "start before Christ": Vot(producten=[Vraag(van="-2026-02-02")]),
    "end in year 12026": Vot(producten=[Vraag(tot="12026-12-31")]),
    "end in year 9999": Vot(producten=[Vraag(tot="9999-12-31")]),
    "start in year 1": Vot(producten=[Vraag(van="0001-01-01")]),
    "dated before Christ": Vot(dagtekening="-2026-01-20"),
    "dated in year 12026": Vot(dagtekening="12026-01-20"),
    "born in year 12011": Vot(geboren="12011-09-03"),
    "born before Christ": Vot(geboren="-2011-09-03"),
    "volume as large as it gets": Vot(producten=[Vraag(volume=99_999_999)]),
    "a reference as long as it gets": Vot(producten=[Vraag("R" * 36)]),
    "volume nil": Vot(producten=[Vraag(volume=0)]),
    "letters from everywhere": Vot(voornamen="Zoë İlkay", achternaam="Şahin-d’Ångström", voorvoegsel=""),
    "a name that is markup": Vot(achternaam="<script>alert(1)</script>", voorvoegsel=""),
}


@pytest.mark.parametrize("naam", VREEMD)
def test_every_schema_valid_value_has_a_defined_end(naam: str, settings: object, tmp_path: Path) -> None:
    settings.JEUGDKETEN_POSTBUS = tmp_path
    postregio.richt_regio_in()
    nummer = neem_aan(replace(VREEMD[naam]).xml(), bestandsnaam="vreemd.xml", weg=t.MAP)
    assert verwerk(nummer) in (t.AANVAARD, t.AFGEKEURD, t.GEWEIGERD)
    with als_systeem(postregio.GEMEENTEN):
        bericht = Bericht.objects.get(pk=nummer)
    if bericht.toestand != t.AANVAARD:
        assert bericht.reden.endswith(".")
        assert bericht.wie_moet.endswith(".")
