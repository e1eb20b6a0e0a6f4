"""TR381: a product code belongs to its category by the list in use. Written once, used by six messages."""

from __future__ import annotations

import datetime

from ijw.berichten.basis import Product
from ijw.keten.register import GOED, Vondsten
from ijw.keten.stand import Contractpoort


def tr381_product(
    contract: Contractpoort,
    gemeente: str,
    aanbieder: str,
    product: Product | None,
    op: datetime.date,
    element: str = "Product/Code",
) -> Vondsten:
    """TR381: not judged without a code or without a list; a code that the list does not have is wrong too."""
    if product is None or product.code is None:
        return GOED
    if contract.productcode_past(gemeente, aanbieder, product.categorie, product.code, op) is not False:
        return GOED
    return (
        (
            element,
            f"Productcode {product.code} hoort volgens de gehanteerde productcodelijst niet bij "
            f"productcategorie {product.categorie}.",
        ),
    )
