"""What the message screens show: frozen values, filled by :mod:`jeugdketen.berichten.selectors`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jeugdketen.berichten.lijst import Filter

TOESTANDNAMEN = {
    "ontvangen": "Wordt gelezen",
    "aanvaard": "Goed",
    "afgekeurd": "Afgekeurd",
    "geweigerd": "Geweigerd",
    "dubbel": "Dubbel ontvangen",
    "onbekoppeld": "Niet te koppelen",
    "wacht": "Wacht op een ander bericht",
    "mislukt": "Verwerking mislukt",
    "klaar": "Klaar, niet verstuurd",
    "verzonden": "Verstuurd",
    "aangenomen": "Aangenomen door ontvanger",
    "afgewezen": "Afgekeurd door ontvanger",
    "ingetrokken": "Ingetrokken, niet verstuurd",
}
"""State of a message → words on the screen. The first eight are states of a message in, the others of a message
out."""

TOESTANDNAMEN_AANBIEDER = TOESTANDNAMEN | {
    "verzonden": "Ontvangen",
    "aangenomen": "Door u aangenomen",
    "afgewezen": "Door u afgekeurd",
}
"""The same for a provider, to whom a message out came in."""


@dataclass(frozen=True, slots=True)
class Berichtregel:
    """One row of the message list. ``richting``: ``in``/``uit``. ``uitkomst``: outcome word for icon and
    colour, or ``None``.

    ``samenvatting`` says in one Dutch sentence what happened and who must act; empty when nothing has to be done.
    """

    id: UUID
    soort: str
    soort_naam: str
    identificatie: str
    richting: str
    afzender: str
    afzender_naam: str
    ontvanger: str
    ontvanger_naam: str
    toestand: str
    toestand_naam: str
    uitkomst: str | None
    tijdstip: datetime
    antwoord_uiterlijk: date | None
    samenvatting: str
    gemeente_code: str | None
    afgehandeld: bool


@dataclass(frozen=True, slots=True)
class Berichtenlijst:
    """One page of the message list. ``nieuwer`` and ``ouder``: edges behind which there are more, empty for none."""

    regels: tuple[Berichtregel, ...]
    nieuwer: str
    ouder: str
    filter: Filter
    soorten: tuple[str, ...]
    toestanden: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Berichtbevinding:
    """A finding of the check. ``uitkomst`` is ``geweigerd`` (rejected) or ``signaal`` (remark).

    ``pad`` in the message; ``regelnummer`` of the raw XML (1-based), for the link to the line.
    """

    regel: str
    retourcode: str | None
    titel: str
    melding: str
    herstel: str
    pad: str
    regelnummer: int | None
    niveau: int
    uitkomst: str


@dataclass(frozen=True, slots=True)
class Draadstap:
    """One step of the thread. ``moment``: ``geweest``, ``huidig`` or ``verwacht``; ``id`` is ``None`` for what
    is expected.

    ``tussen``: words for the time until the next step ("1 werkdag"); ``uitkomst`` outcome word or ``None``.
    """

    id: UUID | None
    soort: str
    wat: str
    richting: str
    partij: str
    datum_tekst: str
    moment: str
    uitkomst: str | None
    tussen: str


@dataclass(frozen=True, slots=True)
class Overgangregel:
    """A transition of the state machine, for the tab "Verwerking"."""

    op: datetime
    van: str
    naar: str
    door: str
    reden: str


@dataclass(frozen=True, slots=True)
class Xmlregel:
    """One line of the raw file (1-based) with the findings that point at it (indexes into ``bevindingen``)."""

    nummer: int
    tekst: str
    bevindingen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Antwoordregel:
    """A class of the return message with its return code and what it means."""

    deel: str
    code: str
    betekenis: str


@dataclass(frozen=True, slots=True)
class Antwoordblok:
    """The return message that belongs to this one: of us when this came in, of the other party when it went out."""

    id: UUID | None
    soort: str
    toestand: str
    toestand_naam: str
    uiterlijk: date | None
    regels: tuple[Antwoordregel, ...]


@dataclass(frozen=True, slots=True)
class Afhandelblok:
    """How somebody settled the message outside the traffic."""

    reden: str
    toelichting: str
    door: str
    op: datetime


@dataclass(frozen=True, slots=True)
class BerichtPagina:
    """Everything on the message page.

    ``inhoud``: label and value pairs as people read them; a secret address is never among them.
    ``wie_moet``: one or two sentences: who must act (empty when nobody). ``weg``: "map", "upload", "uitgaand".
    ``verzoeken``: numbers of the requests that came from this message, for the link to the case. ``aangeleverd``
    and ``verstuurd``: who brought it by which road, and how it left. ``envelop``: routing data around it. ``eerder``:
    another message under the same identification. ``kan_opnieuw``, ``kan_versturen`` and ``afhandelredenen``: what its
    state allows; whether this person may is another question.
    """

    id: UUID
    soort: str
    soort_naam: str
    identificatie: str
    richting: str
    afzender: str
    afzender_naam: str
    ontvanger: str
    ontvanger_naam: str
    toestand: str
    toestand_naam: str
    uitkomst: str | None
    tijdstip: datetime
    weg: str
    bestandsnaam: str
    grootte: int
    sha256: str
    samenvatting: str
    wie_moet: str
    jeugdige_naam: str
    draad: tuple[Draadstap, ...]
    draad_titel: str
    bevindingen: tuple[Berichtbevinding, ...]
    bevindingen_tekst: str
    inhoud: tuple[tuple[str, str], ...]
    antwoord: Antwoordblok | None
    overgangen: tuple[Overgangregel, ...]
    verzoeken: tuple[str, ...]
    antwoord_uiterlijk: date | None
    aangeleverd: str
    verstuurd: str
    envelop: tuple[tuple[str, str], ...]
    eerder: tuple[UUID, str] | None
    afhandeling: Afhandelblok | None
    herinneringen: tuple[tuple[date, str], ...]
    kan_opnieuw: bool
    kan_versturen: bool
    afhandelredenen: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RuweXml:
    """The raw file, line by line. ``tekst`` is shown, never executed; bytes that are no UTF-8 appear as
    replacement signs."""

    id: UUID
    regels: tuple[Xmlregel, ...]
    grootte: int
    sha256: str
    bestandsnaam: str
