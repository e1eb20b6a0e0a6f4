"""CS050: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Achternaam
from ijw_hulp import NAAM, bericht301, bevindingen, relatie

REGEL = pytest.mark.regel("CS050")
PAD = "/Bericht/Client/Naam/NaamGebruik"
PARTNER = Achternaam("Partner", None)


@REGEL
@pytest.mark.parametrize("gebruik", ["1", "2", "3", "4", "5", "6"])
def test_met_en_zonder_partnernaam(gebruik):
    zonder = bevindingen(bericht301(relaties=(relatie(naam=NAAM._replace(naam_gebruik=gebruik)),)))
    pad = "/Bericht/Client/Relaties/Relatie[1]/Naam/NaamGebruik"
    zin = f"NaamGebruik is {gebruik} zonder Partnernaam; dat moet 1 of 6 zijn."
    assert zonder == ([] if gebruik in "16" else [("CS050", pad, zin)])
    met = bericht301(naam=NAAM._replace(naam_gebruik=gebruik, partnernaam=PARTNER))
    zin = f"NaamGebruik is {gebruik} met een Partnernaam; dat moet 1, 2, 3 of 4 zijn."
    gevonden = [b for b in bevindingen(met) if b[0] == "CS050"]
    assert gevonden == ([] if gebruik in "1234" else [("CS050", PAD, zin)])
