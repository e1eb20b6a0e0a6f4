"""The dry run: everything that a take-over would do, worked out without writing anything."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jeugdketen.dossier.services import OUDSTE
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.landschap import selectors as landschap
from jeugdketen.overname import opbouw
from jeugdketen.overname.afstemming import GELADEN, Lot, Regel, stem_af, tel
from jeugdketen.overname.historie import Historie, pak_uit, speel
from jeugdketen.overname.lijst import LijstFout, Lijstregel, Rijfout, lees_lijst
from jeugdketen.toewijzing import selectors as toewijzing


@dataclass(frozen=True, slots=True)
class Persoon:
    """Who a child is by the newest source that names it."""

    geboortedatum: date
    geboortedatum_gebruik: str
    geslacht: str
    voornamen: str
    voorletters: str
    voorvoegsel: str
    achternaam: str


@dataclass(frozen=True, slots=True)
class Uitslag:
    """What the files hold and what becomes of it.

    Attributes:
        regels: every allocation with its fate, in a fixed order.
        historie: every message, those made from the list at the end.
        personen: BSN → who it is.
    """

    regels: tuple[Regel, ...]
    historie: Historie
    personen: dict[str, Persoon]
    lijst: dict[int, Lijstregel]
    met_lijst: bool

    @property
    def telling(self) -> dict[str, int]:
        """Fate → number of allocations."""
        return tel(self.regels)

    @property
    def vingerafdruk(self) -> str:
        """SHA-256 over the fates: equal when a later run comes to precisely the same."""
        som = hashlib.sha256()
        for r in self.regels:
            deel: list[Any] = [
                r.lot,
                r.nummer,
                r.aanbieder,
                bsn_sleutel(r.bsn) if r.bsn else "",
                r.van,
                r.tot,
                r.rij,
            ]
            deel += [r.reden, [[v.veld, v.lijst, v.historie] for v in r.verschillen]]
            som.update(json.dumps(deel, default=str).encode() + b"\n")
        return som.hexdigest()

    def te_laden(self, *, met_verschil: bool) -> list[Regel]:
        """The allocations that a take-over loads."""
        loten = GELADEN | {Lot.VERSCHILT} if met_verschil else GELADEN
        return [regel for regel in self.regels if regel.lot in loten]


def bereken(gemeente: str, bestanden: Sequence[tuple[str, bytes]], peildatum: date) -> Uitslag:
    """Work out what taking over these files would do. Call in the context of the municipality; writes nothing.

    Args:
        gemeente: CBS code.
        bestanden: names and bytes: XML messages, ZIP archives of them, at most one list (CSV or .xlsx).
        peildatum: the day of the move.

    Raises:
        LijstFout: a file cannot be read at all; the sentence says which and what to do.
    """
    xml: list[tuple[str, bytes]] = []
    lijst: list[Lijstregel] = []
    lijstfouten: list[Rijfout] = []
    met_lijst = False
    for naam, inhoud in _alle(bestanden):
        if naam.lower().endswith((".csv", ".txt", ".xlsx")):
            if met_lijst:
                raise LijstFout(
                    "Er zijn twee lijsten. Voeg ze samen tot één, dan blijft geen verschil onopgemerkt."
                )
            met_lijst = True
            lijst, lijstfouten = lees_lijst(naam, inhoud)
        else:
            xml.append((naam, inhoud))
    historie = speel(gemeente, xml)
    bekend = {t.nummer: t for t in historie.stand.alle_toewijzingen(gemeente)}
    agbs = {rij.aanbieder for rij in lijst} | {t.aanbieder for t in bekend.values()}
    regels = stem_af(
        lijst,
        lijstfouten,
        bekend,
        peildatum=peildatum,
        met_lijst=met_lijst,
        aanwezig=toewijzing.bekende_nummers(gemeente, {*bekend, *(rij.nummer for rij in lijst)}),
        lopend_hier=toewijzing.lopend_bij(
            gemeente, {*(t.bsn for t in bekend.values()), *(rij.bsn for rij in lijst)}
        ),
        onbekende_aanbieders=frozenset(agbs - landschap.aanbieder_namen(agbs).keys()),
    )
    personen = _personen(historie, lijst)
    regels = [_met_kind(regel, personen, peildatum) for regel in regels]
    gemaakt, onmogelijk = opbouw.maak_berichten(gemeente, regels, lijst, peildatum)
    regels = [
        dataclasses.replace(regel, lot=Lot.GEWEIGERD, reden=onmogelijk[regel.nummer])
        if regel.nummer in onmogelijk and regel.lot is Lot.ALLEEN_LIJST
        else regel
        for regel in regels
    ]
    opbouw.speel_bij(historie, gemaakt)
    return Uitslag(tuple(regels), historie, personen, {rij.nummer: rij for rij in lijst}, met_lijst)


def _alle(bestanden: Iterable[tuple[str, bytes]]) -> Iterable[tuple[str, bytes]]:
    for naam, inhoud in bestanden:
        yield from pak_uit(naam, inhoud)


def _personen(historie: Historie, lijst: Iterable[Lijstregel]) -> dict[str, Persoon]:
    """Who the children are: by the newest JW301, else by the list."""
    uit = {
        rij.bsn: Persoon(
            rij.geboortedatum, "", rij.geslacht, rij.voornamen, "", rij.voorvoegsel, rij.achternaam
        )
        for rij in lijst
    }
    for stuk in historie.berichten:
        if stuk.soort == "JW301" and stuk.aangenomen:
            client = stuk.bericht.client
            naam = client.naam
            uit[client.bsn] = Persoon(
                client.geboortedatum.datum,
                client.geboortedatum.datum_gebruik or "",
                client.geslacht if client.geslacht in {"0", "1", "2"} else "0",
                naam.voornamen or "",
                naam.voorletters or "",
                naam.geslachtsnaam.voorvoegsel or "",
                naam.geslachtsnaam.achternaam,
            )
    return uit


def _met_kind(regel: Regel, personen: dict[str, Persoon], peildatum: date) -> Regel:
    """Refuse an allocation of somebody who cannot be a child or young person by the birth date."""
    if regel.bsn is None or (regel.lot not in GELADEN and regel.lot is not Lot.VERSCHILT):
        return regel
    persoon = personen[regel.bsn]
    if persoon.geboortedatum_gebruik or peildatum - OUDSTE <= persoon.geboortedatum <= peildatum:
        return regel
    return dataclasses.replace(
        regel,
        lot=Lot.GEWEIGERD,
        reden="De geboortedatum kan niet kloppen voor een jeugdige. Controleer dag, maand en jaar.",
        verschillen=(),
    )
