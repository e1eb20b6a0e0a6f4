"""The officials' own cases: questions with the answer that they expect, beside the rules, run as tests.

A file ``gevallen/<naam>.yaml`` of a region holds ``gevallen``: each with a name, one sentence on what it shows, the
requirements it proves, a ``basis`` (a whole question out of ``gevallen/basis.yaml``), what is ``anders`` (dotted path
and value) or ``weg`` (dotted paths), and what is expected (``verwacht``).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from jeugdregels.oordeel import Antwoord
from jeugdregels.regio import Gegevensfout, Onleesbaar, Regio, RegioFout, YamlLezer

_GEVALVELDEN: Final = frozenset({"naam", "toont", "eisen", "basis", "anders", "weg", "verwacht"})
_VERPLICHT: Final = frozenset({"naam", "toont", "eisen", "basis", "verwacht"})
_VERWACHT: Final = frozenset(
    {
        "uitkomst",
        "regels",
        "zonder_regels",
        "veld",
        "advies",
        "bedragen",
        "einddatum_oud",
        "stappen",
        "soort",
        "bedrag_in_tarief",
    }
)


class Geval(NamedTuple):
    """One case: its name, what it shows, the requirements it proves, the question, and what is expected.

    ``verwacht`` always has ``uitkomst``; ``regels`` names rules that must have a finding heavier than "in order",
    ``zonder_regels`` rules that must not; ``veld`` a field that must be among the errors; the other keys must be in
    the answer as they stand.
    """

    onderwerp: str
    naam: str
    toont: str
    eisen: tuple[str, ...]
    vraag: Mapping[str, Any]
    verwacht: Mapping[str, Any]
    bestand: str
    regelnummer: int


def _json(waarde: Any) -> Any:
    """YAML dates as the text that JSON has."""
    if isinstance(waarde, date):
        return waarde.isoformat()
    if isinstance(waarde, dict):
        return {k: _json(w) for k, w in waarde.items()}
    if isinstance(waarde, list):
        return [_json(w) for w in waarde]
    return waarde


def _zet(document: dict[str, Any], pad: str, waarde: Any) -> None:
    *delen, laatste = pad.split(".")
    for deel in delen:
        document = document.setdefault(deel, {})
    document[laatste] = waarde


def _haal_weg(document: dict[str, Any], pad: str) -> None:
    *delen, laatste = pad.split(".")
    for deel in delen:
        document = document[deel]
    del document[laatste]


def _lees(pad: Path, map_: Path) -> tuple[dict[str, Any], YamlLezer]:
    naam = pad.relative_to(map_).as_posix()
    lezer = YamlLezer()
    try:
        inhoud = lezer.lees(pad.read_bytes())
    except Onleesbaar as fout:
        raise RegioFout([Gegevensfout(naam, fout.regel, "", fout.reden)]) from None
    if lezer.dubbel:
        raise RegioFout([Gegevensfout(naam, r, veld, melding) for r, veld, melding in lezer.dubbel])
    if not isinstance(inhoud, dict):
        raise RegioFout([Gegevensfout(naam, 1, "", "moet velden bevatten")])
    return inhoud, lezer


def lees(regio: Regio) -> Iterator[Geval]:
    """Every case of a region, in the order of the files and of the cases in them.

    :raises RegioFout: a case that cannot be read: unknown field, unknown basis, a name that stands twice.
    """
    map_ = regio.map / "gevallen"
    if not (map_ / "basis.yaml").is_file():
        return
    basis = {naam: _json(vraag) for naam, vraag in _lees(map_ / "basis.yaml", regio.map)[0].items()}
    gezien: set[str] = set()
    for pad in sorted(map_.glob("*.yaml")):
        if pad.name == "basis.yaml":
            continue
        inhoud, lezer = _lees(pad, regio.map)
        bestand = pad.relative_to(regio.map).as_posix()
        for ruw in inhoud["gevallen"]:
            geval = _lees_geval(ruw, pad.stem, bestand, basis, lezer)
            if geval.naam in gezien:
                raise RegioFout(
                    [Gegevensfout(bestand, lezer.regel(ruw), "naam", f"'{geval.naam}' staat er al")]
                )
            gezien.add(geval.naam)
            yield geval


def _lees_geval(
    ruw: dict[str, Any], onderwerp: str, bestand: str, basis: dict[str, Any], lezer: YamlLezer
) -> Geval:
    fouten = [(veld, "dit veld bestaat niet bij een geval") for veld in sorted(set(ruw) - _GEVALVELDEN)]
    fouten += [(veld, "ontbreekt") for veld in sorted(_VERPLICHT - set(ruw))]
    if not fouten:
        if ruw["basis"] not in basis:
            fouten.append(("basis", f"'{ruw['basis']}' staat niet in basis.yaml"))
        fouten += [
            ("verwacht", f"'{veld}' kan niet verwacht worden")
            for veld in sorted(set(ruw["verwacht"]) - _VERWACHT)
        ]
        if "uitkomst" not in ruw["verwacht"]:
            fouten.append(("verwacht", "de uitkomst ontbreekt"))
    if fouten:
        raise RegioFout(
            [Gegevensfout(bestand, lezer.regel(ruw, veld), veld, melding) for veld, melding in fouten]
        )
    vraag = copy.deepcopy(basis[ruw["basis"]])
    for pad, waarde in (ruw.get("anders") or {}).items():
        _zet(vraag, pad, _json(waarde))
    for pad in ruw.get("weg") or ():
        _haal_weg(vraag, pad)
    return Geval(
        onderwerp,
        ruw["naam"],
        ruw["toont"],
        tuple(ruw["eisen"]),
        vraag,
        _json(ruw["verwacht"]),
        bestand,
        lezer.regel(ruw),
    )


def verschillen(geval: Geval, antwoord: Antwoord) -> list[str]:
    """What in the answer is not as the case expects; an empty list when all is."""
    verwacht, gekregen = geval.verwacht, antwoord.naar_dict()
    uit: list[str] = []
    if gekregen["uitkomst"] != verwacht["uitkomst"]:
        uit.append(f"uitkomst is {gekregen['uitkomst']}, verwacht {verwacht['uitkomst']}")
    zwaar = {b["regel"] for b in gekregen.get("bevindingen", ()) if b["uitkomst"] != "toegestaan"}
    for regel in verwacht.get("regels", ()):
        if regel not in zwaar:
            uit.append(f"regel {regel} heeft geen bevinding")
    for regel in verwacht.get("zonder_regels", ()):
        if regel in zwaar:
            uit.append(f"regel {regel} heeft een bevinding")
    if "veld" in verwacht:
        velden = [f["veld"] for f in gekregen.get("fouten", ())]
        if verwacht["veld"] not in velden:
            uit.append(f"fout bij {velden}, verwacht bij {verwacht['veld']}")
    for sleutel in ("advies", "bedragen", "einddatum_oud", "stappen", "soort", "bedrag_in_tarief"):
        if sleutel in verwacht and gekregen.get(sleutel) != verwacht[sleutel]:
            uit.append(f"{sleutel} is {gekregen.get(sleutel)}, verwacht {verwacht[sleutel]}")
    if verwacht["uitkomst"] not in ("toegestaan", "fout"):
        genoemd = {eis for b in gekregen.get("bevindingen", ()) for eis in b["eisen"]}
        if not genoemd & set(geval.eisen):
            uit.append(f"geen bevinding noemt {', '.join(geval.eisen)}, wel {', '.join(sorted(genoemd))}")
    return uit
