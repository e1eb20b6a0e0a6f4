"""``regio excel``: out to a workbook, back as a diff that a person approves; nothing half-written."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from regiokopie import Regiokopie
from syrupy.assertion import SnapshotAssertion

from jeugdregels import excel
from jeugdregels.cli import main
from jeugdregels.excel import ACTIE, UITLEG, VERWIJDEREN, lees_werkboek, pas_toe, schrijf_werkboek
from jeugdregels.regio import Regio, laad_map
from jeugdregels.schema import ONDERWERPEN


class Proef:
    """A copy of the region with its workbook; ``bewerk`` opens, changes and saves the workbook."""

    def __init__(self, map_: Path, klaar: Proef | None = None) -> None:
        self.pad = map_ / "tabellen.xlsx"
        if klaar is None:
            self.kopie = Regiokopie(map_ / "regio")
            self.regio: Regio = self.kopie.regio()
            schrijf_werkboek(self.regio, self.regio.versies[-1], self.pad)
        else:
            self.kopie = Regiokopie(map_ / "regio", klaar.kopie.map)
            self.regio = self.kopie.regio()
            shutil.copy(klaar.pad, self.pad)

    def bewerk(self, doe: Callable[[Any], None]) -> None:
        """Change the workbook and save it."""
        werkboek = openpyxl.load_workbook(self.pad)
        doe(werkboek)
        werkboek.save(self.pad)

    def zet(self, *cellen: tuple[str, str, str, Any]) -> list[str]:
        """Put values in cells, each by sheet, row and column; returns the addresses of the cells."""
        adressen: list[str] = []

        def doe(werkboek: Any) -> None:
            for blad, rij, kolom, waarde in cellen:
                b = werkboek[blad]
                k = next(c.column for c in b[1] if c.value == kolom)
                r = next(r[1].row for r in b.iter_rows() if r[1].value == rij)
                b.cell(r, k).value = waarde
                adressen.append(b.cell(r, k).coordinate)

        self.bewerk(doe)
        return adressen

    def bestanden(self) -> set[str]:
        """The names of every file in the region folder."""
        return {p.relative_to(self.kopie.map).as_posix() for p in self.kopie.map.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def klaar(tmp_path_factory: pytest.TempPathFactory) -> Proef:
    return Proef(tmp_path_factory.mktemp("excel"))


@pytest.fixture
def proef(tmp_path: Path, klaar: Proef) -> Proef:
    return Proef(tmp_path, klaar)


def _in(proef: Proef, capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    uitgang = main(["regio", "excel", "in", str(proef.kopie.map), str(proef.pad), *args])
    uit = capsys.readouterr()
    return uitgang, uit.out, uit.err


def test_an_untouched_workbook_changes_nothing(proef: Proef, capsys: pytest.CaptureFixture[str]) -> None:
    assert _in(proef, capsys) == (0, "Het werkboek is gelijk aan de gegevens; er verandert niets.\n", "")


def test_a_sheet_per_subject_with_locked_ids_and_choices(proef: Proef) -> None:
    werkboek = openpyxl.load_workbook(proef.pad)
    assert werkboek.sheetnames == [UITLEG, *ONDERWERPEN]
    blad = werkboek["stapelen"]
    assert [c.value for c in blad[1]][:5] == [ACTIE, "id", "segment_1", "segment_2", "voorwaarde"]
    assert blad.protection.sheet is True
    assert blad["B2"].protection.locked is True
    assert blad["C2"].protection.locked is False
    keuzes = {str(v.sqref).split(":")[0]: v.formula1 for v in blad.data_validations.dataValidation}
    assert keuzes["E2"] == '"geen,verschillende_aanbieders,nooit"'
    assert keuzes["A2"] == f'"{VERWIJDEREN}"'
    uitleg = "\n".join(str(c.value) for c in werkboek[UITLEG]["B"])
    assert "Verander een cel. De kolom id ligt vast" in uitleg


@pytest.mark.eis("S-051", "S-165", "S-190")
def test_edited_cells_come_back_as_a_diff_and_write_nothing(
    proef: Proef, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    proef.zet(("stapelen", "stapelen-b-b", "voorwaarde", "geen"))
    proef.zet(("zakgeld", "zakgeld-6-tot-12", "zakgeld", "12,50"))
    proef.zet(("contacten", "contact-beleid", ACTIE, VERWIJDEREN))
    proef.bewerk(
        lambda w: w["gemeenten"].append(
            [
                None,
                "gemeente-proef",
                "Proefstad",
                "9998",
                "jeugd@proef.example",
                "S-001; S-190",
                "Proef",
                "p. 1",
                "voorbeeld",
            ]
        )
    )
    eerder = proef.bestanden()
    uitgang, tekst, fout = _in(proef, capsys)
    assert (uitgang, fout) == (1, "")
    assert tekst == snapshot
    assert proef.bestanden() == eerder


def test_approved_changes_become_new_dated_files(proef: Proef, capsys: pytest.CaptureFixture[str]) -> None:
    proef.zet(("zakgeld", "zakgeld-6-tot-12", "zakgeld", "13.00"))
    eerder = proef.bestanden()
    uitgang, tekst, _ = _in(proef, capsys, "--pas-toe", "--geldig-van", "2026-01-01")
    assert uitgang == 0
    assert tekst.endswith("Geschreven: zakgeld/2026-01-01.yaml\n")
    assert proef.bestanden() - eerder == {"zakgeld/2026-01-01.yaml"}
    regio = laad_map(proef.kopie.map)

    def bedrag(dag: date) -> Any:
        return next(r["zakgeld"] for r in regio.rijen_op(dag)["zakgeld"] if r.id == "zakgeld-6-tot-12")

    assert (bedrag(date(2025, 12, 31)), bedrag(date(2026, 1, 1))) == ("12.00", "13.00")
    assert regio.rijen_op(date(2026, 1, 1))["gemeenten"] == regio.rijen_op(date(2025, 7, 1))["gemeenten"]


def test_every_kind_of_value_survives_the_way_out_and_back(proef: Proef) -> None:
    """Not only unchanged text: each sheet is written back whole, from the cells alone."""
    rijen = proef.regio.rijen_op(proef.regio.begin)
    proef.zet(*((naam, rijen[naam][0].id, "toelichting", "aangeraakt") for naam in ONDERWERPEN))
    wijziging = lees_werkboek(proef.pad, proef.regio)
    assert {v.onderwerp for v in wijziging.verschillen} == set(ONDERWERPEN)
    assert {w.veld for v in wijziging.verschillen for w in v.velden} == {"toelichting"}


def test_cells_as_people_and_programs_write_them(proef: Proef) -> None:
    cellen: list[tuple[str, str, str, Any, Any]] = [
        ("vervallen_routes", "route-eetstoornissen", "laatste_dag", datetime(2025, 8, 31), date(2025, 8, 31)),
        (
            "vervallen_routes",
            "route-onderaannemer-gecontracteerd",
            "laatste_dag",
            "31-8-2025",
            date(2025, 8, 31),
        ),
        ("leeftijden", "leeftijd-overig-verblijf", "tot_leeftijd", 19, 19),
        ("zakgeld", "zakgeld-6-tot-12", "zakgeld", 12.5, "12.50"),
        ("segmenten", "segment-v", "integraal_tarief", "NEE", False),
        ("segmenten", "segment-c", "integraal_tarief", True, True),
        ("contacten", "contact-beleid", "naam", "-cmd|' /C calc'!A0", "-cmd|' /C calc'!A0"),
        ("contacten", "contact-nwo", "naam", "@SUM(1)", "@SUM(1)"),
        ("contacten", "contact-zorgmakelaar", "naam", "+31 229 123456", "+31 229 123456"),
    ]
    proef.zet(*(c[:4] for c in cellen))
    gelezen = {
        (v.onderwerp, v.id, w.veld): w.nieuw
        for v in lees_werkboek(proef.pad, proef.regio).verschillen
        for w in v.velden
    }
    assert gelezen == {(blad, rij, kolom): waarde for blad, rij, kolom, _, waarde in cellen}


UIT_EEN_CEL: list[tuple[str, str, str, Any, str]] = [
    ("zakgeld", "zakgeld-6-tot-12", "zakgeld", 12.345, "meer dan twee cijfers achter de komma"),
    ("zakgeld", "zakgeld-6-tot-12", "vanaf_leeftijd", "zes", "'zes' is geen geheel getal vanaf 0"),
    ("vervallen_routes", "route-eetstoornissen", "laatste_dag", "31-6-2025", "geen bestaande datum"),
    ("gemeenten", "gemeente-hoorn", "code", 405, "een getal gemaakt; zet er een ' voor"),
    ("gemeenten", "gemeente-hoorn", "naam", "=1+1", "hier staat een formule; typ de waarde zelf"),
    ("gemeenten", "gemeente-hoorn", ACTIE, "weg", f"kies '{VERWIJDEREN}' of laat leeg"),
    ("regie", "regie-gi-b", "advies", "de aanbieder", "heeft geen naam en waarde"),
    ("regie", "regie-gi-v", "advies", "regierol: a | regierol: b", "'regierol' staat er twee keer"),
    ("gemeenten", "gemeente-opmeer", "naam", "#REF!", "hier staat de foutwaarde #REF!; typ de waarde zelf"),
    (
        "gemeenten",
        "gemeente-opmeer",
        "status",
        datetime(2025, 7, 1),
        "Excel heeft van deze cel een datum gemaakt",
    ),
]
"""What a cell cannot hold, whatever the rest says."""

UIT_EEN_RIJ: list[tuple[str, str, str, Any, str]] = [
    ("stapelen", "stapelen-b-b", "voorwaarde", "soms", "is 'soms', maar mag alleen zijn: geen"),
    ("zakgeld", "zakgeld-6-tot-12", "zakgeld", "veel", "moet een bedrag in euro's"),
    ("zakgeld", "zakgeld-6-tot-12", "vanaf_leeftijd", -6, "een geheel getal vanaf 0"),
    ("gemeenten", "gemeente-medemblik", "code", "420", "vier cijfers"),
    ("gemeenten", "gemeente-hoorn", "naam", None, "ontbreekt; vul dit veld in"),
    ("gemeenten", "gemeente-koggenland", "eisen", "51", "'51' is geen eisnummer"),
    ("gemeenten", "gemeente-drechterland", "status", "zeker", "is 'zeker', maar mag alleen zijn"),
]
"""What the loader says of a row."""

UIT_SAMENHANG: list[tuple[str, str, str, Any, str]] = [
    ("stapelen", "stapelen-b-b", "segment_1", "Q", "'Q' is geen segment waarvoor toewijzingen bestaan"),
    ("gemeenten", "gemeente-koggenland", "naam", "Hoorn", "'Hoorn' staat er al"),
]
"""What rows say against each other."""


@pytest.mark.parametrize(
    "gevallen", [UIT_EEN_CEL, UIT_EEN_RIJ, UIT_SAMENHANG], ids=["cel", "rij", "samenhang"]
)
def test_an_error_names_sheet_row_column_and_remedy(
    proef: Proef, capsys: pytest.CaptureFixture[str], gevallen: list[tuple[str, str, str, Any, str]]
) -> None:
    adressen = proef.zet(*(g[:4] for g in gevallen))
    eerder = proef.bestanden()
    uitgang, tekst, fout = _in(proef, capsys, "--pas-toe", "--geldig-van", "2026-01-01")
    assert (uitgang, tekst) == (2, "")
    for (blad, _, kolom, _, melding), adres in zip(gevallen, adressen, strict=True):
        nummer = "".join(filter(str.isdigit, adres))
        plek = f"Blad {blad}, rij {nummer}, kolom {kolom} ({adres}): "
        assert any(r.startswith(plek) and melding in r for r in fout.splitlines()), (plek, fout)
    assert fout.endswith("er is niets geschreven.\n")
    assert proef.bestanden() == eerder


def test_a_removed_row_that_others_need_is_refused(proef: Proef, capsys: pytest.CaptureFixture[str]) -> None:
    proef.zet(("stapelen", "stapelen-b-c", ACTIE, VERWIJDEREN))
    uitgang, _, fout = _in(proef, capsys)
    assert uitgang == 2
    assert "Blad stapelen: het paar B en C ontbreekt" in fout


def test_a_new_row_with_an_id_that_is_taken_is_refused(
    proef: Proef, capsys: pytest.CaptureFixture[str]
) -> None:
    proef.bewerk(lambda w: w["contacten"].append([c.value for c in w["contacten"][2]]))
    uitgang, _, fout = _in(proef, capsys)
    assert uitgang == 2
    assert "staat ook in rij 2; geef een eigen id" in fout


@pytest.mark.parametrize(
    ("doe", "melding"),
    [
        (lambda w: w.remove(w["zakgeld"]), "Blad zakgeld: ontbreekt"),
        (lambda w: w.create_sheet("kladblad"), "Blad kladblad: hoort niet bij de tabellen"),
        (lambda w: w["zakgeld"].delete_cols(3), "kolom vanaf_leeftijd: deze kolom ontbreekt"),
        (lambda w: w["zakgeld"].cell(1, 20).__setattr__("value", "zakgeld"), "deze kolom staat er twee keer"),
        (lambda w: w["zakgeld"].cell(1, 20).__setattr__("value", "extra"), "deze kolom bestaat niet"),
        (
            lambda w: w[UITLEG].cell(2, 2).__setattr__("value", "elders"),
            "het werkboek is van de regio elders",
        ),
        (lambda w: w[UITLEG].cell(1, 2).__setattr__("value", "9"), "is niet van deze versie"),
    ],
)
def test_a_workbook_of_another_shape_is_refused(
    proef: Proef, capsys: pytest.CaptureFixture[str], doe: Callable[[Any], None], melding: str
) -> None:
    proef.bewerk(doe)
    uitgang, _, fout = _in(proef, capsys)
    assert uitgang == 2
    assert melding in fout


def test_data_that_changed_since_the_export_are_not_overwritten(
    proef: Proef, capsys: pytest.CaptureFixture[str]
) -> None:
    proef.kopie.wijzig("zakgeld", "zakgeld-6-tot-12", zakgeld="14.00")
    uitgang, _, fout = _in(proef, capsys)
    assert uitgang == 2
    assert "zijn veranderd nadat dit werkboek is gemaakt" in fout


@pytest.mark.parametrize(
    ("args", "melding"),
    [
        (["--pas-toe"], "Zeg met --geldig-van vanaf welke dag"),
        (["--pas-toe", "--geldig-van", "2026-02-30"], "is geen bestaande datum"),
        (["--pas-toe", "--geldig-van", "2025-07-01"], "kies bij --geldig-van een dag na 2025-07-01"),
    ],
)
def test_a_date_that_cannot_be_is_refused(
    proef: Proef, capsys: pytest.CaptureFixture[str], args: list[str], melding: str
) -> None:
    proef.zet(("zakgeld", "zakgeld-6-tot-12", "zakgeld", "13.00"))
    eerder = proef.bestanden()
    uitgang, _, fout = _in(proef, capsys, *args)
    assert uitgang == 2
    assert melding in fout
    assert proef.bestanden() == eerder


def test_a_table_with_a_later_version_is_not_slipped_behind(
    proef: Proef, capsys: pytest.CaptureFixture[str]
) -> None:
    proef.kopie.wijzig("zakgeld", "zakgeld-6-tot-12", naar="2026-07-01", zakgeld="14.00")
    regio = proef.kopie.regio()
    schrijf_werkboek(regio, date(2025, 7, 1), proef.pad)
    proef.zet(("zakgeld", "zakgeld-6-tot-12", "zakgeld", "13.00"))
    uitgang, _, fout = _in(proef, capsys, "--pas-toe", "--geldig-van", "2026-01-01")
    assert uitgang == 2
    assert "er is al een latere versie van deze tabel (zakgeld/2026-07-01.yaml)" in fout


def test_a_table_with_a_last_day_is_followed_on_the_day_after(
    proef: Proef, capsys: pytest.CaptureFixture[str]
) -> None:
    proef.kopie.bewerk("zakgeld", lambda inhoud: inhoud.update(geldig_tot=date(2025, 12, 31)))
    schrijf_werkboek(proef.kopie.regio(), date(2025, 7, 1), proef.pad)
    proef.zet(("zakgeld", "zakgeld-6-tot-12", "zakgeld", "13.00"))
    uitgang, _, fout = _in(proef, capsys, "--pas-toe", "--geldig-van", "2026-02-01")
    assert uitgang == 2
    assert "de huidige tabel geldt tot en met 2025-12-31; laat de nieuwe op de dag erna beginnen" in fout
    assert _in(proef, capsys, "--pas-toe", "--geldig-van", "2026-01-01")[0] == 0


def test_all_files_are_written_or_none(proef: Proef, monkeypatch: pytest.MonkeyPatch) -> None:
    proef.zet(
        ("zakgeld", "zakgeld-6-tot-12", "zakgeld", "13.00"),
        ("stapelen", "stapelen-b-b", "voorwaarde", "geen"),
    )
    wijziging = lees_werkboek(proef.pad, proef.regio, date(2026, 1, 1))
    assert set(wijziging.bestanden) == {"stapelen/2026-01-01.yaml", "zakgeld/2026-01-01.yaml"}
    eerder = proef.bestanden()
    vervang = os.replace

    def schijf_vol(van: Path, naar: Path) -> None:
        if naar.parent.name == "zakgeld":
            raise OSError("schijf vol")
        vervang(van, naar)

    monkeypatch.setattr(os, "replace", schijf_vol)
    with pytest.raises(OSError, match="schijf vol"):
        pas_toe(wijziging, proef.kopie.map)
    assert proef.bestanden() == eerder
    monkeypatch.undo()
    assert pas_toe(wijziging, proef.kopie.map) == sorted(wijziging.bestanden)
    with pytest.raises(FileExistsError, match="bestaat al"):
        pas_toe(wijziging, proef.kopie.map)


@pytest.mark.parametrize(
    ("grens", "melding"), [("GROOTSTE", "is groter dan"), ("GROOTSTE_UITGEPAKT", "te groot")]
)
def test_a_workbook_that_is_too_large_is_refused(
    proef: Proef,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    grens: str,
    melding: str,
) -> None:
    monkeypatch.setattr(excel, grens, 5000)
    uitgang, _, fout = _in(proef, capsys)
    assert uitgang == 2
    assert melding in fout


def test_missing_workbook_and_region(proef: Proef, capsys: pytest.CaptureFixture[str]) -> None:
    proef.pad.unlink()
    uitgang, _, fout = _in(proef, capsys)
    assert uitgang == 2
    assert f"{proef.pad} bestaat niet" in fout
    assert main(["regio", "excel", "uit", str(proef.pad.parent / "weg"), str(proef.pad)]) == 2
    assert "deze map bestaat niet" in capsys.readouterr().err


def test_a_file_that_is_no_workbook_is_refused(proef: Proef, capsys: pytest.CaptureFixture[str]) -> None:
    proef.pad.write_text("geen werkboek")
    uitgang, _, fout = _in(proef, capsys)
    assert uitgang == 2
    assert "is geen werkboek; bewaar het als Excel-werkmap (.xlsx)" in fout


def test_a_workbook_with_its_own_xml_entities_is_refused(
    proef: Proef, capsys: pytest.CaptureFixture[str]
) -> None:
    bom = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with zipfile.ZipFile(proef.pad, "a") as archief:
        archief.writestr("xl/extra.xml", bom)
    uitgang, _, fout = _in(proef, capsys)
    assert uitgang == 2
    assert "xl/extra.xml" in fout


def test_values_that_look_like_a_formula_leave_as_text(proef: Proef) -> None:
    proef.kopie.wijzig("contacten", "contact-beleid", naam="=HYPERLINK(0)", toelichting="@SUM(A1)")
    regio = proef.kopie.regio()
    schrijf_werkboek(regio, regio.begin, proef.pad)
    cellen = {c.value: c for r in openpyxl.load_workbook(proef.pad)["contacten"].iter_rows() for c in r}
    for waarde in ("=HYPERLINK(0)", "@SUM(A1)"):
        assert cellen[waarde].data_type == "s"
        assert cellen[waarde].quotePrefix is True
    assert cellen["zorgmakelaar"].quotePrefix is False
    assert cellen[None].quotePrefix is False
    assert lees_werkboek(proef.pad, regio).verschillen == ()


def test_without_openpyxl_the_message_says_what_to_install(
    proef: Proef, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for richting in ("uit", "in"):
        assert main(["regio", "excel", richting, str(proef.kopie.map), str(proef.pad)]) == 2
        assert "pip install 'jeugdketen[excel]'" in capsys.readouterr().err


def test_export_of_an_older_day(proef: Proef, capsys: pytest.CaptureFixture[str]) -> None:
    proef.kopie.wijzig("zakgeld", "zakgeld-6-tot-12", naar="2026-07-01", zakgeld="14.00")
    map_ = str(proef.kopie.map)
    for dag, bedrag in (("2026-06-30", "12.00"), ("2026-07-01", "14.00")):
        assert main(["regio", "excel", "uit", map_, str(proef.pad), "--op", dag]) == 0
        assert openpyxl.load_workbook(proef.pad)["zakgeld"]["E2"].value == bedrag
    assert main(["regio", "excel", "uit", map_, str(proef.pad), "--op", "2025-01-01"]) == 2
    assert "valt buiten de gegevens" in capsys.readouterr().err


def test_a_value_that_would_not_come_back_is_not_exported(
    proef: Proef, capsys: pytest.CaptureFixture[str]
) -> None:
    proef.kopie.wijzig("contractcombinaties", "contract-b", bron={"document": "Proef ", "onderdeel": "p. 1"})
    nieuw = proef.pad.with_name("nieuw.xlsx")
    assert main(["regio", "excel", "uit", str(proef.kopie.map), str(nieuw)]) == 2
    assert "het veld bron: document bevat tekens die in een werkboek verloren gaan" in capsys.readouterr().err
    assert not nieuw.exists()
