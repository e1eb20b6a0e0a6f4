"""TR353: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import bericht317, bevindingen, codes, nieuw

REGEL = pytest.mark.regel("TR353")


@REGEL
def test_iets_dat_wijzigt_of_nieuw_is():
    pad = "/Bericht/Client/Verzoek"
    zin = "Het verzoek heeft geen TeWijzigenProduct en geen NieuwProduct; een van beide is nodig."
    assert bevindingen(bericht317(ongewijzigd=(1,), wijzigen=())) == [("TR353", pad, zin)]
    assert bevindingen(bericht317(ongewijzigd=(1,))) == []
    assert bevindingen(bericht317(ongewijzigd=(1,), wijzigen=(), nieuwe=(nieuw(),))) == []


@REGEL
def test_een_leeg_verzoek_breekt_beide():
    assert codes(bericht317(wijzigen=())) == ["TR352", "TR353"]
