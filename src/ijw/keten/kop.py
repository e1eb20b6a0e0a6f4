"""Rules on the Header of every message (TR056, TR135, TR378): after an error here nothing more is judged."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from ijw.codelijsten import gemeente_geldig
from ijw.keten.register import GOED, Vondsten, ketenregel
from ijw.keten.stand import Berichtsleutel, Ketenstand
from ijw.keten.tekst import toon

_HEEN = ("JW301", "JW305", "JW307", "JW315", "JW317", "JW319", "JW323", "JW325")
_OP_HEADER = dict.fromkeys(_HEEN, "Header")


@dataclass(frozen=True, slots=True)
class Kopbeeld:
    """The Header of a message and what it is judged against."""

    berichttype: str
    header: Any
    stand: Ketenstand
    vandaag: datetime.date
    gemeente_element: str
    """Which of Afzender and Ontvanger is the municipality."""
    peildata: Callable[[], Collection[datetime.date]]
    """Further dates on which the municipality's code may be valid: the start dates of the allocations that the
    message is about (TR378). Asked only when the code is not valid on the Dagtekening."""


@ketenregel(
    "TR056",
    "9056",
    _OP_HEADER,
    "De identificatie van een bericht is uniek voor de verzender en het soort bericht.",
)
def tr056(k: Kopbeeld) -> Vondsten:
    """TR056: no accepted message of this sender and type has the same Identificatie."""
    identificatie = k.header.bericht_identificatie.identificatie
    if not k.stand.is_ontvangen(Berichtsleutel(k.berichttype, k.header.afzender, identificatie)):
        return GOED
    return (
        (
            "BerichtIdentificatie/Identificatie",
            f"Er is al een {k.berichttype} van {k.header.afzender} met identificatie '{identificatie}'; "
            "elk bericht moet een nieuwe identificatie hebben.",
        ),
    )


@ketenregel("TR135", "8848", _OP_HEADER, "De dagtekening ligt niet in de toekomst.", niveau=4)
def tr135(k: Kopbeeld) -> Vondsten:
    """TR135: Dagtekening is not after today, by the clock of who checks."""
    namen = ["BerichtIdentificatie"]
    if k.berichttype == "JW325":
        namen.append("DeclaratieIdentificatie")
    vondsten = []
    for naam in namen:
        identificatie = (
            k.header.bericht_identificatie
            if naam == "BerichtIdentificatie"
            else k.header.declaratie_identificatie
        )
        if identificatie.dagtekening > k.vandaag:
            vondsten.append(
                (
                    f"{naam}/Dagtekening",
                    f"De dagtekening {toon(identificatie.dagtekening)} ligt in de toekomst; "
                    f"vandaag is het {toon(k.vandaag)}.",
                )
            )
    return vondsten


@ketenregel(
    "TR378",
    "S300",
    _OP_HEADER,
    "De gemeentecode bestaat in de lijst van het CBS, nu of toen de toewijzing inging.",
    niveau=4,
)
def tr378(k: Kopbeeld) -> Vondsten:
    """TR378: the municipality exists on one of the dates; after a merger the code of the allocation's start date
    stays usable.
    """
    code = k.header.afzender if k.gemeente_element == "Afzender" else k.header.ontvanger
    dagtekening = k.header.bericht_identificatie.dagtekening
    if bestaat_gemeente(code, (dagtekening,)) or bestaat_gemeente(code, k.peildata()):
        return GOED
    return ((k.gemeente_element, _onbekende_gemeente(code)),)


@dataclass(frozen=True, slots=True)
class Woonplaatsbeeld:
    """The municipality that a JW319 names as responsible (IV095)."""

    gemeente: str
    peildata: Collection[datetime.date]


@ketenregel("TR378", "S300", {"JW319 Woonplaatsbeginsel": "Woonplaatsbeginsel"}, "", niveau=4)
def tr378_woonplaats(k: Woonplaatsbeeld) -> Vondsten:
    """TR378 on the municipality that should be asked instead."""
    if bestaat_gemeente(k.gemeente, k.peildata):
        return GOED
    return (("Gemeente", _onbekende_gemeente(k.gemeente)),)


def bestaat_gemeente(code: str, peildata: Collection[datetime.date]) -> bool:
    """Whether a municipality with this CBS code exists on one of these dates (TR378)."""
    return any(gemeente_geldig(code, dag) for dag in peildata)


def _onbekende_gemeente(code: str) -> str:
    return f"Gemeentecode {code} staat niet in de gemeentelijke indeling van het CBS die hier geldt."


KOP = (tr056, tr135, tr378)
"""The rules on every Header."""
