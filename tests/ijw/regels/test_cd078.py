"""CD078: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import bericht301, bericht315, bericht317, bevindingen, gevraagd, nieuw, te_wijzigen, toegewezen

REGEL = pytest.mark.regel("CD078")
ZIN = "Omvang en Budget zijn beide gevuld; Budget moet dan leeg blijven."


@REGEL
def test_geen_budget_naast_een_omvang():
    gevallen = {
        "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]": bericht301(toegewezen(budget=7)),
        "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]": bericht315(gevraagd(budget=7)),
        "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct[1]": bericht317(nieuwe=(nieuw(budget=7),)),
        "/Bericht/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]": bericht317(
            wijzigen=(te_wijzigen(budget=7),)
        ),
    }
    for pad, bericht in gevallen.items():
        assert ("CD078", f"{pad}/Budget", ZIN) in bevindingen(bericht)
    assert bevindingen(bericht317(wijzigen=(te_wijzigen(),))) == []
