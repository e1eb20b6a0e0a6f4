"""System checks: what set-up must have done before the application can run well."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from jeugdketen.config.context import vormgeving_aanwezig


@checks.register(checks.Tags.staticfiles)
def vormgeving(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn once when the design system's files are missing: pages then work, unstyled."""
    if vormgeving_aanwezig():
        return []
    return [
        checks.Warning(
            "De vormgeving ontbreekt: de pagina's werken, maar zonder opmaak.",
            hint="Draai `make voorkant` (haalt de npm-pakketten op en zet ze klaar).",
            id="jeugdketen.W001",
        )
    ]


@checks.register(checks.Tags.security)
def sleutels(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse to run without the keys that protect the BSN, or with a key that is no Fernet key."""
    from cryptography.fernet import Fernet

    fouten: list[checks.CheckMessage] = []
    if not settings.JEUGDKETEN_BSN_SLEUTELS:
        fouten.append(
            checks.Error(
                "JEUGDKETEN_BSN_SLEUTELS is leeg: zonder sleutel kan geen BSN worden bewaard.",
                hint="Maak er een met: jeugdketen beheer sleutel",
                id="jeugdketen.E001",
            )
        )
    for nummer, sleutel in enumerate(settings.JEUGDKETEN_BSN_SLEUTELS, start=1):
        try:
            Fernet(sleutel)
        except ValueError:
            fouten.append(
                checks.Error(
                    f"JEUGDKETEN_BSN_SLEUTELS: sleutel {nummer} is geen Fernet-sleutel.", id="jeugdketen.E002"
                )
            )
    brp = settings.JEUGDKETEN_BRP.partition(":")
    if settings.JEUGDKETEN_HTTPS and brp[0] == "haalcentraal" and not brp[2].startswith("https://"):
        fouten.append(checks.Error("JEUGDKETEN_BRP wijst naar een adres zonder https.", id="jeugdketen.E004"))
    if not settings.JEUGDKETEN_BSN_HASHSLEUTEL:
        fouten.append(
            checks.Error(
                "JEUGDKETEN_BSN_HASHSLEUTEL is leeg: een BSN is dan niet op te zoeken.", id="jeugdketen.E003"
            )
        )
    return fouten


@checks.register(checks.Tags.security, deploy=True)
def database_versleuteld(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn when a database on another machine is reached without TLS, or without looking at its certificate."""
    instelling = settings.DATABASES["default"]
    host = str(instelling.get("HOST") or "")
    hier = not host or host.startswith("/") or host in {"localhost", "127.0.0.1", "::1"}
    if hier or instelling.get("OPTIONS", {}).get("sslmode") == "verify-full":
        return []
    return [
        checks.Warning(
            "De verbinding met de database is niet versleuteld, of het certificaat wordt niet nagekeken.",
            hint="Zet sslmode=verify-full (en sslrootcert) in DATABASE_URL_APP.",
            id="jeugdketen.W002",
        )
    ]
