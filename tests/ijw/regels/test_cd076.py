"""CD076: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Omvang
from ijw_hulp import bericht301, bericht315, bericht317, bevindingen, gevraagd, nieuw, te_wijzigen, toegewezen

REGEL = pytest.mark.regel("CD076")
ZIN = "Frequentie is 2 (per week), maar de einddatum ontbreekt; die is dan verplicht."
PER_WEEK = Omvang(3, "04", "2")


@REGEL
def test_per_week_heeft_een_einddatum():
    assert bevindingen(bericht301(toegewezen(omvang=PER_WEEK))) == []
    pad = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/Einddatum"
    assert bevindingen(bericht301(toegewezen(omvang=PER_WEEK, einddatum=None))) == [("CD076", pad, ZIN)]
    pad = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/ToewijzingEinddatum"
    assert bevindingen(bericht315(gevraagd(omvang=PER_WEEK, toewijzing_einddatum=None))) == [
        ("CD076", pad, ZIN)
    ]
    pad = "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct[1]/Einddatum"
    assert bevindingen(bericht317(nieuwe=(nieuw(omvang=PER_WEEK, einddatum=None),))) == [("CD076", pad, ZIN)]
    pad = "/Bericht/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]/Einddatum"
    assert bevindingen(bericht317(wijzigen=(te_wijzigen(omvang=PER_WEEK, einddatum=None),))) == [
        ("CD076", pad, ZIN)
    ]


@REGEL
@pytest.mark.parametrize("frequentie", ["1", "4", "6"])
def test_andere_frequenties_niet(frequentie):
    assert bevindingen(bericht301(toegewezen(omvang=Omvang(3, "04", frequentie), einddatum=None))) == []
