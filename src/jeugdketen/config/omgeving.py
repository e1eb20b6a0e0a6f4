"""Reads the process environment for the settings: every value that an installation may set passes here."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

ROL_EIGENAAR = "jeugdketen_eigenaar"
"""Owns every table and runs the migrations; never used by a web or worker process."""

ROL_APP = "jeugdketen_app"
"""What web and worker connect as: neither superuser nor owner nor BYPASSRLS, so row security binds it."""


def tekst(naam: str, standaard: str = "") -> str:
    """The value of an environment variable, stripped; ``standaard`` when it is absent or empty."""
    return os.environ.get(naam, "").strip() or standaard


def lijst(naam: str, standaard: str = "") -> list[str]:
    """A comma separated environment variable as a list without empty parts."""
    return [deel.strip() for deel in tekst(naam, standaard).split(",") if deel.strip()]


def netwerken(naam: str) -> list[str]:
    """Addresses and networks (``10.0.0.5``, ``fd00::/8``) from a comma separated environment variable.

    Raises:
        ImproperlyConfigured: a part is neither.
    """
    delen = lijst(naam)
    for deel in delen:
        try:
            ipaddress.ip_network(deel, strict=False)
        except ValueError as fout:
            raise ImproperlyConfigured(f"{naam}: {deel!r} is geen adres of netwerk.") from fout
    return delen


def ja(naam: str, standaard: bool) -> bool:
    """A switch: 1/ja/true or 0/nee/false.

    Raises:
        ImproperlyConfigured: any other value, because a mistyped safety switch must not be guessed.
    """
    waarde = tekst(naam, "1" if standaard else "0").lower()
    if waarde in {"1", "ja", "true", "aan"}:
        return True
    if waarde in {"0", "nee", "false", "uit"}:
        return False
    raise ImproperlyConfigured(f"{naam}={waarde!r}: kies 1 (ja) of 0 (nee).")


def getal(naam: str, standaard: int) -> int:
    """A whole number, not negative.

    Raises:
        ImproperlyConfigured: anything else.
    """
    waarde = tekst(naam, str(standaard))
    if not waarde.isdecimal():
        raise ImproperlyConfigured(f"{naam}={waarde!r} is geen getal.")
    return int(waarde)


def datum(naam: str) -> date | None:
    """An ISO date from the environment, or None when it is not set.

    Raises:
        ImproperlyConfigured: a value that is no date.
    """
    waarde = tekst(naam)
    if not waarde:
        return None
    try:
        return date.fromisoformat(waarde)
    except ValueError as fout:
        raise ImproperlyConfigured(f"{naam}={waarde!r} is geen datum (jjjj-mm-dd).") from fout


def geheim(naam: str, uitleg: str) -> str:
    """A secret that has no default.

    Raises:
        ImproperlyConfigured: the variable is not set; says what it is for.
    """
    waarde = tekst(naam)
    if not waarde:
        raise ImproperlyConfigured(f"Zet de omgevingsvariabele {naam}: {uitleg}")
    return waarde


def afgeleid_wachtwoord(sleutel: str, rol: str) -> str:
    """The database password of a role that set-up made itself, derived from the installation's secret key."""
    return hmac.new(sleutel.encode(), f"databaserol:{rol}".encode(), hashlib.sha256).hexdigest()


def database(dsn: str, **anders: Any) -> dict[str, Any]:
    """Django's settings for one connection from a libpq DSN or URI; ``anders`` overrides user, password or name.

    Raises:
        ImproperlyConfigured: the text is no PostgreSQL DSN.
    """
    from psycopg import ProgrammingError, conninfo

    try:
        delen: dict[str, Any] = dict(conninfo.conninfo_to_dict(dsn))
    except ProgrammingError as fout:
        raise ImproperlyConfigured("DATABASE_URL is geen geldige PostgreSQL-URL (postgresql://…).") from fout
    delen.update(anders)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": delen.pop("dbname", None) or "jeugdketen",
        "USER": delen.pop("user", ""),
        "PASSWORD": delen.pop("password", "") or "",
        "HOST": delen.pop("host", ""),
        "PORT": str(delen.pop("port", "") or ""),
        "OPTIONS": delen,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def databases(secret_key: str) -> dict[str, dict[str, Any]]:
    """The connections of this process.

    ``default`` and ``logboek`` (the read log, on a connection of its own so that a rollback does not erase it)
    use the application role; ``eigenaar`` exists only where DATABASE_URL or DATABASE_URL_EIGENAAR is set, which a
    production web or worker process leaves out.
    """
    beheer = tekst("DATABASE_URL")
    app = tekst("DATABASE_URL_APP")
    eigenaar = tekst("DATABASE_URL_EIGENAAR")
    if not app and not beheer:
        raise ImproperlyConfigured(
            "Zet DATABASE_URL (mag rollen en een database maken) of DATABASE_URL_APP (de rol van de applicatie) "
            "op een PostgreSQL 15 of nieuwer, bijvoorbeeld postgresql://gebruiker:wachtwoord@host/jeugdketen. "
            "`make demo` en `make test` brengen zelf een PostgreSQL mee."
        )

    def als(rol: str, eigen: str) -> dict[str, Any]:
        if eigen:
            return database(eigen)
        return database(beheer, user=rol, password=afgeleid_wachtwoord(secret_key, rol))

    uit = {"default": als(ROL_APP, app), "logboek": als(ROL_APP, app)}
    if eigenaar or beheer:
        uit["eigenaar"] = als(ROL_EIGENAAR, eigenaar) | {"CONN_MAX_AGE": 0}
    return uit


def pad(naam: str, standaard: Path) -> Path:
    """A folder from the environment, absolute."""
    return Path(tekst(naam, str(standaard))).absolute()


def keuze(naam: str, mogelijk: tuple[str, ...], standaard: str) -> str:
    """One of a few words.

    Raises:
        ImproperlyConfigured: another word.
    """
    waarde = tekst(naam, standaard)
    if waarde not in mogelijk:
        raise ImproperlyConfigured(f"{naam}={waarde!r}: kies uit {', '.join(mogelijk)}.")
    return waarde


def inlogdiensten() -> list[dict[str, Any]]:
    """The log-in providers: ``JEUGDKETEN_OIDC`` names them, ``JEUGDKETEN_OIDC_<NAAM>_…`` describes each.

    See ``docs/aanmelden.md``; the keys are the fields of ``jeugdketen.kern.oidc.Inlogdienst``.

    Raises:
        ImproperlyConfigured: a name that cannot stand in an address, a value that is missing or unknown.
    """
    uit = []
    for sleutel in lijst("JEUGDKETEN_OIDC"):
        if not re.fullmatch(r"[a-z][a-z0-9]*", sleutel):
            raise ImproperlyConfigured(
                f"JEUGDKETEN_OIDC: {sleutel!r} mag alleen kleine letters en cijfers hebben."
            )
        begin = f"JEUGDKETEN_OIDC_{sleutel.upper()}_"
        voor = tuple(lijst(f"{begin}VOOR", "medewerker,aanbieder,gezin"))
        if onbekend := set(voor) - {"medewerker", "aanbieder", "gezin"}:
            raise ImproperlyConfigured(
                f"{begin}VOOR kent {', '.join(sorted(onbekend))} niet; kies uit medewerker, aanbieder, gezin."
            )
        uit.append(
            {
                "sleutel": sleutel,
                "naam": tekst(f"{begin}NAAM", sleutel),
                "uitgever": geheim(f"{begin}UITGEVER", "het adres (issuer) van de inlogdienst."),
                "client_id": geheim(f"{begin}CLIENT_ID", "onder welke naam de inlogdienst ons kent."),
                "geheim": geheim(f"{begin}GEHEIM", "het geheim (client secret) bij die naam."),
                "acr": tuple(lijst(f"{begin}ACR")),
                "amr": tuple(lijst(f"{begin}AMR")),
                "zwak": keuze(f"{begin}ZWAK", ("factor", "weiger"), "factor"),
                "voor": voor,
                "vraag_acr": tekst(f"{begin}VRAAG_ACR"),
            }
        )
    return uit
