"""CD067: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Verwijzer
from ijw_hulp import bericht315, bevindingen, gevraagd

REGEL = pytest.mark.regel("CD067")
PAD = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/Verwijzer/Naam"


@REGEL
@pytest.mark.parametrize(
    ("soort", "nodig"),
    [("01", False), ("02", True), ("03", True), ("04", True), ("05", True), ("06", False), ("08", False)],
)
def test_naam_gevuld_zonder_code(soort, nodig):
    zin = f"Naam en ZorgverlenerCode ontbreken beide bij type {soort}; Naam is dan verplicht."
    gevonden = bevindingen(bericht315(gevraagd(verwijzer=Verwijzer(soort, None, None))))
    assert gevonden == ([("CD067", PAD, zin)] if nodig else [])
    assert bevindingen(bericht315(gevraagd(verwijzer=Verwijzer(soort, "Praktijk", None)))) == []
