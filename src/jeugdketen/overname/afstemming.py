"""Reconciliation: what the list says, what the messages say, what is here already, and what becomes of each allocation.

Nothing is decided silently. Every allocation that either source knows ends in exactly one fate (`Lot`), each with its
reason, and the counts of the report are the counts of these rows.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from ijw.keten.rekenen import overlappen
from ijw.keten.stand import Toewijzing
from jeugdketen.kern.datumtekst import cijfers
from jeugdketen.overname.lijst import Lijstregel, Rijfout
from jeugdketen.toewijzing.toetsing import product_sleutel


class Lot(StrEnum):
    """What becomes of an allocation; the value is stored."""

    GELIJK = "gelijk"
    ALLEEN_LIJST = "alleen_lijst"
    ALLEEN_HISTORIE = "alleen_historie"
    VERSCHILT = "verschilt"
    AANWEZIG = "aanwezig"
    BEEINDIGD = "beeindigd"
    GEWEIGERD = "geweigerd"


LOTTEN: Final[dict[Lot, str]] = {
    Lot.GELIJK: "lijst en berichten zeggen hetzelfde",
    Lot.ALLEEN_LIJST: "staat alleen op de lijst",
    Lot.ALLEEN_HISTORIE: "staat alleen in de berichten",
    Lot.VERSCHILT: "lijst en berichten verschillen",
    Lot.AANWEZIG: "staat al in Jeugdketen",
    Lot.BEEINDIGD: "is voor de overname geëindigd",
    Lot.GEWEIGERD: "kan niet worden overgenomen",
}
"""Each fate with the words that people read."""

GELADEN: Final = frozenset({Lot.GELIJK, Lot.ALLEEN_LIJST, Lot.ALLEEN_HISTORIE})
"""Fates with which an allocation is taken over; one that differs only when a person chose that the messages count."""

VELDEN: Final = (
    "cliënt",
    "aanbieder",
    "productcategorie",
    "productcode",
    "ingangsdatum",
    "einddatum",
    "volume",
    "eenheid",
    "frequentie",
    "budget",
)
"""What is compared, in the order of the report. Of the client only whether it is the same."""


@dataclass(frozen=True, slots=True)
class Verschil:
    """One field on which list and messages differ; of a client no value is given, for it is a BSN."""

    veld: str
    lijst: str
    historie: str


@dataclass(frozen=True, slots=True)
class Regel:
    """One allocation in the reconciliation.

    Attributes:
        rij: row of the list; None when the list does not know it.
        bsn: whose it is; None for a row that could not be read.
    """

    lot: Lot
    nummer: int | None
    aanbieder: str = ""
    bsn: str | None = None
    van: date | None = None
    tot: date | None = None
    rij: int | None = None
    reden: str = ""
    verschillen: tuple[Verschil, ...] = ()


def stem_af(
    lijst: Sequence[Lijstregel],
    lijstfouten: Sequence[Rijfout],
    historie: Mapping[int, Toewijzing],
    *,
    peildatum: date,
    met_lijst: bool,
    aanwezig: Mapping[int, tuple[str, date]],
    lopend_hier: Mapping[tuple[str, str, str], Sequence[tuple[int, date, date | None]]],
    onbekende_aanbieders: frozenset[str],
) -> list[Regel]:
    """Give every allocation its fate, in the order of the numbers; rows without a number come last.

    Args:
        lijst: the rows that could be read.
        lijstfouten: the rows that could not.
        historie: the latest version of each allocation that the messages know (IV013).
        peildatum: the day of the move; what ended before it is not running.
        met_lijst: a list was given; without one the messages alone count.
        aanwezig: what is here already: number → provider and first day.
        lopend_hier: what the children have here: (BSN, provider, product key) → number, first and last day.
        onbekende_aanbieders: AGB codes that the register does not know.
    """
    op_lijst = {regel.nummer: regel for regel in lijst}
    kapot = {fout.nummer for fout in lijstfouten if fout.nummer is not None}
    uit: list[Regel] = []
    for nummer in sorted({*op_lijst, *historie}):
        rij, bericht = op_lijst.get(nummer), historie.get(nummer)
        if rij is None and nummer in kapot:
            continue  # the broken row says what to do first
        uit.append(_regel(nummer, rij, bericht, peildatum, met_lijst, aanwezig, onbekende_aanbieders))
    uit = _zonder_stapeling(uit, op_lijst, historie, lopend_hier)
    uit += [
        Regel(Lot.GEWEIGERD, fout.nummer, rij=fout.rij, reden=fout.reden)
        for fout in sorted(lijstfouten, key=lambda f: f.rij)
    ]
    return uit


def _regel(
    nummer: int,
    rij: Lijstregel | None,
    bericht: Toewijzing | None,
    peildatum: date,
    met_lijst: bool,
    aanwezig: Mapping[int, tuple[str, date]],
    onbekend: frozenset[str],
) -> Regel:
    aanbieder = bericht.aanbieder if bericht else rij.aanbieder if rij else ""
    bsn = bericht.bsn if bericht else rij.bsn if rij else None
    van = bericht.product.ingangsdatum if bericht else rij.van if rij else None
    tot = bericht.product.einddatum if bericht else rij.tot if rij else None
    rijnummer = rij.rij if rij else None

    def met(lot: Lot, reden: str = "", verschillen: tuple[Verschil, ...] = ()) -> Regel:
        return Regel(lot, nummer, aanbieder, bsn, van, tot, rijnummer, reden, verschillen)

    if nummer in aanwezig:
        if aanwezig[nummer] == (aanbieder, van):
            return met(Lot.AANWEZIG, "Er is niets nieuws te doen.")
        return met(
            Lot.GEWEIGERD,
            "Dit toewijzingsnummer is hier al voor een andere toewijzing gebruikt (TR332). "
            "Zoek uit welke van de twee klopt.",
        )
    if aanbieder in onbekend:
        return met(
            Lot.GEWEIGERD,
            f"Aanbieder {aanbieder} staat niet in het register. De contractmanager voegt de aanbieder toe.",
        )
    if bericht is not None and rij is None:
        if bericht.is_verwijderd:
            return met(Lot.BEEINDIGD, "De toewijzing is verwijderd (OP033x1).")
        if tot is not None and tot < peildatum:
            return met(Lot.BEEINDIGD)
        if met_lijst:
            return met(
                Lot.ALLEEN_HISTORIE,
                "De berichten kennen deze lopende toewijzing, de lijst niet. Vul de lijst aan, "
                "of kijk of er een bericht mist dat haar beëindigt.",
            )
        return met(Lot.ALLEEN_HISTORIE)
    if bericht is None:
        if tot is not None and tot < peildatum:
            return met(Lot.BEEINDIGD)
        return met(Lot.ALLEEN_LIJST, "Er is geen JW301 van deze toewijzing aangeleverd.")
    assert rij is not None
    if bericht.is_verwijderd:
        return met(Lot.VERSCHILT, "Volgens de berichten is deze toewijzing verwijderd (OP033x1).")
    verschillen = vergelijk(rij, bericht)
    if verschillen:
        velden = ", ".join(v.veld for v in verschillen)
        return met(Lot.VERSCHILT, f"Verschil in {velden}.", verschillen)
    return met(Lot.BEEINDIGD) if tot is not None and tot < peildatum else met(Lot.GELIJK)


def vergelijk(rij: Lijstregel, bericht: Toewijzing) -> tuple[Verschil, ...]:
    """On which fields a row of the list and the latest JW301 differ."""
    product = bericht.product
    soort, omvang = product.product, product.omvang
    links = (
        rij.bsn,
        rij.aanbieder,
        rij.categorie,
        rij.code,
        rij.van,
        rij.tot,
        rij.volume,
        rij.eenheid,
        rij.frequentie,
        rij.budget,
    )
    rechts = (
        bericht.bsn,
        bericht.aanbieder,
        soort.categorie if soort else "",
        (soort.code or "") if soort else "",
        product.ingangsdatum,
        product.einddatum,
        omvang.volume if omvang else None,
        omvang.eenheid if omvang else "",
        omvang.frequentie if omvang else "",
        product.budget,
    )
    return tuple(
        Verschil(veld, "een andere cliënt", "")
        if veld == "cliënt"
        else Verschil(veld, _toon(veld, a), _toon(veld, b))
        for veld, a, b in zip(VELDEN, links, rechts, strict=True)
        if a != b
    )


def _toon(veld: str, waarde: object) -> str:
    if waarde is None or waarde == "":
        return "leeg"
    if isinstance(waarde, date):
        return cijfers(waarde)
    if veld == "budget" and isinstance(waarde, int):
        return f"€ {waarde // 100},{waarde % 100:02d}"
    return str(waarde)


def _zonder_stapeling(
    regels: list[Regel],
    lijst: Mapping[int, Lijstregel],
    historie: Mapping[int, Toewijzing],
    lopend_hier: Mapping[tuple[str, str, str], Sequence[tuple[int, date, date | None]]],
) -> list[Regel]:
    """Refuse the later of two allocations of one product to one provider for one child in the same days (OP259)."""
    loopt = defaultdict(list, {sleutel: list(rijen) for sleutel, rijen in lopend_hier.items()})
    uit: list[Regel] = []
    for regel in regels:
        if regel.lot not in GELADEN and regel.lot is not Lot.VERSCHILT:
            uit.append(regel)
            continue
        assert regel.nummer is not None and regel.bsn is not None and regel.van is not None  # noqa: PT018
        product = _product(lijst.get(regel.nummer), historie.get(regel.nummer))
        rijen = loopt[regel.bsn, regel.aanbieder, product]
        botst = next((nr for nr, van, tot in rijen if overlappen(van, tot, regel.van, regel.tot)), None)
        if botst is None:
            rijen.append((regel.nummer, regel.van, regel.tot))
            uit.append(regel)
            continue
        reden = (
            f"In dezelfde dagen loopt toewijzing {botst} voor hetzelfde product bij dezelfde aanbieder (OP259). "
            "Beëindig er een en lever opnieuw aan."
        )
        uit.append(dataclasses.replace(regel, lot=Lot.GEWEIGERD, reden=reden, verschillen=()))
    return uit


def _product(rij: Lijstregel | None, bericht: Toewijzing | None) -> str:
    if bericht is not None:
        product = bericht.product.product
        return product_sleutel(product.categorie, product.code or "") if product else product_sleutel("", "")
    assert rij is not None
    return product_sleutel(rij.categorie, rij.code)


def tel(regels: Sequence[Regel]) -> dict[str, int]:
    """How many allocations have each fate; every fate is there, also with nought."""
    telling = Counter(regel.lot for regel in regels)
    return {lot.value: telling[lot] for lot in Lot}
