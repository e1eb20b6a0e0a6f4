"""Looking into the read log: for the functionaris gegevensbescherming, and for the family of a child.

Row security decides which rows there are: an officer has those of the own municipalities, a family those of the own
child, everybody the own ones. Who looks leaves a trace in the same log (`leg_blik_vast`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from jeugdketen.kern import klok, leeslog
from jeugdketen.kern.models import Gezinsband, Inzage, Verzegeling
from jeugdketen.kern.toegang import Toegang

GROND: Final = "toezicht op het leeslogboek"
"""The ground on which an officer reads the log."""

GROND_GEZIN: Final = "inzage in het eigen dossier"
"""The ground on which a family reads who read the file."""

VEEL_ZOEKEN: Final = 10
"""From this many searches within five minutes on, a search is one to check."""

KORTE_TIJD: Final = timedelta(minutes=5)

KANTOOR_VAN, KANTOOR_TOT = 7, 19
"""Office hours, in whole hours of Dutch time on Monday to Friday."""

IN_TAAK, EXPORT, NOODTOEGANG, NAKIJKEN = "in_taak", "export", "noodtoegang", "nakijken"
"""What the log says of a row by itself: within the task, taken away, break-glass, or to be checked by a person."""

SOORTEN: Final[dict[str, str]] = {
    "": "Alle",
    "nakijken": "Nakijken",
    "noodtoegang": "Noodtoegang",
    "export": "Export",
    "buiten": "Buiten kantooruren",
    "eigen": "Mijn eigen inzage",
}
"""Which rows an officer can ask for; the first leaves out the officer's own."""

HANDELINGEN: Final[dict[str, str]] = {
    str(waarde): f"{str(woord)[:1].upper()}{str(woord)[1:]}" for waarde, woord in Inzage.Handeling.choices
}


def _begin(dag: date) -> datetime:
    return datetime.combine(dag, time.min, tzinfo=klok.NEDERLAND)


@dataclass(frozen=True, slots=True)
class Vraag:
    """Which rows of the read log are asked for.

    Attributes:
        van: first day, counted in.
        tot: last day, counted in.
        gemeente: CBS code, or empty for all that may be seen.
        handeling: one of `Inzage.Handeling`, or empty.
        soort: one of `SOORTEN`.
        wie: part of an employee's name; rows of `dossiers` count too.
        dossiers: keys of files that the words were found to mean.
        jeugdige: key of one file, for the report of a child.
        gebruiker: key of one user, for the report of an employee.
    """

    van: date
    tot: date
    gemeente: str = ""
    handeling: str = ""
    soort: str = ""
    wie: str = ""
    dossiers: Collection[UUID] = ()
    jeugdige: UUID | None = None
    gebruiker: int | None = None


def _gezocht_in_korte_tijd() -> Subquery:
    """How many searches the same person did in this municipality within five minutes up to the row."""
    eerder = Inzage.objects.filter(
        gebruiker_id=OuterRef("gebruiker_id"),
        gemeente_code=OuterRef("gemeente_code"),
        handeling=Inzage.Handeling.ZOEKEN,
        op__gt=OuterRef("op") - KORTE_TIJD,
        op__lte=OuterRef("op"),
    )
    aantal = eerder.order_by().values("gebruiker_id").annotate(n=Count("pk")).values("n")
    return Subquery(aantal, output_field=IntegerField())


def _soort(soort: str, ik: int | None) -> Q:
    if soort == "eigen":
        return Q(gebruiker_id=ik)
    keuzes = {
        "nakijken": Q(handeling=Inzage.Handeling.GEWEIGERD) | Q(gezocht__gte=VEEL_ZOEKEN),
        "noodtoegang": Q(handeling=Inzage.Handeling.NOODTOEGANG),
        "export": Q(handeling__in=[Inzage.Handeling.EXPORT, Inzage.Handeling.AFDRUKKEN]),
        "buiten": Q(op__iso_week_day__gte=6) | Q(op__hour__lt=KANTOOR_VAN) | Q(op__hour__gte=KANTOOR_TOT),
    }
    return keuzes.get(soort, Q()) & ~Q(gebruiker_id=ik)


def _basis(toegang: Toegang, vraag: Vraag) -> QuerySet[Inzage]:
    rijen = leeslog.inzages().filter(
        Q(gemeente_code__in=toegang.fg_gemeenten) | Q(gebruiker_id=toegang.gebruiker_id),
        op__gte=_begin(vraag.van),
        op__lt=_begin(vraag.tot + timedelta(days=1)),
    )
    if vraag.gemeente:
        rijen = rijen.filter(gemeente_code=vraag.gemeente)
    if vraag.handeling:
        rijen = rijen.filter(handeling=vraag.handeling)
    if vraag.wie:
        rijen = rijen.filter(Q(wie__icontains=vraag.wie) | Q(jeugdige_id__in=vraag.dossiers))
    if vraag.jeugdige is not None:
        rijen = rijen.filter(jeugdige_id=vraag.jeugdige)
    if vraag.gebruiker is not None:
        rijen = rijen.filter(gebruiker_id=vraag.gebruiker)
    gezocht = Case(
        When(handeling=Inzage.Handeling.ZOEKEN, then=_gezocht_in_korte_tijd()),
        default=Value(0),
        output_field=IntegerField(),
    )
    return rijen.annotate(gezocht=gezocht)


def lezingen(toegang: Toegang, vraag: Vraag) -> QuerySet[Inzage]:
    """The rows of the read log that an officer asks for, newest first; each with `gezocht` (see `oordeel`)."""
    rijen = _basis(toegang, vraag)
    if vraag.jeugdige is None and vraag.gebruiker is None:
        rijen = rijen.filter(_soort(vraag.soort, toegang.gebruiker_id))
    return rijen.order_by("-op", "-id")


def tellers(toegang: Toegang, vraag: Vraag) -> dict[str, int]:
    """How many rows there are of each of `SOORTEN`, in one query."""
    basis = _basis(toegang, vraag)
    tel = {naam or "alle": Count("pk", filter=_soort(naam, toegang.gebruiker_id)) for naam in SOORTEN}
    return dict(basis.aggregate(**tel))


def oordeel(rij: Inzage) -> str:
    """What the log says of a row by itself; whether it was right is for a person to say.

    A refused opening and many searches in a short time are to be checked; an export and break-glass are named.
    """
    if rij.handeling == Inzage.Handeling.GEWEIGERD or getattr(rij, "gezocht", 0) >= VEEL_ZOEKEN:
        return NAKIJKEN
    if rij.handeling == Inzage.Handeling.NOODTOEGANG:
        return NOODTOEGANG
    if rij.handeling in (Inzage.Handeling.EXPORT, Inzage.Handeling.AFDRUKKEN):
        return EXPORT
    return IN_TAAK


@dataclass(frozen=True, slots=True)
class Telling:
    """How often, by whom or of whom: one line at the head of a report."""

    sleutel: Any
    wie: str
    aantal: int
    laatste: datetime


def per_medewerker(rijen: Iterable[Inzage]) -> list[Telling]:
    """The people in these rows, who read most first."""
    return _tel(rijen, lambda rij: rij.gebruiker_id, lambda rij: rij.wie)


def per_dossier(rijen: Iterable[Inzage]) -> list[Telling]:
    """The files in these rows, most read first; the name is the key, for who has no names."""
    met_dossier = (rij for rij in rijen if rij.jeugdige_id is not None)
    return _tel(met_dossier, lambda rij: rij.jeugdige_id, lambda rij: str(rij.jeugdige_id))


def _tel(rijen: Iterable[Inzage], sleutel: Any, naam: Any) -> list[Telling]:
    groepen: dict[Any, list[Inzage]] = {}
    for rij in rijen:
        groepen.setdefault(sleutel(rij), []).append(rij)
    tellingen = [
        Telling(s, naam(groep[0]), len(groep), max(rij.op for rij in groep)) for s, groep in groepen.items()
    ]
    return sorted(tellingen, key=lambda t: (-t.aantal, t.wie))


def leg_blik_vast(
    toegang: Toegang,
    rijen: Iterable[Inzage],
    wat: str,
    *,
    handeling: str = Inzage.Handeling.LEZEN,
    jeugdige_id: UUID | None = None,
    grond: str = GROND,
) -> None:
    """Log that somebody looked into the log itself, once for each municipality whose rows were shown.

    A look that showed none counts for every municipality of the officer: a search that found nobody is a search.
    """
    gemeenten = {rij.gemeente_code for rij in rijen if rij.gemeente_code} or toegang.fg_gemeenten
    for gemeente in sorted(gemeenten):
        leeslog.leg_inzage_vast(toegang, jeugdige_id, handeling, grond, wat, gemeente_code=gemeente)


@dataclass(frozen=True, slots=True)
class Zegelstand:
    """How far the read log is sealed: `op` is when (None: never), `open` counts the rows after the last seal."""

    op: datetime | None
    open: int


def zegelstand() -> Zegelstand:
    """When the last seal was set, and how many rows that this person may see came after it."""
    laatste = Verzegeling.objects.filter(logboek=Verzegeling.Logboek.INZAGE).order_by("-id").first()
    if laatste is None:
        return Zegelstand(None, leeslog.inzages().count())
    return Zegelstand(laatste.op, leeslog.inzages().filter(pk__gt=laatste.tot_id).count())


# --- family -------------------------------------------------------------------------------------------------------


def eigen_kinderen(toegang: Toegang) -> dict[UUID, str]:
    """The files that somebody is tied to today as family, with the CBS code of the municipality."""
    banden = Gezinsband.objects.geldig_op(klok.vandaag()).filter(gebruiker_id=toegang.gebruiker_id)
    return dict(banden.order_by("van", "pk").values_list("jeugdige_id", "gemeente_code"))


def leg_gezinsband_vast(
    gebruiker_id: int, jeugdige_id: UUID, gemeente_code: str, *, van: date, tot: date | None = None
) -> Gezinsband:
    """Tie a user with the role `gezin` to a file. Doing it again changes nothing.

    Args:
        gebruiker_id: who.
        jeugdige_id: opaque key of the file.
        gemeente_code: municipality that keeps the file; the caller must be able to write there.
        van: first day.
        tot: last day, counted in; None for no end.
    """
    band, _ = Gezinsband.objects.get_or_create(
        gebruiker_id=gebruiker_id,
        jeugdige_id=jeugdige_id,
        van=van,
        defaults={"gemeente_code": gemeente_code, "tot": tot},
    )
    return band


@dataclass(frozen=True, slots=True)
class Gezinslezing:
    """One line for the family: the same person, day, words and ground count as one.

    Attributes:
        dag: the day, in Dutch time.
        wie: name of who read; empty when the system did it by itself.
        rollen: roles of that person then, in words.
        handeling, wat, grond: as in the log.
        keer: how often on that day.
    """

    dag: date
    wie: str
    rollen: str
    handeling: str
    wat: str
    grond: str
    keer: int


def lezingen_van_kind(toegang: Toegang, jeugdige_id: UUID) -> list[Gezinslezing]:
    """Who read the file of the own child, newest first, without what the family itself looked at."""
    if jeugdige_id not in eigen_kinderen(toegang):
        return []
    rijen = (
        leeslog.inzages()
        .filter(jeugdige_id=jeugdige_id)
        .exclude(gebruiker_id=toegang.gebruiker_id)
        .order_by("-op", "-id")
    )
    groepen: dict[tuple[date, str, str, str, str, str], int] = {}
    for rij in rijen:
        wie = "" if rij.gebruiker_id is None else rij.wie
        dag = rij.op.astimezone(klok.NEDERLAND).date()
        # How many rows an officer saw is of no use to a family.
        wat, handeling = ("leeslogboek", "lezen") if rij.grond == GROND else (rij.wat, rij.handeling)
        sleutel = (dag, wie, rij.rollen, handeling, wat, rij.grond)
        groepen[sleutel] = groepen.get(sleutel, 0) + 1
    return [Gezinslezing(*sleutel, keer=keer) for sleutel, keer in groepen.items()]


# --- taking rows away ---------------------------------------------------------------------------------------------

MEEST_EXPORT: Final = 20_000
"""No more rows than this leave in one file."""

_FORMULE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


def veilige_cel(tekst: str) -> str:
    """A cell that no spreadsheet takes for a formula: what looks like one gets an apostrophe before it."""
    return (
        f"'{tekst}" if tekst.lstrip(" \u00a0").startswith(_FORMULE) or tekst.startswith(_FORMULE) else tekst
    )


def als_cellen(rij: Inzage, namen: Mapping[UUID, str]) -> list[str]:
    """One row of the export: when, who, roles, whose file, municipality, action, what, ground, verdict."""
    moment = rij.op.astimezone(klok.NEDERLAND)
    wiens = namen.get(rij.jeugdige_id, "") if rij.jeugdige_id else ""
    cellen = (
        f"{moment:%Y-%m-%d %H:%M:%S}",
        rij.wie,
        rij.rollen,
        wiens,
        str(rij.jeugdige_id or ""),
        rij.gemeente_code or "",
        rij.get_handeling_display(),
        rij.wat,
        rij.grond,
        oordeel(rij).replace("_", " "),
        f"{rij.geregistreerd_op.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )
    return [veilige_cel(cel) for cel in cellen]


KOLOMMEN: Final = (
    "wanneer", "wie", "rollen", "wiens dossier", "dossiernummer", "gemeente", "handeling", "wat", "grond",
    "oordeel", "geregistreerd",
)  # fmt: skip
"""Heads of the export, in the order of `als_cellen`."""
