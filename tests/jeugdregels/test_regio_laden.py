"""The loader says file, line and field of every error, and takes nothing for granted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from regiokopie import Regiokopie

from jeugdregels.cli import main
from jeugdregels.regio import RegioFout, controleer, laad, laad_map
from jeugdregels.schema import ONDERWERPEN, STATUSSEN

D = "2025-07-01.yaml"


@pytest.fixture
def kopie(tmp_path: Path) -> Regiokopie:
    return Regiokopie(tmp_path / "regio")


def vervang(kopie: Regiokopie, bestand: str, oud: str, nieuw: str) -> None:
    pad = kopie.map / bestand
    tekst = pad.read_text("utf-8")
    assert oud in tekst
    pad.write_text(tekst.replace(oud, nieuw, 1), "utf-8")


def test_the_region_that_comes_along_is_right() -> None:
    assert controleer(laad().map) == []
    assert laad().begin == date(2025, 7, 1)
    assert laad().versies == (date(2025, 7, 1),)


def test_every_row_has_an_id_a_requirement_a_source_and_a_status() -> None:
    rijen = list(laad().rijen())
    assert len({r.id for r in rijen}) == len(rijen) > 350
    for r in rijen:
        assert r.eisen, r.id
        assert r.bron.document, r.id
        assert r.bron.onderdeel, r.id
        assert r.status in STATUSSEN, r.id
        assert r.regelnummer > 0, r.id
        assert r.bestand == f"{r.onderwerp}/{D}", r.id


def test_what_the_sources_do_not_give_is_shipped_as_an_example() -> None:
    for onderwerp in ("tarieven", "productcodes", "was_wordt"):
        assert {r.status for r in laad().rijen() if r.onderwerp == onderwerp} == {"voorbeeld"}


@pytest.mark.parametrize(
    ("bestand", "oud", "nieuw", "regel", "veld", "woord"),
    [
        (f"stapelen/{D}", "segment_2: B", "segment_2: Q", 8, "segment_2", "Q"),
        (f"stapelen/{D}", "    voorwaarde: verschillende_aanbieders\n", "", 6, "voorwaarde", "ontbreekt"),
        (
            f"stapelen/{D}",
            "voorwaarde: verschillende_aanbieders",
            "voorwaarde: soms",
            9,
            "voorwaarde",
            "soms",
        ),
        (f"stapelen/{D}", "eisen: [S-051]", "eisen: []", 10, "eisen", "eisnummer"),
        (f"stapelen/{D}", "eisen: [S-051]", "eisen: [51]", 10, "eisen", "tekst"),
        (f"stapelen/{D}", "eisen: [S-051]", "eisen: [S-51]", 10, "eisen", "S-51"),
        (f"stapelen/{D}", "    eisen: [S-051]\n", "", 6, "eisen", "ontbreekt"),
        (f"stapelen/{D}", "status: vastgesteld", "status: zeker", 12, "status", "zeker"),
        (
            f"stapelen/{D}",
            "status: vastgesteld",
            "kleur: rood\n    status: vastgesteld",
            12,
            "kleur",
            "bestaat niet",
        ),
        (f"stapelen/{D}", "- id: stapelen-b-b", "- id: Stapelen B", 6, "id", "kleine letters"),
        (f"stapelen/{D}", "- id: stapelen-c-c", "- id: stapelen-b-b", 13, "id", "uniek"),
        (f"stapelen/{D}", ", onderdeel: Stapelen van toewijzingen}", "}", 11, "bron", "onderdeel"),
        (
            f"stapelen/{D}",
            "segment_1: C\n    segment_2: C",
            "segment_1: B\n    segment_2: B",
            14,
            "segment_1",
            "paar",
        ),
        (f"stapelen/{D}", "onderwerp: stapelen", "onderwerp: stapel", 1, "onderwerp", "naam van de map"),
        (f"stapelen/{D}", "geldig_vanaf: 2025-07-01", "geldig_vanaf: 2025-07-02", 2, "geldig_vanaf", "naam"),
        (f"stapelen/{D}", "beslisdatum: van", "beslisdatum: ", 3, "beslisdatum", "datum"),
        (f"stapelen/{D}", "rijen:", "rijen: [", 6, "", "YAML"),
        (f"stapelen/{D}", "segment_1: B", "segment_1: B\n    segment_1: C", 8, "segment_1", "twee keer"),
        (f"gemeenten/{D}", "code: '0405'", "code: 405", 8, "code", "vier cijfers"),
        (f"gemeenten/{D}", "adres: perspectiefplan@hoorn.nl", "adres: hoorn", 9, "adres", "e-mailadres"),
        (f"gemeenten/{D}", "code: '0420'", "code: '0405'", 15, "code", "staat er al"),
        (f"zakgeld/{D}", "zakgeld: '12.00'", "zakgeld: 12.00", 9, "zakgeld", "bedrag"),
        (f"zakgeld/{D}", "vanaf_leeftijd: 12", "vanaf_leeftijd: 13", 15, "vanaf_leeftijd", "gat"),
        (f"zakgeld/{D}", "vanaf_leeftijd: 12", "vanaf_leeftijd: 11", 15, "vanaf_leeftijd", "overlap"),
        (f"leeftijden/{D}", "tot_leeftijd: 18", "tot_leeftijd: -1", 15, "tot_leeftijd", "geheel getal"),
        (f"leeftijden/{D}", "[pleegzorg, gezinshuis]", "[pleegzorg]", 0, "rijen", "gezinshuis"),
        (
            f"leeftijden/{D}",
            "[pleegzorg, gezinshuis]",
            "[pleegzorg, kortdurend, gezinshuis]",
            14,
            "percelen",
            "al",
        ),
        (f"profielen/{D}", "[perspectief, intensief]", "[perspectief, snel]", 11, "intensiteiten", "snel"),
        (f"producten/{D}", "product: C/forensisch", "product: X/forensisch", 23, "product", "beginnen"),
        (f"instellingen/{D}", "datum: 2025-07-01", "datum: morgen", 8, "datum", "2025-07-01"),
        (f"instellingen/{D}", "datum: 2025-07-01", "tekst: zomer", 6, "datum", "datum"),
        (f"instellingen/{D}", "sleutel: zakgeld-weken", "sleutel: zak", 0, "rijen", "zakgeld-weken"),
        (f"keuzes/{D}", "gekozen: lokale_toegang", "gekozen: niemand", 9, "gekozen", "niemand"),
        (f"regels/{D}", "grond: voorveld", "grond: onzin", 8, "grond", "onzin"),
        (f"regels/{D}", "uitkomst: geweigerd", "uitkomst: nee", 9, "uitkomst", "nee"),
        (f"hiaatstappen/{D}", "[schaal, vaststelling, levering]", "[schaal, gevoel]", 9, "poorten", "gevoel"),
        (
            f"documentkeuze/{D}",
            "situatie: wijziging_bestaand_plan",
            "situatie: iets",
            0,
            "rijen",
            "wijziging",
        ),
        (f"conversie/{D}", "volgorde: 2", "volgorde: 1", 16, "volgorde", "staat er al"),
    ],
)
def test_an_error_names_file_line_and_field(
    kopie: Regiokopie, bestand: str, oud: str, nieuw: str, regel: int, veld: str, woord: str
) -> None:
    vervang(kopie, bestand, oud, nieuw)
    fouten = controleer(kopie.map)
    passend = [
        f
        for f in fouten
        if f.bestand == bestand and f.regel == regel and veld in f.veld and woord in f.melding
    ]
    assert passend, fouten
    assert str(passend[0]).startswith(f"{bestand}:{regel}: " if regel else f"{bestand}: ")
    with pytest.raises(RegioFout) as fout:
        laad_map(kopie.map)
    assert fout.value.fouten == fouten
    assert str(passend[0]) in str(fout.value)


@pytest.mark.parametrize("onderwerp", ONDERWERPEN)
def test_every_subject_must_be_there(kopie: Regiokopie, onderwerp: str) -> None:
    (kopie.map / onderwerp / D).unlink()
    assert any(f.bestand == f"{onderwerp}/" for f in controleer(kopie.map))


@pytest.mark.parametrize("onderwerp", [o.naam for o in ONDERWERPEN.values() if not o.leeg_mag])
def test_a_table_that_the_rules_need_is_not_empty(kopie: Regiokopie, onderwerp: str) -> None:
    kopie.bewerk(onderwerp, lambda inhoud: inhoud.update(rijen=[]))
    assert any("leeg" in f.melding for f in controleer(kopie.map) if f.bestand == f"{onderwerp}/{D}")


def test_strange_files_and_folders_are_seen(kopie: Regiokopie) -> None:
    (kopie.map / "extra").mkdir()
    (kopie.map / "stapelen" / "nieuw.yaml").write_text("", "utf-8")
    assert {f.bestand for f in controleer(kopie.map)} == {"extra", "stapelen/nieuw.yaml"}


@pytest.mark.parametrize(
    "inhoud", ["", "naam: x\n", "naam: x\ntitel: 3\n", "naam: [\n", "naam: x\ntitel: y\nextra: z\n"]
)
def test_the_head_of_a_region(kopie: Regiokopie, inhoud: str) -> None:
    (kopie.map / "regio.yaml").write_text(inhoud, "utf-8")
    assert [f.bestand for f in controleer(kopie.map)] == ["regio.yaml"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "bestaat niet" in controleer(tmp_path / "nergens")[0].melding


@pytest.mark.parametrize("naam", ["../geheim", "Noord", "", "bestaat-niet"])
def test_a_region_that_is_not_there(naam: str) -> None:
    with pytest.raises(RegioFout):
        laad(naam)


def _verhoog(kopie: Regiokopie, naar: str) -> None:
    kopie.wijzig("zakgeld", "zakgeld-6-tot-12", naar=naar, zakgeld="13.00")


def _tot(kopie: Regiokopie, tot: str) -> None:
    vervang(kopie, f"zakgeld/{D}", "beslisdatum:", f"geldig_tot: {tot}\nbeslisdatum:")


@pytest.mark.parametrize(
    ("tot", "vanaf", "woord"),
    [
        ("2025-12-31", "2026-01-02", "gat"),
        ("2025-12-31", "2025-12-31", "overlapt"),
        ("2025-06-30", "2026-01-01", "op of na"),
    ],
)
def test_gaps_and_overlaps_between_dated_files(kopie: Regiokopie, tot: str, vanaf: str, woord: str) -> None:
    _verhoog(kopie, vanaf)
    _tot(kopie, tot)
    assert woord in controleer(kopie.map)[0].melding


@pytest.mark.parametrize("daad", [None, _tot])
def test_a_later_file_counts_from_its_date(
    kopie: Regiokopie, daad: Callable[[Regiokopie, str], None] | None
) -> None:
    _verhoog(kopie, "2026-01-01")
    if daad is not None:
        daad(kopie, "2025-12-31")
    regio = kopie.regio()
    assert regio.versies == (date(2025, 7, 1), date(2026, 1, 1))
    for dag, bedrag in ((date(2025, 12, 31), "12.00"), (date(2026, 1, 1), "13.00")):
        assert regio.op(dag).rijen["zakgeld"][0]["zakgeld"] == bedrag
    assert regio.op(date(2025, 12, 31)).versie == "2025-07-01"
    assert regio.op(date(2026, 1, 1)).versie == "2026-01-01"
    with pytest.raises(ValueError, match="valt buiten"):
        regio.op(date(2025, 6, 30))


def test_a_region_that_ends(kopie: Regiokopie) -> None:
    _tot(kopie, "2026-12-31")
    regio = kopie.regio()
    assert regio.einde == date(2026, 12, 31)
    with pytest.raises(ValueError, match="valt buiten"):
        regio.op(date(2027, 1, 1))


def test_the_fingerprint_changes_with_the_data_and_not_with_the_cases(kopie: Regiokopie) -> None:
    eerst = kopie.regio().vingerafdruk()
    assert eerst == laad().vingerafdruk()
    (kopie.map / "gevallen" / "plan.yaml").write_text("gevallen: []\n", "utf-8")
    assert kopie.regio().vingerafdruk() == eerst
    kopie.kies("K-09", "signaal")
    assert kopie.regio().vingerafdruk() != eerst


def test_the_command_shows_the_errors(kopie: Regiokopie, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regio", "controleer", str(kopie.map)]) == 0
    assert "alles in orde" in capsys.readouterr().out
    vervang(kopie, f"stapelen/{D}", "segment_2: B", "segment_2: Q")
    assert main(["regio", "controleer", str(kopie.map)]) == 1
    assert f"stapelen/{D}:8: " in capsys.readouterr().out


def test_the_data_read_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    snel = [(r.id, dict(r.waarden)) for r in laad().rijen()]
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert [(r.id, dict(r.waarden)) for r in laad_map(laad().map).rijen()] == snel
