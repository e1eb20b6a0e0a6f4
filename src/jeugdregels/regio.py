"""Loads a region folder and refuses it, with file, line and field, when anything in it is not right.

A region is a folder: ``regio.yaml`` with its name, and per subject of :mod:`jeugdregels.schema` a folder with
dated files ``<onderwerp>/<geldig vanaf>.yaml``. The newest file on or before a date is the one that counts on
that date. ``gevallen/`` holds the officials' own cases. :func:`laad` gives a :class:`Regio`; :func:`controleer`
gives every error instead of stopping at the first.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jeugdregels.oordeel import Bron
from jeugdregels.periode import dag_na, dag_voor
from jeugdregels.schema import (
    ADRES,
    ALGEMENE_VELDEN,
    BEDRAG,
    CODE4,
    DATUM,
    GEHEEL,
    JA_NEE,
    KAART,
    LIJST,
    ONDERWERPEN,
    TEKST,
    Onderwerp,
    Veld,
)
from jeugdregels.uitvoer import waarom

if TYPE_CHECKING:
    from jeugdregels.tabellen import Tabellen

REGIOS: Final = Path(__file__).parent / "regios"
"""The regions that come with the product."""

STANDAARD: Final = "westfriesland"

_EIS = re.compile(r"S-\d{3}\Z")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_BEDRAG = re.compile(r"\d{1,7}\.\d{2}\Z")
_CODE4 = re.compile(r"\d{4}\Z")
_ADRES = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}\Z")
_BESTANDSNAAM = re.compile(r"(\d{4}-\d{2}-\d{2})\.yaml\Z")
_BESTANDSVELDEN = ("onderwerp", "geldig_vanaf", "geldig_tot", "beslisdatum", "toelichting", "rijen")
_NIET_ONDERWERP = ("gevallen",)


class Gegevensfout(NamedTuple):
    """One error in a region folder: file (relative), line (from 1; 0: the file itself), field and what to do."""

    bestand: str
    regel: int
    veld: str
    melding: str

    def __str__(self) -> str:
        plek = f"{self.bestand}:{self.regel}" if self.regel else self.bestand
        return f"{plek}: {self.veld}: {self.melding}" if self.veld else f"{plek}: {self.melding}"


class RegioFout(ValueError):
    """A region folder that cannot be used; ``fouten`` holds every reason."""

    def __init__(self, fouten: list[Gegevensfout]) -> None:
        super().__init__("; ".join(str(f) for f in fouten))
        self.fouten = fouten


class Rij:
    """One row of region data: its identity, the requirements it serves, its source, and its values.

    ``waarden`` holds the fields of its subject, converted (dates as ``date``, ja/nee as ``bool``, amounts as the
    string with two decimals); a field that may be absent and is, is None.
    """

    __slots__ = (
        "bestand",
        "bron",
        "eisen",
        "id",
        "onderwerp",
        "regelnummer",
        "status",
        "toelichting",
        "veldregels",
        "waarden",
    )

    def __init__(
        self,
        onderwerp: str,
        id: str,
        eisen: tuple[str, ...],
        bron: Bron,
        status: str,
        toelichting: str | None,
        waarden: Mapping[str, Any],
        bestand: str,
        regelnummer: int,
        veldregels: Mapping[str, int],
    ) -> None:
        self.onderwerp = onderwerp
        self.id = id
        self.eisen = eisen
        self.bron = bron
        self.status = status
        self.toelichting = toelichting
        self.waarden = waarden
        self.bestand = bestand
        self.regelnummer = regelnummer
        self.veldregels = veldregels
        """The line of each field that is there."""

    def __getitem__(self, veld: str) -> Any:
        """A field of the subject by its name.

        :raises KeyError: the subject has no such field.
        """
        return self.waarden[veld]

    def __repr__(self) -> str:
        return f"Rij({self.onderwerp}, {self.id})"


class Bestand(NamedTuple):
    """One dated file of a subject: its rows count from ``vanaf`` until the next file (or ``tot``, inclusive).

    ``som`` is the SHA-256 of its bytes, in hexadecimal, as they were when the region was loaded.
    """

    onderwerp: str
    pad: str
    vanaf: date
    tot: date | None
    beslisdatum: str
    rijen: tuple[Rij, ...]
    som: str


class Regio:
    """A loaded region: its files by subject, and its tables for a date."""

    def __init__(self, naam: str, titel: str, map_: Path, bestanden: dict[str, tuple[Bestand, ...]]) -> None:
        self.naam = naam
        self.titel = titel
        self.map = map_
        self.bestanden = bestanden
        self.begin = max(reeks[0].vanaf for reeks in bestanden.values())
        """The first day for which every subject has a table; an earlier date is outside the region data."""
        self.einde = min((reeks[-1].tot or date.max) for reeks in bestanden.values())
        """The last day for which every subject has a table (``date.max``: no end)."""
        self._grenzen = sorted(
            {max(b.vanaf, self.begin) for reeks in bestanden.values() for b in reeks if b.vanaf <= self.einde}
        )
        self._tabellen: dict[date, Tabellen] = {}

    @property
    def versies(self) -> tuple[date, ...]:
        """The dates on which something in the data changes, oldest first."""
        return tuple(self._grenzen)

    def op(self, dag: date) -> Tabellen:
        """The tables that count on a day.

        :raises ValueError: the day is before the first or after the last day of the region data.
        """
        if not self.begin <= dag <= self.einde:
            raise ValueError(f"{dag.isoformat()} valt buiten de gegevens van de regio {self.naam}")
        versie = self._grenzen[bisect_right(self._grenzen, dag) - 1]
        klaar = self._tabellen.get(versie)
        if klaar is None:
            from jeugdregels.tabellen import Tabellen

            klaar = self._tabellen[versie] = Tabellen(self, versie)
        return klaar

    @property
    def laatste(self) -> Tabellen:
        """The newest tables: for questions that carry no date."""
        return self.op(self._grenzen[-1])

    def rijen_op(self, versie: date) -> dict[str, tuple[Rij, ...]]:
        """The rows of every subject that count on a day within the region data."""
        return {
            naam: max((b for b in reeks if b.vanaf <= versie), key=lambda b: b.vanaf).rijen
            for naam, reeks in self.bestanden.items()
        }

    def rijen(self) -> Iterator[Rij]:
        """Every row of every file, in the order of the subjects and the dates."""
        for reeks in self.bestanden.values():
            for bestand in reeks:
                yield from bestand.rijen

    def vingerafdruk(self) -> str:
        """SHA-256 over every file of the region, names included: what a receipt names as the data it used."""
        som = hashlib.sha256()
        for pad in sorted(self.map.rglob("*.yaml")):
            if "gevallen" in pad.relative_to(self.map).parts:
                continue
            inhoud = pad.read_bytes()
            som.update(f"{pad.relative_to(self.map).as_posix()}\0{len(inhoud)}\0".encode() + inhoud)
        return som.hexdigest()


class YamlLezer:
    """Reads YAML with libyaml where there is one, and remembers the line of every mapping and key."""

    def __init__(self) -> None:
        import yaml

        basis: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        lezer = self

        class Lader(basis):  # type: ignore[misc]
            def construct_mapping(self, node: Any, deep: bool = False) -> Any:
                uit: dict[Any, Any] = {}
                for sleutelknoop, waardeknoop in node.value:
                    sleutel = self.construct_object(sleutelknoop, deep=True)
                    regel = sleutelknoop.start_mark.line + 1
                    if not isinstance(sleutel, str):
                        lezer.dubbel.append((regel, str(sleutel), "is geen naam van een veld"))
                        continue
                    if sleutel in uit:
                        lezer.dubbel.append((regel, sleutel, "staat hier twee keer; laat er één staan"))
                    uit[sleutel] = self.construct_object(waardeknoop, deep=True)
                    lezer.regels[(id(uit), sleutel)] = regel
                lezer.regels[(id(uit), "")] = node.start_mark.line + 1
                return uit

        Lader.add_constructor(
            "tag:yaml.org,2002:map", lambda lader, node: lader.construct_mapping(node, deep=True)
        )
        self._yaml = yaml
        self._lader = Lader
        self.regels: dict[tuple[int, str], int] = {}
        self.dubbel: list[tuple[int, str, str]] = []

    def lees(self, tekst: bytes) -> Any:
        """Parse one document.

        :raises Onleesbaar: it is not YAML.
        """
        try:
            return self._yaml.load(tekst, Loader=self._lader)
        except self._yaml.YAMLError as fout:
            plek = getattr(fout, "problem_mark", None)
            raise Onleesbaar(plek.line + 1 if plek is not None else 0, str(fout).split("\n")[0]) from None
        except ValueError as fout:
            raise Onleesbaar(0, f"bevat een waarde die niet bestaat ({fout})") from None

    def regel(self, kaart: Mapping[str, Any], veld: str = "") -> int:
        """The line on which a field of a mapping stands (from 1), or that of the mapping itself."""
        return self.regels.get((id(kaart), veld)) or self.regels.get((id(kaart), ""), 0)


class Onleesbaar(ValueError):
    """A file that is not YAML: line (0: unknown) and reason."""

    def __init__(self, regel: int, reden: str) -> None:
        super().__init__(reden)
        self.regel = regel
        self.reden = reden


def _omschrijf(waarde: object) -> str:
    return f"'{waarde}'" if isinstance(waarde, str) else repr(waarde)


def _zet_om(veld: Veld, waarde: Any) -> Any:
    """Convert the value of one field.

    :raises ValueError: it is not of the field's kind; the text says what to write.
    """
    soort = veld.soort
    if soort == TEKST:
        if not isinstance(waarde, str) or not waarde.strip():
            raise ValueError(
                f"moet tekst zijn, niet {_omschrijf(waarde)}; zet een getal of datum tussen aanhalingstekens"
            )
        if veld.keuzes and waarde not in veld.keuzes:
            raise ValueError(f"is '{waarde}', maar mag alleen zijn: {', '.join(veld.keuzes)}")
        return waarde
    if soort == DATUM:
        if type(waarde) is not date:
            raise ValueError(f"moet een datum zijn als 2025-07-01, niet {_omschrijf(waarde)}")
        return waarde
    if soort == GEHEEL:
        if type(waarde) is not int or waarde < 0:
            raise ValueError(f"moet een geheel getal vanaf 0 zijn, niet {_omschrijf(waarde)}")
        return waarde
    if soort == JA_NEE:
        if waarde not in ("ja", "nee"):
            raise ValueError(f"moet 'ja' of 'nee' zijn, niet {_omschrijf(waarde)}")
        return waarde == "ja"
    if soort == LIJST:
        if not isinstance(waarde, list):
            raise ValueError(f"moet een lijst zijn als [een, twee], niet {_omschrijf(waarde)}")
        if veld.naam == "mogelijkheden":
            return tuple(waarde)
        for deel in waarde:
            if not isinstance(deel, str) or not deel:
                raise ValueError(f"mag alleen tekst bevatten, niet {_omschrijf(deel)}")
        if len(set(waarde)) != len(waarde):
            raise ValueError("noemt iets twee keer")
        return tuple(waarde)
    if soort == KAART:
        if not isinstance(waarde, dict) or not waarde or not all(isinstance(v, str) for v in waarde.values()):
            raise ValueError("moet namen met tekst bevatten, als {document: …, onderdeel: …}")
        return waarde
    patroon, voorbeeld = {
        BEDRAG: (_BEDRAG, "een bedrag in euro's tussen aanhalingstekens, als '12.00'"),
        CODE4: (_CODE4, "vier cijfers tussen aanhalingstekens, als '0405'"),
        ADRES: (_ADRES, "een e-mailadres"),
    }[soort]
    if not isinstance(waarde, str) or not patroon.match(waarde):
        raise ValueError(f"moet {voorbeeld} zijn, niet {_omschrijf(waarde)}")
    return waarde


def _lees_rij(
    onderwerp: Onderwerp, ruw: Any, pad: str, nummer: int, lezer: YamlLezer, fouten: list[Gegevensfout]
) -> Rij | None:
    plek = f"rijen[{nummer}]"
    if not isinstance(ruw, dict):
        fouten.append(Gegevensfout(pad, 0, plek, "moet een rij met velden zijn"))
        return None
    begin = len(fouten)
    velden = {v.naam: v for v in (*ALGEMENE_VELDEN, *onderwerp.velden)}
    for naam in ruw:
        if naam not in velden:
            fouten.append(
                Gegevensfout(
                    pad,
                    lezer.regel(ruw, naam),
                    f"{plek}.{naam}",
                    f"dit veld bestaat niet bij {onderwerp.naam}; bekend zijn: {', '.join(velden)}",
                )
            )
    waarden: dict[str, Any] = {}
    for veld in velden.values():
        if veld.naam not in ruw or ruw[veld.naam] is None:
            if veld.verplicht:
                fouten.append(
                    Gegevensfout(pad, lezer.regel(ruw), f"{plek}.{veld.naam}", "ontbreekt; vul dit veld in")
                )
            waarden[veld.naam] = None
            continue
        try:
            waarden[veld.naam] = _zet_om(veld, ruw[veld.naam])
        except ValueError as fout:
            fouten.append(Gegevensfout(pad, lezer.regel(ruw, veld.naam), f"{plek}.{veld.naam}", str(fout)))
    if len(fouten) > begin:
        return None

    def meld(veld: str, melding: str) -> None:
        fouten.append(Gegevensfout(pad, lezer.regel(ruw, veld), f"{plek}.{veld}", melding))

    if not _ID.match(waarden["id"]):
        meld("id", f"'{waarden['id']}' mag alleen kleine letters, cijfers en streepjes bevatten")
    if not waarden["eisen"]:
        meld("eisen", "noem ten minste één eisnummer, als [S-051]")
    for eis in waarden["eisen"]:
        if not _EIS.match(eis):
            meld("eisen", f"'{eis}' is geen eisnummer; schrijf het als S-051")
    bron = waarden["bron"]
    if set(bron) != {"document", "onderdeel"} or not all(v.strip() for v in bron.values()):
        meld("bron", "noem precies een document en een onderdeel")
        return None
    if len(fouten) > begin:
        return None
    algemeen = {v.naam for v in ALGEMENE_VELDEN}
    return Rij(
        onderwerp.naam,
        waarden["id"],
        waarden["eisen"],
        Bron(bron["document"], bron["onderdeel"]),
        waarden["status"],
        waarden["toelichting"],
        {k: v for k, v in waarden.items() if k not in algemeen},
        pad,
        lezer.regel(ruw),
        {veld: lezer.regel(ruw, veld) for veld in ruw},
    )


def _lees_bestand(map_: Path, pad: Path, onderwerp: Onderwerp, fouten: list[Gegevensfout]) -> Bestand | None:
    naam = pad.relative_to(map_).as_posix()
    lezer = YamlLezer()
    try:
        inhoud = lezer.lees(ruwe_bytes := pad.read_bytes())
    except Onleesbaar as fout:
        fouten.append(Gegevensfout(naam, fout.regel, "", f"is geen leesbare YAML: {fout.reden}"))
        return None
    except OSError as fout:
        fouten.append(Gegevensfout(naam, 0, "", f"kan niet gelezen worden: {waarom(fout)}"))
        return None
    for regel, veld, melding in lezer.dubbel:
        fouten.append(Gegevensfout(naam, regel, veld, melding))
    if not isinstance(inhoud, dict):
        fouten.append(Gegevensfout(naam, 1, "", f"begin met de velden {', '.join(_BESTANDSVELDEN)}"))
        return None

    def meld(veld: str, melding: str) -> None:
        fouten.append(Gegevensfout(naam, lezer.regel(inhoud, veld), veld, melding))

    begin = len(fouten)
    for veld in inhoud:
        if veld not in _BESTANDSVELDEN:
            meld(veld, f"dit veld bestaat niet; bekend zijn: {', '.join(_BESTANDSVELDEN)}")
    if inhoud.get("onderwerp") != onderwerp.naam:
        meld("onderwerp", f"moet '{onderwerp.naam}' zijn, de naam van de map")
    vanaf = inhoud.get("geldig_vanaf")
    if type(vanaf) is not date or vanaf.isoformat() != pad.stem:
        meld("geldig_vanaf", f"moet {pad.stem} zijn, de datum in de naam van het bestand")
    tot = inhoud.get("geldig_tot")
    if tot is not None and (type(tot) is not date or (type(vanaf) is date and tot < vanaf)):
        meld("geldig_tot", "moet een datum zijn op of na geldig_vanaf, of weg")
    beslisdatum = inhoud.get("beslisdatum")
    if not isinstance(beslisdatum, str) or not beslisdatum.strip():
        meld("beslisdatum", "zeg welke datum beslist, bijvoorbeeld 'peildatum'")
    ruw = inhoud.get("rijen")
    if not isinstance(ruw, list):
        meld("rijen", "moet een lijst met rijen zijn")
        return None
    if not ruw and not onderwerp.leeg_mag:
        meld("rijen", "mag niet leeg zijn: de regels hebben deze tabel nodig")
    rijen = [_lees_rij(onderwerp, r, naam, i, lezer, fouten) for i, r in enumerate(ruw)]
    if len(fouten) > begin or type(vanaf) is not date or not isinstance(beslisdatum, str):
        return None
    goed = tuple(r for r in rijen if r is not None)
    som = hashlib.sha256(ruwe_bytes).hexdigest()
    return Bestand(onderwerp.naam, naam, vanaf, tot, beslisdatum, goed, som)


def _sluit_aan(reeks: list[Bestand], fouten: list[Gegevensfout]) -> None:
    """Refuse gaps and overlaps between the dated files of one subject."""
    for eerder, later in pairwise(reeks):
        if eerder.tot is None:
            continue
        moet = dag_na(eerder.tot)
        if later.vanaf > moet:
            fouten.append(
                Gegevensfout(
                    later.pad,
                    0,
                    "geldig_vanaf",
                    f"er is een gat: {eerder.pad} geldt tot en met {eerder.tot}, dit bestand pas vanaf {later.vanaf}",
                )
            )
        elif later.vanaf < moet:
            fouten.append(
                Gegevensfout(
                    eerder.pad,
                    0,
                    "geldig_tot",
                    f"overlapt met {later.pad}; maak er {dag_voor(later.vanaf)} van of laat het weg",
                )
            )


def _lees_kop(kop: Path, fouten: list[Gegevensfout]) -> tuple[str, str]:
    """Name and title of the region."""
    try:
        inhoud = YamlLezer().lees(kop.read_bytes())
    except Onleesbaar as fout:
        fouten.append(Gegevensfout("regio.yaml", fout.regel, "", f"is geen leesbare YAML: {fout.reden}"))
        return "", ""
    if not isinstance(inhoud, dict) or set(inhoud) != {"naam", "titel"}:
        fouten.append(Gegevensfout("regio.yaml", 1, "", "moet precies de velden naam en titel hebben"))
        return "", ""
    if not all(isinstance(v, str) and v.strip() for v in inhoud.values()):
        fouten.append(Gegevensfout("regio.yaml", 1, "", "naam en titel moeten tekst zijn"))
        return "", ""
    return inhoud["naam"], inhoud["titel"]


def _lees(map_: Path, fouten: list[Gegevensfout]) -> Regio | None:
    if not map_.is_dir():
        fouten.append(Gegevensfout(str(map_), 0, "", "deze map bestaat niet"))
        return None
    kop = map_ / "regio.yaml"
    naam = titel = ""
    if not kop.is_file():
        fouten.append(Gegevensfout("regio.yaml", 0, "", "ontbreekt; zet hierin naam en titel van de regio"))
    else:
        naam, titel = _lees_kop(kop, fouten)
    for deel in sorted(map_.iterdir()):
        if deel.name == "regio.yaml" or deel.name.startswith((".", "_")) or deel.suffix == ".md":
            continue
        if not deel.is_dir() or (deel.name not in ONDERWERPEN and deel.name not in _NIET_ONDERWERP):
            fouten.append(
                Gegevensfout(
                    deel.name, 0, "", f"hoort hier niet; bekende mappen zijn: {', '.join(ONDERWERPEN)}"
                )
            )
    bestanden: dict[str, tuple[Bestand, ...]] = {}
    for onderwerp in ONDERWERPEN.values():
        submap = map_ / onderwerp.naam
        paden = sorted(submap.iterdir()) if submap.is_dir() else []
        reeks: list[Bestand] = []
        for pad in paden:
            if not _BESTANDSNAAM.match(pad.name):
                fouten.append(
                    Gegevensfout(
                        pad.relative_to(map_).as_posix(),
                        0,
                        "",
                        "noem dit bestand naar zijn datum, als 2025-07-01.yaml",
                    )
                )
                continue
            bestand = _lees_bestand(map_, pad, onderwerp, fouten)
            if bestand is not None:
                reeks.append(bestand)
        if not paden:
            fouten.append(
                Gegevensfout(f"{onderwerp.naam}/", 0, "", f"ontbreekt: hierin staan {onderwerp.betekenis}")
            )
        if reeks:
            _sluit_aan(reeks, fouten)
            bestanden[onderwerp.naam] = tuple(reeks)
    if fouten:
        return None
    regio = Regio(naam, titel, map_, bestanden)
    from jeugdregels.samenhang import zoek_fouten

    for versie in regio.versies:
        fouten.extend(f for f in zoek_fouten(regio.rijen_op(versie)) if f not in fouten)
    return regio


def controleer(map_: Path | str) -> list[Gegevensfout]:
    """Every error in a region folder, with file, line and field; an empty list when it can be used."""
    fouten: list[Gegevensfout] = []
    _lees(Path(map_), fouten)
    return fouten


def laad_map(map_: Path | str) -> Regio:
    """Load a region from any folder.

    :raises RegioFout: something in the folder is not right.
    """
    fouten: list[Gegevensfout] = []
    regio = _lees(Path(map_), fouten)
    if fouten or regio is None:
        raise RegioFout(fouten)
    return regio


@lru_cache(maxsize=8)
def laad(naam: str = STANDAARD) -> Regio:
    """Load a region that comes with the product, once per process.

    :raises RegioFout: there is no such region, or its data are not right.
    """
    if not _ID.match(naam):
        raise RegioFout([Gegevensfout(naam, 0, "", "is geen naam van een regio")])
    return laad_map(REGIOS / naam)
