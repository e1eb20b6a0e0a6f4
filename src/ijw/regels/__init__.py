"""The rules that can be judged from one message: all 60 in-message rules of iJw 3.2, and TR319.

``REGISTER["TR302"]`` has a rule's wording, return code, places and function; ``regels_voor("JW301")`` what a message
is checked against.
"""

from ijw.regels import cd, cs, tr
from ijw.regels.basis import REGISTER, Fout, Plek, Regel

__all__ = ["REGISTER", "Fout", "Plek", "Regel", "cd", "cs", "regels_voor", "tr"]

_PER_BERICHT: dict[str, tuple[tuple[Regel, str, str], ...]] = {}


def regels_voor(bericht: str) -> tuple[tuple[Regel, str, str], ...]:
    """What a message is checked against: every rule with the class and the path where it holds, in order of code."""
    gevonden = _PER_BERICHT.get(bericht)
    if gevonden is None:
        gevonden = _PER_BERICHT[bericht] = tuple(
            (regel, plek.klasse, plek.pad)
            for _, regel in sorted(REGISTER.items())
            for plek in regel.plekken
            if plek.bericht == bericht
        )
    return gevonden
