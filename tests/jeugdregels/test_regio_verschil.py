"""``regio verschil``: two dates of a region, or two regions, and what differs between them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from regiokopie import Regiokopie
from syrupy.assertion import SnapshotAssertion

from jeugdregels.cli import main
from jeugdregels.regio import STANDAARD
from jeugdregels.verschil import Kant, vergelijk


@pytest.fixture
def kopie(tmp_path: Path) -> Regiokopie:
    return Regiokopie(tmp_path / "anders")


def _draai(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    uitgang = main(["regio", "verschil", *args])
    uit = capsys.readouterr()
    return uitgang, uit.out, uit.err


def test_a_region_does_not_differ_from_its_copy(
    kopie: Regiokopie, capsys: pytest.CaptureFixture[str]
) -> None:
    uitgang, tekst, _ = _draai(capsys, STANDAARD, str(kopie.map))
    assert uitgang == 0
    assert tekst == f"Geen verschil tussen {STANDAARD} en {kopie.map}.\n"


def test_two_dates_of_one_region(
    kopie: Regiokopie, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    kopie.wijzig("zakgeld", "zakgeld-6-tot-12", naar="2026-01-01", zakgeld="12.50", toelichting="geïndexeerd")
    uitgang, tekst, _ = _draai(capsys, "2025-12-31", "2026-01-01", "--regio", str(kopie.map))
    assert uitgang == 1
    assert tekst.replace(str(kopie.map), "REGIO") == snapshot
    assert _draai(capsys, "2025-07-01", "2025-12-31", "--regio", str(kopie.map))[0] == 0


@pytest.mark.eis("S-051", "S-190")
def test_added_gone_and_changed_rows_by_subject(
    kopie: Regiokopie, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    kopie.wijzig("stapelen", "stapelen-b-b", voorwaarde="geen")
    kopie.haal_weg("contacten", "contact-beleid")
    kopie.voeg_toe(
        "gemeenten", id="gemeente-proef", naam="Proefstad", code="9998", adres="jeugd@proef.example"
    )
    uitgang, tekst, _ = _draai(capsys, STANDAARD, str(kopie.map))
    assert uitgang == 1
    assert tekst.replace(str(kopie.map), "REGIO") == snapshot


def test_json_says_the_same(kopie: Regiokopie, capsys: pytest.CaptureFixture[str]) -> None:
    kopie.wijzig("leeftijden", "leeftijd-overig-verblijf", tot_leeftijd=19)
    uitgang, tekst, _ = _draai(capsys, STANDAARD, str(kopie.map), "--json")
    assert uitgang == 1
    assert json.loads(tekst)["delen"] == [
        {
            "vanaf": "2025-07-01",
            "verschillen": [
                {
                    "onderwerp": "leeftijden",
                    "id": "leeftijd-overig-verblijf",
                    "soort": "gewijzigd",
                    "velden": [{"veld": "tot_leeftijd", "oud": 18, "nieuw": 19}],
                }
            ],
        }
    ]


def test_a_later_version_is_found_without_naming_its_date(kopie: Regiokopie) -> None:
    eerst = kopie.regio()
    kopie.wijzig("stapelen", "stapelen-c-c", naar="2026-04-01", voorwaarde="geen")
    uitkomst = vergelijk(Kant(eerst, None, "a"), Kant(kopie.regio(), None, "b"))
    assert [(d.vanaf, [r.id for r in d.rijen]) for d in uitkomst.delen] == [
        (date(2026, 4, 1), ["stapelen-c-c"])
    ]


def test_order_of_rows_is_no_difference(kopie: Regiokopie) -> None:
    eerst = kopie.regio()
    kopie.bewerk("gemeenten", lambda inhoud: inhoud["rijen"].reverse())
    assert vergelijk(Kant(eerst, None, "a"), Kant(kopie.regio(), None, "b")).gelijk


def test_which_date_decides_is_a_difference(kopie: Regiokopie) -> None:
    eerst = kopie.regio()
    kopie.bewerk("zakgeld", lambda inhoud: inhoud.update(beslisdatum="van"))
    [deel] = vergelijk(Kant(eerst, None, "a"), Kant(kopie.regio(), None, "b")).delen
    assert [(r.onderwerp, v.veld, v.nieuw) for r in deel.rijen for v in r.velden] == [
        ("zakgeld", "beslisdatum", "van")
    ]


def test_one_date_for_a_named_region(kopie: Regiokopie, capsys: pytest.CaptureFixture[str]) -> None:
    kopie.wijzig("stapelen", "stapelen-b-b", naar="2026-01-01", voorwaarde="geen")
    assert _draai(capsys, STANDAARD, f"{kopie.map}@2025-09-01")[0] == 0
    assert _draai(capsys, STANDAARD, f"{kopie.map}@2026-09-01")[0] == 1


@pytest.mark.parametrize(
    ("args", "melding"),
    [
        (["2025-06-30", "2025-08-01"], "2025-06-30 valt buiten de gegevens van de regio westfriesland."),
        (["bestaat-niet", "2025-08-01"], "deze map bestaat niet"),
        (["westfriesland@gisteren", "2025-08-01"], "'gisteren' is geen datum."),
    ],
)
def test_a_wrong_side_is_told(args: list[str], melding: str, capsys: pytest.CaptureFixture[str]) -> None:
    uitgang, tekst, fout = _draai(capsys, *args)
    assert (uitgang, tekst) == (2, "")
    assert melding in fout


def test_the_first_and_last_day_of_the_data_are_a_difference(kopie: Regiokopie) -> None:
    eerst = kopie.regio()
    kopie.bewerk("zakgeld", lambda inhoud: inhoud.update(geldig_tot=date(2026, 12, 31)))
    deel, *rest = vergelijk(Kant(eerst, None, "a"), Kant(kopie.regio(), None, "b")).delen
    assert rest == []
    assert [(v.veld, v.oud, v.nieuw) for r in deel.rijen for v in r.velden] == [
        ("laatste dag", date.max, date(2026, 12, 31))
    ]


def test_json_of_a_gone_row_holds_dates_lists_and_sources(
    kopie: Regiokopie, capsys: pytest.CaptureFixture[str]
) -> None:
    kopie.voeg_toe(
        "vervallen_routes", id="oud", route="x", naam="X", laatste_dag=date(2025, 6, 30), vervangen_door="y"
    )
    _, tekst, _ = _draai(capsys, str(kopie.map), STANDAARD, "--json")
    [verschil] = json.loads(tekst)["delen"][0]["verschillen"]
    assert verschil["soort"] == "vervallen"
    assert {v["veld"]: v["oud"] for v in verschil["velden"]} == {
        "route": "x",
        "naam": "X",
        "laatste_dag": "2025-06-30",
        "vervangen_door": "y",
        "eisen": ["S-001"],
        "bron": {"document": "Proef", "onderdeel": "Proef"},
        "status": "voorbeeld",
    }
