"""CS325: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import BedragMetDC, Referentie, TotaalBedragMetDC
from ijw_hulp import afgewezen, bericht323, bericht325, bevindingen, prestatie

REGEL = pytest.mark.regel("CS325")
ZIN = "Het bedrag is 0 en DebetCredit is C; bij 0 moet dat D zijn."


@REGEL
def test_nul_is_debet():
    nul = prestatie(geleverd_volume=0, ingediend_bedrag=BedragMetDC(0, "D"))
    assert bevindingen(bericht323(nul)) == []
    pad = "/Bericht/Declaratie/TotaalIngediendBedrag/DebetCredit"
    assert bevindingen(bericht323(nul, totaal_ingediend_bedrag=TotaalBedragMetDC(0, "C"))) == [
        ("CS325", pad, ZIN)
    ]
    credit = {"product_referentie": Referentie("P-1", "OUD"), "ingediend_bedrag": BedragMetDC(0, "C")}
    pad = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/IngediendBedrag/DebetCredit"
    assert bevindingen(bericht323(prestatie(**credit))) == [("CS325", pad, ZIN)]
    pad = "/Bericht/DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie[1]/IngediendBedrag/DebetCredit"
    assert bevindingen(bericht325(afgewezen(**credit))) == [("CS325", pad, ZIN)]


@REGEL
def test_totalen_van_het_antwoord():
    nul, credit_nul = TotaalBedragMetDC(0, "D"), TotaalBedragMetDC(0, "C")
    assert bevindingen(bericht325(totaal_ingediend_bedrag=nul, totaal_toegekend_bedrag=nul)) == []
    pad = "/Bericht/DeclaratieAntwoord/TotaalIngediendBedrag/DebetCredit"
    gebroken = bericht325(totaal_ingediend_bedrag=credit_nul, totaal_toegekend_bedrag=nul)
    assert bevindingen(gebroken) == [("CS325", pad, ZIN)]
    pad = "/Bericht/DeclaratieAntwoord/TotaalToegekendBedrag/DebetCredit"
    gebroken = bericht325(totaal_ingediend_bedrag=nul, totaal_toegekend_bedrag=credit_nul)
    assert bevindingen(gebroken) == [("CS325", pad, ZIN)]


@REGEL
def test_een_bedrag_boven_nul_mag_credit():
    credit = prestatie(product_referentie=Referentie("P-1", "OUD"), ingediend_bedrag=BedragMetDC(1, "C"))
    assert bevindingen(bericht323(credit)) == []
