"""CS089: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Adres, Huis
from ijw.definitie import maak
from ijw_hulp import bericht301, bevindingen, contact

REGEL = pytest.mark.regel("CS089")
PAD = "/Bericht/Client/Contactgegevens/Contact[1]/Adres/Postcode"
ZIN = "Dit is geen Nederlandse postcode; die is vier cijfers en twee letters aaneen."


def met(postcode, land):
    return bericht301(
        contactgegevens=(
            contact(adres=maak(Adres, huis=maak(Huis, huisnummer=1), postcode=postcode, land_code=land)),
        )
    )


@REGEL
@pytest.mark.parametrize("postcode", ["1621AB", "9999zz", "1000aB"])
def test_goed(postcode):
    assert bevindingen(met(postcode, "NL")) == []


@REGEL
@pytest.mark.parametrize(
    "postcode", ["0621AB", "1621 AB", "1621A", "1621ABC", "162AB", "1621A1", "11621AB", "1621AB "]
)
def test_fout(postcode):
    assert bevindingen(met(postcode, "NL")) == [("CS089", PAD, ZIN)]
    assert bevindingen(met(postcode, "BE")) == []
