"""TR358: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten import jw323
from ijw.berichten.basis import BedragMetDC, Referentie, TotaalBedragMetDC
from ijw_hulp import BSN, BSN2, bericht323, bevindingen, codes, prestatie

REGEL = pytest.mark.regel("TR358")
PAD = "/Bericht/Declaratie/TotaalIngediendBedrag"


@REGEL
def test_debet_erbij_credit_eraf():
    credit = prestatie(product_referentie=Referentie("P-2", "OUD"), ingediend_bedrag=BedragMetDC(10000, "C"))
    assert (
        bevindingen(bericht323(prestatie(), credit, totaal_ingediend_bedrag=TotaalBedragMetDC(30000, "D")))
        == []
    )
    zin = "Het totaal is € 500,00, maar de prestaties zijn samen € 300,00; dat moet gelijk zijn."
    gebroken = bericht323(prestatie(), credit, totaal_ingediend_bedrag=TotaalBedragMetDC(50000, "D"))
    assert bevindingen(gebroken) == [("TR358", PAD, zin)]


@REGEL
def test_een_creditdeclaratie_heeft_een_credittotaal():
    credit = prestatie(product_referentie=Referentie("P-2", "OUD"), ingediend_bedrag=BedragMetDC(10000, "C"))
    assert bevindingen(bericht323(credit, totaal_ingediend_bedrag=TotaalBedragMetDC(10000, "C"))) == []
    zin = "Het totaal is € 100,00, maar de prestaties zijn samen € -100,00; dat moet gelijk zijn."
    assert bevindingen(bericht323(credit, totaal_ingediend_bedrag=TotaalBedragMetDC(10000, "D"))) == [
        ("TR358", PAD, zin)
    ]


@REGEL
def test_over_alle_clienten():
    een, twee = prestatie(), prestatie(product_referentie=Referentie("P-2", None), toewijzing_nummer=9)
    clienten = (jw323.Client(BSN, (een,)), jw323.Client(BSN2, (twee,)))
    assert (
        bevindingen(bericht323(clienten=clienten, totaal_ingediend_bedrag=TotaalBedragMetDC(80000, "D")))
        == []
    )
    assert codes(bericht323(clienten=clienten, totaal_ingediend_bedrag=TotaalBedragMetDC(40000, "D"))) == [
        "TR358"
    ]
