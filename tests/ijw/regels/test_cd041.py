"""CD041: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Product
from ijw_hulp import bericht301, bericht315, bericht317, bevindingen, codes, gevraagd, nieuw, toegewezen

REGEL = pytest.mark.regel("CD041")
ZIN = "Het product heeft code 45A01, maar Omvang ontbreekt; die is dan verplicht."


@REGEL
def test_een_code_vraagt_een_omvang():
    pad = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/Omvang"
    assert bevindingen(bericht301(toegewezen(omvang=None))) == [("CD041", pad, ZIN)]
    assert bevindingen(bericht301(toegewezen(omvang=None, product=Product("45", None)))) == []
    assert bevindingen(bericht301(toegewezen(omvang=None, product=None, budget=100))) == []
    pad = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/Omvang"
    assert bevindingen(bericht315(gevraagd(omvang=None))) == [("CD041", pad, ZIN)]
    pad = "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct[1]/Omvang"
    gebroken = bericht317(nieuwe=(nieuw(omvang=None, product=Product("45", "45A01")),))
    assert bevindingen(gebroken) == [("CD041", pad, ZIN)]


@REGEL
def test_een_budget_maakt_dat_niet_goed():
    assert codes(bericht301(toegewezen(omvang=None, budget=100))) == ["CD041"]
