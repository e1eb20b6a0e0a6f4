"""The request beside the plan (S-093)."""

from __future__ import annotations

from jeugdregels.feiten import Toewijzingsvraag
from jeugdregels.oordeel import Uit
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


@regel(
    "plan",
    vragen=["toewijzing"],
    gronden=["wijkt_af"],
    beslist="Een toewijzing mag afwijken van het perspectiefplan als de consulent dat onderbouwt.",
)
def plan(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Ask for a reason when the product asked for is not in the plan (S-093)."""
    a = v.aanvraag
    if a.plan is None:
        return
    grond = t.grond("plan", "wijkt_af")
    feiten = {"gevraagd": a.product.naam, "plan": ", ".join(p.naam for p in a.plan) or "geen producten"}
    if a.product in a.plan:
        if uit.volledig:
            uit.meld(grond.goed(f"{a.product.naam} staat in het plan.", feiten))
    elif a.onderbouwing is None:
        uit.meld(
            grond.bevinding(
                f"{a.product.naam} staat niet in het plan. Afwijken mag, maar de onderbouwing ontbreekt.",
                feiten,
                "Een onderbouwing van de consulent, of een aanvraag voor een product uit het plan.",
            )
        )
    elif uit.volledig:
        uit.meld(grond.goed(f"{a.product.naam} staat niet in het plan; de afwijking is onderbouwd.", feiten))
