"""What one child has asked and got: for the page of a child. The caller has opened the file (and so logged it)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from jeugdketen.landschap.models import Aanbieder
from jeugdketen.toewijzing.leveringen import leveringen_van
from jeugdketen.toewijzing.models import (
    TOEWIJZING_TOESTANDEN,
    VERWIJDERD,
    VERZOEK_TOESTANDEN,
    VERZONDEN,
    BekendeToewijzing,
    Toewijzing,
)
from jeugdketen.toewijzing.selectors import bekende_toewijzingen_van, kindverzoeken_van, toewijzingen_van


@dataclass(frozen=True, slots=True)
class Verzoekregel:
    """A request of a provider for this child. ``stand``: its state in words."""

    nummer: str
    ontvangen: date
    product: str | None
    product_naam: str
    code: str
    van: date
    tot: date | None
    aanbieder_naam: str
    toestand: str
    stand: str


@dataclass(frozen=True, slots=True)
class Toewijzingregel:
    """An allocation of this child, past, running or to come. ``stand``: what became of its message, in words.

    ``levering``: how it was delivered, in words; empty: no start was reported, here or before it was taken over.
    """

    id: UUID
    nummer: str
    product: str | None
    product_naam: str
    code: str
    van: date
    tot: date | None
    aanbieder_naam: str
    stand: str
    levering: str


@dataclass(frozen=True, slots=True)
class JeugdigeOverzicht:
    """Requests (newest first) and allocations that count (those that run longest first)."""

    verzoeken: tuple[Verzoekregel, ...]
    toewijzingen: tuple[Toewijzingregel, ...]


def _stand(t: Toewijzing | BekendeToewijzing) -> str:
    if isinstance(t, Toewijzing):
        return TOEWIJZING_TOESTANDEN.get(t.toestand, t.toestand)
    return TOEWIJZING_TOESTANDEN[VERWIJDERD if t.verwijderd else VERZONDEN]


def jeugdige_overzicht(jeugdige_id: UUID) -> JeugdigeOverzicht:
    """Requests and allocations of a child, as far as row security shows them to who asks."""
    verzoeken = kindverzoeken_van(jeugdige_id)
    # Who is of another house reaches no allocation, but what is known outside.
    toewijzingen: list[Toewijzing] | list[BekendeToewijzing] = toewijzingen_van(jeugdige_id)
    toewijzingen = toewijzingen or bekende_toewijzingen_van(jeugdige_id)
    agbs = {rij.aanbieder_agb for rij in [*verzoeken, *toewijzingen]}
    geleverd = leveringen_van(toewijzingen)
    overgenomen = BekendeToewijzing.objects.filter(jeugdige_id=jeugdige_id, overgenomen_op__gt=F("van"))
    onbekend = set(overgenomen.values_list("pk", flat=True))
    namen = dict(Aanbieder.objects.filter(agb__in=agbs).values_list("agb", "naam"))
    return JeugdigeOverzicht(
        verzoeken=tuple(
            Verzoekregel(
                nummer=v.nummer,
                ontvangen=v.ontvangen,
                product=v.product,
                product_naam=v.product_naam,
                code=v.code or v.categorie,
                van=v.van,
                tot=v.tot,
                aanbieder_naam=namen.get(v.aanbieder_agb, f"AGB {v.aanbieder_agb}"),
                toestand=v.toestand,
                stand=VERZOEK_TOESTANDEN.get(v.toestand, v.toestand),
            )
            for v in verzoeken
        ),
        toewijzingen=tuple(
            Toewijzingregel(
                id=t.pk,
                nummer=t.nummer,
                product=t.product,
                product_naam=t.product_naam,
                code=t.code or t.categorie,
                van=t.van,
                tot=t.tot,
                aanbieder_naam=namen.get(t.aanbieder_agb, f"AGB {t.aanbieder_agb}"),
                stand=_stand(t),
                levering="; ".join(levering.tekst for levering in geleverd.get(t.nummer, ()))
                or ("overgenomen, start onbekend" if t.pk in onbekend else ""),
            )
            for t in toewijzingen
        ),
    )
