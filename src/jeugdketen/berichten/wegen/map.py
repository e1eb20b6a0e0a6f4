"""The road of a folder on this machine (or on a share that it mounts)."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.wegen import STAART, Bestand


class Mapkast:
    """Folders below ``wortel``; see :class:`jeugdketen.berichten.wegen.Kast`."""

    def __init__(self, wortel: Path) -> None:
        self.wortel = wortel
        self._onbevestigd: set[Path] = set()

    def _map(self, map_: str) -> Path:
        pad = self.wortel / map_
        pad.mkdir(parents=True, exist_ok=True)
        return pad

    def lijst(self, map_: str) -> list[Bestand]:
        """The plain files in a folder, no links, by name."""
        uit = []
        for pad in sorted(self._map(map_).iterdir()):
            try:
                gegevens = pad.lstat()
            except FileNotFoundError:
                continue
            if stat.S_ISREG(gegevens.st_mode):
                uit.append(Bestand(pad.name, gegevens.st_size, gegevens.st_mtime_ns))
        return uit

    def mappen(self, map_: str) -> list[str]:
        """The names of the folders in a folder, no links."""
        return sorted(pad.name for pad in self._map(map_).iterdir() if pad.is_dir() and not pad.is_symlink())

    def grootte(self, pad: str) -> int:
        """How many bytes a file has."""
        return (self.wortel / pad).lstat().st_size

    def staart(self, pad: str, grootte: int) -> bytes:
        """The last thousand bytes of a file of this size."""
        with self._open(pad) as bestand:
            bestand.seek(max(0, grootte - STAART))
            return bestand.read(STAART)

    def lees(self, pad: str, hoogstens: int) -> bytes:
        """The bytes of a plain file; one more than ``hoogstens`` of a file that has more."""
        with self._open(pad) as bestand:
            return bestand.read(hoogstens + 1)

    def _open(self, pad: str) -> BinaryIO:
        """Open what is a plain file at this very moment: who may write in the folder can put a link or a pipe in its
        place after it was listed.

        Raises:
            OSError: it is no plain file.
        """
        fd = os.open(self.wortel / pad, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if stat.S_ISREG(os.fstat(fd).st_mode):
            return os.fdopen(fd, "rb")
        os.close(fd)
        raise OSError(errno.EINVAL, "geen gewoon bestand")

    def verplaats(self, van: str, naar: str) -> None:
        """Rename in one step."""
        doel = self.wortel / naar
        doel.parent.mkdir(parents=True, exist_ok=True)
        (self.wortel / van).rename(doel)

    def plaats(self, map_: str, naam: str, inhoud: bytes) -> None:
        """Write beside, flush to disk, then rename: a reader sees the whole file or none. A disk that is full
        keeps no half file."""
        doel = self._map(map_) / naam
        tijdelijk = self._map("bezig") / f"{naam}.{os.getpid()}.deel"
        try:
            with open(tijdelijk, "wb", opener=_alleen_eigen_groep) as bestand:
                bestand.write(inhoud)
                bestand.flush()
                os.fsync(bestand.fileno())
            breekpunt("uit-na-schrijven")
            tijdelijk.replace(doel)
        except OSError:
            with contextlib.suppress(OSError):
                tijdelijk.unlink()
            raise
        self._onbevestigd.add(doel.parent)

    def bevestig(self) -> None:
        """Flush the folders in which something was placed: once for all that was, each costs as much as a file."""
        for map_ in tuple(self._onbevestigd):
            fd = os.open(map_, os.O_RDONLY)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)
            self._onbevestigd.discard(map_)

    def bestaat(self, map_: str) -> bool:
        """Whether a folder is there; it is not made."""
        return (self.wortel / map_).is_dir()

    def verwijder(self, pad: str) -> None:
        """Take a file away that was placed here."""
        (self.wortel / pad).unlink()

    def sluit(self) -> None:
        """Nothing is held."""


def _alleen_eigen_groep(pad: str, vlaggen: int) -> int:
    return os.open(pad, vlaggen, 0o640)
