"""CS003: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import OpenPeriode
from ijw_hulp import (
    D,
    bericht301,
    bericht315,
    bericht317,
    bevindingen,
    contact,
    gevraagd,
    nieuw,
    te_wijzigen,
    toegewezen,
)

REGEL = pytest.mark.regel("CS003")


def fout(pad, eind, begin):
    return [("CS003", pad, f"De einddatum {eind} ligt voor het begin {begin}; die mag niet eerder zijn.")]


@REGEL
def test_contact():
    def met(begin, eind):
        return bericht301(contactgegevens=(contact(), contact(soort="04", periode=OpenPeriode(begin, eind))))

    een, twee = D("2026-01-01"), D("2026-01-02")
    for goed in (met(een, een), met(een, twee), met(None, een), met(twee, None), met(None, None)):
        assert bevindingen(goed) == []
    pad = "/Bericht/Client/Contactgegevens/Contact[2]/Periode/Einddatum"
    assert bevindingen(met(twee, een)) == fout(pad, "01-01-2026", "02-01-2026")


@REGEL
def test_producten():
    eind, begin = D("2026-03-31"), D("2026-04-01")
    tekst = ("31-03-2026", "01-04-2026")
    pad = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/Einddatum"
    assert bevindingen(bericht301(toegewezen(ingangsdatum=begin, einddatum=eind))) == fout(pad, *tekst)
    assert bevindingen(bericht301(toegewezen(ingangsdatum=begin, einddatum=begin))) == []
    pad = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/ToewijzingEinddatum"
    assert bevindingen(
        bericht315(gevraagd(toewijzing_ingangsdatum=begin, toewijzing_einddatum=eind))
    ) == fout(pad, *tekst)
    assert bevindingen(bericht315(gevraagd(toewijzing_ingangsdatum=begin, toewijzing_einddatum=begin))) == []
    pad = "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct[1]/Einddatum"
    assert bevindingen(bericht317(nieuwe=(nieuw(einddatum=eind),))) == fout(pad, *tekst)
    assert bevindingen(bericht317(nieuwe=(nieuw(einddatum=begin),))) == []
    pad = "/Bericht/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]/Einddatum"
    assert bevindingen(bericht317(wijzigen=(te_wijzigen(einddatum=eind),))) == fout(pad, *tekst)
    assert bevindingen(bericht317(wijzigen=(te_wijzigen(einddatum=begin),))) == []
