"""JW301: Allocation of care by the municipality to a provider, all current allocations of a client (OP087)."""

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

    bericht_code: Annotated[t.BerichtCode, Vast("436")]
    bericht_versie: Annotated[t.BerichtVersie, Vast("3")]
    bericht_subversie: Annotated[t.BerichtSubversie, Vast("2")]
    afzender: t.Gemeente
    ontvanger: t.AgbCode
    bericht_identificatie: BerichtIdentificatie
    xsd_versie: XsdVersie


class Contact(NamedTuple):
    """An address, telephone number or e-mail address and what it is for (TR006)."""

    soort: t.AdresSoort
    adres: Adres | None
    organisatie: t.Organisatienaam | None
    telefoon: Telefoonnummers | None
    emailadres: t.Emailadres | None
    periode: OpenPeriode | None


class Relatie(NamedTuple):
    """Somebody around the client, such as a parent with authority (OP002)."""

    nummer: t.Persoonsid
    volgorde: t.RelatieVolgorde | None
    soort: t.SoortRelatie
    geboortedatum: Geboortedatum | None
    geslacht: t.Geslacht | None
    naam: VolledigeNaam
    contact: Contact


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


class Bericht(NamedTuple):
    """A JW301."""

    header: Header
    client: Client


DEFINITIE = Berichtdefinitie(
    code="JW301",
    naam="Toewijzingsbericht",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw301/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="gemeente",
    beantwoord_met="JW302",
    antwoord_op=(),
    sleutels={
        "Client": ("bsn",),
        "Contact": ("soort",),
        "Relatie": ("nummer",),
        "ToegewezenProduct": ("toewijzing_nummer",),
    },
)
