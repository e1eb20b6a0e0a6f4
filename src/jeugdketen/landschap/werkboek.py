"""The registers as a workbook: one sheet for each register, written so that reading it back changes nothing.

Every cell is text, so that nothing makes a formula, a number or a date of it. Reading refuses formulas, values that
Excel converted, and files that unpack to more than they should; a message never repeats what stood in a cell.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from jeugdketen.kern.bsn import is_bsn
from jeugdketen.landschap.models import EENHEDEN, SEGMENTEN_LOKAAL, STATUS, VARIANTEN

GROOTSTE: Final = 10 * 1024 * 1024
GROOTSTE_UITGEPAKT: Final = 100 * 1024 * 1024
MEESTE_DELEN: Final = 1000
MEESTE_RIJEN: Final = 20_000
REDEN: Final = "reden"
"""Heading of the column in which a refused row says why; reading skips it."""

Soort = Literal["tekst", "dag", "ja_nee", "bedrag", "keuze"]

_DAG_NL = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})\Z")
_BEDRAG = re.compile(r"\d{1,7}([.,]\d{1,2})?\Z")
_NEGEN = re.compile(r"(?<!\d)\d{9}(?!\d)")
_GEVAARLIJK = ("=", "+", "-", "@", "\t", "\r")


class Werkboekfout(ValueError):
    """A file that cannot be read as such a workbook; the message is a Dutch sentence with the remedy."""


class Celfout(ValueError):
    """A cell that cannot hold what its column asks; the message says what to write, never what stood there."""

    def __init__(self, kolom: str, melding: str) -> None:
        super().__init__(melding)
        self.kolom = kolom


@dataclass(frozen=True, slots=True)
class Kolom:
    """A column: its heading, the field it fills, how a cell is read, and the words of its choices."""

    kop: str
    veld: str
    soort: Soort = "tekst"
    keuzes: Mapping[str, str] | None = None
    """Word in the cell → stored value."""
    nodig: bool = False
    leeg: bool = False
    """What an empty cell of a yes-or-no column says."""


@dataclass(frozen=True, slots=True)
class Blad:
    """A sheet: its name, the register (`soort`) and its columns."""

    naam: str
    soort: str
    kolommen: tuple[Kolom, ...]


def _woorden(keuzes: Mapping[str, str]) -> dict[str, str]:
    return {woord: waarde for waarde, woord in keuzes.items()}


AGB = Kolom("AGB-code", "agb", nodig=True)
VAN, TOT = Kolom("van", "van", "dag", nodig=True), Kolom("tot en met", "tot", "dag")
_LETTERS = {letter: letter for letter in SEGMENTEN_LOKAAL}

BLADEN: Final = (
    Blad(
        "aanbieders",
        "gegevens",
        (
            AGB,
            Kolom("naam", "naam", nodig=True),
            Kolom("KvK-nummer", "kvk"),
            Kolom("plaats", "plaats"),
            Kolom("contactpersoon", "contactpersoon"),
            Kolom("telefoon", "telefoon"),
            Kolom("e-mail", "e_mail"),
            Kolom("jeugd-ggz", "ggz", "ja_nee"),
            Kolom("alleen laag complex", "alleen_laag_complex", "ja_nee"),
            Kolom("in gebruik", "actief", "ja_nee", leeg=True),
            VAN,
            TOT,
        ),
    ),
    Blad(
        "locaties",
        "locatie",
        (
            AGB,
            Kolom("naam", "naam", nodig=True),
            Kolom("straat en huisnummer", "adres"),
            Kolom("postcode", "postcode"),
            Kolom("plaats", "plaats", nodig=True),
            VAN,
            TOT,
        ),
    ),
    Blad(
        "contracten",
        "contract",
        (
            AGB,
            Kolom("contractnummer", "nummer", nodig=True),
            Kolom("segment", "segment", "keuze", _LETTERS, nodig=True),
            Kolom("perceel", "perceel"),
            Kolom("loopt uit", "uitloop", "ja_nee"),
            Kolom("lokaal contract van", "gemeente_code"),
            VAN,
            TOT,
        ),
    ),
    Blad(
        "producten",
        "product",
        (
            AGB,
            Kolom("contractnummer", "contractnummer", nodig=True),
            Kolom("product", "regioproduct", nodig=True),
            Kolom("status", "status", "keuze", _woorden(dict(STATUS)), nodig=True),
            VAN,
            TOT,
        ),
    ),
    Blad(
        "tarieven",
        "tarief",
        (
            Kolom("AGB-code", "agb"),
            Kolom("contractnummer", "contractnummer"),
            Kolom("product", "regioproduct", nodig=True),
            Kolom("eenheid", "eenheid", "keuze", _woorden(EENHEDEN), nodig=True),
            Kolom("per", "per"),
            Kolom("bedrag", "bedrag_cent", "bedrag"),
            Kolom("variant", "variant", "keuze", _woorden(VARIANTEN)),
            Kolom("status", "status", "keuze", _woorden(dict(STATUS)), nodig=True),
            Kolom("bron", "bron"),
            VAN,
            TOT,
        ),
    ),
    Blad(
        "onderaannemers",
        "onderaannemer",
        (
            Kolom("AGB-code hoofdaannemer", "agb", nodig=True),
            Kolom("naam", "naam", nodig=True),
            Kolom("soort", "soort", "keuze", {"organisatie": "organisatie", "zzp": "zzp"}, nodig=True),
            Kolom("AGB-code", "eigen_agb"),
            Kolom("KvK-nummer", "kvk"),
            Kolom(
                "reden van de inzet", "reden", "keuze", {"capaciteit": "capaciteit", "expertise": "expertise"}
            ),
            Kolom("welke hulp", "toelichting"),
            Kolom("gemeld op", "gemeld_op", "dag"),
            Kolom("in managementrapportage", "in_managementrapportage", "ja_nee"),
            Kolom("afgestemd met gezin op", "gezin_afgestemd_op", "dag"),
            Kolom("referentie afstemming", "gezin_referentie"),
            Kolom("lopende constructie", "oude_constructie", "ja_nee"),
            Kolom("einde toewijzing", "einde_toewijzing", "dag"),
            VAN,
            TOT,
        ),
    ),
)
"""The sheets, in the order in which they are read: what others need comes first."""


# --- writing -------------------------------------------------------------------------------------------------------


def in_cel(waarde: Any, kolom: Kolom) -> str:
    """A value as it stands in a cell."""
    if waarde is None or waarde == "":
        return ""
    if kolom.soort == "dag":
        return str(waarde.isoformat())
    if kolom.soort == "ja_nee":
        return "ja" if waarde else "nee"
    if kolom.soort == "bedrag":
        return f"{waarde // 100},{waarde % 100:02d}"
    if kolom.soort == "keuze":
        assert kolom.keuzes is not None
        return next((woord for woord, w in kolom.keuzes.items() if w == waarde), str(waarde))
    return str(waarde)


def schrijf(bladen: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]]) -> bytes:
    """A workbook of sheets, each with its name, headings and rows of text; no cell can be a formula."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    werkboek = openpyxl.Workbook(write_only=True)
    vet = Font(bold=True)
    for naam, koppen, rijen in bladen:
        blad = werkboek.create_sheet(naam)
        blad.freeze_panes = "A2"

        def cel(tekst: str, blad: Any = blad, *, kop: bool = False) -> Any:
            doel = WriteOnlyCell(blad, tekst or None)
            if tekst:
                doel.data_type = "s"
            doel.number_format = "@"
            if tekst.startswith(_GEVAARLIJK):
                doel.quotePrefix = True
            if kop:
                doel.font = vet
            return doel

        for nummer, kop in enumerate(koppen, 1):
            blad.column_dimensions[openpyxl.utils.get_column_letter(nummer)].width = max(12, len(kop) + 2)
        blad.append([cel(kop, kop=True) for kop in koppen])
        for rij in rijen:
            blad.append([cel(tekst) for tekst in rij])
    uit = io.BytesIO()
    werkboek.save(uit)
    return uit.getvalue()


# --- reading -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rij:
    """A row of a sheet: its number, its cells as text for the way back, its values, and what is wrong with a cell."""

    blad: Blad
    nummer: int
    cellen: dict[str, str]
    waarden: dict[str, Any]
    fout: Celfout | None


def bewaak(inhoud: bytes) -> None:
    """Refuse a file that is no workbook, unpacks to more than it should, or holds its own XML entities.

    Raises:
        Werkboekfout: with the reason and the remedy.
    """
    if len(inhoud) > GROOTSTE:
        raise Werkboekfout(
            "Het bestand is groter dan 10 MB. Bewaar alleen de bladen met regels, of splits het."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(inhoud)) as archief:
            delen = archief.infolist()
            if len(delen) > MEESTE_DELEN or sum(deel.file_size for deel in delen) > GROOTSTE_UITGEPAKT:
                raise Werkboekfout("Het bestand is uitgepakt te groot. Bewaar alleen de bladen met regels.")
            for deel in delen:
                with archief.open(deel) as stroom:
                    begin = stroom.read(4096)
                if b"<!" in begin.replace(b"<!--", b"").replace(b"\0", b""):
                    raise Werkboekfout("Het bestand bevat een onderdeel dat niet in een werkboek hoort.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise Werkboekfout("Dit is geen werkboek. Bewaar het als Excel-werkmap (.xlsx).") from None


def lees(inhoud: bytes) -> list[Rij]:
    """Every row of the known sheets, in the order of the sheets.

    Raises:
        Werkboekfout: the file cannot be read, or a sheet misses a column or has one that is not known.
    """
    import openpyxl

    bewaak(inhoud)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            werkboek = openpyxl.load_workbook(io.BytesIO(inhoud), read_only=True)
            namen = set(werkboek.sheetnames)
            if not namen & {blad.naam for blad in BLADEN}:
                raise Werkboekfout(
                    f"Er staat geen bekend blad in. De bladen heten {', '.join(blad.naam for blad in BLADEN)}."
                )
            rijen: list[Rij] = []
            for blad in BLADEN:
                if blad.naam in namen:
                    for rij in _lees_blad(werkboek[blad.naam], blad):
                        rijen.append(rij)
                        if len(rijen) > MEESTE_RIJEN:
                            raise Werkboekfout(
                                f"Er staan meer dan {MEESTE_RIJEN} regels in. Splits het werkboek."
                            )
            werkboek.close()
    except Werkboekfout:
        raise
    except Exception as fout:  # whatever a broken workbook makes openpyxl raise
        raise Werkboekfout(
            f"Dit werkboek is niet te lezen ({type(fout).__name__}). Bewaar het opnieuw."
        ) from None
    return rijen


def _lees_blad(blad: Any, soort: Blad) -> Iterator[Rij]:
    blad.reset_dimensions()
    rijen = blad.iter_rows()
    plekken: dict[str, int] = {}
    bekend = {k.kop: k for k in soort.kolommen}
    for plek, cel in enumerate(next(rijen, ())):
        kop = str(cel.value).strip() if cel.value is not None else ""
        if kop and kop != REDEN and kop not in bekend:
            raise Werkboekfout(
                f"Blad {soort.naam}: kolom {plek + 1} heeft een onbekende kop. Haal die kolom weg."
            )
        if kop in plekken:
            raise Werkboekfout(f"Blad {soort.naam}: de kolom {kop} staat er twee keer. Haal er één weg.")
        if kop:
            plekken[kop] = plek
    if mist := [kop for kop in bekend if kop not in plekken]:
        raise Werkboekfout(f"Blad {soort.naam}: de kolom {mist[0]} ontbreekt. Zet de kop terug in rij 1.")
    leeg = 0
    for nummer, rij in enumerate(rijen, 2):
        if all(cel.value is None or not str(cel.value).strip() for cel in rij):
            leeg += 1
            if leeg > MEESTE_RIJEN:
                raise Werkboekfout(f"Blad {soort.naam} heeft te veel lege regels. Haal die weg.")
            continue
        cellen, waarden, fout = {}, {}, None
        for kop, kolom in bekend.items():
            cel = rij[plekken[kop]] if plekken[kop] < len(rij) else None
            try:
                cellen[kop] = _tekst(cel)
                waarden[kolom.veld] = _waarde(cel, kolom)
            except ValueError as wat:
                fout = fout or Celfout(kop, str(wat))
        yield Rij(soort, nummer, cellen, waarden, fout)


def _tekst(cel: Any) -> str:
    """What stands in a cell as text, to hand it back; a formula as text, and never a BSN.

    Raises:
        ValueError: there is a number in it that looks like a BSN.
    """
    if cel is None or cel.value is None:
        return ""
    waarde = cel.value
    if isinstance(waarde, datetime):
        return waarde.date().isoformat()
    if isinstance(waarde, float) and waarde.is_integer():
        waarde = int(waarde)
    tekst = str(waarde).strip()[:500]
    if any(is_bsn(getal) for getal in _NEGEN.findall(tekst)):
        raise ValueError("hier staat een nummer dat op een BSN lijkt; dat hoort niet in dit register")
    return tekst


def _waarde(cel: Any, kolom: Kolom) -> Any:
    waarde = None if cel is None else cel.value
    if isinstance(waarde, str):
        waarde = waarde.strip()
    if waarde is None or waarde == "":
        if kolom.nodig:
            raise ValueError("is leeg; vul het in")
        return {"ja_nee": kolom.leeg, "dag": None, "bedrag": None}.get(kolom.soort, "")
    if cel.data_type == "f":
        raise ValueError("hier staat een formule; typ de waarde zelf")
    if cel.data_type == "e":
        raise ValueError("hier staat een foutwaarde; typ de waarde zelf")
    return _LEES[kolom.soort](waarde, kolom)


def _lees_tekst(waarde: Any, kolom: Kolom) -> str:
    if isinstance(waarde, datetime | date):
        raise ValueError("Excel heeft hier een datum van gemaakt; zet er een ' voor en typ de tekst opnieuw")
    if not isinstance(waarde, str):
        raise ValueError("Excel heeft hier een getal van gemaakt; zet er een ' voor en typ de tekst opnieuw")
    if any(ord(teken) < 32 and teken not in "\n\t" for teken in waarde):
        raise ValueError("hier staan tekens die niet te lezen zijn; typ de tekst opnieuw")
    return waarde


def _lees_dag(waarde: Any, kolom: Kolom) -> date:
    if isinstance(waarde, datetime):
        return waarde.date()
    tekst = str(waarde)
    if m := _DAG_NL.match(tekst):
        tekst = f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}"
    try:
        return date.fromisoformat(tekst)
    except ValueError:
        raise ValueError("is geen bestaande datum; schrijf hem als 2026-01-31") from None


def _lees_ja_nee(waarde: Any, kolom: Kolom) -> bool:
    if isinstance(waarde, bool):
        return waarde
    woord = str(waarde).lower()
    if woord not in ("ja", "nee"):
        raise ValueError("vul ja of nee in")
    return woord == "ja"


def _lees_bedrag(waarde: Any, kolom: Kolom) -> int:
    tekst = str(waarde).replace("€", "").strip()
    if isinstance(waarde, bool) or not _BEDRAG.match(tekst):
        raise ValueError("is geen bedrag; schrijf het als 91,50")
    return int(Decimal(tekst.replace(",", ".")) * 100)


def _lees_keuze(waarde: Any, kolom: Kolom) -> str:
    assert kolom.keuzes is not None
    woord = str(waarde)
    if woord not in kolom.keuzes:
        raise ValueError(f"kies uit: {', '.join(kolom.keuzes)}")
    return kolom.keuzes[woord]


_LEES: Final[dict[Soort, Callable[[Any, Kolom], Any]]] = {
    "tekst": _lees_tekst,
    "dag": _lees_dag,
    "ja_nee": _lees_ja_nee,
    "bedrag": _lees_bedrag,
    "keuze": _lees_keuze,
}
