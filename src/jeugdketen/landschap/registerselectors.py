"""What the register pages show: providers on a day as known on a day, one provider, its history, and what is missing.

Nothing here is personal data of families, so nothing here is logged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.fields.json import JSONField
from django.db.models.functions import Lag, Lower

from ijw.waarden import euro
from jeugdketen.kern import klok
from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.rollen import ROLLEN
from jeugdketen.landschap.models import (
    EENHEDEN,
    Aanbieder,
    Aanbiedergegevens,
    Contract,
    Contractgemeente,
    Contractproduct,
    Gemeente,
    Locatie,
    Onderaannemer,
    Productvertaling,
    Registerversie,
    Tarief,
)
from jeugdketen.landschap.selectors import REGIONAAL, onderaannemervraag
from jeugdketen.landschap.tijden import bekende_versies, einde_van, gaten, is_heden, stand
from jeugdregels.periode import in_woorden

REGISTERS: dict[str, type[models.Model]] = {
    "gegevens": Aanbiedergegevens,
    "locatie": Locatie,
    "contract": Contract,
    "gemeente": Contractgemeente,
    "product": Contractproduct,
    "tarief": Tarief,
    "onderaannemer": Onderaannemer,
}
"""Registers of a provider by the word in an address."""

_SOORT_BIJ_TABEL = {model._meta.db_table: soort for soort, model in REGISTERS.items()}
_MEERVOUD = {
    "gegevens": ("gegeven", "gegevens"),
    "locatie": ("locatie", "locaties"),
    "contract": ("contract", "contracten"),
    "gemeente": ("gemeente", "gemeenten"),
    "product": ("product", "producten"),
    "tarief": ("tarief", "tarieven"),
    "onderaannemer": ("onderaannemer", "onderaannemers"),
}


# --- the list of providers -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aanbiederregel:
    """One provider in the register, with the segments it was contracted for on the day that was asked."""

    agb: str
    naam: str
    plaats: str
    segmenten: tuple[str, ...]
    actief: bool


@dataclass(frozen=True, slots=True)
class Aanbiederlijst:
    """A page of the register, and how many providers there are in all."""

    regels: tuple[Aanbiederregel, ...]
    totaal: int


def aanbieders(
    geldig: date | None = None,
    bekend: date | None = None,
    *,
    zoek: str = "",
    segment: str = "",
    gemeente: str = "",
    vanaf: int = 0,
    hoogstens: int | None = None,
) -> Aanbiederlijst:
    """The register of providers, by name.

    Args:
        geldig: the day on which it holds (default today).
        bekend: as known at the end of this day (default now).
        zoek: part of the name, or the begin of the AGB code.
        segment: only providers with a regional contract for this segment on that day.
        gemeente: only providers with a regional contract that serves this municipality (CBS code) on that day.
    """
    dag = geldig or klok.vandaag()
    if is_heden(bekend):
        return _aanbieders_nu(dag, zoek, segment, gemeente, vanaf, hoogstens)
    codes = dict(Aanbieder.objects.values_list("pk", "agb"))
    contracten: dict[int, list[Contract]] = {}
    for contract in stand(Contract, dag, bekend):
        if contract.gemeente_code is None and not contract.uitloop:
            contracten.setdefault(contract.aanbieder_id, []).append(contract)
    bedient = set(contracten)
    if gemeente:
        alle: set[int] = set()
        eigen: set[int] = set()
        for rij in stand(Contractgemeente, None, bekend):
            alle.add(rij.contract_id)
            if rij.gemeente_id == gemeente and rij.van <= dag and (rij.tot is None or rij.tot >= dag):
                eigen.add(rij.contract_id)
        bedient = {a for a, cs in contracten.items() if any(c.pk in eigen or c.pk not in alle for c in cs)}
    regels = []
    for rij in stand(Aanbiedergegevens, dag, bekend):
        agb = codes.get(rij.aanbieder_id, "")
        segmenten = tuple(sorted({c.segment for c in contracten.get(rij.aanbieder_id, ())}))
        if zoek and zoek.casefold() not in rij.naam.casefold() and not agb.startswith(zoek):
            continue
        if (segment and segment not in segmenten) or (gemeente and rij.aanbieder_id not in bedient):
            continue
        regels.append(Aanbiederregel(agb, rij.naam, rij.plaats, segmenten, rij.actief))
    regels.sort(key=lambda r: (r.naam.casefold(), r.agb))
    return Aanbiederlijst(tuple(regels[vanaf:][:hoogstens]), len(regels))


def _aanbieders_nu(
    dag: date, zoek: str, segment: str, gemeente: str, vanaf: int, hoogstens: int | None
) -> Aanbiederlijst:
    rijen = Aanbiedergegevens.objects.geldig_op(dag)
    loopt = Contract.objects.filter(REGIONAAL, aanbieder=OuterRef("aanbieder"), uitloop=False).geldig_op(dag)
    if zoek:
        rijen = rijen.filter(Q(naam__icontains=zoek) | Q(aanbieder__agb__startswith=zoek))
    if segment:
        rijen = rijen.filter(Exists(loopt.filter(segment=segment)))
    if gemeente:
        van_contract = Contractgemeente.objects.filter(contract=OuterRef("pk"))
        rijen = rijen.filter(
            Exists(
                loopt.filter(
                    Exists(van_contract.filter(gemeente=gemeente).geldig_op(dag)) | ~Exists(van_contract)
                )
            )
        )
    totaal = rijen.count()
    tot = None if hoogstens is None else vanaf + hoogstens
    bladzijde = list(
        rijen.order_by(Lower("naam"), "aanbieder__agb").values_list(
            "aanbieder_id", "aanbieder__agb", "naam", "plaats", "actief"
        )[vanaf:tot]
    )
    segmenten: dict[int, set[str]] = {}
    contracten = Contract.objects.filter(REGIONAAL, uitloop=False).geldig_op(dag)
    if hoogstens is not None:
        contracten = contracten.filter(aanbieder__in=[pk for pk, *_ in bladzijde])
    for pk, letter in contracten.order_by().values_list("aanbieder_id", "segment"):
        segmenten.setdefault(pk, set()).add(letter)
    return Aanbiederlijst(
        tuple(
            Aanbiederregel(agb, naam, plaats, tuple(sorted(segmenten.get(pk, ()))), actief)
            for pk, agb, naam, plaats, actief in bladzijde
        ),
        totaal,
    )


# --- one provider --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Productregel:
    """A product of a provider on a day, with its code in the messages and the tariffs that count for it.

    `eigen` is True for tariffs of the contract, False for the standard of the region.
    """

    rij: Contractproduct
    contract: Contract
    naam: str
    code: str
    code_voorbeeld: bool
    tarieven: tuple[Tarief, ...]
    eigen: bool


@dataclass(frozen=True, slots=True)
class Onderaannemerregel:
    """A subcontractor with what the rules signal about it today."""

    rij: Onderaannemer
    loopt: bool
    gemeld: bool
    signalen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aanbiederstand:
    """One provider on a day, as known on a day; contracts of every period, the rest only of that day."""

    aanbieder: Aanbieder
    gegevens: Aanbiedergegevens | None
    contracten: tuple[Contract, ...]
    gemeenten: Mapping[int, tuple[str, ...]]
    producten: tuple[Productregel, ...]
    locaties: tuple[Locatie, ...]
    onderaannemers: tuple[Onderaannemerregel, ...]


def aanbiederstand(agb: str, geldig: date, bekend: date | None = None) -> Aanbiederstand | None:
    """One provider on a day, as known at the end of another; None when the register does not have the AGB code.

    `gegevens` is None when the register said nothing of the provider for that day. `gemeenten` gives for each contract
    the names of the municipalities it serves, none for the whole region.
    """
    aanbieder = Aanbieder.objects.filter(agb=agb).first()
    if aanbieder is None:
        return None
    contracten = stand(Contract, None, bekend, aanbieder=aanbieder)
    namen = dict(Gemeente.objects.values_list("cbs_code", "naam"))
    gemeenten: dict[int, list[str]] = {}
    for rij in stand(Contractgemeente, geldig, bekend, aanbieder=aanbieder):
        gemeenten.setdefault(rij.contract_id, []).append(namen.get(rij.gemeente_id, rij.gemeente_id))
    for contract in contracten:
        if contract.gemeente_code:
            gemeenten[contract.pk] = [namen.get(contract.gemeente_code, contract.gemeente_code)]
    return Aanbiederstand(
        aanbieder,
        next(iter(stand(Aanbiedergegevens, geldig, bekend, aanbieder=aanbieder)), None),
        tuple(contracten),
        {pk: tuple(sorted(n)) for pk, n in gemeenten.items()},
        tuple(_producten(aanbieder, contracten, geldig, bekend)),
        tuple(stand(Locatie, geldig, bekend, aanbieder=aanbieder)),
        tuple(
            _onderaannemerregel(rij, geldig)
            for rij in stand(Onderaannemer, None, bekend, aanbieder=aanbieder)
        ),
    )


def _producten(
    aanbieder: Aanbieder, contracten: Sequence[Contract], geldig: date, bekend: date | None
) -> list[Productregel]:
    lopend = {c.pk: c for c in contracten if c.van <= geldig and (c.tot is None or c.tot >= geldig)}
    rijen = [
        p for p in stand(Contractproduct, geldig, bekend, aanbieder=aanbieder) if p.contract_id in lopend
    ]
    eigen: dict[tuple[int | None, str], list[Tarief]] = {}
    for tarief in stand(Tarief, geldig, bekend, aanbieder=aanbieder):
        eigen.setdefault((tarief.contract_id, tarief.regioproduct), []).append(tarief)
    standaard: dict[str, list[Tarief]] = {}
    if rijen:
        for tarief in standaardtarieven(geldig, bekend, producten={p.regioproduct for p in rijen}):
            standaard.setdefault(tarief.regioproduct, []).append(tarief)
    vertaling: dict[str, Productvertaling] = {}
    for regel in stand(Productvertaling, geldig, bekend):
        if not regel.componenten:
            vertaling.setdefault(regel.regioproduct, regel)
    uit = []
    for product in rijen:
        tarieven = eigen.get((product.contract_id, product.regioproduct), [])
        code = vertaling.get(product.regioproduct)
        uit.append(
            Productregel(
                product,
                lopend[product.contract_id],
                code.naam if code else product.regioproduct,
                (code.code or code.categorie) if code else "",
                bool(code and code.voorbeeld),
                tuple(tarieven or standaard.get(product.regioproduct, ())),
                bool(tarieven),
            )
        )
    return uit


def standaardtarieven(
    geldig: date, bekend: date | None = None, *, producten: Iterable[str] | None = None
) -> list[Tarief]:
    """The standard tariffs of the region on a day, as known at the end of another, by product and unit."""
    if is_heden(bekend):
        rijen = Tarief.objects.filter(contract=None).geldig_op(geldig)
        if producten is not None:
            rijen = rijen.filter(regioproduct__in=list(producten))
        return list(rijen.order_by("regioproduct", "eenheid"))
    kies = None if producten is None else set(producten)
    alle = stand(Tarief, geldig, bekend)
    return [t for t in alle if t.contract_id is None and (kies is None or t.regioproduct in kies)]


def registerrij(soort: str, pk: int) -> Any | None:
    """A row of a register as it stands now, by the word of the register; None when it is not there."""
    model = REGISTERS.get(soort)
    if model is None:
        return None
    rijen: QuerySet[Any] = model._default_manager.all()
    verwant = "contract__aanbieder" if soort in {"product", "tarief", "gemeente"} else "aanbieder"
    return rijen.select_related(verwant).filter(pk=pk).first()


def gemeenten_van(contract: Contract, op: date) -> list[str]:
    """CBS codes of the municipalities that a contract serves on a day; none for the whole region."""
    return list(contract.gemeenten.geldig_op(op).values_list("gemeente_id", flat=True))


def contracten_kort(aanbieder: Aanbieder) -> list[Contract]:
    """Every contract of a provider now, for a list to choose from."""
    return list(Contract.objects.filter(aanbieder=aanbieder).select_related("aanbieder"))


def lokale_contracten(gemeenten: Iterable[str], op: date) -> list[Contract]:
    """Local contracts of these municipalities (CBS codes) that run on a day or start later (S-206)."""
    return list(
        Contract.objects.filter(Q(tot__isnull=True) | Q(tot__gte=op), gemeente_code__in=list(gemeenten))
        .select_related("aanbieder")
        .order_by("gemeente_code", "aanbieder__naam", "van")
    )


# --- two dates in one sentence -------------------------------------------------------------------------------------


def verschilzin(geldig: date, bekend: date, *, aanbieder: Aanbieder | None = None) -> str:
    """One sentence on what somebody looks at, and a second one on what became known later about that same day."""
    vandaag = klok.vandaag()
    if bekend >= vandaag:
        wat = "vandaag" if geldig == vandaag else f"de stand van {in_woorden(geldig)}"
        return f"U ziet {wat}, met wat nu bekend is."
    zin = f"U ziet de stand van {in_woorden(geldig)}, met wat op {in_woorden(bekend)} bekend was."
    later = _later_bekend(geldig, bekend, aanbieder)
    if not later:
        return f"{zin} Daarna is daar niets over veranderd."
    aantallen = Counter(soort for soort, _ in later)
    delen = [f"{n} {_MEERVOUD[soort][n != 1]}" for soort, n in aantallen.items()]
    opsomming = " en ".join(filter(None, [", ".join(delen[:-1]), delen[-1]]))
    laatst = max(moment for _, moment in later).astimezone(klok.NEDERLAND).date()
    enkel = sum(aantallen.values()) == 1
    return (
        f"{zin} Over die dag {'werd' if enkel else 'werden'} daarna {opsomming} anders bekend, "
        f"{'op' if enkel else 'het laatst op'} {in_woorden(laatst)}."
    )


def _later_bekend(geldig: date, bekend: date, aanbieder: Aanbieder | None) -> list[tuple[str, datetime]]:
    """The rows whose state on a day is told otherwise now than it was told then: register, and since when."""
    grens = einde_van(bekend)
    dag = geldig.isoformat()
    versies = Registerversie.objects.filter(tabel__in=list(_SOORT_BIJ_TABEL))
    if aanbieder is not None:
        versies = versies.filter(aanbieder_id=aanbieder.pk)
    geraakt = (
        versies.filter(bekend_van__gte=grens)
        .order_by()
        .values("tabel", "sleutel")
        .annotate(sinds=models.Max("bekend_van"))
    )
    sinds = {(r["tabel"], r["sleutel"]): r["sinds"] for r in geraakt}
    if not sinds:
        return []

    wie: dict[tuple[str, str], tuple[str, ...]] = {}

    def inhoud(rijen: QuerySet[Registerversie]) -> dict[tuple[str, ...], dict[str, Any]]:
        geldt = rijen.filter(Q(rij__tot=None) | Q(rij__tot__gte=dag), rij__van__lte=dag)
        uit = {}
        for tabel, sleutel, rij in geldt.order_by().values_list("tabel", "sleutel", "rij"):
            wie[tabel, sleutel] = _waarover(tabel, sleutel, rij)
            uit[wie[tabel, sleutel]] = _zonder_dagen(rij)
        return uit

    toen = inhoud(versies.filter(pk__in=bekende_versies(bekend).order_by().values("pk")))
    nu = inhoud(versies.filter(bekend_tot__isnull=True))
    anders: dict[tuple[str, ...], datetime] = {}
    for sleutel, moment in sinds.items():
        over = wie.get(sleutel)
        if over is not None and toen.get(over) != nu.get(over):
            anders[over] = max(moment, anders.get(over, moment))
    return [(_SOORT_BIJ_TABEL[over[0]], moment) for over, moment in sorted(anders.items())]


_NAAM_VAN_RIJ = {
    "gegevens": ("aanbieder_id",),
    "locatie": ("aanbieder_id", "naam"),
    "gemeente": ("contract_id", "gemeente_id"),
    "product": ("contract_id", "regioproduct"),
    "tarief": ("contract_id", "regioproduct", "eenheid"),
}
"""What a row is about, for registers in which a change starts a new row; of the others the row itself."""


def _waarover(tabel: str, sleutel: str, rij: Mapping[str, Any]) -> tuple[str, ...]:
    velden = _NAAM_VAN_RIJ.get(_SOORT_BIJ_TABEL[tabel])
    return (tabel, sleutel) if velden is None else (tabel, *(str(rij[veld]) for veld in velden))


def _zonder_dagen(rij: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of one day: when it began and ends, and its number, say nothing about that."""
    return {naam: waarde for naam, waarde in rij.items() if naam not in {"id", "van", "tot"}}


# --- history -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verandering:
    """One field that changed, in words; `oud` is empty for a new row."""

    veld: str
    oud: str
    nieuw: str


@dataclass(frozen=True, slots=True)
class Gebeurtenis:
    """Something that was done to a row of the register: when, who, what and why.

    `soort` is `nieuw`, `gewijzigd`, `gecorrigeerd` or `weggehaald`.
    """

    op: datetime
    wie: str
    register: str
    naam: str
    soort: str
    reden: str
    veranderingen: tuple[Verandering, ...]


VERBORGEN = {"id", "aanbieder_id", "aanbieder_agb", "contract_id", "gemeente_code", "gezin_referentie"}
"""Columns that say nothing to people, and the reference of a consultation, which only its provider needs."""


def geschiedenis(
    aanbieder: Aanbieder | None, *, vanaf: int = 0, hoogstens: int = 50
) -> tuple[list[Gebeurtenis], bool]:
    """What was done to the register rows of a provider (None: to what belongs to no provider), newest first.

    Returns at most `hoogstens` of them, and whether there is more.
    """
    versies = (
        Registerversie.objects.filter(
            aanbieder_id=aanbieder.pk if aanbieder else None, tabel__in=list(_SOORT_BIJ_TABEL)
        )
        .annotate(
            vorige=Window(
                Lag("rij", output_field=JSONField()),
                partition_by=[F("tabel"), F("sleutel")],
                order_by=F("id").asc(),
            )
        )
        .order_by("-id")
    )
    rijen = list(versies[vanaf : vanaf + hoogstens + 1])
    namen = dict(
        Gebruiker.objects.filter(pk__in={r.gebruiker_id for r in rijen if r.gebruiker_id}).values_list(
            "pk", "naam"
        )
    )
    return [_gebeurtenis(rij, namen) for rij in rijen[:hoogstens]], len(rijen) > hoogstens


def _gebeurtenis(versie: Any, namen: Mapping[int, str]) -> Gebeurtenis:
    soort = _SOORT_BIJ_TABEL[versie.tabel]
    model = REGISTERS[soort]
    vorige = versie.vorige or {}
    veranderingen = []
    if versie.handeling != "verwijderd":
        for veld in model._meta.local_concrete_fields:
            oud, nieuw = vorige.get(veld.column), versie.rij.get(veld.column)
            if veld.column in VERBORGEN or oud == nieuw or (not vorige and nieuw in (None, "", False)):
                continue
            tekst = in_tekst(veld, nieuw)
            veranderingen.append(
                Verandering(
                    str(veld.verbose_name).removesuffix(" in centen"),
                    in_tekst(veld, oud) if vorige else "",
                    tekst,
                )
            )
    woord = {"nieuw": "nieuw", "verwijderd": "weggehaald"}.get(versie.handeling)
    rollen = ", ".join(ROLLEN.get(rol, rol) for rol in versie.rollen.split(", ") if rol)
    return Gebeurtenis(
        versie.bekend_van,
        namen.get(versie.gebruiker_id, "") or rollen or "inrichting",
        _MEERVOUD[soort][soort == "gegevens"].capitalize(),
        str(uit_rij(model, versie.rij)),
        woord or ("gecorrigeerd" if versie.soort == "correctie" else "gewijzigd"),
        versie.reden,
        tuple(veranderingen),
    )


def uit_rij(model: type[models.Model], rij: Mapping[str, Any]) -> str:
    """What a row is called, without asking the database."""
    if model is Contract:
        return f"{rij['segment']} {rij.get('nummer') or rij.get('perceel') or ''}".strip()
    if model is Contractgemeente:
        return str(rij["gemeente_id"])
    if model is Tarief:
        return f"{rij['regioproduct']} per {EENHEDEN.get(rij['eenheid'], rij['eenheid'])}"
    return str(rij.get("naam") or rij.get("regioproduct") or "")


def in_tekst(veld: models.Field[Any, Any], waarde: Any) -> str:
    """A stored value as people read it: `ja`, `€ 91,50`, `1 juli 2025`, the word of a choice; `–` when it is empty."""
    if waarde is None or waarde == "":
        return "–"
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if veld.column == "bedrag_cent":
        return euro(int(waarde))
    if isinstance(veld, models.DateField):
        return in_woorden(veld.to_python(waarde))
    keuzes: dict[Any, Any] = dict(veld.flatchoices) if veld.choices else {}
    return str(keuzes.get(waarde, waarde))


# --- subcontractors ------------------------------------------------------------------------------------------------


def _onderaannemerregel(rij: Onderaannemer, op: date) -> Onderaannemerregel:
    from jeugdregels.vragen import beantwoord

    vandaag = max(op, klok.vandaag())
    loopt = rij.van <= op and (rij.tot is None or rij.tot >= op)
    peildag = op if loopt else rij.van if rij.van > op else rij.tot or rij.van
    signalen: tuple[str, ...] = ()
    if not rij.oude_constructie:
        antwoord = beantwoord(onderaannemervraag(rij, peildag, vandaag)).naar_dict()
        signalen = tuple(b["uitleg"] for b in antwoord["bevindingen"] if b["uitkomst"] != "toegestaan")
    return Onderaannemerregel(rij, loopt, rij.gemeld_op is not None and rij.gemeld_op <= vandaag, signalen)


def halfjaar(dag: date) -> tuple[date, date]:
    """The half year of the management report in which a day lies: January to June, or July to December (S-202)."""
    if dag.month <= 6:
        return date(dag.year, 1, 1), date(dag.year, 6, 30)
    return date(dag.year, 7, 1), date(dag.year, 12, 31)


def halfjaren(dag: date, aantal: int = 4) -> list[tuple[str, date, date]]:
    """The half year of a day and those before it: `2026-1`, first day, last day."""
    uit = []
    for _ in range(aantal):
        van, tot = halfjaar(dag)
        uit.append((f"{van.year}-{1 if van.month == 1 else 2}", van, tot))
        dag = van - timedelta(days=1)
    return uit


@dataclass(frozen=True, slots=True)
class Onderaannemerrapport:
    """The subcontractors that ran in a period, for the management report (S-067)."""

    van: date
    tot: date
    regels: tuple[Onderaannemerregel, ...]

    @property
    def niet_gemeld(self) -> int:
        """How many were not reported to the Netwerkorganisatie."""
        return sum(not regel.gemeld for regel in self.regels)

    @property
    def niet_in_rapportage(self) -> int:
        """How many are missing in the management report of their main contractor."""
        return sum(not regel.rij.in_managementrapportage for regel in self.regels)


def onderaannemerrapport(van: date, tot: date, bekend: date | None = None) -> Onderaannemerrapport:
    """The subcontractors that ran on at least one day of a period, by main contractor and name."""
    rijen = [
        r for r in stand(Onderaannemer, None, bekend) if r.van <= tot and (r.tot is None or r.tot >= van)
    ]
    hoofd = {a.agb: a for a in Aanbieder.objects.filter(agb__in={r.aanbieder_id for r in rijen})}
    for rij in rijen:
        rij.aanbieder = hoofd[rij.aanbieder_id]
    rijen.sort(key=lambda r: (r.aanbieder.naam.casefold(), r.naam.casefold(), r.van))
    op = min(tot, klok.vandaag())
    return Onderaannemerrapport(van, tot, tuple(_onderaannemerregel(rij, op) for rij in rijen))


# --- what is missing -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gemis:
    """Something that the register should have and does not: which provider, what, and what to do."""

    agb: str
    aanbieder: str
    wat: str
    advies: str


def gemis(op: date) -> list[Gemis]:
    """What the registers miss on a day: contracts without products, products without a tariff until their end, and
    subcontractors that are not reported or not in the management report. By provider."""
    uit: list[Gemis] = []
    contracten = {
        c.pk: c
        for c in Contract.objects.filter(REGIONAAL, uitloop=False).geldig_op(op).select_related("aanbieder")
    }
    producten: dict[int, list[Contractproduct]] = {}
    for product in Contractproduct.objects.filter(contract__in=contracten):
        producten.setdefault(product.contract_id, []).append(product)
    tarieven: dict[tuple[int | None, str], list[tuple[date, date | None]]] = {}
    rijen = Tarief.objects.filter(Q(contract__in=contracten) | Q(contract__isnull=True))
    for nummer, naam, van, tot in rijen.order_by().values_list("contract_id", "regioproduct", "van", "tot"):
        tarieven.setdefault((nummer, naam), []).append((van, tot))
    for pk, contract in contracten.items():
        wie = (contract.aanbieder.agb, contract.aanbieder.naam)
        wat = f"contract {contract.nummer or contract.segment}"
        if pk not in producten:
            uit.append(Gemis(*wie, f"{wat} heeft geen producten", "Voeg de producten van het contract toe."))
        for product in producten.get(pk, ()):
            eind = min((t for t in (product.tot, contract.tot) if t is not None), default=None)
            if eind is not None and eind < op:
                continue
            gedekt = tarieven.get((pk, product.regioproduct), []) + tarieven.get(
                (None, product.regioproduct), []
            )
            if open_dagen := gaten(max(product.van, op), eind, gedekt):
                van, tot = open_dagen[0]
                dagen = (
                    f"vanaf {in_woorden(van)}"
                    if tot in (None, eind)
                    else f"van {in_woorden(van)} t/m {in_woorden(tot)}"
                )
                uit.append(
                    Gemis(
                        *wie,
                        f"{product.regioproduct} in {wat} heeft {dagen} geen tarief",
                        "Voeg een tarief toe.",
                    )
                )
    for regel in onderaannemerrapport(op, op).regels:
        wie = (regel.rij.aanbieder.agb, regel.rij.aanbieder.naam)
        if not regel.gemeld:
            uit.append(
                Gemis(
                    *wie,
                    f"onderaannemer {regel.rij.naam} is niet gemeld",
                    "Vraag de aanbieder om de melding.",
                )
            )
        elif not regel.rij.in_managementrapportage:
            uit.append(
                Gemis(
                    *wie,
                    f"onderaannemer {regel.rij.naam} staat niet in de managementrapportage",
                    "Vraag de aanbieder om hem op te nemen.",
                )
            )
    uit.sort(key=lambda g: (g.aanbieder.casefold(), g.wat))
    return uit
