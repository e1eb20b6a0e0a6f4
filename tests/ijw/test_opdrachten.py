"""The commands ``bericht controleer`` and ``bericht toon``, as a provider's colleague uses them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from gedeeld import GEDEELD, vereist_gedeeld
from ijw.berichten.basis import Referentie
from ijw.cli import main
from ijw.controle import controleer
from ijw.lezen import MAXIMUM_BYTES
from ijw.schrijven import schrijf
from ijw.tonen import MEESTE_REGELS, toon_html, toon_tekst
from ijw_hulp import bericht301, bericht323, contact, jw323, prestatie
from ijw_mutaties import voorbeelden

SLECHT = schrijf(bericht301(contactgegevens=(contact(), contact(soort="04", adres=None)), bsn="999900019"))


@pytest.fixture
def bestanden(tmp_path: Path) -> Path:
    (tmp_path / "goed.xml").write_bytes(voorbeelden()["JW305"])
    (tmp_path / "slecht.xml").write_bytes(SLECHT)
    (tmp_path / "raar.xml").write_bytes(b'{"a": 1}')
    return tmp_path


def _regels(uitvoer: str) -> list[dict[str, Any]]:
    return [json.loads(regel) for regel in uitvoer.splitlines()]


def test_een_regel_json_per_bestand_in_volgorde(bestanden: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paden = [str(bestanden / naam) for naam in ("slecht.xml", "goed.xml", "raar.xml")]
    assert main(["bericht", "controleer", *paden]) == 1
    slecht, goed, raar = _regels(capsys.readouterr().out)
    assert goed == {
        "bestand": "goed.xml",
        "bericht": "JW305",
        "uitkomst": "goed",
        "regels": [],
        "bevindingen": [],
    }
    assert raar == {
        "bestand": "raar.xml",
        "bericht": None,
        "uitkomst": "geweigerd",
        "regels": [],
        "bevindingen": [],
        "reden": "Het bestand is JSON, geen XML-bericht (regel 1).",
    }
    assert (slecht["bericht"], slecht["uitkomst"], slecht["regels"]) == (
        "JW301",
        "afgekeurd",
        ["CS002", "TR006"],
    )
    assert slecht["bevindingen"] == [
        {
            "regel": "CS002",
            "retourcode": "0001",
            "pad": "/Bericht/Client/Bsn",
            "regelnummer": 19,
            "melding": "Dit BSN voldoet niet aan de elfproef; controleer op een typefout.",
        },
        {
            "regel": "TR006",
            "retourcode": "0001",
            "pad": "/Bericht/Client/Contactgegevens/Contact[2]",
            "regelnummer": 43,
            "melding": "Dit Contact heeft geen Telefoon en ook niet Huis en Postcode samen; minstens een van beide is nodig.",
        },
    ]


def test_afloop(bestanden: Path, capsys: pytest.CaptureFixture[str]) -> None:
    goed, slecht, weg = (str(bestanden / naam) for naam in ("goed.xml", "slecht.xml", "weg.xml"))
    assert main(["bericht", "controleer", goed]) == 0
    assert main(["bericht", "controleer", goed, slecht]) == 1
    assert main(["bericht", "controleer", slecht, weg, goed]) == 2
    uit = capsys.readouterr()
    assert [regel["bestand"] for regel in _regels(uit.out)[-2:]] == ["slecht.xml", "goed.xml"]
    assert "weg.xml' kan niet worden gelezen: het bestaat niet." in uit.err
    assert main(["bericht", "controleer", str(bestanden)]) == 2
    assert capsys.readouterr().err.endswith("kan niet worden gelezen: het is een map.\n")
    assert main(["bericht", "toon", weg]) == 2


@pytest.mark.parametrize("inhoud", [None, "geen schema", "<x/>"])
def test_een_verkeerde_map_met_schemas_is_geen_oordeel(
    inhoud: str | None,
    bestanden: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What JEUGDKETEN_XSD points at is the user's, not the message's: no verdict, but what to do about it."""
    xsd = tmp_path / "xsd"
    if inhoud is not None:
        xsd.mkdir()
        (xsd / "JW305.xsd").write_text(inhoud)
    monkeypatch.setenv("JEUGDKETEN_XSD", str(xsd))
    for argv in (["bericht", "controleer"], ["bericht", "toon"]):
        assert main([*argv, str(bestanden / "goed.xml")]) == 2
    assert main(["keten", "controleer", str(bestanden)]) == 2
    uit = capsys.readouterr()
    assert uit.out == ""
    for regel in uit.err.splitlines():
        assert regel.startswith(
            f"JEUGDKETEN_XSD wijst naar '{xsd}', maar JW305.xsd is daar niet te gebruiken"
        )
        assert regel.endswith(
            "Zet daar de officiële schema's, met basisschema.xsd, of laat de variabele weg."
        )


def _als_programma(*argv: object, **omgeving: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "ijw", "bericht", "controleer", *map(str, argv)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **omgeving},
    )


@pytest.mark.parametrize("codering", ["ascii", "utf-8:strict", "utf-8:surrogateescape"])
def test_een_bestandsnaam_die_geen_utf8_is(bestanden: Path, codering: str) -> None:
    """Linux allows such names; every line of the answer is JSON in UTF-8 all the same."""
    pad = os.fsencode(bestanden) + b"/raar\xff.xml"
    with open(pad, "wb") as bestand:
        bestand.write(voorbeelden()["JW305"])
    uit, fout = _als_programma(os.fsdecode(pad), PYTHONIOENCODING=codering).communicate(timeout=60)
    assert fout == b""
    assert json.loads(uit.decode("utf-8"))["bestand"] == "raar\udcff.xml"


def test_wie_niet_verder_leest_krijgt_geen_foutspoor(bestanden: Path) -> None:
    """As in ``bericht controleer … | head -1``."""
    proces = _als_programma(*[bestanden / "slecht.xml"] * 300)
    assert proces.stdout is not None
    assert proces.stderr is not None
    proces.stdout.readline()
    proces.stdout.close()
    assert proces.stderr.read() == b""
    proces.stderr.close()
    assert proces.wait(timeout=60) == 2


def test_verkeerde_aanroep(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in ([], ["bericht"], ["bericht", "controleer"], ["bericht", "onbekend"], ["iets"]):
        assert main(argv) == 2
    assert main(["--help"]) == 0
    assert main(["bericht", "--help"]) == 0
    assert "Gebruik: bericht controleer" in capsys.readouterr().out


def test_een_te_groot_bestand_wordt_niet_helemaal_gelezen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pad = tmp_path / "groot.xml"
    with pad.open("wb") as bestand:
        bestand.truncate(50 * MAXIMUM_BYTES)
    assert main(["bericht", "controleer", str(pad)]) == 1
    assert "een bericht is hoogstens 25000000 bytes (OP179)" in capsys.readouterr().out


def test_als_module_en_zonder_de_applicatie(bestanden: Path) -> None:
    klaar = subprocess.run(
        [
            sys.executable,
            "-X",
            "importtime",
            "-m",
            "ijw",
            "bericht",
            "controleer",
            str(bestanden / "goed.xml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert klaar.returncode == 0
    assert json.loads(klaar.stdout)["uitkomst"] == "goed"
    geladen = {regel.rpartition("|")[2].strip() for regel in klaar.stderr.splitlines()}
    assert "ijw.controle" in geladen
    # what a check does not need is not loaded either: that is how it starts in time
    for zwaar in (
        "django",
        "yaml",
        "hypothesis",
        "dataclasses",
        "urllib.request",
        "ijw.keten",
        "ijw.schrijven",
        "ijw.berichten.jw301",
    ):
        assert zwaar not in geladen


@vereist_gedeeld
def test_openbare_voorbeelden() -> None:
    """Every public example has exactly the expected outcome and rules."""
    assert GEDEELD is not None
    map_ = GEDEELD / "ijw-3.2" / "voorbeelden"
    verwacht = json.loads((map_ / "controle" / "verwacht.json").read_text())
    assert len(verwacht) > 30
    for naam, eis in verwacht.items():
        controle = controleer((map_ / "controle" / naam).read_bytes())
        assert controle.uitkomst in eis["uitkomst"], naam
        extra = set(controle.regels) - set(eis["regels_ook_toegestaan"])
        assert sorted(extra) == eis["regels"], naam
        assert controle.bericht_code == eis["bericht"], naam
    for pad in sorted(map_.glob("JW*.xml")):
        assert controleer(pad.read_bytes()).uitkomst == "goed", pad


# --- toon -----------------------------------------------------------------------------------------------


def test_toon_in_gewoon_nederlands(bestanden: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bericht", "toon", str(bestanden / "goed.xml")]) == 0
    tekst = capsys.readouterr().out
    assert tekst.startswith("JW305 Startbericht — goed.xml\n\nGoed: het bericht klopt met het schema")
    for regel in (
        "  Ontvanger: 0405 (Hoorn)",
        "  BSN: 999900018",
        "  Geboortedatum: 17-05-2012",
        "    Geslachtsnaam: Voorbeeld",
        "      Categorie: 45 (Jeugdhulp ambulant)",
        "    Status aanlevering: 1 (Eerste aanlevering)",
    ):
        assert f"\n{regel}\n" in f"{tekst}\n"


def test_toon_wat_er_mis_is(bestanden: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bericht", "toon", str(bestanden / "slecht.xml")]) == 1
    tekst = capsys.readouterr().out
    assert (
        "Afgekeurd: het bericht breekt een of meer regels.\n  CS002 (regel 19): Dit BSN voldoet niet" in tekst
    )
    assert "\n      /Bericht/Client/Bsn\n" in tekst
    assert main(["bericht", "toon", str(bestanden / "raar.xml")]) == 1
    tekst = capsys.readouterr().out
    assert tekst == (
        "Onbekend bestand — raar.xml\n\nGeweigerd: dit is geen bericht van de standaard.\n"
        "  Het bestand is JSON, geen XML-bericht (regel 1).\n"
    )


def test_toon_bedragen_perioden_en_codes() -> None:
    tekst = toon_tekst(controleer(voorbeelden()["JW325"]), "a.xml")
    for regel in (
        "  Totaal ingediend bedrag: € 1.000,00 debet",
        "      Product periode: 01-02-2026 tot en met 28-02-2026",
        "      Product tarief: € 80,00",
        "    Prestatie 2 van 2",
        "      Eenheid: 04 (Uur)",
    ):
        assert f"\n{regel}\n" in tekst
    assert "Retourcodes: 9321 (Het ingediende volume overschrijdt het toegewezen volume.); 9341 (" in tekst
    tekst = toon_tekst(controleer(voorbeelden()["JW301"]), "a.xml") + "\n"
    for regel in (
        "    Omvang: 6 × 04 (Uur), 4 (Per maand)",
        "    Budget: € 50,00",
        "    Periode: 01-01-2026 tot en met 01-02-2026",
        "      Telefoon01: +31 0229123456",
        "    Commentaar: Eerste regel",
        "      Geslachtsnaam: van Voorbeeld",
    ):
        assert f"\n{regel}\n" in tekst


class _Lezer(HTMLParser):
    """Counts tags and refuses what may not be in the page."""

    def __init__(self) -> None:
        super().__init__()
        self.diepte: list[str] = []
        self.gezien: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.gezien.add(tag)
        assert not any(naam in {"href", "src"} or naam.startswith("on") for naam, _ in attrs)
        if tag not in {"meta", "br"}:
            self.diepte.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.diepte.pop() == tag


@pytest.mark.parametrize("code", voorbeelden())
def test_html_is_een_hele_pagina_zonder_scripts(code: str) -> None:
    lezer = _Lezer()
    lezer.feed(toon_html(controleer(voorbeelden()[code]), "a.xml"))
    assert lezer.diepte == []
    assert {"html", "title", "main", "h1", "dl"} <= lezer.gezien
    assert "script" not in lezer.gezien


def test_html_ontsnapt_wat_in_het_bericht_staat(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pad = tmp_path / "<b>.xml"
    data = voorbeelden()["JW301"].replace(b"Eerste", b"&lt;script&gt;alert(1)&lt;/script&gt; Eerste")
    pad.write_bytes(data.replace(b"999900018", b"999900019"))
    assert main(["bericht", "toon", "--html", str(pad)]) == 1
    html = capsys.readouterr().out
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Eerste regel" in html
    assert "&lt;b&gt;.xml" in html
    assert "<strong>CS002</strong> (regel 19): Dit BSN" in html


def test_een_grote_declaratie_blijft_leesbaar() -> None:
    regels = tuple(
        prestatie(product_referentie=Referentie(f"P-{i}", None), toewijzing_nummer=i)
        for i in range(MEESTE_REGELS + 5)
    )
    bericht = bericht323(clienten=(jw323.Client("999900019", regels),))
    tekst = toon_tekst(controleer(schrijf(bericht)), "a.xml")
    assert f"Prestatie {MEESTE_REGELS} van {MEESTE_REGELS + 5}" in tekst
    assert f"Prestatie {MEESTE_REGELS + 1} van" not in tekst
    assert "Prestaties: … en nog 5" in tekst
