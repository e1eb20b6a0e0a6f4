"""``jeugdketen regio nieuw NAAM``: a region folder that loads at once, small and with every subject in it.

The care landscape in it is invented and as small as can be: one segment of help at home, one of residence. What
the rules need (their grounds, the choices between sources, the steps of a process) is taken over from the region
that comes with the product, without its sources. Every value has ``status: voorbeeld`` until somebody fills it in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from jeugdregels.periode import dag_voor, verjaardag
from jeugdregels.regio import STANDAARD, Regio, controleer, laad
from jeugdregels.samenhang import INSTELLINGEN, ROUTES, SITUATIES, STAPPEN, TERMIJNEN, TOETREDINGSGRONDEN
from jeugdregels.schema import ALGEMENE_VELDEN, KAART, LIJST, ONDERWERPEN, Onderwerp
from jeugdregels.yamluit import bestand_als_yaml

_NAAM: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
IN_TE_VULLEN: Final = {
    "document": "Vul hier het document in",
    "onderdeel": "Vul hier het onderdeel van dat document in",
}
"""The source of every row of the skeleton."""

THUIS: Final = "T"
WONEN: Final = "W"
_PLEEG: Final = "pleeggezin"
_GROEP: Final = "woongroep"

_BESLISDATUM: Final = {
    "gemeenten": "peildatum",
    "conversie": "jw301_verzonden",
    "hiaatstappen": "geen",
    "toetreding": "geen",
}

Ruw = dict[str, Any]


def _rij(id_: str, eisen: Sequence[str], **velden: Any) -> Ruw:
    return {
        "id": id_,
        **velden,
        "eisen": list(eisen),
        "bron": dict(IN_TE_VULLEN),
        "status": "voorbeeld",
    }


def _ja(waarde: bool) -> str:
    return "ja" if waarde else "nee"


def _landschap(naam: str) -> Iterator[tuple[str, Ruw]]:
    """The invented care landscape: one municipality, two segments, a handful of products."""
    yield (
        "gemeenten",
        _rij(
            "gemeente-voorbeeld",
            ["S-001", "S-190"],
            naam="Voorbeeldgemeente",
            code="9999",
            adres=f"lokale.toegang@{naam}.example",
        ),
    )
    for segment, titel, verblijf in (
        (THUIS, "jeugdhulp thuis (voorbeeld)", False),
        (WONEN, "jeugdhulp met verblijf (voorbeeld)", True),
    ):
        yield (
            "segmenten",
            _rij(
                f"segment-{segment.lower()}",
                ["S-006"] if verblijf else ["S-004"],
                segment=segment,
                naam=titel,
                complexiteit="midden",
                toewijsbaar="ja",
                contracteerbaar="ja",
                verblijf=_ja(verblijf),
                integraal_tarief=_ja(verblijf),
                zorgvraag_vereist="nee",
            ),
        )
        yield (
            "contractcombinaties",
            _rij(f"contract-{segment.lower()}", ["S-008"], segmenten=[segment], toegestaan="ja"),
        )
    yield "contractcombinaties", _rij("contract-t-w", ["S-008"], segmenten=[THUIS, WONEN], toegestaan="ja")
    for perceel, titel, zakgeld in (
        (_PLEEG, "wonen in een pleeggezin", "nee"),
        (_GROEP, "wonen in een groep", "ja"),
    ):
        yield (
            "percelen",
            _rij(
                f"perceel-{perceel}", ["S-017"], perceel=perceel, segment=WONEN, naam=titel, zakgeld=zakgeld
            ),
        )
        yield (
            "producten",
            _rij(
                f"product-{perceel}",
                ["S-017"],
                product=f"{WONEN}/{perceel}",
                segment=WONEN,
                perceel=perceel,
                naam=titel,
            ),
        )
        yield (
            "leeftijden",
            _rij(
                f"leeftijd-{perceel}",
                ["S-026"],
                percelen=[perceel],
                tot_leeftijd=21 if perceel == _PLEEG else 18,
                tot_leeftijd_met_grond=23,
            ),
        )
    for intensiteit, afkorting in (("kort", "K"), ("lang", "L")):
        yield (
            "intensiteiten",
            _rij(
                f"intensiteit-{intensiteit}",
                ["S-012"],
                intensiteit=intensiteit,
                segment=THUIS,
                naam=intensiteit,
                afkorting=afkorting,
            ),
        )
    yield (
        "profielen",
        _rij(
            "profiel-1",
            ["S-012", "S-013"],
            profiel="P1",
            segment=THUIS,
            naam="eerste profiel",
            complexiteit="laag",
            intensiteiten=["kort", "lang"],
        ),
    )
    yield (
        "componenten",
        _rij("componenten-t", ["S-014"], segment=THUIS, componenten=["vervoer"], alleen_oud_contract="nee"),
    )
    for een, twee, voorwaarde, eis in (
        (THUIS, THUIS, "verschillende_aanbieders", "S-051"),
        (THUIS, WONEN, "geen", "S-054"),
        (WONEN, WONEN, "geen", "S-056"),
    ):
        yield (
            "stapelen",
            _rij(
                f"stapelen-{een}-{twee}".lower(),
                [eis],
                segment_1=een,
                segment_2=twee,
                voorwaarde=voorwaarde,
            ),
        )
    yield (
        "zakgeld",
        _rij(
            "zakgeld-6-tot-18",
            ["S-165"],
            vanaf_leeftijd=6,
            tot_leeftijd=18,
            zakgeld="10.00",
            kleedgeld="0.00",
        ),
    )
    for route in ROUTES:
        for segment in (THUIS, WONEN):
            yield (
                "regie",
                _rij(
                    f"regie-{route}-{segment}".lower().replace("_", "-"),
                    ["S-108"],
                    route=route,
                    segment=segment,
                    advies={"regierol": "lokale_toegang"},
                ),
            )
    yield (
        "tarieven",
        _rij("tarief-t-p1-kort", ["S-045"], product=f"{THUIS}/P1/kort", eenheid="traject", bedrag="1000.00"),
    )
    yield (
        "productcodes",
        _rij("code-t-p1-kort", ["S-210"], categorie="45", code="45X01", product=f"{THUIS}/P1/kort"),
    )


def _waarde(waarde: Any) -> Any:
    if isinstance(waarde, bool):
        return _ja(waarde)
    if isinstance(waarde, tuple):
        return [dict(deel) if isinstance(deel, Mapping) else deel for deel in waarde]
    return waarde


def _over(onderwerp: str, id_: str, rij: Any, **anders: Any) -> tuple[str, Ruw]:
    """A row taken over from the region of the product, without its source; a field that is None is left out."""
    velden = {v.naam: _waarde(rij[v.naam]) for v in ONDERWERPEN[onderwerp].velden}
    velden |= anders
    return onderwerp, _rij(id_, rij.eisen, **{k: w for k, w in velden.items() if w is not None})


def _machinerie(basis: Regio, vanaf: date) -> Iterator[tuple[str, Ruw]]:
    """What the rules themselves need: grounds, values, choices, routes, steps."""
    rijen = basis.rijen_op(basis.versies[-1])
    segmenten = [THUIS, WONEN]
    gezien: set[tuple[str, str]] = set()
    for r in rijen["regels"]:
        if (r["regel"], r["grond"]) not in gezien:
            gezien.add((r["regel"], r["grond"]))
            id_ = f"regel-{r['regel']}-{r['grond']}".replace("_", "-")
            yield _over("regels", id_, r, segmenten=None)
    einde = dag_voor(verjaardag(vanaf, 1))
    eigen: dict[str, Any] = {
        "ingangsdatum-overeenkomst": vanaf,
        "conversie-tweede-wisseldatum": vanaf,
        "uitdienen-laatste-dag": einde,
        "bijzondere-kosten-pleegzorg": "100.00",
        "bijzondere-kosten-perceel": _PLEEG,
        "conversie-blijvende-componenten": ["vervoer"],
        "catalogus-waarschuwt-bij": ["vervoer"],
        "verklarende-analyse-niet-bij": [_PLEEG],
    }
    for r in rijen["instellingen"]:
        sleutel = r["sleutel"]
        if sleutel in INSTELLINGEN:
            waarde = {INSTELLINGEN[sleutel]: eigen[sleutel]} if sleutel in eigen else {}
            yield _over("instellingen", f"instelling-{sleutel}", r, **waarde)
    for r in rijen["termijnen"]:
        if r["termijn"] in TERMIJNEN:
            yield _over("termijnen", f"termijn-{r['termijn']}", r, vanaf=None, tot=einde)
    for r in rijen["verwijzers"]:
        yield _over("verwijzers", f"verwijzer-{r['soort'].replace('_', '-')}", r)
    for r in rijen["routes"]:
        yield _over("routes", f"route-{r['route'].replace('_', '-')}", r)
    for situatie in SITUATIES:
        r = next(
            r
            for r in rijen["documentkeuze"]
            if r["situatie"] == situatie and r["segment"] is None and r["tijdens"] is None
        )
        yield _over("documentkeuze", f"document-{situatie.replace('_', '-')}", r)
    for stap in STAPPEN:
        r = next(r for r in rijen["hiaatstappen"] if r["stap"] == stap)
        yield _over("hiaatstappen", f"hiaat-{stap.replace('_', '-')}", r, segmenten=segmenten)
    for grond in TOETREDINGSGRONDEN:
        r = next(r for r in rijen["toetreding"] if r["grond"] == grond)
        yield _over("toetreding", f"toetreding-{grond.replace('_', '-')}", r, segmenten=segmenten)
    for r in rijen["keuzes"]:
        mogelijkheden = [
            {"waarde": m["waarde"], "betekenis": m["betekenis"], **IN_TE_VULLEN} for m in r["mogelijkheden"]
        ]
        yield _over(
            "keuzes",
            r["keuze"].lower(),
            r,
            mogelijkheden=mogelijkheden,
            reden="Nog te kiezen: dit is de keuze van het voorbeeld.",
        )
    for segment in segmenten:
        yield (
            "conversie",
            _rij(
                f"conversie-{segment.lower()}",
                ["S-131"],
                volgorde=segmenten.index(segment) + 1,
                segmenten=[segment],
                voorwaarde="altijd",
                uitkomst="uitsterven",
            ),
        )


_SOORT_UITLEG: Final = {
    LIJST: "lijst, als [een, twee]",
    KAART: "namen met tekst, als {naam: waarde}",
    "datum": "datum, als 2026-01-01",
    "ja of nee": "ja of nee",
    "bedrag": "bedrag tussen aanhalingstekens, als '12.00'",
    "code van vier cijfers": "vier cijfers tussen aanhalingstekens, als '0405'",
}


def uitleg(onderwerp: Onderwerp) -> list[str]:
    """The comment lines at the top of a file: what stands in it and what each field means."""
    uit = [
        f"{onderwerp.naam}: {onderwerp.betekenis}.",
        "",
        "Vul hieronder de rijen van uw regio in. De waarden die er nu staan zijn voorbeelden.",
    ]
    if onderwerp.leeg_mag:
        uit.append("Deze tabel mag leeg zijn; schrijf dan rijen: [].")
    uit += ["Elke rij heeft deze velden (een * moet er staan):"]
    for veld in onderwerp.velden:
        ster = "*" if veld.verplicht else " "
        soort = _SOORT_UITLEG.get(veld.soort, veld.soort)
        keuzes = f"; kies uit: {', '.join(veld.keuzes)}" if veld.keuzes else ""
        uit.append(f"  {ster} {veld.naam}: {soort}{keuzes}")
    algemeen = {
        "id": "eigen naam van de rij (kleine letters, cijfers, streepjes); elk id komt één keer voor in de regio",
        "eisen": "de nummers van de eisen waar de rij bij hoort, als [S-051]",
        "bron": "waar het staat: {document: …, onderdeel: …}",
        "status": "vastgesteld (de bron zegt het), afgeleid (het volgt eruit) of voorbeeld (niemand stelde het vast)",
        "toelichting": "uitleg voor een collega",
    }
    for veld in ALGEMENE_VELDEN:
        uit.append(f"  {'*' if veld.verplicht else ' '} {veld.naam}: {algemeen[veld.naam]}")
    uit += [
        "Verandert er later iets? Maak dan een nieuw bestand met de eerste dag als naam, en laat dit bestand staan.",
    ]
    return uit


def _leesmij(naam: str) -> str:
    return f"""# Regio {naam}

Deze map bevat de regels van uw regio als gegevens. Zij is nu gevuld met voorbeelden.

1. Open elke map. Bovenaan elk bestand staat wat u invult.
2. Vervang de voorbeelden door de waarden van uw regio, met het document waar zij in staan.
3. Zet `status` op `vastgesteld` of `afgeleid` zodra een waarde niet langer een voorbeeld is.
4. Controleer de map: `jeugdketen regio controleer {naam}`. Elke fout noemt bestand, regel en veld.
5. Stel een vraag: `jeugdketen toets vraag.json --regio ./{naam}`.

Liever in Excel? `jeugdketen regio excel uit ./{naam} tabellen.xlsx`, en terug met `regio excel in`.
"""


def maak_skelet(naam: str, map_: Path, vanaf: date) -> int:
    """Write the skeleton of a region into a folder that is not there yet or is empty; returns the number of files.

    :raises ValueError: the name cannot be one, or the folder holds something already.
    """
    if not _NAAM.match(naam):
        raise ValueError(f"'{naam}' mag alleen kleine letters, cijfers en streepjes bevatten")
    if map_.exists() and (not map_.is_dir() or any(map_.iterdir())):
        raise ValueError(f"{map_} bestaat al; kies een andere map")
    rijen: dict[str, list[Ruw]] = {onderwerp: [] for onderwerp in ONDERWERPEN}
    for onderwerp, rij in (*_landschap(naam), *_machinerie(laad(STANDAARD), vanaf)):
        rijen[onderwerp].append(rij)
    map_.mkdir(parents=True, exist_ok=True)
    titel = f"Regio {naam.replace('-', ' ').capitalize()}"
    (map_ / "regio.yaml").write_text(f"naam: {naam}\ntitel: {titel}\n", encoding="utf-8")
    (map_ / "LEESMIJ.md").write_text(_leesmij(naam), encoding="utf-8")
    for o in ONDERWERPEN.values():
        kop = {
            "onderwerp": o.naam,
            "geldig_vanaf": vanaf,
            "beslisdatum": _BESLISDATUM.get(o.naam, "peildatum"),
        }
        inhoud = bestand_als_yaml(kop, rijen[o.naam], uitleg(o))
        (map_ / o.naam).mkdir()
        (map_ / o.naam / f"{vanaf.isoformat()}.yaml").write_text(inhoud.tekst, encoding="utf-8")
    if fouten := controleer(map_):
        raise AssertionError(f"the skeleton does not load: {fouten[0]}")
    return len(ONDERWERPEN) + 2


def main(argv: Sequence[str]) -> int:
    """Run ``regio nieuw``: 0 the folder is written and loads, 2 the name or folder cannot be used."""
    import argparse

    from jeugdregels.uitvoer import schrijf, schrijf_fout
    from jeugdregels.verschil import lees_dag

    lezer = argparse.ArgumentParser(
        prog="jeugdketen regio nieuw",
        description="Maak een map voor een nieuwe regio, gevuld met voorbeelden.",
    )
    lezer.add_argument("naam", metavar="NAAM", help="kleine letters, cijfers en streepjes")
    lezer.add_argument("--map", type=Path, help="de map die gemaakt wordt (anders: ./NAAM)")
    lezer.add_argument("--vanaf", metavar="DATUM", help="de eerste dag waarop de gegevens gelden")
    keuze = lezer.parse_args(list(argv))
    map_ = keuze.map or Path(keuze.naam)
    vanaf = laad(STANDAARD).begin if keuze.vanaf is None else lees_dag(keuze.vanaf)
    if vanaf is None:
        schrijf_fout(f"'{keuze.vanaf}' is geen bestaande datum; schrijf hem als 2026-01-01.")
        return 2
    try:
        aantal = maak_skelet(keuze.naam, map_, vanaf)
    except (ValueError, OSError) as fout:
        schrijf_fout(f"{fout}.")
        return 2
    schrijf(f"{aantal} bestanden geschreven in {map_}. Lees {map_ / 'LEESMIJ.md'} en vul de voorbeelden aan.")
    schrijf(f"Controleer met: jeugdketen regio controleer {map_}")
    return 0
