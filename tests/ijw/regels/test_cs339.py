"""CS339: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import BedragMetDC
from ijw_hulp import bericht323, bevindingen, prestatie

REGEL = pytest.mark.regel("CS339")


@REGEL
def test_bij_euro_is_het_bedrag_het_volume():
    euro = {"eenheid": "83", "product_tarief": None, "ingediend_bedrag": BedragMetDC(40000, "D")}
    assert bevindingen(bericht323(prestatie(**euro, geleverd_volume=40000))) == []
    pad = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/IngediendBedrag"
    zin = "Het IngediendBedrag is € 400,00, maar het GeleverdVolume is € 399,99; bij eenheid 83 moet dat gelijk zijn."
    assert bevindingen(bericht323(prestatie(**euro, geleverd_volume=39999))) == [("CS339", pad, zin)]
    assert bevindingen(bericht323(prestatie(eenheid="04", geleverd_volume=1))) == []
