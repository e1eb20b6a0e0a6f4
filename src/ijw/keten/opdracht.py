"""The command ``keten controleer``: the messages of a folder, in order, checked by the party that receives each."""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from ijw.keten.geheugen import Contractfout, GeheugenContract, GeheugenKetenstand
from ijw.keten.verwerking import Beoordeling, beoordeel
from ijw.lezen import MAXIMUM_BYTES
from ijw.uitvoer import schrijf_fout, waarom

CONTRACTBESTAND = "contract.json"


def main(argv: Sequence[str], uitvoer: TextIO | None = None) -> int:
    """Run ``keten …``; gives the exit code.

    0 when every message is right, 1 when one is not, 2 when the folder or a file cannot be read.
    """
    parser = argparse.ArgumentParser(prog="keten", description="Berichten in hun samenhang controleren.")
    deel = parser.add_subparsers(dest="opdracht", required=True, metavar="OPDRACHT")
    controleer = deel.add_parser(
        "controleer",
        help="de XML-bestanden van een map op volgorde controleren",
        description=(
            "Controleert de XML-bestanden van MAP op naamvolgorde, elk door de partij die het ontvangt, en "
            f"schrijft per bericht een regel JSON. Naast de berichten mag {CONTRACTBESTAND} staan."
        ),
    )
    controleer.add_argument("map", metavar="MAP", type=Path, help="map met de berichten")
    controleer.add_argument("--uit", metavar="MAP", type=Path, help="schrijf hier de antwoordberichten")
    controleer.add_argument(
        "--vandaag",
        metavar="DATUM",
        type=_datum,
        help="de datum waarop wordt gecontroleerd (JJJJ-MM-DD); anders vandaag",
    )
    try:
        keuze = parser.parse_args(argv)
    except SystemExit as einde:
        return int(einde.code or 0)
    return _controleer(
        keuze.map,
        keuze.uit,
        keuze.vandaag or datetime.datetime.now().astimezone().date(),
        uitvoer or sys.stdout,
    )


def _datum(tekst: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(tekst)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{tekst}' is geen datum; schrijf JJJJ-MM-DD") from None


def _controleer(map_: Path, uit: Path | None, vandaag: datetime.date, uitvoer: TextIO) -> int:
    try:
        bestanden = sorted(
            (b for b in map_.iterdir() if b.suffix.lower() == ".xml" and b.is_file()), key=lambda b: b.name
        )
        contract = _lees_contract(map_ / CONTRACTBESTAND)
        if uit is not None:
            uit.mkdir(parents=True, exist_ok=True)
    except OSError as fout:
        return _mislukt(f"'{fout.filename or map_}' kan niet worden gebruikt: {waarom(fout)}.")
    except Contractfout as fout:
        return _mislukt(f"'{map_ / CONTRACTBESTAND}' is niet te gebruiken: {fout}.")
    code = 0
    stand = GeheugenKetenstand()
    for nr, bestand in enumerate(bestanden, 1):
        try:
            with bestand.open("rb") as stroom:
                data = stroom.read(MAXIMUM_BYTES + 1)
        except OSError as fout:
            code = _mislukt(f"'{bestand}' kan niet worden gelezen: {waarom(fout)}.")
            continue
        oordeel = beoordeel(data, stand, contract, vandaag=vandaag, identificatie=f"R{nr:06}")
        stand.verwerk(oordeel.wijziging)
        naam = _antwoordnaam(bestand.name, oordeel)
        if uit is not None and naam is not None:
            from ijw.schrijven import schrijf

            try:
                (uit / naam).write_bytes(schrijf(oordeel.antwoord))
            except OSError as fout:
                return _mislukt(f"'{uit / naam}' kan niet worden geschreven: {waarom(fout)}.")
        print(json.dumps(_regel(bestand.name, oordeel, naam), ensure_ascii=False), file=uitvoer, flush=True)
        if oordeel.uitkomst != "goed":
            code = max(code, 1)
    return code


def _lees_contract(bestand: Path) -> GeheugenContract:
    """The agreements beside the messages; none when there is no such file."""
    if not bestand.exists():
        return GeheugenContract()
    return GeheugenContract.uit_json(bestand.read_bytes())


def _antwoordnaam(bestand: str, oordeel: Beoordeling) -> str | None:
    """File name of the answer: that of the message with its own type in it; None where no answer exists."""
    if oordeel.antwoord is None or oordeel.berichttype is None:
        return None
    from ijw.berichten import definitie_van

    type_ = definitie_van(oordeel.antwoord).code
    stam = bestand[: -len(".xml")]
    naam, aantal = re.subn(re.escape(oordeel.berichttype), type_, stam, count=1, flags=re.IGNORECASE)
    return f"{naam if aantal else f'{stam}_{type_}'}.xml"


def _regel(bestand: str, oordeel: Beoordeling, antwoord: str | None) -> dict[str, Any]:
    """The JSON line of one message."""
    regel: dict[str, Any] = {
        "bestand": bestand,
        "bericht": oordeel.berichttype,
        "toetser": oordeel.toetser,
        "uitkomst": oordeel.uitkomst,
        "regels": list(oordeel.regels),
        "retourcodes": list(oordeel.retourcodes),
        "bevindingen": [b._asdict() for b in oordeel.bevindingen],
        "antwoord": antwoord,
    }
    if oordeel.reden is not None:
        regel["reden"] = oordeel.reden
    return regel


def _mislukt(melding: str) -> int:
    schrijf_fout(melding)
    return 2
