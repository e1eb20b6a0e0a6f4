"""The read log: who read whose file, when and on what ground.

Rows go in on a connection of their own (`logboek`) and are committed at once, so they stay when the request rolls
back. When a row cannot be written the reading fails too: no sight without a trace. `zegels` seals the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from jeugdketen.kern import klok
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import LOGBOEK, Toegang, met_toegang

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
