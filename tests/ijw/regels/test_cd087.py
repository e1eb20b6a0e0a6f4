"""CD087: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import bericht323, bevindingen, prestatie

REGEL = pytest.mark.regel("CD087")
PAD = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductTarief"


@REGEL
@pytest.mark.parametrize("eenheid", ["01", "04", "14", "16", "82", "84"])
def test_een_tarief_is_nodig(eenheid):
    assert bevindingen(bericht323(prestatie(eenheid=eenheid))) == []
    zin = f"ProductTarief ontbreekt bij eenheid {eenheid}; dat is dan verplicht."
    assert bevindingen(bericht323(prestatie(eenheid=eenheid, product_tarief=None))) == [("CD087", PAD, zin)]


@REGEL
def test_bij_euro_geen_tarief():
    euro = {"eenheid": "83", "geleverd_volume": 40000}
    assert bevindingen(bericht323(prestatie(**euro, product_tarief=None))) == []
    zin = "ProductTarief is gevuld bij eenheid 83 (euro); dat moet dan leeg blijven."
    assert bevindingen(bericht323(prestatie(**euro, product_tarief=0))) == [("CD087", PAD, zin)]
