"""The days of a simulation: parties write, workers process, consulenten decide, post is fetched, the clock moves on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from django.db import connection

from jeugdketen.berichten.breekpunten import PUNTEN
from jeugdketen.berichten.registratie import behandelaar
from jeugdketen.demo.simulatie.aanbieder import Aanbieder, Post, Zending
from jeugdketen.demo.simulatie.beginstand import laad_lopend, richt_landschap_in
from jeugdketen.demo.simulatie.controle import Uitslag, controleer, herbouw
from jeugdketen.demo.simulatie.gemeente import beslis, richt_gemeenten_in
from jeugdketen.demo.simulatie.ploeg import Ploeg
from jeugdketen.demo.simulatie.postvak import Postvak
from jeugdketen.demo.simulatie.wereld import BEGIN, Wereld, kans
from jeugdketen.demo.werkers import Werkgroep, storing
from jeugdketen.kern import klok
from jeugdketen.kern.werkdagen import is_werkdag

MARGE: Final = 8
"""One in so many days is kept for kills that earlier days had no work for."""

UITGAAND: Final = tuple(punt for punt in PUNTEN if punt.startswith("uit-"))
"""The points that a decision passes on its way out."""

SOORTEN: Final = ("JW302", "JW305", "JW307", "JW315", "JW317", "JW320", "JW323")


def einddag(maanden: int) -> date:
    """Last day of so many months from the begin."""
    maand = BEGIN.month - 1 + maanden
    return date(BEGIN.year + maand // 12, maand % 12 + 1, 1) - timedelta(days=1)


def werkdagen(maanden: int) -> Iterator[date]:
    """The days on which there is traffic."""
    dag = BEGIN
    while dag <= einddag(maanden):
        if is_werkdag(dag):
            yield dag
        dag += timedelta(days=1)


def uitgewisseld() -> frozenset[str]:
    """What providers send: everything, but a VOW only where somebody can decide on it, since it keeps other requests
    of the child waiting (TR374)."""
    return frozenset(SOORTEN) - (frozenset() if behandelaar("JW317") is not None else {"JW317"})


@dataclass
class Simulatie:
    """One run. ``klokbestand`` is the setting of this process and of the workers; ``doden``: how many workers are
    killed on the way."""

    wereld: Wereld
    groep: Werkgroep
    postbus: Path
    klokbestand: Path
    ploeg: Ploeg | None = None
    """Who does the work of the municipalities; None: this process."""
    werkers: int = 2
    doden: int = 0
    postvak: Postvak = field(init=False)
    aanbieders: dict[str, Aanbieder] = field(init=False)
    gedood: int = 0
    besluiten: Counter[str] = field(default_factory=Counter)
    """Decisions of the municipalities by kind, and the refusals of the services by their sentence."""
    tijden: Counter[str] = field(default_factory=Counter)
    """Seconds by part: providers, workers, consulenten, fetching."""

    def __post_init__(self) -> None:
        self.postvak = Postvak(self.postbus)
        soorten = uitgewisseld()
        self.aanbieders = {p.agb: Aanbieder(self.wereld, p, soorten) for p in self.wereld.aanbieders}

    def begin(self, meld: Callable[[str], None] = lambda regel: None) -> int:
        """Put the begin in the database; returns how many old messages it has."""
        klok.zet_klokbestand(self.klokbestand, BEGIN - timedelta(days=1))
        richt_landschap_in(self.wereld)
        richt_gemeenten_in(self.wereld)
        aantal = 0
        gemeenten = self.wereld.gemeenten
        for naam, geladen in zip(
            gemeenten.values(), self._ploeg.per_gemeente(laad_lopend, gemeenten), strict=True
        ):
            aantal += geladen
            meld(f"beginstand van {naam}")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for agb, aanbieder in self.aanbieders.items():
            aanbieder.begin((regel for regel in self.wereld.lopend if regel.agb == agb), BEGIN)
        return aantal

    def draai(self, dagen: list[date], na_dag: Callable[[date], None] = lambda dag: None) -> None:
        """Play these days; the workers run meanwhile."""
        post: dict[str, list[Post]] = {}
        for _ in range(self.werkers):
            self.groep.start()
        for nr, dag in enumerate(dagen):
            klok.zet_klokbestand(self.klokbestand, dag)
            doden, gedood = self._te_doden(nr, len(dagen)), self.gedood
            with self._tijd("aanbieders"):
                zendingen = [z for agb, a in self.aanbieders.items() for z in a.dag(dag, post.get(agb, []))]
            with self._tijd("werkers"):
                self._stoor(nr, "ochtend", doden - doden // 3, self._leg_neer(zendingen, doden + 1))
                self.postvak.wacht_tot_stil()
            with self._tijd("consulenten"):
                self._stoor(nr, "middag", doden - (self.gedood - gedood), self._beslis(dag), UITGAAND)
            with self._tijd("werkers"):
                self.postvak.wacht_tot_stil()
            with self._tijd("post"):
                post = self.postvak.haal_op()
            na_dag(dag)

    def controleer(self, na_gemeente: Callable[[], object] = lambda: None) -> Uitslag:
        """The check at the end; ``na_gemeente`` is called when the chain of one was made again and compared."""

        def herbouw_alle(gemeenten: list[str]) -> Iterator[list[str]]:
            for anders in self._ploeg.per_gemeente(herbouw, gemeenten):
                na_gemeente()
                yield anders

        return controleer(self.postvak, frozenset(self.wereld.gemeenten), BEGIN, herbouw_alle)

    @property
    def _ploeg(self) -> Ploeg:
        return self.ploeg or Ploeg(self.wereld)

    def _beslis(self, dag: date) -> Iterator[None]:
        """Have each municipality do its day."""
        for gedaan in self._ploeg.per_gemeente(beslis, sorted(self.wereld.gemeenten), dag):
            self.besluiten += gedaan
            yield

    def _te_doden(self, nr: int, dagen: int) -> int:
        """A day's share of the workers that are still to die; it leaves days over for what a quiet day cannot."""
        over = max(1, dagen - nr - max(1, dagen // MARGE))
        return -(-(self.doden - self.gedood) // over)

    def _leg_neer(self, zendingen: list[Zending], delen: int) -> Iterator[None]:
        """Put the day's files in the box in so many parts, so that there is work for as long as workers die."""
        grootte, gemeenten = max(1, -(-len(zendingen) // delen)), frozenset(self.wereld.gemeenten)
        for begin in range(0, len(zendingen), grootte):
            self.postvak.leg_neer(zendingen[begin : begin + grootte], gemeenten)
            yield

    def _stoor(
        self, nr: int, wanneer: str, doden: int, werk: Iterator[None], punten: Sequence[str] = PUNTEN
    ) -> None:
        """Kill workers while there is work for them. Each death and each moment of quiet brings the next part of the
        work, so how many die does not depend on how fast the machine is; all of the work is given in any case."""

        def klaar() -> bool:
            while self.postvak.is_stil():
                if next(werk, werk) is werk:
                    return True
            return False

        if doden > 0 and not klaar():
            gedaan = storing(
                self.groep,
                kans(self.wereld.seed, "storing", nr, wanneer),
                doden=doden,
                klaar=klaar,
                punten=punten,
                tegelijk=self.werkers,
                tussen=(0.02, 0.3),
                bij_dood=lambda _: next(werk, None),
            )
            self.gedood += gedaan.doden
        for _ in werk:
            pass

    def _tijd(self, wat: str) -> _Tijd:
        return _Tijd(self.tijden, wat)


class _Tijd:
    """Adds how long a block took."""

    def __init__(self, tijden: Counter[str], wat: str) -> None:
        self._tijden, self._wat = tijden, wat

    def __enter__(self) -> None:
        self._begin = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._tijden[self._wat] += time.monotonic() - self._begin  # type: ignore[assignment]
