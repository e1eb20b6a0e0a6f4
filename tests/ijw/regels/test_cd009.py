"""CD009: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import OpenPeriode
from ijw_hulp import D, bericht301, bevindingen, codes, contact

REGEL = pytest.mark.regel("CD009")


@REGEL
def test_periode_alleen_bij_tijdelijk_adres():
    periode = OpenPeriode(D("2026-01-01"), None)
    assert bevindingen(bericht301(contactgegevens=(contact(), contact(soort="04", periode=periode)))) == []
    assert bevindingen(bericht301(contactgegevens=(contact(), contact(soort="04")))) == []
    pad = "/Bericht/Client/Contactgegevens/Contact[1]/Periode"
    zin = "Periode is gevuld bij Soort 03; dat mag alleen bij Soort 04."
    assert bevindingen(bericht301(contactgegevens=(contact(soort="03", periode=periode),))) == [
        ("CD009", pad, zin)
    ]
    assert codes(bericht301(contactgegevens=(contact(soort="03", periode=OpenPeriode(None, None)),))) == [
        "CD009"
    ]
