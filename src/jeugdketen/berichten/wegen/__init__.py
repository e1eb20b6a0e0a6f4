"""The roads by which messages come and go, behind one small interface: a place where files lie (``Kast``).

``mappost.Postwacht`` takes in from any such place, ``uitgang`` delivers to any such place: both claim and place by
rename, so a half file is never read and never seen. A new road is one more ``Kast`` and one word in ``toestand.WEGEN``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class WegFout(OSError):
    """A road cannot be used now; ``str(e)`` is one Dutch sentence without a secret in it."""


@dataclass(frozen=True, slots=True)
class Bestand:
    """A file in a folder of a road. ``gewijzigd``: any number that changes when the file is written to."""

    naam: str
    grootte: int
    gewijzigd: float


class Kast(Protocol):
    """A place with folders and files. Paths are relative, with ``/``; names are as the place spells them.

    Every method raises ``OSError`` (``FileNotFoundError`` when the file is gone) and nothing else.
    """

    def lijst(self, map_: str) -> list[Bestand]:
        """The plain files in a folder, no links, by name; the folder is made when it is not there."""

    def mappen(self, map_: str) -> list[str]:
        """The names of the folders in a folder, no links."""

    def grootte(self, pad: str) -> int:
        """How many bytes a file has."""

    def staart(self, pad: str, grootte: int) -> bytes:
        """The last thousand bytes of a file of this size."""

    def lees(self, pad: str, hoogstens: int) -> bytes:
        """The bytes of a plain file, no link; one more than ``hoogstens`` of a file that has more, whatever size it
        said to have."""

    def verplaats(self, van: str, naar: str) -> None:
        """Rename within the place, in one step; the folder of ``naar`` is made when it is not there."""

    def plaats(self, map_: str, naam: str, inhoud: bytes) -> None:
        """Put a whole file under its name: written beside it, flushed, renamed. Doing it again changes nothing."""

    def bevestig(self) -> None:
        """What was placed since the last time stays under its name, whatever happens to the machine."""

    def bestaat(self, map_: str) -> bool:
        """Whether a folder is there; it is not made."""

    def verwijder(self, pad: str) -> None:
        """Take a file away that was placed here."""

    def sluit(self) -> None:
        """Let go of connections; the place may be used again after it."""


STAART = 1024
"""Bytes at the end of a file by which one sees whether it is complete."""
