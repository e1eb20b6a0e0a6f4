"""Whose work an open request is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from jeugdketen.kern import rollen
from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.toegang import Rol, Toegang, ToegangGeweigerd, met_toegang, toegang_van
from jeugdketen.landschap import selectors as landschap
from jeugdketen.toewijzing.models import IN_ONDERZOEK, OPEN, Verzoek
from jeugdketen.toewijzing.services import BesluitFout, vergrendel


@transaction.atomic
def neem_op(toegang: Toegang, nummer: str) -> Verzoek:
    """Take the request into one's own work list ("van mij"), also from a colleague.

    Raises:
        ToegangGeweigerd: this person does not work for that municipality.
    """
    verzoek = vergrendel(nummer)
    if not rollen.mag_feiten_vastleggen(toegang, verzoek.gemeente_code):
        raise ToegangGeweigerd("U kunt in deze gemeente geen zaken opnemen.")
    verzoek.behandelaar_id, verzoek.behandelaar_naam = toegang.gebruiker_id, toegang.naam
    verzoek.save(update_fields=["behandelaar", "behandelaar_naam"])
    return verzoek


@dataclass(frozen=True, slots=True)
class Werkoverdracht:
    """What became of somebody's open work: how many requests went over, and how many stay without anybody."""

    overgedragen: int
    zonder: int


def draag_werk_over(toegang: Toegang, van_id: int, naar_id: int | None) -> Werkoverdracht:
    """Give the open requests of somebody to a colleague, where that colleague may record facts; the rest to nobody.

    Done by a team leader for the own municipalities, or by an administrator, who sees no file: it runs as the system
    and tells numbers alone. Every change is in the change log under the name of who asked.

    Args:
        toegang: who asks.
        van_id: whose work it is.
        naar_id: the colleague; None puts all of it in the list of nobody.

    Raises:
        ToegangGeweigerd: neither leads a team nor manages accounts.
        BesluitFout: the colleague does not exist, or cannot log in.
    """
    beheert = rollen.mag_gebruikers_beheren(toegang)
    gemeenten = {g.cbs_code for g in landschap.gemeenten()} if beheert else set(toegang.geleide_gemeenten)
    if not gemeenten:
        raise ToegangGeweigerd("Werk verdelen doet de teamleider, of de beheerder als iemand vertrekt.")
    collega = Gebruiker.objects.filter(pk=naar_id, is_active=True).first() if naar_id is not None else None
    if naar_id is not None and collega is None:
        raise BesluitFout("Deze collega bestaat niet of kan niet inloggen. Kies een ander.", veld="opvolger")
    bij = toegang_van(collega) if collega is not None else None
    mag = {g for g in gemeenten if bij is not None and rollen.mag_feiten_vastleggen(bij, g)}
    systeem = Toegang(
        gebruiker_id=toegang.gebruiker_id,
        naam=toegang.naam,
        houdt=frozenset(Rol(rollen.SYSTEEM, g) for g in gemeenten),
    )
    with met_toegang(systeem):
        open_ = Verzoek.objects.filter(
            behandelaar_id=van_id, gemeente_code__in=gemeenten, toestand__in=(OPEN, IN_ONDERZOEK)
        )
        over = 0
        if collega is not None:
            over = open_.filter(gemeente_code__in=mag).update(
                behandelaar_id=collega.pk, behandelaar_naam=collega.weergavenaam
            )
        zonder = open_.update(behandelaar_id=None, behandelaar_naam="")
    return Werkoverdracht(over, zonder)
