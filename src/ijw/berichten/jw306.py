"""JW306: Return message on a JW305."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import BerichtIdentificatie, Geboortedatum, Product, VerkorteNaam, XsdVersie
from ijw.definitie import Berichtdefinitie, Lijst, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("439")]
    bericht_versie: Annotated[t.BerichtVersie, Vast("3")]
    bericht_subversie: Annotated[t.BerichtSubversie, Vast("2")]
    afzender: t.AgbCode
    ontvanger: t.Gemeente
    bericht_identificatie: BerichtIdentificatie
    xsd_versie: XsdVersie
    identificatie_retour: t.IdentificatieBericht
    dagtekening_retour: t.Datum
    xslt_versie: t.Versie | None
    xsd_versie_retour: XsdVersie
    retourcodes: Annotated[
        tuple[t.RetourCode, ...], Lijst("RetourCode", verplicht=False, container="RetourCodes")
    ]


class StartProduct(NamedTuple):
    """The start of one delivery (OP271)."""

    toewijzing_nummer: t.Nummer | None
    product: Product | None
    toewijzing_ingangsdatum: t.Datum | None
    begindatum: t.Datum
    status_aanlevering: t.StatusAanlevering
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Client(NamedTuple):
    """The child that the message is about."""

    bsn: t.BurgerServicenummer
    geboortedatum: Geboortedatum
    geslacht: t.Geslacht
    naam: VerkorteNaam
    start_producten: Annotated[tuple[StartProduct, ...], Lijst("StartProduct")]
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Bericht(NamedTuple):
    """A JW306."""

    header: Header
    client: Client | None


DEFINITIE = Berichtdefinitie(
    code="JW306",
    naam="Retour start",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw306/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="gemeente",
    beantwoord_met=None,
    antwoord_op=("JW305",),
    sleutels={
        "Client": ("bsn",),
        "StartProduct": ("toewijzing_nummer", "product.categorie", "product.code", "begindatum"),
    },
)
