"""Every read of the domain of allocation. Returns the frozen values of :mod:`jeugdketen.toewijzing.weergave`.

Call inside the request's transaction (``kern.toegang.met_toegang``): row security decides what exists for this
user. The work list costs the same number of questions to the database however many rows it shows. A verdict is
shown as it was stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ijw.berichten.basis import Omvang
from ijw.codelijsten import codelijst
from jeugdketen.berichten.meldingen import Levering
from jeugdketen.berichten.models import Bericht, VerzendPost
from jeugdketen.berichten.selectors import omvang_tekst
from jeugdketen.dossier import namen as naamstukken
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.dossier.selectors import (
    DossierNietGevonden,
    dossierfeiten,
    met_termen,
    open_dossier,
)
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.bsn import bsn_sleutel, bsn_sleutels, is_bsn
from jeugdketen.kern.datumtekst import kort, periode
from jeugdketen.kern.mensen import Afwezige, neemt_waar_voor
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.landschap.models import Aanbieder
from jeugdketen.toewijzing import termijnen, toetsing
from jeugdketen.toewijzing.feitenselectors import aangevuld
from jeugdketen.toewijzing.leveringen import leveringen_van
from jeugdketen.toewijzing.models import (
    AFWIJZEN,
    BESLUITSOORTEN,
    DEELSOORTEN,
    GELDENDE_TOESTANDEN,
    IN_ONDERZOEK,
    INTREKKEN,
    MET_AFWIJKING,
    ONDERZOEK,
    ONGEWIJZIGD,
    OPEN,
    TOEWIJZEN,
    VERZOEKSOORTEN,
    VOW,
    WIJZIG,
    BekendeToewijzing,
    Besluit,
    Kindbesluit,
    Kindverzoek,
    Toets,
    Toewijzing,
    Verzoek,
    Verzoekdeel,
)
from jeugdketen.toewijzing.services import AFWIJKGRONDEN, afgekeurd_bericht, blokkades, versie_van
from jeugdketen.toewijzing.weergave import (
    GROEPEN,
    GROEPNAMEN,
    TABS,
    UITKOMSTEN,
    Besluitkeuze,
    Besluitregel,
    Bevindingregel,
    Gemeentekeuze,
    Gevraagd,
    Gevraagddeel,
    JeugdigeKop,
    Oordeelblok,
    Redencode,
    Tellers,
    Tijdlijnbalk,
    VerzoekPagina,
    Werkgroep,
    Werkregel,
    Werkvoorraad,
)

PER_PAGINA = 50

WERKSOORTEN: Mapping[str, str] = {
    termijnen.VERZOEK: "Verzoek om toewijzing",
    termijnen.ONDERZOEK: "Onderzoek loopt af",
    termijnen.WOONPLAATS: "Andere gemeente?",
}
"""Kind of work → what lies there, in words."""


class VerzoekNietGevonden(LookupError):
    """No such request, or it is none of this user's business: the same answer for both."""

    def __init__(self) -> None:
        super().__init__("Dit verzoek bestaat niet, of u mag het niet zien.")


# --- the work list ------------------------------------------------------------------------------------------------


def _open(toegang: Toegang) -> QuerySet[Verzoek]:
    return Verzoek.objects.filter(
        gemeente_code__in=sorted(toegang.gemeenten), toestand__in=(OPEN, IN_ONDERZOEK)
    )


def _wacht(vandaag: date) -> Q:
    """Waiting for another: under investigation, and the deadline is not near."""
    return Q(toestand=IN_ONDERZOEK, termijn__gte=termijnen.groepsgrenzen(vandaag)[1])


def _van_mij(toegang: Toegang, afwezigen: Sequence[Afwezige]) -> Q:
    """One's own work, and that of the colleagues whose list one keeps today."""
    mijn = Q(behandelaar_id=toegang.gebruiker_id)
    for afwezige in afwezigen:
        mijn |= Q(behandelaar_id=afwezige.gebruiker_id, gemeente_code=afwezige.gemeente)
    return mijn


def _tab(tab: str, toegang: Toegang, vandaag: date, afwezigen: Sequence[Afwezige]) -> Q:
    wacht = _wacht(vandaag)
    return {
        "mijn": _van_mij(toegang, afwezigen) & ~wacht,
        "team": ~wacht,
        "niemand": Q(behandelaar__isnull=True) & ~wacht,
        "wacht": wacht,
    }[tab]


def werkvoorraad(
    toegang: Toegang,
    *,
    tab: str = "",
    zoek: str = "",
    gemeente: str = "",
    oordeel: str = "",
    soort: str = "",
    pagina: int = 1,
    per_pagina: int = PER_PAGINA,
) -> Werkvoorraad:
    """The work list. ``tab`` from ``TABS``; "" shows one's own work, or the team's when one has none.

    One's own work is also that of an absent colleague whose list one keeps (`kern.mensen`).

    ``gemeente``: a CBS code or ""; ``oordeel``: an outcome or ""; ``soort``: "" or a key of ``WERKSOORTEN``.
    ``zoek``: (part of) a name, a BSN (9 digits, spaces allowed), a request number, a reference or a provider's
    name. Unknown values give an empty list.
    """
    vandaag = klok.vandaag()
    afwezigen = neemt_waar_voor(toegang)
    tel = _open(toegang).aggregate(
        **{naam: Count("pk", filter=_tab(naam, toegang, vandaag, afwezigen)) for naam in TABS},
    )
    if tab not in TABS:
        tab = "mijn" if tel["mijn"] else "team"
    basis = _open(toegang).filter(_tab(tab, toegang, vandaag, afwezigen))
    rijen = basis
    if gemeente:
        rijen = rijen.filter(gemeente_code=gemeente)
    if oordeel:
        rijen = rijen.filter(oordeel=oordeel)
    if soort:
        rijen = rijen.filter(termijn_soort=soort)
    if zoek.strip():
        rijen = rijen.filter(_zoekterm(zoek.strip()))
    per_groep = rijen.aggregate(**{naam: Count("pk", filter=_groep(naam, vandaag)) for naam in GROEPEN})
    totaal = sum(per_groep.values())
    kop = basis.aggregate(
        te_laat=Count("pk", filter=_groep("te_laat", vandaag)),
        vandaag=Count("pk", filter=_groep("vandaag", vandaag)),
    )
    paginas = max(1, -(-totaal // per_pagina))
    pagina = min(max(1, pagina), paginas)
    deel = list(
        rijen.select_related("jeugdige").order_by("termijn", "nummer")[
            (pagina - 1) * per_pagina : pagina * per_pagina
        ]
    )
    gemeentenamen = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    aanbieders = dict(
        Aanbieder.objects.filter(agb__in={v.aanbieder_agb for v in deel}).values_list("agb", "naam")
    )
    regels = [_werkregel(v, vandaag, gemeentenamen, aanbieders) for v in deel]
    return Werkvoorraad(
        vandaag_datum=vandaag,
        tab=tab,
        groepen=tuple(
            Werkgroep(
                naam, GROEPNAMEN[naam], per_groep[naam], tuple(r for r in regels if r.termijn.groep == naam)
            )
            for naam in GROEPEN
            if any(r.termijn.groep == naam for r in regels)
        ),
        tellers=Tellers(**tel),
        totaal=totaal,
        te_laat=kop["te_laat"],
        vandaag=kop["vandaag"],
        pagina=pagina,
        paginas=paginas,
        gemeenten=tuple(
            Gemeentekeuze(code, naam) for code, naam in gemeentenamen.items() if code in toegang.gemeenten
        ),
        zoek=zoek,
        gemeente=gemeente,
        oordeel=oordeel,
        soort=soort,
        afwezigen=afwezigen,
    )


def _groep(naam: str, vandaag: date) -> Q:
    volgende, daarna = termijnen.groepsgrenzen(vandaag)
    return {
        "te_laat": Q(termijn__lt=vandaag),
        "vandaag": Q(termijn=vandaag),
        "deze_week": Q(termijn__gt=vandaag, termijn__lt=volgende),
        "volgende_week": Q(termijn__gt=vandaag, termijn__gte=volgende, termijn__lt=daarna),
        "later": Q(termijn__gte=daarna),
    }[naam]


def _zoekterm(zoek: str) -> Q:
    cijfers = zoek.replace(" ", "").replace(".", "")
    if is_bsn(cijfers):
        return Q(jeugdige__bsn_sleutel__in=bsn_sleutels(cijfers))
    term = (
        Q(nummer__iexact=zoek)
        | Q(referentie_aanbieder=zoek)
        | Q(aanbieder_agb=zoek)
        | Q(aanbieder_agb__in=Aanbieder.objects.filter(naam__icontains=zoek).values("agb"))
    )
    woorden = {
        woord[: naamstukken.MAX_LETTERS]
        for woord in naamstukken.woorden(zoek)
        if len(woord) >= naamstukken.MIN_LETTERS
    }
    return term | Q(jeugdige__in=met_termen(woorden)) if woorden else term


def _werkregel(
    v: Verzoek, vandaag: date, gemeenten: Mapping[str, str], aanbieders: Mapping[str, str]
) -> Werkregel:
    if v.termijn_soort == termijnen.WOONPLAATS:
        waar = gemeenten.get(v.woongemeente or "") or (
            codelijst("CBS").betekenis(v.woongemeente) if v.woongemeente else "buiten Nederland"
        )
        omschrijving = f"staat ingeschreven in {waar}"
    else:
        omschrijving = f"{product_tekst(v)}, vanaf {kort(v.van)}"
    return Werkregel(
        nummer=v.nummer,
        jeugdige_naam=v.jeugdige.weergavenaam,
        leeftijd=v.jeugdige.leeftijd_op(vandaag),
        gemeente_code=v.gemeente_code,
        gemeente_naam=gemeenten.get(v.gemeente_code, v.gemeente_code),
        wat=VERZOEKSOORTEN[v.soort] if v.termijn_soort == termijnen.VERZOEK else WERKSOORTEN[v.termijn_soort],
        omschrijving=omschrijving,
        aanbieder_agb=v.aanbieder_agb,
        aanbieder_naam=aanbieders.get(v.aanbieder_agb, v.aanbieder_agb),
        oordeel=v.oordeel or None,
        nu_te_doen=v.nu_te_doen,
        termijn=termijnen.termijn(v.termijn, v.termijn_soort, vandaag),
        behandelaar=v.behandelaar_naam or None,
        toestand=v.toestand,
    )


# --- one request --------------------------------------------------------------------------------------------------


def verzoek_pagina(
    toegang: Toegang, nummer: str, *, handeling: str = Inzage.Handeling.LEZEN
) -> VerzoekPagina:
    """The request page of ``nummer`` (VT-2026-0188); opens the child's file, so it writes the read log.

    Raises:
        VerzoekNietGevonden: it is not there for this person; the attempt leaves no trace of a child.
    """
    v = (
        Verzoek.objects.select_related("jeugdige", "laatste_toets", "bericht")
        .filter(nummer=nummer, gemeente_code__in=sorted(toegang.gemeenten))
        .first()
    )
    if v is None:
        raise VerzoekNietGevonden
    try:
        open_dossier(
            toegang,
            v.jeugdige_id,
            grond=f"behandeling van {nummer}",
            wat="verzoek, toewijzingen, oordeel",
            handeling=handeling,
        )
    except DossierNietGevonden as fout:
        raise VerzoekNietGevonden from fout
    vandaag = klok.vandaag()
    feiten = dossierfeiten(v.jeugdige)
    lopend = toetsing.lopende_toewijzingen(v.jeugdige, behalve=v)
    namen = dict(
        Aanbieder.objects.filter(
            agb__in={v.aanbieder_agb, v.verwijzer_code, *(t.aanbieder_agb for t in lopend)}
        ).values_list("agb", "naam")
    )
    gemeenten = {g.cbs_code: g.naam for g in landschap.gemeenten()}
    aanvullingen = toetsing.aanvullingen_van(v)
    besluiten = list(v.besluiten.select_related("bericht", "herroepen_door").order_by("-volgnummer"))
    antwoord: Mapping[str, Any] = (
        v.laatste_toets.antwoord if v.laatste_toets else {"uitkomst": "", "bevindingen": []}
    )
    geldend = next((b for b in besluiten if b.soort != INTREKKEN and not _herroepen(b)), None)
    mag = rollen.mag_besluiten(toegang, v.gemeente_code) and v.toestand in (OPEN, IN_ONDERZOEK)
    reden, motivering = voorstel(antwoord)
    geleverd = leveringen_van(lopend)
    balken = _tijdlijn(v, lopend, namen, antwoord, geleverd)
    vorige, volgende, plek = _buren(toegang, v, vandaag)
    return VerzoekPagina(
        nummer=v.nummer,
        soort_naam=VERZOEKSOORTEN[v.soort],
        toestand=v.toestand,
        versie=versie_van(v),
        jeugdige=jeugdigekop(v.jeugdige, vandaag, gemeenten),
        termijn=termijnen.termijn(v.termijn, v.termijn_soort, vandaag),
        gevraagd=_gevraagd(v, namen),
        delen=_delen(v),
        aangevuld=aangevuld(v, feiten, aanvullingen, antwoord, gemeenten, toegang),
        tijdlijn=balken,
        tijdlijn_tekst=_tijdlijntekst(balken),
        oordeel=_oordeel(v.laatste_toets),
        melding=_melding(v, antwoord),
        keuzes=_keuzes(v, antwoord, besluiten),
        redencodes=tuple(Redencode(c.code, c.betekenis) for c in codelijst("WJ759").values()),
        voorstel_reden=reden,
        voorstel_motivering=motivering,
        afwijkgronden=tuple(AFWIJKGRONDEN.items()),
        onderzoek_tot=termijnen.onderzoek_uiterlijk(v.dagtekening),
        woonplaats_gemeente=v.woongemeente if v.woongemeente != v.gemeente_code else None,
        gemeenten=tuple(
            Gemeentekeuze(c.code, c.betekenis)
            for c in sorted(codelijst("CBS").op(vandaag).values(), key=lambda c: c.betekenis)
            if c.code != v.gemeente_code
        ),
        uitgaand_tekst=_uitgaand(v, namen, lopend, vandaag),
        mag_besluiten=mag,
        besluit=_besluitregel(geldend) if geldend else None,
        besluiten=tuple(_besluitregel(b) for b in besluiten),
        vorige=vorige,
        volgende=volgende,
        plek=plek,
        draad_bericht_ids=tuple(
            Bericht.objects.filter(draad=v.draad).order_by("tijdstip", "pk").values_list("pk", flat=True)
        ),
        behandelaar=v.behandelaar_naam or None,
    )


def _herroepen(b: Besluit) -> bool:
    return getattr(b, "herroepen_door", None) is not None


def product_tekst(rij: Verzoek | Kindverzoek | Verzoekdeel | Toewijzing | BekendeToewijzing) -> str:
    """The region's product in words for people ("B P4 intensief"), else category and code."""
    if not rij.product:
        return f"{rij.categorie} {rij.code}".strip() or "budget zonder product"
    return regioproduct_tekst(rij.product)


def regioproduct_tekst(product: str) -> str:
    """ "B/P4/intensief" → "B P4 intensief"; "V/gezinshuis/midden" → "V gezinshuis midden"."""
    return product.replace("/", " ").replace("-", " ")


def jeugdigekop(j: Jeugdige, vandaag: date, gemeenten: Mapping[str, str]) -> JeugdigeKop:
    return JeugdigeKop(
        id=j.pk,
        naam=j.weergavenaam,
        voornaam=j.naam.voornaam,
        leeftijd=j.leeftijd_op(vandaag),
        geboortedatum=j.geboortedatum,
        bsn=j.bsn_tekst,
        gemeente_code=j.gemeente_code,
        gemeente_naam=gemeenten.get(j.gemeente_code, j.gemeente_code),
    )


def _gevraagd(v: Verzoek, namen: Mapping[str, str]) -> Gevraagd:
    omvang = Omvang(v.volume, v.eenheid, v.frequentie) if v.volume is not None else None
    verwijzer = toetsing.VERWIJZERNAMEN.get(v.verwijzer_type, v.verwijzer_type)
    wie = namen.get(v.verwijzer_code) or v.verwijzer_naam or v.verwijzer_code
    return Gevraagd(
        bericht_id=v.bericht_id,
        bericht_soort=v.bericht.soort,
        ontvangen=v.ontvangen,
        segment=v.product.split("/")[0] if v.product else None,
        product=v.product,
        product_tekst=product_tekst(v).replace(" ", " · ", 1) if v.product else product_tekst(v),
        product_omschrijving=v.product_naam,
        categorie=v.categorie or None,
        code=v.code or None,
        voorbeeld=v.product_status == "voorbeeld",
        omvang_tekst=omvang_tekst(omvang, v.budget_cent),
        van=v.van,
        tot=v.tot,
        aanbieder_agb=v.aanbieder_agb,
        aanbieder_naam=namen.get(v.aanbieder_agb, v.aanbieder_agb),
        verwijzer_tekst=f"{verwijzer}, {wie}" if wie else verwijzer,
        referentie=v.referentie_aanbieder,
        commentaar=v.commentaar,
    )


# --- the timeline -------------------------------------------------------------------------------------------------


def _delen(v: Verzoek) -> tuple[Gevraagddeel, ...]:
    """The products of a VOW, what changes first."""
    if v.soort != VOW:
        return ()
    uit = []
    for deel in v.delen.select_related("toewijzing").order_by("volgnummer"):
        oud = deel.toewijzing
        bron = deel if deel.soort != ONGEWIJZIGD or oud is None else oud
        uit.append(
            Gevraagddeel(
                soort=deel.soort,
                naam=DEELSOORTEN[deel.soort],
                product_tekst=product_tekst(bron),
                omvang_tekst=_omvang(bron),
                van=bron.van,
                tot=bron.tot,
                toewijzing=oud.nummer if oud else None,
                toewijzing_id=oud.pk if oud else None,
                was=f"{_omvang(oud)}, {periode(oud.van, oud.tot)}" if oud else "",
            )
        )
    return tuple(uit)


def _omvang(rij: Verzoek | Verzoekdeel | Toewijzing) -> str:
    omvang = Omvang(rij.volume, rij.eenheid, rij.frequentie) if rij.volume is not None else None
    return omvang_tekst(omvang, rij.budget_cent)


def _tijdlijn(
    v: Verzoek,
    lopend: list[Toewijzing],
    namen: Mapping[str, str],
    antwoord: Mapping[str, Any],
    geleverd: Mapping[str, tuple[Levering, ...]],
) -> tuple[Tijdlijnbalk, ...]:
    gevraagd = [
        Tijdlijnbalk(
            soort="gevraagd",
            segment=beeld.product.split("/")[0] if beeld.product else None,
            product_tekst=_zonder_segment(beeld),
            aanbieder_naam=namen.get(v.aanbieder_agb, v.aanbieder_agb),
            van=beeld.van,
            tot=beeld.tot,
            overlap="geen",
            samen_van=None,
            samen_tot=None,
            nummer=None,
            tekst=f"Gevraagd, {periode(beeld.van, beeld.tot)}",
        )
        for beeld in ([deel for _, deel in toetsing.als_verzoeken(v)] if v.soort == VOW else [v])
    ]
    vervangen: set[UUID | None] = set()
    if v.soort == VOW:
        vervangen = set(v.delen.filter(soort=WIJZIG).values_list("toewijzing_id", flat=True))
    sinds = min(v.van, klok.vandaag()) - timedelta(days=180)
    return (
        *gevraagd,
        *(
            _balk(t, v, namen, antwoord, geleverd.get(t.nummer, ()), vervangen=t.pk in vervangen)
            for t in lopend
            if t.tot is None or t.tot >= sinds
        ),
    )


def _zonder_segment(rij: Verzoek | Toewijzing) -> str:
    tekst = product_tekst(rij)
    return (tekst.split(" ", 1)[-1] if rij.product else tekst).capitalize()


def _balk(
    t: Toewijzing,
    v: Verzoek,
    namen: Mapping[str, str],
    antwoord: Mapping[str, Any],
    leveringen: tuple[Levering, ...],
    *,
    vervangen: bool,
) -> Tijdlijnbalk:
    naam = namen.get(t.aanbieder_agb, t.aanbieder_agb)
    begin = max(t.van, v.van)
    einden = [dag for dag in (t.tot, v.tot) if dag is not None]
    eind = min(einden) if einden else None
    samen = (eind is None or begin <= eind) and not vervangen
    overlap = "geen" if not samen else "botst" if _botst(t, naam, antwoord) else "mag"
    tekst = f"Loopt {periode(t.van, t.tot)}"
    if leveringen:
        tekst += f", levering {leveringen[-1].tekst}"
    if samen:
        duur = f"{(eind - begin).days + 1} dagen" if eind else "zonder einddatum"
        tekst += f", {duur} tegelijk met de gevraagde: {'mag niet' if overlap == 'botst' else 'toegestaan'}"
    return Tijdlijnbalk(
        soort="loopt",
        segment=t.product.split("/")[0] if t.product else None,
        product_tekst=_zonder_segment(t),
        aanbieder_naam=naam,
        van=t.van,
        tot=t.tot,
        overlap=overlap,
        samen_van=begin if samen else None,
        samen_tot=eind if samen else None,
        nummer=t.nummer,
        tekst=tekst,
    )


def _botst(t: Toewijzing, naam: str, antwoord: Mapping[str, Any]) -> bool:
    """True when a finding that refuses names this allocation among its facts: the stored verdict decides, not a
    rule here."""
    for b in antwoord["bevindingen"]:
        if b["uitkomst"] == "geweigerd":
            feiten = [str(waarde) for waarde in b["feiten"].values()]
            if t.nummer in feiten or any(t.product and t.product in f and naam in f for f in feiten):
                return True
    return False


def _tijdlijntekst(balken: tuple[Tijdlijnbalk, ...]) -> str:
    botst = [b for b in balken if b.overlap == "botst"]
    if botst:
        b = botst[0]
        assert b.samen_van is not None
        return f"Botst: {periode(b.samen_van, b.samen_tot)}, {b.product_tekst} bij {b.aanbieder_naam}."
    samen = [b for b in balken if b.overlap == "mag"]
    if not samen:
        return "Geen andere toewijzingen in deze periode."
    delen = []
    for b in samen:
        assert b.samen_van is not None
        weken = f"{((b.samen_tot - b.samen_van).days + 1) // 7} weken" if b.samen_tot else "zonder einde"
        delen.append(f"{weken} met {b.segment or b.product_tekst}")
    return f"Tegelijk: {', '.join(delen)}."


# --- verdict and choices ------------------------------------------------------------------------------------------


def _oordeel(t: Toets | None) -> Oordeelblok | None:
    if t is None:
        return None
    aandacht, gehaald = verdeel(t.antwoord["bevindingen"])
    return Oordeelblok(
        uitkomst=t.uitkomst,
        aandacht=aandacht,
        gehaald=gehaald,
        getoetst_op=timezone.localtime(t.op, klok.NEDERLAND),
        regio_versie=t.antwoord.get("regio", {}).get("versie", ""),
        kwitantie=t.kwitantie,
        toets_id=t.pk,
    )


def verdeel(
    bevindingen: Iterable[Mapping[str, Any]],
) -> tuple[tuple[Bevindingregel, ...], tuple[Bevindingregel, ...]]:
    """Stored findings: those that need a person, heaviest first, and those that are met."""
    alle = [_bevindingregel(b) for b in bevindingen]
    gehaald = tuple(b for b in alle if b.uitkomst == "toegestaan")
    aandacht = (b for b in alle if b.uitkomst != "toegestaan")
    return tuple(sorted(aandacht, key=lambda b: UITKOMSTEN.index(b.uitkomst))), gehaald


def _bevindingregel(b: Mapping[str, Any]) -> Bevindingregel:
    """One finding; of what an outsider reads, the facts and the ways out are left out (`Kindbesluit`)."""
    return Bevindingregel(
        regel=b["regel"],
        titel=titel(b["regel"]),
        uitkomst=b["uitkomst"],
        uitleg=b["uitleg"],
        bron=", ".join(deel for deel in (b["bron"]["document"], b["bron"]["onderdeel"]) if deel),
        eisen=tuple(b["eisen"]),
        feiten=tuple((str(k).replace("_", " "), str(w)) for k, w in b.get("feiten", {}).items()),
        afwijken=b.get("afwijken", ""),
        wat_zou_het_veranderen=b.get("wat_zou_het_veranderen") or "",
        voorbeeld="voorbeeld" in str(b.get("status", "")),
    )


def titel(regel: str) -> str:
    """A rule's name as a heading: "samen_beoordelen" → "Samen beoordelen"."""
    return toetsing.REGELTITELS.get(regel) or regel.replace("_", " ").replace("-", " ").capitalize()


AFWIJSREDENEN: Mapping[str, str] = {
    "stapelen": "6",
    "op259": "6",
    "contract": "3",
    "product": "4",
    "toewijsbaar": "4",
    "component": "4",
    "leeftijd": "9",
    "woonplaats": "8",
}
"""Rule that refuses → reason in the JW319 (WJ759); any other rule: 7, on the content of the care."""


def voorstel(antwoord: Mapping[str, Any]) -> tuple[str | None, str]:
    """The reason and the motivation that the refusing rule gives; a person changes and signs them."""
    tegen = [b for b in blokkades(antwoord) if b["uitkomst"] == "geweigerd" or b["regel"] == "woonplaats"]
    if not tegen:
        return None, ""
    regel = tegen[0]["regel"]
    code = next((c for begin, c in AFWIJSREDENEN.items() if regel.startswith(begin)), "7")
    return code, tegen[0]["uitleg"]


def _melding(v: Verzoek, antwoord: Mapping[str, Any]) -> str:
    bijzonder = ("brp", "woonplaats", "productcode", "geheim_adres")
    for b in antwoord["bevindingen"]:
        if b["regel"] in bijzonder:
            return str(b["uitleg"])
    return ""


def _keuzes(v: Verzoek, antwoord: Mapping[str, Any], besluiten: list[Besluit]) -> tuple[Besluitkeuze, ...]:
    tegen = blokkades(antwoord)
    vast = [b for b in tegen if b["afwijken"] != "met_onderbouwing"]
    getoetst = v.laatste_toets is not None
    if not tegen and getoetst:
        toewijzen = Besluitkeuze(TOEWIJZEN, "Toewijzen", True, "zoals gevraagd, JW301")
    else:
        toewijzen = Besluitkeuze(TOEWIJZEN, "Toewijzen", False, f"kan niet: {_waarom(tegen)}")
    if vast or not getoetst:
        afwijken = Besluitkeuze(MET_AFWIJKING, "Met afwijking", False, f"kan niet: {_vast(vast)}")
    else:
        afwijken = Besluitkeuze(MET_AFWIJKING, "Met afwijking", True, "toewijzen met uw reden")
    al = v.toestand == IN_ONDERZOEK or any(b.soort == ONDERZOEK and not _herroepen(b) for b in besluiten)
    tot = kort(termijnen.onderzoek_uiterlijk(v.dagtekening))
    return (
        toewijzen,
        afwijken,
        Besluitkeuze(AFWIJZEN, "Afwijzen", True, "reden en motivering, JW319"),
        Besluitkeuze(ONDERZOEK, "In onderzoek", False, "kan niet: dat kan één keer")
        if al
        else Besluitkeuze(ONDERZOEK, "In onderzoek", True, f"tot {tot}, JW319"),
    )


def _waarom(tegen: list[dict[str, Any]]) -> str:
    if not tegen:
        return "nog niet getoetst"
    uitkomst = tegen[0]["uitkomst"]
    aantal = sum(1 for b in tegen if b["uitkomst"] == uitkomst)
    woord = {"geweigerd": "weigert", "opgeschort": "schort op", "onvolledig": "mist een feit"}[uitkomst]
    meer = {"geweigerd": "weigeren", "opgeschort": "schorten op", "onvolledig": "missen een feit"}[uitkomst]
    return f"{aantal} {f'regel {woord}' if aantal == 1 else f'regels {meer}'}"


def _vast(vast: list[dict[str, Any]]) -> str:
    if not vast:
        return "nog niet getoetst"
    return (
        f"{titel(vast[0]['regel'])} staat vast"
        if vast[0]["uitkomst"] == "geweigerd"
        else f"{titel(vast[0]['regel'])} eerst"
    )


def _uitgaand(v: Verzoek, namen: Mapping[str, str], lopend: list[Toewijzing], vandaag: date) -> str:
    naam = namen.get(v.aanbieder_agb, v.aanbieder_agb)
    if v.soort == VOW:
        return (
            f"Eén JW301 aan {naam} met alles wat {v.jeugdige.naam.voornaam} daar heeft en krijgt; het verzoek "
            "wordt als geheel toegewezen (IV093)."
        )
    ook = [t for t in lopend if t.aanbieder_agb == v.aanbieder_agb and (t.tot is None or t.tot >= vandaag)]
    omvang = Omvang(v.volume, v.eenheid, v.frequentie) if v.volume is not None else None
    tekst = (
        f"JW301 aan {naam} met {product_tekst(v)} ({v.code or v.categorie or 'budget'}), "
        f"{omvang_tekst(omvang, v.budget_cent)}, {periode(v.van, v.tot)}"
    )
    if ook:
        tekst += (
            f", en wat {v.jeugdige.naam.voornaam} daar al heeft: {', '.join(product_tekst(t) for t in ook)}"
        )
    return f"{tekst}."


def besluit_door(b: Besluit | Kindbesluit) -> str:
    """Who decided, and for whom."""
    return f"{b.door_naam}, namens {b.namens_naam}" if b.namens_naam else b.door_naam


def besluit_reden(b: Besluit | Kindbesluit) -> str:
    """The coded reason of a refusal in words, or else the reason that was written."""
    return f"{b.code} {codelijst('WJ759').betekenis(b.code)}" if b.code else b.reden


def _besluitregel(b: Besluit) -> Besluitregel:
    post = None
    if b.bericht is not None and not _herroepen(b):
        post = VerzendPost.objects.filter(pk=b.bericht_id, verzonden_op=None).first()
    return Besluitregel(
        id=b.pk,
        soort=b.soort,
        naam=BESLUITSOORTEN[b.soort],
        door=besluit_door(b),
        op=timezone.localtime(b.op, klok.NEDERLAND),
        reden=besluit_reden(b),
        motivering=b.motivering,
        bericht_id=b.bericht_id,
        bericht_soort=b.bericht.soort if b.bericht else None,
        bericht_toestand=b.bericht.toestand if b.bericht else None,
        intrekken_tot=post.niet_voor if post else None,
        is_afgekeurd=not _herroepen(b) and afgekeurd_bericht(b) is not None,
    )


def _buren(
    toegang: Toegang, v: Verzoek, vandaag: date
) -> tuple[str | None, str | None, tuple[int, int] | None]:
    """The neighbours in one's own work list, or else in the team's, in three questions."""
    afwezigen = neemt_waar_voor(toegang)
    for tab in ("mijn", "team"):
        nummers = list(
            _open(toegang)
            .filter(_tab(tab, toegang, vandaag, afwezigen))
            .order_by("termijn", "nummer")
            .values_list("nummer", flat=True)[:500]
        )
        if v.nummer in nummers:
            i = nummers.index(v.nummer)
            return (
                nummers[i - 1] if i else None,
                nummers[i + 1] if i + 1 < len(nummers) else None,
                (i + 1, len(nummers)),
            )
    return None, None, None


# --- lists for other pages ----------------------------------------------------------------------------------------


def toewijzingen_van(jeugdige_id: UUID) -> list[Toewijzing]:
    """The allocations of a child that this user may see, newest first; for the page of a child that was opened."""
    return list(
        Toewijzing.objects.filter(jeugdige_id=jeugdige_id)
        .exclude(toestand="ingetrokken")
        .order_by("-van", "nummer")
    )


def bekende_toewijzingen_van(jeugdige_id: UUID) -> list[BekendeToewijzing]:
    """The allocations of a child as they are known outside the municipality, newest first: for family, institution and
    break-glass access, who do not reach the allocations themselves."""
    return list(BekendeToewijzing.objects.filter(jeugdige_id=jeugdige_id).order_by("-van", "nummer"))


def verzoeken_van(jeugdige_id: UUID) -> list[Verzoek]:
    """The requests about a child of the own municipality, newest first, as they are kept."""
    return list(Verzoek.objects.filter(jeugdige_id=jeugdige_id).order_by("-ontvangen", "-nummer"))


def kindverzoeken_van(jeugdige_id: UUID) -> list[Kindverzoek]:
    """The requests about a child that this user may see on any ground, newest first, as they are listed."""
    return list(Kindverzoek.objects.filter(jeugdige_id=jeugdige_id).order_by("-ontvangen", "-nummer"))


def bekende_nummers(gemeente_code: str, nummers: Collection[int]) -> dict[int, tuple[str, date]]:
    """Which of these ToewijzingNummers this municipality has here already, each with its provider and first day."""
    uit: dict[int, tuple[str, date]] = {}
    rest = iter(nummers)
    while portie := [str(nummer) for nummer in islice(rest, 5000)]:
        rijen = Toewijzing.objects.filter(gemeente_code=gemeente_code, nummer__in=portie)
        uit |= {int(nr): (agb, van) for nr, agb, van in rijen.values_list("nummer", "aanbieder_agb", "van")}
    return uit


def lopend_bij(
    gemeente_code: str, bsns: Collection[str]
) -> dict[tuple[str, str, str], list[tuple[int, date, date | None]]]:
    """What children have here, for the check that nothing is allocated twice in the same days (OP259).

    (BSN, provider, product key) → number, first and last day of each allocation that counts.
    """
    sleutels = {bsn_sleutel(bsn): bsn for bsn in bsns}
    uit: dict[tuple[str, str, str], list[tuple[int, date, date | None]]] = {}
    rest = iter(sleutels)
    while portie := list(islice(rest, 5000)):
        rijen = Toewijzing.objects.filter(
            gemeente_code=gemeente_code,
            jeugdige__bsn_sleutel__in=portie,
            toestand__in=GELDENDE_TOESTANDEN,
        )
        for sleutel, agb, product, nummer, van, tot in rijen.values_list(
            "jeugdige__bsn_sleutel", "aanbieder_agb", "product_sleutel", "nummer", "van", "tot"
        ):
            uit.setdefault((sleutels[sleutel], agb, product), []).append((int(nummer), van, tot))
    return uit
