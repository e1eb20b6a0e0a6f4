"""Where every requirement is met: the list, the command, and the two generated pages."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gedeeld import GEDEELD, vereist_gedeeld
from jeugdketen import eisen as opdracht
from jeugdregels.eisen import ONDERDELEN, SOORTEN, alle_eisen
from jeugdregels.regio import laad
from jeugdregels.register import MODULES, alle_regels

WORTEL = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def alles() -> dict[str, opdracht.Vervulling]:
    return opdracht.verzamel()


def _draai(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    uitgang = opdracht.main(args)
    uit = capsys.readouterr()
    return uitgang, uit.out, uit.err


def test_every_requirement_has_a_title_a_kind_a_part_and_a_source() -> None:
    eisen = alle_eisen()
    assert len(eisen) == 181
    assert list(eisen) == sorted(eisen)
    for e in eisen.values():
        assert e.titel
        assert not e.titel.endswith(".")
        assert e.soort in SOORTEN
        assert e.onderdeel in ONDERDELEN
        assert e.bronnen
        assert e.reden is None or e.reden.endswith(".")
    assert {e.onderdeel for e in eisen.values()} == set(ONDERDELEN)


@vereist_gedeeld
def test_no_requirement_of_the_sources_is_left_out() -> None:
    assert GEDEELD is not None
    tekst = (GEDEELD / "eisen.md").read_text(encoding="utf-8")
    rijen = [r.split("|") for r in tekst.splitlines() if r.startswith("| S-")]
    soorten = {
        "rule": "regel",
        "data": "gegeven",
        "process": "proces",
        "form": "formulier",
        "role": "rol",
        "deadline": "termijn",
    }
    assert {r[1].strip(): soorten[r[5].strip()] for r in rijen} == {
        n: e.soort for n, e in alle_eisen().items()
    }


def test_nothing_is_open(alles: dict[str, opdracht.Vervulling]) -> None:
    assert [n for n, v in alles.items() if v.open] == []
    assert set(alles) == set(alle_eisen())


def test_what_the_product_does_not_do_says_so(alles: dict[str, opdracht.Vervulling]) -> None:
    """A requirement without rule, data, test and screen has a reason; a rule that decides needs none."""
    for v in alles.values():
        if not (v.regels or v.data or v.tests or v.schermen):
            assert v.reden
            assert v.reden.startswith(("Geen software", "Latere ronde"))
    assert alles["S-051"].reden is None
    assert alles["S-227"].reden == "Geen software: het is een visie."


def test_a_requirement_of_kind_rule_has_a_rule_or_a_reason(alles: dict[str, opdracht.Vervulling]) -> None:
    zonder = [n for n, v in alles.items() if v.soort == "regel" and not (v.regels or v.tests or v.reden)]
    assert zonder == []


def test_json_shape(capsys: pytest.CaptureFixture[str]) -> None:
    uitgang, tekst, _ = _draai(capsys, "--json")
    assert uitgang == 0
    alles = json.loads(tekst)
    assert list(alles) == list(alle_eisen())
    for v in alles.values():
        assert list(v) == ["regels", "data", "tests", "schermen", "reden"]
        assert all(isinstance(n, str) for k in ("regels", "data", "tests", "schermen") for n in v[k])
    assert alles["S-051"]["regels"] == ["stapelen"]
    assert "stapelen-b-b" in alles["S-051"]["data"]
    geval = "test_case_gets_the_expected_answer[stapelen-bb-zelfde-aanbieder]"
    assert f"tests/jeugdregels/test_gevallen.py::{geval}" in alles["S-051"]["tests"]
    assert (
        "tests/jeugdregels/test_herhaal.py::test_new_tables_show_the_rule_and_the_row"
        in alles["S-051"]["tests"]
    )
    assert alles["S-205"] == {
        "regels": [],
        "data": [],
        "tests": [],
        "schermen": [],
        "reden": "Latere ronde (sturing): er is nog geen dashboard.",
    }


def test_strict_ends_with_zero_and_names_what_is_open(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    alles: dict[str, opdracht.Vervulling],
) -> None:
    uitgang, tekst, _ = _draai(capsys, "--streng")
    assert uitgang == 0
    assert tekst.rstrip().endswith("0 nog open")
    monkeypatch.setattr(opdracht, "verzamel", lambda regio: alles | {"S-999": opdracht.Vervulling("Proef")})
    uitgang, tekst, _ = _draai(capsys, "--streng")
    assert uitgang == 1
    assert tekst.rstrip().endswith("1 nog open: S-999")
    assert _draai(capsys)[0] == 0


def test_one_requirement_and_an_unknown_one(capsys: pytest.CaptureFixture[str]) -> None:
    uitgang, tekst, _ = _draai(capsys, "S-203")
    assert uitgang == 0
    assert "S-203  Hoe vaak er contractgesprekken zijn" in tekst
    assert "reden     Geen software" in tekst
    uitgang, tekst, fout = _draai(capsys, "S-1")
    assert (uitgang, tekst) == (2, "")
    assert "Onbekende eis: S-1" in fout


def test_marks_on_module_class_and_function_are_read(tmp_path: Path) -> None:
    pad = tmp_path / "test_proef.py"
    pad.write_text(
        "import pytest\n"
        'pytestmark = [pytest.mark.eis("S-001")]\n'
        '@pytest.mark.eis("S-002")\nclass TestX:\n'
        '    @pytest.mark.eis("S-003", "S-004")\n    def test_a(self): ...\n'
        "def test_b(): ...\n"
        "def hulp(): ...\n"
    )
    assert dict(opdracht.gemerkte_tests(pad)) == {
        "TestX::test_a": ["S-001", "S-002", "S-003", "S-004"],
        "test_b": ["S-001"],
    }


def test_cases_are_named_as_pytest_names_them() -> None:
    import test_gevallen

    [merk] = test_gevallen.test_case_gets_the_expected_answer.pytestmark
    eigen = {f"tests/{opdracht.GEVALLENTEST}[{p.id}]" for p in merk.args[1]}
    gevonden = {t for v in opdracht.verzamel().values() for t in v.tests if opdracht.GEVALLENTEST in t}
    assert gevonden == eigen


def _maak_docs() -> Any:
    spec = importlib.util.spec_from_file_location("maak_docs", WORTEL / "tools" / "maak_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_up_to_date() -> None:
    for pad, tekst in _maak_docs().paginas().items():
        assert pad.read_text(encoding="utf-8") == tekst, f"{pad.name}: run `make docs` and commit"


def test_page_of_the_rules_shows_every_rule_ground_row_and_choice() -> None:
    tekst = (WORTEL / "docs" / "regels.md").read_text(encoding="utf-8")
    rijen = laad().rijen_op(laad().versies[-1])
    for regel in alle_regels():
        assert f"\n## {regel.naam}\n\n{regel.beslist}\n" in tekst
        for onderwerp in regel.onderwerpen:
            assert all(f"| {r.id} |" in tekst for r in rijen[onderwerp])
    assert all(f"| {r.id} |" in tekst for r in rijen["regels"])
    assert all(f"### {r['keuze']}: {r['vraag']}" in tekst for r in rijen["keuzes"])


def test_rules_stand_in_their_fixed_order_whatever_is_imported_first() -> None:
    vast = [r.functie.__module__.removeprefix("jeugdregels.") for r in alle_regels()]
    assert vast == sorted(vast, key=MODULES.index)
    script = (
        "import jeugdregels.productkeuze, jeugdregels.hiaat\n"
        "from jeugdregels.register import geregistreerd\n"
        "print(*geregistreerd())"
    )
    uit = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert uit.split() == [r.naam for r in alle_regels()]
