"""Entry of a provider during the contract (S-180, S-181, S-185 … S-187)."""

from __future__ import annotations

from jeugdregels.feiten import Toetredingsvraag
from jeugdregels.oordeel import Uit
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


def _in_woorden(grond: str) -> str:
    """A ground as people spell it."""
    return grond.replace("_", " ").replace("financiele", "financiële")


@regel(
    "toetreding",
    vragen=["toetreding"],
    gronden=["segment_kent_geen_toetreding", "geen_grond", "overname_niet_onderzocht", "overname_onbekend"],
    onderwerpen=["toetreding"],
    beslist="Tussentijds toetreden kan alleen op drie gronden, en alleen in segmenten met een semi-Open House.",
)
def toetreding(v: Toetredingsvraag, t: Tabellen, uit: Uit) -> None:
    """Judge whether the procedure may be opened for a new provider, and on which ground."""
    gronden = sorted({g for g, s in t.toetreding if s == v.segment})
    if not gronden:
        wel = sorted({s for _, s in t.toetreding})
        uit.meld(
            t.grond("toetreding", "segment_kent_geen_toetreding").bevinding(
                f"Segment {v.segment} kent geen semi-Open House. Tussentijds toetreden kan alleen in segment "
                f"{' of '.join(wel)}.",
                {"segment": v.segment},
                f"Toetreding in segment {' of '.join(wel)}, of bij een hiaat de weg van segment {v.segment}.",
            )
        )
    namen = sorted({g for g, _ in t.toetreding})
    if v.grond is None:
        uit.meld(
            t.grond("toetreding", "geen_grond").bevinding(
                "De grond voor tussentijds toetreden ontbreekt. Zonder grond gaat de procedure niet open.",
                {"segment": v.segment, "grond": "ontbreekt"},
                f"Een van deze gronden: {', '.join(_in_woorden(n) for n in namen)}.",
            )
        )
        return
    rij = t.toetreding.get((v.grond, v.segment))
    if rij is None:
        return
    feiten = {"segment": v.segment, "grond": v.grond}
    if rij["overname_onderzoeken"] and v.overname_clienten_onderzocht is not True:
        if v.overname_clienten_onderzocht is None:
            uit.meld(
                t.grond("toetreding", "overname_onbekend").bevinding(
                    "Er staat niet bij of onderzocht is of gecontracteerde aanbieders de cliënten kunnen overnemen.",
                    feiten | {"overname onderzocht": "ontbreekt"},
                    "Of de overname van cliënten is onderzocht.",
                )
            )
        else:
            uit.meld(
                t.grond("toetreding", "overname_niet_onderzocht").bevinding(
                    "Eerst moet onderzocht worden of gecontracteerde aanbieders de cliënten kunnen "
                    "overnemen. Dat is nog "
                    "niet gebeurd.",
                    feiten | {"overname onderzocht": "nee"},
                    "Een onderzoek naar overname van cliënten door gecontracteerde aanbieders.",
                )
            )
    elif uit.volledig:
        uit.meld(
            t.grond("toetreding", "geen_grond")
            .volgens(rij)
            .goed(f"De procedure kan open op de grond '{_in_woorden(v.grond)}'.", feiten)
        )
