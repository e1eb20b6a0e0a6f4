"""What the pages of accounts print: sessions, identities and events as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jeugdketen.kern import beveiligingslog, klok, oidc
from jeugdketen.kern.models import Gebeurtenis, Gebruiker, Sessie
from jeugdketen.portaal.weergave import datums


def moment(op: datetime | None) -> str:
    """A moment in Dutch time, to the minute, by the real clock: `30 nov 2026 13.05`."""
    if op is None:
        return ""
    plaatselijk = op.astimezone(klok.NEDERLAND)
    return f"{datums.kort(plaatselijk.date())} {plaatselijk:%H.%M}"


@dataclass(frozen=True)
class Sessieregel:
    """One session in a list."""

    kenmerk: str
    apparaat: str
    adres: str
    weg: str
    begonnen: str
    actief: str
    hier: bool


def sessieregels(sessies: Iterable[Sessie], hier: str = "") -> list[Sessieregel]:
    """Sessions as a list prints them; `hier` is the stored hash of the one that asks."""
    return [
        Sessieregel(
            kenmerk=s.session_key,
            apparaat=s.apparaat or "onbekend apparaat",
            adres=s.adres,
            weg=s.weg,
            begonnen=moment(s.begonnen_op),
            actief=moment(s.laatst_actief),
            hier=s.session_key == hier,
        )
        for s in sessies
    ]


@dataclass(frozen=True)
class Identiteitregel:
    """One identity at a provider."""

    id: int
    dienst: str
    uitgever: str
    onderwerp: str
    sinds: str


def identiteiten(gebruiker: Gebruiker) -> list[Identiteitregel]:
    """The identities of a user, with the name of the provider where it is still known."""
    namen = {d.uitgever: d.naam for d in oidc.inlogdiensten().values()}
    return [
        Identiteitregel(
            id=rij.pk,
            dienst=namen.get(rij.uitgever, rij.uitgever),
            uitgever=rij.uitgever,
            onderwerp=rij.onderwerp,
            sinds=moment(rij.gekoppeld_op),
        )
        for rij in gebruiker.identiteiten.order_by("gekoppeld_op")
    ]


@dataclass(frozen=True)
class Gebeurtenisregel:
    """One row of the security log as a list prints it."""

    wanneer: str
    wat: str
    bijzonderheden: str
    wie: str
    wie_id: int | None
    door: str
    waar: str
    nakijken: bool


_NAMEN = {
    "weg": "met",
    "factoren": "getoond:",
    "waarom": "reden:",
    "reden": "reden:",
    "aantal": "aantal:",
    "bladzijde": "bladzijde:",
    "dienst": "inlogdienst:",
    "grens": "grens:",
    "account": "machineaccount:",
    "doel": "om:",
    "langs": "langs:",
    "toelichting": "toelichting:",
    "erbij": "erbij:",
    "eraf": "eraf:",
}


def _bijzonderheden(details: dict[str, Any]) -> str:
    delen = []
    for naam, woord in _NAMEN.items():
        waarde = details.get(naam)
        if waarde:
            tekst = ", ".join(map(str, waarde)) if isinstance(waarde, list) else str(waarde)
            delen.append(f"{woord} {tekst}")
    return "; ".join(delen)


def gebeurtenisregels(rijen: Iterable[Gebeurtenis]) -> list[Gebeurtenisregel]:
    """Events as a list prints them."""
    return [
        Gebeurtenisregel(
            wanneer=moment(rij.op),
            wat=beveiligingslog.WOORDEN.get(rij.soort, rij.soort),
            bijzonderheden=_bijzonderheden(rij.details),
            wie=rij.wie,
            wie_id=rij.gebruiker_id,
            door="" if rij.door_id == rij.gebruiker_id else rij.door,
            waar=", ".join(deel for deel in (rij.apparaat, rij.adres) if deel),
            nakijken=rij.soort in beveiligingslog.NAKIJKEN,
        )
        for rij in rijen
    ]
