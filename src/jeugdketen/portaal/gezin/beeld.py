"""The words in which a family reads the log: who, what and why, in plain Dutch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from jeugdketen.berichten.proef import GROND as PROEFCONTROLE
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toezicht import GROND, Gezinslezing
from jeugdketen.portaal.weergave import datums
from jeugdketen.portaal.weergave.teksten import zinsbegin
from jeugdketen.toewijzing.aanbiederselectors import GROND as HULP_DOOR_AANBIEDER
from jeugdregels.periode import MAANDEN

MAANDEN_EERST: Final = 2
"""How many months the page shows at first."""

TELWOORDEN: Final = (
    "nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
)  # fmt: skip

WAT: Final[dict[str, str]] = {
    "verzoek": "het verzoek om hulp",
    "verzoeken": "de verzoeken om hulp",
    "toewijzingen": "welke hulp er is",
    "oordeel": "of de hulp past bij de regels",
    "gegevens": "de gegevens van uw kind",
    "bericht": "een bericht over de hulp",
    "draad": "de berichten die erbij horen",
    "bevindingen": "de fouten in dat bericht",
    "plan": "het perspectiefplan",
    "oordelen": "of de hulp past bij de regels",
    "starts en stops": "wanneer de hulp begon en stopte",
    "ruwe XML van het bericht": "een bericht over de hulp",
}
"""What the log calls a part of the file → how the family knows it."""

_DOEL: Final = {
    Inzage.Handeling.LEZEN: "las",
    Inzage.Handeling.ZOEKEN: "zocht naar",
    Inzage.Handeling.VASTLEGGEN: "las en wijzigde",
    Inzage.Handeling.AFDRUKKEN: "drukte af:",
    Inzage.Handeling.EXPORT: "nam mee in een bestand:",
    Inzage.Handeling.NOODTOEGANG: "opende met spoed:",
    Inzage.Handeling.GEWEIGERD: "probeerde te openen, maar dat mocht niet:",
}


@dataclass(frozen=True)
class Regel:
    """One line: the day, who with from where, what was done, and why."""

    dag: date
    dag_tekst: str
    wie: str
    vanwaar: str
    deed: str
    waarom: str


@dataclass(frozen=True)
class Maand:
    """The lines of one month."""

    naam: str
    regels: tuple[Regel, ...]
    keer: int


def _vanwaar(rollen: str) -> str:
    if "aanbieder" in rollen:
        return "van een aanbieder van hulp"
    if "functionaris gegevensbescherming" in rollen:
        return "van het toezicht op privacy bij uw gemeente"
    if "gecertificeerde instelling" in rollen:
        return "van de gecertificeerde instelling"
    if "gezin" in rollen:
        return "van het gezin"
    return "van uw gemeente" if rollen else ""


def _opsomming(delen: Sequence[str]) -> str:
    return " en ".join(delen) if len(delen) < 3 else f"{', '.join(delen[:-1])} en {delen[-1]}"


def _wat(deel: str) -> str:
    """A part of the file as the family knows it; empty when the log has no such name."""
    if deel.startswith("toewijzing "):
        return "een besluit over hulp"
    if deel.startswith("verzoek "):
        return WAT["verzoek"]
    if deel.startswith("proefcontrole van een "):
        return "een bericht over de hulp"
    return WAT.get(deel, "")


def _deed(lezing: Gezinslezing) -> str:
    if lezing.grond == GROND:
        werk = "keek wie het dossier las"
    else:
        delen = [woorden for deel in lezing.wat.split(", ") if (woorden := _wat(deel))]
        werkwoord = _DOEL.get(Inzage.Handeling(lezing.handeling), "las")
        werk = f"{werkwoord} {_opsomming(list(dict.fromkeys(delen))) or 'het dossier'}"
    return werk + (f", {telwoord(lezing.keer)} keer" if lezing.keer > 1 else "")


def _waarom(grond: str) -> str:
    if zaak := re.match(r"(?:behandeling van|besluit op) (VT-[0-9]{4}-[0-9]+)", grond):
        return f"Om te besluiten over de hulp waar om is gevraagd (verzoek {zaak[1]})."
    if grond.startswith("bericht "):
        return "Om een bericht van of aan een aanbieder te verwerken."
    if grond == "dossier van de lokale toegang":
        return "Voor het werk van de gemeente aan de hulp voor uw kind."
    if grond == GROND:
        return "Om te controleren of iedereen zich aan de regels houdt."
    if grond == HULP_DOOR_AANBIEDER:
        return "Voor de hulp die deze aanbieder geeft."
    if grond == "gecertificeerde instelling van dit kind":
        return "Omdat deze instelling bij uw kind betrokken is."
    if grond == PROEFCONTROLE:
        return "Om te kijken of een bericht klopt, voordat de aanbieder het verstuurt."
    return f"De reden die erbij staat: {grond}."


def _regel(lezing: Gezinslezing) -> Regel:
    return Regel(
        dag=lezing.dag,
        dag_tekst=datums.dag_zonder_jaar(lezing.dag),
        wie=lezing.wie or "De computer van de gemeente",
        vanwaar=_vanwaar(lezing.rollen) if lezing.wie else "",
        deed=_deed(lezing),
        waarom=_waarom(lezing.grond),
    )


def telwoord(aantal: int) -> str:
    """``drie``; from thirteen on the figure."""
    return TELWOORDEN[aantal] if aantal < len(TELWOORDEN) else str(aantal)


def maanden(lezingen: Sequence[Gezinslezing]) -> list[Maand]:
    """The lines by month, newest first."""
    uit = []
    for (jaar, maand), groep in groupby(lezingen, key=lambda lezing: (lezing.dag.year, lezing.dag.month)):
        regels = list(groep)
        naam = f"{MAANDEN[maand - 1].capitalize()} {jaar}"
        uit.append(Maand(naam, tuple(_regel(r) for r in regels), sum(r.keer for r in regels)))
    return uit


def samenvatting(getoond: Sequence[Maand]) -> str:
    """``Drie keer in januari, twee keer in december.``"""
    if not getoond:
        return "Nog niemand opende het dossier."
    delen = [f"{telwoord(m.keer)} keer in {m.naam.split(' ')[0].lower()}" for m in getoond]
    tekst = ", ".join(delen)
    return f"{zinsbegin(tekst)}."
