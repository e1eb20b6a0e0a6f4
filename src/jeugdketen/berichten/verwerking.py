"""Reading stored messages: check, verdict, answer and hand-over, all in one transaction, at most once.

Messages of one municipality go together, so that what they ask and what they change is read and written in a few
statements (:mod:`naslag`, :mod:`vastleggen`); one alone goes the same way.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from django.db import InterfaceError, OperationalError

from ijw.controle import controleer
from ijw.opruimen import zonder_opruimen
from jeugdketen.berichten import keten
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.herroeping import clientgrendels
from jeugdketen.berichten.kop import lees_kop
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.naslag import Naslag, vergrendelnamen
from jeugdketen.berichten.oordeel import Oordeel, beoordeel, uiterste_wachtdag
from jeugdketen.berichten.registratie import Weigering, register
from jeugdketen.berichten.stappen import zet_toestand
from jeugdketen.berichten.vastleggen import Gelezen, Vastlegging, lees_opnieuw
from jeugdketen.kern.toegang import als_systeem

log = logging.getLogger(__name__)

SAMEN = 200
"""Messages that are processed in one transaction."""

SAMEN_BYTES = 2_000_000
"""Bytes of messages in one transaction, but for one that is larger by itself."""


def verwerk(bericht_id: UUID) -> str | None:
    """Process one stored message. Returns its new state, or ``None`` when there was nothing (left) to do.

    Everything that follows from the message (state, findings, return message, what the domain makes of it) is
    committed together. Calling it again, at once or years later, changes nothing.
    """
    for gemeente, groep in _per_gemeente(_lees([bericht_id])):
        return _samen(gemeente, groep).get(bericht_id)
    return None


def verwerk_portie(bericht_ids: Sequence[UUID]) -> list[UUID]:
    """Process several stored messages, those of one municipality in one transaction, in the order given.

    When one of them cannot be processed the others are. Returns those that could not.

    Raises:
        OperationalError: the database is away; what was committed stays, the rest can be given again.
    """
    mislukt = []
    for gemeente, groep in _per_gemeente(_lees(bericht_ids)):
        mislukt += _in_delen(gemeente, groep)
    return mislukt


def _in_delen(gemeente: str | None, groep: Sequence[Gelezen]) -> list[UUID]:
    """Process a group together, or when that does not go its halves one after the other; returns what fails alone."""
    try:
        with zonder_opruimen():
            _samen(gemeente, groep)
        return []
    except (OperationalError, InterfaceError):
        raise
    except Exception as fout:
        if len(groep) == 1:
            log.exception("message %s could not be processed", groep[0].bericht.pk)
            return [groep[0].bericht.pk]
        log.info("a portion of %s messages goes in two (%s)", len(groep), type(fout).__name__)
    midden = len(groep) // 2
    return _in_delen(gemeente, groep[:midden]) + _in_delen(gemeente, groep[midden:])


def _lees(bericht_ids: Sequence[UUID]) -> list[Gelezen]:
    """Read what was received of these, levels 1 and 2 and its head, with nothing locked."""
    with als_systeem():
        rijen = Bericht.objects.select_related("ruw").filter(pk__in=bericht_ids, toestand=t.ONTVANGEN)
        bekend = {rij.pk: rij for rij in rijen}
        onze = register().gemeenten()
    uit = []
    for nummer in bericht_ids:
        bericht = bekend.pop(nummer, None)
        if bericht is None:
            continue
        controle = controleer(bericht.ruw.inhoud)
        kop = lees_kop(controle.bericht) if controle.bericht is not None else None
        mogelijk = (kop.gemeente if kop else None, bericht.postbus_gemeente)
        uit.append(Gelezen(bericht, controle, kop, next((g for g in mogelijk if g in onze), None)))
    breekpunt("na-lezen")
    return uit


def _per_gemeente(gelezen: Iterable[Gelezen]) -> Iterator[tuple[str | None, list[Gelezen]]]:
    """What one transaction takes: messages to one municipality, so many and so large that others wait shortly."""
    open_: dict[str | None, list[Gelezen]] = {}
    grootte: dict[str | None, int] = {}
    for een in gelezen:
        groep = open_.setdefault(een.gemeente, [])
        grootte[een.gemeente] = grootte.get(een.gemeente, 0) + een.bericht.ruw.grootte
        if groep and (len(groep) >= SAMEN or grootte[een.gemeente] > SAMEN_BYTES):
            yield een.gemeente, groep
            open_[een.gemeente], grootte[een.gemeente] = [een], een.bericht.ruw.grootte
        else:
            groep.append(een)
    yield from open_.items()


def _samen(gemeente: str | None, groep: Sequence[Gelezen]) -> dict[UUID, str]:
    """Judge and write down in one transaction, in order; returns the new states of those that were still to be done."""
    vast: dict[UUID, Oordeel] = {}
    while True:
        try:
            uit = _in_een_keer(gemeente, groep, vast)
            break
        except Weigering as fout:
            nummer = fout.bericht_id
            if nummer is None or nummer in vast:
                raise
            vast[nummer] = Oordeel(t.GEWEIGERD, reden=fout.reden, wie_moet=fout.wie_moet)
    if uit:
        breekpunt("na-commit")
    return uit


def _in_een_keer(
    gemeente: str | None, groep: Sequence[Gelezen], vast: Mapping[UUID, Oordeel]
) -> dict[UUID, str]:
    """``vast``: verdicts that were reached before."""
    with als_systeem({gemeente} if gemeente is not None else ()):
        rijen = Bericht.objects.select_for_update().filter(
            pk__in=[een.bericht.pk for een in groep], toestand=t.ONTVANGEN
        )
        vers = {rij.pk: rij for rij in rijen.order_by("pk")}
        te_doen = []
        for een in groep:
            bericht = vers.get(een.bericht.pk)
            if bericht is not None:
                bericht.ruw = een.bericht.ruw
                te_doen.append(Gelezen(bericht, een.controle, een.kop, gemeente))
        if not te_doen:
            return {}
        koppen = [een.kop for een in te_doen if een.kop is not None]
        if koppen:
            keten.grendel(
                *vergrendelnamen(koppen)
                | clientgrendels(
                    (een.kop, een.controle.bericht)
                    for een in te_doen
                    if een.kop is not None and een.kop.is_antwoord and een.controle.uitkomst == "goed"
                )
            )
        breekpunt("na-vergrendelen")
        naslag = Naslag(gemeente, [(een.kop, een.controle.bericht) for een in te_doen if een.kop is not None])
        vastlegging = Vastlegging(gemeente, naslag)
        for een in te_doen:
            oordeel = vast.get(een.bericht.pk) or beoordeel(
                een.bericht, een.controle, een.kop, gemeente, kan_wachten=True, naslag=naslag
            )
            vastlegging.leg_vast(een, oordeel)
        vastlegging.rond_af()
        return {een.bericht.pk: str(een.bericht.toestand) for een in te_doen}


def wek_wachtende() -> int:
    """Have every message read again that has waited as long as its answer allows; returns how many."""
    with als_systeem(register().gemeenten(), naam="wachtkamer"):
        rijen = Bericht.objects.select_for_update(skip_locked=True).filter(
            toestand=t.WACHT, antwoord_uiterlijk__lte=uiterste_wachtdag()
        )
        return lees_opnieuw([(rij, "wachtte lang genoeg") for rij in rijen])


def zet_apart(bericht_id: UUID, fout: Exception) -> None:
    """Mark a message that could not be processed, after all attempts, so that an operator sees it and can start
    it again."""
    with als_systeem():
        bericht = Bericht.objects.select_for_update().filter(pk=bericht_id, toestand=t.ONTVANGEN).first()
        if bericht is None:
            return
        bericht.reden = (
            f"De verwerking is na alle pogingen niet gelukt ({type(fout).__name__}). Het bericht is bewaard."
        )
        bericht.wie_moet = "De beheerder zoekt de oorzaak en laat het bericht opnieuw verwerken."
        zet_toestand(bericht, t.MISLUKT, reden=bericht.reden, velden=("reden", "wie_moet"))
