"""Every write in the file of a child. Facts are added with who recorded them and when, and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from jeugdketen.dossier import namen
from jeugdketen.dossier.brp import BrpOnbereikbaar, BrpPersoon, Zoeker, brp_poort, een_voor_een
from jeugdketen.dossier.models import (
    Adres,
    Betrokkenheid,
    Brpmelding,
    GezamenlijkeBeoordeling,
    Jeugdige,
    Leefsituatie,
    Relatie,
    Toestemming,
)
from jeugdketen.dossier.namen import Naam
from jeugdketen.dossier.selectors import (
    jeugdige_bij_bsn,
    jeugdige_bij_vroeger_bsn,
    jeugdigen_bij_sleutel,
    jeugdigen_bij_vroegere_sleutel,
    term_van,
)
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel, schoon_bsn
from jeugdketen.kern.datumtekst import cijfers
from jeugdketen.kern.rollen import SYSTEEM, mag_feiten_vastleggen
from jeugdketen.kern.samen import voeg_toe, werk_bij
from jeugdketen.kern.toegang import Toegang, ToegangGeweigerd
from jeugdketen.landschap.selectors import gemeente_naam

OUDSTE = timedelta(days=365 * 25)
"""A child or young person is younger than this; an older birth date is a mistake."""

PER_KEER = 2000
"""Children in one statement."""

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
        kind = Nieuwkomer(bsn, naam, geboortedatum, geboortedatum_gebruik, geslacht)
        (uit,) = leg_dossiers_vast(gemeente_code, [kind])
        if isinstance(uit, ValidationError):
            raise uit
        return uit
    jeugdige = _nieuwe_jeugdige(
        gemeente_code,
        bsn=None,
        naam=naam,
        geboortedatum=geboortedatum,
        geslacht=geslacht,
        geboortedatum_gebruik=geboortedatum_gebruik,
    )
    jeugdige.save(force_insert=True)
    leg_zoektermen_vast([jeugdige])
    return jeugdige


@dataclass(frozen=True, slots=True)
class Nieuwkomer:
    """A child as a message or another system knows it."""

    bsn: str
    naam: Naam
    geboortedatum: date
    geboortedatum_gebruik: str = ""
    geslacht: str = "0"


@transaction.atomic
def leg_dossiers_vast(gemeente_code: str, kinderen: Sequence[Nieuwkomer]) -> list[Jeugdige | ValidationError]:
    """`leg_jeugdige_vast` for children with a BSN, in a few statements for each `PER_KEER` of them.

    Returns:
        In their order the file of each, or why there can be none.
    """
    rest = iter(kinderen)
    uit: list[Jeugdige | ValidationError] = []
    while portie := list(islice(rest, PER_KEER)):
        uit += _leg_portie_vast(gemeente_code, portie)
    return uit


def _leg_portie_vast(gemeente_code: str, kinderen: Sequence[Nieuwkomer]) -> list[Jeugdige | ValidationError]:
    uit: dict[int, Jeugdige | ValidationError] = {}
    sleutels: dict[int, str] = {}
    for plek, kind in enumerate(kinderen):
        try:
            sleutels[plek] = bsn_sleutel(schoon_bsn(kind.bsn))
        except ValidationError as fout:
            uit[plek] = fout
    bekend = jeugdigen_bij_sleutel(gemeente_code, set(sleutels.values()))
    vroeger = jeugdigen_bij_vroegere_sleutel(gemeente_code, set(sleutels.values()) - set(bekend))
    nieuw: dict[str, Jeugdige] = {}
    for plek, sleutel in sleutels.items():
        kind = kinderen[plek]
        if sleutel in bekend or sleutel in nieuw:
            continue
        van_toen = vroeger.get((sleutel, kind.geboortedatum))
        if van_toen is not None:
            meld_uit_brp(
                van_toen,
                Brpmelding.Soort.VROEGER_BSN,
                "Er kwam een bericht binnen onder het vroegere BSN van deze jeugdige. Vraag de aanbieder het te "
                "verbeteren.",
            )
            uit[plek] = van_toen
            continue
        try:
            nieuw[sleutel] = _nieuwe_jeugdige(
                gemeente_code,
                bsn=schoon_bsn(kind.bsn),
                naam=kind.naam,
                geboortedatum=kind.geboortedatum,
                geslacht=kind.geslacht,
                geboortedatum_gebruik=kind.geboortedatum_gebruik,
            )
        except ValidationError as fout:
            uit[plek] = fout
    if nieuw:
        # Whoever came first wins; the other takes that file.
        voeg_toe(list(nieuw.values()), tenzij_bekend=True)
        gevonden = jeugdigen_bij_sleutel(gemeente_code, set(nieuw))
        assert set(gevonden) == set(nieuw), "row security hides a file that was just made"
        leg_zoektermen_vast(list(gevonden.values()))
        bekend |= gevonden
    return [uit[plek] if plek in uit else bekend[sleutels[plek]] for plek in range(len(kinderen))]


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


def leg_zoektermen_vast(jeugdigen: Iterable[Jeugdige]) -> None:
    """Write the hashed pieces of name and birth date by which these children are found, and take away what no longer
    fits."""
    rest = iter(jeugdigen)
    while portie := list(islice(rest, PER_KEER)):
        rijen = [(kind.pk, kind.gemeente_code, term) for kind in portie for term in zoektermen_van(kind)]
        kinderen, gemeenten, termen = ([rij[i] for rij in rijen] for i in range(3))
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM dossier_zoekterm z WHERE z.jeugdige_id = ANY (%s::uuid[]) AND NOT EXISTS ("
                "SELECT 1 FROM unnest(%s::uuid[], %s::bigint[]) AS p(kind, term)"
                " WHERE p.kind = z.jeugdige_id AND p.term = z.term)",
                [[kind.pk for kind in portie], kinderen, termen],
            )
            cursor.execute(
                "INSERT INTO dossier_zoekterm (jeugdige_id, gemeente_code, term)"
                " SELECT * FROM unnest(%s::uuid[], %s::text[], %s::bigint[]) ON CONFLICT DO NOTHING",
                [kinderen, gemeenten, termen],
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
def werk_bij_uit_brp(jeugdige: Jeugdige, *, poort: Zoeker | None = None) -> Brpuitslag:
    """Ask the BRP about the child, and bring name, address, authority, secrecy, death and domicile up to date.

    What the BRP does not know stays as it was. Nothing is refused here: the outcome says what somebody must look at.
    """
    return _verwerk_brp(
        [jeugdige], een_voor_een(poort or brp_poort(), [jeugdige.bsn] if jeugdige.bsn else [])
    )[0]


_UIT_BRP = (
    *Naam._fields,
    *("geboortedatum", "ongeboren", "geboortedatum_gebruik", "geslacht", "geheim", "overleden_op"),
    *("woongemeente", "woongemeente_sinds", "brp_stand", "brp_op"),
)
"""What the BRP says of a child itself."""


def werk_samen_bij_uit_brp(jeugdigen: Sequence[Jeugdige]) -> list[Brpuitslag]:
    """`werk_bij_uit_brp` for several different children, in a few questions and statements; the outcomes in their
    order."""
    bsns = [jeugdige.bsn for jeugdige in jeugdigen if jeugdige.bsn]
    return _verwerk_brp(jeugdigen, brp_poort().zoek_samen(bsns))


def _verwerk_brp(
    jeugdigen: Sequence[Jeugdige], antwoorden: Mapping[str, BrpPersoon | BrpOnbereikbaar]
) -> list[Brpuitslag]:
    stand = _Brpstand(jeugdigen)
    was = {jeugdige.pk: _Eerder.van(jeugdige, stand) for jeugdige in jeugdigen}
    nu = klok.nu()
    uit, bijgewerkt = [], []
    for jeugdige in jeugdigen:
        persoon = antwoorden.get(jeugdige.bsn or "")
        if isinstance(persoon, BrpOnbereikbaar):
            uit.append(Brpuitslag("onbereikbaar", str(persoon)))
            continue
        if not jeugdige.bsn:
            uit.append(Brpuitslag("geen_bsn", "Deze jeugdige heeft geen BSN. Zoek het BSN op en vul het in."))
            continue
        jeugdige.brp_op = nu
        bijgewerkt.append(jeugdige)
        if persoon is None:
            jeugdige.brp_stand = Jeugdige.BrpStand.ONBEKEND
        else:
            _neem_over(jeugdige, persoon)
            stand.neem_over(jeugdige, persoon)
        uit.append(_uitslag(jeugdige, persoon))
    werk_bij(bijgewerkt, _UIT_BRP)
    leg_zoektermen_vast([kind for kind in bijgewerkt if kind.brp_stand == Jeugdige.BrpStand.BEKEND])
    stand.schrijf()
    for jeugdige in bijgewerkt:
        eerder = was[jeugdige.pk]
        if eerder is None:
            continue
        if jeugdige.brp_stand == Jeugdige.BrpStand.ONBEKEND:
            meld_uit_brp(
                jeugdige,
                Brpmelding.Soort.ONBEKEND,
                "De BRP kent het BSN van deze jeugdige niet meer. Controleer het BSN.",
            )
        else:
            _meld_verschil(jeugdige, eerder, _Eerder.van(jeugdige, stand))
    return uit


def _neem_over(jeugdige: Jeugdige, persoon: BrpPersoon) -> None:
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


def _uitslag(jeugdige: Jeugdige, persoon: BrpPersoon | None) -> Brpuitslag:
    if persoon is None:
        return Brpuitslag(
            "onbekend",
            "De BRP kent dit BSN niet. Vraag de aanbieder het BSN te controleren.",
        )
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
    def van(cls, jeugdige: Jeugdige, stand: _Brpstand) -> _Eerder | None:
        """None when the BRP did not know the child before: then nothing changed."""
        if jeugdige.brp_stand != Jeugdige.BrpStand.BEKEND:
            return None
        adres = stand.adres(jeugdige)
        return cls(
            naam=jeugdige.naam,
            geheim=jeugdige.geheim,
            overleden_op=jeugdige.overleden_op,
            gemeente=jeugdige.woongemeente,
            adres=f"{adres.postcode} {adres.regel}" if adres else "",
            gezag=tuple(r.weergavenaam for r in stand.relaties(jeugdige) if r.gezag),
        )


def _meld_verschil(jeugdige: Jeugdige, was: _Eerder, nu: _Eerder | None) -> None:
    """A work item for each thing that changed, in words that name no name and no address."""
    assert nu is not None, "the BRP knew the child just now"
    soort = Brpmelding.Soort
    if nu.overleden_op is not None and was.overleden_op is None:
        meld_uit_brp(
            jeugdige,
            soort.OVERLEDEN,
            f"Overleden op {cijfers(nu.overleden_op)}. Beëindig de hulp en benader het gezin niet met een "
            "standaardbrief.",
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


def meld_uit_brp(jeugdige: Jeugdige, soort: str, tekst: str) -> None:
    """Put something about a child on the list of BRP work; an open row of the same kind is brought up to date."""
    open_ = Brpmelding.objects.filter(jeugdige=jeugdige, soort=soort, afgehandeld_op__isnull=True)
    if not open_.update(tekst=tekst, op=klok.nu()):
        Brpmelding.objects.create(
            jeugdige=jeugdige, gemeente_code=jeugdige.gemeente_code, soort=soort, tekst=tekst, op=klok.nu()
        )


class _Brpstand:
    """The addresses and relatives of some children, read once; what the BRP changes in them, to be written once."""

    def __init__(self, jeugdigen: Sequence[Jeugdige]) -> None:
        sleutels = [jeugdige.pk for jeugdige in jeugdigen]
        self._adres: dict[UUID, Adres] = {}
        huidig = Adres.objects.filter(
            jeugdige__in=sleutels, soort=Adres.Soort.WOONADRES, tot__isnull=True
        ).order_by("van")
        for adres in huidig:  # of several the latest counts
            self._adres[adres.jeugdige_id] = adres
        self._relaties: dict[UUID, list[Relatie]] = {}
        for relatie in Relatie.objects.filter(jeugdige__in=sleutels).order_by("volgnummer"):
            self._relaties.setdefault(relatie.jeugdige_id, []).append(relatie)
        self._afgesloten: list[Adres] = []
        self._nieuwe_adressen: list[Adres] = []
        self._gewijzigd: list[Relatie] = []
        self._nieuwe_relaties: list[Relatie] = []

    def adres(self, jeugdige: Jeugdige) -> Adres | None:
        """Where the child is registered now."""
        return self._adres.get(jeugdige.pk)

    def relaties(self, jeugdige: Jeugdige) -> list[Relatie]:
        """The people in the file of the child, by number."""
        return sorted(self._relaties.get(jeugdige.pk, ()), key=lambda relatie: relatie.volgnummer)

    def neem_over(self, jeugdige: Jeugdige, persoon: BrpPersoon) -> None:
        """What the BRP says about address and authority."""
        self._neem_adres_over(jeugdige, persoon)
        self._neem_gezag_over(jeugdige, persoon)

    def schrijf(self) -> None:
        """Write what changed."""
        werk_bij(self._afgesloten, ["tot"])
        voeg_toe(self._nieuwe_adressen)
        werk_bij(self._gewijzigd, [*Naam._fields, "rol", "soort", "gezag", "bron"])
        voeg_toe(self._nieuwe_relaties)

    def _sluit_af(self, adres: Adres, tot: date) -> None:
        adres.tot = tot
        self._afgesloten.append(adres)
        del self._adres[adres.jeugdige_id]

    def _neem_adres_over(self, jeugdige: Jeugdige, persoon: BrpPersoon) -> None:
        """A secret address is not stored, and one that became secret is closed: what is not there cannot leak."""
        huidig = self.adres(jeugdige)
        if persoon.geheim:
            if huidig is not None:
                self._sluit_af(huidig, max(klok.vandaag(), huidig.van))
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
            self._sluit_af(huidig, sinds - timedelta(days=1))
        else:
            sinds = persoon.adres.van or klok.vandaag()
        nieuw = Adres(jeugdige=jeugdige, gemeente_code=jeugdige.gemeente_code, van=sinds, **gegevens)
        self._nieuwe_adressen.append(nieuw)
        self._adres[jeugdige.pk] = nieuw

    def _neem_gezag_over(self, jeugdige: Jeugdige, persoon: BrpPersoon) -> None:
        """Who has authority by the BRP. Somebody whom a person wrote down before keeps the row; other numbers stay
        free."""
        alle = self._relaties.setdefault(jeugdige.pk, [])
        van_brp = [relatie for relatie in alle if relatie.bron == "BRP"]
        van_mensen = [relatie for relatie in alle if relatie.bron != "BRP"]
        bezet = {relatie.volgnummer for relatie in alle}
        vrij = (nummer for nummer in count(1) if nummer not in bezet)
        for drager in persoon.gezagsdragers:
            relatie = next((r for r in van_mensen if _zelfde_naam(r.naam, drager.naam)), None)
            if relatie is not None:
                van_mensen.remove(relatie)
            elif van_brp:
                relatie = van_brp.pop(0)
            else:
                relatie = Relatie(
                    jeugdige=jeugdige, gemeente_code=jeugdige.gemeente_code, volgnummer=next(vrij)
                )
                alle.append(relatie)
                self._nieuwe_relaties.append(relatie)
            waarden = {
                **drager.naam._asdict(),
                "rol": drager.rol,
                "soort": _RELATIESOORT.get(drager.rol, "10"),
                "gezag": True,
                "bron": "BRP",
            }
            if relatie.pk is not None and any(getattr(relatie, veld) != w for veld, w in waarden.items()):
                self._gewijzigd.append(relatie)
            for veld, waarde in waarden.items():
                setattr(relatie, veld, waarde)
        for relatie in [*van_brp, *van_mensen]:
            if relatie.gezag:
                relatie.gezag = False
                self._gewijzigd.append(relatie)


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
