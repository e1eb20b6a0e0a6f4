"""The receipt of an answer (``Kwitantie``): the question, the code and the data that gave it, so that it can be
asked again years later, or on new tables before those go live (:mod:`jeugdregels.herhaal`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jeugdregels.oordeel import Antwoord
from jeugdregels.regio import STANDAARD, Regio, laad


class Kwitantie(NamedTuple):
    """What was asked, on which day, of which code and data, and what came out.

    ``vraag`` is the question itself: every fact that the rules used. The hashes are SHA-256 in hexadecimal: of
    the question and of the answer as canonical JSON, of the code of the rules, and per data file of its bytes.
    ``bestanden`` holds the files that counted on the date of the question; none when the question was wrong.
    """

    gesteld_op: date
    vraag: Mapping[str, Any]
    vraag_hash: str
    antwoord_hash: str
    code_versie: str
    code_hash: str
    regio: str
    regio_versie: str
    bestanden: Mapping[str, str]

    def naar_dict(self) -> dict[str, Any]:
        """The receipt as JSON-ready values, keys in a fixed order."""
        return {
            "gesteld_op": self.gesteld_op.isoformat(),
            "vraag": dict(self.vraag),
            "vraag_hash": self.vraag_hash,
            "antwoord_hash": self.antwoord_hash,
            "code": {"versie": self.code_versie, "hash": self.code_hash},
            "regio": {"naam": self.regio, "versie": self.regio_versie, "bestanden": dict(self.bestanden)},
        }


def canoniek(document: object) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8; equal documents give equal bytes."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def hash_van(document: object) -> str:
    """SHA-256 of a document as canonical JSON, in hexadecimal."""
    return hashlib.sha256(canoniek(document)).hexdigest()


@lru_cache(maxsize=1)
def code_hash() -> str:
    """SHA-256 over the source of the rules: the same code gives the same hash, wherever it is installed."""
    som = hashlib.sha256()
    map_ = Path(__file__).parent
    for pad in sorted(map_.glob("*.py")):
        inhoud = pad.read_bytes().replace(b"\r\n", b"\n")
        som.update(f"{pad.name}\0{len(inhoud)}\0".encode() + inhoud)
    return som.hexdigest()


@lru_cache(maxsize=1)
def code_versie() -> str:
    """The version of the product as it is installed, or ``onbekend`` when it is run from a bare folder."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("jeugdketen")
    except PackageNotFoundError:
        return "onbekend"


def bestanden_van(regio: Regio, versie: str) -> dict[str, str]:
    """The files of a region that count on a version of its data (an ISO date), each with the hash of its bytes."""
    dag = date.fromisoformat(versie)
    geldend = (
        max((b for b in reeks if b.vanaf <= dag), key=lambda b: b.vanaf) for reeks in regio.bestanden.values()
    )
    return dict(sorted((b.pad, b.som) for b in geldend))


def maak_kwitantie(
    vraag: Mapping[str, Any], antwoord: Antwoord, *, gesteld_op: date, regio: Regio | str = STANDAARD
) -> Kwitantie:
    """The receipt of this answer to this question.

    :param gesteld_op: the day on which the question was asked; the rules themselves know no clock.
    :param regio: the region that answered.
    :raises RegioFout: there is no such region.
    """
    gegevens = laad(regio) if isinstance(regio, str) else regio
    return Kwitantie(
        gesteld_op=gesteld_op,
        vraag=vraag,
        vraag_hash=hash_van(vraag),
        antwoord_hash=hash_van(antwoord.naar_dict()),
        code_versie=code_versie(),
        code_hash=code_hash(),
        regio=gegevens.naam,
        regio_versie=antwoord.versie,
        bestanden=bestanden_van(gegevens, antwoord.versie) if antwoord.versie else {},
    )
