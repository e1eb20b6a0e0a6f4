"""TR352: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import bericht317, bevindingen, nieuw

REGEL = pytest.mark.regel("TR352")


@REGEL
def test_iets_dat_blijft_of_wijzigt():
    pad = "/Bericht/Client/Verzoek"
    zin = "Het verzoek heeft geen OngewijzigdProduct en geen TeWijzigenProduct; een van beide is nodig."
    assert bevindingen(bericht317(wijzigen=(), nieuwe=(nieuw(),))) == [("TR352", pad, zin)]
    assert bevindingen(bericht317(ongewijzigd=(1,), wijzigen=(), nieuwe=(nieuw(),))) == []
    assert bevindingen(bericht317(nieuwe=(nieuw(),))) == []
