"""The security log: who logged in, who was refused, which factor changed, which session ended.

Rows go in on the connection of the logs, so they stay when the request rolls back, and are sealed like the read log
(`zegels`). The same event goes to the process's log lines, without names, for a log server that watches. An event that
cannot be written stops what it belongs to: no log-in without a trace.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from jeugdketen.kern.models import Gebeurtenis, Gebruiker
from jeugdketen.kern.toegang import LOGBOEK, POORT, huidige_toegang, met_toegang

log = logging.getLogger("jeugdketen.beveiliging")


class Soort(StrEnum):
    """What can happen; the value stands in the table and in the log line."""

    INGELOGD = "ingelogd"
    INLOGGEN_MISLUKT = "inloggen_mislukt"
    BUITENGESLOTEN = "buitengesloten"
    UITGELOGD = "uitgelogd"
    BEWEZEN = "opnieuw_bewezen"
    ONBEKENDE_IDENTITEIT = "onbekende_identiteit"
    IDENTITEIT_GEKOPPELD = "identiteit_gekoppeld"
    IDENTITEIT_ONTKOPPELD = "identiteit_ontkoppeld"
    WACHTWOORD_GEWIJZIGD = "wachtwoord_gewijzigd"
    FACTOR_INGESTELD = "tweede_factor_ingesteld"
    FACTOR_GEWIST = "tweede_factor_gewist"
    HERSTELCODE_GEBRUIKT = "herstelcode_gebruikt"
    HERSTELCODES_GEMAAKT = "herstelcodes_gemaakt"
    CODE_GEMAAKT = "toegangscode_gemaakt"
    HERSTEL_GEVRAAGD = "herstel_gevraagd"
    HERSTEL_BEVESTIGD = "herstel_bevestigd"
    HERSTEL_GEWEIGERD = "herstel_geweigerd"
    SESSIES_BEEINDIGD = "sessies_beeindigd"
    BLADZIJDE_GEWEIGERD = "bladzijde_geweigerd"
    GRENS_BEREIKT = "grens_bereikt"
    ROL_GEWIJZIGD = "rol_gewijzigd_in_sessie"
    TOKEN_UITGEGEVEN = "token_uitgegeven"  # noqa: S105
    TOKEN_GEWEIGERD = "token_geweigerd"  # noqa: S105
    TOKEN_INGETROKKEN = "token_ingetrokken"  # noqa: S105
    MACHINE_GEWIJZIGD = "machineaccount_gewijzigd"


WOORDEN: Final[dict[str, str]] = {
    Soort.INGELOGD: "ingelogd",
    Soort.INLOGGEN_MISLUKT: "inloggen mislukt",
    Soort.BUITENGESLOTEN: "tijdelijk buitengesloten",
    Soort.UITGELOGD: "uitgelogd",
    Soort.BEWEZEN: "opnieuw laten zien wie het is",
    Soort.ONBEKENDE_IDENTITEIT: "onbekend na inloggen bij een ander",
    Soort.IDENTITEIT_GEKOPPELD: "identiteit gekoppeld",
    Soort.IDENTITEIT_ONTKOPPELD: "identiteit ontkoppeld",
    Soort.WACHTWOORD_GEWIJZIGD: "wachtwoord gewijzigd",
    Soort.FACTOR_INGESTELD: "tweede factor ingesteld",
    Soort.FACTOR_GEWIST: "tweede factor gewist",
    Soort.HERSTELCODE_GEBRUIKT: "herstelcode gebruikt",
    Soort.HERSTELCODES_GEMAAKT: "herstelcodes gemaakt",
    Soort.CODE_GEMAAKT: "toegangscode gemaakt",
    Soort.HERSTEL_GEVRAAGD: "herstel van het account gevraagd",
    Soort.HERSTEL_BEVESTIGD: "herstel van het account bevestigd",
    Soort.HERSTEL_GEWEIGERD: "herstel van het account niet door laten gaan",
    Soort.SESSIES_BEEINDIGD: "sessies beëindigd",
    Soort.BLADZIJDE_GEWEIGERD: "bladzijde geweigerd",
    Soort.GRENS_BEREIKT: "te veel in korte tijd",
    Soort.ROL_GEWIJZIGD: "rol gewijzigd tijdens de sessie",
    Soort.TOKEN_UITGEGEVEN: "token uitgegeven",
    Soort.TOKEN_GEWEIGERD: "token geweigerd",
    Soort.TOKEN_INGETROKKEN: "token ingetrokken",
    Soort.MACHINE_GEWIJZIGD: "machineaccount gewijzigd",
}
"""Each kind of event with the words that people read."""

NAKIJKEN: Final = frozenset(
    {
        Soort.INLOGGEN_MISLUKT,
        Soort.BUITENGESLOTEN,
        Soort.ONBEKENDE_IDENTITEIT,
        Soort.BLADZIJDE_GEWEIGERD,
        Soort.GRENS_BEREIKT,
        Soort.TOKEN_GEWEIGERD,
        Soort.FACTOR_GEWIST,
        Soort.HERSTEL_GEVRAAGD,
        Soort.HERSTEL_GEWEIGERD,
    }
)
"""Events that an administrator may want to look at first."""


def adres_van(request: HttpRequest | None) -> str:
    """The network address that a request comes from; empty when there is none (a test, a command).

    Behind a reverse proxy (`JEUGDKETEN_ACHTER_PROXY`) it is the last entry of `X-Forwarded-For`: the one that the proxy
    itself added, and not what a visitor may have written before it.
    """
    if request is None:
        return ""
    if settings.SECURE_PROXY_SSL_HEADER:
        laatste = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if laatste:
            return laatste[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


_BROWSERS: Final = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
_SYSTEMEN: Final = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def apparaat_van(request: HttpRequest | None) -> str:
    """Browser and system in words, as far as the browser tells; only known names, never what somebody sent."""
    tekst = str(request.META.get("HTTP_USER_AGENT", "")) if request is not None else ""
    browser = next((naam for teken, naam in _BROWSERS if teken in tekst), "")
    if not browser and re.search(r"Version/\S+ .*Safari/", tekst):
        browser = "Safari"
    systeem = next((naam for teken, naam in _SYSTEMEN if teken in tekst), "")
    return " op ".join(deel for deel in (browser, systeem) if deel) or "onbekend apparaat"


def leg_gebeurtenis_vast(
    soort: Soort, *, request: HttpRequest | None = None, over: Gebruiker | int | None = None, **details: Any
) -> None:
    """Add to the security log and commit it at once.

    Args:
        soort: what happened.
        request: the request it happened in, for address and device.
        over: whom it concerns; None when that is not known.
        details: short values that fit JSON. Never a password, code, token, BSN or the name of a child. What people
            wrote themselves goes under `toelichting`, which stays out of the log lines.
    """
    wie = huidige_toegang()
    door_id = wie.gebruiker_id
    over_id = over.pk if isinstance(over, Gebruiker) else over
    if over_id is not None and over_id == door_id:
        naam = wie.naam
    elif isinstance(over, int):
        # Not on the connection of the request, which may be rolling back.
        naam = Gebruiker.objects.using(LOGBOEK).filter(pk=over).values_list("naam", flat=True).first() or ""
    else:
        naam = over.weergavenaam if over else ""
    rij = Gebeurtenis(
        op=datetime.now(UTC),
        soort=soort.value,
        gebruiker_id=over_id,
        wie=naam[:200],
        door_id=door_id,
        door=wie.naam[:200] if door_id is not None else "",
        adres=adres_van(request),
        apparaat=apparaat_van(request) if request is not None else "",
        details=details,
    )
    with met_toegang(POORT, using=LOGBOEK):
        rij.save(using=LOGBOEK, force_insert=True)
    regel = {naam: waarde for naam, waarde in details.items() if naam != "toelichting"}
    niveau = logging.WARNING if soort in NAKIJKEN else logging.INFO
    log.log(
        niveau,
        soort.value,
        extra={"gebeurtenis": {"gebruiker": rij.gebruiker_id, "door": door_id, "adres": rij.adres, **regel}},
    )


def gebeurtenissen(
    *, soort: str = "", alleen_nakijken: bool = False, over: int | None = None, dagen: int | None = None
) -> QuerySet[Gebeurtenis]:
    """The events that the access under way may see, newest first.

    Args:
        soort: one kind of event only.
        alleen_nakijken: only those of `NAKIJKEN`.
        over: only about, or done by, this user.
        dagen: not older than this many days.
    """
    from django.db.models import Q

    rijen = Gebeurtenis.objects.all()
    if soort:
        rijen = rijen.filter(soort=soort)
    if alleen_nakijken:
        rijen = rijen.filter(soort__in=sorted(NAKIJKEN))
    if over is not None:
        rijen = rijen.filter(Q(gebruiker_id=over) | Q(door_id=over))
    if dagen is not None:
        rijen = rijen.filter(op__gte=datetime.now(UTC) - timedelta(days=dagen))
    return rijen
