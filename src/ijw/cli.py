"""The commands ``bericht controleer``, ``bericht toon`` and ``keten …`` (``python -m ijw …``).

Imports what a command needs and no more: checking one small file must take less than 0.4 s from cold.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ijw.lezen import MAXIMUM_BYTES
from ijw.schema import OnbruikbaarSchema
from ijw.uitvoer import in_utf8, schrijf_fout, waarom, zwijg

if TYPE_CHECKING:
    from ijw.controle import Controle

GOED, FOUT, ONLEESBAAR = 0, 1, 2
"""Exit codes: every file is right; one is not; one cannot be read (or the call is wrong)."""


def _lees_bestand(pad: Path) -> bytes:
    """The bytes of a file, never more than one beyond the largest message.

    Raises OSError when it cannot be read.
    """
    with pad.open("rb") as bestand:
        return bestand.read(MAXIMUM_BYTES + 1)


def _onleesbaar(pad: Path, fout: OSError) -> None:
    schrijf_fout(f"Het bestand '{pad}' kan niet worden gelezen: {waarom(fout)}.")


def schrijf_regel(bestand: str, controle: Controle, uitvoer: TextIO) -> None:
    """One line of JSON, finding by finding: a large file can have a hundred thousand of them."""
    velden = {"bestand": bestand, **controle.naar_dict(met_bevindingen=False)}
    voor, _, na = json.dumps(velden, ensure_ascii=False).partition('"bevindingen": []')
    uitvoer.write(f'{voor}"bevindingen": [')
    for nummer, bevinding in enumerate(controle.bevindingen):
        uitvoer.write((", " if nummer else "") + json.dumps(bevinding._asdict(), ensure_ascii=False))
    uitvoer.write(f"]{na}\n")
    uitvoer.flush()


def _controleer(paden: Sequence[Path]) -> int:
    from ijw.controle import controleer

    uitslag = GOED
    for pad in paden:
        try:
            data = _lees_bestand(pad)
        except OSError as fout:
            _onleesbaar(pad, fout)
            uitslag = ONLEESBAAR
            continue
        controle = controleer(data)
        schrijf_regel(pad.name, controle, sys.stdout)
        if controle.uitkomst != "goed":
            uitslag = max(uitslag, FOUT)
    return uitslag


def _toon(pad: Path, html: bool) -> int:
    from ijw.controle import controleer
    from ijw.tonen import toon_html, toon_tekst

    try:
        data = _lees_bestand(pad)
    except OSError as fout:
        _onleesbaar(pad, fout)
        return ONLEESBAAR
    controle = controleer(data)
    print((toon_html if html else toon_tekst)(controle, pad.name))
    return GOED if controle.uitkomst == "goed" else FOUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bericht", description="Eén iJw-bericht controleren of tonen.")
    opdrachten = parser.add_subparsers(dest="opdracht", required=True, metavar="OPDRACHT")
    controleer = opdrachten.add_parser(
        "controleer",
        help="controleer berichten op schema en op de regels binnen het bericht",
        description="Schrijft per bestand een regel JSON. Afloop: 0 alles goed, 1 iets fout, 2 iets onleesbaar.",
    )
    controleer.add_argument(
        "bestanden", metavar="BESTAND", nargs="+", type=Path, help="bestand met een bericht"
    )
    toon = opdrachten.add_parser(
        "toon",
        help="laat een bericht leesbaar zien, met wat eraan mankeert",
        description="Laat een bericht in gewoon Nederlands zien, met wat eraan mankeert.",
    )
    toon.add_argument("bestand", metavar="BESTAND", type=Path, help="bestand met een bericht")
    toon.add_argument("--html", action="store_true", help="als webpagina in plaats van tekst")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``bericht …`` or ``keten …``; gives the exit code. A wrong call ends in 2, as argparse has it."""
    in_utf8()
    try:
        return _draai(list(sys.argv[1:] if argv is None else argv))
    except OnbruikbaarSchema as fout:
        schrijf_fout(str(fout))
    except BrokenPipeError:
        zwijg()
    return ONLEESBAAR


def _draai(args: list[str]) -> int:
    if args and args[0] == "keten":
        from ijw.keten.opdracht import main as keten_main

        return keten_main(args[1:])
    if not args or args[0] != "bericht":
        hulp = bool(args) and args[0] in {"-h", "--help"}
        uitleg = "Gebruik: bericht controleer BESTAND… | bericht toon BESTAND [--html] | keten controleer MAP"
        print(uitleg, file=sys.stdout if hulp else sys.stderr)
        return GOED if hulp else ONLEESBAAR
    try:
        keuze = _parser().parse_args(args[1:])
    except SystemExit as einde:
        return int(einde.code or 0)
    if keuze.opdracht == "controleer":
        return _controleer(keuze.bestanden)
    return _toon(keuze.bestand, keuze.html)
