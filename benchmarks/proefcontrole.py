"""The pre-flight check of a large declaration, against the check that the library does in memory.

    python benchmarks/proefcontrole.py [--regels 2000]

A JW323 with that many lines, each on an allocation of its own; one in fifty has no allocation. Measured once each, by
processor time of this process and by the clock:

- ``bibliotheek``: ``ijw.keten.verwerking.beoordeel`` over a chain state in memory: levels 1 to 4 and the answer;
- ``proefcontrole``: what the screen and the interface do: the same over PostgreSQL under row security, with the lines,
  the read log and the answer.

Asked: the check takes at most 4 times the processor time of the library, and not a statement for every line.
"""

from __future__ import annotations

import argparse
import datetime
import json
import resource
import sys
import time
from typing import Any

from _database import database

MEEST_TEGEN_BIBLIOTHEEK = 4.0
GEMEENTE, AANBIEDER = "0405", "99001234"
DAG = datetime.date(2026, 1, 21)


def maak(regels: int) -> tuple[bytes, list[Any]]:
    """The declaration, and the allocations that it is about."""
    import random

    from intake import bsn

    from ijw.berichten import basis as b
    from ijw.berichten import jw301, jw323
    from ijw.keten.stand import Toewijzing
    from ijw.schrijven import schrijf

    kans = random.Random(7)
    periode = b.GeslotenPeriode(datetime.date(2025, 12, 1), datetime.date(2025, 12, 31))
    clienten, toewijzingen, totaal = [], [], 0
    gezien: set[str] = set()
    for nr in range(regels):
        while (kind := bsn(kans)) in gezien:
            pass
        gezien.add(kind)
        prestatie = jw323.Prestatie(
            b.Referentie(f"P{nr:08}", None),
            2500000 + nr,
            "45",
            "45A12",
            periode,
            5,
            "04",
            9000,
            b.BedragMetDC(45000, "D"),
        )
        totaal += 45000
        clienten.append(jw323.Client(kind, (prestatie,)))
        if nr % 50:
            product = jw301.ToegewezenProduct(
                2500000 + nr, None, b.Product("45", "45A12"), datetime.date(2025, 6, 1), datetime.time(9),
                datetime.date(2025, 7, 1), None, None, b.Omvang(6, "04", "4"), None, None,
            )  # fmt: skip
            toewijzingen.append(Toewijzing(GEMEENTE, AANBIEDER, kind, product))
    kop = jw323.Header(
        "490", 3, 2, AANBIEDER, GEMEENTE, b.BerichtIdentificatie("GROOT1", DAG), b.XsdVersie("1.0.0", "1.0.0")
    )
    declaratie = jw323.Declaratie("202512A", periode, DAG, b.TotaalBedragMetDC(totaal, "D"), tuple(clienten))
    return schrijf(jw323.Bericht(kop, declaratie)), toewijzingen


def meet(werk: Any) -> tuple[float, float, Any]:
    """Processor time, time by the clock, and what came out."""
    cpu, klok = time.process_time(), time.perf_counter()
    uit = werk()
    return time.process_time() - cpu, time.perf_counter() - klok, uit


def main() -> int:
    """0 when both goals are reached."""
    keuze = argparse.ArgumentParser(description="De proefcontrole van een grote declaratie.")
    keuze.add_argument("--regels", type=int, default=2000)
    regels = keuze.parse_args().regels
    with database():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from ijw.keten.geheugen import GeheugenContract, GeheugenKetenstand
        from ijw.keten.stand import Wijziging
        from ijw.keten.verwerking import beoordeel
        from jeugdketen.berichten.keten import DbKetenstand
        from jeugdketen.berichten.proef import proefcontrole
        from jeugdketen.kern import rollen
        from jeugdketen.kern.toegang import als_systeem, met_toegang
        from postregio import iemand, richt_regio_in

        richt_regio_in()
        inhoud, toewijzingen = maak(regels)
        stand = GeheugenKetenstand()
        stand.verwerk(Wijziging(toewijzingen=tuple(toewijzingen)))
        with als_systeem([GEMEENTE]):
            DbKetenstand(GEMEENTE).neem_over(toewijzingen)
        bas = iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=AANBIEDER)

        def in_geheugen() -> Any:
            return beoordeel(inhoud, stand, GeheugenContract(), vandaag=DAG, identificatie="R1")

        def proef() -> Any:
            with met_toegang(bas):
                return proefcontrole(bas, "groot.xml", inhoud)

        proef()  # warm
        cpu_bib, klok_bib, _ = meet(in_geheugen)
        cpu_proef, klok_proef, uitkomst = meet(proef)
        with CaptureQueriesContext(connection) as vragen:
            proef()
        factor = cpu_proef / cpu_bib
        print(
            json.dumps(
                {
                    "regels": regels,
                    "megabytes": round(len(inhoud) / 1e6, 1),
                    "afgekeurd": uitkomst.aantal("geweigerd"),
                    "bibliotheek_cpu": round(cpu_bib, 2),
                    "proefcontrole_cpu": round(cpu_proef, 2),
                    "bibliotheek_klok": round(klok_bib, 2),
                    "proefcontrole_klok": round(klok_proef, 2),
                    "factor": round(factor, 2),
                    "vragen": len(vragen),
                    "piek_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                }
            )
        )
        goed = factor <= MEEST_TEGEN_BIBLIOTHEEK and len(vragen) < regels / 10
        print("✓" if goed else "✗", f"factor {factor:.2f} (hoogstens {MEEST_TEGEN_BIBLIOTHEEK})")
        return 0 if goed else 1


if __name__ == "__main__":
    sys.exit(main())
