"""What a transaction has to write about messages, kept together and written in a few statements."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht, Bevinding, Overgang, RuwBericht, VerzendPost
from jeugdketen.berichten.stappen import maak_stap, toets_stap
from jeugdketen.kern.samen import voeg_toe, werk_bij

Gevonden = tuple[int, str, str, str, int | None, str]
"""Level, rule, return code, path, line number in the file, sentence."""


class Boek:
    """The steps, findings and messages that wait to be written. The rows that it moves are locked by the caller."""

    def __init__(self) -> None:
        self._leeg()

    def _leeg(self) -> None:
        self._gewijzigd: dict[UUID, tuple[Bericht, set[str]]] = {}
        self._nieuw: list[tuple[RuwBericht | None, Bericht, VerzendPost | None]] = []
        self._stappen: list[Overgang] = []
        self._bevindingen: list[Bevinding] = []

    def zet_toestand(
        self, bericht: Bericht, naar: str, *, reden: str = "", velden: Iterable[str] = ()
    ) -> None:
        """Move a message to another state and keep ``velden`` of it too.

        Raises:
            OngeldigeOvergang: the state machine does not know this step.
        """
        van = bericht.toestand
        toets_stap(bericht, naar)
        bericht.toestand = naar
        self._gewijzigd.setdefault(bericht.pk, (bericht, set()))[1].update(("toestand", *velden))
        self._stappen.append(maak_stap(bericht, van, reden))

    def begin(
        self,
        bericht: Bericht,
        *,
        reden: str = "",
        ruw: RuwBericht | None = None,
        post: VerzendPost | None = None,
    ) -> None:
        """A new message with its first state, its bytes, and its place in the outbox when it is ours."""
        toets_stap(bericht, bericht.toestand, van=t.NIEUW)
        self._nieuw.append((ruw, bericht, post))
        self._stappen.append(maak_stap(bericht, t.NIEUW, reden))

    def bevindingen(self, bericht: Bericht, gevonden: Iterable[Gevonden]) -> None:
        """What was found in a message at this reading, numbered in order."""
        for nr, (niveau, regel, code, pad, regelnummer, melding) in enumerate(gevonden, 1):
            self._bevindingen.append(
                Bevinding(
                    bericht=bericht,
                    lezing=bericht.lezing,
                    volgnummer=nr,
                    niveau=niveau,
                    regel=regel,
                    retourcode=code,
                    pad=pad,
                    regelnummer=regelnummer,
                    melding=melding,
                )
            )

    def schrijf(self) -> None:
        """Write all that waits; afterwards the book is empty."""
        per_velden: dict[frozenset[str], list[Bericht]] = {}
        for bericht, velden in self._gewijzigd.values():
            per_velden.setdefault(frozenset(velden), []).append(bericht)
        for stel, rijen in per_velden.items():
            werk_bij(rijen, sorted(stel))
        voeg_toe([ruw for ruw, _, _ in self._nieuw if ruw is not None])
        voeg_toe([bericht for _, bericht, _ in self._nieuw])
        voeg_toe([post for _, _, post in self._nieuw if post is not None])
        voeg_toe(self._stappen)
        voeg_toe(self._bevindingen)
        self._leeg()
