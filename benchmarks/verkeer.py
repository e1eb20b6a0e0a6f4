"""A month of regional traffic through the post box: from files in the folder to committed answers, by two workers.

    python benchmarks/verkeer.py [--berichten 4000] [--werkers 2] [--schaal 10] [--deel 1000]

The world of the simulator (4,000 running allocations), its own PostgreSQL with its usual durability, the real workers.
All files lie in the folder when the clock starts; it stops when every answer is committed and has left. Beside it the
sum of the parts, in one process: the library's check of the same files with the chain in memory, with the answers
written; and one COPY of every row that the run added or changed, into empty tables with the same indexes. Goals: under
60 seconds, at most 3 times its parts, and at ``--schaal`` at most 1.3 times the seconds per message of scale 1.
Prints one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from jeugdketen.demo.simulatie.opstelling import DATABASE, database, richt_in

HOOGSTENS_SECONDEN = 60.0
HOOGSTENS_MAAL_DELEN = 3.0
HOOGSTENS_MAAL_SCHAAL = 1.3


def verkeer(map_: Path, dsn: str, schaal: float, berichten: int, werkers: int, delen: bool) -> dict[str, Any]:
    """One measurement on an empty database: load the world, put the files in the folder, let the workers work."""
    eigen = richt_in(map_, dsn)
    from jeugdketen.demo.simulatie.beginstand import schrijf_brp
    from jeugdketen.demo.simulatie.loop import Simulatie, werkdagen
    from jeugdketen.demo.simulatie.wereld import maak_wereld
    from jeugdketen.demo.werkers import Werkgroep
    from jeugdketen.kern import klok

    wereld = maak_wereld(7, schaal)
    schrijf_brp(wereld, map_ / "brp")
    with Werkgroep(os.environ["DATABASE_URL_APP"], map_ / "postbus", eigen, opties=()) as groep:
        simulatie = Simulatie(wereld, groep, map_ / "postbus", Path(eigen["JEUGDKETEN_KLOKBESTAND"]))
        begin = time.monotonic()
        simulatie.begin()
        laden = time.monotonic() - begin
        # What the providers send of their own accord; nobody answers them meanwhile, so nothing waits on anything.
        zendingen: list[Any] = []
        dag = None
        for dag in werkdagen(12):
            zendingen += [z for aanbieder in simulatie.aanbieders.values() for z in aanbieder.dag(dag, [])]
            if len(zendingen) >= berichten:
                break
        assert dag is not None
        del zendingen[berichten:]
        klok.zet_klokbestand(simulatie.klokbestand, dag)
        simulatie.postvak.leg_neer(zendingen, frozenset(wereld.gemeenten))
        vanaf = _transactie(dsn)
        for _ in range(werkers):
            groep.start()
        begin = time.monotonic()
        simulatie.postvak.wacht_tot_stil()
        seconden = time.monotonic() - begin
        processor = _processortijd([proces.pid for proces in groep.lopend], dsn)
        groep.stop()
        uitgekomen = len(list((map_ / "postbus" / "uit").glob("*.xml")))
        uit: dict[str, Any] = {
            "schaal": schaal,
            "berichten": len(zendingen),
            "antwoorden": uitgekomen,
            "laden": round(laden, 1),
            "seconden": round(seconden, 1),
            "ms_per_bericht": round(1000 * seconden / len(zendingen), 2),
            "processor_ms_per_bericht": {
                wie: round(1000 * duur / len(zendingen), 2) for wie, duur in processor.items()
            },
        }
        if delen:
            uit["delen"] = {
                "controle": round(_controle(wereld, zendingen, dag), 2),
                "copy": round(_copy(dsn, vanaf), 2),
            }
    return uit


def _controle(wereld: Any, zendingen: list[Any], dag: Any) -> float:
    """Seconds in which the library judges the same files and writes the answers, with the chain in memory."""
    from ijw.keten.geheugen import GeheugenKetenstand
    from ijw.keten.verwerking import beoordeel
    from ijw.schrijven import schrijf
    from jeugdketen.berichten.models import RuwBericht
    from jeugdketen.kern.toegang import als_systeem

    stand = GeheugenKetenstand()
    with als_systeem(wereld.gemeenten):
        for rij in (
            RuwBericht.objects.filter(door_naam="beginstand").order_by("ontvangen_op", "pk").iterator()
        ):
            oud = beoordeel(bytes(rij.inhoud), stand, vandaag=rij.ontvangen_op.date(), identificatie="OUD")
            stand.verwerk(oud.wijziging)
    begin = time.monotonic()
    for zending in zendingen:
        oordeel = beoordeel(zending.inhoud, stand, vandaag=dag, identificatie="ANTW1")
        stand.verwerk(oordeel.wijziging)
        if oordeel.antwoord is not None:
            schrijf(oordeel.antwoord)
    return time.monotonic() - begin


def _processortijd(werkers: list[int], dsn: str) -> dict[str, float]:
    """Processor seconds of the workers and of the database's processes for them, since these began (Linux)."""
    import psycopg
    from django.db import connections

    connections.close_all()  # ours only asked whether all was done
    with psycopg.connect(dsn, dbname=DATABASE) as db:
        rijen = db.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        database_pids = [pid for (pid,) in rijen]

    def som(pids: list[int]) -> float:
        tikken = 0
        for pid in pids:
            try:
                velden = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:  # it has ended, or there is no /proc
                continue
            tikken += int(velden[11]) + int(velden[12])
        return tikken / os.sysconf("SC_CLK_TCK")

    return {"werkers": som(werkers), "database": som(database_pids)}


def _transactie(dsn: str) -> int:
    import psycopg

    with psycopg.connect(dsn, dbname=DATABASE) as db:
        rij = db.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
        assert rij is not None
        return int(rij[0])


def _copy(dsn: str, vanaf: int) -> float:
    """Seconds in which COPY puts every row that was added or changed since a transaction in empty tables."""
    import psycopg
    from psycopg import sql

    duur = 0.0
    with psycopg.connect(dsn, dbname=DATABASE) as db:
        tabellen = [
            t for (t,) in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        ]
        for tabel in tabellen:
            naam, kopie = sql.Identifier(tabel), sql.Identifier(f"kopie_{tabel}")
            nieuw = sql.SQL("COPY (SELECT * FROM {} WHERE xmin::text::bigint >= {}) TO STDOUT").format(
                naam, sql.Literal(vanaf)
            )
            with db.cursor() as cursor, cursor.copy(nieuw) as bron:
                inhoud = b"".join(bytes(deel) for deel in bron)
            if not inhoud:
                continue
            db.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING INDEXES)").format(kopie, naam))
            begin = time.monotonic()
            with db.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(kopie)) as doel:
                doel.write(inhoud)
            duur += time.monotonic() - begin
        begin = time.monotonic()
        db.commit()
        duur += time.monotonic() - begin
    return duur


def main() -> int:
    """Print the figures; 1 when a goal is missed."""
    keuze = argparse.ArgumentParser()
    keuze.add_argument("--berichten", type=int, default=4000)
    keuze.add_argument("--werkers", type=int, default=2)
    keuze.add_argument("--schaal", type=float, default=10, help="0 slaat de vergelijking over")
    keuze.add_argument("--deel", type=int, default=1000, help="berichten van schaal 1 in de vergelijking")
    opties = keuze.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as tijdelijk:
        map_ = Path(tijdelijk) / "verkeer"
        with database(map_) as dsn:
            maand = verkeer(map_, dsn, 1, opties.berichten, opties.werkers, delen=True)
            klein = groot = None
            if opties.schaal:  # the same days of each
                veel = int(opties.deel * opties.schaal)
                klein = verkeer(map_, dsn, 1, opties.deel, opties.werkers, delen=False)
                groot = verkeer(map_, dsn, opties.schaal, veel, opties.werkers, delen=False)
    som = sum(maand["delen"].values())
    maal_delen = round(maand["seconden"] / som, 2)
    maal_schaal = round(groot["ms_per_bericht"] / klein["ms_per_bericht"], 2) if groot and klein else None
    gehaald = (
        maand["seconden"] <= HOOGSTENS_SECONDEN
        and maal_delen <= HOOGSTENS_MAAL_DELEN
        and (maal_schaal is None or maal_schaal <= HOOGSTENS_MAAL_SCHAAL)
    )
    print(
        json.dumps(
            {
                "maand": maand,
                "maal_delen": maal_delen,
                "schalen": [klein, groot],
                "maal_schaal": maal_schaal,
                "norm": {
                    "seconden": HOOGSTENS_SECONDEN,
                    "maal_delen": HOOGSTENS_MAAL_DELEN,
                    "maal_schaal": HOOGSTENS_MAAL_SCHAAL,
                },
                "gehaald": gehaald,
            }
        )
    )
    return 0 if gehaald else 1


if __name__ == "__main__":
    sys.exit(main())
