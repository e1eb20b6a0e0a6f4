"""Every write of a take-over: bring the files (dry run), take over, sign, drop."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, als_systeem
from jeugdketen.landschap.selectors import is_gemeente
from jeugdketen.overname import laden
from jeugdketen.overname.bereken import Uitslag, bereken
from jeugdketen.overname.lijst import GROOTSTE, LijstFout
from jeugdketen.overname.models import (
    BIJ_VERSCHIL,
    LAADT,
    MISLUKT,
    NIET,
    ONDERTEKEND,
    OVERGENOMEN,
    PROEF,
    VERVALLEN,
    WACHT,
    Overname,
    Overnamebericht,
    Overnamebestand,
    Overnameregel,
)

MEESTE_BESTANDEN = 200
"""Files in one upload; thousands of messages go in a ZIP archive."""


class OvernameFout(ValidationError):
    """The take-over cannot go on; nothing changed. The messages are Dutch, by field, and may be shown."""


def _eis(toegang: Toegang, gemeente: str) -> None:
    if not rollen.mag_caseload_overnemen(toegang, gemeente):
        raise ToegangGeweigerd("U mag voor deze gemeente geen toewijzingen overnemen. Vraag de backoffice.")


def lever_aan(
    toegang: Toegang,
    gemeente: str,
    bestanden: Sequence[tuple[str, bytes]],
    *,
    naam: str,
    peildatum: date,
) -> UUID:
    """Keep the files of a move and have them looked through (the dry run). Returns the key of the take-over.

    Args:
        gemeente: CBS code of the municipality that moves.
        bestanden: names and bytes of messages, ZIP archives and at most one list.
        naam: what people call it.
        peildatum: the day of the move; what ended before it is not running.

    Raises:
        ToegangGeweigerd: this person may not.
        OvernameFout: a field is wrong, by field.
    """
    from jeugdketen.overname.tasks import kijk_na

    _eis(toegang, gemeente)
    fouten: dict[str, str] = {}
    if not is_gemeente(gemeente):
        fouten["gemeente"] = "Deze gemeente hoort niet bij de regio. Kies een gemeente uit de lijst."
    if not naam.strip():
        fouten["naam"] = "Geef de overname een naam, bijvoorbeeld het systeem waar de gegevens vandaan komen."
    if not bestanden:
        fouten["bestanden"] = "Kies minstens één bestand: berichten (XML of ZIP) of een lijst (CSV of Excel)."
    elif len(bestanden) > MEESTE_BESTANDEN:
        fouten["bestanden"] = (
            f"Kies hoogstens {MEESTE_BESTANDEN} bestanden. Pak veel berichten samen in een ZIP-bestand."
        )
    elif any(not inhoud for _, inhoud in bestanden):
        fouten["bestanden"] = "Een van de bestanden is leeg. Haal het weg of maak het opnieuw."
    elif sum(len(inhoud) for _, inhoud in bestanden) > GROOTSTE:
        fouten["bestanden"] = "De bestanden zijn samen groter dan 64 MB. Verdeel ze over meer overnames."
    if fouten:
        raise OvernameFout(fouten)
    with transaction.atomic():
        overname = Overname.objects.create(
            gemeente_code=gemeente,
            naam=naam.strip()[:120],
            peildatum=peildatum,
            door_id=toegang.gebruiker_id,
            door_naam=toegang.naam,
            op=klok.nu(),
        )
        for bestandsnaam, inhoud in bestanden:
            Overnamebestand.objects.create(
                overname=overname,
                gemeente_code=gemeente,
                naam=bestandsnaam.replace("\\", "/").rsplit("/", 1)[-1][-255:] or "zonder naam",
                grootte=len(inhoud),
                sha256=hashlib.sha256(inhoud).hexdigest(),
                inhoud=inhoud,
            )
        kijk_na.defer(overname_id=str(overname.pk), gemeente=gemeente)
    return overname.pk


def _vergrendel(overname_id: UUID) -> Overname:
    overname = Overname.objects.select_for_update().filter(pk=overname_id).first()
    if overname is None:
        raise OvernameFout("Deze overname bestaat niet, of u mag haar niet zien.")
    return overname


@contextmanager
def _veel_tegelijk() -> Iterator[None]:
    """Look for garbage less often: a caseload is hundreds of thousands of objects that all stay until the end."""
    vorige = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*vorige)


@_veel_tegelijk()
def kijk_na(overname_id: UUID, gemeente: str) -> None:
    """The dry run itself, in a job: read, play, compare, and write down the fate of every allocation. Nothing else."""
    with als_systeem({gemeente}, naam="overname"):
        overname = _vergrendel(overname_id)
        if overname.toestand != WACHT:
            return
        try:
            uitslag = bereken(gemeente, _bestanden(overname), overname.peildatum)
        except LijstFout as fout:
            overname.toestand, overname.melding = MISLUKT, str(fout)
            overname.save(update_fields=["toestand", "melding"])
            return
        _bewaar(overname, uitslag)


def _bestanden(overname: Overname) -> list[tuple[str, bytes]]:
    return [(b.naam, b.inhoud) for b in overname.bestanden.order_by("pk")]


def _bewaar(overname: Overname, uitslag: Uitslag) -> None:
    Overnameregel.objects.bulk_create(
        [
            Overnameregel(
                overname=overname,
                gemeente_code=overname.gemeente_code,
                volgnummer=volgnummer,
                nummer="" if regel.nummer is None else str(regel.nummer),
                aanbieder_agb=regel.aanbieder,
                van=regel.van,
                tot=regel.tot,
                rij=regel.rij,
                lot=regel.lot.value,
                reden=regel.reden,
                verschillen=[[v.veld, v.lijst, v.historie] for v in regel.verschillen],
            )
            for volgnummer, regel in enumerate(uitslag.regels, start=1)
        ],
        batch_size=5000,
    )
    Overnamebericht.objects.bulk_create(
        [
            Overnamebericht(
                overname=overname,
                gemeente_code=overname.gemeente_code,
                naam=stuk.naam[-255:],
                soort=stuk.soort,
                aangenomen=stuk.aangenomen,
                reden=stuk.reden,
            )
            for stuk in uitslag.historie.berichten
            if stuk.reden
        ],
        batch_size=5000,
    )
    overname.toestand = PROEF
    overname.met_lijst = uitslag.met_lijst
    overname.telling, overname.berichten = uitslag.telling, uitslag.historie.aantallen
    overname.vingerafdruk = uitslag.vingerafdruk
    overname.save(update_fields=["toestand", "met_lijst", "telling", "berichten", "vingerafdruk"])


@transaction.atomic
def neem_over(toegang: Toegang, overname_id: UUID, *, bij_verschil: str = NIET) -> Overname:
    """Have the allocations of a dry run taken over, in a job.

    Args:
        bij_verschil: a key of `BIJ_VERSCHIL`: what is done where list and messages differ.

    Raises:
        ToegangGeweigerd: this person may not.
        OvernameFout: there is no dry run to follow, or another choice is missing.
    """
    from jeugdketen.overname.tasks import laad

    overname = _vergrendel(overname_id)
    _eis(toegang, overname.gemeente_code)
    if overname.toestand != PROEF:
        raise OvernameFout(f"Deze overname is {overname.get_toestand_display()}. Overnemen kan nu niet.")
    if bij_verschil not in BIJ_VERSCHIL:
        raise OvernameFout({"bij_verschil": "Kies wat er gebeurt waar lijst en berichten verschillen."})
    overname.toestand, overname.bij_verschil = LAADT, bij_verschil
    overname.overgenomen_door_id, overname.overgenomen_door_naam = toegang.gebruiker_id, toegang.naam
    overname.save(update_fields=["toestand", "bij_verschil", "overgenomen_door", "overgenomen_door_naam"])
    laad.defer(overname_id=str(overname.pk), gemeente=overname.gemeente_code)
    return overname


@_veel_tegelijk()
def laad(overname_id: UUID, gemeente: str) -> None:
    """Take over what the dry run promised, all of it in one transaction or nothing.

    The dry run is done once more first. When it comes to anything else than it did (somebody took in a message or
    changed the register meanwhile, or time went by and somebody is too old for a file now), nothing is loaded and the
    page says to start again.
    """
    with als_systeem({gemeente}, naam="overname"):
        overname = _vergrendel(overname_id)
        if overname.toestand != LAADT:
            return
        uitslag = bereken(gemeente, _bestanden(overname), overname.peildatum)
        if uitslag.vingerafdruk != overname.vingerafdruk:
            _laat_vervallen(overname)
            return
        met_verschil = overname.bij_verschil != NIET
        try:
            with transaction.atomic():
                overname.geladen = laden.laad(overname, uitslag, met_verschil=met_verschil)
        except ValidationError:
            _laat_vervallen(overname)
            return
        overname.toestand, overname.overgenomen_op = OVERGENOMEN, klok.nu()
        overname.save(update_fields=["toestand", "geladen", "overgenomen_op"])


def _laat_vervallen(overname: Overname) -> None:
    overname.toestand = VERVALLEN
    overname.melding = (
        "Sinds de proef is er in Jeugdketen iets veranderd, waardoor de uitkomst anders zou zijn. "
        "Er is niets overgenomen. Lever de bestanden opnieuw aan."
    )
    overname.save(update_fields=["toestand", "melding"])


@transaction.atomic
def onderteken(toegang: Toegang, overname_id: UUID, *, opmerking: str = "") -> Overname:
    """Sign the report of a take-over: somebody else than who took it over says that the counts are right.

    Raises:
        ToegangGeweigerd: this person may not sign for this municipality.
        OvernameFout: it was not taken over yet, was signed already, or by the same person.
    """
    overname = _vergrendel(overname_id)
    if not rollen.mag_overname_ondertekenen(toegang, overname.gemeente_code) or toegang.gebruiker_id is None:
        raise ToegangGeweigerd("Een teamleider van deze gemeente ondertekent de overname.")
    if overname.toestand != OVERGENOMEN:
        raise OvernameFout(f"Deze overname is {overname.get_toestand_display()}. Ondertekenen kan nu niet.")
    if overname.overgenomen_door_id == toegang.gebruiker_id:
        raise OvernameFout(
            "U hebt deze toewijzingen zelf overgenomen. Iemand anders ondertekent het verslag."
        )
    overname.toestand, overname.opmerking = ONDERTEKEND, opmerking.strip()
    overname.ondertekend_door_id, overname.ondertekend_door_naam = toegang.gebruiker_id, toegang.naam
    overname.ondertekend_op = klok.nu()
    overname.save(
        update_fields=["toestand", "opmerking", "ondertekend_door", "ondertekend_door_naam", "ondertekend_op"]
    )
    return overname


@transaction.atomic
def laat_vervallen(toegang: Toegang, overname_id: UUID) -> Overname:
    """Drop a dry run that will not be followed; its files and findings stay.

    Raises:
        ToegangGeweigerd: this person may not.
        OvernameFout: it was taken over already.
    """
    overname = _vergrendel(overname_id)
    _eis(toegang, overname.gemeente_code)
    if overname.toestand not in (PROEF, MISLUKT):
        raise OvernameFout(f"Deze overname is {overname.get_toestand_display()}. Zij kan niet vervallen.")
    overname.toestand, overname.melding = VERVALLEN, f"Vervallen verklaard door {toegang.naam}."
    overname.save(update_fields=["toestand", "melding"])
    return overname


__all__ = ["OvernameFout", "kijk_na", "laad", "laat_vervallen", "lever_aan", "neem_over", "onderteken"]
