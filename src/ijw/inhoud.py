"""A message as tables: what the rules look at.

Every class of a message that can occur is a table with a row per occurrence, its columns the values below it
(``"product_periode.begindatum"``). Of a small message the rows are objects; of a large one the columns are lists taken
straight from the tree, because 20,000 lines as objects cost more than all their checks. A rule does not see which.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, repeat
from typing import Any, NamedTuple, Protocol

from lxml import etree

from ijw.definitie import Berichtdefinitie, Veld, elementnaam, velden
from ijw.lezen import Boom, bouw_bericht, omzetter

GROOT = 262_144
"""From this many bytes on a message is read by column instead of by object."""


class Plaats(NamedTuple):
    """One place in a message where a class of its own namespace can stand."""

    klasse: type[Any]
    ouder: int | None
    """Number of the place above it; None for the whole message."""
    veld: Veld | None
    """The element of the place above in which it stands; None for the whole message."""

    @property
    def herhaald(self) -> bool:
        """Whether it can occur more than once in its container."""
        return self.veld is not None and self.veld.soort == "lijst"


_PLAATSEN: dict[Berichtdefinitie, tuple[Plaats, ...]] = {}


def plaatsen(definitie: Berichtdefinitie) -> tuple[Plaats, ...]:
    """All places of a message, each after the one above it."""
    gevonden = _PLAATSEN.get(definitie)
    if gevonden is None:
        lijst: list[Plaats] = []

        def loop(klasse: type[Any], ouder: int | None, veld: Veld | None) -> None:
            nummer = len(lijst)
            lijst.append(Plaats(klasse, ouder, veld))
            for onder in velden(klasse):
                if onder.klasse is not None and definitie.ruimte(onder.klasse) == definitie.naamruimte:
                    loop(onder.klasse, nummer, onder)

        loop(definitie.bericht, None, None)
        gevonden = _PLAATSEN[definitie] = tuple(lijst)
    return gevonden


def plaatsen_van(definitie: Berichtdefinitie, klasse: str) -> tuple[int, ...]:
    """The numbers of the places where a class stands; a Contact of a JW301 stands in two."""
    return tuple(i for i, plaats in enumerate(plaatsen(definitie)) if plaats.klasse.__name__ == klasse)


def velden_langs(klasse: type[Any], pad: str) -> tuple[Veld, ...]:
    """The elements along a dotted path of field names below a class.

    Raises KeyError when there is no such element.
    """
    langs: list[Veld] = []
    hier: type[Any] | None = klasse
    for naam in pad.split("."):
        if hier is None:
            raise KeyError(pad)
        try:
            veld = next(veld for veld in velden(hier) if veld.naam == naam)
        except StopIteration:
            raise KeyError(f"{klasse.__name__} heeft geen {pad}") from None
        langs.append(veld)
        hier = veld.klasse
    return tuple(langs)


class Bron(Protocol):
    """Where the tables of one message come from."""

    def aantal(self, plaats: int) -> int:
        """How often the place occurs."""

    def kolom(self, plaats: int, pad: str) -> Sequence[Any]:
        """The value below every row, None where it is absent; of a class that is there, something that is not None."""

    def ouders(self, plaats: int) -> Sequence[int]:
        """For every row the number of its row in the place above."""


class ObjectBron:
    """Tables over a message object."""

    def __init__(self, definitie: Berichtdefinitie, bericht: Any) -> None:
        self.definitie = definitie
        self._rijen: list[list[Any] | None] = [None] * len(plaatsen(definitie))
        self._ouders: list[list[int] | None] = [None] * len(self._rijen)
        self._rijen[0] = [bericht]
        self._ouders[0] = [0]

    def rijen(self, plaats: int) -> list[Any]:
        """The objects of a place in the order of the message."""
        rijen = self._rijen[plaats]
        if rijen is None:
            hier = plaatsen(self.definitie)[plaats]
            assert hier.ouder is not None
            assert hier.veld is not None
            rijen, ouders = [], []
            naam = hier.veld.naam
            for nummer, ouder in enumerate(self.rijen(hier.ouder)):
                inhoud = getattr(ouder, naam)
                if hier.herhaald:
                    rijen.extend(inhoud)
                    ouders.extend(repeat(nummer, len(inhoud)))
                elif inhoud is not None:
                    rijen.append(inhoud)
                    ouders.append(nummer)
            self._rijen[plaats], self._ouders[plaats] = rijen, ouders
        return rijen

    def aantal(self, plaats: int) -> int:
        """See Bron."""
        return len(self.rijen(plaats))

    def kolom(self, plaats: int, pad: str) -> Sequence[Any]:
        """See Bron."""
        kolom: list[Any] = self.rijen(plaats)
        for naam in pad.split("."):
            kolom = [None if waarde is None else getattr(waarde, naam) for waarde in kolom]
        return kolom

    def ouders(self, plaats: int) -> Sequence[int]:
        """See Bron."""
        self.rijen(plaats)
        ouders = self._ouders[plaats]
        assert ouders is not None
        return ouders


class KolomBron:
    """Tables straight from the tree: every column is one query over the whole message."""

    def __init__(self, boom: Boom) -> None:
        self.definitie = boom.definitie
        self._wortel = boom.wortel
        self._elementen: dict[int, list[Any]] = {}
        self._kolommen: dict[tuple[int, str], Sequence[Any]] = {}
        self._ouders: dict[int, list[int]] = {}

    def _vraag(self, pad: str, tekst: bool = True) -> list[Any]:
        sleutel = (self.definitie, pad, tekst)
        vraag = _VRAGEN.get(sleutel)
        if vraag is None:
            namen = {"m": self.definitie.naamruimte, "b": self.definitie.basisruimte}
            vraag = _VRAGEN[sleutel] = etree.XPath(pad, namespaces=namen, smart_strings=False)
        antwoord: list[Any] = vraag(self._wortel)
        return antwoord

    def _pad(self, plaats: int) -> str:
        hier = plaatsen(self.definitie)[plaats]
        if hier.ouder is None or hier.veld is None:
            return "/m:Bericht"
        stap = f"m:{hier.veld.element}"
        return f"{self._pad(hier.ouder)}/{stap}" + (f"/m:{hier.veld.kind}" if hier.herhaald else "")

    def elementen(self, plaats: int) -> list[Any]:
        """The elements of a place in the order of the message."""
        gevonden = self._elementen.get(plaats)
        if gevonden is None:
            gevonden = self._elementen[plaats] = self._vraag(self._pad(plaats), tekst=False)
        return gevonden

    def aantal(self, plaats: int) -> int:
        """See Bron."""
        return len(self.elementen(plaats))

    def kolom(self, plaats: int, pad: str) -> Sequence[Any]:
        """See Bron."""
        kolom = self._kolommen.get((plaats, pad))
        if kolom is None:
            kolom = self._kolommen[plaats, pad] = self._maak_kolom(plaats, pad)
        return kolom

    def _maak_kolom(self, plaats: int, pad: str) -> Sequence[Any]:
        hier = plaatsen(self.definitie)[plaats]
        langs = velden_langs(hier.klasse, pad)
        stappen = []
        soort = hier.klasse
        for veld in langs:
            stappen.append(
                ("m:" if self.definitie.ruimte(soort) == self.definitie.naamruimte else "b:") + veld.element
            )
            soort = veld.klasse if veld.klasse is not None else soort
        xpad, laatste = "/".join(stappen), langs[-1]
        if laatste.soort == "lijst" and laatste.klasse is None:
            return self._lijstkolom(plaats, xpad)
        eind = "/text()" if laatste.soort == "waarde" else ""
        waarden = self._vraag(f"{self._pad(plaats)}/{xpad}{eind}", tekst=bool(eind))
        zet = omzetter(laatste) if eind else None
        gevuld = waarden if zet is None else list(map(zet, waarden))
        return self._op_rij(plaats, xpad, gevuld)

    def _op_rij(self, plaats: int, xpad: str, gevuld: list[Any]) -> Sequence[Any]:
        aantal = self.aantal(plaats)
        if len(gevuld) == aantal:
            return gevuld
        rij: list[Any] = [None] * aantal
        if gevuld:
            nummers = {element: nummer for nummer, element in enumerate(self.elementen(plaats))}
            for element, waarde in zip(
                self._vraag(f"{self._pad(plaats)}[{xpad}]", tekst=False), gevuld, strict=True
            ):
                rij[nummers[element]] = waarde
        return rij

    def _lijstkolom(self, plaats: int, xpad: str) -> Sequence[Any]:
        bakken = self._vraag(f"{self._pad(plaats)}/{xpad}", tekst=False)
        return [
            waarde or ()
            for waarde in self._op_rij(plaats, xpad, [tuple(e.text for e in bak) for bak in bakken])
        ]

    def ouders(self, plaats: int) -> Sequence[int]:
        """See Bron."""
        ouders = self._ouders.get(plaats)
        if ouders is None:
            hier = plaatsen(self.definitie)[plaats]
            assert hier.ouder is not None
            boven = self.elementen(hier.ouder)
            if len(boven) == 1:
                ouders = [0] * self.aantal(plaats)
            else:
                nummers = {element: nummer for nummer, element in enumerate(boven)}
                if hier.herhaald:
                    assert hier.veld is not None
                    pad = f"{self._pad(hier.ouder)}/m:{hier.veld.element}"
                    ouders = []
                    for bak in self._vraag(pad, tekst=False):
                        ouders.extend(repeat(nummers[bak.getparent()], len(bak)))
                else:
                    ouders = [nummers[element.getparent()] for element in self.elementen(plaats)]
            self._ouders[plaats] = ouders
        return ouders

    def objecten(self, plaats: int) -> list[Any]:
        """The objects of a place, built column by column, with everything below them."""
        hier = plaatsen(self.definitie)[plaats]
        return list(
            map(hier.klasse, *(self._objectkolom(plaats, veld, veld.naam) for veld in velden(hier.klasse)))
        )

    def _objectkolom(self, plaats: int, veld: Veld, pad: str) -> Sequence[Any]:
        if veld.klasse is None:
            return self.kolom(plaats, pad)
        if self.definitie.ruimte(veld.klasse) != self.definitie.naamruimte:
            delen = [self._objectkolom(plaats, onder, f"{pad}.{onder.naam}") for onder in velden(veld.klasse)]
            if veld.verplicht and "." not in pad:
                return list(map(veld.klasse, *delen))
            er = self.kolom(plaats, pad)
            return [None if e is None else veld.klasse(*rij) for e, *rij in zip(er, *delen, strict=True)]
        onder_plaats = next(
            i
            for i, p in enumerate(plaatsen(self.definitie))
            if p.ouder == plaats and p.veld is not None and p.veld is veld
        )
        onderdelen = self.objecten(onder_plaats)
        if veld.soort == "lijst":
            groepen: list[list[Any]] = [[] for _ in range(self.aantal(plaats))]
            for ouder, deel in zip(self.ouders(onder_plaats), onderdelen, strict=True):
                groepen[ouder].append(deel)
            return list(map(tuple, groepen))
        rij: list[Any] = [None] * self.aantal(plaats)
        for ouder, deel in zip(self.ouders(onder_plaats), onderdelen, strict=True):
            rij[ouder] = deel
        return rij


_VRAGEN: dict[tuple[Berichtdefinitie, str, bool], Any] = {}


class Tabel:
    """One class of a message at one place, as rules see it."""

    def __init__(self, bron: Bron, definitie: Berichtdefinitie, plaats: int) -> None:
        self._bron = bron
        self._definitie = definitie
        self.plaats = plaats
        self.aantal = bron.aantal(plaats)

    def __len__(self) -> int:
        return self.aantal

    def kolom(self, pad: str) -> Sequence[Any]:
        """The value below every row, None where it is absent.

        Raises KeyError when the class has no such element.
        """
        return self._bron.kolom(self.plaats, pad)

    def rijen(self, *paden: str) -> Iterator[tuple[Any, ...]]:
        """For every row its number and the values below it."""
        return zip(range(self.aantal), *(self._bron.kolom(self.plaats, pad) for pad in paden), strict=True)

    @property
    def ouders(self) -> Sequence[int]:
        """For every row the number of its row in the table above."""
        return self._bron.ouders(self.plaats)

    @property
    def boven(self) -> Tabel | None:
        """The table of the class above; None for the whole message."""
        ouder = plaatsen(self._definitie)[self.plaats].ouder
        return None if ouder is None else Tabel(self._bron, self._definitie, ouder)

    def pad(self, rij: int, element: str = "") -> str:
        """The path of a row, or of an element below it given by its dotted field names."""
        hier = plaatsen(self._definitie)[self.plaats]
        boven = self.boven
        if boven is None or hier.veld is None:
            return "/Bericht" + _elementpad(element)
        ouders = self.ouders
        pad = f"{boven.pad(ouders[rij])}/{hier.veld.element}"
        if hier.herhaald:
            eerste = rij
            while eerste and ouders[eerste - 1] == ouders[rij]:
                eerste -= 1
            pad += f"/{hier.veld.kind}[{rij - eerste + 1}]"
        return pad + _elementpad(element)


def _elementpad(element: str) -> str:
    return "".join(f"/{elementnaam(deel)}" for deel in element.split(".")) if element else ""


class Inhoud:
    """The tables of one message."""

    def __init__(self, bron: Bron, definitie: Berichtdefinitie) -> None:
        self._bron = bron
        self.definitie = definitie
        self._tabellen: dict[int, Tabel] = {}

    @property
    def code(self) -> str:
        """The message's type, such as ``JW323``."""
        return self.definitie.code

    def tabel(self, klasse: str) -> Tabel:
        """The table of a class that stands in one place.

        Raises ValueError when it stands in more than one or in none.
        """
        (tabel,) = self.tabellen(klasse)
        return tabel

    def tabellen(self, klasse: str) -> list[Tabel]:
        """The tables of a class, one for every place where it can stand."""
        return [self._tabel(plaats) for plaats in plaatsen_van(self.definitie, klasse)]

    def _tabel(self, plaats: int) -> Tabel:
        tabel = self._tabellen.get(plaats)
        if tabel is None:
            tabel = self._tabellen[plaats] = Tabel(self._bron, self.definitie, plaats)
        return tabel

    def een(self, klasse: str, pad: str) -> Any:
        """A value of a class that stands once, such as the Header."""
        return self.tabel(klasse).kolom(pad)[0]


def inhoud_van(boom: Boom, *, groot: bool | None = None) -> Inhoud:
    """The tables of a valid message; ``groot`` overrules the choice between columns and objects (for tests)."""
    if len(boom.data) > GROOT if groot is None else groot:
        return Inhoud(KolomBron(boom), boom.definitie)
    return Inhoud(ObjectBron(boom.definitie, bouw_bericht(boom)), boom.definitie)


def inhoud_van_bericht(definitie: Berichtdefinitie, bericht: Any) -> Inhoud:
    """The tables of a message object."""
    return Inhoud(ObjectBron(definitie, bericht), definitie)


def lees_clienten(boom: Boom) -> Iterator[Any]:
    """The clients of a message one by one, each with what stands below it; only their columns are in memory."""
    definitie = boom.definitie
    gevonden = plaatsen_van(definitie, "Client")
    if not gevonden:
        return
    plaats = gevonden[0]
    hier = plaatsen(definitie)[plaats]
    bron = KolomBron(boom)
    onder = [i for i, p in enumerate(plaatsen(definitie)) if p.ouder == plaats]
    if len(boom.data) <= GROOT or len(onder) != 1 or not plaatsen(definitie)[onder[0]].herhaald:
        yield from ObjectBron(definitie, bouw_bericht(boom)).rijen(plaats)
        return
    (lijn,) = onder
    soort = plaatsen(definitie)[lijn].klasse
    kolommen = [bron._objectkolom(lijn, veld, veld.naam) for veld in velden(soort)]
    eigen = [
        None if veld is plaatsen(definitie)[lijn].veld else bron.kolom(plaats, veld.naam)
        for veld in velden(hier.klasse)
    ]
    ouders = bron.ouders(lijn)
    tellen = [0] * bron.aantal(plaats)
    for ouder in ouders:
        tellen[ouder] += 1
    begin = 0
    for nummer, einde in enumerate(accumulate(tellen)):
        regels = tuple(map(soort, *(kolom[begin:einde] for kolom in kolommen)))
        yield hier.klasse(*(regels if kolom is None else kolom[nummer] for kolom in eigen))
        begin = einde


# --- where something stands in the file ---------------------------------------------------------------------

_STAP = re.compile(r"([^/\[]+)(?:\[(\d+)\])?")


class Regelnummers:
    """Line numbers in the file for paths, looked up only when something is wrong."""

    def __init__(self, boom: Boom) -> None:
        self._boom = boom
        self._kinderen: dict[str, list[Any]] = {}
        self._regeleinden: list[int] | None = None

    def zoek(self, pad: str) -> int:
        """The line on which the element starts, or the nearest element above it that is there."""
        hier = self._boom.wortel
        gelopen = ""
        for naam, nummer in _STAP.findall(pad.removeprefix("/Bericht")):
            kinderen = self._kinderen.get(gelopen)
            if kinderen is None:
                kinderen = self._kinderen[gelopen] = list(hier)
            if nummer:
                volgende = kinderen[int(nummer) - 1] if int(nummer) <= len(kinderen) else None
            else:
                volgende = next((kind for kind in kinderen if kind.tag.endswith("}" + naam)), None)
            if volgende is None:
                break
            hier = volgende
            gelopen += f"/{naam}[{nummer}]"
        return self._regel(hier)

    def _regel(self, element: Any) -> int:
        regel: int = element.sourceline
        if regel < 65_535 or not len(element):
            return regel
        # Beyond this libxml2 gives an element the line of its first text: look back for its own start tag.
        if self._regeleinden is None:
            self._regeleinden = [m.start() for m in re.finditer(b"\n", self._boom.data)]
        einden = self._regeleinden
        eind = einden[regel - 1] if regel <= len(einden) else len(self._boom.data)
        naam = etree.QName(element).localname
        tag = f"<{element.prefix}:{naam}" if element.prefix else f"<{naam}"
        plek = self._boom.data.rfind(tag.encode(), 0, eind)
        return regel if plek < 0 else bisect_right(einden, plek) + 1
