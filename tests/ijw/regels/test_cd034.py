"""CD034: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Adres, Telefoon, Telefoonnummers
from ijw.definitie import maak
from ijw_hulp import bericht301, bevindingen, contact

REGEL = pytest.mark.regel("CD034")
TELEFOON = maak(Telefoonnummers, telefoon01=Telefoon("0229123456", "0031"))


@REGEL
@pytest.mark.parametrize(("soort", "verplicht"), [("01", True), ("02", False), ("03", True), ("04", False)])
def test_postcode_bij_brp_en_verblijfadres(soort, verplicht):
    zonder = contact(soort=soort, adres=maak(Adres, plaatsnaam="Hoorn"), telefoon=TELEFOON)
    ander = contact(soort="01" if soort != "01" else "03")
    pad = "/Bericht/Client/Contactgegevens/Contact[2]/Adres/Postcode"
    zin = f"Postcode ontbreekt bij Soort {soort}; die is dan verplicht."
    gevonden = bevindingen(bericht301(contactgegevens=(ander, zonder)))
    assert gevonden == ([("CD034", pad, zin)] if verplicht else [])


@REGEL
def test_zonder_adres_is_er_niets_te_eisen():
    assert bevindingen(bericht301(contactgegevens=(contact(adres=None, telefoon=TELEFOON),))) == []
