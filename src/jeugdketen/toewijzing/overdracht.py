"""What a transfer means for allocations and requests: which run on that day, and which messages must follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from jeugdketen.dossier.models import Overdracht
from jeugdketen.dossier.overdracht import EINDIGT
from jeugdketen.kern.datumtekst import cijfers
from jeugdketen.landschap.models import Aanbieder
from jeugdketen.landschap.selectors import gemeente_naam
from jeugdketen.toewijzing.models import (
    GELDENDE_TOESTANDEN,
    IN_ONDERZOEK,
    OPEN,
    Toewijzing,
    Verzoek,
)


def lopende_toewijzingen(jeugdige_id: UUID, op: date) -> list[dict[str, Any]]:
    """The allocations of a child that hold on a day or begin later, as JSON-ready values for a transfer."""
    rijen = list(
        Toewijzing.objects.filter(
            Q(tot__isnull=True) | Q(tot__gte=op), jeugdige_id=jeugdige_id, toestand__in=GELDENDE_TOESTANDEN
        ).order_by("van", "nummer")
    )
    namen = dict(
        Aanbieder.objects.filter(agb__in={r.aanbieder_agb for r in rijen}).values_list("agb", "naam")
    )
    return [
        {
            "nummer": rij.nummer,
            "product": rij.product_naam or rij.product or rij.code or rij.categorie,
            "code": " ".join(filter(None, (rij.categorie, rij.code))),
            "aanbieder": namen.get(rij.aanbieder_agb, f"AGB {rij.aanbieder_agb}"),
            "agb": rij.aanbieder_agb,
            "van": rij.van.isoformat(),
            "tot": rij.tot.isoformat() if rij.tot else None,
        }
        for rij in rijen
    ]


@dataclass(frozen=True, slots=True)
class Gevolg:
    """One thing that must follow from a transfer. `gemeente`: CBS code of who must do it. `bericht`: its type."""

    gemeente: str
    bericht: str
    tekst: str


def gevolgen(overdracht: Overdracht) -> list[Gevolg]:
    """The messages that a transfer asks for, for both municipalities; nothing is sent by this.

    Open requests are those that row security shows: the municipality that receives sees none of the other's.
    """
    return [*_van_toewijzingen(overdracht), *_van_verzoeken(overdracht)]


def _van_toewijzingen(overdracht: Overdracht) -> Iterator[Gevolg]:
    laatste = overdracht.ingang - timedelta(days=1)
    rijen: list[Mapping[str, Any]] = overdracht.inhoud.get("toewijzingen", [])
    van, naar = overdracht.gemeente_code, overdracht.naar_gemeente
    for rij in rijen:
        wat = f"toewijzing {rij['nummer']} ({rij['product']})"
        if rij.get("keuze") == EINDIGT:
            yield Gevolg(
                van,
                "JW301",
                f"{wat} krijgt einddatum {cijfers(laatste)}; stuur {rij['aanbieder']} een JW301.",
            )
            yield Gevolg(
                naar,
                "JW301",
                f"wijs zo nodig zelf toe aan {rij['aanbieder']} met ingang van {cijfers(overdracht.ingang)}, met een "
                "eigen toewijzingsnummer.",
            )
        else:
            tot = f" tot en met {cijfers(date.fromisoformat(rij['tot']))}" if rij["tot"] else ""
            yield Gevolg(van, "", f"{wat} loopt door{tot} bij {rij['aanbieder']}; spreek af wie betaalt.")


def _van_verzoeken(overdracht: Overdracht) -> Iterator[Gevolg]:
    open_ = Verzoek.objects.filter(jeugdige_id=overdracht.jeugdige_id, toestand__in=(OPEN, IN_ONDERZOEK))
    for verzoek in open_.order_by("termijn"):
        yield Gevolg(
            overdracht.gemeente_code,
            "JW319",
            f"wijs verzoek {verzoek.nummer} uiterlijk {cijfers(verzoek.termijn)} af met reden 8 (woonplaatsbeginsel) "
            f"en noem {gemeente_naam(overdracht.naar_gemeente)}; de aanbieder vraagt het daar opnieuw aan.",
        )
