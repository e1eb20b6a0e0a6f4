"""Every write of the post box that others may call: taking in, reading again, sending, settling by hand."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import MAX_BERICHT, UploadFout, neem_aan, neem_aan_rest, neem_aan_upload
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.stappen import zet_toestand
from jeugdketen.berichten.uitgang import UitgaandFout, leg_klaar, trek_terug
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem

__all__ = [
    "MAX_BERICHT",
    "UitgaandFout",
    "UploadFout",
    "leg_klaar",
    "neem_aan",
    "neem_aan_rest",
    "neem_aan_upload",
    "trek_terug",
    "verwerk_opnieuw",
]


@transaction.atomic
def verwerk_opnieuw(toegang: Toegang, bericht_id: UUID) -> None:
    """Have a refused, uncoupled or failed message read again, after somebody repaired the cause.

    Raises:
        ToegangGeweigerd: this person may not, or the message has an answer already.
    """
    bericht = Bericht.objects.filter(pk=bericht_id).first()
    mag = bericht is not None and (
        rollen.mag_berichten_afhandelen(toegang, bericht.gemeente_code)
        if bericht.gemeente_code
        else toegang.heeft({rollen.BEHEERDER})
    )
    if bericht is None or not mag:
        raise ToegangGeweigerd("U mag dit bericht niet opnieuw laten verwerken.")
    if bericht.toestand not in (t.GEWEIGERD, t.ONBEKOPPELD, t.MISLUKT):
        raise ToegangGeweigerd("Dit bericht is al verwerkt en beantwoord. Opnieuw verwerken kan niet.")
    from jeugdketen.berichten.tasks import verwerk_bericht

    with als_systeem({bericht.gemeente_code} if bericht.gemeente_code else (), naam=toegang.naam):
        rij = Bericht.objects.select_for_update().get(pk=bericht_id)
        rij.reden = rij.wie_moet = ""
        rij.lezing += 1
        zet_toestand(
            rij,
            t.ONTVANGEN,
            reden=f"opnieuw verwerken, door {toegang.naam}",
            velden=("reden", "wie_moet", "lezing"),
        )
        # Until it has been read again it is of nobody, as when it came in.
        Bericht.objects.filter(pk=rij.pk).update(gemeente_code=None)
        verwerk_bericht.defer(bericht_id=str(rij.pk))
