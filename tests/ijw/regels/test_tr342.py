"""TR342: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import BedragMetDC, Referentie, TotaalBedragMetDC
from ijw_hulp import afgewezen, bericht325, bevindingen, codes

REGEL = pytest.mark.regel("TR342")
PAD = "/Bericht/DeclaratieAntwoord/TotaalToegekendBedrag"


@REGEL
def test_som_van_de_afgewezen_regels():
    regel = afgewezen(ingediend_bedrag=BedragMetDC(30000, "D"))
    credit = afgewezen(product_referentie=Referentie("P-2", "OUD"), ingediend_bedrag=BedragMetDC(10000, "C"))
    assert bevindingen(bericht325(regel, credit, totaal_toegekend_bedrag=TotaalBedragMetDC(80000, "D"))) == []
    zin = "Ingediend min toegekend is € 300,00, maar de afgewezen prestaties zijn samen € 200,00; dat moet gelijk zijn."
    gebroken = bericht325(regel, credit, totaal_toegekend_bedrag=TotaalBedragMetDC(70000, "D"))
    assert bevindingen(gebroken) == [("TR342", PAD, zin)]


@REGEL
def test_creditdeclaratie():
    credit = afgewezen(product_referentie=Referentie("P-2", "OUD"), ingediend_bedrag=BedragMetDC(10000, "C"))
    goed = {
        "totaal_ingediend_bedrag": TotaalBedragMetDC(25000, "C"),
        "totaal_toegekend_bedrag": TotaalBedragMetDC(15000, "C"),
    }
    assert bevindingen(bericht325(credit, **goed)) == []
    assert codes(
        bericht325(credit, **{**goed, "totaal_toegekend_bedrag": TotaalBedragMetDC(15000, "D")})
    ) == ["TR342"]


@REGEL
def test_alles_toegekend():
    assert bevindingen(bericht325()) == []
    assert codes(bericht325(totaal_toegekend_bedrag=TotaalBedragMetDC(99999, "D"))) == ["TR342"]


@REGEL
def test_declaratie_zelf_afgekeurd():
    nul = TotaalBedragMetDC(0, "D")
    assert bevindingen(bericht325(retourcodes=("9333",), totaal_toegekend_bedrag=nul)) == []
    zin = "De declaratie is afgekeurd, maar er is € 1.000,00 toegekend; dat moet 0 zijn."
    assert bevindingen(bericht325(retourcodes=("9333",))) == [("TR342", PAD, zin)]
    assert codes(bericht325(retourcodes=("0200", "9333"), totaal_toegekend_bedrag=nul)) == []
    assert codes(bericht325(retourcodes=("0200",), totaal_toegekend_bedrag=nul)) == ["TR342"]


@REGEL
def test_zonder_antwoord_niets_te_tellen():
    assert bevindingen(bericht325()._replace(declaratie_antwoord=None)) == []
