"""The invented world of a simulation: municipalities, providers, children and what runs when it begins.

Everything follows from the seed and the scale: no clock, no database, no global randomness. BSNs start with 9 and
pass the eleven-proof; names, AGB codes and KvK numbers are invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any, Final, NamedTuple

from ijw.berichten.basis import Product
from ijw.codelijsten import codelijst
from ijw.keten.rekenen import is_zelfde_product
from ijw.regels.cs import elfproef
from jeugdketen.demo.casussen.aanbieders import AANBIEDERS
from jeugdregels.regio import laad

BEGIN: Final = date(2026, 3, 2)
"""The Monday on which every simulation begins."""

OVEREENKOMST: Final = date(2025, 7, 1)
"""First day of the agreements and the product codes of the region (S-002); nothing that runs is older."""

LOPEND_PER_SCHAAL: Final = 4_000
AANBIEDERS_PER_SCHAAL: Final = 80
GEMEENTEN_PER_SCHAAL: Final = 7
NIEUWE_KINDEREN_PER_SCHAAL: Final = 6_000
"""Children without an allocation at the start, for whom help may be asked later."""

VOORNAMEN: Final = (
    *(
        "Aya",
        "Bente",
        "Cas",
        "Daan",
        "Elif",
        "Fenna",
        "Gijs",
        "Hidde",
        "Ilias",
        "Jip",
        "Kaya",
        "Lieke",
        "Mees",
    ),
    *(
        "Noor",
        "Olaf",
        "Puck",
        "Quinten",
        "Roos",
        "Sem",
        "Tess",
        "Umut",
        "Veerle",
        "Wout",
        "Xander",
        "Yara",
        "Zoë",
    ),
)
ACHTERNAMEN: Final = (
    *(
        "Appelboom",
        "Beemster",
        "Dijkgraaf",
        "Eilander",
        "Grasland",
        "Hooiberg",
        "Kaaswaag",
        "Klinker",
        "Kolkman",
    ),
    *(
        "Lindehof",
        "Molenwerf",
        "Noorderkoog",
        "Oostwoud",
        "Polderman",
        "Rietveen",
        "Sluiswachter",
        "Tulpenveld",
    ),
    *("Veenwortel", "Waterland", "Wierdsma", "Zandvoort", "Zuiderzee", "Schuitemaker", "Boomgaard"),
)
VOORVOEGSELS: Final = ("", "", "", "", "van", "de", "van der")
STRATEN: Final = ("Voorbeeldlaan", "Verzonnenweg", "Proefstraat", "Testkade", "Denkbeeldplein")


class Kind(NamedTuple):
    """A child. ``gemeente`` is who the providers think is responsible; ``woont`` is what the BRP says, None when it
    does not know the child. ``geheim``: the address is secret."""

    bsn: str
    voornaam: str
    voorvoegsel: str
    achternaam: str
    geboren: date
    geslacht: str
    gemeente: str
    woont: str | None
    geheim: bool


class Productsoort(NamedTuple):
    """Something that can be asked for: a category with or without code, of one segment."""

    categorie: str
    code: str | None
    regioproduct: str
    segment: str

    @property
    def product(self) -> Product:
        """As messages name it."""
        return Product(self.categorie, self.code)


class Partij(NamedTuple):
    """A provider: who it is, what it is contracted for, how large it is and how it behaves.

    ``gewicht``: its share of the traffic, against the others. ``slordig``: the chance that a message of it has
    something wrong. ``traag``: working days that it usually takes to answer. ``zwijgt``: it never answers.
    """

    agb: str
    naam: str
    kvk: str
    plaats: str
    segmenten: str
    gewicht: float
    slordig: float
    traag: int
    zwijgt: bool


class Lopend(NamedTuple):
    """An allocation that runs at the start. ``gestart``: first day of delivery, None when it has not begun."""

    nummer: int
    kind: Kind
    agb: str
    product: Productsoort
    van: date
    tot: date | None
    toegewezen: date
    gestart: date | None


@dataclass(frozen=True)
class Wereld:
    """All that exists when a simulation begins."""

    seed: int
    schaal: float
    gemeenten: dict[str, str]
    """CBS code → name."""
    aanbieders: tuple[Partij, ...]
    producten: dict[str, tuple[Productsoort, ...]]
    """By segment."""
    lopend: tuple[Lopend, ...]
    nieuwe_kinderen: tuple[Kind, ...]

    @property
    def kinderen(self) -> Iterator[Kind]:
        """Every child, each once."""
        gezien: set[str] = set()
        for kind in (*(regel.kind for regel in self.lopend), *self.nieuwe_kinderen):
            if kind.bsn not in gezien:
                gezien.add(kind.bsn)
                yield kind


def kans(seed: int, *waarvoor: object) -> Random:
    """The randomness of one thing: the same for the same seed, whatever else happens first."""
    return Random("|".join(map(str, (seed, *waarvoor))))  # noqa: S311  it must be the same each time


def poisson(toeval: Random, gemiddeld: float) -> int:
    """How many, when each is independent of the others."""
    aantal, tijd = 0, toeval.expovariate(1)
    while tijd < gemiddeld:
        aantal += 1
        tijd += toeval.expovariate(1)
    return aantal


def maak_wereld(seed: int, schaal: float = 1, *, lopend: int | None = None) -> Wereld:
    """The world of a seed and a scale; a scale under 1 gives a small one, with all seven municipalities, for tests.

    ``lopend``: how many allocations run at the start, when that is not what belongs to the scale.
    """
    gemeenten = _gemeenten(schaal)
    producten = _producten()
    aanbieders = tuple(_aanbieders(seed, max(8, round(AANBIEDERS_PER_SCHAAL * schaal))))
    nummers = _bsns()
    aantal = lopend if lopend is not None else max(20, round(LOPEND_PER_SCHAAL * schaal))
    loopt = tuple(_lopend(seed, aantal, gemeenten, aanbieders, producten, nummers))
    nieuw = max(40, round(NIEUWE_KINDEREN_PER_SCHAAL * schaal))
    toeval = kans(seed, "nieuwe kinderen")
    kinderen = tuple(_kind(toeval, bsn, list(gemeenten)) for bsn in islice(nummers, nieuw))
    return Wereld(seed, schaal, gemeenten, aanbieders, producten, loopt, kinderen)


def _gemeenten(schaal: float) -> dict[str, str]:
    """The seven of the region, and for a larger scale others of the country, in order of their code."""
    regio = laad()
    eigen = {rij["code"]: rij["naam"] for rij in regio.rijen_op(BEGIN)["gemeenten"]}
    aantal = max(len(eigen), round(GEMEENTEN_PER_SCHAAL * schaal))
    land = codelijst("CBS").op(BEGIN)
    for code in sorted(set(land) - set(eigen) - {"0000"}):
        if len(eigen) >= aantal:
            break
        eigen[code] = codelijst("CBS").betekenis(code)
    return eigen


def _producten() -> dict[str, tuple[Productsoort, ...]]:
    """What the region's list of codes has, by segment, as it stands at the start."""
    uit: dict[str, list[Productsoort]] = {"B": [], "C": [], "V": []}
    gezien: set[tuple[str, str | None]] = set()
    for bestand in laad().bestanden["productcodes"]:
        if bestand.vanaf > BEGIN:
            break
        for rij in bestand.rijen:
            w = rij.waarden
            sleutel = (w["categorie"], w.get("code") or None)
            if sleutel in gezien:
                continue
            gezien.add(sleutel)
            segment = w["product"].split("/")[0]
            uit[segment].append(Productsoort(*sleutel, w["product"], segment))
    return {segment: tuple(soorten) for segment, soorten in uit.items()}


def _aanbieders(seed: int, aantal: int) -> Iterator[Partij]:
    """Those of the demo with a running contract first, then invented ones; large ones and small ones."""
    toeval = kans(seed, "aanbieders")
    bekend = [
        (a.agb, a.naam, a.kvk, a.plaats, "".join(sorted({c.segment for c in a.contracten if not c.uitloop})))
        for a in AANBIEDERS
        if a.contracten
        and all(c.tot is None or c.tot > BEGIN for c in a.contracten if not c.uitloop)
        # Contracted for a part of a segment only: the demo has one, here it would refuse most of what is asked.
        and not any(c.perceel for c in a.contracten)
        and not a.alleen_laag_complex
    ]
    for nr in range(aantal):
        if nr < len(bekend):
            agb, naam, kvk, plaats, segmenten = bekend[nr]
        else:
            agb, kvk = f"9950{nr:04d}", f"9970{nr:04d}"
            soort = toeval.choice(("Jeugdhulp", "Praktijk", "Stichting", "Begeleiding"))
            naam = f"{soort} {toeval.choice(ACHTERNAMEN)} {nr}"
            plaats = toeval.choice(("Hoorn", "Enkhuizen", "Medemblik", "Opmeer", "Bovenkarspel"))
            segmenten = toeval.choices(("B", "V", "C", "BV"), (60, 15, 10, 15))[0]
        yield Partij(
            agb,
            naam,
            kvk,
            plaats,
            segmenten,
            gewicht=1 / (1 + nr % AANBIEDERS_PER_SCHAAL) ** 0.7,
            slordig=toeval.choices((0.02, 0.08, 0.25), (50, 40, 10))[0],
            traag=toeval.choices((0, 1, 2, 5), (50, 30, 15, 5))[0],
            # One in eighty, not the largest: large enough to be noticed.
            zwijgt=nr % AANBIEDERS_PER_SCHAAL == 5,
        )


def _bsns() -> Iterator[str]:
    """Numbers that start with 9 and pass the eleven-proof, in order."""
    for getal in range(910_000_000, 1_000_000_000):
        if elfproef(str(getal)):
            yield str(getal)


def _kind(toeval: Random, bsn: str, gemeenten: Sequence[str]) -> Kind:
    gemeente = toeval.choice(gemeenten)
    lot = toeval.random()
    woont: str | None = gemeente
    if lot < 0.02:
        woont = toeval.choice([g for g in gemeenten if g != gemeente])  # moved: another is responsible
    elif lot < 0.03:
        woont = None
    return Kind(
        bsn,
        toeval.choice(VOORNAMEN),
        toeval.choice(VOORVOEGSELS),
        toeval.choice(ACHTERNAMEN),
        BEGIN - timedelta(days=toeval.randint(4 * 365, 16 * 365)),
        toeval.choice("12"),
        gemeente,
        woont,
        geheim=toeval.random() < 0.01,
    )


def _lopend(
    seed: int,
    aantal: int,
    gemeenten: dict[str, str],
    aanbieders: Sequence[Partij],
    producten: dict[str, tuple[Productsoort, ...]],
    nummers: Iterator[str],
) -> Iterator[Lopend]:
    toeval = kans(seed, "lopend")
    codes = list(gemeenten)
    gewichten = [a.gewicht for a in aanbieders]
    volgnummer = dict.fromkeys(codes, 0)
    gemaakt = 0
    while gemaakt < aantal:
        kind = _kind(toeval, next(nummers), codes)._replace(geheim=toeval.random() < 0.01)
        kind = kind._replace(woont=kind.gemeente)
        bezet: set[tuple[str, Productsoort]] = set()
        for _ in range(toeval.choices((1, 2, 3), (80, 15, 5))[0]):
            partij = toeval.choices(aanbieders, gewichten)[0]
            product = toeval.choice(producten[toeval.choice(partij.segmenten)])
            if gemaakt == aantal or any(
                agb == partij.agb and is_zelfde_product(product.product, ander.product)
                for agb, ander in bezet
            ):
                continue
            bezet.add((partij.agb, product))
            van = OVEREENKOMST + timedelta(days=toeval.randint(0, (BEGIN - OVEREENKOMST).days - 14))
            # By the week asks for a last day (CD076).
            open_ = product.segment != "V" and toeval.random() < 0.1
            tot = None if open_ else BEGIN + timedelta(days=toeval.randint(3, 420))
            gestart = van + timedelta(days=toeval.randint(0, 10)) if toeval.random() < 0.95 else None
            volgnummer[kind.gemeente] += 1
            gemaakt += 1
            yield Lopend(
                2_500_000 + volgnummer[kind.gemeente],
                kind,
                partij.agb,
                product,
                van,
                tot,
                van - timedelta(days=toeval.randint(1, 14)),
                gestart,
            )


def persoon(kind: Kind) -> dict[str, Any]:
    """What the invented BRP says about a child, in the JSON of Haal Centraal BRP bevragen."""
    nummer = int(kind.bsn)
    naam = {
        "voornamen": kind.voornaam,
        "voorletters": f"{kind.voornaam[0]}.",
        "voorvoegsel": kind.voorvoegsel,
        "geslachtsnaam": kind.achternaam,
        "aanduidingNaamgebruik": {"code": "E"},
    }
    ouder = {
        "burgerservicenummer": f"8{kind.bsn[1:]}",
        "naam": {**naam, "voornamen": "Ouder", "voorletters": "O."},
        "geslacht": {"code": "MV"[nummer % 2]},
        "geboorte": {"datum": {"type": "Datum", "datum": date(1975 + nummer % 15, 6, 1).isoformat()}},
    }
    geboren = {"type": "Datum", "datum": kind.geboren.isoformat()}
    return {
        "burgerservicenummer": kind.bsn,
        "naam": naam,
        "geboorte": {"datum": geboren},
        "geslacht": {"code": {"1": "M", "2": "V"}[kind.geslacht]},
        "geheimhoudingPersoonsgegevens": kind.geheim,
        "gemeenteVanInschrijving": {"code": kind.woont},
        "datumInschrijvingInGemeente": geboren,
        "verblijfplaats": {
            "type": "Adres",
            "datumVan": geboren,
            "verblijfadres": {
                "officieleStraatnaam": STRATEN[nummer % len(STRATEN)],
                "huisnummer": 1 + nummer % 180,
                "postcode": "1601ZZ",
                "woonplaats": "Voorbeelddorp",
            },
        },
        "ouders": [ouder],
        "gezag": [
            {
                "type": "EenhoofdigOuderlijkGezag",
                "ouder": {"burgerservicenummer": ouder["burgerservicenummer"]},
            }
        ],
    }
