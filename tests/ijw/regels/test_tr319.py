"""TR319: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import GeslotenPeriode
from ijw.regels import REGISTER
from ijw_hulp import D, bericht323, bevindingen, maand, prestatie

REGEL = pytest.mark.regel("TR319")


@REGEL
def test_deze_en_eerdere_maanden_mogen():
    eerder = prestatie(product_periode=maand(2025, 12))
    assert bevindingen(bericht323(eerder)) == []
    assert (
        bevindingen(bericht323(prestatie(product_periode=GeslotenPeriode(D("2026-02-28"), D("2026-02-28")))))
        == []
    )


@REGEL
def test_een_latere_maand_mag_niet():
    later = prestatie(product_periode=GeslotenPeriode(D("2026-03-01"), D("2026-03-01")))
    pad = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
    zin = (
        "De ProductPeriode eindigt op 01-03-2026, na het einde van de DeclaratiePeriode op 28-02-2026; "
        "alleen deze en eerdere maanden mogen."
    )
    assert bevindingen(bericht323(later)) == [("TR319", pad, zin)]


@REGEL
def test_eigen_retourcode():
    assert (REGISTER["TR319"].retourcode, REGISTER["TR319"].niveau) == ("9319", 3)
