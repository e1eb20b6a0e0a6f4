"""TR409: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten import jw319
from ijw_hulp import bericht319, bevindingen

REGEL = pytest.mark.regel("TR409")


@REGEL
def test_woonplaats_alleen_bij_reden_8():
    plaats = jw319.Woonplaatsbeginsel("0388")
    pad = "/Bericht/Antwoord/Woonplaatsbeginsel"
    zin = "Woonplaatsbeginsel is gevuld, maar de reden is niet 8; dan moet het weg."
    assert bevindingen(bericht319(woonplaatsbeginsel=plaats)) == [("TR409", pad, zin)]
    in_onderzoek = {"verzoek_antwoord": "2", "reden_afwijzing_verzoek": None}
    assert bevindingen(bericht319(**in_onderzoek, woonplaatsbeginsel=plaats)) == [("TR409", pad, zin)]
    assert bevindingen(bericht319(**in_onderzoek)) == []
    assert bevindingen(bericht319(reden_afwijzing_verzoek="8", woonplaatsbeginsel=plaats)) == []
