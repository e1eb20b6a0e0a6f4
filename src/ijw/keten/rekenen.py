"""The calculations behind allocations and declarations: periods, volumes, tariffs. Pure functions.

Sources: IV076-IV079, IV081 and IV089 of the standard, by their official texts (the later re-wording broke some
of the worked sums). Volumes are whole numbers in the unit that stands with them, amounts whole eurocents,
periods inclusive on both sides.
"""

from __future__ import annotations

import calendar
import datetime
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from ijw.berichten.basis import Omvang, Product

Variant = Literal["inspanningsgericht", "outputgericht"]
"""How a product is carried out (IV074): paid by effort or by result."""

MINUUT: Final = "01"
UUR: Final = "04"
STUKS_OUTPUT: Final = "82"
EURO: Final = "83"

PER_DAG: Final = "1"
PER_WEEK: Final = "2"
TOTAAL: Final = "6"

_DAG: Final = datetime.timedelta(days=1)


class Periode(NamedTuple):
    """A period with both its days, inclusive."""

    begin: datetime.date
    eind: datetime.date


def half_omhoog(teller: int, noemer: int) -> int:
    """Divide whole numbers and round half up, as IV079 and IV081 say; for non-negative numbers."""
    return (2 * teller + noemer) // (2 * noemer)


# --- periods --------------------------------------------------------------------------------------


def eerste_van_maand(dag: datetime.date) -> datetime.date:
    """The first day of the calendar month of a day."""
    return dag.replace(day=1)


@lru_cache(maxsize=4096)
def laatste_van_maand(dag: datetime.date) -> datetime.date:
    """The last day of the calendar month of a day."""
    return dag.replace(day=calendar.monthrange(dag.year, dag.month)[1])


def begin_productperiode(dag: datetime.date, ingangsdatum: datetime.date) -> datetime.date:
    """Where the ProductPeriode in the month of ``dag`` begins (IV089, TR387).

    The first of that month, or the allocation's Ingangsdatum when that falls later in the same month.
    """
    if (ingangsdatum.year, ingangsdatum.month) == (dag.year, dag.month):
        return ingangsdatum
    return dag.replace(day=1)


def eind_productperiode(dag: datetime.date, einddatum: datetime.date | None) -> datetime.date:
    """Where the ProductPeriode in the month of ``dag`` ends (IV089, TR388).

    The last day of that month, or the allocation's Einddatum when that falls earlier in the same month.
    """
    if einddatum is not None and (einddatum.year, einddatum.month) == (dag.year, dag.month):
        return einddatum
    return laatste_van_maand(dag)


def productperiode(
    dag: datetime.date, ingangsdatum: datetime.date, einddatum: datetime.date | None
) -> Periode | None:
    """The ProductPeriode of an allocation in the month of ``dag``: the calendar month cut by the allocation's
    dates, never by start or stop (IV089). None when the allocation does not touch that month.
    """
    if laatste_van_maand(dag) < ingangsdatum or (einddatum is not None and eerste_van_maand(dag) > einddatum):
        return None
    return Periode(begin_productperiode(dag, ingangsdatum), eind_productperiode(dag, einddatum))


def doorsnede(
    begin: datetime.date, eind: datetime.date, ingangsdatum: datetime.date, einddatum: datetime.date | None
) -> Periode | None:
    """The part of a period that lies within an allocation; None when there is no such day."""
    van = max(begin, ingangsdatum)
    tot = eind if einddatum is None else min(eind, einddatum)
    return Periode(van, tot) if van <= tot else None


def overlappen(
    begin: datetime.date, eind: datetime.date | None, begin2: datetime.date, eind2: datetime.date | None
) -> bool:
    """Whether two periods, of which the end may be open, share a day."""
    return (eind is None or begin2 <= eind) and (eind2 is None or begin <= eind2)


def aantal_weken(begin: datetime.date, eind: datetime.date) -> int:
    """How many ISO weeks (Monday to Sunday) a period touches, broken ones included (IV077)."""
    return (eind.toordinal() - 1) // 7 - (begin.toordinal() - 1) // 7 + 1


def aantal_zondagen(begin: datetime.date, eind: datetime.date) -> int:
    """How many Sundays lie in a period (IV077)."""
    return eind.toordinal() // 7 - (begin.toordinal() - 1) // 7


def aantal_maanden(begin: datetime.date, eind: datetime.date) -> int:
    """How many calendar months a period touches, broken ones included (IV078)."""
    return (eind.year - begin.year) * 12 + eind.month - begin.month + 1


# --- volumes --------------------------------------------------------------------------------------


def gebruikelijke_variant(eenheid: str) -> Variant:
    """The variant that goes with a unit when no contract says otherwise.

    Pieces by output (82) and euros (83) are paid by result (OP263), hours and the like by effort (OP262).
    """
    return "outputgericht" if eenheid in {STUKS_OUTPUT, EURO} else "inspanningsgericht"


def _weken_output(periode: Periode, ingangsdatum: datetime.date, einddatum: datetime.date | None) -> int:
    """Weeks of an output allocation in a period: its Sundays, and one more where the allocation's last Sunday
    lies when it does not end on a Sunday (IV076, IV077). An allocation without any Sunday counts one week in the
    period in which it ends.
    """
    weken = aantal_zondagen(*periode)
    if einddatum is None or einddatum.isoweekday() == 7:
        return weken
    laatste_zondag = einddatum - _DAG * einddatum.isoweekday()
    anker = laatste_zondag if laatste_zondag >= ingangsdatum else einddatum
    return weken + (periode.begin <= anker <= periode.eind)


@lru_cache(maxsize=8192)
def maximum_in_periode(
    omvang: Omvang,
    variant: Variant,
    begin: datetime.date,
    eind: datetime.date,
    ingangsdatum: datetime.date,
    einddatum: datetime.date | None,
) -> int | None:
    """The most that may be declared over one ProductPeriode, in the allocation's own unit (TR321).

    A broken month may use the full month volume, a broken week the full week volume (IV078). Per week it is the
    number of weeks touched (by effort) or the Sundays (by output), times the volume (IV077). Per day it is the
    number of days. None when the period lies wholly outside the allocation: TR307 and TR308 judge that.
    """
    periode = doorsnede(begin, eind, ingangsdatum, einddatum)
    if periode is None:
        return None
    if omvang.frequentie == PER_WEEK:
        if variant == "outputgericht":
            return _weken_output(periode, ingangsdatum, einddatum) * omvang.volume
        return aantal_weken(*periode) * omvang.volume
    if omvang.frequentie == PER_DAG:
        return ((periode.eind - periode.begin).days + 1) * omvang.volume
    return omvang.volume


@lru_cache(maxsize=8192)
def maximum_totaal(
    omvang: Omvang, variant: Variant, ingangsdatum: datetime.date, einddatum: datetime.date | None
) -> int | None:
    """The most that may be declared over the whole allocation, in its own unit (TR322, IV077).

    None for an allocation without an end date, unless its volume is a total (frequency 6) already.
    """
    if omvang.frequentie == TOTAAL:
        return omvang.volume
    if einddatum is None:
        return None
    if omvang.frequentie == PER_WEEK:
        if variant == "outputgericht":
            return _weken_output(Periode(ingangsdatum, einddatum), ingangsdatum, einddatum) * omvang.volume
        return aantal_weken(ingangsdatum, einddatum) * omvang.volume
    if omvang.frequentie == PER_DAG:
        return ((einddatum - ingangsdatum).days + 1) * omvang.volume
    return aantal_maanden(ingangsdatum, einddatum) * omvang.volume


def vergelijkbaar(volume: int, eenheid: str) -> int:
    """A volume in the smallest unit of its kind, so that hours and minutes can be compared: hours become
    minutes, everything else stays as it is (TR341).
    """
    return volume * 60 if eenheid == UUR else volume


def eenheid_past(eenheid: str, afgesproken: str) -> bool:
    """Whether a line may be declared in this unit when that one was allocated or contracted: the same, or minutes
    on hours (TR341, IV081).
    """
    return eenheid == afgesproken or (eenheid == MINUUT and afgesproken == UUR)


def hele_uren(minuten: int) -> int:
    """Delivered minutes of one ProductPeriode as hours to declare: summed first, then rounded half up, at least 1
    (IV079). 380 minutes are 6 hours.

    Raises ValueError when nothing was delivered: then there is nothing to declare.
    """
    if minuten <= 0:
        raise ValueError("er is niets geleverd")
    return max(1, half_omhoog(minuten, 60))


# --- tariffs and amounts --------------------------------------------------------------------------


def minuuttarief(uurtarief: int) -> int:
    """ProductTarief in cents per minute of an hourly tariff, rounded half up (IV081)."""
    return half_omhoog(uurtarief, 60)


def bedrag_minuten(uurtarief: int, minuten: int) -> int:
    """What minutes cost at an hourly tariff: hourly times minutes over 60, rounded only then (IV081, TR346)."""
    return half_omhoog(uurtarief * minuten, 60)


def kan_uurtarief_zijn(minuuttarief_: int, minuten: int, bedrag: int) -> bool:
    """Whether some hourly tariff gives both this tariff per minute and this amount (IV081).

    For who does not know the contract: an amount that an hourly tariff explains is not wrong.
    """
    vanaf = 60 * minuuttarief_ - 30
    return any(bedrag_minuten(uur, minuten) == bedrag for uur in range(max(0, vanaf), vanaf + 60))


# --- products -------------------------------------------------------------------------------------


def is_zelfde_product(een: Product | None, ander: Product | None) -> bool:
    """Whether two products count as the same when it comes to stacking (OP259, OP347, TR361).

    The same code; where either has no code, the same category; where either has no product at all, always.
    """
    if een is None or ander is None:
        return True
    if een.categorie != ander.categorie:
        return False
    return een.code is None or ander.code is None or een.code == ander.code
