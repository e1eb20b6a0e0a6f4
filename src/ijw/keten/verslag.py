"""What checking a message against the chain gives: findings, class codes for the answer, and the change of state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from ijw.antwoord import NIET_BEOORDEELD
from ijw.keten.register import KETENREGELS, Regelfunctie, Vondsten
from ijw.keten.stand import Wijziging

Toetser = Literal["gemeente", "aanbieder"]
"""The party that receives a message and therefore checks it."""


class Bevinding(NamedTuple):
    """One broken rule at one element."""

    regel: str
    retourcode: str | None
    """The code that the answer carries for it; None where the rule has none (JW325)."""
    pad: str
    """The element, such as ``/Bericht/Client/StartProducten/StartProduct[1]``."""
    melding: str
    """Dutch sentence: what was found and what should have been there."""


@dataclass(frozen=True, slots=True)
class Ketencontrole:
    """The verdict on one message on control levels 3 and 4."""

    berichttype: str
    toetser: Toetser
    bevindingen: tuple[Bevinding, ...] = ()
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Return codes by the path of the class, errors and 0233; what ``ijw.antwoord`` builds the answer from."""
    wijziging: Wijziging = field(default_factory=Wijziging)
    """What the message changes; apply it with ``Ketenstand.verwerk`` when the verdict is to count."""

    @property
    def uitkomst(self) -> Literal["goed", "afgekeurd"]:
        """``goed`` when no rule is broken."""
        return "afgekeurd" if self.bevindingen else "goed"

    @property
    def regels(self) -> tuple[str, ...]:
        """The broken rules, sorted, each once."""
        return tuple(sorted({b.regel for b in self.bevindingen}))

    @property
    def retourcodes(self) -> tuple[str, ...]:
        """The return codes of the broken rules, sorted, each once."""
        return tuple(sorted({b.retourcode for b in self.bevindingen if b.retourcode is not None}))


def vind(regels: Iterable[Regelfunctie], beeld: Any) -> Sequence[tuple[str, Vondsten]]:
    """What a number of rules find wrong in a class: the rule's code and its findings."""
    gevonden: list[tuple[str, Vondsten]] | None = None
    for regel in regels:
        vondsten = regel(beeld)
        if vondsten:
            if gevonden is None:
                gevonden = []
            gevonden.append((regel.code, vondsten))  # type: ignore[attr-defined]
    return gevonden or ()


class Verslag:
    """Collects findings and class codes while a message is judged."""

    def __init__(self) -> None:
        self.bevindingen: list[Bevinding] = []
        self.codes: dict[str, tuple[str, ...]] = {}

    def toets(self, regels: Iterable[Regelfunctie], beeld: Any, pad: str) -> bool:
        """Judge a class by a number of rules; True when nothing is wrong."""
        gevonden = vind(regels, beeld)
        for code, vondsten in gevonden:
            self.meld(code, pad, vondsten)
        return not gevonden

    def meld(self, code: str, pad: str, vondsten: Iterable[tuple[str, str]]) -> None:
        """Add what a rule found in a class; its return code is carried by that class, once."""
        retourcode = KETENREGELS[code].retourcode
        for element, melding in vondsten:
            self.bevindingen.append(
                Bevinding(code, retourcode, f"{pad}/{element}" if element else pad, melding)
            )
        if retourcode is not None:
            eerder = self.codes.get(pad, ())
            if retourcode not in eerder:
                self.codes[pad] = (*eerder, retourcode)

    def niet_beoordeeld(self, pad: str) -> None:
        """Mark a class as not judged (0233)."""
        self.codes[pad] = (NIET_BEOORDEELD,)
