"""CD080: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Product
from ijw_hulp import D, bericht301, bevindingen, codes, toegewezen

REGEL = pytest.mark.regel("CD080")
ZIN = "Omvang is gevuld zonder productcode; bij een periode die na 31-12-2020 eindigt moet die leeg blijven."
PAD = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/Omvang"


@REGEL
def test_zonder_code_geen_omvang():
    aspecifiek = Product("45", None)
    assert bevindingen(bericht301(toegewezen(product=aspecifiek))) == [("CD080", PAD, ZIN)]
    assert bevindingen(bericht301(toegewezen(product=aspecifiek, einddatum=None))) == [("CD080", PAD, ZIN)]
    assert bevindingen(bericht301(toegewezen(product=aspecifiek, omvang=None))) == []
    assert codes(bericht301(toegewezen(product=None))) == ["CD079", "CD080"]


@REGEL
def test_tot_en_met_2020_mocht_het():
    oud = {"product": Product("45", None), "ingangsdatum": D("2020-01-01")}
    assert bevindingen(bericht301(toegewezen(**oud, einddatum=D("2020-12-31")))) == []
    assert codes(bericht301(toegewezen(**oud, einddatum=D("2021-01-01")))) == ["CD080"]
