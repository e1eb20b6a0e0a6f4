"""Providers, contracts and product codes: what is stored, what is refused, who may."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction

from jeugdketen.kern.models import Wijziging
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_inrichting, met_toegang
from jeugdketen.landschap import selectors, services
from jeugdketen.landschap.models import Aanbieder, Contract, Gemeente, Productvertaling
from jeugdketen.landschap.registerselectors import aanbieders
from mensen import HOORN, toegang

pytestmark = pytest.mark.django_db

START, EINDE = date(2025, 7, 1), date(2027, 12, 31)
MANAGER: Toegang = toegang("contractmanager")


@pytest.fixture
def manager() -> Any:
    """Work as the contract manager of the Netwerkorganisatie."""
    with met_toegang(MANAGER):
        yield MANAGER


@pytest.fixture
def aanbieder(manager: Toegang) -> Aanbieder:
    """A provider without contracts."""
    return services.leg_aanbieder_vast(manager, agb="99001234", naam="Stichting De Linde", plaats="Hoorn")


# --- contract combinations -----------------------------------------------------------------------------------------


@pytest.mark.eis("S-008")
@pytest.mark.parametrize("segmenten", ["B", "V", "C", "BV", "VB", "CV", "VC"])
def test_allowed_combinations(manager: Toegang, aanbieder: Aanbieder, segmenten: str) -> None:
    for segment in segmenten:
        services.leg_contract_vast(manager, aanbieder, segment, START, EINDE)
    assert {c.segment for c in selectors.contracten_op("99001234", START)} == set(segmenten)


@pytest.mark.eis("S-009")
@pytest.mark.parametrize("segmenten", ["BC", "CB", "BVC", "VCB"])
def test_b_beside_c_is_refused_with_the_reason_and_its_source(
    manager: Toegang, aanbieder: Aanbieder, segmenten: str
) -> None:
    *eerder, laatste = segmenten
    for segment in eerder:
        services.leg_contract_vast(manager, aanbieder, segment, START, EINDE)
    with pytest.raises(services.ContractGeweigerd) as fout:
        services.leg_contract_vast(manager, aanbieder, laatste, date(2026, 1, 1), EINDE)
    assert "S-009" in {eis for b in fout.value.bevindingen for eis in b["eisen"]}
    assert all(b["bron"]["document"] for b in fout.value.bevindingen)
    assert Contract.objects.count() == len(eerder)


@pytest.mark.eis("S-009")
def test_c_after_b_ended_is_allowed(manager: Toegang, aanbieder: Aanbieder) -> None:
    services.leg_contract_vast(manager, aanbieder, "B", START, date(2025, 12, 31))
    services.leg_contract_vast(manager, aanbieder, "C", date(2026, 1, 1), EINDE)
    assert [c.segment for c in selectors.contracten_op("99001234", date(2026, 1, 1))] == ["C"]


def test_an_agreement_that_runs_out_gives_no_right_and_stands_in_nobodys_way(
    manager: Toegang, aanbieder: Aanbieder
) -> None:
    services.leg_contract_vast(manager, aanbieder, "B", date(2023, 1, 1), date(2026, 6, 30), uitloop=True)
    services.leg_contract_vast(manager, aanbieder, "C", START, EINDE)
    assert [c.segment for c in selectors.contracten_op("99001234", date(2026, 1, 21))] == ["C"]
    assert len(selectors.contracten_op("99001234", date(2026, 1, 21), uitloop=True)) == 2
    assert selectors.toetsbeelden(["99001234"])["99001234"][1] == {
        "contracten": [{"segment": "C", "van": "2025-07-01", "tot": "2027-12-31"}]
    }


# --- periods -------------------------------------------------------------------------------------------------------


def test_overlap_in_one_segment_is_refused_with_a_sentence(manager: Toegang, aanbieder: Aanbieder) -> None:
    services.leg_contract_vast(manager, aanbieder, "B", START, EINDE)
    with pytest.raises(ValidationError, match="in deze periode al een contract"):
        services.leg_contract_vast(manager, aanbieder, "B", EINDE, None)
    services.leg_contract_vast(manager, aanbieder, "B", date(2028, 1, 1), None)


def test_the_database_refuses_overlap_also_past_the_service(manager: Toegang, aanbieder: Aanbieder) -> None:
    services.leg_contract_vast(manager, aanbieder, "V", START, None, perceel="pleegzorg")
    Contract.objects.create(aanbieder=aanbieder, segment="V", perceel="gezinshuizen", van=START)
    with pytest.raises(Error, match="contract_geen_overlap"):
        Contract.objects.create(aanbieder=aanbieder, segment="V", perceel="pleegzorg", van=date(2030, 1, 1))


def test_an_end_before_the_start_is_refused(manager: Toegang, aanbieder: Aanbieder) -> None:
    with pytest.raises(ValidationError, match="voor de begindatum"):
        services.leg_contract_vast(manager, aanbieder, "B", START, date(2025, 6, 30))
    contract = services.leg_contract_vast(manager, aanbieder, "B", START)
    with pytest.raises(ValidationError, match="voor de begindatum"):
        services.beeindig_contract(manager, contract, date(2025, 6, 30))
    assert services.beeindig_contract(manager, contract, EINDE).tot == EINDE


@pytest.mark.eis("S-003")
def test_segment_a_cannot_be_contracted(manager: Toegang, aanbieder: Aanbieder) -> None:
    with pytest.raises(ValidationError):
        services.leg_contract_vast(manager, aanbieder, "A", START)


@pytest.mark.parametrize(
    ("velden", "melding"),
    [
        ({"agb": "123", "naam": "x"}, "acht cijfers"),
        ({"agb": "99001299", "naam": "x", "kvk": "12"}, "KvK-nummer"),
        ({"agb": "99001299", "naam": ""}, "naam"),
    ],
)
def test_wrong_fields_are_named(manager: Toegang, velden: dict[str, str], melding: str) -> None:
    with pytest.raises(ValidationError, match=melding):
        services.leg_aanbieder_vast(manager, **velden)


# --- who may -------------------------------------------------------------------------------------------------------


@pytest.mark.eis("S-001")
@pytest.mark.parametrize("rol", ["consulent", "lokale_contractmanager", "backoffice"])
def test_only_the_netwerkorganisatie_changes_the_register(aanbieder: Aanbieder, rol: str) -> None:
    iemand = toegang(rol, HOORN)
    with met_toegang(iemand):
        with pytest.raises(ToegangGeweigerd, match="Netwerkorganisatie"):
            services.leg_contract_vast(iemand, aanbieder, "B", START)
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Contract.objects.create(aanbieder=aanbieder, segment="B", van=START)
        assert Aanbieder.objects.update(naam="Anders") == 0


def test_everybody_reads_the_register(manager: Toegang, aanbieder: Aanbieder) -> None:
    services.leg_contract_vast(manager, aanbieder, "B", START, EINDE)
    with met_toegang(toegang("consulent", HOORN)):
        (regel,) = aanbieders(zoek="linde").regels
        assert (regel.agb, regel.segmenten, regel.plaats) == ("99001234", ("B",), "Hoorn")
        assert aanbieders(segment="C").totaal == 0
        assert aanbieders(date(2025, 6, 30), segment="B").totaal == 0
        assert aanbieders(zoek="9900").regels[0].naam == "Stichting De Linde"


def test_the_register_knows_its_own_past(manager: Toegang, aanbieder: Aanbieder) -> None:
    contract = services.leg_contract_vast(manager, aanbieder, "B", START)
    services.beeindig_contract(manager, contract, EINDE)
    laatste = Wijziging.objects.filter(tabel="landschap_contract", sleutel=str(contract.pk)).first()
    assert laatste is not None
    assert laatste.velden() == {"tot": (None, "2027-12-31")}


# --- region data ---------------------------------------------------------------------------------------------------


@pytest.mark.eis("S-001")
def test_the_region_is_loaded_once_and_again() -> None:
    for _ in range(2):
        with als_inrichting():
            lading = services.laad_regio("westfriesland")
    assert lading.gemeenten == 7
    assert Gemeente.objects.count() == 7
    assert Productvertaling.objects.count() == lading.productcodes > 30
    assert selectors.gemeente_naam("0532") == "Stede Broec"
    assert selectors.gemeente_naam("9999") == "9999"
    assert selectors.is_gemeente("0420")
    assert not selectors.is_gemeente("0363")


def test_product_behind_a_code_on_a_day() -> None:
    with als_inrichting():
        services.laad_regio("westfriesland")
    op = date(2026, 2, 2)
    p4 = selectors.regioproduct_bij("45", "45A12", op)
    assert p4 is not None
    assert p4.regioproduct == "B/P4/intensief"
    assert p4.voorbeeld
    assert "beperking" in p4.naam
    c = selectors.regioproduct_bij("50", None, op)
    assert c is not None
    assert c.regioproduct == "C/hoogspecialistisch"
    assert selectors.regioproduct_bij("45", "45ZZZ", op) is None
    assert selectors.regioproduct_bij("45", "45A12", date(2025, 6, 30)) is None
    terug = selectors.code_bij("B/P4/intensief", op)
    assert terug is not None
    assert (terug.categorie, terug.code) == ("45", "45A12")


def test_one_code_has_one_product_on_a_day() -> None:
    with als_inrichting():
        services.leg_productvertaling_vast(
            {"categorie": "45", "code": "45X01", "regioproduct": "B/P1/intensief", "naam": "x", "van": START}
        )
        with pytest.raises(ValidationError, match="al een product"):
            services.leg_productvertaling_vast(
                {
                    "categorie": "45",
                    "code": "45X01",
                    "regioproduct": "B/P2/intensief",
                    "naam": "x",
                    "van": date(2026, 1, 1),
                }
            )


def test_the_rules_hear_what_a_provider_is(manager: Toegang) -> None:
    services.leg_aanbieder_vast(manager, agb="99001310", naam="Kliniek", ggz=True, alleen_laag_complex=True)
    assert selectors.toetsbeelden(["99001310"])["99001310"][1] == {
        "contracten": [],
        "ggz": True,
        "alleen_laag_complex": True,
    }
    assert selectors.toetsbeelden(["00000000"]) == {}
    assert selectors.aanbieder_naam("00000000") == "00000000"


def test_two_contracts_at_once_for_one_provider_wait_for_each_other(
    manager: Toegang, aanbieder: Aanbieder
) -> None:
    services.leg_contract_vast(manager, aanbieder, "B", START)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7264003"
            " AND objid = (hashtext(%s) & 255)::oid",
            [aanbieder.agb],
        )
        assert cursor.fetchone() == (1,)
