"""Reading one allocation: what it is, how it was delivered, how it changed, and what may change now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from ijw.berichten.basis import Omvang
from ijw.codelijsten import codelijst
from jeugdketen.berichten.models import VerzendPost
from jeugdketen.berichten.selectors import omvang_tekst
from jeugdketen.dossier.selectors import DossierNietGevonden, open_dossier
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.datumtekst import cijfers
from jeugdketen.kern.toegang import Toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.toewijzing.leveringen import Gebruik, gebruik_van
from jeugdketen.toewijzing.models import (
    TERUGGENOMEN,
    TOEWIJZING_TOESTANDEN,
    WIJZIGSOORTEN,
    BekendeToewijzing,
    Toewijzing,
    Toewijzingswijziging,
)
from jeugdketen.toewijzing.selectors import jeugdigekop, product_tekst
from jeugdketen.toewijzing.weergave import JeugdigeKop
from jeugdketen.toewijzing.wijzigservices import (
    Mogelijkheid,
    afgekeurd_bericht,
    mogelijkheden,
    redencodes,
    versie_van,
)


class ToewijzingNietGevonden(LookupError):
    """No such allocation, or it is none of this user's business: the same answer for both."""


@dataclass(frozen=True, slots=True)
class Wijzigregel:
    """One change in the history. ``wat``: what became of what, in words; ``bericht_id``: the JW301 that told so.

    ``terugnemen_tot``: until when it may be taken back (the message has not left), else ``None``.
    """

    naam: str
    wat: str
    reden: str
    overleg: str
    door: str
    op: datetime
    bericht_id: UUID | None
    terugnemen_tot: datetime | None


@dataclass(frozen=True, slots=True)
class ToewijzingPagina:
    """Everything on the page of an allocation. ``mogelijk``: what may change, empty when this user may not;
    ``start_onbekend``: it began before it was taken over from another system."""

    id: UUID
    nummer: str
    jeugdige: JeugdigeKop
    product: str
    product_naam: str
    code: str
    omvang: str
    eenheid: str
    van: date
    tot: date | None
    aanbieder_agb: str
    aanbieder_naam: str
    stand: str
    verzoek: str | None
    bericht_id: UUID | None
    gebruik: Gebruik
    verloop: tuple[Wijzigregel, ...]
    mogelijk: tuple[Mogelijkheid, ...]
    versie: str
    mag_terugnemen: bool
    is_afgekeurd: bool
    start_onbekend: bool


def toewijzing_pagina(toegang: Toegang, toewijzing_id: UUID) -> ToewijzingPagina:
    """The page of an allocation; opens the child's file, so it writes the read log.

    Raises:
        ToewijzingNietGevonden: it is not there for this person.
    """
    t = (
        Toewijzing.objects.select_related("jeugdige", "verzoek", "bericht")
        .filter(pk=toewijzing_id, gemeente_code__in=sorted(toegang.gemeenten))
        .first()
    )
    if t is None:
        raise ToewijzingNietGevonden
    try:
        open_dossier(
            toegang,
            t.jeugdige_id,
            grond=f"beheer van toewijzing {t.nummer}",
            wat="toewijzing, levering, wijzigingen",
        )
    except DossierNietGevonden as fout:
        raise ToewijzingNietGevonden from fout
    vandaag = klok.vandaag()
    omvang = Omvang(t.volume, t.eenheid, t.frequentie) if t.volume is not None else None
    gemeenten = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    verloop = _verloop(t)
    mag = rollen.mag_besluiten(toegang, t.gemeente_code)
    geweigerd = afgekeurd_bericht(t) is not None and all(
        rij.besluit_id is None for rij in t.wijzigingen.filter(op__gte=t.toegewezen_op)
    )
    return ToewijzingPagina(
        id=t.pk,
        nummer=t.nummer,
        jeugdige=jeugdigekop(t.jeugdige, vandaag, gemeenten),
        product=product_tekst(t),
        product_naam=t.product_naam,
        code=t.code or t.categorie or "geen",
        omvang=omvang_tekst(omvang, t.budget_cent),
        eenheid=codelijst("WJ756").betekenis(t.eenheid).lower() if t.eenheid else "",
        van=t.van,
        tot=t.tot,
        aanbieder_agb=t.aanbieder_agb,
        aanbieder_naam=landschap.aanbieder_naam(t.aanbieder_agb),
        stand=TOEWIJZING_TOESTANDEN.get(t.toestand, t.toestand),
        verzoek=t.verzoek.nummer if t.verzoek else None,
        bericht_id=t.bericht_id,
        gebruik=gebruik_van(t),
        verloop=verloop,
        mogelijk=mogelijkheden(t, vandaag) if mag else (),
        versie=versie_van(t),
        mag_terugnemen=mag and bool(verloop) and (verloop[0].terugnemen_tot is not None or geweigerd),
        is_afgekeurd=geweigerd,
        start_onbekend=BekendeToewijzing.objects.filter(pk=t.pk, overgenomen_op__gt=t.van).exists(),
    )


def bij_nummers(toegang: Toegang, nummers: Collection[tuple[str, str]]) -> dict[tuple[str, str], UUID]:
    """Municipality and ToewijzingNummer → key of the allocation, of those that this person may open; one question."""
    if not nummers:
        return {}
    rijen = Toewijzing.objects.filter(
        gemeente_code__in={gemeente for gemeente, _ in nummers}, nummer__in={nummer for _, nummer in nummers}
    ).values_list("gemeente_code", "nummer", "pk")
    return {
        (gemeente, nummer): pk
        for gemeente, nummer, pk in rijen
        if (gemeente, nummer) in nummers and rollen.mag_dossier_lezen(toegang, gemeente)
    }


def keuzes(soort: str) -> tuple[tuple[str, str], ...]:
    """The reasons that a kind of change may have, for a form."""
    return redencodes(soort)


def _verloop(t: Toewijzing) -> tuple[Wijzigregel, ...]:
    rijen = list(t.wijzigingen.select_related("herroepen_door").order_by("-volgnummer"))
    wachtend = dict(
        VerzendPost.objects.filter(
            pk__in=[rij.bericht_id for rij in rijen if rij.bericht_id], verzonden_op=None
        ).values_list("pk", "niet_voor")
    )
    laatste = rijen[0].pk if rijen else None
    return tuple(
        Wijzigregel(
            naam=WIJZIGSOORTEN[rij.soort],
            wat="" if rij.soort == TERUGGENOMEN else _wat(rij),
            reden=" ".join(filter(None, [_code(rij.code), rij.reden])),
            overleg=rij.overleg,
            door=f"{rij.door_naam}, namens {rij.namens_naam}" if rij.namens_naam else rij.door_naam,
            op=timezone.localtime(rij.op, klok.NEDERLAND),
            bericht_id=rij.bericht_id,
            terugnemen_tot=wachtend.get(rij.bericht_id)
            if rij.pk == laatste and rij.besluit_id is None and rij.bericht_id is not None
            else None,
        )
        for rij in rijen
    )


def _code(code: str) -> str:
    return f"{codelijst('JZ002').betekenis(code)}." if code else ""


def _wat(rij: Toewijzingswijziging) -> str:
    delen = []
    for veld, naam in (("tot", "einddatum"), ("volume", "omvang"), ("budget_cent", "budget")):
        if veld in rij.na and rij.na[veld] != rij.voor.get(veld):
            delen.append(f"{naam} van {_waarde(veld, rij.voor.get(veld))} naar {_waarde(veld, rij.na[veld])}")
    return ", ".join(delen)


def _waarde(veld: str, waarde: object) -> str:
    if waarde is None:
        return "geen"
    if veld == "tot":
        return cijfers(date.fromisoformat(str(waarde)))
    return omvang_tekst(None, int(str(waarde))) if veld == "budget_cent" else str(waarde)
