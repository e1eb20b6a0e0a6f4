"""What an administrator sees of who can log in: everybody, with how, and how many are in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from jeugdketen.kern.models import Gebruiker, Identiteit, Sessie, TweedeFactor
from jeugdketen.kern.toegang import toegang_van


@dataclass(frozen=True, slots=True)
class Inlogger:
    """One account.

    Attributes:
        id, naam, gebruikersnaam: who.
        actief: the account is open.
        wachtwoord: has a local password.
        factor: has a second factor here.
        identiteiten: how many identities at log-in providers.
        sessies: how many sessions now.
        laatst: when this person last logged in.
    """

    id: int
    naam: str
    gebruikersnaam: str
    actief: bool
    wachtwoord: bool
    factor: bool
    identiteiten: int
    sessies: int
    laatst: datetime | None


def mensen(zoek: str = "") -> list[Inlogger]:
    """Every account by name, or those with this text in name or user name; at most 200."""
    rijen = Gebruiker.objects.annotate(
        factor=Exists(TweedeFactor.objects.filter(gebruiker=OuterRef("pk"))),
        met_identiteit=Count("identiteiten", distinct=True),
        ingelogd=Count("sessies", distinct=True, filter=Q(sessies__expire_date__gt=timezone.now())),
    ).order_by("naam", "pk")
    if zoek:
        rijen = rijen.filter(Q(naam__icontains=zoek) | Q(gebruikersnaam__icontains=zoek))
    return [
        Inlogger(
            id=rij.pk,
            naam=rij.naam,
            gebruikersnaam=rij.gebruikersnaam,
            actief=rij.is_active,
            wachtwoord=rij.has_usable_password(),
            factor=rij.factor,
            identiteiten=rij.met_identiteit,
            sessies=rij.ingelogd,
            laatst=rij.laatst_ingelogd,
        )
        for rij in rijen[:200]
    ]


def tellen() -> dict[str, int]:
    """How many accounts are open, have a second factor here, have an identity elsewhere, and are logged in now."""
    return {
        "accounts": Gebruiker.objects.filter(is_active=True).count(),
        "factoren": TweedeFactor.objects.count(),
        "identiteiten": Identiteit.objects.values("gebruiker").distinct().count(),
        "ingelogd": Sessie.objects.filter(expire_date__gt=timezone.now())
        .exclude(gebruiker=None)
        .values("gebruiker")
        .distinct()
        .count(),
    }


def rol_tekst(gebruiker: Gebruiker) -> str:
    """The roles of today in words."""
    return toegang_van(gebruiker).rol_tekst or "geen rol"
