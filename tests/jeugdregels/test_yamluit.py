"""Region data written as YAML say exactly what they said before, whatever people typed in a cell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from regiokopie import LADER

from jeugdregels.regio import REGIOS, STANDAARD
from jeugdregels.yamluit import bestand_als_yaml

TEKST = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n"),
    min_size=1,
    max_size=30,
) | st.sampled_from(
    ["ja", "0405", "2025-07-01", "12.00", "- x", "a: b", "# c", "'", "{a: b}", "=1+1", "?", "null", "wat nu?"]
)
WAARDE = (
    TEKST
    | st.integers(0, 10_000)
    | st.dates(date(1990, 1, 1), date(2090, 1, 1))
    | st.lists(TEKST, max_size=3)
    | st.dictionaries(st.sampled_from(["document", "onderdeel"]), TEKST, min_size=1)
    | st.lists(st.dictionaries(st.sampled_from(["waarde", "betekenis"]), TEKST, min_size=1), max_size=3)
)
RIJ = st.dictionaries(st.sampled_from(["id", "naam", "eisen", "bron", "advies"]), WAARDE, min_size=1)


@pytest.mark.parametrize("lader", [LADER, yaml.SafeLoader], ids=["libyaml", "python"])
@given(rijen=st.lists(RIJ, max_size=4), toelichting=TEKST)
def test_rows_read_back_as_they_were_and_on_their_line(
    lader: Any, rijen: list[dict[str, Any]], toelichting: str
) -> None:
    kop = {
        "onderwerp": "proef",
        "geldig_vanaf": date(2026, 1, 1),
        "geldig_tot": None,
        "toelichting": toelichting,
    }
    bestand = bestand_als_yaml(kop, rijen, ["een opmerking", ""])
    inhoud = yaml.load(bestand.tekst, Loader=lader)
    assert inhoud.pop("rijen") == rijen
    assert inhoud == {k: w for k, w in kop.items() if w is not None}
    regels = bestand.tekst.split("\n")
    assert len(bestand.regelnummers) == len(rijen)
    assert all(regels[nummer - 1].startswith("  - ") for nummer in bestand.regelnummers)


def test_region_data_read_the_same_without_libyaml() -> None:
    for pad in sorted((REGIOS / STANDAARD).rglob("*.yaml")):
        if "gevallen" not in pad.parts:
            tekst = pad.read_bytes()
            assert yaml.load(tekst, Loader=yaml.SafeLoader) == yaml.load(tekst, Loader=LADER), pad.name
