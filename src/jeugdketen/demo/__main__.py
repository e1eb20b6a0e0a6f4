"""``python -m jeugdketen.demo [--schoon]``: starts database, worker and web server, and stops them again.

`make demo` calls this after the environment stands. Everything it makes lives in ``.demo/`` (and, for root, the data
folder that PostgreSQL's own user can reach). Ctrl-C, SIGTERM and a closed terminal stop all that was started, and
when this process is killed outright the kernel tells the others.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from jeugdketen.demo.brpserver import PAD as BRP_PAD
from jeugdketen.demo.postgres import PostgresFout, Server, datamap, sterf_met_ouder
from jeugdketen.demo.stappen import (
    LOGMAP,
    WERKMAP,
    WORTEL,
    StapFout,
    draai,
    hoofd,
    is_gedaan,
    kenmerk,
    stap,
    zet_stempel,
)

POORT = 8000
VANDAAG = "2026-01-21"
"""Shortly after the dates in the sample messages, so that deadlines make sense."""

GRANIAN = (
    "-m granian --interface wsgi --host 127.0.0.1 --port {poort} --workers 1 --blocking-threads 4"
    " jeugdketen.config.wsgi:application"
)

OPNIEUW = "Draai opnieuw; blijft het misgaan, begin dan met een lege demo: make demo-schoon"


class Einde(BaseException):
    """Somebody asked to stop (Ctrl-C, SIGTERM, closed terminal)."""


def _stop_signaal(nummer: int, frame: FrameType | None) -> NoReturn:
    raise Einde(signal.Signals(nummer).name)


@contextlib.contextmanager
def alleen_ik() -> Iterator[None]:
    """Hold the demo folder for this process.

    Raises:
        StapFout: another demo runs in this folder.
    """
    WERKMAP.mkdir(parents=True, exist_ok=True)
    with (WERKMAP / "slot").open("a+") as slot:
        try:
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fout:
            slot.seek(0)
            waar = slot.read().strip() or "zonder adres"
            raise StapFout(
                "Starten", f"in deze map draait al een demo ({waar})", "Stop die eerst met Ctrl-C."
            ) from fout
        slot.truncate(0)
        yield


def meld_adres(adres: str) -> None:
    """Leave the address where a second start can find it."""
    (WERKMAP / "slot").write_text(adres, encoding="utf-8")


def kies_poort() -> int:
    """The port of JEUGDKETEN_POORT, else 8000 or the first free one after it.

    Raises:
        StapFout: the chosen port is in use, or none of fifty is free.
    """
    eigen = os.environ.get("JEUGDKETEN_POORT", "")
    reeks = [int(eigen)] if eigen.isdigit() else range(POORT, POORT + 50)
    for poort in reeks:
        with socket.socket() as proef:
            proef.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                proef.bind(("127.0.0.1", poort))
            except OSError:
                continue
            return poort
    raise StapFout(
        "Poort kiezen",
        f"poort {eigen} is bezet" if eigen else f"poort {POORT} tot {POORT + 50} zijn alle bezet",
        "Stop het programma dat die poort gebruikt, of kies een andere: make demo JEUGDKETEN_POORT=8123",
    )


def vrije_poort() -> int:
    """A port that nobody uses now."""
    with socket.socket() as proef:
        proef.bind(("127.0.0.1", 0))
        return int(proef.getsockname()[1])


def geheimen() -> dict[str, str]:
    """The demo's own secrets, made once and kept in a file that only this user can read."""
    bestand = WERKMAP / "geheimen.env"
    if not bestand.is_file():
        from jeugdketen.config.sleutels import nieuwe_sleutels

        with os.fdopen(os.open(bestand, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as uit:
            uit.writelines(f"{naam}={waarde}\n" for naam, waarde in nieuwe_sleutels().items())
    regels = bestand.read_text(encoding="utf-8").splitlines()
    return dict(regel.split("=", 1) for regel in regels if "=" in regel)


def omgeving() -> dict[str, str]:
    """The environment of every process of the demo; what the caller set himself wins."""
    eigen = {
        **geheimen(),
        "DJANGO_SETTINGS_MODULE": "jeugdketen.config.settings",
        "JEUGDKETEN_DEMO": "1",
        "JEUGDKETEN_HTTPS": "0",
        "JEUGDKETEN_VANDAAG": VANDAAG,
        "JEUGDKETEN_POSTBUS": str(WERKMAP / "postbus"),
        "JEUGDKETEN_WEGADRESSEN": "127.0.0.1",
        "JEUGDKETEN_STATIC": str(WERKMAP / "static"),
    }
    return {**eigen, **os.environ, "PYTHONUNBUFFERED": "1"}


class Kind:
    """A process of the demo that is started again when it falls over."""

    MAX_SNEL = 5

    def __init__(self, naam: str, opdracht: list[str], env: dict[str, str]) -> None:
        self.naam, self._opdracht, self._env = naam, opdracht, env
        self.log = LOGMAP / f"{naam}.log"
        self._proces: subprocess.Popen[bytes] | None = None
        self._begin = 0.0
        self._snel = 0

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches only the supervisor."""
        LOGMAP.mkdir(parents=True, exist_ok=True)
        self._begin = time.monotonic()
        with self.log.open("ab") as log:
            self._proces = subprocess.Popen(
                self._opdracht,
                env=self._env,
                cwd=WORTEL,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=sterf_met_ouder,
            )

    def leeft(self) -> bool:
        """Is it running?"""
        return self._proces is not None and self._proces.poll() is None

    def let_op(self) -> None:
        """Start it again when it ended.

        Raises:
            StapFout: it fell over five times within ten seconds of its start.
        """
        if self.leeft():
            return
        code = self._proces.returncode if self._proces else None
        self._snel = self._snel + 1 if time.monotonic() - self._begin < 10 else 0
        if self._snel >= self.MAX_SNEL:
            raise StapFout(
                self.naam,
                f"valt steeds om (code {code}). Laatste regels van {self.log}:\n{self.staart()}",
                OPNIEUW,
            )
        print(f"  ! {self.naam} stopte (code {code}) en wordt opnieuw gestart; zie {self.log}", flush=True)
        self.start()

    def staart(self) -> str:
        """The last lines of its log."""
        if not self.log.is_file():
            return ""
        regels = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
        return "\n".join(f"    {regel}" for regel in regels)

    def vraag_te_stoppen(self) -> None:
        """Ask it to finish."""
        if self._proces is not None and self.leeft():
            self._proces.terminate()

    def stop(self, seconden: float = 10) -> None:
        """Wait until it is gone; what is left of its group after that is killed."""
        if self._proces is None:
            return
        self.vraag_te_stoppen()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._proces.wait(seconden)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._proces.pid, signal.SIGKILL)
        self._proces.wait(5)
        self._proces = None


class Demo:
    """All that one demo starts, in order, and stops in the reverse order."""

    def __init__(self) -> None:
        self.postgres: Server | None = None
        self.kinderen: list[Kind] = []

    def draai(self) -> None:
        """Start, tell where it is, and stay until somebody stops it."""
        begin = time.monotonic()
        print("Jeugdketen, de demo. Alles blijft op deze machine.", flush=True)
        poort = kies_poort()
        env = self._database(omgeving())
        beheer = [sys.executable, "-m", "jeugdketen.cli", "beheer"]
        self._gegevens(beheer, env)
        self._vormgeving(beheer, env)
        for naam in ("in", "uit", "verwerkt", "geweigerd"):
            (Path(env["JEUGDKETEN_POSTBUS"]) / naam).mkdir(parents=True, exist_ok=True)
        # The running processes get the application role alone, not the owner's connection.
        klein = {k: v for k, v in env.items() if k not in {"DATABASE_URL", "DATABASE_URL_EIGENAAR"}}
        adres = f"http://127.0.0.1:{poort}"
        self.kinderen = []
        if not klein.get("JEUGDKETEN_BRP"):
            # The running demo asks its BRP over HTTP, as an installation does.
            brp = vrije_poort()
            klein["JEUGDKETEN_BRP"] = f"haalcentraal:http://localhost:{brp}{BRP_PAD}"
            server = [sys.executable, "-m", "jeugdketen.demo.brpserver", "--poort", str(brp)]
            self.kinderen.append(Kind("brp", server, klein))
        self.kinderen += [
            Kind("werker", [*beheer, "postbus"], klein),
            Kind(
                "webserver",
                [sys.executable, *GRANIAN.format(poort=poort).split()],
                klein,
            ),
        ]
        stap("Werker en webserver starten", lambda: self._start(adres))
        meld_adres(adres)
        self._toon(adres, env, time.monotonic() - begin)
        while True:
            time.sleep(1)
            if self.postgres is not None and self.postgres.pid is None:
                raise StapFout("PostgreSQL", f"is gestopt; zie {self.postgres.logbestand}", OPNIEUW)
            for kind in self.kinderen:
                kind.let_op()

    def stop(self) -> None:
        """Stop everything; the database last."""
        for kind in self.kinderen:
            kind.vraag_te_stoppen()
        for kind in self.kinderen:
            kind.stop()
        if self.postgres is not None:
            self.postgres.stop()

    def _database(self, env: dict[str, str]) -> dict[str, str]:
        from jeugdketen.config.rollen import InrichtFout, richt_in

        raad = (
            "Zet DATABASE_URL op een PostgreSQL 15 of nieuwer, of begin met een lege demo: make demo-schoon"
        )
        try:
            if env.get("DATABASE_URL"):
                verbindingen = richt_in(env["DATABASE_URL"], env["JEUGDKETEN_GEHEIM"])
            else:
                self.postgres = Server(WERKMAP / "postgres")
                stap(f"PostgreSQL {self.postgres.programma.versie} starten", self.postgres.start)
                env = {**env, "DATABASE_URL": self.postgres.dsn("jeugdketen")}
                verbindingen = richt_in(env["DATABASE_URL"], env["JEUGDKETEN_GEHEIM"])
        except (PostgresFout, InrichtFout) as fout:
            raise StapFout("Database", str(fout), raad) from fout
        return {**env, "DATABASE_URL_APP": verbindingen.app, "DATABASE_URL_EIGENAAR": verbindingen.eigenaar}

    def _gegevens(self, beheer: list[str], env: dict[str, str]) -> None:
        """Tables and synthetic region; skipped when this very code already did so on these data."""
        bron = (WORTEL / "src").rglob("*.*")
        code = sorted(p for p in bron if p.suffix in {".py", ".yaml", ".json", ".csv"})
        stempel, waarde = WERKMAP / "gegevens.stempel", kenmerk(code, env["JEUGDKETEN_VANDAAG"])
        if self.postgres is not None and self.postgres.bestond and is_gedaan(stempel, waarde):
            return
        draai("Tabellen bijwerken", [*beheer, "inrichten"], env=env, raad=OPNIEUW)
        draai("Voorbeeldgegevens laden", [*beheer, "demo_vullen"], env=env, raad=OPNIEUW)
        zet_stempel(stempel, waarde)

    def _vormgeving(self, beheer: list[str], env: dict[str, str]) -> None:
        bron = sorted(p for p in (WORTEL / "src" / "jeugdketen").glob("*/static/**/*") if p.is_file())
        stempel = WERKMAP / "static.stempel"
        waarde = kenmerk(
            bron, hashlib.sha256((WORTEL / "requirements" / "demo.txt").read_bytes()).hexdigest()
        )
        if not (is_gedaan(stempel, waarde) and Path(env["JEUGDKETEN_STATIC"]).is_dir()):
            draai(
                "Bestanden van de site verzamelen",
                [*beheer, "collectstatic", "--noinput", "--clear"],
                env=env,
                raad=OPNIEUW,
            )
            zet_stempel(stempel, waarde)

    def _start(self, adres: str) -> None:
        for kind in self.kinderen:
            kind.start()
        einde = time.monotonic() + 60
        while True:
            for kind in self.kinderen:
                if not kind.leeft():
                    raise StapFout(
                        kind.naam, f"stopte meteen. Laatste regels van {kind.log}:\n{kind.staart()}", OPNIEUW
                    )
            try:
                with urllib.request.urlopen(f"{adres}/gezond", timeout=5) as antwoord:  # noqa: S310  our own address
                    if antwoord.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
            if time.monotonic() > einde:
                raise StapFout(
                    "webserver", f"geeft na 60 seconden geen antwoord.\n{self.kinderen[-1].staart()}", OPNIEUW
                )
            time.sleep(0.1)

    def _toon(self, adres: str, env: dict[str, str], duur: float) -> None:
        from jeugdketen.demo.casussen import DEMOLOGINS, DEMOWACHTWOORD

        print(
            f"\nDe demo draait ({duur:.0f} s).\n\n  Adres      {adres}\n  Postbus    {env['JEUGDKETEN_POSTBUS']}/in"
        )
        print("             (leg hier een bericht neer, bijvoorbeeld een JW315; antwoorden komen in uit/)")
        print(f"  Vandaag    {env['JEUGDKETEN_VANDAAG']} (te kiezen met JEUGDKETEN_VANDAAG)")
        print(f"\n  Inloggen met een van deze namen; het wachtwoord is steeds: {DEMOWACHTWOORD}\n")
        breed = max(len(inlog["inlognaam"]) for inlog in DEMOLOGINS)
        for inlog in DEMOLOGINS:
            print(f"    {inlog['inlognaam']:<{breed}}  {inlog['naam']}, {inlog['rol']}")
        print("\nCtrl-C stopt alles.", flush=True)


def schoon() -> None:
    """Throw the demo's data away; the installed packages and the front-end files stay."""
    for pad in (datamap(WERKMAP / "postgres"), WERKMAP / "postbus", WERKMAP / "static", LOGMAP):
        if pad.exists():
            shutil.rmtree(pad)
    for bestand in ("geheimen.env", "static.stempel", "gegevens.stempel"):
        (WERKMAP / bestand).unlink(missing_ok=True)
    print("De gegevens van de demo zijn weg.", flush=True)


def main() -> None:
    """Run the demo until it is stopped."""
    lezer = argparse.ArgumentParser(
        prog="python -m jeugdketen.demo", description="Start de demo van Jeugdketen."
    )
    lezer.add_argument("--schoon", action="store_true", help="gooi eerst de gegevens van de demo weg")
    keuze = lezer.parse_args()
    for nummer in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(nummer, _stop_signaal)
    demo = Demo()
    with alleen_ik():
        try:
            if keuze.schoon:
                schoon()
            demo.draai()
        except Einde:
            print("\nDe demo stopt …", flush=True)
        finally:
            for nummer in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(nummer, signal.SIG_IGN)
            demo.stop()
        print("Alles is gestopt. `make demo` gaat verder waar u was.", flush=True)


if __name__ == "__main__":
    sys.exit(hoofd(main))
