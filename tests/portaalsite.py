"""What the browser tests know of the filled site: its address, its message box, and the keys of the caseload."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

BREED = {"width": 1440, "height": 900}
SMAL = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Site:
    """The running site: where it is, and its message box."""

    url: str
    postbus: Path
    wachtwoord: str

    def nummer(self, sleutel: str) -> str:
        """The number of a request of the caseload, by its short name (``DAAN``)."""
        from jeugdketen.kern.toegang import als_systeem
        from jeugdketen.toewijzing.models import Verzoek

        with als_systeem(_gemeenten()):
            return Verzoek.objects.get(bericht_id=_bericht_id(sleutel)).nummer

    def nummer_van(self, bericht_id: UUID) -> str:
        """The number of the request that came from a message."""
        from jeugdketen.kern.toegang import als_systeem
        from jeugdketen.toewijzing.models import Verzoek

        with als_systeem(_gemeenten()):
            return Verzoek.objects.get(bericht_id=bericht_id).nummer

    def toewijzing_id(self, bsn: str) -> UUID:
        """The key of the running allocation of a child."""
        from jeugdketen.kern.bsn import bsn_sleutel
        from jeugdketen.kern.toegang import als_systeem
        from jeugdketen.toewijzing.models import Toewijzing

        with als_systeem(_gemeenten()):
            rijen = Toewijzing.objects.filter(
                jeugdige__bsn_sleutel=bsn_sleutel(bsn), toestand="geregistreerd"
            )
            return rijen.latest("van").pk

    def jeugdige_id(self, sleutel: str) -> UUID:
        """The key of the child of a request."""
        from jeugdketen.kern.toegang import als_systeem
        from jeugdketen.toewijzing.models import Verzoek

        with als_systeem(_gemeenten()):
            return Verzoek.objects.get(bericht_id=_bericht_id(sleutel)).jeugdige_id

    def bericht_id(self, sleutel: str) -> UUID:
        """The key of the JW315 of a request."""
        return _bericht_id(sleutel)


def _bericht_id(sleutel: str) -> UUID:
    from jeugdketen.demo.casussen.vulling import DEMOBERICHTEN

    return uuid.uuid5(DEMOBERICHTEN, sleutel)


def _gemeenten() -> tuple[str, ...]:
    from jeugdketen.demo.casussen.gebruikers import ALLE_ZEVEN

    return ALLE_ZEVEN
