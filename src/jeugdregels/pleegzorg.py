"""Special costs of foster care (S-043, S-044)."""

from __future__ import annotations

from jeugdregels.feiten import BijzondereKostenvraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import in_euro
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


@regel(
    "bijzondere_kosten",
    vragen=["bijzondere_kosten_pleegzorg"],
    gronden=["in_tarief", "geen_pleegzorg", "buiten_regeling"],
    beslist="Bijzondere kosten pleegzorg zitten in het tarief van pleegzorg; er is geen aparte toewijzing voor.",
)
def bijzondere_kosten(v: BijzondereKostenvraag, t: Tabellen, uit: Uit) -> None:
    """Refuse a separate allocation for costs that the tariff already covers."""
    bedrag: str = t.instelling["bijzondere-kosten-pleegzorg"]
    feiten = {"product": v.product.naam, "binnen de regeling": "ja" if v.binnen_regeling else "nee"}
    if v.product.perceel != t.instelling["bijzondere-kosten-perceel"]:
        uit.meld(
            t.grond("bijzondere_kosten", "geen_pleegzorg").bevinding(
                f"{v.product.naam} is geen pleegzorg. De regeling bijzondere kosten geldt alleen voor pleegzorg.",
                feiten,
                "Een product van pleegzorg.",
            )
        )
        return
    uit.extra["bedrag_in_tarief"] = bedrag
    if v.binnen_regeling:
        uit.meld(
            t.grond("bijzondere_kosten", "in_tarief").bevinding(
                f"In het tarief van {v.product.naam} zit al {in_euro(bedrag)} voor bijzondere kosten. Een "
                "aparte toewijzing "
                "kan daarom niet.",
                feiten | {"bedrag in tarief": bedrag},
                "Kosten die buiten de regeling bijzondere kosten vallen.",
            )
        )
    elif uit.volledig:
        uit.meld(
            t.grond("bijzondere_kosten", "buiten_regeling").goed(
                "Deze kosten vallen buiten de regeling. De productbeschrijving zegt wanneer daarvoor een andere "
                "toewijzing kan volgen.",
                feiten | {"bedrag in tarief": bedrag},
            )
        )
