"""CD085: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import bericht319, bevindingen

REGEL = pytest.mark.regel("CD085")


@REGEL
def test_een_afwijzing_heeft_een_reden():
    pad = "/Bericht/Antwoord/RedenAfwijzingVerzoek"
    zin = "Het verzoek is afgewezen, maar RedenAfwijzingVerzoek ontbreekt; die is verplicht."
    assert bevindingen(bericht319(reden_afwijzing_verzoek=None)) == [("CD085", pad, zin)]
    assert bevindingen(bericht319(verzoek_antwoord="2", reden_afwijzing_verzoek=None)) == []
    assert bevindingen(bericht319()) == []
