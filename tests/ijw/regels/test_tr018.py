"""TR018: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import D, bericht307, bevindingen, stop

REGEL = pytest.mark.regel("TR018")


@REGEL
def test_einddatum_niet_voor_begindatum():
    assert bevindingen(bericht307(stop(begindatum=D("2026-03-01")))) == []
    pad = "/Bericht/Client/StopProducten/StopProduct[2]/Einddatum"
    melding = "De Einddatum 01-03-2026 ligt voor de Begindatum 02-03-2026; dat mag niet."
    assert bevindingen(bericht307(stop(), stop(begindatum=D("2026-03-02")))) == [("TR018", pad, melding)]
