"""Small and hostile files: one JW305 warm and from cold, and every hostile file of the tests within a second.

    python benchmarks/ijw_klein.py [--beurten 9]

Goals: under 1 ms for a JW305 in a warm process, under 0.4 s for ``bericht controleer`` on one small file from cold, and
under 1 s for every file of ``tests/ijw/test_vijandig.py``. By the clock, so best on a machine with nothing else to do;
processor time stands beside it. Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORTEL = Path(__file__).parents[1]
for deel in ("src", "tests", "tests/ijw"):
    sys.path.insert(0, str(WORTEL / deel))


def main() -> int:
    """Measure, print, and say whether the goals are met."""
    from test_vijandig import GEVALLEN

    from ijw.controle import controleer
    from ijw_mutaties import voorbeelden

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--beurten", type=int, default=9)
    keuze = parser.parse_args()
    gemist = []
    data = voorbeelden()["JW305"]

    controleer(data)
    reeks = []
    for _ in range(keuze.beurten * 50):
        begin = time.perf_counter()
        assert controleer(data).bericht is not None
        reeks.append(time.perf_counter() - begin)
    warm = statistics.median(reeks) * 1000
    print(f"JW305 warm: {warm:.3f} ms   (doel < 1)")
    if warm >= 1:
        gemist.append("warm")

    with tempfile.TemporaryDirectory() as map_:
        pad = Path(map_) / "JW305.xml"
        pad.write_bytes(data)
        opdracht = [sys.executable, "-m", "ijw", "bericht", "controleer", str(pad)]
        omgeving = {**os.environ, "PYTHONPATH": str(WORTEL / "src")}
        reeks = []
        for _ in range(keuze.beurten):
            begin = time.perf_counter()
            subprocess.run(opdracht, check=True, capture_output=True, env=omgeving)
            reeks.append(time.perf_counter() - begin)
    koud = statistics.median(reeks)
    print(f"opdracht van koud: {koud:.3f} s   (doel < 0,4)")
    if koud >= 0.4:
        gemist.append("koud")

    print(f"{len(GEVALLEN)} vijandige bestanden (doel < 1 s elk); de traagste:")
    tijden = {}
    for naam, (vijandig, _) in GEVALLEN.items():
        begin, begin_p = time.perf_counter(), time.process_time()
        assert controleer(vijandig).uitkomst == "geweigerd", naam
        tijden[naam] = (time.perf_counter() - begin, time.process_time() - begin_p)
    for naam, (klok, processor) in sorted(tijden.items(), key=lambda paar: -paar[1][0])[:5]:
        print(f"  {naam}: {klok:.2f} s (processor {processor:.2f} s)")
    gemist += [naam for naam, (klok, _) in tijden.items() if klok >= 1]
    print(json.dumps({"gemist": gemist}))
    return int(bool(gemist))


if __name__ == "__main__":
    sys.exit(main())
