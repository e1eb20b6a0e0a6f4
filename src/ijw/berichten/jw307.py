"""JW307: Stop of delivery, by the provider (OP272)."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import BerichtIdentificatie, Geboortedatum, Product, VerkorteNaam, XsdVersie
from ijw.definitie import Berichtdefinitie, Lijst, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("440")]
    bericht_versie: Annotated[t.BerichtVersie, Vast("3")]
    bericht_subversie: Annotated[t.BerichtSubversie, Vast("2")]
    afzender: t.AgbCode
    ontvanger: t.Gemeente
    bericht_identificatie: BerichtIdentificatie
    xsd_versie: XsdVersie


class StopProduct(NamedTuple):
    """The stop of one delivery, for good or for a time (OP272)."""

    toewijzing_nummer: t.Nummer | None
    product: Product | None
    toewijzing_ingangsdatum: t.Datum | None
    begindatum: t.Datum
    reden_beeindiging: t.RedenBeeindiging
    einddatum: t.Datum
    status_aanlevering: t.StatusAanlevering


class Client(NamedTuple):
    """The child that the message is about."""

    bsn: t.BurgerServicenummer
    geboortedatum: Geboortedatum
    geslacht: t.Geslacht
    naam: VerkorteNaam
    stop_producten: Annotated[tuple[StopProduct, ...], Lijst("StopProduct")]


class Bericht(NamedTuple):
    """A JW307."""

    header: Header
    client: Client


DEFINITIE = Berichtdefinitie(
    code="JW307",
    naam="Stopbericht",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw307/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="aanbieder",
    beantwoord_met="JW308",
    antwoord_op=(),
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
