"""TR061: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import bericht301, bevindingen, codes, contact, relatie

REGEL = pytest.mark.regel("TR061")
MELDING = "Geen enkel Contact van de client heeft Soort 01, 02 of 03; minstens een moet dat hebben."


@REGEL
@pytest.mark.parametrize("soort", ["01", "02", "03"])
def test_een_van_drie_soorten_is_genoeg(soort):
    assert bevindingen(bericht301(contactgegevens=(contact(soort="04"), contact(soort=soort)))) == []


@REGEL
def test_alleen_tijdelijk_is_te_weinig():
    fout = [("TR061", "/Bericht/Client/Contactgegevens", MELDING)]
    assert bevindingen(bericht301(contactgegevens=(contact(soort="04"),))) == fout


@REGEL
def test_het_adres_van_een_relatie_telt_niet():
    assert codes(bericht301(contactgegevens=(contact(soort="04"),), relaties=(relatie(),))) == ["TR061"]
