"""Receipt and replay: what an answer stood on, and what today's tables say of the same question."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from regiokopie import Regiokopie
from syrupy.assertion import SnapshotAssertion

from jeugdregels.cli import main
from jeugdregels.gevallen import lees
from jeugdregels.herhaal import (
    Aanvaard,
    Herhaling,
    Opgeslagen,
    Verschil,
    als_tekst,
    herhaal,
    maak_verslag,
    vergelijk,
)
from jeugdregels.kwitantie import hash_van, maak_kwitantie
from jeugdregels.regio import REGIOS, laad
from jeugdregels.vragen import beantwoord

GEVALLEN = list(lees(laad()))

VRAAG: dict[str, Any] = {
    "vraag": "toewijzing",
    "peildatum": "2025-09-01",
    "gemeente": "Koggenland",
    "jeugdige": {"geboortedatum": "2012-05-01", "woont_thuis": True},
    "aanbieders": {"De Linde": {"contracten": [{"segment": "B", "van": "2025-07-01"}]}},
    "lopend": [{"product": "B/P7/perspectief", "aanbieder": "De Linde", "van": "2025-07-15"}],
    "aanvraag": {
        "route": "lokale_toegang",
        "product": "B/P4/intensief",
        "componenten": [],
        "aanbieder": "De Linde",
        "van": "2025-10-01",
        "tot": "2026-09-30",
        "toestemming": {"vorm": "mondeling", "datum": "2025-08-20"},
    },
}


@pytest.fixture
def bewaard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Stored answers to three questions, as the command writes them."""
    vragen = tmp_path / "vragen.jsonl"
    andere = [
        {"vraag": "contact", "gemeente": "Opmeer"},
        {"vraag": "regie", "route": "gecertificeerde_instelling", "segment": "C"},
    ]
    vragen.write_text("".join(json.dumps(v) + "\n" for v in [VRAAG, *andere]), encoding="utf-8")
    assert main(["toets", "--jsonl", "--kwitantie", str(vragen)]) == 0
    antwoorden = tmp_path / "antwoorden.jsonl"
    antwoorden.write_text(capsys.readouterr().out, encoding="utf-8")
    return antwoorden


@pytest.fixture
def kopie(tmp_path: Path) -> Regiokopie:
    return Regiokopie(tmp_path / "straks")


def _draai(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    uitgang = main(["toets", *args])
    uit = capsys.readouterr()
    return uitgang, uit.out, uit.err


def test_receipt_names_question_code_and_files() -> None:
    antwoord = beantwoord(VRAAG)
    k = maak_kwitantie(VRAAG, antwoord, gesteld_op=date(2025, 9, 2)).naar_dict()
    assert k["gesteld_op"] == "2025-09-02"
    assert k["vraag"] == VRAAG
    assert k["vraag_hash"] == hash_van(json.loads(json.dumps(VRAAG)))
    assert k["antwoord_hash"] == hash_van(antwoord.naar_dict())
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", k["code"]["versie"])
    assert re.fullmatch(r"[0-9a-f]{64}", k["code"]["hash"])
    assert (k["regio"]["naam"], k["regio"]["versie"]) == ("westfriesland", "2025-07-01")
    assert set(k["regio"]["bestanden"]) == {b.pad for reeks in laad().bestanden.values() for b in reeks}
    for pad, som in k["regio"]["bestanden"].items():
        assert som == hashlib.sha256((REGIOS / "westfriesland" / pad).read_bytes()).hexdigest()


def test_receipt_names_only_the_files_that_counted(kopie: Regiokopie) -> None:
    kopie.wijzig("stapelen", "stapelen-b-b", naar="2026-01-01", voorwaarde="geen")
    regio = kopie.regio()

    def tabellen(peildatum: str) -> list[str]:
        vraag = {**VRAAG, "peildatum": peildatum}
        k = maak_kwitantie(vraag, beantwoord(vraag, regio=regio), gesteld_op=date(2026, 2, 1), regio=regio)
        return [pad for pad in k.bestanden if pad.startswith("stapelen/")]

    assert tabellen("2025-12-31") == ["stapelen/2025-07-01.yaml"]
    assert tabellen("2026-01-01") == ["stapelen/2026-01-01.yaml"]


def test_receipt_of_a_wrong_question_names_no_files() -> None:
    vraag = {"vraag": "contact", "gemeente": "Elders"}
    k = maak_kwitantie(vraag, beantwoord(vraag), gesteld_op=date(2025, 9, 2))
    assert (k.vraag, k.bestanden, k.regio_versie) == (vraag, {}, "")


def test_command_adds_the_receipt_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pad = tmp_path / "vraag.json"
    pad.write_text(json.dumps(VRAAG), encoding="utf-8")
    kaal = json.loads(_draai(capsys, str(pad))[1])
    met = json.loads(_draai(capsys, "--kwitantie", str(pad))[1])
    assert "kwitantie" not in kaal
    kwitantie = met.pop("kwitantie")
    assert met == kaal
    assert kwitantie["antwoord_hash"] == hash_van(kaal)
    assert date.fromisoformat(kwitantie["gesteld_op"])


def test_one_readable_answer_can_be_replayed_as_it_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vraag, antwoord = tmp_path / "vraag.json", tmp_path / "antwoord.json"
    vraag.write_text(json.dumps(VRAAG), encoding="utf-8")
    antwoord.write_text(_draai(capsys, "--kwitantie", str(vraag))[1], encoding="utf-8")
    assert antwoord.read_text(encoding="utf-8").startswith("{\n")
    assert _draai(capsys, "--herhaal", str(antwoord))[0] == 0


def test_same_tables_give_no_difference(bewaard: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _draai(capsys, "--herhaal", str(bewaard)) == (
        0,
        "3 vragen opnieuw gesteld: 3 hetzelfde, 0 anders; 0 verschillen aanvaard, 0 niet.\n",
        "",
    )


def test_every_case_replays_to_the_same_answer() -> None:
    opgeslagen = [
        Opgeslagen(g.naam, n, g.vraag, beantwoord(g.vraag, volledig=bool(n % 2)).naar_dict())
        for n, g in enumerate(GEVALLEN)
    ]
    verslag = maak_verslag(herhaal(opgeslagen))
    assert verslag.anders == ()
    assert verslag.aantal == len(GEVALLEN)


@pytest.mark.eis("S-051")
def test_new_tables_show_the_rule_and_the_row(
    bewaard: Path, kopie: Regiokopie, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    kopie.wijzig("stapelen", "stapelen-b-b", voorwaarde="geen")
    kopie.wijzig("gemeenten", "gemeente-opmeer", adres="nieuw@opmeer.example")
    uitgang, tekst, fout = _draai(capsys, "--herhaal", str(bewaard), "--regio-map", str(kopie.map))
    assert (uitgang, fout) == (1, "")
    eigen = [
        r for r in tekst.splitlines() if not r.startswith("      ")
    ]  # without the sentences of the rules
    assert "\n".join(eigen) == snapshot
    assert "      nu:  adres: nieuw@opmeer.example\n" in tekst


def test_json_report_of_new_tables(
    bewaard: Path, kopie: Regiokopie, capsys: pytest.CaptureFixture[str]
) -> None:
    kopie.wijzig("stapelen", "stapelen-b-b", voorwaarde="geen")
    uitgang, tekst, _ = _draai(capsys, "--herhaal", str(bewaard), "--regio-map", str(kopie.map), "--json")
    verslag = json.loads(tekst)
    assert uitgang == 1
    assert (verslag["vragen"], verslag["niet_aanvaard"]) == (3, 1)
    [anders] = verslag["anders"]
    assert anders["uitkomst"] == {"oud": "geweigerd", "nieuw": "toegestaan"}
    [verschil] = anders["verschillen"]
    assert (verschil["regel"], verschil["rij"], verschil["veld"]) == ("stapelen", "stapelen-b-b", "bevinding")
    assert verschil["nieuw"] is None
    assert verschil["aanvaard"] is None


def test_accepted_differences_end_well_and_leftovers_are_told(
    bewaard: Path, kopie: Regiokopie, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kopie.wijzig("stapelen", "stapelen-b-b", voorwaarde="geen")
    lijst = tmp_path / "verschillen.yaml"
    lijst.write_text(
        """aanvaard:
  - {id: alle, regel: stapelen, rij: stapelen-b-b, reden: Besluit van de regio, door: C. de Wit, op: 2026-01-12}
  - {id: alle, regel: leeftijd, reden: Nooit gebeurd, door: C. de Wit, op: 2026-01-12}
""",
        encoding="utf-8",
    )
    args = ["--herhaal", str(bewaard), "--regio-map", str(kopie.map), "--aanvaard", str(lijst)]
    uitgang, tekst, _ = _draai(capsys, *args)
    assert uitgang == 0
    assert "aanvaard door C. de Wit op 2026-01-12: Besluit van de regio" in tekst
    assert "het aanvaarde verschil alle (leeftijd) komt niet meer voor" in tekst
    assert tekst.endswith("1 verschil aanvaard, 0 niet.\n")
    kopie.wijzig("regie", "regie-gi-c", advies={"regierol": "lokale_toegang"})
    assert _draai(capsys, *args)[0] == 1


def test_acceptance_counts_for_its_question_rule_and_row_only() -> None:
    h = Herhaling("a", 1, "toewijzing", "geweigerd", "toegestaan", ())
    v = Verschil("stapelen", "stapelen-b-b", "bevinding", {}, None)

    def past(id_: str, regel: str, rij: str | None) -> bool:
        return Aanvaard(id_, regel, rij, "r", "d", date(2026, 1, 1)).past(h, v)

    assert past("a", "stapelen", None)
    assert past("alle", "stapelen", "stapelen-b-b")
    assert not past("b", "stapelen", None)
    assert not past("a", "leeftijd", None)
    assert not past("a", "stapelen", "stapelen-c-c")


@pytest.mark.parametrize(
    ("regel", "melding"),
    [
        ("{id: a, regel: stapelen, reden: x, door: y}", "het veld 'op' ontbreekt"),
        ("{id: a, regel: stapelen, reden: ' ', door: y, op: 2026-01-01}", "'reden' moet tekst zijn"),
        ("{id: a, regel: stapelen, reden: x, door: y, op: vandaag}", "'op' moet een datum zijn"),
        ("{id: a, regel: s, reden: x, door: y, op: 2026-01-01, kleur: rood}", "'kleur' bestaat niet"),
        ("stapelen", "moet de velden id, regel, reden, door, op hebben"),
    ],
)
def test_acceptance_without_reason_name_or_date_is_refused(
    bewaard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], regel: str, melding: str
) -> None:
    lijst = tmp_path / "verschillen.yaml"
    lijst.write_text(f"aanvaard:\n  - {regel}\n", encoding="utf-8")
    uitgang, tekst, fout = _draai(capsys, "--herhaal", str(bewaard), "--aanvaard", str(lijst))
    assert (uitgang, tekst) == (2, "")
    assert f"{lijst}: aanvaard[1]" in fout
    assert melding in fout


@pytest.mark.parametrize(
    ("inhoud", "melding"),
    [
        (None, "kan niet gelezen worden"),
        ("a: [", "is geen leesbare YAML"),
        ("verschillen: []", "begin met 'aanvaard:' en daaronder een lijst"),
    ],
)
def test_a_list_that_cannot_be_read_is_told(
    bewaard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], inhoud: str | None, melding: str
) -> None:
    lijst = tmp_path / "verschillen.yaml"
    if inhoud is not None:
        lijst.write_text(inhoud, encoding="utf-8")
    uitgang, _, fout = _draai(capsys, "--herhaal", str(bewaard), "--aanvaard", str(lijst))
    assert uitgang == 2
    assert melding in fout


def test_what_was_no_question_is_skipped_and_said(bewaard: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A stream goes on after a line that is no question; so does asking it again."""
    aantal = len(bewaard.read_text("utf-8").splitlines())
    fout = '{"uitkomst":"fout","fouten":[{"veld":"","melding":"De vraag is geen geldige JSON."}]}'
    bewaard.write_text(f"{fout}\n{bewaard.read_text('utf-8')}", "utf-8")
    uitgang, tekst, gezegd = _draai(capsys, "--herhaal", str(bewaard))
    assert uitgang == 0
    assert f"{aantal} vragen opnieuw gesteld" in tekst
    assert gezegd.rstrip().endswith("geen vraag te lezen: regel 1.")


def test_findings_are_told_apart_by_rule_and_row() -> None:
    def bevinding(rij: str, **anders: str) -> dict[str, Any]:
        return {"regel": "leeftijd", "rij": rij, "uitkomst": "geweigerd", "uitleg": "Te oud.", **anders}

    oud = {"uitkomst": "geweigerd", "bevindingen": [bevinding("a"), bevinding("b")], "advies": {"x": "1"}}
    nieuw = {
        "uitkomst": "geweigerd",
        "bevindingen": [bevinding("b", uitleg="Nog te oud."), bevinding("c")],
        "advies": {"x": "2"},
        "regio": {"naam": "elders", "versie": "2030-01-01"},
    }
    assert [(v.regel, v.rij, v.veld) for v in vergelijk(oud, nieuw)] == [
        ("leeftijd", "a", "bevinding"),
        ("leeftijd", "b", "uitleg"),
        ("leeftijd", "c", "bevinding"),
        ("antwoord", "", "advies"),
    ]
    assert vergelijk(oud, {**oud, "regio": nieuw["regio"]}) == ()
    assert [v.veld for v in vergelijk(oud, {**oud, "uitkomst": "opgeschort"})] == ["uitkomst"]


def test_report_for_people(snapshot: SnapshotAssertion) -> None:
    verschillen = (
        Verschil(
            "stapelen", "stapelen-b-b", "bevinding", {"uitkomst": "geweigerd", "uitleg": "Mag niet."}, None
        ),
        Verschil("leeftijd", "leeftijd-x", "uitleg", "Tot 18 jaar.", "Tot 19 jaar."),
        Verschil("antwoord", "", "bedragen", {"zakgeld": "12.00"}, {"zakgeld": "13.00"}),
    )
    h = Herhaling("vt-2026-0001", 4, "toewijzing", "geweigerd", "toegestaan", verschillen)
    aanvaard = Aanvaard(
        "alle", "leeftijd", None, "De verordening is gewijzigd", "C. de Wit", date(2026, 1, 12)
    )
    oud = Aanvaard("vt-2025-0007", "plan", "plan-1", "Oud", "C. de Wit", date(2026, 1, 12))
    assert als_tekst(maak_verslag([h], [aanvaard, oud])) == snapshot


def test_a_question_that_became_wrong_is_a_difference(
    bewaard: Path, kopie: Regiokopie, capsys: pytest.CaptureFixture[str]
) -> None:
    kopie.wijzig("gemeenten", "gemeente-opmeer", naam="Groot-Opmeer")
    uitgang, tekst, _ = _draai(capsys, "--herhaal", str(bewaard), "--regio-map", str(kopie.map))
    assert uitgang == 1
    assert re.search(r"Vraag \w+ \(regel 2, contact\): advies → fout", tekst)


def test_a_line_may_carry_an_id_and_a_plain_question(
    tmp_path: Path, kopie: Regiokopie, capsys: pytest.CaptureFixture[str]
) -> None:
    pad = tmp_path / "eigen.jsonl"
    regel = {"id": "vt-2026-0188", "vraag": VRAAG, "antwoord": beantwoord(VRAAG).naar_dict()}
    pad.write_text(json.dumps(regel) + "\n\n", encoding="utf-8")
    kopie.wijzig("stapelen", "stapelen-b-b", voorwaarde="geen")
    uitgang, tekst, _ = _draai(capsys, "--herhaal", str(pad), "--regio-map", str(kopie.map))
    assert uitgang == 1
    assert tekst.startswith("Vraag vt-2026-0188 (regel 1, toewijzing): geweigerd → toegestaan\n")


@pytest.mark.parametrize(
    ("regel", "melding"),
    [
        ("{", "is geen geldige JSON"),
        ("[]", "moet een antwoord met een kwitantie zijn"),
        ('{"uitkomst": "toegestaan"}', "bevat geen vraag met antwoord"),
        ('{"vraag": {"vraag": "contact"}, "antwoord": {}}', "bevat geen vraag met antwoord"),
    ],
)
def test_a_line_that_cannot_be_replayed_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], regel: str, melding: str
) -> None:
    pad = tmp_path / "stuk.jsonl"
    pad.write_text(regel + "\n", encoding="utf-8")
    uitgang, tekst, fout = _draai(capsys, "--herhaal", str(pad))
    assert (uitgang, tekst) == (2, "")
    assert f"{pad}:1: " in fout
    assert melding in fout


@pytest.mark.parametrize("sleutel", ["vraag", "antwoord"])
def test_tampered_answers_are_not_replayed(
    bewaard: Path, capsys: pytest.CaptureFixture[str], sleutel: str
) -> None:
    eerste, *rest = bewaard.read_text(encoding="utf-8").splitlines()
    document = json.loads(eerste)
    if sleutel == "vraag":
        document["kwitantie"]["vraag"]["gemeente"] = "Hoorn"
    else:
        document["uitkomst"] = "toegestaan"
    bewaard.write_text("\n".join([json.dumps(document), *rest]), encoding="utf-8")
    uitgang, _, fout = _draai(capsys, "--herhaal", str(bewaard))
    assert uitgang == 2
    assert f"({sleutel}_hash)" in fout


def test_a_missing_file_or_region_is_told(
    bewaard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _draai(capsys, "--herhaal", str(tmp_path / "weg.jsonl"))[0] == 2
    assert _draai(capsys, "--herhaal", str(bewaard), "--regio-map", str(tmp_path / "weg"))[0] == 2
