"""The register of rules is complete, equal to the official list, and the reference is made from it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gedeeld import GEDEELD, vereist_gedeeld
from ijw.berichten import BERICHTEN
from ijw.berichten.basis import BedragMetDC, GeslotenPeriode, Omvang, Product, Referentie, TotaalBedragMetDC
from ijw.controle import controleer, controleer_bericht, controleer_lezing
from ijw.inhoud import plaatsen_van, velden_langs
from ijw.lezen import lees
from ijw.naslag import naslag
from ijw.regels import REGISTER, regels_voor
from ijw.schrijven import schrijf
from ijw.waarden import VerreDatum
from ijw_hulp import D, bericht301, bericht323, bericht325, bevindingen, codes, jw323, prestatie, toegewezen
from ijw_mutaties import voorbeelden

HIER = Path(__file__).parent


def test_zestig_regels_en_tr319() -> None:
    assert len(REGISTER) == 61
    soorten = [code[:2] for code in REGISTER if code != "TR319"]
    assert {soort: soorten.count(soort) for soort in ("TR", "CD", "CS")} == {"TR": 22, "CD": 22, "CS": 16}
    for code, regel in REGISTER.items():
        assert regel.controle.__name__ == code.lower()
        assert regel.controle.__doc__
        assert (regel.retourcode, regel.niveau) == (("9319", 3) if code == "TR319" else ("0001", 2))
        assert regel.omschrijving.endswith(".")


def test_elke_plek_bestaat() -> None:
    for regel in REGISTER.values():
        for bericht, klasse, pad in regel.plekken:
            assert plaatsen_van(BERICHTEN[bericht], klasse), regel.code
            if pad:
                velden_langs(BERICHTEN[bericht].klasse(klasse), pad)


def test_elke_regel_heeft_een_eigen_test() -> None:
    for code in REGISTER:
        tekst = (HIER / "regels" / f"test_{code.lower()}.py").read_text()
        assert f'pytest.mark.regel("{code}")' in tekst
        assert f'"{code}"' in tekst


def test_retouren_hebben_geen_regels_binnen_het_bericht() -> None:
    for code in ("JW302", "JW306", "JW308", "JW316", "JW318", "JW320"):
        assert regels_voor(code) == ()
        assert controleer(voorbeelden()[code]).uitkomst == "goed"


@vereist_gedeeld
def test_register_gelijk_aan_de_officiele_lijst() -> None:
    assert GEDEELD is not None
    officieel = {r["code"]: r for r in json.loads((GEDEELD / "ijw-3.2" / "regels.json").read_text())}
    assert set(REGISTER) == {code for code, r in officieel.items() if r["controle"] == "xslt"} | {"TR319"}
    for code, regel in REGISTER.items():
        bron = officieel[code]
        assert regel.retourcode == bron["retourcode"]
        assert {plek.bericht for plek in regel.plekken} == set(bron["berichten"])
        eigen = {
            f"{b}.{k}" + "".join(f".{deel}" for deel in pad.split(".") if deel) for b, k, pad in regel.plekken
        }
        eigen = {
            re.sub(r"[._](\w)", lambda m: m[0].replace("_", "")[:-1] + m[1].upper(), plek) for plek in eigen
        }
        namen = {re.sub("[.]", "", plek).lower() for plek in eigen}
        anders = {re.sub("[.]", "", plek).lower() for plek in bron["elementen"]}
        if code in {
            "TR342",
            "TR377",
            "TR409",
        }:  # the class that they speak of may be absent: ours stands on the one above
            continue
        if code == "TR134":  # the source names the date of birth twice, as class and as date
            anders -= {"jw305clientgeboortedatum", "jw307clientgeboortedatum"}
        assert namen == anders, code


def test_naslag_is_bij() -> None:
    pad = HIER.parents[1] / "docs" / "ijw-regels.md"
    assert pad.read_text(encoding="utf-8") == naslag(), (
        "maak docs/ijw-regels.md opnieuw: python -m ijw.naslag"
    )


# --- how rules work together ------------------------------------------------------------------------------


def test_geen_regel_verbergt_een_andere() -> None:
    """Everything at once: each fault is reported, with the others."""
    alles = toegewezen(
        product=Product("45", None),
        omvang=Omvang(1, "14", "1"),
        budget=5,
        ingangsdatum=D("2026-05-01"),
        einddatum=D("2026-04-01"),
        reden_wijziging="13",
        toewijzingsdatum=D("2026-04-01"),
    )
    dubbel = alles._replace(product=None, einddatum=None, reden_wijziging="01")
    gevonden = codes(bericht301(alles, dubbel, toegewezen(product=None, omvang=None)))
    assert gevonden == sorted(
        [
            "CD075",
            "CD077",
            "CD078",
            "CD079",
            "CD080",
            "CS003",
            "CS335",
            "CS336",
            "CS338",
            "TR101",
            "TR134",
            "TR302",
        ]
    )


def test_bevindingen_staan_in_de_volgorde_van_het_bestand() -> None:
    een = prestatie(eenheid="83", geleverd_volume=1)
    twee = een._replace(product_referentie=Referentie("P-1", None))
    gevonden = controleer(schrijf(bericht323(clienten=(jw323.Client("999900019", (een, twee)),)))).bevindingen
    nummers = [b.regelnummer or 0 for b in gevonden]
    assert nummers == sorted(nummers)
    assert [b.regel for b in gevonden] == ["CS002", "CD087", "CS339", "TR101", "TR416", "CD087", "CS339"]


def test_vreemde_maar_geldige_datums_geven_een_oordeel() -> None:
    """Years beyond 9999 and before 1 are dates to the schema, so they get a verdict, not an exception."""
    ver, oud = VerreDatum(12026, 3, 31), VerreDatum(-2026, 3, 1)
    assert codes(bericht323(prestatie(product_periode=GeslotenPeriode(D("2026-02-01"), ver)))) == [
        "CS337",
        "TR137",
        "TR319",
    ]
    assert codes(bericht323(prestatie(product_periode=GeslotenPeriode(oud, D("2026-02-28"))))) == [
        "CS100",
        "CS337",
    ]
    assert codes(bericht323(declaratie_periode=GeslotenPeriode(oud, oud))) == ["CS100", "CS340", "TR319"]
    heel_later = GeslotenPeriode(VerreDatum(12026, 3, 1), ver)
    assert codes(bericht323(declaratie_periode=heel_later)) == ["TR134", "TR137"]
    assert codes(bericht301(toegewezen(einddatum=ver))) == []
    assert codes(bericht301(toegewezen(ingangsdatum=ver, einddatum=None))) == []
    oeroud = bericht301(dagtekening=ver)
    assert codes(oeroud) == ["TR002"]


def test_wit_als_referentie() -> None:
    """A reference of blanks is a value to the schema; two of them are the same."""
    een = prestatie(product_referentie=Referentie("  ", None))
    assert codes(bericht323(een)) == []
    assert codes(bericht323(een, een._replace(toewijzing_nummer=7))) == ["TR101"]
    assert (
        codes(bericht323(een, een._replace(toewijzing_nummer=7, product_referentie=Referentie(" ", None))))
        == []
    )


def test_een_groot_bericht_wordt_per_kolom_gelezen_en_zegt_hetzelfde() -> None:
    kapot = []
    for i in range(900):
        regel = prestatie(product_referentie=Referentie(f"P-{i}", None), toewijzing_nummer=i)
        if i % 100 == 7:
            regel = regel._replace(product_tarief=None)
        if i % 100 == 8:
            regel = regel._replace(
                product_referentie=Referentie(f"P-{i}", "P-1"), ingediend_bedrag=BedragMetDC(0, "C")
            )
        kapot.append(regel)
    clienten = tuple(
        jw323.Client("999900018" if i else "999900019", tuple(kapot[i * 90 : i * 90 + 90])) for i in range(10)
    )
    data = schrijf(bericht323(clienten=clienten))
    assert len(data) > 500_000
    groot = controleer(data)
    klein = controleer_lezing(lees(data), groot=False)
    assert groot.bevindingen == klein.bevindingen
    assert groot.regels == ("CD087", "CS002", "CS325", "TR101", "TR315", "TR316")
    assert groot.bericht.declaratie.clienten == clienten
    assert tuple(lees(data).clienten()) == clienten
    regels = data.split(b"\r\n")
    for bevinding in groot.bevindingen:
        assert bevinding.regelnummer is not None
        naam = bevinding.pad.rpartition("/")[2].partition("[")[0]
        assert naam.encode() in regels[bevinding.regelnummer - 1] or bevinding.regel == "CD087"


def test_een_object_controleren_zonder_bestand() -> None:
    gevonden = controleer_bericht(bericht325(totaal_toegekend_bedrag=TotaalBedragMetDC(0, "C")))
    assert [(b.regel, b.regelnummer) for b in gevonden] == [("CS325", None), ("TR342", None)]
    assert bevindingen(bericht325()) == []
    with pytest.raises(KeyError):
        controleer_bericht(Product("45", None))
