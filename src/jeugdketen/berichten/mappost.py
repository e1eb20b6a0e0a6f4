"""The road of the watched folder: a file that is complete is claimed by a rename, stored, and put away after
the commit.

``in/bericht.xml`` (or ``in/0405/bericht.xml``: the mailbox of one municipality) → ``bezig/<id>__bericht.xml`` →
stored under that id → ``verwerkt/``. Whatever moment the process dies, the next one finds the file in
``bezig/`` and stores it under the same id, which changes nothing when it was stored already.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import MAX_BEWAREN, TE_GROOT, neem_aan
from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.uitgang import postbus

log = logging.getLogger(__name__)

STABIEL = 0.5
"""Seconds that a complete file must have been left alone before it is claimed."""

GEDULD = 10.0
"""Seconds that a file which does not end like a message must have been left alone: it may still be written."""

MAX_NAAM = 150
"""Bytes of a file's own name that are kept; the last ones, with the extension."""

_T = TypeVar("_T")
_EINDE = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?Bericht\s*>\s*(?:<!--.*-->\s*)?\Z", re.S)
_GEMEENTE = re.compile(r"\A[0-9]{4}\Z")
_BEZIG = re.compile(r"\A([0-9a-f-]{36})(?:_([0-9]{4}))?__(.+)\Z", re.S)
_OVERSLAAN = (".tmp", ".part", ".deel", ".crdownload", "~")


@dataclass
class Mapwacht:
    """Watches ``in/``. Remembers between rounds how large each file was, to see whether it still grows."""

    _gezien: dict[Path, tuple[int, int, float]] = field(default_factory=dict)
    _gemeld: set[Path] = field(default_factory=set)

    def ronde(self) -> int:
        """Claim and store every complete file, and finish what an earlier process left half done; returns how
        many."""
        aantal = sum(
            self._voorzichtig(pad, _neem) or 0
            for pad in sorted(postbus("bezig").iterdir())
            if _BEZIG.match(pad.name)
        )
        nu = time.monotonic()
        gezien: dict[Path, tuple[int, int, float]] = {}
        for pad, gemeente in _kandidaten():
            try:
                stat = pad.stat()
            except FileNotFoundError:
                continue
            grootte, mtime, sinds = self._gezien.get(pad, (-1, -1, nu))
            if (grootte, mtime) != (stat.st_size, stat.st_mtime_ns):
                sinds = nu
            gezien[pad] = (stat.st_size, stat.st_mtime_ns, sinds)
            if nu - sinds < (STABIEL if _lijkt_heel(pad, stat.st_size) else GEDULD):
                continue
            breekpunt("map-voor-claim")
            geclaimd = self._voorzichtig(pad, lambda bestand, van=gemeente: _claim(bestand, van))
            if geclaimd is not None:
                gezien.pop(pad, None)
                breekpunt("map-na-claim")
                aantal += self._voorzichtig(geclaimd, _neem) or 0
        self._gezien = gezien
        return aantal

    def _voorzichtig(self, pad: Path, doe: Callable[[Path], _T]) -> _T | None:
        """One file that cannot be read or moved must not hold up the others; it is reported once and tried again."""
        try:
            gedaan = doe(pad)
        except OSError as fout:
            if pad not in self._gemeld:
                self._gemeld.add(pad)
                log.error("file cannot be taken in and stays where it is: %s", type(fout).__name__)
            return None
        self._gemeld.discard(pad)
        return gedaan


def _kandidaten() -> list[tuple[Path, str | None]]:
    uit: list[tuple[Path, str | None]] = []
    for pad in sorted(postbus("in").iterdir()):
        if pad.is_dir() and _GEMEENTE.match(pad.name):
            uit += [(kind, pad.name) for kind in sorted(pad.iterdir()) if _is_post(kind)]
        elif _is_post(pad):
            uit.append((pad, None))
    return uit


def _is_post(pad: Path) -> bool:
    return (
        pad.is_file()
        and not pad.is_symlink()
        and not pad.name.startswith(".")
        and not pad.name.endswith(_OVERSLAAN)
    )


def _lijkt_heel(pad: Path, grootte: int) -> bool:
    if grootte == 0:
        return False
    try:
        with pad.open("rb") as bestand:
            bestand.seek(max(0, grootte - 1024))
            return bool(_EINDE.search(bestand.read()))
    except OSError:
        return False


def _claim(pad: Path, gemeente: str | None) -> Path | None:
    kort = os.fsencode(pad.name)[-MAX_NAAM:].decode("utf-8", "replace")
    doel = postbus("bezig") / f"{uuid4()}{f'_{gemeente}' if gemeente else ''}__{kort}"
    try:
        pad.rename(doel)
    except FileNotFoundError:
        return None  # another watcher was first
    return doel


def _neem(pad: Path) -> int:
    deel = _BEZIG.match(pad.name)
    if deel is None:
        return 0
    bericht_id, gemeente, naam, naar = UUID(deel[1]), deel[2], deel[3], "verwerkt"
    try:
        if pad.stat().st_size > MAX_BEWAREN:
            inhoud, naam, naar = b"", f"{naam[:150]} {TE_GROOT}", "geweigerd"
        else:
            inhoud = pad.read_bytes()
    except FileNotFoundError:
        return 0  # another watcher put it away
    neem_aan(inhoud, bestandsnaam=naam, weg=t.MAP, bericht_id=bericht_id, postbus_gemeente=gemeente)
    try:
        pad.rename(postbus(naar) / pad.name)
    except FileNotFoundError:
        log.info("%s was put away by another watcher", bericht_id)
    breekpunt("map-na-opruimen")
    return 1
