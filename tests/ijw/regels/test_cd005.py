"""CD005: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Adres, Huis
from ijw.definitie import maak
from ijw_hulp import bericht301, bevindingen, codes, contact

REGEL = pytest.mark.regel("CD005")
PAD = "/Bericht/Client/Contactgegevens/Contact[1]/Adres/LandCode"


def met(**adres):
    return bericht301(
        contactgegevens=(contact(soort="02", adres=maak(Adres, huis=maak(Huis, huisnummer=1), **adres)),)
    )


@REGEL
def test_land_hoort_bij_postcode():
    assert bevindingen(met(postcode="1621AB", land_code="NL")) == []
    zin = "Postcode is gevuld, maar LandCode ontbreekt; die is dan verplicht."
    assert bevindingen(met(postcode="1621AB")) == [("CD005", PAD, zin)]
    zin = "LandCode is gevuld zonder Postcode; die moet dan leeg blijven."
    assert ("CD005", PAD, zin) in bevindingen(met(land_code="NL"))
    assert codes(met(land_code="NL")) == ["CD005", "TR006"]
    assert codes(met(straatnaam="Kade")) == ["TR006"]
