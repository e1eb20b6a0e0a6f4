"""CD007: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Communicatie
from ijw_hulp import bericht301, bevindingen

REGEL = pytest.mark.regel("CD007")
PAD = "/Bericht/Client/Communicatie/Taal"


@REGEL
def test_taal_alleen_bij_tolk_taal():
    assert bevindingen(bericht301(communicatie=Communicatie("1", "Oekraïens"))) == []
    assert bevindingen(bericht301(communicatie=Communicatie("2", None))) == []
    zin = "Vorm is 1 (tolk taal), maar Taal ontbreekt; die is dan verplicht."
    assert bevindingen(bericht301(communicatie=Communicatie("1", None))) == [("CD007", PAD, zin)]
    zin = "Taal is gevuld bij Vorm 2; dat mag alleen bij Vorm 1 (tolk taal)."
    assert bevindingen(bericht301(communicatie=Communicatie("2", "Duits"))) == [("CD007", PAD, zin)]
