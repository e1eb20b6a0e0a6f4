"""``jeugdketen eisen``: where each requirement (S-number) is met, read off the code itself.

Nothing here is a hand-kept list of what serves what: rules come from the rule register, data rows from the
region folder, tests from their ``eis`` marks, screens from the ``@eisen`` decorator on their view.
Only the requirement's own short text, and the reason why one is not software, are written down by hand
(``jeugdregels/eisen.yaml``), since no code can tell those.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BRON = Path(__file__).resolve().parents[1]
"""The folder that holds the three packages."""


GEVALLENTEST = "jeugdregels/test_gevallen.py::test_case_gets_the_expected_answer"
"""The test that runs every case of a region, below the folder with tests."""


@dataclass
class Vervulling:
    """How one requirement is met: rules, data rows, tests and screens by name; ``reden`` when none can be."""

    titel: str = ""
    soort: str = ""
    regels: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)
    schermen: list[str] = field(default_factory=list)
    reden: str | None = None

    @property
    def open(self) -> bool:
        """No rule, data row, test or screen serves it, and no reason says why not."""
        return not (self.regels or self.data or self.tests or self.schermen or self.reden)

    def naar_dict(self) -> dict[str, Any]:
        """The machine-readable form that ``--json`` prints."""
        return {
            "regels": self.regels,
            "data": self.data,
            "tests": self.tests,
            "schermen": self.schermen,
            "reden": self.reden,
        }


def verzamel(regio: str = "westfriesland", *, tests: Path | None = None) -> dict[str, Vervulling]:
    """Gather for every requirement where it is met, sorted by number.

    ``tests`` is the folder with the test-suite; without it the checkout's own is used, and an installed
    package (which carries no tests) simply shows none.
    """
    from jeugdregels import register
    from jeugdregels.eisen import alle_eisen
    from jeugdregels.gevallen import lees
    from jeugdregels.regio import laad

    uit: dict[str, Vervulling] = {}
    for nummer, eis in alle_eisen().items():
        uit[nummer] = Vervulling(titel=eis.titel, soort=eis.soort, reden=eis.reden)

    def bij(nummers: Iterable[str], soort: str, naam: str) -> None:
        for nummer in nummers:
            lijst: list[str] = getattr(uit.setdefault(nummer, Vervulling()), soort)
            if naam not in lijst:
                lijst.append(naam)

    for regel in register.alle_regels(laad(regio)):
        bij(regel.eisen, "regels", regel.naam)
    for rij in laad(regio).rijen():
        bij(rij.eisen, "data", rij.id)
    map_tests = tests or BRON.parent / "tests"
    if (map_tests / GEVALLENTEST.partition("::")[0]).is_file():
        for geval in lees(laad(regio)):  # the officials' cases run as tests, each with its own marks
            bij(geval.eisen, "tests", f"tests/{GEVALLENTEST}[{geval.onderwerp}-{geval.naam}]")
    for pad in sorted(map_tests.rglob("test_*.py")) if map_tests.is_dir() else []:
        for naam, nummers in gemerkte_tests(pad):
            bij(nummers, "tests", f"{pad.relative_to(map_tests.parent).as_posix()}::{naam}")
    for pad in sorted((BRON / "jeugdketen" / "portaal").rglob("*.py")):
        for naam, nummers in gemerkte_schermen(pad):
            bij(nummers, "schermen", f"{pad.relative_to(BRON / 'jeugdketen').as_posix()}::{naam}")
    return dict(sorted(uit.items()))


def gemerkte_tests(pad: Path) -> Iterator[tuple[str, list[str]]]:
    """Names of the tests in a file with the requirements of their ``@pytest.mark.eis`` marks.

    Marks on a class and on the module (``pytestmark``) count for every test in it.
    """
    boom = ast.parse(pad.read_text(encoding="utf-8"), str(pad))
    module = [n for regel in boom.body for n in _pytestmark(regel)]

    def loop(body: list[ast.stmt], voor: str, geerfd: list[str]) -> Iterator[tuple[str, list[str]]]:
        for knoop in body:
            if isinstance(knoop, ast.ClassDef):
                eigen = [n for regel in knoop.body for n in _pytestmark(regel)]
                yield from loop(
                    knoop.body, f"{voor}{knoop.name}::", [*geerfd, *_uit_decorators(knoop, "eis"), *eigen]
                )
            elif isinstance(knoop, ast.FunctionDef | ast.AsyncFunctionDef) and knoop.name.startswith("test"):
                nummers = [*geerfd, *_uit_decorators(knoop, "eis")]
                if nummers:
                    yield voor + knoop.name, nummers

    yield from loop(boom.body, "", module)


def gemerkte_schermen(pad: Path) -> Iterator[tuple[str, list[str]]]:
    """Views in a file with the requirements that their ``@eisen(...)`` decorator names."""
    boom = ast.parse(pad.read_text(encoding="utf-8"), str(pad))
    for knoop in ast.walk(boom):
        if isinstance(knoop, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            nummers = _uit_decorators(knoop, "eisen")
            if nummers:
                yield knoop.name, nummers


def _uit_decorators(knoop: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, naam: str) -> list[str]:
    return [n for decorator in knoop.decorator_list for n in _nummers(decorator, naam)]


def _pytestmark(regel: ast.stmt) -> list[str]:
    if isinstance(regel, ast.Assign) and any(
        isinstance(doel, ast.Name) and doel.id == "pytestmark" for doel in regel.targets
    ):
        return [n for deel in ast.walk(regel.value) for n in _nummers(deel, "eis")]
    return []


def _nummers(knoop: ast.AST, naam: str) -> list[str]:
    """The S-numbers in a call ``naam("S-001", …)`` or ``….naam("S-001", …)``; [] for anything else."""
    if not isinstance(knoop, ast.Call):
        return []
    functie = knoop.func
    laatste = functie.attr if isinstance(functie, ast.Attribute) else getattr(functie, "id", None)
    if laatste != naam:
        return []
    return [a.value for a in knoop.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]


def _toon(vervullingen: dict[str, Vervulling]) -> None:
    for nummer, v in vervullingen.items():
        print(f"{nummer}  {v.titel}")
        for kop, namen in (
            ("regel", v.regels),
            ("gegevens", v.data),
            ("test", v.tests),
            ("scherm", v.schermen),
        ):
            if namen:
                rest = f" (en {len(namen) - 3} meer)" if len(namen) > 3 else ""
                print(f"       {kop:<9} {', '.join(namen[:3])}{rest}")
        if v.reden:
            print(f"       {'reden':<9} {v.reden}")
        if v.open:
            print("       NOG OPEN")
    open_ = [n for n, v in vervullingen.items() if v.open]
    getest = sum(1 for v in vervullingen.values() if v.tests)
    print(
        f"\n{len(vervullingen)} eisen: {sum(1 for v in vervullingen.values() if v.regels)} met een regel, "
        f"{sum(1 for v in vervullingen.values() if v.data)} met gegevens, {getest} met een test, "
        f"{sum(1 for v in vervullingen.values() if v.schermen)} met een scherm, "
        f"{sum(1 for v in vervullingen.values() if v.reden)} met een reden, {len(open_)} nog open"
        + (f": {', '.join(open_)}" if open_ else "")
    )


def main(argv: Sequence[str]) -> int:
    """Print the overview (``--json`` for machines); with ``--streng`` exit 1 when a requirement is open."""
    import argparse

    lezer = argparse.ArgumentParser(
        prog="jeugdketen eisen",
        description="Laat zien waar elke eis (S-nummer) is vervuld: regels, gegevens, tests en schermen.",
    )
    lezer.add_argument("nummers", nargs="*", help="alleen deze eisen, bijvoorbeeld S-051")
    lezer.add_argument("--json", action="store_true", help="als JSON")
    lezer.add_argument("--streng", action="store_true", help="eindig met 1 als er nog een eis open is")
    lezer.add_argument("--regio", default="westfriesland", help="de regio waarvan de gegevens tellen")
    keuze = lezer.parse_args(list(argv))
    alles = verzamel(keuze.regio)
    onbekend = [n for n in keuze.nummers if n not in alles]
    if onbekend:
        print(f"Onbekende eis: {', '.join(onbekend)}. Een eis heet bijvoorbeeld S-051.", file=sys.stderr)
        return 2
    gekozen = {n: v for n, v in alles.items() if not keuze.nummers or n in keuze.nummers}
    if keuze.json:
        json.dump({n: v.naar_dict() for n, v in gekozen.items()}, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        _toon(gekozen)
    return 1 if keuze.streng and any(v.open for v in gekozen.values()) else 0
