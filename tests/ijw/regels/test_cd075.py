"""CD075: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Product
from ijw_hulp import bericht301, bericht315, bericht317, bevindingen, gevraagd, nieuw, te_wijzigen, toegewezen

REGEL = pytest.mark.regel("CD075")
ZIN = "Budget is gevuld, maar de einddatum ontbreekt; die is dan verplicht."


@REGEL
@pytest.mark.parametrize("budget", [0, 500000])
def test_een_budget_heeft_een_einddatum(budget):
    velden = {"product": Product("45", None), "omvang": None, "budget": budget}
    assert bevindingen(bericht301(toegewezen(**velden))) == []
    pad = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/Einddatum"
    assert bevindingen(bericht301(toegewezen(**velden, einddatum=None))) == [("CD075", pad, ZIN)]
    pad = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/ToewijzingEinddatum"
    assert bevindingen(bericht315(gevraagd(**velden, toewijzing_einddatum=None))) == [("CD075", pad, ZIN)]
    pad = "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct[1]/Einddatum"
    assert bevindingen(bericht317(nieuwe=(nieuw(**velden, einddatum=None),))) == [("CD075", pad, ZIN)]
    pad = "/Bericht/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]/Einddatum"
    gebroken = bericht317(wijzigen=(te_wijzigen(omvang=None, budget=budget, einddatum=None),))
    assert bevindingen(gebroken) == [("CD075", pad, ZIN)]


@REGEL
def test_een_omvang_mag_open_eindigen():
    assert bevindingen(bericht301(toegewezen(einddatum=None))) == []
