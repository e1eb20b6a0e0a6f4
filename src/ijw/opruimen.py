"""Work during which nothing becomes garbage that only a collection finds."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def zonder_opruimen() -> Iterator[None]:
    """Let the garbage collector rest: it would walk over all that was read again and again and find next to nothing.

    That takes a third of the time of reading a large message, and a tenth of that of a portion of small ones. Who
    turned it off turns it on again; it counts for every thread of the process.
    """
    aan = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if aan:
            gc.enable()
