"""CD043: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import D, bericht315, bevindingen, gevraagd

REGEL = pytest.mark.regel("CD043")
PAD = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/BeschikkingIngangsdatum"


@REGEL
def test_nummer_en_datum_van_de_beschikking_horen_samen():
    datum = D("2026-01-01")
    assert bevindingen(bericht315(gevraagd(beschikking_nummer=7, beschikking_ingangsdatum=datum))) == []
    zin = "BeschikkingNummer is gevuld en BeschikkingIngangsdatum ontbreekt; die is dan verplicht."
    assert bevindingen(bericht315(gevraagd(beschikking_nummer=0))) == [("CD043", PAD, zin)]
    zin = "BeschikkingIngangsdatum is gevuld zonder BeschikkingNummer; dat mag niet."
    assert bevindingen(bericht315(gevraagd(beschikking_ingangsdatum=datum))) == [("CD043", PAD, zin)]
