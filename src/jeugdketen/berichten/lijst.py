"""The message list: newest first, in the same few milliseconds with four million messages as with four hundred.

Row security asks a question with many alternatives about each row, and an index can answer only one of them. So the
list asks once for each municipality or provider of this person, each time in the order of an index and no more than a
page, and takes the newest of those. Row security still decides about every row. A page is found by the moment and key
at its edge and not by its number, so the thousandth page costs what the first does. How many there are in all is not
counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht, Verwijzing
from jeugdketen.berichten.registratie import register
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutels, is_bsn
from jeugdketen.kern.toegang import Toegang

PER_PAGINA = 50

MEEST_PARTIJEN = 3
"""A name that so many providers have at most is asked for provider by provider; a vaguer one is a filter."""

MEEST_VERWIJZINGEN = 500
"""A number that stands in more messages than this shows the newest of them by the first so many that are found."""

ONGELEZEN_DAGEN = 92
"""What nobody could read is of no municipality; who brought it finds it in the list for so many days."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What somebody asks of the list; empty fields ask nothing.

    ``zoek``: identification, reference or allocation number, BSN (9 digits), name or AGB of a provider. ``van`` and
    ``tot``: days of receipt or sending, both inclusive.
    """

    zoek: str = ""
    soort: str = ""
    toestand: str = ""
    richting: str = ""
    gemeente: str = ""
    aanbieder: str = ""
    van: date | None = None
    tot: date | None = None


@dataclass(frozen=True, slots=True)
class Rand:
    """The edge of a page: the moment and key of the message next to it."""

    tijdstip: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.tijdstip.isoformat()}_{self.id}"

    @classmethod
    def lees(cls, tekst: str) -> Rand | None:
        """An edge as it stands in an address; None for anything else."""
        moment, _, sleutel = tekst[:100].partition("_")
        try:
            tijdstip, nummer = datetime.fromisoformat(moment), UUID(sleutel)
        except ValueError:
            return None
        return cls(tijdstip, nummer) if tijdstip.tzinfo is not None else None


@dataclass(frozen=True, slots=True)
class Bladzijde:
    """One page of messages, newest first; ``nieuwer`` and ``ouder``: the edges behind which there are more."""

    berichten: tuple[Bericht, ...]
    nieuwer: Rand | None
    ouder: Rand | None


def bladzijde(
    toegang: Toegang, filter_: Filter, *, voor: Rand | None, na: Rand | None, per_pagina: int
) -> Bladzijde:
    """The page just older than ``voor``, or just newer than ``na``; the newest one without either."""
    gevonden = _sleutels(toegang, filter_, voor, na, per_pagina + 1)
    meer, gevonden = len(gevonden) > per_pagina, gevonden[:per_pagina]
    if na is not None:
        gevonden.reverse()
    rijen = {b.pk: b for b in Bericht.objects.filter(pk__in=[pk for pk, _ in gevonden])}
    berichten = tuple(rijen[pk] for pk, _ in gevonden if pk in rijen)
    if not berichten:
        return Bladzijde((), None, None)
    eerste, laatste = (Rand(b.tijdstip, b.pk) for b in (berichten[0], berichten[-1]))
    if na is not None:
        return Bladzijde(berichten, eerste if meer else None, laatste)
    return Bladzijde(berichten, eerste if voor is not None else None, laatste if meer else None)


def _sleutels(
    toegang: Toegang, f: Filter, voor: Rand | None, na: Rand | None, hoogstens: int
) -> list[tuple[UUID, datetime]]:
    volgorde = ("tijdstip", "pk") if na is not None else ("-tijdstip", "-pk")
    basis = _gefilterd(f)
    if voor is not None:
        basis = basis.filter(
            Q(tijdstip__lte=voor.tijdstip) & (Q(tijdstip__lt=voor.tijdstip) | Q(pk__lt=voor.id))
        )
    elif na is not None:
        basis = basis.filter(Q(tijdstip__gte=na.tijdstip) & (Q(tijdstip__gt=na.tijdstip) | Q(pk__gt=na.id)))
    takken = [
        basis.filter(plek, zoek).order_by(*volgorde).values_list("pk", "tijdstip")[:hoogstens]
        for zoek in _zoektermen(f.zoek)
        for plek in _plekken(toegang, f)
    ]
    if not takken:
        return []
    alle = (
        takken[0]
        if len(takken) == 1
        else takken[0].union(*takken[1:]).order_by(*_op_naam(volgorde))[:hoogstens]
    )
    return list(alle)


def _op_naam(volgorde: Iterable[str]) -> list[str]:
    return [naam.replace("pk", "id") for naam in volgorde]


def _plekken(toegang: Toegang, f: Filter) -> list[Q]:
    """Whose messages there are for this person, each answered by one index."""
    plekken = [Q(gemeente_code=code) for code in sorted(toegang.gemeenten) if f.gemeente in ("", code)]
    plekken += [
        Q(aanbieder_agb=agb) & ~Q(toestand__in=(t.KLAAR, t.INGETROKKEN)) for agb in sorted(toegang.aanbieders)
    ]
    if not f.gemeente:
        sinds = klok.nu() - timedelta(days=ONGELEZEN_DAGEN)
        plekken.append(Q(gemeente_code=None, tijdstip__gte=sinds))
    return plekken


def _gefilterd(f: Filter) -> QuerySet[Bericht]:
    velden: Mapping[str, str] = {
        "soort": f.soort,
        "toestand": f.toestand,
        "richting": f.richting,
        "gemeente_code": f.gemeente,
        "aanbieder_agb": f.aanbieder,
    }
    rijen = Bericht.objects.filter(**{veld: waarde for veld, waarde in velden.items() if waarde})
    if f.van is not None:
        rijen = rijen.filter(tijdstip__gte=datetime.combine(f.van, time.min, klok.NEDERLAND))
    if f.tot is not None:
        rijen = rijen.filter(tijdstip__lte=datetime.combine(f.tot, time.max, klok.NEDERLAND))
    return rijen


def _zoektermen(zoek: str) -> list[Q]:
    """What a search word may mean, each alternative answered by an index of its own."""
    if not zoek:
        return [Q()]
    cijfers = zoek.replace(" ", "").replace(".", "")
    if is_bsn(cijfers):
        return [Q(bsn_sleutel__in=bsn_sleutels(cijfers))]
    termen = [Q(identificatie=zoek)]
    genoemd = list(
        Verwijzing.objects.filter(nummer=zoek).values_list("bericht_id", flat=True)[:MEEST_VERWIJZINGEN]
    )
    if genoemd:
        termen.append(Q(pk__in=genoemd))
    agbs = sorted(
        {*register().zoek_aanbieders(zoek), *([cijfers] if len(cijfers) == 8 and cijfers.isdigit() else [])}
    )
    if len(agbs) <= MEEST_PARTIJEN:
        termen += [Q(aanbieder_agb=agb) for agb in agbs]
    else:
        termen.append(Q(aanbieder_agb__in=agbs))
    return termen
