"""The second factor of local accounts: six digits from an authenticator app (TOTP, RFC 6238), and recovery codes.

The secret is encrypted with the installation's keys. A code counts in its own half minute and the one before and
after it (clocks differ), and once: the last used step is kept. Recovery codes have 120 random bits, are kept as keyed
hashes, and go once used.
"""

from __future__ import annotations

import base64
import hmac
import io
import os
import time
from typing import Final

import pyotp
import segno
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from jeugdketen.kern import grenzen, herstel, rollen, sessies
from jeugdketen.kern.beveiligingslog import Soort, leg_gebeurtenis_vast
from jeugdketen.kern.bsn import huidige_sleutel, kenmerk, ontsleutel, versleutel
from jeugdketen.kern.models import Gebruiker, Herstelcode, Toegangscode, TweedeFactor
from jeugdketen.kern.toegang import POORT, Toegang, met_toegang, toegang_van

_DOEL: Final = b"jeugdketen.tweede_factor"

STAP: Final = 30
"""Seconds that a code lives."""

SPELING: Final = 1
"""Steps before and after the present one that count too."""

HERSTELCODES: Final = 10

IEDEREEN, DOSSIER, NEE = "iedereen", "dossier", "nee"
VERPLICHT: Final = (IEDEREEN, DOSSIER, NEE)
"""What `JEUGDKETEN_TWEEDE_FACTOR` can be: who must have a second factor."""

MET_DOSSIER: Final = rollen.DOSSIER_LEZEN | rollen.PER_AANBIEDER | {
    rollen.GI_MEDEWERKER,
    rollen.GEZIN,
    rollen.FG,
    rollen.BEHEERDER,
}  # fmt: skip
"""Roles that reach personal data of children, or the accounts of who does."""


def moet(toegang: Toegang) -> bool:
    """Must somebody with these roles show a second factor?"""
    stand = settings.JEUGDKETEN_TWEEDE_FACTOR
    if stand == IEDEREEN:
        return True
    return stand == DOSSIER and bool(toegang.rollen & MET_DOSSIER)


def moet_van(gebruiker: Gebruiker) -> bool:
    """Must this user show a second factor, by the roles of today?"""
    return moet(toegang_van(gebruiker))


def heeft(gebruiker_id: int) -> bool:
    """Has this user set up a second factor?"""
    with met_toegang(POORT):
        return TweedeFactor.objects.filter(gebruiker_id=gebruiker_id).exists()


def nieuw_geheim() -> str:
    """A fresh secret, 160 bits in base32, as an app takes it."""
    return pyotp.random_base32()


def verzegel(geheim: str) -> str:
    """The secret as it may lie in a session while somebody sets it up."""
    return versleutel(geheim, _DOEL)


def ontzegel(tekst: str) -> str:
    """The secret again."""
    return ontsleutel(tekst, _DOEL)


def qr_svg(geheim: str, gebruiker: Gebruiker) -> str:
    """The QR code that an app reads, as an SVG without inline style, to stand in a page."""
    adres = pyotp.TOTP(geheim, interval=STAP).provisioning_uri(
        name=gebruiker.gebruikersnaam, issuer_name=settings.JEUGDKETEN_NAAM
    )
    uit = io.BytesIO()
    segno.make(adres, error="m").save(
        uit, kind="svg", scale=5, border=4, xmldecl=False, svgns=False, nl=False, omitsize=True,
        svgclass="app-qr", lineclass=None, title="QR-code voor uw authenticator-app", light="#fff",
    )  # fmt: skip
    return uit.getvalue().decode()


def _stap_van(geheim: str, code: str, nu: float) -> int | None:
    """The time step that this code belongs to; None when it belongs to none that counts."""
    totp = pyotp.TOTP(geheim, interval=STAP)
    cijfers = code.replace(" ", "")
    if len(cijfers) != 6 or not (cijfers.isascii() and cijfers.isdigit()):
        return None
    huidig = int(nu) // STAP
    for stap in range(huidig - SPELING, huidig + SPELING + 1):
        if hmac.compare_digest(totp.generate_otp(stap), cijfers):
            return stap
    return None


def stel_in(
    gebruiker: Gebruiker, geheim: str, code: str, *, request: HttpRequest | None = None
) -> list[str] | None:
    """Keep the secret once a code shows that the app has it. Returns the recovery codes, or None for a wrong code.

    The recovery codes are shown now and never again.

    Raises:
        grenzen.TeVaak: too many wrong codes.
    """
    grenzen.tel("code", f"gebruiker {gebruiker.pk}", request=request)
    stap = _stap_van(geheim, code, time.time())
    if stap is None:
        return None
    with met_toegang(POORT):
        TweedeFactor.objects.update_or_create(
            gebruiker=gebruiker, defaults={"geheim": versleutel(geheim, _DOEL), "laatste_stap": stap}
        )
        codes = _nieuwe_herstelcodes(gebruiker)
    leg_gebeurtenis_vast(Soort.FACTOR_INGESTELD, request=request, over=gebruiker)
    return codes


def klopt(gebruiker: Gebruiker, code: str, *, request: HttpRequest | None = None) -> str | None:
    """What was shown: "code" or "herstelcode"; None when it is neither, or was used before.

    Raises:
        grenzen.TeVaak: too many wrong codes in a short time; a right one does not count then either.
    """
    grenzen.tel("code", f"gebruiker {gebruiker.pk}", request=request)
    with met_toegang(POORT):
        rij = TweedeFactor.objects.filter(gebruiker=gebruiker).first()
        gevonden = None
        if rij is not None:
            geheim = ontsleutel(rij.geheim, _DOEL)
            stap = _stap_van(geheim, code, time.time())
            if stap is not None:
                velden = {"laatste_stap": stap}
                if not rij.geheim.startswith(
                    f"{huidige_sleutel()}:"
                ):  # a key was retired: keep it under the new one
                    velden["geheim"] = versleutel(geheim, _DOEL)  # type: ignore[assignment]
                # In one statement, so that two browsers at once cannot both use it.
                if TweedeFactor.objects.filter(gebruiker=gebruiker, laatste_stap__lt=stap).update(**velden):
                    gevonden = "code"
            elif Herstelcode.objects.filter(gebruiker=gebruiker, kenmerk=_herstelkenmerk(code)).delete()[0]:
                gevonden = "herstelcode"
    if gevonden is None:
        leg_gebeurtenis_vast(Soort.INLOGGEN_MISLUKT, request=request, over=gebruiker, waarom="verkeerde code")
    elif gevonden == "herstelcode":
        leg_gebeurtenis_vast(
            Soort.HERSTELCODE_GEBRUIKT,
            request=request,
            over=gebruiker,
            over_aantal=aantal_herstelcodes(gebruiker.pk),
        )
    return gevonden


def wis_eigen(gebruiker: Gebruiker, *, request: HttpRequest | None = None) -> bool:
    """Take away one's own second factor, after showing who one is; False when there was none."""
    with met_toegang(POORT):
        weg = _wis(gebruiker)
    if weg:
        leg_gebeurtenis_vast(
            Soort.FACTOR_GEWIST, request=request, over=gebruiker, reden="door de persoon zelf"
        )
    return weg


@transaction.atomic
def wis(gebruiker: Gebruiker, *, request: HttpRequest | None = None, toelichting: str) -> bool:
    """Take away the second factor of somebody, as an administrator who saw who it is; False when there was none.

    Row security lets nobody but an administrator do this, after a second person confirmed it. All sessions of this
    person end, and codes that are under way stop counting: they were made while the factor stood behind them.

    Args:
        toelichting: what the administrator wrote down, for the security log.

    Raises:
        ToegangGeweigerd: nobody else confirmed this (`herstel`).
    """
    with herstel.Uitvoering(gebruiker, herstel.Wat.FACTOR):
        weg = _wis(gebruiker)
    if weg:
        Toegangscode.objects.filter(gebruiker=gebruiker, gebruikt_op=None).update(gebruikt_op=timezone.now())
        leg_gebeurtenis_vast(Soort.FACTOR_GEWIST, request=request, over=gebruiker, toelichting=toelichting)
        sessies.beeindig(gebruiker.pk, request=request, reden="tweede factor gewist door een beheerder")
    return weg


def _wis(gebruiker: Gebruiker) -> bool:
    Herstelcode.objects.filter(gebruiker=gebruiker).delete()
    return bool(TweedeFactor.objects.filter(gebruiker=gebruiker).delete()[0])


def herversleutel() -> int:
    """Bring every secret under the current key. Returns how many were under another."""
    aantal = 0
    with met_toegang(POORT):
        for rij in TweedeFactor.objects.exclude(geheim__startswith=f"{huidige_sleutel()}:"):
            geheim = versleutel(ontsleutel(rij.geheim, _DOEL), _DOEL)
            aantal += TweedeFactor.objects.filter(pk=rij.pk).update(geheim=geheim)
    return aantal


# --- recovery codes -------------------------------------------------------------------------------------------------


def _herstelkenmerk(code: str) -> str:
    return kenmerk("".join(code.upper().replace("-", "").split()), "herstelcode").hex()


def willekeurige_code() -> str:
    """A code of 120 random bits that people can type: six groups of four letters and digits."""
    tekst = base64.b32encode(os.urandom(15)).decode()
    return "-".join(tekst[i : i + 4] for i in range(0, 24, 4))


def _nieuwe_herstelcodes(gebruiker: Gebruiker) -> list[str]:
    codes = [willekeurige_code() for _ in range(HERSTELCODES)]
    Herstelcode.objects.filter(gebruiker=gebruiker).delete()
    Herstelcode.objects.bulk_create(
        Herstelcode(gebruiker=gebruiker, kenmerk=_herstelkenmerk(code)) for code in codes
    )
    return codes


def nieuwe_herstelcodes(gebruiker: Gebruiker, *, request: HttpRequest | None = None) -> list[str]:
    """Ten fresh recovery codes; the old ones no longer count. They are shown now and never again."""
    with met_toegang(POORT):
        codes = _nieuwe_herstelcodes(gebruiker)
    leg_gebeurtenis_vast(Soort.HERSTELCODES_GEMAAKT, request=request, over=gebruiker)
    return codes


def aantal_herstelcodes(gebruiker_id: int) -> int:
    """How many recovery codes are left."""
    with met_toegang(POORT):
        return Herstelcode.objects.filter(gebruiker_id=gebruiker_id).count()
