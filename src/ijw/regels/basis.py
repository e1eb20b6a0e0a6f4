"""How a rule is written down: a function named by its official code, and an entry in the register.

A rule looks at one table of a message and gives what is wrong in it. It never stops at the first fault and never
looks at what another rule found. The official text decides; the wording here is our own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ijw.inhoud import Inhoud, Tabel


class Fout(NamedTuple):
    """One fault that a rule found."""

    rij: int
    """Row of the table."""
    element: str
    """Dotted field names below the row, of the element that is wrong or absent; empty for the class itself."""
    melding: str
    """Dutch sentence: what was found, and what should have been there."""


class Plek(NamedTuple):
    """One place where a rule holds."""

    bericht: str
    """Message, such as ``JW301``."""
    klasse: str
    """Class of the message; ``Bericht`` for the message itself."""
    pad: str
    """Dotted field names below the class; empty for the class itself."""


Controle = Callable[[Tabel, str, Inhoud], Iterator[Fout]]


class Regel(NamedTuple):
    """One rule of the register."""

    code: str
    """Official code, such as ``TR302``."""
    omschrijving: str
    """What it demands, in Dutch, in our own words."""
    retourcode: str
    """What the receiver answers when it is broken (WJ001)."""
    niveau: int
    """2: inside the message; 3: across messages (of which TR319 alone needs nothing but the message)."""
    plekken: tuple[Plek, ...]
    """Everywhere it holds."""
    controle: Controle
    """The function that judges it."""


REGISTER: dict[str, Regel] = {}
"""All rules that can be judged from one message, by code."""


def regel(
    omschrijving: str, *plekken: tuple[str, str, str], retourcode: str = "0001", niveau: int = 2
) -> Callable[[Controle], Controle]:
    """Enter a function in the register under its own name in capitals."""

    def schrijf_in(functie: Controle) -> Controle:
        code = functie.__name__.upper()
        alle = tuple(
            Plek(bericht, klasse, pad) for berichten, klasse, pad in plekken for bericht in berichten.split()
        )
        REGISTER[code] = Regel(code, omschrijving, retourcode, niveau, alle, functie)
        return functie

    return schrijf_in
