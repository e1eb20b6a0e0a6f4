"""Following changes in the BRP: each becomes a work item for the consulent, in words without a name or an address."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction

from jeugdketen.dossier import brp, identiteit, selectors
from jeugdketen.dossier.brpvolgen import te_volgen, volg
from jeugdketen.dossier.models import Brpmelding, Jeugdige
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.services import leg_betrokkenheid_vast, leg_jeugdige_vast, werk_bij_uit_brp
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import als_inrichting, als_systeem, met_toegang, toegang_van
from jeugdketen.landschap.models import Gemeente
from mensen import gebruiker, toegang

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])
MEDEMBLIK, HOORN, JESSE = "0420", "0405", "999900432"


class Anders:
    """A BRP that says something else about Jesse than before."""

    def __init__(self, **anders: Any) -> None:
        self.anders = anders

    def zoek(self, bsn: str) -> brp.BrpPersoon | None:
        if self.anders.get("weg"):
            return None
        if self.anders.get("stil"):
            raise brp.BrpOnbereikbaar("stil")
        jesse = brp.brp_poort().zoek(bsn)
        assert jesse is not None
        return dataclasses.replace(jesse, **self.anders)

    def zoek_op_naam(self, achternaam: str, geboortedatum: date, voornamen: str = "") -> list[brp.BrpPersoon]:
        return []


@pytest.fixture
def jesse() -> Jeugdige:
    """A child with running help whom the BRP knew, ten days ago."""
    with als_inrichting():
        Gemeente.objects.create(cbs_code=MEDEMBLIK, naam="Medemblik", regio="westfriesland")
        Gemeente.objects.create(cbs_code=HOORN, naam="Hoorn", regio="westfriesland")
    with als_systeem([MEDEMBLIK]), klok.op(klok.vandaag() - timedelta(days=10)):
        kind = leg_jeugdige_vast(
            MEDEMBLIK, bsn=JESSE, naam=Naam(achternaam="Bericht"), geboortedatum=date(2011, 9, 3)
        )
        werk_bij_uit_brp(kind)
        leg_betrokkenheid_vast(kind, "99001234", "toewijzing", van=date(2025, 7, 1))
        assert not kind.brpmeldingen.exists(), "getting to know a child is no change"
    return kind


@pytest.mark.parametrize(
    ("anders", "soort", "tekst"),
    [
        ({"gemeente_code": HOORN}, "verhuisd", "Verhuisd naar Hoorn. Stel de woonplaats vast"),
        ({"gemeente_code": "0363"}, "verhuisd", "Verhuisd naar Amsterdam."),
        ({"gemeente_code": None, "adres": None}, "verhuisd", "buiten Nederland of onbekend"),
        (
            {"adres": brp.BrpAdres("Nieuwe weg", 1, "", "", "1671ZX", "Medemblik", date(2026, 1, 10))},
            "verhuisd",
            "Verhuisd binnen de gemeente.",
        ),
        ({"overleden_op": date(2026, 1, 11)}, "overleden", "Overleden op 11-1-2026."),
        ({"geheim": True}, "geheim", "Het adres is geheim geworden."),
        ({"naam": Naam("Jesse", "J", "", "Anders")}, "naam", "De naam is veranderd."),
        ({"gezagsdragers": ()}, "gezag", "Het gezag is veranderd."),
        ({"weg": True}, "onbekend", "kent het BSN van deze jeugdige niet meer"),
    ],
)
def test_each_change_is_a_work_item(jesse: Jeugdige, anders: dict[str, Any], soort: str, tekst: str) -> None:
    verslag = volg(MEDEMBLIK, poort=Anders(**anders))
    assert (verslag.gevraagd, verslag.meldingen, verslag.afgebroken) == (1, 1, False)
    with met_toegang(toegang("consulent", MEDEMBLIK)):
        (melding,) = selectors.brpmeldingen()
    assert (melding.jeugdige_id, melding.soort) == (jesse.pk, soort)
    assert tekst in melding.tekst
    for geheim in ("Nieuwe weg", "Voorbeeldlaan", "Molenaar", JESSE):
        assert geheim not in melding.tekst


def test_nothing_changed_is_no_work(jesse: Jeugdige) -> None:
    assert volg(MEDEMBLIK).meldingen == 0
    assert volg(MEDEMBLIK).gevraagd == 0, "asked today, so not again for a week"


def test_the_same_change_twice_is_one_item(jesse: Jeugdige) -> None:
    volg(MEDEMBLIK, poort=Anders(gemeente_code=HOORN))
    volg(MEDEMBLIK, na=timedelta(0), poort=Anders(gemeente_code="0363"))
    with als_systeem([MEDEMBLIK]):
        assert "Amsterdam" in Brpmelding.objects.get().tekst


def test_who_is_followed(jesse: Jeugdige) -> None:
    week = timedelta(days=7)
    with als_systeem([MEDEMBLIK]):
        assert te_volgen(MEDEMBLIK, week, hoogstens=5) == [jesse.pk]
        for anders in (
            {"bsn": None, "bsn_sleutel": None},
            {"overleden_op": date(2026, 1, 1)},
            {"brp_op": klok.nu()},
        ):
            with transaction.atomic():
                Jeugdige.objects.filter(pk=jesse.pk).update(**anders)
                assert te_volgen(MEDEMBLIK, week, hoogstens=5) == []
                transaction.set_rollback(True)
        jesse.betrokkenheden.update(tot=klok.vandaag() - timedelta(days=1))
        assert te_volgen(MEDEMBLIK, week, hoogstens=5) == [], "help that ended needs no following"
        leg_betrokkenheid_vast(jesse, "99001234", "verzoek", van=klok.vandaag() - timedelta(days=30))
        assert te_volgen(MEDEMBLIK, week, hoogstens=5) == [jesse.pk], "somebody asked for help"


def test_a_source_that_stays_silent_is_left_alone(jesse: Jeugdige) -> None:
    with als_systeem([MEDEMBLIK]), klok.op(klok.vandaag() - timedelta(days=10)):
        for bsn in ("999990019", "999990020", "999990032", "999990044"):
            kind = leg_jeugdige_vast(
                MEDEMBLIK, bsn=bsn, naam=Naam(achternaam="X"), geboortedatum=date(2012, 1, 1)
            )
            leg_betrokkenheid_vast(kind, "99001234", "toewijzing", van=date(2025, 7, 1))
    verslag = volg(MEDEMBLIK, poort=Anders(stil=True))
    assert (verslag.gevraagd, verslag.afgebroken) == (0, True)


def test_the_command_says_what_came_of_it(jesse: Jeugdige, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("brp_volgen")
    assert "Medemblik: 1 gevraagd, 0 nieuwe meldingen." in capsys.readouterr().out


def test_somebody_deals_with_it_and_says_how(jesse: Jeugdige) -> None:
    volg(MEDEMBLIK, poort=Anders(gemeente_code=HOORN))
    ik = toegang_van(gebruiker("consulent", MEDEMBLIK))
    vreemd = toegang_van(gebruiker("consulent", HOORN))
    with met_toegang(ik):
        (melding,) = selectors.brpmeldingen()
    with met_toegang(vreemd):
        assert selectors.brpmeldingen() == []
        with pytest.raises(selectors.DossierNietGevonden):
            identiteit.handel_brpmelding_af(vreemd, melding.pk, "gezien")
    with met_toegang(ik):
        with pytest.raises(ValidationError, match="wat u heeft gedaan"):
            identiteit.handel_brpmelding_af(ik, melding.pk, " ")
        identiteit.handel_brpmelding_af(ik, melding.pk, "overgedragen aan Hoorn")
        assert selectors.brpmeldingen() == []
        with pytest.raises(selectors.DossierNietGevonden):
            identiteit.handel_brpmelding_af(ik, melding.pk, "nog eens")
