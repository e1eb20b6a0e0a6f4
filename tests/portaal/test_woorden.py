"""Sentences that a screen makes of what it knows: they must be true, and read like Dutch."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from jeugdketen.kern.toezicht import Gezinslezing
from jeugdketen.portaal.consulent import beeld as werk
from jeugdketen.portaal.gezin import beeld as gezin

DAG = date(2026, 1, 21)


@pytest.mark.parametrize(
    ("wat", "grond", "deed", "waarom"),
    [
        (
            "toewijzing 2500001, starts en stops",
            "levering van jeugdhulp door de eigen aanbieder",
            "las een besluit over hulp en wanneer de hulp begon en stopte",
            "Voor de hulp die deze aanbieder geeft.",
        ),
        (
            "proefcontrole van een JW305",
            "proefcontrole van een eigen bestand, vóór verzending",
            "las een bericht over de hulp",
            "Om te kijken of een bericht klopt, voordat de aanbieder het verstuurt.",
        ),
        (
            "ruwe XML van het bericht",
            "bericht JW305 A1",
            "las een bericht over de hulp",
            "Om een bericht van of aan een aanbieder te verwerken.",
        ),
        (
            "verzoek VT-2026-0002 en het antwoord",
            "levering van jeugdhulp door de eigen aanbieder",
            "las het verzoek om hulp",
            "Voor de hulp die deze aanbieder geeft.",
        ),
    ],
)
def test_a_family_reads_what_a_provider_did_in_its_own_words(
    wat: str, grond: str, deed: str, waarom: str
) -> None:
    lezing = Gezinslezing(DAG, "Bas Vriend", "medewerker aanbieder", "lezen", wat, grond, 1)
    (maand,) = gezin.maanden([lezing])
    assert (maand.regels[0].deed, maand.regels[0].waarom) == (deed, waarom)


@pytest.mark.parametrize(
    ("te_laat", "vandaag", "zin"),
    [
        (0, 0, "Geen zaak in deze lijst vraagt vandaag een antwoord."),
        (0, 2, "Twee zaken vragen vandaag een antwoord."),
        (1, 0, "Eén zaak vraagt vandaag een antwoord, en is te laat."),
        (2, 0, "Twee zaken vragen vandaag een antwoord, en zijn al te laat."),
        (1, 3, "Vier zaken vragen vandaag een antwoord, één daarvan is te laat."),
    ],
)
def test_the_sentence_above_the_work_list(te_laat: int, vandaag: int, zin: str) -> None:
    lijst: Any = SimpleNamespace(te_laat=te_laat, vandaag=vandaag)
    s = werk.samenvatting(lijst)
    assert s.voor + s.sterk + s.na == zin
