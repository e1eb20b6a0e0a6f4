"""TR380: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import D, bericht317, bevindingen, nieuw, te_wijzigen

REGEL = pytest.mark.regel("TR380")


@REGEL
def test_nieuw_na_de_dagtekening():
    assert bevindingen(bericht317(nieuwe=(nieuw(gewenste_ingangsdatum=D("2026-03-11")),))) == []
    pad = "/Bericht/Client/Verzoek/NieuweProducten/NieuwProduct[1]/GewensteIngangsdatum"
    for datum, tekst in (("2026-03-10", "10-03-2026"), ("2026-03-09", "09-03-2026")):
        zin = f"De GewensteIngangsdatum {tekst} ligt niet na de Dagtekening 10-03-2026; dat moet wel."
        assert bevindingen(bericht317(nieuwe=(nieuw(gewenste_ingangsdatum=D(datum)),))) == [
            ("TR380", pad, zin)
        ]


@REGEL
def test_een_wijziging_mag_in_het_verleden():
    assert bevindingen(bericht317(wijzigen=(te_wijzigen(gewenste_ingangsdatum=D("2026-01-01")),))) == []
