"""TR006: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Adres, Huis, Telefoon, Telefoonnummers
from ijw.definitie import maak
from ijw_hulp import bericht301, bevindingen, codes, contact, relatie

REGEL = pytest.mark.regel("TR006")
MELDING = (
    "Dit Contact heeft geen Telefoon en ook niet Huis en Postcode samen; minstens een van beide is nodig."
)
TELEFOON = maak(Telefoonnummers, telefoon01=Telefoon("0229123456", "0031"))


@REGEL
def test_telefoon_of_adres():
    zonder_adres = contact(soort="02", adres=None)
    assert (
        bevindingen(bericht301(contactgegevens=(contact(), zonder_adres._replace(telefoon=TELEFOON)))) == []
    )
    assert bevindingen(bericht301(contactgegevens=(contact(), contact(soort="02", telefoon=TELEFOON)))) == []
    pad = "/Bericht/Client/Contactgegevens/Contact[2]"
    assert bevindingen(bericht301(contactgegevens=(contact(), zonder_adres))) == [("TR006", pad, MELDING)]


@REGEL
def test_huis_en_postcode_horen_samen():
    alleen_huis = contact(soort="02", adres=maak(Adres, huis=maak(Huis, huisnummer=1)))
    alleen_postcode = contact(soort="02", adres=maak(Adres, postcode="1234", land_code="BE"))
    samen = contact(
        soort="02", adres=maak(Adres, huis=maak(Huis, huisnummer=1), postcode="1234", land_code="BE")
    )
    assert codes(bericht301(contactgegevens=(contact(), alleen_huis))) == ["TR006"]
    assert codes(bericht301(contactgegevens=(contact(), alleen_postcode))) == ["TR006"]
    assert codes(bericht301(contactgegevens=(contact(), samen))) == []


@REGEL
def test_ook_bij_een_relatie():
    pad = "/Bericht/Client/Relaties/Relatie[1]/Contact"
    assert bevindingen(bericht301(relaties=(relatie(contact=contact(adres=None)),))) == [
        ("TR006", pad, MELDING)
    ]
