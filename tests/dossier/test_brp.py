"""The BRP port: reading the shape of Haal Centraal, and bringing a file up to date."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from jeugdketen.dossier import brp
from jeugdketen.dossier.models import Adres, Jeugdige
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.selectors import dossierfeiten, huidig_adres
from jeugdketen.dossier.services import leg_jeugdige_vast, werk_bij_uit_brp
from jeugdketen.kern.bsn import is_bsn
from jeugdketen.kern.toegang import als_systeem
from mensen import HOORN

DB = pytest.mark.django_db(databases=["default", "logboek"])


def zoek(bsn: str) -> brp.BrpPersoon:
    """Somebody of the synthetic BRP."""
    persoon = brp.brp_poort().zoek(bsn)
    assert persoon is not None
    return persoon


def kind(gemeente: str, bsn: str) -> Jeugdige:
    """A file made from what a message says: another name than the BRP has."""
    return leg_jeugdige_vast(
        gemeente, bsn=bsn, naam=Naam(achternaam="Bericht"), geboortedatum=date(2013, 1, 1)
    )


# --- reading -------------------------------------------------------------------------------------------------------


def test_a_child_with_both_parents() -> None:
    jesse = zoek("999900432")
    assert jesse.naam.voluit() == "Jesse van der Molenaar"
    assert (jesse.geboortedatum, jesse.geslacht, jesse.gemeente_code) == (date(2011, 9, 3), "1", "0420")
    assert jesse.adres == brp.BrpAdres("Voorbeeldlaan", 8, "", "", "1671ZZ", "Medemblik", date(2011, 9, 3))
    assert jesse.gezag == "beide ouders"
    assert [(d.naam.voluit(), d.rol) for d in jesse.gezagsdragers] == [
        ("Ilse van der Molenaar", "moeder"),
        ("Ruben van der Molenaar", "vader"),
    ]
    assert not jesse.geheim


def test_use_of_the_name_of_a_partner() -> None:
    moeder = zoek("999900717").gezagsdragers[0]
    assert moeder.naam.voluit() == "Karin Vlaming-Mantel"


def test_guardian_instead_of_parents() -> None:
    amira = zoek("999900596")
    assert amira.gezag == "voogd"
    assert [(d.naam.voluit(), d.rol) for d in amira.gezagsdragers] == [("Wilma Oosterhof", "voogd")]


def test_only_the_year_of_birth_is_known() -> None:
    aron = zoek("999900602")
    assert (aron.geboortedatum, aron.geboortedatum_gebruik) == (date(2010, 1, 1), "2")


@pytest.mark.parametrize(
    ("gezag", "vorm"),
    [
        ([], "onbekend"),
        ([{"type": "TijdelijkGeenGezag"}], "geen"),
        ([{"type": "GezagNietTeBepalen"}], "niet te bepalen"),
        ([{"type": "EenhoofdigOuderlijkGezag", "ouder": {"burgerservicenummer": "1"}}], "één ouder"),
        (
            [
                {
                    "type": "GezamenlijkGezag",
                    "ouder": {"burgerservicenummer": "1"},
                    "derde": {"burgerservicenummer": "2"},
                }
            ],
            "ouder en derde",
        ),
        ([{"type": "TweehoofdigOuderlijkGezag", "ouders": [{"burgerservicenummer": "1"}]}], "beide ouders"),
    ],
)
def test_every_form_of_authority(gezag: list[dict[str, Any]], vorm: str) -> None:
    persoon = brp.lees_persoon(
        {
            "burgerservicenummer": "999900432",
            "naam": {"geslachtsnaam": "X"},
            "geboorte": {"datum": {"type": "DatumOnbekend"}},
            "gezag": gezag,
            "ouders": [
                {"burgerservicenummer": "1", "naam": {"geslachtsnaam": "Y"}, "geslacht": {"code": "V"}}
            ],
            "verblijfplaats": {"type": "VerblijfplaatsOnbekend"},
        }
    )
    assert persoon.gezag == vorm
    assert persoon.adres is None
    assert persoon.geboortedatum_gebruik == "3"
    assert persoon.gemeente_code is None


def test_everybody_in_the_synthetic_brp_can_be_read_and_has_a_number_for_tests() -> None:
    import json
    from pathlib import Path

    from django.conf import settings

    bestand = Path(settings.JEUGDKETEN_BRP.partition(":")[2])
    personen = json.loads(bestand.read_text())["personen"]
    assert len(personen) > 20
    for persoon in personen:
        assert brp.lees_persoon(persoon).naam.achternaam
        for iemand in [persoon, *persoon["ouders"]]:
            assert iemand["burgerservicenummer"].startswith("9999")
            assert is_bsn(iemand["burgerservicenummer"])


def test_no_brp_is_an_answer_and_no_crash(settings: Any) -> None:
    settings.JEUGDKETEN_BRP = ""
    with pytest.raises(brp.BrpOnbereikbaar, match="geen BRP aangesloten"):
        brp.brp_poort().zoek("999900432")
    settings.JEUGDKETEN_BRP = "orakel:x"
    with pytest.raises(ValueError, match="orakel"):
        brp.brp_poort()


# --- bringing a file up to date ------------------------------------------------------------------------------------


@DB
def test_the_brp_goes_before_the_message() -> None:
    with als_systeem(["0420"]):
        jesse = kind("0420", "999900432")
        assert jesse.weergavenaam == "Bericht"
        uitslag = werk_bij_uit_brp(jesse)
        assert uitslag.klopt
        assert uitslag.melding == ""
        jesse.refresh_from_db()
        assert jesse.weergavenaam == "Jesse van der Molenaar"
        assert jesse.geboortedatum == date(2011, 9, 3)
        adres = huidig_adres(jesse)
        assert adres is not None
        assert adres.regel == "Voorbeeldlaan 8, Medemblik"
        assert [g.rol for g in dossierfeiten(jesse).gezagsdragers] == ["moeder", "vader"]
        assert jesse.woongemeente == "0420"


@DB
def test_asking_again_changes_nothing() -> None:
    with als_systeem(["0420"]):
        jesse = kind("0420", "999900432")
        for _ in range(3):
            werk_bij_uit_brp(jesse)
        assert jesse.adressen.count() == 1
        assert jesse.relaties.count() == 2


@DB
def test_a_secret_address_is_not_stored() -> None:
    with als_systeem(["0532"]):
        daan = kind("0532", "999901187")
        Adres.objects.create(jeugdige=daan, gemeente_code="0532", straatnaam="Oude weg", van=date(2020, 1, 1))
        assert werk_bij_uit_brp(daan).klopt
        daan.refresh_from_db()
        assert daan.geheim
        assert huidig_adres(daan) is None
        assert not daan.adressen.filter(straatnaam="Geheimhof").exists()
        assert daan.adressen.get().tot is not None


@DB
@pytest.mark.parametrize(
    ("gemeente", "bsn", "uitkomst", "woord"),
    [
        ("0420", "999900584", "onbekend", "kent dit BSN niet"),
        (HOORN, "999900511", "overleden", "overleden"),
        ("0498", "999900456", "andere_gemeente", "andere gemeente"),
        (HOORN, "999900614", "andere_gemeente", "andere gemeente"),
        (HOORN, "999900626", "onbereikbaar", "geeft nu geen antwoord"),
    ],
)
def test_what_is_the_matter_is_said_in_one_sentence(
    gemeente: str, bsn: str, uitkomst: str, woord: str
) -> None:
    with als_systeem([gemeente]):
        uitslag = werk_bij_uit_brp(kind(gemeente, bsn))
    assert uitslag.uitkomst == uitkomst
    assert not uitslag.klopt
    assert woord in uitslag.melding
    assert bsn not in uitslag.melding


@DB
def test_a_move_closes_the_old_address() -> None:
    class Verhuisd:
        def zoek(self, bsn: str) -> brp.BrpPersoon | None:
            return dataclasses.replace(
                zoek(bsn),
                adres=brp.BrpAdres("Nieuwe weg", 1, "", "", "1671ZX", "Medemblik", date(2026, 1, 10)),
            )

    with als_systeem(["0420"]):
        jesse = kind("0420", "999900432")
        werk_bij_uit_brp(jesse)
        werk_bij_uit_brp(jesse, poort=Verhuisd())
        oud, nieuw = jesse.adressen.order_by("van")
        assert (oud.straatnaam, oud.tot) == ("Voorbeeldlaan", date(2026, 1, 9))
        assert (nieuw.straatnaam, nieuw.tot) == ("Nieuwe weg", None)
        assert huidig_adres(jesse, date(2026, 1, 9)) == oud


@DB
def test_a_child_without_bsn_is_not_looked_up() -> None:
    with als_systeem([HOORN]):
        zonder = leg_jeugdige_vast(
            HOORN, bsn=None, naam=Naam(achternaam="Nieuw"), geboortedatum=date(2025, 12, 1)
        )
        assert werk_bij_uit_brp(zonder).uitkomst == "geen_bsn"
