"""The technical rules (TR) that can be judged inside one message."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ijw.definitie import elementnaam
from ijw.inhoud import Inhoud, Tabel, plaatsen
from ijw.regels.basis import Fout, regel
from ijw.waarden import euro, jaar_maand_dag, nl

_ONBEKEND = datetime.date(1900, 1, 1)
_GOEDE_CODES = frozenset({"0200", "0233", "8001"})


def _dagtekening(inhoud: Inhoud) -> datetime.date:
    dag: datetime.date = inhoud.een("Header", "bericht_identificatie.dagtekening")
    return dag


def _met_teken(bedrag: int, debet_credit: str) -> int:
    return bedrag if debet_credit == "D" else -bedrag


@regel(
    "Een geboortedatum ligt hoogstens 120 jaar voor de Dagtekening, behalve als de datum onbekend is: "
    "DatumGebruik 3 met 01-01-1900.",
    ("JW301 JW305 JW307 JW315", "Client", "geboortedatum.datum"),
    ("JW301", "Relatie", "geboortedatum.datum"),
)
def tr002(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """A date of birth may not be more than 120 years before the Dagtekening, unless it is unknown."""
    dagtekening = _dagtekening(inhoud)
    for rij, datum, gebruik in tabel.rijen(pad, "geboortedatum.datum_gebruik"):
        if datum is None or (datum == _ONBEKEND and gebruik == "3"):
            continue
        if jaar_maand_dag(datum, 120) < jaar_maand_dag(dagtekening):
            yield Fout(
                rij,
                pad,
                f"De geboortedatum {nl(datum)} ligt meer dan 120 jaar voor de Dagtekening {nl(dagtekening)}; "
                "een onbekende datum is 01-01-1900 met DatumGebruik 3.",
            )


@regel(
    "Een Contact bevat een telefoonnummer, een huisnummer met postcode, of beide.", ("JW301", "Contact", "")
)
def tr006(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """A Contact has a Telefoon, or both Huis and Postcode, or all of them."""
    for rij, telefoon, huis, postcode in tabel.rijen("telefoon", "adres.huis", "adres.postcode"):
        if telefoon is None and (huis is None or postcode is None):
            yield Fout(
                rij,
                pad,
                "Dit Contact heeft geen Telefoon en ook niet Huis en Postcode samen; minstens een van beide is nodig.",
            )


@regel("Een stop eindigt niet voor zijn begin.", ("JW307", "StopProduct", "einddatum"))
def tr018(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Einddatum is on or after Begindatum."""
    for rij, begin, eind in tabel.rijen("begindatum", pad):
        if eind < begin:
            yield Fout(
                rij,
                pad,
                f"De Einddatum {nl(eind)} ligt voor de Begindatum {nl(begin)}; dat mag niet.",
            )


@regel(
    "Een client heeft minstens een BRP-adres (01), correspondentieadres (02) of verblijfadres (03).",
    ("JW301", "Client", ""),
)
def tr061(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Of the client's own contacts at least one has Soort 01, 02 or 03; those of relations do not count."""
    eigen = next(
        t for t in inhoud.tabellen("Contact") if t.boven is not None and t.boven.plaats == tabel.plaats
    )
    gevonden = {
        ouder for ouder, soort in zip(eigen.ouders, eigen.kolom("soort"), strict=True) if soort in _ADRES
    }
    for rij in range(tabel.aantal):
        if rij not in gevonden:
            yield Fout(
                rij,
                "contactgegevens",
                "Geen enkel Contact van de client heeft Soort 01, 02 of 03; minstens een moet dat hebben.",
            )


_ADRES = frozenset({"01", "02", "03"})


def _sleutels(tabel: Tabel, inhoud: Inhoud) -> list[tuple[Any, ...]]:
    """The logical key of every row together with the keys of the classes above it."""
    alle = plaatsen(inhoud.definitie)
    velden = inhoud.definitie.sleutels.get(alle[tabel.plaats].klasse.__name__, ())
    eigen = list(zip(*(tabel.kolom(veld) for veld in velden), strict=True)) if velden else [()] * tabel.aantal
    boven = tabel.boven
    if boven is None or boven.aantal == 1:
        return eigen
    hoger = _sleutels(boven, inhoud)
    return [(*hoger[ouder], *sleutel) for ouder, sleutel in zip(tabel.ouders, eigen, strict=True)]


@regel(
    "Elke regel komt een keer voor: de logische sleutel met die van de klassen erboven is uniek in het bericht.",
    ("JW301", "Contact", ""),
    ("JW301", "Relatie", ""),
    ("JW301", "ToegewezenProduct", ""),
    ("JW305", "StartProduct", ""),
    ("JW307", "StopProduct", ""),
    ("JW315", "AangevraagdProduct", ""),
    ("JW317 JW323 JW325", "Client", ""),
    ("JW317", "NieuwProduct", ""),
    ("JW317", "OngewijzigdProduct", ""),
    ("JW317", "TeWijzigenProduct", ""),
    ("JW323 JW325", "Prestatie", ""),
)
def tr101(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """The logical key of a class, with those of the classes above it, occurs once; an absent part counts as empty."""
    velden = inhoud.definitie.sleutels.get(plaatsen(inhoud.definitie)[tabel.plaats].klasse.__name__, ())
    if any(len(set(tabel.kolom(veld))) == tabel.aantal for veld in velden):
        return  # one part alone tells them all apart
    sleutels = _sleutels(tabel, inhoud)
    gezien: dict[tuple[Any, ...], int] = {}
    for rij, sleutel in enumerate(sleutels):
        eerste = gezien.setdefault(sleutel, rij)
        if eerste != rij:
            yield Fout(
                rij,
                pad,
                f"Deze regel heeft dezelfde sleutel als {tabel.pad(eerste)}; elke regel mag een keer voorkomen.",
            )


@regel(
    "Deze datum ligt niet na de Dagtekening van het bericht.",
    ("JW301 JW305 JW307 JW315", "Client", "geboortedatum.datum"),
    ("JW301", "Relatie", "geboortedatum.datum"),
    ("JW301", "ToegewezenProduct", "toewijzingsdatum"),
    ("JW305", "StartProduct", "begindatum"),
    ("JW307", "StopProduct", "einddatum"),
    ("JW323", "Declaratie", "declaratie_periode.begindatum"),
    ("JW323 JW325", "Prestatie", "product_periode.begindatum"),
)
def tr134(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """The date is on or before the Dagtekening of the message."""
    dagtekening = _dagtekening(inhoud)
    naam = elementnaam(pad.removesuffix(".datum").rpartition(".")[2])
    for rij, datum in enumerate(tabel.kolom(pad)):
        if datum is not None and datum > dagtekening:
            yield Fout(
                rij, pad, f"De {naam} {nl(datum)} ligt na de Dagtekening {nl(dagtekening)}; dat mag niet."
            )


@regel(
    "De einddatum van de periode ligt niet voor de begindatum en niet na de Dagtekening van het bericht.",
    ("JW323", "Declaratie", "declaratie_periode.einddatum"),
    ("JW323 JW325", "Prestatie", "product_periode.einddatum"),
)
def tr137(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Einddatum is on or after Begindatum and on or before the Dagtekening; either fault is reported."""
    dagtekening = _dagtekening(inhoud)
    for rij, begin, eind in tabel.rijen(pad.replace("einddatum", "begindatum"), pad):
        if eind < begin:
            yield Fout(
                rij,
                pad,
                f"De Einddatum {nl(eind)} ligt voor de Begindatum {nl(begin)}; dat mag niet.",
            )
        if eind > dagtekening:
            yield Fout(
                rij, pad, f"De Einddatum {nl(eind)} ligt na de Dagtekening {nl(dagtekening)}; dat mag niet."
            )


_Periode = tuple[datetime.date, datetime.date | None]


class _Laatste:
    """Of the periods seen so far the one that ends last."""

    def __init__(self) -> None:
        self._per_sleutel: dict[Any, tuple[datetime.date | None, int]] = {}

    def bewaar(self, sleutel: Any, eind: datetime.date | None, rij: int) -> None:
        nu = self._per_sleutel.get(sleutel)
        if nu is None or (nu[0] is not None and (eind is None or eind > nu[0])):
            self._per_sleutel[sleutel] = (eind, rij)

    def loopt(self, sleutel: Any, begin: datetime.date) -> int | None:
        """The row of a period with this key that still runs on this day."""
        nu = self._per_sleutel.get(sleutel)
        if nu is not None and (nu[0] is None or nu[0] >= begin):
            return nu[1]
        return None


def _stapeling(
    tabel: Tabel, begin: str, eind: str, telt_mee: Callable[[int], bool] = lambda _: True
) -> Iterator[tuple[int, int]]:
    """Pairs of rows with the same product and overlapping periods, days inclusive; per row at most one pair.

    Without a code a product is compared by category; without a product with everything.
    """
    categorieen, codes = tabel.kolom("product.categorie"), tabel.kolom("product.code")
    van: Sequence[datetime.date] = tabel.kolom(begin)
    tot: Sequence[datetime.date | None] = tabel.kolom(eind)
    volgorde = [rij for rij in range(tabel.aantal) if telt_mee(rij) and not _leeg((van[rij], tot[rij]))]
    volgorde.sort(key=lambda rij: van[rij])
    gezien = _Laatste()
    for rij in volgorde:
        categorie, code = categorieen[rij], codes[rij]
        # what an earlier row must look like to be the same product as this one
        if categorie is None:
            zoek: tuple[Any, ...] = ("alles",)
        elif code is None:
            zoek = (("categorie", categorie), "zonder product")
        else:
            zoek = (("product", categorie, code), ("zonder code", categorie), "zonder product")
        for sleutel in zoek:
            ander = gezien.loopt(sleutel, van[rij])
            if ander is not None:
                yield (rij, ander)
                break
        gezien.bewaar("alles", tot[rij], rij)
        if categorie is None:
            gezien.bewaar("zonder product", tot[rij], rij)
            continue
        gezien.bewaar(("categorie", categorie), tot[rij], rij)
        gezien.bewaar(
            ("product", categorie, code) if code is not None else ("zonder code", categorie), tot[rij], rij
        )


def _leeg(periode: _Periode) -> bool:
    """A period that ends before it begins covers no day (CS003 refuses it)."""
    return periode[1] is not None and periode[1] < periode[0]


def _stapelfout(tabel: Tabel, pad: str, rij: int, ander: int) -> Fout:
    return Fout(
        rij,
        pad,
        f"De periode overlapt met die van hetzelfde product in {tabel.pad(ander)}; "
        "een product mag alleen vaker voorkomen als de perioden elkaar niet overlappen.",
    )


@regel(
    "Hetzelfde product komt alleen vaker voor als de perioden elkaar niet overlappen; zonder code telt de categorie, "
    "zonder product telt alles, en verwijderde toewijzingen tellen niet mee.",
    ("JW301", "ToegewezenProduct", ""),
)
def tr302(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """No stacking in an allocation; deleted ones (reason 13 or the old 01, end equal to start) do not count."""
    van, tot, reden = tabel.kolom("ingangsdatum"), tabel.kolom("einddatum"), tabel.kolom("reden_wijziging")

    def telt_mee(rij: int) -> bool:
        return not (reden[rij] in {"13", "01"} and van[rij] == tot[rij])

    for rij, ander in _stapeling(tabel, "ingangsdatum", "einddatum", telt_mee):
        yield _stapelfout(tabel, pad, rij, ander)


@regel(
    "Een VorigReferentieNummer komt een keer in het bericht voor.",
    ("JW323", "Prestatie", "product_referentie"),
)
def tr315(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """A debit is credited at most once in a message."""
    gezien: dict[str, int] = {}
    for rij, vorig in enumerate(tabel.kolom(f"{pad}.vorig_referentie_nummer")):
        if vorig is not None and gezien.setdefault(vorig, rij) != rij:
            yield Fout(
                rij,
                pad,
                f"VorigReferentieNummer {vorig} staat ook in {tabel.pad(gezien[vorig])}; "
                "een prestatie mag een keer in een bericht gecrediteerd worden.",
            )


@regel(
    "Een debetregel wordt niet in hetzelfde bericht gecrediteerd.",
    ("JW323", "Prestatie", "product_referentie"),
)
def tr316(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """VorigReferentieNummer is not the ReferentieNummer of a line in the same message."""
    nummers = tabel.kolom("product_referentie.referentie_nummer")
    gekozen = set(nummers)
    for rij, vorig in enumerate(tabel.kolom(f"{pad}.vorig_referentie_nummer")):
        if vorig is not None and vorig in gekozen:
            yield Fout(
                rij,
                pad,
                f"VorigReferentieNummer {vorig} is het ReferentieNummer van {tabel.pad(nummers.index(vorig))}; "
                "een prestatie mag niet in hetzelfde bericht gecrediteerd worden.",
            )


@regel(
    "De productperiode valt in de maand van deze declaratie of in een eerdere.",
    ("JW323", "Prestatie", ""),
    retourcode="9319",
    niveau=3,
)
def tr319(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """A ProductPeriode does not run beyond the DeclaratiePeriode."""
    grens = inhoud.een("Declaratie", "declaratie_periode.einddatum")
    for rij, eind in enumerate(tabel.kolom("product_periode.einddatum")):
        if eind > grens:
            yield Fout(
                rij,
                pad,
                f"De ProductPeriode eindigt op {nl(eind)}, na het einde van de DeclaratiePeriode op {nl(grens)}; "
                "alleen deze en eerdere maanden mogen.",
            )


@regel(
    "De productperiode eindigt hoogstens 5 jaar voor de DeclaratieDagtekening.",
    ("JW323", "Prestatie", "product_periode"),
)
def tr335(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Einddatum of the ProductPeriode is at most five years before the DeclaratieDagtekening."""
    dagtekening = inhoud.een("Declaratie", "declaratie_dagtekening")
    grens = jaar_maand_dag(dagtekening, -5)
    datums = tabel.kolom(f"{pad}.einddatum")
    if jaar_maand_dag(min(datums)) >= grens:
        return
    for rij, eind in enumerate(datums):
        if jaar_maand_dag(eind) < grens:
            yield Fout(
                rij,
                pad,
                f"De Einddatum {nl(eind)} ligt meer dan 5 jaar voor de DeclaratieDagtekening {nl(dagtekening)}; "
                "dan kan er niet meer worden gedeclareerd.",
            )


@regel(
    "Alleen afgewezen prestaties komen terug: hun som is het ingediende min het toegekende totaal. Is de declaratie "
    "zelf afgekeurd, dan is 0 toegekend.",
    ("JW325", "DeclaratieAntwoord", "totaal_toegekend_bedrag"),
)
def tr342(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Submitted minus granted is the signed sum of the refused lines; a refused declaration grants nothing."""
    bedragen = tabel.rijen(
        "retourcodes",
        "totaal_ingediend_bedrag.totaal_bedrag",
        "totaal_ingediend_bedrag.debet_credit",
        "totaal_toegekend_bedrag.totaal_bedrag",
        "totaal_toegekend_bedrag.debet_credit",
    )
    for rij, codes, ingediend, in_dc, toegekend, toe_dc in bedragen:
        if not _GOEDE_CODES.issuperset(codes):
            if toegekend != 0:
                yield Fout(
                    rij,
                    pad,
                    f"De declaratie is afgekeurd, maar er is {euro(toegekend)} toegekend; dat moet 0 zijn.",
                )
            continue
        prestaties = inhoud.tabel("Prestatie")
        afgewezen = sum(
            _met_teken(bedrag, dc)
            for bedrag, dc in zip(
                prestaties.kolom("ingediend_bedrag.bedrag"),
                prestaties.kolom("ingediend_bedrag.debet_credit"),
                strict=True,
            )
        )
        verschil = _met_teken(ingediend, in_dc) - _met_teken(toegekend, toe_dc)
        if verschil != afgewezen:
            yield Fout(
                rij,
                pad,
                f"Ingediend min toegekend is {euro(verschil)}, maar de afgewezen prestaties zijn samen "
                f"{euro(afgewezen)}; dat moet gelijk zijn.",
            )


@regel(
    "Een verzoek om wijziging noemt minstens een product dat blijft of dat wijzigt.",
    ("JW317", "Verzoek", ""),
)
def tr352(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """At least one OngewijzigdProduct or TeWijzigenProduct."""
    if not inhoud.tabel("OngewijzigdProduct").aantal and not inhoud.tabel("TeWijzigenProduct").aantal:
        yield Fout(
            0,
            pad,
            "Het verzoek heeft geen OngewijzigdProduct en geen TeWijzigenProduct; een van beide is nodig.",
        )


@regel(
    "Een verzoek om wijziging noemt minstens een product dat wijzigt of erbij komt.",
    ("JW317", "Verzoek", ""),
)
def tr353(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """At least one TeWijzigenProduct or NieuwProduct: without either there is nothing to ask."""
    if not inhoud.tabel("TeWijzigenProduct").aantal and not inhoud.tabel("NieuwProduct").aantal:
        yield Fout(
            0,
            pad,
            "Het verzoek heeft geen TeWijzigenProduct en geen NieuwProduct; een van beide is nodig.",
        )


@regel(
    "Het totaal van de declaratie is de som van de prestaties: debet erbij, credit eraf.",
    ("JW323", "Declaratie", "totaal_ingediend_bedrag"),
)
def tr358(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """The signed total equals the signed sum of the lines."""
    prestaties = inhoud.tabel("Prestatie")
    bedragen = prestaties.kolom("ingediend_bedrag.bedrag")
    tekens = prestaties.kolom("ingediend_bedrag.debet_credit")
    som = sum(bedrag if teken == "D" else -bedrag for bedrag, teken in zip(bedragen, tekens, strict=True))
    for rij, totaal, dc in tabel.rijen(f"{pad}.totaal_bedrag", f"{pad}.debet_credit"):
        if _met_teken(totaal, dc) != som:
            yield Fout(
                rij,
                pad,
                f"Het totaal is {euro(_met_teken(totaal, dc))}, maar de prestaties zijn samen {euro(som)}; "
                "dat moet gelijk zijn.",
            )


@regel(
    "Bij afwijzing om het woonplaatsbeginsel (reden 8) staat de verantwoordelijke gemeente in het bericht.",
    ("JW319", "Antwoord", "woonplaatsbeginsel"),
)
def tr377(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Reason 8 needs the class Woonplaatsbeginsel."""
    for rij, reden, woonplaats in tabel.rijen("reden_afwijzing_verzoek", pad):
        if reden == "8" and woonplaats is None:
            yield Fout(
                rij,
                pad,
                "De reden is 8 (woonplaatsbeginsel) en Woonplaatsbeginsel ontbreekt; dat is verplicht.",
            )


@regel(
    "Een nieuw product gaat in na de Dagtekening van het verzoek.",
    ("JW317", "NieuwProduct", "gewenste_ingangsdatum"),
)
def tr380(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """GewensteIngangsdatum of a new product is after the Dagtekening; the same day is too early."""
    dagtekening = _dagtekening(inhoud)
    for rij, datum in enumerate(tabel.kolom(pad)):
        if datum <= dagtekening:
            yield Fout(
                rij,
                pad,
                f"De GewensteIngangsdatum {nl(datum)} ligt niet na de Dagtekening {nl(dagtekening)}; dat moet wel.",
            )


@regel(
    "Elk aangevraagd product heeft een eigen ReferentieAanbieder.",
    ("JW315", "AangevraagdProduct", "referentie_aanbieder"),
)
def tr383(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """ReferentieAanbieder is unique within the message."""
    gezien: dict[str, int] = {}
    for rij, referentie in enumerate(tabel.kolom(pad)):
        if gezien.setdefault(referentie, rij) != rij:
            yield Fout(
                rij,
                pad,
                f"ReferentieAanbieder {referentie} staat ook in {tabel.pad(gezien[referentie])}; die moet uniek zijn.",
            )


@regel(
    "Hetzelfde product wordt alleen vaker aangevraagd als de perioden elkaar niet overlappen; zonder code telt de "
    "categorie, zonder product telt alles.",
    ("JW315", "AangevraagdProduct", ""),
)
def tr386(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """No stacking in a request for allocation."""
    for rij, ander in _stapeling(tabel, "toewijzing_ingangsdatum", "toewijzing_einddatum"):
        yield _stapelfout(tabel, pad, rij, ander)


@regel(
    "Woonplaatsbeginsel staat alleen in het bericht bij reden 8.",
    ("JW319", "Antwoord", "woonplaatsbeginsel"),
)
def tr409(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """Another reason than 8, or none, leaves Woonplaatsbeginsel out."""
    for rij, reden, woonplaats in tabel.rijen("reden_afwijzing_verzoek", pad):
        if reden != "8" and woonplaats is not None:
            yield Fout(rij, pad, "Woonplaatsbeginsel is gevuld, maar de reden is niet 8; dan moet het weg.")


@regel(
    "Hetzelfde product staat alleen vaker bij de nieuwe producten als de perioden elkaar niet overlappen; zonder code "
    "telt de categorie, zonder product telt alles.",
    ("JW317", "NieuwProduct", ""),
)
def tr410(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """No stacking among the new products of a request for change."""
    for rij, ander in _stapeling(tabel, "gewenste_ingangsdatum", "einddatum"):
        yield _stapelfout(tabel, pad, rij, ander)


@regel(
    "Voor dezelfde toewijzing, hetzelfde product en dezelfde periode staat een debetregel een keer in het bericht.",
    ("JW323", "Prestatie", ""),
)
def tr416(tabel: Tabel, pad: str, inhoud: Inhoud) -> Iterator[Fout]:
    """One debit line per ToewijzingNummer, category, code and ProductPeriode."""
    nummers = tabel.kolom("toewijzing_nummer")
    if len(set(nummers)) == tabel.aantal:
        return
    gezien: dict[tuple[Any, ...], int] = {}
    zelfde = zip(
        nummers,
        tabel.kolom("product_categorie"),
        tabel.kolom("product_code"),
        tabel.kolom("product_periode.begindatum"),
        tabel.kolom("product_periode.einddatum"),
        strict=True,
    )
    for rij, (dc, sleutel) in enumerate(
        zip(tabel.kolom("ingediend_bedrag.debet_credit"), zelfde, strict=True)
    ):
        if dc == "D" and gezien.setdefault(sleutel, rij) != rij:
            yield Fout(
                rij,
                pad,
                f"Deze debetregel is voor dezelfde toewijzing, periode en hetzelfde product als "
                f"{tabel.pad(gezien[sleutel])}; er mag er een zijn.",
            )
