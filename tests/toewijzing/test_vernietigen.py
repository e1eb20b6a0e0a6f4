"""Destroying a whole case: request, verdicts, decision, allocation, traffic and projections, made by the services."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from toewijzinghulp import besluit, maak_compleet, ontvang

import postregio
from jeugdketen.dossier import bewaren
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import als_systeem, met_toegang
from jeugdketen.toewijzing.models import Toewijzing, Verzoek
from postregio import HOORN, Vot, Vraag

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])
LATER = date(2050, 1, 1)


def test_a_whole_case_goes_with_its_traffic_and_leaves_the_other(regio: Path) -> None:
    (verzoek,) = ontvang(
        Vot(
            ontvanger=HOORN,
            bsn=postregio.LIAM,
            geboren="2012-12-01",
            voornamen="Liam",
            voorvoegsel="",
            achternaam="Beemsterboer",
            producten=[Vraag("H-1")],
        )
    )
    peter, leider = postregio.iemand(rollen.CONSULENT, HOORN), postregio.iemand(rollen.TEAMLEIDER, HOORN)
    maak_compleet(peter, verzoek.nummer)
    besluit(peter, verzoek.nummer, "met_afwijking", reden="Voor de proef.")
    with met_toegang(peter):
        assert Toewijzing.objects.count() == 1
    with klok.op(date(2046, 1, 1)), met_toegang(peter):
        assert bewaren.kandidaten(HOORN) == [], "not yet twenty years after the end of the allocation"
    with klok.op(LATER):
        with met_toegang(peter):
            lijst = bewaren.stel_lijst_op(peter, HOORN)
        with met_toegang(leider):
            bewaren.beslis(leider, lijst.pk, akkoord=True)
            klaar = bewaren.voer_uit(leider, lijst.pk)
            assert klaar.bewijs is not None
            gegevens = klaar.bewijs["gegevens"]
            assert gegevens["toewijzing_besluit"] == gegevens["toewijzing_toewijzing"] == 1
            assert gegevens["berichten_ruwbericht"] == gegevens["berichten_bericht"] >= 2
            assert not Verzoek.objects.exists()
    with als_systeem([HOORN]):
        over = {
            model._meta.db_table
            for naam in ("dossier", "toewijzing", "berichten")
            for model in apps.get_app_config(naam).get_models()
            if model._default_manager.exists()
        }
    assert over <= {
        "dossier_vernietigingslijst",
        "dossier_vernietigingsregel",
        "berichten_nummerreeks",
        "berichten_ketenbericht",  # numbers of messages, no person
    }
