"""The requirements of the source documents, with our own short title and, where it is not software, the reason.

Only what no code can tell is written down (``eisen.yaml``); where a requirement is met is read off the code by
``jeugdketen eisen``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

SOORTEN: Final = ("regel", "gegeven", "proces", "formulier", "rol", "termijn")
"""The kinds of requirement."""

ONDERDELEN: Final[dict[str, str]] = {
    "A": "Zorglandschap, contracten en producten",
    "B": "Stapelen en samenwerken",
    "C": "Hoofd- en onderaannemerschap",
    "D": "Perspectiefplan, formulieren en werkwijze",
    "E": "Verwijsroutes en regie",
    "F": "Conversie en uitdienen van het oude contract",
    "G": "Zak- en kleedgeld",
    "H": "Hiaat in het aanbod",
    "I": "Contacten, contractmanagement en ontwikkelingen",
}
"""The parts of the list of requirements by their letter."""


class Eis(NamedTuple):
    """One requirement: number (``S-051``), short title, kind, part (A to I), and the documents that ask for it.

    ``reden`` says why it is not software, or not yet; None when the product meets it.
    """

    nummer: str
    titel: str
    soort: str
    onderdeel: str
    bronnen: tuple[str, ...]
    reden: str | None


@lru_cache(maxsize=1)
def alle_eisen() -> dict[str, Eis]:
    """Every requirement by its number, in order of number.

    :raises ValueError: ``eisen.yaml`` holds a kind, part or document that does not exist.
    """
    import yaml

    lader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    tekst = (Path(__file__).parent / "eisen.yaml").read_bytes()
    inhoud = yaml.load(tekst, Loader=lader)  # noqa: S506 - a safe loader, the C one where there is one
    uit: dict[str, Eis] = {}
    for nummer, e in sorted(inhoud["eisen"].items()):
        if e["soort"] not in SOORTEN or e["onderdeel"] not in ONDERDELEN:
            raise ValueError(f"{nummer}: unknown kind or part")
        if onbekend := [b for b in e["bronnen"] if b not in inhoud["bronnen"]]:
            raise ValueError(f"{nummer}: unknown document {onbekend[0]}")
        bronnen = tuple(inhoud["bronnen"][b] for b in e["bronnen"])
        uit[nummer] = Eis(nummer, e["titel"], e["soort"], e["onderdeel"], bronnen, e.get("reden"))
    return uit
