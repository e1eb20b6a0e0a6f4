"""JW302: Return message on a JW301."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import (
    Adres,
    BerichtIdentificatie,
    Communicatie,
    Geboortedatum,
    Omvang,
    OpenPeriode,
    Product,
    Telefoonnummers,
    VolledigeNaam,
    XsdVersie,
)
from ijw.definitie import Berichtdefinitie, Lijst, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("437")]
    bericht_versie: Annotated[t.BerichtVersie, Vast("3")]
    bericht_subversie: Annotated[t.BerichtSubversie, Vast("2")]
    afzender: t.Gemeente
    ontvanger: t.AgbCode
    bericht_identificatie: BerichtIdentificatie
    xsd_versie: XsdVersie
    identificatie_retour: t.IdentificatieBericht
    dagtekening_retour: t.Datum
    xslt_versie: t.Versie | None
    xsd_versie_retour: XsdVersie
    retourcodes: Annotated[
        tuple[t.RetourCode, ...], Lijst("RetourCode", verplicht=False, container="RetourCodes")
    ]


class Contact(NamedTuple):
    """An address, telephone number or e-mail address and what it is for (TR006)."""

    soort: t.AdresSoort
    adres: Adres | None
    organisatie: t.Organisatienaam | None
    telefoon: Telefoonnummers | None
    emailadres: t.Emailadres | None
    periode: OpenPeriode | None
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Relatie(NamedTuple):
    """Somebody around the client, such as a parent with authority (OP002)."""

    nummer: t.Persoonsid
    volgorde: t.RelatieVolgorde | None
    soort: t.SoortRelatie
    geboortedatum: Geboortedatum | None
    geslacht: t.Geslacht | None
    naam: VolledigeNaam
    contact: Contact
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class ToegewezenProduct(NamedTuple):
    """One allocation; its ToewijzingNummer is unique within the municipality (TR332)."""

    toewijzing_nummer: t.Nummer
    referentie_aanbieder: t.Referentie | None
    product: Product | None
    toewijzingsdatum: t.Datum
    toewijzingstijd: t.Tijd
    ingangsdatum: t.Datum
    einddatum: t.Datum | None
    reden_wijziging: t.RedenWijziging | None
    omvang: Omvang | None
    budget: t.Budget | None
    commentaar: t.Commentaar | None
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Client(NamedTuple):
    """The child that the message is about."""

    bsn: t.BurgerServicenummer
    geboortedatum: Geboortedatum
    geslacht: t.Geslacht
    naam: VolledigeNaam
    communicatie: Communicatie | None
    juridische_status: t.JuridischeStatus | None
    wettelijke_vertegenwoordiging: t.WettelijkeVertegenwoordiging | None
    commentaar: t.Commentaar | None
    relaties: Annotated[tuple[Relatie, ...], Lijst("Relatie", verplicht=False)]
    contactgegevens: Annotated[tuple[Contact, ...], Lijst("Contact")]
    toegewezen_producten: Annotated[tuple[ToegewezenProduct, ...], Lijst("ToegewezenProduct")]
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Bericht(NamedTuple):
    """A JW302."""

    header: Header
    client: Client | None


DEFINITIE = Berichtdefinitie(
    code="JW302",
    naam="Retour toewijzing",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw302/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="aanbieder",
    beantwoord_met=None,
    antwoord_op=("JW301",),
    sleutels={
        "Client": ("bsn",),
        "Contact": ("soort",),
        "Relatie": ("nummer",),
        "ToegewezenProduct": ("toewijzing_nummer",),
    },
)
