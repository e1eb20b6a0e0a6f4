"""The list of running allocations that the old system exports: CSV or Excel, one allocation a row.

Every row is read by itself: a row with a mistake gets a sentence that names the column and the remedy, and holds up no
other row. A sentence never repeats what stood in a cell, for it may be a BSN.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ijw.codelijsten import codelijst
from jeugdketen.kern.bsn import is_bsn

GROOTSTE: Final = 64_000_000
"""Largest list or archive in bytes."""

GROOTSTE_UITGEPAKT: Final = 600_000_000
"""What an archive or a workbook may grow to; more is not a caseload but an attack."""

MEESTE_RIJEN: Final = 250_000
"""More rows than the whole country's busiest municipality has."""


class LijstFout(ValueError):
    """The file is no list that can be read; the message is one Dutch sentence."""


@dataclass(frozen=True, slots=True)
class Lijstregel:
    """One running allocation by the list.

    Attributes:
        van, tot: first and last day, both counted in; no `tot`: open-ended.
        budget: whole euro cents (IV024).
        gestart_op: first day of care, when the list says that it has started.
    """

    rij: int
    nummer: int
    bsn: str
    geboortedatum: date
    geslacht: str
    voornamen: str
    voorvoegsel: str
    achternaam: str
    aanbieder: str
    categorie: str
    code: str
    van: date
    tot: date | None
    volume: int | None
    eenheid: str
    frequentie: str
    budget: int | None
    toegewezen_op: date
    gestart_op: date | None


@dataclass(frozen=True, slots=True)
class Rijfout:
    """A row that cannot be taken over, and why."""

    rij: int
    nummer: int | None
    reden: str


class _Celfout(ValueError):
    """A cell that holds something else than its column asks; the text follows the name of the column."""


def _tekst(hoogstens: int) -> Callable[[str], str]:
    def lees(cel: str) -> str:
        if len(cel) > hoogstens:
            raise _Celfout(f"is langer dan {hoogstens} tekens. Kort de tekst in.")
        return cel

    return lees


def _patroon(patroon: str, uitleg: str) -> Callable[[str], str]:
    vorm = re.compile(patroon)

    def lees(cel: str) -> str:
        if not vorm.fullmatch(cel):
            raise _Celfout(uitleg)
        return cel

    return lees


def _getal(hoogste: int, uitleg: str) -> Callable[[str], int]:
    def lees(cel: str) -> int:
        kaal = cel.removesuffix(".0")
        if not kaal.isascii() or not kaal.isdigit() or not 0 < int(kaal) <= hoogste:
            raise _Celfout(uitleg)
        return int(kaal)

    return lees


def _datum(cel: str) -> date:
    for vorm in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%Y%m%d"):
        try:
            return datetime.strptime(cel[:10] if "T" in cel or " " in cel else cel, vorm).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise _Celfout("is geen datum. Schrijf de dag zoals 31-12-2026.")


def _bsn(cel: str) -> str:
    cijfers = cel.removesuffix(".0").replace(".", "").replace(" ", "")
    cijfers = cijfers.zfill(9) if len(cijfers) == 8 else cijfers
    if not is_bsn(cijfers):
        raise _Celfout("is geen geldig BSN. Kijk de negen cijfers na.")
    return cijfers


def _geslacht(cel: str) -> str:
    waarde = {"m": "1", "man": "1", "v": "2", "vrouw": "2", "o": "0", "onbekend": "0"}.get(cel.lower(), cel)
    if waarde not in {"0", "1", "2"}:
        raise _Celfout("moet man, vrouw of onbekend zijn.")
    return waarde


def _agb(cel: str) -> str:
    cijfers = cel.removesuffix(".0")
    if not re.fullmatch("[0-9]{7,8}", cijfers):
        raise _Celfout("heeft acht cijfers, zoals 99001234.")
    return cijfers.zfill(8)


def _codelijst(naam: str, wat: str) -> Callable[[str], str]:
    def lees(cel: str) -> str:
        breedte = max(len(code) for code in codelijst(naam))
        code = cel.removesuffix(".0").zfill(breedte)
        if code not in codelijst(naam):
            raise _Celfout(f"is geen {wat} van de standaard (codelijst {naam}).")
        return code

    return lees


def _euro(cel: str) -> int:
    kaal = cel.replace("€", "").replace(" ", "")
    if "," in kaal:
        kaal = kaal.replace(".", "").replace(",", ".")
    try:
        bedrag = Decimal(kaal)
    except InvalidOperation:
        bedrag = Decimal(-1)
    if bedrag < 0 or bedrag >= Decimal(1_000_000) or bedrag != bedrag.quantize(Decimal("0.01")):
        raise _Celfout("is geen bedrag in euro's, zoals 9000 of 9000,50.")
    return int(bedrag * 100)


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column: its name, whether it must be filled, what it means, and how a cell is read."""

    naam: str
    verplicht: bool
    uitleg: str
    lees: Callable[[str], Any]


KOLOMMEN: Final = (
    Kolom(
        "toewijzingnummer",
        True,
        "nummer uit het JW301, uniek binnen de gemeente (TR332)",
        _getal(999_999_999, "is een getal van hoogstens negen cijfers."),
    ),
    Kolom("bsn", True, "burgerservicenummer, negen cijfers", _bsn),
    Kolom("geboortedatum", True, "zoals 31-12-2012", _datum),
    Kolom("geslacht", False, "man, vrouw of onbekend", _geslacht),
    Kolom("voornamen", False, "alle voornamen", _tekst(80)),
    Kolom("voorvoegsel", False, "zoals van der", _tekst(10)),
    Kolom("achternaam", True, "geslachtsnaam zonder voorvoegsel", _tekst(200)),
    Kolom("aanbieder", True, "AGB-code, acht cijfers", _agb),
    Kolom(
        "productcategorie",
        False,
        "twee cijfers; leeg bij een toewijzing op budget alleen",
        _patroon("[0-9]{2}", "heeft twee cijfers, zoals 45."),
    ),
    Kolom(
        "productcode",
        False,
        "vijf tekens; leeg als de categorie genoeg is",
        _patroon("[0-9A-Za-z]{5}", "heeft vijf tekens, zoals 45A12."),
    ),
    Kolom("ingangsdatum", True, "eerste dag", _datum),
    Kolom("einddatum", False, "laatste dag, telt mee; leeg: geen einde", _datum),
    Kolom("volume", False, "heel getal", _getal(99_999_999, "is een heel getal groter dan nul.")),
    Kolom("eenheid", False, "code uit WJ756, zoals 04", _codelijst("WJ756", "eenheid")),
    Kolom("frequentie", False, "code uit WMO757, zoals 4", _codelijst("WMO757", "frequentie")),
    Kolom("budget", False, "in euro's, zoals 9000,50", _euro),
    Kolom("toewijzingsdatum", False, "dag van het JW301; leeg: de ingangsdatum", _datum),
    Kolom("gestart_op", False, "eerste dag van de hulp, als die is begonnen", _datum),
)
"""The columns by name, in any order; unknown columns are an error, so that nothing is lost unseen."""

_PER_NAAM: Final = {kolom.naam: kolom for kolom in KOLOMMEN}
_SYNONIEMEN: Final = {
    "aanbieder_agb": "aanbieder",
    "agb": "aanbieder",
    "agb-code": "aanbieder",
    "categorie": "productcategorie",
    "code": "productcode",
    "begindatum": "ingangsdatum",
    "startdatum": "gestart_op",
    "geslachtsnaam": "achternaam",
    "burgerservicenummer": "bsn",
    "toewijzingsnummer": "toewijzingnummer",
}


def lees_lijst(naam: str, inhoud: bytes) -> tuple[list[Lijstregel], list[Rijfout]]:
    """Read a list; rows that are wrong come back beside the good ones.

    Args:
        naam: name of the file; `.xlsx` is read as a workbook (its first sheet), anything else as CSV.
        inhoud: the bytes; CSV in UTF-8 or Windows-1252, with `;`, `,` or tab between the columns.

    Raises:
        LijstFout: no list can be read from it: no rows, unknown or missing columns, too large.
    """
    if len(inhoud) > GROOTSTE:
        raise LijstFout("De lijst is groter dan 64 MB. Verdeel haar over meer bestanden.")
    rijen = _werkmap(inhoud) if naam.lower().endswith(".xlsx") else _csv(inhoud)
    try:
        kop_rij, kop = next(rijen)
    except StopIteration:
        raise LijstFout(
            "De lijst is leeg. De eerste regel hoort de namen van de kolommen te bevatten."
        ) from None
    kolommen = _kolommen(kop)
    goed: list[Lijstregel] = []
    fout: list[Rijfout] = []
    gezien: dict[int, int] = {}
    for rij, cellen in rijen:
        if not any(cellen):
            continue
        if rij - kop_rij > MEESTE_RIJEN:
            raise LijstFout(
                f"De lijst heeft meer dan {MEESTE_RIJEN} regels. Verdeel haar over meer bestanden."
            )
        uitslag = _regel(rij, dict(zip(kolommen, cellen, strict=False)))
        if isinstance(uitslag, Rijfout):
            fout.append(uitslag)
        elif uitslag.nummer in gezien:
            fout.append(
                Rijfout(
                    rij,
                    uitslag.nummer,
                    f"Kolom toewijzingnummer: dit nummer staat ook in rij {gezien[uitslag.nummer]}. "
                    "Een nummer hoort bij één toewijzing (TR332).",
                )
            )
        else:
            gezien[uitslag.nummer] = rij
            goed.append(uitslag)
    return goed, fout


def _kolommen(kop: Iterable[str]) -> list[str]:
    namen = [cel.strip().lower().replace(" ", "_") for cel in kop]
    namen = [_SYNONIEMEN.get(naam, naam) for naam in namen]
    while namen and not namen[-1]:
        namen.pop()
    vreemd = [naam for naam in namen if naam not in _PER_NAAM]
    if vreemd:
        raise LijstFout(
            f"De lijst heeft een kolom die wij niet kennen: {(vreemd[0] or 'zonder naam')[:40]}. "
            f"De kolommen heten {', '.join(_PER_NAAM)}."
        )
    if dubbel := next((naam for naam in namen if namen.count(naam) > 1), None):
        raise LijstFout(f"De kolom {dubbel} staat er twee keer in. Haal er een weg.")
    if mist := [k.naam for k in KOLOMMEN if k.verplicht and k.naam not in namen]:
        raise LijstFout(f"De lijst mist de kolom {mist[0]}. Voeg haar toe; zij mag niet leeg zijn.")
    return namen


def _regel(rij: int, cellen: Mapping[str, str]) -> Lijstregel | Rijfout:
    waarden: dict[str, Any] = {}
    fouten: list[str] = []
    for kolom in KOLOMMEN:
        cel = cellen.get(kolom.naam, "").strip()
        if not cel:
            waarden[kolom.naam] = None
            if kolom.verplicht:
                fouten.append(f"Kolom {kolom.naam} is leeg. Vul in: {kolom.uitleg}.")
            continue
        try:
            waarden[kolom.naam] = kolom.lees(cel)
        except _Celfout as fout:
            fouten.append(f"Kolom {kolom.naam} {fout}")
    nummer = waarden.get("toewijzingnummer")
    van, tot = waarden["ingangsdatum"], waarden["einddatum"]
    if van and tot and tot < van:
        fouten.append("Kolom einddatum ligt voor de ingangsdatum. Kijk de twee dagen na.")
    if fouten:
        return Rijfout(rij, nummer, " ".join(fouten))
    return Lijstregel(
        rij=rij,
        nummer=nummer,
        bsn=waarden["bsn"],
        geboortedatum=waarden["geboortedatum"],
        geslacht=waarden["geslacht"] or "0",
        voornamen=waarden["voornamen"] or "",
        voorvoegsel=waarden["voorvoegsel"] or "",
        achternaam=waarden["achternaam"],
        aanbieder=waarden["aanbieder"],
        categorie=waarden["productcategorie"] or "",
        code=(waarden["productcode"] or "").upper(),
        van=van,
        tot=tot,
        volume=waarden["volume"],
        eenheid=waarden["eenheid"] or "",
        frequentie=waarden["frequentie"] or "",
        budget=waarden["budget"],
        toegewezen_op=waarden["toewijzingsdatum"] or van,
        gestart_op=waarden["gestart_op"],
    )


def _csv(inhoud: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        tekst = inhoud.decode("utf-8-sig")
    except UnicodeDecodeError:
        tekst = inhoud.decode("cp1252", "replace")
    if "\x00" in tekst:
        raise LijstFout("Dit is geen CSV-bestand. Kies een CSV- of Excelbestand (.xlsx).")
    kop = tekst.split("\n", 1)[0]
    scheiding = max(";,\t", key=kop.count)
    lezer = csv.reader(io.StringIO(tekst, newline=""), delimiter=scheiding, strict=True)
    try:
        for rij in lezer:
            yield lezer.line_num, rij
    except csv.Error as fout:
        raise LijstFout(
            f"Regel {lezer.line_num} van het CSV-bestand is niet te lezen: een aanhalingsteken staat verkeerd."
        ) from fout


def _werkmap(inhoud: bytes) -> Iterator[tuple[int, list[str]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(inhoud)) as archief:
            if sum(deel.file_size for deel in archief.infolist()) > GROOTSTE_UITGEPAKT:
                raise LijstFout(
                    "Het Excelbestand is uitgepakt te groot. Verdeel de lijst over meer bestanden."
                )
        boek = openpyxl.load_workbook(io.BytesIO(inhoud), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as fout:
        if isinstance(fout, LijstFout):
            raise
        raise LijstFout("Dit is geen Excelbestand. Sla de lijst op als .xlsx of als CSV.") from fout
    try:
        blad = boek.worksheets[0]
        for nummer, rij in enumerate(blad.iter_rows(values_only=True), start=1):
            yield nummer, [_cel(waarde) for waarde in rij]
    finally:
        boek.close()


def _cel(waarde: Any) -> str:
    if waarde is None:
        return ""
    if isinstance(waarde, datetime):
        return waarde.date().isoformat()
    if isinstance(waarde, date):
        return waarde.isoformat()
    if isinstance(waarde, float) and waarde.is_integer():
        return str(int(waarde))
    return str(waarde)
