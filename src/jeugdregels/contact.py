"""Where to reach the lokale toegang (S-119, S-190)."""

from __future__ import annotations

from jeugdregels.feiten import Contactvraag
from jeugdregels.oordeel import Uit
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


@regel(
    "contact",
    vragen=["contact"],
    gronden=["rij"],
    onderwerpen=["gemeenten"],
    beslist="Elke gemeente heeft één algemeen adres van de lokale toegang.",
)
def contact(v: Contactvraag, t: Tabellen, uit: Uit) -> None:
    """Give the general address of a municipality's lokale toegang."""
    g = v.gemeente
    uit.extra["advies"] = {"adres": g.adres}
    uit.meld(
        t.grond("contact", "rij")
        .volgens(g.rij)
        .bevinding(
            f"De lokale toegang van {g.naam} is te bereiken via {g.adres}.",
            {"gemeente": g.naam, "code": g.code},
        )
    )
