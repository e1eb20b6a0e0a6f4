"""Every read of the domain of allocation. Returns the frozen values of :mod:`jeugdketen.toewijzing.weergave`.

Call inside the request's transaction (``kern.toegang.met_toegang``): row security decides what exists for this user.
"""

from __future__ import annotations

from jeugdketen.kern.toegang import Toegang
from jeugdketen.toewijzing.weergave import VerzoekPagina, Werkvoorraad


class VerzoekNietGevonden(LookupError):
    """No such request, or it is none of this user's business: the same answer for both."""


def werkvoorraad(
    toegang: Toegang,
    *,
    tab: str = "mijn",
    zoek: str = "",
    gemeente: str = "",
    oordeel: str = "",
    soort: str = "",
    pagina: int = 1,
    per_pagina: int = 50,
) -> Werkvoorraad:
    """The work list: ``tab`` from ``TABS``, ``gemeente`` a CBS code or "", ``oordeel`` an outcome or "", ``soort`` "" / "verzoek" / "onderzoek" / "woonplaats".

    ``zoek``: (part of) a name, a BSN (9 digits, spaces allowed), a request number, a reference or a provider's name.
    """
    raise LookupError


def verzoek_pagina(toegang: Toegang, nummer: str) -> VerzoekPagina:
    """The request page of ``nummer`` (VT-2026-0188); writes the read log. Raises :class:`VerzoekNietGevonden`."""
    raise VerzoekNietGevonden(nummer)
