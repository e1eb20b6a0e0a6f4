"""CS343: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Omvang
from ijw_hulp import D, bericht315, bevindingen, codes, gevraagd

REGEL = pytest.mark.regel("CS343")
PAD = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/Omvang"


@REGEL
@pytest.mark.parametrize("eenheid", ["01", "04", "14", "16", "82", "83", "84"])
@pytest.mark.parametrize("frequentie", ["1", "2", "4", "6"])
def test_eenheid_en_frequentie(eenheid, frequentie):
    zin = f"Frequentie is {frequentie} bij eenheid {eenheid}; dat moet 2, 4 of 6 zijn."
    mag_niet = eenheid in {"14", "16", "83", "84"} and frequentie == "1"
    gevonden = bevindingen(bericht315(gevraagd(omvang=Omvang(3, eenheid, frequentie))))
    assert gevonden == ([("CS343", PAD, zin)] if mag_niet else [])


@REGEL
def test_tot_en_met_2020_mocht_het():
    oud = {"omvang": Omvang(1, "14", "1"), "toewijzing_ingangsdatum": D("2020-01-01")}
    assert bevindingen(bericht315(gevraagd(**oud, toewijzing_einddatum=D("2020-12-31")))) == []
    assert codes(bericht315(gevraagd(**oud, toewijzing_einddatum=D("2021-01-01")))) == ["CS343"]
    assert codes(bericht315(gevraagd(**oud, toewijzing_einddatum=None))) == ["CS343"]
