"""Reading the change log: what changed in which record, by whom. Row security decides which rows there are."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.apps import apps
from django.db.models import QuerySet

from jeugdketen.kern import klok
from jeugdketen.kern.models import Gebruiker, Wijziging

HANDELINGEN: Final[dict[str, str]] = {
    "insert": "toegevoegd",
    "update": "gewijzigd",
    "delete": "verwijderd",
    "vernietigd": "vernietigd",
}
"""What happened with a row, in words."""

MEEST_VELDEN: Final = 12
"""No more columns than this are spelled out for one change; a row that was added has them all."""


def soorten() -> dict[str, str]:
    """The kinds of record whose changes are logged: name of the table → what people call it."""
    return {
        model._meta.db_table: str(model._meta.verbose_name)
        for model in apps.get_models()
        if model.__module__.startswith("jeugdketen.")
    }


def wijzigingen(
    *,
    van: date,
    tot: date,
    tabel: str = "",
    sleutel: str = "",
    door: int | None = None,
    gemeente: str = "",
) -> QuerySet[Wijziging]:
    """The changes that the access under way may see, newest first.

    Args:
        van: first day, counted in; in real time, as the database wrote it.
        tot: last day, counted in. The real day counts too when the application's day is fixed.
        tabel: one kind of record, by the name of its table.
        sleutel: one record of that kind.
        door: primary key of who did it.
        gemeente: CBS code.
    """
    einde = max(tot, datetime.now(klok.NEDERLAND).date()) if tot >= klok.vandaag() else tot
    rijen = Wijziging.objects.filter(
        op__gte=datetime.combine(van, time.min, tzinfo=klok.NEDERLAND),
        op__lt=datetime.combine(einde + timedelta(days=1), time.min, tzinfo=klok.NEDERLAND),
    )
    if tabel:
        rijen = rijen.filter(tabel=tabel)
    if sleutel:
        rijen = rijen.filter(sleutel=sleutel)
    if door is not None:
        rijen = rijen.filter(gebruiker_id=door)
    if gemeente:
        rijen = rijen.filter(gemeente_code=gemeente)
    return rijen.order_by("-id")


def namen(nummers: Collection[int | None]) -> dict[int, str]:
    """The names of people by primary key."""
    return dict(
        Gebruiker.objects.filter(pk__in=[n for n in nummers if n is not None]).values_list("pk", "naam")
    )


def in_woorden(rij: Wijziging) -> list[tuple[str, str, str]]:
    """Per changed column its name, the old and the new value in words; content that stays out says so."""
    velden = [
        (naam.removesuffix("_id").replace("_", " "), _waarde(oud), _waarde(nieuw))
        for naam, (oud, nieuw) in rij.velden().items()
        if (oud is not None or nieuw is not None) and naam != "id"
    ]
    return velden[:MEEST_VELDEN]


_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?([+-]\d{2}:\d{2}|Z))?")


def _dag_of_moment(tekst: str) -> str:
    """A day or a moment as people write it, by the Dutch clock; anything else as it is."""
    gevonden = _MOMENT.fullmatch(tekst)
    if gevonden is None:
        return tekst
    try:
        moment = datetime.fromisoformat(tekst)
    except ValueError:
        return tekst
    if gevonden[1]:
        moment = moment.astimezone(klok.NEDERLAND)
        return f"{moment:%-d-%-m-%Y} om {moment:%-H.%M} uur"
    return f"{moment:%-d-%-m-%Y}"


def _waarde(waarde: Any) -> str:
    if waarde is None or waarde == "":
        return "leeg"
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    tekst = _dag_of_moment(str(waarde))
    return tekst if len(tekst) <= 80 else f"{tekst[:77]}…"
