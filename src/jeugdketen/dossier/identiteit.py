"""Who the child is: a wrong BSN corrected, a child without one, a birth completed, two files of one child made one.

Nothing is thrown away. A corrected BSN still leads to the child; a file that went up in another stays as it was, and
what moved stands row by row in `Verplaatsing`, so that undoing puts it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from jeugdketen.dossier.brp import BrpPersoon, TeVeelGevonden, brp_poort
from jeugdketen.dossier.models import (
    Adres,
    Betrokkenheid,
    Brpmelding,
    GeenDubbel,
    Jeugdige,
    Relatie,
    Samenvoeging,
    Verplaatsing,
    VroegerBsn,
    Zoekterm,
)
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.selectors import DossierNietGevonden
from jeugdketen.dossier.services import (
    Brpuitslag,
    door_wie,
    leg_jeugdige_vast,
    leg_zoektermen_vast,
    werk_bij_uit_brp,
)
from jeugdketen.kern import klok, leeslog
from jeugdketen.kern.bsn import bsn_sleutel, schoon_bsn
from jeugdketen.kern.models import Gezinsband, Inzage
from jeugdketen.kern.rollen import mag_identiteit_verbeteren
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd

LANGST_VOORUIT: Final = timedelta(days=300)
"""A birth is expected within this time: help for an unborn child starts at nine months before birth (S-125)."""

LANGST_OVERTIJD: Final = timedelta(days=60)
"""An expected day that lies further back is a mistake: the child was born."""

GROND: Final = "identiteit van de jeugdige"


class AlEenDossier(ValidationError):
    """Another file of this municipality has the BSN already; `dossier` is its key."""

    def __init__(self, dossier: UUID) -> None:
        super().__init__(
            {
                "bsn": "Er is in deze gemeente al een dossier met dit BSN. Vergelijk de twee dossiers en voeg ze samen "
                "als het om dezelfde jeugdige gaat."
            }
        )
        self.dossier = dossier


def _vergrendel(toegang: Toegang, jeugdige_id: UUID) -> Jeugdige:
    """The file, locked, for somebody who may correct who the child is.

    Raises:
        DossierNietGevonden: not there for this person.
        ToegangGeweigerd: it is, but not to change.
    """
    jeugdige = Jeugdige.objects.select_for_update().filter(pk=jeugdige_id).first()
    if jeugdige is None:
        leeslog.leg_inzage_vast(toegang, jeugdige_id, Inzage.Handeling.GEWEIGERD, GROND, "wijzigen")
        raise DossierNietGevonden
    _eis(toegang, jeugdige.gemeente_code)
    return jeugdige


def _eis(toegang: Toegang, gemeente: str) -> None:
    if toegang.gebruiker_id is None or not mag_identiteit_verbeteren(toegang, gemeente):
        raise ToegangGeweigerd(
            "U mag in deze gemeente niet wijzigen wie een jeugdige is. Vraag een consulent of de backoffice."
        )


def _eis_reden(reden: str, wat: str) -> str:
    if len(reden.strip()) < 5:
        raise ValidationError({"reden": f"Schrijf op waarom u {wat}, in minstens een paar woorden."})
    return reden.strip()[:500]


def _log(toegang: Toegang, jeugdige: Jeugdige, wat: str) -> None:
    leeslog.leg_inzage_vast(
        toegang, jeugdige.pk, Inzage.Handeling.VASTLEGGEN, GROND, wat, gemeente_code=jeugdige.gemeente_code
    )


# --- BSN ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def verbeter_bsn(toegang: Toegang, jeugdige_id: UUID, bsn: str, reden: str) -> Brpuitslag:
    """Give a child its right BSN, or its first one; the old number stays findable and the BRP is asked at once.

    Messages that came in under the old number stay with the file. A provider knows the child by the old number until
    a JW301 with the new one reaches it.

    Raises:
        AlEenDossier: another file has this BSN.
        DossierNietGevonden: there is no such file for this person.
        ToegangGeweigerd: this person may not do it.
        ValidationError: no reason, no BSN, the same BSN, or a child that is not born; the message names the field.
    """
    jeugdige = _vergrendel(toegang, jeugdige_id)
    try:
        nieuw = schoon_bsn(bsn)
    except ValidationError as fout:
        raise ValidationError({"bsn": fout.messages}) from fout
    if jeugdige.ongeboren:
        raise ValidationError({"bsn": "Deze jeugdige is nog niet geboren. Leg eerst de geboorte vast."})
    if jeugdige.samengevoegd_met_id is not None:
        raise ValidationError({"bsn": "Dit dossier is opgegaan in een ander. Verbeter het BSN daar."})
    oud = jeugdige.bsn
    waarom = _eis_reden(reden, "het BSN verbetert" if oud else "dit BSN invult")
    sleutel = bsn_sleutel(nieuw)
    if oud is not None and sleutel == jeugdige.bsn_sleutel:
        raise ValidationError({"bsn": "Dit BSN staat al in het dossier. Vul het juiste BSN in."})
    ander = Jeugdige.objects.filter(gemeente_code=jeugdige.gemeente_code, bsn_sleutel=sleutel).first()
    if ander is not None:
        raise AlEenDossier(ander.blijvend.pk)
    if oud is not None:
        VroegerBsn.objects.create(
            jeugdige=jeugdige,
            bsn=oud,
            bsn_sleutel=jeugdige.bsn_sleutel,
            reden=waarom,
            **door_wie(toegang, jeugdige),
        )
    jeugdige.bsn, jeugdige.bsn_sleutel = nieuw, sleutel
    jeugdige.brp_stand, jeugdige.brp_op = Jeugdige.BrpStand.NIET_GEVRAAGD, None
    jeugdige.save(update_fields=["bsn", "bsn_sleutel", "brp_stand", "brp_op"])
    _log(toegang, jeugdige, "BSN verbeterd, het oude blijft vindbaar" if oud else "BSN ingevuld")
    return werk_bij_uit_brp(jeugdige)


def zoek_in_brp(toegang: Toegang, jeugdige_id: UUID) -> Sequence[BrpPersoon]:
    """Who in the BRP has the surname and birth date of a child without a BSN; the question is in the read log.

    Raises:
        BrpOnbereikbaar: no answer came.
        DossierNietGevonden: there is no such file for this person.
        TeVeelGevonden: more people than the BRP gives at once, also with the first name.
        ToegangGeweigerd: this person may not do it.
        ValidationError: the child has a BSN, is not born, or its birth date is not known to the day.
    """
    jeugdige = _vergrendel(toegang, jeugdige_id)
    if jeugdige.bsn or jeugdige.ongeboren or jeugdige.geboortedatum_gebruik:
        raise ValidationError({"bsn": "Zoeken kan alleen zonder BSN en met een volledige geboortedatum."})
    poort = brp_poort()
    try:
        gevonden = poort.zoek_op_naam(jeugdige.achternaam, jeugdige.geboortedatum)
    except TeVeelGevonden:
        gevonden = poort.zoek_op_naam(jeugdige.achternaam, jeugdige.geboortedatum, jeugdige.naam.voornaam)
    leeslog.leg_inzage_vast(
        toegang,
        jeugdige.pk,
        Inzage.Handeling.ZOEKEN,
        GROND,
        f"gezocht in de BRP op naam en geboortedatum, {len(gevonden)} gevonden",
        gemeente_code=jeugdige.gemeente_code,
    )
    return gevonden


# --- no BSN, or not born yet ---------------------------------------------------------------------------------------


@transaction.atomic
def leg_zonder_bsn_vast(
    toegang: Toegang, gemeente_code: str, *, naam: Naam, geboortedatum: date, geslacht: str = "0", reden: str
) -> Jeugdige:
    """A file of a child that has no BSN (yet), for instance just come from abroad.

    Raises:
        ToegangGeweigerd: this person may not do it in this municipality.
        ValidationError: a field is wrong; the message names it.
    """
    _eis(toegang, gemeente_code)
    _eis_reden(reden, "een dossier zonder BSN begint")
    if not naam.achternaam.strip():
        raise ValidationError({"achternaam": "Vul de achternaam in."})
    jeugdige = leg_jeugdige_vast(
        gemeente_code, bsn=None, naam=naam, geboortedatum=geboortedatum, geslacht=geslacht
    )
    _log(toegang, jeugdige, "dossier zonder BSN begonnen")
    return jeugdige


@transaction.atomic
def leg_ongeboren_vast(
    toegang: Toegang,
    gemeente_code: str,
    *,
    verwacht_op: date,
    moeder: Naam,
    moeder_bsn: str | None = None,
    achternaam: str = "",
) -> Jeugdige:
    """A file of a child that is not born yet (S-125): the expected day, and who the mother is.

    The BSN of the mother is kept, encrypted, until the birth is recorded: it tells which child this becomes.

    Raises:
        ToegangGeweigerd: this person may not do it in this municipality.
        ValidationError: a field is wrong; the message names it.
    """
    _eis(toegang, gemeente_code)
    vandaag = klok.vandaag()
    if not vandaag - LANGST_OVERTIJD <= verwacht_op <= vandaag + LANGST_VOORUIT:
        raise ValidationError(
            {
                "verwacht_op": "Deze dag kan niet kloppen: hij ligt meer dan tien maanden vooruit of te ver terug."
            }
        )
    if not moeder.achternaam.strip():
        raise ValidationError({"moeder_achternaam": "Vul de achternaam van de moeder in."})
    nummer = None
    if moeder_bsn:
        try:
            nummer = schoon_bsn(moeder_bsn)
        except ValidationError as fout:
            raise ValidationError({"moeder_bsn": fout.messages}) from fout
    jeugdige = Jeugdige.objects.create(
        gemeente_code=gemeente_code,
        ongeboren=True,
        geboortedatum=verwacht_op,
        achternaam=achternaam.strip() or moeder.achternaam,
        voorvoegsel="" if achternaam.strip() else moeder.voorvoegsel,
    )
    Relatie.objects.create(
        jeugdige=jeugdige,
        gemeente_code=gemeente_code,
        volgnummer=1,
        rol="moeder",
        soort="10",
        bron="consulent",
        bsn=nummer,
        bsn_sleutel=bsn_sleutel(nummer) if nummer else None,
        **moeder._asdict(),
    )
    leg_zoektermen_vast([jeugdige])
    _log(toegang, jeugdige, "dossier voor de geboorte begonnen")
    return jeugdige


@transaction.atomic
def leg_geboorte_vast(
    toegang: Toegang,
    jeugdige_id: UUID,
    *,
    geboortedatum: date,
    naam: Naam,
    geslacht: str = "0",
    bsn: str | None = None,
) -> Brpuitslag | None:
    """The child was born: birth date, name, and the BSN if there is one already; then the BRP is asked.

    Returns:
        What the BRP said; None without a BSN.

    Raises:
        AlEenDossier: a message made a file under this BSN meanwhile; merge the two.
        DossierNietGevonden: there is no such file for this person.
        ToegangGeweigerd: this person may not do it.
        ValidationError: a field is wrong; the message names it.
    """
    jeugdige = _vergrendel(toegang, jeugdige_id)
    if not jeugdige.ongeboren:
        raise ValidationError({"geboortedatum": "De geboorte van deze jeugdige is al vastgelegd."})
    vandaag = klok.vandaag()
    if geboortedatum > vandaag:
        raise ValidationError({"geboortedatum": "Deze dag moet nog komen. Vul de dag van de geboorte in."})
    if abs((geboortedatum - jeugdige.geboortedatum).days) > 150:
        raise ValidationError(
            {
                "geboortedatum": "Deze dag ligt meer dan vijf maanden van de verwachte dag. Controleer de datum, of "
                "begin een nieuw dossier."
            }
        )
    if not naam.achternaam.strip():
        raise ValidationError({"achternaam": "Vul de achternaam in."})
    jeugdige.ongeboren, jeugdige.geboortedatum, jeugdige.geslacht = False, geboortedatum, geslacht
    for deel, waarde in naam._asdict().items():
        setattr(jeugdige, deel, waarde)
    jeugdige.clean_fields(exclude=["bsn"])
    jeugdige.save()
    leg_zoektermen_vast([jeugdige])
    _log(toegang, jeugdige, "geboorte vastgelegd")
    if not bsn:
        return None
    uitslag = verbeter_bsn(toegang, jeugdige_id, bsn, "BSN na de geboorte")
    if uitslag.persoon is not None:
        # From here on the BRP says who the mother is.
        Relatie.objects.filter(jeugdige=jeugdige, bsn__isnull=False).update(bsn=None, bsn_sleutel=None)
    return uitslag


# --- two files of one child ----------------------------------------------------------------------------------------


@transaction.atomic
def leg_geen_dubbel_vast(toegang: Toegang, een_id: UUID, ander_id: UUID, reden: str) -> None:
    """Record that two files are about two children, so that the pair is not offered again.

    Raises:
        DossierNietGevonden, ToegangGeweigerd, ValidationError: as above.
    """
    een, ander = _paar(toegang, een_id, ander_id)
    waarom = _eis_reden(reden, "denkt dat dit twee jeugdigen zijn")
    GeenDubbel.objects.get_or_create(
        een=min(een, ander, key=lambda j: j.pk),
        ander=max(een, ander, key=lambda j: j.pk),
        defaults={"reden": waarom, **door_wie(toegang, een)},
    )
    for jeugdige in (een, ander):
        _log(toegang, jeugdige, "vastgesteld: geen dubbel dossier")


def _paar(toegang: Toegang, een_id: UUID, ander_id: UUID) -> tuple[Jeugdige, Jeugdige]:
    """Two files of one municipality, locked in a fixed order."""
    if een_id == ander_id:
        raise ValidationError({"reden": "Kies twee verschillende dossiers."})
    dossiers = {sleutel: _vergrendel(toegang, sleutel) for sleutel in sorted((een_id, ander_id))}
    een, ander = dossiers[een_id], dossiers[ander_id]
    if een.gemeente_code != ander.gemeente_code:
        raise ValidationError(
            {
                "reden": "Dit zijn dossiers van twee gemeenten. Elke gemeente houdt haar eigen dossier; draag het over."
            }
        )
    if een.samengevoegd_met_id or ander.samengevoegd_met_id:
        raise ValidationError({"reden": "Een van deze dossiers is al opgegaan in een ander."})
    return een, ander


_BLIJFT_STAAN: Final[tuple[type[Model], ...]] = (
    Zoekterm,
    Adres,
    Relatie,
    VroegerBsn,
    Samenvoeging,
    Brpmelding,
)
"""What belongs to the identity of the file itself and stays with it; the file that went up in another still has it."""


def verwijzingen() -> Iterator[tuple[type[Model], str]]:
    """Every table and column that refers to a file and goes along in a merge.

    Tables to which can only be added stay where they are; who reads them reads those of both files (`_ook_opgenomen`).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname = 'alleen_toevoegen'"
        )
        alleen_toevoegen = {naam for (naam,) in cursor.fetchall()}
    for verband in Jeugdige._meta.related_objects:
        model = verband.related_model
        if model not in _BLIJFT_STAAN and model._meta.db_table not in alleen_toevoegen:
            yield model, verband.field.attname
    yield Gezinsband, "jeugdige_id"


@transaction.atomic
def voeg_samen(toegang: Toegang, blijft_id: UUID, vervalt_id: UUID, reden: str) -> Samenvoeging:
    """Make two files of one child one: what refers to `vervalt` refers to `blijft` from now on.

    Raises:
        DossierNietGevonden: one of them is not there for this person.
        ToegangGeweigerd: this person may not do it.
        ValidationError: they cannot be one child, or what they hold cannot stand in one file; nothing changed.
    """
    blijft, vervalt = _paar(toegang, blijft_id, vervalt_id)
    waarom = _eis_reden(reden, "samenvoegt")
    if vervalt.bsn and not blijft.bsn:
        raise ValidationError(
            {"blijft": "Alleen het andere dossier heeft een BSN. Laat dat dossier blijven."}
        )
    bekend = Jeugdige.BrpStand.BEKEND
    if blijft.bsn and vervalt.bsn and blijft.brp_stand == vervalt.brp_stand == bekend:
        raise ValidationError(
            {
                "blijft": "De BRP kent beide BSN's: dit zijn twee personen. Verbeter eerst het BSN dat fout is, of leg "
                "vast dat dit geen dubbel dossier is."
            }
        )
    samenvoeging = Samenvoeging.objects.create(
        blijft=blijft, vervalt=vervalt, reden=waarom, **door_wie(toegang, blijft)
    )
    for model, kolom in verwijzingen():
        for sleutel in model._default_manager.filter(**{kolom: vervalt.pk}).values_list("pk", flat=True):
            _verplaats(samenvoeging, model, kolom, sleutel)
    _zet(samenvoeging, Jeugdige, "samengevoegd_met_id", vervalt.pk, None, blijft.pk)
    _log(toegang, blijft, "een dubbel dossier erbij gevoegd")
    _log(toegang, vervalt, "dossier opgegaan in een ander")
    return samenvoeging


def _verplaats(samenvoeging: Samenvoeging, model: type[Model], kolom: str, sleutel: Any) -> None:
    try:
        with transaction.atomic():
            _zet(samenvoeging, model, kolom, sleutel, samenvoeging.vervalt_id, samenvoeging.blijft_id)
    except IntegrityError as fout:
        if model is Betrokkenheid:
            _verleng(samenvoeging, sleutel)
        elif model is not Gezinsband:  # whoever is tied to both files keeps the tie to each
            naam = str(model._meta.verbose_name)
            raise ValidationError(
                {
                    "blijft": f"Beide dossiers hebben dezelfde {naam} in dezelfde periode. Beëindig of trek er "
                    "eerst een in, en voeg dan samen."
                }
            ) from fout


def _verleng(samenvoeging: Samenvoeging, sleutel: Any) -> None:
    """The same provider from the same day in both files: the row that stays takes the later last day."""
    van = Betrokkenheid.objects.get(pk=sleutel)
    naar = Betrokkenheid.objects.get(
        jeugdige_id=samenvoeging.blijft_id, aanbieder_agb=van.aanbieder_agb, soort=van.soort, van=van.van
    )
    if naar.tot is not None and (van.tot is None or van.tot > naar.tot):
        _zet(samenvoeging, Betrokkenheid, "tot", naar.pk, naar.tot, van.tot)


def _zet(
    samenvoeging: Samenvoeging, model: type[Model], kolom: str, sleutel: Any, oud: Any, nieuw: Any
) -> None:
    """Write one value and note what it was."""
    model._default_manager.filter(pk=sleutel).update(**{kolom: nieuw})
    Verplaatsing.objects.create(
        samenvoeging=samenvoeging,
        gemeente_code=samenvoeging.gemeente_code,
        tabel=model._meta.db_table,
        sleutel=str(sleutel),
        kolom=kolom,
        oud=None if oud is None else str(oud),
        nieuw=None if nieuw is None else str(nieuw),
    )


@transaction.atomic
def maak_ongedaan(toegang: Toegang, samenvoeging_id: UUID, reden: str) -> int:
    """Part two files that were merged: every row that moved goes back, and what came after stays where it is.

    Returns:
        How many rows could not go back because somebody changed them since.

    Raises:
        DossierNietGevonden: there is no such merge for this person.
        ToegangGeweigerd: this person may not do it.
        ValidationError: it was undone already, or a later merge builds on it; nothing changed.
    """
    samenvoeging = Samenvoeging.objects.select_for_update().filter(pk=samenvoeging_id).first()
    if samenvoeging is None:
        raise DossierNietGevonden
    for sleutel in sorted((samenvoeging.blijft_id, samenvoeging.vervalt_id)):
        _vergrendel(toegang, sleutel)
    waarom = _eis_reden(reden, "de samenvoeging ongedaan maakt")
    if samenvoeging.ongedaan_op is not None:
        raise ValidationError({"reden": "Deze samenvoeging is al ongedaan gemaakt."})
    later = Samenvoeging.objects.filter(vervalt=samenvoeging.blijft_id, ongedaan_op__isnull=True)
    if later.exists():
        raise ValidationError(
            {
                "reden": "Dit dossier is daarna zelf opgegaan in een ander. Maak eerst die samenvoeging ongedaan."
            }
        )
    modellen = {model._meta.db_table: model for model in apps.get_models()}
    bleef = 0
    for stap in samenvoeging.verplaatsingen.order_by("-id"):
        rijen = modellen[stap.tabel]._default_manager.filter(pk=stap.sleutel, **{stap.kolom: stap.nieuw})
        bleef += rijen.update(**{stap.kolom: stap.oud}) == 0
    samenvoeging.ongedaan_op = klok.nu()
    samenvoeging.ongedaan_door_id, samenvoeging.ongedaan_door_naam = toegang.gebruiker_id, toegang.naam
    samenvoeging.ongedaan_reden = waarom
    samenvoeging.save(update_fields=["ongedaan_op", "ongedaan_door", "ongedaan_door_naam", "ongedaan_reden"])
    _log(toegang, samenvoeging.blijft, "samenvoeging ongedaan gemaakt")
    _log(toegang, samenvoeging.vervalt, "samenvoeging ongedaan gemaakt")
    return bleef


# --- work from the BRP ---------------------------------------------------------------------------------------------


@transaction.atomic
def handel_brpmelding_af(toegang: Toegang, melding_id: int, afhandeling: str) -> Brpmelding:
    """Note what was done about a change in the BRP.

    Raises:
        DossierNietGevonden: there is no such open work item for this person.
        ToegangGeweigerd: this person may not do it.
        ValidationError: it does not say what was done.
    """
    melding = (
        Brpmelding.objects.select_for_update().filter(pk=melding_id, afgehandeld_op__isnull=True).first()
    )
    if melding is None:
        raise DossierNietGevonden
    _eis(toegang, melding.gemeente_code)
    if len(afhandeling.strip()) < 3:
        raise ValidationError({"afhandeling": "Schrijf in een paar woorden op wat u heeft gedaan."})
    melding.afhandeling = afhandeling.strip()[:500]
    melding.afgehandeld_op = klok.nu()
    melding.afgehandeld_door_id, melding.afgehandeld_door_naam = toegang.gebruiker_id, toegang.naam
    melding.save()
    return melding
