"""JW325: Answer of the municipality to a declaration (IV087): only refused lines come back (TR342)."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import (
    BedragMetDC,
    BerichtIdentificatie,
    GeslotenPeriode,
    Referentie,
    TotaalBedragMetDC,
    XsdVersie,
)
from ijw.definitie import Berichtdefinitie, Lijst, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("491")]
    bericht_versie: Annotated[t.BerichtVersie, Vast("3")]
    bericht_subversie: Annotated[t.BerichtSubversie, Vast("2")]
    afzender: t.Gemeente
    ontvanger: t.AgbCode
    bericht_identificatie: BerichtIdentificatie
    xsd_versie: XsdVersie
    declaratie_identificatie: BerichtIdentificatie
    xslt_versie: t.Versie | None
    xsd_versie_declaratie: XsdVersie
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Prestatie(NamedTuple):
    """One line: what was delivered on an allocation in one month, and what it costs."""

    product_referentie: Referentie
    toewijzing_nummer: t.Nummer
    product_categorie: t.ProductCategorie
    product_code: t.ProductCode
    product_periode: GeslotenPeriode
    geleverd_volume: t.Volume
    eenheid: t.Eenheid
    product_tarief: t.Bedrag | None
    ingediend_bedrag: BedragMetDC
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Client(NamedTuple):
    """The child that the message is about."""

    bsn: t.BurgerServicenummer
    prestaties: Annotated[tuple[Prestatie, ...], Lijst("Prestatie")]
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class DeclaratieAntwoord(NamedTuple):
    """What was submitted and what is granted (IV087)."""

    declaratie_nummer: t.IdentificatieDeclaratie
    totaal_ingediend_bedrag: TotaalBedragMetDC
    totaal_toegekend_bedrag: TotaalBedragMetDC
    clienten: Annotated[tuple[Client, ...], Lijst("Client", verplicht=False)]
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Bericht(NamedTuple):
    """A JW325."""

    header: Header
    declaratie_antwoord: DeclaratieAntwoord | None


DEFINITIE = Berichtdefinitie(
    code="JW325",
    naam="Declaratie-antwoordbericht",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw325/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="gemeente",
    beantwoord_met=None,
    antwoord_op=("JW323",),
    sleutels={
        "Client": ("bsn",),
        "DeclaratieAntwoord": ("declaratie_nummer",),
        "Prestatie": ("product_referentie.referentie_nummer", "product_referentie.vorig_referentie_nummer"),
    },
)
