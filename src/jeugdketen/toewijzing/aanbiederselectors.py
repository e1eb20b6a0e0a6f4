"""What a provider reads: its requests with their answer, and its allocations with starts and stops.

Row security decides which rows exist; the filters on the provider here only choose among those of somebody who works
for more than one. What became of a request is read from the messages that have left, never from the request itself: a
decision that can still be taken back is not the provider's yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from ijw.berichten.basis import Omvang
from ijw.codelijsten import codelijst
from ijw.lezen import lees
from jeugdketen.berichten.meldingen import Levering, Toewijzingsleutel, heeft_melding, leveringen_op
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.selectors import omvang_tekst
from jeugdketen.berichten.termijnen import melding_uiterlijk, meldingen_tot
from jeugdketen.berichten.toestand import AFGEWEZEN
from jeugdketen.dossier import namen as naamstukken
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel, is_bsn
from jeugdketen.kern.leeslog import leg_inzage_vast
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.toewijzing import termijnen
from jeugdketen.toewijzing.models import VOW, BekendeToewijzing, EigenVerzoek
from jeugdketen.toewijzing.selectors import VerzoekNietGevonden, product_tekst
from jeugdketen.toewijzing.zicht import zichttermijn

PER_PAGINA = 50
MEEST_EXPORT = 5000
"""Rows in one export."""

GROND = "levering van jeugdhulp door de eigen aanbieder"
"""On what ground somebody of a provider reads, for the read log."""

VERZOEKTABS: Mapping[str, str] = {"open": "Wacht op antwoord", "beantwoord": "Beantwoord", "alle": "Alle"}
TOEWIJZINGTABS: Mapping[str, str] = {
    "lopend": "Lopend",
    "start": "Start nog melden",
    "stop": "Stop nog melden",
    "alle": "Alle",
}


class ToewijzingNietGevonden(LookupError):
    """No such allocation, or it is none of this provider's: the same answer for both."""

    def __init__(self) -> None:
        super().__init__("Deze toewijzing bestaat niet, of is niet van uw organisatie.")


@dataclass(frozen=True, slots=True)
class Antwoord:
    """What the municipality answered. ``soort``: wacht, onderzoek, toegewezen or afgewezen; ``uitkomst``: one of the
    five outcome words, or None while nothing came; ``bericht_id`` of the message that says so."""

    soort: str
    tekst: str
    uitkomst: str | None
    op: date | None = None
    uiterlijk: date | None = None
    reden: str = ""
    bericht_id: UUID | None = None

    @property
    def wacht(self) -> bool:
        """Whether the municipality still has to answer for good."""
        return self.soort in ("wacht", "onderzoek")


@dataclass(frozen=True, slots=True)
class Aanvraag:
    """One request of the provider."""

    nummer: str
    jeugdige: str
    gemeente: str
    product: str
    omschrijving: str
    omvang: str
    van: date
    tot: date | None
    referentie: str
    ontvangen: date
    bericht_id: UUID
    antwoord: Antwoord


@dataclass(frozen=True, slots=True)
class Toegewezen:
    """One allocation of the provider. ``nu``: what must be done now, in words, empty when nothing; ``uiterlijk``: by
    when, where that is known. ``start_onbekend``: it began before it was taken over from another system."""

    id: UUID
    nummer: str
    jeugdige: str
    jeugdige_id: UUID
    gemeente: str
    gemeente_code: str
    aanbieder_agb: str
    categorie: str
    code: str
    product: str
    omschrijving: str
    omvang: str
    van: date
    tot: date | None
    ontvangen: date
    leveringen: tuple[Levering, ...]
    nu: str
    uiterlijk: date | None
    start_onbekend: bool = False

    @property
    def stand(self) -> str:
        """The state of the delivery in words."""
        if self.leveringen:
            return self.leveringen[-1].stand
        return "overgenomen, start onbekend" if self.start_onbekend else "geen start gemeld"


@dataclass(frozen=True, slots=True)
class Lijst:
    """A page of a list. ``totaal`` counts all hits; ``aantallen`` counts each tab, before searching."""

    regels: tuple[Any, ...]
    totaal: int
    pagina: int
    paginas: int
    tab: str
    aantallen: Mapping[str, int]


# --- requests -----------------------------------------------------------------------------------------------------


def _verzoeken(toegang: Toegang) -> QuerySet[EigenVerzoek]:
    return EigenVerzoek.objects.filter(aanbieder_agb__in=sorted(toegang.aanbieders))


def verzoeken(toegang: Toegang, *, tab: str = "open", zoek: str = "", pagina: int = 1) -> Lijst:
    """The requests of one's own provider. ``zoek``: (part of) a name, a BSN, a reference or a number of a request;
    a search is in the read log, without what was typed."""
    tab = tab if tab in VERZOEKTABS else "open"
    alle = _verzoeken(toegang)
    per_tab = {
        "open": alle.filter(beantwoord=False),
        "beantwoord": alle.filter(beantwoord=True),
        "alle": alle,
    }
    rijen = per_tab[tab]
    if zoek:
        rijen = rijen.filter(_zoekterm(zoek))
    # Who waits longest stands first; of what was answered the newest.
    rijen = (
        rijen.order_by("ontvangen", "nummer") if tab == "open" else rijen.order_by("-ontvangen", "-nummer")
    )
    deel, totaal, pagina, paginas = _blad(rijen, pagina)
    if zoek:
        _log_zoeken(toegang, "verzoeken", totaal)
    return Lijst(
        _aanvragen(deel), totaal, pagina, paginas, tab, {naam: rij.count() for naam, rij in per_tab.items()}
    )


def wachtende_verzoeken(toegang: Toegang, hoogstens: int) -> tuple[Aanvraag, ...]:
    """The requests that the municipality still has to answer for good, longest waiting first."""
    rijen = _verzoeken(toegang).filter(beantwoord=False).order_by("ontvangen", "nummer")
    return _aanvragen(list(rijen[:hoogstens]))


def verzoeken_export(toegang: Toegang, *, tab: str = "open") -> tuple[Aanvraag, ...]:
    """All requests of a tab, at most `MEEST_EXPORT`; the read log says that they were taken away."""
    alle = _verzoeken(toegang)
    if tab in ("open", "beantwoord"):
        alle = alle.filter(beantwoord=tab == "beantwoord")
    regels = _aanvragen(list(alle.order_by("-ontvangen", "-nummer")[:MEEST_EXPORT]))
    leg_inzage_vast(toegang, None, Inzage.Handeling.EXPORT, GROND, f"verzoeken als CSV, {len(regels)} regels")
    return regels


def verzoek(toegang: Toegang, nummer: str) -> tuple[Aanvraag, tuple[tuple[str, str], ...]]:
    """One request with what was asked as label and value; opening it is in the read log.

    Raises:
        VerzoekNietGevonden: it is not there for this provider.
    """
    v = _verzoeken(toegang).filter(nummer=nummer).first()
    if v is None:
        raise VerzoekNietGevonden
    _log_lezen(toegang, v.jeugdige_id, v.gemeente_code, f"verzoek {nummer} en het antwoord")
    feiten = []
    if v.verwijzer_type:
        verwijzer = codelijst("COD327").betekenis(v.verwijzer_type)
        wie = v.verwijzer_naam or v.verwijzer_code
        feiten.append(("Verwijzer", f"{verwijzer}, {wie}" if wie else verwijzer))
    if v.commentaar:
        feiten.append(("Toelichting", v.commentaar))
    return _aanvragen([v])[0], tuple(feiten)


def _aanvragen(rijen: Sequence[EigenVerzoek]) -> tuple[Aanvraag, ...]:
    kinderen = _namen(v.jeugdige_id for v in rijen)
    gemeenten = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    antwoorden = _antwoorden(rijen)
    return tuple(
        Aanvraag(
            nummer=v.nummer,
            jeugdige=kinderen.get(v.jeugdige_id, ""),
            gemeente=gemeenten.get(v.gemeente_code, v.gemeente_code),
            product=f"Wijziging, {product_tekst(v)}" if v.soort == VOW else product_tekst(v),
            omschrijving=v.product_naam,
            omvang=_omvang(v),
            van=v.van,
            tot=v.tot,
            referentie=v.referentie_aanbieder,
            ontvangen=v.ontvangen,
            bericht_id=v.bericht_id,
            antwoord=antwoorden[v.nummer],
        )
        for v in rijen
    )


def _antwoorden(rijen: Sequence[EigenVerzoek]) -> dict[str, Antwoord]:
    """Per request what has left about it; a JW319 is read, since only its content says what it answers."""
    berichten: dict[UUID, list[Bericht]] = {}
    for b in (
        Bericht.objects.select_related("ruw")
        .filter(draad__in={v.draad for v in rijen}, richting="uit", soort__in=("JW301", "JW319"))
        .exclude(toestand=AFGEWEZEN)  # what one rejected oneself counts as not sent (OP286)
        .order_by("tijdstip", "pk")
    ):
        berichten.setdefault(b.draad, []).append(b)
    return {v.nummer: _antwoord(v, berichten.get(v.draad, [])) for v in rijen}


def _antwoord(v: EigenVerzoek, berichten: Iterable[Bericht]) -> Antwoord:
    uit = Antwoord("wacht", "wacht op antwoord", None, uiterlijk=termijnen.antwoord_uiterlijk(v.ontvangen))
    for b in berichten:
        if v.referentie_aanbieder not in b.referenties:
            continue
        op = b.tijdstip.astimezone(klok.NEDERLAND).date()
        if b.soort == "JW301":
            return Antwoord("toegewezen", "toegewezen", "toegestaan", op, bericht_id=b.pk)
        antwoord = lees(b.ruw.inhoud).bericht.antwoord
        if antwoord.verzoek_antwoord == "2":
            uit = Antwoord(
                "onderzoek",
                "in onderzoek",
                "opgeschort",
                op,
                uiterlijk=termijnen.onderzoek_uiterlijk(v.dagtekening),
                bericht_id=b.pk,
            )
            continue
        reden = antwoord.reden_afwijzing_verzoek or ""
        uit = Antwoord(
            "afgewezen",
            "afgewezen",
            "geweigerd",
            op,
            reden=codelijst("WJ759").betekenis(reden) if reden else "",
            bericht_id=b.pk,
        )
    return uit


# --- allocations --------------------------------------------------------------------------------------------------


def _toewijzingen(toegang: Toegang) -> QuerySet[BekendeToewijzing]:
    return BekendeToewijzing.objects.filter(aanbieder_agb__in=sorted(toegang.aanbieders))


def _start_te_melden() -> Q:
    """Not what began before it was taken over from another system: its start may have been reported there."""
    return Q(overgenomen_op__isnull=True) | Q(van__gte=F("overgenomen_op"))


def _per_tab(toegang: Toegang, vandaag: date) -> dict[str, QuerySet[BekendeToewijzing]]:
    alle = _toewijzingen(toegang)
    lopend = Q(tot__isnull=True) | Q(tot__gte=vandaag)
    geldig = alle.filter(verwijderd=False)
    return {
        "lopend": geldig.filter(lopend),
        "start": geldig.filter(_start_te_melden(), lopend, van__lte=vandaag).exclude(heeft_melding()),
        "stop": alle.filter(
            heeft_melding(), tot__lt=vandaag, tot__gte=vandaag - timedelta(days=zichttermijn().dagen)
        ).exclude(heeft_melding(stop=True, tijdelijk=False)),
        "alle": alle,
    }


def toewijzingen(toegang: Toegang, *, tab: str = "lopend", zoek: str = "", pagina: int = 1) -> Lijst:
    """The allocations of one's own provider that were sent to it. ``zoek``: as for `verzoeken`, or a number."""
    tab = tab if tab in TOEWIJZINGTABS else "lopend"
    per_tab = _per_tab(toegang, klok.vandaag())
    rijen = per_tab[tab]
    if zoek:
        rijen = rijen.filter(_zoekterm(zoek))
    # What must be reported first stands first; of the others the newest.
    volgorde = {"start": "van", "stop": "tot"}.get(tab, "-van")
    rijen = rijen.order_by(volgorde, "nummer", "pk")
    deel, totaal, pagina, paginas = _blad(rijen, pagina)
    if zoek:
        _log_zoeken(toegang, "toewijzingen", totaal)
    return Lijst(
        _toegewezen(deel), totaal, pagina, paginas, tab, {naam: rij.count() for naam, rij in per_tab.items()}
    )


def toewijzingen_export(toegang: Toegang, *, tab: str = "lopend") -> tuple[Toegewezen, ...]:
    """All allocations of a tab, at most `MEEST_EXPORT`; the read log says that they were taken away."""
    rijen = _per_tab(toegang, klok.vandaag()).get(tab) or _toewijzingen(toegang)
    regels = _toegewezen(list(rijen.order_by("-van", "nummer")[:MEEST_EXPORT]))
    leg_inzage_vast(
        toegang, None, Inzage.Handeling.EXPORT, GROND, f"toewijzingen als CSV, {len(regels)} regels"
    )
    return regels


def _te_melden(toegang: Toegang, wat: str, tot: date) -> QuerySet[BekendeToewijzing]:
    """Allocations whose start or stop is due on this day or before it."""
    dag = "van" if wat == "start" else "tot"
    grens = meldingen_tot(tot)
    overgenomen = Q(overgenomen_op__isnull=True) | Q(overgenomen_op__lte=grens)
    return _per_tab(toegang, klok.vandaag())[wat].filter(
        overgenomen, **{f"{dag}__lte": grens}, toegewezen_op__date__lte=grens
    )


def te_melden(toegang: Toegang, wat: str, tot: date, hoogstens: int) -> tuple[Toegewezen, ...]:
    """Allocations whose ``start`` or ``stop`` must be reported by this day at the latest (OP271, OP272)."""
    rijen = _te_melden(toegang, wat, tot).order_by("van" if wat == "start" else "tot", "nummer", "pk")
    return _toegewezen(list(rijen[:hoogstens]))


def tel_te_melden(toegang: Toegang, tot: date) -> int:
    """How many starts and stops must be reported by this day at the latest."""
    return sum(_te_melden(toegang, wat, tot).count() for wat in ("start", "stop"))


def bij_nummers(toegang: Toegang, nummers: Collection[str]) -> tuple[Toegewezen, ...]:
    """The allocations with these numbers, as far as they are this provider's; a number may occur in more than one
    municipality."""
    return _toegewezen(list(_toewijzingen(toegang).filter(nummer__in=nummers)))


def toewijzing(toegang: Toegang, toewijzing_id: UUID) -> Toegewezen:
    """One allocation with its starts and stops; opening it is in the read log.

    Raises:
        ToewijzingNietGevonden: it is not there for this provider.
    """
    t = _toewijzingen(toegang).filter(pk=toewijzing_id).first()
    if t is None:
        raise ToewijzingNietGevonden
    _log_lezen(toegang, t.jeugdige_id, t.gemeente_code, f"toewijzing {t.nummer}, starts en stops")
    return _toegewezen([t])[0]


def actuele_toewijzingen_van(toegang: Toegang, een: Toegewezen) -> tuple[Toegewezen, ...]:
    """All allocations of the same child, municipality and provider that hold today or later: what a JW317 must name
    (TR349), in order of number."""
    vandaag = klok.vandaag()
    rijen = (
        _toewijzingen(toegang)
        .filter(verwijderd=False)
        .filter(
            Q(tot__isnull=True) | Q(tot__gte=vandaag),
            jeugdige_id=een.jeugdige_id,
            gemeente_code=een.gemeente_code,
            aanbieder_agb=een.aanbieder_agb,
        )
    )
    return _toegewezen(sorted(rijen, key=lambda t: int(t.nummer)))


def omvang_van(toegang: Toegang, toewijzing_id: UUID) -> tuple[Omvang | None, int | None]:
    """Volume and budget (euro cents) of an allocation that was opened before, for a form that starts from them."""
    t = _toewijzingen(toegang).get(pk=toewijzing_id)
    return (Omvang(t.volume, t.eenheid, t.frequentie) if t.volume is not None else None), t.budget_cent


def _toegewezen(rijen: Sequence[BekendeToewijzing]) -> tuple[Toegewezen, ...]:
    vandaag = klok.vandaag()
    kinderen = _namen(t.jeugdige_id for t in rijen)
    gemeenten = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    leveringen = leveringen_op([_sleutel(t) for t in rijen])
    uit = []
    for t in rijen:
        eigen = leveringen.get(_sleutel(t), ())
        ontvangen = t.toegewezen_op.astimezone(klok.NEDERLAND).date()
        if t.overgenomen_op is not None:  # nobody here could know of it before
            ontvangen = max(ontvangen, t.overgenomen_op)
        nu, uiterlijk = _nu_te_doen(t, ontvangen, eigen, vandaag)
        uit.append(
            Toegewezen(
                id=t.pk,
                nummer=t.nummer,
                jeugdige=kinderen.get(t.jeugdige_id, ""),
                jeugdige_id=t.jeugdige_id,
                gemeente=gemeenten.get(t.gemeente_code, t.gemeente_code),
                gemeente_code=t.gemeente_code,
                aanbieder_agb=t.aanbieder_agb,
                categorie=t.categorie,
                code=t.code,
                product=product_tekst(t),
                omschrijving=t.product_naam,
                omvang=_omvang(t),
                van=t.van,
                tot=t.tot,
                ontvangen=ontvangen,
                leveringen=eigen,
                nu=nu,
                uiterlijk=uiterlijk,
                start_onbekend=_start_onbekend(t),
            )
        )
    return tuple(uit)


def _sleutel(t: BekendeToewijzing) -> Toewijzingsleutel:
    return t.gemeente_code, t.aanbieder_agb, int(t.nummer)


def _start_onbekend(t: BekendeToewijzing) -> bool:
    return t.overgenomen_op is not None and t.van < t.overgenomen_op


def _nu_te_doen(
    t: BekendeToewijzing, ontvangen: date, leveringen: Sequence[Levering], vandaag: date
) -> tuple[str, date | None]:
    """What the provider must report now, and by when.

    Of a start only the provider knows the day; counted from the first day that it could be (OP271).
    """
    if not leveringen:
        if _start_onbekend(t):
            return "", None
        if not t.verwijderd and t.van <= vandaag and (t.tot is None or t.tot >= vandaag):
            return "Meld de start", melding_uiterlijk(t.van, ontvangen)
        return "", None
    laatste = leveringen[-1]
    if t.tot is not None and t.tot < vandaag and not laatste.is_klaar:
        return "Meld de stop", melding_uiterlijk(t.tot, ontvangen)
    return "", None


# --- what both share ----------------------------------------------------------------------------------------------


def _blad(rijen: QuerySet[Any], pagina: int) -> tuple[list[Any], int, int, int]:
    totaal = rijen.count()
    paginas = max(1, -(-totaal // PER_PAGINA))
    pagina = min(max(1, pagina), paginas)
    return list(rijen[(pagina - 1) * PER_PAGINA : pagina * PER_PAGINA]), totaal, pagina, paginas


def _namen(sleutels: Iterable[UUID]) -> dict[UUID, str]:
    """Names of the children with whom the provider is involved today; of others only their row is left."""
    return {j.pk: j.weergavenaam for j in Jeugdige.objects.filter(pk__in=set(sleutels))}


def namen_bij_bsn(bsns: Collection[str]) -> dict[str, str]:
    """Names of the children of this provider with these BSNs, as far as it is involved with them today."""
    sleutels = {bsn_sleutel(bsn): bsn for bsn in bsns}
    return {
        sleutels[j.bsn_sleutel]: j.weergavenaam
        for j in Jeugdige.objects.filter(bsn_sleutel__in=list(sleutels))
    }


def _omvang(rij: EigenVerzoek | BekendeToewijzing) -> str:
    omvang = Omvang(rij.volume, rij.eenheid, rij.frequentie) if rij.volume is not None else None
    return omvang_tekst(omvang, rij.budget_cent)


def _zoekterm(zoek: str) -> Q:
    """A BSN, a number or reference, or the beginnings of names among the children that this provider may see."""
    cijfers = zoek.replace(" ", "").replace(".", "")
    if is_bsn(cijfers):
        return Q(jeugdige__in=Jeugdige.objects.filter(bsn_sleutel=bsn_sleutel(cijfers)).values("pk"))
    term = Q(nummer__iexact=zoek) | Q(referentie_aanbieder=zoek)
    woorden = [w for w in naamstukken.woorden(zoek) if len(w) >= naamstukken.MIN_LETTERS]
    return term | Q(jeugdige__in=_kinderen_met(woorden)) if woorden else term


def _kinderen_met(woorden: Sequence[str]) -> list[UUID]:
    """The children of this provider with a part of the name that begins with each word. They are few enough to look
    through: the table of search pieces is the municipality's."""
    gevonden = []
    for j in Jeugdige.objects.only("voornamen", "voorvoegsel", "achternaam", "partner_achternaam"):
        delen = naamstukken.woorden(f"{j.voornamen} {j.achternaam} {j.partner_achternaam}")
        if all(any(deel.startswith(woord) for deel in delen) for woord in woorden):
            gevonden.append(j.pk)
    return gevonden


def _log_zoeken(toegang: Toegang, wat: str, aantal: int) -> None:
    leg_inzage_vast(toegang, None, Inzage.Handeling.ZOEKEN, GROND, f"gezocht in {wat}, {aantal} gevonden")


def _log_lezen(toegang: Toegang, jeugdige_id: UUID, gemeente: str, wat: str) -> None:
    leg_inzage_vast(toegang, jeugdige_id, Inzage.Handeling.LEZEN, GROND, wat, gemeente_code=gemeente)
