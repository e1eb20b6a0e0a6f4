"""The two times of a register: the days on which something holds, and since when the register says so.

Ask :func:`stand` for the rows of a register that hold on a day, as they were known at the end of another day. Without
that other day the table itself answers; with it the versions that a trigger of the database keeps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, TypeVar

from django.db import connection, models
from django.db.models import Q, QuerySet

from jeugdketen.kern import klok
from jeugdketen.kern.velden import PeriodeQuerySet
from jeugdketen.landschap.models import Aanbieder, Registerversie

_M = TypeVar("_M", bound=models.Model)

Soort = Literal["wijziging", "correctie"]
"""A change holds from a day on; a correction says what was wrong all along."""

DAG = timedelta(days=1)


def einde_van(bekend: date) -> datetime:
    """The first moment after a day in the Netherlands: what was known on that day was said before it."""
    return datetime.combine(bekend + DAG, time.min, klok.NEDERLAND)


def bekende_versies(bekend: date) -> QuerySet[Registerversie]:
    """The version of every row that counted at the end of a day."""
    grens = einde_van(bekend)
    return Registerversie.objects.filter(
        Q(bekend_tot__isnull=True) | Q(bekend_tot__gte=grens), bekend_van__lt=grens
    )


def is_heden(bekend: date | None) -> bool:
    """True when "as known on" this day is simply what the register says now."""
    return bekend is None or bekend >= klok.vandaag()


def stand(
    model: type[_M],
    geldig: date | None = None,
    bekend: date | None = None,
    *,
    aanbieder: Aanbieder | None = None,
) -> list[_M]:
    """The rows of a register with periods, in its own order.

    Args:
        model: the register.
        geldig: only rows that hold on this day; None gives every period.
        bekend: as known at the end of this day; None, today or later is what the register says now.
        aanbieder: only rows of this provider, also through its contracts.

    Rows as they were known earlier cannot be saved: they are copies of the past.
    """
    if is_heden(bekend):
        rijen: PeriodeQuerySet[Any] = model._default_manager.all()  # type: ignore[assignment]
        if geldig is not None:
            rijen = rijen.geldig_op(geldig)
        if aanbieder is not None:
            rijen = rijen.filter(_van_aanbieder(model, aanbieder))
        return list(rijen)
    assert bekend is not None
    versies = bekende_versies(bekend).filter(tabel=model._meta.db_table)
    if geldig is not None:
        dag = geldig.isoformat()
        versies = versies.filter(Q(rij__tot=None) | Q(rij__tot__gte=dag), rij__van__lte=dag)
    if aanbieder is not None:
        versies = versies.filter(aanbieder_id=aanbieder.pk)
    uit = [uit_versie(model, rij) for rij in versies.order_by().values_list("rij", flat=True)]
    uit.sort(key=lambda rij: tuple(_sorteerwaarde(rij, veld) for veld in model._meta.ordering))
    return uit


def _van_aanbieder(model: type[models.Model], aanbieder: Aanbieder) -> Q:
    if any(veld.name == "aanbieder" for veld in model._meta.local_fields):
        return Q(aanbieder=aanbieder)
    return Q(contract__aanbieder=aanbieder)


def _sorteerwaarde(rij: models.Model, veld: Any) -> tuple[bool, Any]:
    waarde = getattr(rij, rij._meta.get_field(veld).attname)
    return waarde is None, waarde


def uit_versie(model: type[_M], rij: dict[str, Any]) -> _M:
    """A row as a version kept it; columns that the register got later have their default."""
    velden = model._meta.local_concrete_fields
    return model(**{v.attname: v.to_python(rij[v.column]) for v in velden if v.column in rij})


@contextmanager
def aanleiding(soort: Soort, reden: str = "") -> Iterator[None]:
    """Say in the versions that are written inside why that is: a change, or a correction with its reason.

    Needs a transaction, as every write does.
    """
    vorige = _zet(soort, reden)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _zet(*vorige)


def _zet(soort: str, reden: str) -> tuple[str, str]:
    """Set both, and return what they were before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH vorige AS MATERIALIZED (SELECT COALESCE(current_setting('app.register_soort', true), '') AS soort,"
            " COALESCE(current_setting('app.register_reden', true), '') AS reden)"
            " SELECT soort, reden, set_config('app.register_soort', %s, true),"
            " set_config('app.register_reden', %s, true) FROM vorige",
            [soort, reden],
        )
        rij = cursor.fetchone()
    return rij[0], rij[1]


def gaten(
    van: date, tot: date | None, perioden: Sequence[tuple[date, date | None]]
) -> list[tuple[date, date | None]]:
    """The days of a period that no other period covers, as periods; the last may have no end.

    All dates count, also the last ones; None is no end. The other periods may overlap and lie outside.
    """
    uit: list[tuple[date, date | None]] = []
    nodig: date | None = van
    for begin, eind in sorted(perioden, key=lambda p: p[0]):
        if nodig is None or (tot is not None and begin > tot):
            break
        if eind is not None and eind < nodig:
            continue
        if begin > nodig:
            uit.append((nodig, begin - DAG))
        nodig = None if eind is None else max(nodig, eind + DAG)
    if nodig is not None and (tot is None or nodig <= tot):
        uit.append((nodig, tot))
    return uit
