"""Consent and signature (S-112 … S-114, K-06)."""

from __future__ import annotations

from jeugdregels.feiten import Toewijzingsvraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import in_woorden
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


@regel(
    "toestemming",
    vragen=["toewijzing"],
    gronden=["ontbreekt", "zonder_toestemming_gestart"],
    beslist="Ouders geven altijd toestemming, schriftelijk of mondeling; zonder toestemming is de hulp onrechtmatig.",
)
def toestemming(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Ask for the parents' consent before care starts; refuse care that started without it (S-114)."""
    a = v.aanvraag
    gegeven = a.toestemming
    gestart = a.zorg_gestart if a.zorg_gestart is not None and a.zorg_gestart <= v.peildatum else None
    if gestart is not None and (gegeven is None or gegeven.datum > gestart):
        wanneer = (
            "De toestemming van de ouders ontbreekt."
            if gegeven is None
            else f"De toestemming van de ouders is van {in_woorden(gegeven.datum)}, dus van daarna."
        )
        uit.meld(
            t.grond("toestemming", "zonder_toestemming_gestart").bevinding(
                f"De hulp is begonnen op {in_woorden(gestart)}. {wanneer} Zonder toestemming is de hulp onrechtmatig.",
                {
                    "zorg gestart": gestart.isoformat(),
                    "toestemming": "ontbreekt" if gegeven is None else gegeven.datum.isoformat(),
                },
                "Toestemming van de ouders (mondeling mag) die er al was toen de hulp begon.",
            )
        )
    elif gegeven is None or gegeven.datum > v.peildatum:
        wanneer = (
            "De toestemming van de ouders ontbreekt."
            if gegeven is None
            else f"De toestemming van de ouders is van {in_woorden(gegeven.datum)}; die dag moet nog komen."
        )
        uit.meld(
            t.grond("toestemming", "ontbreekt").bevinding(
                f"{wanneer} Mondelinge toestemming is ook geldig.",
                {"toestemming": "ontbreekt" if gegeven is None else gegeven.datum.isoformat()},
                "Toestemming van de ouders, met de vorm (schriftelijk of mondeling) en de datum.",
            )
        )
    elif uit.volledig:
        uit.meld(
            t.grond("toestemming", "ontbreekt").goed(
                f"De ouders gaven {gegeven.vorm} toestemming op {in_woorden(gegeven.datum)}.",
                {"toestemming": gegeven.datum.isoformat(), "vorm": gegeven.vorm},
            )
        )


@regel(
    "handtekening",
    vragen=["toewijzing"],
    gronden=["ontbreekt"],
    beslist="Een ontbrekende handtekening is geen reden om hulp te weigeren.",
)
def handtekening(v: Toewijzingsvraag, t: Tabellen, uit: Uit) -> None:
    """Never let a missing signature stand in the way (S-112), unless the region chose otherwise (K-06)."""
    a = v.aanvraag
    if a.handtekening:
        return
    grond = t.grond("handtekening", "ontbreekt")
    extern = t.routes[a.route]["bepaalt_hulp"] == "externe_verwijzer"
    if extern and t.keuze["K-06"] == "bij_externe_verwijzing":
        uit.meld(
            grond.bevinding(
                "De handtekening op het plan ontbreekt. De regio wil die bij een externe verwijzing hebben.",
                {"handtekening": "ontbreekt"},
                "Een handtekening van de ouders of de jeugdige.",
            )
        )
    elif uit.volledig:
        uit.meld(
            grond.goed(
                "Er is geen handtekening. Dat houdt de hulp niet tegen; toestemming is wel nodig.",
                {"handtekening": "ontbreekt"},
            )
        )
