"""The command ``keten controleer`` on chains of our own, as files."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ijw.antwoord import maak_declaratie_antwoord, maak_retour
from ijw.controle import controleer_bericht
from ijw.keten import Wijziging
from ijw.keten import controleer as controleer_keten
from ijw.keten.geheugen import Contractfout, GeheugenContract, GeheugenKetenstand
from ijw.keten.opdracht import main
from ijw.keten.stand import Toewijzing
from ijw.lezen import lees
from ijw.schrijven import schrijf
from ketensuite.bouw import (
    AANBIEDER,
    AFSPRAKEN,
    HOORN,
    KIND,
    jw301_,
    jw305_,
    jw307_,
    jw315_,
    jw319_,
    jw323_,
    product,
    regel,
    start,
    stop,
)
from ketensuite.bouw import VANDAAG as VANDAAG_DAG

CONTRACT = {"contract": [a._asdict() for a in AFSPRAKEN]}
VANDAAG = ["--vandaag", "2026-01-21"]


def draai(map_, *opties):
    """Run the command; gives (exit code, lines)."""
    uitvoer = io.StringIO()
    code = main(["controleer", str(map_), *opties], uitvoer)
    return code, [json.loads(regel) for regel in uitvoer.getvalue().splitlines()]


def leg(map_, *berichten, contract=CONTRACT):
    """Write messages as numbered files, named after their type."""
    for nr, bericht in enumerate(berichten, 1):
        data = bericht if isinstance(bericht, bytes) else schrijf(bericht)
        naam = lees(data).code or "onbekend"
        (map_ / f"{nr:02}_{naam}.xml").write_bytes(data)
    if contract is not None:
        (map_ / "contract.json").write_text(json.dumps(contract), "utf-8")
    return map_


def test_keten_van_verzoek_tot_declaratie(tmp_path):
    leg(
        tmp_path,
        jw315_(),
        jw319_("VOT-1", "2"),
        jw301_(product(referentie="VOT-1")),
        jw305_(),
        jw323_(regel("P1"), regel("P2", 11, "2025-02")),
        jw307_(),
        jw305_(start("2025-02-01")),
        jw305_(start("2025-06-01")),
    )
    uit = tmp_path / "antwoorden" / "hier"
    code, regels = draai(tmp_path, "--uit", str(uit), *VANDAAG)
    assert code == 1
    assert [r["bestand"] for r in regels] == sorted(b.name for b in tmp_path.glob("*.xml"))
    assert [r["bericht"] for r in regels] == [
        "JW315",
        "JW319",
        "JW301",
        "JW305",
        "JW323",
        "JW307",
        "JW305",
        "JW305",
    ]
    assert [r["toetser"] for r in regels] == [
        "gemeente",
        "aanbieder",
        "aanbieder",
        "gemeente",
        "gemeente",
        "gemeente",
        "gemeente",
        "gemeente",
    ]
    assert [r["uitkomst"] for r in regels] == ["goed"] * 4 + ["afgekeurd", "goed", "goed", "afgekeurd"]
    assert [r["antwoord"] for r in regels] == [
        "01_JW316.xml",
        "02_JW320.xml",
        "03_JW302.xml",
        "04_JW306.xml",
        "05_JW325.xml",
        "06_JW308.xml",
        "07_JW306.xml",
        "08_JW306.xml",
    ]
    assert list(regels[4]) == [
        "bestand",
        "bericht",
        "toetser",
        "uitkomst",
        "regels",
        "retourcodes",
        "bevindingen",
        "antwoord",
    ]
    assert regels[4]["regels"] == ["TR321"]
    assert regels[4]["retourcodes"] == ["9321"]
    assert regels[4]["bevindingen"] == [
        {
            "regel": "TR321",
            "retourcode": "9321",
            "pad": "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]/GeleverdVolume",
            "melding": "Geleverd is 11 uur; over 01-02-2025 t/m 28-02-2025 is ten hoogste 10 uur toegewezen.",
        }
    ]
    assert regels[7]["regels"] == ["TR326"]
    koppen = [lees((uit / r["antwoord"]).read_bytes()).bericht.header for r in regels]
    nummers = [
        k.bericht_identificatie.identificatie if k.bericht_code == "491" else k.identificatie_retour
        for k in koppen
    ]
    assert nummers == [f"R{nr:06}" for nr in range(1, 9)]


def test_alles_goed_is_code_0_en_zonder_uit_wordt_niets_geschreven(tmp_path):
    leg(tmp_path, jw301_(), jw305_(), contract=None)
    voor = sorted(tmp_path.iterdir())
    code, regels = draai(tmp_path, *VANDAAG)
    assert code == 0
    assert [r["antwoord"] for r in regels] == ["01_JW302.xml", "02_JW306.xml"]
    assert sorted(tmp_path.iterdir()) == voor


def test_geen_bericht_is_geweigerd_en_verandert_niets(tmp_path):
    leg(tmp_path, jw301_(), b"<geen/>", schrijf(jw305_())[:-20], jw305_())
    code, regels = draai(tmp_path, "--uit", str(tmp_path / "uit"), *VANDAAG)
    assert code == 1
    geweigerd = [r for r in regels if r["uitkomst"] == "geweigerd"]
    assert len(geweigerd) == 2
    for regel_ in geweigerd:
        assert regel_["antwoord"] is None
        assert regel_["toetser"] is None
        assert regel_["regels"] == regel_["retourcodes"] == regel_["bevindingen"] == []
        assert regel_["reden"].endswith(".")
    assert sum(r["uitkomst"] == "goed" for r in regels) == 2
    assert len(list((tmp_path / "uit").iterdir())) == 2


@pytest.mark.regel("IV028", "IV087", "OP286")
def test_fout_in_bericht_geeft_kop_met_0001(tmp_path):
    kapot = jw323_(regel("P1"), regel("P1", maand="2025-02"))  # TR101: dezelfde sleutel
    bsn = jw305_(bsn="999900007")  # CS002: geen elfproef
    leg(tmp_path, jw301_(), kapot, bsn, jw307_(stop("2024-12-31")))
    code, regels = draai(tmp_path, "--uit", str(tmp_path / "uit"), *VANDAAG)
    assert code == 1
    assert [r["regels"] for r in regels] == [[], ["TR101"], ["CS002"], ["TR018"]]
    assert [r["retourcodes"] for r in regels] == [[], ["0001"], ["0001"], ["0001"]]
    declaratie = lees((tmp_path / "uit" / "02_JW325.xml").read_bytes()).bericht
    assert declaratie.header.retourcodes == ("0001",)
    assert declaratie.declaratie_antwoord is None
    start_ = lees((tmp_path / "uit" / "03_JW306.xml").read_bytes()).bericht
    assert start_.header.retourcodes == ("0001",)
    assert start_.client is None


@pytest.mark.regel("TR319")
def test_tr319_houdt_zijn_eigen_code(tmp_path):
    leg(tmp_path, jw301_(), jw323_(regel("P1"), regel("P2", maand="2025-04")))
    _, regels = draai(tmp_path, "--uit", str(tmp_path / "uit"), *VANDAAG)
    assert (regels[1]["regels"], regels[1]["retourcodes"]) == (["TR319"], ["9319"])
    antwoord = lees((tmp_path / "uit" / "02_JW325.xml").read_bytes()).bericht.declaratie_antwoord
    assert antwoord.clienten[0].prestaties[0].retourcodes == ("9319",)


@pytest.mark.regel("TR319")
def test_tr319_telt_niet_naast_een_fout_in_het_bericht(tmp_path):
    kapot = jw323_(regel("P1"), regel("P2", maand="2025-04"), regel("P2", maand="2025-02"))
    leg(tmp_path, jw301_(), kapot)
    _, regels = draai(tmp_path, *VANDAAG)
    assert (regels[1]["regels"], regels[1]["retourcodes"]) == (["TR101"], ["0001"])


@pytest.mark.regel("TR337")
def test_declaratie_met_fout_in_bericht_telt_als_verzonden(tmp_path):
    kapot = jw323_(regel("P1"), regel("P1", maand="2025-02"))
    antwoord = maak_declaratie_antwoord(
        kapot,
        {"/Bericht/Header": ("0001",)},
        identificatie="A1",
        dagtekening=kapot.declaratie.declaratie_dagtekening,
    )
    leg(tmp_path, jw301_(), kapot, antwoord, jw323_(regel("P1")))
    code, regels = draai(tmp_path, "--uit", str(tmp_path / "uit"), *VANDAAG)
    assert code == 1
    assert [r["uitkomst"] for r in regels] == ["goed", "afgekeurd", "goed", "goed"]
    assert regels[2]["antwoord"] is None
    assert regels[2]["toetser"] == "aanbieder"


@pytest.mark.regel("TR366")
def test_op_een_afgekeurd_antwoord_bestaat_geen_antwoord(tmp_path):
    declaratie = jw323_(regel("P1"))
    pad = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
    antwoord = maak_declaratie_antwoord(
        declaratie,
        {pad: ("9321",)},
        identificatie="A1",
        dagtekening=declaratie.declaratie.declaratie_dagtekening,
    )
    inhoud = antwoord.declaratie_antwoord
    client = inhoud.clienten[0]
    vreemd = client.prestaties[0]._replace(
        product_referentie=client.prestaties[0].product_referentie._replace(referentie_nummer="PX")
    )
    antwoord = antwoord._replace(
        declaratie_antwoord=inhoud._replace(clienten=(client._replace(prestaties=(vreemd,)),))
    )
    leg(tmp_path, jw301_(), declaratie, antwoord)
    code, regels = draai(tmp_path, "--uit", str(tmp_path / "uit"), *VANDAAG)
    assert code == 1
    assert regels[2]["regels"] == ["TR366"]
    assert regels[2]["retourcodes"] == ["9366"]
    assert regels[2]["antwoord"] is None
    assert sorted(b.name for b in (tmp_path / "uit").iterdir()) == ["01_JW302.xml", "02_JW325.xml"]


def test_retourbericht_in_de_map_verandert_niets(tmp_path):
    heen = jw301_()
    retour = maak_retour(heen, identificatie="R1", dagtekening=heen.header.bericht_identificatie.dagtekening)
    leg(tmp_path, heen, retour, jw305_())
    code, regels = draai(tmp_path, *VANDAAG)
    assert code == 0
    assert (regels[1]["bericht"], regels[1]["toetser"], regels[1]["antwoord"]) == ("JW302", "gemeente", None)


def test_naam_van_het_antwoord_zonder_berichtsoort_in_de_naam(tmp_path):
    (tmp_path / "a toewijzing.XML").write_bytes(schrijf(jw301_()))
    (tmp_path / "b_jw305.xml").write_bytes(schrijf(jw305_()))
    (tmp_path / "c.txt").write_text("geen bericht")
    code, regels = draai(tmp_path, *VANDAAG)
    assert code == 0
    assert [r["antwoord"] for r in regels] == ["a toewijzing_JW302.xml", "b_JW306.xml"]


@pytest.mark.regel("TR135")
def test_vandaag_is_de_systeemdatum_tenzij_gegeven(tmp_path):
    leg(tmp_path, jw301_(op="2026-01-22"))
    assert draai(tmp_path, *VANDAAG)[1][0]["regels"] == ["TR135"]
    assert draai(tmp_path, "--vandaag", "2026-01-22")[0] == 0
    assert draai(tmp_path)[0] == 0


def test_map_of_contract_niet_te_lezen(tmp_path, capsys):
    assert draai(tmp_path / "bestaat-niet") == (2, [])
    assert "bestaat-niet' kan niet worden gebruikt: het bestaat niet." in capsys.readouterr().err
    (tmp_path / "contract.json").write_text("{", "utf-8")
    assert draai(tmp_path) == (2, [])
    assert "geen JSON" in capsys.readouterr().err
    assert draai(tmp_path, "--vandaag", "gisteren") == (2, [])
    assert "geen datum" in capsys.readouterr().err


def test_lege_map_en_hulp(tmp_path, capsys):
    assert draai(tmp_path) == (0, [])
    assert main(["--help"]) == 0
    assert main([]) == 2
    capsys.readouterr()


def test_bestand_of_uitvoermap_gaat_niet(tmp_path, capsys):
    leg(tmp_path, jw301_())
    (tmp_path / "bestand").write_text("geen map")
    assert draai(tmp_path, "--uit", str(tmp_path / "bestand")) == (2, [])
    assert "bestand" in capsys.readouterr().err
    (tmp_path / "uit" / "01_JW302.xml").mkdir(parents=True)
    assert draai(tmp_path, "--uit", str(tmp_path / "uit")) == (2, [])
    assert "kan niet worden geschreven" in capsys.readouterr().err


def test_zonder_de_applicatie(tmp_path):
    leg(tmp_path, jw301_(), jw305_(start(nummer=5)))
    klaar = subprocess.run(
        [sys.executable, "-m", "ijw", "keten", "controleer", str(tmp_path), *VANDAAG],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert klaar.returncode == 1, klaar.stderr
    regels = [json.loads(regel) for regel in klaar.stdout.decode("utf-8").splitlines()]
    assert [r["regels"] for r in regels] == [[], ["TR019"]]
    assert "cliënt" in regels[1]["bevindingen"][0]["melding"]


@pytest.mark.regel("TR319")
@given(st.integers(1, 12), st.integers(1, 12))
def test_tr319_geeft_in_het_bericht_en_in_de_keten_hetzelfde(maand, productmaand):
    """TR319 is judged on a whole message at once and line by line: the same verdict and place."""
    bericht = jw323_(
        regel("P1", maand=f"2025-{maand:02}"),
        regel("P2", maand=f"2025-{productmaand:02}", nummer=2),
        maand=f"2025-{maand:02}",
    )
    stand = GeheugenKetenstand()
    for toewijzing in (product(), product(2)):
        stand.verwerk(Wijziging(toewijzingen=(Toewijzing(HOORN, AANBIEDER, KIND, toewijzing),)))
    keten = controleer_keten(bericht, stand, vandaag=VANDAAG_DAG).bevindingen
    eigen = controleer_bericht(bericht)
    assert {b.pad for b in keten if b.regel == "TR319"} == {
        b.pad.partition("/ProductPeriode")[0] + "/ProductPeriode" for b in eigen if b.regel == "TR319"
    }
    assert ("TR319" in {b.regel for b in keten}) == (productmaand > maand)


@pytest.mark.parametrize(
    ("inhoud", "melding"),
    [
        ("[]", "JSON-object"),
        ('{"contract": {}}', "lijst"),
        ('{"contract": [1]}', "afspraak 1"),
        ('{"contract": [{"productcategorie": "45"}]}', "productcode"),
        (
            '{"contract": [{"productcategorie": "45", "productcode": "45A04", "eenheid": "04", "tarief": 87.5}]}',
            "eurocenten",
        ),
        (
            '{"contract": [{"productcategorie": "45", "productcode": "45A04", "eenheid": "04", "tarief": -1}]}',
            "eurocenten",
        ),
        (
            '{"contract": [{"productcategorie": "45", "productcode": "45A04", "eenheid": "04", "tarief": true}]}',
            "eurocenten",
        ),
        (
            '{"contract": [{"productcategorie": "45", "productcode": "45A04", "eenheid": "04", "tarief": 1}]}',
            "variant",
        ),
        ('{"productcodelijst": ["54004"]}', "productcodelijst"),
        ('{"productcodelijst": {"54004": 54}}', "productcodelijst"),
        (b"\xff\xfe", "geen JSON"),
        (b'{"\xff": 1}', "geen UTF-8"),
        ('{"contract": [\n', r"geen JSON \(regel 2, teken 1\)"),
        ("[" * 100_000, "geen bruikbare JSON"),
        (f'{{"contract": {"9" * 5000}}}', "geen bruikbare JSON"),
    ],
)
def test_contractbestand_met_fouten(inhoud, melding):
    with pytest.raises(Contractfout, match=melding):
        GeheugenContract.uit_json(inhoud)


def test_contractbestand():
    contract = GeheugenContract.uit_json(
        json.dumps({**CONTRACT, "productcodelijst": {"54004": "54"}, "toelichting": "wordt niet gelezen"})
    )
    waar = ("0405", "99000101")
    op = jw301_().header.bericht_identificatie.dagtekening
    assert contract.afspraken(*waar, "45", "45A53", op) == [AFSPRAKEN[1]]
    assert contract.afspraken(*waar, "54", "45A53", op) == ()
    assert contract.productcode_past(*waar, "54", "54004", op) is True
    assert contract.productcode_past(*waar, "45", "54004", op) is False
    assert contract.productcode_past(*waar, "45", "45A04", op) is False
    assert GeheugenContract.uit_json("{}").productcode_past(*waar, "45", "45A04", op) is None


def test_contractbestand_grenzen():
    rij = {"productcategorie": "45", "productcode": "45A04", "eenheid": "83", "variant": "outputgericht"}
    waar = ("0405", "99000101", "45", "45A04", VANDAAG_DAG)
    for tarief in (None, 0, 1):
        contract = GeheugenContract.uit_json(json.dumps({"contract": [{**rij, "tarief": tarief}]}))
        (afspraak,) = contract.afspraken(*waar)
        assert (afspraak.tarief, afspraak.variant) == (tarief, "outputgericht")
    for leeg in ("", 45, None):
        with pytest.raises(Contractfout, match="geen productcode"):
            GeheugenContract.uit_json(
                json.dumps({"contract": [{**rij, "productcode": leeg, "tarief": None}]})
            )


def test_zonder_contract_wordt_geen_contractregel_beoordeeld():
    stand = GeheugenKetenstand()
    stand.verwerk(controleer_keten(jw301_(), stand, vandaag=VANDAAG_DAG).wijziging)
    assert controleer_keten(jw323_(regel(tarief=1)), stand, vandaag=VANDAAG_DAG).bevindingen == ()


@pytest.mark.regel("TR349")
def test_wat_een_verwijderde_toewijzing_is():
    def toewijzing(**velden):
        return Toewijzing(HOORN, AANBIEDER, KIND, product(**velden))

    assert toewijzing(tot="2025-01-01", reden="13").is_verwijderd
    assert toewijzing(tot="2025-01-01", reden="01").is_verwijderd
    assert not toewijzing(tot="2025-01-01", reden="05").is_verwijderd
    assert not toewijzing(tot="2025-01-02", reden="01").is_verwijderd
    assert toewijzing(tot="2025-01-01").is_actueel(toewijzing().product.ingangsdatum)
    assert not toewijzing(tot="2025-01-01", reden="13").is_actueel(toewijzing().product.ingangsdatum)
