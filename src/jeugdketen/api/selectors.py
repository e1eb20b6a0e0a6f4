"""Everything that the REST interface reads about messages. Call inside ``met_toegang`` of the account."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from jeugdketen.api.models import RECHTEN, Bevestiging, Machineaccount
from jeugdketen.berichten.afhalen import bericht_met_antwoord, voor_partij
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import Toegang

HOOGSTENS = 100
"""Messages in one answer."""


class OngeldigeCursor(ValueError):
    """A cursor that this interface did not give; the text may be shown."""

    def __init__(self) -> None:
        super().__init__("De cursor klopt niet. Gebruik 'volgende' uit het vorige antwoord, of laat hem weg.")


@dataclass(frozen=True, slots=True)
class Blad:
    """One answer of the list. ``volgende``: cursor of the next one; empty at the end."""

    berichten: tuple[dict[str, Any], ...]
    volgende: str


def zijde_van(toegang: Toegang) -> str:
    """For which of the two parties of a message this account speaks."""
    return Bevestiging.AANBIEDER if toegang.aanbieders else Bevestiging.GEMEENTE


def lijst(
    toegang: Toegang, *, soort: str = "", alle: bool = False, na: str = "", hoogstens: int = HOOGSTENS
) -> Blad:
    """Messages for this account's parties, oldest first; asking again gives the same until they are confirmed.

    Args:
        soort: only this type, such as ``JW301``; empty: all.
        alle: also those that were confirmed before.
        na: cursor of the answer before this one; a round of fetching starts without.
        hoogstens: at most this many.

    Raises:
        OngeldigeCursor: ``na`` is none of ours.
    """
    rijen = voor_partij(toegang).annotate(
        bevestigd=Exists(Bevestiging.objects.filter(bericht=OuterRef("pk"), zijde=zijde_van(toegang)))
    )
    if soort:
        rijen = rijen.filter(soort=soort)
    if not alle:
        rijen = rijen.filter(bevestigd=False)
    if na:
        moment, sleutel = _uit_cursor(na)
        rijen = rijen.filter(Q(tijdstip__gt=moment) | Q(tijdstip=moment, pk__gt=sleutel))
    gevonden = list(rijen.order_by("tijdstip", "pk")[: hoogstens + 1])
    deel = gevonden[:hoogstens]
    return Blad(
        tuple(_regel(b, bevestigd=b.bevestigd) for b in deel),
        _cursor(deel[-1]) if len(gevonden) > hoogstens else "",
    )


def bericht(toegang: Toegang, bericht_id: UUID) -> dict[str, Any]:
    """One message of this account's parties, sent or received: its state, its findings and its answer.

    Raises:
        BerichtNietGevonden: it is not there for this account.
    """
    b, antwoord = bericht_met_antwoord(bericht_id)
    bevestigd = Bevestiging.objects.filter(bericht=b, zijde=zijde_van(toegang)).exists()
    return _regel(b, bevestigd=bevestigd) | {
        "reden": b.reden,
        "wie_moet": b.wie_moet,
        "bevindingen": [
            {
                "regel": rij.regel,
                "retourcode": rij.retourcode or None,
                "pad": rij.pad,
                "regelnummer": rij.regelnummer,
                "melding": rij.melding,
            }
            for rij in b.bevindingen.filter(lezing=b.lezing)
        ],
        "antwoord": {"id": str(antwoord.pk), "bericht": antwoord.soort} if antwoord else None,
    }


def _regel(b: Any, *, bevestigd: bool) -> dict[str, Any]:
    return {
        "id": str(b.pk),
        "bericht": b.soort or None,
        "identificatie": b.identificatie or None,
        "dagtekening": b.dagtekening.isoformat() if b.dagtekening else None,
        "afzender": b.afzender or None,
        "ontvanger": b.ontvanger or None,
        "richting": "van gemeente" if b.richting == "uit" else "van aanbieder",
        "toestand": b.toestand,
        "tijdstip": b.tijdstip.astimezone(klok.NEDERLAND).isoformat(),
        "antwoord_op": {"bericht": b.antwoord_op.soort, "identificatie": b.antwoord_op.identificatie}
        if b.antwoord_op
        else None,
        "grootte": b.ruw.grootte,
        "sha256": b.ruw.sha256,
        "bevestigd": bevestigd,
        "inhoud": f"/api/v1/berichten/{b.pk}/xml",
    }


def _cursor(b: Any) -> str:
    return base64.urlsafe_b64encode(f"{b.tijdstip.isoformat()}|{b.pk}".encode()).decode()


def _uit_cursor(tekst: str) -> tuple[datetime, UUID]:
    try:
        moment, _, sleutel = base64.urlsafe_b64decode(tekst.encode("ascii")).decode("ascii").partition("|")
        dag = datetime.fromisoformat(moment)
        if dag.tzinfo is None:
            raise OngeldigeCursor
        return dag, UUID(sleutel)
    except (ValueError, UnicodeError, binascii.Error) as fout:
        raise OngeldigeCursor from fout


# --- accounts ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Accountregel:
    """One machine account as the administrator sees it; never its secret.

    Attributes:
        id: its key.
        naam, organisatie, client_id: who it is.
        rechten: its scopes, each with what it allows.
        partijen: for whom it speaks, AGB or CBS codes.
        stand: "werkt", "verlopen" or "ingetrokken".
        verloopt: when its secret is over; None for one of before that was kept.
        tokens: how many tokens open something now.
        laatste: when it last got a token.
    """

    id: int
    naam: str
    organisatie: str
    client_id: str
    rechten: tuple[tuple[str, str], ...]
    partijen: tuple[str, ...]
    stand: str
    verloopt: datetime | None
    tokens: int
    laatste: datetime | None


def accounts() -> list[Accountregel]:
    """Every machine account, by name."""
    nu = timezone.now()
    rijen = Machineaccount.objects.annotate(
        lopend=Count("accesstoken", filter=Q(accesstoken__expires__gt=nu)),
        laatste=Max("accesstoken__created"),
    ).order_by("name")
    return [
        Accountregel(
            id=rij.pk,
            naam=rij.name,
            organisatie=rij.organisatie,
            client_id=rij.client_id,
            rechten=tuple((recht, RECHTEN.get(recht, recht)) for recht in rij.rechten),
            partijen=(*rij.aanbieders, *rij.gemeenten),
            stand="ingetrokken" if rij.ingetrokken_op else "werkt" if rij.is_usable(None) else "verlopen",
            verloopt=rij.geheim_verloopt_op,
            tokens=rij.lopend,
            laatste=rij.laatste,
        )
        for rij in rijen
    ]


def account(account_id: int) -> Accountregel | None:
    """One machine account; None when it is not there."""
    return next((regel for regel in accounts() if regel.id == account_id), None)


def rechten() -> dict[str, str]:
    """Every scope that an account can have, with what it allows."""
    return dict(RECHTEN)
