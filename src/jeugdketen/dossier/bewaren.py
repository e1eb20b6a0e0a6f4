"""Keeping and destroying: which files have passed their term, who may say so, and the proof of what went.

A list is drawn up by one person and approved by another, a team leader. The database destroys (`dossier_vernietig`):
it walks everything that hangs on a file, also raw messages and what follows from them, checks each condition again at
that moment, counts, makes a hash, and either destroys all of it or nothing. The logs stay; they name no child.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import yaml
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from jeugdketen.dossier.models import (
    Betrokkenheid,
    Bewaarplicht,
    Jeugdige,
    Vernietigingslijst,
    Vernietigingsregel,
)
from jeugdketen.dossier.selectors import DossierNietGevonden
from jeugdketen.kern import klok, leeslog, rollen
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd

DOSSIER, MAATREGEL, BERICHTEN = "jeugdhulpdossier", "maatregel", "berichten"
Soort = Vernietigingslijst.Soort
MEEST_OP_LIJST: Final = 500
"""No more files than this on one list: somebody must be able to look at them."""


@dataclass(frozen=True, slots=True)
class Bewaarklasse:
    """How long one kind of record is kept, from when, and by which source.

    Attributes:
        sleutel: name in the data.
        naam: what people call it.
        jaren: whole years.
        vanaf: from which moment the years run, in words.
        bron: the source; `voorbeeld` when no source gives the number.
        voorbeeld: the number is an example and not a rule.
    """

    sleutel: str
    naam: str
    jaren: int
    vanaf: str
    bron: str
    voorbeeld: bool


@lru_cache(maxsize=1)
def klassen() -> dict[str, Bewaarklasse]:
    """The classes of keeping, by name."""
    pad = Path(__file__).with_name("bewaartermijnen.yaml")
    gegevens: dict[str, dict[str, Any]] = yaml.safe_load(pad.read_text(encoding="utf-8"))["klassen"]
    return {
        sleutel: Bewaarklasse(
            sleutel=sleutel,
            naam=str(k["naam"]),
            jaren=int(k["jaren"]),
            vanaf=str(k["vanaf"]),
            bron=str(k["bron"]),
            voorbeeld=k["status"] == "voorbeeld",
        )
        for sleutel, k in gegevens.items()
    }


def jaren_later(dag: date, jaren: int) -> date:
    """The same day so many years later; 29 February becomes 1 March in a year without it (as PostgreSQL's never
    sooner)."""
    try:
        return dag.replace(year=dag.year + jaren)
    except ValueError:
        return date(dag.year + jaren, 3, 1)


def _laatste_op(jeugdige_id: UUID) -> date | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT dossier_laatste_op(%s)", [jeugdige_id])
        laatste: date | None = cursor.fetchone()[0]
        return laatste


def _aantal(jeugdige_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(sum(cardinality(sleutels)), 0) FROM dossier_omvang(%s)", [jeugdige_id]
        )
        return int(cursor.fetchone()[0])


def klasse_van(jeugdige: Jeugdige) -> Bewaarklasse:
    """A file with a certified institution in it is kept longer."""
    gi = Betrokkenheid.objects.filter(jeugdige=jeugdige, soort=Betrokkenheid.Soort.GI).exists()
    return klassen()[MAATREGEL if gi else DOSSIER]


@dataclass(frozen=True, slots=True)
class Kandidaat:
    """A file whose term is over: when it last changed, in which class, and since when it may go."""

    jeugdige_id: UUID
    klasse: Bewaarklasse
    laatste_op: date
    mag_vanaf: date
    aantal: int


def kandidaten(gemeente_code: str, *, hoogstens: int = MEEST_OP_LIJST) -> list[Kandidaat]:
    """The files of a municipality that may go today, and that no hold keeps; those that could go longest ago first."""
    vandaag = klok.vandaag()
    grens = jaren_later(vandaag, -min(klassen()[k].jaren for k in (DOSSIER, MAATREGEL)))
    rijen = (
        Jeugdige.objects.filter(
            gemeente_code=gemeente_code, samengevoegd_met__isnull=True, aangemaakt_op__date__lte=grens
        )
        .exclude(bewaarplichten__opgeheven_op__isnull=True, bewaarplichten__isnull=False)
        .order_by("aangemaakt_op")
    )
    uit = []
    for kind in rijen.iterator(chunk_size=200):
        laatste = _laatste_op(kind.pk)
        klasse = klasse_van(kind)
        if laatste is not None and (mag := jaren_later(laatste, klasse.jaren)) <= vandaag:
            uit.append(Kandidaat(kind.pk, klasse, laatste, mag, _aantal(kind.pk)))
        if len(uit) == hoogstens:
            break
    return sorted(uit, key=lambda k: k.mag_vanaf)


def lijsten() -> list[Vernietigingslijst]:
    """The lists that this person may see, newest first, with their lines."""
    return list(Vernietigingslijst.objects.prefetch_related("regels"))


def lijst_bij(lijst_id: UUID) -> Vernietigingslijst:
    """One list.

    Raises:
        DossierNietGevonden: not there for this person.
    """
    gevonden = Vernietigingslijst.objects.prefetch_related("regels").filter(pk=lijst_id).first()
    if gevonden is None:
        raise DossierNietGevonden
    return gevonden


def namen_op(lijst: Vernietigingslijst) -> dict[UUID, str]:
    """The names of who is on a list, as long as their files are there."""
    sleutels = [regel.jeugdige_id for regel in lijst.regels.all()]
    return {kind.pk: kind.weergavenaam for kind in Jeugdige.objects.filter(pk__in=sleutels)}


def _eis_nieuwe_lijst(toegang: Toegang, gemeente_code: str) -> None:
    if not rollen.mag_vernietiging_voorstellen(toegang, gemeente_code) or toegang.gebruiker_id is None:
        raise ToegangGeweigerd("U werkt niet met de dossiers van deze gemeente.")
    klaar = (Vernietigingslijst.Toestand.UITGEVOERD, Vernietigingslijst.Toestand.AFGEWEZEN)
    if Vernietigingslijst.objects.filter(gemeente_code=gemeente_code).exclude(toestand__in=klaar).exists():
        raise ValidationError({"gemeente": "Voor deze gemeente ligt nog een lijst. Rond die eerst af."})


def berichten_op(lijst: Vernietigingslijst) -> list[tuple[int, str, int]]:
    """What is on a list of messages at this moment: year, kind (`JW323`; empty: not readable) and how many."""
    if lijst.soort != Soort.BERICHTEN or lijst.tot_en_met is None:
        return []
    return _losse_berichten(lijst.gemeente_code, lijst.tot_en_met)


def _losse_berichten(gemeente_code: str, tot_en_met: date) -> list[tuple[int, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(year FROM b.ontvangen_dag)::int, b.soort, count(*) FROM berichten_bericht b"
            " WHERE b.id = ANY (dossier_losse_berichten(%s, %s)) GROUP BY 1, 2 ORDER BY 1, 2",
            [gemeente_code, tot_en_met],
        )
        return [(int(jaar), str(soort), int(aantal)) for jaar, soort, aantal in cursor.fetchall()]


@transaction.atomic
def stel_berichtenlijst_op(toegang: Toegang, gemeente_code: str) -> Vernietigingslijst:
    """Put the messages that belong to no file and whose term is over on a list; somebody else approves it.

    Declarations with their answers, messages that were refused, doubled or could not be read. Messages about a child
    with a file, and those on which a request or an allocation rests, go with that file.

    Raises:
        ToegangGeweigerd: this person does not work in the files of that municipality.
        ValidationError: no message may go, or a list of this municipality still waits.
    """
    _eis_nieuwe_lijst(toegang, gemeente_code)
    jaren = klassen()[BERICHTEN].jaren
    tot = jaren_later(klok.vandaag(), -jaren)
    aantal = sum(aantal for _, _, aantal in _losse_berichten(gemeente_code, tot))
    if not aantal:
        raise ValidationError(
            {
                "gemeente": "In deze gemeente is van geen enkel bericht zonder dossier de bewaartermijn voorbij."
            }
        )
    assert toegang.gebruiker_id is not None
    return Vernietigingslijst.objects.create(
        gemeente_code=gemeente_code,
        soort=Soort.BERICHTEN,
        tot_en_met=tot,
        jaren=jaren,
        aantal=aantal,
        peildatum=klok.vandaag(),
        opgesteld_door_id=toegang.gebruiker_id,
        opgesteld_naam=toegang.naam,
        opgesteld_op=klok.nu(),
    )


@transaction.atomic
def stel_lijst_op(toegang: Toegang, gemeente_code: str) -> Vernietigingslijst:
    """Put the files that may go on a list; somebody else approves it.

    Raises:
        ToegangGeweigerd: this person does not work in the files of that municipality.
        ValidationError: no file may go, or a list of this municipality still waits.
    """
    _eis_nieuwe_lijst(toegang, gemeente_code)
    gevonden = kandidaten(gemeente_code)
    if not gevonden:
        raise ValidationError(
            {"gemeente": "In deze gemeente is van geen enkel dossier de bewaartermijn voorbij."}
        )
    lijst = Vernietigingslijst.objects.create(
        gemeente_code=gemeente_code,
        peildatum=klok.vandaag(),
        opgesteld_door_id=toegang.gebruiker_id,
        opgesteld_naam=toegang.naam,
        opgesteld_op=klok.nu(),
    )
    Vernietigingsregel.objects.bulk_create(
        Vernietigingsregel(
            lijst=lijst,
            gemeente_code=gemeente_code,
            jeugdige_id=k.jeugdige_id,
            klasse=k.klasse.sleutel,
            jaren=k.klasse.jaren,
            laatste_op=k.laatste_op,
            mag_vanaf=k.mag_vanaf,
            aantal=k.aantal,
        )
        for k in gevonden
    )
    return lijst


def mag_beslissen(toegang: Toegang, lijst: Vernietigingslijst) -> bool:
    """May approve or reject this list: a team leader who did not draw it up."""
    return (
        rollen.mag_vernietiging_goedkeuren(toegang, lijst.gemeente_code)
        and toegang.gebruiker_id != lijst.opgesteld_door_id
    )


@transaction.atomic
def beslis(toegang: Toegang, lijst_id: UUID, *, akkoord: bool, toelichting: str = "") -> Vernietigingslijst:
    """Approve or reject a list, once.

    Raises:
        DossierNietGevonden: not there for this person.
        ToegangGeweigerd: no team leader there, or it is one's own list.
        ValidationError: decided already, or a no without a reason.
    """
    lijst_bij(lijst_id)
    lijst = Vernietigingslijst.objects.select_for_update().get(pk=lijst_id)
    if not mag_beslissen(toegang, lijst):
        raise ToegangGeweigerd(
            "Over deze lijst beslist een teamleider van deze gemeente die haar niet opstelde."
        )
    if lijst.toestand != Vernietigingslijst.Toestand.OPGESTELD:
        raise ValidationError("Over deze lijst is al beslist. Ververs de bladzijde.")
    if not akkoord and not toelichting.strip():
        raise ValidationError({"toelichting": "Schrijf waarom u deze lijst afwijst."})
    stand = Vernietigingslijst.Toestand
    lijst.toestand = stand.GOEDGEKEURD if akkoord else stand.AFGEWEZEN
    lijst.beslist_door_id, lijst.beslist_naam = toegang.gebruiker_id, toegang.naam
    lijst.beslist_op, lijst.toelichting = klok.nu(), toelichting.strip()
    lijst.save(update_fields=["toestand", "beslist_door", "beslist_naam", "beslist_op", "toelichting"])
    return lijst


@transaction.atomic
def voer_uit(toegang: Toegang, lijst_id: UUID) -> Vernietigingslijst:
    """Destroy what is on an approved list and still meets every condition; leaves the proof on the list.

    Raises:
        DossierNietGevonden: not there for this person.
        ToegangGeweigerd: no team leader there.
        ValidationError: not approved, or carried out already.
    """
    lijst = lijst_bij(lijst_id)
    if not rollen.mag_vernietiging_goedkeuren(toegang, lijst.gemeente_code):
        raise ToegangGeweigerd("Een lijst voert de teamleider van deze gemeente uit.")
    if lijst.toestand != Vernietigingslijst.Toestand.GOEDGEKEURD:
        raise ValidationError("Deze lijst is niet goedgekeurd, of al uitgevoerd. Ververs de bladzijde.")
    for regel in lijst.regels.all():
        leeslog.leg_inzage_vast(
            toegang,
            regel.jeugdige_id,
            Inzage.Handeling.VASTLEGGEN,
            f"vernietigingslijst van {lijst.peildatum:%-d-%-m-%Y}",
            "dossier vernietigd na de bewaartermijn",
            gemeente_code=lijst.gemeente_code,
        )
    functie = "dossier_vernietig_berichten" if lijst.soort == Soort.BERICHTEN else "dossier_vernietig"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {functie}(%s, %s)", [lijst_id, toegang.naam[:200]])
    return lijst_bij(lijst_id)


# --- legal hold ---------------------------------------------------------------------------------------------------


def bewaarplicht_van(jeugdige_id: UUID) -> Bewaarplicht | None:
    """The hold that keeps this file; None when there is none."""
    return Bewaarplicht.objects.filter(jeugdige_id=jeugdige_id, opgeheven_op__isnull=True).first()


def bewaarplichten() -> list[Bewaarplicht]:
    """The holds that are in force, in the municipalities that this person may read, with the child."""
    return list(Bewaarplicht.objects.filter(opgeheven_op__isnull=True).select_related("jeugdige"))


@transaction.atomic
def leg_bewaarplicht_vast(toegang: Toegang, jeugdige: Jeugdige, reden: str) -> Bewaarplicht:
    """Keep this file whatever its age: a court case, a complaint, a request that still runs.

    Raises:
        ToegangGeweigerd: this person may not record in the files of that municipality.
        ValidationError: no reason, or a hold is in force already.
    """
    if not rollen.mag_feiten_vastleggen(toegang, jeugdige.gemeente_code):
        raise ToegangGeweigerd(
            "U mag in dit dossier niets vastleggen. Vraag een consulent van deze gemeente."
        )
    if len(reden.strip()) < 5:
        raise ValidationError({"reden": "Schrijf waarom dit dossier langer bewaard blijft."})
    if bewaarplicht_van(jeugdige.pk) is not None:
        raise ValidationError({"reden": "Voor dit dossier geldt al een bewaarplicht."})
    return Bewaarplicht.objects.create(
        jeugdige=jeugdige,
        gemeente_code=jeugdige.gemeente_code,
        reden=reden.strip(),
        vastgelegd_door_id=toegang.gebruiker_id,
        vastgelegd_door_naam=toegang.naam,
        vastgelegd_op=klok.nu(),
    )


@transaction.atomic
def hef_bewaarplicht_op(toegang: Toegang, bewaarplicht_id: int, reden: str) -> Bewaarplicht:
    """Lift a hold with a reason.

    Raises:
        DossierNietGevonden: no such hold in force for this person.
        ToegangGeweigerd: this person may not record in the files of that municipality.
        ValidationError: no reason.
    """
    plicht = Bewaarplicht.objects.filter(pk=bewaarplicht_id, opgeheven_op__isnull=True).first()
    if plicht is None:
        raise DossierNietGevonden
    if not rollen.mag_feiten_vastleggen(toegang, plicht.gemeente_code):
        raise ToegangGeweigerd(
            "U mag in dit dossier niets vastleggen. Vraag een consulent van deze gemeente."
        )
    if len(reden.strip()) < 5:
        raise ValidationError({"opheffing": "Schrijf waarom de bewaarplicht niet meer geldt."})
    plicht.opgeheven_op, plicht.opgeheven_door_naam = klok.nu(), toegang.naam
    plicht.opheffing = reden.strip()
    plicht.save(update_fields=["opgeheven_op", "opgeheven_door_naam", "opheffing"])
    return plicht
