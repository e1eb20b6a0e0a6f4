"""CD060: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import BedragMetDC, Referentie, TotaalBedragMetDC
from ijw_hulp import afgewezen, bericht323, bericht325, bevindingen, prestatie

REGEL = pytest.mark.regel("CD060")
PAD = "/Bericht/{}/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductReferentie/VorigReferentieNummer"


@REGEL
def test_vorig_nummer_alleen_bij_credit():
    zin = "Dit is een creditregel, maar VorigReferentieNummer ontbreekt; dat is verplicht."
    credit = BedragMetDC(100, "C")
    assert bevindingen(bericht323(prestatie(ingediend_bedrag=credit))) == [
        ("CD060", PAD.format("Declaratie"), zin)
    ]
    antwoord = bericht325(
        afgewezen(ingediend_bedrag=credit), totaal_toegekend_bedrag=TotaalBedragMetDC(100100, "D")
    )
    assert bevindingen(antwoord) == [("CD060", PAD.format("DeclaratieAntwoord"), zin)]
    zin = "VorigReferentieNummer is gevuld bij een debetregel; dat moet dan leeg blijven."
    verwijzing = Referentie("P-1", "OUD")
    assert bevindingen(bericht323(prestatie(product_referentie=verwijzing))) == [
        ("CD060", PAD.format("Declaratie"), zin)
    ]
    assert bevindingen(bericht325(afgewezen(product_referentie=verwijzing))) == [
        ("CD060", PAD.format("DeclaratieAntwoord"), zin)
    ]
    assert bevindingen(bericht323(prestatie(product_referentie=verwijzing, ingediend_bedrag=credit))) == []
