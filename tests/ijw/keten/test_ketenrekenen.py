"""The calculations, on the worked figures of the official texts and against counting day by day."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ijw.berichten.basis import Omvang, Product
from ijw.keten import rekenen as r

d = datetime.date.fromisoformat
DAGEN = st.dates(min_value=datetime.date(2019, 1, 1), max_value=datetime.date(2032, 12, 31))
INSPANNING, OUTPUT = "inspanningsgericht", "outputgericht"


def dagen(begin: datetime.date, eind: datetime.date) -> list[datetime.date]:
    return [begin + datetime.timedelta(days=n) for n in range((eind - begin).days + 1)]


@given(DAGEN, st.integers(0, 900))
def test_tellen_is_dag_voor_dag_tellen(begin: datetime.date, lengte: int) -> None:
    eind = begin + datetime.timedelta(days=lengte)
    alle = dagen(begin, eind)
    assert r.aantal_weken(begin, eind) == len({dag.isocalendar()[:2] for dag in alle})
    assert r.aantal_zondagen(begin, eind) == sum(dag.isoweekday() == 7 for dag in alle)
    assert r.aantal_maanden(begin, eind) == len({(dag.year, dag.month) for dag in alle})


@given(DAGEN)
def test_maandgrenzen(dag: datetime.date) -> None:
    assert r.eerste_van_maand(dag) == dag.replace(day=1)
    laatste = r.laatste_van_maand(dag)
    assert (laatste.year, laatste.month) == (dag.year, dag.month)
    assert (laatste + datetime.timedelta(days=1)).day == 1


@given(DAGEN, st.integers(0, 400), st.integers(0, 12), st.sampled_from([OUTPUT, INSPANNING]))
def test_maandmaxima_samen(begin: datetime.date, lengte: int, volume: int, variant: r.Variant) -> None:
    """By output the months add up to the cap over the allocation; by effort they are at least that."""
    eind = begin + datetime.timedelta(days=lengte)
    omvang = Omvang(volume, "83", "2")
    som = 0
    dag = begin.replace(day=1)
    while dag <= eind:
        periode = r.productperiode(dag, begin, eind)
        assert periode is not None
        deel = r.maximum_in_periode(omvang, variant, *periode, begin, eind)
        assert deel is not None
        som += deel
        dag = r.laatste_van_maand(dag) + datetime.timedelta(days=1)
    totaal = r.maximum_totaal(omvang, variant, begin, eind)
    assert totaal is not None
    assert som == totaal if variant == OUTPUT else som >= totaal


# --- IV076 ----------------------------------------------------------------------------------------


@pytest.mark.regel("IV076")
@pytest.mark.parametrize(
    ("van", "tot", "maximum"),
    [("2022-07-11", "2022-07-31", 9), ("2022-08-01", "2022-08-31", 15), ("2022-09-01", "2022-09-04", 3)],
)
def test_iv076_inspanning(van: str, tot: str, maximum: int) -> None:
    omvang = Omvang(3, "04", "2")
    loopt = d("2022-07-11"), d("2022-09-04")
    assert r.maximum_in_periode(omvang, INSPANNING, d(van), d(tot), *loopt) == maximum
    assert r.maximum_totaal(omvang, INSPANNING, *loopt) == 24


@pytest.mark.regel("IV076")
@pytest.mark.parametrize(
    ("einde", "figuren", "totaal"),
    [("2022-09-04", (900, 1200, 300), 2400), ("2022-09-03", (900, 1500, 0), 2400)],
)
def test_iv076_output(einde: str, figuren: tuple[int, ...], totaal: int) -> None:
    omvang = Omvang(300, "83", "2")
    loopt = d("2022-07-11"), d(einde)
    perioden = [r.productperiode(d(dag), *loopt) for dag in ("2022-07-15", "2022-08-15", "2022-09-01")]
    assert perioden[0] == (d("2022-07-11"), d("2022-07-31"))
    for periode, maximum in zip(perioden, figuren, strict=True):
        assert periode is not None
        assert r.maximum_in_periode(omvang, OUTPUT, *periode, *loopt) == maximum
    assert r.maximum_totaal(omvang, OUTPUT, *loopt) == totaal


# --- IV077 ----------------------------------------------------------------------------------------


@pytest.mark.regel("IV077")
def test_iv077_inspanning() -> None:
    omvang = Omvang(3, "04", "2")
    loopt = d("2022-10-11"), d("2022-12-28")
    maxima = [
        r.maximum_in_periode(omvang, INSPANNING, d(van), d(tot), *loopt)
        for van, tot in (
            ("2022-10-11", "2022-10-31"),
            ("2022-11-01", "2022-11-30"),
            ("2022-12-01", "2022-12-28"),
        )
    ]
    assert maxima == [12, 15, 15]
    assert r.maximum_totaal(omvang, INSPANNING, *loopt) == 36


@pytest.mark.regel("IV077")
def test_iv077_output() -> None:
    omvang = Omvang(300, "83", "2")
    loopt = d("2022-10-11"), d("2022-12-31")
    maxima = [
        r.maximum_in_periode(omvang, OUTPUT, d(van), d(tot), *loopt)
        for van, tot in (
            ("2022-10-11", "2022-10-31"),
            ("2022-11-01", "2022-11-30"),
            ("2022-12-01", "2022-12-31"),
        )
    ]
    assert maxima == [900, 1200, 1500]


@pytest.mark.regel("IV077")
def test_output_zonder_zondag_telt_een_week() -> None:
    omvang = Omvang(300, "83", "2")
    loopt = d("2025-03-29") - datetime.timedelta(days=4), d("2025-03-29")
    assert r.maximum_totaal(omvang, OUTPUT, *loopt) == 300
    over_maandgrens = d("2025-03-31"), d("2025-04-03")
    assert r.maximum_in_periode(omvang, OUTPUT, d("2025-03-31"), d("2025-03-31"), *over_maandgrens) == 0
    assert r.maximum_in_periode(omvang, OUTPUT, d("2025-04-01"), d("2025-04-03"), *over_maandgrens) == 300


@pytest.mark.regel("IV077")
def test_output_zonder_einddatum_telt_zondagen() -> None:
    omvang = Omvang(300, "83", "2")
    maart = d("2025-03-01"), d("2025-03-31")
    assert r.maximum_in_periode(omvang, OUTPUT, *maart, d("2025-01-01"), None) == 1500
    assert r.maximum_totaal(omvang, OUTPUT, d("2025-01-01"), None) is None


# --- IV078 ----------------------------------------------------------------------------------------


@pytest.mark.regel("IV078")
@pytest.mark.parametrize(("omvang", "maximum"), [(Omvang(3, "04", "2"), 9), (Omvang(15, "04", "4"), 15)])
def test_iv078_gebroken_periode(omvang: Omvang, maximum: int) -> None:
    loopt = d("2021-10-12"), d("2021-12-13")
    assert r.maximum_in_periode(omvang, INSPANNING, d("2021-10-12"), d("2021-10-31"), *loopt) == maximum


def test_maximum_totaal_per_frequentie() -> None:
    loopt = d("2021-10-12"), d("2021-12-13")
    assert r.maximum_totaal(Omvang(15, "04", "4"), INSPANNING, *loopt) == 45
    assert r.maximum_totaal(Omvang(2, "04", "1"), INSPANNING, *loopt) == 2 * 63
    assert r.maximum_totaal(Omvang(80, "04", "6"), INSPANNING, *loopt) == 80
    assert r.maximum_totaal(Omvang(80, "04", "6"), INSPANNING, loopt[0], None) == 80
    assert r.maximum_totaal(Omvang(80, "04", "4"), INSPANNING, loopt[0], None) is None
    assert r.maximum_totaal(Omvang(80, "04", "1"), INSPANNING, loopt[0], None) is None


def test_maximum_buiten_de_toewijzing_en_over_de_rand() -> None:
    omvang = Omvang(2, "04", "1")
    loopt = d("2025-03-10"), d("2025-04-20")
    assert r.maximum_in_periode(omvang, INSPANNING, d("2025-02-01"), d("2025-02-28"), *loopt) is None
    assert r.maximum_in_periode(omvang, INSPANNING, d("2025-05-01"), d("2025-05-31"), *loopt) is None
    assert r.maximum_in_periode(omvang, INSPANNING, d("2025-03-01"), d("2025-03-31"), *loopt) == 44
    assert r.maximum_in_periode(omvang, INSPANNING, d("2025-03-01"), d("2025-03-10"), *loopt) == 2
    assert r.maximum_in_periode(omvang, INSPANNING, d("2025-04-20"), d("2025-04-30"), *loopt) == 2


# --- IV079, IV081 ---------------------------------------------------------------------------------


@pytest.mark.regel("IV079")
@pytest.mark.parametrize(
    ("minuten", "uren"), [(4 * 95, 6), (1, 1), (29, 1), (89, 1), (90, 2), (149, 2), (150, 3)]
)
def test_iv079_hele_uren(minuten: int, uren: int) -> None:
    assert r.hele_uren(minuten) == uren


@pytest.mark.regel("IV079")
def test_iv079_niets_geleverd() -> None:
    with pytest.raises(ValueError, match="niets geleverd"):
        r.hele_uren(0)


@pytest.mark.regel("IV081")
@pytest.mark.parametrize(
    ("uurtarief", "tarief"), [(8735, 146), (8700, 145), (8730, 146), (8729, 145), (0, 0)]
)
def test_iv081_minuuttarief(uurtarief: int, tarief: int) -> None:
    assert r.minuuttarief(uurtarief) == tarief


@pytest.mark.regel("IV081", "TR346")
@pytest.mark.parametrize(
    ("uurtarief", "minuten", "bedrag"), [(8735, 125, 18198), (8700, 60, 8700), (8735, 6, 874), (8734, 3, 437)]
)
def test_iv081_bedrag(uurtarief: int, minuten: int, bedrag: int) -> None:
    assert r.bedrag_minuten(uurtarief, minuten) == bedrag


@given(st.integers(0, 20000), st.integers(0, 10000))
def test_half_omhoog_is_rekenkundig_afronden(uurtarief: int, minuten: int) -> None:
    bedrag = r.bedrag_minuten(uurtarief, minuten)
    assert abs(bedrag * 60 - uurtarief * minuten) <= 30
    assert r.kan_uurtarief_zijn(r.minuuttarief(uurtarief), minuten, bedrag)


def test_kan_uurtarief_zijn_grenzen() -> None:
    # 146 per minuut komt van 8730 t/m 8789 per uur
    assert r.kan_uurtarief_zijn(146, 60, 8730)
    assert r.kan_uurtarief_zijn(146, 60, 8789)
    assert not r.kan_uurtarief_zijn(146, 60, 8729)
    assert not r.kan_uurtarief_zijn(146, 60, 8790)
    assert r.kan_uurtarief_zijn(0, 60, 29)
    assert not r.kan_uurtarief_zijn(0, 60, 30)


# --- IV089 ----------------------------------------------------------------------------------------


@pytest.mark.regel("IV089", "TR387", "TR388")
@pytest.mark.parametrize(
    ("dag", "periode"),
    [
        ("2022-03-31", None),
        ("2022-04-01", ("2022-04-08", "2022-04-30")),
        ("2022-05-20", ("2022-05-01", "2022-05-31")),
        ("2022-06-30", ("2022-06-01", "2022-06-17")),
        ("2022-07-01", None),
        ("2023-04-20", None),
    ],
)
def test_iv089_productperiode(dag: str, periode: tuple[str, str] | None) -> None:
    verwacht = None if periode is None else (d(periode[0]), d(periode[1]))
    assert r.productperiode(d(dag), d("2022-04-08"), d("2022-06-17")) == verwacht


@pytest.mark.regel("IV089")
def test_iv089_begin_en_eind_buiten_de_maand_van_de_toewijzing() -> None:
    assert r.begin_productperiode(d("2025-01-15"), d("2025-02-10")) == d("2025-01-01")
    assert r.begin_productperiode(d("2025-01-15"), d("2024-01-10")) == d("2025-01-01")
    assert r.begin_productperiode(d("2025-01-15"), d("2025-01-10")) == d("2025-01-10")
    assert r.eind_productperiode(d("2025-01-15"), d("2024-12-10")) == d("2025-01-31")
    assert r.eind_productperiode(d("2025-01-15"), d("2026-01-10")) == d("2025-01-31")
    assert r.eind_productperiode(d("2025-01-15"), d("2025-01-10")) == d("2025-01-10")
    assert r.eind_productperiode(d("2024-02-15"), None) == d("2024-02-29")


@pytest.mark.regel("IV084")
def test_iv084_twee_toewijzingen_in_een_maand() -> None:
    dag = d("2021-03-15")
    assert r.productperiode(dag, d("2021-03-01"), d("2021-03-09")) == (d("2021-03-01"), d("2021-03-09"))
    assert r.productperiode(dag, d("2021-03-23"), d("2021-03-31")) == (d("2021-03-23"), d("2021-03-31"))
    assert r.productperiode(dag, d("2021-03-23"), None) == (d("2021-03-23"), d("2021-03-31"))


# --- rest -----------------------------------------------------------------------------------------


def test_overlappen() -> None:
    jan, feb = (d("2025-01-01"), d("2025-01-31")), (d("2025-02-01"), d("2025-02-28"))
    assert not r.overlappen(*jan, *feb)
    assert not r.overlappen(*feb, *jan)
    assert r.overlappen(jan[0], feb[0], *feb)
    assert r.overlappen(jan[0], None, *feb)
    assert r.overlappen(*feb, jan[0], None)
    assert not r.overlappen(*jan, feb[0], None)
    assert r.overlappen(jan[0], None, feb[0], None)


def test_eenheid_past() -> None:
    assert r.eenheid_past("04", "04")
    assert r.eenheid_past("01", "04")
    assert not r.eenheid_past("04", "01")
    assert not r.eenheid_past("01", "16")
    assert r.vergelijkbaar(2, "04") == 120
    assert r.vergelijkbaar(2, "01") == 2
    assert r.vergelijkbaar(2, "16") == 2


def test_gebruikelijke_variant() -> None:
    assert {e: r.gebruikelijke_variant(e) for e in ("01", "04", "14", "16", "82", "83", "84")} == {
        "01": INSPANNING,
        "04": INSPANNING,
        "14": INSPANNING,
        "16": INSPANNING,
        "82": OUTPUT,
        "83": OUTPUT,
        "84": INSPANNING,
    }


@pytest.mark.regel("TR361")
def test_zelfde_product() -> None:
    a04, a53, cat, ggz = (
        Product("45", "45A04"),
        Product("45", "45A53"),
        Product("45", None),
        Product("54", None),
    )
    assert r.is_zelfde_product(a04, a04)
    assert not r.is_zelfde_product(a04, a53)
    assert r.is_zelfde_product(a04, cat)
    assert r.is_zelfde_product(cat, a53)
    assert not r.is_zelfde_product(cat, ggz)
    assert r.is_zelfde_product(None, a04)
    assert r.is_zelfde_product(ggz, None)
