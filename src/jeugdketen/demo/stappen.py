"""Shows what set-up is doing: one line per step, a running clock, and at failure what to do.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

WORTEL = Path(__file__).resolve().parents[3]
WERKMAP = Path(os.environ.get("JEUGDKETEN_DEMO_MAP") or WORTEL / ".demo").absolute()
LOGMAP = WERKMAP / "log"


class StapFout(Exception):
    """A step failed; ``raad`` says what to do about it."""

    def __init__(self, stap: str, oorzaak: str, raad: str) -> None:
        super().__init__(f"{stap}: {oorzaak}")
        self.stap, self.oorzaak, self.raad = stap, oorzaak, raad


class _Klok:
    """Prints how long the current step is taking: in place on a terminal, a line per ten seconds elsewhere."""

    def __init__(self, stap: str) -> None:
        self._stap, self._klaar, self._begin = stap, threading.Event(), time.monotonic()
        self._tty = sys.stdout.isatty()
        self._draad = threading.Thread(target=self._loop, daemon=True)

    def __enter__(self) -> _Klok:
        print(f"  … {self._stap}", end="" if self._tty else "\n", flush=True)
        self._draad.start()
        return self

    def __exit__(self, soort: type[BaseException] | None, *_: object) -> None:
        self._klaar.set()
        self._draad.join()
        duur = time.monotonic() - self._begin
        teken = "✓" if soort is None else "✗"
        wis = "\r\033[K" if self._tty else ""
        print(f"{wis}  {teken} {self._stap} ({duur:.1f} s)", flush=True)

    def _loop(self) -> None:
        tel = 0
        while not self._klaar.wait(2 if self._tty else 10):
            tel += 1
            duur = time.monotonic() - self._begin
            if self._tty:
                print(f"\r\033[K  … {self._stap} ({duur:.0f} s)", end="", flush=True)
            else:
                print(f"    nog bezig na {duur:.0f} s", flush=True)


def stap(naam: str, doe: Callable[[], object]) -> None:
    """Run one step with its clock."""
    with _Klok(naam):
        doe()


def draai(
    stapnaam: str,
    opdracht: Sequence[str | Path],
    *,
    raad: str,
    env: dict[str, str] | None = None,
    cwd: Path = WORTEL,
) -> None:
    """Run a command as a step; its output goes to a log file that is quoted when the step fails.

    Raises:
        StapFout: the command is not there or ended with another code than 0.
    """
    LOGMAP.mkdir(parents=True, exist_ok=True)
    log = LOGMAP / ("".join(t if t.isalnum() else "-" for t in stapnaam.lower()).strip("-") + ".log")
    with _Klok(stapnaam):
        try:
            with log.open("w", encoding="utf-8") as uit:
                code = subprocess.run(
                    [str(deel) for deel in opdracht],
                    stdout=uit,
                    stderr=subprocess.STDOUT,
                    stdin=subprocess.DEVNULL,
                    env=env,
                    cwd=cwd,
                    check=False,
                ).returncode
        except OSError as fout:
            raise StapFout(stapnaam, str(fout), raad) from fout
        if code != 0:
            staart = "\n    ".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:])
            raise StapFout(stapnaam, f"stopte met code {code}. Laatste regels van {log}:\n    {staart}", raad)


def kenmerk(bestanden: Iterable[Path], *extra: str) -> str:
    """A short hash of the contents of files (and of extra words): a stamp says what a step was done for."""
    som = hashlib.sha256()
    for bestand in bestanden:
        som.update(bestand.name.encode() + b"\0" + bestand.read_bytes() + b"\0")
    som.update("\0".join(extra).encode())
    return som.hexdigest()[:20]


def is_gedaan(stempel: Path, waarde: str) -> bool:
    """Was the step done for exactly this stamp?"""
    return stempel.is_file() and stempel.read_text(encoding="utf-8").strip() == waarde


def zet_stempel(stempel: Path, waarde: str) -> None:
    """Record that the step was done; written aside first, so that a half stamp cannot exist."""
    stempel.parent.mkdir(parents=True, exist_ok=True)
    half = stempel.with_name(f"{stempel.name}.{os.getpid()}")
    half.write_text(waarde + "\n", encoding="utf-8")
    half.replace(stempel)


def hoofd(doe: Callable[[], object]) -> int:
    """Run set-up; a failed step gives its cause and the advice, exit code 1."""
    try:
        doe()
    except StapFout as fout:
        print(
            f"\nHet ging mis bij de stap '{fout.stap}'.\n  Oorzaak: {fout.oorzaak}\n  Wat te doen: {fout.raad}",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\nAfgebroken. Een volgende keer gaat het verder waar het nu stopt.", file=sys.stderr)
        return 130
    return 0
