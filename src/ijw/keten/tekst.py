"""How dates, periods, products and amounts are written in a finding."""

from __future__ import annotations

import datetime

from ijw.berichten.basis import Product
from ijw.waarden import euro

_EENHEDEN = {
    "01": ("minuut", "minuten"),
    "04": ("uur", "uur"),
    "14": ("etmaal", "etmalen"),
    "16": ("dagdeel", "dagdelen"),
    "82": ("stuk", "stuks"),
    "84": ("stuk", "stuks"),
}


def toon(dag: datetime.date | None) -> str:
    """A date as people write it: ``31-12-2025``; ``onbepaald`` for none."""
    return "onbepaald" if dag is None else f"{dag.day:02}-{dag.month:02}-{dag.year}"


def toon_periode(begin: datetime.date, eind: datetime.date | None) -> str:
    """A period: ``01-03-2025 t/m 31-03-2025``."""
    return f"{toon(begin)} t/m {toon(eind)}"


def toon_product(categorie: str | None, code: str | None) -> str:
    """A product: ``45/45A04``, ``45`` or ``zonder product``."""
    if categorie is None:
        return "zonder product"
    return f"{categorie}/{code}" if code else categorie


def toon_toegewezen(product: Product | None) -> str:
    """The product of an allocation."""
    return toon_product(product.categorie, product.code) if product else "zonder product"


def toon_volume(volume: int, eenheid: str) -> str:
    """A volume with its unit: ``13 uur``; unit 83 as euros."""
    if eenheid == "83":
        return euro(volume)
    enkel, meer = _EENHEDEN.get(eenheid, (f"(eenheid {eenheid})", f"(eenheid {eenheid})"))
    return f"{volume} {enkel if volume == 1 else meer}"
