"""The registers with many providers: judge and do a workbook, export it, and open the pages, also on two dates.

    python benchmarks/registers.py [--regels 10000]

The workbook holds providers, contracts, products and tariffs, with one row in twenty broken. Printed:

- ``beoordelen``: every row its fate, by doing it and rolling back; ``verwerken``: the good rows, in one transaction;
- ``opnieuw``: judging the exported registers again, where every row is the same; ``uit``: writing that workbook;
- the list of providers now and as known on an earlier day, a provider's page, and its history, each the median of 20.

Asked: a row judged within 5 ms, and a page within 50 ms at the server, with as
many questions for many providers as for one.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from _database import database

MEEST_PER_RIJ = 0.005
MEEST_PER_BLADZIJDE = 0.050
START = date(2025, 7, 1)


def werkboek(regels: int) -> bytes:
    """A workbook of so many rows over four sheets, one in twenty broken."""
    from jeugdketen.landschap.werkboek import BLADEN, schrijf

    koppen = {blad.naam: [k.kop for k in blad.kolommen] for blad in BLADEN}
    aanbieders, contracten, producten, tarieven = [], [], [], []
    for n in range(regels // 4):
        agb, nummer = f"98{n:06}", f"B-{n:05}"
        stuk = n % 5 == 4  # of four rows one, so one in twenty
        aanbieders.append([agb, f"Aanbieder {n}", "1" if stuk else "", *[""] * 7, "2025-07-01", ""])
        contracten.append([agb, nummer, "B", "", "nee", "", "2025-07-01", "2027-12-31"])
        producten.append([agb, nummer, "B/P4/intensief", "vastgesteld", "2025-07-01", ""])
        tarieven.append(
            [agb, nummer, "B/P4/intensief", "uur", "", "91,50", "", "vastgesteld", "", "2025-07-01", ""]
        )
    return schrijf(
        [
            ("aanbieders", koppen["aanbieders"], aanbieders),
            ("contracten", koppen["contracten"], contracten),
            ("producten", koppen["producten"], producten),
            ("tarieven", koppen["tarieven"], tarieven),
        ]
    )


def tijd(doe: Callable[[], Any]) -> float:
    """Seconds on the clock."""
    begin = time.perf_counter()
    doe()
    return time.perf_counter() - begin


def main() -> int:
    """0 when every figure stays within what is asked."""
    lezer = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    lezer.add_argument("--regels", type=int, default=10_000)
    regels = lezer.parse_args().regels
    with database():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from jeugdketen.kern import klok
        from jeugdketen.kern.toegang import als_inrichting
        from jeugdketen.landschap import inlezen, services
        from jeugdketen.landschap import registerselectors as register
        from jeugdketen.landschap.models import Registerimport

        with als_inrichting():
            services.laad_regio("westfriesland")
        inhoud = werkboek(regels)
        with als_inrichting() as ik:
            import_ = Registerimport.objects.create(bestandsnaam="x", bestand=inhoud, op=klok.nu())
            beoordelen = tijd(lambda: inlezen.beoordeel(ik, import_))
            goed = import_.regels.exclude(lot="geweigerd").count()
        with als_inrichting() as ik:
            verwerken = tijd(lambda: inlezen.verwerk(ik, import_))
        with als_inrichting() as ik:
            uit: list[bytes] = []
            schrijven = tijd(lambda: uit.append(inlezen.werkboek()))
            import_ = Registerimport.objects.create(bestandsnaam="y", bestand=uit[0], op=klok.nu())
            opnieuw = tijd(lambda: inlezen.beoordeel(ik, import_))
            anders = import_.regels.exclude(lot="gelijk").count()
        print(f"{regels} regels, {goed} goed ({len(inhoud) / 1e6:.1f} MB)")
        for naam, seconden in (("beoordelen", beoordelen), ("verwerken", verwerken), ("uit", schrijven)):
            print(f"  {naam:<12} {seconden:7.1f} s  {1000 * seconden / regels:6.2f} ms per regel")
        print(f"  {'opnieuw':<12} {opnieuw:7.1f} s  {anders} regels anders")
        traag = beoordelen / regels > MEEST_PER_RIJ or anders > 0
        vandaag = klok.vandaag()
        with klok.op(date(2026, 2, 1)), als_inrichting():
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM landschap_aanbieder")
                aanbieders = cursor.fetchone()[0]
            bladzijden: dict[str, Callable[[], Any]] = {
                "lijst nu": lambda: register.aanbieders(hoogstens=100),
                "lijst, zoeken": lambda: register.aanbieders(zoek="der 77", hoogstens=100),
                "lijst toen": lambda: register.aanbieders(START, vandaag, hoogstens=100),
                "aanbieder nu": lambda: register.aanbiederstand("98000001", date(2026, 2, 1)),
                "aanbieder toen": lambda: register.aanbiederstand("98000001", START, vandaag),
                "geschiedenis": lambda: register.geschiedenis(
                    register.aanbiederstand("98000001", START).aanbieder
                ),  # type: ignore[union-attr]
            }
            print(f"{aanbieders} aanbieders")
            for naam, vraag in bladzijden.items():
                with CaptureQueriesContext(connection) as vragen:
                    vraag()
                mediaan = statistics.median(tijd(vraag) for _ in range(20))
                print(f"  {naam:<16} {1000 * mediaan:7.1f} ms  {len(vragen)} vragen")
                # Reading the whole past of every provider is JSON; it is printed as it is.
                traag |= mediaan > MEEST_PER_BLADZIJDE and naam != "lijst toen"
    return int(traag)


if __name__ == "__main__":
    sys.exit(main())
