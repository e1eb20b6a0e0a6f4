"""Requests of people about their own data: taken in, answered within a month, extended with a reason (AVG art. 12)."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from jeugdketen.dossier.models import Jeugdige, Rechtenverzoek
from jeugdketen.dossier.selectors import DossierNietGevonden
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd

TERMIJN_MAANDEN: Final = 1
"""AVG art. 12, third paragraph: an answer within one month of receipt."""

VERLENGING_MAANDEN: Final = 2
"""The same: two further months for a complex request, told within the first month, with the reason."""


def maanden_later(dag: date, aantal: int) -> date:
    """The same day so many months later, or the last day of that month (Regulation 1182/71, art. 3)."""
    maand = dag.month - 1 + aantal
    jaar, maand = dag.year + maand // 12, maand % 12 + 1
    return date(jaar, maand, min(dag.day, calendar.monthrange(jaar, maand)[1]))


def verzoeken(*, open_: bool) -> list[Rechtenverzoek]:
    """The requests that this person may see: those to answer, nearest term first, or the last hundred answered."""
    rijen = Rechtenverzoek.objects.select_related("jeugdige")
    if open_:
        return list(rijen.filter(antwoord=""))
    return list(rijen.exclude(antwoord="").order_by("-beantwoord_op")[:100])


def verzoek_bij(verzoek_id: UUID) -> Rechtenverzoek:
    """One request, with the child.

    Raises:
        DossierNietGevonden: not there for this person.
    """
    rij = Rechtenverzoek.objects.select_related("jeugdige").filter(pk=verzoek_id).first()
    if rij is None:
        raise DossierNietGevonden
    return rij


def _eis(toegang: Toegang, gemeente: str) -> None:
    if not rollen.mag_rechtenverzoek_behandelen(toegang, gemeente):
        raise ToegangGeweigerd("U behandelt geen verzoeken over gegevens in deze gemeente.")


@transaction.atomic
def neem_aan(
    toegang: Toegang, jeugdige: Jeugdige, *, soort: str, indiener: str, omschrijving: str, ontvangen: date
) -> Rechtenverzoek:
    """Take a request in; the term runs from the day on which it came in.

    Raises:
        ToegangGeweigerd: this person does not handle requests there.
        ValidationError: a field is wrong; the message names it and what to do.
    """
    _eis(toegang, jeugdige.gemeente_code)
    fouten = {}
    if soort not in Rechtenverzoek.Soort.values:
        fouten["soort"] = "Kies wat er wordt gevraagd."
    if not indiener.strip():
        fouten["indiener"] = "Vul in wie het vraagt, en of die dat mag: de jeugdige zelf of wie gezag heeft."
    if len(omschrijving.strip()) < 5:
        fouten["omschrijving"] = "Schrijf wat er wordt gevraagd."
    if ontvangen > klok.vandaag():
        fouten["ontvangen"] = "Deze dag ligt in de toekomst. Vul de dag in waarop het verzoek binnenkwam."
    if fouten:
        raise ValidationError(fouten)
    return Rechtenverzoek.objects.create(
        jeugdige=jeugdige,
        gemeente_code=jeugdige.gemeente_code,
        soort=soort,
        indiener=indiener.strip(),
        omschrijving=omschrijving.strip(),
        ontvangen=ontvangen,
        termijn=maanden_later(ontvangen, TERMIJN_MAANDEN),
        vastgelegd_door_id=toegang.gebruiker_id,
        vastgelegd_door_naam=toegang.naam,
        vastgelegd_op=klok.nu(),
    )


def _vergrendel(toegang: Toegang, verzoek_id: UUID) -> Rechtenverzoek:
    rij = Rechtenverzoek.objects.select_for_update().filter(pk=verzoek_id).first()
    if rij is None:
        raise DossierNietGevonden
    _eis(toegang, rij.gemeente_code)
    if rij.antwoord:
        raise ValidationError("Dit verzoek is al beantwoord. Ververs de bladzijde.")
    return rij


@transaction.atomic
def verleng(toegang: Toegang, verzoek_id: UUID, reden: str) -> Rechtenverzoek:
    """Two months more, once, told within the first month.

    Raises:
        DossierNietGevonden: not there for this person.
        ValidationError: no reason, extended already, or the first month is over.
    """
    rij = _vergrendel(toegang, verzoek_id)
    if rij.verlengd_reden:
        raise ValidationError({"reden": "De termijn is al verlengd. Dat kan één keer."})
    if klok.vandaag() > rij.termijn:
        raise ValidationError({"reden": "De eerste maand is voorbij: verlengen kan niet meer. Antwoord nu."})
    if len(reden.strip()) < 5:
        raise ValidationError(
            {"reden": "Schrijf waarom het langer duurt; dat deelt u ook mee aan wie het vroeg."}
        )
    rij.verlengd_reden = reden.strip()
    rij.termijn = maanden_later(rij.ontvangen, TERMIJN_MAANDEN + VERLENGING_MAANDEN)
    rij.save(update_fields=["verlengd_reden", "termijn"])
    return rij


@transaction.atomic
def beantwoord(toegang: Toegang, verzoek_id: UUID, *, antwoord: str, toelichting: str) -> Rechtenverzoek:
    """Answer a request, once; what is refused is refused with the reason.

    Raises:
        DossierNietGevonden: not there for this person.
        ValidationError: no choice, or a (partial) no without a reason.
    """
    rij = _vergrendel(toegang, verzoek_id)
    if antwoord not in Rechtenverzoek.Antwoord.values:
        raise ValidationError({"antwoord": "Kies een antwoord."})
    if antwoord != Rechtenverzoek.Antwoord.INGEWILLIGD and len(toelichting.strip()) < 5:
        raise ValidationError(
            {"toelichting": "Schrijf waarom, en dat iemand een klacht kan indienen of naar de rechter kan."}
        )
    rij.antwoord, rij.toelichting = antwoord, toelichting.strip()
    rij.beantwoord_door_naam, rij.beantwoord_op = toegang.naam, klok.nu()
    rij.save(update_fields=["antwoord", "toelichting", "beantwoord_door_naam", "beantwoord_op"])
    return rij
