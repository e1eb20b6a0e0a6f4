"""How a name is shown, and into which pieces it is cut for searching."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

MIN_LETTERS = 2
"""A search word has at least this many letters."""

MAX_LETTERS = 12
"""Longer words are found by their first letters."""


class Naam(NamedTuple):
    """The parts of a name, with the use of name (COD700: 1 own, 2 partner, 3 partner then own, 4 own then partner)."""

    voornamen: str = ""
    voorletters: str = ""
    voorvoegsel: str = ""
    achternaam: str = ""
    partner_voorvoegsel: str = ""
    partner_achternaam: str = ""
    naam_gebruik: str = "1"

    @property
    def eigen(self) -> str:
        """The own surname with its prefix."""
        return f"{self.voorvoegsel} {self.achternaam}".strip()

    @property
    def partner(self) -> str:
        """The surname of the partner with its prefix; empty when there is none."""
        return f"{self.partner_voorvoegsel} {self.partner_achternaam}".strip()

    @property
    def geslachtsnaam(self) -> str:
        """The surname by the use of name."""
        if not self.partner or self.naam_gebruik not in {"2", "3", "4"}:
            return self.eigen
        return {
            "2": self.partner,
            "3": f"{self.partner}-{self.eigen}",
            "4": f"{self.eigen}-{self.partner}",
        }[self.naam_gebruik]

    @property
    def voornaam(self) -> str:
        """The first of the first names, or the initials when there are none."""
        return self.voornamen.split(" ", 1)[0] or self.voorletters

    def voluit(self) -> str:
        """First name and surname: "Jesse van der Molenaar"."""
        return f"{self.voornaam} {self.geslachtsnaam}".strip()


def woorden(tekst: str) -> list[str]:
    """The words of a text without capitals, accents and punctuation: `"Şahin-De Vries"` gives sahin, de, vries."""
    plat = unicodedata.normalize("NFKD", tekst.casefold())
    letters = "".join(c if c.isalnum() else " " for c in plat if not unicodedata.combining(c))
    return letters.split()


def stukken(tekst: str) -> set[str]:
    """Every beginning, from two letters up, of every word: what somebody may type who knows part of the name."""
    uit = set()
    for woord in woorden(tekst):
        for lengte in range(MIN_LETTERS, min(len(woord), MAX_LETTERS) + 1):
            uit.add(woord[:lengte])
    return uit
