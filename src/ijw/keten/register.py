"""The register of the rules on control levels 3 (across messages) and 4 (external source) (IV032).

A rule is a function named by its official code. It gets what it judges (a context of the module it lives in) and
returns what it found wrong: per finding the element, as a path below the class it lives in, and a Dutch sentence.
Nothing wrong is the empty tuple ``GOED``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

Vondsten = Sequence[tuple[str, str]]
"""What a rule found: (element below the class, Dutch sentence) for each finding."""

GOED: Final[Vondsten] = ()

Regelfunctie = Callable[[Any], Vondsten]


@dataclass(frozen=True)
class Ketenregel:
    """One rule: its code, how it is answered, where it lives and what it says in our own words."""

    code: str
    retourcode: str | None
    """Return code in the answer; None for rules of the JW325, on which no answer exists."""
    niveau: Literal[3, 4]
    """Control level: 3 across messages, 4 external source."""
    klassen: Mapping[str, str]
    """The class that carries the return code, per message type."""
    zin: str
    """What the rule asks, in our own Dutch sentence."""
    functies: tuple[Regelfunctie, ...]
    """The functions that judge it; more than one where the rule lives in different classes."""


KETENREGELS: dict[str, Ketenregel] = {}
"""Every rule of levels 3 and 4 by its code; complete once ``ijw.keten`` is imported."""

F = TypeVar("F", bound=Regelfunctie)


def ketenregel(
    code: str,
    retourcode: str | None,
    klassen: Mapping[str, str],
    zin: str,
    niveau: Literal[3, 4] = 3,
) -> Callable[[F], F]:
    """Register a function as (part of) a rule; one of its parts gives the sentence, the others an empty one."""

    def registreer(functie: F) -> F:
        eerder = KETENREGELS.get(code)
        KETENREGELS[code] = Ketenregel(
            code,
            retourcode,
            niveau,
            {**eerder.klassen, **klassen} if eerder else klassen,
            (eerder.zin if eerder else "") or zin,
            (*eerder.functies, functie) if eerder else (functie,),
        )
        functie.code = code  # type: ignore[attr-defined]
        return functie

    return registreer
