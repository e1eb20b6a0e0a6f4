"""Following moves, deaths, secrecy, names and authority of children with running help, by asking the BRP again.

Haal Centraal gives no notice of changes through the interface that we use; each child is asked for again after some
days. What changed becomes a `Brpmelding` by `werk_bij_uit_brp`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from jeugdketen.dossier.brp import BrpPoort, brp_poort
from jeugdketen.dossier.models import Betrokkenheid, Brpmelding, Jeugdige
from jeugdketen.dossier.services import werk_bij_uit_brp
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import als_systeem

GENOEG: Final = 3
"""After so many questions in a row without an answer the run stops; the next one goes on."""


@dataclass(frozen=True, slots=True)
class Volgverslag:
    """What one run did: children asked for, work items that came, and whether the BRP stopped answering."""

    gevraagd: int
    meldingen: int
    afgebroken: bool


def te_volgen(gemeente: str, na: timedelta, *, hoogstens: int) -> list[UUID]:
    """Keys of the children with help today or to come, or asked for in the last half year, longest not asked for first.

    Call under a context that may read the files of the municipality.
    """
    vandaag = klok.vandaag()
    hulp = Betrokkenheid.objects.filter(
        Q(tot__isnull=True) | Q(tot__gte=vandaag),
        Q(soort=Betrokkenheid.Soort.TOEWIJZING)
        | Q(soort=Betrokkenheid.Soort.VERZOEK, van__gt=vandaag - timedelta(days=183)),
        jeugdige=OuterRef("pk"),
    )
    kinderen = Jeugdige.objects.filter(
        Q(brp_op__isnull=True) | Q(brp_op__lte=klok.nu() - na),
        Exists(hulp),
        gemeente_code=gemeente,
        bsn__isnull=False,
        overleden_op__isnull=True,
        samengevoegd_met__isnull=True,
    )
    return list(
        kinderen.order_by(F("brp_op").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:hoogstens]
    )


def volg(
    gemeente: str, *, na: timedelta = timedelta(days=7), hoogstens: int = 1000, poort: BrpPoort | None = None
) -> Volgverslag:
    """Ask the BRP again about the children of one municipality, each in a transaction of its own."""
    bron = poort or brp_poort()
    with als_systeem([gemeente], naam="volgen van de BRP"):
        voor = Brpmelding.objects.count()
        kinderen = te_volgen(gemeente, na, hoogstens=hoogstens)
    gevraagd = stil = 0
    for sleutel in kinderen:
        with als_systeem([gemeente], naam="volgen van de BRP"):
            kind = Jeugdige.objects.select_for_update(skip_locked=True).filter(pk=sleutel).first()
            if kind is None:
                continue
            uitslag = werk_bij_uit_brp(kind, poort=bron)
        if uitslag.uitkomst == "onbereikbaar":
            stil += 1
            if stil == GENOEG:
                break
        else:
            gevraagd, stil = gevraagd + 1, 0
    with als_systeem([gemeente], naam="volgen van de BRP"):
        return Volgverslag(gevraagd, Brpmelding.objects.count() - voor, stil == GENOEG)
