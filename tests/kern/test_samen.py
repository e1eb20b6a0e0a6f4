"""Rows that are written in bulk say the same as rows that Django writes one by one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import postregio
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht, RuwBericht
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.kern.samen import voeg_toe, werk_bij
from jeugdketen.kern.toegang import als_systeem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regio")]

TEKST = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
MOMENT = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2099, 1, 1), timezones=st.just(dt.UTC))
DAG = st.dates(dt.date(2000, 1, 1), dt.date(2099, 1, 1))
ACHTER = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def regio(db: None) -> None:
    """The municipalities that rows belong to."""
    postregio.richt_regio_in()


@st.composite
def paren(draw: st.DrawFn) -> tuple[RuwBericht, Bericht]:
    """A file with bytes (encrypted in the database) and its message."""
    ruw = RuwBericht(
        id=uuid.uuid4(),
        inhoud=draw(st.binary(max_size=60)),
        sha256="0" * 64,
        grootte=draw(st.integers(0, 2**31 - 1)),
        bestandsnaam=draw(TEKST),
        weg=t.MAP,
        ontvangen_op=draw(MOMENT),
        door_naam=draw(TEKST),
    )
    bericht = Bericht(
        id=ruw.pk,
        ruw=ruw,
        richting=t.IN,
        weg=t.MAP,
        toestand=t.ONTVANGEN,
        draad=ruw.pk,
        tijdstip=draw(MOMENT),
        ontvangen_dag=draw(DAG),
        dagtekening=draw(st.none() | DAG),
        reden=draw(TEKST),
        referenties=draw(st.lists(TEKST, max_size=3)),
        mag_afzender=draw(st.none() | st.lists(st.text("0123456789", min_size=8, max_size=8), max_size=2)),
    )
    return ruw, bericht


def _waarden(rij: models.Model) -> dict[str, Any]:
    return {
        veld.attname: bytes(w) if isinstance(w := getattr(rij, veld.attname), memoryview) else w
        for veld in rij._meta.concrete_fields
    }


@ACHTER
@given(st.lists(paren(), min_size=1, max_size=3))
def test_what_is_added_in_bulk_is_read_back_as_it_was(rijen: list[tuple[RuwBericht, Bericht]]) -> None:
    """Bytes, times, dates, empty values, lists and every character."""
    with als_systeem(postregio.GEMEENTEN):
        voeg_toe([ruw for ruw, _ in rijen])
        voeg_toe([bericht for _, bericht in rijen])
        for ruw, bericht in rijen:
            assert _waarden(Bericht.objects.get(pk=bericht.pk)) == _waarden(bericht)
            assert _waarden(RuwBericht.objects.get(pk=ruw.pk)) == _waarden(ruw)


@ACHTER
@given(paren(), paren())
def test_what_is_changed_in_bulk_is_read_back_as_it_was(
    een: tuple[RuwBericht, Bericht], ander: tuple[RuwBericht, Bericht]
) -> None:
    with als_systeem(postregio.GEMEENTEN):
        voeg_toe([een[0]])
        voeg_toe([een[1]])
        nieuw = een[1]
        velden = ("reden", "dagtekening", "referenties", "tijdstip", "mag_afzender")
        for veld in velden:
            setattr(nieuw, veld, getattr(ander[1], veld))
        werk_bij([nieuw], velden)
        assert _waarden(Bericht.objects.get(pk=nieuw.pk)) == _waarden(nieuw)


def test_a_row_that_is_known_is_left_out_and_stays_as_it_was() -> None:
    """An encrypted number goes in the form in which its field keeps it."""

    def kind(naam: str) -> Jeugdige:
        return Jeugdige(
            gemeente_code=postregio.HOORN,
            bsn=postregio.LIAM,
            bsn_sleutel="een",
            achternaam=naam,
            geboortedatum=dt.date(2015, 2, 3),
            geslacht="1",
        )

    with als_systeem({postregio.HOORN}):
        voeg_toe([kind("Eerst"), kind("Later")], tenzij_bekend=True)
        voeg_toe([kind("Nog later")], tenzij_bekend=True)
        (gevonden,) = Jeugdige.objects.filter(bsn_sleutel="een")
        assert (gevonden.achternaam, gevonden.bsn) == ("Eerst", postregio.LIAM)


def test_a_value_without_a_known_form_is_refused() -> None:
    rij = RuwBericht(id=uuid.uuid4(), inhoud=b"", sha256="", grootte=0, bestandsnaam="x", weg=t.MAP)
    rij.door_naam = object()  # type: ignore[assignment]
    with als_systeem(postregio.GEMEENTEN), pytest.raises(TypeError):
        voeg_toe([rij])
