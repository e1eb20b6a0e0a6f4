"""JW315: Request for an allocation (VOT), by the provider (OP090, OP274)."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import (
    BerichtIdentificatie,
    Geboortedatum,
    Omvang,
    Product,
    VerkorteNaam,
    Verwijzer,
    XsdVersie,
)
from ijw.definitie import Berichtdefinitie, Lijst, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("446")]
    bericht_versie: Annotated[t.BerichtVersie, Vast("3")]
    bericht_subversie: Annotated[t.BerichtSubversie, Vast("2")]
    afzender: t.AgbCode
    ontvanger: t.Gemeente
    bericht_identificatie: BerichtIdentificatie
    xsd_versie: XsdVersie


class AangevraagdProduct(NamedTuple):
    """One product that is asked for; ReferentieAanbieder is unique for the provider (TR347)."""

    referentie_aanbieder: t.Referentie
    beschikking_nummer: t.Nummer | None
    product: Product | None
    beschikking_ingangsdatum: t.Datum | None
    toewijzing_ingangsdatum: t.Datum
    toewijzing_einddatum: t.Datum | None
    omvang: Omvang | None
    budget: t.Budget | None
    verwijzer: Verwijzer
    raamcontract: t.JaNee | None
    commentaar: t.Commentaar | None


class Client(NamedTuple):
    """The child that the message is about."""

    bsn: t.BurgerServicenummer
    geboortedatum: Geboortedatum
    geslacht: t.Geslacht
    naam: VerkorteNaam
    gezagsdrager_bekend: t.JaNee | None
    commentaar: t.Commentaar | None
    aangevraagde_producten: Annotated[tuple[AangevraagdProduct, ...], Lijst("AangevraagdProduct")]


class Bericht(NamedTuple):
    """A JW315."""

    header: Header
    client: Client


DEFINITIE = Berichtdefinitie(
    code="JW315",
    naam="Verzoek om toewijzing (VOT)",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw315/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="aanbieder",
    beantwoord_met="JW316",
    antwoord_op=(),
    sleutels={
        "AangevraagdProduct": ("referentie_aanbieder",),
        "Client": ("bsn",),
    },
)
