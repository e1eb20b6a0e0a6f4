"""Log-in with a local account, and the lock-out after repeated failures.

Attempts are counted in the database, on the connection of the read log, so that they hold for every web process and
survive a rollback. The account and the address from which it came are stored as keyed hashes. Somebody who is locked
out gets the same answer as for a wrong password; the log-in page may ask `wachttijd` and say how long it takes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone

from jeugdketen.kern import grenzen
from jeugdketen.kern.beveiligingslog import Soort, adres_van, leg_gebeurtenis_vast
from jeugdketen.kern.bsn import kenmerk
from jeugdketen.kern.models import Gebruiker, Inlogpoging
from jeugdketen.kern.toegang import LOGBOEK, POORT, als_inrichting, met_toegang

VENSTER: Final = timedelta(minutes=15)
"""Failures longer ago than this no longer count."""

PER_ACCOUNT: Final = 5
"""Failures within the window after which an account is locked."""

PER_ADRES: Final = 30
"""Failures within the window after which an address is locked (password spraying over many accounts)."""


def _naam_kenmerk(naam: str) -> str:
    return kenmerk(naam.strip().casefold(), "inlognaam").hex()


def _account(naam: str) -> Gebruiker | None:
    try:
        return Gebruiker.objects.get_by_natural_key(naam)
    except (Gebruiker.DoesNotExist, Gebruiker.MultipleObjectsReturned):
        return None


def _geteld_op(naam: str) -> str:
    """Under what attempts on this name count: an account under its user name, however it was written and also when its
    e-mail address was given."""
    gebruiker = _account(naam)
    return _naam_kenmerk(gebruiker.gebruikersnaam if gebruiker is not None else naam)


def wachttijd(naam: str, adres: str = "") -> timedelta | None:
    """How long this account or this address is still locked out; None when it may try.

    A success of the account forgives its earlier failures, not those of the address.
    """
    nu = timezone.now()
    with met_toegang(POORT, using=LOGBOEK):
        pogingen = Inlogpoging.objects.using(LOGBOEK).filter(op__gt=nu - VENSTER)
        eigen = pogingen.filter(naam_kenmerk=_geteld_op(naam))
        laatste_goed = eigen.filter(gelukt=True).aggregate(op=Max("op"))["op"]
        fouten = eigen.filter(gelukt=False)
        if laatste_goed is not None:
            fouten = fouten.filter(op__gt=laatste_goed)
        reeksen = [(fouten, PER_ACCOUNT)]
        if adres:
            reeksen.append(
                (pogingen.filter(adres_kenmerk=kenmerk(adres, "adres").hex(), gelukt=False), PER_ADRES)
            )
        wachten = timedelta(0)
        for reeks, grens in reeksen:
            laatste = list(reeks.order_by("-op").values_list("op", flat=True)[:grens])
            if len(laatste) == grens:
                wachten = max(wachten, laatste[-1] + VENSTER - nu)
    return wachten if wachten > timedelta(0) else None


def _onthoud(naam: str, adres: str, *, gelukt: bool) -> None:
    with met_toegang(POORT, using=LOGBOEK):
        Inlogpoging.objects.using(LOGBOEK).create(
            naam_kenmerk=_geteld_op(naam),
            adres_kenmerk=kenmerk(adres, "adres").hex() if adres else "",
            gelukt=gelukt,
        )


def ruim_pogingen_op() -> int:
    """Remove attempts of more than a day ago; they count for nothing any more. Returns how many went."""
    with als_inrichting(using=LOGBOEK):
        oud = Inlogpoging.objects.using(LOGBOEK).filter(op__lt=timezone.now() - timedelta(days=1))
        return int(oud.delete()[0])


class LokaalAccount(ModelBackend):
    """Log-in with user name or e-mail address and a password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Gebruiker | None:
        """The user, or None for a wrong name, a wrong password, a closed account or a lock-out.

        An unknown name takes as long as a wrong password, so that nobody can find out who has an account.
        """
        naam = username if username is not None else kwargs.get(Gebruiker.USERNAME_FIELD)
        if not naam or password is None:
            return None
        adres = adres_van(request)
        if wachttijd(naam, adres) is not None:
            # Once a minute is enough in the log; a flood of attempts must not fill it.
            if not grenzen.eenmalig(f"buitengesloten:{_geteld_op(naam)}:{adres}", 60):
                leg_gebeurtenis_vast(Soort.BUITENGESLOTEN, request=request, naam=_naam_kenmerk(naam)[:16])
            return None
        gebruiker = _account(naam)
        if gebruiker is None:
            make_password(password)
            _onthoud(naam, adres, gelukt=False)
            leg_gebeurtenis_vast(
                Soort.INLOGGEN_MISLUKT,
                request=request,
                naam=_naam_kenmerk(naam)[:16],
                waarom="onbekende naam",
            )
            return None
        vernieuwd: list[str] = []
        gelukt = check_password(password, gebruiker.password, setter=vernieuwd.append)
        gelukt = gelukt and self.user_can_authenticate(gebruiker)
        _onthoud(naam, adres, gelukt=gelukt)
        if not gelukt:
            waarom = "verkeerd wachtwoord" if gebruiker.is_active else "gesloten account"
            leg_gebeurtenis_vast(Soort.INLOGGEN_MISLUKT, request=request, over=gebruiker, waarom=waarom)
            return None
        if vernieuwd:
            gebruiker.password = make_password(password)
            with met_toegang(POORT):
                Gebruiker.objects.filter(pk=gebruiker.pk).update(password=gebruiker.password)
        return gebruiker

    def get_user(self, user_id: int) -> Gebruiker | None:
        """The user of a session; None once the account is closed."""
        gebruiker = Gebruiker.objects.filter(pk=user_id).first()
        return gebruiker if gebruiker and self.user_can_authenticate(gebruiker) else None
