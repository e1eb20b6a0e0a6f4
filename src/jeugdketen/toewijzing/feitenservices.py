"""Facts about a child and a request that a person records, and the verdicts that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from ijw.codelijsten import codelijst
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.dossier.services import (
    leg_beoordeling_vast,
    leg_leefsituatie_vast,
    leg_toestemming_vast,
    werk_bij_uit_brp,
)
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem
from jeugdketen.toewijzing.models import IN_ONDERZOEK, OPEN, Aanvulling, Verzoek
from jeugdketen.toewijzing.services import vergrendel
from jeugdketen.toewijzing.toetsing import AANVULVELDEN, toets, toets_opnieuw


class AanvulFout(Exception):
    """A fact could not be recorded. ``fouten``: field → one Dutch sentence."""

    def __init__(self, fouten: dict[str, str]) -> None:
        super().__init__("; ".join(fouten.values()))
        self.fouten = fouten


def _vergrendel_kind(nummer: str) -> Verzoek:
    """Lock all open requests of the child of this one, always in the same order: its facts count for each of them.

    Two people who record facts on two requests of one child then wait for each other instead of for ever.
    """
    kind = Verzoek.objects.filter(nummer=nummer).values_list("jeugdige_id", flat=True).first()
    if kind is not None:
        open_ = Verzoek.objects.select_for_update().filter(
            jeugdige_id=kind, toestand__in=(OPEN, IN_ONDERZOEK)
        )
        list(open_.order_by("pk").values_list("pk", flat=True))
    return vergrendel(nummer)


@transaction.atomic
def vul_aan(
    toegang: Toegang,
    nummer: str,
    *,
    toestemming_vorm: str | None = None,
    toestemming_datum: date | None = None,
    woont_thuis: bool | None = None,
    verblijf: str | None = None,
    gezamenlijke_beoordeling: date | None = None,
    beoordeling_door: str = "",
    onderbouwing: str | None = None,
    plan_producten: list[str] | None = None,
    zorg_gestart: date | None = None,
    overleg_drie_partijen: date | None = None,
    woonplaats: str | None = None,
    overig: dict[str, Any] | None = None,
) -> Verzoek:
    """Record facts that the JW315 lacks; ``None`` = leave as it is. The rules are run again at once and the
    verdict is stored.

    ``toestemming_vorm``: ``schriftelijk``, ``mondeling`` or ``ingetrokken``, with its date (S-114).
    ``woonplaats``: the CBS code of the municipality that was established to be responsible. ``overig``: other
    fields of ``aanvraag`` in the question format (``doel``, ``setting``, ``hiaat`` …); a value ``None`` takes a
    fact back.

    Raises:
        AanvulFout: per field one Dutch sentence; nothing was recorded.
        ToegangGeweigerd: this person may not record facts here.
    """
    verzoek = _vergrendel_kind(nummer)
    if not rollen.mag_feiten_vastleggen(toegang, verzoek.gemeente_code):
        raise ToegangGeweigerd("U mag in deze gemeente geen feiten vastleggen. Vraag een consulent.")
    if verzoek.toestand not in (OPEN, IN_ONDERZOEK):
        raise AanvulFout(
            {"nummer": "Over dit verzoek is al besloten. De feiten bij het besluit blijven zoals ze waren."}
        )
    fouten: dict[str, str] = {}
    _over_het_kind(
        toegang,
        verzoek.jeugdige,
        fouten,
        toestemming_vorm=toestemming_vorm,
        toestemming_datum=toestemming_datum,
        woont_thuis=woont_thuis,
        verblijf=verblijf,
        gezamenlijke_beoordeling=gezamenlijke_beoordeling,
        beoordeling_door=beoordeling_door,
    )
    nieuw = _over_het_verzoek(
        fouten,
        onderbouwing=onderbouwing,
        plan_producten=plan_producten,
        dagen={"zorg_gestart": zorg_gestart, "overleg_drie_partijen": overleg_drie_partijen},
        woonplaats=woonplaats,
        overig=overig or {},
    )
    if fouten:
        transaction.set_rollback(True)
        raise AanvulFout(fouten)
    Aanvulling.objects.bulk_create(
        [
            Aanvulling(
                verzoek=verzoek,
                gemeente_code=verzoek.gemeente_code,
                veld=veld,
                waarde=waarde,
                door_id=toegang.gebruiker_id,
                door_naam=toegang.naam,
                op=klok.nu(),
            )
            for veld, waarde in nieuw.items()
        ]
    )
    return _opnieuw_getoetst(verzoek, f"feiten vastgelegd door {toegang.naam}")


def _over_het_kind(
    toegang: Toegang,
    kind: Jeugdige,
    fouten: dict[str, str],
    *,
    toestemming_vorm: str | None,
    toestemming_datum: date | None,
    woont_thuis: bool | None,
    verblijf: str | None,
    gezamenlijke_beoordeling: date | None,
    beoordeling_door: str,
) -> None:
    """Record in the file what counts for every request of the child."""
    if toestemming_datum and not toestemming_vorm:
        fouten["toestemming_vorm"] = "Kies hoe de toestemming is gegeven: schriftelijk of mondeling."
    elif toestemming_vorm and toestemming_datum is None:
        fouten["toestemming_datum"] = "Vul de datum van de toestemming in."
    elif toestemming_vorm and toestemming_datum:
        _vast(
            fouten,
            {"vorm": "toestemming_vorm", "datum": "toestemming_datum"},
            partial(leg_toestemming_vast, toegang, kind, vorm=toestemming_vorm, datum=toestemming_datum),
        )
    if woont_thuis is not None:
        waar = "" if woont_thuis else (verblijf or "")
        _vast(
            fouten,
            {"verblijf": "verblijf", "vanaf": "woont_thuis"},
            partial(leg_leefsituatie_vast, toegang, kind, woont_thuis=woont_thuis, verblijf=waar),
        )
    if gezamenlijke_beoordeling is not None:
        door = beoordeling_door or toegang.naam
        _vast(
            fouten,
            {"datum": "gezamenlijke_beoordeling", "door": "beoordeling_door"},
            partial(leg_beoordeling_vast, toegang, kind, datum=gezamenlijke_beoordeling, door=door),
        )


def _over_het_verzoek(
    fouten: dict[str, str],
    *,
    onderbouwing: str | None,
    plan_producten: list[str] | None,
    dagen: Mapping[str, date | None],
    woonplaats: str | None,
    overig: Mapping[str, Any],
) -> dict[str, Any]:
    """What is recorded with this request alone: field of the question format → value."""
    nieuw: dict[str, Any] = {}
    if onderbouwing is not None:
        nieuw["onderbouwing"] = onderbouwing.strip() or None
    if plan_producten is not None:
        producten = [product.strip() for product in plan_producten if product.strip()]
        nieuw["plan"] = {"producten": producten} if plan_producten else None
    for veld, dag in dagen.items():
        if dag is not None:
            if dag > klok.vandaag():
                fouten[veld] = "Deze datum ligt in de toekomst. Vul de dag in waarop het gebeurde."
            nieuw[veld] = dag.isoformat()
    if woonplaats is not None:
        if woonplaats and woonplaats not in codelijst("CBS"):
            fouten["woonplaats"] = "Deze gemeentecode bestaat niet. Kies een gemeente uit de lijst."
        nieuw["woonplaats"] = woonplaats or None
    for veld, waarde in overig.items():
        if veld not in AANVULVELDEN:
            fouten[veld] = "Dit veld kan niet worden aangevuld."
        else:
            nieuw[veld] = waarde
    return nieuw


def _opnieuw_getoetst(verzoek: Verzoek, aanleiding: str) -> Verzoek:
    """Judge the open requests of a child again; gives back this one of them as it is then."""
    for getoetst in toets_opnieuw(verzoek.jeugdige, aanleiding):
        if getoetst.pk == verzoek.pk:
            return getoetst
    return verzoek


def _vast(fouten: dict[str, str], velden: Mapping[str, str], doe: Callable[[], object]) -> None:
    """Record one fact of the file; what is wrong with it goes to the field of the form (``velden``)."""
    try:
        with transaction.atomic():
            doe()
    except ValidationError as fout:
        per_veld = fout.message_dict if hasattr(fout, "error_dict") else {"": fout.messages}
        for veld, meldingen in per_veld.items():
            fouten[velden.get(veld, next(iter(velden.values())))] = " ".join(meldingen)


def toets_na_brp(gemeente_code: str, sinds: datetime) -> int:
    """Judge the open requests again of children about whom the BRP was asked since then; returns how many changed.

    Each in a transaction of its own, as the system. A request in which no fact changed keeps its verdict.
    """
    with als_systeem([gemeente_code], naam="volgen van de BRP"):
        open_ = list(
            Verzoek.objects.filter(
                gemeente_code=gemeente_code, toestand__in=(OPEN, IN_ONDERZOEK), jeugdige__brp_op__gte=sinds
            ).values_list("nummer", "laatste_toets_id")
        )
    anders = 0
    for nummer, vorige in sorted(open_):
        with als_systeem([gemeente_code], naam="volgen van de BRP"):
            verzoek = vergrendel(nummer)
            if verzoek.toestand in (OPEN, IN_ONDERZOEK):
                anders += toets(verzoek, "de BRP werd opnieuw gevraagd").pk != vorige
    return anders


@transaction.atomic
def toets_kind_opnieuw(toegang: Toegang, jeugdige_id: UUID, aanleiding: str) -> None:
    """Judge the open requests of a child again after its file changed (a merge, a domicile that was established)."""
    kind = Jeugdige.objects.filter(pk=jeugdige_id).first()
    if kind is not None and rollen.mag_dossier_lezen(toegang, kind.gemeente_code):
        toets_opnieuw(kind, aanleiding)


@transaction.atomic
def vraag_brp_opnieuw(toegang: Toegang, nummer: str) -> Verzoek:
    """Ask the BRP again about the child of a request, and judge its open requests again.

    Raises:
        ToegangGeweigerd: this person may not record facts here.
    """
    verzoek = _vergrendel_kind(nummer)
    if not rollen.mag_feiten_vastleggen(toegang, verzoek.gemeente_code):
        raise ToegangGeweigerd("U mag in deze gemeente geen feiten vastleggen. Vraag een consulent.")
    werk_bij_uit_brp(verzoek.jeugdige)
    return _opnieuw_getoetst(verzoek, f"BRP opnieuw gevraagd door {toegang.naam}")
