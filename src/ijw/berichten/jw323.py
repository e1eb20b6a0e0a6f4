"""JW323: Declaration of one calendar month by the provider, many clients (CS340)."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import (
    BedragMetDC,
    BerichtIdentificatie,
    GeslotenPeriode,
    Referentie,
    TotaalBedragMetDC,
    XsdVersie,
)
from ijw.definitie import Berichtdefinitie, Lijst, Patroon, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("490")]
    bericht_versie: Annotated[t.BerichtVersie, Vast("3")]
    bericht_subversie: Annotated[t.BerichtSubversie, Vast("2")]
    afzender: t.AgbCode
    ontvanger: t.Gemeente
    bericht_identificatie: BerichtIdentificatie
    xsd_versie: XsdVersie


class Prestatie(NamedTuple):
    """One line: what was delivered on an allocation in one month, and what it costs."""

    product_referentie: Referentie
    toewijzing_nummer: t.Nummer
    product_categorie: t.ProductCategorie
    product_code: t.ProductCode
    product_periode: GeslotenPeriode
    geleverd_volume: t.Volume
    eenheid: t.Eenheid
    product_tarief: t.Bedrag | None
    ingediend_bedrag: BedragMetDC


class Client(NamedTuple):
    """The child that the message is about."""

    bsn: t.BurgerServicenummer
    prestaties: Annotated[tuple[Prestatie, ...], Lijst("Prestatie")]


class Declaratie(NamedTuple):
    """One declaration over one calendar month (CS340)."""

    declaratie_nummer: Annotated[t.IdentificatieDeclaratie, Patroon(r"([a-zA-Z0-9])+")]
    declaratie_periode: GeslotenPeriode
    declaratie_dagtekening: t.Datum
    totaal_ingediend_bedrag: TotaalBedragMetDC
    clienten: Annotated[tuple[Client, ...], Lijst("Client")]


class Bericht(NamedTuple):
    """A JW323."""

    header: Header
    declaratie: Declaratie


DEFINITIE = Berichtdefinitie(
    code="JW323",
    naam="Declaratiebericht",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw323/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="aanbieder",
    beantwoord_met="JW325",
    antwoord_op=(),
    sleutels={
        "Client": ("bsn",),
        "Declaratie": ("declaratie_nummer",),
        "Prestatie": ("product_referentie.referentie_nummer", "product_referentie.vorig_referentie_nummer"),
    },
)
