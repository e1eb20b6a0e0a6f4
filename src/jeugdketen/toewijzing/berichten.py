"""What allocation does with messages: requests come in, answers on our messages are noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from ijw.keten.stand import Contractafspraak
from jeugdketen.berichten import nummers
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.registratie import (
    Ontvangst,
    Weigering,
    behandelt,
    behandelt_samen,
    gebruik_afkeur,
    gebruik_register,
    na_verzending,
)
from jeugdketen.dossier.models import Betrokkenheid, Jeugdige
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.selectors import jeugdigen_bij_sleutel
from jeugdketen.dossier.services import (
    Nieuwkomer,
    keur_jeugdige,
    leg_betrokkenheden_vast,
    leg_dossiers_vast,
    werk_samen_bij_uit_brp,
)
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.toegang import huidige_toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.landschap.models import Aanbieder, Gemeente, Productvertaling
from jeugdketen.toewijzing import afgekeurd, termijnen
from jeugdketen.toewijzing.bekend import maak_bekend
from jeugdketen.toewijzing.models import (
    AANGENOMEN,
    GELDENDE_TOESTANDEN,
    GEWIJZIGD,
    KLAAR,
    NIEUW,
    ONGEWIJZIGD,
    OPEN,
    VERWIJDERD,
    VERZONDEN,
    VOW,
    WIJZIG,
    EigenVerzoek,
    Toewijzing,
    Verzoek,
    Verzoekdeel,
)
from jeugdketen.toewijzing.toetsing import leg_nieuwe_vast


class Afsprakenboek:
    """The agreements of the register, in the words of the message standard."""

    def __init__(self, gemeente: str, aanbieders: frozenset[str]) -> None:
        self._boek = landschap.Contractboek(gemeente, aanbieders)

    def afspraken(self, aanbieder: str, categorie: str, code: str, op: date) -> Sequence[Contractafspraak]:
        """What was agreed with a provider about a product code on a day."""
        return [
            Contractafspraak(
                a.categorie,
                a.code,
                a.eenheid,
                a.tarief_cent,
                "outputgericht" if a.variant == "outputgericht" else "inspanningsgericht",
            )
            for a in self._boek.afspraken(aanbieder, categorie, code, op)
        ]


class Landschapsregister:
    """What the post box asks about the landscape, answered by the registers."""

    def gemeenten(self) -> Mapping[str, str]:
        """CBS code → name of the municipalities of the region."""
        return dict(Gemeente.objects.values_list("cbs_code", "naam"))

    def gemeente_naam(self, code: str) -> str | None:
        """Name of any Dutch municipality by the CBS list of the standard; ``None``: no such code."""
        naam = landschap.gemeente_naam(code)
        return None if naam == code else naam

    def aanbieder_naam(self, agb: str) -> str | None:
        """Name of an active provider; ``None``: the register does not know it."""
        return Aanbieder.objects.filter(agb=agb, actief=True).values_list("naam", flat=True).first()

    def actieve_aanbieders(self) -> Mapping[str, str]:
        """AGB → name of all active providers."""
        return dict(Aanbieder.objects.filter(actief=True).values_list("agb", "naam"))

    def aanbieder_namen(self, agbs: frozenset[str]) -> Mapping[str, str]:
        """AGB → name, in one question."""
        return dict(Aanbieder.objects.filter(agb__in=agbs).values_list("agb", "naam"))

    def zoek_aanbieders(self, tekst: str) -> Mapping[str, str]:
        """AGB → name of at most fifty providers with this text in their name."""
        return dict(Aanbieder.objects.filter(naam__icontains=tekst).values_list("agb", "naam")[:50])

    def verzoeknummers(self, bericht_id: UUID, draad: UUID) -> tuple[str, ...]:
        """The requests that came from this message, else those of its thread."""
        rijen = [
            rij
            for model in ((Verzoek, EigenVerzoek) if huidige_toegang().aanbieders else (Verzoek,))
            for rij in model.objects.filter(draad=draad)
            .order_by("nummer")
            .values_list("nummer", "bericht_id")
        ]
        eigen = tuple(nummer for nummer, van in rijen if van == bericht_id)
        return eigen or tuple(nummer for nummer, _ in rijen)

    def productcodelijsten(self) -> Callable[[date], Mapping[str, str]]:
        """For each day the product codes that hold, with their category."""
        return landschap.productcodelijsten()

    def contractboek(self, gemeente: str, aanbieders: frozenset[str]) -> Afsprakenboek:
        """What was agreed with these providers for a municipality."""
        return Afsprakenboek(gemeente, aanbieders)


gebruik_register(Landschapsregister())
gebruik_afkeur(afgekeurd)


def _persoon(ontvangst: Ontvangst) -> dict[str, Any]:
    """Who the request is for, as the file of a child wants it."""
    client = ontvangst.inhoud.client
    naam = client.naam
    return {
        "bsn": client.bsn,
        "naam": Naam(
            voornamen=naam.voornamen or "",
            voorletters=naam.voorletters or "",
            voorvoegsel=naam.geslachtsnaam.voorvoegsel or "",
            achternaam=naam.geslachtsnaam.achternaam,
        ),
        "geboortedatum": client.geboortedatum.datum,
        "geslacht": client.geslacht,
        "geboortedatum_gebruik": client.geboortedatum.datum_gebruik or "",
    }


def _geen_jeugdige(fout: ValidationError) -> Weigering:
    return Weigering(
        " ".join(fout.messages),
        "De aanbieder controleert de gegevens van de jeugdige en stuurt het bericht opnieuw.",
    )


def voorzie_verzoek(ontvangst: Ontvangst) -> None:
    """Whether `ontvang_verzoek` would refuse; writes nothing."""
    try:
        keur_jeugdige(ontvangst.gemeente_code, **_persoon(ontvangst))
    except ValidationError as fout:
        raise _geen_jeugdige(fout) from fout


def _dossiers(ontvangsten: Sequence[Ontvangst]) -> list[Jeugdige]:
    """The file of the child of each VOT, made where there is none, completed with what the BRP says.

    Raises:
        Weigering: the child cannot be a child (a birth date that is impossible for youth care).
    """
    gemeente = ontvangsten[0].gemeente_code
    jeugdigen: list[Jeugdige] = []
    dossiers = leg_dossiers_vast(gemeente, [Nieuwkomer(**_persoon(ontvangst)) for ontvangst in ontvangsten])
    for ontvangst, dossier in zip(ontvangsten, dossiers, strict=True):
        if isinstance(dossier, ValidationError):
            weigering = _geen_jeugdige(dossier)
            weigering.bericht_id = ontvangst.bericht.pk
            raise weigering from dossier
        jeugdigen.append(dossier)
    een = {jeugdige.pk: jeugdige for jeugdige in jeugdigen}
    werk_samen_bij_uit_brp(list(een.values()))
    return [een[jeugdige.pk] for jeugdige in jeugdigen]


def _nummer(verzoeken: Sequence[Verzoek]) -> None:
    """Give new requests their numbers, in order; the series of a year is locked from here on."""
    per_jaar: dict[int, list[Verzoek]] = {}
    for verzoek in verzoeken:
        per_jaar.setdefault(verzoek.ontvangen.year, []).append(verzoek)
    for jaar, rijen in sorted(per_jaar.items()):
        for verzoek, nummer in zip(rijen, nummers.verzoeknummers(jaar, len(rijen)), strict=True):
            verzoek.nummer = nummer


def _maak_verzoek(
    ontvangst: Ontvangst,
    jeugdige: Jeugdige,
    gevraagd: Any,
    vertaal: Callable[[str, str, date], Productvertaling | None],
) -> Verzoek:
    product = gevraagd.product
    categorie, code = (product.categorie, product.code or "") if product else ("", "")
    vertaling = vertaal(categorie, code, gevraagd.toewijzing_ingangsdatum) if categorie else None
    return Verzoek(
        gemeente_code=ontvangst.gemeente_code,
        aanbieder_agb=ontvangst.aanbieder_agb,
        bericht=ontvangst.bericht,
        draad=ontvangst.bericht.draad,
        jeugdige=jeugdige,
        referentie_aanbieder=gevraagd.referentie_aanbieder,
        categorie=categorie,
        code=code,
        product=vertaling.regioproduct if vertaling else None,
        product_naam=vertaling.naam if vertaling else "",
        product_status=vertaling.status if vertaling else "",
        componenten=list(vertaling.componenten) if vertaling else [],
        van=gevraagd.toewijzing_ingangsdatum,
        tot=gevraagd.toewijzing_einddatum,
        volume=gevraagd.omvang.volume if gevraagd.omvang else None,
        eenheid=gevraagd.omvang.eenheid if gevraagd.omvang else "",
        frequentie=gevraagd.omvang.frequentie if gevraagd.omvang else "",
        budget_cent=gevraagd.budget,
        verwijzer_type=gevraagd.verwijzer.type,
        verwijzer_naam=gevraagd.verwijzer.naam or "",
        verwijzer_code=gevraagd.verwijzer.zorgverlener_code or "",
        raamcontract=gevraagd.raamcontract or "",
        beschikking_nummer=str(gevraagd.beschikking_nummer or ""),
        commentaar=gevraagd.commentaar or "",
        ontvangen=ontvangst.ontvangen,
        dagtekening=ontvangst.inhoud.header.bericht_identificatie.dagtekening,
        termijn=termijnen.antwoord_uiterlijk(ontvangst.ontvangen),
        termijn_soort=termijnen.VERZOEK,
        toestand=OPEN,
        aangemaakt_op=klok.nu(),
    )


def _genoemd(ontvangst: Ontvangst) -> list[int]:
    """The numbers of the allocations that a VOW is about."""
    gevraagd = ontvangst.inhoud.client.verzoek
    return [p.toewijzing_nummer for p in (*gevraagd.ongewijzigde_producten, *gevraagd.te_wijzigen_producten)]


def _bekende_toewijzingen(ontvangsten: Sequence[Ontvangst]) -> list[tuple[Jeugdige, dict[int, Toewijzing]]]:
    """Of each VOW the child and the allocations that it names, by number.

    Raises:
        Weigering: the child or one of its allocations is in no file here; only messages about known children come
            with allocations, so that a person must look.
    """
    sleutels = [bsn_sleutel(ontvangst.inhoud.client.bsn) for ontvangst in ontvangsten]
    kinderen = jeugdigen_bij_sleutel(ontvangsten[0].gemeente_code, set(sleutels))
    rijen: dict[tuple[UUID, str, int], Toewijzing] = {
        (rij.jeugdige_id, rij.aanbieder_agb, int(rij.nummer)): rij
        for rij in Toewijzing.objects.filter(
            jeugdige__in=[kind.pk for kind in kinderen.values()],
            nummer__in={str(nr) for ontvangst in ontvangsten for nr in _genoemd(ontvangst)},
            toestand__in=GELDENDE_TOESTANDEN,
        )
    }
    uit = []
    for ontvangst, sleutel in zip(ontvangsten, sleutels, strict=True):
        jeugdige = kinderen.get(sleutel)
        if jeugdige is None:
            raise Weigering(
                "Van deze jeugdige is hier geen dossier. Een verzoek om wijziging noemt geen naam, dus er kan geen "
                "dossier worden gemaakt.",
                "De aanbieder vraagt de hulp aan met een verzoek om toewijzing (JW315).",
                ontvangst.bericht.pk,
            )
        wie = (jeugdige.pk, ontvangst.aanbieder_agb)
        bekend = {nr: rijen[*wie, nr] for nr in _genoemd(ontvangst) if (*wie, nr) in rijen}
        ontbreekt = [nr for nr in _genoemd(ontvangst) if nr not in bekend]
        if ontbreekt:
            raise Weigering(
                f"Toewijzing {', '.join(map(str, ontbreekt))} staat niet in het dossier van deze jeugdige.",
                "De backoffice zoekt uit waar deze toewijzing is gebleven en laat het bericht opnieuw verwerken.",
                ontvangst.bericht.pk,
            )
        uit.append((jeugdige, bekend))
    return uit


def voorzie_wijzigingsverzoek(ontvangst: Ontvangst) -> None:
    """Whether `ontvang_wijzigingsverzoeken` would refuse; writes nothing."""
    _bekende_toewijzingen([ontvangst])


@behandelt_samen("JW315", voorziet=voorzie_verzoek)
@behandelt_samen("JW317", voorziet=voorzie_wijzigingsverzoek)
def ontvang_verzoeken(ontvangsten: Sequence[Ontvangst]) -> None:
    """Make a request of every product that a VOT asks for (OP274: each gets its own answer), and one of each VOW, with
    a part for every product in it (OP308).

    Judged at once, so that the work list shows a verdict.

    Raises:
        Weigering: as `_dossiers` and `_bekende_toewijzingen`.
    """
    per_bericht: dict[UUID, list[Verzoek]] = {}
    delen: list[Verzoekdeel] = []
    if vot := [ontvangst for ontvangst in ontvangsten if ontvangst.bericht.soort == "JW315"]:
        vertaal = landschap.regioproduct_zoeker()
        for ontvangst, jeugdige in zip(vot, _dossiers(vot), strict=True):
            per_bericht[ontvangst.bericht.pk] = [
                _maak_verzoek(ontvangst, jeugdige, gevraagd, vertaal)
                for gevraagd in ontvangst.inhoud.client.aangevraagde_producten
            ]
    if vow := [ontvangst for ontvangst in ontvangsten if ontvangst.bericht.soort == "JW317"]:
        for ontvangst, (jeugdige, bekend) in zip(vow, _bekende_toewijzingen(vow), strict=True):
            verzoek, eigen = _maak_wijzigingsverzoek(ontvangst, jeugdige, bekend)
            per_bericht[ontvangst.bericht.pk] = [verzoek]
            delen += eigen
    verzoeken = [verzoek for ontvangst in ontvangsten for verzoek in per_bericht[ontvangst.bericht.pk]]
    leg_betrokkenheden_vast(
        ontvangsten[0].gemeente_code,
        Betrokkenheid.Soort.VERZOEK,
        [(verzoek.jeugdige_id, verzoek.aanbieder_agb, verzoek.ontvangen, None) for verzoek in verzoeken],
    )
    _nummer(verzoeken)
    leg_nieuwe_vast(verzoeken, "ontvangst van het verzoek", delen=delen)


def _maak_wijzigingsverzoek(
    ontvangst: Ontvangst, jeugdige: Jeugdige, bekend: Mapping[int, Toewijzing]
) -> tuple[Verzoek, list[Verzoekdeel]]:
    gevraagd = ontvangst.inhoud.client.verzoek
    delen = [
        *(_nieuw_deel(p) for p in gevraagd.nieuwe_producten),
        *(_wijzig_deel(p, bekend[p.toewijzing_nummer]) for p in gevraagd.te_wijzigen_producten),
        *(
            Verzoekdeel(soort=ONGEWIJZIGD, toewijzing=bekend[p.toewijzing_nummer])
            for p in gevraagd.ongewijzigde_producten
        ),
    ]
    leidend = delen[0]
    einden = [deel.tot for deel in delen if deel.soort != ONGEWIJZIGD]
    verzoek = Verzoek(
        soort=VOW,
        reden_verzoek=gevraagd.reden_verzoek,
        gemeente_code=ontvangst.gemeente_code,
        aanbieder_agb=ontvangst.aanbieder_agb,
        bericht=ontvangst.bericht,
        draad=ontvangst.bericht.draad,
        jeugdige=jeugdige,
        referentie_aanbieder=gevraagd.referentie_aanbieder,
        **{veld: getattr(leidend, veld) for veld in _PRODUCTVELDEN},
        van=min(deel.van for deel in delen if deel.van is not None),
        tot=None if None in einden else max(dag for dag in einden if dag is not None),
        ontvangen=ontvangst.ontvangen,
        dagtekening=ontvangst.inhoud.header.bericht_identificatie.dagtekening,
        termijn=termijnen.antwoord_uiterlijk(ontvangst.ontvangen),
        termijn_soort=termijnen.VERZOEK,
        toestand=OPEN,
        aangemaakt_op=klok.nu(),
    )
    for volgnummer, deel in enumerate(delen, 1):
        deel.verzoek, deel.gemeente_code, deel.volgnummer = verzoek, verzoek.gemeente_code, volgnummer
    return verzoek, delen


_PRODUCTVELDEN = (
    *("categorie", "code", "product", "product_naam", "product_status", "componenten"),
    *("volume", "eenheid", "frequentie", "budget_cent"),
)


def _nieuw_deel(gevraagd: Any) -> Verzoekdeel:
    product, omvang = gevraagd.product, gevraagd.omvang
    categorie, code = (product.categorie, product.code or "") if product else ("", "")
    vertaling = (
        landschap.regioproduct_bij(categorie, code, gevraagd.gewenste_ingangsdatum) if categorie else None
    )
    return Verzoekdeel(
        soort=NIEUW,
        categorie=categorie,
        code=code,
        product=vertaling.regioproduct if vertaling else None,
        product_naam=vertaling.naam if vertaling else "",
        product_status=vertaling.status if vertaling else "",
        componenten=list(vertaling.componenten) if vertaling else [],
        van=gevraagd.gewenste_ingangsdatum,
        tot=gevraagd.einddatum,
        volume=omvang.volume if omvang else None,
        eenheid=omvang.eenheid if omvang else "",
        frequentie=omvang.frequentie if omvang else "",
        budget_cent=gevraagd.budget,
    )


def _wijzig_deel(gevraagd: Any, toewijzing: Toewijzing) -> Verzoekdeel:
    omvang = gevraagd.omvang
    return Verzoekdeel(
        soort=WIJZIG,
        toewijzing=toewijzing,
        categorie=toewijzing.categorie,
        code=toewijzing.code,
        product=toewijzing.product,
        product_naam=toewijzing.product_naam,
        componenten=toewijzing.componenten,
        van=gevraagd.gewenste_ingangsdatum,
        tot=gevraagd.einddatum,
        volume=omvang.volume if omvang else None,
        eenheid=omvang.eenheid if omvang else "",
        frequentie=omvang.frequentie if omvang else "",
        budget_cent=gevraagd.budget,
    )


@na_verzending("JW301")
def toewijzing_is_verstuurd(berichten: Sequence[Bericht]) -> None:
    """From here on the provider knows the allocations that these messages give."""
    rijen = Toewijzing.objects.filter(bericht__in=[b.pk for b in berichten], toestand__in=(KLAAR, GEWIJZIGD))
    rijen.update(toestand=VERZONDEN)
    maak_bekend(berichten)


@behandelt("JW302")
def ontvang_antwoord_op_toewijzing(ontvangst: Ontvangst) -> None:
    """Note what the provider says about a JW301: its allocations are taken on, or the message was rejected.

    A rejected message counts as not sent (OP286). That does not undo a decision about care: the message goes out anew,
    or somebody takes the decision back (``herstel``).
    """
    heen = ontvangst.beantwoordt
    assert heen is not None
    if ontvangst.retourcodes:
        afgekeurd.noteer_afgekeurd(heen)
        return
    rijen = Toewijzing.objects.filter(bericht=heen)
    if rijen.filter(toestand__in=(KLAAR, GEWIJZIGD, VERWIJDERD)).exists():
        maak_bekend([heen])  # answered before we noted that it had left
    rijen.filter(toestand__in=GELDENDE_TOESTANDEN).update(toestand=AANGENOMEN)


@behandelt("JW320")
def ontvang_antwoord_op_antwoord(ontvangst: Ontvangst) -> None:
    """Note what the provider says about a JW319: the message carries it; the request itself does not change."""
