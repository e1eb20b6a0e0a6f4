"""Whatever the bytes, the reader gives a verdict: structured mutations of real messages, and plain noise.

A short run in ``make test``; ``make fuzz`` tries more than a million inputs.
"""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ijw.berichten import BERICHTEN
from ijw.controle import Controle, controleer, controleer_lezing
from ijw.lezen import lees
from ijw.schrijven import schrijf
from ijw_mutaties import muteer, voorbeelden

LANG = os.environ.get("HYPOTHESIS_PROFILE") == "lang"
PER_VOORBEELD = 40 if LANG else 4
"""Inputs per Hypothesis example: 14 messages × 2000 examples × 40 is 1,120,000 in ``make fuzz``."""
_KORT = settings(
    max_examples=2000 if LANG else 20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _houdbaar(controle: Controle) -> None:
    """The promises that hold for every input."""
    if controle.uitkomst == "geweigerd":
        assert controle.reden
        assert controle.bericht is None
        assert controle.bevindingen == ()
        return
    assert controle.reden is None
    assert (controle.uitkomst == "goed") == (not controle.bevindingen)
    for bevinding in controle.bevindingen:
        assert bevinding.pad.startswith("/Bericht")
        assert bevinding.regelnummer
        assert bevinding.melding.endswith(".")
    # what is read can be written, and is then the same
    geschreven = schrijf(controle.bericht)
    assert lees(geschreven).bericht == controle.bericht


@pytest.mark.parametrize("code", BERICHTEN)
@_KORT
@given(zaad=st.integers(0, 2**64))
def test_mutaties_van_echte_berichten(code: str, zaad: int) -> None:
    kans = random.Random(zaad)
    basis = voorbeelden()[code]
    for _ in range(PER_VOORBEELD):
        data = muteer(basis, kans)
        controle = controleer(data)
        _houdbaar(controle)
        if controle.bevindingen:
            assert controleer_lezing(lees(data), groot=True).bevindingen == controle.bevindingen


@settings(max_examples=2000 if LANG else 100)
@given(st.one_of(st.binary(max_size=2000), st.text(max_size=500).map(str.encode)))
def test_ruis(data: bytes) -> None:
    _houdbaar(controleer(data))


@settings(max_examples=2000 if LANG else 50)
@given(st.sampled_from(list(BERICHTEN)), st.data())
def test_bytes_in_een_echt_bericht(code: str, data: st.DataObject) -> None:
    basis = voorbeelden()[code]
    plek = data.draw(st.integers(0, len(basis)))
    weg = data.draw(st.integers(0, 40))
    _houdbaar(controleer(basis[:plek] + data.draw(st.binary(max_size=20)) + basis[plek + weg :]))
