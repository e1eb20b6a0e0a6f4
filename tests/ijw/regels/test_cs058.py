"""CS058: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import bericht305, bericht307, bevindingen, start, stop

REGEL = pytest.mark.regel("CS058")


@REGEL
@pytest.mark.parametrize("status", ["1", "2", "3", "9"])
def test_status_is_1_of_3(status):
    zin = f"StatusAanlevering is {status}; dat moet 1 of 3 zijn."
    pad = "/Bericht/Client/StartProducten/StartProduct[1]/StatusAanlevering"
    verwacht = [] if status in "13" else [("CS058", pad, zin)]
    assert bevindingen(bericht305(start(status_aanlevering=status))) == verwacht
    pad = "/Bericht/Client/StopProducten/StopProduct[1]/StatusAanlevering"
    verwacht = [] if status in "13" else [("CS058", pad, zin)]
    assert bevindingen(bericht307(stop(status_aanlevering=status))) == verwacht
