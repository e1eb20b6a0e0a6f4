"""A real SFTP server (asyncssh) in a thread of its own, on a port of this machine, for as long as a test lasts."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import asyncssh

WACHTWOORD = "niet-te-raden-7"


class _Server(asyncssh.SSHServer):
    def __init__(self, sleutel: asyncssh.SSHKey) -> None:
        self._sleutel = sleutel.convert_to_public()

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("gemeente", WACHTWOORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == "gemeente" and key == self._sleutel


class _ZonderPosix(asyncssh.SFTPServer):
    """A server without OpenSSH's extensions: a plain rename that refuses to replace, and no fsync."""

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        raise asyncssh.SFTPOpUnsupported("posix-rename")

    def fsync(self, file_obj: object) -> None:
        raise asyncssh.SFTPOpUnsupported("fsync")


@dataclass
class Sftpserver:
    """Serves ``map_``; ``poort`` and ``hostsleutel`` are known after it began."""

    map_: Path
    met_posix: bool = True
    poort: int = 0
    hostsleutel: str = ""
    clientsleutel: asyncssh.SSHKey = field(
        default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519")
    )
    _eigen: asyncssh.SSHKey = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))
    _lus: asyncio.AbstractEventLoop | None = None
    _draad: threading.Thread | None = None
    _acceptor: Any = None

    def __enter__(self) -> Sftpserver:
        self.map_.mkdir(exist_ok=True)
        self.hostsleutel = self._eigen.export_public_key().decode().strip()
        self._lus = asyncio.new_event_loop()
        self._draad = threading.Thread(target=self._lus.run_forever, daemon=True)
        self._draad.start()
        self.begin()
        return self

    def _doe(self, opdracht: Any) -> Any:
        assert self._lus is not None
        return asyncio.run_coroutine_threadsafe(opdracht, self._lus).result(20)

    def begin(self) -> None:
        """Listen; on the same port as before when it was stopped."""
        soort = asyncssh.SFTPServer if self.met_posix else _ZonderPosix

        async def luister() -> asyncssh.SSHAcceptor:
            return await asyncssh.create_server(
                lambda: _Server(self.clientsleutel),
                "127.0.0.1",
                self.poort,
                server_host_keys=[self._eigen],
                sftp_factory=lambda kanaal: soort(kanaal, chroot=str(self.map_)),
                reuse_address=True,
            )

        self._acceptor = self._doe(luister())
        self.poort = self._acceptor.get_port()

    def stop(self) -> None:
        """Hang up and listen no more."""

        async def sluit() -> None:
            self._acceptor.close()
            self._acceptor.close_all_connections() if hasattr(
                self._acceptor, "close_all_connections"
            ) else None
            await self._acceptor.wait_closed()

        self._doe(sluit())

    def ververs_sleutel(self) -> None:
        """Begin again as somebody else: same port, other key."""
        self.stop()
        self._eigen = asyncssh.generate_private_key("ssh-ed25519")
        self.begin()

    def __exit__(
        self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None
    ) -> None:
        assert self._lus is not None
        assert self._draad is not None
        self.stop()
        self._lus.call_soon_threadsafe(self._lus.stop)
        self._draad.join(5)
        self._lus.close()
