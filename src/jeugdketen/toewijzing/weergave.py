"""What the screens of the request show: frozen values, filled by :mod:`jeugdketen.toewijzing.selectors`.

Everything a template needs is here as data or as a plain Dutch sentence; a template never asks the database.
The five outcomes are the words of the rules: ``toegestaan``, ``signaal``, ``onvolledig``, ``opgeschort``,
``geweigerd``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jeugdketen.kern.mensen import Afwezige

UITKOMSTEN = ("geweigerd", "opgeschort", "onvolledig", "signaal", "toegestaan")
"""Outcomes of the rules, heaviest first."""

TABS = ("mijn", "team", "niemand", "wacht")
"""Whose work: mine, my municipalities', nobody's yet, waiting for another (investigation, return message)."""

GROEPEN = ("te_laat", "vandaag", "deze_week", "volgende_week", "later")
"""Groups of the work list by legal deadline, in the order of the list."""

GROEPNAMEN = {
    "te_laat": "Te laat",
    "vandaag": "Vandaag",
    "deze_week": "Deze week",
    "volgende_week": "Volgende week",
    "later": "Later",
}


@dataclass(frozen=True, slots=True)
class Termijn:
    """A legal deadline as it stands today.

    ``werkdagen``: working days left (0 = today, negative = late). ``groep``: one of :data:`GROEPEN`.
    ``tekst``: the words on the chip ("nog 2 werkdagen", "vandaag", "1 werkdag te laat").
    ``norm``: which term it is ("verzoek, 5 werkdagen"; "in onderzoek, 8 weken"; "woonplaats, 2 weken").
    ``pips``: how many of the five pips are filled. ``te_laat`` colours them.
    """

    uiterlijk: date
    werkdagen: int
    groep: str
    tekst: str
    norm: str
    pips: int

    @property
    def te_laat(self) -> bool:
        return self.werkdagen < 0


@dataclass(frozen=True, slots=True)
class Werkregel:
    """One row of the work list: one request (Verzoek) that waits for a person.

    ``nummer`` is the opaque key for the URL (VT-2026-0188). ``oordeel`` is one of the five outcomes, or ``None`` when
    the request could not be tested yet. ``nu_te_doen`` is the one next step, in words.
    """

    nummer: str
    jeugdige_naam: str
    leeftijd: int | None
    gemeente_code: str
    gemeente_naam: str
    wat: str
    omschrijving: str
    aanbieder_agb: str
    aanbieder_naam: str
    oordeel: str | None
    nu_te_doen: str
    termijn: Termijn
    behandelaar: str | None
    toestand: str


@dataclass(frozen=True, slots=True)
class Werkgroep:
    """The rows of one deadline group; ``aantal`` counts the whole group, also what is on another page."""

    sleutel: str
    naam: str
    aantal: int
    regels: tuple[Werkregel, ...]


@dataclass(frozen=True, slots=True)
class Tellers:
    """How many requests each tab holds, before the filters of the form."""

    mijn: int
    team: int
    niemand: int
    wacht: int


@dataclass(frozen=True, slots=True)
class Gemeentekeuze:
    code: str
    naam: str


@dataclass(frozen=True, slots=True)
class Werkvoorraad:
    """The work list page. ``groepen`` holds only groups with rows; ``totaal`` counts all hits on all pages.

    ``te_laat`` and ``vandaag`` count the chosen tab, for the sentence under the title. ``afwezigen``: the colleagues
    whose work is in one's own list today.
    """

    vandaag_datum: date
    tab: str
    groepen: tuple[Werkgroep, ...]
    tellers: Tellers
    totaal: int
    te_laat: int
    vandaag: int
    pagina: int
    paginas: int
    gemeenten: tuple[Gemeentekeuze, ...]
    zoek: str
    gemeente: str
    oordeel: str
    soort: str
    afwezigen: tuple[Afwezige, ...] = ()

    @property
    def leeg(self) -> bool:
        return self.totaal == 0


@dataclass(frozen=True, slots=True)
class JeugdigeKop:
    """Who the case is about. ``bsn`` is spaced for reading ("9999 01 187") and must not enter a URL or log."""

    id: UUID
    naam: str
    voornaam: str
    leeftijd: int | None
    geboortedatum: date | None
    bsn: str
    gemeente_code: str
    gemeente_naam: str


@dataclass(frozen=True, slots=True)
class Gevraagd:
    """What the provider asks, as the JW315 says it and as the region names it.

    ``product`` is the region's product ("B/P4/intensief") or ``None`` when the code has no translation;
    ``segment`` its letter; ``product_tekst`` reads "B · P4 intensief". ``voorbeeld``: the translation is an
    example value. ``omvang_tekst`` reads "6 uur per maand" or "budget € 1.200,00".
    """

    bericht_id: UUID
    bericht_soort: str
    ontvangen: date
    segment: str | None
    product: str | None
    product_tekst: str
    product_omschrijving: str
    categorie: str | None
    code: str | None
    voorbeeld: bool
    omvang_tekst: str
    van: date
    tot: date | None
    aanbieder_agb: str
    aanbieder_naam: str
    verwijzer_tekst: str
    referentie: str
    commentaar: str


@dataclass(frozen=True, slots=True)
class Gevraagddeel:
    """One product of a request to change. ``soort``: ``nieuw``, ``wijzig`` or ``ongewijzigd``; ``naam`` in words.

    ``toewijzing``: number and ``toewijzing_id`` key of the allocation that changes or stays; ``was``: how it is now.
    """

    soort: str
    naam: str
    product_tekst: str
    omvang_tekst: str
    van: date | None
    tot: date | None
    toewijzing: str | None
    toewijzing_id: UUID | None
    was: str


@dataclass(frozen=True, slots=True)
class Aanvulfeit:
    """One line of "Aangevuld": a fact that the JW315 lacks, where it comes from, and what is still missing.

    ``veld`` names the field of :func:`jeugdketen.toewijzing.feitenservices.vul_aan` that fills it, ``None`` when the
    BRP does. ``bron``: "BRP", "getoetst", "u, 15 jan", "plan". ``uitkomst``: ``onvolledig``/``opgeschort`` when
    it is missing, else ``None``.
    """

    label: str
    waarde: str
    bron: str
    veld: str | None
    uitkomst: str | None = None


@dataclass(frozen=True, slots=True)
class Tijdlijnbalk:
    """One allocation on the timeline, the requested one first.

    ``soort``: ``gevraagd`` / ``loopt``. ``overlap``: ``geen``, ``mag`` or ``botst`` with the requested period,
    with the first and last day that both run in ``samen_van``/``samen_tot`` (inclusive). ``tekst``: one
    sentence for a screen reader.
    """

    soort: str
    segment: str | None
    product_tekst: str
    aanbieder_naam: str
    van: date
    tot: date | None
    overlap: str
    samen_van: date | None
    samen_tot: date | None
    nummer: str | None
    tekst: str


@dataclass(frozen=True, slots=True)
class Bevindingregel:
    """One finding of the rules, as stored at the test; never recomputed for display.

    ``afwijken``: ``niet`` or ``met_onderbouwing``. ``feiten``: label and value pairs. ``voorbeeld``: an example
    value was used.
    """

    regel: str
    titel: str
    uitkomst: str
    uitleg: str
    bron: str
    eisen: tuple[str, ...]
    feiten: tuple[tuple[str, str], ...]
    afwijken: str
    wat_zou_het_veranderen: str
    voorbeeld: bool


@dataclass(frozen=True, slots=True)
class Oordeelblok:
    """The stored verdict. ``aandacht`` findings need a person (heaviest first), ``gehaald`` are met."""

    uitkomst: str
    aandacht: tuple[Bevindingregel, ...]
    gehaald: tuple[Bevindingregel, ...]
    getoetst_op: datetime
    regio_versie: str
    kwitantie: dict[str, Any]
    toets_id: UUID


@dataclass(frozen=True, slots=True)
class Besluitkeuze:
    """One of the four choices; none is ever preselected. ``mag`` false: stays visible, ``uitleg`` says why it
    cannot."""

    soort: str
    naam: str
    mag: bool
    uitleg: str


@dataclass(frozen=True, slots=True)
class Redencode:
    """A JW319 reason (WJ759)."""

    code: str
    betekenis: str


@dataclass(frozen=True, slots=True)
class Besluitregel:
    """A decision that was taken. ``soort``: toewijzen, met_afwijking, afwijzen, in_onderzoek, ingetrokken.

    ``intrekken_tot``: until when it may still be taken back (the message has not left), else ``None``.
    ``is_afgekeurd``: the provider rejected the message and nothing came instead of it, so that it may go back too.
    """

    id: UUID
    soort: str
    naam: str
    door: str
    op: datetime
    reden: str
    motivering: str
    bericht_id: UUID | None
    bericht_soort: str | None
    bericht_toestand: str | None
    intrekken_tot: datetime | None
    is_afgekeurd: bool


@dataclass(frozen=True, slots=True)
class VerzoekPagina:
    """Everything on the request page. ``soort_naam``: VOT or VOW in words; ``delen``: the products of a VOW.

    ``toestand``: ``open``, ``in_onderzoek``, ``toegewezen``, ``afgewezen``. ``mag_besluiten``: this user may
    decide now. ``besluit``: the decision in force (the bar is gone then), ``besluiten``: all, newest first.
    ``voorstel_reden``/``voorstel_motivering``: proposed from the refusing rule, for the JW319 form.
    ``melding``: one Dutch sentence about something special (BRP does not know the child, moved away), with who
    must act. ``versie``: send it back with the decision; a decision on a stale page is refused with a clear
    sentence. ``vorige``/``volgende``: numbers of the neighbours in the work list ("mijn", else "team");
    ``plek``: "3 van 11" as numbers.
    """

    nummer: str
    soort_naam: str
    toestand: str
    versie: str
    jeugdige: JeugdigeKop
    termijn: Termijn
    gevraagd: Gevraagd
    delen: tuple[Gevraagddeel, ...]
    aangevuld: tuple[Aanvulfeit, ...]
    tijdlijn: tuple[Tijdlijnbalk, ...]
    tijdlijn_tekst: str
    oordeel: Oordeelblok | None
    melding: str
    keuzes: tuple[Besluitkeuze, ...]
    redencodes: tuple[Redencode, ...]
    voorstel_reden: str | None
    voorstel_motivering: str
    afwijkgronden: tuple[tuple[str, str], ...]
    onderzoek_tot: date
    woonplaats_gemeente: str | None
    gemeenten: tuple[Gemeentekeuze, ...]
    uitgaand_tekst: str
    mag_besluiten: bool
    besluit: Besluitregel | None
    besluiten: tuple[Besluitregel, ...]
    vorige: str | None
    volgende: str | None
    plek: tuple[int, int] | None
    draad_bericht_ids: tuple[UUID, ...]
    behandelaar: str | None
