"""What a family, a certified institution and a referrer read of the requests about a child; row security decides which.

The caller has opened the file (and so logged it), or logs the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jeugdketen.kern.toegang import Toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.toewijzing.models import INTREKKEN, VERZOEK_TOESTANDEN, Besluit, Toets, Verzoek
from jeugdketen.toewijzing.selectors import _besluitregel, _herroepen, _oordeel, product_tekst, verzoeken_van
from jeugdketen.toewijzing.weergave import Besluitregel, Oordeelblok


@dataclass(frozen=True, slots=True)
class Kindzaak:
    """One request with the verdict it was decided on and the decisions that hold. ``stand``: its state in words."""

    nummer: str
    gemeente_code: str
    ontvangen: date
    wat: str
    aanbieder: str
    van: date
    tot: date | None
    stand: str
    oordeel: Oordeelblok | None
    besluiten: tuple[Besluitregel, ...]


def zaken_van(jeugdige_id: UUID) -> list[Kindzaak]:
    """The requests about a child, newest first, each with its last verdict and the decisions that hold."""
    verzoeken = verzoeken_van(jeugdige_id)
    toetsen: dict[UUID, Toets] = {}
    for toets in Toets.objects.filter(verzoek__in=verzoeken).order_by("op"):
        toetsen[toets.verzoek_id] = toets
    besluiten: dict[UUID, list[Besluit]] = {}
    for besluit in (
        Besluit.objects.filter(verzoek__in=verzoeken)
        .select_related("bericht", "herroepen_door")
        .order_by("-volgnummer")
    ):
        if besluit.soort != INTREKKEN and not _herroepen(besluit):
            besluiten.setdefault(besluit.verzoek_id, []).append(besluit)
    return [
        Kindzaak(
            nummer=v.nummer,
            gemeente_code=v.gemeente_code,
            ontvangen=v.ontvangen,
            wat=product_tekst(v),
            aanbieder=landschap.aanbieder_naam(v.aanbieder_agb),
            van=v.van,
            tot=v.tot,
            stand=VERZOEK_TOESTANDEN.get(v.toestand, v.toestand),
            oordeel=_oordeel(toetsen.get(v.pk)),
            besluiten=tuple(_besluitregel(b) for b in besluiten.get(v.pk, [])),
        )
        for v in verzoeken
    ]


@dataclass(frozen=True, slots=True)
class Verwijzing:
    """One request that rests on a referral: who, what, and how far it is; never the verdict."""

    nummer: str
    gemeente_code: str
    ontvangen: date
    naam: str
    geboren: date
    wat: str
    aanbieder: str
    stand: str


def verwijzingen(toegang: Toegang, *, hoogstens: int = 200) -> list[Verwijzing]:
    """The requests on referrals of the practices of this person, newest first."""
    rijen = Verzoek.objects.filter(verwijzer_code__in=toegang.verwijzers).select_related("jeugdige")
    return [
        Verwijzing(
            nummer=v.nummer,
            gemeente_code=v.gemeente_code,
            ontvangen=v.ontvangen,
            naam=v.jeugdige.weergavenaam,
            geboren=v.jeugdige.geboortedatum,
            wat=product_tekst(v),
            aanbieder=landschap.aanbieder_naam(v.aanbieder_agb),
            stand=VERZOEK_TOESTANDEN.get(v.toestand, v.toestand),
        )
        for v in rijen.order_by("-ontvangen", "-nummer")[:hoogstens]
    ]
