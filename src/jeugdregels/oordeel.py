"""What a question gets back: findings (``Bevinding``) and the answer (``Antwoord``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

TOEGESTAAN: Final = "toegestaan"
SIGNAAL: Final = "signaal"
ONVOLLEDIG: Final = "onvolledig"
OPGESCHORT: Final = "opgeschort"
GEWEIGERD: Final = "geweigerd"
FOUT: Final = "fout"

ZWAARTE: Final[dict[str, int]] = {TOEGESTAAN: 0, SIGNAAL: 1, ONVOLLEDIG: 2, OPGESCHORT: 3, GEWEIGERD: 4}
"""The five outcomes of a verdict, lightest first; an answer is as heavy as its heaviest finding."""

NIET: Final = "niet"
MET_ONDERBOUWING: Final = "met_onderbouwing"


class Bron(NamedTuple):
    """Where a rule or a row comes from: the document, and the section in it."""

    document: str
    onderdeel: str


class Bevinding(NamedTuple):
    """One finding of one rule: what it decides about these facts, why, and on which row of the region data.

    ``uitkomst`` is one of :data:`ZWAARTE`, or for questions that ask for something else than permission the
    outcome of that question (``advies``, ``omzetting``, ``uitsterven``, ``oud``, ``nieuw``).
    ``afwijken`` says whether a consulent may deviate: ``niet`` or ``met_onderbouwing``.
    """

    regel: str
    rij: str
    eisen: tuple[str, ...]
    uitkomst: str
    uitleg: str
    bron: Bron
    feiten: Mapping[str, str]
    afwijken: str
    wat_zou_het_veranderen: str | None

    def naar_dict(self) -> dict[str, Any]:
        """The finding as the question format writes it; ``wat_zou_het_veranderen`` only where there is one."""
        uit: dict[str, Any] = {
            "regel": self.regel,
            "eisen": list(self.eisen),
            "uitkomst": self.uitkomst,
            "uitleg": self.uitleg,
            "bron": {"document": self.bron.document, "onderdeel": self.bron.onderdeel},
            "feiten": dict(self.feiten),
            "rij": self.rij,
            "afwijken": self.afwijken,
        }
        if self.wat_zou_het_veranderen is not None:
            uit["wat_zou_het_veranderen"] = self.wat_zou_het_veranderen
        return uit


class Invoerfout(NamedTuple):
    """One error in a question: the dotted path of the field, and what is wrong with it and how to mend it."""

    veld: str
    melding: str


class Antwoord(NamedTuple):
    """The answer to one question; the same question gives the same answer for the same region data.

    ``extra`` holds what some kinds of question answer beside the findings (``advies``, ``bedragen``,
    ``einddatum_oud``, ``stappen``, ``soort``, ``bedrag_in_tarief``). ``fouten`` is only filled when the
    question itself is wrong; then ``uitkomst`` is ``fout`` and nothing else is answered.
    """

    uitkomst: str
    bevindingen: tuple[Bevinding, ...]
    extra: Mapping[str, Any]
    regio: str
    versie: str
    fouten: tuple[Invoerfout, ...] = ()

    def naar_dict(self) -> dict[str, Any]:
        """The answer as the question format writes it, keys in a fixed order."""
        if self.fouten:
            return {
                "uitkomst": FOUT,
                "fouten": [{"veld": f.veld, "melding": f.melding} for f in self.fouten],
            }
        return {
            "uitkomst": self.uitkomst,
            "bevindingen": [b.naar_dict() for b in self.bevindingen],
            **self.extra,
            "regio": {"naam": self.regio, "versie": self.versie},
        }


def zwaarste(bevindingen: Sequence[Bevinding]) -> str:
    """The heaviest outcome among the findings; without any finding that is ``toegestaan``."""
    zwaar = TOEGESTAAN
    for b in bevindingen:
        if ZWAARTE.get(b.uitkomst, 0) > ZWAARTE[zwaar]:
            zwaar = b.uitkomst
    return zwaar


class Uit:
    """Where the rules put their findings; passing findings are only asked for when ``volledig`` is set."""

    __slots__ = ("bevindingen", "extra", "volledig")

    def __init__(self, volledig: bool) -> None:
        self.bevindingen: list[Bevinding] = []
        self.extra: dict[str, Any] = {}
        self.volledig = volledig

    def meld(self, bevinding: Bevinding) -> None:
        """Add a finding."""
        self.bevindingen.append(bevinding)
