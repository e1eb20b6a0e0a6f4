"""Passwords: what is good enough, changing one's own, and the codes that an administrator hands out.

Nobody but the person ever knows a password. A new colleague, and somebody who forgot, get a code from an administrator
that is good once and for a day, and choose a password with it. A second factor that was set up is asked all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from jeugdketen.kern import grenzen, herstel, rollen, sessies
from jeugdketen.kern.beveiligingslog import Soort, leg_gebeurtenis_vast
from jeugdketen.kern.bsn import kenmerk
from jeugdketen.kern.models import Gebruiker, Toegangscode
from jeugdketen.kern.toegang import POORT, met_toegang
from jeugdketen.kern.tweede_factor import willekeurige_code

CODE_GELDT: Final = timedelta(hours=24)
"""How long a code of an administrator is good."""

_WOORDEN: Final = """
jeugdketen jeugdhulp jeugdzorg jeugdwet jeugd gemeente regio netwerkorganisatie perspectief wachtwoord welkom password
welcome qwerty
letmein zomer herfst winter lente westfriesland westfries drechterland enkhuizen hoorn koggenland medemblik
opmeer stede broec stedebroec
"""

OMGEVINGSWOORDEN: Final = (
    *_WOORDEN.split(),
    *sorted({deel for woord in rollen.ROLLEN.values() for deel in woord.split() if len(deel) > 4}),
)
"""Words of this environment that do not make a password stronger (`docs/veiligheid.md`, V6.1.2)."""

_GENOEG: Final = 8
"""So many letters and digits must be left when the words of the environment are taken out."""


class GeenOmgevingswoorden:
    """Password validator: a password that is mostly made of words of this environment is easy to guess."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError when too little is left without those words and the person's own name."""
        rest = password.casefold()
        eigen: Iterable[str] = ()
        if user is not None:
            eigen = re.split(r"\W+", f"{user.naam} {user.gebruikersnaam} {user.e_mail}".casefold())
        woorden = [*OMGEVINGSWOORDEN, settings.JEUGDKETEN_REGIO.casefold(), *(w for w in eigen if len(w) > 2)]
        for woord in sorted(set(woorden), key=len, reverse=True):
            rest = rest.replace(woord, "")
        if len(re.sub(r"(19|20)\d\d|\W|_", "", rest)) < _GENOEG:
            raise ValidationError(
                "Dit wachtwoord bestaat bijna helemaal uit woorden die bij deze omgeving of bij u horen. "
                "Neem een paar woorden die er niets mee te maken hebben.",
                code="omgeving",
            )

    def get_help_text(self) -> str:
        """What people read before they choose."""
        return "Gebruik niet alleen de naam van de regio, een gemeente, dit systeem of uzelf."


_REEKSEN: Final = (
    "0123456789" * 3,
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "zaq12wsxcde34rfvbgt56yhnmju7",
)
"""What fingers and children do in a row."""


def _is_reeks(tekst: str) -> bool:
    """Whether little is left of a text without what runs on in a row, forward or backward."""
    rijen = [rij for reeks in _REEKSEN for rij in (reeks, reeks[::-1])]
    over = begin = 0
    while begin < len(tekst):
        lengte = 0
        while begin + lengte < len(tekst) and any(tekst[begin : begin + lengte + 1] in rij for rij in rijen):
            lengte += 1
        if lengte < 4:
            over, lengte = over + 1, 1
        begin += lengte
    return over < 4


class NietVeelgebruikt(CommonPasswordValidator):
    """Password validator: none of the 20,000 that leaked most, also with digits or signs around it, or twice, and no
    row of digits, letters or keys."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a password that is guessed first."""
        kern = password.casefold().strip()
        kaal = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", kern)
        half = kern[: len(kern) // 2]
        vormen = {kern, kaal, half if half * 2 == kern else kern}
        reeks = _is_reeks(kern) or (_is_reeks(kern[::2]) and _is_reeks(kern[1::2]) and len(set(kern)) > 8)
        if vormen & self.passwords or len(set(kern)) < 5 or reeks:
            raise ValidationError(
                "Dit wachtwoord staat op de lijst van wachtwoorden die het eerst worden geprobeerd. Kies een ander.",
                code="veelgebruikt",
            )


_ZINNEN: Final = {
    "password_too_short": "Dit wachtwoord is te kort. Neem minstens 12 tekens; een zin met een paar woorden is goed.",
    "password_too_similar": "Dit wachtwoord lijkt te veel op uw naam of e-mailadres. Kies een ander.",
}


def keur(wachtwoord: str, gebruiker: Gebruiker) -> None:
    """Is this password good enough?

    Raises:
        ValidationError: with a Dutch sentence for each thing that is wrong.
    """
    try:
        validate_password(wachtwoord, gebruiker)
    except ValidationError as fout:
        raise ValidationError(
            [_ZINNEN.get(str(deel.code), deel.messages[0]) for deel in fout.error_list]
        ) from None


def _zet(gebruiker: Gebruiker, nieuw: str) -> None:
    gebruiker.set_password(nieuw)
    with met_toegang(POORT):
        Gebruiker.objects.filter(pk=gebruiker.pk).update(password=gebruiker.password)
        # A code that is still under way would open what was just closed.
        sluit_codes(gebruiker, Toegangscode.Doel.WACHTWOORD)


def wijzig(gebruiker: Gebruiker, nieuw: str, *, request: HttpRequest) -> None:
    """Change one's own password, after the old one was shown; all other sessions end.

    Raises:
        ValidationError: the new password is not good enough.
    """
    keur(nieuw, gebruiker)
    _zet(gebruiker, nieuw)
    leg_gebeurtenis_vast(Soort.WACHTWOORD_GEWIJZIGD, request=request, over=gebruiker, langs="eigen account")
    from django.contrib.auth import update_session_auth_hash

    update_session_auth_hash(request, gebruiker)
    sessies.beeindig(
        gebruiker.pk, request=request, behalve=sessies.eigen_kenmerk(request), reden="nieuw wachtwoord"
    )


# --- codes of an administrator --------------------------------------------------------------------------------------


def _codekenmerk(code: str) -> str:
    return kenmerk("".join(code.upper().replace("-", "").split()), "toegangscode").hex()


def sluit_codes(gebruiker: Gebruiker, *doelen: str) -> None:
    """Codes for these things that are still under way stop counting."""
    Toegangscode.objects.filter(gebruiker=gebruiker, doel__in=doelen, gebruikt_op=None).update(
        gebruikt_op=timezone.now()
    )


@transaction.atomic
def maak_code(gebruiker: Gebruiker, doel: str, *, request: HttpRequest | None = None) -> str:
    """A code for this user, good once and for `CODE_GELDT`; earlier ones for the same thing stop counting.

    The caller must be an administrator or the set-up; row security refuses others.

    Raises:
        ToegangGeweigerd: the account is in use, and nobody else confirmed this (`herstel`).
    """
    code = willekeurige_code()
    nu = timezone.now()
    with herstel.Uitvoering(gebruiker, doel):
        sluit_codes(gebruiker, doel)
        Toegangscode.objects.create(
            gebruiker=gebruiker, doel=doel, kenmerk=_codekenmerk(code), verloopt_op=nu + CODE_GELDT
        )
    leg_gebeurtenis_vast(Soort.CODE_GEMAAKT, request=request, over=gebruiker, doel=str(doel))
    return code


def code_van(code: str, doel: str, *, request: HttpRequest | None = None) -> Gebruiker | None:
    """Whose code this is, when it is still good. Does not use it up.

    Raises:
        grenzen.TeVaak: too many codes tried from this address.
    """
    grenzen.tel("toegangscode", grenzen.wie_vraagt(request, "adres"), request=request)
    with met_toegang(POORT):
        rij = (
            Toegangscode.objects.filter(
                kenmerk=_codekenmerk(code), doel=doel, gebruikt_op=None, verloopt_op__gt=timezone.now()
            )
            .select_related("gebruiker")
            .first()
        )
    return rij.gebruiker if rij is not None and rij.gebruiker.is_active else None


def gebruik_code(code: str, doel: str) -> bool:
    """Use up a code; False when it was used meanwhile, or is over."""
    with met_toegang(POORT):
        return bool(
            Toegangscode.objects.filter(
                kenmerk=_codekenmerk(code), doel=doel, gebruikt_op=None, verloopt_op__gt=timezone.now()
            ).update(gebruikt_op=timezone.now())
        )


def kies_met_code(gebruiker: Gebruiker, code: str, nieuw: str, *, request: HttpRequest) -> bool:
    """Choose a password with a code of an administrator; all sessions of this user end. False: it was just used.

    Raises:
        ValidationError: the password is not good enough; the code stays good.
    """
    keur(nieuw, gebruiker)
    if not gebruik_code(code, Toegangscode.Doel.WACHTWOORD):
        return False
    _zet(gebruiker, nieuw)
    leg_gebeurtenis_vast(
        Soort.WACHTWOORD_GEWIJZIGD, request=request, over=gebruiker, langs="code van de beheerder"
    )
    sessies.beeindig(gebruiker.pk, request=request, reden="nieuw wachtwoord")
    return True
