"""Where a command writes: its answer to standard output, what went wrong to standard error."""

from __future__ import annotations

import io
import sys

_WAAROM = {
    FileNotFoundError: "het bestaat niet",
    IsADirectoryError: "het is een map",
    PermissionError: "de rechten ontbreken",
}


def schrijf(tekst: str) -> None:
    """Write lines of the answer."""
    sys.stdout.write(f"{tekst}\n")


def schrijf_fout(tekst: str) -> None:
    """Write lines on what went wrong."""
    sys.stderr.write(f"{tekst}\n")


def in_utf8() -> None:
    """Write standard output as UTF-8 from here on: JSON is, whatever the system's own encoding."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def waarom(fout: OSError) -> str:
    """Why a file can't be read, in Dutch; an unusual cause as the system names it."""
    return _WAAROM.get(type(fout)) or fout.strerror or type(fout).__name__
