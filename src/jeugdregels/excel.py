"""``jeugdketen regio excel uit|in``: the tables of a region as a workbook, and an edited workbook back as a diff.

The workbook has one sheet per subject and a sheet that explains. Reading it back shows what would change; only
with ``--pas-toe`` and a date are new dated files written, all of them or none. Every row is judged by the same
loader as the files themselves; an error names sheet, row and column. Needs the extra ``excel`` (openpyxl).
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

from jeugdregels.periode import dag_voor
from jeugdregels.regio import Bestand, Gegevensfout, Regio, RegioFout, Rij, controleer, laad_map
from jeugdregels.schema import (
    BEDRAG,
    DATUM,
    GEHEEL,
    JA_NEE,
    KAART,
    LIJST,
    ONDERWERPEN,
    STATUSSEN,
    TEKST,
    Onderwerp,
    Veld,
)
from jeugdregels.verschil import Rijverschil, lees_dag, open_regio, regels, tel, vergelijk_rijen
from jeugdregels.weergave import toon
from jeugdregels.yamluit import bestand_als_yaml

UITLEG: Final = "Uitleg"
ACTIE: Final = "actie"
VERWIJDEREN: Final = "verwijderen"
VORM: Final = "1"
"""The version of the shape of the workbook; another one is refused."""

GROOTSTE: Final = 25 * 1024 * 1024
GROOTSTE_UITGEPAKT: Final = 250 * 1024 * 1024
_SCHEIDING: Final = "; "
_STREEP: Final = " | "
_DAG_NL = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})\Z")
_RIJ = re.compile(r"rijen\[(\d+)\](?:\.(\w+))?")
_EERSTE_RIJ: Final = 2


class GeenExcel(RuntimeError):
    """The package for workbooks is not installed."""


class Celfout(NamedTuple):
    """One error in a workbook: sheet, row (0: the sheet itself), column letter and name, and what to do about it."""

    blad: str
    rij: int
    letter: str
    kolom: str
    melding: str

    def __str__(self) -> str:
        plek = f"Blad {self.blad}"
        if self.rij:
            plek += f", rij {self.rij}"
        if self.kolom:
            plek += f", kolom {self.kolom}" + (f" ({self.letter}{self.rij})" if self.letter else "")
        return f"{plek}: {self.melding}"


class WerkboekFout(ValueError):
    """A workbook that cannot be read back; ``fouten`` holds every reason."""

    def __init__(self, fouten: Sequence[Celfout | Gegevensfout]) -> None:
        super().__init__("; ".join(str(f) for f in fouten))
        self.fouten = tuple(fouten)


class Kolom(NamedTuple):
    """A column of a sheet: its heading, the field that it fills, the part of that field, and its choices."""

    kop: str
    veld: Veld
    deel: str = ""

    @property
    def keuzes(self) -> tuple[str, ...]:
        """The values that a drop-down offers; empty: any."""
        return ("ja", "nee") if self.veld.soort == JA_NEE else self.veld.keuzes


class _Tekstcel(NamedTuple):
    """A cell with text, to read back what is about to be written."""

    value: str
    data_type: str = "s"


class Wijziging(NamedTuple):
    """What an edited workbook would change: the differences, and the new file of each changed subject."""

    verschillen: tuple[Rijverschil, ...]
    bestanden: Mapping[str, str]


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise GeenExcel(
            "Voor werkboeken is een extra pakket nodig. Installeer het met: pip install 'jeugdketen[excel]'"
        ) from None
    return openpyxl


def kolommen(onderwerp: Onderwerp) -> tuple[Kolom, ...]:
    """The columns of the sheet of a subject, after the column ``actie``."""
    bron = Veld("bron", KAART)
    return (
        Kolom("id", Veld("id", TEKST)),
        *(Kolom(v.naam, v) for v in onderwerp.velden),
        Kolom("eisen", Veld("eisen", LIJST)),
        Kolom("bron: document", bron, "document"),
        Kolom("bron: onderdeel", bron, "onderdeel"),
        Kolom("status", Veld("status", TEKST, True, STATUSSEN)),
        Kolom("toelichting", Veld("toelichting", TEKST, False)),
    )


def _waarde(rij: Rij, kolom: Kolom) -> Any:
    naam = kolom.veld.naam
    if naam == "bron":
        return getattr(rij.bron, kolom.deel)
    if naam in ("id", "eisen", "status", "toelichting"):
        return getattr(rij, naam)
    return rij[naam]


def cel(waarde: Any) -> str:
    """A value as it stands in a cell: always text, so that nothing turns it into a formula, number or date."""
    if waarde is None:
        return ""
    if isinstance(waarde, Mapping):
        return _STREEP.join(f"{k}: {v}" for k, v in waarde.items())
    if isinstance(waarde, tuple):
        if any(isinstance(deel, Mapping) for deel in waarde):
            return "\n".join(cel(deel) for deel in waarde)
        return _SCHEIDING.join(waarde)
    return toon(waarde)


def _tekst(rij: Rij, kolom: Kolom) -> str:
    """The text of a cell.

    :raises ValueError: reading it back would not give the value again.
    """
    waarde = _waarde(rij, kolom)
    tekst = cel(waarde)
    ruw = [dict(d) if isinstance(d, Mapping) else d for d in waarde] if isinstance(waarde, tuple) else waarde
    if isinstance(ruw, bool):
        ruw = toon(ruw)
    try:
        gelezen = _lees_cel(_Tekstcel(tekst), kolom)
    except ValueError:
        gelezen = tekst + "?"
    if gelezen != ruw and not (gelezen is None and not ruw):
        raise ValueError(
            f"{rij.bestand} regel {rij.regelnummer}: het veld {kolom.kop} bevat tekens die in een werkboek verloren "
            "gaan (een puntkomma of | in een deel van een lijst, of spaties aan het begin of eind); haal ze weg"
        )
    return tekst


def schrijf_werkboek(regio: Regio, dag: date, pad: Path) -> int:
    """Write the tables that count on a day as a workbook; returns the number of rows.

    :raises GeenExcel: openpyxl is not installed.
    :raises ValueError: the day lies outside the region data, or a value would not survive the way back.
    """
    openpyxl = _openpyxl()
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if not regio.begin <= dag <= regio.einde:
        raise ValueError(f"{dag} valt buiten de gegevens van de regio {regio.naam}")
    werkboek = openpyxl.Workbook()
    vet, grijs = Font(bold=True), PatternFill("solid", fgColor="E7E6E6")
    open_ = Protection(locked=False)

    def zet(blad: Any, rij: int, kolom: int, tekst: str) -> Any:
        doel = blad.cell(rij, kolom)
        doel.value = tekst or None
        if tekst:
            doel.data_type = "s"
        doel.number_format = "@"
        if tekst.startswith(("=", "+", "-", "@")):
            doel.quotePrefix = True
        return doel

    uitleg = werkboek.active
    uitleg.title = UITLEG
    for nummer, (links, rechts) in enumerate(_uitlegregels(regio, dag), 1):
        zet(uitleg, nummer, 1, links).font = vet
        zet(uitleg, nummer, 2, rechts).alignment = Alignment(wrap_text=True, vertical="top")
    uitleg.column_dimensions["A"].width, uitleg.column_dimensions["B"].width = 24, 100
    uitleg.protection.sheet = True
    aantal = 0
    for naam, rijen in regio.rijen_op(dag).items():
        blad = werkboek.create_sheet(naam)
        kop = kolommen(ONDERWERPEN[naam])
        for nummer, titel in enumerate((ACTIE, *(k.kop for k in kop)), 1):
            doel = zet(blad, 1, nummer, titel)
            doel.font, doel.fill = vet, grijs
            maat = blad.column_dimensions[get_column_letter(nummer)]
            maat.width = max(14, min(60, 2 + max([len(titel), *_lengtes(rijen, kop, nummer)])))
            maat.number_format, maat.protection = "@", open_
        for nummer, rij in enumerate(rijen, _EERSTE_RIJ):
            zet(blad, nummer, 1, "").protection = open_
            for plek, kolom in enumerate(kop, 2):
                doel = zet(blad, nummer, plek, _tekst(rij, kolom))
                doel.protection = Protection(locked=kolom.kop == "id")
                doel.alignment = Alignment(wrap_text=True, vertical="top")
        aantal += len(rijen)
        keuzes = [(1, (VERWIJDEREN,)), *((p, k.keuzes) for p, k in enumerate(kop, 2) if k.keuzes)]
        for plek, waarden in keuzes:
            lijst = DataValidation(
                type="list", formula1=f'"{",".join(waarden)}"', allow_blank=True, showErrorMessage=True
            )
            lijst.errorTitle, lijst.error = "Kies uit de lijst", f"Kies: {', '.join(waarden)}"
            letter = get_column_letter(plek)
            lijst.add(f"{letter}{_EERSTE_RIJ}:{letter}1000")
            blad.add_data_validation(lijst)
        blad.freeze_panes = "C2"
        blad.protection.sheet = True
        blad.protection.formatColumns = blad.protection.formatRows = False
        blad.protection.sort = blad.protection.autoFilter = False
    werkboek.save(pad)
    return aantal


def _lengtes(rijen: Sequence[Rij], kop: Sequence[Kolom], nummer: int) -> list[int]:
    return [0] if nummer == 1 else [len(cel(_waarde(r, kop[nummer - 2]))) for r in rijen]


def _uitlegregels(regio: Regio, dag: date) -> Iterator[tuple[str, str]]:
    yield "vorm", VORM
    yield "regio", regio.naam
    yield "dag", dag.isoformat()
    yield "vingerafdruk", regio.vingerafdruk()
    yield "", ""
    yield (
        "Wat is dit?",
        (
            f"Alle tabellen van {regio.titel} zoals zij gelden op {dag.isoformat()}. Elk blad is één onderwerp, "
            "elke rij één regel van die tabel."
        ),
    )
    yield "Wijzigen", "Verander een cel. De kolom id ligt vast: daaraan herkent het product de rij."
    yield (
        "Toevoegen",
        "Vul een lege rij onderaan in, met een nieuw id (kleine letters, cijfers en streepjes).",
    )
    yield "Weghalen", f"Kies in de kolom {ACTIE} het woord '{VERWIJDEREN}'."
    yield "Lijsten", "Zet waarden achter elkaar met een puntkomma ertussen: B; C; V."
    yield (
        "Groepen",
        "Schrijf naam: waarde, met een | tussen twee waarden. Meer groepen: één per regel van de cel.",
    )
    yield "Datum en bedrag", "Schrijf een datum als 2025-07-01 en een bedrag als 12,00."
    yield "Formules", "Het product rekent geen formules uit en weigert ze. Typ de waarde zelf."
    yield (
        "Status",
        (
            "vastgesteld: de bron zegt het; afgeleid: het volgt uit de bron; voorbeeld: een voorbeeldwaarde die "
            "niemand heeft vastgesteld."
        ),
    )
    yield (
        "Terug naar het product",
        (
            f"jeugdketen regio excel in {regio.naam} BESTAND toont wat er verandert. Pas met --pas-toe --geldig-van "
            "DATUM wordt het een nieuwe versie van de gegevens."
        ),
    )
    for onderwerp in ONDERWERPEN.values():
        yield "", ""
        yield onderwerp.naam, onderwerp.betekenis
        for veld in onderwerp.velden:
            keuzes = f"; kies uit: {', '.join(veld.keuzes)}" if veld.keuzes else ""
            yield f"  {veld.naam}", f"{veld.soort}{'' if veld.verplicht else ', mag leeg blijven'}{keuzes}"


def _bewaak(pad: Path) -> None:
    """Refuse a file that is no workbook, unpacks to more than it should, or holds its own XML entities.

    :raises WerkboekFout: with the reason.
    """

    def weiger(melding: str) -> WerkboekFout:
        return WerkboekFout([Celfout("(het bestand)", 0, "", "", melding)])

    if not pad.is_file():
        raise weiger(f"{pad} bestaat niet")
    if pad.stat().st_size > GROOTSTE:
        raise weiger(f"is groter dan {GROOTSTE // 1024 // 1024} MB; bewaar alleen de bladen met tabellen")
    try:
        with zipfile.ZipFile(pad) as archief:
            if sum(deel.file_size for deel in archief.infolist()) > GROOTSTE_UITGEPAKT:
                raise weiger("is uitgepakt te groot")
            for deel in archief.infolist():
                begin = archief.open(deel).read(4096)
                if b"<!" in begin.replace(b"<!--", b"").replace(b"\0", b""):
                    raise weiger(f"bevat een onderdeel ({deel.filename}) dat niet in een werkboek hoort")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise weiger("is geen werkboek; bewaar het als Excel-werkmap (.xlsx)") from None


class _Rijplek(NamedTuple):
    """A row of a sheet: its number and its raw values as the YAML holds them."""

    nummer: int
    waarden: dict[str, Any]


def _lees_bladen(pad: Path, regio: Regio) -> tuple[date, dict[str, list[_Rijplek]]]:
    openpyxl = _openpyxl()
    _bewaak(pad)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            werkboek = openpyxl.load_workbook(pad)
    except Exception as fout:  # whatever a broken workbook makes openpyxl raise
        raise WerkboekFout(
            [Celfout("(het bestand)", 0, "", "", f"is geen leesbaar werkboek ({type(fout).__name__})")]
        ) from None
    fouten: list[Celfout] = []
    namen = set(werkboek.sheetnames)
    for naam in (UITLEG, *ONDERWERPEN):
        if naam not in namen:
            fouten.append(Celfout(naam, 0, "", "", "ontbreekt; begin opnieuw met 'regio excel uit'"))
    for naam in sorted(namen - {UITLEG, *ONDERWERPEN}):
        fouten.append(Celfout(naam, 0, "", "", "hoort niet bij de tabellen; haal dit blad weg"))
    if fouten:
        raise WerkboekFout(fouten)
    gegeven = {str(a.value): str(b.value) for a, b in werkboek[UITLEG].iter_rows(max_row=4, max_col=2)}
    dag = lees_dag(gegeven.get("dag", ""))
    if gegeven.get("vorm") != VORM or dag is None:
        raise WerkboekFout(
            [
                Celfout(
                    UITLEG,
                    1,
                    "",
                    "",
                    "is niet van deze versie; maak een nieuw werkboek met 'regio excel uit'",
                )
            ]
        )
    if gegeven.get("regio") != regio.naam:
        raise WerkboekFout(
            [
                Celfout(
                    UITLEG,
                    2,
                    "",
                    "",
                    f"het werkboek is van de regio {gegeven.get('regio')}, niet van {regio.naam}",
                )
            ]
        )
    if gegeven.get("vingerafdruk") != regio.vingerafdruk():
        raise WerkboekFout(
            [
                Celfout(
                    UITLEG,
                    4,
                    "",
                    "",
                    "de gegevens van de regio zijn veranderd nadat dit werkboek is gemaakt; maak een nieuw werkboek "
                    "en breng uw wijzigingen daarin aan",
                )
            ]
        )
    bladen = {naam: _lees_blad(werkboek[naam], o, fouten) for naam, o in ONDERWERPEN.items()}
    if fouten:
        raise WerkboekFout(fouten)
    return dag, bladen


def _lees_blad(blad: Any, onderwerp: Onderwerp, fouten: list[Celfout]) -> list[_Rijplek]:
    naam = onderwerp.naam
    bekend = {k.kop: k for k in kolommen(onderwerp)}
    plekken: dict[str, int] = {}
    rijen = blad.iter_rows()
    for doel in next(rijen, ()):
        kop = "" if doel.value is None else str(doel.value)
        if not kop:
            continue
        if kop != ACTIE and kop not in bekend:
            fouten.append(Celfout(naam, 1, doel.column_letter, kop, "deze kolom bestaat niet; haal hem weg"))
        elif kop in plekken:
            fouten.append(Celfout(naam, 1, doel.column_letter, kop, "deze kolom staat er twee keer"))
        plekken[kop] = doel.column - 1
    mist = [kop for kop in bekend if kop not in plekken]
    for kop in mist:
        fouten.append(Celfout(naam, 1, "", kop, "deze kolom ontbreekt; zet de kop terug in rij 1"))
    if mist:
        return []
    uit: list[_Rijplek] = []
    eerder: dict[str, int] = {}
    for rij in rijen:
        if all(doel.value is None or not str(doel.value).strip() for doel in rij):
            continue
        nummer = rij[0].row
        begin = len(fouten)
        actie = rij[plekken[ACTIE]].value if ACTIE in plekken else None
        if actie is not None and str(actie).strip() not in ("", VERWIJDEREN):
            fouten.append(
                Celfout(
                    naam,
                    nummer,
                    rij[plekken[ACTIE]].column_letter,
                    ACTIE,
                    f"kies '{VERWIJDEREN}' of laat leeg",
                )
            )
        if str(actie or "").strip() == VERWIJDEREN:
            continue
        waarden: dict[str, Any] = {}
        for kop, kolom in bekend.items():
            doel = rij[plekken[kop]]
            try:
                waarde = _lees_cel(doel, kolom)
            except ValueError as fout:
                fouten.append(Celfout(naam, nummer, doel.column_letter, kop, str(fout)))
                continue
            if waarde is None:
                continue
            if kolom.deel:
                waarden.setdefault(kolom.veld.naam, {})[kolom.deel] = waarde
            else:
                waarden[kolom.veld.naam] = waarde
        sleutel = waarden.get("id")
        if sleutel is not None and sleutel in eerder:
            letter = rij[plekken["id"]].column_letter
            fouten.append(
                Celfout(
                    naam,
                    nummer,
                    letter,
                    "id",
                    f"'{sleutel}' staat ook in rij {eerder[sleutel]}; geef een eigen id",
                )
            )
        if len(fouten) == begin:
            eerder[str(sleutel)] = nummer
            uit.append(_Rijplek(nummer, waarden))
    return uit


def _lees_cel(doel: Any, kolom: Kolom) -> Any:
    """The value of a cell as YAML would hold it; None for an empty cell.

    :raises ValueError: the cell holds something that cannot be that field; the text says what to write.
    """
    waarde, soort = doel.value, kolom.veld.soort
    if waarde is None:
        return None
    if doel.data_type == "f":
        raise ValueError("hier staat een formule; typ de waarde zelf")
    if doel.data_type == "e":
        raise ValueError(f"hier staat de foutwaarde {waarde}; typ de waarde zelf")
    if soort == JA_NEE and isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if soort == DATUM and isinstance(waarde, datetime):
        return waarde.date()
    if soort == GEHEEL and isinstance(waarde, int | float) and waarde == int(waarde):
        return int(waarde)
    if soort == BEDRAG and isinstance(waarde, int | float) and not isinstance(waarde, bool):
        bedrag = Decimal(str(waarde))
        if bedrag == bedrag.quantize(Decimal("0.01")):
            return f"{bedrag:.2f}"
        raise ValueError(
            f"{waarde} heeft meer dan twee cijfers achter de komma; schrijf een bedrag als 12,00"
        )
    if not isinstance(waarde, str):
        raise ValueError(
            f"Excel heeft van deze cel {_wat(waarde)} gemaakt; zet er een ' voor en typ de tekst opnieuw"
        )
    tekst = waarde.replace("\r\n", "\n").strip()
    if not tekst:
        return None
    if kolom.deel:
        return tekst
    if soort == DATUM:
        return _lees_datum(tekst)
    if soort == GEHEEL:
        if not tekst.isdecimal():
            raise ValueError(f"'{tekst}' is geen geheel getal vanaf 0")
        return int(tekst)
    if soort == BEDRAG:
        return tekst.replace(",", ".") if "." not in tekst else tekst
    if soort == JA_NEE:
        return tekst.lower()
    if soort == LIJST:
        if kolom.veld.naam == "mogelijkheden":
            return [_lees_groep(regel) for regel in tekst.split("\n") if regel.strip()]
        return [deel.strip() for deel in tekst.split(";") if deel.strip()]
    if soort == KAART:
        return _lees_groep(tekst)
    return tekst


def _wat(waarde: object) -> str:
    return "een datum" if isinstance(waarde, date) else "een getal"


def _lees_datum(tekst: str) -> date:
    dag = lees_dag(tekst)
    if dag is None and (m := _DAG_NL.match(tekst)):
        dag = lees_dag(f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}")
    if dag is None:
        raise ValueError(f"'{tekst}' is geen bestaande datum; schrijf hem als 2025-07-01")
    return dag


def _lees_groep(tekst: str) -> dict[str, str]:
    """A group of names with a value: ``procesregie: … | casusregie: …``."""
    uit: dict[str, str] = {}
    for deel in tekst.split(_STREEP.strip()):
        naam, dubbele_punt, waarde = deel.partition(":")
        if not dubbele_punt or not waarde.strip():
            raise ValueError(f"'{deel.strip()}' heeft geen naam en waarde; schrijf het als naam: waarde")
        if naam.strip() in uit:
            raise ValueError(f"'{naam.strip()}' staat er twee keer")
        uit[naam.strip()] = waarde.strip()
    return uit


def _ruw(rij: Rij) -> dict[str, Any]:
    """A loaded row as YAML holds it."""
    uit: dict[str, Any] = {"id": rij.id}
    for veld in ONDERWERPEN[rij.onderwerp].velden:
        waarde = rij[veld.naam]
        if waarde is None:
            continue
        if isinstance(waarde, bool):
            waarde = "ja" if waarde else "nee"
        elif isinstance(waarde, tuple):
            waarde = [dict(deel) if isinstance(deel, Mapping) else deel for deel in waarde]
        uit[veld.naam] = waarde
    uit["eisen"] = list(rij.eisen)
    uit["bron"] = {"document": rij.bron.document, "onderdeel": rij.bron.onderdeel}
    uit["status"] = rij.status
    if rij.toelichting is not None:
        uit["toelichting"] = rij.toelichting
    return uit


def _op_volgorde(onderwerp: Onderwerp, waarden: Mapping[str, Any]) -> dict[str, Any]:
    volgorde = ("id", *(v.naam for v in onderwerp.velden), "eisen", "bron", "status", "toelichting")
    return {veld: waarden[veld] for veld in volgorde if veld in waarden}


def _geldend(regio: Regio, naam: str, dag: date) -> Bestand:
    return max((b for b in regio.bestanden[naam] if b.vanaf <= dag), key=lambda b: b.vanaf)


def lees_werkboek(pad: Path, regio: Regio, geldig_van: date | None = None) -> Wijziging:
    """What an edited workbook would change in the region; writes nothing.

    :param geldig_van: the first day of the new files; without it the change is judged on the day of the workbook.
    :raises GeenExcel: openpyxl is not installed.
    :raises WerkboekFout: the workbook, or a row in it, cannot be used; nothing of it is taken.
    """
    dag, bladen = _lees_bladen(pad, regio)
    bestanden: dict[str, str] = {}
    plekken: dict[str, list[tuple[int, int]]] = {}
    fouten: list[Celfout | Gegevensfout] = []
    for naam, onderwerp in ONDERWERPEN.items():
        geldend = _geldend(regio, naam, dag)
        nieuw = [_op_volgorde(onderwerp, r.waarden) for r in bladen[naam]]
        nummers = {str(r.waarden.get("id")): r.nummer for r in bladen[naam]}
        plekken[geldend.pad] = [(r.regelnummer, nummers.get(r.id, 0)) for r in geldend.rijen]
        if _gelijk(geldend.rijen, nieuw):
            continue
        vanaf = geldig_van or geldend.vanaf
        doel = f"{naam}/{vanaf.isoformat()}.yaml"
        if geldig_van is not None and (melding := _past_niet(regio, naam, geldend, geldig_van)):
            fouten.append(Celfout(naam, 0, "", "", melding))
            continue
        kop = {
            "onderwerp": naam,
            "geldig_vanaf": vanaf,
            "geldig_tot": geldend.tot if geldig_van is None else None,
            "beslisdatum": geldend.beslisdatum,
            "toelichting": _toelichting(regio, geldend),
        }
        inhoud = bestand_als_yaml(kop, nieuw)
        bestanden[doel] = inhoud.tekst
        plekken[doel] = list(zip(inhoud.regelnummers, (r.nummer for r in bladen[naam]), strict=True))
    if fouten:
        raise WerkboekFout(fouten)
    with tempfile.TemporaryDirectory() as tijdelijk:
        proef = Path(tijdelijk) / "regio"
        shutil.copytree(regio.map, proef, ignore=shutil.ignore_patterns("gevallen", ".*"))
        for doel, tekst in bestanden.items():
            (proef / doel).write_text(tekst, encoding="utf-8")
        if gevonden := controleer(proef):
            raise WerkboekFout([_als_celfout(f, plekken) for f in gevonden])
        later = laad_map(proef)
    kijk = geldig_van or dag
    oud, straks = regio.rijen_op(kijk), later.rijen_op(kijk)
    verschillen = tuple(v for naam in ONDERWERPEN for v in vergelijk_rijen(naam, oud[naam], straks[naam]))
    return Wijziging(verschillen, bestanden)


def _gelijk(oud: Sequence[Rij], nieuw: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a sheet still says what the file says; the order of rows says nothing, save for those with one."""
    eerder = {r.id: _ruw(r) for r in oud}
    return len(eerder) == len(nieuw) and all(eerder.get(str(r.get("id"))) == r for r in nieuw)


def _past_niet(regio: Regio, naam: str, geldend: Bestand, geldig_van: date) -> str | None:
    laatste = regio.bestanden[naam][-1]
    if laatste.pad != geldend.pad:
        return (
            f"er is al een latere versie van deze tabel ({laatste.pad}); maak het werkboek opnieuw met "
            f"--op {laatste.vanaf.isoformat()}"
        )
    if geldig_van <= geldend.vanaf:
        return f"kies bij --geldig-van een dag na {geldend.vanaf.isoformat()}, de eerste dag van de huidige tabel"
    if geldend.tot is not None and geldend.tot != dag_voor(geldig_van):
        return f"de huidige tabel geldt tot en met {geldend.tot.isoformat()}; laat de nieuwe op de dag erna beginnen"
    return None


def _toelichting(regio: Regio, bestand: Bestand) -> str | None:
    import yaml

    lader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    inhoud = yaml.load((regio.map / bestand.pad).read_bytes(), Loader=lader)  # noqa: S506 - a safe loader
    tekst = inhoud.get("toelichting")
    return tekst if isinstance(tekst, str) else None


def _als_celfout(fout: Gegevensfout, plekken: Mapping[str, list[tuple[int, int]]]) -> Celfout | Gegevensfout:
    """The error of the loader, told as a place in the workbook where there is one."""
    rijen = plekken.get(fout.bestand)
    naam = fout.bestand.partition("/")[0]
    if rijen is None or naam not in ONDERWERPEN:
        return fout
    m = _RIJ.match(fout.veld)
    if m and int(m[1]) < len(rijen):
        nummer = rijen[int(m[1])][1]
    else:
        nummer = max(((lijn, rij) for lijn, rij in rijen if lijn <= fout.regel), default=(0, 0))[1]
    veld = (m[2] or "") if m else fout.veld.rpartition(".")[2]
    koppen = [k.kop for k in kolommen(ONDERWERPEN[naam])]
    kop = next((k for k in koppen if k == veld or k.startswith(f"{veld}:")), veld)
    if kop not in koppen or not nummer:
        return Celfout(naam, nummer, "", kop if kop in koppen else "", fout.melding)
    letter = _letter(koppen.index(kop) + 2)
    return Celfout(naam, nummer, letter, kop, fout.melding)


def _letter(nummer: int) -> str:
    return chr(64 + nummer) if nummer <= 26 else f"A{chr(38 + nummer)}"


def pas_toe(wijziging: Wijziging, map_: Path) -> list[str]:
    """Write the new dated files into the region folder: all of them, or none; returns their names.

    :raises FileExistsError: one of them is already there; nothing was written.
    """
    for doel in wijziging.bestanden:
        if (map_ / doel).exists():
            raise FileExistsError(f"{doel} bestaat al")
    geschreven: list[Path] = []
    try:
        for doel, tekst in wijziging.bestanden.items():
            pad = map_ / doel
            klad = pad.with_name(f".{pad.name}.klad")
            geschreven.append(klad)
            klad.write_text(tekst, encoding="utf-8")
            os.replace(klad, pad)
            geschreven[-1] = pad
    except OSError:
        for pad in geschreven:
            pad.unlink(missing_ok=True)
        raise
    return list(wijziging.bestanden)


def main(argv: Sequence[str]) -> int:
    """Run ``regio excel``: 0 done or nothing changed, 1 a diff to approve, 2 the call or the workbook is wrong."""
    import argparse

    from jeugdregels.uitvoer import schrijf, schrijf_fout

    lezer = argparse.ArgumentParser(
        prog="jeugdketen regio excel",
        description="Zet de tabellen van een regio in een werkboek, en lees het terug.",
    )
    delen = lezer.add_subparsers(dest="richting", required=True)
    uit = delen.add_parser("uit", help="maak een werkboek van de tabellen")
    uit.add_argument("--op", metavar="DATUM", help="de tabellen van deze dag (anders: de nieuwste)")
    in_ = delen.add_parser("in", help="laat zien wat een bewerkt werkboek verandert")
    in_.add_argument("--pas-toe", action="store_true", help="keur de wijzigingen goed en schrijf ze")
    in_.add_argument("--geldig-van", metavar="DATUM", help="de eerste dag waarop de nieuwe tabellen gelden")
    for deel in (uit, in_):
        deel.add_argument("regio", metavar="REGIO", help="de naam van een regio, of een map")
        deel.add_argument("bestand", metavar="BESTAND", type=Path, help="het werkboek (.xlsx)")
    keuze = lezer.parse_args(list(argv))
    try:
        regio = open_regio(keuze.regio)
        if keuze.richting == "uit":
            dag = regio.versies[-1] if keuze.op is None else _dag(keuze.op, "--op")
            aantal = schrijf_werkboek(regio, dag, keuze.bestand)
            schrijf(f"{aantal} rijen van {len(ONDERWERPEN)} onderwerpen geschreven naar {keuze.bestand}.")
            return 0
        geldig_van = None if keuze.geldig_van is None else _dag(keuze.geldig_van, "--geldig-van")
        if keuze.pas_toe and geldig_van is None:
            raise ValueError("Zeg met --geldig-van vanaf welke dag de nieuwe tabellen gelden")
        wijziging = lees_werkboek(keuze.bestand, regio, geldig_van)
        if not wijziging.verschillen:
            schrijf("Het werkboek is gelijk aan de gegevens; er verandert niets.")
            return 0
        schrijf("\n".join([*regels(wijziging.verschillen), "", tel(wijziging.verschillen)]).lstrip("\n"))
        if not keuze.pas_toe:
            schrijf("Er is nog niets geschreven. Akkoord? Voeg toe: --pas-toe --geldig-van DATUM")
            return 1
        for naam in pas_toe(wijziging, regio.map):
            schrijf(f"Geschreven: {naam}")
    except WerkboekFout as fout:
        aantal = len(fout.fouten)
        schrijf_fout("\n".join(str(f) for f in fout.fouten))
        schrijf_fout(f"{aantal} {'fout' if aantal == 1 else 'fouten'}; er is niets geschreven.")
        return 2
    except RegioFout as fout:
        schrijf_fout("\n".join(str(f) for f in fout.fouten))
        return 2
    except (GeenExcel, ValueError, OSError) as fout:
        schrijf_fout(f"{fout}.")
        return 2
    return 0


def _dag(tekst: str, vlag: str) -> date:
    dag = lees_dag(tekst)
    if dag is None:
        raise ValueError(f"'{tekst}' bij {vlag} is geen bestaande datum; schrijf hem als 2026-01-01")
    return dag
