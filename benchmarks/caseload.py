"""Taking over a running caseload of 100,000 allocations: dry run and load, from files to committed rows.

    python benchmarks/caseload.py [--toewijzingen 100000]

Half of the allocations stand in JW301 messages and on the list, the other half on the list alone; for two in three a
start was reported. What is measured, by the clock, as the application's role under row security:

- ``proef``: reading, playing and comparing, with the fate of each allocation written down;
- ``laden``: the same once more, then files of children, search pieces, allocations and chain state in one transaction.

Asked: both together within 5 minutes for 100,000 allocations.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import resource
import sys
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _database import database

GRENS = 300.0
"""Seconds for 100,000 allocations."""


def elfproef_bsns(aantal: int) -> list[str]:
    """Invented BSNs that start with 9 and pass the eleven-proof."""
    uit: list[str] = []
    getal = 90_000_000
    while len(uit) < aantal:
        getal += 1
        rest = sum(int(c) * g for c, g in zip(str(getal), range(9, 1, -1), strict=True)) % 11
        if rest < 10:
            uit.append(f"{getal}{rest}")
    return uit


def bestanden(aantal: int) -> list[tuple[str, bytes]]:
    """An archive of messages and a list; three allocations for every two children."""
    from overname import overnamehulp as hulp

    bsns = elfproef_bsns(aantal * 2 // 3 + 1)
    kop = [*hulp.rij(1), "gestart_op"]
    tekst = io.StringIO()
    lijst = csv.DictWriter(tekst, kop, delimiter=";")
    lijst.writeheader()
    pak = io.BytesIO()
    with zipfile.ZipFile(pak, "w", zipfile.ZIP_DEFLATED) as archief:
        for nr in range(aantal):
            kind = nr * 2 // 3
            code = f"45A{nr % 90:02d}"
            nummer = 25_000_000 + nr
            van = date(2025, 7, 1) + timedelta(days=nr % 150)
            naam = f"Achternaam{kind % 5000}"
            if nr % 2:
                stuk = hulp.product(nummer, van=van, code=code)
                archief.writestr(
                    f"{nr}.xml",
                    hulp.bericht301(f"T{nr}", stuk, bsn=bsns[kind], achternaam=naam),
                )
                if nr % 3:
                    archief.writestr(
                        f"{nr}s.xml",
                        hulp.bericht305(
                            f"S{nr}", nummer, bsn=bsns[kind], begin=van + timedelta(days=3), van=van,
                            op=van + timedelta(days=5), code=code,
                        ),
                    )  # fmt: skip
            lijst.writerow(
                hulp.rij(
                    nummer,
                    bsn=bsns[kind],
                    achternaam=naam,
                    productcode=code,
                    ingangsdatum=van.isoformat(),
                    gestart_op=(van + timedelta(days=3)).isoformat() if not nr % 2 and nr % 3 else "",
                )
            )
    return [("berichten.zip", pak.getvalue()), ("lijst.csv", tekst.getvalue().encode())]


def main() -> int:
    """Print the figures; 1 when the goal was missed."""
    lezer = argparse.ArgumentParser(description=__doc__)
    lezer.add_argument("--toewijzingen", type=int, default=100_000)
    aantal = lezer.parse_args().toewijzingen
    with database(vandaag="2026-01-01"):
        from jeugdketen.kern import rollen
        from jeugdketen.kern.toegang import met_toegang
        from jeugdketen.overname import services
        from jeugdketen.overname.models import Overname
        from overname.overnamehulp import DAG, GEMEENTE
        from postregio import iemand, richt_regio_in

        richt_regio_in()
        wie = iemand(rollen.BACKOFFICE, GEMEENTE)
        stukken = bestanden(aantal)
        with met_toegang(wie):
            sleutel = services.lever_aan(wie, GEMEENTE, stukken, naam="meting", peildatum=DAG)
        begin = time.perf_counter()
        services.kijk_na(sleutel, GEMEENTE)
        proef = time.perf_counter() - begin
        with met_toegang(wie):
            services.neem_over(wie, sleutel)
        begin = time.perf_counter()
        services.laad(sleutel, GEMEENTE)
        laden = time.perf_counter() - begin
        with met_toegang(wie):
            rij = Overname.objects.get(pk=sleutel)
    piek = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    grens = GRENS * aantal / 100_000
    uit = {
        "toewijzingen": aantal,
        "geladen": rij.geladen,
        "telling": rij.telling,
        "proef_s": round(proef, 1),
        "laden_s": round(laden, 1),
        "samen_s": round(proef + laden, 1),
        "grens_s": grens,
        "piek_mb": piek,
    }
    print(json.dumps(uit))
    return int(proef + laden > grens or rij.geladen != aantal)


if __name__ == "__main__":
    sys.exit(main())
