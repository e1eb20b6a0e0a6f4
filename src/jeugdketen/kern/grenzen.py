"""How often somebody may do something: counted in the database, so that it holds for every process.

Each limit is so many times in so many seconds, in a window that slides. The counters stand in an unlogged table that
only one function reaches; after a crash of the database they start at nought. What is refused does not count, so that
waiting helps. Who it is, is kept as a keyed hash. `docs/grenzen.md` lists all limits; a test holds it to this file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.http import HttpRequest

from jeugdketen.kern.beveiligingslog import Soort, adres_van, leg_gebeurtenis_vast
from jeugdketen.kern.bsn import kenmerk
from jeugdketen.kern.toegang import LOGBOEK, huidige_toegang


@dataclass(frozen=True, slots=True)
class Grens:
    """One limit.

    Attributes:
        naam: by which code and `JEUGDKETEN_GRENZEN` name it.
        hoogstens: how many times.
        seconden: within how many seconds.
        per: for whom it counts: "persoon" (or address, when nobody is logged in), "adres" or "systeem".
        wat: what it limits, as the page of all limits says it.
        zin: what somebody reads who reached it, after which follows how long to wait.
    """

    naam: str
    hoogstens: int
    seconden: int
    per: str
    wat: str
    zin: str


_ALLE: Final = (
    Grens(
        "zoeken",
        60,
        60,
        "persoon",
        "zoeken op naam, BSN, geboortedatum of nummer",
        "U zoekt heel vaak in korte tijd.",
    ),
    Grens(
        "export",
        20,
        600,
        "persoon",
        "gegevens meenemen in een bestand",
        "U haalt veel bestanden op in korte tijd.",
    ),
    Grens("upload", 60, 600, "persoon", "een bestand inlezen", "U leest veel bestanden in korte tijd in."),
    Grens(
        "proefcontrole",
        60,
        600,
        "persoon",
        "een bericht vooraf laten controleren",
        "U laat veel berichten in korte tijd controleren.",
    ),
    Grens(
        "wegproef",
        20,
        600,
        "persoon",
        "een weg van de postbus proberen",
        "U probeert heel vaak een weg in korte tijd.",
    ),
    Grens(
        "code",
        10,
        600,
        "persoon",
        "een code van de tweede factor of een herstelcode proberen",
        "Er is te vaak een verkeerde code ingevuld.",
    ),
    Grens(
        "toegangscode",
        10,
        900,
        "adres",
        "een code van de beheerder proberen",
        "Er is te vaak een verkeerde code ingevuld.",
    ),
    Grens(
        "inlogdienst",
        600,
        600,
        "adres",
        "naar een inlogdienst gaan, en ervan terugkomen",
        "Er wordt vanaf uw netwerk heel vaak ingelogd.",
    ),
    Grens(
        "token",
        60,
        60,
        "systeem",
        "een token vragen (per machineaccount)",
        "Uw systeem vraagt te vaak een token.",
    ),
    Grens(
        "token_fout",
        20,
        900,
        "adres",
        "mislukte pogingen om een token te krijgen",
        "Er is vanaf dit adres te vaak een verkeerd geheim gebruikt.",
    ),
    Grens(
        "api",
        600,
        60,
        "systeem",
        "een aanroep van de interface (per machineaccount)",
        "Uw systeem vraagt te veel in korte tijd.",
    ),
)


def _eigen() -> dict[str, tuple[int, int]]:
    uit = {}
    bekend = {grens.naam for grens in _ALLE}
    for deel in settings.JEUGDKETEN_GRENZEN:
        naam, _, rest = deel.partition("=")
        hoogstens, _, seconden = rest.partition("/")
        if naam not in bekend or not hoogstens.isdecimal() or not seconden.isdecimal() or int(seconden) < 1:
            raise ImproperlyConfigured(
                f"JEUGDKETEN_GRENZEN: {deel!r} is geen grens. Schrijf naam=aantal/seconden, bijvoorbeeld zoeken=60/60; "
                f"de namen zijn {', '.join(sorted(bekend))}."
            )
        uit[naam] = int(hoogstens), int(seconden)
    return uit


def grenzen() -> dict[str, Grens]:
    """Every limit by name, with what `JEUGDKETEN_GRENZEN` changes.

    Raises:
        ImproperlyConfigured: that setting names no limit, or is not written as a limit.
    """
    eigen = _eigen()
    uit = {}
    for grens in _ALLE:
        hoogstens, seconden = eigen.get(grens.naam, (grens.hoogstens, grens.seconden))
        uit[grens.naam] = Grens(grens.naam, hoogstens, seconden, grens.per, grens.wat, grens.zin)
    return uit


def wachttekst(seconden: int) -> str:
    """How long to wait, in words."""
    if seconden < 60:
        return f"{seconden} seconden" if seconden != 1 else "1 seconde"
    minuten = math.ceil(seconden / 60)
    return f"{minuten} minuten" if minuten != 1 else "1 minuut"


class TeVaak(Exception):
    """A limit was reached; `wacht` is how many seconds to wait, the message is a Dutch sentence."""

    def __init__(self, grens: Grens, wacht: int) -> None:
        super().__init__(f"{grens.zin} Probeer het over {wachttekst(wacht)} opnieuw.")
        self.grens, self.wacht = grens, wacht


def wie_vraagt(request: HttpRequest | None, per: str = "persoon") -> str:
    """For whom a request counts: the person who is logged in, or else the network address."""
    gebruiker = huidige_toegang().gebruiker_id
    if per == "persoon" and gebruiker is not None:
        return f"gebruiker {gebruiker}"
    return f"adres {adres_van(request)}"


def tel(naam: str, wie: str, *, request: HttpRequest | None = None) -> None:
    """Count one time.

    Args:
        naam: name of the limit.
        wie: for whom it counts; see `wie_vraagt`.
        request: for the security log.

    Raises:
        TeVaak: the limit was reached; this time was not counted.
    """
    grens = grenzen()[naam]
    sleutel = f"{naam}:{kenmerk(wie, 'grens').hex()[:32]}"
    with connections[LOGBOEK].cursor() as cursor:
        cursor.execute("SELECT kern_tel(%s, %s, %s)", [sleutel, grens.seconden, grens.hoogstens])
        wacht = float(cursor.fetchone()[0])
    if wacht > 0:
        # One row each time a minute or so is enough: a flood must not fill the log.
        if not eenmalig(f"melding:{sleutel}", 60):
            leg_gebeurtenis_vast(
                Soort.GRENS_BEREIKT, request=request, over=huidige_toegang().gebruiker_id, grens=naam
            )
        raise TeVaak(grens, max(1, math.ceil(wacht)))


def wacht_op(naam: str, wie: str) -> None:
    """Look whether a limit that counts failures was reached, without counting.

    Raises:
        TeVaak: it was.
    """
    grens = grenzen()[naam]
    sleutel = f"{naam}:{kenmerk(wie, 'grens').hex()[:32]}"
    with connections[LOGBOEK].cursor() as cursor:
        cursor.execute("SELECT kern_tel_wacht(%s, %s, %s)", [sleutel, grens.seconden, grens.hoogstens])
        wacht = float(cursor.fetchone()[0])
    if wacht > 0:
        raise TeVaak(grens, max(1, math.ceil(wacht)))


def eenmalig(sleutel: str, seconden: int) -> bool:
    """Was this already used within the last `seconden` (or a little longer)? The first time it is not.

    For what may be used once: the state of a log-in elsewhere, the number of a log-out token.
    """
    with connections[LOGBOEK].cursor() as cursor:
        cursor.execute(
            "SELECT kern_tel(%s, %s, 1)", [f"eenmalig:{kenmerk(sleutel, 'eenmalig').hex()}", seconden]
        )
        return float(cursor.fetchone()[0]) > 0


def ruim_op() -> None:
    """Remove counters that count for nothing any more."""
    with connections[LOGBOEK].cursor() as cursor:
        cursor.execute("SELECT kern_tellers_opruimen()")
