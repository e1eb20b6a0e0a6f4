"""The terms of a provider: what it must do by when, what a municipality owes it, and the reminders that it got.

Everything is read off messages and allocations at the moment that it is asked (ADR 0026), and row security decides
which there are, so a decision that can still be taken back is on no list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from jeugdketen.berichten import aanbiederpost, bewaking
from jeugdketen.berichten.models import Herinnering
from jeugdketen.berichten.termijnen import AANBIEDER, GEMEENTE
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import Toegang
from jeugdketen.kern.werkdagen import plus_werkdagen, werkdagen_tussen
from jeugdketen.landschap import selectors as landschap
from jeugdketen.toewijzing import aanbiederselectors as selectors
from jeugdketen.toewijzing.aanbiederberichten import TE_BEVESTIGEN

MEEST: Final = 500
"""No more terms than this of each kind; the oldest come first."""

BEVESTIGEN, START, STOP, VERZOEK, RETOUR = "bevestigen", "start", "stop", "verzoek", "retour"

DOEN: Final[Mapping[str, str]] = {
    BEVESTIGEN: "Bevestig de ontvangst",
    START: "Meld de start",
    STOP: "Meld de stop",
    VERZOEK: "Wacht af; te laat? Bel de gemeente.",
    RETOUR: "Wacht af; te laat? Bel de gemeente.",
}
"""Kind → what the provider can do about it."""


@dataclass(frozen=True, slots=True)
class Termijn:
    """One term. ``wie``: whose turn it is; ``rest``: working days until the last day, negative when late;
    ``jeugdige``: name of the child, empty where the term is about a message."""

    soort: str
    wie: str
    wat: str
    regel: str
    gemeente: str
    uiterlijk: date
    rest: int
    jeugdige: str = ""
    herinnerd: tuple[date, ...] = ()
    bericht_id: UUID | None = None
    toewijzing_id: UUID | None = None
    verzoek: str = ""

    @property
    def doen(self) -> str:
        """What the provider can do."""
        return DOEN[self.soort]

    @property
    def te_laat(self) -> bool:
        """Whether the last day has passed."""
        return self.rest < 0


@dataclass(frozen=True, slots=True)
class Herinnerd:
    """One reminder that the provider got. ``open``: what it asks for has not been done."""

    op: date
    tekst: str
    soort: str
    gemeente: str
    uiterlijk: date
    volgnummer: int
    open: bool
    bericht_id: UUID | None
    toewijzing_id: UUID | None

    @property
    def doen(self) -> str:
        """What the provider can do."""
        return DOEN[BEVESTIGEN if self.soort == "retour-hun" else self.soort]


@dataclass(frozen=True, slots=True)
class Termijnen:
    """Both sides; ``afgekapt``: of some kind there are more than the list holds, the oldest are on it."""

    regels: tuple[Termijn, ...]
    afgekapt: bool

    def van(self, wie: str) -> tuple[Termijn, ...]:
        """The terms of one side."""
        return tuple(regel for regel in self.regels if regel.wie == wie)

    def te_laat(self, wie: str) -> int:
        """How many of one side are late."""
        return sum(regel.te_laat for regel in self.van(wie))


def aantal_te_laat(toegang: Toegang) -> int:
    """How many things the provider itself is late with; three counts, for the menu."""
    gisteren = klok.vandaag() - timedelta(days=1)
    onbevestigd = aanbiederpost.te_bevestigen(toegang).filter(antwoord_uiterlijk__lte=gisteren)
    return onbevestigd.count() + selectors.tel_te_melden(toegang, gisteren)


def termijnen(toegang: Toegang) -> Termijnen:
    """What this provider and its municipalities must do, longest overdue first, until five working days ahead."""
    vandaag = klok.vandaag()
    tot = plus_werkdagen(vandaag, bewaking.VOORUIT)
    namen = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    regels: list[Termijn] = []
    afgekapt = False
    for deel in (
        _te_bevestigen(toegang, vandaag, tot, namen),
        _te_melden(toegang, START, vandaag, tot),
        _te_melden(toegang, STOP, vandaag, tot),
        _verzoeken(toegang, vandaag, tot),
        _onbeantwoord(toegang, vandaag, tot, namen),
    ):
        stuk = list(deel)
        afgekapt = afgekapt or len(stuk) >= MEEST
        regels += stuk
    return Termijnen(tuple(sorted(regels, key=lambda r: (r.uiterlijk, r.soort, r.wat))), afgekapt)


def _rest(vandaag: date, uiterlijk: date) -> int:
    """Working days left; a weekend after the last day is late already."""
    over = werkdagen_tussen(vandaag, uiterlijk)
    return min(over, -1) if uiterlijk < vandaag else over


def _te_bevestigen(toegang: Toegang, vandaag: date, tot: date, namen: Mapping[str, str]) -> Iterable[Termijn]:
    rijen = list(aanbiederpost.te_bevestigen(toegang).filter(antwoord_uiterlijk__lte=tot)[:MEEST])
    herinnerd = bewaking.herinnerd_op({f"retour-hun:{b.pk}" for b in rijen})
    for b in rijen:
        assert b.antwoord_uiterlijk is not None
        yield Termijn(
            soort=BEVESTIGEN,
            wie=AANBIEDER,
            wat=f"{TE_BEVESTIGEN.get(b.soort, 'retourbericht')} op {b.soort} {b.identificatie}",
            regel="OP090",
            gemeente=namen.get(b.gemeente_code or "", b.gemeente_code or ""),
            uiterlijk=b.antwoord_uiterlijk,
            rest=_rest(vandaag, b.antwoord_uiterlijk),
            herinnerd=herinnerd.get((b.gemeente_code or "", f"retour-hun:{b.pk}"), ()),
            bericht_id=b.pk,
        )


def _te_melden(toegang: Toegang, wat: str, vandaag: date, tot: date) -> Iterable[Termijn]:
    rijen = selectors.te_melden(toegang, wat, tot, MEEST)
    sleutels = {
        r.id: f"{wat}:{r.nummer}:{(r.van if wat == START else r.tot or r.van).isoformat()}" for r in rijen
    }
    herinnerd = bewaking.herinnerd_op(set(sleutels.values()))
    for r in rijen:
        if r.uiterlijk is None:  # reported between the two questions
            continue
        yield Termijn(
            soort=wat,
            wie=AANBIEDER,
            wat=f"{'JW305' if wat == START else 'JW307'} bij toewijzing {r.nummer}",
            regel="OP271" if wat == START else "OP272",
            gemeente=r.gemeente,
            uiterlijk=r.uiterlijk,
            rest=_rest(vandaag, r.uiterlijk),
            jeugdige=r.jeugdige,
            herinnerd=herinnerd.get((r.gemeente_code, sleutels[r.id]), ()),
            toewijzing_id=r.id,
        )


def _verzoeken(toegang: Toegang, vandaag: date, tot: date) -> Iterable[Termijn]:
    for v in selectors.wachtende_verzoeken(toegang, MEEST):
        uiterlijk = v.antwoord.uiterlijk
        if uiterlijk is None or uiterlijk > tot:
            continue
        wat = "besluit na onderzoek" if v.antwoord.soort == "onderzoek" else "antwoord"
        yield Termijn(
            soort=VERZOEK,
            wie=GEMEENTE,
            wat=f"{wat} op uw verzoek {v.nummer}",
            regel="OP274",
            gemeente=v.gemeente,
            uiterlijk=uiterlijk,
            rest=_rest(vandaag, uiterlijk),
            jeugdige=v.jeugdige,
            verzoek=v.nummer,
        )


def _onbeantwoord(toegang: Toegang, vandaag: date, tot: date, namen: Mapping[str, str]) -> Iterable[Termijn]:
    for b in aanbiederpost.onbeantwoord(toegang).filter(antwoord_uiterlijk__lte=tot)[:MEEST]:
        assert b.antwoord_uiterlijk is not None
        yield Termijn(
            soort=RETOUR,
            wie=GEMEENTE,
            wat=f"retourbericht op {b.soort} {b.identificatie}",
            regel="OP090x4" if b.soort == "JW323" else "OP090",
            gemeente=namen.get(b.gemeente_code or "", b.gemeente_code or ""),
            uiterlijk=b.antwoord_uiterlijk,
            rest=_rest(vandaag, b.antwoord_uiterlijk),
            bericht_id=b.pk,
        )


def herinneringen(toegang: Toegang) -> tuple[Herinnerd, ...]:
    """The reminders to this provider, newest first, with whether there is still something to do."""
    rijen = bewaking.herinneringen_voor(toegang)
    namen = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    nummers = {h.sleutel.split(":")[1] for h in rijen if h.soort in (START, STOP)}
    toewijzingen = {(r.gemeente_code, r.nummer): r for r in selectors.bij_nummers(toegang, nummers)}
    wachten = set(
        aanbiederpost.te_bevestigen(toegang)
        .filter(pk__in=[h.bericht_id for h in rijen if h.bericht_id])
        .values_list("pk", flat=True)
    )
    uit = []
    for h in rijen:
        over = (
            toewijzingen.get((h.gemeente_code, h.sleutel.split(":")[1])) if h.soort in (START, STOP) else None
        )
        uit.append(
            Herinnerd(
                op=h.gemaakt_op.astimezone(klok.NEDERLAND).date(),
                tekst=h.tekst,
                soort=h.soort,
                gemeente=namen.get(h.gemeente_code, h.gemeente_code),
                uiterlijk=h.uiterlijk,
                volgnummer=h.volgnummer,
                open=_is_open(h, over, wachten),
                bericht_id=h.bericht_id,
                toewijzing_id=over.id if over else None,
            )
        )
    return tuple(uit)


def _is_open(h: Herinnering, over: selectors.Toegewezen | None, wachten: Collection[UUID]) -> bool:
    if h.soort == START:
        return over is not None and not over.leveringen
    if h.soort == STOP:
        return over is not None and bool(over.leveringen) and not over.leveringen[-1].is_klaar
    return h.bericht_id in wachten
