"""The road of an SFTP server: one connection per round, the server known by its own key, never a half file.

The server's key is pinned: another server, or the same one with another key, is refused before anything is said.
The secret (private key or password) is a file in ``JEUGDKETEN_GEHEIMENMAP``; the database knows its name alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import posixpath
import stat
import threading
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import asyncssh
from django.conf import settings

from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.wegen import STAART, Bestand, WegFout
from jeugdketen.berichten.wegen.adressen import zoek_adressen

_T = TypeVar("_T")

GEDULD = 20.0
"""Seconds within which a server must answer, for each step."""

MEEST_NAMEN = 50_000
"""Names in one folder that are looked at in one round; a server can go on without end."""

_WEG = (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath)


@dataclass(frozen=True, slots=True)
class SftpAdres:
    """Where and as whom. ``hostsleutel``: ``ssh-ed25519 AAAA…``, the server's public key; ``geheim``: its file's
    name."""

    host: str
    poort: int
    gebruiker: str
    hostsleutel: str
    geheim: str


def lees_hostsleutel(tekst: str) -> asyncssh.SSHKey:
    """The server's public key, as people paste it (a line of ``known_hosts`` too).

    Raises:
        ValueError: it is no public key; the message is one Dutch sentence.
    """
    delen = tekst.split()
    begin = next((i for i, deel in enumerate(delen) if deel.startswith(("ssh-", "ecdsa-", "sk-"))), 0)
    try:
        return asyncssh.import_public_key(" ".join(delen[begin : begin + 2]))
    except (asyncssh.KeyImportError, ValueError) as fout:
        raise ValueError(
            "Dit is geen publieke sleutel van een server. Plak de regel die `ssh-keyscan` geeft, "
            "nadat u hem bij de beheerder van die server hebt nagevraagd."
        ) from fout


def _geheim(naam: str) -> dict[str, Any]:
    """What the login gets: a private key or a password.

    Raises:
        WegFout: the file is not there, or cannot be read.
    """
    map_ = getattr(settings, "JEUGDKETEN_GEHEIMENMAP", "")
    if not map_ or Path(naam).name != naam or naam.startswith("."):
        raise WegFout(f"Het geheim {naam} is er niet: JEUGDKETEN_GEHEIMENMAP is leeg of de naam klopt niet.")
    try:
        tekst = (Path(map_) / naam).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fout:
        raise WegFout(f"Het geheim {naam} staat niet leesbaar in de map met geheimen.") from fout
    if not tekst.startswith("-----BEGIN"):
        return {"password": tekst, "client_keys": None}
    try:
        return {"client_keys": [asyncssh.import_private_key(tekst)]}
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as fout:
        raise WegFout(f"Het geheim {naam} is geen bruikbare private sleutel.") from fout


class SftpKast:
    """Folders on an SFTP server; see :class:`jeugdketen.berichten.wegen.Kast`. Not for two threads at once.

    ``binnen``: seconds for everything together, for somebody who waits at a screen; without it each step has
    :data:`GEDULD` of its own.
    """

    def __init__(self, adres: SftpAdres, binnen: float | None = None) -> None:
        self.adres = adres
        self._uiterlijk = None if binnen is None else time.monotonic() + binnen
        self._lus: asyncio.AbstractEventLoop | None = None
        self._draad: threading.Thread | None = None
        self._verbinding: asyncssh.SSHClientConnection | None = None
        self._client: asyncssh.SFTPClient | None = None

    # --- the interface

    def lijst(self, map_: str) -> list[Bestand]:
        """The plain files in a folder, no links, by name."""
        return [
            Bestand(naam, attrs.size or 0, attrs.mtime or 0)
            for naam, attrs in self._inhoud(map_)
            if attrs.permissions is not None and stat.S_ISREG(attrs.permissions)
        ]

    def mappen(self, map_: str) -> list[str]:
        """The names of the folders in a folder."""
        return [
            naam
            for naam, attrs in self._inhoud(map_)
            if attrs.permissions is not None and stat.S_ISDIR(attrs.permissions)
        ]

    def _inhoud(self, map_: str) -> list[tuple[str, asyncssh.SFTPAttrs]]:
        async def vraag(client: asyncssh.SFTPClient) -> list[tuple[str, asyncssh.SFTPAttrs]]:
            namen = []
            try:
                async for naam in client.scandir(map_):
                    namen.append(naam)
                    if len(namen) == MEEST_NAMEN:
                        break
            except _WEG:
                await client.makedirs(map_, exist_ok=True)
                return []
            uit = []
            for naam in namen:
                tekst = (
                    naam.filename
                    if isinstance(naam.filename, str)
                    else naam.filename.decode("utf-8", "replace")
                )
                if tekst not in (".", ".."):
                    uit.append((tekst, naam.attrs))
            return sorted(uit, key=lambda paar: paar[0])

        return self._doe(vraag)

    def grootte(self, pad: str) -> int:
        """How many bytes a file has."""

        async def vraag(client: asyncssh.SFTPClient) -> int:
            return (await client.stat(pad)).size or 0

        return self._doe(vraag)

    def staart(self, pad: str, grootte: int) -> bytes:
        """The last thousand bytes of a file of this size."""

        async def vraag(client: asyncssh.SFTPClient) -> bytes:
            async with client.open(pad, "rb") as bestand:
                return bytes(await bestand.read(STAART, max(0, grootte - STAART)))

        return self._doe(vraag)

    def lees(self, pad: str, hoogstens: int) -> bytes:
        """The bytes of a file; one more than ``hoogstens`` of a file that has more, or never ends."""

        async def vraag(client: asyncssh.SFTPClient) -> bytes:
            async with client.open(pad, "rb") as bestand:
                return bytes(await bestand.read(hoogstens + 1))

        return self._doe(vraag)

    def verplaats(self, van: str, naar: str) -> None:
        """Rename in one step."""

        async def vraag(client: asyncssh.SFTPClient) -> None:
            try:
                await self._hernoem(client, van, naar)
            except _WEG:
                if not await client.exists(van):
                    raise
                await client.makedirs(posixpath.dirname(naar), exist_ok=True)
                await self._hernoem(client, van, naar)

        self._doe(vraag)

    @staticmethod
    async def _hernoem(client: asyncssh.SFTPClient, van: str, naar: str) -> None:
        try:
            await client.posix_rename(van, naar)
        except asyncssh.SFTPOpUnsupported:
            await client.rename(van, naar)

    def plaats(self, map_: str, naam: str, inhoud: bytes) -> None:
        """Write beside under a hidden name, flush, then rename over what an earlier attempt may have left."""
        tijdelijk, doel = posixpath.join(map_, f".{naam}.deel"), posixpath.join(map_, naam)

        async def vraag(client: asyncssh.SFTPClient) -> None:
            try:
                await self._schrijf(client, tijdelijk, inhoud)
            except _WEG:
                await client.makedirs(map_, exist_ok=True)
                await self._schrijf(client, tijdelijk, inhoud)
            breekpunt("uit-na-schrijven")
            try:
                await client.posix_rename(tijdelijk, doel)
            except asyncssh.SFTPOpUnsupported:
                # A plain rename refuses to replace; what lies there is this very message, from an earlier attempt.
                if await client.exists(doel):
                    await client.remove(tijdelijk)
                else:
                    await client.rename(tijdelijk, doel)

        self._doe(vraag)

    def bevestig(self) -> None:
        """The protocol knows no more than the flush of each file."""

    @staticmethod
    async def _schrijf(client: asyncssh.SFTPClient, pad: str, inhoud: bytes) -> None:
        async with client.open(pad, "wb", asyncssh.SFTPAttrs(permissions=0o640)) as bestand:
            await bestand.write(inhoud)
            with contextlib.suppress(asyncssh.SFTPOpUnsupported):
                await bestand.fsync()

    def bestaat(self, map_: str) -> bool:
        """Whether a folder is there; it is not made."""
        return bool(self._doe(lambda client: client.isdir(map_)))

    def verwijder(self, pad: str) -> None:
        """Take a file away that was placed here."""
        self._doe(lambda client: client.remove(pad))

    def sluit(self) -> None:
        """End the connection."""
        lus, draad, verbinding = self._lus, self._draad, self._verbinding
        if lus is None or draad is None:
            return
        if verbinding is not None:
            lus.call_soon_threadsafe(verbinding.close)
            with contextlib.suppress(Exception):
                self._wacht(asyncio.wait_for(verbinding.wait_closed(), 2))
        self._lus = self._draad = self._verbinding = self._client = None
        lus.call_soon_threadsafe(lus.stop)
        draad.join(5)
        lus.close()

    # --- the connection

    def _doe(self, vraag: Any) -> Any:
        """Ask the server one thing; every failure becomes an ``OSError`` with a Dutch sentence."""
        try:
            client = self._client or self._verbind()
            return self._wacht(vraag(client))
        except _WEG as fout:
            raise FileNotFoundError(2, "bestaat niet op de server") from fout
        except WegFout:
            self.sluit()
            raise
        except asyncssh.HostKeyNotVerifiable as fout:
            self.sluit()
            raise WegFout(
                f"{self.adres.host} heeft een andere sleutel dan is vastgelegd. Er is niets verstuurd. "
                "Vraag de beheerder van die server na of de sleutel is vervangen."
            ) from fout
        except asyncssh.PermissionDenied as fout:
            self.sluit()
            raise WegFout(f"{self.adres.host} weigert de gebruiker of het geheim.") from fout
        except asyncssh.SFTPPermissionDenied as fout:
            raise PermissionError(13, "geen rechten op de server") from fout
        except (asyncssh.SFTPNoSpaceOnFilesystem, asyncssh.SFTPQuotaExceeded) as fout:
            raise OSError(28, "de schijf van de server is vol") from fout
        except (asyncssh.SFTPFailure, asyncssh.SFTPOpUnsupported) as fout:
            raise OSError(5, "de server kan dit niet uitvoeren") from fout
        except (asyncssh.Error, OSError, TimeoutError) as fout:
            self.sluit()
            raise WegFout(f"{self.adres.host} is niet bereikbaar ({type(fout).__name__}).") from fout

    def _wacht(self, opdracht: Coroutine[Any, Any, _T]) -> _T:
        """Run it in a thread of its own: the caller's thread may have an event loop that runs already."""
        if self._lus is None:
            self._lus = asyncio.new_event_loop()
            self._draad = threading.Thread(target=self._lus.run_forever, name="sftp", daemon=True)
            self._draad.start()
        geduld = GEDULD
        if self._uiterlijk is not None:
            geduld = min(GEDULD, max(0.1, self._uiterlijk - time.monotonic()))
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(opdracht, geduld), self._lus).result()

    def _verbind(self) -> asyncssh.SFTPClient:
        toegang = _geheim(self.adres.geheim)
        sleutel = lees_hostsleutel(self.adres.hostsleutel)
        nummers = self._wacht(zoek_adressen(self.adres.host, self.adres.poort))
        for nummer in nummers:
            try:
                self._verbinding = self._wacht(
                    asyncssh.connect(
                        nummer,
                        self.adres.poort,
                        username=self.adres.gebruiker,
                        known_hosts=([sleutel], [], []),
                        server_host_key_algs=_algoritmen(sleutel),
                        agent_path=None,
                        config=None,
                        connect_timeout=GEDULD,
                        login_timeout=GEDULD,
                        **toegang,
                    )
                )
                break
            except (OSError, TimeoutError):
                if nummer == nummers[-1]:
                    raise
        assert self._verbinding is not None
        # A name may be any bytes; they come back as they are when the file is moved.
        self._client = self._wacht(self._verbinding.start_sftp_client(path_errors="surrogateescape"))
        return self._client


def _algoritmen(sleutel: asyncssh.SSHKey) -> list[str]:
    """How the server may prove that it has this very key: an RSA key never by SHA-1."""
    naam = sleutel.get_algorithm()
    return ["rsa-sha2-512", "rsa-sha2-256"] if naam == "ssh-rsa" else [naam]
