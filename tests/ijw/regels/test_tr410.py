"""TR410: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Product
from ijw_hulp import D, bericht317, bevindingen, nieuw

REGEL = pytest.mark.regel("TR410")


@REGEL
def test_geen_stapeling_bij_nieuwe_producten():
    pad = "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct"
    een = nieuw(einddatum=D("2026-06-30"))
    raakt = nieuw(gewenste_ingangsdatum=D("2026-06-30"))
    zin = (
        f"De periode overlapt met die van hetzelfde product in {pad}[1]; "
        "een product mag alleen vaker voorkomen als de perioden elkaar niet overlappen."
    )
    assert bevindingen(bericht317(nieuwe=(een, raakt))) == [("TR410", f"{pad}[2]", zin)]
    assert bevindingen(bericht317(nieuwe=(een, raakt._replace(gewenste_ingangsdatum=D("2026-07-01"))))) == []
    assert bevindingen(bericht317(nieuwe=(een, raakt._replace(product=Product("45", "45A03"))))) == []
    budget = nieuw(product=None, omvang=None, budget=5, gewenste_ingangsdatum=D("2026-06-30"))
    assert bevindingen(bericht317(nieuwe=(een, budget))) == [("TR410", f"{pad}[2]", zin)]
