"""Every write of the post box that others may call: taking in, reading again, sending, settling by hand."""

from __future__ import annotations

import re
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jeugdketen.berichten import registratie
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import MAX_BERICHT, UploadFout, neem_aan, neem_aan_rest, neem_aan_upload
from jeugdketen.berichten.herroeping import geldt_toch, vergrendel_client
from jeugdketen.berichten.models import Afhandeling, Bericht, VerzendPost
from jeugdketen.berichten.stappen import log_feit, zet_toestand
from jeugdketen.berichten.uitgang import UitgaandFout, leg_klaar, trek_terug
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.bsn import is_bsn
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem

__all__ = [
    "MAX_BERICHT",
    "AfhandelFout",
    "UitgaandFout",
    "UploadFout",
    "handel_af",
    "leg_klaar",
    "neem_aan",
    "neem_aan_rest",
    "neem_aan_upload",
    "noteer_opgehaald",
    "trek_terug",
    "verstuur_alsnog",
    "verwerk_opnieuw",
]


@transaction.atomic
def verwerk_opnieuw(toegang: Toegang, bericht_id: UUID) -> None:
    """Have a refused, uncoupled or failed message read again, after somebody repaired the cause.

    Raises:
        ToegangGeweigerd: this person may not, or the message has an answer already.
    """
    bericht = _van_wie_mag(toegang, bericht_id, "U mag dit bericht niet opnieuw laten verwerken.")
    if bericht.afgehandeld_op is not None:
        raise ToegangGeweigerd(
            "Dit bericht is buiten het berichtenverkeer afgehandeld. Opnieuw verwerken kan niet."
        )
    if bericht.toestand not in (t.GEWEIGERD, t.ONBEKOPPELD, t.MISLUKT):
        raise ToegangGeweigerd("Dit bericht is al verwerkt en beantwoord. Opnieuw verwerken kan niet.")
    from jeugdketen.berichten.tasks import zet_in_de_rij

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
        zet_in_de_rij([rij.pk])


def _van_wie_mag(toegang: Toegang, bericht_id: UUID, weigering: str) -> Bericht:
    """The message, for somebody who may deal with it: of the own municipality, or an operator when it is of nobody.

    Raises:
        ToegangGeweigerd: with the sentence given.
    """
    bericht = Bericht.objects.filter(pk=bericht_id).first()
    mag = bericht is not None and (
        rollen.mag_berichten_afhandelen(toegang, bericht.gemeente_code)
        if bericht.gemeente_code
        else toegang.heeft({rollen.BEHEERDER})
    )
    if bericht is None or not mag:
        raise ToegangGeweigerd(weigering)
    return bericht


@transaction.atomic
def verstuur_alsnog(toegang: Toegang, bericht_id: UUID) -> None:
    """Send a message of ours now: one that waits, or once more one that left and got no answer.

    The receiver knows it by its identification (TR056), so a second copy does no harm.

    Raises:
        ToegangGeweigerd: this person may not, or the message was answered or taken back.
    """
    bericht = _van_wie_mag(toegang, bericht_id, "U mag dit bericht niet versturen.")
    if bericht.richting != t.UIT or bericht.toestand not in (t.KLAAR, t.VERZONDEN):
        raise ToegangGeweigerd("Dit bericht is al beantwoord of ingetrokken. Versturen kan niet meer.")
    if bericht.afgehandeld_op is not None:
        raise ToegangGeweigerd(
            "Dit bericht is buiten het berichtenverkeer afgehandeld. Versturen kan niet meer."
        )
    assert bericht.gemeente_code is not None
    with als_systeem({bericht.gemeente_code}, naam=toegang.naam):
        post = VerzendPost.objects.select_for_update().get(pk=bericht_id)
        post.verzonden_op = None
        post.niet_voor = timezone.now()
        post.save(update_fields=["verzonden_op", "niet_voor"])
        log_feit(bericht, reden=f"alsnog versturen, door {toegang.naam}")


def noteer_opgehaald(bericht: Bericht) -> None:
    """Note that the receiver fetched a message of ours, on a road on which receivers fetch; the first time counts."""
    if bericht.richting == t.UIT and bericht.gemeente_code:
        with als_systeem({bericht.gemeente_code}, naam="ophalen door de ontvanger"):
            VerzendPost.objects.filter(pk=bericht.pk, opgehaald_op=None).update(opgehaald_op=timezone.now())


class AfhandelFout(Exception):
    """The message cannot be settled so; ``str(e)`` is one Dutch sentence, ``veld`` the field it is about."""

    def __init__(self, melding: str, veld: str = "reden") -> None:
        super().__init__(melding)
        self.veld = veld


MINSTE_TOELICHTING = 10
"""Characters that an explanation has at least."""


def afhandelredenen(bericht: Bericht) -> tuple[str, ...]:
    """For which reasons a message may be settled outside the traffic; none when it may not."""
    if bericht.afgehandeld_op is not None:
        return ()
    if bericht.richting == t.IN:
        open_ = bericht.toestand in (t.GEWEIGERD, t.ONBEKOPPELD, t.MISLUKT)
        return ("geen-retour", "veiligheid", "afgesproken") if open_ else ()
    mogelijk: tuple[str, ...] = {
        t.KLAAR: ("veiligheid",),
        t.VERZONDEN: ("antwoord-anders", "veiligheid", "afgesproken") if bericht.antwoord_uiterlijk else (),
        t.AFGEWEZEN: ("afgesproken", "veiligheid"),
    }.get(bericht.toestand, ())
    # What was sent anew or taken back after a rejection has its outcome.
    return () if bericht.toestand == t.AFGEWEZEN and not registratie.afkeur().is_open(bericht) else mogelijk


@transaction.atomic
def handel_af(toegang: Toegang, bericht_id: UUID, reden: str, toelichting: str) -> None:
    """Settle a message outside the message traffic, by a person and with a reason (OP090x2, OP003).

    A message that came in keeps its state and is not watched any more. One of ours that waits to be sent is not sent:
    it counts as handed over, so what it says holds for both parties. So does what a message says that the receiver had
    rejected: it is accepted from here on (ADR 0031). ``reden``: a key of ``toestand.AFHANDELREDENEN``.

    Raises:
        ToegangGeweigerd: this person may not.
        AfhandelFout: the message is not open, the reason does not fit it, or the explanation is missing.
    """
    bericht = _van_wie_mag(toegang, bericht_id, "U mag dit bericht niet afhandelen.")
    if toegang.gebruiker_id is None:
        raise ToegangGeweigerd("Afhandelen doet iemand met een naam.")
    mogelijk = afhandelredenen(bericht)
    if not mogelijk:
        raise AfhandelFout("Dit bericht is al afgehandeld of beantwoord. Er is niets veranderd.")
    if reden not in mogelijk:
        raise AfhandelFout("Kies een reden die bij dit bericht past.")
    toelichting = " ".join(toelichting.split())
    if len(toelichting) < MINSTE_TOELICHTING:
        raise AfhandelFout("Schrijf op met wie u sprak en wat is afgesproken.", "toelichting")
    if any(is_bsn(getal) for getal in re.findall(r"[0-9]{9}", re.sub(r"[ .]", "", toelichting))):
        raise AfhandelFout("Haal het BSN uit de toelichting; het staat al in het bericht.", "toelichting")
    if bericht.toestand == t.AFGEWEZEN:
        vergrendel_client(bericht)
    nu = klok.nu()
    Afhandeling(
        bericht=bericht,
        gemeente_code=bericht.gemeente_code,
        reden=reden,
        toelichting=toelichting,
        door_id=toegang.gebruiker_id,
        door_naam=toegang.naam,
        op=nu,
    ).save(force_insert=True)
    with als_systeem({bericht.gemeente_code} if bericht.gemeente_code else (), naam=toegang.naam):
        rij = Bericht.objects.select_for_update().get(pk=bericht_id)
        if rij.toestand != bericht.toestand or rij.afgehandeld_op is not None:
            raise AfhandelFout("Dit bericht is zojuist veranderd. Kijk opnieuw.")
        rij.afgehandeld_op = nu
        zin = f"buiten het berichtenverkeer afgehandeld: {t.AFHANDELREDENEN[reden]}"
        if rij.toestand == t.KLAAR:
            VerzendPost.objects.filter(pk=rij.pk).update(verzonden_op=timezone.now(), weg="buitenom")
            zet_toestand(rij, t.VERZONDEN, reden=zin, velden=("afgehandeld_op",))
        elif rij.toestand == t.AFGEWEZEN:
            if not registratie.afkeur().is_open(rij):
                raise AfhandelFout("Er is al een nieuw bericht voor in de plaats. Kijk opnieuw.")
            zet_toestand(rij, t.AANGENOMEN, reden=f"{zin}; wat erin staat geldt", velden=("afgehandeld_op",))
            geldt_toch(rij)
            registratie.afkeur().geldt_toch(rij, verzwegen=reden == "veiligheid")
        else:
            rij.save(update_fields=["afgehandeld_op"])
            log_feit(rij, reden=zin)
