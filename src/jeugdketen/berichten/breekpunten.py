"""Points at which a test may kill the worker, to prove that no moment loses or doubles anything.

``JEUGDKETEN_BREEKPUNT=na-lezen`` makes the process end there as ``kill -9`` does: no clean-up, no rollback by us.
Without that variable a point costs one comparison.
"""

from __future__ import annotations

import os
import signal
from typing import Final

PUNTEN: Final = (
    "map-voor-claim",
    "map-na-claim",
    "aanname-voor-commit",
    "aanname-na-commit",
    "map-na-opruimen",
    "taak-begin",
    "na-lezen",
    "na-vergrendelen",
    "na-antwoord",
    "na-behandeling",
    "na-commit",
    "uit-begin",
    "uit-na-schrijven",
    "uit-na-plaatsen",
    "uit-na-commit",
)
"""From a file in the folder to the answer in the outbox, in the order in which a message passes them."""

_gekozen = os.environ.get("JEUGDKETEN_BREEKPUNT", "")
_nog = 1


def kies(naam: str, *, keer: int = 1) -> None:
    """Choose the point for this process: it ends when it comes there for the ``keer``-th time (from 1); "" for none."""
    global _gekozen, _nog  # one process, one point
    _gekozen, _nog = naam, keer


def breekpunt(naam: str) -> None:
    """End the process here when this point was chosen."""
    global _nog
    if naam == _gekozen:
        _nog -= 1
        if _nog <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
