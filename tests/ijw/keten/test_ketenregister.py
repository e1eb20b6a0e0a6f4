"""The register of the chain rules: complete, with the official return codes, classes and levels."""

from __future__ import annotations

import importlib
import json

import pytest

from gedeeld import GEDEELD, vereist_gedeeld
from ijw.berichten import BERICHTEN
from ijw.codelijsten import codelijst
from ijw.keten import KETENREGELS

START_STOP = {"JW305": "StartProduct", "JW307": "StopProduct"}
PRESTATIE = {"JW323": "Prestatie"}
WIJZIG = {"JW317": "TeWijzigenProduct"}
HEADER = dict.fromkeys(("JW301", "JW305", "JW307", "JW315", "JW317", "JW319", "JW323", "JW325"), "Header")
TABEL = {
    "TR019": ("9019", START_STOP),
    "TR056": ("9056", HEADER),
    "TR063": ("9063", START_STOP),
    "TR071": ("9071", {"JW305": "StartProduct"}),
    "TR074": ("9074", START_STOP),
    "TR135": ("8848", HEADER),
    "TR304": ("8187", {"JW317": "Client", "JW323": "Client", "JW325": "Client"}),
    "TR307": ("9307", PRESTATIE),
    "TR308": ("9308", PRESTATIE),
    "TR314": ("8021", PRESTATIE),
    "TR318": ("8214", {"JW323": "Declaratie"}),
    "TR319": ("9319", PRESTATIE),
    "TR321": ("9321", PRESTATIE),
    "TR322": ("9322", PRESTATIE),
    "TR323": ("8017", PRESTATIE),
    "TR326": ("9326", {"JW305": "StartProduct"}),
    "TR332": ("9332", {"JW301": "ToegewezenProduct"}),
    "TR333": ("9333", {"JW323": "Declaratie"}),
    "TR337": (None, {"JW325": "Header"}),
    "TR338": ("9338", PRESTATIE),
    "TR339": ("9339", PRESTATIE),
    "TR340": ("9340", PRESTATIE),
    "TR341": ("9341", PRESTATIE),
    "TR346": ("9346", PRESTATIE),
    "TR347": ("9347", {"JW315": "AangevraagdProduct", "JW317": "Verzoek"}),
    "TR349": ("9349", {"JW317": "Verzoek"}),
    "TR350": ("9350", {"JW317": "OngewijzigdProduct"}),
    "TR351": ("9351", WIJZIG),
    "TR355": ("9355", {"JW319": "Antwoord"}),
    "TR357": ("9357", WIJZIG),
    "TR359": ("9359", {"JW319": "Antwoord"}),
    "TR360": ("9360", {"JW319": "Antwoord"}),
    "TR361": ("9361", {"JW317": "Verzoek"}),
    "TR365": ("9365", {"JW319": "Antwoord"}),
    "TR366": ("9366", {"JW325": "Prestatie"}),
    "TR367": ("9367", {"JW325": "Prestatie"}),
    "TR369": ("9369", PRESTATIE),
    "TR371": (None, {"JW325": "Header"}),
    "TR373": ("9373", WIJZIG),
    "TR374": ("9374", {"JW315": "Client", "JW317": "Client"}),
    "TR375": ("9375", WIJZIG),
    "TR376": (None, {"JW325": "DeclaratieAntwoord"}),
    "TR378": ("S300", {**HEADER, "JW319 Woonplaatsbeginsel": "Woonplaatsbeginsel"}),
    "TR379": ("9379", {"JW301": "ToegewezenProduct"}),
    "TR381": (
        "S329",
        {
            "JW301": "ToegewezenProduct",
            **START_STOP,
            "JW315": "AangevraagdProduct",
            "JW317": "NieuwProduct",
            **PRESTATIE,
        },
    ),
    "TR382": ("9069", {"JW307": "StopProduct"}),
    "TR384": ("9384", PRESTATIE),
    "TR385": ("9385", {"JW301": "ToegewezenProduct"}),
    "TR387": ("9387", PRESTATIE),
    "TR388": ("9388", PRESTATIE),
    "TR389": ("9389", PRESTATIE),
    "TR390": ("9390", PRESTATIE),
    "TR411": ("9411", WIJZIG),
    "TR412": ("9412", WIJZIG),
    "TR413": ("9413", {"JW307": "StopProduct"}),
    "TR414": ("9414", {"JW307": "StopProduct"}),
    "TR415": ("9415", {"JW307": "StopProduct"}),
    "TR418": ("0611", PRESTATIE),
}
NIVEAU_4 = {"TR135", "TR346", "TR378", "TR381"}


def test_het_register_is_compleet():
    assert len(TABEL) == 54 + 4
    assert {code: (r.retourcode, dict(r.klassen)) for code, r in KETENREGELS.items()} == TABEL
    assert {code for code, r in KETENREGELS.items() if r.niveau == 4} == NIVEAU_4
    assert {r.niveau for r in KETENREGELS.values()} == {3, 4}
    assert all(code == r.code for code, r in KETENREGELS.items())


@pytest.mark.parametrize("code", TABEL)
def test_elke_regel_is_een_functie_met_zijn_code_en_een_zin(code):
    regel = KETENREGELS[code]
    assert regel.zin.endswith(".")
    assert len(regel.zin) > 20
    for functie in regel.functies:
        assert functie.__name__.startswith(code.lower())
        assert functie.__doc__.startswith(code)


@pytest.mark.parametrize("code", TABEL)
def test_retourcodes_staan_in_de_codelijst_en_klassen_bestaan(code):
    regel = KETENREGELS[code]
    if regel.retourcode is not None:
        assert regel.retourcode in codelijst("WJ001")
    for bericht, klasse in regel.klassen.items():
        assert BERICHTEN[bericht.split()[0]].klasse(klasse)


@vereist_gedeeld
def test_het_register_volgt_de_officiele_lijst():
    officieel = {
        r["code"]: r
        for r in json.loads((GEDEELD / "ijw-3.2" / "regels.json").read_text("utf-8"))
        if r["controle"] in {"berichtoverstijgend", "externe bron"}
    }
    assert set(officieel) == set(KETENREGELS)
    for code, regel in KETENREGELS.items():
        assert regel.retourcode == officieel[code]["retourcode"]
        assert (regel.niveau == 4) == (officieel[code]["controle"] == "externe bron")
        assert {b.split()[0] for b in regel.klassen} == set(officieel[code]["berichten"])
        for bericht, klasse in regel.klassen.items():
            elementen = officieel[code]["elementen"]
            soort = bericht.split()[0]
            assert any(e.startswith(f"{soort}.{klasse}") for e in elementen) or code == "TR374"


def test_elke_regel_heeft_een_eigen_test():
    getest = set()
    for naam in ("kop", "toewijzing", "regie", "verzoek", "declaratie"):
        module = importlib.import_module(f"ketensuite.{naam}")
        for functie in vars(module).values():
            for merk in getattr(functie, "pytestmark", ()):
                if merk.name == "regel":
                    getest.update(merk.args)
    assert set(KETENREGELS) - getest == set()
