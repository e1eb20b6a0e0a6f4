"""The code lists of iJw as data: one CSV file per list, every code with the days it may be used on.

Columns ``van`` and ``tot`` are inclusive and empty when the source sets no bound. ``CBS`` holds the
municipalities of 2026 and those that have merged since 2015, because the code of an allocation's start date
stays usable (TR378).
"""

import csv
import datetime
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

_MAP = Path(__file__).parent


class Code(NamedTuple):
    """One code of a list."""

    code: str
    betekenis: str
    """What it means, in Dutch."""
    van: datetime.date | None
    """First day it may be used; None when the source sets no bound."""
    tot: datetime.date | None
    """Last day it may be used; None when it is still in use."""
    extra: Mapping[str, str]
    """Further columns of this list, such as ``regel`` in WJ001."""

    def geldig_op(self, dag: datetime.date) -> bool:
        """Whether the code may be used on this day."""
        return (self.van is None or self.van <= dag) and (self.tot is None or dag <= self.tot)


class Codelijst(Mapping[str, Code]):
    """A code list: codes in the order of the list."""

    def __init__(self, lijst: str, naam: str, codes: Mapping[str, Code]) -> None:
        self.lijst = lijst
        self.naam = naam
        self._codes = codes

    def __getitem__(self, code: str) -> Code:
        return self._codes[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def op(self, dag: datetime.date) -> dict[str, Code]:
        """The codes that may be used on this day."""
        return {code: rij for code, rij in self._codes.items() if rij.geldig_op(dag)}

    def betekenis(self, code: str) -> str:
        """What a code means, or the code itself when the list does not have it."""
        rij = self._codes.get(code)
        return code if rij is None else rij.betekenis


def _rijen(naam: str) -> list[dict[str, str]]:
    with (_MAP / f"{naam}.csv").open(encoding="utf-8", newline="") as bestand:
        return list(csv.DictReader(bestand, delimiter=";"))


def _dag(tekst: str) -> datetime.date | None:
    return datetime.date.fromisoformat(tekst) if tekst else None


@lru_cache(maxsize=1)
def namen() -> dict[str, str]:
    """All lists: their number and name."""
    return {rij["lijst"]: rij["naam"] for rij in _rijen("lijsten")}


@cache
def codelijst(lijst: str) -> Codelijst:
    """A code list by its number, such as ``JZ020``.

    Raises KeyError for a list that the standard does not have.
    """
    naam = namen().get(lijst)
    if naam is None:
        raise KeyError(f"codelijst {lijst} bestaat niet; kies uit {', '.join(namen())}")
    codes: dict[str, Code] = {}
    for rij in _rijen(lijst):
        vast = {kolom: rij.pop(kolom) for kolom in ("code", "betekenis", "van", "tot")}
        codes[vast["code"]] = Code(
            vast["code"],
            vast["betekenis"],
            _dag(vast["van"]),
            _dag(vast["tot"]),
            {k: v for k, v in rij.items() if v},
        )
    return Codelijst(lijst, naam, codes)


def gemeente_geldig(code: str, dag: datetime.date) -> bool:
    """Whether this is the code of a municipality that existed on this day (TR378)."""
    rij = codelijst("CBS").get(code)
    return rij is not None and rij.geldig_op(dag)


def productcategorie_geldig(code: str, dag: datetime.date) -> bool:
    """Whether this product category (JZ020) may be used on this day."""
    rij = codelijst("JZ020").get(code)
    return rij is not None and rij.geldig_op(dag)
