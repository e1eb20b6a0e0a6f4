"""TR383: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Product
from ijw_hulp import bericht315, bevindingen, gevraagd

REGEL = pytest.mark.regel("TR383")


@REGEL
def test_referentie_is_uniek():
    pad = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct"
    ander = gevraagd(product=Product("46", "46A01"))
    zin = f"ReferentieAanbieder REF-1 staat ook in {pad}[1]; die moet uniek zijn."
    gevonden = bevindingen(bericht315(gevraagd(), ander))
    assert ("TR383", f"{pad}[2]/ReferentieAanbieder", zin) in gevonden
    assert [code for code, _, _ in gevonden] == ["TR101", "TR383"]
    assert bevindingen(bericht315(gevraagd(), ander._replace(referentie_aanbieder="ref-1"))) == []
