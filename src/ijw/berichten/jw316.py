"""JW316: Return message on a JW315."""

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

    bericht_code: Annotated[t.BerichtCode, Vast("447")]
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
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Client(NamedTuple):
    """The child that the message is about."""

    bsn: t.BurgerServicenummer
    geboortedatum: Geboortedatum
    geslacht: t.Geslacht
    naam: VerkorteNaam
    gezagsdrager_bekend: t.JaNee | None
    commentaar: t.Commentaar | None
    aangevraagde_producten: Annotated[tuple[AangevraagdProduct, ...], Lijst("AangevraagdProduct")]
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Bericht(NamedTuple):
    """A JW316."""

    header: Header
    client: Client | None


DEFINITIE = Berichtdefinitie(
    code="JW316",
    naam="Retour VOT",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw316/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="gemeente",
    beantwoord_met=None,
    antwoord_op=("JW315",),
    sleutels={
        "AangevraagdProduct": ("referentie_aanbieder",),
        "Client": ("bsn",),
    },
)
