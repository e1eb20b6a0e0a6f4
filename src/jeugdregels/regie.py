"""Who directs (S-050, S-103, S-106, S-108, S-118, K-14)."""

from __future__ import annotations

from jeugdregels.feiten import Regievraag
from jeugdregels.oordeel import Uit
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen
from jeugdregels.verwijzing import wie

_ROL = {"procesregie": "de procesregie", "casusregie": "de casusregie", "regierol": "de regie"}


@regel(
    "regie",
    vragen=["regie"],
    gronden=["rij"],
    onderwerpen=["regie"],
    beslist="Wie de regie heeft hangt af van de route en het segment.",
)
def regie(v: Regievraag, t: Tabellen, uit: Uit) -> None:
    """Say who directs, by route and segment."""
    rij = t.regie[(v.route, v.segment)]
    advies = dict(rij["advies"])
    if t.keuze["K-14"] == "alleen_regisseur" and "procesregie" in advies:
        advies = {"regierol": advies["procesregie"]}
    uit.extra["advies"] = advies
    delen = [
        f"{_ROL.get(rol, rol)} ligt bij {wie(bij).replace('een ', 'de ', 1)}" for rol, bij in advies.items()
    ]
    zin = " en ".join(delen)
    slot = f" {rij.toelichting}" if rij.toelichting else ""
    uit.meld(
        t.grond("regie", "rij")
        .volgens(rij)
        .bevinding(f"{zin[0].upper()}{zin[1:]}.{slot}", {"route": v.route, "segment": v.segment})
    )
