"""The wording of every verdict, as a consulent puts it in a letter: a sentence changes by choice, not by accident."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from jeugdregels.gevallen import lees
from jeugdregels.regio import laad
from jeugdregels.vragen import beantwoord

ONDERWERPEN = sorted({g.onderwerp for g in lees(laad())})


@pytest.mark.parametrize("onderwerp", ONDERWERPEN)
def test_wording(onderwerp: str, snapshot: SnapshotAssertion) -> None:
    zinnen: dict[str, list[str]] = {}
    for geval in lees(laad()):
        if geval.onderwerp != onderwerp:
            continue
        antwoord = beantwoord(geval.vraag)
        zinnen[geval.naam] = [
            f"{b.uitkomst}: {b.uitleg} | {b.wat_zou_het_veranderen}" for b in antwoord.bevindingen
        ]
        zinnen[geval.naam] += [f"{f.veld}: {f.melding}" for f in antwoord.fouten]
    assert zinnen == snapshot


def test_wording_of_what_passes(snapshot: SnapshotAssertion) -> None:
    """One sentence per rule and row that may say "in order", whatever the facts."""
    zinnen: dict[str, str] = {}
    for geval in lees(laad()):
        for b in beantwoord(geval.vraag, volledig=True).bevindingen:
            if b.uitkomst == "toegestaan":
                zinnen.setdefault(f"{b.regel} {b.rij}", b.uitleg)
    assert dict(sorted(zinnen.items())) == snapshot
