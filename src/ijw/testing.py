"""Hypothesis strategies for every message of the standard: for tests of whatever reads or writes them.

``berichten("JW323")`` gives any message that the schema accepts, with everything that a value may be at its edges; it
does not keep the rules inside a message. Derived from the same definitions as reader and writer. Needs Hypothesis
(``pip install 'jeugdketen[testen]'``); nothing else in the library does.
"""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ijw.berichten import BERICHTEN
from ijw.codelijsten import codelijst
from ijw.definitie import Dag, Facet, Geheel, Tekst, Tijdstip, Veld, velden
from ijw.waarden import PreciezeTijd, VerreDatum

__all__ = ["bedragen", "berichten", "bsns", "data", "klassen", "waarden"]

_MEESTE = 3
"""Elements in a list; more only makes examples slower."""
_TEKENS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
_ZICHTBAAR = _TEKENS.filter(lambda teken: not teken.isspace())
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CIJFERS = "0123456789"


def data() -> SearchStrategy[datetime.date]:
    """Dates: ordinary ones, and now and then one that only XML Schema allows."""
    ver = st.builds(
        VerreDatum, st.sampled_from([-2026, -1, 10000, 12026]), st.integers(1, 12), st.integers(1, 28)
    )
    gewoon = st.dates()
    return st.one_of(gewoon, gewoon, gewoon, gewoon, ver)


def _tijden() -> SearchStrategy[datetime.time]:
    bijzonder = st.sampled_from(["24:00:00", "23:59:59.1234567", "00:00:00.0000001"]).map(PreciezeTijd.van)
    return st.one_of(st.times(), st.times(), st.times(), bijzonder)


def bedragen(hoogste: int = 99_999_999) -> SearchStrategy[int]:
    """Amounts in eurocents, nil included."""
    return st.integers(0, hoogste)


def _met_controlecijfer(acht: int) -> str | None:
    cijfers = f"9{acht:07d}"
    rest = sum(int(cijfer) * gewicht for cijfer, gewicht in zip(cijfers, range(9, 1, -1), strict=True)) % 11
    return None if rest == 10 else f"{cijfers}{rest}"


def bsns() -> SearchStrategy[str]:
    """BSNs that pass the elfproef and start with 9, a range that is not given out."""
    return st.integers(0, 9_999_999).map(_met_controlecijfer).filter(bool).map(str)


def _regel(laagste: int, hoogste: int) -> SearchStrategy[str]:
    """One line with a visible character."""
    rest = st.text(st.one_of(_TEKENS, st.just("\t")), max_size=hoogste - 1)
    return st.builds(
        lambda tekst, teken, plek: (
            tekst[: plek % (len(tekst) + 1)] + teken + tekst[plek % (len(tekst) + 1) :]
        ),
        rest,
        _ZICHTBAAR,
        st.integers(0, hoogste),
    )


def _teksten(facet: Tekst) -> SearchStrategy[str]:
    if facet.codelijst is not None:
        return st.sampled_from(sorted(codelijst(facet.codelijst)))
    laagste, hoogste = facet.minimum or 0, facet.maximum or 40
    match facet.patroon:
        case "[0-9]{4}" | "[0-9]{8}":
            aantal = int(facet.patroon[6:-1])
            return st.text(_CIJFERS, min_size=aantal, max_size=aantal)
        case "[0-9]{9}":
            return bsns()
        case "[0-9]*":
            return st.text(_CIJFERS, min_size=laagste, max_size=hoogste)
        case None:
            return st.text(st.one_of(_TEKENS, st.sampled_from("\t\n\r")), min_size=laagste, max_size=hoogste)
        case patroon if patroon.startswith("(0|"):
            return st.tuples(*[st.integers(0, 300)] * 3).map(lambda delen: ".".join(map(str, delen)))
        case patroon if patroon.startswith("([a-zA-Z"):
            return st.text(_LETTERS, min_size=laagste, max_size=hoogste)
        case patroon if patroon.startswith("\\s*"):
            regels = st.lists(_regel(1, hoogste), min_size=1, max_size=3)
            return st.builds(
                lambda wit, delen: wit + "\n".join(delen), st.text(" \t\n\r", max_size=2), regels
            )
        case _:
            return _regel(laagste, hoogste)


def waarden(facet: Facet) -> SearchStrategy[Any]:
    """All values within the limits of a type of the standard."""
    if isinstance(facet, Geheel):
        return st.integers(facet.minimum, facet.maximum)
    if isinstance(facet, Dag):
        return data()
    if isinstance(facet, Tijdstip):
        return _tijden()
    return _teksten(facet)


def _veld(veld: Veld) -> SearchStrategy[Any]:
    if veld.vast is not None:
        return st.just(int(veld.vast) if isinstance(veld.facet, Geheel) else veld.vast)
    if veld.patroon is not None:
        return st.text(_LETTERS + _CIJFERS, min_size=1, max_size=12)
    if veld.klasse is not None:
        inhoud: SearchStrategy[Any] = klassen(veld.klasse)
    else:
        assert veld.facet is not None
        inhoud = waarden(veld.facet)
    if veld.soort == "lijst":
        return st.lists(inhoud, min_size=1 if veld.verplicht else 0, max_size=_MEESTE).map(tuple)
    return inhoud if veld.verplicht else st.none() | inhoud


def klassen(klasse: type[Any]) -> SearchStrategy[Any]:
    """All objects of a class of the standard that the schema accepts."""
    return st.builds(klasse, *(_veld(veld) for veld in velden(klasse)))


def berichten(code: str) -> SearchStrategy[Any]:
    """All messages of a type, such as ``JW301``, that the schema accepts.

    Raises KeyError for a message that the standard does not have.
    """
    return klassen(BERICHTEN[code].bericht)
