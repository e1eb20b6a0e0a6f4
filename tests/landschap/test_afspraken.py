"""Tariffs: what counts for a message, and that they leave no day open and never overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from ijw.keten.stand import Contractafspraak
from ijw.waarden import VerreDatum
from jeugdketen.berichten.keten import Registerpoort
from jeugdketen.kern.toegang import Toegang, als_inrichting, met_toegang
from jeugdketen.landschap import selectors, services
from jeugdketen.landschap.models import Aanbieder, Contract, Contractproduct, Tarief
from mensen import HOORN, OPMEER, toegang

pytestmark = pytest.mark.django_db

START, EINDE = date(2025, 7, 1), date(2027, 12, 31)
DAG = date(2026, 1, 21)
P4 = "B/P4/intensief"
UUR = {"eenheid": "04", "regioproduct": P4}


@pytest.fixture
def manager() -> Iterator[Toegang]:
    """The contract manager of the Netwerkorganisatie, in a loaded region."""
    with als_inrichting():
        services.laad_regio("westfriesland")
    with met_toegang(toegang("contractmanager")) as ik:
        yield ik


@pytest.fixture
def contract(manager: Toegang) -> Contract:
    """A contract for segment B with one product."""
    aanbieder = services.leg_aanbieder_vast(manager, agb="99001234", naam="De Linde", van=START)
    contract = services.leg_contract_vast(manager, aanbieder, "B", START, EINDE, nummer="B-1")
    services.voeg_toe(manager, Contractproduct(contract=contract, regioproduct=P4, van=START))
    return contract


def tarief(contract: Contract | None, cent: int, van: date, tot: date | None) -> Tarief:
    return Tarief(contract=contract, bedrag_cent=cent, van=van, tot=tot, **UUR)


def vraag(gemeente: str = HOORN, op: date = DAG, code: str = "45A12") -> list[Contractafspraak]:
    return list(Registerpoort().afspraken(gemeente, "99001234", "45", code, op))


# --- for the message traffic ---------------------------------------------------------------------------------------


@pytest.mark.eis("S-045")
def test_the_standard_tariff_of_the_region_counts_for_a_product_of_the_contract(contract: Contract) -> None:
    assert vraag() == [Contractafspraak("45", "45A12", "82", 395_000, "outputgericht")]
    (afspraak,) = selectors.afspraken(HOORN, "99001234", "45", "45A12", DAG)
    assert afspraak.status == "voorbeeld"


@pytest.mark.regel("TR418", "TR341")
def test_a_tariff_of_the_contract_goes_before_the_standard(manager: Toegang, contract: Contract) -> None:
    services.voeg_toe(manager, tarief(contract, 9150, START, None))
    assert vraag() == [Contractafspraak("45", "45A12", "04", 9150, "inspanningsgericht")]


@pytest.mark.regel("TR418")
def test_without_a_contract_that_names_the_product_nothing_is_judged(contract: Contract) -> None:
    assert vraag(code="45A11") == []
    assert vraag(code="99X99") == []
    assert vraag(op=date(2025, 6, 30)) == []
    assert vraag(op=date(2028, 1, 1)) == []
    assert vraag(op=VerreDatum(10000, 1, 1)) == []
    assert Registerpoort().afspraken(HOORN, "00000000", "45", "45A12", DAG) == []


def test_a_contract_counts_for_the_municipalities_it_serves(manager: Toegang, contract: Contract) -> None:
    services.zet_gemeenten(manager, contract, [HOORN], date(2026, 1, 1))
    assert vraag(HOORN)
    assert vraag(OPMEER) == []
    services.zet_gemeenten(manager, contract, [HOORN, OPMEER], date(2026, 6, 1))
    assert vraag(OPMEER) == []
    assert vraag(OPMEER, date(2026, 6, 1))
    services.zet_gemeenten(manager, contract, [OPMEER], date(2026, 9, 1))
    assert vraag(HOORN, date(2026, 8, 31))
    assert vraag(HOORN, date(2026, 9, 1)) == []
    with pytest.raises(ValidationError, match="9999 is geen gemeente"):
        services.zet_gemeenten(manager, contract, ["9999"], DAG)


@pytest.mark.eis("S-206")
def test_a_local_contract_counts_for_its_own_municipality_only(manager: Toegang) -> None:
    aanbieder = services.leg_aanbieder_vast(manager, agb="99001234", naam="De Linde", van=START)
    lokaal = toegang("lokale_contractmanager", HOORN)
    with met_toegang(lokaal):
        contract = services.leg_contract_vast(lokaal, aanbieder, "B", START, gemeente=HOORN)
        services.voeg_toe(lokaal, Contractproduct(contract=contract, regioproduct=P4, van=START))
        services.voeg_toe(lokaal, tarief(contract, 7000, START, None))
    assert [a.tarief for a in vraag(HOORN)] == [7000]
    assert vraag(OPMEER) == []
    assert selectors.toetsbeelden(["99001234"])["99001234"][1] == {"contracten": []}


# --- no hole, no overlap -------------------------------------------------------------------------------------------


def test_a_hole_in_time_is_refused_with_its_days(manager: Toegang, contract: Contract) -> None:
    with pytest.raises(
        ValidationError, match="van 1 juli 2025 tot en met 31 december 2025 geen tarief per uur"
    ):
        services.voeg_toe(manager, tarief(contract, 9150, date(2026, 1, 1), None))
    services.voeg_toe(manager, tarief(contract, 9150, START, EINDE))
    tweede = services.wijzig(manager, Tarief.objects.get(**UUR), vanaf=date(2026, 1, 1), bedrag_cent=9400)
    with pytest.raises(ValidationError, match="op 1 januari 2026 geen tarief"):
        services.corrigeer(manager, tweede, "typefout", van=date(2026, 1, 2))
    with pytest.raises(ValidationError, match="van 1 november 2027 tot en met 31 december 2027"):
        services.corrigeer(manager, tweede, "typefout", tot=date(2027, 10, 31))
    with pytest.raises(ValidationError, match="van 1 januari 2026 tot en met 31 december 2027"):
        services.verwijder(manager, tweede, "bestaat niet")
    assert [(t.van, t.tot, t.bedrag_cent) for t in Tarief.objects.filter(contract=contract)] == [
        (START, date(2025, 12, 31), 9150),
        (date(2026, 1, 1), EINDE, 9400),
    ]


def _laat_de_database_kijken() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_a_hole_is_refused_by_the_database_where_the_services_are_passed_by(
    manager: Toegang, contract: Contract
) -> None:
    def zet(*rijen: Tarief) -> None:
        for rij in rijen:
            rij.variant = "inspanningsgericht"
        with transaction.atomic():
            Tarief.objects.bulk_create(rijen)
            _laat_de_database_kijken()

    with pytest.raises(IntegrityError, match="ontbreekt een tarief"):
        zet(tarief(contract, 9150, date(2026, 1, 1), None))  # not the first days of the product
    with pytest.raises(IntegrityError, match="ontbreekt een tarief"):
        zet(tarief(contract, 9150, START, date(2026, 12, 31)))  # nor the last
    with pytest.raises(IntegrityError, match="ontbreken dagen"):
        zet(tarief(None, 1, START, EINDE), tarief(None, 1, date(2029, 1, 1), None))
    goed = tarief(contract, 9150, START, EINDE)
    zet(goed)

    def kort_in() -> None:
        with transaction.atomic():
            Tarief.objects.filter(pk=goed.pk).update(tot=date(2026, 1, 1))
            _laat_de_database_kijken()

    with pytest.raises(IntegrityError, match="ontbreekt een tarief"):
        kort_in()
    goed.delete()  # without any tariff of its own the product is left to the check of completeness
    _laat_de_database_kijken()


def test_the_database_and_the_services_find_the_same_holes(manager: Toegang, contract: Contract) -> None:
    dagen = st.lists(st.integers(0, 1300), min_size=2, max_size=6, unique=True).map(sorted)

    def perioden(dagen: list[int], weg: int) -> list[tuple[date, date | None]]:
        """Days in a row cut in pieces, with one piece left out and the last perhaps without an end."""
        stukken = [
            (START + timedelta(begin - 100), START + timedelta(eind - 101)) for begin, eind in pairwise(dagen)
        ]
        return [stuk for plek, stuk in enumerate(stukken) if plek != weg]

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(dagen, st.integers(0, 6), st.booleans(), dagen, st.integers(0, 6))
    def gelijk(eigen: list[int], weg: int, open_: bool, standaard: list[int], ook_weg: int) -> None:
        rijen = perioden(eigen, weg)
        if open_ and rijen:
            rijen[-1] = (rijen[-1][0], None)
        antwoorden = set()
        with transaction.atomic():
            Tarief.objects.bulk_create(
                Tarief(contract=c, bedrag_cent=1, van=van, tot=tot, variant="inspanningsgericht", **UUR)
                for c, stukken in ((contract, rijen), (None, perioden(standaard, ook_weg)))
                for van, tot in stukken
            )
            for kijk in (
                lambda: [services.controleer_tarieven(c, P4) for c in (contract, None) if _heeft(c)],
                _laat_de_database_kijken,
            ):
                try:
                    with transaction.atomic():
                        kijk()
                    antwoorden.add("goed")
                except (ValidationError, IntegrityError):
                    antwoorden.add("gat")
            transaction.set_rollback(True)
        assert len(antwoorden) == 1, (rijen, perioden(standaard, ook_weg))

    def _heeft(van: Contract | None) -> bool:
        return Tarief.objects.filter(contract=van, regioproduct=P4, eenheid="04").exists()

    gelijk()


def test_a_standard_tariff_of_the_same_unit_fills_the_days_before(
    manager: Toegang, contract: Contract
) -> None:
    services.voeg_toe(manager, tarief(None, 9000, START, None))
    services.voeg_toe(manager, tarief(contract, 9150, date(2026, 1, 1), EINDE))
    assert [a.tarief for a in vraag(op=date(2025, 12, 31))] == [9000, 395_000]
    assert [a.tarief for a in vraag(op=date(2026, 1, 1))] == [9150]
    standaard = Tarief.objects.get(contract=None, **UUR)
    with pytest.raises(ValidationError, match="van 1 november 2025 tot en met 31 december 2025"):
        services.corrigeer(manager, standaard, "eindigt eerder", tot=date(2025, 10, 31))


def test_standard_tariffs_follow_each_other(manager: Toegang) -> None:
    services.voeg_toe(manager, tarief(None, 9000, START, date(2025, 12, 31)))
    with pytest.raises(ValidationError, match="op 1 januari 2026 geen tarief"):
        services.voeg_toe(manager, tarief(None, 9100, date(2026, 1, 2), None))
    services.voeg_toe(manager, tarief(None, 9100, date(2026, 1, 1), None))


def test_overlap_is_refused_by_sentence_and_by_the_database(manager: Toegang, contract: Contract) -> None:
    services.voeg_toe(manager, tarief(contract, 9150, START, None))
    with pytest.raises(ValidationError, match="geldt in deze periode al een tarief"):
        services.voeg_toe(manager, tarief(contract, 9150, date(2026, 1, 1), None))
    with pytest.raises(Error, match="tarief_geen_overlap"), transaction.atomic():
        Tarief.objects.create(contract=contract, bedrag_cent=1, variant="inspanningsgericht", van=DAG, **UUR)


def test_an_amount_belongs_to_every_unit_but_euros(manager: Toegang, contract: Contract) -> None:
    with pytest.raises(ValidationError, match="Vul een bedrag in"):
        services.voeg_toe(manager, Tarief(contract=contract, van=START, **UUR))
    euros = Tarief(contract=contract, van=START, regioproduct=P4, eenheid="83")
    assert services.voeg_toe(manager, euros).variant == "outputgericht"


def test_a_product_must_fit_its_contract(manager: Toegang, contract: Contract) -> None:
    for product, melding in (
        ("V/gezinshuis/laag", "hoort niet bij dit contract"),
        ("B/P9/x", "geen product"),
    ):
        with pytest.raises(ValidationError, match=melding):
            services.voeg_toe(manager, Contractproduct(contract=contract, regioproduct=product, van=START))
    laat = Contractproduct(contract=contract, regioproduct="B/P1/intensief", van=START, tot=date(2028, 1, 1))
    with pytest.raises(ValidationError, match="buiten het contract, van 1 juli 2025 tot en met 31 december"):
        services.voeg_toe(manager, laat)


def test_a_settled_tariff_stays_when_the_region_is_loaded_again(manager: Toegang) -> None:
    rij = Tarief.objects.get(contract=None, regioproduct=P4)
    services.corrigeer(manager, rij, "vastgesteld door de regio", bedrag_cent=400_000, status="vastgesteld")
    with als_inrichting():
        assert services.laad_regio("westfriesland").tarieven == 41
    rij.refresh_from_db()
    assert (rij.bedrag_cent, rij.status, rij.per) == (400_000, "vastgesteld", "traject")
    assert Aanbieder.objects.count() == 0
