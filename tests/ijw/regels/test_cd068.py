"""CD068: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Verwijzer
from ijw_hulp import bericht315, bevindingen, gevraagd

REGEL = pytest.mark.regel("CD068")


@REGEL
@pytest.mark.parametrize(
    ("soort", "mag"),
    [("01", False), ("02", True), ("03", True), ("04", True), ("05", True), ("06", False), ("08", False)],
)
def test_code_alleen_bij_vier_typen(soort, mag):
    pad = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/Verwijzer/ZorgverlenerCode"
    zin = f"ZorgverlenerCode is gevuld bij type {soort}; dat mag alleen bij 02, 03, 04 of 05."
    gevonden = bevindingen(bericht315(gevraagd(verwijzer=Verwijzer(soort, None, "01004567"))))
    assert gevonden == ([] if mag else [("CD068", pad, zin)])
