"""The term of the logs: an administrator proposes that the oldest sealed rows go, an officer approves and does it.

Whoever proposes sees none of the rows: it goes by seals. Whoever approves is officer of every municipality in them. The
database looks again at the term, the seals and the holds, and destroys all or nothing; the seals stay, so that
`jeugdketen logboek controleer` still checks what is left (`kern.zegels.controleer`).

The post that belongs to no municipality goes the same way, with the term of messages: nobody could read whose it is, or
it was meant for a municipality outside the region, so that no team leader can approve a list of it.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Max, Sum

from jeugdketen.dossier.bewaren import Bewaarklasse, jaren_later, klassen
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.models import Logvernietiging, Verzegeling
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd

Logboek, Toestand = Verzegeling.Logboek, Logvernietiging.Toestand
POST: Final = Logvernietiging.POST
SOORTEN: Final[list[tuple[str, str]]] = Logvernietiging.SOORTEN
"""What can be proposed, with its name."""

KLASSE: Final[dict[str, str]] = {
    Logboek.INZAGE: "leeslogboek",
    Logboek.WIJZIGING: "leeslogboek",
    Logboek.VEILIGHEID: "beveiligingslogboek",
    POST: "berichten",
}


def klasse_van(logboek: str) -> Bewaarklasse:
    """How long rows of this log are kept."""
    return klassen()[KLASSE[logboek]]


def lijsten() -> list[Logvernietiging]:
    """What was proposed and what became of it, newest first, as far as this person may see it."""
    return list(Logvernietiging.objects.all())


@transaction.atomic
def stel_op(toegang: Toegang, logboek: str) -> Logvernietiging:
    """Propose that the rows of a log whose term is over go, as far as whole seals reach.

    Raises:
        ToegangGeweigerd: no administrator.
        ValidationError: no such log, nothing whose term is over, or a proposal waits.
    """
    if not rollen.mag_logvernietiging_voorstellen(toegang) or toegang.gebruiker_id is None:
        raise ToegangGeweigerd("Dit stelt een beheerder voor.")
    if logboek not in KLASSE:
        raise ValidationError({"logboek": "Kies een logboek."})
    klasse = klasse_van(logboek)
    tot = jaren_later(klok.vandaag(), -klasse.jaren)
    laatste, aantal = _losse_post(tot) if logboek == POST else _rijpe_zegels(logboek, tot)
    if not aantal:
        wat = "enkel bestand" if logboek == POST else "enkele verzegeling"
        raise ValidationError(
            {"logboek": f"Van geen {wat} is de bewaartermijn van {klasse.jaren} jaar voorbij."}
        )
    try:
        with transaction.atomic():
            return Logvernietiging.objects.create(
                logboek=logboek,
                tot_id=laatste,
                tot_en_met=tot,
                jaren=klasse.jaren,
                aantal=aantal,
                opgesteld_door_id=toegang.gebruiker_id,
                opgesteld_naam=toegang.naam[:200],
                opgesteld_op=klok.nu(),
            )
    except IntegrityError as fout:
        raise ValidationError({"logboek": "Hiervoor ligt nog een voorstel. Rond dat eerst af."}) from fout


def _rijpe_zegels(logboek: str, tot: date) -> tuple[int, int]:
    """The last row of the seals that were set up to and including a day, and how many rows they cover."""
    al = Logvernietiging.objects.filter(logboek=logboek, toestand=Toestand.UITGEVOERD).aggregate(
        m=Max("tot_id")
    )
    rijp = Verzegeling.objects.filter(logboek=logboek, op__date__lte=tot, tot_id__gt=al["m"] or 0)
    som = rijp.aggregate(laatste=Max("tot_id"), aantal=Sum("aantal"))
    return som["laatste"] or 0, som["aantal"] or 0


def _losse_post(tot: date) -> tuple[int, int]:
    """How many files up to and including a day belong to no municipality; they have no number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(dossier_losse_berichten(NULL, %s))", [tot])
        return 0, int(cursor.fetchone()[0])


def mag_beslissen(toegang: Toegang, lijst: Logvernietiging) -> bool:
    """May approve or reject this: an officer who did not propose it."""
    return rollen.mag_logvernietiging_goedkeuren(toegang) and toegang.gebruiker_id != lijst.opgesteld_door_id


def _lijst(toegang: Toegang, lijst_id: int) -> Logvernietiging:
    lijst = Logvernietiging.objects.filter(pk=lijst_id).first()
    if lijst is None or not mag_beslissen(toegang, lijst):
        raise ToegangGeweigerd(
            "Hierover beslist een functionaris gegevensbescherming die het niet voorstelde."
        )
    return lijst


@transaction.atomic
def beslis(toegang: Toegang, lijst_id: int, *, akkoord: bool, toelichting: str = "") -> Logvernietiging:
    """Approve or reject, once.

    Raises:
        ToegangGeweigerd: no officer, or one's own proposal.
        ValidationError: decided already, or a no without a reason.
    """
    lijst = _lijst(toegang, lijst_id)
    if lijst.toestand != Toestand.OPGESTELD:
        raise ValidationError("Hierover is al beslist. Ververs de bladzijde.")
    if not akkoord and not toelichting.strip():
        raise ValidationError({"toelichting": "Schrijf waarom u dit afwijst."})
    lijst.toestand = Toestand.GOEDGEKEURD if akkoord else Toestand.AFGEWEZEN
    lijst.beslist_door_id, lijst.beslist_naam = toegang.gebruiker_id, toegang.naam[:200]
    lijst.beslist_op, lijst.toelichting = klok.nu(), toelichting.strip()
    lijst.save(update_fields=["toestand", "beslist_door", "beslist_naam", "beslist_op", "toelichting"])
    return lijst


def voer_uit(toegang: Toegang, lijst_id: int) -> Logvernietiging:
    """Destroy what was approved, by who approved it; leaves the proof.

    Raises:
        ToegangGeweigerd: not the officer who approved it.
        ValidationError: not approved, done already, or something in it must stay; says what.
    """
    lijst = _lijst(toegang, lijst_id)
    if lijst.toestand != Toestand.GOEDGEKEURD or lijst.beslist_door_id != toegang.gebruiker_id:
        raise ValidationError("Dit is niet door u goedgekeurd, of al uitgevoerd. Ververs de bladzijde.")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            functie = "dossier_vernietig_post" if lijst.logboek == POST else "dossier_vernietig_logboek"
            cursor.execute(f"SELECT {functie}(%s)", [lijst_id])
    except DatabaseError as fout:
        oorzaak = getattr(fout.__cause__, "diag", None)
        if oorzaak is None or oorzaak.sqlstate != "23514":
            raise
        raise ValidationError(str(oorzaak.message_primary)) from fout
    lijst.refresh_from_db()
    return lijst
