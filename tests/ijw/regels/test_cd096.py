"""CD096: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Product
from ijw_hulp import D, bericht317, bevindingen, codes, nieuw

REGEL = pytest.mark.regel("CD096")
ZIN = "Omvang is gevuld zonder productcode; bij een periode die na 31-12-2020 eindigt moet die leeg blijven."
PAD = "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct[1]/Omvang"


@REGEL
def test_zonder_code_geen_omvang():
    aspecifiek = Product("45", None)
    assert bevindingen(bericht317(nieuwe=(nieuw(product=aspecifiek),))) == [("CD096", PAD, ZIN)]
    assert bevindingen(bericht317(nieuwe=(nieuw(product=aspecifiek, einddatum=None),))) == [
        ("CD096", PAD, ZIN)
    ]
    assert bevindingen(bericht317(nieuwe=(nieuw(product=aspecifiek, omvang=None),))) == []
    oud = nieuw(product=aspecifiek, gewenste_ingangsdatum=D("2020-01-01"), einddatum=D("2020-12-31"))
    assert codes(bericht317(nieuwe=(oud,))) == ["TR380"]
    assert codes(bericht317(nieuwe=(oud._replace(einddatum=D("2021-01-01")),))) == ["CD096", "TR380"]
