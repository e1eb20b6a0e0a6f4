"""Envelopes: routing data around a message, kept apart from the message.

GGK and VSP put a message in an envelope with routing data. Their forms are not public, so none of them is built here.
What is here is the seam (``pak_in``, ``pak_uit``, one ``Vorm`` per form) and one form of our own, ``voorbeeld``, that
stands in for them: a JSON object with the parties, the type, a mark of the delivery, and the message in base64 with
its SHA-256. Whoever has the description of a real form writes a ``Vorm`` for it and adds one line to ``VORMEN``.

The envelope decides nothing: what the message is and for whom says the message itself. A difference between the
two is kept and shown.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol


class EnvelopFout(ValueError):
    """The bytes are no envelope of this form; ``str(e)`` is one Dutch sentence."""


@dataclass(frozen=True, slots=True)
class Route:
    """Routing data: who sends what to whom, and the sender's mark of this delivery."""

    afzender: str
    ontvanger: str
    soort: str
    kenmerk: str


class Vorm(Protocol):
    """One form of envelope."""

    def pak_in(self, route: Route, bericht: bytes) -> bytes:
        """The bytes that travel."""

    def pak_uit(self, inhoud: bytes) -> tuple[Route, bytes]:
        """Routing data and message.

        Raises:
            EnvelopFout: it is not of this form, or was damaged on its way.
        """


class Voorbeeldvorm:
    """Our own stand-in; see the module."""

    NAAM: Final = "jeugdketen-envelop-voorbeeld-1"
    VELDEN: Final = ("afzender", "ontvanger", "soort", "kenmerk")

    def pak_in(self, route: Route, bericht: bytes) -> bytes:
        """The bytes that travel."""
        envelop = {
            "envelop": self.NAAM,
            **{veld: getattr(route, veld) for veld in self.VELDEN},
            "sha256": hashlib.sha256(bericht).hexdigest(),
            "bericht": base64.b64encode(bericht).decode("ascii"),
        }
        return json.dumps(envelop, ensure_ascii=True, indent=0).encode("ascii")

    def pak_uit(self, inhoud: bytes) -> tuple[Route, bytes]:
        """Routing data and message."""
        try:
            envelop = json.loads(inhoud)
        except (ValueError, RecursionError) as fout:
            raise EnvelopFout("Het bestand is geen envelop.") from fout
        if not isinstance(envelop, Mapping) or envelop.get("envelop") != self.NAAM:
            raise EnvelopFout("Het bestand is geen envelop van de afgesproken vorm.")
        waarden = {veld: envelop.get(veld) for veld in self.VELDEN}
        leeg = sorted(
            v
            for v, w in waarden.items()
            if not isinstance(w, str) or not w or len(w) > 60 or not w.isprintable()
        )
        if leeg:
            raise EnvelopFout(f"In de envelop ontbreekt of klopt niet: {', '.join(leeg)}.")
        try:
            bericht = base64.b64decode(str(envelop.get("bericht", "")), validate=True)
        except (binascii.Error, ValueError) as fout:
            raise EnvelopFout("Het bericht in de envelop is beschadigd.") from fout
        if hashlib.sha256(bericht).hexdigest() != envelop.get("sha256"):
            raise EnvelopFout(
                "Het bericht in de envelop is onderweg veranderd: het controlegetal klopt niet."
            )
        return Route(**{veld: str(waarde) for veld, waarde in waarden.items()}), bericht


VORMEN: Final[dict[str, Vorm]] = {"voorbeeld": Voorbeeldvorm()}
"""Form word → form."""

VORMNAMEN: Final[dict[str, str]] = {"voorbeeld": "voorbeeld (eigen vorm, geen GGK of VSP)"}
"""Form word → what people read."""
