"""JW317: Request for a change of allocations (VOW), by the provider (OP344)."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import BerichtIdentificatie, Omvang, Product, XsdVersie
from ijw.definitie import Berichtdefinitie, Lijst, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("486")]
    bericht_versie: Annotated[t.BerichtVersie, Vast("3")]
    bericht_subversie: Annotated[t.BerichtSubversie, Vast("2")]
    afzender: t.AgbCode
    ontvanger: t.Gemeente
    bericht_identificatie: BerichtIdentificatie
    xsd_versie: XsdVersie


class OngewijzigdProduct(NamedTuple):
    """An allocation that stays as it is."""

    toewijzing_nummer: t.Nummer


class TeWijzigenProduct(NamedTuple):
    """An allocation that should change, with what it should become."""

    toewijzing_nummer: t.Nummer
    gewenste_ingangsdatum: t.Datum
    einddatum: t.Datum | None
    omvang: Omvang | None
    budget: t.Budget | None


class NieuwProduct(NamedTuple):
    """A product that should be added."""

    product: Product | None
    gewenste_ingangsdatum: t.Datum
    einddatum: t.Datum | None
    omvang: Omvang | None
    budget: t.Budget | None


class Verzoek(NamedTuple):
    """The complete situation that the provider wants, accepted or refused as a whole (OP344, OP348)."""

    referentie_aanbieder: t.Referentie
    reden_verzoek: t.RedenVerzoek
    ongewijzigde_producten: Annotated[
        tuple[OngewijzigdProduct, ...], Lijst("OngewijzigdProduct", verplicht=False)
    ]
    te_wijzigen_producten: Annotated[
        tuple[TeWijzigenProduct, ...], Lijst("TeWijzigenProduct", verplicht=False)
    ]
    nieuwe_producten: Annotated[tuple[NieuwProduct, ...], Lijst("NieuwProduct", verplicht=False)]


class Client(NamedTuple):
    """The child that the message is about."""

    bsn: t.BurgerServicenummer
    verzoek: Verzoek


class Bericht(NamedTuple):
    """A JW317."""

    header: Header
    client: Client


DEFINITIE = Berichtdefinitie(
    code="JW317",
    naam="Verzoek om wijziging (VOW)",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw317/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="aanbieder",
    beantwoord_met="JW318",
    antwoord_op=(),
    sleutels={
        "Client": ("bsn",),
        "NieuwProduct": ("product.categorie", "product.code", "gewenste_ingangsdatum"),
        "OngewijzigdProduct": ("toewijzing_nummer",),
        "TeWijzigenProduct": ("toewijzing_nummer",),
        "Verzoek": ("referentie_aanbieder",),
    },
)
