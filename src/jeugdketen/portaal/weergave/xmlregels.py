"""The raw text of a message as numbered lines, exactly as received, with the lines that a finding points at marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MEEST = 3000
"""Lines on one page; a message can be 25 MB."""


@dataclass(frozen=True)
class Xmlregel:
    """One line: its number, its text, and whether a finding points at it."""

    nummer: int
    tekst: str
    raak: bool


@dataclass(frozen=True)
class Xmlbeeld:
    """The lines that are shown, and how many are left out of a very long message."""

    regels: tuple[Xmlregel, ...]
    weggelaten: int


def maak_xmlbeeld(regels: Sequence[tuple[int, str, bool]]) -> Xmlbeeld:
    """The first lines, and beyond them every line with a finding, so that a link to it always arrives."""
    getoond = [
        Xmlregel(nummer, _zichtbaar(tekst), raak)
        for i, (nummer, tekst, raak) in enumerate(regels)
        if i < MEEST or raak
    ]
    return Xmlbeeld(tuple(getoond), len(regels) - len(getoond))


def _zichtbaar(regel: str) -> str:
    """Control and direction characters as a visible mark: they may not change how the page reads."""
    return "".join(t if t in "\t " or t.isprintable() else "\ufffd" for t in regel) or " "


def korte_hash(sha256: str) -> str:
    """``9c41…e07b``: enough to compare by eye."""
    return f"{sha256[:4]}…{sha256[-4:]}" if len(sha256) > 9 else sha256
