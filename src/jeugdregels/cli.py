"""The commands ``toets`` and ``regio``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import IO, Any

from jeugdregels.jsondocument import lees_json, schrijf_json
from jeugdregels.uitvoer import in_utf8, waarom

TOETS_HULP = """Gebruik: jeugdketen toets VRAAG.json         één vraag, één antwoord
         jeugdketen toets -                    de vraag komt van standaardinvoer
         jeugdketen toets --jsonl VRAGEN.jsonl één vraag per regel, één antwoord per regel (- voor standaardinvoer)

         jeugdketen toets --herhaal ANTWOORDEN.jsonl [--aanvaard VERSCHILLEN.yaml] [--regio-map MAP] [--json]
                                               stel bewaarde vragen opnieuw; laat zien wat er anders is

  --volledig     geef ook de bevindingen die in orde zijn
  --kwitantie    zet bij elk antwoord de vraag, de datum, en de versie van code en gegevens
  --regio REGIO  naam van een regio, of een map met regiogegevens (standaard: westfriesland)

Uitgang 0: er is een antwoord. Uitgang 2: de vraag klopt niet; het antwoord zegt welk veld en waarom.
Met --herhaal: uitgang 1 als er een verschil is dat niemand heeft aanvaard."""

REGIO_HULP = """Gebruik: jeugdketen regio controleer MAP       zeg van elke fout het bestand, de regel en het veld
         jeugdketen regio verschil A B         vergelijk twee datums van een regio, of twee regio's (--json)
         jeugdketen regio nieuw NAAM           maak een map voor een nieuwe regio (--map MAP)
         jeugdketen regio excel uit REGIO BESTAND.xlsx
                                               zet alle tabellen in een werkboek
         jeugdketen regio excel in REGIO BESTAND.xlsx
                                               laat zien wat een bewerkt werkboek verandert
                                               (--pas-toe --geldig-van DATUM schrijft het)

Meer uitleg: zet --help achter een opdracht. Uitgang van verschil: 0 gelijk, 1 anders.
Van controleer: uitgang 0: de gegevens zijn goed. Uitgang 1: er zijn fouten. Uitgang 2: de opdracht klopt niet."""


def _stroom(bestand: IO[bytes]) -> Iterator[bytes]:
    for regel in bestand:
        if regel.strip():
            yield regel


def _kies_regio(naam: str) -> Any:
    from jeugdregels.verschil import open_regio

    return open_regio(naam)


def _toets(argv: list[str]) -> int:
    if any(deel == "--herhaal" or deel.startswith("--herhaal=") for deel in argv):
        from jeugdregels.herhaal import main as herhaal_main

        return herhaal_main(argv)
    volledig = jsonl = kwitantie = False
    regio_naam = "westfriesland"
    bestanden: list[str] = []
    rest = iter(argv)
    for deel in rest:
        if deel in ("-h", "--help"):
            print(TOETS_HULP)
            return 0
        if deel == "--volledig":
            volledig = True
        elif deel == "--jsonl":
            jsonl = True
        elif deel == "--kwitantie":
            kwitantie = True
        elif deel == "--regio":
            regio_naam = next(rest, "")
        elif deel.startswith("--"):
            print(f"Onbekende optie '{deel}'.\n\n{TOETS_HULP}", file=sys.stderr)
            return 2
        else:
            bestanden.append(deel)
    if len(bestanden) != 1:
        print(f"Noem precies één bestand, of - voor standaardinvoer.\n\n{TOETS_HULP}", file=sys.stderr)
        return 2
    from jeugdregels.regio import RegioFout
    from jeugdregels.vragen import beantwoord

    try:
        regio = _kies_regio(regio_naam)
    except RegioFout as fout:
        for reden in fout.fouten:
            print(reden, file=sys.stderr)
        return 2
    try:
        bron = sys.stdin.buffer if bestanden[0] == "-" else open(bestanden[0], "rb")  # noqa: SIM115
    except OSError as fout:
        print(f"Het bestand '{bestanden[0]}' kan niet gelezen worden: {waarom(fout)}.", file=sys.stderr)
        return 2
    uitgang = 0
    in_utf8()
    uit = sys.stdout
    with bron:
        documenten: Iterator[bytes] = _stroom(bron) if jsonl else iter([bron.read()])
        for ruw in documenten:
            vraag, fout_antwoord = lees_json(ruw)
            if fout_antwoord is None:
                gegeven = beantwoord(vraag, regio=regio, volledig=volledig)
                antwoord = gegeven.naar_dict()
                if kwitantie and isinstance(vraag, dict):
                    antwoord["kwitantie"] = _kwitantie(vraag, gegeven, regio)
            else:
                antwoord = fout_antwoord
            if antwoord["uitkomst"] == "fout":
                uitgang = 2
            uit.write(schrijf_json(antwoord, ruim=not jsonl) + "\n")
            uit.flush()  # who asks over a pipe waits for this answer before the next question
    return uitgang


def _kwitantie(vraag: dict[str, Any], antwoord: Any, regio: Any) -> dict[str, Any]:
    """The receipt of an answer, dated today: only the command knows a clock, the rules do not."""
    from datetime import datetime

    from jeugdregels.kwitantie import maak_kwitantie

    vandaag = datetime.now().astimezone().date()
    return maak_kwitantie(vraag, antwoord, gesteld_op=vandaag, regio=regio).naar_dict()


def _regio(argv: list[str]) -> int:
    if not argv or argv[0] in ("-h", "--help"):
        print(REGIO_HULP)
        return 0 if argv else 2
    if argv[0] == "controleer" and len(argv) == 2:
        return _controleer(argv[1])
    if argv[0] in ("verschil", "nieuw", "excel"):
        from importlib import import_module

        module = {"nieuw": "skelet"}.get(argv[0], argv[0])
        uitgang: int = import_module(f"jeugdregels.{module}").main(argv[1:])
        return uitgang
    print(f"Onbekende opdracht 'regio {' '.join(argv)}'.\n\n{REGIO_HULP}", file=sys.stderr)
    return 2


def _controleer(map_: str) -> int:
    from jeugdregels.regio import controleer, laad_map

    fouten = controleer(map_)
    for fout in fouten:
        print(fout)
    if fouten:
        print(f"{len(fouten)} {'fout' if len(fouten) == 1 else 'fouten'} gevonden in {map_}.")
        return 1
    regio = laad_map(map_)
    print(f"{regio.titel}: {sum(1 for _ in regio.rijen())} rijen, alles in orde.")
    return 0


def main(argv: Sequence[str]) -> int:
    """Run ``toets …`` or ``regio …``; returns the exit code."""
    args = list(argv)
    try:
        if args and args[0] == "toets":
            return _toets(args[1:])
        if args and args[0] == "regio":
            return _regio(args[1:])
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    print(f"{TOETS_HULP}\n\n{REGIO_HULP}", file=sys.stderr)
    return 2
