"""One large declaration through the server: from stored bytes to a committed JW325, once good and once half wrong.

    python benchmarks/grote_declaratie.py [--regels 20000]

Prints one JSON line each: seconds of processor time of this process, wall time, statements, and the peak of memory.
Asked: at most 1.5 GB, and no more statements per line than a bulk insert needs (one per 200 lines).
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1] / "src")]

import _database  # noqa: E402

HOOGSTENS_MB = 1500


def main() -> int:
    """Measure both."""
    keuze = argparse.ArgumentParser()
    keuze.add_argument("--regels", type=int, default=20_000)
    opties = keuze.parse_args()
    with _database.database():
        return meet(opties.regels)


def meet(aantal: int) -> int:
    """The figures of a declaration with so many lines, ten per child."""
    from django.db import connection
    from ijw_keten import bsns

    import postregio
    from ijw.keten.stand import Toewijzing
    from ijw.schrijven import schrijf
    from jeugdketen.berichten import toestand as t
    from jeugdketen.berichten.aanname import neem_aan
    from jeugdketen.berichten.keten import DbKetenstand
    from jeugdketen.berichten.verwerking import verwerk
    from jeugdketen.kern.toegang import als_systeem
    from ketensuite import bouw

    postregio.richt_regio_in()
    kinderen = bsns(-(-aantal // 10))
    wie: dict[str, Any] = {"gemeente": postregio.HOORN, "aanbieder": postregio.LINDE}
    with als_systeem({postregio.HOORN}):
        DbKetenstand(postregio.HOORN).neem_over(
            Toewijzing(postregio.HOORN, postregio.LINDE, kinderen[nr // 10], bouw.product(nr + 1))
            for nr in range(aantal)
        )
    fout = False
    for ronde, (maand, stap) in enumerate((("2025-03", 1), ("2025-04", 2)), 1):
        clienten = [
            (
                bsn,
                [
                    # In the second round every other line names an allocation that does not exist.
                    bouw.regel(f"{ronde}P{nr}", 8, maand, nummer=nr if nr % stap == 0 else nr + 10_000_000)
                    for nr in range(plek * 10 + 1, min(plek * 10 + 10, aantal) + 1)
                ],
            )
            for plek, bsn in enumerate(kinderen)
        ]
        inhoud = schrijf(bouw.jw323_(*clienten, declaratie=f"D{ronde}", maand=maand, **wie))
        del clienten
        nummer = neem_aan(inhoud, bestandsnaam="groot.xml", weg=t.MAP)
        opdrachten = 0

        def tel(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal opdrachten
            opdrachten += 1
            return execute(sql, params, many, context)

        begin, cpu = time.monotonic(), time.process_time()
        with connection.execute_wrapper(tel):
            toestand = verwerk(nummer)
        uitslag = {
            "meting": "grote declaratie",
            "regels": aantal,
            "megabytes": round(len(inhoud) / 1e6, 1),
            "goed": aantal // stap,
            "toestand": toestand,
            "seconden": round(time.monotonic() - begin, 1),
            "cpu_seconden": round(time.process_time() - cpu, 1),
            "opdrachten": opdrachten,
            "piek_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        print(json.dumps(uitslag), flush=True)
        fout |= toestand != t.AANVAARD or uitslag["piek_mb"] > HOOGSTENS_MB or opdrachten > 60 + aantal / 200
    return int(fout)


if __name__ == "__main__":
    raise SystemExit(main())
