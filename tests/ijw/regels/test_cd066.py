"""CD066: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Verwijzer
from ijw_hulp import bericht315, bevindingen, codes, gevraagd

REGEL = pytest.mark.regel("CD066")
PAD = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/Verwijzer/Naam"


@REGEL
@pytest.mark.parametrize(
    ("soort", "mag_niet"),
    [("01", False), ("02", True), ("03", True), ("04", True), ("05", True), ("06", False), ("08", False)],
)
def test_naam_leeg_bij_een_code(soort, mag_niet):
    beide = bericht315(gevraagd(verwijzer=Verwijzer(soort, "Praktijk", "01004567")))
    zin = f"Naam en ZorgverlenerCode zijn beide gevuld bij type {soort}; Naam moet dan leeg."
    if mag_niet:
        assert bevindingen(beide) == [("CD066", PAD, zin)]
        assert bevindingen(bericht315(gevraagd(verwijzer=Verwijzer(soort, None, "01004567")))) == []
    else:
        assert codes(beide) == ["CD068"]
