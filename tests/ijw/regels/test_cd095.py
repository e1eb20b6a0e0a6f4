"""CD095: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Product
from ijw_hulp import D, bericht315, bevindingen, codes, gevraagd

REGEL = pytest.mark.regel("CD095")
ZIN = "Omvang is gevuld zonder productcode; bij een periode die na 31-12-2020 eindigt moet die leeg blijven."
PAD = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/Omvang"


@REGEL
def test_zonder_code_geen_omvang():
    aspecifiek = Product("45", None)
    assert bevindingen(bericht315(gevraagd(product=aspecifiek))) == [("CD095", PAD, ZIN)]
    assert bevindingen(bericht315(gevraagd(product=aspecifiek, toewijzing_einddatum=None))) == [
        ("CD095", PAD, ZIN)
    ]
    assert bevindingen(bericht315(gevraagd(product=aspecifiek, omvang=None))) == []
    oud = {"product": aspecifiek, "toewijzing_ingangsdatum": D("2020-01-01")}
    assert bevindingen(bericht315(gevraagd(**oud, toewijzing_einddatum=D("2020-12-31")))) == []
    assert codes(bericht315(gevraagd(**oud, toewijzing_einddatum=D("2021-01-01")))) == ["CD095"]
