"""The command ``toets``: one question, a stream, wrong input, exit codes, the same bytes every time."""

from __future__ import annotations

import io
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jeugdregels.cli import main
from jeugdregels.gevallen import lees
from jeugdregels.regio import laad
from jeugdregels.vragen import beantwoord

GEVALLEN = list(lees(laad()))
GOED = dict(next(g.vraag for g in GEVALLEN if g.naam == "bb-zelfde-aanbieder"))
FOUT = dict(next(g.vraag for g in GEVALLEN if g.naam == "onbekend-veld"))


def schrijf(map_: Path, document: Any) -> str:
    pad = map_ / "vraag.json"
    pad.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return str(pad)


def test_one_question_one_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["toets", schrijf(tmp_path, GOED)]) == 0
    antwoord = json.loads(capsys.readouterr().out)
    assert antwoord == beantwoord(GOED).naar_dict()
    assert antwoord["uitkomst"] == "geweigerd"
    assert antwoord["regio"] == {"naam": "westfriesland", "versie": "2025-07-01"}
    assert set(antwoord["bevindingen"][0]) == {
        "regel",
        "eisen",
        "uitkomst",
        "uitleg",
        "bron",
        "feiten",
        "rij",
        "afwijken",
        "wat_zou_het_veranderen",
    }
    assert antwoord["bevindingen"][0]["rij"] == "stapelen-b-b"


def test_a_wrong_question_exits_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["toets", schrijf(tmp_path, FOUT)]) == 2
    antwoord = json.loads(capsys.readouterr().out)
    assert antwoord["uitkomst"] == "fout"
    assert antwoord["fouten"][0]["veld"] == "aanvraag.kleur"


@pytest.mark.parametrize(
    ("tekst", "veld"),
    [
        ("", ""),
        ("{", ""),
        ("[1, 2]", ""),
        ('{"vraag": "contact", "gemeente": "Hoorn", "gemeente": "Opmeer"}', "gemeente"),
        ("[" * 100_000, ""),
        ("\ud83d", ""),
        ('{"vraag": "productcode", "ingangsdatum": NaN}', ""),
    ],
)
def test_what_cannot_be_read_is_answered_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tekst: str, veld: str
) -> None:
    pad = tmp_path / "vraag.json"
    pad.write_bytes(tekst.encode("utf-8", "surrogatepass"))
    assert main(["toets", str(pad)]) == 2
    antwoord = json.loads(capsys.readouterr().out)
    assert antwoord["uitkomst"] == "fout"
    assert antwoord["fouten"][0]["veld"] == veld
    assert antwoord["fouten"][0]["melding"].endswith(".")


@pytest.mark.parametrize(
    ("tekst", "veld"),
    [
        ('{"vraag": "\\ud800"}', "vraag"),
        ('{"vraag": "contact", "gemeente": "Hoorn\\udfff"}', "gemeente"),
        ('{"vraag": "contact", "gemeente": "Hoorn", "x": ["a", {"y": "\\uDABC"}]}', "x[1].y"),
        ('{"vraag": "contact", "gemeente": "Hoorn", "\\ud800": 1}', "\\ud800"),
    ],
)
def test_half_a_character_is_wrong_and_does_not_stop_the_stream(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tekst: str, veld: str
) -> None:
    """JSON can spell half of a surrogate pair, UTF-8 cannot write it."""
    assert main(["toets", "--jsonl", "--kwitantie", schrijf(tmp_path, f"{tekst}\n{json.dumps(GOED)}")]) == 2
    fout, goed = (json.loads(r) for r in capsys.readouterr().out.splitlines())
    assert [f["veld"] for f in fout["fouten"]] == [veld]
    assert "\\ud" in fout["fouten"][0]["melding"].lower()
    assert goed["uitkomst"] == "geweigerd"


def test_a_whole_pair_is_a_character(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vraag = GOED | {"aanvraag": GOED["aanvraag"] | {"onderbouwing": "\U0001f600"}}
    assert main(["toets", schrijf(tmp_path, json.dumps(vraag))]) == 0
    assert json.loads(capsys.readouterr().out)["uitkomst"] == "geweigerd"


@pytest.mark.parametrize("codering", ["ascii", "latin-1", "utf-16"])
def test_the_answer_is_utf_8_whatever_the_system_says(tmp_path: Path, codering: str) -> None:
    pad = schrijf(tmp_path, {"vraag": "contact", "gemeente": "Höörn \u20ac"})
    klaar = subprocess.run(
        [sys.executable, "-m", "jeugdketen.cli", "toets", pad],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": codering},
    )
    assert klaar.returncode == 2, klaar.stderr
    assert "'Höörn \u20ac'" in json.loads(klaar.stdout.decode("utf-8"))["fouten"][0]["melding"]


def test_a_stream_answers_each_question_before_the_next_is_asked() -> None:
    """Another program can hold a conversation over two pipes."""
    with subprocess.Popen(
        [sys.executable, "-m", "jeugdketen.cli", "toets", "--jsonl", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={naam: w for naam, w in os.environ.items() if naam != "PYTHONUNBUFFERED"},
    ) as gesprek:
        assert gesprek.stdin is not None
        assert gesprek.stdout is not None
        for _ in range(2):
            gesprek.stdin.write(json.dumps(GOED).encode() + b"\n")
            gesprek.stdin.flush()
            assert select.select([gesprek.stdout], [], [], 20)[0], "no answer while the stream is open"
            assert json.loads(gesprek.stdout.readline())["uitkomst"] == "geweigerd"
        gesprek.stdin.close()
        assert gesprek.wait() == 0


def test_a_stream_answers_in_order_and_goes_on_after_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    regels = [json.dumps(GOED), "{kapot", json.dumps(FOUT), "", json.dumps(GOED)]
    assert main(["toets", "--jsonl", schrijf(tmp_path, "\n".join(regels))]) == 2
    uit = capsys.readouterr().out.splitlines()
    assert [json.loads(r)["uitkomst"] for r in uit] == ["geweigerd", "fout", "fout", "geweigerd"]
    assert uit[0] == uit[3]
    assert main(["toets", "--jsonl", schrijf(tmp_path, json.dumps(GOED))]) == 0


def test_the_question_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    invoer = io.TextIOWrapper(io.BytesIO(json.dumps(GOED).encode()))
    monkeypatch.setattr(sys, "stdin", invoer)
    assert main(["toets", "-", "--volledig"]) == 0
    antwoord = json.loads(capsys.readouterr().out)
    assert antwoord == beantwoord(GOED, volledig=True).naar_dict()
    assert any(b["uitkomst"] == "toegestaan" for b in antwoord["bevindingen"])


@pytest.mark.parametrize(
    "argv",
    [
        ["toets"],
        ["toets", "a", "b"],
        ["toets", "--snel", "a"],
        ["toets", "/nergens.json"],
        ["toets", "--regio", "x", "a"],
        [],
    ],
)
def test_a_wrong_call_says_what_to_do(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    gezegd = capsys.readouterr()
    assert gezegd.out == ""
    assert gezegd.err


@pytest.mark.parametrize(("pad", "waarom"), [("nergens.json", "het bestaat niet"), (".", "het is een map")])
def test_a_file_that_cannot_be_read_is_named_in_dutch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pad: str, waarom: str
) -> None:
    bestand = str(tmp_path / pad)
    assert main(["toets", bestand]) == 2
    assert capsys.readouterr().err == f"Het bestand '{bestand}' kan niet gelezen worden: {waarom}.\n"


def test_another_region_by_its_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zuidermeer = Path(__file__).parent / "regios" / "zuidermeer"
    vraag = schrijf(tmp_path, {"vraag": "contact", "gemeente": "Waterdam"})
    assert main(["toets", "--regio", str(zuidermeer), vraag]) == 0
    assert json.loads(capsys.readouterr().out)["regio"]["naam"] == "zuidermeer"


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["toets", "--help"]) == 0
    assert "--jsonl" in capsys.readouterr().out


def test_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    """Whatever the hash seed, and cold well within what people wait for."""
    pad = tmp_path / "vragen.jsonl"
    pad.write_text("\n".join(json.dumps(g.vraag) for g in GEVALLEN), "utf-8")
    uit, duur = set(), []
    for zaad in ("0", "1", "77"):
        begin = time.process_time() + _kindtijd()
        klaar = subprocess.run(
            [sys.executable, "-m", "jeugdketen.cli", "toets", "--jsonl", str(pad), "--volledig"],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONHASHSEED": zaad, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        )
        duur.append(time.process_time() + _kindtijd() - begin)
        assert klaar.returncode == 2, klaar.stderr
        uit.add(klaar.stdout)
    assert len(uit) == 1
    assert len(uit.pop().splitlines()) == len(GEVALLEN)


def _kindtijd() -> float:
    tijden = os.times()
    return tijden.children_user + tijden.children_system


def test_a_cold_question_takes_less_than_four_tenths_of_processor_time(tmp_path: Path) -> None:
    pad = schrijf(tmp_path, GOED)
    beste = 9.0
    for _ in range(3):
        begin = _kindtijd()
        subprocess.run(
            [sys.executable, "-m", "jeugdketen.cli", "toets", pad], capture_output=True, check=True
        )
        beste = min(beste, _kindtijd() - begin)
    assert beste < 0.4


def test_a_cold_question_imports_neither_django_nor_lxml(tmp_path: Path) -> None:
    code = (
        "import sys; from jeugdketen.cli import main; main(sys.argv[1:]);"
        "zwaar = {'django', 'lxml', 'openpyxl', 'hypothesis', 'dataclasses', 'decimal'} & set(sys.modules);"
        "sys.exit(f'imported {zwaar}' if zwaar else 0)"
    )
    klaar = subprocess.run(
        [sys.executable, "-c", code, "toets", schrijf(tmp_path, GOED)], capture_output=True, check=False
    )
    assert klaar.returncode == 0, klaar.stderr
