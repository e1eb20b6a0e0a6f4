"""JW308: Return message on a JW307."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import BerichtIdentificatie, Geboortedatum, Product, VerkorteNaam, XsdVersie
from ijw.definitie import Berichtdefinitie, Lijst, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("441")]
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


class StopProduct(NamedTuple):
    """The stop of one delivery, for good or for a time (OP272)."""

    toewijzing_nummer: t.Nummer | None
    product: Product | None
    toewijzing_ingangsdatum: t.Datum | None
    begindatum: t.Datum
    reden_beeindiging: t.RedenBeeindiging
    einddatum: t.Datum
    status_aanlevering: t.StatusAanlevering
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Client(NamedTuple):
    """The child that the message is about."""

    bsn: t.BurgerServicenummer
    geboortedatum: Geboortedatum
    geslacht: t.Geslacht
    naam: VerkorteNaam
    stop_producten: Annotated[tuple[StopProduct, ...], Lijst("StopProduct")]
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Bericht(NamedTuple):
    """A JW308."""

    header: Header
    client: Client | None


DEFINITIE = Berichtdefinitie(
    code="JW308",
    naam="Retour stop",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw308/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="gemeente",
    beantwoord_met=None,
    antwoord_op=("JW307",),
    sleutels={
        "Client": ("bsn",),
        "StopProduct": (
            "toewijzing_nummer",
            "product.categorie",
            "product.code",
            "begindatum",
            "reden_beeindiging",
            "einddatum",
        ),
    },
)
