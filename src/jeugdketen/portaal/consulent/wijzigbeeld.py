"""What the page of an allocation prints."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from jeugdketen.portaal.weergave.datums import kort, periode
from jeugdketen.portaal.weergave.feiten import Feitregel
from jeugdketen.toewijzing.wijzigselectors import ToewijzingPagina


@dataclass(frozen=True)
class Keuze:
    """One kind of change: a link to its form, or why it cannot."""

    naam: str
    uitleg: str
    url: str
    gekozen: bool


def gegevens(zaak: ToewijzingPagina) -> list[Feitregel]:
    """What was allocated, to whom, and what was declared on it."""
    regels = [
        Feitregel("Nummer", zaak.nummer),
        Feitregel(
            "Product", zaak.product, regels=(zaak.product_naam,) if zaak.product_naam else (), sterk=True
        ),
        Feitregel("Code", zaak.code),
        Feitregel("Omvang", zaak.omvang or "niet opgegeven"),
        Feitregel("Periode", periode(zaak.van, zaak.tot)),
        Feitregel("Aanbieder", zaak.aanbieder_naam, regels=(f"AGB {zaak.aanbieder_agb}",)),
        Feitregel("Stand", zaak.stand),
    ]
    if zaak.verzoek:
        regels.append(
            Feitregel("Verzoek", url=reverse("portaal:verzoek", args=[zaak.verzoek]), url_tekst=zaak.verzoek)
        )
    if zaak.bericht_id:
        regels.append(
            Feitregel("Bericht", url=reverse("portaal:bericht", args=[zaak.bericht_id]), url_tekst="JW301")
        )
    gebruik = zaak.gebruik
    if gebruik.regels and gebruik.laatste_dag:
        regels.append(Feitregel("Gedeclareerd", f"tot en met {kort(gebruik.laatste_dag)}"))
    return regels


def keuzes(zaak: ToewijzingPagina, adres: str, gekozen: str) -> list[Keuze]:
    """What may change, with a link to its form."""
    return [
        Keuze(
            m.naam,
            m.uitleg,
            f"{adres}?{urlencode({'soort': m.soort})}#wijzig" if m.mag else "",
            m.soort == gekozen,
        )
        for m in zaak.mogelijk
    ]


def naam(zaak: ToewijzingPagina, soort: str) -> str:
    """The name of a kind of change."""
    return next((m.naam for m in zaak.mogelijk if m.soort == soort), "")
