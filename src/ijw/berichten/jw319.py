"""JW319: Answer of the municipality to a request: refused, or under investigation."""

from typing import Annotated, NamedTuple

from ijw.berichten import typen as t
from ijw.berichten.basis import BerichtIdentificatie, XsdVersie
from ijw.definitie import Berichtdefinitie, Vast


class Header(NamedTuple):
    """Who sends what to whom, and by which version of the standard."""

    bericht_code: Annotated[t.BerichtCode, Vast("488")]
    bericht_versie: Annotated[t.BerichtVersie, Vast("3")]
    bericht_subversie: Annotated[t.BerichtSubversie, Vast("2")]
    afzender: t.Gemeente
    ontvanger: t.AgbCode
    bericht_identificatie: BerichtIdentificatie
    xsd_versie: XsdVersie


class Woonplaatsbeginsel(NamedTuple):
    """The municipality that is responsible under the domicile principle (TR377, TR409)."""

    gemeente: t.Gemeente


class Antwoord(NamedTuple):
    """The answer to one request (TR355)."""

    referentie_aanbieder: t.Referentie
    verzoek_antwoord: t.VerzoekAntwoord
    reden_afwijzing_verzoek: t.RedenAfwijzingVerzoek | None
    woonplaatsbeginsel: Woonplaatsbeginsel | None


class Bericht(NamedTuple):
    """A JW319."""

    header: Header
    antwoord: Antwoord


DEFINITIE = Berichtdefinitie(
    code="JW319",
    naam="Antwoordbericht",
    standaard="3.2",
    naamruimte="http://www.istandaarden.nl/ijw/3_2/jw319/schema",
    basisruimte="http://www.istandaarden.nl/ijw/3_2/basisschema/schema",
    bericht=Bericht,
    verzender="gemeente",
    beantwoord_met="JW320",
    antwoord_op=("JW315", "JW317"),
    sleutels={
        "Antwoord": ("referentie_aanbieder", "verzoek_antwoord"),
        "Woonplaatsbeginsel": ("gemeente",),
    },
)
