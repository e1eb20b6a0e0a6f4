"""The read log: who read whose file, when and on what ground, and the seals that show whether anybody touched it.

Rows go in on a connection of their own (`logboek`) and are committed at once, so they stay when the request rolls
back. When a row cannot be written the reading fails too: no sight without a trace. Rows are sealed in runs. A seal is
an HMAC over the rows and over the seal before it, under a key that is not in the database: whoever changes, removes or
adds rows behind the application's back breaks the chain from there on. Keep the newest seal outside the system now
and then; `logboek controleer --zegel` then also shows that the end was not cut off.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connections
from django.db.models import QuerySet

from jeugdketen.kern import klok, rollen
from jeugdketen.kern.models import Inzage, Verzegeling
from jeugdketen.kern.toegang import Rol, Toegang, met_toegang

LOGBOEK: Final = "logboek"
"""Alias of the connection that the read log uses."""

SLOT: Final = 7_264_002
"""Advisory lock: rows go in while holding it shared, sealing holds it alone."""

_VERZEGELAAR = Toegang(gebruiker_id=None, naam="verzegeling", houdt=frozenset({Rol(rollen.VERZEGELING)}))


Dossierzoeker = Callable[[str, str], UUID | None]
"""Finds the key of a file by the hash of a BSN and the CBS code of the municipality."""


def _geen_dossier(bsn_sleutel: str, gemeente_code: str) -> UUID | None:
    """Nobody said where the files are."""
    return None


_dossierzoeker: Dossierzoeker = _geen_dossier


def gebruik_dossierzoeker(zoeker: Dossierzoeker) -> None:
    """Say how the file of a child is found; the app that keeps the files does this when it starts."""
    global _dossierzoeker
    _dossierzoeker = zoeker


def leg_inzage_vast(
    toegang: Toegang,
    jeugdige_id: UUID | None,
    handeling: str,
    grond: str,
    wat: str,
    *,
    gemeente_code: str | None = None,
    bsn_sleutel: str = "",
) -> int:
    """Add to the read log and commit it at once, whatever becomes of the request.

    Args:
        toegang: who reads.
        jeugdige_id: opaque key of the file; None for a search that opened none.
        handeling: one of `Inzage.Handeling`.
        grond: on what ground, for instance "besluit op VT-2026-0187".
        wat: what was seen, for instance "verzoek, toewijzingen, plan"; never a BSN and never a search text.
        gemeente_code: municipality of the file. Without it (a search, a key that led nowhere) each municipality that
            this person works for gets a row, so that every officer sees it.
        bsn_sleutel: hash of the child's BSN, for who does not know the key of the file (a message); the file of that
            municipality is looked up with it.

    Returns:
        The number of the (last) row.

    Raises:
        ValueError: the action is not known.
    """
    if handeling not in Inzage.Handeling.values:
        raise ValueError(f"Onbekende handeling voor het leeslogboek: {handeling!r}")
    if jeugdige_id is None and bsn_sleutel and gemeente_code is not None:
        jeugdige_id = _dossierzoeker(bsn_sleutel, gemeente_code)
    gemeenten = [gemeente_code] if gemeente_code is not None else sorted(toegang.gemeenten) or [None]
    rijen = [
        Inzage(
            op=klok.nu(),
            geregistreerd_op=datetime.now(UTC),
            gebruiker_id=toegang.gebruiker_id,
            wie=toegang.naam[:200],
            rollen=toegang.rol_tekst[:400],
            jeugdige_id=jeugdige_id,
            gemeente_code=gemeente,
            handeling=handeling,
            wat=wat[:300],
            grond=grond[:300],
        )
        for gemeente in gemeenten
    ]
    with met_toegang(toegang, using=LOGBOEK):
        Inzage.objects.using(LOGBOEK).bulk_create(rijen)
    return int(rijen[-1].pk)


def inzages() -> QuerySet[Inzage]:
    """The rows of the read log that the access under way may see: an officer's municipalities, and one's own."""
    return Inzage.objects.all()


# --- seals -------------------------------------------------------------------------------------------------------


def _geheim() -> bytes:
    bron = getattr(settings, "JEUGDKETEN_ZEGELSLEUTEL", "") or settings.SECRET_KEY
    return hashlib.sha256(b"jeugdketen.leeslog\x00" + str(bron).encode()).digest()


def _regel(rij: Inzage) -> bytes:
    delen = [
        rij.pk,
        rij.op.astimezone(UTC).isoformat(),
        rij.geregistreerd_op.astimezone(UTC).isoformat(),
        rij.gebruiker_id,
        rij.wie,
        rij.rollen,
        None if rij.jeugdige_id is None else str(rij.jeugdige_id),
        rij.gemeente_code,
        rij.handeling,
        rij.wat,
        rij.grond,
    ]
    return json.dumps(delen, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _zegel(vorige: str, rijen: Iterator[Inzage]) -> tuple[str, int, int, int]:
    """The seal over rows, with the first and the last number and how many there were."""
    som = hmac.new(_geheim(), f"{vorige}\n".encode(), hashlib.sha256)
    eerste = laatste = aantal = 0
    for rij in rijen:
        som.update(_regel(rij))
        eerste = eerste or rij.pk
        laatste = rij.pk
        aantal += 1
    return som.hexdigest(), eerste, laatste, aantal


def verzegel(*, hoogstens: int = 50_000) -> Verzegeling | None:
    """Seal the rows that came in since the last seal; None when there were none.

    Rows get their number while they hold the lock shared, and this holds it alone: no lower number can appear later.
    """
    with met_toegang(_VERZEGELAAR, using=LOGBOEK):
        with connections[LOGBOEK].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SLOT])
        vorige = Verzegeling.objects.using(LOGBOEK).order_by("-id").first()
        na = vorige.tot_id if vorige else 0
        rijen = Inzage.objects.using(LOGBOEK).filter(pk__gt=na).order_by("pk")[:hoogstens]
        zegel, eerste, laatste, aantal = _zegel(
            vorige.zegel if vorige else "", rijen.iterator(chunk_size=2000)
        )
        if not aantal:
            return None
        return Verzegeling.objects.using(LOGBOEK).create(
            van_id=eerste, tot_id=laatste, aantal=aantal, vorige=vorige.zegel if vorige else "", zegel=zegel
        )


@dataclass(frozen=True)
class Controle:
    """What a check of the read log found.

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


def controleer(*, bekend_zegel: str = "") -> Controle:
    """Recompute every seal from the rows and compare.

    Args:
        bekend_zegel: a seal that was kept outside the system; it must still be in the chain.
    """
    fouten: list[str] = []
    vorige, na, aantal_zegels, regels = "", -(2**63), 0, 0
    gezien = set()
    with met_toegang(_VERZEGELAAR, using=LOGBOEK):
        alle = Inzage.objects.using(LOGBOEK)
        for zegel in Verzegeling.objects.using(LOGBOEK).order_by("id"):
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
            opnieuw, _, _, aantal = _zegel(zegel.vorige, rijen.iterator(chunk_size=2000))
            if aantal != zegel.aantal:
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
