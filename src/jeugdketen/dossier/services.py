"""Every write in the file of a child. Facts are added with who recorded them and when, and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models.functions import Coalesce

from jeugdketen.dossier import namen
from jeugdketen.dossier.brp import BrpOnbereikbaar, BrpPersoon, BrpPoort, brp_poort
from jeugdketen.dossier.models import (
    Adres,
    Betrokkenheid,
    Brpmelding,
    GezamenlijkeBeoordeling,
    Jeugdige,
    Leefsituatie,
    Relatie,
    Toestemming,
    Zoekterm,
)
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.selectors import jeugdige_bij_bsn, jeugdige_bij_vroeger_bsn, term_van
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel, schoon_bsn
from jeugdketen.kern.rollen import SYSTEEM, mag_feiten_vastleggen
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.landschap.selectors import gemeente_naam

OUDSTE = timedelta(days=365 * 25)
"""A child or young person is younger than this; an older birth date is a mistake."""

_RELATIESOORT = {"voogd": "11", "derde": "18"}


def _eis(toegang: Toegang, jeugdige: Jeugdige) -> None:
    if not (
        mag_feiten_vastleggen(toegang, jeugdige.gemeente_code)
        or toegang.heeft({SYSTEEM}, gemeente=jeugdige.gemeente_code)
    ):
        raise ToegangGeweigerd(
            "U mag in dit dossier niets vastleggen. Vraag een consulent van deze gemeente."
        )


def _eis_datum(datum: date, veld: str, wat: str, jeugdige: Jeugdige) -> None:
    if datum > klok.vandaag():
        raise ValidationError({veld: f"{wat} ligt in de toekomst. Vul de dag in waarop het gebeurde."})
    if datum < jeugdige.geboortedatum:
        raise ValidationError({veld: f"{wat} ligt voor de geboorte van de jeugdige. Controleer het jaar."})


# --- the child ----------------------------------------------------------------------------------------------------


@transaction.atomic
def leg_jeugdige_vast(
    gemeente_code: str,
    *,
    bsn: str | None,
    naam: Naam,
    geboortedatum: date,
    geslacht: str = "0",
    geboortedatum_gebruik: str = "",
) -> Jeugdige:
    """The file of a child in a municipality: the one there is by BSN, or a new one with what a message says.

    A file that exists is not changed by what a message says; the BRP does that (`werk_bij_uit_brp`). Two messages about
    the same new child at once give one file.

    Raises:
        ValidationError: no valid BSN or no possible birth date; the message names the field.
    """
    if bsn is not None:
        bsn = schoon_bsn(bsn)
        bestaand = jeugdige_bij_bsn(bsn, gemeente_code)
        if bestaand is not None:
            return bestaand
        vroeger = jeugdige_bij_vroeger_bsn(bsn, gemeente_code, geboortedatum)
        if vroeger is not None:
            meld_uit_brp(
                vroeger,
                Brpmelding.Soort.VROEGER_BSN,
                "Er kwam een bericht binnen onder het vroegere BSN van deze jeugdige. Vraag de aanbieder het te "
                "verbeteren.",
            )
            return vroeger
    jeugdige = _nieuwe_jeugdige(
        gemeente_code,
        bsn=bsn,
        naam=naam,
        geboortedatum=geboortedatum,
        geslacht=geslacht,
        geboortedatum_gebruik=geboortedatum_gebruik,
    )
    if bsn is None:
        jeugdige.save(force_insert=True)
    else:
        # Whoever came first wins; the other takes that file.
        Jeugdige.objects.bulk_create([jeugdige], ignore_conflicts=True)
        gevonden = jeugdige_bij_bsn(bsn, gemeente_code)
        assert gevonden is not None, "row security hides the file that was just made"
        jeugdige = gevonden
    leg_zoektermen_vast(jeugdige)
    return jeugdige


def keur_jeugdige(
    gemeente_code: str,
    *,
    bsn: str,
    naam: Naam,
    geboortedatum: date,
    geslacht: str = "0",
    geboortedatum_gebruik: str = "",
) -> None:
    """What `leg_jeugdige_vast` would refuse, with nothing written.

    Raises:
        ValidationError: as there.
    """
    bsn = schoon_bsn(bsn)
    if jeugdige_bij_bsn(bsn, gemeente_code) is None and (
        jeugdige_bij_vroeger_bsn(bsn, gemeente_code, geboortedatum) is None
    ):
        _nieuwe_jeugdige(
            gemeente_code,
            bsn=bsn,
            naam=naam,
            geboortedatum=geboortedatum,
            geslacht=geslacht,
            geboortedatum_gebruik=geboortedatum_gebruik,
        )


def _nieuwe_jeugdige(
    gemeente_code: str,
    *,
    bsn: str | None,
    naam: Naam,
    geboortedatum: date,
    geslacht: str,
    geboortedatum_gebruik: str,
) -> Jeugdige:
    """A child as it would be stored, checked.

    Raises:
        ValidationError: the birth date is impossible, or a field does not fit.
    """
    vandaag = klok.vandaag()
    if not geboortedatum_gebruik and not vandaag - OUDSTE <= geboortedatum <= vandaag:
        raise ValidationError(
            {
                "geboortedatum": "Deze geboortedatum kan niet kloppen voor een jeugdige. Controleer dag, maand en jaar."
            }
        )
    jeugdige = Jeugdige(
        gemeente_code=gemeente_code,
        bsn=bsn,
        bsn_sleutel=None if bsn is None else bsn_sleutel(bsn),
        geboortedatum=geboortedatum,
        geboortedatum_gebruik=geboortedatum_gebruik,
        geslacht=geslacht,
        **naam._asdict(),
    )
    jeugdige.clean_fields(exclude=["bsn", "geboortedatum"])
    return jeugdige


def zoektermen_van(jeugdige: Jeugdige) -> set[int]:
    """The hashed pieces of name and birth date by which the child is found."""
    tekst = " ".join(
        [jeugdige.voornamen, jeugdige.voorvoegsel, jeugdige.achternaam, jeugdige.partner_achternaam]
    )
    termen = {term_van(stuk) for stuk in namen.stukken(tekst)}
    termen.add(term_van(f"geb:{jeugdige.geboortedatum.isoformat()}"))
    return termen


def leg_zoektermen_vast(jeugdige: Jeugdige) -> None:
    """Write the hashed pieces of name and birth date by which the child is found."""
    termen = zoektermen_van(jeugdige)
    bekend = set(jeugdige.zoektermen.values_list("term", flat=True))
    if weg := bekend - termen:
        jeugdige.zoektermen.filter(term__in=weg).delete()
    Zoekterm.objects.bulk_create(
        [
            Zoekterm(jeugdige=jeugdige, gemeente_code=jeugdige.gemeente_code, term=term)
            for term in sorted(termen - bekend)
        ],
        ignore_conflicts=True,
    )


@dataclass(frozen=True, slots=True)
class Brpuitslag:
    """What asking the BRP gave, for the screen and for the decision who must act.

    Attributes:
        uitkomst: `bekend`, `onbekend` (no such BSN), `onbereikbaar`, `overleden`, `andere_gemeente` (registered
            elsewhere), `geen_bsn`.
        melding: one Dutch sentence that says what is the matter and who must act; empty when all is well.
        persoon: what the BRP said; None when it said nothing.
    """

    uitkomst: str
    melding: str
    persoon: BrpPersoon | None = None

    @property
    def klopt(self) -> bool:
        """True when the BRP knows the child, alive, in this municipality."""
        return self.uitkomst == "bekend"


@transaction.atomic
def werk_bij_uit_brp(jeugdige: Jeugdige, *, poort: BrpPoort | None = None) -> Brpuitslag:
    """Ask the BRP about the child, and bring name, address, authority, secrecy, death and domicile up to date.

    What the BRP does not know stays as it was. Nothing is refused here: the outcome says what somebody must look at.
    """
    if not jeugdige.bsn:
        return Brpuitslag("geen_bsn", "Deze jeugdige heeft geen BSN. Zoek het BSN op en vul het in.")
    was = _Eerder.van(jeugdige)
    try:
        persoon = (poort or brp_poort()).zoek(jeugdige.bsn)
    except BrpOnbereikbaar as fout:
        return Brpuitslag("onbereikbaar", str(fout))
    jeugdige.brp_op = klok.nu()
    if persoon is None:
        jeugdige.brp_stand = Jeugdige.BrpStand.ONBEKEND
        jeugdige.save(update_fields=["brp_op", "brp_stand"])
        if was is not None:
            meld_uit_brp(
                jeugdige,
                Brpmelding.Soort.ONBEKEND,
                "De BRP kent het BSN van deze jeugdige niet meer. Controleer het BSN.",
            )
        return Brpuitslag(
            "onbekend",
            "De BRP kent dit BSN niet. Vraag de aanbieder het BSN te controleren.",
        )
    for deel, waarde in persoon.naam._asdict().items():
        setattr(jeugdige, deel, waarde)
    jeugdige.geboortedatum, jeugdige.ongeboren = persoon.geboortedatum, False
    jeugdige.geboortedatum_gebruik = persoon.geboortedatum_gebruik
    jeugdige.geslacht = persoon.geslacht
    jeugdige.geheim = persoon.geheim
    jeugdige.overleden_op = persoon.overleden_op
    jeugdige.woongemeente = persoon.gemeente_code
    jeugdige.woongemeente_sinds = persoon.gemeente_sinds
    jeugdige.brp_stand = Jeugdige.BrpStand.BEKEND
    jeugdige.save()
    leg_zoektermen_vast(jeugdige)
    _leg_adres_vast(jeugdige, persoon)
    _leg_gezag_vast(jeugdige, persoon)
    if was is not None:
        _meld_verschil(jeugdige, was)
    if persoon.overleden_op is not None:
        return Brpuitslag(
            "overleden",
            "Volgens de BRP is deze jeugdige overleden. Neem contact op met de aanbieder voordat u iets besluit.",
            persoon,
        )
    if persoon.gemeente_code != jeugdige.gemeente_code:
        waar = "in geen gemeente" if persoon.gemeente_code is None else "in een andere gemeente"
        return Brpuitslag(
            "andere_gemeente",
            f"Volgens de BRP staat deze jeugdige {waar} ingeschreven. "
            "Stel eerst vast welke gemeente verantwoordelijk is.",
            persoon,
        )
    return Brpuitslag("bekend", "", persoon)


@dataclass(frozen=True, slots=True)
class _Eerder:
    """What the file said of a child that the BRP knew, before the BRP was asked again."""

    naam: Naam
    geheim: bool
    overleden_op: date | None
    gemeente: str | None
    adres: str
    gezag: tuple[str, ...]

    @classmethod
    def van(cls, jeugdige: Jeugdige) -> _Eerder | None:
        """None when the BRP did not know the child before: then nothing changed."""
        if jeugdige.brp_stand != Jeugdige.BrpStand.BEKEND:
            return None
        adres = jeugdige.adressen.filter(soort=Adres.Soort.WOONADRES, tot__isnull=True).first()
        return cls(
            naam=jeugdige.naam,
            geheim=jeugdige.geheim,
            overleden_op=jeugdige.overleden_op,
            gemeente=jeugdige.woongemeente,
            adres=f"{adres.postcode} {adres.regel}" if adres else "",
            gezag=tuple(r.weergavenaam for r in jeugdige.relaties.filter(gezag=True)),
        )


def _meld_verschil(jeugdige: Jeugdige, was: _Eerder) -> None:
    """A work item for each thing that changed, in words that name no name and no address."""
    nu = _Eerder.van(jeugdige)
    assert nu is not None, "the BRP knew the child just now"
    soort = Brpmelding.Soort
    if nu.overleden_op is not None and was.overleden_op is None:
        meld_uit_brp(
            jeugdige,
            soort.OVERLEDEN,
            f"Overleden op {_dag(nu.overleden_op)}. Beëindig de hulp en benader het gezin niet met een standaardbrief.",
        )
    if nu.gemeente != was.gemeente:
        waar = gemeente_naam(nu.gemeente) if nu.gemeente else "een adres buiten Nederland of onbekend"
        meld_uit_brp(
            jeugdige, soort.VERHUISD, f"Verhuisd naar {waar}. Stel de woonplaats vast en draag zo nodig over."
        )
    elif not nu.geheim and not was.geheim and was.adres and nu.adres != was.adres:
        meld_uit_brp(
            jeugdige, soort.VERHUISD, "Verhuisd binnen de gemeente. Het nieuwe adres staat in het dossier."
        )
    if nu.geheim and not was.geheim:
        meld_uit_brp(
            jeugdige,
            soort.GEHEIM,
            "Het adres is geheim geworden. Noem het in geen brief, bericht of gesprek.",
        )
    if was.geheim and not nu.geheim:
        meld_uit_brp(jeugdige, soort.NIET_GEHEIM, "Het adres is niet meer geheim.")
    if nu.naam != was.naam:
        meld_uit_brp(jeugdige, soort.NAAM, "De naam is veranderd. De nieuwe naam staat in het dossier.")
    if nu.gezag != was.gezag:
        meld_uit_brp(jeugdige, soort.GEZAG, "Het gezag is veranderd. Kijk wie voortaan toestemming geeft.")


def _dag(dag: date) -> str:
    return f"{dag.day}-{dag.month}-{dag.year}"


def meld_uit_brp(jeugdige: Jeugdige, soort: str, tekst: str) -> None:
    """Put something about a child on the list of BRP work; an open row of the same kind is brought up to date."""
    open_ = Brpmelding.objects.filter(jeugdige=jeugdige, soort=soort, afgehandeld_op__isnull=True)
    if not open_.update(tekst=tekst, op=klok.nu()):
        Brpmelding.objects.create(
            jeugdige=jeugdige, gemeente_code=jeugdige.gemeente_code, soort=soort, tekst=tekst, op=klok.nu()
        )


def _leg_adres_vast(jeugdige: Jeugdige, persoon: BrpPersoon) -> None:
    """A secret address is not stored, and one that became secret is closed: what is not there cannot leak."""
    huidig = jeugdige.adressen.filter(soort=Adres.Soort.WOONADRES, tot__isnull=True).first()
    if persoon.geheim:
        if huidig is not None:
            huidig.tot = max(klok.vandaag(), huidig.van)
            huidig.save(update_fields=["tot"])
        return
    if persoon.adres is None:
        return
    gegevens = {
        "straatnaam": persoon.adres.straatnaam,
        "huisnummer": persoon.adres.huisnummer,
        "huisletter": persoon.adres.huisletter,
        "toevoeging": persoon.adres.toevoeging,
        "postcode": persoon.adres.postcode,
        "plaatsnaam": persoon.adres.plaatsnaam,
    }
    if huidig is not None:
        if all(getattr(huidig, veld) == waarde for veld, waarde in gegevens.items()):
            return
        sinds = max(persoon.adres.van or klok.vandaag(), huidig.van + timedelta(days=1))
        huidig.tot = sinds - timedelta(days=1)
        huidig.save(update_fields=["tot"])
    else:
        sinds = persoon.adres.van or klok.vandaag()
    Adres.objects.create(jeugdige=jeugdige, gemeente_code=jeugdige.gemeente_code, van=sinds, **gegevens)


def _leg_gezag_vast(jeugdige: Jeugdige, persoon: BrpPersoon) -> None:
    """Who has authority by the BRP. Somebody whom a person wrote down before keeps the row; other numbers stay free."""
    alle = list(jeugdige.relaties.all())
    van_brp = [relatie for relatie in alle if relatie.bron == "BRP"]
    van_mensen = [relatie for relatie in alle if relatie.bron != "BRP"]
    vrij = (nummer for nummer in count(1) if nummer not in {relatie.volgnummer for relatie in alle})
    for drager in persoon.gezagsdragers:
        relatie = next((r for r in van_mensen if _zelfde_naam(r.naam, drager.naam)), None)
        if relatie is not None:
            van_mensen.remove(relatie)
        elif van_brp:
            relatie = van_brp.pop(0)
        else:
            relatie = Relatie(jeugdige=jeugdige, gemeente_code=jeugdige.gemeente_code, volgnummer=next(vrij))
        for deel, waarde in drager.naam._asdict().items():
            setattr(relatie, deel, waarde)
        relatie.rol = drager.rol
        relatie.soort = _RELATIESOORT.get(drager.rol, "10")
        relatie.gezag, relatie.bron = True, "BRP"
        relatie.save()
    for relatie in [*van_brp, *van_mensen]:
        if relatie.gezag:
            relatie.gezag = False
            relatie.save(update_fields=["gezag"])


def _zelfde_naam(een: Naam, ander: Naam) -> bool:
    return (een.achternaam.casefold(), een.voornaam.casefold()) == (
        ander.achternaam.casefold(),
        ander.voornaam.casefold(),
    )


# --- facts that a person records ----------------------------------------------------------------------------------


def leg_toestemming_vast(
    toegang: Toegang, jeugdige: Jeugdige, *, vorm: str, datum: date, gegeven_door: str = ""
) -> Toestemming:
    """Record consent with the help; spoken consent is enough, a signature is not asked (S-112, S-114).

    Raises:
        ToegangGeweigerd: this person may not write in the file.
        ValidationError: the form or the date is wrong; the message names the field and what to do.
    """
    _eis(toegang, jeugdige)
    if vorm not in Toestemming.Vorm.values:
        raise ValidationError({"vorm": "Kies hoe de toestemming is gegeven: schriftelijk of mondeling."})
    _eis_datum(datum, "datum", "De toestemming", jeugdige)
    return Toestemming.objects.create(
        jeugdige=jeugdige,
        vorm=vorm,
        datum=datum,
        gegeven_door=gegeven_door.strip(),
        **door_wie(toegang, jeugdige),
    )


def leg_leefsituatie_vast(
    toegang: Toegang, jeugdige: Jeugdige, *, woont_thuis: bool, verblijf: str = "", vanaf: date | None = None
) -> Leefsituatie:
    """Record whether the child lives at home, and else where it stays.

    Raises:
        ToegangGeweigerd: this person may not write in the file.
        ValidationError: the stay does not fit; the message names the field and what to do.
    """
    _eis(toegang, jeugdige)
    if verblijf and verblijf not in Leefsituatie.Verblijf.values:
        raise ValidationError({"verblijf": "Kies een verblijf uit de lijst."})
    if woont_thuis and verblijf:
        raise ValidationError({"verblijf": "Wie thuis woont heeft geen ander verblijf. Laat dit veld leeg."})
    sinds = vanaf or klok.vandaag()
    _eis_datum(sinds, "vanaf", "De begindatum", jeugdige)
    return Leefsituatie.objects.create(
        jeugdige=jeugdige,
        woont_thuis=woont_thuis,
        verblijf=verblijf,
        vanaf=sinds,
        **door_wie(toegang, jeugdige),
    )


def leg_beoordeling_vast(
    toegang: Toegang, jeugdige: Jeugdige, *, datum: date, door: str, aanbieders: Sequence[str] = ()
) -> GezamenlijkeBeoordeling:
    """Record the joint assessment with all providers in the case (S-050).

    Raises:
        ToegangGeweigerd: this person may not write in the file.
        ValidationError: a field is wrong; the message names it and what to do.
    """
    _eis(toegang, jeugdige)
    _eis_datum(datum, "datum", "De beoordeling", jeugdige)
    if not door.strip():
        raise ValidationError({"door": "Vul in wie bij de beoordeling waren."})
    beoordeling = GezamenlijkeBeoordeling(
        jeugdige=jeugdige,
        datum=datum,
        door=door.strip(),
        aanbieders=list(aanbieders),
        **door_wie(toegang, jeugdige),
    )
    beoordeling.full_clean()
    beoordeling.save()
    return beoordeling


def door_wie(toegang: Toegang, jeugdige: Jeugdige) -> dict[str, object]:
    """The fields of `Vastgelegd`: for which municipality, by whom and when."""
    return {
        "gemeente_code": jeugdige.gemeente_code,
        "vastgelegd_door_id": toegang.gebruiker_id,
        "vastgelegd_door_naam": toegang.naam,
        "vastgelegd_op": klok.nu(),
    }


def leg_betrokkenheid_vast(
    jeugdige: Jeugdige, aanbieder_agb: str, soort: str, *, van: date, tot: date | None = None
) -> Betrokkenheid:
    """Note that a provider is involved with the child in a period; from then on it may see the child (S-059).

    Doing it again with the same first day only moves the last day.
    """
    (betrokkenheid,) = Betrokkenheid.objects.bulk_create(
        [
            Betrokkenheid(
                jeugdige=jeugdige,
                gemeente_code=jeugdige.gemeente_code,
                aanbieder_agb=aanbieder_agb,
                soort=soort,
                van=van,
                tot=tot,
            )
        ],
        update_conflicts=True,
        unique_fields=["jeugdige", "aanbieder_agb", "soort", "van"],
        update_fields=["tot"],
    )
    return betrokkenheid


# --- many at once -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Nieuwkomer:
    """A child as another system knows it, for `leg_jeugdigen_vast`."""

    bsn: str
    naam: Naam
    geboortedatum: date
    geboortedatum_gebruik: str = ""
    geslacht: str = "0"


def leg_jeugdigen_vast(gemeente_code: str, kinderen: Sequence[Nieuwkomer]) -> tuple[dict[str, UUID], int]:
    """`leg_jeugdige_vast` for thousands of children: the same files and search pieces, in a few statements.

    A file that is there already stays as it is. Call under `als_systeem` for the municipality; BSNs and birth dates
    were checked before.

    Returns:
        BSN → key of the file, and how many files are new.
    """
    sleutels = {bsn_sleutel(kind.bsn): kind for kind in kinderen}
    er_al = _dossiersleutels(gemeente_code, sleutels)
    nieuw = [
        Jeugdige(
            gemeente_code=gemeente_code,
            bsn=kind.bsn,
            bsn_sleutel=sleutel,
            geboortedatum=kind.geboortedatum,
            geboortedatum_gebruik=kind.geboortedatum_gebruik,
            geslacht=kind.geslacht,
            **kind.naam._asdict(),
        )
        for sleutel, kind in sleutels.items()
        if sleutel not in er_al
    ]
    Jeugdige.objects.bulk_create(nieuw, batch_size=2000, ignore_conflicts=True)
    alle = _dossiersleutels(gemeente_code, sleutels)
    gemaakt = [kind for kind in nieuw if alle.get(str(kind.bsn_sleutel)) == kind.pk]
    _leg_zoektermen_van_velen_vast(gemeente_code, gemaakt)
    return {sleutels[sleutel].bsn: pk for sleutel, pk in alle.items()}, len(gemaakt)


def _dossiersleutels(gemeente_code: str, sleutels: Iterable[str]) -> dict[str, UUID]:
    uit: dict[str, UUID] = {}
    rest = iter(sleutels)
    while portie := list(islice(rest, 5000)):
        rijen = Jeugdige.objects.filter(gemeente_code=gemeente_code, bsn_sleutel__in=portie)
        # A double file leads to the one that counts, as in `jeugdige_bij_bsn`.
        uit |= dict(rijen.values_list("bsn_sleutel", Coalesce("samengevoegd_met_id", "pk")))
    return uit


def _leg_zoektermen_van_velen_vast(gemeente_code: str, jeugdigen: Sequence[Jeugdige]) -> None:
    rest = iter(jeugdigen)
    while portie := list(islice(rest, 2000)):
        paren = [(kind.pk, term) for kind in portie for term in sorted(zoektermen_van(kind))]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO dossier_zoekterm (jeugdige_id, gemeente_code, term)"
                " SELECT k, %s, t FROM unnest(%s::uuid[], %s::bigint[]) AS paar(k, t) ON CONFLICT DO NOTHING",
                [gemeente_code, [pk for pk, _ in paren], [term for _, term in paren]],
            )


def leg_betrokkenheden_vast(
    gemeente_code: str, soort: str, rijen: Iterable[tuple[UUID, str, date, date | None]]
) -> None:
    """`leg_betrokkenheid_vast` for many: key of the file, provider, first and last day."""
    Betrokkenheid.objects.bulk_create(
        {
            (jeugdige_id, agb, van): Betrokkenheid(
                jeugdige_id=jeugdige_id,
                gemeente_code=gemeente_code,
                aanbieder_agb=agb,
                soort=soort,
                van=van,
                tot=tot,
            )
            # The longest of two that begin on one day comes last, and counts.
            for jeugdige_id, agb, van, tot in sorted(rijen, key=lambda rij: rij[3] or date.max)
        }.values(),
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["jeugdige", "aanbieder_agb", "soort", "van"],
        update_fields=["tot"],
    )


def leg_gi_vast(
    toegang: Toegang, jeugdige: Jeugdige, *, aanbieder_agb: str, van: date, tot: date | None = None
) -> Betrokkenheid:
    """Note that a certified institution has a measure for this child; its workers then read along (S-059).

    Raises:
        ToegangGeweigerd: this person may not write in the file.
        ValidationError: no AGB code, or the days are wrong; the message names the field and what to do.
    """
    _eis(toegang, jeugdige)
    if not (aanbieder_agb.isascii() and aanbieder_agb.isdigit() and len(aanbieder_agb) == 8):
        raise ValidationError({"aanbieder_agb": "Een AGB-code heeft acht cijfers, bijvoorbeeld 99001234."})
    if tot is not None and tot < van:
        raise ValidationError(
            {"tot": "De laatste dag ligt voor de eerste. Kies een dag op of na de eerste dag."}
        )
    return leg_betrokkenheid_vast(jeugdige, aanbieder_agb, Betrokkenheid.Soort.GI, van=van, tot=tot)
