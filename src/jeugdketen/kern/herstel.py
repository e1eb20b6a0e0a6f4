"""Four eyes on recovery: nobody alone opens a way into an account that somebody else uses.

An administrator asks, with how it was seen who the person is; another administrator, the team leader of a municipality
where the person works, or the administrator of its provider confirms; then the administrator carries it out, once and
within a day. Where nobody else can confirm, and could not in the two weeks before, it can be carried out after two days
in which the person was told and can stop it. The database holds all of it (`kern_mag_herstellen`).

An account that nobody used yet needs no second person, and neither does a password code where a second factor stays.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from jeugdketen.kern import rollen
from jeugdketen.kern.beveiligingslog import Soort, leg_gebeurtenis_vast
from jeugdketen.kern.models import Gebruiker, Herstelverzoek
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd, huidige_toegang

Wat, Antwoord = Herstelverzoek.Wat, Herstelverzoek.Antwoord

GELDT: Final = timedelta(hours=24)
"""How long after the yes it can be carried out."""

WACHT: Final = timedelta(hours=48)
"""How long it waits where nobody else can confirm; the person is told meanwhile."""

VERVALT: Final = timedelta(hours=120)
"""After this it must be asked again."""


class HerstelNietGevonden(LookupError):
    """No such question, or none that this person may see. The message may be shown."""

    def __init__(self) -> None:
        super().__init__("Dit verzoek bestaat niet, of u mag het niet zien.")


def _vraag_database(functie: str, *waarden: object) -> bool:
    plaatsen = ", ".join(["%s"] * len(waarden))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {functie}({plaatsen})", waarden)
        return bool(cursor.fetchone()[0])


def vraagt_vier_ogen(gebruiker: Gebruiker, wat: str) -> bool:
    """Does this need a second person: the account is in use, and this would open it without its owner."""
    return _vraag_database("kern_vraagt_vier_ogen", gebruiker.pk, str(wat))


def staat_alleen(toegang: Toegang, gebruiker: Gebruiker) -> bool:
    """There is nobody but this administrator who could confirm, and there was nobody in the two weeks before."""
    return _vraag_database("kern_staat_alleen", toegang.gebruiker_id, gebruiker.pk)


def mag(gebruiker: Gebruiker, wat: str) -> bool:
    """Can the administrator who asks do this now: no second person is needed, or one confirmed it."""
    return _vraag_database("kern_mag_herstellen", gebruiker.pk, str(wat))


def kan_bevestigen(toegang: Toegang, verzoek: Herstelverzoek) -> bool:
    """May this person answer this question: neither who asks nor whom it is about, and with a role that can."""
    return toegang.gebruiker_id not in (None, verzoek.door_id) and _vraag_database(
        "kern_kan_bevestigen", toegang.gebruiker_id, verzoek.gebruiker_id
    )


def verzoeken_over(gebruiker_id: int) -> list[Herstelverzoek]:
    """What was asked about this account in the last five days, newest first, as far as one may see it."""
    sinds = timezone.now() - VERVALT
    return list(Herstelverzoek.objects.filter(gebruiker_id=gebruiker_id, op__gt=sinds))


def te_bevestigen(toegang: Toegang) -> list[Herstelverzoek]:
    """The open questions that this person may see and that are not about itself, oldest first."""
    return list(
        Herstelverzoek.objects.filter(antwoord="", uitgevoerd_op=None, op__gt=timezone.now() - VERVALT)
        .exclude(gebruiker_id=toegang.gebruiker_id)
        .select_related("gebruiker")
        .order_by("pk")
    )


def over_mij(toegang: Toegang) -> list[Herstelverzoek]:
    """The open questions about one's own account: who did not ask for it stops it."""
    return [
        rij
        for rij in verzoeken_over(toegang.gebruiker_id or 0)
        if rij.uitgevoerd_op is None and rij.antwoord in ("", Antwoord.AKKOORD)
    ]


BERICHT: Final = "_herstel"
"""Session key: somebody asked to open this account again, and every page says so."""


def ververs_bericht(request: HttpRequest, toegang: Toegang) -> None:
    """Keep in the session whether something was asked about this account; looked at once a minute."""
    if bool(over_mij(toegang)) != bool(request.session.get(BERICHT)):
        request.session[BERICHT] = not request.session.get(BERICHT)


@transaction.atomic
def vraag(
    toegang: Toegang,
    gebruiker: Gebruiker,
    wat: str,
    *,
    toelichting: str,
    request: HttpRequest | None = None,
) -> Herstelverzoek:
    """Ask that a second person confirms a recovery.

    Args:
        toegang: the administrator.
        gebruiker: whose account.
        wat: one of `Herstelverzoek.Wat`.
        toelichting: how the administrator saw who the person is; the second person and the log read it.

    Raises:
        ToegangGeweigerd: no administrator, or one's own account.
        ValidationError: no kind, no explanation, or the same was asked already and waits.
    """
    if not rollen.mag_gebruikers_beheren(toegang) or toegang.gebruiker_id is None:
        raise ToegangGeweigerd("Herstel van een account vraagt een beheerder.")
    if gebruiker.pk == toegang.gebruiker_id:
        raise ToegangGeweigerd("Uw eigen account herstelt een andere beheerder.")
    if wat not in Wat.values:
        raise ValidationError({"wat": "Kies wat u wilt herstellen."})
    schoon = " ".join(toelichting.split())[:200]
    if len(schoon) < 5:
        raise ValidationError({"toelichting": "Schrijf op hoe u hebt vastgesteld wie het is."})
    Herstelverzoek.objects.filter(
        gebruiker=gebruiker, wat=wat, antwoord="", uitgevoerd_op=None, door_id=toegang.gebruiker_id
    ).filter(op__lte=timezone.now() - VERVALT).update(
        antwoord=Antwoord.INGETROKKEN, antwoord_door_id=toegang.gebruiker_id, antwoord_naam=toegang.naam
    )
    try:
        with transaction.atomic():
            rij = Herstelverzoek.objects.create(
                gebruiker=gebruiker,
                wat=wat,
                toelichting=schoon,
                door_id=toegang.gebruiker_id,
                door_naam=toegang.naam[:200],
            )
    except IntegrityError as fout:
        raise ValidationError("Hierom is al gevraagd. Wacht op het antwoord, of trek het in.") from fout
    leg_gebeurtenis_vast(
        Soort.HERSTEL_GEVRAAGD,
        request=request,
        over=gebruiker,
        doel=rij.get_wat_display(),
        toelichting=schoon,
    )
    return rij


@transaction.atomic
def antwoord(
    toegang: Toegang,
    verzoek_id: int,
    *,
    akkoord: bool,
    toelichting: str,
    request: HttpRequest | None = None,
) -> Herstelverzoek:
    """Confirm or refuse, once, as a second person who saw for itself that it is right.

    Raises:
        HerstelNietGevonden: no such question for this person.
        ToegangGeweigerd: one's own question, about oneself, or no role that can confirm (any more).
        ValidationError: answered already, too old, or without saying what was seen.
    """
    rij = _een(verzoek_id)
    if not kan_bevestigen(toegang, rij):
        raise ToegangGeweigerd(
            "Dit bevestigt een ander dan wie het vroeg en over wie het gaat: een andere beheerder, de teamleider van "
            "die gemeente, of de beheerder van die aanbieder."
        )
    if rij.antwoord or rij.uitgevoerd_op is not None or rij.op <= timezone.now() - VERVALT:
        raise ValidationError("Dit verzoek is al beantwoord of verlopen. Ververs de bladzijde.")
    schoon = " ".join(toelichting.split())[:200]
    if len(schoon) < 5:
        raise ValidationError(
            {"toelichting": "Schrijf op hoe u zelf hebt gecontroleerd dat deze persoon hierom vraagt."}
        )
    keus = Antwoord.AKKOORD if akkoord else Antwoord.NEE
    _beantwoord(toegang, rij, keus, schoon, request)
    return rij


@transaction.atomic
def trek_in(toegang: Toegang, verzoek_id: int, *, request: HttpRequest | None = None) -> Herstelverzoek:
    """Take back one's own question, or stop one about one's own account, also after the yes.

    Raises:
        HerstelNietGevonden: neither asked by this person nor about it.
        ValidationError: carried out or closed already.
    """
    rij = _een(verzoek_id)
    if toegang.gebruiker_id not in (rij.door_id, rij.gebruiker_id):
        raise HerstelNietGevonden
    if rij.uitgevoerd_op is not None or rij.antwoord not in ("", Antwoord.AKKOORD):
        raise ValidationError(
            "Dit verzoek is al afgehandeld. Waarschuw een andere beheerder als het niet klopt."
        )
    eigen = toegang.gebruiker_id == rij.gebruiker_id
    keus = Antwoord.TEGENGEHOUDEN if eigen else Antwoord.INGETROKKEN
    _beantwoord(toegang, rij, keus, "", request)
    return rij


def _een(verzoek_id: int) -> Herstelverzoek:
    rij = Herstelverzoek.objects.filter(pk=verzoek_id).select_for_update(of=("self",)).first()
    if rij is None:
        raise HerstelNietGevonden
    return rij


def _beantwoord(
    toegang: Toegang,
    rij: Herstelverzoek,
    keus: Herstelverzoek.Antwoord,
    tekst: str,
    request: HttpRequest | None,
) -> None:
    rij.antwoord, rij.antwoord_toelichting = keus, tekst
    rij.antwoord_door_id, rij.antwoord_naam, rij.antwoord_op = (
        toegang.gebruiker_id,
        toegang.naam[:200],
        timezone.now(),
    )
    rij.save(
        update_fields=["antwoord", "antwoord_toelichting", "antwoord_door", "antwoord_naam", "antwoord_op"]
    )
    leg_gebeurtenis_vast(
        Soort.HERSTEL_BEVESTIGD if keus == Antwoord.AKKOORD else Soort.HERSTEL_GEWEIGERD,
        request=request,
        over=rij.gebruiker_id,
        doel=rij.get_wat_display(),
        antwoord=keus.label,
        toelichting=tekst,
    )


# --- carrying out -----------------------------------------------------------------------------------------------------


class Uitvoering:
    """Holds the confirmed question while it is carried out, so that two windows cannot both do it.

    `with Uitvoering(gebruiker, wat): …` inside a transaction; marks it as carried out at the end. The set-up at the
    command line, and what needs no second person, pass without a question.

    Raises:
        ToegangGeweigerd: on entering, when a second person must confirm first.
    """

    def __init__(self, gebruiker: Gebruiker, wat: str) -> None:
        self.gebruiker, self.wat = gebruiker, str(wat)
        self.verzoeken: list[int] = []

    def __enter__(self) -> Uitvoering:
        wie = huidige_toegang()
        if wie.heeft({rollen.INRICHTING}) or not wie.heeft({rollen.BEHEERDER}):
            return self  # row security answers for who is no administrator
        if not vraagt_vier_ogen(self.gebruiker, self.wat):
            return self
        rijen = Herstelverzoek.objects.select_for_update(of=("self",)).filter(
            gebruiker=self.gebruiker,
            wat=self.wat,
            door_id=wie.gebruiker_id,
            uitgevoerd_op=None,
            antwoord__in=("", Antwoord.AKKOORD),
        )
        self.verzoeken = [rij.pk for rij in rijen]
        if not self.verzoeken or not mag(self.gebruiker, self.wat):
            raise ToegangGeweigerd(
                "Dit account is in gebruik. Vraag eerst dat een ander dit bevestigt, en voer het daarna uit."
            )
        return self

    def __exit__(self, soort: type[BaseException] | None, *_: object) -> None:
        if soort is None and self.verzoeken:
            # All that were asked for the same: one that lies beside it is no second chance.
            Herstelverzoek.objects.filter(pk__in=self.verzoeken).update(uitgevoerd_op=timezone.now())
