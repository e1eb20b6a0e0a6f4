"""Every read of the post box. Returns the frozen values of :mod:`jeugdketen.berichten.weergave`."""

from __future__ import annotations

from uuid import UUID

from jeugdketen.berichten.weergave import Berichtenlijst, BerichtPagina, RuweXml
from jeugdketen.kern.toegang import Toegang


class BerichtNietGevonden(LookupError):
    """No such message, or it is none of this user's business: the same answer for both."""


def berichten_lijst(
    toegang: Toegang,
    *,
    zoek: str = "",
    soort: str = "",
    toestand: str = "",
    richting: str = "",
    gemeente: str = "",
    aanbieder: str = "",
    van: object = None,
    tot: object = None,
    pagina: int = 1,
    per_pagina: int = 50,
) -> Berichtenlijst:
    """Messages, newest first. ``zoek``: identification, request number, reference, BSN (9 digits) or provider name."""
    raise LookupError


def bericht_pagina(toegang: Toegang, bericht_id: UUID) -> BerichtPagina:
    """One message with its thread, findings, answer and log; writes the read log. Raises :class:`BerichtNietGevonden`."""
    raise BerichtNietGevonden(str(bericht_id))


def ruwe_xml(toegang: Toegang, bericht_id: UUID) -> RuweXml:
    """The raw XML, line by line, with the findings at their lines; writes the read log."""
    raise BerichtNietGevonden(str(bericht_id))


def ruwe_bytes(toegang: Toegang, bericht_id: UUID) -> tuple[str, bytes]:
    """File name and the exact bytes, for the download; writes the read log."""
    raise BerichtNietGevonden(str(bericht_id))
