"""Every write to the registers. Contract combinations are judged by the region's rules before they are stored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, Q

from ijw.keten.rekenen import gebruikelijke_variant
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import is_bsn
from jeugdketen.kern.rollen import (
    mag_contracten_beheren,
    mag_lokale_contracten_beheren,
    mag_onderaannemers_melden,
)
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.landschap.models import (
    AANBIEDERVELDEN,
    EENHEDEN,
    SEGMENTEN_LOKAAL,
    Aanbieder,
    Aanbiedergegevens,
    Contract,
    Contractgemeente,
    Contractproduct,
    Gemeente,
    Locatie,
    Onderaannemer,
    Productvertaling,
    Tarief,
)
from jeugdketen.landschap.selectors import (
    REGIONAAL,
    contractfeit,
    onderaannemerfeit,
    onderaannemervraag,
    start_overeenkomst,
)
from jeugdketen.landschap.tijden import DAG, aanleiding, gaten
from jeugdregels.periode import in_woorden


class ContractGeweigerd(ValidationError):
    """The rules do not allow this contract beside the others of the provider (S-008, S-009).

    `bevindingen` are the findings of the rules, each with its explanation and source.
    """

    def __init__(self, bevindingen: list[dict[str, Any]]) -> None:
        self.bevindingen = bevindingen
        super().__init__([b["uitleg"] for b in bevindingen] or ["De regels staan dit contract niet toe."])


@dataclass(frozen=True, slots=True)
class Regiolading:
    """What loading a region put in the registers: how many municipalities, product codes and standard tariffs."""

    gemeenten: int
    productcodes: int
    tarieven: int


@transaction.atomic
def laad_regio(naam: str) -> Regiolading:
    """Put a region's municipalities, product codes and standard tariffs in the registers, from its data files.

    Call under `als_inrichting`. Doing it again brings the registers up to date and doubles nothing. A code that ends
    with a newer file of the region gets its last day. A tariff that somebody settled in the register stays.

    Raises:
        jeugdregels.regio.RegioFout: there is no such region, or its data are wrong.
    """
    from jeugdregels.regio import laad

    regio = laad(naam)
    gemeenten = regio.rijen_op(regio.versies[-1])["gemeenten"]
    for rij in gemeenten:
        Gemeente.objects.update_or_create(
            cbs_code=rij["code"],
            defaults={"naam": rij["naam"], "regio": regio.naam, "contact": rij["adres"] or ""},
        )
    codes = 0
    reeks = regio.bestanden["productcodes"]
    for nummer, bestand in enumerate(reeks):
        volgende = reeks[nummer + 1].vanaf - timedelta(days=1) if nummer + 1 < len(reeks) else None
        namen = _productnamen(regio, bestand.vanaf)
        for rij in bestand.rijen:
            waarden = rij.waarden
            component = waarden.get("component")
            leg_productvertaling_vast(
                {
                    "categorie": waarden["categorie"],
                    "code": waarden.get("code") or "",
                    "regioproduct": waarden["product"],
                    "naam": namen.get(waarden["product"], waarden["product"]),
                    "componenten": [component] if component else [],
                    "status": rij.status,
                    "bron": f"{rij.bron.document}, {rij.bron.onderdeel}"[:200],
                    "van": bestand.vanaf,
                    "tot": volgende if volgende is not None else bestand.tot,
                }
            )
            codes += 1
    return Regiolading(len(gemeenten), codes, _laad_tarieven(regio.bestanden["tarieven"]))


EENHEID_VAN = {"minuut": "01", "uur": "04", "etmaal": "14", "dagdeel": "16", "traject": "82", "maand": "84"}
"""Unit in the region's tables → unit in the messages (WJ756): a trajectory is paid by result, a month by effort."""


def _laad_tarieven(reeks: Any) -> int:
    aantal = 0
    for nummer, bestand in enumerate(reeks):
        volgende = reeks[nummer + 1].vanaf - timedelta(days=1) if nummer + 1 < len(reeks) else bestand.tot
        for rij in bestand.rijen:
            waarden = rij.waarden
            sleutel = {
                "contract": None,
                "regioproduct": waarden["product"],
                "eenheid": EENHEID_VAN[waarden["eenheid"]],
            }
            van_regio = Tarief.objects.filter(**sleutel, van=bestand.vanaf, status="voorbeeld").first()
            if van_regio is None and Tarief.objects.filter(**sleutel).raakt(bestand.vanaf, volgende).exists():
                continue
            tarief = van_regio or Tarief(**sleutel, van=bestand.vanaf)
            tarief.per, tarief.tot, tarief.status = waarden["eenheid"], volgende, rij.status
            tarief.bedrag_cent = int(Decimal(waarden["bedrag"]) * 100)
            tarief.variant = gebruikelijke_variant(tarief.eenheid)
            tarief.bron = f"{rij.bron.document}, {rij.bron.onderdeel}"[:200]
            tarief.full_clean()
            tarief.save()
            aantal += 1
    return aantal


def _productnamen(regio: Any, dag: date) -> dict[str, str]:
    """The region's own words for each product: of segment B the name of the profile, of C and V that of the product."""
    tabellen = regio.rijen_op(max(dag, regio.begin))
    namen = {rij["product"]: rij["naam"] for rij in tabellen["producten"]}
    for rij in tabellen["profielen"]:
        namen |= {f"{rij['segment']}/{rij['profiel']}/{soort}": rij["naam"] for soort in rij["intensiteiten"]}
    return namen


# --- providers -----------------------------------------------------------------------------------------------------


@transaction.atomic
def leg_aanbieder_vast(
    toegang: Toegang, *, agb: str, naam: str, van: date | None = None, **gegevens: Any
) -> Aanbieder:
    """Add a provider, or change what the register says of it from a day on (default today).

    Raises:
        ToegangGeweigerd: this person may not change the register.
        ValidationError: a field is wrong; the message names it.
    """
    eis_beheer(toegang)
    dag = van or klok.vandaag()
    waarden = {"naam": naam, **gegevens}
    aanbieder = Aanbieder.objects.select_for_update().filter(agb=agb).first()
    if aanbieder is None:
        return nieuwe_aanbieder(toegang, agb=agb, van=dag, **waarden)
    nu = aanbieder.gegevens.geldig_op(dag).first()
    if nu is None:
        voeg_toe(toegang, Aanbiedergegevens(aanbieder=aanbieder, van=dag, **waarden))
    elif nu.van == dag:
        corrigeer(toegang, nu, "op de eerste dag zelf aangepast", **waarden)
    elif any(getattr(nu, veld) != waarde for veld, waarde in waarden.items()):
        wijzig(toegang, nu, vanaf=dag, **waarden)
    aanbieder.refresh_from_db()
    return aanbieder


@transaction.atomic
def nieuwe_aanbieder(
    toegang: Toegang, *, agb: str, van: date, tot: date | None = None, **gegevens: Any
) -> Aanbieder:
    """Add a provider with what holds of it in its first period.

    Raises:
        ToegangGeweigerd: this person may not change the register.
        ValidationError: a field is wrong, or the AGB code is there already.
    """
    eis_beheer(toegang)
    aanbieder = Aanbieder(agb=agb, **gegevens)
    aanbieder.full_clean()
    aanbieder.save()
    voeg_toe(toegang, Aanbiedergegevens(aanbieder=aanbieder, van=van, tot=tot, **gegevens))
    return aanbieder


def zet_actueel(aanbieder: Aanbieder) -> bool:
    """Bring what a provider is called today in line with its periods; true when something changed.

    Outside its periods the nearest one counts: the last that was, else the first that comes.
    """
    dag = klok.vandaag()
    rij = (
        aanbieder.gegevens.geldig_op(dag).first()
        or aanbieder.gegevens.filter(van__lte=dag).order_by("-van").first()
        or aanbieder.gegevens.order_by("van").first()
    )
    if rij is None:
        return False
    anders = [veld for veld in AANBIEDERVELDEN if getattr(aanbieder, veld) != getattr(rij, veld)]
    for veld in anders:
        setattr(aanbieder, veld, getattr(rij, veld))
    if anders:
        aanbieder.save(update_fields=anders)
    return bool(anders)


@transaction.atomic
def zet_alle_actueel() -> int:
    """Bring every provider in line with its periods, for what starts or ends today; returns how many changed."""
    return sum(zet_actueel(aanbieder) for aanbieder in Aanbieder.objects.all())


# --- contracts -----------------------------------------------------------------------------------------------------


@transaction.atomic
def leg_contract_vast(
    toegang: Toegang,
    aanbieder: Aanbieder,
    segment: str,
    van: date,
    tot: date | None = None,
    *,
    perceel: str = "",
    nummer: str = "",
    uitloop: bool = False,
    gemeente: str | None = None,
) -> Contract:
    """Add a framework agreement after asking the rules whether the provider may hold it beside its others.

    Two people who add a contract to the same provider at once wait for each other, so the rules see both. With
    `gemeente` (CBS code) it is a local contract of that municipality (S-206); those are not judged beside the regional.

    Raises:
        ToegangGeweigerd: this person may not change the register.
        ContractGeweigerd: the combination is not allowed (S-008, S-009).
        ValidationError: the period is wrong, or overlaps another contract for the same segment and perceel, or the
            provider is a subcontractor in that period (S-060).
    """
    contract = Contract(
        aanbieder=aanbieder,
        segment=segment,
        perceel=perceel,
        nummer=nummer,
        uitloop=uitloop,
        gemeente_code=gemeente,
        van=van,
        tot=tot,
    )
    return voeg_toe(toegang, contract)


def _toets_contract(contract: Contract) -> None:
    """Whether a regional contract may stand beside the others, and beside what the provider is for others."""
    if contract.uitloop or contract.gemeente_code:
        return
    aanbieder = contract.aanbieder
    andere = (
        aanbieder.contracten.filter(REGIONAAL, uitloop=False)
        .exclude(pk=contract.pk)
        .order_by("van", "segment")
    )
    _toets_naast(contract, andere, vraag_regels)
    wie = Q(agb=aanbieder.agb) | (Q(kvk=aanbieder.kvk) if aanbieder.kvk else Q())
    voor = Onderaannemer.objects.filter(wie, oude_constructie=False).raakt(contract.van, contract.tot)
    if (rij := voor.select_related("aanbieder").first()) is not None:
        raise ValidationError(
            f"{aanbieder.naam} is {_periode(rij.van, rij.tot)} onderaannemer van {rij.aanbieder.naam}, en wie zelf een "
            "contract heeft kan dat niet zijn (S-060). Beëindig eerst het onderaannemerschap."
        )


def _toets_naast(
    contract: Contract, andere: Iterable[Contract], vraag: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    """Ask the rules whether a regional contract may stand beside the others of its provider (S-008, S-009)."""
    antwoord = vraag(
        {
            "vraag": "contract",
            "peildatum": contract.van.isoformat(),
            "aanbieder": {"contracten": [contractfeit(c) for c in andere]},
            "toevoegen": contractfeit(contract),
        }
    )
    if antwoord["uitkomst"] not in {"toegestaan", "signaal"}:
        raise ContractGeweigerd(list(antwoord.get("bevindingen", [])))


def vraag_regels(vraag: dict[str, Any]) -> dict[str, Any]:
    """Ask the rules of the region; the answer as plain values."""
    from jeugdregels.vragen import beantwoord

    return beantwoord(vraag).naar_dict()


def beeindig_contract(toegang: Toegang, contract: Contract, tot: date) -> Contract:
    """Give a contract its last day.

    Raises:
        ToegangGeweigerd: this person may not change the register.
        ValidationError: the last day lies before the first.
    """
    return wijzig(toegang, contract, tot=tot)


@transaction.atomic
def zet_gemeenten(toegang: Toegang, contract: Contract, gemeenten: Collection[str], per: date) -> None:
    """Say which municipalities (CBS codes) a regional contract serves from a day on; none means the whole region.

    Raises:
        ToegangGeweigerd: this person may not change the register.
        ValidationError: one of them is no municipality of the region, or the day lies outside the contract.
    """
    eis_beheer(toegang)
    bekend = set(Gemeente.objects.filter(pk__in=gemeenten).values_list("pk", flat=True))
    if vreemd := sorted(set(gemeenten) - bekend):
        raise ValidationError(f"{', '.join(vreemd)} is geen gemeente van de regio. Kies uit de lijst.")
    if contract.gemeente_code:
        raise ValidationError("Een lokaal contract geldt alleen voor de eigen gemeente.")
    if per < contract.van or (contract.tot is not None and per > contract.tot):
        raise ValidationError(
            f"Kies een dag in de periode van het contract, {_periode(contract.van, contract.tot)}."
        )
    with aanleiding("wijziging"):
        nu = {rij.gemeente_id: rij for rij in contract.gemeenten.raakt(per, None)}
        for code, rij in nu.items():
            if code in bekend:
                continue
            if rij.van >= per:
                rij.delete()
            else:
                rij.tot = per - DAG
                rij.save()
        for code in sorted(bekend - set(nu)):
            rij = Contractgemeente(contract=contract, gemeente_id=code, van=per, tot=contract.tot)
            rij.full_clean()
            rij.save()


# --- every register with two times ---------------------------------------------------------------------------------

Registerrij = Aanbiedergegevens | Locatie | Contract | Contractproduct | Tarief | Onderaannemer
R = TypeVar("R", bound=Registerrij)

BIJ_TE_WERKEN: dict[type[Registerrij], frozenset[str]] = {
    Contract: frozenset({"tot"}),
    Contractproduct: frozenset({"tot"}),
    Onderaannemer: frozenset(
        {"tot", "gemeld_op", "in_managementrapportage", "gezin_afgestemd_op", "gezin_referentie"}
    ),
}
"""What can change of a row that stays the same row; anything else about it can only have been wrong (a correction).

Of the other registers every change starts a new row.
"""


def eis_beheer(toegang: Toegang) -> None:
    """Only the Netwerkorganisatie and the set-up go on.

    Raises:
        ToegangGeweigerd: this is somebody else.
    """
    if not mag_contracten_beheren(toegang):
        raise ToegangGeweigerd("Alleen de Netwerkorganisatie mag aanbieders en contracten wijzigen.")


def mag_schrijven(toegang: Toegang, rij: Registerrij) -> bool:
    """Whether this person may add or change this row: the Netwerkorganisatie everything, a local contract manager what
    belongs to a local contract of its municipality, a provider its own subcontractors."""
    if mag_contracten_beheren(toegang):
        return True
    if isinstance(rij, Onderaannemer):
        return mag_onderaannemers_melden(toegang, rij.aanbieder_id)
    gemeente = _gemeente_van(rij)
    return gemeente is not None and mag_lokale_contracten_beheren(toegang, gemeente)


def _gemeente_van(rij: Registerrij) -> str | None:
    if isinstance(rij, Contract):
        return rij.gemeente_code
    if isinstance(rij, Contractproduct | Tarief):
        return rij.contract.gemeente_code if rij.contract else None
    return None


def _eis(toegang: Toegang, rij: Registerrij) -> None:
    if mag_schrijven(toegang, rij):
        return
    if isinstance(rij, Onderaannemer):
        raise ToegangGeweigerd(
            "Alleen de hoofdaannemer zelf en de Netwerkorganisatie mogen een onderaannemer melden."
        )
    if toegang.contract_gemeenten:
        raise ToegangGeweigerd(
            "U beheert de lokale contracten van uw gemeente. Een regionaal contract wijzigt de Netwerkorganisatie; "
            "overleg met haar (S-206)."
        )
    eis_beheer(toegang)


@transaction.atomic
def voeg_toe(toegang: Toegang, rij: R, *, tarieven: bool = True) -> R:
    """Put a new row in a register.

    Args:
        tarieven: check that tariffs leave no day open; an import does that once for all rows of a product.

    Raises:
        ToegangGeweigerd: this person may not do that.
        ValidationError: a field is wrong, or the row does not go together with the others; the message says why.
    """
    _eis(toegang, rij)
    _slot(rij)
    with aanleiding("wijziging"):
        _bewaar(rij)
    _na(rij, tarieven=tarieven)
    return rij


@transaction.atomic
def wijzig(
    toegang: Toegang, rij: R, /, *, vanaf: date | None = None, tarieven: bool = True, **waarden: Any
) -> R:
    """Something changes from a day on: what held before stays as it was.

    Args:
        vanaf: first day of the new values, for registers in which a change starts a new row.
        waarden: the new values; for the other registers only those in `BIJ_TE_WERKEN`.

    Returns the row that holds the new values.

    Raises:
        ToegangGeweigerd: this person may not do that.
        ValidationError: the day lies outside the row, or a value is wrong.
    """
    _eis(toegang, rij)
    _slot(rij)
    mag = BIJ_TE_WERKEN.get(type(rij))
    with aanleiding("wijziging"):
        if mag is not None:
            if anders := sorted(set(waarden) - mag):
                raise ValidationError(
                    dict.fromkeys(
                        anders,
                        "Dit kan niet vanaf een dag anders worden. Stond het verkeerd? Kies dan correctie.",
                    )
                )
            return _schrijf(rij, waarden, tarieven=tarieven)
        if vanaf is None or vanaf <= rij.van or (rij.tot is not None and vanaf > rij.tot):
            na = (
                "na "
                + in_woorden(rij.van)
                + ("" if rij.tot is None else f" en uiterlijk {in_woorden(rij.tot)}")
            )
            raise ValidationError(
                {"vanaf": f"Kies een dag {na}. Was het vanaf het begin anders? Kies dan correctie."}
            )
        nieuw = type(rij)(
            **{
                veld.attname: getattr(rij, veld.attname)
                for veld in rij._meta.local_concrete_fields
                if veld.name != "id"
            }
        )
        nieuw.van = vanaf
        for veld, waarde in waarden.items():
            setattr(nieuw, veld, waarde)
        eind, rij.tot = rij.tot, vanaf - DAG
        try:
            rij.save(update_fields=["tot"])
            _bewaar(nieuw)
        except ValidationError:
            rij.tot = eind  # as in the database, once that is rolled back
            raise
    _na(nieuw, tarieven=tarieven)
    return nieuw


@transaction.atomic
def corrigeer(toegang: Toegang, rij: R, waarom: str, /, *, tarieven: bool = True, **waarden: Any) -> R:
    """Something stood wrong in the register: the row says from now on what was true all along.

    Raises:
        ToegangGeweigerd: this person may not do that.
        ValidationError: there is no reason, or a value is wrong.
    """
    _eis(toegang, rij)
    if not waarom.strip():
        raise ValidationError(
            {"waarom": "Vul in waarom u dit verbetert, bijvoorbeeld: verkeerd overgenomen."}
        )
    _slot(rij)
    with aanleiding("correctie", waarom.strip()):
        return _schrijf(rij, waarden, tarieven=tarieven)


@transaction.atomic
def verwijder(toegang: Toegang, rij: Registerrij, waarom: str) -> None:
    """A row never was true: take it out. Its versions stay, so the register still tells what it said before.

    Raises:
        ToegangGeweigerd: this person may not do that.
        ValidationError: there is no reason, something hangs under it, or tariffs would leave days open.
    """
    _eis(toegang, rij)
    if not waarom.strip():
        raise ValidationError({"waarom": "Vul in waarom deze regel er nooit had moeten staan."})
    _slot(rij)
    try:
        with aanleiding("correctie", waarom.strip()), transaction.atomic():
            rij.delete()
    except (ProtectedError, IntegrityError):
        raise ValidationError("Hier hangen nog producten of tarieven onder. Haal die eerst weg.") from None
    if isinstance(rij, Tarief):
        controleer_tarieven(rij.contract, rij.regioproduct)
    if isinstance(rij, Aanbiedergegevens):
        zet_actueel(rij.aanbieder)


def _slot(*rijen: Registerrij) -> None:
    """Two people who write about one provider wait for each other, so that the checks see both."""
    agbs = set()
    for rij in rijen:
        if isinstance(rij, Contractproduct | Tarief):
            agbs |= {rij.contract.aanbieder.agb} if rij.contract else set()
        else:
            agbs.add(rij.aanbieder.agb)
    if agbs:
        # By a lock of its own: whoever may not change a provider cannot lock its row either.
        with connection.cursor() as cursor:
            # A few hundred locks at most, however many providers an import touches; always in one order.
            cursor.execute(
                "SELECT pg_advisory_xact_lock(7264003, slot) FROM (SELECT DISTINCT hashtext(agb) & 255 AS slot"
                " FROM unnest(%s::text[]) AS agb ORDER BY slot) AS sloten",
                [sorted(agbs)],
            )


def _schrijf(rij: R, waarden: Mapping[str, Any], *, tarieven: bool) -> R:
    vers = type(rij)._default_manager.get(pk=rij.pk)
    for veld, waarde in waarden.items():
        setattr(vers, veld, waarde)
    _bewaar(vers)
    _na(vers, tarieven=tarieven)
    for veld in vers._meta.local_concrete_fields:
        setattr(rij, veld.attname, getattr(vers, veld.attname))
    return rij


def _bewaar(rij: Registerrij) -> None:
    """Check a row by its fields, by the database's own rules and by the rules of the region, and store it."""
    _vul_af(rij)
    rij.full_clean()
    if isinstance(rij, Contract):
        _toets_contract(rij)
    elif isinstance(rij, Contractproduct):
        _toets_product(rij)
    elif isinstance(rij, Onderaannemer):
        _toets_onderaannemer(rij)
    rij.save()


def _vul_af(rij: Registerrij) -> None:
    """What follows from the other values."""
    if isinstance(rij, Contractproduct | Tarief):
        rij.gemeente_code = rij.contract.gemeente_code if rij.contract else None
    if isinstance(rij, Tarief) and not rij.variant:
        rij.variant = gebruikelijke_variant(rij.eenheid)


def keur_velden(rij: Registerrij | Aanbieder) -> None:
    """Check a new row by its own fields, without asking the database: the first half of what `voeg_toe` does.

    Raises:
        ValidationError: a field is wrong. The words are those of a single field; `voeg_toe` may say more.
    """
    if not isinstance(rij, Aanbieder):
        _vul_af(rij)
    rij.clean_fields(exclude={veld.name for veld in rij._meta.local_fields if veld.is_relation})
    rij.clean()
    if isinstance(rij, Contractproduct):
        _toets_product(rij)


@transaction.atomic
def voeg_veel_toe(
    toegang: Toegang,
    rijen: Sequence[Registerrij],
    nieuwe: Sequence[Aanbieder] = (),
    *,
    vraag: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> None:
    """Put many new rows of one register in, each as `voeg_toe` would: all of them, or none.

    The rows passed `keur_velden`; no two contracts are of one provider; periods of a provider come with a new provider.
    What the database itself refuses (overlap, a tariff hole, a double) it refuses for all: then ask `voeg_toe` row by
    row which one it was, and why.

    Args:
        rijen: new rows of one register; subcontractors go one by one.
        nieuwe: the providers that the rows of `gegevens` belong to, not stored yet.
        vraag: asks the rules, where the caller remembers answers.

    Raises:
        ToegangGeweigerd, ValidationError, IntegrityError, DataError: nothing was put in.
    """
    if nieuwe:
        eis_beheer(toegang)
        Aanbieder.objects.bulk_create(nieuwe)
    for rij in rijen:
        _eis(toegang, rij)
    _slot(*rijen)
    contracten = [rij for rij in rijen if isinstance(rij, Contract)]
    naast: dict[int, list[Contract]] = {}
    for ander in (
        Contract.objects.filter(
            REGIONAAL, uitloop=False, aanbieder__in={c.aanbieder_id for c in contracten}
        ).order_by("van", "segment")
        if contracten
        else ()
    ):
        naast.setdefault(ander.aanbieder_id, []).append(ander)
    for contract in contracten:
        if not (contract.uitloop or contract.gemeente_code):
            _toets_naast(contract, naast.get(contract.aanbieder_id, ()), vraag or vraag_regels)
    with aanleiding("wijziging"):
        type(rijen[0])._default_manager.bulk_create(rijen)
    if isinstance(rijen[0], Tarief):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS sluit_aan IMMEDIATE")
            cursor.execute("SET CONSTRAINTS sluit_aan DEFERRED")


def onderaannemers_bij_nummer() -> tuple[set[str], set[str]]:
    """AGB codes and KvK numbers of all who are a subcontractor: who has one of these may not hold a contract freely."""
    agbs, kvks = set(), set()
    for agb, kvk in Onderaannemer.objects.filter(oude_constructie=False).values_list("agb", "kvk"):
        agbs.add(agb)
        kvks.add(kvk)
    return agbs - {"", None}, kvks - {"", None}


def _na(rij: Registerrij, *, tarieven: bool) -> None:
    if isinstance(rij, Aanbiedergegevens):
        zet_actueel(rij.aanbieder)
    elif isinstance(rij, Tarief) and tarieven:
        controleer_tarieven(rij.contract, rij.regioproduct)


def nieuwe_rij(soort: str, aanbieder: Aanbieder | None, /, **waarden: Any) -> Registerrij:
    """A row that is not stored yet, by the word of its register; of a provider unless it is a standard tariff."""
    model = {
        "gegevens": Aanbiedergegevens,
        "locatie": Locatie,
        "contract": Contract,
        "product": Contractproduct,
        "tarief": Tarief,
        "onderaannemer": Onderaannemer,
    }[soort]
    if aanbieder is not None and model not in (Contractproduct, Tarief):
        waarden["aanbieder"] = aanbieder
    return model(**waarden)


# --- products and tariffs ------------------------------------------------------------------------------------------


def _toets_product(rij: Contractproduct) -> None:
    """A product must be one of the region, of the segment and perceel of the contract, within its days."""
    contract = rij.contract
    if not contract.uitloop and contract.gemeente_code is None:
        namen = productnamen()
        if rij.regioproduct not in namen:
            raise ValidationError(
                {
                    "regioproduct": f"{rij.regioproduct} is geen product van de regio. Kies een product uit de lijst."
                }
            )
        segment, *rest = rij.regioproduct.split("/")
        if segment != contract.segment or (contract.perceel and rest[0] != contract.perceel):
            soort = f"segment {contract.segment}" + (
                f", perceel {contract.perceel}" if contract.perceel else ""
            )
            raise ValidationError(
                {
                    "regioproduct": f"{rij.regioproduct} hoort niet bij dit contract ({soort}). Kies een ander product."
                }
            )
    if rij.van < contract.van or (contract.tot is not None and (rij.tot or rij.van) > contract.tot):
        raise ValidationError(
            {
                "van": f"De periode valt buiten het contract, {_periode(contract.van, contract.tot)}. "
                "Pas de periode aan."
            }
        )


def gemeentecodes() -> list[str]:
    """CBS codes of the municipalities of the region."""
    return list(Gemeente.objects.values_list("cbs_code", flat=True))


def productnamen() -> Mapping[str, str]:
    """Every product of the region with its name, also those without a code in the messages."""
    return _namen_van_regio(settings.JEUGDKETEN_REGIO)


@lru_cache(maxsize=4)
def _namen_van_regio(naam: str) -> Mapping[str, str]:
    from jeugdregels.regio import laad

    regio = laad(naam)
    return MappingProxyType(_productnamen(regio, regio.versies[-1]))


def productkeuzes(segmenten: Collection[str] | None) -> dict[str, str]:
    """Products of the region to choose from, by segment (None: all): product and name."""
    return {
        product: f"{product.replace('/', ' ').replace('-', ' ')}: {naam}"
        for product, naam in sorted(productnamen().items())
        if segmenten is None or product.split("/")[0] in segmenten
    }


def perceelkeuzes() -> list[tuple[str, str]]:
    """The percelen of the region with their names (S-015, S-017)."""
    from jeugdregels.regio import laad

    regio = laad(settings.JEUGDKETEN_REGIO)
    return [
        (r["perceel"], f"{r['segment']}: {r['naam']}") for r in regio.rijen_op(regio.versies[-1])["percelen"]
    ]


def segmentkeuzes() -> list[tuple[str, str]]:
    """Segments with their names; A only for a local contract (S-003)."""
    return [(letter, f"{letter}: {naam}") for letter, naam in SEGMENTEN_LOKAAL.items()]


def eenheidkeuzes() -> list[tuple[str, str]]:
    """Units of a tariff with their words (WJ756)."""
    return list(EENHEDEN.items())


def controleer_tarieven(contract: Contract | None, regioproduct: str) -> None:
    """Refuse tariffs of a product that leave a day open.

    Standard tariffs of one unit follow each other without a hole. Tariffs of a contract cover every day of the product
    in that contract, where needed together with standard tariffs of the same unit. A product without any tariff of the
    contract is left to the completeness check.

    Raises:
        ValidationError: a sentence that names the days.
    """
    standaard = list(Tarief.objects.filter(contract=None, regioproduct=regioproduct))
    if contract is None:
        for eenheid in sorted({t.eenheid for t in standaard}):
            rijen = [(t.van, t.tot) for t in standaard if t.eenheid == eenheid]
            einden = [tot for _, tot in rijen]
            laatste = None if None in einden else max(tot for tot in einden if tot is not None)
            _weiger_gaten(regioproduct, eenheid, gaten(min(van for van, _ in rijen), laatste, rijen))
    eigen = Tarief.objects.filter(regioproduct=regioproduct, contract__isnull=False).select_related(
        "contract"
    )
    if contract is not None:
        eigen = eigen.filter(contract=contract)
    per: dict[tuple[int, str], list[Tarief]] = {}
    for tarief in eigen:
        assert tarief.contract_id is not None
        per.setdefault((tarief.contract_id, tarief.eenheid), []).append(tarief)
    producten: dict[int, list[Contractproduct]] = {}
    for product in Contractproduct.objects.filter(
        regioproduct=regioproduct, contract__in={nummer for nummer, _ in per}
    ).select_related("contract"):
        producten.setdefault(product.contract_id, []).append(product)
    for (nummer, eenheid), tarieven in sorted(per.items()):
        if nummer not in producten:
            raise ValidationError(
                {
                    "regioproduct": f"{regioproduct} staat niet bij dit contract. Voeg eerst het product toe, "
                    "dan het tarief."
                }
            )
        rijen = [(t.van, t.tot) for t in (*tarieven, *(t for t in standaard if t.eenheid == eenheid))]
        for product in producten[nummer]:
            eind = min((tot for tot in (product.tot, product.contract.tot) if tot is not None), default=None)
            _weiger_gaten(regioproduct, eenheid, gaten(product.van, eind, rijen))


def _weiger_gaten(product: str, eenheid: str, open_dagen: list[tuple[date, date | None]]) -> None:
    if open_dagen:
        dagen = " en ".join(_periode(van, tot) for van, tot in open_dagen)
        raise ValidationError(
            f"{product} heeft {dagen} geen tarief per {EENHEDEN[eenheid]}. Laat de tarieven op elkaar aansluiten, van "
            "de eerste tot en met de laatste dag."
        )


def _periode(van: date, tot: date | None) -> str:
    if tot == van:
        return f"op {in_woorden(van)}"
    return (
        f"vanaf {in_woorden(van)}" if tot is None else f"van {in_woorden(van)} tot en met {in_woorden(tot)}"
    )


# --- subcontractors ------------------------------------------------------------------------------------------------

_VELD_BIJ_FEIT = {
    "contracten onderaannemer": "naam",
    "reden": "reden",
    "afgestemd met gezin": "gezin_afgestemd_op",
}
"""The field at which a finding of the rules is told, by the fact that it rests on."""


def _toets_onderaannemer(rij: Onderaannemer) -> None:
    """Ask the rules on every day that matters; a signal (not reported yet) does not stop anything (S-067)."""
    if is_bsn(rij.gezin_referentie):
        raise ValidationError(
            {"gezin_referentie": "Dit lijkt een BSN. Gebruik een eigen nummer van uw administratie."}
        )
    if rij.oude_constructie:
        begin = start_overeenkomst()
        if rij.van >= begin:
            raise ValidationError(
                {
                    "oude_constructie": f"Een lopende constructie begon voor {in_woorden(begin)}. Is deze later "
                    "begonnen, haal dan het vinkje weg."
                }
            )
        return
    fouten: dict[str, list[str]] = {}
    dag = max(rij.van, klok.vandaag())
    dagen = {dag if rij.tot is None else max(rij.van, min(dag, rij.tot)), rij.van}
    sub = onderaannemerfeit(rij)
    dagen |= {date.fromisoformat(c["van"]) for c in sub["contracten"]}
    for peildag in sorted(d for d in dagen if d >= rij.van and (rij.tot is None or d <= rij.tot)):
        antwoord = vraag_regels(onderaannemervraag(rij, peildag, dag))
        for bevinding in antwoord["bevindingen"]:
            if bevinding["uitkomst"] in {"geweigerd", "onvolledig"}:
                veld = next(
                    (v for feit, v in _VELD_BIJ_FEIT.items() if feit in bevinding["feiten"]), NON_FIELD_ERRORS
                )
                if bevinding["uitleg"] not in fouten.setdefault(veld, []):
                    fouten[veld].append(bevinding["uitleg"])
    if fouten:
        raise ValidationError(fouten)


# --- product codes -------------------------------------------------------------------------------------------------


def leg_productvertaling_vast(regel: Mapping[str, Any]) -> Productvertaling:
    """Add or change what a category and code stand for from a day on.

    Raises:
        ValidationError: a field is wrong, or the code has another product in that period.
    """
    sleutel = {"categorie": regel["categorie"], "code": regel.get("code", ""), "van": regel["van"]}
    rij = Productvertaling.objects.filter(**sleutel).first() or Productvertaling(**sleutel)
    for veld in ("regioproduct", "naam", "componenten", "status", "bron", "tot"):
        if veld in regel:
            setattr(rij, veld, regel[veld])
    rij.full_clean()
    rij.save()
    return rij
