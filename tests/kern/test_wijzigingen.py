"""The change log: written by trigger, without the content of personal data."""

from __future__ import annotations

import json

import pytest
from django.db import Error, connection

from jeugdketen.dossier.models import Jeugdige
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.models import Wijziging
from jeugdketen.kern.toegang import met_toegang
from jeugdketen.kern.wijzigingen import in_woorden
from mensen import HOORN, OPMEER, gebruiker, toegang

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])


def test_bulk_changes_are_in_it_without_names_or_bsn() -> None:
    iemand = toegang("consulent", HOORN, gebruiker_id=7)
    with met_toegang(iemand):
        kind = Jeugdige.objects.create(
            gemeente_code=HOORN,
            bsn="999900535",
            bsn_sleutel=bsn_sleutel("999900535"),
            voornamen="Zoë",
            achternaam="Kuin",
            geboortedatum="2014-03-03",
        )
        Jeugdige.objects.filter(pk=kind.pk).update(achternaam="Kuijn", geheim=True)
        Jeugdige.objects.filter(pk=kind.pk).update(geheim=True)
        rijen = list(Wijziging.objects.filter(tabel="dossier_jeugdige").order_by("id"))
    assert [rij.handeling for rij in rijen] == ["insert", "update"]
    assert rijen[1].velden() == {"achternaam": ("weggelaten", "weggelaten"), "geheim": (False, True)}
    assert (rijen[1].gebruiker_id, rijen[1].gemeente_code, rijen[1].sleutel) == (7, HOORN, str(kind.pk))
    alles = json.dumps([[rij.oud, rij.nieuw] for rij in rijen])
    for geheim in ("Zoë", "Kuin", "Kuijn", "999900535", bsn_sleutel("999900535"), "2014-03-03"):
        assert geheim not in alles


def test_another_municipality_does_not_see_the_change() -> None:
    with met_toegang(toegang("consulent", HOORN)):
        Jeugdige.objects.create(gemeente_code=HOORN, achternaam="Kuin", geboortedatum="2014-03-03")
        assert Wijziging.objects.count() == 1
    with met_toegang(toegang("consulent", OPMEER)):
        assert Wijziging.objects.count() == 0
    assert Wijziging.objects.count() == 0


def test_a_new_password_is_noted_without_its_hash() -> None:
    iemand = gebruiker("consulent", HOORN)
    iemand.set_password("nog-een-goed-wachtwoord")
    with met_toegang(toegang("consulent", HOORN, gebruiker_id=iemand.pk)):
        iemand.save(update_fields=["password"])
    with met_toegang(toegang("beheerder")):
        laatste = Wijziging.objects.filter(tabel="kern_gebruiker", sleutel=str(iemand.pk)).first()
    assert laatste is not None
    assert laatste.velden() == {"password": ("weggelaten", "weggelaten")}


def test_nobody_writes_in_it_directly() -> None:
    with (
        pytest.raises(Error, match="permission denied"),
        met_toegang(toegang("consulent", HOORN)),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO kern_wijziging (op, transactie, tabel, sleutel, handeling, rollen)"
            " VALUES (now(), 1, 'dossier_jeugdige', 'x', 'update', '')"
        )


def test_days_and_moments_are_written_as_people_write_them() -> None:
    rij = Wijziging(
        oud={"van": "2026-04-01", "op": None, "nummer": "2026-13-45"},
        nieuw={"van": None, "op": "2026-07-01T22:30:05.123456+00:00", "nummer": "VT-2026-0001"},
    )
    assert sorted(in_woorden(rij)) == [
        ("nummer", "2026-13-45", "VT-2026-0001"),
        ("op", "leeg", "2-7-2026 om 0.30 uur"),
        ("van", "1-4-2026", "leeg"),
    ]
