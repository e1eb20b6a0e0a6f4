"""CS340: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import GeslotenPeriode
from ijw_hulp import D, bericht323, bevindingen, maand, prestatie

REGEL = pytest.mark.regel("CS340")
PAD = "/Bericht/Declaratie/DeclaratiePeriode"


def met(van, tot):
    vroeg = prestatie(product_periode=maand(2023, 1))
    return bericht323(vroeg, declaratie_periode=GeslotenPeriode(D(van), D(tot)))


@REGEL
@pytest.mark.parametrize(
    ("van", "tot"), [("2026-02-01", "2026-02-28"), ("2024-02-01", "2024-02-29"), ("2025-12-01", "2025-12-31")]
)
def test_een_hele_maand(van, tot):
    assert bevindingen(met(van, tot)) == []


@REGEL
@pytest.mark.parametrize(
    ("van", "tot", "tekst"),
    [
        ("2026-01-02", "2026-01-31", "02-01-2026 tot en met 31-01-2026"),
        ("2026-01-01", "2026-01-30", "01-01-2026 tot en met 30-01-2026"),
        ("2025-12-01", "2026-01-31", "01-12-2025 tot en met 31-01-2026"),
        ("2025-01-01", "2026-01-31", "01-01-2025 tot en met 31-01-2026"),
        ("2024-02-01", "2024-02-28", "01-02-2024 tot en met 28-02-2024"),
    ],
)
def test_niet_een_hele_maand(van, tot, tekst):
    zin = f"De DeclaratiePeriode is {tekst}; dat moet een hele kalendermaand zijn."
    assert bevindingen(met(van, tot)) == [("CS340", PAD, zin)]
