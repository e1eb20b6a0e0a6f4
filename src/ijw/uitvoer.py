"""Where a command writes: its answer to standard output, what went wrong to standard error."""

from __future__ import annotations

import io
import os
import sys

_WAAROM = {
    FileNotFoundError: "het bestaat niet",
    FileExistsError: "er staat al een bestand met die naam",
    IsADirectoryError: "het is een map",
    NotADirectoryError: "het is geen map",
    PermissionError: "de rechten ontbreken",
}


def schrijf_fout(tekst: str) -> None:
    """Write a line on what went wrong."""
    sys.stderr.write(f"{tekst}\n")


def in_utf8() -> None:
    """Write UTF-8 from here on, whatever the system's own encoding: JSON is.

    The name of a file need not be UTF-8; what is not is written as JSON escapes it.
    """
    for stroom in (sys.stdout, sys.stderr):
        if isinstance(stroom, io.TextIOWrapper):
            stroom.reconfigure(encoding="utf-8", errors="backslashreplace")


def waarom(fout: OSError) -> str:
    """Why a file cannot be read or written, in Dutch; an unusual cause as the system names it."""
    return _WAAROM.get(type(fout)) or fout.strerror or type(fout).__name__


def zwijg() -> None:
    """Stop writing to standard output, because who read it has gone: the interpreter must not try it once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
