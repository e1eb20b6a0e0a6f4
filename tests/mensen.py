"""People for tests: a Toegang without a database, and users with roles in one."""

from __future__ import annotations

from datetime import date
from itertools import count

from jeugdketen.kern.models import Gebruiker, Rolhouder
from jeugdketen.kern.toegang import Rol, Toegang, als_inrichting

HOORN, OPMEER, ENKHUIZEN = "0405", "0432", "0388"
_nummers = count(1)


def toegang(rol: str, *gemeenten: str, aanbieder: str | None = None, gebruiker_id: int | None = 1) -> Toegang:
    """Somebody with one role, for municipalities or for a provider."""
    houdt = {Rol(rol, gemeente) for gemeente in gemeenten} or {Rol(rol, None, aanbieder)}
    return Toegang(gebruiker_id=gebruiker_id, naam="Test Persoon", houdt=frozenset(houdt))


def gebruiker(
    rol: str = "consulent",
    *gemeenten: str,
    aanbieder: str | None = None,
    van: date = date(2025, 7, 1),
    tot: date | None = None,
    wachtwoord: str = "een-goed-wachtwoord",
) -> Gebruiker:
    """A stored user with one role."""
    nummer = next(_nummers)
    with als_inrichting():
        iemand = Gebruiker.objects.maak(
            f"tester{nummer}",
            e_mail=f"tester{nummer}@voorbeeld.test",
            naam=f"Tester {nummer}",
            wachtwoord=wachtwoord,
        )
        for gemeente in gemeenten or (None,):
            Rolhouder.objects.create(
                gebruiker=iemand, rol=rol, gemeente_code=gemeente, aanbieder_agb=aanbieder, van=van, tot=tot
            )
    return iemand
