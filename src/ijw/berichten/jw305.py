"""JW305: Start of delivery, by the provider (OP271)."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import BerichtIdentificatie, Geboortedatum, Product, VerkorteNaam, XsdVersie
from ijw.definitie import Berichtdefinitie, Lijst, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("438")]
    bericht_versie: Annotated[t.BerichtVersie, Vast("3")]
    bericht_subversie: Annotated[t.BerichtSubversie, Vast("2")]
    afzender: t.AgbCode
    ontvanger: t.Gemeente
    bericht_identificatie: BerichtIdentificatie
    xsd_versie: XsdVersie


class StartProduct(NamedTuple):
    """The start of one delivery (OP271)."""

    toewijzing_nummer: t.Nummer | None
    product: Product | None
    toewijzing_ingangsdatum: t.Datum | None
    begindatum: t.Datum
    status_aanlevering: t.StatusAanlevering


class Client(NamedTuple):
    """The child that the message is about."""

    bsn: t.BurgerServicenummer
    geboortedatum: Geboortedatum
    geslacht: t.Geslacht
    naam: VerkorteNaam
    start_producten: Annotated[tuple[StartProduct, ...], Lijst("StartProduct")]


class Bericht(NamedTuple):
    """A JW305."""

    header: Header
    client: Client


DEFINITIE = Berichtdefinitie(
    code="JW305",
    naam="Startbericht",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw305/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="aanbieder",
    beantwoord_met="JW306",
    antwoord_op=(),
    sleutels={
        "Client": ("bsn",),
        "StartProduct": ("toewijzing_nummer", "product.categorie", "product.code", "begindatum"),
    },
)
