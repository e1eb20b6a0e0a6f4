"""Where a command writes: its answer to standard output, what went wrong to standard error."""

from __future__ import annotations

import sys


def schrijf(tekst: str) -> None:
    """Write lines of the answer."""
    sys.stdout.write(f"{tekst}\n")


def schrijf_fout(tekst: str) -> None:
    """Write lines on what went wrong."""
    sys.stderr.write(f"{tekst}\n")
