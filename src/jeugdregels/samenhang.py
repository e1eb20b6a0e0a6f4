"""Cross-checks of a region's rows: what one row may not say when another says something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations_with_replacement
from typing import Final

from jeugdregels.hiaat import POORTEN
from jeugdregels.regio import Gegevensfout, Rij
from jeugdregels.register import geregistreerd
from jeugdregels.tabellen import KEUZES

Rijen = Mapping[str, tuple[Rij, ...]]

ROUTES: Final = ("lokale_toegang", "gecertificeerde_instelling", "externe_verwijzer")
VERWIJZERS: Final = (
    "lokale_toegang",
    "huisarts",
    "jeugdarts",
    "medisch_specialist",
    "gecertificeerde_instelling",
    "jeugdhulpaanbieder",
)
SITUATIES: Final = ("eerste_aanvraag_lokale_toegang", "wijziging_bestaand_plan", "externe_verwijzing")
STAPPEN: Final = (
    "vaststellen",
    "openstellen",
    "lokale_contractering",
    "individuele_contractering",
    "maatwerkovereenkomst",
)
SETTINGS: Final = ("groep", "gezin", "individueel")
TOETREDINGSGRONDEN: Final = ("hiaat", "financiele_instabiliteit", "ontwikkelingen")
OPLEGGERVELDEN: Final = ("arrangement", "component", "aanvullend_product", "verblijfsproduct")
KEUZESOORTEN: Final = ("respijt", "gezinshuis", "eetstoornis")
INSTELLINGEN: Final[dict[str, str]] = {
    "ingangsdatum-overeenkomst": "datum",
    "uitdienen-laatste-dag": "datum",
    "conversie-tweede-wisseldatum": "datum",
    "conversie-blijvende-componenten": "lijst",
    "conversie-verblijfscomponenten": "lijst",
    "zakgeld-weken": "getal",
    "zakgeld-dagen": "lijst",
    "bijzondere-kosten-pleegzorg": "bedrag",
    "bijzondere-kosten-perceel": "tekst",
    "laag-complex": "lijst",
    "catalogus-waarschuwt-bij": "lijst",
    "verklarende-analyse-niet-bij": "lijst",
}
"""The values that the rules need, and their kind."""
TERMIJNEN: Final = ("tijdelijke-werkwijze-externe-verwijzing", "formulieren-vrij")
_ZONDER_SEGMENTFILTER = "*"


class _Melder:
    def __init__(self) -> None:
        self.fouten: list[Gegevensfout] = []

    def rij(self, rij: Rij, veld: str, melding: str) -> None:
        regel = rij.veldregels.get(veld, rij.regelnummer)
        self.fouten.append(Gegevensfout(rij.bestand, regel, f"{rij.id}.{veld}", melding))

    def tabel(self, rijen: Rijen, onderwerp: str, melding: str) -> None:
        bestand = rijen[onderwerp][0].bestand if rijen[onderwerp] else f"{onderwerp}/"
        self.fouten.append(Gegevensfout(bestand, 0, "rijen", melding))


def zoek_fouten(rijen: Rijen) -> list[Gegevensfout]:
    """Every contradiction between the rows that count on one date."""
    m = _Melder()
    gezien: dict[str, Rij] = {}
    for reeks in rijen.values():
        for r in reeks:
            eerder = gezien.setdefault(r.id, r)
            if eerder is not r:
                m.rij(r, "id", f"staat ook in {eerder.bestand} regel {eerder.regelnummer}; elk id is uniek")
    segmenten = {r["segment"]: r for r in rijen["segmenten"]}
    _uniek(m, rijen["segmenten"], "segment")
    _uniek(m, rijen["gemeenten"], "naam")
    _uniek(m, rijen["gemeenten"], "code")
    for onderwerp in ("percelen", "intensiteiten", "profielen", "producten", "componenten", "regie"):
        _bekend(m, rijen[onderwerp], "segment", segmenten, "segment")
    for onderwerp in ("conversie", "hiaatstappen", "toetreding", "regels", "contractcombinaties"):
        _bekend_lijst(m, rijen[onderwerp], "segmenten", segmenten, "segment")
    producten = _producten(m, rijen, segmenten)
    _stapelen(m, rijen, segmenten)
    _verblijf(m, rijen, segmenten)
    _routes(m, rijen, segmenten)
    _keuzetabellen(m, rijen, segmenten, producten)
    _regels(m, rijen, segmenten)
    _instellingen(m, rijen)
    _keuzes(m, rijen)
    return m.fouten


def _uniek(m: _Melder, reeks: Iterable[Rij], veld: str) -> None:
    gezien: set[object] = set()
    for r in reeks:
        if r[veld] in gezien:
            m.rij(r, veld, f"'{r[veld]}' staat er al")
        gezien.add(r[veld])


def _bekend(m: _Melder, reeks: Iterable[Rij], veld: str, bekend: Iterable[str], wat: str) -> None:
    mag = set(bekend)
    for r in reeks:
        if r[veld] is not None and r[veld] not in mag:
            m.rij(r, veld, f"'{r[veld]}' is geen {wat} van deze regio")


def _bekend_lijst(m: _Melder, reeks: Iterable[Rij], veld: str, bekend: Iterable[str], wat: str) -> None:
    mag = set(bekend)
    for r in reeks:
        for deel in r[veld] or ():
            if deel not in mag:
                m.rij(r, veld, f"'{deel}' is geen {wat} van deze regio")


def _producten(m: _Melder, rijen: Rijen, segmenten: Mapping[str, Rij]) -> set[str]:
    _uniek(m, rijen["producten"], "product")
    _uniek(m, rijen["profielen"], "profiel")
    percelen = {(r["segment"], r["perceel"]) for r in rijen["percelen"]}
    namen = {r["product"] for r in rijen["producten"]}
    for r in rijen["producten"]:
        delen = r["product"].split("/")
        if len(delen) < 2 or delen[0] != r["segment"] or "" in delen:
            m.rij(r, "product", f"moet beginnen met '{r['segment']}/'")
        if (
            r["segment"] in segmenten
            and segmenten[r["segment"]]["toewijsbaar"]
            and ((r["segment"], r["perceel"]) not in percelen)
        ):
            m.rij(r, "perceel", f"'{r['perceel']}' is geen perceel van segment {r['segment']}")
        for s in r["settings"] or ():
            if s not in SETTINGS:
                m.rij(r, "settings", f"'{s}' bestaat niet; kies uit {', '.join(SETTINGS)}")
        if r["gezinsalternatief"] is not None and r["gezinsalternatief"] not in namen:
            m.rij(r, "gezinsalternatief", f"'{r['gezinsalternatief']}' is geen product")
    for r in (*rijen["profielen"], *rijen["intensiteiten"]):
        for veld in r["niet_vastgesteld"] or ():
            if r.waarden.get(veld) is None:
                m.rij(r, "niet_vastgesteld", f"'{veld}' is geen ingevuld veld van deze rij")
    for r in rijen["profielen"]:
        mag = {i["intensiteit"] for i in rijen["intensiteiten"] if i["segment"] == r["segment"]}
        for i in r["intensiteiten"]:
            if i not in mag:
                m.rij(r, "intensiteiten", f"'{i}' is geen intensiteit van segment {r['segment']}")
        namen |= {f"{r['segment']}/{r['profiel']}/{i}" for i in mag}
    nieuw: dict[str, int] = dict.fromkeys(segmenten, 0)
    for r in rijen["componenten"]:
        if not r["alleen_oud_contract"] and r["segment"] in nieuw:
            nieuw[r["segment"]] += 1
            if nieuw[r["segment"]] > 1:
                m.rij(r, "segment", f"segment {r['segment']} heeft al een rij met componenten")
    for onderwerp in ("tarieven", "productcodes"):
        _bekend(m, rijen[onderwerp], "product", namen, "product")
    return namen


def _stapelen(m: _Melder, rijen: Rijen, segmenten: Mapping[str, Rij]) -> None:
    toewijsbaar = sorted(s for s, r in segmenten.items() if r["toewijsbaar"])
    gezien: dict[frozenset[str], Rij] = {}
    for r in rijen["stapelen"]:
        for veld in ("segment_1", "segment_2"):
            if r[veld] not in toewijsbaar:
                m.rij(r, veld, f"'{r[veld]}' is geen segment waarvoor toewijzingen bestaan")
        paar = frozenset((r["segment_1"], r["segment_2"]))
        if paar in gezien:
            m.rij(
                r,
                "segment_1",
                f"dit paar staat al in rij {gezien[paar].id}; een rij geldt in beide richtingen",
            )
        gezien[paar] = r
    for a, b in combinations_with_replacement(toewijsbaar, 2):
        if frozenset((a, b)) not in gezien:
            m.tabel(rijen, "stapelen", f"het paar {a} en {b} ontbreekt; zeg ook daarvan of het mag")
    contracteerbaar = [s for s, r in segmenten.items() if r["contracteerbaar"]]
    sets: set[frozenset[str]] = set()
    for r in rijen["contractcombinaties"]:
        deel = frozenset(r["segmenten"])
        if deel in sets:
            m.rij(r, "segmenten", "deze verzameling staat er al")
        sets.add(deel)
    for s in contracteerbaar:
        if frozenset((s,)) not in sets:
            m.tabel(rijen, "contractcombinaties", f"segment {s} alleen ontbreekt; zeg ook daarvan of het mag")


def _verblijf(m: _Melder, rijen: Rijen, segmenten: Mapping[str, Rij]) -> None:
    verblijf = {
        r["perceel"]
        for r in rijen["percelen"]
        if r["segment"] in segmenten and segmenten[r["segment"]]["verblijf"]
    }
    _uniek(m, rijen["percelen"], "perceel")
    for r in rijen["percelen"]:
        if r["perceel"] in verblijf and r["zakgeld"] is None:
            m.rij(
                r, "zakgeld", "zeg bij een perceel met verblijf of de regeling voor zakgeld geldt (ja of nee)"
            )
    gedekt: set[str] = set()
    for r in rijen["leeftijden"]:
        for p in r["percelen"]:
            if p not in verblijf:
                m.rij(r, "percelen", f"'{p}' is geen perceel met verblijf")
            if p in gedekt:
                m.rij(r, "percelen", f"'{p}' heeft al een leeftijdsgrens")
            gedekt.add(p)
        if r["tot_leeftijd_met_grond"] is not None and r["tot_leeftijd_met_grond"] < r["tot_leeftijd"]:
            m.rij(r, "tot_leeftijd_met_grond", "mag niet lager zijn dan tot_leeftijd")
    for p in sorted(verblijf - gedekt):
        m.tabel(rijen, "leeftijden", f"perceel {p} heeft geen leeftijdsgrens")
    vorige: Rij | None = None
    for r in sorted(rijen["zakgeld"], key=lambda r: int(r["vanaf_leeftijd"])):
        if r["tot_leeftijd"] <= r["vanaf_leeftijd"]:
            m.rij(r, "tot_leeftijd", "moet hoger zijn dan vanaf_leeftijd")
        if vorige is not None and r["vanaf_leeftijd"] != vorige["tot_leeftijd"]:
            fout = "gat" if r["vanaf_leeftijd"] > vorige["tot_leeftijd"] else "overlap"
            m.rij(r, "vanaf_leeftijd", f"er zit een {fout} tussen deze rij en {vorige.id}")
        vorige = r


def _routes(m: _Melder, rijen: Rijen, segmenten: Mapping[str, Rij]) -> None:
    for onderwerp, veld, verwacht in (("routes", "route", ROUTES), ("verwijzers", "soort", VERWIJZERS)):
        _uniek(m, rijen[onderwerp], veld)
        _bekend(m, rijen[onderwerp], veld, verwacht, veld)
        for naam in verwacht:
            if not any(r[veld] == naam for r in rijen[onderwerp]):
                m.tabel(rijen, onderwerp, f"'{naam}' ontbreekt")
    _bekend_lijst(m, rijen["routes"], "verwijzers", VERWIJZERS, "soort verwijzer")
    _bekend(m, rijen["routes"], "bepaalt_hulp", ROUTES, "route")
    _bekend(m, rijen["opleggers"], "route", ROUTES, "route")
    _bekend(m, rijen["opleggers"], "segment", segmenten, "segment")
    _bekend_lijst(m, rijen["opleggers"], "een_van", OPLEGGERVELDEN, "veld van de oplegger")
    _bekend(m, rijen["opleggers"], "productveld", OPLEGGERVELDEN, "veld van de oplegger")
    paren = [(r["route"], r["segment"]) for r in rijen["regie"]]
    for r in rijen["regie"]:
        if paren.count((r["route"], r["segment"])) > 1:
            m.rij(r, "segment", "deze route en dit segment staan er meer dan eens")
    for route in ROUTES:
        for s, rij in segmenten.items():
            if rij["contracteerbaar"] and (route, s) not in paren:
                m.tabel(rijen, "regie", f"route {route} met segment {s} ontbreekt")


def _keuzetabellen(m: _Melder, rijen: Rijen, segmenten: Mapping[str, Rij], producten: set[str]) -> None:
    termijnen = {r["termijn"] for r in rijen["termijnen"]}
    _uniek(m, rijen["termijnen"], "termijn")
    for r in rijen["termijnen"]:
        if r["vanaf"] is not None and r["tot"] is not None and r["tot"] < r["vanaf"]:
            m.rij(r, "tot", "ligt vóór vanaf")
    for naam in TERMIJNEN:
        if naam not in termijnen:
            m.tabel(rijen, "termijnen", f"'{naam}' ontbreekt; de regels hebben deze termijn nodig")
    _bekend(m, rijen["documentkeuze"], "tijdens", termijnen, "termijn")
    _bekend(m, rijen["documentkeuze"], "situatie", SITUATIES, "situatie")
    _bekend(m, rijen["documentkeuze"], "segment", segmenten, "segment")
    for s in SITUATIES:
        altijd = [
            r
            for r in rijen["documentkeuze"]
            if r["situatie"] == s and r["segment"] is None and r["tijdens"] is None
        ]
        if len(altijd) != 1:
            m.tabel(
                rijen, "documentkeuze", f"situatie {s} heeft precies één rij zonder segment en termijn nodig"
            )
    _bekend(m, rijen["productkeuze"], "soort", KEUZESOORTEN, "soort keuze")
    _bekend(m, rijen["productkeuze"], "setting", SETTINGS, "setting")
    for r in rijen["productkeuze"]:
        if set(r["advies"]) not in ({"product"}, {"route"}):
            m.rij(r, "advies", "moet een product of een route noemen")
        elif r["advies"].get("product", next(iter(producten))) not in producten:
            m.rij(r, "advies", f"'{r['advies']['product']}' is geen product")
    _bekend(m, rijen["toetreding"], "grond", TOETREDINGSGRONDEN, "grond")
    _bekend(m, rijen["hiaatstappen"], "stap", STAPPEN, "stap")
    _bekend_lijst(m, rijen["hiaatstappen"], "poorten", POORTEN, "poort")
    gezien: set[tuple[str, str]] = set()
    for r in rijen["hiaatstappen"]:
        for s in r["segmenten"]:
            if (r["stap"], s) in gezien:
                m.rij(r, "segmenten", f"stap {r['stap']} staat al bij segment {s}")
            gezien.add((r["stap"], s))
    _uniek(m, rijen["conversie"], "volgorde")
    if rijen["conversie"]:
        for s, rij in segmenten.items():
            if rij["contracteerbaar"] and not any(
                s in r["segmenten"] and r["voorwaarde"] == "altijd" for r in rijen["conversie"]
            ):
                m.tabel(rijen, "conversie", f"segment {s} heeft geen rij die altijd past")


def _regels(m: _Melder, rijen: Rijen, segmenten: Mapping[str, Rij]) -> None:
    """Every rule of the code has its grounds, and no ground is about a rule that does not exist."""
    bekend = {(naam, g) for naam, r in geregistreerd().items() for g in r.gronden}
    gezien: dict[tuple[str, str, str], Rij] = {}
    aanwezig: set[tuple[str, str]] = set()
    for r in rijen["regels"]:
        sleutel = (r["regel"], r["grond"])
        if sleutel not in bekend:
            m.rij(r, "grond", f"regel '{r['regel']}' met grond '{r['grond']}' bestaat niet in de code")
        aanwezig.add(sleutel)
        for s in r["segmenten"] or (_ZONDER_SEGMENTFILTER,):
            eerder = gezien.setdefault((*sleutel, s), r)
            if eerder is not r:
                m.rij(r, "grond", f"staat ook in rij {eerder.id}")
    for naam, grond in sorted(bekend - aanwezig):
        m.tabel(
            rijen,
            "regels",
            f"de grond '{grond}' van regel '{naam}' ontbreekt (gebruik actief: nee om hem uit te zetten)",
        )
    for r in rijen["regels"]:
        if r["regel"] == "hiaat" and r["segmenten"] is not None:
            continue
        if r["segmenten"] is not None:
            _bekend_lijst(m, [r], "segmenten", segmenten, "segment")


def _instellingen(m: _Melder, rijen: Rijen) -> None:
    _uniek(m, rijen["instellingen"], "sleutel")
    waarden = {r["sleutel"]: r for r in rijen["instellingen"]}
    for r in rijen["instellingen"]:
        gevuld = [s for s in ("datum", "getal", "bedrag", "lijst", "tekst") if r[s] is not None]
        if len(gevuld) != 1:
            m.rij(r, "sleutel", "vul precies één van datum, getal, bedrag, lijst of tekst in")
    for sleutel, soort in INSTELLINGEN.items():
        if sleutel not in waarden:
            m.tabel(rijen, "instellingen", f"'{sleutel}' ontbreekt; de regels hebben deze waarde nodig")
        elif waarden[sleutel][soort] is None:
            m.rij(waarden[sleutel], soort, f"'{sleutel}' moet een {soort} zijn")


def _keuzes(m: _Melder, rijen: Rijen) -> None:
    _uniek(m, rijen["keuzes"], "keuze")
    aanwezig = {r["keuze"] for r in rijen["keuzes"]}
    for naam in KEUZES:
        if naam not in aanwezig:
            m.tabel(rijen, "keuzes", f"keuze {naam} ontbreekt; kies {' of '.join(KEUZES[naam])}")
    for r in rijen["keuzes"]:
        bekend = KEUZES.get(r["keuze"])
        if bekend is None:
            m.rij(r, "keuze", f"'{r['keuze']}' is geen keuze die de regels kennen")
            continue
        goed = all(
            isinstance(x, dict)
            and set(x) == {"waarde", "betekenis", "document", "onderdeel"}
            and all(isinstance(w, str) and w.strip() for w in x.values())
            for x in r["mogelijkheden"]
        )
        if not goed or {x["waarde"] for x in r["mogelijkheden"]} != set(bekend):
            m.rij(
                r,
                "mogelijkheden",
                f"noem van elke mogelijkheid ({', '.join(bekend)}) waarde, betekenis, document en onderdeel",
            )
        if r["gekozen"] not in bekend:
            m.rij(r, "gekozen", f"is '{r['gekozen']}', maar mag alleen zijn: {', '.join(bekend)}")
