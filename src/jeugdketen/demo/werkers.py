"""Worker processes that can be killed: started quickly, many times, for the simulator and for tests of faults.

One process loads the application once and forks a worker each time it is asked to, so that a worker lives within
some tens of milliseconds. A worker is the real thing, ``jeugdketen beheer postbus``, with a connection and an
advisory lock of its own; killing it is ``SIGKILL``, from outside at any moment or by itself at one of
``breekpunten.PUNTEN``.

    with Werkgroep(dsn, postbus) as groep:
        groep.start()
        storing(groep, random.Random(7), doden=20, klaar=alles_gedaan)
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from jeugdketen.berichten.breekpunten import PUNTEN
from jeugdketen.demo.postgres import sterf_met_ouder

STARTTIJD = 60.0
"""Seconds in which the application must be loaded."""

EINDTIJD = 10.0
"""Seconds in which the process that forks must end by itself; one that is still loading does not listen."""


class Werkerproces:
    """One forked worker. It is no child of ours, so its end is seen through a handle of the kernel."""

    def __init__(self, pid: int, breekpunt: str) -> None:
        self.pid, self.breekpunt = pid, breekpunt
        try:
            self._pidfd = os.pidfd_open(pid)
        except ProcessLookupError:  # it died at once
            self._pidfd = -1

    def leeft(self) -> bool:
        """Whether it still runs."""
        return not self.wacht(0)

    def wacht(self, seconden: float) -> bool:
        """Wait until it has ended; False when it still runs after so many seconds."""
        if self._pidfd < 0:
            return True
        if not select.select([self._pidfd], [], [], seconden)[0]:
            return False
        os.close(self._pidfd)
        self._pidfd = -1
        return True

    def sein(self, teken: signal.Signals) -> None:
        """Send it a signal; nothing when it has ended already."""
        if self.leeft():
            try:
                signal.pidfd_send_signal(self._pidfd, teken)
            except ProcessLookupError:
                self.wacht(1)

    def dood(self) -> None:
        """``kill -9``, and wait until it is gone."""
        self.sein(signal.SIGKILL)
        self.wacht(10)


@dataclass
class Werkgroep:
    """The workers on one database and one message box.

    ``dsn``: of the application's role. ``omgeving``: further environment variables, such as
    ``JEUGDKETEN_VANDAAG``. ``opties``: of every worker.
    """

    dsn: str
    postbus: Path
    omgeving: Mapping[str, str] = field(default_factory=dict)
    opties: Sequence[str] = ("--rust", "0.05")
    lopend: list[Werkerproces] = field(default_factory=list)
    _wieg: subprocess.Popen[str] | None = None

    def __enter__(self) -> Werkgroep:
        return self

    def __exit__(
        self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, breekpunt: str = "", *, keer: int = 1, opties: Sequence[str] = ()) -> Werkerproces:
        """Fork a worker; ``breekpunt`` names where it must die, at the ``keer``-th time that it comes there.

        Raises:
            RuntimeError: the application could not be loaded; its own output says why.
        """
        vraag = {"opties": [*self.opties, *opties], "breekpunt": breekpunt, "keer": keer}
        antwoord = self._vraag(json.dumps(vraag))
        proces = Werkerproces(int(antwoord), breekpunt)
        self.lopend = [p for p in self.lopend if p.leeft()] + [proces]
        return proces

    def _vraag(self, regel: str) -> str:
        wieg = self._wieg or self._begin()
        assert wieg.stdin is not None
        assert wieg.stdout is not None
        wieg.stdin.write(regel + "\n")
        wieg.stdin.flush()
        antwoord = wieg.stdout.readline().strip()
        if not antwoord:
            raise RuntimeError("the process that forks workers has ended")
        return antwoord

    def _begin(self) -> subprocess.Popen[str]:
        omgeving = {naam: waarde for naam, waarde in os.environ.items() if naam != "DATABASE_URL"} | {
            "DATABASE_URL_APP": self.dsn,
            "JEUGDKETEN_POSTBUS": str(self.postbus),
            "JEUGDKETEN_BREEKPUNT": "",
            "DJANGO_SETTINGS_MODULE": "jeugdketen.config.settings",
            **self.omgeving,
        }
        omgeving.setdefault("JEUGDKETEN_LOGNIVEAU", "ERROR")
        self._wieg = subprocess.Popen(
            [sys.executable, "-m", "jeugdketen.demo.werkers"],
            env=omgeving,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=sterf_met_ouder,
        )
        assert self._wieg.stdout is not None
        if not select.select([self._wieg.stdout], [], [], STARTTIJD)[0] or not self._wieg.stdout.readline():
            self.stop()
            raise RuntimeError("the application could not be loaded for a worker")
        return self._wieg

    def stop(self, seconden: float = 15) -> None:
        """Ask every worker to finish what it does, and end what does not within so many seconds."""
        for proces in self.lopend:
            proces.sein(signal.SIGTERM)
        for proces in self.lopend:
            if not proces.wacht(seconden):
                proces.dood()
        self.lopend = []
        if self._wieg is not None:
            wieg, self._wieg = self._wieg, None
            assert wieg.stdin is not None
            wieg.stdin.close()
            try:
                wieg.wait(EINDTIJD)
            except subprocess.TimeoutExpired:
                wieg.kill()
                wieg.wait()
            assert wieg.stdout is not None
            wieg.stdout.close()


@dataclass(frozen=True, slots=True)
class Storing:
    """What :func:`storing` did: how many workers died while there was work, how many of them at a chosen point, and
    whether the work was done before all of them could."""

    doden: int
    op_breekpunt: int
    eerder_klaar: bool
    seconden: float


def storing(
    groep: Werkgroep,
    kans: random.Random,
    *,
    doden: int,
    klaar: Callable[[], bool] = lambda: False,
    punten: Sequence[str] = PUNTEN,
    tegelijk: int = 2,
    tussen: tuple[float, float] = (0.05, 0.6),
    uiterlijk: float = 600.0,
    bij_dood: Callable[[int], object] = lambda aantal: None,
) -> Storing:
    """Keep ``tegelijk`` workers at work and kill them, ``doden`` times in all; afterwards that many run undisturbed.

    Half of the workers get a random point of the path at which they die by themselves; the others are killed from
    outside after a random time. ``punten``: those that this work passes. ``tussen``: least and most seconds between two
    kills. ``klaar``: no more kills when this is so, since nothing is left to disturb; asked before each kill
    from outside. ``bij_dood``: called after each death with their number.
    """
    begin = time.monotonic()
    gestorven = op_breekpunt = 0
    eerder_klaar = False
    for proces in groep.lopend:
        proces.dood()
    groep.lopend = []
    while gestorven < doden and time.monotonic() - begin < uiterlijk:
        while len([p for p in groep.lopend if p.leeft()]) < tegelijk:
            gekozen = len([p for p in groep.lopend if p.breekpunt and p.leeft()])
            # No more of them die by themselves than are asked.
            zelf = kans.random() < 0.5 and gekozen < doden - gestorven
            groep.start(kans.choice(punten) if zelf else "", keer=kans.randint(1, 4))
        time.sleep(kans.uniform(*tussen))
        gevallen = [p for p in groep.lopend if not p.leeft()]
        if not gevallen:
            if klaar():
                eerder_klaar = True
                break
            slachtoffer = kans.choice(groep.lopend)
            if slachtoffer.breekpunt and kans.random() < 0.8:
                continue  # give it the time to come there
            slachtoffer.dood()
            gevallen = [slachtoffer]
            op_breekpunt -= 1
        op_breekpunt += len(gevallen)
        groep.lopend = [p for p in groep.lopend if p.leeft()]
        for _ in gevallen:
            gestorven += 1
            bij_dood(gestorven)
    for proces in groep.lopend:  # one with a chosen point would still die later
        proces.dood()
    groep.lopend = []
    for _ in range(tegelijk):
        groep.start()
    return Storing(gestorven, op_breekpunt, eerder_klaar, time.monotonic() - begin)


# --- the process that forks ---------------------------------------------------------------------------------------


def _wieg() -> None:
    """Load the application, then fork a worker for every line that comes in, and answer with its number."""
    import django

    django.setup()
    _warm_op()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel forgets ended workers by itself
    print("gereed", flush=True)
    for regel in sys.stdin:
        vraag = json.loads(regel)
        pid = os.fork()
        if pid == 0:
            _werk(vraag)
        print(pid, flush=True)


def _warm_op() -> None:
    """What every worker needs anyway: the handlers, and the schemas and rules that are read once."""
    from django.core.management import load_command_class

    from ijw.berichten import BERICHTEN
    from ijw.schema import schema

    load_command_class("jeugdketen.berichten", "postbus")
    for definitie in BERICHTEN.values():
        schema(definitie)


def _werk(vraag: Mapping[str, Any]) -> None:
    from django.core.management import call_command

    from jeugdketen.berichten import breekpunten

    sterf_met_ouder()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    leeg = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1):
        os.dup2(leeg, fd)
    uitgang = 1
    try:
        breekpunten.kies(vraag["breekpunt"], keer=vraag["keer"])
        call_command("postbus", *vraag["opties"])
        uitgang = 0
    except BaseException:
        traceback.print_exc()  # os._exit says nothing
    finally:
        os._exit(uitgang)


if __name__ == "__main__":
    _wieg()
