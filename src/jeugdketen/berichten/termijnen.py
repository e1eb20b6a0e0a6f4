"""The terms of the message traffic, in Dutch working days, and what must still happen by when.

An obligation (``Verplichting``) is somebody's turn: ours or the provider's. The post box finds those that follow from
messages alone; an app above it adds its own with :func:`levert_verplichtingen`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from jeugdketen.kern.werkdagen import plus_werkdagen, werkdagen_tussen

RETOUR: Final = 3
"""Working days after receipt within which a return message must be sent (OP090)."""

MELDING: Final = 5
"""Working days after the real start or end within which it must be reported (OP271, OP272)."""

DECLARATIEANTWOORD: Final = 10
"""Working days after receipt within which a declaration must be answered (OP090x4)."""

GEMEENTE: Final = "gemeente"
AANBIEDER: Final = "aanbieder"

SOORTEN: Final[dict[str, str]] = {
    "retour-ons": "ons retourbericht",
    "retour-hun": "retourbericht van de aanbieder",
    "melden": "melden buiten het berichtenverkeer",
    "herstel": "afgekeurd bericht herstellen",
    "start": "startbericht",
    "stop": "stopbericht",
    "verzoek": "antwoord op een verzoek",
    "onderzoek": "einde van een onderzoek",
    "woonplaats": "afwijzing op woonplaats",
}
"""Kind of obligation → words."""

HUN_SOORTEN: Final = frozenset({"retour-hun", "start", "stop"})
"""Kinds that are the provider's turn."""

HERINNER_ELKE: Final = 5
"""Working days between two reminders of the same thing."""

MEEST_HERINNERINGEN: Final = 3
"""After so many reminders somebody has to call."""


def antwoord_uiterlijk(soort: str, ontvangen: date) -> date:
    """Last day for our answer to a message of this type that came in on this day."""
    return plus_werkdagen(ontvangen, DECLARATIEANTWOORD if soort == "JW323" else RETOUR)


def melding_uiterlijk(dag: date, bekend: date) -> date:
    """Last day to report a start or a stop that happened on ``dag``; not before the allocation was known."""
    return plus_werkdagen(max(dag, bekend), MELDING)


def meldingen_tot(uiterlijk: date) -> date:
    """The last day on which a start or stop that happened (and was known) must be reported by ``uiterlijk``."""
    dag = uiterlijk
    while plus_werkdagen(dag, MELDING) > uiterlijk:
        dag -= timedelta(days=1)
    return dag


@dataclass(frozen=True, slots=True)
class Verplichting:
    """Something that a party must do by a day. ``sleutel`` is the same each time it is found; ``wat`` and ``regel``
    are words without anything about a child. ``bericht_id`` or ``verzoek`` say where it is done."""

    soort: str
    wie: str
    gemeente_code: str
    aanbieder_agb: str
    sleutel: str
    wat: str
    regel: str
    sinds: date
    uiterlijk: date
    bericht_id: UUID | None = None
    verzoek: str = ""

    def te_laat(self, vandaag: date) -> int:
        """Working days after the last day; 0 when it is not late. A weekend after the last day is late already."""
        return max(1, werkdagen_tussen(self.uiterlijk, vandaag)) if self.uiterlijk < vandaag else 0

    def stap(self, vandaag: date) -> int:
        """Which reminder is due today: 0 for none yet, then 1 on the first working day too late, 2 and 3 later."""
        laat = self.te_laat(vandaag)
        return min(MEEST_HERINNERINGEN, 1 + (laat - 1) // HERINNER_ELKE) if laat else 0


Bron = Callable[[Collection[str], date, int], Iterable[Verplichting]]
"""Municipalities, up to which last day, and how many at most → obligations, oldest last day first."""

BRONNEN: list[Bron] = []


def levert_verplichtingen(bron: Bron) -> Bron:
    """Register a source of obligations, once."""
    if bron not in BRONNEN:
        BRONNEN.append(bron)
    return bron
