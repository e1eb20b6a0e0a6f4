"""Which form (S-084 … S-088, S-110, S-111, S-117, K-05)."""

from __future__ import annotations

from jeugdregels.feiten import Documentvraag
from jeugdregels.oordeel import Uit
from jeugdregels.periode import dag_voor, in_woorden
from jeugdregels.register import regel
from jeugdregels.tabellen import Tabellen


@regel(
    "document",
    vragen=["document"],
    gronden=["rij", "segment_ontbreekt", "tijdelijk_afgelopen", "nog_vrij"],
    onderwerpen=["documentkeuze"],
    beslist="Welk formulier nodig is hangt af van de situatie, het segment en de datum.",
)
def document(v: Documentvraag, t: Tabellen, uit: Uit) -> None:
    """Choose the form; the row that names the segment goes before the one that does not."""
    rijen = [
        r
        for r in t.rijen["documentkeuze"]
        if r["situatie"] == v.situatie
        and (r["tijdens"] is None or t.termijnen[r["tijdens"]].bevat(v.peildatum))
    ]
    feiten = {"situatie": v.situatie, "peildatum": v.peildatum.isoformat()}
    per_segment = [r for r in rijen if r["segment"] is not None]
    if per_segment and v.segment is None:
        uit.meld(
            t.grond("document", "segment_ontbreekt").bevinding(
                "Het segment ontbreekt. Op deze datum hangt het formulier af van het segment.",
                feiten | {"segment": "ontbreekt"},
                "Het segment van de hulp die nodig is.",
            )
        )
    else:
        if v.segment is not None:
            feiten["segment"] = v.segment
        rij = next((r for r in per_segment if r["segment"] == v.segment), None)
        if rij is None:
            rij = next(r for r in rijen if r["segment"] is None)
        naam = rij["document"]
        if t.keuze["K-05"] == "een_perspectiefplan" and rij["document_een_plan"] is not None:
            naam = rij["document_een_plan"]
        uit.extra["advies"] = {"document": naam}
        uit.meld(
            t.grond("document", "rij")
            .volgens(rij)
            .bevinding(
                f"Gebruik hiervoor het formulier: {naam.replace('_', ' ')}.", feiten | {"document": naam}
            )
        )
    for rij in t.rijen["documentkeuze"]:
        if rij["situatie"] != v.situatie or rij["tijdens"] is None or rij["segment"] not in (None, v.segment):
            continue
        einde = t.termijnen[rij["tijdens"]].einde
        if v.segment is not None and v.peildatum >= einde:
            uit.meld(
                t.grond("document", "tijdelijk_afgelopen").bevinding(
                    f"De tijdelijke werkwijze met het formulier {rij['document'].replace('_', ' ')} liep tot en met "
                    f"{in_woorden(dag_voor(einde))}.",
                    feiten,
                )
            )
    vrij = t.termijnen["formulieren-vrij"]
    if vrij.bevat(v.peildatum):
        uit.meld(
            t.grond("document", "nog_vrij").bevinding(
                f"Tot en met {in_woorden(dag_voor(vrij.einde))} mag ook nog een ouder formulier. Daarna is het juiste "
                "formulier nodig.",
                feiten,
            )
        )
