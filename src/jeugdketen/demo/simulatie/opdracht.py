"""``jeugdketen simuleer``: play a region (or ten, or ninety) for some months, and check that nothing went wrong.

It brings its own PostgreSQL, or uses the server in ``DATABASE_URL`` with a database of its own. Everything it makes
lies in one folder, which is emptied first.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jeugdketen.demo.postgres import PostgresFout
from jeugdketen.demo.simulatie.opstelling import NooitStil, database, richt_in

if TYPE_CHECKING:
    from jeugdketen.demo.simulatie.controle import Uitslag


OPTIES = ("--rust", "0.1", "--stabiel", "0")
"""How long a worker waits when it has nothing to do, shorter than usual, and that everybody here renames a file when it
is whole."""


GETOOND = 4
"""Refusals of a decision that are told in full."""


@dataclass(frozen=True)
class Keuze:
    """What was asked on the command line."""

    schaal: float
    maanden: int
    seed: int
    werkers: int
    doden: int
    map: Path
    stil: bool


def lees_keuze(argv: Sequence[str]) -> Keuze:
    """Read the command line; ends the process with code 2 when it is wrong."""
    lezer = argparse.ArgumentParser(
        prog="jeugdketen simuleer",
        description="Speel het berichtenverkeer van een regio na: gemeenten, aanbieders, fouten en al.",
    )
    lezer.add_argument(
        "--schaal",
        type=float,
        default=1.0,
        metavar="1|10|90",
        help="1 is de regio (7 gemeenten, 80 aanbieders, 4.000 lopende toewijzingen), 90 het hele land",
    )
    lezer.add_argument("--maanden", type=int, default=1, help="hoeveel maanden (standaard 1)")
    lezer.add_argument(
        "--seed", type=int, default=7, help="hetzelfde getal geeft hetzelfde verkeer (standaard 7)"
    )
    lezer.add_argument("--werkers", type=int, default=2, help="hoeveel werkers tegelijk (standaard 2)")
    lezer.add_argument(
        "--uitval",
        type=int,
        default=0,
        metavar="N",
        help="schiet onderweg N werkers dood (kill -9), en vergelijk met een ongestoorde run",
    )
    lezer.add_argument("--map", type=Path, default=Path(".simulatie"), help="werkmap; wordt eerst geleegd")
    lezer.add_argument("--stil", action="store_true", help="toon alleen de regel aan het eind")
    keuze = lezer.parse_args(argv)
    for naam, minstens in (("schaal", 0.001), ("maanden", 1), ("werkers", 1), ("uitval", 0)):
        if getattr(keuze, naam) < minstens:
            lezer.error(f"--{naam} moet minstens {minstens:g} zijn")
    return Keuze(
        keuze.schaal, keuze.maanden, keuze.seed, keuze.werkers, keuze.uitval, keuze.map.absolute(), keuze.stil
    )


def main(argv: Sequence[str]) -> int:
    """Run it; 0 when every figure is as it should be, 1 when one is not, 2 when it could not start."""
    keuze = lees_keuze(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return _draai(keuze)
    except PostgresFout as fout:
        print(str(fout), file=sys.stderr)
        return 2
    except NooitStil as fout:
        print(f"De werkers komen niet klaar: {fout}", file=sys.stderr)
        return 1
    except BrokenProcessPool:
        print("Een proces van de simulatie is gestopt. Misschien was er te weinig geheugen.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nAfgebroken.", file=sys.stderr)
        return 130


def _draai(keuze: Keuze) -> int:
    begin = time.monotonic()
    ongestoord: str | None = None
    # Making the tables and deciding leave little that a collection frees: seldom is enough, here and in what is forked.
    gc.set_threshold(50_000, 20, 100)
    with database(keuze.map) as dsn:
        if keuze.doden:
            uitslag, _ = _run(keuze, dsn, 0)
            _toon(keuze, uitslag, "Ongestoord")
            ongestoord = uitslag.afdruk
        uitslag, gedood = _run(keuze, dsn, keuze.doden)
    _toon(keuze, uitslag, f"Met {gedood} keer kill -9" if keuze.doden else "Uitkomst")
    gelijk = ongestoord in (None, uitslag.afdruk)
    if keuze.doden:
        _zeg(keuze, f"Eindtoestand en berichten gelijk aan de ongestoorde run: {'ja' if gelijk else 'NEE'}")
        if not gelijk:
            uitslag.toestand_gelijk = False
    print(uitslag.regel(time.monotonic() - begin), flush=True)
    return 0 if uitslag.goed and gelijk and gedood >= keuze.doden else 1


def _zeg(keuze: Keuze, regel: str) -> None:
    if not keuze.stil:
        print(regel, flush=True)


def _toon(keuze: Keuze, uitslag: Uitslag, kop: str) -> None:
    _zeg(keuze, f"\n{kop}: {uitslag.berichten} berichten")
    for soort, aantal in sorted(uitslag.soorten.items()):
        _zeg(keuze, f"  {aantal:6d}  {soort}")
    for melding in uitslag.meldingen:
        print(f"  FOUT: {melding}", file=sys.stderr, flush=True)


def _toon_besluiten(keuze: Keuze, besluiten: Mapping[str, int]) -> None:
    """The decisions by kind, and the sentences with which the services refused one most often."""
    genomen = ", ".join(f"{soort} {aantal}" for soort, aantal in besluiten.items() if ":" not in soort)
    _zeg(keuze, f"Besluiten: {genomen}.")
    geweigerd = sorted(((aantal, zin) for zin, aantal in besluiten.items() if ":" in zin), reverse=True)
    for aantal, zin in geweigerd[:GETOOND]:
        _zeg(keuze, f"  {aantal:6d}  {zin}")
    rest = sum(aantal for aantal, _ in geweigerd[GETOOND:])
    if rest:
        _zeg(keuze, f"  {rest:6d}  andere weigeringen")


def _run(keuze: Keuze, dsn: str, doden: int) -> tuple[Uitslag, int]:
    """One simulation on an empty database; returns what the check says and how many workers were killed."""
    from tqdm import tqdm

    eigen = richt_in(keuze.map, dsn)
    from jeugdketen.demo.simulatie.beginstand import schrijf_brp
    from jeugdketen.demo.simulatie.loop import Simulatie, werkdagen
    from jeugdketen.demo.simulatie.overzicht import overzicht
    from jeugdketen.demo.simulatie.ploeg import Ploeg
    from jeugdketen.demo.simulatie.wereld import BEGIN, maak_wereld
    from jeugdketen.demo.werkers import Werkgroep

    wereld = maak_wereld(keuze.seed, keuze.schaal)
    schrijf_brp(wereld, keuze.map / "brp")
    with (
        Ploeg(wereld, min(len(os.sched_getaffinity(0)), len(wereld.gemeenten))) as ploeg,
        Werkgroep(os.environ["DATABASE_URL_APP"], keuze.map / "postbus", eigen, OPTIES) as groep,
    ):
        simulatie = Simulatie(
            wereld,
            groep,
            keuze.map / "postbus",
            Path(eigen["JEUGDKETEN_KLOKBESTAND"]),
            ploeg,
            werkers=keuze.werkers,
            doden=doden,
        )
        with tqdm(total=len(wereld.gemeenten), unit="gemeente", disable=keuze.stil) as balk:

            def meld(regel: str) -> None:
                balk.set_description(regel)
                balk.update()

            oud = simulatie.begin(meld)
        _zeg(keuze, f"{len(wereld.lopend)} lopende toewijzingen uit {oud} oude berichten.")
        dagen = list(werkdagen(keuze.maanden))
        with tqdm(total=len(dagen), unit="dag", disable=keuze.stil) as balk:

            def na_dag(dag: date) -> None:
                balk.set_description(f"{dag}, {len(simulatie.postvak.verstuurd)} bestanden")
                balk.update()

            simulatie.draai(dagen, na_dag)
        groep.stop()
        with tqdm(
            total=len(wereld.gemeenten), unit="gemeente", disable=keuze.stil, desc="controleren"
        ) as balk:
            uitslag = simulatie.controleer(balk.update)
        tijden = ", ".join(f"{wat} {duur:.0f} s" for wat, duur in simulatie.tijden.items())
        _zeg(keuze, f"Tijd: {tijden}.")
        _toon_besluiten(keuze, simulatie.besluiten)
        onverwacht: dict[str, int] = {}
        for aanbieder in simulatie.aanbieders.values():
            for code in aanbieder.onverwacht:
                onverwacht[code] = onverwacht.get(code, 0) + 1
        _zeg(keuze, f"Afgekeurd zonder opzet: {onverwacht or 'niets'}\n")
        for regel in overzicht(wereld.gemeenten, BEGIN, dagen[-1]):
            _zeg(keuze, regel)
    return uitslag, simulatie.gedood
