"""The region data of one date, compiled into look-up tables that the rules read.

Nothing here is written by hand for a region: every segment, product, age and amount comes out of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jeugdregels.oordeel import TOEGESTAAN, Bevinding, Bron
from jeugdregels.periode import OPEN, dag_na

if TYPE_CHECKING:
    from jeugdregels.regio import Regio, Rij

KEUZES: Final[dict[str, tuple[str, ...]]] = {
    "K-01": ("lokale_toegang", "ook_verwijzer"),
    "K-02": ("verzenddatum", "startdatum"),
    "K-03": ("component_dooft_uit", "alles_omzetten"),
    "K-04": ("naar_doelgroep", "zorgmakelaar", "beleidscollega"),
    "K-05": ("twee_documenten", "een_perspectiefplan"),
    "K-06": ("nooit", "bij_externe_verwijzing"),
    "K-07": ("met_grond", "nooit"),
    "K-08": ("profiel", "segment"),
    "K-09": ("toegestaan", "signaal"),
    "K-10": ("aan_het_eind", "nooit"),
    "K-11": ("een_of_augustus", "altijd_juni"),
    "K-12": ("een_groep", "losse_producten"),
    "K-13": ("segment_c", "segment_b"),
    "K-14": ("aparte_velden", "alleen_regisseur"),
    "K-15": ("oplegger", "oplogger"),
    "K-16": ("tot_en_met", "voor"),
    "K-17": ("vier_weken", "maand_voltijds"),
    "K-18": ("weigeren", "toestaan"),
}
"""The contradictions of the sources and the values that the rules understand; the region data choose one each."""


class Grond(NamedTuple):
    """One ground of a rule as the region data have it: requirements, source, outcome, and who may deviate."""

    regel: str
    rij: str
    eisen: tuple[str, ...]
    bron: Bron
    uitkomst: str
    afwijken: str
    actief: bool

    def volgens(self, rij: Rij) -> Grond:
        """This ground with the row that decided as its source."""
        return Grond(self.regel, rij.id, rij.eisen, rij.bron, self.uitkomst, self.afwijken, self.actief)

    def bevinding(self, uitleg: str, feiten: Mapping[str, str], anders: str | None = None) -> Bevinding:
        """The finding of this ground: its explanation, its facts, and what would change it."""
        return Bevinding(
            self.regel, self.rij, self.eisen, self.uitkomst, uitleg, self.bron, feiten, self.afwijken, anders
        )

    def goed(self, uitleg: str, feiten: Mapping[str, str]) -> Bevinding:
        """The finding that this ground does not stand in the way."""
        return Bevinding(
            self.regel, self.rij, self.eisen, TOEGESTAAN, uitleg, self.bron, feiten, self.afwijken, None
        )


class Gemeente(NamedTuple):
    """A municipality of the region: name, CBS code, address of the lokale toegang, and the row it comes from."""

    naam: str
    code: str
    adres: str
    rij: Rij


class Segment(NamedTuple):
    """A segment of the care landscape, with what the rules must know of it."""

    code: str
    naam: str
    toewijsbaar: bool
    contracteerbaar: bool
    verblijf: bool
    integraal_tarief: bool
    zorgvraag_vereist: bool
    rij: Rij


class Product(NamedTuple):
    """A product of the region by its full name; ``geldig`` is False for a combination that does not exist.

    ``complexiteit`` is that of the profile (None: the product has no profile). ``settings`` empty: any.
    """

    naam: str
    omschrijving: str
    segment: Segment
    perceel: str
    geldig: bool
    profiel: str | None
    intensiteit: str | None
    complexiteit: str | None
    settings: tuple[str, ...]
    respijt: bool
    gezinsalternatief: str | None
    groep: str | None
    rij: Rij


class Stapelrij(NamedTuple):
    """A cell of the stacking matrix, with its ground ready for a finding."""

    voorwaarde: str
    grond: Grond


class Leeftijdgrens(NamedTuple):
    """Until which birthday a stay can last, without and with a recorded ground, and the ground of a finding."""

    zonder_grond: int
    met_grond: int
    te_oud: Grond
    nog_niet_geboren: Grond
    geboortedatum: Grond


class Termijn(NamedTuple):
    """A dated term, half-open: ``vanaf`` (``date.min``: always) until ``einde`` (``date.max``: no end)."""

    vanaf: date
    einde: date
    rij: Rij

    def bevat(self, dag: date) -> bool:
        """Whether the day lies in the term."""
        return self.vanaf <= dag < self.einde


class Tabellen:
    """Everything the rules look up, for one version of one region."""

    def __init__(self, regio: Regio, versie: date) -> None:
        self.regio = regio
        self.naam = regio.naam
        self.versie = versie.isoformat()
        self.vanaf = regio.begin
        rijen = self.rijen = regio.rijen_op(versie)
        self.keuze: dict[str, str] = {r["keuze"]: r["gekozen"] for r in rijen["keuzes"]}
        self._gronden: dict[tuple[str, str], list[tuple[frozenset[str] | None, Grond]]] = {}
        for r in rijen["regels"]:
            segmenten = None if r["segmenten"] is None else frozenset(r["segmenten"])
            grond = Grond(r["regel"], r.id, r.eisen, r.bron, r["uitkomst"], r["afwijken"], r["actief"])
            self._gronden.setdefault((r["regel"], r["grond"]), []).append((segmenten, grond))
        self._gevonden: dict[tuple[str, str, str], Grond | None] = {}
        self.gemeenten: dict[str, Gemeente] = {}
        for r in rijen["gemeenten"]:
            gemeente = Gemeente(r["naam"], r["code"], r["adres"], r)
            self.gemeenten[gemeente.naam] = self.gemeenten[gemeente.code] = gemeente
        self.segmenten: dict[str, Segment] = {
            r["segment"]: Segment(
                r["segment"],
                r["naam"],
                r["toewijsbaar"],
                r["contracteerbaar"],
                r["verblijf"],
                r["integraal_tarief"],
                r["zorgvraag_vereist"],
                r,
            )
            for r in rijen["segmenten"]
        }
        self.contractsegmenten = tuple(s.code for s in self.segmenten.values() if s.contracteerbaar)
        self.producten = self._maak_producten(rijen)
        self._maak_componenten(rijen)
        self.stapel: dict[tuple[str, str], Stapelrij] = {}
        stapelgrond = self.grond("stapelen", "zelfde_aanbieder")
        for r in rijen["stapelen"]:
            cel = Stapelrij(r["voorwaarde"], stapelgrond.volgens(r))
            self.stapel[(r["segment_1"], r["segment_2"])] = self.stapel[(r["segment_2"], r["segment_1"])] = (
                cel
            )
        self.contractsets: dict[frozenset[str], Rij] = {
            frozenset(r["segmenten"]): r for r in rijen["contractcombinaties"]
        }
        self.leeftijden: dict[str, Leeftijdgrens] = {}
        for r in rijen["leeftijden"]:
            zonder = r["tot_leeftijd"]
            met = r["tot_leeftijd_met_grond"]
            grens = Leeftijdgrens(
                zonder,
                zonder if met is None or self.keuze["K-07"] == "nooit" else met,
                self.grond("leeftijd", "te_oud").volgens(r),
                self.grond("leeftijd", "nog_niet_geboren").volgens(r),
                self.grond("leeftijd", "geboortedatum").volgens(r),
            )
            for perceel in r["percelen"]:
                self.leeftijden[perceel] = grens
        self.percelen: dict[str, Rij] = {r["perceel"]: r for r in rijen["percelen"]}
        self.verwijzers: dict[str, Rij] = {r["soort"]: r for r in rijen["verwijzers"]}
        self.routes: dict[str, Rij] = {r["route"]: r for r in rijen["routes"]}
        self.opleggers: dict[tuple[str, str], Rij] = {
            (r["route"], r["segment"]): r for r in rijen["opleggers"]
        }
        self.regie: dict[tuple[str, str], Rij] = {(r["route"], r["segment"]): r for r in rijen["regie"]}
        self.hiaatstappen: dict[tuple[str, str], Rij] = {
            (r["stap"], s): r for r in rijen["hiaatstappen"] for s in r["segmenten"]
        }
        self.toetreding: dict[tuple[str, str], Rij] = {
            (r["grond"], s): r for r in rijen["toetreding"] for s in r["segmenten"]
        }
        self.conversie: tuple[Rij, ...] = tuple(sorted(rijen["conversie"], key=lambda r: int(r["volgorde"])))
        self.instelling: dict[str, Any] = {}
        for r in rijen["instellingen"]:
            for soort in ("datum", "getal", "bedrag", "lijst", "tekst"):
                if r[soort] is not None:
                    self.instelling[r["sleutel"]] = r[soort]
        self.termijnen: dict[str, Termijn] = {
            r["termijn"]: Termijn(r["vanaf"] or date.min, OPEN if r["tot"] is None else dag_na(r["tot"]), r)
            for r in rijen["termijnen"]
        }
        self.ingang: date = self.instelling["ingangsdatum-overeenkomst"]
        self.cache: dict[str, Any] = {}
        """Room for what a question kind compiles from these tables, such as its input check."""

    def grond(self, regel: str, grond: str, segment: str = "") -> Grond:
        """The ground of a rule for a segment; a row that names the segment goes before one that names none.

        :raises KeyError: the region data have no such ground (the loader refuses such a region).
        """
        gevonden = self.misschien_grond(regel, grond, segment)
        if gevonden is None:
            raise KeyError((regel, grond, segment))
        return gevonden

    def misschien_grond(self, regel: str, grond: str, segment: str = "") -> Grond | None:
        """As :meth:`grond`, but None where the ground is not meant for this segment."""
        sleutel = (regel, grond, segment)
        try:
            return self._gevonden[sleutel]
        except KeyError:
            algemeen = None
            for segmenten, kandidaat in self._gronden.get((regel, grond), ()):
                if segmenten is None:
                    algemeen = kandidaat
                elif segment in segmenten:
                    algemeen = kandidaat
                    break
            self._gevonden[sleutel] = algemeen
            return algemeen

    def actief(self, regel: str, grond: str, segment: str = "") -> Grond | None:
        """The ground when the region has it switched on for this segment, else None."""
        gevonden = self.misschien_grond(regel, grond, segment)
        return gevonden if gevonden is not None and gevonden.actief else None

    def contact(self, rol: str, anders: str) -> str:
        """Who has a role in the region, in words; ``anders`` where the region names nobody for it."""
        return next((str(r["naam"]) for r in self.rijen["contacten"] if r["rol"] == rol), anders)

    def _maak_producten(self, rijen: Mapping[str, tuple[Rij, ...]]) -> dict[str, Product]:
        producten: dict[str, Product] = {}
        op_profiel = self.keuze["K-08"] == "profiel"
        for r in rijen["profielen"]:
            segment = self.segmenten[r["segment"]]
            for i in rijen["intensiteiten"]:
                if i["segment"] != segment.code:
                    continue
                naam = f"{segment.code}/{r['profiel']}/{i['intensiteit']}"
                producten[naam] = Product(
                    naam,
                    f"{r['profiel']} {i['naam']} ({r['naam']})",
                    segment,
                    r["profiel"],
                    i["intensiteit"] in r["intensiteiten"],
                    r["profiel"],
                    i["intensiteit"],
                    r["complexiteit"] if op_profiel else segment.rij["complexiteit"],
                    (),
                    False,
                    None,
                    None,
                    r,
                )
        met_groep = self.keuze["K-12"] == "een_groep"
        for r in rijen["producten"]:
            segment = self.segmenten[r["segment"]]
            producten[r["product"]] = Product(
                r["product"],
                r["naam"],
                segment,
                r["perceel"],
                True,
                None,
                None,
                None,
                r["settings"] or (),
                bool(r["respijt"]),
                r["gezinsalternatief"],
                r["groep"] if met_groep else None,
                r,
            )
        return producten

    def _maak_componenten(self, rijen: Mapping[str, tuple[Rij, ...]]) -> None:
        self.componenten: dict[str, frozenset[str]] = {s: frozenset() for s in self.segmenten}
        """The components that may go with a new allocation, per segment."""
        self.componentrij: dict[str, Rij] = {}
        namen: dict[str, None] = {}
        for r in rijen["componenten"]:
            for c in r["componenten"]:
                namen.setdefault(c)
            if not r["alleen_oud_contract"]:
                self.componenten[r["segment"]] = frozenset(r["componenten"])
                self.componentrij[r["segment"]] = r
        self.alle_componenten: tuple[str, ...] = tuple(namen)
