"""CD079: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Product
from ijw_hulp import bericht301, bericht315, bericht317, bevindingen, gevraagd, nieuw, toegewezen

REGEL = pytest.mark.regel("CD079")
ZIN = "Budget is leeg en Product ontbreekt; Product is dan verplicht."


@REGEL
def test_zonder_budget_een_product():
    velden = {"product": None, "omvang": None}
    pad = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/Product"
    assert bevindingen(bericht301(toegewezen(**velden))) == [("CD079", pad, ZIN)]
    assert bevindingen(bericht301(toegewezen(**velden, budget=0))) == []
    pad = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/Product"
    assert bevindingen(bericht315(gevraagd(**velden))) == [("CD079", pad, ZIN)]
    pad = "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct[1]/Product"
    assert bevindingen(bericht317(nieuwe=(nieuw(**velden),))) == [("CD079", pad, ZIN)]
    assert bevindingen(bericht317(nieuwe=(nieuw(product=Product("45", None), omvang=None),))) == []
