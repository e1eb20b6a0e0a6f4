"""CD077: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import (
    bericht301,
    bericht315,
    bericht317,
    bevindingen,
    codes,
    gevraagd,
    nieuw,
    te_wijzigen,
    toegewezen,
)

REGEL = pytest.mark.regel("CD077")
ZIN = "Omvang en Budget zijn beide gevuld; Omvang moet dan leeg blijven."


@REGEL
def test_geen_omvang_naast_een_budget():
    gevallen = {
        "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]": bericht301(toegewezen(budget=0)),
        "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]": bericht315(gevraagd(budget=0)),
        "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct[1]": bericht317(nieuwe=(nieuw(budget=0),)),
        "/Bericht/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]": bericht317(
            wijzigen=(te_wijzigen(budget=0),)
        ),
    }
    for pad, bericht in gevallen.items():
        assert ("CD077", f"{pad}/Omvang", ZIN) in bevindingen(bericht)
        assert codes(bericht) == ["CD077", "CD078"]
    assert bevindingen(bericht317(wijzigen=(te_wijzigen(omvang=None, budget=5),))) == []
    assert bevindingen(bericht317(wijzigen=(te_wijzigen(omvang=None),))) == []
