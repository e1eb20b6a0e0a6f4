"""Who somebody is at a log-in provider: an issuer and a subject, tied to one user.

Tied by an administrator, or by the person with a code that an administrator handed over; never because an e-mail
address is the same, for an address can be given to somebody else.
"""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from jeugdketen.kern import herstel, sessies, wachtwoorden
from jeugdketen.kern.beveiligingslog import Soort, leg_gebeurtenis_vast
from jeugdketen.kern.models import Gebruiker, Identiteit, Toegangscode
from jeugdketen.kern.toegang import POORT, met_toegang


def gebruiker_bij(uitgever: str, onderwerp: str) -> Gebruiker | None:
    """The user that this identity belongs to; None when nobody, or when the account is closed."""
    with met_toegang(POORT):
        rij = (
            Identiteit.objects.filter(uitgever=uitgever, onderwerp=onderwerp)
            .select_related("gebruiker")
            .first()
        )
    return rij.gebruiker if rij is not None and rij.gebruiker.is_active else None


@transaction.atomic
def koppel(
    gebruiker: Gebruiker, uitgever: str, onderwerp: str, *, request: HttpRequest | None = None
) -> Identiteit:
    """Tie a user to an identity, as an administrator or as the set-up.

    Raises:
        ToegangGeweigerd: the account is in use, and nobody else confirmed this (`herstel`).
        ValidationError: this identity belongs to an account already, or one of both is empty.
    """
    rij = Identiteit(gebruiker=gebruiker, uitgever=uitgever.strip(), onderwerp=onderwerp.strip())
    rij.full_clean()
    with herstel.Uitvoering(gebruiker, herstel.Wat.KOPPELEN):
        rij.save(force_insert=True)
    _meld(rij, "beheerder", request)
    return rij


def koppel_met_code(
    code: str, uitgever: str, onderwerp: str, *, request: HttpRequest | None = None
) -> Gebruiker | None:
    """Tie an identity that was just proved to the user that the code was made for; None when the code is no good.

    Raises:
        ValidationError: this identity belongs to an account already.
        grenzen.TeVaak: too many codes tried from this address.
    """
    gebruiker = wachtwoorden.code_van(code, Toegangscode.Doel.KOPPELEN, request=request)
    if gebruiker is None:
        return None
    rij = Identiteit(gebruiker=gebruiker, uitgever=uitgever, onderwerp=onderwerp)
    with met_toegang(POORT):
        rij.full_clean()
        if not wachtwoorden.gebruik_code(code, Toegangscode.Doel.KOPPELEN):
            return None
        rij.save(force_insert=True)
    _meld(rij, "code", request)
    return gebruiker


def _meld(rij: Identiteit, langs: str, request: HttpRequest | None) -> None:
    leg_gebeurtenis_vast(
        Soort.IDENTITEIT_GEKOPPELD, request=request, over=rij.gebruiker, uitgever=rij.uitgever, langs=langs
    )


def ontkoppel(gebruiker: Gebruiker, identiteit_id: int, *, request: HttpRequest | None = None) -> bool:
    """Untie an identity of this user; the sessions that began with it end. False when it was not there."""
    rij = Identiteit.objects.filter(pk=identiteit_id, gebruiker=gebruiker).first()
    if rij is None:
        return False
    rij.delete()
    leg_gebeurtenis_vast(Soort.IDENTITEIT_ONTKOPPELD, request=request, over=gebruiker, uitgever=rij.uitgever)
    sessies.beeindig_bij_uitgever(rij.uitgever, onderwerp=rij.onderwerp)
    return True
