"""Every write to the registers. Contract combinations are judged by the region's rules before they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from jeugdketen.kern.rollen import mag_contracten_beheren
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.landschap.models import Aanbieder, Contract, Gemeente, Productvertaling
from jeugdketen.landschap.selectors import contractfeit


class ContractGeweigerd(ValidationError):
    """The rules do not allow this contract beside the others of the provider (S-008, S-009).

    `bevindingen` are the findings of the rules, each with its explanation and source.
    """

    def __init__(self, bevindingen: list[dict[str, Any]]) -> None:
        self.bevindingen = bevindingen
        super().__init__([b["uitleg"] for b in bevindingen] or ["De regels staan dit contract niet toe."])


def _eis_beheer(toegang: Toegang) -> None:
    if not mag_contracten_beheren(toegang):
        raise ToegangGeweigerd("Alleen de Netwerkorganisatie mag aanbieders en contracten wijzigen.")


@dataclass(frozen=True, slots=True)
class Regiolading:
    """What loading a region put in the registers: how many municipalities and product codes."""

    gemeenten: int
    productcodes: int


@transaction.atomic
def laad_regio(naam: str) -> Regiolading:
    """Put a region's municipalities and product codes in the registers, from its data files.

    Call under `als_inrichting`. Doing it again brings the registers up to date and doubles nothing. A code that ends
    with a newer file of the region gets its last day.

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
    return Regiolading(len(gemeenten), codes)


def _productnamen(regio: Any, dag: date) -> dict[str, str]:
    """The region's own words for each product: of segment B the name of the profile, of C and V that of the product."""
    tabellen = regio.rijen_op(max(dag, regio.begin))
    namen = {rij["product"]: rij["naam"] for rij in tabellen["producten"]}
    for rij in tabellen["profielen"]:
        namen |= {f"{rij['segment']}/{rij['profiel']}/{soort}": rij["naam"] for soort in rij["intensiteiten"]}
    return namen


def leg_aanbieder_vast(toegang: Toegang, *, agb: str, naam: str, **gegevens: Any) -> Aanbieder:
    """Add a provider, or change what the register knows of it.

    Raises:
        ToegangGeweigerd: this person may not change the register.
        ValidationError: a field is wrong; the message names it.
    """
    _eis_beheer(toegang)
    aanbieder = Aanbieder.objects.filter(agb=agb).first() or Aanbieder(agb=agb)
    for veld, waarde in {"naam": naam, **gegevens}.items():
        setattr(aanbieder, veld, waarde)
    aanbieder.full_clean()
    aanbieder.save()
    return aanbieder


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
) -> Contract:
    """Add a framework agreement after asking the rules whether the provider may hold it beside its others.

    Two people who add a contract to the same provider at once wait for each other, so the rules see both.

    Raises:
        ToegangGeweigerd: this person may not change the register.
        ContractGeweigerd: the combination is not allowed (S-008, S-009).
        ValidationError: the period is wrong, or overlaps another contract for the same segment and perceel.
    """
    _eis_beheer(toegang)
    aanbieder = Aanbieder.objects.select_for_update().get(pk=aanbieder.pk)
    contract = Contract(
        aanbieder=aanbieder,
        segment=segment,
        perceel=perceel,
        nummer=nummer,
        uitloop=uitloop,
        van=van,
        tot=tot,
    )
    contract.full_clean()
    if not uitloop:
        _toets_combinatie(aanbieder, contract)
    contract.save()
    return contract


def _toets_combinatie(aanbieder: Aanbieder, contract: Contract) -> None:
    from jeugdregels.vragen import beantwoord

    andere = aanbieder.contracten.filter(uitloop=False).exclude(pk=contract.pk).order_by("van", "segment")
    antwoord = beantwoord(
        {
            "vraag": "contract",
            "peildatum": contract.van.isoformat(),
            "aanbieder": {"contracten": [contractfeit(c) for c in andere]},
            "toevoegen": contractfeit(contract),
        }
    ).naar_dict()
    if antwoord["uitkomst"] not in {"toegestaan", "signaal"}:
        raise ContractGeweigerd(list(antwoord.get("bevindingen", [])))


def beeindig_contract(toegang: Toegang, contract: Contract, tot: date) -> Contract:
    """Give a contract its last day.

    Raises:
        ToegangGeweigerd: this person may not change the register.
        ValidationError: the last day lies before the first.
    """
    _eis_beheer(toegang)
    contract.tot = tot
    contract.full_clean()
    contract.save(update_fields=["tot"])
    return contract


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
