"""The messages of iJw 3.2, one module per message on the shared classes of ``basis`` and the values of
``typen``.

``BERICHTEN["JW301"]`` is the definition of a message; ``BERICHTEN["JW301"].bericht`` its class.
"""

from typing import Any, Protocol

from ijw.definitie import Berichtenlijst, Standaard, definitie_van

__all__ = ["BERICHTEN", "IJW_3_2", "Bericht", "definitie_van"]

BERICHTEN = Berichtenlijst(
    "ijw.berichten",
    (
        "JW301",
        "JW302",
        "JW305",
        "JW306",
        "JW307",
        "JW308",
        "JW315",
        "JW316",
        "JW317",
        "JW318",
        "JW319",
        "JW320",
        "JW323",
        "JW325",
    ),
)
"""All fourteen messages by name."""

IJW_3_2 = Standaard(
    naam="iJw",
    versie="3.2",
    berichten=BERICHTEN,
    naamruimte="http://www.istandaarden.nl/ijw/3_2/{code}/schema",
)


class Bericht(Protocol):
    """Any message: whatever its type, it has a header."""

    @property
    def header(self) -> Any:
        """Who sends what to whom."""
