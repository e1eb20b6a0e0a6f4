"""CD086: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import bericht319, bevindingen

REGEL = pytest.mark.regel("CD086")


@REGEL
def test_in_onderzoek_heeft_geen_reden():
    pad = "/Bericht/Antwoord/RedenAfwijzingVerzoek"
    zin = "De aanvraag is in onderzoek met RedenAfwijzingVerzoek 3; die moet dan leeg."
    assert bevindingen(bericht319(verzoek_antwoord="2")) == [("CD086", pad, zin)]
    assert bevindingen(bericht319(verzoek_antwoord="1")) == []
