"""Allocations that were given before this installation was in use; no message goes out about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from ijw.keten.stand import Toewijzing as Ketentoewijzing
from jeugdketen.berichten import keten, nummers
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.kern import klok
from jeugdketen.landschap import selectors as landschap
from jeugdketen.toewijzing import bekend, berichtbouw
from jeugdketen.toewijzing.models import GEREGISTREERD, IN_ONDERZOEK, OPEN, Toewijzing, Verzoek
from jeugdketen.toewijzing.toetsing import product_sleutel, toets_opnieuw


@transaction.atomic
def neem_toewijzing_over(
    jeugdige: Jeugdige,
    *,
    aanbieder_agb: str,
    categorie: str,
    code: str,
    van: date,
    tot: date | None,
    volume: int | None = None,
    eenheid: str = "",
    frequentie: str = "",
    budget_cent: int | None = None,
    product: str | None = None,
    nummer: str | None = None,
) -> Toewijzing:
    """Register an allocation that was given before this installation was in use; no message goes out.

    Call under ``als_systeem`` or ``als_inrichting`` for the child's municipality. ``product``: the region's
    product, else by the table of product translations. ``nummer``: the ToewijzingNummer it has, else a new one.
    """
    vertaling = landschap.regioproduct_bij(categorie, code, van)
    toewijzing = Toewijzing(
        nummer=nummer or nummers.toewijzingnummer(jeugdige.gemeente_code, van.year),
        gemeente_code=jeugdige.gemeente_code,
        aanbieder_agb=aanbieder_agb,
        jeugdige=jeugdige,
        categorie=categorie,
        code=code,
        product_sleutel=product_sleutel(categorie, code),
        product=product or (vertaling.regioproduct if vertaling else None),
        product_naam=vertaling.naam if vertaling else "",
        componenten=list(vertaling.componenten) if vertaling else [],
        van=van,
        tot=tot,
        volume=volume,
        eenheid=eenheid,
        frequentie=frequentie,
        budget_cent=budget_cent,
        toegewezen_op=klok.nu().replace(year=van.year, month=van.month, day=van.day, microsecond=0),
        toestand=GEREGISTREERD,
    )
    toewijzing.save(force_insert=True)
    bekend.neem_over([toewijzing])
    if jeugdige.bsn:
        keten.DbKetenstand(jeugdige.gemeente_code).neem_over(
            [
                Ketentoewijzing(
                    jeugdige.gemeente_code,
                    aanbieder_agb,
                    jeugdige.bsn,
                    berichtbouw.toegewezen_product(toewijzing),
                )
            ]
        )
    toets_opnieuw(jeugdige, "toewijzing overgenomen")
    return toewijzing


@dataclass(frozen=True, slots=True)
class Lopend:
    """A running allocation of another system, for `neem_toewijzingen_over`; amounts in euro cents."""

    jeugdige_id: UUID
    nummer: str
    aanbieder_agb: str
    categorie: str
    code: str
    van: date
    tot: date | None
    volume: int | None
    eenheid: str
    frequentie: str
    budget_cent: int | None
    toegewezen_op: datetime


def neem_toewijzingen_over(gemeente_code: str, lopende: Sequence[Lopend]) -> int:
    """`neem_toewijzing_over` for thousands of allocations, each under the number that it has; returns how many.

    Call under ``als_systeem`` for the municipality, after the check that none of them overlaps (OP259). New numbers of
    this installation go on after the ones that were taken over.
    """
    vertaal = landschap.regioproduct_zoeker()
    rijen = []
    for een in lopende:
        vertaling = vertaal(een.categorie, een.code, een.van)
        rijen.append(
            Toewijzing(
                gemeente_code=gemeente_code,
                product_sleutel=product_sleutel(een.categorie, een.code),
                product=vertaling.regioproduct if vertaling else None,
                product_naam=vertaling.naam if vertaling else "",
                componenten=list(vertaling.componenten) if vertaling else [],
                toestand=GEREGISTREERD,
                **{veld.name: getattr(een, veld.name) for veld in fields(een)},
            )
        )
    Toewijzing.objects.bulk_create(rijen, batch_size=2000)
    bekend.neem_over(rijen)
    nummers.sla_over(gemeente_code, (een.nummer for een in lopende))
    met_verzoek = Verzoek.objects.filter(
        jeugdige_id__in={een.jeugdige_id for een in lopende}, toestand__in=(OPEN, IN_ONDERZOEK)
    )
    for jeugdige in Jeugdige.objects.filter(pk__in=met_verzoek.values("jeugdige_id")):
        toets_opnieuw(jeugdige, "toewijzingen overgenomen")
    return len(rijen)
