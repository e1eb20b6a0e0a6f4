"""The definitions of the messages, the code lists and the values are what the standard says."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ijw
from gedeeld import GEDEELD, vereist_gedeeld
from ijw import codelijsten, waarden
from ijw.berichten import BERICHTEN, jw301, jw305, jw325
from ijw.berichten.basis import Omvang, Product, XsdVersie
from ijw.codelijsten import codelijst, gemeente_geldig, productcategorie_geldig
from ijw.definitie import (
    Berichtdefinitie,
    Berichtenlijst,
    Geheel,
    Standaard,
    definitie_van,
    elementnaam,
    maak,
    velden,
)
from ijw.lezen import lees
from ijw.standaarden import STANDAARDEN, zoek_naamruimte
from ijw.waarden import PreciezeTijd, VerreDatum

D = datetime.date


def test_alle_veertien() -> None:
    assert list(BERICHTEN) == [
        f"JW{n}" for n in (301, 302, 305, 306, 307, 308, 315, 316, 317, 318, 319, 320, 323, 325)
    ]
    assert len(BERICHTEN) == 14
    assert BERICHTEN["JW301"].berichtcode == "436"
    assert BERICHTEN["JW325"].versie == (3, 2)
    assert BERICHTEN["JW325"].beantwoord_met is None
    assert BERICHTEN["JW319"].antwoord_op == ("JW315", "JW317")
    with pytest.raises(KeyError):
        BERICHTEN["JW303"]
    with pytest.raises(KeyError):
        BERICHTEN["JW305"].klasse("Prestatie")


def test_velden_van_een_klasse() -> None:
    nummer, _, product, *_ = velden(jw301.ToegewezenProduct)
    assert (nummer.element, nummer.verplicht, nummer.facet) == (
        "ToewijzingNummer",
        True,
        Geheel("Nummer", 0, 999999999),
    )
    assert (product.klasse, product.verplicht, product.soort) == (Product, False, "klasse")
    codes = velden(jw325.Client)[-1]
    assert (codes.naam, codes.element, codes.kind, codes.soort, codes.klasse) == (
        "retourcodes",
        "RetourCodes",
        "RetourCode",
        "lijst",
        None,
    )
    assert elementnaam("te_wijzigen_producten") == "TeWijzigenProducten"


def test_maak_vult_wat_vast_of_optioneel_is() -> None:
    kop = maak(
        jw305.Header,
        afzender="99005678",
        ontvanger="0405",
        bericht_identificatie=None,
        xsd_versie=XsdVersie("1.0.0", "1.0.0"),
    )
    assert kop[:3] == ("438", 3, 2)
    assert maak(jw305.StartProduct, begindatum=D(2026, 1, 1), status_aanlevering="1").product is None
    with pytest.raises(TypeError):
        maak(jw305.StartProduct, begindatum=D(2026, 1, 1))
    with pytest.raises(TypeError):
        maak(Omvang, volume=1, eenheid="04", frequentie="4", onbekend=1)


def test_definitie_van_een_object() -> None:
    assert definitie_van(jw301.Bericht(None, None)) is BERICHTEN["JW301"]  # type: ignore[arg-type]
    assert definitie_van(jw301.Client) is BERICHTEN["JW301"]
    for vreemd in (Product("45", None), "tekst", object):
        with pytest.raises(KeyError):
            definitie_van(vreemd)


def test_naamruimte_kiest_bericht_en_versie() -> None:
    assert zoek_naamruimte("http://www.istandaarden.nl/ijw/3_2/jw301/schema") is BERICHTEN["JW301"]
    assert zoek_naamruimte("http://www.istandaarden.nl/ijw/3_1/jw301/schema") is None


def test_een_latere_versie_staat_ernaast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another release is another set of definitions: the same reader reads both."""
    oud = BERICHTEN["JW305"]
    nieuw = Berichtdefinitie(
        code="JW305",
        naam=oud.naam,
        standaard="3.3",
        naamruimte="http://www.istandaarden.nl/ijw/3_3/jw305/schema",
        basisruimte="http://www.istandaarden.nl/ijw/3_3/basisschema/schema",
        bericht=oud.bericht,
        verzender=oud.verzender,
        beantwoord_met=oud.beantwoord_met,
        antwoord_op=oud.antwoord_op,
        sleutels=oud.sleutels,
    )
    lijst = Berichtenlijst("ijw.berichten", ("JW305",))
    lijst._geladen["JW305"] = nieuw
    later = Standaard("iJw", "3.3", lijst, "http://www.istandaarden.nl/ijw/3_3/{code}/schema")
    from ijw_mutaties import voorbeelden

    data = voorbeelden()["JW305"].replace(b"/3_2/", b"/3_3/")
    assert lees(data).geweigerd
    monkeypatch.setitem(STANDAARDEN, "3.3", later)
    lezing = lees(data)
    assert lezing.definitie is nieuw
    assert lezing.bericht == lees(voorbeelden()["JW305"]).bericht


def test_openbare_namen() -> None:
    for naam in ijw.__all__:
        assert getattr(ijw, naam) is not None
    with pytest.raises(AttributeError):
        ijw.bestaat_niet  # noqa: B018


# --- code lists -------------------------------------------------------------------------------------------


def test_elke_lijst_is_leesbaar_en_zonder_doublures() -> None:
    map_ = Path(codelijsten.__file__).parent
    assert {pad.stem for pad in map_.glob("*.csv")} == {*codelijsten.namen(), "lijsten"}
    for nummer in codelijsten.namen():
        lijst = codelijst(nummer)
        with (map_ / f"{nummer}.csv").open(encoding="utf-8") as bestand:
            assert len(lijst) == sum(1 for _ in csv.reader(bestand)) - 1
        assert all(code.betekenis for code in lijst.values())
    with pytest.raises(KeyError):
        codelijst("JZ999")


@vereist_gedeeld
def test_codelijsten_gelijk_aan_de_standaard() -> None:
    assert GEDEELD is not None
    officieel = json.loads((GEDEELD / "ijw-3.2" / "codelijsten.json").read_text())
    assert set(officieel) == set(codelijsten.namen())
    for nummer, lijst in officieel.items():
        codes = {rij["code"] for rij in lijst["codes"]}
        eigen = set(codelijst(nummer)) if nummer != "CBS" else set(codelijst(nummer).op(D(2026, 1, 1)))
        assert eigen == codes, nummer


def test_gemeenten_door_de_tijd() -> None:
    """After a merger the code that was valid on the allocation's start date may still be used (TR378)."""
    assert gemeente_geldig("0405", D(2015, 1, 1))
    assert gemeente_geldig("0405", D(2030, 1, 1))
    assert gemeente_geldig("0398", D(2021, 12, 31))
    assert not gemeente_geldig("0398", D(2022, 1, 1))
    assert codelijst("CBS")["0398"].extra["opgegaan_in"] == "1980"
    assert not gemeente_geldig("1980", D(2021, 12, 31))
    assert gemeente_geldig("1980", D(2022, 1, 1))
    assert not gemeente_geldig("9999", D(2022, 1, 1))
    for code in codelijst("CBS").values():
        for opvolger in code.extra.get("opgegaan_in", "").split():
            assert gemeente_geldig(opvolger, D(2026, 1, 1))


def test_codes_door_de_tijd() -> None:
    assert productcategorie_geldig("45", D(2026, 1, 1))
    assert not productcategorie_geldig("45", D(2014, 12, 31))
    assert not productcategorie_geldig("99", D(2026, 1, 1))
    assert "36" not in codelijst("JZ588").op(D(2020, 12, 31))
    assert "36" in codelijst("JZ588").op(D(2021, 1, 1))
    assert "01" in codelijst("JZ002").op(D(2022, 3, 31))
    assert "01" not in codelijst("JZ002").op(D(2022, 4, 1))
    assert codelijst("WJ001")["9319"].extra["regel"] == "TR319"
    assert codelijst("WJ756").betekenis("04") == "Uur"
    assert codelijst("WJ756").betekenis("99") == "99"


# --- values -----------------------------------------------------------------------------------------------


@given(st.dates())
def test_gewone_datums(dag: datetime.date) -> None:
    assert waarden.datum(f" {dag.isoformat()}\n") == dag
    assert VerreDatum(dag.year, dag.month, dag.day) == dag


@given(st.integers(-20000, 20000).filter(bool), st.integers(1, 12), st.integers(1, 28))
def test_datums_van_xml_schema(jaar: int, maand: int, dag: int) -> None:
    een = VerreDatum(jaar, maand, dag)
    tekst = een.isoformat() if jaar > 0 else f"-{-jaar:04d}-{maand:02d}-{dag:02d}"
    assert waarden.datum(tekst) == een
    assert waarden.datum(tekst).isoformat() == tekst
    assert (een.year, een.month, een.day) == (jaar, maand, dag)
    assert hash(een) == hash(waarden.datum(tekst))
    gewoon = D(2026, 3, 1)
    sleutel, ander = (jaar, maand, dag), (2026, 3, 1)
    assert (een < gewoon, een <= gewoon, een > gewoon, een >= gewoon, een == gewoon) == (
        sleutel < ander,
        sleutel <= ander,
        sleutel > ander,
        sleutel >= ander,
        sleutel == ander,
    )
    assert (gewoon < een, gewoon > een) == (ander < sleutel, ander > sleutel)
    assert (een != gewoon, gewoon != een) == (sleutel != ander, sleutel != ander)
    assert een == VerreDatum(jaar, maand, dag)
    assert not een != VerreDatum(jaar, maand, dag)  # noqa: SIM202
    assert waarden.nl(een) == f"{dag:02d}-{maand:02d}-{jaar}"


def test_datum_en_tijd_aan_de_rand() -> None:
    assert repr(waarden.datum("12026-02-28")) == "VerreDatum(12026, 2, 28)"
    assert VerreDatum(12024, 2, 29).isoformat() == "12024-02-29"
    assert VerreDatum(12026, 1, 1) != "12026-01-01"
    with pytest.raises(ValueError, match="geen datum"):
        waarden.datum("morgen")
    assert waarden.tijd(" 09:30:00 ") == datetime.time(9, 30)
    assert waarden.tijd("09:30:00.5") == datetime.time(9, 30, 0, 500000)
    laat = waarden.tijd("24:00:00")
    assert isinstance(laat, PreciezeTijd)
    assert (laat.isoformat(), str(laat), laat.hour) == ("24:00:00", "24:00:00", 0)
    assert laat == PreciezeTijd.van("24:00:00")
    assert laat != datetime.time(0)
    assert len({laat, PreciezeTijd.van("24:00:00")}) == 1
    assert waarden.tijd("10:00:00.1234567").isoformat() == "10:00:00.1234567"


def test_gehele_getallen() -> None:
    assert [waarden.geheel(t) for t in ("7", " +007\n", "-0", "0" * 6000 + "12", " +" + "0" * 6000, "-" + "0" * 6000 + "3")] == [
        7, 7, 0, 12, 0, -3,
    ]  # fmt: skip


def test_geld_en_datum_in_het_nederlands() -> None:
    assert [waarden.euro(c) for c in (0, 5, 123456789, -150)] == [
        "€ 0,00",
        "€ 0,05",
        "€ 1.234.567,89",
        "€ -1,50",
    ]
    assert waarden.nl(D(2026, 3, 1)) == "01-03-2026"
    assert waarden.jaar_maand_dag(D(2024, 2, 29), -5) == (2019, 2, 29)
