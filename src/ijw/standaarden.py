"""Which releases of the standard this library knows; the reader chooses by the namespace of the message."""

from ijw.berichten import IJW_3_2
from ijw.definitie import Berichtdefinitie, Standaard

STANDAARDEN: dict[str, Standaard] = {"3.2": IJW_3_2}
"""Every release by its number."""


def zoek_naamruimte(naamruimte: str) -> Berichtdefinitie | None:
    """The message type whose namespace this is, in whichever release; None when no release has it."""
    for standaard in STANDAARDEN.values():
        for code in standaard.berichten:
            if standaard.naamruimte.format(code=code.lower()) == naamruimte:
                return standaard.berichten[code]
    return None
