"""TR377: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten import jw319
from ijw_hulp import bericht319, bevindingen

REGEL = pytest.mark.regel("TR377")


@REGEL
def test_reden_8_noemt_de_gemeente():
    plaats = jw319.Woonplaatsbeginsel("0388")
    assert bevindingen(bericht319(reden_afwijzing_verzoek="8", woonplaatsbeginsel=plaats)) == []
    zin = "De reden is 8 (woonplaatsbeginsel) en Woonplaatsbeginsel ontbreekt; dat is verplicht."
    assert bevindingen(bericht319(reden_afwijzing_verzoek="8")) == [
        ("TR377", "/Bericht/Antwoord/Woonplaatsbeginsel", zin)
    ]
