"""One message through all four control levels (IV028, IV032, IV087, IV088): verdict, answer and change of state.

This is what the command line, a server's intake and a pre-flight check all do with a file.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Literal

from ijw.antwoord import (
    HEADER,
    TECHNISCH_AFGEKEURD,
    XSD_VERSIE,
    maak_declaratie_antwoord,
    maak_retour,
)
from ijw.berichten import BERICHTEN
from ijw.keten import controleer, toetser_van
from ijw.keten.stand import Contractpoort, Ketenstand, Wijziging
from ijw.keten.verslag import Bevinding, Ketencontrole, Toetser

TR319 = "TR319"
"""Judged inside the message by ``ijw.controle`` too, but it is a rule of level 3 with a code of its own."""


@dataclass(frozen=True, slots=True)
class Beoordeling:
    """The verdict on one file."""

    berichttype: str | None
    """Of a refused file what it seems to be, or None."""
    toetser: Toetser | None
    uitkomst: Literal["goed", "afgekeurd", "geweigerd"]
    reden: str | None
    """Why it was refused as not being a message (``geweigerd``)."""
    bevindingen: tuple[Bevinding, ...]
    bericht: Any
    """The message object; None when refused."""
    antwoord: Any
    """The return message or JW325 object; None where none exists."""
    wijziging: Wijziging
    """What it changes; apply with ``Ketenstand.verwerk`` when the verdict is to count."""

    @property
    def regels(self) -> tuple[str, ...]:
        """The broken rules, sorted, each once."""
        return tuple(sorted({b.regel for b in self.bevindingen}))

    @property
    def retourcodes(self) -> tuple[str, ...]:
        """The codes of the broken rules as the answer carries them, sorted, each once."""
        return tuple(sorted({b.retourcode for b in self.bevindingen if b.retourcode is not None}))


def beoordeel(
    data: bytes,
    stand: Ketenstand,
    contract: Contractpoort | None = None,
    *,
    vandaag: datetime.date,
    identificatie: str,
    xsd_versie: tuple[str, str] = XSD_VERSIE,
) -> Beoordeling:
    """Judge the bytes of a message on levels 1 to 4 and make its answer.

    ``identificatie`` (at most 12 characters) and ``vandaag`` become the answer's own identification and date. A
    file that is not a message of the standard gets no answer (level 1); a message that breaks an in-message rule
    gets its Header back with 0001 and is not looked at further (level 2). Nothing is changed in ``stand``.
    """
    from ijw.controle import controleer as controleer_bericht

    controle = controleer_bericht(data)
    berichttype = controle.bericht_code
    if controle.uitkomst == "geweigerd" or berichttype is None:
        return Beoordeling(berichttype, None, "geweigerd", controle.reden, (), None, None, Wijziging())
    bericht = controle.bericht
    toetser = toetser_van(berichttype)
    niveau2 = [b for b in controle.bevindingen if b.regel != TR319]
    if niveau2:
        bevindingen = tuple(Bevinding(b.regel, TECHNISCH_AFGEKEURD, b.pad, b.melding) for b in niveau2)
        codes: dict[str, tuple[str, ...]] = {HEADER: (TECHNISCH_AFGEKEURD,)}
        wijziging = Wijziging(verzonden=bericht) if berichttype == "JW323" else Wijziging()
        verdict = Ketencontrole(berichttype, toetser, bevindingen, codes, wijziging)
    else:
        verdict = controleer(bericht, stand, contract, vandaag=vandaag)
    antwoord = None
    if berichttype == "JW323":
        antwoord = maak_declaratie_antwoord(
            bericht, verdict.codes, identificatie=identificatie, dagtekening=vandaag, xsd_versie=xsd_versie
        )
    elif BERICHTEN[berichttype].beantwoord_met is not None:
        antwoord = maak_retour(
            bericht, verdict.codes, identificatie=identificatie, dagtekening=vandaag, xsd_versie=xsd_versie
        )
    return Beoordeling(
        berichttype,
        toetser,
        verdict.uitkomst,
        None,
        verdict.bevindingen,
        bericht,
        antwoord,
        verdict.wijziging,
    )
