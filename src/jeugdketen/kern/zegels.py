"""Seals on the read log, the change log and the security log, that show whether anybody touched them.

Rows are sealed in runs. A seal is an HMAC over the rows and over the seal before it, under a key that is not in the
database: whoever changes, removes or adds rows behind the application's back breaks the chain from there on. Keep the
newest seal of each log outside the system now and then; `logboek controleer --zegel` then also shows that the end was
not cut off.

No row may appear later with a number inside a sealed run. In the read log and the security log rows get their number
while holding a lock shared that sealing holds alone; such a row is committed at once. Rows of the change log get theirs
inside transactions that may be long, so there sealing waits for those transactions and never they for it
(`_grens_wijzigingen`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.db import connections, models

from jeugdketen.kern import rollen
from jeugdketen.kern.models import Gebeurtenis, Inzage, Logvernietiging, Verzegeling, Wijziging
from jeugdketen.kern.toegang import LOGBOEK, Rol, Toegang, met_toegang

SLOT: Final = 7_264_002
"""Advisory lock: rows of the read log and the security log go in while holding it shared, sealing holds it alone."""

GEDULD: float = 5.0
"""Seconds that sealing waits for transactions under way; if they last longer, the next run seals those rows."""

ALLES: Final = 2**63 - 1

_VERZEGELAAR = Toegang(gebruiker_id=None, naam="verzegeling", houdt=frozenset({Rol(rollen.VERZEGELING)}))


LOGBOEKEN: Final = tuple(Verzegeling.Logboek.choices)
"""Each sealed log with the words that people read."""


def _grens_inzagen() -> int:
    """Take the lock of the read log: every row with a number is there to be seen."""
    with connections[LOGBOEK].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SLOT])
    return ALLES


def _grens_wijzigingen() -> int:
    """The highest number below which no row can appear any more; 0 when transactions under way last too long.

    A row gets its number in a transaction that has one itself by then. Once every transaction has ended that had begun
    when the newest number was read, all rows up to it are there to be seen or never will be.
    """
    with met_toegang(_VERZEGELAAR, using=LOGBOEK), connections[LOGBOEK].cursor() as cursor:
        cursor.execute("SELECT last_value FROM kern_wijziging_id_seq")
        nummer = int(cursor.fetchone()[0])
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        begonnen = int(cursor.fetchone()[0])
    tot = time.monotonic() + GEDULD
    while True:
        with connections[LOGBOEK].cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
            if int(cursor.fetchone()[0]) >= begonnen:
                return nummer
        if time.monotonic() >= tot:
            return 0
        time.sleep(0.05)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _inzage(rij: Inzage) -> Sequence[Any]:
    return [
        rij.pk,
        _moment(rij.op),
        _moment(rij.geregistreerd_op),
        rij.gebruiker_id,
        rij.wie,
        rij.rollen,
        None if rij.jeugdige_id is None else str(rij.jeugdige_id),
        rij.gemeente_code,
        rij.handeling,
        rij.wat,
        rij.grond,
    ]


def _wijziging(rij: Wijziging) -> Sequence[Any]:
    return [
        rij.pk,
        _moment(rij.op),
        rij.transactie,
        rij.tabel,
        rij.sleutel,
        rij.handeling,
        rij.gebruiker_id,
        rij.rollen,
        rij.gemeente_code,
        rij.oud,
        rij.nieuw,
    ]


def _gebeurtenis(rij: Gebeurtenis) -> Sequence[Any]:
    return [
        rij.pk,
        _moment(rij.op),
        rij.soort,
        rij.gebruiker_id,
        rij.wie,
        rij.door_id,
        rij.door,
        rij.adres,
        rij.apparaat,
        rij.details,
    ]


@dataclass(frozen=True, slots=True)
class _Keten:
    """One log: its rows, what of a row is sealed, the key, and up to which number rows can be sealed."""

    model: type[models.Model]
    regel: Callable[[Any], Sequence[Any]]
    doel: bytes
    grens: Callable[[], int]
    grens_vooraf: bool

    def geheim(self) -> bytes:
        bron = getattr(settings, "JEUGDKETEN_ZEGELSLEUTEL", "") or settings.SECRET_KEY
        return hashlib.sha256(self.doel + b"\x00" + str(bron).encode()).digest()

    def zegel(self, vorige: str, rijen: Iterator[Any]) -> tuple[str, int, int, int]:
        """The seal over rows, with the first and the last number and how many there were."""
        som = hmac.new(self.geheim(), f"{vorige}\n".encode(), hashlib.sha256)
        eerste = laatste = aantal = 0
        for rij in rijen:
            tekst = json.dumps(self.regel(rij), ensure_ascii=True, separators=(",", ":"), sort_keys=True)
            som.update(tekst.encode() + b"\n")
            eerste = eerste or rij.pk
            laatste = rij.pk
            aantal += 1
        return som.hexdigest(), eerste, laatste, aantal


_KETENS: Final[dict[str, _Keten]] = {
    Verzegeling.Logboek.INZAGE: _Keten(Inzage, _inzage, b"jeugdketen.leeslog", _grens_inzagen, False),
    Verzegeling.Logboek.WIJZIGING: _Keten(
        Wijziging, _wijziging, b"jeugdketen.wijzigingen", _grens_wijzigingen, True
    ),
    Verzegeling.Logboek.VEILIGHEID: _Keten(
        Gebeurtenis, _gebeurtenis, b"jeugdketen.veiligheid", _grens_inzagen, False
    ),
}


def verzegel(logboek: str = Verzegeling.Logboek.INZAGE, *, hoogstens: int = 50_000) -> Verzegeling | None:
    """Seal the rows that came in since the last seal; None when there were none (that can be sealed yet)."""
    keten = _KETENS[logboek]
    grens = keten.grens() if keten.grens_vooraf else ALLES
    with met_toegang(_VERZEGELAAR, using=LOGBOEK):
        if not keten.grens_vooraf:
            keten.grens()
        zegels = Verzegeling.objects.using(LOGBOEK).filter(logboek=logboek)
        vorige = zegels.order_by("-id").first()
        na = vorige.tot_id if vorige else 0
        alle = keten.model._default_manager.using(LOGBOEK)
        rijen = alle.filter(pk__gt=na, pk__lte=grens).order_by("pk")[:hoogstens]
        zegel, eerste, laatste, aantal = keten.zegel(
            vorige.zegel if vorige else "", rijen.iterator(chunk_size=2000)
        )
        if not aantal:
            return None
        return zegels.create(
            logboek=logboek,
            van_id=eerste,
            tot_id=laatste,
            aantal=aantal,
            vorige=vorige.zegel if vorige else "",
            zegel=zegel,
        )


def verzegel_alles() -> dict[str, int]:
    """Seal every log until nothing is left; per log how many rows were sealed."""
    aantallen = {}
    for logboek in _KETENS:
        aantallen[str(logboek)] = 0
        while (nieuw := verzegel(logboek)) is not None:
            aantallen[str(logboek)] += nieuw.aantal
    return aantallen


@dataclass(frozen=True)
class Controle:
    """What a check of a log found.

    Attributes:
        verzegelingen: how many seals were checked.
        regels: how many rows they cover.
        onverzegeld: rows that came in after the last seal.
        laatste_zegel: the newest seal; keep it outside the system.
        fouten: one Dutch sentence for each breach; empty when all is well.
    """

    verzegelingen: int
    regels: int
    onverzegeld: int
    laatste_zegel: str
    fouten: tuple[str, ...]

    @property
    def klopt(self) -> bool:
        """True when nothing was touched."""
        return not self.fouten


def controleer(logboek: str = Verzegeling.Logboek.INZAGE, *, bekend_zegel: str = "") -> Controle:
    """Recompute every seal of a log from its rows and compare.

    Rows that were destroyed under an approved list cannot be recomputed: there no row may be left, and their seals must
    hang together, the last one being that of the proof.

    Args:
        logboek: which log.
        bekend_zegel: a seal that was kept outside the system; it must still be in the chain.
    """
    keten = _KETENS[logboek]
    fouten: list[str] = []
    vorige, na, aantal_zegels, regels = "", -(2**63), 0, 0
    gezien = set()
    with met_toegang(_VERZEGELAAR, using=LOGBOEK):
        weg = (
            Logvernietiging.objects.using(LOGBOEK)
            .filter(logboek=logboek, toestand=Logvernietiging.Toestand.UITGEVOERD)
            .order_by("-tot_id")
            .first()
        )
        alle = keten.model._default_manager.using(LOGBOEK)
        for zegel in Verzegeling.objects.using(LOGBOEK).filter(logboek=logboek).order_by("id"):
            aantal_zegels += 1
            regels += zegel.aantal
            gezien.add(zegel.zegel)
            waar = f"Verzegeling {zegel.pk} (regels {zegel.van_id} t/m {zegel.tot_id})"
            if zegel.vorige != vorige:
                fouten.append(f"{waar} sluit niet aan op de vorige: er is een verzegeling weg of veranderd.")
            tussen = alle.filter(pk__gt=na, pk__lt=zegel.van_id).count()
            if tussen:
                fouten.append(
                    f"{waar}: {tussen} regels ervóór vallen buiten elke verzegeling; ze zijn toegevoegd."
                )
            rijen = alle.filter(pk__gte=zegel.van_id, pk__lte=zegel.tot_id).order_by("pk")
            opnieuw, _, _, aantal = keten.zegel(zegel.vorige, rijen.iterator(chunk_size=2000))
            if weg is not None and zegel.tot_id <= weg.tot_id:
                if aantal:
                    fouten.append(f"{waar}: er staan {aantal} regels die vernietigd heten te zijn.")
                elif zegel.tot_id == weg.tot_id and (weg.bewijs or {}).get("zegel") != zegel.zegel:
                    fouten.append(f"{waar} is niet het zegel waarmee de vernietiging eindigde.")
                regels -= zegel.aantal
            elif aantal != zegel.aantal:
                fouten.append(
                    f"{waar}: er staan {aantal} regels, bij het verzegelen waren het er {zegel.aantal}."
                )
            elif not hmac.compare_digest(opnieuw, zegel.zegel):
                fouten.append(f"{waar} klopt niet: een regel of het zegel is veranderd.")
            vorige, na = zegel.zegel, zegel.tot_id
        onverzegeld = alle.filter(pk__gt=na).count()
    if bekend_zegel and bekend_zegel not in gezien:
        fouten.append(
            "Het zegel dat u bewaarde komt niet meer voor: het einde van het logboek is weggehaald."
        )
    return Controle(aantal_zegels, regels, onverzegeld, vorige, tuple(fouten))


def logboek_van(zegel: str) -> str:
    """The log in whose chain this seal stands; the read log when it is in none."""
    with met_toegang(_VERZEGELAAR, using=LOGBOEK):
        rij = Verzegeling.objects.using(LOGBOEK).filter(zegel=zegel).first()
    return rij.logboek if rij else str(Verzegeling.Logboek.INZAGE)
