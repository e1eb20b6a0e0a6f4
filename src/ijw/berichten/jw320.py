"""JW320: Return message on a JW319."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import BerichtIdentificatie, XsdVersie
from ijw.definitie import Berichtdefinitie, Lijst, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("489")]
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


class Woonplaatsbeginsel(NamedTuple):
    """The municipality that is responsible under the domicile principle (TR377, TR409)."""

    gemeente: t.Gemeente
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Antwoord(NamedTuple):
    """The answer to one request (TR355)."""

    referentie_aanbieder: t.Referentie
    verzoek_antwoord: t.VerzoekAntwoord
    reden_afwijzing_verzoek: t.RedenAfwijzingVerzoek | None
    woonplaatsbeginsel: Woonplaatsbeginsel | None
    retourcodes: Annotated[tuple[t.RetourCode, ...], Lijst("RetourCode", container="RetourCodes")]


class Bericht(NamedTuple):
    """A JW320."""

    header: Header
    antwoord: Antwoord | None


DEFINITIE = Berichtdefinitie(
    code="JW320",
    naam="Retour antwoord",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw320/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="aanbieder",
    beantwoord_met=None,
    antwoord_op=("JW319",),
    sleutels={
        "Antwoord": ("referentie_aanbieder", "verzoek_antwoord"),
        "Woonplaatsbeginsel": ("gemeente",),
    },
)
