"""One message after the other through ``verwerk``: statements and processor time, by type.

    python benchmarks/verwerking.py [--berichten 100] [--profiel JW315]

Each message is stored first; measured is the reading alone: check on four levels, verdict, answer, chain, domain. CPU
is that of this process (the database's own stands apart in ``verkeer``). Prints one JSON line per type, and fails when
one costs more statements than ``HOOGSTENS``.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime
import json
import pstats
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1] / "src")]

import _database  # noqa: E402

HOOGSTENS = {"JW315": 45, "JW305": 18, "JW307": 18, "JW323": 28}


def main() -> int:
    """Measure each type and print the medians."""
    keuze = argparse.ArgumentParser()
    keuze.add_argument("--berichten", type=int, default=100)
    keuze.add_argument("--profiel", default="", help="type to show where the time goes, and its statements")
    opties = keuze.parse_args()
    with _database.database():
        from jeugdketen.berichten.registratie import onthoud_register

        with onthoud_register():
            return meet(opties.berichten, opties.profiel)


def meet(aantal: int, profiel: str) -> int:
    """The figures of ``aantal`` messages of each type."""
    from ijw_keten import bsns

    import postregio
    from ijw.keten.stand import Toewijzing
    from ijw.schrijven import schrijf
    from jeugdketen.berichten import toestand as t
    from jeugdketen.berichten.aanname import neem_aan
    from jeugdketen.berichten.keten import DbKetenstand
    from jeugdketen.kern.toegang import als_systeem
    from ketensuite import bouw

    postregio.richt_regio_in()
    kinderen = bsns(aantal)
    wie: dict[str, Any] = {"gemeente": postregio.HOORN, "aanbieder": postregio.LINDE}
    with als_systeem({postregio.HOORN}):
        DbKetenstand(postregio.HOORN).neem_over(
            Toewijzing(postregio.HOORN, postregio.LINDE, bsn, bouw.product(nr))
            for nr, bsn in enumerate(kinderen, 1)
        )

    def stroom(soort: str) -> list[bytes]:
        uit = []
        for nr, bsn in enumerate(kinderen, 1):
            if soort == "JW315":
                vraag = postregio.Vraag(f"R{nr}")
                uit.append(
                    postregio.Vot(
                        identificatie=f"V{nr}", ontvanger=postregio.HOORN, bsn=bsn, producten=[vraag]
                    ).xml()
                )
            elif soort == "JW305":
                uit.append(schrijf(bouw.jw305_(bouw.start(nummer=nr), bsn=bsn, **wie)))
            elif soort == "JW323":
                regel = bouw.regel(f"P{nr}", nummer=nr)
                uit.append(schrijf(bouw.jw323_((bsn, [regel]), declaratie=f"D{nr}", **wie)))
            else:
                uit.append(schrijf(bouw.jw307_(bouw.stop(nummer=nr), bsn=bsn, **wie)))
        return uit

    te_veel = False
    for soort in ("JW305", "JW307", "JW315", "JW323"):
        nummers = [neem_aan(inhoud, bestandsnaam="b.xml", weg=t.MAP) for inhoud in stroom(soort)]
        uitslag = _een_soort(soort, nummers, profiel == soort)
        te_veel |= uitslag["opdrachten"] > HOOGSTENS.get(soort, 999)
        print(json.dumps(uitslag))
    return int(te_veel)


def _een_soort(soort: str, nummers: list[UUID], met_profiel: bool) -> dict[str, Any]:
    from django.db import connection

    from jeugdketen.berichten.verwerking import verwerk

    tellingen: list[int] = []
    woorden: Counter[str] = Counter()

    def tel(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        tellingen[-1] += 1
        woorden[" ".join(str(sql).split())[:110]] += 1
        return execute(sql, params, many, context)

    toestanden: Counter[str | None] = Counter()
    meter = cProfile.Profile() if met_profiel else None
    tijden = []
    warm = max(2, len(nummers) // 10)
    for plek, nummer in enumerate(nummers):
        tellingen.append(0)
        if plek == warm and meter is not None:
            meter.enable()
        if plek % 5 == 0:
            with connection.execute_wrapper(tel):
                toestanden[verwerk(nummer)] += 1
            continue
        tellingen.pop()
        begin = time.process_time()
        toestanden[verwerk(nummer)] += 1
        if plek >= warm:
            tijden.append(time.process_time() - begin)
    if meter is not None:
        meter.disable()
        pstats.Stats(meter).sort_stats("cumulative").print_stats(70)
        gemeten = len(tellingen)
        for tekst, keer in woorden.most_common(90):
            print(f"{keer / gemeten:5.1f}  {tekst}")
    return {
        "meting": "een bericht verwerken",
        "soort": soort,
        "berichten": len(nummers),
        "toestanden": dict(toestanden),
        "opdrachten": statistics.median(tellingen),
        "cpu_ms": round(statistics.median(tijden) * 1000, 1),
        "dag": datetime.date.today().isoformat(),
    }


if __name__ == "__main__":
    raise SystemExit(main())
