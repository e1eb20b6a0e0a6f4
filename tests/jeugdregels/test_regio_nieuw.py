"""``regio nieuw``: a skeleton that loads at once, and answers questions as a region of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from jeugdregels.cli import main
from jeugdregels.regio import controleer, laad_map
from jeugdregels.schema import ONDERWERPEN
from jeugdregels.skelet import maak_skelet, uitleg
from jeugdregels.vragen import beantwoord


@pytest.fixture
def skelet(tmp_path: Path) -> Path:
    maak_skelet("proefregio", tmp_path / "proefregio", date(2026, 1, 1))
    return tmp_path / "proefregio"


def test_skeleton_loads_with_every_subject(skelet: Path) -> None:
    assert controleer(skelet) == []
    regio = laad_map(skelet)
    assert set(regio.bestanden) == set(ONDERWERPEN)
    assert (regio.naam, regio.begin) == ("proefregio", date(2026, 1, 1))


def test_every_value_is_an_example_without_a_source(skelet: Path) -> None:
    rijen = list(laad_map(skelet).rijen())
    assert len(rijen) > 100
    assert {r.status for r in rijen} == {"voorbeeld"}
    assert {r.bron.document for r in rijen} == {"Vul hier het document in"}
    alles = "".join(p.read_text(encoding="utf-8") for p in skelet.rglob("*.yaml"))
    assert "westfriesland" not in alles.lower()
    assert "Menukaart" not in alles


def test_files_explain_their_fields(skelet: Path) -> None:
    for onderwerp in ONDERWERPEN.values():
        tekst = (skelet / onderwerp.naam / "2026-01-01.yaml").read_text(encoding="utf-8")
        assert tekst.startswith(f"# {onderwerp.naam}: {onderwerp.betekenis}.\n")
        for veld in onderwerp.velden:
            assert f" {veld.naam}: " in tekst.split("\nonderwerp:")[0]
        assert yaml.safe_load(tekst)["onderwerp"] == onderwerp.naam


def test_explanation_of_a_file(snapshot: SnapshotAssertion) -> None:
    assert "\n".join(uitleg(ONDERWERPEN["zakgeld"])) == snapshot


@pytest.mark.eis("S-051")
def test_skeleton_answers_questions(skelet: Path) -> None:
    regio = laad_map(skelet)
    vraag = {
        "vraag": "toewijzing",
        "peildatum": "2026-02-01",
        "gemeente": "Voorbeeldgemeente",
        "jeugdige": {"geboortedatum": "2014-03-03", "woont_thuis": True},
        "aanbieders": {"De Linde": {"contracten": [{"segment": "T", "van": "2026-01-01"}]}},
        "lopend": [{"product": "T/P1/lang", "aanbieder": "De Linde", "van": "2026-01-05"}],
        "aanvraag": {
            "route": "lokale_toegang",
            "product": "T/P1/kort",
            "componenten": [],
            "aanbieder": "De Linde",
            "van": "2026-03-01",
            "tot": "2026-08-31",
            "toestemming": {"vorm": "mondeling", "datum": "2026-01-20"},
        },
    }
    antwoord = beantwoord(vraag, regio=regio)
    assert antwoord.uitkomst == "geweigerd"
    assert [b.rij for b in antwoord.bevindingen] == ["stapelen-t-t"]
    assert antwoord.regio == "proefregio"


def test_command_writes_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regio", "nieuw", "proef", "--map", str(tmp_path / "x"), "--vanaf", "2027-01-01"]) == 0
    assert f"regio controleer {tmp_path / 'x'}" in capsys.readouterr().out
    assert main(["regio", "controleer", str(tmp_path / "x")]) == 0


def test_a_region_goes_by_its_bare_folder_name_but_never_before_one_of_the_product(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for naam in ("proef", "westfriesland"):
        assert main(["regio", "nieuw", naam]) == 0
    (tmp_path / "vraag.json").write_text('{"vraag": "contact", "gemeente": "Voorbeeldgemeente"}')
    capsys.readouterr()
    assert main(["toets", "vraag.json", "--regio", "proef"]) == 0
    assert '"adres": "lokale.toegang@proef.example"' in capsys.readouterr().out
    assert main(["toets", "vraag.json"]) == 2
    assert main(["toets", "vraag.json", "--regio", "./westfriesland"]) == 0


@pytest.mark.parametrize(
    ("args", "melding"),
    [
        (["Proef Regio"], "mag alleen kleine letters"),
        (["../proef"], "mag alleen kleine letters"),
        (["proef", "--map", "{vol}"], "bestaat al; kies een andere map"),
        (["proef", "--vanaf", "2026-02-30"], "is geen bestaande datum"),
    ],
)
def test_a_wrong_call_writes_nothing(
    args: list[str], melding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vol = tmp_path / "vol"
    vol.mkdir()
    (vol / "brief.txt").write_text("van een ander")
    assert main(["regio", "nieuw", *(a.format(vol=vol) for a in args)]) == 2
    assert melding in capsys.readouterr().err
    assert [p.name for p in vol.iterdir()] == ["brief.txt"]
