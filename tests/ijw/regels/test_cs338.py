"""CS338: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Omvang
from ijw_hulp import D, bericht301, bericht317, bevindingen, codes, nieuw, te_wijzigen, toegewezen

REGEL = pytest.mark.regel("CS338")


def fout(pad, frequentie, eenheid):
    return [
        (
            "CS338",
            f"{pad}/Omvang",
            f"Frequentie is {frequentie} bij eenheid {eenheid}; dat moet 2, 4 of 6 zijn.",
        )
    ]


@REGEL
@pytest.mark.parametrize("eenheid", ["01", "04", "14", "16", "82", "83", "84"])
@pytest.mark.parametrize("frequentie", ["1", "2", "4", "6"])
def test_eenheid_en_frequentie(eenheid, frequentie):
    omvang = Omvang(3, eenheid, frequentie)
    mag_niet = eenheid in {"14", "16", "83", "84"} and frequentie == "1"
    for pad, bericht in (
        ("/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]", bericht301(toegewezen(omvang=omvang))),
        (
            "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct[1]",
            bericht317(nieuwe=(nieuw(omvang=omvang),)),
        ),
        (
            "/Bericht/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]",
            bericht317(wijzigen=(te_wijzigen(omvang=omvang),)),
        ),
    ):
        assert bevindingen(bericht) == (fout(pad, frequentie, eenheid) if mag_niet else [])


@REGEL
def test_tot_en_met_2020_mocht_het():
    oud = {"omvang": Omvang(1, "14", "1"), "ingangsdatum": D("2020-01-01")}
    assert bevindingen(bericht301(toegewezen(**oud, einddatum=D("2020-12-31")))) == []
    assert codes(bericht301(toegewezen(**oud, einddatum=D("2021-01-01")))) == ["CS338"]
    assert codes(bericht301(toegewezen(**oud, einddatum=None))) == ["CS338"]
