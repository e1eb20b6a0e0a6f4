"""The one command ``jeugdketen``: hands each verb to the library that owns it, importing nothing else.

A cold ``jeugdketen toets vraag.json`` must stay under 0.4 s, so every import happens inside its branch.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

Opdracht = Callable[[Sequence[str]], int]


def _ijw(verb: str) -> Opdracht:
    def run(argv: Sequence[str]) -> int:
        from ijw.cli import main as ijw_main

        return ijw_main([verb, *argv])

    return run


def _jeugdregels(verb: str) -> Opdracht:
    def run(argv: Sequence[str]) -> int:
        from jeugdregels.cli import main as regels_main

        return regels_main([verb, *argv])

    return run


def _eisen(argv: Sequence[str]) -> int:
    from jeugdketen.eisen import main as eisen_main

    return eisen_main(argv)


def _server(verb: str) -> Opdracht:
    def run(argv: Sequence[str]) -> int:
        try:
            from jeugdketen.config.opdracht import main as server_main
        except ModuleNotFoundError as fout:
            print(
                f"'jeugdketen {verb}' hoort bij de server; installeer die met: "
                f"pip install 'jeugdketen[server]' ({fout})",
                file=sys.stderr,
            )
            return 2
        return server_main([verb, *argv])

    return run


def _simuleer(argv: Sequence[str]) -> int:
    from jeugdketen.demo.simulatie.opdracht import main as simuleer_main

    return simuleer_main(argv)


OPDRACHTEN: dict[str, tuple[str, Opdracht]] = {
    "toets": ("beantwoord een vraag over de regels van de regio (toets-formaat)", _jeugdregels("toets")),
    "regio": ("controleer, vergelijk, maak of bewerk regiogegevens", _jeugdregels("regio")),
    "bericht": ("controleer of toon één iJw-bericht", _ijw("bericht")),
    "keten": ("controleer een reeks iJw-berichten in samenhang", _ijw("keten")),
    "eisen": ("laat zien waar elke eis (S-nummer) is vervuld", _eisen),
    "beheer": ("beheeropdrachten van de server (Django)", _server("beheer")),
    "simuleer": ("speel het berichtenverkeer van een regio na, en controleer de uitkomst", _simuleer),
    "logboek": ("controleer of het inzagelogboek ongeschonden is", _server("logboek")),
}


def _hulp() -> str:
    regels = ["Gebruik: jeugdketen OPDRACHT …", "", "Opdrachten:"]
    regels += [f"  {naam:<10} {uitleg}" for naam, (uitleg, _) in OPDRACHTEN.items()]
    regels += ["", "Hulp bij een opdracht: jeugdketen OPDRACHT --help"]
    return "\n".join(regels)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (0 done, 1 found something, 2 the call itself is wrong)."""
    args = list(sys.argv[1:] if argv is None else argv)
    if not args or args[0] in {"-h", "--help", "help"}:
        print(_hulp())
        return 0 if args else 2
    if args[0] not in OPDRACHTEN:
        print(f"Onbekende opdracht '{args[0]}'. Kies uit: {', '.join(OPDRACHTEN)}.", file=sys.stderr)
        return 2
    return OPDRACHTEN[args[0]][1](args[1:])


if __name__ == "__main__":
    raise SystemExit(main())
