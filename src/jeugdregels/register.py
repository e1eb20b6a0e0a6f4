"""The register of rules: every rule is a function that says its name, what it decides and which grounds it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jeugdregels.oordeel import Bron

if TYPE_CHECKING:
    from jeugdregels.regio import Regio

MODULES: Final = (
    "product",
    "contract",
    "stapelen",
    "leeftijd",
    "verblijf",
    "verwijzing",
    "toestemming",
    "zorgvraag",
    "plan",
    "productcode",
    "conversie",
    "zakgeld",
    "pleegzorg",
    "hiaat",
    "toetreding",
    "onderaannemer",
    "regie",
    "document",
    "contact",
    "productkeuze",
    "woonplaats",
)
"""The modules that hold rules, in the order in which their findings appear."""

Regelfunctie = Callable[..., None]


class Regel(NamedTuple):
    """One rule: its name, the questions that it answers, the grounds it may give, and the function itself.

    ``eisen``, ``bron`` and ``afwijken`` come from the region data (:func:`alle_regels`).
    """

    naam: str
    vragen: tuple[str, ...]
    gronden: tuple[str, ...]
    onderwerpen: tuple[str, ...]
    beslist: str
    functie: Regelfunctie
    eisen: tuple[str, ...] = ()
    bron: tuple[Bron, ...] = ()
    afwijken: tuple[str, ...] = ()


_REGELS: dict[str, Regel] = {}


def regel(
    naam: str, *, vragen: Iterable[str], gronden: Iterable[str], onderwerpen: Iterable[str] = (), beslist: str
) -> Callable[[Regelfunctie], Regelfunctie]:
    """Register a function as a rule.

    :param vragen: the kinds of question in which it runs.
    :param gronden: its grounds; the region data must hold each of them in ``regels``.
    :param onderwerpen: the subjects of the region data whose rows it reads.
    :param beslist: what it decides, in one Dutch sentence.
    """

    def leg_vast(functie: Regelfunctie) -> Regelfunctie:
        if naam in _REGELS:
            raise ValueError(f"rule {naam} is registered twice")
        _REGELS[naam] = Regel(naam, tuple(vragen), tuple(gronden), tuple(onderwerpen), beslist, functie)
        return functie

    return leg_vast


@lru_cache(maxsize=1)
def geregistreerd() -> dict[str, Regel]:
    """Every registered rule by its name, in the order of :data:`MODULES`, whichever of them was imported first."""
    from importlib import import_module

    for module in MODULES:
        import_module(f"jeugdregels.{module}")
    plaats = {f"jeugdregels.{module}": nummer for nummer, module in enumerate(MODULES)}
    return {r.naam: r for r in sorted(_REGELS.values(), key=lambda r: plaats[r.functie.__module__])}


@lru_cache(maxsize=32)
def functies(vraag: str) -> tuple[Regelfunctie, ...]:
    """The rules that run for a kind of question, in their fixed order."""
    return tuple(r.functie for r in geregistreerd().values() if vraag in r.vragen)


def _voeg_toe(rij: Any, eisen: dict[str, None], bronnen: dict[Bron, None]) -> None:
    for eis in rij.eisen:
        eisen.setdefault(eis)
    bronnen.setdefault(rij.bron)


def alle_regels(regio: Regio | str = "westfriesland") -> tuple[Regel, ...]:
    """Every rule with the requirements, sources and deviation that the region data give it.

    A rule's requirements are those of its grounds and of the rows of the subjects it reads.
    """
    from jeugdregels.regio import laad

    gegevens = laad(regio) if isinstance(regio, str) else regio
    rijen = gegevens.rijen_op(gegevens.versies[-1])
    uit: list[Regel] = []
    for r in geregistreerd().values():
        eisen: dict[str, None] = {}
        bronnen: dict[Bron, None] = {}
        afwijken: dict[str, None] = {}
        for rij in rijen["regels"]:
            if rij["regel"] == r.naam:
                _voeg_toe(rij, eisen, bronnen)
                afwijken.setdefault(rij["afwijken"])
        for onderwerp in r.onderwerpen:
            for rij in rijen[onderwerp]:
                _voeg_toe(rij, eisen, bronnen)
        uit.append(r._replace(eisen=tuple(sorted(eisen)), bron=tuple(bronnen), afwijken=tuple(afwijken)))
    return tuple(uit)
