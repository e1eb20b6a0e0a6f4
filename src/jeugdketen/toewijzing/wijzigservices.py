"""Changing a running allocation: extend, shorten, withdraw, delete, correct, another total or budget (OP033x1, IV066).

Each change is a decision of a named person with a reason, and sends a JW301 with all that is current at the provider.
What cannot change under a ToewijzingNummer (product, first day, a volume per week or month) needs a new allocation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction

from ijw.codelijsten import codelijst
from ijw.keten.rekenen import TOTAAL, vergelijkbaar
from jeugdketen.berichten import keten
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.toestand import AFGEWEZEN, KLAAR
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.datumtekst import cijfers
from jeugdketen.kern.mensen import afwezige_bij
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.toewijzing import afgekeurd, leveringen
from jeugdketen.toewijzing.models import (
    BEEINDIGEN,
    BUDGET,
    CORRIGEREN,
    GELDENDE_TOESTANDEN,
    OMVANG,
    TERUGGENOMEN,
    VERKORTEN,
    VERLENGEN,
    VERWIJDEREN,
    WIJZIGSOORTEN,
    Toewijzing,
    Toewijzingswijziging,
)
from jeugdketen.toewijzing.services import (
    VERWIJDERD_CODE,
    BesluitFout,
    Bestemming,
    herstel,
    later_genoemd,
    log_intrekking,
    neem_bericht_terug,
    pas_aan,
    stuur_jw301,
)
from jeugdketen.toewijzing.toetsing import toets_opnieuw

ADMINISTRATIEF: Final = "14"
"""JZ002: an administrative correction."""

REDENEN: Final[Mapping[str, tuple[str, ...]]] = {
    VERLENGEN: ("04", "12"),
    VERKORTEN: ("05", "03", "08", "12"),
    BEEINDIGEN: ("02", "03", "06", "07", "08", "09", "10", "11", "12"),
    OMVANG: ("03", "08", "10", "12"),
    BUDGET: ("03", "08", "10", "12"),
    CORRIGEREN: (ADMINISTRATIEF,),
    VERWIJDEREN: (VERWIJDERD_CODE,),
}
"""Kind of change → the RedenWijziging (JZ002) that fits it."""


@dataclass(frozen=True, slots=True)
class Mogelijkheid:
    """One kind of change; ``mag`` false: ``uitleg`` says why it cannot, otherwise what it is for."""

    soort: str
    naam: str
    mag: bool
    uitleg: str


def versie_van(toewijzing: Toewijzing) -> str:
    """What a page shows of an allocation, as a short text: it changes with every version and state."""
    return f"{toewijzing.toestand}.{toewijzing.toegewezen_op:%Y%m%d%H%M%S}.{toewijzing.tot or ''}"


def mogelijkheden(toewijzing: Toewijzing, vandaag: date) -> tuple[Mogelijkheid, ...]:
    """What may change about an allocation today, in the order in which people ask for it."""
    if toewijzing.toestand not in GELDENDE_TOESTANDEN:
        return ()
    verlengen = ""
    if toewijzing.tot is None:
        verlengen = "er is geen einddatum"
    elif toewijzing.tot < vandaag:
        verlengen = "de einddatum is voorbij; daarvoor is een nieuwe toewijzing nodig (OP380)"
    verkorten = ""
    if toewijzing.tot is not None and toewijzing.tot <= vandaag:
        verkorten = "de einddatum is vandaag of al voorbij"
    omvang = "" if toewijzing.frequentie == TOTAAL else "dat kan alleen bij een totaal over de hele looptijd"
    budget = "" if toewijzing.budget_cent is not None else "deze toewijzing heeft geen budget"
    weg = _houdt_verwijderen_tegen(toewijzing)
    return tuple(
        Mogelijkheid(soort, WIJZIGSOORTEN[soort], not tegen, f"kan niet: {tegen}" if tegen else waarvoor)
        for soort, tegen, waarvoor in (
            (VERLENGEN, verlengen, "een latere einddatum, in overleg met de aanbieder"),
            (VERKORTEN, verkorten, "een eerdere einddatum, vandaag of later"),
            (BEEINDIGEN, "", "de hulp stopt, ook op een dag die voorbij is"),
            (OMVANG, omvang, "een ander totaal"),
            (BUDGET, budget, "een ander bedrag"),
            (CORRIGEREN, "", "een fout in de administratie"),
            (VERWIJDEREN, weg, "alsof zij nooit is verstuurd"),
        )
    )


def _houdt_verwijderen_tegen(toewijzing: Toewijzing) -> str:
    gebruik = leveringen.gebruik_van(toewijzing)
    if gebruik.regels:
        return "er is al op gedeclareerd (TR385)"
    if gebruik.leveringen:
        return "de aanbieder meldde een start; die verwijdert hij eerst (JW305, OP362)"
    return ""


@transaction.atomic
def wijzig(
    toegang: Toegang,
    toewijzing_id: UUID,
    soort: str,
    *,
    versie: str | None = None,
    einddatum: date | None = None,
    zonder_einddatum: bool = False,
    volume: int | None = None,
    budget_cent: int | None = None,
    code: str = "",
    reden: str = "",
    overleg: str = "",
) -> Toewijzingswijziging:
    """Change an allocation and put the JW301 that tells so in the outbox.

    ``soort``: ``verlengen``, ``verkorten`` or ``beeindigen`` (``einddatum``; extending may be ``zonder_einddatum``),
    ``omvang`` (``volume``, in the unit it has), ``budget`` (``budget_cent``), ``corrigeren`` (any of these) or
    ``verwijderen``. ``code``: one of ``REDENEN``. ``overleg``: with whom at the provider it was agreed and when;
    needed for all but a correction and a deletion (OP033x1, OP186, OP298, OP299).

    Raises:
        BesluitFout: what stands in the way, with the field it belongs to; nothing changed.
        ToegangGeweigerd: this person may not decide here.
    """
    toewijzing = _vergrendel(toegang, toewijzing_id)
    if versie and versie != versie_van(toewijzing):
        raise BesluitFout(
            "Deze toewijzing is veranderd sinds u de pagina opende. Kijk haar na en wijzig opnieuw."
        )
    vandaag = klok.vandaag()
    keuze = next((m for m in mogelijkheden(toewijzing, vandaag) if m.soort == soort), None)
    if keuze is None:
        raise BesluitFout("Kies wat u wijzigt.", veld="soort")
    if not keuze.mag:
        raise BesluitFout(f"Dit {keuze.uitleg}. Kies een andere wijziging.", veld="soort")
    na = _nieuwe_waarden(
        toewijzing,
        soort,
        vandaag,
        einddatum=einddatum,
        zonder_einddatum=zonder_einddatum,
        volume=volume,
        budget_cent=budget_cent,
    )
    passend = REDENEN[soort]
    code = code or (passend[0] if len(passend) == 1 else "")
    if code not in passend:
        raise BesluitFout("Kies de reden die in het bericht staat.", veld="code")
    if not reden.strip():
        raise BesluitFout("Schrijf op waarom u wijzigt.", veld="reden")
    if soort not in (CORRIGEREN, VERWIJDEREN) and not overleg.strip():
        raise BesluitFout(
            "Schrijf op met wie u dit bij de aanbieder hebt afgesproken, en wanneer.", veld="overleg"
        )
    terug_in_tijd = "tot" in na and na["tot"] is not None and na["tot"] < vandaag and soort != VERWIJDEREN
    if terug_in_tijd and not overleg.strip():
        raise BesluitFout(
            "Een einddatum die voorbij is, kan alleen in overeenstemming met de aanbieder (OP186). Schrijf op met wie "
            "u dit hebt afgesproken, en wanneer.",
            veld="overleg",
        )
    _past_bij_gebruik(toewijzing, na)
    nu = klok.nu()
    assert toegang.gebruiker_id is not None
    zaak = toewijzing.verzoek
    afwezige = afwezige_bij(toegang, zaak.behandelaar_id, zaak.gemeente_code) if zaak is not None else None
    regel = pas_aan(
        toewijzing,
        soort,
        na,
        code=code,
        reden=reden.strip(),
        overleg=overleg.strip(),
        toegang=(toegang.gebruiker_id, toegang.naam),
        op=nu,
    )
    if afwezige is not None:
        regel.namens_id, regel.namens_naam = afwezige.gebruiker_id, afwezige.naam
    regel.bericht = stuur_jw301(_bestemming(toewijzing), [toewijzing], nu)
    toewijzing.bericht = regel.bericht
    toewijzing.save(update_fields=["bericht"])
    regel.save(force_insert=True)
    toets_opnieuw(toewijzing.jeugdige, f"toewijzing {toewijzing.nummer} gewijzigd")
    return regel


@transaction.atomic
def neem_terug(toegang: Toegang, toewijzing_id: UUID) -> Toewijzing:
    """Take the last change back while its message has not left the outbox, or after its receiver rejected it.

    Raises:
        BesluitFout: there is none, it has left, it belongs to a decision on a request, or a later message builds on it.
        ToegangGeweigerd: this person may not decide here.
    """
    toewijzing = _vergrendel(toegang, toewijzing_id)
    laatste = (
        toewijzing.wijzigingen.select_related("bericht__ruw", "besluit__verzoek", "toewijzing__bericht")
        .filter(herroepen_door=None)
        .exclude(soort=TERUGGENOMEN)
        .order_by("-volgnummer")
        .first()
    )
    if laatste is None or laatste.bericht is None:
        raise BesluitFout("Er is geen wijziging om terug te nemen.")
    if laatste.besluit is not None:
        raise BesluitFout(
            f"Deze wijziging hoort bij het besluit op {laatste.besluit.verzoek.nummer}. Trek dat besluit in."
        )
    if later_genoemd(laatste.bericht):
        raise BesluitFout("Een later bericht noemt deze toewijzing al. Terugnemen kan niet meer.")
    drager = afgekeurd_bericht(laatste.toewijzing)
    if laatste.bericht.toestand != KLAAR and drager is not None:
        log_intrekking(drager, f"niet opnieuw verstuurd: wijziging teruggenomen door {toegang.naam}")
    else:
        neem_bericht_terug(laatste.bericht, f"wijziging teruggenomen door {toegang.naam}")
    herstel(laatste, toegang)
    toets_opnieuw(toewijzing.jeugdige, f"wijziging van toewijzing {toewijzing.nummer} teruggenomen")
    return laatste.toewijzing


def afgekeurd_bericht(toewijzing: Toewijzing) -> Bericht | None:
    """The message of the last change, when the provider rejected it and nothing came instead of it."""
    drager = toewijzing.bericht
    geldt = drager is not None and drager.toestand == AFGEWEZEN and not afgekeurd.kent(toewijzing)
    return drager if geldt and toewijzing.reden_wijziging else None


def _vergrendel(toegang: Toegang, toewijzing_id: UUID) -> Toewijzing:
    rij = (
        Toewijzing.objects.filter(pk=toewijzing_id)
        .values_list("gemeente_code", "aanbieder_agb", "jeugdige__bsn")
        .first()
    )
    if rij is None:
        raise BesluitFout("Deze toewijzing bestaat niet, of u mag haar niet zien.")
    keten.vergrendel(*rij)
    toewijzing = (
        Toewijzing.objects.select_for_update(of=("self",)).select_related("jeugdige").get(pk=toewijzing_id)
    )
    if not rollen.mag_besluiten(toegang, toewijzing.gemeente_code) or toegang.gebruiker_id is None:
        raise ToegangGeweigerd("U mag in deze gemeente niet besluiten over zorg. Vraag een consulent.")
    return toewijzing


def _bestemming(toewijzing: Toewijzing) -> Bestemming:
    """The thread of the request or message it came from; a new one when it was taken over."""
    bron = toewijzing.verzoek or toewijzing.bericht
    return Bestemming(
        toewijzing.jeugdige,
        toewijzing.gemeente_code,
        toewijzing.aanbieder_agb,
        bron.draad if bron is not None else uuid4(),
    )


def _nieuwe_waarden(
    toewijzing: Toewijzing,
    soort: str,
    vandaag: date,
    *,
    einddatum: date | None,
    zonder_einddatum: bool,
    volume: int | None,
    budget_cent: int | None,
) -> dict[str, Any]:
    """What changes, checked against what the kind of change allows."""
    if soort == VERWIJDEREN:
        return {"tot": toewijzing.van}
    na: dict[str, Any] = {}
    if soort in (VERLENGEN, VERKORTEN, BEEINDIGEN, CORRIGEREN):
        if zonder_einddatum and soort in (VERLENGEN, CORRIGEREN):
            na["tot"] = None
        elif einddatum is not None:
            na["tot"] = einddatum
        elif soort != CORRIGEREN:
            raise BesluitFout("Vul de nieuwe einddatum in.", veld="einddatum")
    if soort in (OMVANG, CORRIGEREN) and volume is not None:
        if toewijzing.frequentie != TOTAAL:
            raise BesluitFout(
                "Deze omvang geldt per week of maand. Een andere omvang vraagt een nieuwe toewijzing (OP257). Laat de "
                "omvang hier leeg.",
                veld="volume",
            )
        if volume < 1:
            raise BesluitFout("Vul een omvang van 1 of meer in.", veld="volume")
        na["volume"] = volume
    if soort in (BUDGET, CORRIGEREN) and budget_cent is not None:
        if toewijzing.budget_cent is None:
            raise BesluitFout("Deze toewijzing heeft geen budget. Laat het bedrag leeg.", veld="budget")
        if budget_cent < 1:
            raise BesluitFout("Vul een bedrag in dat groter is dan nul.", veld="budget")
        na["budget_cent"] = budget_cent
    na = {veld: waarde for veld, waarde in na.items() if waarde != getattr(toewijzing, veld)}
    if not na:
        raise BesluitFout(
            "Er verandert niets. Vul in wat er anders wordt.",
            veld={OMVANG: "volume", BUDGET: "budget"}.get(soort, "einddatum"),
        )
    if "tot" in na and na["tot"] is not None:
        nieuw, oud = na["tot"], toewijzing.tot
        if nieuw < toewijzing.van:
            raise BesluitFout(
                "De einddatum ligt voor de begindatum. Kies Verwijderen als de toewijzing nooit had mogen bestaan.",
                veld="einddatum",
            )
        if soort == VERLENGEN and oud is not None and nieuw < oud:
            raise BesluitFout("Deze einddatum is eerder dan nu. Kies Verkorten.", veld="einddatum")
        if soort in (VERKORTEN, BEEINDIGEN) and oud is not None and nieuw > oud:
            raise BesluitFout("Deze einddatum is later dan nu. Kies Verlengen.", veld="einddatum")
        if soort == VERKORTEN and nieuw < vandaag:
            raise BesluitFout("Deze einddatum is voorbij. Kies Intrekken.", veld="einddatum")
    return na


def _past_bij_gebruik(toewijzing: Toewijzing, na: Mapping[str, Any]) -> None:
    """What was delivered and declared lawfully stays lawful (OP345, OP362)."""
    gebruik = leveringen.gebruik_van(toewijzing)
    if "tot" in na and na["tot"] is not None and gebruik.laatste_dag and gebruik.laatste_dag > na["tot"]:
        raise BesluitFout(
            f"Er is al gedeclareerd tot en met {cijfers(gebruik.laatste_dag)}. Kies een latere einddatum, of laat de "
            "aanbieder die declaratie eerst terugdraaien.",
            veld="einddatum",
        )
    if "volume" in na and vergelijkbaar(na["volume"], toewijzing.eenheid) < gebruik.volume:
        raise BesluitFout(
            f"Er is al meer gedeclareerd dan {na['volume']}. Kies een groter totaal.", veld="volume"
        )
    if "budget_cent" in na and na["budget_cent"] < gebruik.bedrag_cent:
        raise BesluitFout("Er is al meer gedeclareerd dan dit bedrag. Kies een hoger budget.", veld="budget")


def redencodes(soort: str) -> tuple[tuple[str, str], ...]:
    """The reasons for a kind of change, as code and words (JZ002)."""
    lijst = codelijst("JZ002")
    return tuple((code, lijst.betekenis(code)) for code in REDENEN[soort])
