"""The post box as operators see it: what waits, what failed, how long, by which road and worker; and their buttons.

Nothing here shows what a message says or what its file was called: an operator keeps the machine going and needs no
child for it. Every button leaves a row with a name in ``Ingreep``.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Aansluiting, Bericht, Ingreep, VerzendPost, Wegstand
from jeugdketen.berichten.registratie import register
from jeugdketen.berichten.services import verwerk_opnieuw
from jeugdketen.berichten.waak import SLOTGROEP
from jeugdketen.berichten.wegbeheer import MAP_IN, MAP_UIT, afleversleutel, postbus_map
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem

MEEST = 100
"""Rows of each list on the page; the counts above it count all."""

MEEST_OPNIEUW = 500
"""Messages that one press of the button has read again."""


@dataclass(frozen=True, slots=True)
class Rij:
    """One kind of thing that waits or failed: how many, and since when the oldest."""

    naam: str
    uitleg: str
    aantal: int
    oudste: datetime | None
    fout: bool = False


@dataclass(frozen=True, slots=True)
class Werkerregel:
    """One worker: alive while it holds its lock; ``bezig``: jobs in its hands."""

    nummer: int
    leeft: bool
    gezien: datetime
    bezig: int


@dataclass(frozen=True, slots=True)
class Wegregel:
    """One road in one direction. ``stand``: ``goed``, ``fout`` or ``onbekend`` (never tried)."""

    naam: str
    richting: str
    stand: str
    gelukt_op: datetime | None
    fouten: int
    laatste_fout: str
    wacht: int


@dataclass(frozen=True, slots=True)
class Misluktregel:
    """A message whose processing failed after all attempts; ``id`` is its key, its file name stays out of sight."""

    id: UUID
    weg: str
    sinds: datetime
    lezing: int
    reden: str


@dataclass(frozen=True, slots=True)
class Uitregel:
    """A message of ours that does not leave. Its name holds type, parties and number alone."""

    id: UUID
    naam: str
    pogingen: int
    laatste_fout: str
    volgende: datetime


@dataclass(frozen=True, slots=True)
class Postbusstand:
    """The page of the operators."""

    rijen: tuple[Rij, ...]
    werkers: tuple[Werkerregel, ...]
    wegen: tuple[Wegregel, ...]
    mislukt: tuple[Misluktregel, ...]
    uitgaand: tuple[Uitregel, ...]
    ingrepen: tuple[Ingreep, ...]
    vrij_gb: float
    ernst: str


def _mag(toegang: Toegang) -> None:
    if not toegang.heeft({rollen.BEHEERDER}) or toegang.gebruiker_id is None:
        raise ToegangGeweigerd("Alleen een beheerder mag dit.")


def postbusstand(toegang: Toegang) -> Postbusstand:
    """How the post box is doing now; a fixed number of questions.

    Raises:
        ToegangGeweigerd: this person is no operator.
    """
    _mag(toegang)
    banen = _banen()
    ongelezen = Bericht.objects.filter(gemeente_code=None, toestand=t.ONTVANGEN).aggregate(
        n=Count("pk"), oudste=Min("tijdstip")
    )
    mislukt = Bericht.objects.filter(gemeente_code=None, toestand=t.MISLUKT)
    telling = mislukt.aggregate(n=Count("pk"), oudste=Min("tijdstip"))
    uit = VerzendPost.objects.filter(verzonden_op=None)
    wachtend = uit.aggregate(
        n=Count("pk"),
        oudste=Min("niet_voor"),
        fout=Count("pk", filter=~Q(laatste_fout="")),
    )
    werkers = _werkers()
    mappen = _mappen()
    leeft = any(w.leeft for w in werkers)
    rijen = (
        Rij("Bestanden in de map", "liggen in de map in/ of worden nu opgepakt", *mappen),
        Rij("Ontvangen, niet gelezen", "bewaard, wacht op een werker", ongelezen["n"], ongelezen["oudste"]),
        Rij("Taken in de rij", "wachten op een werker", *banen["todo"]),
        Rij("Taken in bewerking", "in handen van een werker", *banen["doing"]),
        Rij("Taken mislukt", "bleven liggen na een fout", *banen["failed"], fout=banen["failed"][0] > 0),
        Rij(
            "Verwerking mislukt",
            "berichten die na alle pogingen niet te verwerken waren",
            telling["n"],
            telling["oudste"],
            fout=telling["n"] > 0,
        ),
        Rij(
            "Wacht op versturen",
            f"waarvan {wachtend['fout']} na een fout",
            wachtend["n"],
            wachtend["oudste"],
            fout=wachtend["fout"] > 0,
        ),
    )
    wegen = _wegen()
    ernst = "goed"
    if not leeft:
        ernst = "geen werker"
    elif any(rij.fout for rij in rijen) or any(weg.stand == "fout" for weg in wegen):
        ernst = "aandacht"
    return Postbusstand(
        rijen=rijen,
        werkers=werkers,
        wegen=wegen,
        mislukt=tuple(
            Misluktregel(b.pk, t.WEGEN.get(b.weg, b.weg), b.tijdstip, b.lezing, b.reden)
            for b in mislukt.order_by("tijdstip")[:MEEST]
        ),
        uitgaand=tuple(
            Uitregel(p.pk, p.bestandsnaam.removesuffix(".xml"), p.pogingen, p.laatste_fout, p.niet_voor)
            for p in uit.exclude(laatste_fout="").order_by("niet_voor")[:MEEST]
        ),
        ingrepen=tuple(Ingreep.objects.order_by("-pk")[:20]),
        vrij_gb=round(shutil.disk_usage(_bestaand()).free / 1e9, 1),
        ernst=ernst,
    )


def _bestaand() -> str:
    pad = postbus_map()
    while not pad.exists():
        pad = pad.parent
    return str(pad)


def _banen() -> dict[str, tuple[int, datetime | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.status::text, count(DISTINCT j.id), min(e.at) FROM procrastinate_jobs j"
            " LEFT JOIN procrastinate_events e ON e.job_id = j.id"
            " WHERE j.status IN ('todo', 'doing', 'failed') AND j.queue_name = 'post' GROUP BY 1"
        )
        gevonden = {status: (aantal, oudste) for status, aantal, oudste in cursor.fetchall()}
    return {status: gevonden.get(status, (0, None)) for status in ("todo", "doing", "failed")}


def _werkers() -> tuple[Werkerregel, ...]:
    """Workers that live, and those that left work behind; a lock that is held says which."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT w.id, w.last_heartbeat,
                   EXISTS (SELECT 1 FROM pg_locks l
                            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
                              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                              AND l.classid::bigint = %s AND l.objid::bigint = w.id) AS leeft,
                   (SELECT count(*) FROM procrastinate_jobs j WHERE j.worker_id = w.id AND j.status = 'doing')
              FROM procrastinate_workers w ORDER BY leeft DESC, w.last_heartbeat DESC LIMIT 20
            """,
            [SLOTGROEP],
        )
        return tuple(
            Werkerregel(nummer, leeft, gezien, bezig) for nummer, gezien, leeft, bezig in cursor.fetchall()
        )


def _mappen() -> tuple[int, datetime | None]:
    """Files that lie in ``in/`` and ``bezig/``, and since when the oldest."""
    tijden: list[float] = []
    for deel in ("in", "bezig"):
        map_ = postbus_map() / deel
        try:
            for pad in map_.rglob("*"):
                if pad.is_file() and not pad.name.startswith("."):
                    tijden.append(pad.stat().st_mtime)
        except OSError:  # not there, not ours, or a file that was taken meanwhile
            continue
    oudste = datetime.fromtimestamp(min(tijden), tz=timezone.get_current_timezone()) if tijden else None
    return len(tijden), oudste


def _wegen() -> tuple[Wegregel, ...]:
    standen = {stand.sleutel: stand for stand in Wegstand.objects.all()}
    gemeenten = register().gemeenten()
    uit: list[Wegregel] = []

    def regel(naam: str, richting: str, sleutel: str, wacht: int) -> None:
        stand = standen.get(sleutel)
        woord = "onbekend" if stand is None else "fout" if stand.fouten else "goed"
        uit.append(
            Wegregel(
                naam,
                richting,
                woord,
                stand.gelukt_op if stand else None,
                stand.fouten if stand else 0,
                stand.laatste_fout if stand else "",
                wacht,
            )
        )

    wachtend = VerzendPost.objects.filter(verzonden_op=None).values_list("gemeente_code", "aanbieder_agb")
    over = {(g, a): n for g, a, n in wachtend.annotate(n=Count("pk")).order_by()}
    aansluitingen = list(Aansluiting.objects.filter(actief=True).order_by("gemeente_code", "aanbieder_agb"))
    namen = register().aanbieder_namen(frozenset(a.aanbieder_agb for a in aansluitingen if a.aanbieder_agb))
    regels: list[tuple[str, str, str, int]] = []
    # A provider's own road first, so that what is left of a municipality goes by the general one.
    for a in sorted(aansluitingen, key=lambda a: a.aanbieder_agb is None):
        partij = (
            namen.get(a.aanbieder_agb or "", a.aanbieder_agb or "") if a.aanbieder_agb else "alle aanbieders"
        )
        naam = f"{t.WEGEN[a.weg]}, {gemeenten.get(a.gemeente_code, a.gemeente_code)}, {partij}"
        if a.ophalen and a.weg != t.REST:
            regels.append((naam, "ophalen", f"{a.pk}:in", 0))
        if a.afleveren:
            hier = [k for k in over if k[0] == a.gemeente_code and a.aanbieder_agb in (None, k[1])]
            regels.append((naam, "afleveren", afleversleutel(a), sum(over.pop(k) for k in hier)))
    regel("map, deze machine", "ophalen", MAP_IN, 0)
    regel("map, deze machine", "afleveren", MAP_UIT, sum(over.values()))
    for naam, richting, sleutel, wacht in regels:
        regel(naam, richting, sleutel, wacht)
    return tuple(uit)


# --- the buttons --------------------------------------------------------------------------------------------------


def leg_ingreep_vast(toegang: Toegang, wat: str, aantal: int) -> int:
    """Keep what an operator did, and on how much; returns how much."""
    Ingreep(
        op=timezone.now(), door_id=toegang.gebruiker_id, door_naam=toegang.naam, wat=wat, aantal=aantal
    ).save(force_insert=True)
    return aantal


@transaction.atomic
def mislukte_opnieuw(toegang: Toegang, keuze: Collection[UUID] | None = None) -> int:
    """Have failed messages read again, the chosen ones or the oldest of all; returns how many.

    Raises:
        ToegangGeweigerd: this person is no operator.
    """
    _mag(toegang)
    rijen = Bericht.objects.filter(gemeente_code=None, toestand=t.MISLUKT, afgehandeld_op=None)
    if keuze is not None:
        rijen = rijen.filter(pk__in=list(keuze))
    sleutels = list(rijen.order_by("tijdstip").values_list("pk", flat=True)[:MEEST_OPNIEUW])
    for sleutel in sleutels:
        verwerk_opnieuw(toegang, sleutel)
    return leg_ingreep_vast(toegang, "mislukte berichten opnieuw verwerken", len(sleutels)) if sleutels else 0


@transaction.atomic
def taken_opnieuw(toegang: Toegang) -> int:
    """Put failed jobs back in the queue; returns how many.

    Raises:
        ToegangGeweigerd: this person is no operator.
    """
    _mag(toegang)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM procrastinate_jobs WHERE status = 'failed' AND queue_name = 'post'"
            " ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
            [MEEST_OPNIEUW],
        )
        banen = [rij[0] for rij in cursor.fetchall()]
        for baan in banen:
            cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [baan])
    return leg_ingreep_vast(toegang, "mislukte taken terug in de rij", len(banen)) if banen else 0


@transaction.atomic
def verstuur_nu(toegang: Toegang) -> int:
    """Try now what waits after a fault, and every road that is left alone for a while; returns how many messages.

    Raises:
        ToegangGeweigerd: this person is no operator.
    """
    _mag(toegang)
    with als_systeem(register().gemeenten().keys(), naam=toegang.naam):
        wegen = Wegstand.objects.filter(niet_voor__isnull=False).update(niet_voor=None)
        aantal = (
            VerzendPost.objects.filter(verzonden_op=None)
            .exclude(laatste_fout="")
            .update(niet_voor=timezone.now())
        )
    if wegen or aantal:
        leg_ingreep_vast(toegang, f"nu versturen, en {wegen} weg(en) nu proberen", aantal)
    return aantal
