"""Reading the registers. Nothing here is personal data of families, so nothing here is logged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q

from ijw.codelijsten import codelijst
from jeugdketen.landschap.models import (
    Aanbieder,
    Contract,
    Contractgemeente,
    Contractproduct,
    Gemeente,
    Onderaannemer,
    Productvertaling,
    Tarief,
)


def gemeenten() -> list[Gemeente]:
    """The municipalities of the region, by name."""
    return list(Gemeente.objects.all())


def gemeente_naam(code: str) -> str:
    """The name of a Dutch municipality by its CBS code; the code itself when there is no such municipality."""
    eigen = Gemeente.objects.filter(pk=code).values_list("naam", flat=True).first()
    return eigen or nederlandse_gemeenten().get(code, code)


def nederlandse_gemeenten(op: date | None = None) -> dict[str, str]:
    """CBS code → name of the municipalities in the code list of the standard, by name; on a day, or all it ever had."""
    lijst = codelijst("CBS")
    regels = (lijst if op is None else lijst.op(op)).items()
    return dict(sorted(((code, regel.betekenis) for code, regel in regels), key=lambda paar: paar[1]))


def is_gemeente(code: str) -> bool:
    """True when this CBS code is a municipality of the region."""
    return Gemeente.objects.filter(pk=code).exists()


def aanbieder_bij(agb: str) -> Aanbieder | None:
    """The provider with this AGB code; None when the register does not know it."""
    return Aanbieder.objects.filter(agb=agb).first()


def aanbieder_naam(agb: str) -> str:
    """The name of a provider by its AGB code; the code itself when the register does not know it."""
    return Aanbieder.objects.filter(agb=agb).values_list("naam", flat=True).first() or agb


REGIONAAL = Q(gemeente_code__isnull=True)
"""Condition: a contract of the region, and not a local one of one municipality (S-206)."""


def contracten_op(agb: str, op: date, *, uitloop: bool = False) -> list[Contract]:
    """The framework agreements that a provider holds on a day.

    Args:
        agb: AGB code; a code that the register does not know gives an empty list.
        op: the day.
        uitloop: also agreements from before 1 July 2025 that only run out.
    """
    rijen = Contract.objects.filter(REGIONAAL, aanbieder__agb=agb).geldig_op(op)
    if not uitloop:
        rijen = rijen.filter(uitloop=False)
    return list(rijen.select_related("aanbieder"))


def toetsbeelden(agbs: Collection[str]) -> dict[str, tuple[str, dict[str, object]]]:
    """Name of, and what the rules want to know of, the providers among these AGB codes that the register knows.

    As `aanbieders` in the question format. All their regional agreements, past and coming ones too: the rules look up
    the day that counts. Agreements that run out are left out, they give no right to a new allocation.
    """
    uit: dict[str, tuple[str, dict[str, object]]] = {}
    for aanbieder in Aanbieder.objects.filter(agb__in=list(agbs)).prefetch_related(
        Prefetch("contracten", Contract.objects.filter(REGIONAAL, uitloop=False).order_by("van", "segment"))
    ):
        feiten: dict[str, object] = {
            "contracten": [contractfeit(contract) for contract in aanbieder.contracten.all()]
        }
        if aanbieder.ggz:
            feiten["ggz"] = True
        if aanbieder.alleen_laag_complex:
            feiten["alleen_laag_complex"] = True
        uit[aanbieder.agb] = (aanbieder.naam, feiten)
    return uit


def contractfeit(contract: Contract) -> dict[str, str]:
    """A contract in the question format."""
    feit = {"segment": contract.segment, "van": contract.van.isoformat()}
    if contract.tot is not None:
        feit["tot"] = contract.tot.isoformat()
    return feit


def start_overeenkomst() -> date:
    """First day of the new agreements of the region (S-002)."""
    from jeugdregels.regio import laad

    return laad(settings.JEUGDKETEN_REGIO).begin


def onderaannemerfeit(rij: Onderaannemer) -> dict[str, Any]:
    """A subcontractor in the question format, with the contracts that the register has under its AGB or KvK number."""
    wie = Q(aanbieder__agb=rij.agb) if rij.agb else Q(pk__in=[])
    if rij.kvk:
        wie |= Q(aanbieder__gegevens__kvk=rij.kvk)
    contracten = Contract.objects.filter(REGIONAAL, wie, uitloop=False).order_by("van", "segment").distinct()
    return {"soort": rij.soort, "contracten": [contractfeit(c) for c in contracten]}


def onderaannemervraag(rij: Onderaannemer, op: date, feiten_op: date | None = None) -> dict[str, Any]:
    """The question about a subcontractor on a day, as the rules take it; `feiten_op` is the day up to which the
    report and the consultation count (default the same day)."""
    grens = feiten_op or op

    def gebeurd(dag: date | None) -> str | None:
        return None if dag is None or dag > grens else min(dag, op).isoformat()

    hoofd = Contract.objects.filter(REGIONAAL, aanbieder=rij.aanbieder.pk).order_by("van", "segment")
    return {
        "vraag": "onderaannemer",
        "peildatum": op.isoformat(),
        "hoofdaannemer": {"contracten": [contractfeit(c) for c in hoofd]},
        "onderaannemer": onderaannemerfeit(rij),
        "reden": rij.reden or None,
        "gemeld_bij_nwo": gebeurd(rij.gemeld_op),
        "afgestemd_met_gezin": gebeurd(rij.gezin_afgestemd_op),
        "in_managementrapportage": rij.in_managementrapportage,
    }


def regioproduct_bij(categorie: str, code: str | None, op: date) -> Productvertaling | None:
    """The region's product behind a category and code in a message, on a day; None when the table has none.

    A line for the code goes before a line for the whole category.
    """
    rijen = Productvertaling.objects.filter(categorie=categorie, code__in={code or "", ""}).geldig_op(op)
    return rijen.order_by("-code").first()


def productcodes_op(op: date) -> list[tuple[str, str, str]]:
    """Category, code and name of every product that can be asked for on a day, in that order; the code is empty for a
    whole category."""
    rijen = Productvertaling.objects.geldig_op(op).order_by("categorie", "code")
    return [
        (rij.categorie, rij.code, f"{rij.regioproduct.replace('/', ' ').replace('-', ' ')}, {rij.naam}")
        for rij in rijen
    ]


def regioproduct_zoeker() -> Callable[[str, str, date], Productvertaling | None]:
    """`regioproduct_bij` for many rows at once: one question to the database, however often it is asked."""
    per_code: dict[tuple[str, str], list[Productvertaling]] = {}
    for rij in Productvertaling.objects.order_by("van"):
        per_code.setdefault((rij.categorie, rij.code), []).append(rij)

    def zoek(categorie: str, code: str, op: date) -> Productvertaling | None:
        for sleutel in dict.fromkeys(((categorie, code), (categorie, ""))):
            for rij in per_code.get(sleutel, ()):
                if rij.van <= op and (rij.tot is None or rij.tot >= op):
                    return rij
        return None

    return zoek


def productcodelijsten() -> Callable[[date], dict[str, str]]:
    """Which product code belongs to which category, for every day: one question to the database."""
    rijen = list(Productvertaling.objects.exclude(code="").values_list("code", "categorie", "van", "tot"))

    @cache
    def op_dag(op: date) -> dict[str, str]:
        return {code: categorie for code, categorie, van, tot in rijen if _loopt((van, tot), op)}

    return op_dag


def aanbieder_namen(agbs: Collection[str]) -> dict[str, str]:
    """AGB code → name, of those that the register knows."""
    return dict(Aanbieder.objects.filter(agb__in=list(agbs)).values_list("agb", "naam"))


def code_bij(regioproduct: str, op: date) -> Productvertaling | None:
    """The category and code that stand for a product of the region on a day; None when the table has none."""
    return Productvertaling.objects.filter(regioproduct=regioproduct).geldig_op(op).order_by("code").first()


@dataclass(frozen=True, slots=True)
class Afspraak:
    """A tariff that counts for a provider, a municipality and a product code on a day.

    `eenheid` is the code in the messages (WJ756); `tarief_cent` is None for euros; `status` is `voorbeeld` where the
    sources do not give the amount.
    """

    categorie: str
    code: str
    eenheid: str
    tarief_cent: int | None
    variant: str
    status: str


class Contractboek:
    """What was agreed with some providers for one municipality, read once: contracts, products and tariffs.

    A contract counts when it runs on the day, serves the municipality (its own local contract too) and names the
    product; also one that runs out, for what still runs under it. Its own tariffs go before the standard ones of the
    region.
    """

    def __init__(self, gemeente: str, agbs: Collection[str]) -> None:
        self._gemeente = gemeente
        self._vertaal = regioproduct_zoeker()
        contracten = Contract.objects.filter(
            REGIONAAL | Q(gemeente_code=gemeente), aanbieder__agb__in=list(agbs)
        )
        self._contracten: dict[str, list[tuple[int, Looptijd]]] = {}
        nummers = set()
        for pk, agb, van, tot in contracten.values_list("pk", "aanbieder__agb", "van", "tot"):
            self._contracten.setdefault(agb, []).append((pk, (van, tot)))
            nummers.add(pk)
        self._producten: dict[tuple[int, str], list[Looptijd]] = {}
        for pk, product, van, tot in Contractproduct.objects.filter(contract__in=nummers).values_list(
            "contract", "regioproduct", "van", "tot"
        ):
            self._producten.setdefault((pk, product), []).append((van, tot))
        self._gemeenten: dict[int, list[tuple[str, Looptijd]]] = {}
        for pk, code, van, tot in Contractgemeente.objects.filter(contract__in=nummers).values_list(
            "contract", "gemeente", "van", "tot"
        ):
            self._gemeenten.setdefault(pk, []).append((code, (van, tot)))
        self._tarieven: dict[tuple[int | None, str], list[Tarief]] = {}
        for tarief in Tarief.objects.filter(
            Q(contract__in=nummers) | Q(contract__isnull=True),
            regioproduct__in={product for _, product in self._producten},
        ):
            sleutel = (tarief.contract_id, tarief.regioproduct)
            self._tarieven.setdefault(sleutel, []).append(tarief)

    def afspraken(self, agb: str, categorie: str, code: str, op: date) -> list[Afspraak]:
        """What was agreed with a provider about a product code on a day, one for each unit; empty when nothing is
        known."""
        vertaling = self._vertaal(categorie, code, op)
        if vertaling is None:
            return []
        product = vertaling.regioproduct
        nummers = sorted(
            pk
            for pk, looptijd in self._contracten.get(agb, ())
            if _loopt(looptijd, op)
            and any(_loopt(deel, op) for deel in self._producten.get((pk, product), ()))
            and self._bedient(pk, op)
        )
        if not nummers:
            return []
        eigen = self._tarief(product, op, nummers)
        per_eenheid = {t.eenheid: t for t in reversed(eigen or self._tarief(product, op, [None]))}
        return [
            Afspraak(categorie, code, t.eenheid, t.bedrag_cent, t.variant, t.status)
            for _, t in sorted(per_eenheid.items())
        ]

    def _bedient(self, contract: int, op: date) -> bool:
        gemeenten = self._gemeenten.get(contract)
        return gemeenten is None or any(
            code == self._gemeente and _loopt(looptijd, op) for code, looptijd in gemeenten
        )

    def _tarief(self, product: str, op: date, contracten: Sequence[int | None]) -> list[Tarief]:
        return [
            tarief
            for contract in contracten
            for tarief in self._tarieven.get((contract, product), ())
            if _loopt((tarief.van, tarief.tot), op)
        ]


Looptijd = tuple[date, date | None]


def _loopt(looptijd: Looptijd, op: date) -> bool:
    van, tot = looptijd
    return van <= op and (tot is None or tot >= op)


def afspraken(gemeente: str, agb: str, categorie: str, code: str, op: date) -> list[Afspraak]:
    """One question to a :class:`Contractboek`."""
    return Contractboek(gemeente, [agb]).afspraken(agb, categorie, code, op)
