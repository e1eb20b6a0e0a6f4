"""TR386: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Product
from ijw_hulp import D, bericht315, bevindingen, gevraagd

REGEL = pytest.mark.regel("TR386")
PAD = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct"


def aanvraag(nummer, product, van, tot):
    extra = {} if product is not None and product.code is not None else {"omvang": None}
    if product is None:
        extra["budget"] = 1000
    return gevraagd(
        referentie_aanbieder=f"R-{nummer}",
        product=product,
        toewijzing_ingangsdatum=D(van),
        toewijzing_einddatum=D(tot) if tot else None,
        **extra,
    )


@REGEL
def test_geen_stapeling_in_een_verzoek():
    een = aanvraag(1, Product("45", "45A01"), "2026-04-01", "2026-06-30")
    zin = (
        f"De periode overlapt met die van hetzelfde product in {PAD}[1]; "
        "een product mag alleen vaker voorkomen als de perioden elkaar niet overlappen."
    )
    fout = [("TR386", f"{PAD}[2]", zin)]
    assert bevindingen(bericht315(een, aanvraag(2, Product("45", "45A01"), "2026-06-30", None))) == fout
    assert bevindingen(bericht315(een, aanvraag(2, Product("45", "45A01"), "2026-07-01", None))) == []
    assert bevindingen(bericht315(een, aanvraag(2, Product("45", None), "2026-06-30", None))) == fout
    assert bevindingen(bericht315(een, aanvraag(2, Product("45", "45A02"), "2026-06-30", None))) == []
    assert bevindingen(bericht315(een, aanvraag(2, None, "2026-06-30", "2026-12-31"))) == fout
