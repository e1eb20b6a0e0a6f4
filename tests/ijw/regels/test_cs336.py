"""CS336: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import bericht301, bevindingen, toegewezen

REGEL = pytest.mark.regel("CS336")


@REGEL
def test_reden_01_is_vervallen():
    pad = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/RedenWijziging"
    zin = "RedenWijziging 01 is vervallen; gebruik 14 (administratieve correctie)."
    assert bevindingen(bericht301(toegewezen(reden_wijziging="01"))) == [("CS336", pad, zin)]
    assert bevindingen(bericht301(toegewezen(reden_wijziging="02"))) == []
