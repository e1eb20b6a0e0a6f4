"""TR302: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Product
from ijw_hulp import D, bericht301, bevindingen, codes, toegewezen

REGEL = pytest.mark.regel("TR302")
PAD = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct"
SPECIFIEK, ASPECIFIEK, GENERIEK = Product("45", "45A01"), Product("45", None), None


def fout(rij, ander):
    zin = (
        f"De periode overlapt met die van hetzelfde product in {PAD}[{ander}]; "
        "een product mag alleen vaker voorkomen als de perioden elkaar niet overlappen."
    )
    return [("TR302", f"{PAD}[{rij}]", zin)]


def toewijzing(nummer, product, van, tot, **velden):
    extra = {"omvang": None} if product is None or product.code is None else {}
    if product is None:
        extra["budget"] = 1000
    return toegewezen(
        toewijzing_nummer=nummer,
        product=product,
        ingangsdatum=D(van),
        einddatum=D(tot) if tot else None,
        **{**extra, **velden},
    )


@REGEL
def test_aansluitend_mag_een_dag_samen_niet():
    een = toewijzing(1, SPECIFIEK, "2026-01-01", "2026-03-31")
    assert bevindingen(bericht301(een, toewijzing(2, SPECIFIEK, "2026-04-01", "2026-06-30"))) == []
    assert bevindingen(bericht301(een, toewijzing(2, SPECIFIEK, "2026-03-31", "2026-06-30"))) == fout(2, 1)
    assert bevindingen(bericht301(toewijzing(2, SPECIFIEK, "2026-03-31", "2026-06-30"), een)) == fout(1, 2)


@REGEL
def test_zonder_einddatum_loopt_het_door():
    open_eind = toewijzing(1, SPECIFIEK, "2026-01-01", None)
    later = toewijzing(2, SPECIFIEK, "2030-01-01", "2030-12-31")
    assert bevindingen(bericht301(open_eind, later)) == fout(2, 1)
    assert bevindingen(bericht301(toewijzing(1, SPECIFIEK, "2031-01-01", None), later)) == []


@REGEL
def test_wat_hetzelfde_product_is():
    een = toewijzing(1, SPECIFIEK, "2026-01-01", "2026-12-31")
    for product, stapelt in (
        (Product("45", "45A02"), False),
        (Product("46", "45A01"), False),
        (ASPECIFIEK, True),
        (Product("46", None), False),
        (GENERIEK, True),
    ):
        ander = toewijzing(2, product, "2026-06-01", "2026-06-30")
        assert bevindingen(bericht301(een, ander)) == (fout(2, 1) if stapelt else [])
        assert bevindingen(bericht301(ander, een)) == (fout(1, 2) if stapelt else [])
    zonder = toewijzing(2, Product("46", None), "2026-06-01", "2026-06-30")
    assert bevindingen(bericht301(zonder, toewijzing(3, GENERIEK, "2026-06-30", "2026-07-01"))) == fout(2, 1)
    assert bevindingen(
        bericht301(zonder, toewijzing(3, Product("46", "46A01"), "2026-06-02", "2026-07-01"))
    ) == fout(2, 1)
    assert bevindingen(
        bericht301(zonder, toewijzing(3, Product("46", None), "2026-06-02", "2026-07-01"))
    ) == fout(2, 1)
    generiek = toewijzing(2, GENERIEK, "2026-01-01", "2026-06-30")
    assert bevindingen(bericht301(generiek, toewijzing(3, GENERIEK, "2026-06-30", "2026-07-01"))) == fout(
        2, 1
    )
    assert bevindingen(bericht301(generiek, toewijzing(3, GENERIEK, "2026-07-01", "2026-07-02"))) == []


@REGEL
def test_wat_eerder_begint_kan_ook_het_ruimste_zijn():
    generiek = toewijzing(1, GENERIEK, "2026-01-01", "2026-06-30")
    aspecifiek = toewijzing(1, ASPECIFIEK, "2026-01-01", "2026-06-30")
    for product in (SPECIFIEK, ASPECIFIEK):
        later = toewijzing(2, product, "2026-06-30", "2026-12-31")
        assert bevindingen(bericht301(generiek, later)) == fout(2, 1)
        assert bevindingen(bericht301(aspecifiek, later)) == fout(2, 1)
        net_later = later._replace(ingangsdatum=D("2026-07-01"))
        assert bevindingen(bericht301(generiek, net_later)) == []
        assert bevindingen(bericht301(aspecifiek, net_later)) == []
    assert (
        bevindingen(bericht301(aspecifiek, toewijzing(2, Product("46", "46A01"), "2026-06-30", None))) == []
    )


@REGEL
def test_een_korte_ertussen_verbergt_de_lange_niet():
    lang = toewijzing(1, SPECIFIEK, "2026-01-01", "2026-12-31")
    kort = toewijzing(2, SPECIFIEK, "2026-02-01", "2026-02-28")
    laat = toewijzing(3, SPECIFIEK, "2026-10-01", "2026-10-31")
    assert bevindingen(bericht301(lang, kort, laat)) == fout(2, 1) + fout(3, 1)


@REGEL
@pytest.mark.parametrize("reden", ["13", "01"])
def test_verwijderd_telt_niet_mee(reden):
    een = toewijzing(1, SPECIFIEK, "2026-01-01", "2026-12-31")
    weg = toewijzing(2, SPECIFIEK, "2026-06-01", "2026-06-01", reden_wijziging=reden)
    assert "TR302" not in codes(bericht301(een, weg))
    assert "TR302" not in codes(bericht301(weg, een))
    niet_weg = toewijzing(2, SPECIFIEK, "2026-06-01", "2026-06-02", reden_wijziging=reden)
    assert "TR302" in codes(bericht301(een, niet_weg))


@REGEL
def test_een_andere_reden_telt_wel_mee():
    een = toewijzing(1, SPECIFIEK, "2026-01-01", "2026-12-31")
    kort = toewijzing(2, SPECIFIEK, "2026-06-01", "2026-06-01", reden_wijziging="14")
    assert bevindingen(bericht301(een, kort)) == fout(2, 1)


@REGEL
def test_een_omgekeerde_periode_raakt_niets():
    een = toewijzing(1, SPECIFIEK, "2026-01-01", "2026-12-31")
    omgekeerd = toewijzing(2, SPECIFIEK, "2026-06-02", "2026-06-01")
    assert codes(bericht301(een, omgekeerd)) == ["CS003"]
