"""CS139: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Geboortedatum
from ijw_hulp import D, bericht301, bericht305, bericht307, bericht315, bevindingen, relatie

REGEL = pytest.mark.regel("CS139")
PAD = "/Bericht/Client/Geboortedatum/DatumGebruik"
GEVALLEN = [
    (None, "2012-05-17", None),
    ("1", "2012-05-01", None),
    ("1", "2012-05-17", "DatumGebruik is 1 (dag onbekend) bij datum 17-05-2012; de dag moet 1 zijn."),
    ("2", "2012-01-01", None),
    ("2", "2012-05-01", "DatumGebruik is 2 (alleen jaar) bij datum 01-05-2012; die moet 1 januari zijn."),
    ("2", "2012-01-17", "DatumGebruik is 2 (alleen jaar) bij datum 17-01-2012; die moet 1 januari zijn."),
    ("3", "1900-01-01", None),
    ("3", "2012-01-01", "DatumGebruik is 3 (onbekend) bij datum 01-01-2012; die moet 01-01-1900 zijn."),
]


@REGEL
@pytest.mark.parametrize("maak_bericht", [bericht301, bericht305, bericht307, bericht315])
@pytest.mark.parametrize(("gebruik", "datum", "zin"), GEVALLEN)
def test_client(maak_bericht, gebruik, datum, zin):
    gevonden = bevindingen(maak_bericht(geboortedatum=Geboortedatum(D(datum), gebruik)))
    assert gevonden == ([] if zin is None else [("CS139", PAD, zin)])


@REGEL
@pytest.mark.parametrize(("gebruik", "datum", "zin"), GEVALLEN)
def test_relatie(gebruik, datum, zin):
    gevonden = bevindingen(bericht301(relaties=(relatie(geboortedatum=Geboortedatum(D(datum), gebruik)),)))
    pad = "/Bericht/Client/Relaties/Relatie[1]/Geboortedatum/DatumGebruik"
    assert gevonden == ([] if zin is None else [("CS139", pad, zin)])
