"""CD025: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Adres, Telefoon, Telefoonnummers
from ijw.definitie import maak
from ijw_hulp import bericht301, bevindingen, contact

REGEL = pytest.mark.regel("CD025")


@REGEL
def test_nederland_heeft_een_huisnummer():
    zonder_huis = contact(
        soort="02",
        adres=maak(Adres, postcode="1621AB", land_code="NL"),
        telefoon=maak(Telefoonnummers, telefoon01=Telefoon("0229123456", "0031")),
    )
    pad = "/Bericht/Client/Contactgegevens/Contact[1]/Adres/Huis"
    zin = "LandCode is NL, maar Huis ontbreekt; dat is dan verplicht."
    assert bevindingen(bericht301(contactgegevens=(zonder_huis,))) == [("CD025", pad, zin)]
    belgie = zonder_huis._replace(adres=maak(Adres, postcode="1000", land_code="BE"))
    assert bevindingen(bericht301(contactgegevens=(belgie,))) == []
