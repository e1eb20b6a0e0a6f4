"""Every write of the domain of allocation. Each service runs in one transaction and raises a sentence for people.

All services take the :class:`jeugdketen.kern.toegang.Toegang` of the named person who acts.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from jeugdketen.kern.toegang import Toegang
from jeugdketen.toewijzing.models import Besluit, Verzoek


class BesluitFout(Exception):
    """The decision cannot be taken. ``str(e)``: one Dutch sentence; ``veld``: the form field it belongs to, or ``None``.

    ``veld`` is one of ``besluit``, ``reden`` (afwijking), ``code`` (JW319 reason), ``motivering``, ``gemeente``, ``vraag``.
    """

    def __init__(self, melding: str, *, veld: str | None = None) -> None:
        super().__init__(melding)
        self.veld = veld


class AlBesloten(BesluitFout):
    """A colleague was first: "al besloten door Nadia Kuiper op …". ``door`` and ``besluit_id`` for the link."""


def besluit(
    toegang: Toegang,
    nummer: str,
    soort: str,
    *,
    versie: str | None = None,
    afwijk_grond: str = "",
    reden: str = "",
    code: str = "",
    motivering: str = "",
    gemeente: str = "",
    vraag: str = "",
) -> Besluit:
    """Take a decision on a request and put its message (JW301 or JW319) in the outbox.

    ``soort``: ``toewijzen`` | ``met_afwijking`` (``reden`` required; ``afwijk_grond`` from the page's ``afwijkgronden``) |
    ``afwijzen`` (``code`` WJ759 and ``motivering`` required; code 8 needs ``gemeente``) | ``in_onderzoek`` (``vraag`` required).
    ``versie``: the page's ``versie``; when the facts changed since, the decision is refused with a sentence.
    Raises :class:`BesluitFout` (nothing changed) or :class:`AlBesloten`.
    """
    raise BesluitFout(soort)


def trek_in(toegang: Toegang, nummer: str) -> Verzoek:
    """Take the last decision back while its message has not left the outbox; raises :class:`BesluitFout` after that."""
    raise BesluitFout(nummer)


class AanvulFout(Exception):
    """A fact could not be recorded. ``fouten``: field → one Dutch sentence."""

    def __init__(self, fouten: dict[str, str]) -> None:
        super().__init__("; ".join(fouten.values()))
        self.fouten = fouten


def vul_aan(
    toegang: Toegang,
    nummer: str,
    *,
    toestemming_vorm: str | None = None,
    toestemming_datum: date | None = None,
    woont_thuis: bool | None = None,
    verblijf: str | None = None,
    gezamenlijke_beoordeling: date | None = None,
    onderbouwing: str | None = None,
    plan_producten: list[str] | None = None,
    zorg_gestart: date | None = None,
    overleg_drie_partijen: date | None = None,
    overig: dict[str, Any] | None = None,
) -> Verzoek:
    """Record facts that the JW315 lacks; ``None`` = leave as it is. The rules are run again at once and the verdict is stored.

    ``toestemming_vorm``: ``schriftelijk`` or ``mondeling`` (with its date). ``overig``: other fields of ``aanvraag`` in the question
    format (``doel``, ``setting``, ``hiaat`` …). Raises :class:`AanvulFout`.
    """
    raise AanvulFout({"nummer": nummer})


def neem_op(toegang: Toegang, nummer: str) -> Verzoek:
    """Take the request into one's own work list ("van mij")."""
    raise BesluitFout(nummer)
