"""Writes region data as YAML that people can read and the loader takes; remembers the line of every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Tekstbestand(NamedTuple):
    """A dated file as text, with the line (from 1) on which each of its rows begins."""

    tekst: str
    regelnummers: tuple[int, ...]


def _dump(waarde: Any) -> str:
    import yaml

    uit: str = yaml.safe_dump(waarde, allow_unicode=True, sort_keys=False, width=10_000)
    return uit


def _plat(waarde: Any) -> str:
    """A value on one line, in flow style."""
    import yaml

    uit: str = yaml.safe_dump(
        waarde, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=True
    )
    return uit.removesuffix("...\n").strip()


def _genest(waarde: Any) -> bool:
    return isinstance(waarde, list) and any(isinstance(deel, dict | list) for deel in waarde)


def rij_als_yaml(rij: Mapping[str, Any]) -> str:
    """One row as an item of ``rijen``: a field a line, a list or a source in one line, a list of groups below."""
    regels: list[str] = []
    for veld, waarde in rij.items():
        if _genest(waarde):
            regels.append(f"{veld}:")
            regels += [f"  {regel}" for regel in _dump(list(waarde)).splitlines()]
        elif isinstance(waarde, dict | list):
            regels.append(f"{veld}: {_plat(waarde)}")
        else:
            regels += _dump({veld: waarde}).splitlines()
    return (
        "\n".join(("  - " if nummer == 0 else "    ") + regel for nummer, regel in enumerate(regels)) + "\n"
    )


def bestand_als_yaml(
    kop: Mapping[str, Any], rijen: Sequence[Mapping[str, Any]], opmerking: Sequence[str] = ()
) -> Tekstbestand:
    """A dated file: comment lines, its head (``onderwerp``, ``geldig_vanaf``, …) and its rows in this order."""
    tekst = "".join(f"# {regel}".rstrip() + "\n" for regel in opmerking)
    tekst += "".join(_dump({veld: waarde}) for veld, waarde in kop.items() if waarde is not None)
    if not rijen:
        return Tekstbestand(f"{tekst}rijen: []\n", ())
    tekst += "rijen:\n"
    nummers: list[int] = []
    for rij in rijen:
        nummers.append(tekst.count("\n") + 1)
        tekst += rij_als_yaml(rij)
    return Tekstbestand(tekst, tuple(nummers))
