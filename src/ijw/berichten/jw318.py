"""JW318: Return message on a JW317."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import BerichtIdentificatie, Omvang, Product, XsdVersie
from ijw.definitie import Berichtdefinitie, Lijst, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("487")]
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


class OngewijzigdProduct(NamedTuple):
    """An allocation that stays as it is."""

    toewijzing_nummer: t.Nummer
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class TeWijzigenProduct(NamedTuple):
    """An allocation that should change, with what it should become."""

    toewijzing_nummer: t.Nummer
    gewenste_ingangsdatum: t.Datum
    einddatum: t.Datum | None
    omvang: Omvang | None
    budget: t.Budget | None
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class NieuwProduct(NamedTuple):
    """A product that should be added."""

    product: Product | None
    gewenste_ingangsdatum: t.Datum
    einddatum: t.Datum | None
    omvang: Omvang | None
    budget: t.Budget | None
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


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
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Client(NamedTuple):
    """The child that the message is about."""

    bsn: t.BurgerServicenummer
    verzoek: Verzoek
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Bericht(NamedTuple):
    """A JW318."""

    header: Header
    client: Client | None


DEFINITIE = Berichtdefinitie(
    code="JW318",
    naam="Retour VOW",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw318/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="gemeente",
    beantwoord_met=None,
    antwoord_op=("JW317",),
    sleutels={
        "Client": ("bsn",),
        "NieuwProduct": ("product.categorie", "product.code", "gewenste_ingangsdatum"),
        "OngewijzigdProduct": ("toewijzing_nummer",),
        "TeWijzigenProduct": ("toewijzing_nummer",),
        "Verzoek": ("referentie_aanbieder",),
    },
)
