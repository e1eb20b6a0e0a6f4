"""Every write of the domain of allocation. Each service runs in one transaction and raises a sentence for people.

All services take the :class:`jeugdketen.kern.toegang.Toegang` of the named person who acts, and run within
``met_toegang`` of that person: row security holds here as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from ijw.berichten.basis import Product
from ijw.codelijsten import codelijst
from ijw.keten.rekenen import TOTAAL, is_zelfde_product, overlappen
from jeugdketen.berichten import keten, nummers
from jeugdketen.berichten.herroeping import herroep
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.stappen import log_feit
from jeugdketen.berichten.toestand import AFGEWEZEN as BERICHT_AFGEWEZEN
from jeugdketen.berichten.toestand import INGETROKKEN as BERICHT_INGETROKKEN
from jeugdketen.berichten.uitgang import UitgaandFout, leg_klaar, trek_terug
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.dossier.selectors import adres_en_gezag
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.datumtekst import cijfers, tijdstip
from jeugdketen.kern.mensen import afwezige_bij
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem, huidige_toegang
from jeugdketen.toewijzing import afgekeurd, berichtbouw, leveringen, termijnen
from jeugdketen.toewijzing.models import (
    AFGEWEZEN,
    AFWIJZEN,
    BEEINDIGEN,
    CORRIGEREN,
    GELDENDE_TOESTANDEN,
    GEWIJZIGD,
    IN_ONDERZOEK,
    INGETROKKEN,
    INTREKKEN,
    KLAAR,
    MET_AFWIJKING,
    ONDERZOEK,
    TERUGGENOMEN,
    TOEGEWEZEN,
    TOEWIJZEN,
    VERLENGEN,
    VERWIJDERD,
    VERWIJDEREN,
    VOW,
    BekendeToewijzing,
    Besluit,
    Toets,
    Toewijzing,
    Toewijzingswijziging,
    Verzoek,
    Verzoekdeel,
)
from jeugdketen.toewijzing.toetsing import als_verzoeken, nu_te_doen, product_sleutel, toets

AFWIJKGRONDEN = {
    "regel": "Een regel die afwijken met onderbouwing toelaat",
    "omvang": "Omvang anders dan gevraagd",
    "periode": "Periode anders dan gevraagd",
    "plan": "Product anders dan in het plan",
}
"""What a decision may deviate from; the key is what the form sends."""

BLOKKEREND = ("geweigerd", "opgeschort", "onvolledig")
"""Outcomes that stand in the way of granting as asked."""

WOONPLAATSBEGINSEL = "8"
"""WJ759: refused because another municipality is responsible (OP359)."""


class BesluitFout(Exception):
    """The decision cannot be taken. ``str(e)``: one Dutch sentence; ``veld``: the form field it belongs to, or
    ``None``.

    ``veld`` is one of ``besluit``, ``reden`` (afwijking), ``code`` (JW319 reason), ``motivering``,
    ``gemeente``, ``vraag``.
    """

    def __init__(self, melding: str, *, veld: str | None = None) -> None:
        super().__init__(melding)
        self.veld = veld


class AlBesloten(BesluitFout):
    """A colleague was first. ``door``: who; ``besluit_id``: the decision, for the link."""

    def __init__(self, eerder: Besluit) -> None:
        super().__init__(f"Dit verzoek is al besloten door {eerder.door_naam}, op {tijdstip(eerder.op)}.")
        self.door = eerder.door_naam
        self.besluit_id = eerder.pk


def intrektijd() -> timedelta:
    """How long a decision stays in the outbox, so that it can be taken back (setting JEUGDKETEN_INTREKTIJD,
    seconds)."""
    return timedelta(seconds=int(getattr(settings, "JEUGDKETEN_INTREKTIJD", 10)))


def versie_van(verzoek: Verzoek) -> str:
    """What a page shows of a request, as a short text: it changes when the state or a fact changes."""
    return f"{verzoek.toestand}.{str(verzoek.laatste_toets_id)[:8]}"


def blokkades(antwoord: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings that stand in the way of granting as asked."""
    return [b for b in antwoord["bevindingen"] if b["uitkomst"] in BLOKKEREND]


def besluit(
    toegang: Toegang,
    nummer: str,
    soort: str,
    *,
    versie: str | None = None,
    afwijk_grond: str = "",
    reden: str = "",
    code: str = "",
    motivering: str = "",
    gemeente: str = "",
    vraag: str = "",
    van: date | None = None,
    tot: date | None = None,
    volume: int | None = None,
) -> Besluit:
    """Take a decision on a request and put its message (JW301 or JW319) in the outbox.

    ``soort``: ``toewijzen`` | ``met_afwijking`` (``reden`` required; ``afwijk_grond`` a key of
    ``AFWIJKGRONDEN``; ``van``, ``tot`` and ``volume`` grant another period or volume than asked) | ``afwijzen``
    (``code`` WJ759 and ``motivering`` required; code 8 needs ``gemeente``) | ``in_onderzoek`` (``vraag``
    required; once per request, TR360). ``versie``: the page's ``versie``; when the facts changed since, the
    decision is refused with a sentence.

    Raises:
        AlBesloten: a colleague was first.
        BesluitFout: anything else that stands in the way; nothing changed.
        ToegangGeweigerd: this person may not decide here.
    """
    with transaction.atomic():
        verzoek = vergrendel(nummer)
        if not rollen.mag_besluiten(toegang, verzoek.gemeente_code) or toegang.gebruiker_id is None:
            raise ToegangGeweigerd("U mag in deze gemeente niet besluiten over zorg. Vraag een consulent.")
        if verzoek.toestand in (TOEGEWEZEN, AFGEWEZEN):
            raise AlBesloten(_laatste_besluit(verzoek))
        if soort == ONDERZOEK and verzoek.toestand == IN_ONDERZOEK:
            raise AlBesloten(_laatste_besluit(verzoek))
        if versie and versie != versie_van(verzoek):
            raise BesluitFout(
                "De gegevens van dit verzoek zijn veranderd sinds u deze pagina opende. "
                "Kijk het oordeel na en besluit opnieuw."
            )
        getoond = verzoek.laatste_toets
        oordeel = toets(verzoek, "besluit")
    # The new verdict is kept when the decision is refused for it: otherwise it could be taken on no later day.
    if versie and getoond is not None and not _zelfde_oordeel(getoond, oordeel):
        raise BesluitFout(
            "Een feit is veranderd en het oordeel is vernieuwd. Kijk het oordeel na en besluit opnieuw."
        )
    with transaction.atomic():
        afwezige = afwezige_bij(toegang, verzoek.behandelaar_id, verzoek.gemeente_code)
        keuze = Besluit(
            namens_id=afwezige.gebruiker_id if afwezige else None,
            namens_naam=afwezige.naam if afwezige else "",
            verzoek=verzoek,
            gemeente_code=verzoek.gemeente_code,
            aanbieder_agb=verzoek.aanbieder_agb,
            volgnummer=verzoek.besluiten.count() + 1,
            soort=soort,
            door_id=toegang.gebruiker_id,
            door_naam=toegang.naam,
            op=klok.nu(),
            vorige_toestand=verzoek.toestand,
            vorige_termijn=verzoek.termijn,
            vorige_termijn_soort=verzoek.termijn_soort,
        )
        if soort == TOEWIJZEN:
            tegen = blokkades(oordeel.antwoord)
            if tegen:
                raise BesluitFout(f"Toewijzen kan niet: {tegen[0]['uitleg']}", veld="besluit")
            if verzoek.soort == VOW:
                _wijs_vow_toe(verzoek, keuze, oordeel)
            else:
                _wijs_toe(verzoek, keuze, oordeel, van=verzoek.van, tot=verzoek.tot, volume=verzoek.volume)
        elif soort == MET_AFWIJKING:
            _wijs_toe_met_afwijking(
                verzoek, keuze, oordeel, afwijk_grond, reden, van=van, tot=tot, volume=volume
            )
        elif soort == AFWIJZEN:
            _wijs_af(verzoek, keuze, oordeel, code, motivering, gemeente)
        elif soort == ONDERZOEK:
            _onderzoek(verzoek, keuze, oordeel, vraag)
        else:
            raise BesluitFout("Kies een besluit.", veld="besluit")
        return keuze


def _zelfde_oordeel(een: Toets, ander: Toets) -> bool:
    """True when two runs of the rules say the same: a run on a later day differs in its date alone."""
    return een.pk == ander.pk or een.antwoord["bevindingen"] == ander.antwoord["bevindingen"]


def vergrendel(nummer: str) -> Verzoek:
    """Lock a request, and before it the chain of its client with the provider; both until the transaction ends.

    Raises:
        BesluitFout: it does not exist for this person.
    """
    rij = (
        Verzoek.objects.filter(nummer=nummer)
        .values_list("gemeente_code", "aanbieder_agb", "jeugdige__bsn")
        .first()
    )
    if rij is not None:
        keten.vergrendel(*rij)  # before the row: messages about this client take their locks in this order
    verzoek = (
        Verzoek.objects.select_for_update(of=("self",))
        .select_related("jeugdige", "laatste_toets", "bericht")
        .filter(nummer=nummer)
        .first()
    )
    if verzoek is None:
        raise BesluitFout("Dit verzoek bestaat niet, of u mag het niet zien.")
    return verzoek


def _laatste_besluit(verzoek: Verzoek) -> Besluit:
    return verzoek.besluiten.order_by("-volgnummer")[0]


def _wijs_toe_met_afwijking(
    verzoek: Verzoek,
    keuze: Besluit,
    oordeel: Toets,
    grond: str,
    reden: str,
    *,
    van: date | None,
    tot: date | None,
    volume: int | None,
) -> None:
    if not reden.strip():
        raise BesluitFout("Schrijf op waarom u afwijkt. Zonder reden kan het niet (S-093).", veld="reden")
    if grond and grond not in AFWIJKGRONDEN:
        raise BesluitFout("Kies waarvan u afwijkt.", veld="afwijk_grond")
    if verzoek.soort == VOW and (tot is not None or volume is not None):
        raise BesluitFout(
            "Een verzoek om wijziging wordt als geheel toegewezen zoals gevraagd; alleen de begindatum kan "
            "verschuiven (IV093).",
            veld="tot" if tot is not None else "volume",
        )
    begin, eind = van or verzoek.van, tot or verzoek.tot
    if eind is not None and eind < begin:
        raise BesluitFout("De einddatum ligt voor de begindatum. Kies een latere einddatum.", veld="tot")
    if volume is not None and verzoek.volume is None:
        raise BesluitFout("De aanbieder vroeg niet om een omvang. Laat de omvang leeg.", veld="volume")
    if volume is not None and volume < 1:
        raise BesluitFout("Vul een omvang van 1 of meer in.", veld="volume")
    if verzoek.soort == VOW and van is not None:
        oordeel = toets(verzoek, "besluit met een andere begindatum", van=van)
    elif (begin, eind) != (verzoek.van, verzoek.tot):
        oordeel = toets(verzoek, "besluit met een andere periode", van=begin, tot=eind)
    vast = [b for b in blokkades(oordeel.antwoord) if b["afwijken"] != "met_onderbouwing"]
    if vast:
        raise BesluitFout(f"Afwijken kan niet: {vast[0]['uitleg']}", veld="besluit")
    keuze.reden, keuze.afwijk_grond = reden.strip(), grond
    if verzoek.soort == VOW:
        _wijs_vow_toe(verzoek, keuze, oordeel, vanaf=van)
        return
    _wijs_toe(
        verzoek, keuze, oordeel, van=begin, tot=eind, volume=volume if volume is not None else verzoek.volume
    )


def _wijs_toe(
    verzoek: Verzoek, keuze: Besluit, oordeel: Toets, *, van: date, tot: date | None, volume: int | None
) -> None:
    nieuw = _nieuwe_toewijzing(verzoek, verzoek, keuze, van=van, tot=tot, volume=volume)
    bericht = stuur_jw301(
        Bestemming.van_verzoek(verzoek), [nieuw], keuze.op, verleent=verzoek.referentie_aanbieder
    )
    nieuw.bericht = bericht
    nieuw.save(update_fields=["bericht"])
    _rond_af(verzoek, keuze, oordeel, bericht, TOEGEWEZEN)


def _nieuwe_toewijzing(
    verzoek: Verzoek,
    gevraagd: Verzoek | Verzoekdeel,
    keuze: Besluit,
    *,
    van: date,
    tot: date | None,
    volume: int | None,
    deel: int = 0,
) -> Toewijzing:
    nu = keuze.op.replace(microsecond=0)
    nieuw = Toewijzing(
        nummer=nummers.toewijzingnummer(verzoek.gemeente_code, nu.year),
        gemeente_code=verzoek.gemeente_code,
        aanbieder_agb=verzoek.aanbieder_agb,
        jeugdige=verzoek.jeugdige,
        verzoek=verzoek,
        deel=deel,
        referentie_aanbieder=verzoek.referentie_aanbieder,
        categorie=gevraagd.categorie,
        code=gevraagd.code,
        product_sleutel=product_sleutel(gevraagd.categorie, gevraagd.code),
        product=gevraagd.product,
        product_naam=gevraagd.product_naam,
        componenten=gevraagd.componenten,
        van=van,
        tot=tot,
        volume=volume,
        eenheid=gevraagd.eenheid,
        frequentie=gevraagd.frequentie,
        budget_cent=gevraagd.budget_cent,
        toegewezen_op=nu,
        toestand=KLAAR,
    )
    bewaar(nieuw)
    return nieuw


def bewaar(toewijzing: Toewijzing) -> None:
    """Write an allocation, new or changed.

    Raises:
        BesluitFout: the same product is already allocated to this provider in that period (OP259).
    """
    try:
        with transaction.atomic():
            toewijzing.save(force_insert=toewijzing._state.adding)
    except IntegrityError as fout:
        if "toewijzing_niet_gestapeld" not in str(fout):
            raise
        _eis_ongestapeld(
            toewijzing, actuele_toewijzingen(toewijzing.jeugdige, toewijzing.aanbieder_agb, toewijzing.van)
        )
        raise BesluitFout(
            "Deze aanbieder heeft in die periode al een toewijzing voor hetzelfde product (OP259). Kies een andere "
            "periode, of wijzig eerst die toewijzing.",
            veld="besluit",
        ) from fout


def _eis_ongestapeld(toewijzing: Toewijzing, naast: Sequence[Toewijzing]) -> None:
    """No other allocation of the child at this provider is for the same product in the same days (OP259, TR302).

    Raises:
        BesluitFout: one is; the field is that of the period.
    """

    def product(rij: Toewijzing) -> Product | None:
        return Product(rij.categorie, rij.code or None) if rij.categorie else None

    for ander in naast:
        if (
            ander.pk == toewijzing.pk
            or VERWIJDERD in (ander.toestand, toewijzing.toestand)
            or not is_zelfde_product(product(toewijzing), product(ander))
            or not overlappen(toewijzing.van, toewijzing.tot, ander.van, ander.tot)
        ):
            continue
        wat = (
            "hetzelfde product"
            if toewijzing.product_sleutel == ander.product_sleutel
            else f"alle hulp in categorie {toewijzing.categorie}"
        )
        periode = f"vanaf {cijfers(ander.van)}" + (f" tot en met {cijfers(ander.tot)}" if ander.tot else "")
        kan = (
            f"Laat de periode eindigen voor {cijfers(ander.van)}, of wijzig eerst die toewijzing."
            if ander.van > toewijzing.van
            else "Wijzig eerst die toewijzing."
        )
        raise BesluitFout(
            f"De periode overlapt met toewijzing {ander.nummer} van deze aanbieder, voor {wat}, {periode}. Dat kan "
            f"niet tegelijk (OP259). {kan}",
            veld="einddatum" if toewijzing.reden_wijziging else "besluit",
        )


def _wijs_vow_toe(verzoek: Verzoek, keuze: Besluit, oordeel: Toets, *, vanaf: date | None = None) -> None:
    """Grant a VOW as a whole: everything as asked, all of it in one JW301 (OP348, IV093).

    ``vanaf``: nothing begins before this day, agreed with the provider. Without it a wish that has passed cannot be
    granted.
    """
    vandaag = keuze.op.date()
    delen = als_verzoeken(verzoek, vanaf=vanaf)
    if vanaf is None and any(beeld.van < vandaag and _begint(deel, beeld) for deel, beeld in delen):
        raise BesluitFout(
            "De gewenste begindatum is voorbij. Spreek met de aanbieder af per welke dag de wijziging ingaat, kies "
            "Met afwijking en vul die begindatum in (IV093).",
            veld="besluit",
        )
    gewijzigd: list[tuple[Toewijzing, str, dict[str, Any]]] = []
    nieuw: list[tuple[Verzoekdeel, date]] = []
    for deel, beeld in delen:
        if deel.tot is not None and deel.tot < beeld.van:
            raise BesluitFout(
                "Een van de producten eindigt voor die begindatum. Kies een eerdere begindatum.", veld="van"
            )
        if deel.toewijzing_id is None:
            nieuw.append((deel, beeld.van))
            continue
        oud = Toewijzing.objects.select_for_update().get(pk=deel.toewijzing_id)
        if oud.toestand not in GELDENDE_TOESTANDEN or (oud.tot is not None and oud.tot < vandaag):
            raise BesluitFout(
                f"Toewijzing {oud.nummer} loopt niet meer. Wijs het verzoek af.", veld="besluit"
            )
        if not _begint(deel, oud):
            na = {"tot": deel.tot, "volume": deel.volume, "budget_cent": deel.budget_cent}
            gewijzigd.append((oud, CORRIGEREN if oud.tot == deel.tot else VERLENGEN, na))
        elif beeld.van > oud.van:
            gewijzigd.append((oud, BEEINDIGEN, {"tot": beeld.van - timedelta(days=1)}))
            nieuw.append((deel, beeld.van))
        else:
            gewijzigd.append((oud, VERWIJDEREN, {"tot": oud.van}))
            nieuw.append((deel, beeld.van))
    regels = [
        pas_aan(
            oud,
            soort,
            na,
            code=VERWIJDERD_CODE if soort == VERWIJDEREN else GEINITIEERD_DOOR_AANBIEDER,
            reden=f"Verzoek om wijziging {verzoek.nummer}",
            overleg=keuze.reden,
            toegang=(keuze.door_id, keuze.door_naam),
            op=keuze.op,
        )
        for oud, soort, na in gewijzigd
    ]
    erbij = [
        _nieuwe_toewijzing(
            verzoek, deel, keuze, van=begin, tot=deel.tot, volume=deel.volume, deel=deel.volgnummer
        )
        for deel, begin in nieuw
    ]
    bericht = stuur_jw301(
        Bestemming.van_verzoek(verzoek),
        [*(oud for oud, _, _ in gewijzigd), *erbij],
        keuze.op,
        verleent=verzoek.referentie_aanbieder,
        geheel=True,
    )
    Toewijzing.objects.filter(pk__in=[t.pk for t in erbij]).update(bericht=bericht)
    Toewijzing.objects.filter(pk__in=[oud.pk for oud, _, _ in gewijzigd]).update(bericht=bericht)
    _rond_af(verzoek, keuze, oordeel, bericht, TOEGEWEZEN)
    for regel in regels:
        regel.bericht, regel.besluit = bericht, keuze
        regel.save(force_insert=True)


def _begint(deel: Verzoekdeel, rij: Verzoek | Toewijzing) -> bool:
    """Whether granting this part begins something new; a change of end date, budget or total does not (OP257)."""
    oud = deel.toewijzing
    if oud is None:
        return True
    zelfde_omvang = (deel.volume, deel.eenheid, deel.frequentie) == (oud.volume, oud.eenheid, oud.frequentie)
    return oud.budget_cent is None and oud.frequentie != TOTAAL and not zelfde_omvang


GEINITIEERD_DOOR_AANBIEDER, VERWIJDERD_CODE = "12", "13"
"""RedenWijziging (JZ002)."""

_WIJZIGBAAR = ("tot", "volume", "budget_cent", "toegewezen_op", "reden_wijziging", "toestand", "bericht_id")


def pas_aan(
    toewijzing: Toewijzing,
    soort: str,
    na: Mapping[str, Any],
    *,
    code: str,
    reden: str,
    overleg: str,
    toegang: tuple[int, str],
    op: datetime,
) -> Toewijzingswijziging:
    """Change a locked allocation and give back the row that tells so, unsaved: its message must come first.

    Raises:
        BesluitFout: it would overlap with the same product (OP259).
    """
    voor = {veld: _als_json(getattr(toewijzing, veld)) for veld in _WIJZIGBAAR}
    for veld, waarde in na.items():
        setattr(toewijzing, veld, waarde)
    toewijzing.toegewezen_op = op.replace(microsecond=0)
    toewijzing.reden_wijziging = code
    if soort == VERWIJDEREN:
        toewijzing.toestand = VERWIJDERD
    elif toewijzing.toestand != KLAAR:
        toewijzing.toestand = GEWIJZIGD
    bewaar(toewijzing)
    return Toewijzingswijziging(
        toewijzing=toewijzing,
        gemeente_code=toewijzing.gemeente_code,
        volgnummer=toewijzing.wijzigingen.count() + 1,
        soort=soort,
        voor=voor,
        na={veld: _als_json(waarde) for veld, waarde in na.items()},
        code=code,
        reden=reden,
        overleg=overleg,
        door_id=toegang[0],
        door_naam=toegang[1],
        op=op,
    )


def herstel(wijziging: Toewijzingswijziging, toegang: Toegang) -> None:
    """Put an allocation back as it was before its last change, whose message was taken back or rejected."""
    toewijzing = wijziging.toewijzing
    voor = wijziging.voor
    toewijzing.tot = date.fromisoformat(voor["tot"]) if voor["tot"] else None
    toewijzing.toegewezen_op = datetime.fromisoformat(voor["toegewezen_op"])
    for veld in ("volume", "budget_cent", "reden_wijziging"):
        setattr(toewijzing, veld, voor[veld])
    toewijzing.bericht = Bericht.objects.get(pk=voor["bericht_id"]) if voor["bericht_id"] else None
    # What became of that message since, the row of then does not know.
    toewijzing.toestand = afgekeurd.stand_na(toewijzing.bericht)
    bewaar(toewijzing)
    assert toegang.gebruiker_id is not None
    Toewijzingswijziging(
        toewijzing=toewijzing,
        gemeente_code=toewijzing.gemeente_code,
        volgnummer=toewijzing.wijzigingen.count() + 1,
        soort=TERUGGENOMEN,
        voor={},
        na=voor,
        herroept=wijziging,
        door_id=toegang.gebruiker_id,
        door_naam=toegang.naam,
        op=klok.nu(),
    ).save(force_insert=True)


def _als_json(waarde: Any) -> Any:
    if isinstance(waarde, (date, datetime)):
        return waarde.isoformat()
    return str(waarde) if isinstance(waarde, UUID) else waarde


def actuele_toewijzingen(jeugdige: Jeugdige, aanbieder_agb: str, op: date) -> list[Toewijzing]:
    """What a JW301 to this provider carries (OP087): all that is valid on or after the day it is made."""
    rijen = Toewijzing.objects.filter(
        jeugdige=jeugdige, aanbieder_agb=aanbieder_agb, toestand__in=GELDENDE_TOESTANDEN
    ).order_by("van", "nummer")
    return [rij for rij in rijen if rij.tot is None or rij.tot >= op]


@dataclass(frozen=True, slots=True)
class Bestemming:
    """Whom a message of ours is for, about whom, and in which thread it belongs."""

    jeugdige: Jeugdige
    gemeente_code: str
    aanbieder_agb: str
    draad: UUID

    @classmethod
    def van_verzoek(cls, verzoek: Verzoek) -> Bestemming:
        """The provider that asked."""
        return cls(verzoek.jeugdige, verzoek.gemeente_code, verzoek.aanbieder_agb, verzoek.draad)


def stuur_jw301(
    naar: Bestemming,
    veranderd: Sequence[Toewijzing],
    op: datetime,
    *,
    verleent: str = "",
    geheel: bool = False,
) -> Bericht:
    """Put a JW301 in the outbox with all that is current at the provider plus what changed (OP087).

    What an earlier JW301 told that was rejected goes along: it counts as not sent (OP286). ``verleent``: reference of
    the request that the changed allocations grant; ``geheel``: it is a VOW, so that every product carries the reference
    (TR379).

    Raises:
        BesluitFout: the message cannot be made, or its receiver would reject it.
    """
    adres, gezagsdragers = adres_en_gezag(naar.jeugdige)
    alle = actuele_toewijzingen(naar.jeugdige, naar.aanbieder_agb, op.date())
    eerder = afgekeurd.te_herhalen(naar.jeugdige.pk, naar.aanbieder_agb)
    for extra in (veranderd, eerder):
        genoemd = {t.pk for t in alle}
        alle += [t for t in extra if t.pk not in genoemd]
    for toewijzing in veranderd:
        _eis_ongestapeld(toewijzing, alle)
    identificatie = nummers.berichtnummer(naar.gemeente_code, op.year, "T")
    referenties = {t.nummer: verleent for t in (alle if geheel else veranderd)} if verleent else {}
    if eerder and not geheel:
        wachtend = afgekeurd.nog_te_verlenen(naar.jeugdige.pk, naar.gemeente_code, naar.aanbieder_agb)
        referenties = afgekeurd.referenties_in(alle, wachtend, referenties)
    try:
        inhoud = berichtbouw.maak_jw301(
            berichtbouw.Client(naar.jeugdige, adres, gezagsdragers),
            alle,
            referenties,
            identificatie=identificatie,
            nu=op,
        )
    except berichtbouw.OnvolledigDossier as fout:
        raise BesluitFout(str(fout), veld="besluit") from fout
    bericht = _leg_klaar(
        naar,
        inhoud,
        "JW301",
        identificatie,
        referenties=[*referenties.values(), *(t.nummer for t in alle)],
        bsn=naar.jeugdige.bsn,
    )
    eigen = {t.pk for t in veranderd}
    afgekeurd.koppel([t for t in eerder if t.pk not in eigen], bericht)
    return bericht


def _wijs_af(
    verzoek: Verzoek, keuze: Besluit, oordeel: Toets, code: str, motivering: str, gemeente: str
) -> None:
    if code not in codelijst("WJ759"):
        raise BesluitFout("Kies de reden die in het antwoord aan de aanbieder staat.", veld="code")
    if not motivering.strip():
        raise BesluitFout("Schrijf op waarom u afwijst, voor het gezin en de aanbieder.", veld="motivering")
    woonplaats = ""
    if code == WOONPLAATSBEGINSEL:
        if gemeente not in codelijst("CBS"):
            raise BesluitFout("Kies de gemeente die wel verantwoordelijk is (OP359).", veld="gemeente")
        if gemeente == verzoek.gemeente_code:
            raise BesluitFout(
                "Dit is uw eigen gemeente. Kies de gemeente die wel verantwoordelijk is.", veld="gemeente"
            )
        woonplaats = gemeente
    keuze.code, keuze.motivering, keuze.woonplaats = code, motivering.strip(), woonplaats
    bericht = _stuur_jw319(verzoek, keuze, antwoord="1", reden=code, woonplaats=woonplaats or None)
    _rond_af(verzoek, keuze, oordeel, bericht, AFGEWEZEN)


def _onderzoek(verzoek: Verzoek, keuze: Besluit, oordeel: Toets, vraag: str) -> None:
    if verzoek.besluiten.filter(soort=ONDERZOEK, herroepen_door__isnull=True).exists():
        raise BesluitFout(
            "Dit verzoek is al een keer in onderzoek genomen. Dat kan één keer (TR360). Kies een ander besluit.",
            veld="besluit",
        )
    if not vraag.strip():
        raise BesluitFout("Schrijf op wat u uitzoekt, en bij wie.", veld="vraag")
    keuze.reden = vraag.strip()
    keuze.uiterlijk = termijnen.onderzoek_uiterlijk(verzoek.dagtekening)
    bericht = _stuur_jw319(verzoek, keuze, antwoord="2")
    verzoek.termijn, verzoek.termijn_soort = keuze.uiterlijk, termijnen.ONDERZOEK
    _rond_af(verzoek, keuze, oordeel, bericht, IN_ONDERZOEK)


def _stuur_jw319(
    verzoek: Verzoek,
    keuze: Besluit,
    *,
    antwoord: str,
    reden: str | None = None,
    woonplaats: str | None = None,
) -> Bericht:
    identificatie = nummers.berichtnummer(verzoek.gemeente_code, keuze.op.year, "A")
    inhoud = berichtbouw.maak_jw319(
        gemeente=verzoek.gemeente_code,
        aanbieder=verzoek.aanbieder_agb,
        identificatie=identificatie,
        op=keuze.op.date(),
        referentie=verzoek.referentie_aanbieder,
        antwoord=antwoord,
        reden=reden,
        woonplaats=woonplaats,
    )
    return leg_antwoord_klaar(Bestemming.van_verzoek(verzoek), inhoud, identificatie)


def leg_antwoord_klaar(naar: Bestemming, inhoud: Any, identificatie: str) -> Bericht:
    """Put a JW319 in the outbox.

    Raises:
        BesluitFout: its receiver would reject it.
    """
    return _leg_klaar(
        naar,
        inhoud,
        "JW319",
        identificatie,
        referenties=[inhoud.antwoord.referentie_aanbieder],
        bsn=naar.jeugdige.bsn,
    )


def _leg_klaar(
    naar: Bestemming, inhoud: Any, soort: str, identificatie: str, *, referenties: list[str], bsn: str | None
) -> Bericht:
    """Check a message of ours as its receiver will (levels 1 to 3), note what it changes in the chain, and
    queue it."""
    controle = keten.toets(inhoud, gemeente_code=naar.gemeente_code)
    if controle.bevindingen:
        eerste = controle.bevindingen[0]
        raise _kan_niet_weg(soort, eerste.regel, eerste.melding)
    try:
        bericht = leg_klaar(
            inhoud,
            soort,
            gemeente_code=naar.gemeente_code,
            aanbieder_agb=naar.aanbieder_agb,
            identificatie=identificatie,
            draad=naar.draad,
            bsn=bsn,
            referenties=referenties,
            wacht=intrektijd(),
        )
    except UitgaandFout as fout:
        raise _kan_niet_weg(soort, *(fout.bevindingen[0] if fout.bevindingen else ("", str(fout)))) from fout
    keten.DbKetenstand(naar.gemeente_code).verwerk(controle.wijziging)
    return bericht


def _kan_niet_weg(soort: str, regel: str, melding: str) -> BesluitFout:
    """What the receiver of a message of ours would reject; no field of a screen is known to be the cause."""
    zin = melding if melding.endswith(".") else f"{melding}."
    return BesluitFout(
        f"Er is niets vastgelegd: de aanbieder zou het bericht afkeuren. {zin} Verander uw keuze, of vraag de "
        f"beheerder om hulp en noem daarbij {f'{soort} {regel}'.strip()}.",
        veld="besluit",
    )


def _rond_af(verzoek: Verzoek, keuze: Besluit, oordeel: Toets, bericht: Bericht, toestand: str) -> None:
    keuze.toets = oordeel
    keuze.feiten, keuze.antwoord, keuze.kwitantie = oordeel.feiten, oordeel.antwoord, oordeel.kwitantie
    keuze.bericht = bericht
    keuze.save(force_insert=True)
    verzoek.toestand = toestand
    verzoek.nu_te_doen = nu_te_doen(toestand, oordeel.antwoord)
    if verzoek.behandelaar_id is None:
        verzoek.behandelaar_id, verzoek.behandelaar_naam = keuze.door_id, keuze.door_naam
    verzoek.save(
        update_fields=[
            "toestand",
            "nu_te_doen",
            "termijn",
            "termijn_soort",
            "behandelaar",
            "behandelaar_naam",
        ]
    )


@transaction.atomic
def trek_in(toegang: Toegang, nummer: str) -> Verzoek:
    """Take the last decision back while its message has not left the outbox, or after its receiver rejected it.

    Raises:
        BesluitFout: there is none, it has left, or a later message builds on it; nothing changed.
        ToegangGeweigerd: this person may not decide here.
    """
    verzoek = vergrendel(nummer)
    if not rollen.mag_besluiten(toegang, verzoek.gemeente_code) or toegang.gebruiker_id is None:
        raise ToegangGeweigerd("U mag in deze gemeente niet besluiten over zorg. Vraag een consulent.")
    laatste = verzoek.besluiten.select_related("bericht__ruw").order_by("-volgnummer").first()
    if laatste is None or laatste.soort == INTREKKEN or laatste.bericht is None:
        raise BesluitFout("Er is geen besluit om in te trekken.")
    verleend = list(
        Toewijzing.objects.select_for_update(of=("self",))
        .select_related("bericht")
        .filter(verzoek=verzoek)
        .exclude(toestand=INGETROKKEN)
    )
    wijzigingen = list(laatste.wijzigingen.select_related("toewijzing"))
    if laatste.bericht.soort == "JW301" and later_genoemd(laatste.bericht):
        raise BesluitFout("Een later bericht noemt deze toewijzing al. Intrekken kan niet meer.")
    if (drager := afgekeurd_bericht(laatste)) is not None:
        _eis_ongebruikt(verleend)
        log_intrekking(drager, f"niet opnieuw verstuurd: besluit ingetrokken door {toegang.naam}")
    else:
        neem_bericht_terug(laatste.bericht, f"besluit ingetrokken door {toegang.naam}")
    for toewijzing in verleend:
        toewijzing.toestand = INGETROKKEN
        toewijzing.save(update_fields=["toestand"])
    for wijziging in wijzigingen:
        herstel(wijziging, toegang)
    verzoek.toestand = laatste.vorige_toestand
    verzoek.termijn, verzoek.termijn_soort = laatste.vorige_termijn, laatste.vorige_termijn_soort
    verzoek.nu_te_doen = nu_te_doen(verzoek.toestand, laatste.antwoord)
    verzoek.save(update_fields=["toestand", "termijn", "termijn_soort", "nu_te_doen"])
    Besluit(
        verzoek=verzoek,
        gemeente_code=verzoek.gemeente_code,
        aanbieder_agb=verzoek.aanbieder_agb,
        volgnummer=laatste.volgnummer + 1,
        soort=INTREKKEN,
        herroept=laatste,
        toets=laatste.toets,
        feiten=laatste.feiten,
        antwoord=laatste.antwoord,
        kwitantie=laatste.kwitantie,
        door_id=toegang.gebruiker_id,
        door_naam=toegang.naam,
        op=klok.nu(),
        vorige_toestand=laatste.vorige_toestand,
        vorige_termijn=laatste.vorige_termijn,
        vorige_termijn_soort=laatste.vorige_termijn_soort,
    ).save(force_insert=True)
    return verzoek


def afgekeurd_bericht(besluit_: Besluit) -> Bericht | None:
    """The message that was to tell this decision, when the provider rejected it and nothing came instead of it."""
    bericht = besluit_.bericht
    if bericht is None or bericht.toestand != BERICHT_AFGEWEZEN:
        return None
    if bericht.soort == "JW319":
        later = Bericht.objects.filter(
            draad=bericht.draad,
            soort="JW319",
            referenties=bericht.referenties,
            tijdstip__gt=bericht.tijdstip,
        ).exclude(toestand=BERICHT_INGETROKKEN)
        laatste = later.order_by("-tijdstip").first() or bericht
        return laatste if laatste.toestand == BERICHT_AFGEWEZEN else None
    verleend = list(
        Toewijzing.objects.select_related("bericht")
        .filter(verzoek=besluit_.verzoek_id)
        .exclude(toestand=INGETROKKEN)
    )
    gewijzigd = [(w, w.toewijzing) for w in besluit_.wijzigingen.select_related("toewijzing__bericht")]
    if BekendeToewijzing.objects.filter(pk__in=[t.pk for t in verleend]).exists() or any(
        t.toegewezen_op != w.op.replace(microsecond=0) or afgekeurd.kent(t) for w, t in gewijzigd
    ):
        return None
    drager = next((t.bericht for t in (*verleend, *(t for _, t in gewijzigd))), None)
    return drager if drager is not None and drager.toestand == BERICHT_AFGEWEZEN else None


def _eis_ongebruikt(toewijzingen: Sequence[Toewijzing]) -> None:
    """Nothing was delivered or declared on these allocations.

    Raises:
        BesluitFout: on one of them there was.
    """
    for toewijzing in toewijzingen:
        gebruik = leveringen.gebruik_van(toewijzing)
        if gebruik.regels or gebruik.leveringen:
            raise BesluitFout(
                f"Op toewijzing {toewijzing.nummer} is al een start gemeld of gedeclareerd. Verstuur het bericht "
                "opnieuw en trek de toewijzing daarna in."
            )


def log_intrekking(bericht: Bericht, reden: str) -> None:
    """Write in the log of a rejected message why nothing comes instead of it."""
    with als_systeem({bericht.gemeente_code or ""}, naam=huidige_toegang().naam):
        log_feit(bericht, reden=reden)


def neem_bericht_terug(bericht: Bericht, reden: str) -> None:
    """Take a message back that waits in the outbox, and what it changed in the chain.

    Raises:
        BesluitFout: it has left.
    """
    if not trek_terug(bericht.pk, reden=reden):
        raise BesluitFout("Het bericht is al verstuurd. Intrekken kan niet meer.")
    bericht.refresh_from_db(fields=["toestand"])
    herroep(bericht)
    if bericht.soort == "JW301":
        afgekeurd.ontkoppel(bericht)


def later_genoemd(bericht: Bericht) -> bool:
    """Whether a JW301 that was made after this one, and counts, names one of its allocations."""
    genoemd = [ref for ref in bericht.referenties if ref.isdigit()]
    return (
        Bericht.objects.filter(
            gemeente_code=bericht.gemeente_code,
            aanbieder_agb=bericht.aanbieder_agb,
            soort="JW301",
            referenties__overlap=genoemd,
            identificatie__gt=bericht.identificatie,
        )
        .exclude(toestand__in=(BERICHT_INGETROKKEN, BERICHT_AFGEWEZEN))
        .exists()
    )
