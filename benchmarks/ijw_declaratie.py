"""Full level 1 + 2 check with all fields of a JW323 of 20,000 lines (16 MB), against what others need to parse it.

    python benchmarks/ijw_declaratie.py [--regels 20000] [--beurten 9] [--snel]

Both sides take turns in one run, so that a busy machine slows both; what counts is the ratio, the median over the
pairs of turns. Goals are on time by the clock; processor time stands beside it, because ``ijw`` validates in a second
thread while it takes out the fields, and on a busy machine that gains nothing.

- ``ijw``: ``ijw.controleer`` and every column of every table: schema, all rules, all fields as typed values;
- ``lxml``: bare lxml: parse and validate against the official schema (JEUGDKETEN_GEDEELD), else against ours;
- ``xmllint``: ``xmllint --noout --schema`` when it is on the machine (whole processes only);
- ``xsdata`` and ``pydantic-xml``: parsing alone into typed objects, without rules or schema (once each, not with
  ``--snel``; they need ``requirements/bench.txt``).

Goals: warm at most 1.6 × lxml, whole processes at most 2.0 ×, at least 8 × faster than the binders, at most 300 MB for
a file of 25 MB. Exit code 1 when one is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from lxml import etree

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from ijw.berichten import BERICHTEN, jw323
from ijw.berichten.basis import (
    BedragMetDC,
    BerichtIdentificatie,
    GeslotenPeriode,
    Referentie,
    TotaalBedragMetDC,
    XsdVersie,
)
from ijw.controle import controleer
from ijw.definitie import maak
from ijw.regels.cs import elfproef
from ijw.schema import schematekst
from ijw.schrijven import schrijf
from ijw.waarden import datum

WORTEL = Path(__file__).parents[1]
GEDEELD = Path(os.environ.get("JEUGDKETEN_GEDEELD", WORTEL.parent / "shared"))

IJW = """
import sys; from pathlib import Path
from ijw.controle import controleer
controle = controleer(Path(sys.argv[1]).read_bytes())
assert controle.uitkomst == "goed", controle.regels
assert controle.alle_velden() > 100
"""
LXML = """
import sys; from pathlib import Path
from lxml import etree
schema = etree.XMLSchema(etree.parse(sys.argv[2]))
assert schema.validate(etree.fromstring(Path(sys.argv[1]).read_bytes()))
"""


def maak_declaratie(aantal: int) -> bytes:
    """A valid declaration over March 2026, three credits in a hundred lines, one to six lines a child."""
    kans = random.Random(323)
    maart = GeslotenPeriode(datum("2026-03-01"), datum("2026-03-31"))
    bsns = (str(n) for n in range(900_000_000, 999_999_999) if elfproef(str(n)))
    clienten, totaal, nummer = [], 0, 0
    while nummer < aantal:
        regels = []
        for _ in range(min(kans.randint(1, 6), aantal - nummer)):
            nummer += 1
            tarief, volume, credit = kans.randint(5000, 12000), kans.randint(1, 40), kans.random() < 0.03
            bedrag = tarief * volume
            totaal += -bedrag if credit else bedrag
            regels.append(
                jw323.Prestatie(
                    Referentie(f"REF{nummer:09d}", f"OUD{nummer:09d}" if credit else None),
                    1_000_000 + nummer,
                    "45",
                    f"45A{nummer % 90 + 10}",
                    maart,
                    volume,
                    "04",
                    tarief,
                    BedragMetDC(bedrag, "C" if credit else "D"),
                )
            )
        clienten.append(jw323.Client(next(bsns), tuple(regels)))
    kop = maak(
        jw323.Header,
        afzender="99005678",
        ontvanger="0405",
        bericht_identificatie=BerichtIdentificatie("PROEF0000001", datum("2026-04-03")),
        xsd_versie=XsdVersie("1.0.0", "1.0.0"),
    )
    som = TotaalBedragMetDC(abs(totaal), "D" if totaal >= 0 else "C")
    declaratie = jw323.Declaratie("D2603", maart, datum("2026-04-03"), som, tuple(clienten))
    return schrijf(jw323.Bericht(kop, declaratie))


def schemabestand(map_: Path) -> tuple[Path, str]:
    """The official schema of the JW323, or ours written out when that is not here."""
    officieel = GEDEELD / "ijw-3.2" / "xsd" / "JW323.xsd"
    if officieel.is_file():
        return officieel, "officieel schema"
    eigen, basis = schematekst(BERICHTEN["JW323"])
    (map_ / "ijw-basis.xsd").write_text(basis)
    (map_ / "JW323.xsd").write_text(eigen)
    return map_ / "JW323.xsd", "ons schema (het officiële is hier niet)"


def warm(data: bytes, schema: Any, beurten: int) -> tuple[float, float, float]:
    """Median seconds of lxml by the clock, and median ratios of ours to it: by the clock, and of the processor."""
    kaal, klok, processor = [], [], []
    for _ in range(beurten):
        begin, begin_p = time.perf_counter(), time.process_time()
        assert schema.validate(etree.fromstring(data))
        tussen, tussen_p = time.perf_counter(), time.process_time()
        controle = controleer(data)
        assert controle.uitkomst == "goed"
        controle.alle_velden()
        del controle
        einde, einde_p = time.perf_counter(), time.process_time()
        kaal.append(tussen - begin)
        klok.append((einde - tussen) / (tussen - begin))
        processor.append((einde_p - tussen_p) / (tussen_p - begin_p))
    return statistics.median(kaal), statistics.median(klok), statistics.median(processor)


def proces(argv: list[str]) -> tuple[float, int]:
    """Seconds by the clock and peak memory (MB) of one whole process."""
    begin = time.perf_counter()
    kind = os.posix_spawn(argv[0], argv, {**os.environ, "PYTHONPATH": str(WORTEL / "src")}, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ])  # fmt: skip
    _, status, gebruik = os.wait4(kind, 0)
    assert os.waitstatus_to_exitcode(status) == 0, argv
    return time.perf_counter() - begin, gebruik.ru_maxrss // 1024


def koud(pad: Path, xsd: Path, beurten: int) -> dict[str, float]:
    """Median ratio of whole processes to bare lxml."""
    opdrachten = {
        "lxml": [sys.executable, "-c", LXML, str(pad), str(xsd)],
        "ijw": [sys.executable, "-c", IJW, str(pad)],
    }
    if xmllint := shutil.which("xmllint"):
        opdrachten["xmllint"] = [xmllint, "--noout", "--schema", str(xsd), str(pad)]
    tijden: dict[str, list[float]] = {naam: [] for naam in opdrachten}
    for _ in range(beurten):
        for naam, argv in opdrachten.items():
            tijden[naam].append(proces(argv)[0])
    uit = {
        naam: statistics.median(een / kaal for een, kaal in zip(reeks, tijden["lxml"], strict=True))
        for naam, reeks in tijden.items()
    }
    return {**uit, "lxml_s": statistics.median(tijden["lxml"])}


def binders(data: bytes, map_: Path) -> dict[str, float]:
    """Seconds that object binders need to parse the same bytes, rules and schema left out."""
    from ijw_binders import pydantic_xml_lezer, xsdata_lezer

    uit = {}
    for naam, fabriek in (("xsdata", xsdata_lezer), ("pydantic-xml", pydantic_xml_lezer)):
        try:
            lezer = fabriek()
        except ImportError as fout:
            print(f"  {naam}: niet gemeten, {fout}")
            continue
        begin = time.perf_counter()
        lezer(data)
        uit[naam] = time.perf_counter() - begin
    return uit


def main() -> int:
    """Measure, print, and say whether the goals are met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--regels", type=int, default=20_000)
    parser.add_argument("--beurten", type=int, default=9)
    parser.add_argument("--snel", action="store_true", help="sla de langzame binders over")
    keuze = parser.parse_args()
    gemist = []
    with tempfile.TemporaryDirectory() as map_naam:
        map_ = Path(map_naam)
        data = maak_declaratie(keuze.regels)
        pad = map_ / "JW323.xml"
        pad.write_bytes(data)
        xsd, soort = schemabestand(map_)
        schema = etree.XMLSchema(etree.parse(str(xsd)))
        print(
            f"JW323, {keuze.regels} regels, {len(data) / 1e6:.1f} MB; lxml met {soort}; mediaan van {keuze.beurten}"
        )
        kaal, verhouding, processor = warm(data, schema, keuze.beurten)
        print(
            f"  warm:        lxml {kaal:.3f} s, ijw {verhouding:.2f} x   (doel <= 1,6; processor {processor:.2f} x)"
        )
        if verhouding > 1.6:
            gemist.append("warm")
        processen = koud(pad, xsd, keuze.beurten)
        print(
            f"  heel proces: lxml {processen['lxml_s']:.3f} s, ijw {processen['ijw']:.2f} x   (doel <= 2,0)",
            end="",
        )
        print(
            f", xmllint {processen['xmllint']:.2f} x" if "xmllint" in processen else "; xmllint is hier niet"
        )
        if processen["ijw"] > 2.0:
            gemist.append("heel proces")
        meer = keuze.regels * 24_500_000 // len(data)
        groot = map_ / "groot.xml"
        groot.write_bytes(maak_declaratie(meer))
        _, piek = proces([sys.executable, "-c", IJW, str(groot)])
        print(f"  geheugen:    {piek} MB voor {groot.stat().st_size / 1e6:.1f} MB   (doel <= 300)")
        if piek > 300:
            gemist.append("geheugen")
        if not keuze.snel:
            for naam, seconden in binders(data, map_).items():
                factor = seconden / (kaal * verhouding)
                print(
                    f"  {naam}: {seconden:.2f} s om alleen te lezen, ijw is {factor:.1f} x sneller   (doel >= 8)"
                )
                if factor < 8:
                    gemist.append(naam)
    print(json.dumps({"gemist": gemist}))
    return int(bool(gemist))


if __name__ == "__main__":
    sys.exit(main())
