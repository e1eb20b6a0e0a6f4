"""The states of a message and the steps between them.

A message in is read once: ``ontvangen`` → one of ``aanvaard``, ``afgekeurd``, ``geweigerd``, ``dubbel``,
``onbekoppeld``; or it waits (``wacht``) for a message that may have been overtaken (OP080), and is read again.
``mislukt`` is a technical stop that an operator can restart; no message ends there silently. A
message out waits (``klaar``), leaves (``verzonden``) and is answered (``aangenomen``, ``afgewezen``); while it
waits it may be taken back (``ingetrokken``). One that was rejected and settled outside the message traffic is
``aangenomen`` after all: the other party has what it says by another way (ADR 0031).
"""

from __future__ import annotations

from typing import Final

ONTVANGEN: Final = "ontvangen"
AANVAARD: Final = "aanvaard"
AFGEKEURD: Final = "afgekeurd"
GEWEIGERD: Final = "geweigerd"
DUBBEL: Final = "dubbel"
ONBEKOPPELD: Final = "onbekoppeld"
WACHT: Final = "wacht"
MISLUKT: Final = "mislukt"

KLAAR: Final = "klaar"
VERZONDEN: Final = "verzonden"
AANGENOMEN: Final = "aangenomen"
AFGEWEZEN: Final = "afgewezen"
INGETROKKEN: Final = "ingetrokken"

NIEUW: Final = ""
"""Where the log of every message begins."""

TOEGESTAAN: Final[dict[str, frozenset[str]]] = {
    NIEUW: frozenset({ONTVANGEN, KLAAR}),
    ONTVANGEN: frozenset({AANVAARD, AFGEKEURD, GEWEIGERD, DUBBEL, ONBEKOPPELD, WACHT, MISLUKT}),
    WACHT: frozenset({ONTVANGEN}),
    MISLUKT: frozenset({ONTVANGEN}),
    GEWEIGERD: frozenset({ONTVANGEN}),
    ONBEKOPPELD: frozenset({ONTVANGEN}),
    AANVAARD: frozenset(),
    AFGEKEURD: frozenset(),
    DUBBEL: frozenset(),
    KLAAR: frozenset({VERZONDEN, INGETROKKEN}),
    VERZONDEN: frozenset({AANGENOMEN, AFGEWEZEN}),
    AANGENOMEN: frozenset(),
    AFGEWEZEN: frozenset({AANGENOMEN}),
    INGETROKKEN: frozenset(),
}
"""From → to. What is refused, uncoupled or failed may be read again after a repair; an answered message never."""

GELDIG: Final = (AANVAARD, KLAAR, VERZONDEN, AANGENOMEN, AFGEWEZEN)
"""States of a message that counts in the chain; one of ours that was rejected counted until then (OP286), and
again once it was settled outside the message traffic."""

IN: Final = "in"
UIT: Final = "uit"

MAP: Final = "map"
UPLOAD: Final = "upload"
REST: Final = "rest"
SFTP: Final = "sftp"
UITGAAND: Final = "uitgaand"
WEGEN: Final[dict[str, str]] = {
    MAP: "map",
    UPLOAD: "upload",
    REST: "REST",
    SFTP: "SFTP",
    UITGAAND: "zelf gemaakt",
}
"""The roads by which bytes enter the store, with the word that people read."""

INSTELBAAR: Final = (MAP, SFTP, REST)
"""The roads that an administrator can choose for a party; an upload needs no choice."""

AFHANDELREDENEN: Final[dict[str, str]] = {
    "geen-retour": "Gemeld aan de afzender, want een retourbericht kan niet (OP090x2)",
    "veiligheid": "Niet via berichten, omdat dat de jeugdige in gevaar kan brengen (OP003)",
    "antwoord-anders": "Het antwoord kwam langs een andere weg",
    "afgesproken": "In overleg met de andere partij opgelost",
}
"""Why a message is settled outside the message traffic."""


class OngeldigeOvergang(RuntimeError):
    """A step that the state machine does not know: a mistake in the program, never in the data."""
