"""What a region consists of: the subjects (``onderwerpen``), and the fields that a row of each may have.

This is the one description of a region folder. The loader checks against it, ``regio nieuw`` builds a skeleton
from it and ``regio excel`` makes a sheet per subject from it. It names no region, segment, product or amount.
"""

from __future__ import annotations

from typing import Final, NamedTuple

TEKST: Final = "tekst"
DATUM: Final = "datum"
GEHEEL: Final = "geheel getal"
JA_NEE: Final = "ja of nee"
BEDRAG: Final = "bedrag"
LIJST: Final = "lijst"
KAART: Final = "kaart"
CODE4: Final = "code van vier cijfers"
ADRES: Final = "e-mailadres"

STATUSSEN: Final = ("vastgesteld", "afgeleid", "voorbeeld")
"""``vastgesteld``: the source says so; ``afgeleid``: concluded from it; ``voorbeeld``: an example value."""

UITKOMSTEN: Final = ("toegestaan", "signaal", "onvolledig", "opgeschort", "geweigerd")
AFWIJKEN: Final = ("niet", "met_onderbouwing")


class Veld(NamedTuple):
    """One field of a row: its kind, whether it must be there, and its allowed values (empty: any)."""

    naam: str
    soort: str
    verplicht: bool = True
    keuzes: tuple[str, ...] = ()


class Onderwerp(NamedTuple):
    """One subject of a region: a folder with dated files, each holding rows of these fields."""

    naam: str
    betekenis: str
    velden: tuple[Veld, ...]
    leeg_mag: bool = False


def _t(naam: str, *keuzes: str) -> Veld:
    return Veld(naam, TEKST, True, keuzes)


def _misschien(naam: str, soort: str = TEKST, *keuzes: str) -> Veld:
    return Veld(naam, soort, False, keuzes)


ALGEMENE_VELDEN: Final = (
    Veld("id", TEKST),
    Veld("eisen", LIJST),
    Veld("bron", KAART),
    Veld("status", TEKST, True, STATUSSEN),
    Veld("toelichting", TEKST, False),
)
"""Fields of every row, whatever its subject: without id, requirement, source and status a row is refused."""

NIET_VASTGESTELD: Final = _misschien("niet_vastgesteld", LIJST)
"""The fields of a row whose values are examples, where the source of the row gives its other values."""

_REEKS = (
    Onderwerp(
        "gemeenten",
        "de gemeenten van de regio, met het adres van de lokale toegang",
        (_t("naam"), Veld("code", CODE4), Veld("adres", ADRES)),
    ),
    Onderwerp(
        "segmenten",
        "de segmenten van het zorglandschap",
        (
            _t("segment"),
            _t("naam"),
            _t("complexiteit", "laag", "midden", "hoog"),
            Veld("toewijsbaar", JA_NEE),
            Veld("contracteerbaar", JA_NEE),
            Veld("verblijf", JA_NEE),
            Veld("integraal_tarief", JA_NEE),
            Veld("zorgvraag_vereist", JA_NEE),
            _misschien("richting"),
        ),
    ),
    Onderwerp(
        "percelen",
        "de percelen binnen een segment",
        (_t("perceel"), _t("segment"), _t("naam"), _misschien("zakgeld", JA_NEE)),
    ),
    Onderwerp(
        "intensiteiten",
        "de intensiteiten van een segment met profielen",
        (
            _t("intensiteit"),
            _t("segment"),
            _t("naam"),
            _t("afkorting"),
            _misschien("duur"),
            NIET_VASTGESTELD,
        ),
        True,
    ),
    Onderwerp(
        "profielen",
        "de profielen, elk met de intensiteiten die erbij kunnen",
        (
            _t("profiel"),
            _t("segment"),
            _t("naam"),
            _t("complexiteit", "laag", "midden", "hoog"),
            Veld("intensiteiten", LIJST),
            NIET_VASTGESTELD,
        ),
        True,
    ),
    Onderwerp(
        "producten",
        "de producten die niet uit een profiel en een intensiteit bestaan",
        (
            _t("product"),
            _t("segment"),
            _t("perceel"),
            _t("naam"),
            _misschien("groep"),
            _misschien("settings", LIJST),
            _misschien("respijt", JA_NEE),
            _misschien("gezinsalternatief"),
        ),
    ),
    Onderwerp(
        "componenten",
        "de componenten per segment",
        (_t("segment"), Veld("componenten", LIJST), Veld("alleen_oud_contract", JA_NEE)),
        True,
    ),
    Onderwerp(
        "stapelen",
        "welke segmenten naast elkaar mogen lopen, en onder welke voorwaarde",
        (
            _t("segment_1"),
            _t("segment_2"),
            _t("voorwaarde", "geen", "verschillende_aanbieders", "nooit"),
        ),
    ),
    Onderwerp(
        "contractcombinaties",
        "welke segmenten één aanbieder tegelijk mag hebben",
        (Veld("segmenten", LIJST), Veld("toegestaan", JA_NEE)),
    ),
    Onderwerp(
        "leeftijden",
        "tot welke leeftijd een product kan, zonder en met een vastgelegde grond",
        (
            Veld("percelen", LIJST),
            Veld("tot_leeftijd", GEHEEL),
            _misschien("tot_leeftijd_met_grond", GEHEEL),
        ),
        True,
    ),
    Onderwerp(
        "zakgeld",
        "zak- en kleedgeld per maand, naar leeftijd (vanaf, tot aan)",
        (
            Veld("vanaf_leeftijd", GEHEEL),
            Veld("tot_leeftijd", GEHEEL),
            Veld("zakgeld", BEDRAG),
            Veld("kleedgeld", BEDRAG),
        ),
        True,
    ),
    Onderwerp(
        "verwijzers",
        "wie een jeugdige mag verwijzen",
        (_t("soort"), Veld("mag_verwijzen", JA_NEE), _misschien("contact")),
    ),
    Onderwerp(
        "routes",
        "de routes naar jeugdhulp, en welke verwijzer bij elke route hoort",
        (
            _t("route"),
            Veld("verwijzers", LIJST),
            Veld("verwijzer_vereist", JA_NEE),
            _t("bepaalt_hulp"),
            _t("zonder_contract", "geen_contract", "gi_zonder_contract"),
        ),
    ),
    Onderwerp(
        "opleggers",
        "wat er in de oplegger van een route moet staan, per segment",
        (
            _t("route"),
            _t("segment"),
            Veld("een_van", LIJST),
            Veld("productveld", TEKST),
        ),
        True,
    ),
    Onderwerp(
        "regie",
        "wie de regie heeft, per route en segment",
        (_t("route"), _t("segment"), Veld("advies", KAART)),
    ),
    Onderwerp(
        "documentkeuze",
        "welk formulier bij welke situatie hoort",
        (
            _t("situatie"),
            _misschien("segment"),
            _misschien("tijdens"),
            _t("document"),
            _misschien("document_een_plan"),
        ),
    ),
    Onderwerp(
        "productkeuze",
        "de keuzehulp: welk product past bij welke vraag",
        (
            _t("soort"),
            _misschien("setting"),
            _misschien("problematiek"),
            _misschien("vanaf", DATUM),
            _misschien("tot", DATUM),
            Veld("advies", KAART),
        ),
        True,
    ),
    Onderwerp(
        "conversie",
        "wat er met een toewijzing van het oude contract gebeurt",
        (
            Veld("volgorde", GEHEEL),
            _misschien("optie"),
            Veld("segmenten", LIJST),
            _t(
                "voorwaarde",
                "niet_gecontracteerd",
                "verblijfscomponent",
                "te_herbeoordelen_component",
                "ander_segment_gecontracteerd",
                "niet_gestart",
                "altijd",
            ),
            _t("uitkomst", "omzetting", "uitsterven"),
        ),
        True,
    ),
    Onderwerp(
        "hiaatstappen",
        "de stappen bij een hiaat in het aanbod, en wat er vóór elke stap gedaan moet zijn",
        (_t("stap"), Veld("segmenten", LIJST), Veld("poorten", LIJST)),
        True,
    ),
    Onderwerp(
        "toetreding",
        "op welke gronden een aanbieder tussentijds kan toetreden",
        (_t("grond"), Veld("segmenten", LIJST), Veld("overname_onderzoeken", JA_NEE)),
        True,
    ),
    Onderwerp(
        "regels",
        "de gronden van elke regel: bron, uitkomst en of een consulent mag afwijken",
        (
            _t("regel"),
            _t("grond"),
            _misschien("segmenten", LIJST),
            _t("uitkomst", *UITKOMSTEN, "advies", "omzetting", "uitsterven", "oud", "nieuw"),
            _t("afwijken", *AFWIJKEN),
            Veld("actief", JA_NEE),
        ),
    ),
    Onderwerp(
        "instellingen",
        "losse waarden waar de regels mee rekenen",
        (
            _t("sleutel"),
            _misschien("datum", DATUM),
            _misschien("getal", GEHEEL),
            _misschien("bedrag", BEDRAG),
            _misschien("lijst", LIJST),
            _misschien("tekst"),
        ),
    ),
    Onderwerp(
        "termijnen",
        "termijnen en perioden",
        (
            _t("termijn"),
            _misschien("vanaf", DATUM),
            _misschien("tot", DATUM),
            _misschien("aantal", GEHEEL),
            _misschien("eenheid"),
        ),
        True,
    ),
    Onderwerp(
        "keuzes",
        "waar de bronnen elkaar tegenspreken: de mogelijkheden, elk met bron, en wat de regio koos",
        (_t("keuze"), _t("vraag"), _t("gekozen"), Veld("mogelijkheden", LIJST), _t("reden")),
    ),
    Onderwerp(
        "vervallen_routes",
        "routes en codes die niet meer gebruikt mogen worden",
        (_t("route"), _t("naam"), Veld("laatste_dag", DATUM), _t("vervangen_door")),
        True,
    ),
    Onderwerp(
        "contacten",
        "contacten van de regio buiten de lokale toegang",
        (_t("rol"), _t("naam"), _misschien("adres", ADRES)),
        True,
    ),
    Onderwerp(
        "documentregister",
        "documenten waarnaar de bronnen verwijzen",
        (_t("titel"), _t("soort"), _misschien("segment"), _misschien("versie"), _misschien("datum", DATUM)),
        True,
    ),
    Onderwerp(
        "kenmerken",
        "feiten over de regio die geen regel zijn",
        (_t("kenmerk"), _t("waarde")),
        True,
    ),
    Onderwerp(
        "tarieven",
        "tarieven per product",
        (_t("product"), _misschien("component"), _t("eenheid"), Veld("bedrag", BEDRAG)),
        True,
    ),
    Onderwerp(
        "productcodes",
        "welk product van de regio achter een productcategorie en productcode van iJw zit",
        (_t("categorie"), _misschien("code"), _t("product"), _misschien("component")),
        True,
    ),
    Onderwerp(
        "was_wordt",
        "welke oude code welke nieuwe werd",
        (_t("oude_code"), _t("nieuwe_code"), _misschien("product")),
        True,
    ),
)

ONDERWERPEN: Final[dict[str, Onderwerp]] = {o.naam: o for o in _REEKS}
"""Every subject of a region by its folder name, in a fixed order."""
