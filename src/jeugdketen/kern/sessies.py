"""Sessions: kept in the database under row security, ended by silence, by a day's work, and by hand.

The cookie holds a random key of 32 characters; the table holds its keyed hash. A session ends after
`JEUGDKETEN_SESSIE_STIL` minutes without a request and after `JEUGDKETEN_SESSIE_DUUR` minutes since the log-in,
whatever was done in between; both are held by the server. This module is the `SESSION_ENGINE`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from jeugdketen.kern.beveiligingslog import Soort, adres_van, apparaat_van, leg_gebeurtenis_vast
from jeugdketen.kern.bsn import kenmerk
from jeugdketen.kern.toegang import POORT, met_toegang

_GEGEVENS: Final = "_sessie"
"""Session key: what `Sessie` shows of this session."""

_BEWEZEN: Final = "_bewezen_op"
"""Session key: when this person last showed who it is, in seconds since 1970."""

BEWIJS_GELDT: Final = timedelta(minutes=10)
"""How long after showing who one is, sensitive things can be done."""

BACKEND: Final = "jeugdketen.kern.inloggen.LokaalAccount"


def stil() -> timedelta:
    """After so much silence a session is over."""
    return timedelta(minutes=settings.JEUGDKETEN_SESSIE_STIL)


def duur() -> timedelta:
    """So long after the log-in a session is over, whatever was done in it."""
    return timedelta(minutes=settings.JEUGDKETEN_SESSIE_DUUR)


def sleutel_kenmerk(sleutel: str) -> str:
    """The hash (40 hex digits) under which a session of this key is stored."""
    return kenmerk(sleutel, "sessie").hex()[:40]


class SessionStore(DatabaseStore):
    """Django's sessions in the database, found by the hash of their key, as the door of the application."""

    @classmethod
    def get_model_class(cls) -> type:
        """The model that holds sessions."""
        from jeugdketen.kern.models import Sessie

        return Sessie

    def _get_session_from_db(self) -> Any:
        with met_toegang(POORT):
            sessie = self.model.objects.filter(
                session_key=sleutel_kenmerk(self.session_key or ""), expire_date__gt=timezone.now()
            ).first()
        if sessie is None:
            self._session_key = None
        return sessie

    def exists(self, session_key: str) -> bool:
        """Is there a session under this key?"""
        with met_toegang(POORT):
            return bool(self.model.objects.filter(session_key=sleutel_kenmerk(session_key)).exists())

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of this session, with its end and with what its owner may see of it."""
        nu = timezone.now()
        over = data.get(_GEGEVENS, {})
        einde = nu + stil()
        begonnen = datetime.fromtimestamp(over["begonnen"], UTC) if over else None
        if begonnen is not None:
            einde = min(einde, begonnen + duur())
        return self.model(
            session_key=sleutel_kenmerk(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=einde,
            gebruiker_id=over.get("gebruiker"),
            begonnen_op=begonnen,
            laatst_actief=nu,
            **{
                naam: over.get(naam, "")
                for naam in ("weg", "apparaat", "adres", "uitgever", "onderwerp", "sessie_daar")
            },
        )

    def save(self, must_create: bool = False) -> None:
        """Store it, as the door."""
        if self.session_key is None:
            self.create()
            return
        with met_toegang(POORT):
            super().save(must_create=must_create)

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        sleutel = session_key or self.session_key
        if sleutel is not None:
            with met_toegang(POORT):
                self.model.objects.filter(session_key=sleutel_kenmerk(sleutel)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Remove what is over."""
        with met_toegang(POORT):
            cls.get_model_class().objects.filter(expire_date__lt=timezone.now()).delete()  # type: ignore[attr-defined]


def begin(
    request: HttpRequest,
    gebruiker: Any,
    weg: str,
    *,
    uitgever: str = "",
    onderwerp: str = "",
    sessie_daar: str = "",
    factoren: tuple[str, ...] = (),
) -> None:
    """Log somebody in: a new session under a new key, with its trace in the security log.

    Args:
        weg: how, in words people read: "wachtwoord" or the name of a log-in provider.
        uitgever, onderwerp, sessie_daar: issuer, subject and session at the log-in provider.
        factoren: what was shown, for the log: "wachtwoord", "code", "herstelcode", or what a provider said.
    """
    nu = timezone.now().timestamp()
    taal = request.session.get("toetsen_uit")
    request.session.flush()
    with met_toegang(POORT):
        login(request, gebruiker, backend=BACKEND)
        type(gebruiker).objects.filter(pk=gebruiker.pk).update(laatst_ingelogd=timezone.now())
    if taal is not None:
        request.session["toetsen_uit"] = taal
    request.session[_GEGEVENS] = {
        "gebruiker": gebruiker.pk,
        "begonnen": nu,
        "weg": weg[:60],
        "apparaat": apparaat_van(request),
        "adres": adres_van(request),
        "uitgever": uitgever,
        "onderwerp": onderwerp,
        "sessie_daar": sessie_daar[:255],
    }
    request.session[_BEWEZEN] = nu
    leg_gebeurtenis_vast(Soort.INGELOGD, request=request, over=gebruiker, weg=weg, factoren=list(factoren))


def weg_van(request: HttpRequest) -> dict[str, str]:
    """How this session began: `weg`, `uitgever`, `onderwerp`; empty when nobody is logged in."""
    return dict(request.session.get(_GEGEVENS, {}))


def is_bewezen(request: HttpRequest) -> bool:
    """True when this person showed less than `BEWIJS_GELDT` ago who it is."""
    op = request.session.get(_BEWEZEN, 0)
    return timezone.now().timestamp() - float(op) < BEWIJS_GELDT.total_seconds()


def bewijs(request: HttpRequest) -> None:
    """Remember that this person just showed who it is; the session gets a new key."""
    request.session.cycle_key()
    request.session[_BEWEZEN] = timezone.now().timestamp()


def raak_aan(request: HttpRequest) -> bool:
    """Postpone the end by silence; at most once a minute, so that reading stays reading. True when it did."""
    if _GEGEVENS not in request.session:
        return False
    nu = timezone.now().timestamp()
    if nu - float(request.session.get("_actief", 0)) > min(60, stil().total_seconds() / 10):
        request.session["_actief"] = nu
        return True
    return False


# --- who is logged in, and ending that ------------------------------------------------------------------------------


def sessies_van(gebruiker_id: int) -> QuerySet[Any]:
    """The sessions of this user that are not over, the one used last first."""
    from jeugdketen.kern.models import Sessie

    return Sessie.objects.filter(gebruiker_id=gebruiker_id, expire_date__gt=timezone.now()).order_by(
        "-laatst_actief"
    )


def eigen_kenmerk(request: HttpRequest) -> str:
    """The stored hash of the session of this request; empty without one."""
    return sleutel_kenmerk(request.session.session_key) if request.session.session_key else ""


def beeindig(
    gebruiker_id: int, *, request: HttpRequest | None = None, alleen: str = "", behalve: str = "", reden: str
) -> int:
    """End sessions of somebody, now. Returns how many.

    Args:
        alleen: hash of the one session to end; empty for all.
        behalve: hash of a session that stays (one's own).
        reden: why, for the security log.
    """
    from jeugdketen.kern.models import Sessie

    with met_toegang(POORT):
        rijen = Sessie.objects.filter(gebruiker_id=gebruiker_id)
        if alleen:
            rijen = rijen.filter(session_key=alleen)
        if behalve:
            rijen = rijen.exclude(session_key=behalve)
        aantal = int(rijen.delete()[0])
    if aantal:
        leg_gebeurtenis_vast(
            Soort.SESSIES_BEEINDIGD, request=request, over=gebruiker_id, aantal=aantal, reden=reden
        )
    return aantal


def beeindig_bij_uitgever(uitgever: str, *, onderwerp: str = "", sessie_daar: str = "") -> int:
    """End the sessions that began at this issuer: of one subject, or of one session there. Returns how many."""
    from jeugdketen.kern.models import Sessie

    aantal = 0
    with met_toegang(POORT):
        rijen = Sessie.objects.filter(uitgever=uitgever)
        if sessie_daar:
            rijen = rijen.filter(sessie_daar=sessie_daar)
        if onderwerp:
            rijen = rijen.filter(onderwerp=onderwerp)
        wie = set(rijen.exclude(gebruiker=None).values_list("gebruiker_id", flat=True))
        aantal = int(rijen.delete()[0])
    for gebruiker_id in wie:
        leg_gebeurtenis_vast(
            Soort.SESSIES_BEEINDIGD, over=gebruiker_id, reden="afgemeld bij de inlogdienst", uitgever=uitgever
        )
    return aantal
