"""What a family, a certified institution and a referrer read of the requests about a child; row security decides which.

The caller has opened the file (and so logged it), or logs the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from jeugdketen.kern import klok
from jeugdketen.kern.toegang import Toegang
from jeugdketen.landschap import selectors as landschap
from jeugdketen.toewijzing.models import (
    BESLUITSOORTEN,
    VERZOEK_TOESTANDEN,
    Kindbesluit,
    Kindverzoek,
)
from jeugdketen.toewijzing.selectors import (
    bekende_toewijzingen_van,
    besluit_door,
    besluit_reden,
    kindverzoeken_van,
    product_tekst,
    verdeel,
)
from jeugdketen.toewijzing.weergave import Bevindingregel


@dataclass(frozen=True, slots=True)
class Kindoordeel:
    """The verdict under a decision. ``aandacht``: findings that needed a person, heaviest first; ``gehaald``: met."""

    uitkomst: str
    aandacht: tuple[Bevindingregel, ...]
    gehaald: tuple[Bevindingregel, ...]


@dataclass(frozen=True, slots=True)
class Kindbesluitregel:
    """A decision that holds. ``reden``: the coded reason of a refusal, or why, as far as the reader may know it."""

    soort: str
    naam: str
    door: str
    op: datetime
    reden: str
    motivering: str


@dataclass(frozen=True, slots=True)
class Kindzaak:
    """One request with the decisions that hold, newest first, and the verdict under the newest.

    ``wat``: the product by the region's name; ``omschrijving``: in the words of the region, or empty. ``stand``: its
    state in words.
    """

    nummer: str
    gemeente_code: str
    ontvangen: date
    wat: str
    omschrijving: str
    aanbieder: str
    van: date
    tot: date | None
    stand: str
    oordeel: Kindoordeel | None
    besluiten: tuple[Kindbesluitregel, ...]


def zaken_van(jeugdige_id: UUID) -> list[Kindzaak]:
    """The requests about a child, newest first, each with the decisions that hold and the verdict under the newest.

    What the rules said before anybody decided is the municipality's own.
    """
    verzoeken = kindverzoeken_van(jeugdige_id)
    besluiten: dict[UUID, list[Kindbesluit]] = {}
    for besluit in Kindbesluit.objects.filter(verzoek__in=verzoeken).order_by("-volgnummer"):
        besluiten.setdefault(besluit.verzoek_id, []).append(besluit)
    return [
        Kindzaak(
            nummer=v.nummer,
            gemeente_code=v.gemeente_code,
            ontvangen=v.ontvangen,
            wat=product_tekst(v),
            omschrijving=v.product_naam,
            aanbieder=landschap.aanbieder_naam(v.aanbieder_agb),
            van=v.van,
            tot=v.tot,
            stand=VERZOEK_TOESTANDEN.get(v.toestand, v.toestand),
            oordeel=_oordeel(besluiten[v.pk][0]) if v.pk in besluiten else None,
            besluiten=tuple(_besluitregel(b) for b in besluiten.get(v.pk, [])),
        )
        for v in verzoeken
    ]


def _oordeel(besluit: Kindbesluit) -> Kindoordeel | None:
    if not besluit.uitkomst:
        return None
    aandacht, gehaald = verdeel(besluit.bevindingen)
    return Kindoordeel(besluit.uitkomst, aandacht, gehaald)


def _besluitregel(b: Kindbesluit) -> Kindbesluitregel:
    return Kindbesluitregel(
        soort=b.soort,
        naam=BESLUITSOORTEN[b.soort],
        door=besluit_door(b),
        op=timezone.localtime(b.op, klok.NEDERLAND),
        reden=besluit_reden(b),
        motivering=b.motivering,
    )


@dataclass(frozen=True, slots=True)
class Lopendehulp:
    """Help that a child has or is to get. ``wat``: in the words of the region."""

    wat: str
    aanbieder: str
    van: date
    tot: date | None


def hulp_van(jeugdige_id: UUID) -> list[Lopendehulp]:
    """The allocations of a child, as they were sent, that have not ended; those that begin first first."""
    vandaag = klok.vandaag()
    return [
        Lopendehulp(
            t.product_naam or product_tekst(t), landschap.aanbieder_naam(t.aanbieder_agb), t.van, t.tot
        )
        for t in sorted(bekende_toewijzingen_van(jeugdige_id), key=lambda t: (t.van, t.nummer))
        if not t.verwijderd and (t.tot is None or t.tot >= vandaag)
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
    rijen = Kindverzoek.objects.filter(verwijzer_code__in=toegang.verwijzers).select_related("jeugdige")
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
