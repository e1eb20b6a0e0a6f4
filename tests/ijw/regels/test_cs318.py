"""CS318: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import NAAM, bericht301, bevindingen, relatie

REGEL = pytest.mark.regel("CS318")


@REGEL
def test_een_client_is_een_mens():
    zin = "NaamGebruik is 6 (niet-natuurlijk persoon); dat mag niet bij een client."
    organisatie = NAAM._replace(naam_gebruik="6")
    assert bevindingen(bericht301(naam=organisatie)) == [("CS318", "/Bericht/Client/Naam", zin)]
    assert bevindingen(bericht301(relaties=(relatie(naam=organisatie),))) == []
