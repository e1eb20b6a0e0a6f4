"""The Dutch youth-care message standard iJw 3.2: read, write, check and answer messages.

What most users need, loaded when first used::

    import ijw

    lezing = ijw.lees(data)                  # level 1: bytes → message, or the reason why not
    controle = ijw.controleer(data)          # levels 1 and 2: every rule that needs only the message
    data = ijw.schrijf(lezing.bericht)       # message → bytes
    ijw.BERICHTEN["JW301"].bericht           # the class of a message

Levels 3 and 4 are in ``ijw.keten``, answers in ``ijw.antwoord``, Hypothesis strategies in ``ijw.testing``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ijw.berichten import BERICHTEN
    from ijw.codelijsten import codelijst
    from ijw.controle import Bevinding, Controle, controleer, controleer_bericht
    from ijw.definitie import maak
    from ijw.lezen import Lezing, lees
    from ijw.regels import REGISTER
    from ijw.schrijven import OngeldigBericht, schrijf

_PLEK = {
    "BERICHTEN": "ijw.berichten",
    "REGISTER": "ijw.regels",
    "Bevinding": "ijw.controle",
    "Controle": "ijw.controle",
    "Lezing": "ijw.lezen",
    "OngeldigBericht": "ijw.schrijven",
    "codelijst": "ijw.codelijsten",
    "controleer": "ijw.controle",
    "controleer_bericht": "ijw.controle",
    "lees": "ijw.lezen",
    "maak": "ijw.definitie",
    "schrijf": "ijw.schrijven",
}

__all__ = [
    "BERICHTEN",
    "REGISTER",
    "Bevinding",
    "Controle",
    "Lezing",
    "OngeldigBericht",
    "codelijst",
    "controleer",
    "controleer_bericht",
    "lees",
    "maak",
    "schrijf",
]


def __getattr__(naam: str) -> Any:
    from importlib import import_module

    if naam in _PLEK:
        return getattr(import_module(_PLEK[naam]), naam)
    raise AttributeError(f"module 'ijw' has no attribute {naam!r}")
