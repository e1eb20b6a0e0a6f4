"""Levels 1 and 2 of one message: the schema, and every rule that needs nothing but the message.

``controleer(bytes)`` never raises. A message that is refused has a reason; one that breaks rules has all of them.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal, NamedTuple

from ijw.definitie import definitie_van
from ijw.inhoud import Inhoud, Regelnummers, inhoud_van, inhoud_van_bericht
from ijw.lezen import Boom, Lezing, lees
from ijw.opruimen import zonder_opruimen
from ijw.regels import regels_voor

Uitkomst = Literal["goed", "afgekeurd", "geweigerd"]


class Bevinding(NamedTuple):
    """One fault in a message."""

    regel: str
    """Official code of the rule."""
    retourcode: str
    """What the receiver answers (WJ001)."""
    pad: str
    """Where: an absolute path with a number for every repeated element; of an absent element where it belongs."""
    regelnummer: int | None
    """Line in the file of that element, or of the nearest above it; None when the message was not a file."""
    melding: str
    """Dutch sentence: what was found, and what should have been there."""


class Controle:
    """The verdict on one file."""

    def __init__(self, lezing: Lezing, bevindingen: tuple[Bevinding, ...], inhoud: Inhoud | None) -> None:
        self.lezing = lezing
        self.bevindingen = bevindingen
        """Every fault, in the order of the file."""
        self.inhoud = inhoud
        """The message as tables; None when it was refused."""

    @property
    def bericht_code(self) -> str | None:
        """Type of the message, such as ``JW323``; None when it cannot even be guessed."""
        return self.lezing.code

    @property
    def uitkomst(self) -> Uitkomst:
        """``goed``, ``afgekeurd`` (breaks rules) or ``geweigerd`` (not a message of the standard)."""
        if self.lezing.geweigerd:
            return "geweigerd"
        return "afgekeurd" if self.bevindingen else "goed"

    @cached_property
    def regels(self) -> tuple[str, ...]:
        """The codes of the broken rules, sorted, each once."""
        return tuple(sorted({bevinding.regel for bevinding in self.bevindingen}))

    @property
    def reden(self) -> str | None:
        """Why it was refused, in one Dutch sentence; None when it was not."""
        return self.lezing.reden

    @property
    def bericht(self) -> Any:
        """The message object; None when it was refused."""
        return self.lezing.bericht

    def alle_velden(self) -> int:
        """Take out every field of the message as a typed value; gives how many there are, 0 when it was refused.

        Of a large message that is much cheaper than ``bericht``: the values are in ``inhoud``, column by column.
        """
        if self.inhoud is None:
            return 0
        with zonder_opruimen():
            return self.inhoud.alle_velden()

    def naar_dict(self, *, met_bevindingen: bool = True) -> dict[str, Any]:
        """The verdict as the command line prints it, without the name of the file."""
        uit: dict[str, Any] = {
            "bericht": self.bericht_code,
            "uitkomst": self.uitkomst,
            "regels": list(self.regels),
            "bevindingen": [bevinding._asdict() for bevinding in self.bevindingen] if met_bevindingen else [],
        }
        if self.reden is not None:
            uit["reden"] = self.reden
        return uit


def _toets(inhoud: Inhoud, nummers: Regelnummers | None) -> tuple[Bevinding, ...]:
    gevonden: list[Bevinding] = []
    zinnen: dict[str, str] = {}  # the same sentence is kept once
    for regel, klasse, pad in regels_voor(inhoud.code):
        for tabel in inhoud.tabellen(klasse):
            if tabel.aantal:
                for fout in regel.controle(tabel, pad, inhoud):
                    plek = tabel.pad(fout.rij, fout.element)
                    regelnummer = None if nummers is None else nummers.zoek(plek)
                    zin = zinnen.setdefault(fout.melding, fout.melding)
                    gevonden.append(Bevinding(regel.code, regel.retourcode, plek, regelnummer, zin))
    if nummers is not None:
        gevonden.sort(key=lambda bevinding: (bevinding.regelnummer or 0, bevinding.regel))
    return tuple(gevonden)


def controleer_lezing(lezing: Lezing, *, groot: bool | None = None) -> Controle:
    """Check what has been read; ``groot`` overrules the choice between columns and objects (for tests)."""
    if lezing.boom is None:
        return Controle(lezing, (), None)
    with zonder_opruimen():
        inhoud = inhoud_van(lezing.boom, groot=groot)
        return Controle(lezing, _toets(inhoud, Regelnummers(lezing.boom)), inhoud)


def controleer(data: bytes | bytearray | memoryview) -> Controle:
    """Check one file on levels 1 and 2. Never raises, whatever the bytes are."""
    klaar: dict[int, tuple[Inhoud, tuple[Bevinding, ...]]] = {}

    def werk(boom: Boom) -> None:
        inhoud = inhoud_van(boom)
        klaar[id(boom)] = (inhoud, _toets(inhoud, Regelnummers(boom)))

    with zonder_opruimen():
        lezing = lees(data, werk)
        if lezing.boom is not None and id(lezing.boom) in klaar:
            inhoud, bevindingen = klaar[id(lezing.boom)]
            return Controle(lezing, bevindingen, inhoud)
        return controleer_lezing(lezing)


def controleer_bericht(bericht: Any) -> tuple[Bevinding, ...]:
    """Check a message object on level 2; its findings have no line numbers.

    Raises KeyError for an object that is not a message.
    """
    return _toets(inhoud_van_bericht(definitie_van(bericht), bericht), None)
