"""The five outcomes: one name, one icon, one word, one order; never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

WOORDEN = {
    "toegestaan": "Toegestaan",
    "signaal": "Signaal",
    "onvolledig": "Onvolledig",
    "opgeschort": "Opgeschort",
    "geweigerd": "Geweigerd",
}


@dataclass(frozen=True)
class Uitkomst:
    """An outcome chip: which of the five, and the word beside the icon."""

    soort: str
    woord: str


def uitkomst(soort: str, woord: str = "") -> Uitkomst:
    """The chip for an outcome of the rules; raises ``ValueError`` for a sixth one."""
    if soort not in WOORDEN:
        raise ValueError(f"geen uitkomst: {soort}")
    return Uitkomst(soort, woord or WOORDEN[soort])
