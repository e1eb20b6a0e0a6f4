"""Copies of the region that comes with the product, with rows changed: what another date or region would hold."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from jeugdregels.regio import REGIOS, STANDAARD, Regio, laad_map
from jeugdregels.yamluit import bestand_als_yaml

LADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Regiokopie:
    """A region folder of a test; every change is written to it at once."""

    def __init__(self, map_: Path, bron: Path = REGIOS / STANDAARD) -> None:
        self.map = map_
        shutil.copytree(bron, map_)

    def regio(self) -> Regio:
        """Load what the folder holds now."""
        return laad_map(self.map)

    def _bestand(self, onderwerp: str) -> Path:
        return sorted((self.map / onderwerp).glob("*.yaml"))[-1]

    def bewerk(self, onderwerp: str, doe: Callable[[dict[str, Any]], None], naar: str | None = None) -> None:
        """Change the newest file of a subject, or write the outcome as a new file from the date ``naar``."""
        pad = self._bestand(onderwerp)
        inhoud = yaml.load(pad.read_bytes(), Loader=LADER)
        doe(inhoud)
        if naar is not None:
            inhoud["geldig_vanaf"] = yaml.load(naar, Loader=LADER)
            pad = pad.with_name(f"{naar}.yaml")
        rijen = inhoud.pop("rijen")
        pad.write_text(bestand_als_yaml(inhoud, rijen).tekst, encoding="utf-8")

    def wijzig(self, onderwerp: str, rij: str, *, naar: str | None = None, **velden: Any) -> None:
        """Give one row other values; a value None takes the field away."""

        def doe(inhoud: dict[str, Any]) -> None:
            gevonden = next(r for r in inhoud["rijen"] if r["id"] == rij)
            for veld, waarde in velden.items():
                gevonden.pop(veld, None) if waarde is None else gevonden.update({veld: waarde})

        self.bewerk(onderwerp, doe, naar)

    def haal_weg(self, onderwerp: str, rij: str) -> None:
        """Take one row away."""

        def doe(inhoud: dict[str, Any]) -> None:
            inhoud["rijen"] = [r for r in inhoud["rijen"] if r["id"] != rij]

        self.bewerk(onderwerp, doe)

    def voeg_toe(self, onderwerp: str, **velden: Any) -> None:
        """Add a row with an invented source."""
        vast = {
            "eisen": ["S-001"],
            "bron": {"document": "Proef", "onderdeel": "Proef"},
            "status": "voorbeeld",
        }
        self.bewerk(onderwerp, lambda inhoud: inhoud["rijen"].append({**velden, **vast}))

    def kies(self, keuze: str, gekozen: str) -> None:
        """Settle a contradiction between the sources another way."""
        self.wijzig("keuzes", keuze.lower(), gekozen=gekozen)
