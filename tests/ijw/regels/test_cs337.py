"""CS337: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import GeslotenPeriode
from ijw_hulp import D, bericht323, bevindingen, codes, prestatie

REGEL = pytest.mark.regel("CS337")
PAD = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductPeriode"


def met(van, tot):
    return bericht323(prestatie(product_periode=GeslotenPeriode(D(van), D(tot))))


@REGEL
def test_binnen_een_maand():
    assert bevindingen(met("2026-02-10", "2026-02-11")) == []
    zin = "De periode loopt van 31-01-2026 tot en met 01-02-2026; dat moet binnen een kalendermaand blijven."
    assert bevindingen(met("2026-01-31", "2026-02-01")) == [("CS337", PAD, zin)]


@REGEL
def test_dezelfde_maand_van_een_ander_jaar_telt_niet():
    assert codes(met("2025-02-01", "2026-02-28")) == ["CS337"]
