"""Levels 3 + 4 of a large declaration against levels 1 + 2, in turns in one process, by processor time.

    python benchmarks/ijw_keten.py [--regels 20000] [--beurten 7]

One JW323 of 20,000 lines (16 MB) against 20,000 allocations in memory, of which every second one has a line of the
month before. Asked: at most twice the time of levels 1 + 2. The time to make the message objects is given apart, and
the ratio that counts it with levels 3 + 4, which need them. Prints one JSON line.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import json
import statistics
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1] / "src")]

from ijw.controle import controleer as niveau_1_2  # noqa: E402
from ijw.keten import controleer as niveau_3_4  # noqa: E402
from ijw.keten.geheugen import GeheugenKetenstand  # noqa: E402
from ijw.keten.stand import Regel, Toewijzing, Wijziging  # noqa: E402
from ijw.schrijven import schrijf  # noqa: E402
from ketensuite import bouw  # noqa: E402

MAXIMUM = 2.0


def bsns(aantal: int) -> list[str]:
    """So many invented BSNs that pass the elfproef."""
    gevonden: list[str] = []
    nummer = 900000000
    while len(gevonden) < aantal:
        nummer += 1
        cijfers = [int(c) for c in str(nummer)]
        if (sum(c * g for c, g in zip(cijfers[:8], range(9, 1, -1), strict=True)) - cijfers[8]) % 11 == 0:
            gevonden.append(str(nummer))
    return gevonden


def opzet(aantal: int) -> tuple[bytes, GeheugenKetenstand]:
    """The declaration and the state that it is judged against; ten lines per client."""
    per_client = 10
    kinderen = bsns(-(-aantal // per_client))
    toewijzingen, eerder, clienten = [], [], []
    nummer = 0
    for bsn in kinderen:
        regels = []
        for _ in range(per_client):
            nummer += 1
            if nummer > aantal:
                break
            toewijzingen.append(
                Toewijzing(bouw.HOORN, bouw.AANBIEDER, bsn, bouw.product(nummer, omvang=bouw.per_week(3)))
            )
            if nummer % 2:
                regel = bouw.regel(f"F{nummer}", 8, "2025-02", nummer=nummer)
                eerder.append(Regel(bouw.HOORN, bouw.AANBIEDER, bsn, "D0", regel))
            regels.append(bouw.regel(f"M{nummer}", 8, nummer=nummer))
        clienten.append((bsn, regels))
    stand = GeheugenKetenstand()
    stand.verwerk(Wijziging(toewijzingen=tuple(toewijzingen), regels=tuple(eerder)))
    return schrijf(bouw.jw323_(*clienten)), stand


def main() -> int:
    """Measure in turns and print the medians; 1 when the ratio is too high."""
    keuze = argparse.ArgumentParser()
    keuze.add_argument("--regels", type=int, default=20_000)
    keuze.add_argument("--beurten", type=int, default=7)
    opties = keuze.parse_args()
    data, stand = opzet(opties.regels)
    vandaag = datetime.date(2026, 1, 21)
    een_twee, objecten, drie_vier = [], [], []
    for beurt in range(opties.beurten + 1):
        gc.collect()
        begin = time.process_time()
        controle = niveau_1_2(data)
        assert controle.uitkomst == "goed", controle.bevindingen[:3]
        gelezen = time.process_time()
        bericht = controle.bericht
        gemaakt = time.process_time()
        verdict = niveau_3_4(bericht, stand, bouw.CONTRACT, vandaag=vandaag)
        einde = time.process_time()
        assert len(verdict.wijziging.regels) == opties.regels
        if beurt:
            een_twee.append(gelezen - begin)
            objecten.append(gemaakt - gelezen)
            drie_vier.append(einde - gemaakt)
    tijd = [statistics.median(reeks) for reeks in (een_twee, objecten, drie_vier)]
    verhouding = tijd[2] / tijd[0]
    print(
        json.dumps(
            {
                "meting": "ijw keten: niveau 3+4 tegen 1+2",
                "regels": opties.regels,
                "megabytes": round(len(data) / 1e6, 1),
                "niveau_1_2_seconden": round(tijd[0], 3),
                "objecten_seconden": round(tijd[1], 3),
                "niveau_3_4_seconden": round(tijd[2], 3),
                "verhouding": round(verhouding, 2),
                "verhouding_met_objecten_bij_3_4": round((tijd[1] + tijd[2]) / tijd[0], 2),
                "hoogstens": MAXIMUM,
            }
        )
    )
    return int(verhouding > MAXIMUM)


if __name__ == "__main__":
    raise SystemExit(main())
