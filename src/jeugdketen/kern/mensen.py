"""People and their roles: who works here, who gave whom which role, who keeps whose work list, and who leaves.

An administrator manages accounts and sees no file. A role with sight of files is proposed by one person and granted by
another; so is every role that an administrator wants to hold. A provider's administrator does the same work for the
people of that provider alone. Row security holds all of it, also where this module would forget.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from jeugdketen.kern import klok, rollen
from jeugdketen.kern.models import Gebruiker, Rolbesluit, Rolhouder, Rolvoorstel, Waarneming
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd

LANGSTE_WAARNEMING: Final = timedelta(days=183)
"""No absence is kept for longer than half a year at once; after that somebody must look at it again."""

STANDEN: Final[dict[str, str]] = {
    "": "In dienst",
    "vertrokken": "Vertrokken",
    "zonder": "Zonder rol",
    "alle": "Iedereen",
}
"""Which people a list can show; the first are those who can come in today."""


class PersoonNietGevonden(LookupError):
    """No such person, or none that this administrator manages: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__("Deze persoon bestaat niet, of u beheert deze persoon niet.")


def mag_beheren(toegang: Toegang) -> bool:
    """Manages accounts: those of the region, or those of one's own provider."""
    return rollen.mag_gebruikers_beheren(toegang) or bool(toegang.beheerde_aanbieders)


def _eis_beheer(toegang: Toegang) -> None:
    if not mag_beheren(toegang):
        raise ToegangGeweigerd("U beheert geen mensen. Vraag de beheerder.")


# --- reading ------------------------------------------------------------------------------------------------------


def mensen(toegang: Toegang) -> QuerySet[Gebruiker]:
    """The people that this administrator manages: everybody, or who ever had a role at the own provider.

    Empty for who manages nobody.
    """
    if rollen.mag_gebruikers_beheren(toegang):
        return Gebruiker.objects.all()
    bij_ons = Rolhouder.objects.filter(
        gebruiker=OuterRef("pk"), aanbieder_agb__in=toegang.beheerde_aanbieders, rol__in=rollen.PER_AANBIEDER
    )
    return Gebruiker.objects.filter(Exists(bij_ons))


def zoek_mensen(
    toegang: Toegang, *, tekst: str = "", stand: str = "", rol: str = "", gemeente: str = ""
) -> QuerySet[Gebruiker]:
    """The people that this administrator manages, by name, with the roles of today prefetched as `rollen_nu`.

    Args:
        toegang: who asks.
        tekst: part of a name, a user name or an e-mail address.
        stand: one of `STANDEN`.
        rol: only who holds this role today.
        gemeente: only who holds a role for this municipality (CBS code) today.
    """
    vandaag = klok.vandaag()
    rijen = mensen(toegang)
    if tekst:
        rijen = rijen.filter(
            Q(naam__icontains=tekst) | Q(gebruikersnaam__icontains=tekst) | Q(e_mail__icontains=tekst)
        )
    nu = Rolhouder.objects.geldig_op(vandaag).filter(gebruiker=OuterRef("pk"))
    weg = Q(is_active=False) | Q(laatste_dag__lt=vandaag)
    if stand == "vertrokken":
        rijen = rijen.filter(weg)
    elif stand != "alle":
        rijen = rijen.exclude(weg)
        if stand == "zonder":
            rijen = rijen.filter(~Exists(nu))
    if rol:
        rijen = rijen.filter(Exists(nu.filter(rol=rol)))
    if gemeente:
        rijen = rijen.filter(Exists(nu.filter(gemeente_code=gemeente)))
    return rijen.order_by("naam", "pk").prefetch_related("rolhouders")


def persoon(toegang: Toegang, gebruiker_id: int) -> Gebruiker:
    """One person that this administrator manages.

    Raises:
        PersoonNietGevonden: nobody, or not theirs.
    """
    gevonden = mensen(toegang).filter(pk=gebruiker_id).first()
    if gevonden is None:
        raise PersoonNietGevonden
    return gevonden


def rollen_van(gebruiker: Gebruiker) -> list[Rolhouder]:
    """All roles that somebody had, has and will have; those that still count first."""
    vandaag = klok.vandaag()
    rijen = list(gebruiker.rolhouders.order_by("-van", "rol", "gemeente_code", "pk"))
    return sorted(rijen, key=lambda r: r.tot is not None and r.tot < vandaag)


def open_voorstellen(toegang: Toegang, *, gebruiker: Gebruiker | None = None) -> list[Rolvoorstel]:
    """Proposals that wait for an answer, oldest first, as far as this person may see them.

    Those of and about somebody who leaves lapse: they are not among them.
    """
    rijen = Rolvoorstel.objects.filter(_loopt(), besluit__isnull=True).select_related("gebruiker")
    if gebruiker is not None:
        rijen = rijen.filter(gebruiker=gebruiker)
    return list(rijen.order_by("pk"))


def _loopt() -> Q:
    """Proposals for somebody who still works here when the role begins, by somebody who still works here."""
    vandaag = klok.vandaag()
    wie = Q(gebruiker__laatste_dag__isnull=True) | (
        Q(gebruiker__laatste_dag__gte=F("van")) & Q(gebruiker__laatste_dag__gte=vandaag)
    )
    door = Q(door__laatste_dag__isnull=True) | Q(door__laatste_dag__gte=vandaag)
    return wie & door & Q(gebruiker__is_active=True, door__is_active=True)


def mag_beslissen(toegang: Toegang, voorstel: Rolvoorstel) -> bool:
    """May answer this proposal: made by another, for another, in a municipality where this person may grant roles."""
    return (
        toegang.gebruiker_id is not None
        and toegang.gebruiker_id not in (voorstel.door_id, voorstel.gebruiker_id)
        and rollen.mag_rol_toekennen(toegang, voorstel.gemeente_code or "")
    )


# --- accounts and roles -------------------------------------------------------------------------------------------


@transaction.atomic
def voeg_toe(toegang: Toegang, *, naam: str, gebruikersnaam: str, e_mail: str) -> Gebruiker:
    """Add somebody, without a role and without a password.

    Raises:
        ToegangGeweigerd: this person manages nobody.
        ValidationError: a field is empty, wrong or taken; the message names it and what to do.
    """
    _eis_beheer(toegang)
    fouten = {}
    if not naam.strip():
        fouten["naam"] = "Vul de naam in zoals collega's die kennen."
    if Gebruiker.objects.filter(gebruikersnaam__iexact=gebruikersnaam.strip()).exists():
        fouten["gebruikersnaam"] = "Deze gebruikersnaam is al in gebruik. Kies een andere."
    if Gebruiker.objects.filter(e_mail__iexact=e_mail.strip()).exists():
        fouten["e_mail"] = "Dit e-mailadres hoort al bij iemand. Zoek die persoon op in de lijst."
    if fouten:
        raise ValidationError(fouten)
    return Gebruiker.objects.maak(gebruikersnaam, e_mail=e_mail, naam=naam)


@dataclass(frozen=True, slots=True)
class Roluitslag:
    """What became of giving a role: it is there, or it waits for a second person."""

    rolhouder: Rolhouder | None
    voorstel: Rolvoorstel | None


@transaction.atomic
def geef_rol(
    toegang: Toegang,
    gebruiker: Gebruiker,
    rol: str,
    *,
    gemeente: str | None = None,
    aanbieder: str | None = None,
    van: date | None = None,
    tot: date | None = None,
    reden: str = "",
) -> Roluitslag:
    """Give a role, or propose it where a second person must grant it.

    Args:
        toegang: the administrator.
        gebruiker: who gets it.
        rol: one of `rollen.ROLLEN`.
        gemeente: CBS code, for a role that is held for a municipality.
        aanbieder: AGB code, for a role that is held for an organisation.
        van: first day; today when it is not given. Never before today.
        tot: last day, counted in; None for no end.
        reden: why; needed for a proposal, so that who grants it knows.

    Raises:
        ToegangGeweigerd: this administrator may not give this role to this person.
        ValidationError: a field is wrong; the message names it and what to do.
    """
    _eis_beheer(toegang)
    vandaag = klok.vandaag()
    begin = van or vandaag
    gemeente = (gemeente or None) if rol in rollen.PER_GEMEENTE else None
    aanbieder = (aanbieder or None) if rol in rollen.PER_ORGANISATIE else None
    fouten = {}
    if rol not in rollen.ROLLEN:
        fouten["rol"] = "Kies een rol uit de lijst."
    if rol in rollen.PER_GEMEENTE and gemeente is None:
        fouten["gemeente"] = "Deze rol geldt voor één gemeente. Kies de gemeente."
    if rol in rollen.PER_ORGANISATIE and aanbieder is None:
        fouten["aanbieder"] = "Deze rol geldt voor één organisatie. Vul de AGB-code in."
    if begin < vandaag:
        fouten["van"] = "Een rol begint vandaag of later. Kies een andere eerste dag."
    if tot is not None and tot < begin:
        fouten["tot"] = "De laatste dag ligt voor de eerste. Kies een dag op of na de eerste dag."
    if gebruiker.laatste_dag is not None and gebruiker.laatste_dag < begin:
        fouten["van"] = "Deze persoon werkt hier dan niet meer."
    regio = rollen.mag_gebruikers_beheren(toegang)
    if not regio and not (rol in rollen.PER_AANBIEDER and aanbieder in toegang.beheerde_aanbieders):
        raise ToegangGeweigerd("U geeft alleen rollen bij uw eigen aanbieder.")
    if not fouten and _heeft_al(gebruiker, rol, gemeente, aanbieder, begin, tot):
        fouten["rol"] = "Deze persoon heeft deze rol al in deze periode."
    zelf = gebruiker.pk == toegang.gebruiker_id
    voorstellen = regio and (rol in rollen.VIER_OGEN or zelf) and not toegang.heeft({rollen.INRICHTING})
    if zelf and not regio:
        raise ToegangGeweigerd("U geeft uzelf geen rol. Vraag een andere beheerder van uw aanbieder.")
    if voorstellen and len(reden.strip()) < 5:
        fouten["reden"] = "Schrijf waarom deze persoon deze rol nodig heeft; een collega beslist erover."
    if fouten:
        raise ValidationError(fouten)
    wat = {"rol": rol, "gemeente_code": gemeente, "aanbieder_agb": aanbieder, "van": begin, "tot": tot}
    if voorstellen:
        voorstel = Rolvoorstel(
            gebruiker=gebruiker,
            reden=" ".join(reden.split())[:200],
            door_id=toegang.gebruiker_id,
            door_naam=toegang.naam,
            op=klok.nu(),
            **wat,
        )
        voorstel.clean_fields()
        voorstel.save(force_insert=True)
        return Roluitslag(None, voorstel)
    houder = Rolhouder(gebruiker=gebruiker, **wat)
    houder.full_clean()
    houder.save(force_insert=True)
    return Roluitslag(houder, None)


def _heeft_al(
    gebruiker: Gebruiker, rol: str, gemeente: str | None, aanbieder: str | None, van: date, tot: date | None
) -> bool:
    zelfde = {"rol": rol, "gemeente_code": gemeente, "aanbieder_agb": aanbieder}
    return (
        gebruiker.rolhouders.raakt(van, tot).filter(**zelfde).exists()
        or gebruiker.rolvoorstellen.filter(_loopt(), besluit__isnull=True, **zelfde).exists()
    )


@transaction.atomic
def beslis(toegang: Toegang, voorstel_id: int, *, akkoord: bool, toelichting: str = "") -> Rolbesluit:
    """Answer a proposal, once; with a yes the role is there at once.

    Raises:
        PersoonNietGevonden: no such proposal for this person.
        ToegangGeweigerd: own proposal, about oneself, or not one's municipality.
        ValidationError: it was answered already, it lapsed, or a no comes without a reason.
    """
    voorstel = Rolvoorstel.objects.filter(pk=voorstel_id).select_related("gebruiker").first()
    if voorstel is None:
        raise PersoonNietGevonden
    if not mag_beslissen(toegang, voorstel):
        raise ToegangGeweigerd(
            "Over dit voorstel beslist een ander dan wie het deed en over wie het gaat: een andere beheerder, of de "
            "teamleider van die gemeente."
        )
    if not Rolvoorstel.objects.filter(_loopt(), pk=voorstel_id).exists():
        raise ValidationError("Dit voorstel is vervallen: over wie het gaat of wie het deed, vertrekt.")
    if not akkoord and not toelichting.strip():
        raise ValidationError({"toelichting": "Schrijf waarom u dit voorstel afwijst."})
    try:
        with transaction.atomic():
            besluit = Rolbesluit.objects.create(
                voorstel=voorstel,
                akkoord=akkoord,
                toelichting=" ".join(toelichting.split())[:200],
                door_id=toegang.gebruiker_id,
                door_naam=toegang.naam,
                op=klok.nu(),
            )
    except IntegrityError as fout:
        raise ValidationError("Over dit voorstel is al beslist. Ververs de bladzijde.") from fout
    if akkoord:
        Rolhouder.objects.create(
            gebruiker=voorstel.gebruiker,
            rol=voorstel.rol,
            gemeente_code=voorstel.gemeente_code,
            aanbieder_agb=voorstel.aanbieder_agb,
            van=voorstel.van,
            tot=voorstel.tot,
            voorstel=voorstel,
        )
    return besluit


@transaction.atomic
def beeindig_rol(toegang: Toegang, rolhouder_id: int, *, per: date | None = None) -> None:
    """End a role after a day (default yesterday, so at once); a role that begins today or later is
    then taken away.

    Raises:
        PersoonNietGevonden: no such role, or not one that this administrator manages.
        ValidationError: the day lies after the end that it has.
    """
    _eis_beheer(toegang)
    houder = Rolhouder.objects.filter(pk=rolhouder_id).first()
    eigen = houder is not None and (
        rollen.mag_gebruikers_beheren(toegang) or houder.aanbieder_agb in toegang.beheerde_aanbieders
    )
    if houder is None or not eigen:
        raise PersoonNietGevonden
    _kort_in(houder, per if per is not None else klok.vandaag() - timedelta(days=1))


def _kort_in(houder: Rolhouder, laatste: date) -> None:
    vandaag = klok.vandaag()
    if houder.tot is not None and houder.tot < laatste:
        raise ValidationError({"per": "Deze rol eindigt al eerder. Kies een eerdere dag."})
    if houder.van > laatste and houder.van >= vandaag:
        houder.delete()
        return
    houder.tot = max(houder.van, laatste)
    houder.save(update_fields=["tot"])


@transaction.atomic
def sluit_account(toegang: Toegang, gebruiker: Gebruiker) -> None:
    """Close an account at once: every role ends, nobody comes in with it. What it did stays on its name.

    Raises:
        ToegangGeweigerd: one's own account, or somebody that this administrator does not manage.
    """
    vertrek(toegang, gebruiker, laatste_dag=klok.vandaag() - timedelta(days=1))


@transaction.atomic
def vertrek(toegang: Toegang, gebruiker: Gebruiker, *, laatste_dag: date) -> int:
    """Somebody leaves: every role ends after the last day, proposals lapse, absence that they keep ends.

    From the day after, the account lets nobody in, whatever session was open: each request reads it anew. What this
    person did stays on record under the own name. Giving the open work to a colleague is a step of its own, in the app
    that knows the work.

    Returns:
        How many roles were ended.

    Raises:
        ToegangGeweigerd: one's own account, or somebody that this administrator does not manage.
        ValidationError: somebody of another organisation still needs the account.
    """
    _eis_beheer(toegang)
    if gebruiker.pk == toegang.gebruiker_id:
        raise ToegangGeweigerd("Uw eigen account sluit een andere beheerder.")
    persoon(toegang, gebruiker.pk)
    vandaag = klok.vandaag()
    aantal = 0
    for houder in gebruiker.rolhouders.filter(Q(tot__isnull=True) | Q(tot__gt=laatste_dag)):
        if (
            not rollen.mag_gebruikers_beheren(toegang)
            and houder.aanbieder_agb not in toegang.beheerde_aanbieders
        ):
            raise ValidationError(
                "Deze persoon werkt ook voor een andere organisatie. Beëindig alleen de rollen bij uw aanbieder."
            )
        _kort_in(houder, laatste_dag)
        aantal += 1
    gebruiker.laatste_dag = laatste_dag
    gebruiker.is_active = laatste_dag >= vandaag
    gebruiker.save(update_fields=["laatste_dag", "is_active"])
    return aantal


def sluit_verlopen_accounts() -> int:
    """Mark the accounts closed of who left before today; returns how many. They let nobody in already."""
    weg = Gebruiker.objects.filter(is_active=True, laatste_dag__lt=klok.vandaag())
    return int(weg.update(is_active=False))


# --- absence ------------------------------------------------------------------------------------------------------


def collegas_voor_waarneming(toegang: Toegang, afwezige_id: int) -> list[tuple[Gebruiker, tuple[str, ...]]]:
    """Who can keep the work list of somebody: colleagues with the same role, with the municipalities they share.

    The CBS codes come with each colleague; who shares most comes first.
    """
    vandaag = klok.vandaag()
    eigen = _waar_te_nemen(afwezige_id, vandaag)
    gedeeld: dict[int, set[str]] = {}
    namen: dict[int, Gebruiker] = {}
    rijen = (
        Rolhouder.objects.geldig_op(vandaag)
        .filter(rol__in={rol for rol, _ in eigen}, gemeente_code__in={g for _, g in eigen})
        .exclude(gebruiker_id=afwezige_id)
        .filter(gebruiker__is_active=True)
        .select_related("gebruiker")
    )
    for rij in rijen:
        if rij.gemeente_code and (rij.rol, rij.gemeente_code) in eigen:
            gedeeld.setdefault(rij.gebruiker_id, set()).add(rij.gemeente_code)
            namen[rij.gebruiker_id] = rij.gebruiker
    uit = [(namen[pk], tuple(sorted(codes))) for pk, codes in gedeeld.items()]
    return sorted(uit, key=lambda paar: (-len(paar[1]), paar[0].naam))


def _waar_te_nemen(gebruiker_id: int, dag: date) -> set[tuple[str, str]]:
    rijen = Rolhouder.objects.geldig_op(dag).filter(gebruiker_id=gebruiker_id, rol__in=rollen.WAARNEEMBAAR)
    return {(rol, gemeente) for rol, gemeente in rijen.values_list("rol", "gemeente_code") if gemeente}


def team(toegang: Toegang) -> list[Gebruiker]:
    """The colleagues with a work list in the municipalities that this person leads, by name, without oneself."""
    rijen = Rolhouder.objects.geldig_op(klok.vandaag()).filter(
        gebruiker=OuterRef("pk"), rol__in=rollen.WAARNEEMBAAR, gemeente_code__in=toegang.geleide_gemeenten
    )
    return list(
        Gebruiker.objects.filter(Exists(rijen), is_active=True)
        .exclude(pk=toegang.gebruiker_id)
        .order_by("naam")
    )


@dataclass(frozen=True, slots=True)
class Waarneemuitslag:
    """What was arranged: for which municipalities (CBS codes), and for which there is nobody yet."""

    geregeld: tuple[str, ...]
    open: tuple[str, ...]


@transaction.atomic
def regel_waarneming(
    toegang: Toegang, afwezige_id: int, waarnemer_id: int, *, van: date, tot: date
) -> Waarneemuitslag:
    """Name the colleague who keeps somebody's work list from a day to a day, for each municipality they share.

    It gives the colleague no access: only who holds the same role for that municipality can be named. It ends by
    itself.

    Raises:
        ToegangGeweigerd: neither the absent one nor the team leader of that municipality.
        ValidationError: the days are wrong, nothing is shared, or a colleague was named for these days already.
    """
    vandaag = klok.vandaag()
    fouten = {}
    if van < vandaag:
        fouten["van"] = "Waarneming begint vandaag of later. Kies een andere eerste dag."
    if tot < van:
        fouten["tot"] = "De laatste dag ligt voor de eerste. Kies een dag op of na de eerste dag."
    elif tot - van > LANGSTE_WAARNEMING:
        fouten["tot"] = "Regel waarneming voor hoogstens een half jaar. Kies een eerdere laatste dag."
    if waarnemer_id == afwezige_id:
        fouten["waarnemer"] = "U kunt niet voor uzelf waarnemen. Kies een collega."
    if fouten:
        raise ValidationError(fouten)
    eigen = _waar_te_nemen(afwezige_id, van)
    zelf = toegang.gebruiker_id == afwezige_id
    if not zelf:
        eigen = {(rol, g) for rol, g in eigen if rollen.mag_waarneming_regelen(toegang, g)}
        if not eigen:
            raise ToegangGeweigerd("Waarneming regelt de collega zelf, of de teamleider van die gemeente.")
    ander = Rolhouder.objects.filter(
        gebruiker_id=waarnemer_id, gebruiker__is_active=True, van__lte=van
    ).filter(Q(tot__isnull=True) | Q(tot__gte=tot))
    gedeeld = sorted(eigen & set(ander.values_list("rol", "gemeente_code")))
    if not gedeeld:
        raise ValidationError(
            {
                "waarnemer": "Deze collega heeft in die dagen niet dezelfde rol voor dezelfde gemeente. Kies een ander."
            }
        )
    al = Waarneming.objects.filter(
        afwezige_id=afwezige_id, gemeente_code__in=[g for _, g in gedeeld], van__lte=tot, tot__gte=van
    )
    if al.exists():
        raise ValidationError(
            {"van": "Voor (een deel van) deze dagen is al waarneming geregeld. Beëindig die eerst."}
        )
    Waarneming.objects.bulk_create(
        Waarneming(
            afwezige_id=afwezige_id,
            waarnemer_id=waarnemer_id,
            rol=rol,
            gemeente_code=gemeente,
            van=van,
            tot=tot,
            geregeld_door_id=toegang.gebruiker_id,
            op=klok.nu(),
        )
        for rol, gemeente in gedeeld
    )
    geregeld = {g for _, g in gedeeld}
    return Waarneemuitslag(tuple(sorted(geregeld)), tuple(sorted({g for _, g in eigen} - geregeld)))


@transaction.atomic
def stop_waarneming(toegang: Toegang, waarneming_id: int) -> None:
    """End an absence at once: the colleague no longer sees the list from now on.

    Raises:
        PersoonNietGevonden: no such absence, or not one's own and not in one's team.
    """
    rij = Waarneming.objects.filter(pk=waarneming_id).select_for_update().first()
    mag = rij is not None and (
        toegang.gebruiker_id == rij.afwezige_id or rollen.mag_waarneming_regelen(toegang, rij.gemeente_code)
    )
    if rij is None or not mag:
        raise PersoonNietGevonden
    gisteren = klok.vandaag() - timedelta(days=1)
    if rij.tot > gisteren:
        rij.tot = gisteren
        rij.save(update_fields=["tot"])


def waarnemingen(toegang: Toegang) -> list[Waarneming]:
    """The absences that concern this person or the own team and are not over, first those that began."""
    rijen = Waarneming.objects.filter(tot__gte=klok.vandaag()).filter(
        Q(afwezige_id=toegang.gebruiker_id)
        | Q(waarnemer_id=toegang.gebruiker_id)
        | Q(gemeente_code__in=toegang.geleide_gemeenten)
    )
    return list(
        rijen.select_related("afwezige", "waarnemer").order_by("van", "afwezige__naam", "gemeente_code")
    )


@dataclass(frozen=True, slots=True)
class Afwezige:
    """Somebody whose work list a person keeps today, in one municipality (CBS code)."""

    gebruiker_id: int
    naam: str
    gemeente: str
    tot: date


def neemt_waar_voor(toegang: Toegang) -> tuple[Afwezige, ...]:
    """Whose work lists this person keeps today: only where the person still holds a role in that municipality."""
    if toegang.gebruiker_id is None:
        return ()
    rijen = Waarneming.objects.geldig_op(klok.vandaag()).filter(waarnemer_id=toegang.gebruiker_id)
    return tuple(
        Afwezige(afwezige_id, naam, gemeente, tot)
        for rol, afwezige_id, naam, gemeente, tot in rijen.order_by(
            "afwezige__naam", "gemeente_code"
        ).values_list("rol", "afwezige_id", "afwezige__naam", "gemeente_code", "tot")
        if toegang.heeft({rol}, gemeente=gemeente)
    )


def afwezige_bij(toegang: Toegang, gebruiker_id: int | None, gemeente: str) -> Afwezige | None:
    """The absent colleague with this number whose list this person keeps in this municipality today; else None."""
    gevonden: Iterable[Afwezige] = neemt_waar_voor(toegang) if gebruiker_id is not None else ()
    return next((a for a in gevonden if (a.gebruiker_id, a.gemeente) == (gebruiker_id, gemeente)), None)
