"""The classes that the messages of iJw 3.2 share: product, volume, period, name, address and the like."""

from typing import NamedTuple

from ijw.berichten import typen as t


class Achternaam(NamedTuple):
    """A surname with what comes before it."""

    achternaam: t.Naam
    voorvoegsel: t.Voorvoegsel | None


class Huis(NamedTuple):
    """A house number with what belongs to it."""

    huisnummer: t.Huisnummer
    huisletter: t.Huisletter | None
    huisnummer_toevoeging: t.HuisnummerToevoeging | None
    aanduiding_woonadres: t.AanduidingWoonadres | None


class Adres(NamedTuple):
    """An address; what must be filled depends on Soort and LandCode (CD005, CD025, CD034, CS089)."""

    huis: Huis | None
    postcode: t.Postcode | None
    straatnaam: t.Straatnaam | None
    plaatsnaam: t.Plaatsnaam | None
    land_code: t.LandCode | None


class BedragMetDC(NamedTuple):
    """An amount in eurocents with its sign."""

    bedrag: t.Bedrag
    debet_credit: t.DebetCredit


class BerichtIdentificatie(NamedTuple):
    """The sender's identification of a message and the day it was sent (TR056, TR135)."""

    identificatie: t.IdentificatieBericht
    dagtekening: t.Datum


class Communicatie(NamedTuple):
    """The interpreter that a client needs, with the language (CD007)."""

    vorm: t.Communicatievorm
    taal: t.Taal | None


class Geboortedatum(NamedTuple):
    """A date of birth; DatumGebruik says which part of it is unknown (CS139, TR002)."""

    datum: t.Datum
    datum_gebruik: t.DatumGebruik | None


class GeslotenPeriode(NamedTuple):
    """A period with both its days, inclusive."""

    begindatum: t.Datum
    einddatum: t.Datum


class Omvang(NamedTuple):
    """How much care: volume, unit and the period it counts over (CS338, CS343)."""

    volume: t.Volume
    eenheid: t.Eenheid
    frequentie: t.Frequentie


class OpenPeriode(NamedTuple):
    """A period of which either day may be left out, inclusive."""

    begindatum: t.Datum | None
    einddatum: t.Datum | None


class Product(NamedTuple):
    """A product category, and the product within it when the allocation is specific (IV075)."""

    categorie: t.ProductCategorie
    code: t.ProductCode | None


class Referentie(NamedTuple):
    """The number of a declaration line; a credit names the debit that it takes back (CD060, IV091)."""

    referentie_nummer: t.ReferentieNummer
    vorig_referentie_nummer: t.ReferentieNummer | None


class Telefoon(NamedTuple):
    """A telephone number with its country."""

    telefoonnummer: t.Telefoonnummer
    landnummer: t.Landnummer


class Telefoonnummers(NamedTuple):
    """One or two telephone numbers."""

    telefoon01: Telefoon
    telefoon02: Telefoon | None


class TotaalBedragMetDC(NamedTuple):
    """A total in eurocents with its sign; nil is always debit (CS325)."""

    totaal_bedrag: t.TotaalBedrag
    debet_credit: t.DebetCredit


class VerkorteNaam(NamedTuple):
    """The name of a client as providers write it."""

    geslachtsnaam: Achternaam
    voornamen: t.Naam | None
    voorletters: t.Voorletters | None


class Verwijzer(NamedTuple):
    """Who referred the child: by AGB code or by name (CD066-CD068)."""

    type: t.TypeVerwijzer
    naam: t.NaamVerwijzer | None
    zorgverlener_code: t.AgbCode | None


class VolledigeNaam(NamedTuple):
    """The full name of a person with the use of the partner's name (CS050)."""

    geslachtsnaam: Achternaam
    partnernaam: Achternaam | None
    voornamen: t.Naam | None
    voorletters: t.Voorletters | None
    naam_gebruik: t.NaamGebruik


class XsdVersie(NamedTuple):
    """The versions of the schemas by which a message was written (IV034); any n.n.n is read."""

    basisschema_xsd_versie: t.Versie
    bericht_xsd_versie: t.Versie
