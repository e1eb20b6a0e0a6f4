"""Break-glass access: one file elsewhere in the region, for a short time, with a reason, reported to the officer.

For who works with files and stands before a child of another municipality that cannot wait. Row security opens that one
file for reading while the row in `kern_noodtoegang` holds and the sealed context names it; it closes by itself. Every
opening is in the read log, on the page of the officer until that one has judged it, and on the page of the family.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from jeugdketen.kern import klok, leeslog, rollen
from jeugdketen.kern.models import Inzage, Noodtoegang
from jeugdketen.kern.toegang import Noodrecht, Toegang, ToegangGeweigerd, met_nood

DUUR: Final = timedelta(minutes=60)
"""How long one opening lasts, in real time."""

PER_ETMAAL: Final = 5
"""No more openings than this by one person within 24 hours; who needs more has another problem."""

KORTSTE_REDEN: Final = 15
"""A reason has at least this many characters: the officer must be able to judge it."""


class NoodtoegangNietGevonden(LookupError):
    """No such opening, or none that this person may see. The message may be shown."""

    def __init__(self) -> None:
        super().__init__("Deze noodtoegang bestaat niet, of u mag haar niet zien.")


def eis(toegang: Toegang, reden: str) -> None:
    """May this person open a file by break-glass access, with this reason?

    Raises:
        ToegangGeweigerd: the role does not allow it, or it was done too often within 24 hours.
        ValidationError: there is no reason that somebody else can judge.
    """
    if not rollen.mag_noodtoegang(toegang) or toegang.gebruiker_id is None:
        raise ToegangGeweigerd("Uw rol heeft geen noodtoegang. Bel de gemeente van het kind.")
    if len(" ".join(reden.split())) < KORTSTE_REDEN:
        raise ValidationError(
            {
                "reden": "Schrijf in een zin waarom u dit dossier nu moet zien. De privacyfunctionaris leest dit."
            }
        )
    sinds = timezone.now() - timedelta(hours=24)
    if Noodtoegang.objects.filter(gebruiker_id=toegang.gebruiker_id, van__gt=sinds).count() >= PER_ETMAAL:
        raise ToegangGeweigerd(
            f"U opende al {PER_ETMAAL} dossiers met noodtoegang in 24 uur. Bel de gemeente van het kind."
        )


@transaction.atomic
def open_noodtoegang(toegang: Toegang, jeugdige_id: UUID, gemeente_code: str, *, reden: str) -> Noodtoegang:
    """Open one file for reading, from now on for `DUUR`; the read log hears of it first.

    A file that is open already gives that opening back.

    Raises:
        ToegangGeweigerd, ValidationError: as `eis`.
    """
    eis(toegang, reden)
    nu = timezone.now()
    lopend = Noodtoegang.objects.filter(
        gebruiker_id=toegang.gebruiker_id, jeugdige_id=jeugdige_id, gestopt_op__isnull=True, tot__gt=nu
    ).first()
    if lopend is not None:
        return lopend
    schoon = " ".join(reden.split())
    leeslog.leg_inzage_vast(
        toegang,
        jeugdige_id,
        Inzage.Handeling.NOODTOEGANG,
        f"noodtoegang: {schoon}",
        "dossier geopend",
        gemeente_code=gemeente_code,
    )
    return Noodtoegang.objects.create(
        gebruiker_id=toegang.gebruiker_id,
        wie=toegang.naam[:200],
        rollen=toegang.rol_tekst[:400],
        jeugdige_id=jeugdige_id,
        gemeente_code=gemeente_code,
        reden=schoon,
        op=klok.nu(),
        van=nu,
        tot=nu + DUUR,
    )


def aangevuld(toegang: Toegang) -> Toegang:
    """The same access with the files that are open by break-glass access at this moment; asked on every request."""
    if not rollen.mag_noodtoegang(toegang) or toegang.gebruiker_id is None:
        return toegang
    nu = timezone.now()
    rijen = Noodtoegang.objects.filter(
        gebruiker_id=toegang.gebruiker_id, gestopt_op__isnull=True, van__lte=nu, tot__gt=nu
    )
    return met_nood(toegang, [Noodrecht(r.pk, r.jeugdige_id, r.gemeente_code, r.tot, r.reden) for r in rijen])


@transaction.atomic
def stop(toegang: Toegang, noodtoegang_id: int) -> None:
    """Close a file before its time is over.

    Raises:
        NoodtoegangNietGevonden: not one's own.
    """
    rij = Noodtoegang.objects.filter(pk=noodtoegang_id, gebruiker_id=toegang.gebruiker_id).first()
    if rij is None:
        raise NoodtoegangNietGevonden
    if rij.gestopt_op is None and rij.tot > timezone.now():
        rij.gestopt_op = timezone.now()
        rij.save(update_fields=["gestopt_op"])


# --- the officer --------------------------------------------------------------------------------------------------


def noodtoegangen(toegang: Toegang, *, open_: bool) -> list[Noodtoegang]:
    """The openings in the municipalities of this officer, newest first: those to be judged, or those that were.

    Judged ones go back a year.
    """
    rijen = Noodtoegang.objects.filter(gemeente_code__in=toegang.fg_gemeenten)
    if open_:
        return list(rijen.filter(oordeel=""))
    return list(rijen.exclude(oordeel="").filter(op__gt=klok.nu() - timedelta(days=366)))


def nog_te_beoordelen(toegang: Toegang) -> int:
    """How many openings wait for this officer."""
    return Noodtoegang.objects.filter(gemeente_code__in=toegang.fg_gemeenten, oordeel="").count()


@transaction.atomic
def beoordeel(toegang: Toegang, noodtoegang_id: int, *, oordeel: str, notitie: str) -> Noodtoegang:
    """Say of one opening whether it was right, with a note; once, and never of one's own.

    Raises:
        NoodtoegangNietGevonden: not in a municipality of this officer.
        ToegangGeweigerd: one's own opening.
        ValidationError: no choice, no note, or judged already.
    """
    rij = Noodtoegang.objects.select_for_update().filter(pk=noodtoegang_id).first()
    if rij is None or not rollen.mag_noodtoegang_beoordelen(toegang, rij.gemeente_code):
        raise NoodtoegangNietGevonden
    if rij.gebruiker_id == toegang.gebruiker_id:
        raise ToegangGeweigerd("Uw eigen noodtoegang beoordeelt een ander.")
    if rij.oordeel:
        raise ValidationError("Deze noodtoegang is al beoordeeld. Ververs de bladzijde.")
    fouten = {}
    if oordeel not in Noodtoegang.Oordeel.values:
        fouten["oordeel"] = "Kies of deze noodtoegang terecht was."
    if len(notitie.strip()) < 5:
        fouten["notitie"] = "Schrijf waarop u dit oordeel baseert."
    if fouten:
        raise ValidationError(fouten)
    rij.oordeel, rij.notitie = oordeel, notitie.strip()
    rij.beoordeeld_door_id, rij.beoordeeld_naam = toegang.gebruiker_id, toegang.naam
    rij.beoordeeld_op = klok.nu()
    rij.save(update_fields=["oordeel", "notitie", "beoordeeld_door", "beoordeeld_naam", "beoordeeld_op"])
    return rij
