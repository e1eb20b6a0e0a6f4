"""How long a stay lasts: days of the week in a period, and the month of the law (K-17)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regiokopie import Regiokopie

from jeugdregels.gevallen import lees
from jeugdregels.periode import in_euro, periode
from jeugdregels.regio import laad
from jeugdregels.vragen import beantwoord
from jeugdregels.zakgeld import aantal_dagen, maand_verder


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 80), st.integers(0, 6))
def test_days_of_the_week_are_counted(van: date, duur: int, weekdag: int) -> None:
    dagen = [van + timedelta(days=n) for n in range(duur + 1)]
    assert aantal_dagen(periode(van, dagen[-1]), weekdag) == sum(d.weekday() == weekdag for d in dagen)


@pytest.mark.parametrize(
    ("dag", "verder"),
    [
        (date(2025, 9, 29), date(2025, 10, 29)),
        (date(2025, 11, 30), date(2025, 12, 30)),
        (date(2025, 12, 1), date(2026, 1, 1)),
        (date(2025, 12, 31), date(2026, 1, 31)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 1, 28), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2026, 3, 28)),
        (date(2026, 8, 31), date(2026, 9, 30)),
    ],
)
def test_a_month_further(dag: date, verder: date) -> None:
    assert maand_verder(dag) == verder


@pytest.mark.eis("S-162")
def test_the_month_of_the_law_where_a_region_chooses_it(tmp_path: Path) -> None:
    kopie = Regiokopie(tmp_path / "regio")
    kopie.kies("K-17", "maand_voltijds")
    regio = kopie.regio()
    vraag = dict(next(g.vraag for g in lees(laad()) if g.naam == "hele-week"))

    def uitkomst(van: str, tot: str | None, dagen: list[str]) -> str:
        verblijf = {"product": "V/gezinshuis/midden", "van": van, "tot": tot, "dagen": dagen}
        return beantwoord({**vraag, "verblijf": verblijf}, regio=regio).uitkomst

    week = ["ma", "di", "wo", "do", "vr", "za", "zo"]
    assert uitkomst("2025-09-29", "2025-10-28", week) == "toegestaan"
    assert uitkomst("2025-09-29", "2025-10-27", week) == "geweigerd"
    assert uitkomst("2025-09-29", None, week) == "toegestaan"
    assert uitkomst("2025-09-29", None, week[:5]) == "geweigerd"
    assert uitkomst("2025-09-29", "2026-09-29", week[:6]) == "geweigerd"


def test_amounts_as_people_write_them() -> None:
    assert in_euro("12.00") == "12 euro"
    assert in_euro("5.25") == "5,25 euro"
    assert in_euro("0.05") == "0,05 euro"
