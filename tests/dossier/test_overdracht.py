"""Which municipality is responsible, and handing a file over to it: facts, verdict, who established it, both sides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from jeugdketen.dossier import identiteit, overdracht, selectors, services, woonplaats
from jeugdketen.dossier import models as m
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.overdracht import EINDIGT, LOOPT_DOOR
from jeugdketen.dossier.woonplaats import Woonplaatsfeiten
from jeugdketen.kern import klok
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import (
    Toegang,
    ToegangGeweigerd,
    als_inrichting,
    als_systeem,
    met_toegang,
    toegang_van,
)
from jeugdketen.landschap.models import Gemeente
from jeugdketen.toewijzing import overdracht as gevolgen
from mensen import HOORN, OPMEER, gebruiker, toegang

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])

MEDEMBLIK, STEDE_BROEC, AMSTERDAM = "0420", "0532", "0363"
JESSE, DAAN, ONBEKEND = "999900432", "999901187", "999990019"
ALLES = list(overdracht.ONDERDELEN)


@pytest.fixture(autouse=True)
def _regio() -> None:
    with als_inrichting():
        for code, naam in ((HOORN, "Hoorn"), (MEDEMBLIK, "Medemblik"), (STEDE_BROEC, "Stede Broec")):
            Gemeente.objects.create(cbs_code=code, naam=naam, regio="westfriesland")


@pytest.fixture
def hoorn() -> Toegang:
    """A consulent of Hoorn."""
    return toegang_van(gebruiker("consulent", HOORN))


@pytest.fixture
def medemblik() -> Toegang:
    """A consulent of Medemblik."""
    return toegang_van(gebruiker("consulent", MEDEMBLIK))


@pytest.fixture
def jesse(hoorn: Toegang) -> m.Jeugdige:
    """A child with a file in Hoorn that lives in Medemblik by the BRP."""
    with met_toegang(hoorn):
        kind = services.leg_jeugdige_vast(
            HOORN, bsn=JESSE, naam=Naam(achternaam="Bericht"), geboortedatum=date(2011, 9, 3)
        )
        services.werk_bij_uit_brp(kind)
        services.leg_toestemming_vast(hoorn, kind, vorm="mondeling", datum=date(2026, 1, 5))
        services.leg_leefsituatie_vast(hoorn, kind, woont_thuis=True, vanaf=date(2026, 1, 1))
        services.leg_beoordeling_vast(hoorn, kind, datum=date(2026, 1, 6), door="consulent en aanbieder")
    return kind


@contextmanager
def geweigerd(veld: str, woord: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as fout, transaction.atomic():
        yield
    assert woord in " ".join(fout.value.message_dict[veld])


# --- domicile -------------------------------------------------------------------------------------------------------


def test_the_rules_advise_and_a_named_person_establishes(hoorn: Toegang, jesse: m.Jeugdige) -> None:
    with met_toegang(hoorn):
        toets = woonplaats.stel_vast(hoorn, jesse.pk, Woonplaatsfeiten(), MEDEMBLIK)
        assert (toets.advies, toets.vastgesteld, toets.vastgelegd_door_naam) == (
            MEDEMBLIK,
            MEDEMBLIK,
            hoorn.naam,
        )
        assert toets.feiten == {"vraag": "woonplaats", "peildatum": "2026-01-21", "brp_gemeente": MEDEMBLIK}
        (bevinding,) = toets.antwoord["bevindingen"]
        assert bevinding["bron"]["document"] == "Woonplaatsbeginsel jeugdhulp (VNG)"
        assert toets.antwoord["kwitantie"]["vraag"] == toets.feiten
        assert selectors.woonplaats_van(jesse) == toets


def test_with_a_stay_the_municipality_before_it_stays_responsible(hoorn: Toegang, jesse: m.Jeugdige) -> None:
    feiten = Woonplaatsfeiten(verblijf_van=date(2025, 9, 1), gemeente_ervoor=HOORN)
    with met_toegang(hoorn):
        assert woonplaats.stel_vast(hoorn, jesse.pk, feiten, HOORN).advies == HOORN


def test_something_else_than_the_rules_say_needs_a_reason(hoorn: Toegang, jesse: m.Jeugdige) -> None:
    with met_toegang(hoorn):
        with geweigerd("toelichting", "komen op een andere gemeente uit"):
            woonplaats.stel_vast(hoorn, jesse.pk, Woonplaatsfeiten(), HOORN)
        with geweigerd("toelichting", "missen een gegeven"):
            woonplaats.stel_vast(hoorn, jesse.pk, Woonplaatsfeiten(verblijf_van=date(2025, 9, 1)), HOORN)
        uitleg = "De gemeenten hebben dit op 12 januari zo afgesproken."
        assert (
            woonplaats.stel_vast(hoorn, jesse.pk, Woonplaatsfeiten(), HOORN, toelichting=uitleg).advies
            == MEDEMBLIK
        )


@pytest.mark.parametrize(
    ("feiten", "gemeente", "veld", "woord"),
    [
        (Woonplaatsfeiten(verblijf_van=date(2010, 1, 1)), HOORN, "verblijf_van", "voor de geboorte"),
        (Woonplaatsfeiten(moeder_gemeente="9999"), HOORN, "moeder_gemeente", "bestaat niet"),
        (Woonplaatsfeiten(), "9999", "vastgesteld", "Kies welke gemeente"),
        (Woonplaatsfeiten(), "0003", "vastgesteld", "Kies welke gemeente"),
    ],
)
def test_facts_that_cannot_be_right(
    hoorn: Toegang, jesse: m.Jeugdige, feiten: Woonplaatsfeiten, gemeente: str, veld: str, woord: str
) -> None:
    with met_toegang(hoorn), geweigerd(veld, woord):
        woonplaats.stel_vast(hoorn, jesse.pk, feiten, gemeente)


@pytest.mark.eis("S-125")
def test_before_birth_the_municipality_of_the_mother_comes_from_the_brp(hoorn: Toegang) -> None:
    with met_toegang(hoorn):
        klein = identiteit.leg_ongeboren_vast(
            hoorn, HOORN, verwacht_op=date(2026, 3, 1), moeder=Naam(achternaam="Mantel"), moeder_bsn=JESSE
        )
        feiten = woonplaats.bekende_feiten(klein)
        assert feiten.moeder_gemeente == MEDEMBLIK
        assert (
            woonplaats.stel_vast(hoorn, klein.pk, feiten, MEDEMBLIK).antwoord["advies"]["grond"] == "moeder"
        )


def test_who_may_not_establish_it(jesse: m.Jeugdige) -> None:
    backoffice = toegang_van(gebruiker("backoffice", HOORN))
    with met_toegang(backoffice), pytest.raises(ToegangGeweigerd), transaction.atomic():
        woonplaats.stel_vast(backoffice, jesse.pk, Woonplaatsfeiten(), MEDEMBLIK)
    vreemd = toegang_van(gebruiker("consulent", OPMEER))
    with met_toegang(vreemd), pytest.raises(selectors.DossierNietGevonden), transaction.atomic():
        woonplaats.stel_vast(vreemd, jesse.pk, Woonplaatsfeiten(), MEDEMBLIK)


# --- transfer -------------------------------------------------------------------------------------------------------


def bied_aan(wie: Toegang, kind: m.Jeugdige, **anders: Any) -> m.Overdracht:
    keuze: dict[str, Any] = {
        "naar": MEDEMBLIK,
        "ingang": date(2026, 2, 1),
        "reden": "verhuisd op 3 september",
        "onderdelen": ALLES,
        **anders,
    }
    return overdracht.bied_aan(wie, kind.pk, **keuze)


@pytest.fixture
def aanbod(hoorn: Toegang, jesse: m.Jeugdige) -> m.Overdracht:
    """Jesse is offered to Medemblik, with two allocations."""
    rij = {
        "product": "begeleiding",
        "code": "45 45A12",
        "aanbieder": "De Linde",
        "agb": "99001234",
        "van": "2025-08-01",
    }
    with met_toegang(hoorn):
        woonplaats.stel_vast(hoorn, jesse.pk, Woonplaatsfeiten(), MEDEMBLIK)
        return bied_aan(
            hoorn,
            jesse,
            toewijzingen=[
                {**rij, "nummer": "101", "tot": None, "keuze": EINDIGT},
                {**rij, "nummer": "102", "tot": "2026-03-31", "keuze": LOOPT_DOOR},
            ],
        )


def test_both_municipalities_see_the_offer_and_nobody_else(
    hoorn: Toegang, medemblik: Toegang, jesse: m.Jeugdige, aanbod: m.Overdracht
) -> None:
    for wie, ziet in (
        (hoorn, True),
        (medemblik, True),
        (toegang("consulent", OPMEER), False),
        (toegang("fg", HOORN), False),
    ):
        with met_toegang(wie):
            assert m.Overdracht.objects.filter(pk=aanbod.pk).exists() is ziet
    with met_toegang(medemblik):
        assert not m.Jeugdige.objects.filter(pk=jesse.pk).exists(), "the file itself stays with Hoorn"
    with met_toegang(toegang("fg", MEDEMBLIK, HOORN, gebruiker_id=99), using="logboek"):
        rijen = Inzage.objects.using("logboek").filter(jeugdige_id=jesse.pk, handeling="export")
        assert {r.gemeente_code for r in rijen} == {HOORN, MEDEMBLIK}
        assert all(r.grond == "overdracht aan Medemblik" for r in rijen)


def test_what_goes_along_is_what_was_chosen(hoorn: Toegang, jesse: m.Jeugdige) -> None:
    with met_toegang(hoorn):
        woonplaats.stel_vast(hoorn, jesse.pk, Woonplaatsfeiten(), MEDEMBLIK)
        klein = bied_aan(hoorn, jesse, onderdelen=["toestemming"])
        assert klein.onderdelen == ["gegevens", "toestemming"]
        assert set(klein.inhoud) == {"gegevens", "toestemming"}
        assert JESSE not in str(klein.inhoud)
        assert klein.bsn == JESSE


def test_accepting_makes_a_file_of_their_own(
    medemblik: Toegang, jesse: m.Jeugdige, aanbod: m.Overdracht, hoorn: Toegang
) -> None:
    with met_toegang(medemblik):
        klaar = overdracht.aanvaard(medemblik, aanbod.pk)
        eigen = m.Jeugdige.objects.get(pk=klaar.dossier)
        assert (eigen.gemeente_code, eigen.bsn, eigen.weergavenaam) == (
            MEDEMBLIK,
            JESSE,
            "Jesse van der Molenaar",
        )
        assert [r.rol for r in selectors.dossierfeiten(eigen).gezagsdragers] == ["moeder", "vader"]
        toestemming = selectors.dossierfeiten(eigen).toestemming
        assert toestemming is not None
        assert (toestemming.gegeven_door, toestemming.vastgelegd_door_naam) == (
            "overgenomen van Hoorn",
            medemblik.naam,
        )
        leef = selectors.leefsituatie_van(eigen)
        assert leef is not None
        assert leef.woont_thuis
        with geweigerd("reden", "al aanvaard door"):
            overdracht.weiger(medemblik, aanbod.pk, "toch niet onze jeugdige")
    with met_toegang(hoorn):
        jesse.refresh_from_db()
        assert jesse.gemeente_code == HOORN


def test_refusing_says_why_and_the_offer_can_be_made_again(
    hoorn: Toegang, medemblik: Toegang, jesse: m.Jeugdige, aanbod: m.Overdracht
) -> None:
    with met_toegang(medemblik):
        with geweigerd("reden", "waarom u weigert"):
            overdracht.weiger(medemblik, aanbod.pk, "nee")
        overdracht.weiger(medemblik, aanbod.pk, "De jeugdige verblijft bij een pleegouder sinds 2024.")
    with met_toegang(hoorn):
        assert "pleegouder" in m.Overdracht.objects.get(pk=aanbod.pk).besluit_reden
        assert bied_aan(hoorn, jesse).stand == "aangeboden"


def test_only_the_own_step_can_be_taken(hoorn: Toegang, medemblik: Toegang, aanbod: m.Overdracht) -> None:
    for wie, stap in (
        (hoorn, lambda: overdracht.aanvaard(hoorn, aanbod.pk)),
        (hoorn, lambda: overdracht.weiger(hoorn, aanbod.pk, "dit mag Hoorn niet zelf")),
        (medemblik, lambda: overdracht.trek_in(medemblik, aanbod.pk)),
    ):
        with met_toegang(wie), pytest.raises(ToegangGeweigerd), transaction.atomic():
            stap()
    vreemd = toegang_van(gebruiker("consulent", OPMEER))
    with met_toegang(vreemd), pytest.raises(selectors.DossierNietGevonden), transaction.atomic():
        overdracht.aanvaard(vreemd, aanbod.pk)
    with met_toegang(hoorn):
        assert overdracht.trek_in(hoorn, aanbod.pk).stand == "ingetrokken"


@pytest.mark.parametrize(
    ("anders", "veld", "woord"),
    [
        ({"naar": HOORN}, "naar", "uw eigen gemeente"),
        ({"naar": "9999"}, "naar", "Kies een gemeente"),
        ({"naar": STEDE_BROEC}, "naar", "Stel eerst vast dat Stede Broec"),
        ({"reden": " "}, "reden", "waarom u het dossier overdraagt"),
        ({"ingang": date(2028, 1, 1)}, "ingang", "te ver weg"),
        ({"onderdelen": ["alles"]}, "onderdelen", "Kies uit de lijst"),
    ],
)
def test_an_offer_that_cannot_be_made(
    hoorn: Toegang, jesse: m.Jeugdige, anders: dict[str, Any], veld: str, woord: str
) -> None:
    with met_toegang(hoorn):
        woonplaats.stel_vast(hoorn, jesse.pk, Woonplaatsfeiten(), MEDEMBLIK)
        with geweigerd(veld, woord):
            bied_aan(hoorn, jesse, **anders)
        assert not m.Overdracht.objects.exists()


def test_one_offer_at_a_time(hoorn: Toegang, jesse: m.Jeugdige, aanbod: m.Overdracht) -> None:
    with met_toegang(hoorn), geweigerd("naar", "al aangeboden"):
        bied_aan(hoorn, jesse)


def test_a_secret_address_does_not_go_along(hoorn: Toegang) -> None:
    with met_toegang(hoorn):
        daan = services.leg_jeugdige_vast(
            HOORN, bsn=DAAN, naam=Naam(achternaam="x"), geboortedatum=date(2012, 1, 1)
        )
        m.Adres.objects.create(
            jeugdige=daan, gemeente_code=HOORN, straatnaam="Geheimhof", van=date(2020, 1, 1)
        )
        services.werk_bij_uit_brp(daan)
        woonplaats.stel_vast(hoorn, daan.pk, Woonplaatsfeiten(), STEDE_BROEC)
        with geweigerd("onderdelen", "gaat niet mee"):
            bied_aan(hoorn, daan, naar=STEDE_BROEC)
        zonder = bied_aan(hoorn, daan, naar=STEDE_BROEC, onderdelen=[d for d in ALLES if d != "adres"])
        assert "Geheimhof" not in str(zonder.inhoud)
        assert zonder.inhoud["gegevens"]["geheim"] is True


def test_outside_the_region_a_letter_goes_out(hoorn: Toegang, jesse: m.Jeugdige) -> None:
    with met_toegang(hoorn):
        woonplaats.stel_vast(
            hoorn,
            jesse.pk,
            Woonplaatsfeiten(),
            AMSTERDAM,
            toelichting="verhuist op 1 februari, uittreksel gezien",
        )
        brief = bied_aan(hoorn, jesse, naar=AMSTERDAM)
        assert brief.buiten_regio
        assert overdracht.is_verstuurd(hoorn, brief.pk).stand == "verstuurd"
        assert [o.pk for o in overdracht.overdrachten(hoorn)] == [brief.pk]
        with pytest.raises(selectors.DossierNietGevonden):
            overdracht.open_overdracht(hoorn, uuid4())


def test_inside_the_region_no_letter_goes_out(hoorn: Toegang, aanbod: m.Overdracht) -> None:
    with met_toegang(hoorn), geweigerd("reden", "antwoordt hier zelf"):
        overdracht.is_verstuurd(hoorn, aanbod.pk)


def test_the_messages_that_must_follow_are_named(hoorn: Toegang, aanbod: m.Overdracht) -> None:
    with met_toegang(hoorn):
        zinnen = [(g.gemeente, g.bericht, g.tekst) for g in gevolgen.gevolgen(aanbod)]
    assert [(g, b) for g, b, _ in zinnen] == [(HOORN, "JW301"), (MEDEMBLIK, "JW301"), (HOORN, "")]
    assert "einddatum 31-1-2026" in zinnen[0][2]
    assert "met ingang van 1-2-2026" in zinnen[1][2]
    assert "loopt door tot en met 31-3-2026" in zinnen[2][2]


def test_an_unborn_child_can_be_handed_over(hoorn: Toegang, medemblik: Toegang) -> None:
    with met_toegang(hoorn):
        klein = identiteit.leg_ongeboren_vast(
            hoorn,
            HOORN,
            verwacht_op=klok.vandaag() + timedelta(days=40),
            moeder=Naam(achternaam="Mantel"),
            moeder_bsn=JESSE,
        )
        woonplaats.stel_vast(hoorn, klein.pk, woonplaats.bekende_feiten(klein), MEDEMBLIK)
        aanbod = bied_aan(hoorn, klein)
    with met_toegang(medemblik):
        klaar = overdracht.aanvaard(medemblik, aanbod.pk)
        assert m.Jeugdige.objects.get(pk=klaar.dossier).ongeboren


def test_the_worker_cannot_hand_over(jesse: m.Jeugdige) -> None:
    with als_systeem([HOORN]) as systeem, pytest.raises(ToegangGeweigerd), transaction.atomic():
        bied_aan(systeem, jesse)
