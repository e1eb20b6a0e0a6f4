"""Making messages from before `Verwijzing` was there searchable by every number in them.

A trigger keeps the rows of what comes in now. Of an older message they are missing, and what it was found by then was
less than now, so its bytes are read again.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef

from ijw.lezen import lees
from jeugdketen.berichten.kop import lees_kop
from jeugdketen.berichten.models import Bericht, Verwijzing
from jeugdketen.kern.toegang import als_systeem

PER_KEER: Final = 200
"""Messages in one transaction."""


def vul_verwijzingen_aan(gemeente_code: str, *, per_keer: int = PER_KEER) -> int:
    """Give every message of a municipality that has none the numbers by which it is found; returns how many got them.

    Runs beside the application in short transactions, may be stopped at any moment, and changes nothing the second
    time. What cannot be read keeps what it has.
    """
    aantal, na = 0, UUID(int=0)
    while True:
        with als_systeem({gemeente_code}, naam="nummers van berichten aanvullen"):
            rijen = list(
                Bericht.objects.select_related("ruw")
                .filter(~Exists(Verwijzing.objects.filter(bericht_id=OuterRef("pk"))), pk__gt=na)
                .filter(gemeente_code=gemeente_code)
                .exclude(soort="")
                .order_by("pk")[:per_keer]
            )
            aantal += sum(_vul_aan(rij) for rij in rijen)
        if not rijen:
            return aantal
        na = rijen[-1].pk


def _vul_aan(bericht: Bericht) -> bool:
    inhoud = lees(bericht.ruw.inhoud).bericht
    nummers = sorted({*bericht.referenties, *(lees_kop(inhoud).referenties if inhoud is not None else ())})
    if nummers != sorted(bericht.referenties):
        Bericht.objects.filter(pk=bericht.pk).update(referenties=nummers)  # the trigger makes the rows
    elif nummers:
        Verwijzing.objects.bulk_create(
            [Verwijzing(bericht_id=bericht.pk, nummer=nummer) for nummer in nummers if nummer],
            ignore_conflicts=True,
        )
    return bool(nummers)
