"""Sending anew what a provider rejected, and taking that back: the buttons of the back office (OP286)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from ijw.lezen import lees
from jeugdketen.berichten import keten, nummers
from jeugdketen.berichten.herroeping import vergrendel_client
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.stappen import log_feit
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem
from jeugdketen.toewijzing import afgekeurd
from jeugdketen.toewijzing.models import Toewijzing, Verzoek
from jeugdketen.toewijzing.services import (
    BesluitFout,
    Bestemming,
    leg_antwoord_klaar,
    neem_bericht_terug,
    stuur_jw301,
)


@transaction.atomic
def verstuur_opnieuw(toegang: Toegang, bericht_id: UUID) -> Bericht:
    """Send a rejected JW301 or JW319 anew, under a new identification; returns the new message.

    A JW301 is made from what the file and the allocations say now, with all that is current at the provider (OP087) and
    all else that was rejected; a version of an allocation keeps its moment (IV013). A JW319 says the same again.

    Raises:
        ToegangGeweigerd: this person may not.
        BesluitFout: it is not rejected or was repaired already, or the new one cannot be made; nothing changed.
    """
    bericht = Bericht.objects.select_related("ruw").filter(pk=bericht_id).first()
    if bericht is None or not rollen.mag_berichten_afhandelen(toegang, bericht.gemeente_code or ""):
        raise ToegangGeweigerd("U mag dit bericht niet opnieuw versturen.")
    naar = _bestemming(bericht)
    keten.vergrendel(naar.gemeente_code, naar.aanbieder_agb, naar.jeugdige.bsn)
    if not afgekeurd.is_open(bericht):
        raise BesluitFout("Dit bericht is niet afgekeurd, of er is al een nieuw bericht voor in de plaats.")
    if bericht.soort == "JW301":
        nieuw = stuur_jw301(naar, [], klok.nu())
    else:
        op = klok.nu()
        inhoud = lees(bericht.ruw.inhoud).bericht
        kenmerk = nummers.berichtnummer(naar.gemeente_code, op.year, "A")
        kop = inhoud.header
        nieuw = leg_antwoord_klaar(
            naar,
            inhoud._replace(
                header=kop._replace(
                    bericht_identificatie=kop.bericht_identificatie._replace(
                        identificatie=kenmerk, dagtekening=op.date()
                    )
                )
            ),
            kenmerk,
        )
    with als_systeem({naar.gemeente_code}, naam=toegang.naam):
        zin = f"opnieuw verstuurd als {nieuw.soort} {nieuw.identificatie}, door {toegang.naam}"
        log_feit(bericht, reden=zin)
        log_feit(
            nieuw, reden=f"in plaats van {bericht.soort} {bericht.identificatie}, dat de aanbieder afkeurde"
        )
    return nieuw


@transaction.atomic
def neem_terug(toegang: Toegang, bericht_id: UUID) -> Bericht | None:
    """Take a message back that was sent anew, while it has not left the outbox.

    What was rejected is open again; returns the rejected message, or None when none is.

    Raises:
        ToegangGeweigerd: this person may not.
        BesluitFout: it has left, or it tells a decision or change, which is what to take back; nothing changed.
    """
    bericht = Bericht.objects.select_related("ruw").filter(pk=bericht_id).first()
    if bericht is None or not rollen.mag_berichten_afhandelen(toegang, bericht.gemeente_code or ""):
        raise ToegangGeweigerd("U mag dit bericht niet terugnemen.")
    if not afgekeurd.is_herstel(bericht):
        raise BesluitFout("Dit bericht is geen herstel van een afgekeurd bericht. Trek het besluit zelf in.")
    vergrendel_client(bericht)
    neem_bericht_terug(bericht, f"niet opnieuw verstuurd: teruggenomen door {toegang.naam}")
    weer_open = afgekeurd.open_afgekeurd({bericht.gemeente_code or ""}).filter(
        soort=bericht.soort, aanbieder_agb=bericht.aanbieder_agb, bsn_sleutel=bericht.bsn_sleutel
    )
    zin = (
        f"{bericht.soort} {bericht.identificatie} is teruggenomen door {toegang.naam}: niet opnieuw verstuurd"
    )
    eerdere = list(weer_open.order_by("-tijdstip"))
    with als_systeem({bericht.gemeente_code or ""}, naam=toegang.naam):
        for rij in eerdere:
            log_feit(rij, reden=zin)
    return next((rij for rij in eerdere if rij.draad == bericht.draad), None)


def _bestemming(bericht: Bericht) -> Bestemming:
    """Whom it was for, about which child, in the same thread."""
    assert bericht.gemeente_code is not None
    assert bericht.aanbieder_agb is not None
    rij: Toewijzing | Verzoek | None = (
        Toewijzing.objects.select_related("jeugdige").filter(bericht=bericht).first()
        if bericht.soort == "JW301"
        else Verzoek.objects.select_related("jeugdige")
        .filter(draad=bericht.draad, referentie_aanbieder__in=bericht.referenties)
        .first()
    )
    if rij is None:
        raise BesluitFout("Dit bericht is niet afgekeurd, of er is al een nieuw bericht voor in de plaats.")
    return Bestemming(rij.jeugdige, bericht.gemeente_code, bericht.aanbieder_agb, bericht.draad)
