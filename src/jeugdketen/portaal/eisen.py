"""Which requirements (S-numbers) a screen serves, written at the screen itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

Scherm = TypeVar("Scherm", bound=Callable[..., object])

EISNUMMER = re.compile(r"S-\d{3}")


def eisen(*nummers: str) -> Callable[[Scherm], Scherm]:
    """Mark a view with the requirement numbers that its screen serves.

    Write the numbers as string literals: ``jeugdketen eisen`` finds them by reading the source, without starting the
    server.  They are kept on the view as ``view.eisen``.  Raises ``ValueError`` for anything that is not an S-number.
    """
    fout = [nummer for nummer in nummers if not EISNUMMER.fullmatch(nummer)]
    if fout or not nummers:
        raise ValueError(f"geen eisnummers: {', '.join(fout) or '(leeg)'}")

    def mark(scherm: Scherm) -> Scherm:
        scherm.eisen = nummers  # type: ignore[attr-defined]
        return scherm

    return mark
