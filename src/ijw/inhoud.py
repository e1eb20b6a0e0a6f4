"""A message as tables: what the rules look at.

Every class of a message that can occur is a table with a row per occurrence, its columns the values below it
(``"product_periode.begindatum"``). Of a small message the rows are objects; of a large one the columns are lists taken
straight from the tree, because 20,000 lines as objects cost more than all their checks. A rule does not see which.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, repeat
from typing import Any, NamedTuple, Protocol

from lxml import etree

from ijw.definitie import Berichtdefinitie, Veld, elementnaam, velden
from ijw.lezen import Boom, bouw_bericht, omzetter
from ijw.waarden import geheel

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

    def alles(self) -> int:
        """Take out every value; gives how many there are, absent ones included."""


def _paden(klasse: type[Any], definitie: Berichtdefinitie, voor: str = "") -> Iterator[str]:
    """Every value below a class of a message, the classes of the message itself left out."""
    for veld in velden(klasse):
        if veld.klasse is None:
            yield f"{voor}{veld.naam}"
        elif definitie.ruimte(veld.klasse) != definitie.naamruimte:
            yield from _paden(veld.klasse, definitie, f"{voor}{veld.naam}.")


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
            rijen = []
            ouders: list[int] = []
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

    def alles(self) -> int:
        """See Bron."""
        alle = plaatsen(self.definitie)
        return sum(
            len(self.kolom(i, pad)) for i, p in enumerate(alle) for pad in _paden(p.klasse, self.definitie)
        )

    def ouders(self, plaats: int) -> Sequence[int]:
        """See Bron."""
        self.rijen(plaats)
        ouders = self._ouders[plaats]
        assert ouders is not None
        return ouders


class _Platter(NamedTuple):
    """Generated code that reads all rows of one place by position, as flat tuples of texts."""

    lees: Callable[[list[Any]], list[tuple[Any, ...]]]
    kolommen: dict[str, int]
    """Column number per path; of a class that may be absent too: there it holds something that is not None."""
    onder: dict[int, int]
    """Column number of the element (of a list: its container) for every place below."""


_PLATTERS: dict[tuple[Berichtdefinitie, int], _Platter] = {}


def _maak_platter(definitie: Berichtdefinitie, plaats: int) -> _Platter:
    regels = ["def lees(es):", "    uit = []", "    for e in es:", "        k0 = e[:]"]
    kolommen: dict[str, int] = {}
    onder: dict[int, int] = {}
    tellers = {"v": 0, "k": 1}
    alle = plaatsen(definitie)

    def nieuw(soort: str) -> str:
        tellers[soort] += 1
        return f"{soort}{tellers[soort] - 1}"

    def leeg(veld: Veld, klasse: type[Any], voor: str) -> list[str]:
        """The names that stay None when an optional element is absent."""
        pad = f"{voor}{veld.naam}"
        if veld.klasse is None or definitie.ruimte(veld.klasse) == definitie.naamruimte:
            return [_naam(pad)]
        namen = [_naam(pad)]
        for binnen in velden(veld.klasse):
            namen += leeg(binnen, veld.klasse, f"{pad}.")
        return namen

    def _naam(pad: str) -> str:
        return f"v{kolommen.setdefault(pad, len(kolommen))}"

    def lees_veld(veld: Veld, bron: str, voor: str, inspring: str) -> None:
        pad = f"{voor}{veld.naam}"
        if veld.klasse is not None and definitie.ruimte(veld.klasse) != definitie.naamruimte:
            if not veld.verplicht or "." in pad:
                regels.append(f"{inspring}{_naam(pad)} = True")
            lijst = nieuw("k")
            regels.append(f"{inspring}{lijst} = {bron}[:]")
            lees_klasse(veld.klasse, lijst, f"{pad}.", inspring)
        elif veld.klasse is not None:
            nummer = next(i for i, p in enumerate(alle) if p.ouder == plaats and p.veld is veld)
            regels.append(f"{inspring}{_naam(pad)} = {bron}")
            onder[nummer] = kolommen[pad]
        elif veld.soort == "lijst":
            regels.append(f"{inspring}{_naam(pad)} = [q.text for q in {bron}]")
        else:
            regels.append(f"{inspring}{_naam(pad)} = {bron}.text")

    def lees_klasse(klasse: type[Any], lijst: str, voor: str, inspring: str) -> None:
        alles = velden(klasse)
        keus = [veld for veld in alles if not veld.verplicht]
        los = False
        vol = len(alles)
        for nummer, veld in enumerate(alles):
            if veld.verplicht:
                lees_veld(veld, f"{lijst}[i_{lijst}]" if los else f"{lijst}[{nummer}]", voor, inspring)
                if los:
                    regels.append(f"{inspring}i_{lijst} += 1")
                continue
            if not los:
                regels.append(f"{inspring}i_{lijst} = {nummer}")
                los = True
            tag = f"{{{definitie.ruimte(klasse)}}}{veld.element}"
            er = (
                f"len({lijst}) == {vol}"
                if len(keus) == 1
                else f"i_{lijst} < len({lijst}) and {lijst}[i_{lijst}].tag == {tag!r}"
            )
            regels.append(f"{inspring}if {er}:")
            lees_veld(veld, f"{lijst}[i_{lijst}]", voor, inspring + "    ")
            regels.append(f"{inspring}    i_{lijst} += 1")
            regels.append(f"{inspring}else:")
            regels.append(f"{inspring}    {' = '.join(leeg(veld, klasse, voor))} = None")

    lees_klasse(alle[plaats].klasse, "k0", "", "        ")
    waarden = "".join(f"v{nummer}, " for nummer in range(len(kolommen)))
    regels += [f"        uit.append(({waarden}))", "    return uit"]
    omgeving: dict[str, Any] = {}
    exec(compile("\n".join(regels), f"<ijw {definitie.code} {plaats}>", "exec"), omgeving)  # noqa: S102
    return _Platter(omgeving["lees"], kolommen, onder)


class KolomBron:
    """Tables straight from the tree: flat rows of texts, read by position and turned into typed columns."""

    def __init__(self, boom: Boom) -> None:
        self.definitie = boom.definitie
        self._wortel = boom.wortel
        self._aantal: dict[int, int] = {}
        self._ruw: dict[int, list[Sequence[Any]]] = {}
        self._kolommen: dict[tuple[int, str], Sequence[Any]] = {}
        self._ouders: dict[int, Sequence[int]] = {0: [0]}

    def _platter(self, plaats: int) -> _Platter:
        platter = _PLATTERS.get((self.definitie, plaats))
        if platter is None:
            platter = _PLATTERS[self.definitie, plaats] = _maak_platter(self.definitie, plaats)
        return platter

    def _lees(self, plaats: int) -> list[Sequence[Any]]:
        """The raw columns of a place."""
        ruw = self._ruw.get(plaats)
        if ruw is None:
            hier = plaatsen(self.definitie)[plaats]
            if hier.ouder is None:
                elementen = [self._wortel]
            else:
                bakken = self._lees(hier.ouder)[self._platter(hier.ouder).onder[plaats]]
                if hier.herhaald:
                    elementen = []
                    ouders: list[int] = []
                    for nummer, bak in enumerate(bakken):
                        if bak is not None:
                            kinderen = bak[:]
                            elementen += kinderen
                            ouders += [nummer] * len(kinderen)
                else:
                    elementen = [bak for bak in bakken if bak is not None]
                    ouders = [nummer for nummer, bak in enumerate(bakken) if bak is not None]
                self._ouders[plaats] = ouders
            platter = self._platter(plaats)
            rijen = platter.lees(elementen)
            self._aantal[plaats] = len(rijen)
            ruw = self._ruw[plaats] = (
                list(zip(*rijen, strict=True)) if rijen else [()] * len(platter.kolommen)
            )
        return ruw

    def aantal(self, plaats: int) -> int:
        """See Bron."""
        self._lees(plaats)
        return self._aantal[plaats]

    def ouders(self, plaats: int) -> Sequence[int]:
        """See Bron."""
        self._lees(plaats)
        return self._ouders[plaats]

    def kolom(self, plaats: int, pad: str) -> Sequence[Any]:
        """See Bron."""
        kolom = self._kolommen.get((plaats, pad))
        if kolom is None:
            rauw = self._lees(plaats)
            nummer = self._platter(plaats).kolommen.get(pad)
            ruw: Sequence[Any] = (True,) * self._aantal[plaats] if nummer is None else rauw[nummer]
            laatste = velden_langs(plaatsen(self.definitie)[plaats].klasse, pad)[-1]
            kolom = self._kolommen[plaats, pad] = _getypeerd(laatste, ruw)
        return kolom

    def alles(self) -> int:
        """See Bron."""
        alle = plaatsen(self.definitie)
        return sum(
            len(self.kolom(i, pad)) for i, p in enumerate(alle) for pad in _paden(p.klasse, self.definitie)
        )

    def objecten(self, plaats: int) -> list[Any]:
        """The objects of a place, built column by column, with everything below them."""
        hier = plaatsen(self.definitie)[plaats]
        return list(
            map(hier.klasse, *(self.objectkolom(plaats, veld, veld.naam) for veld in velden(hier.klasse)))
        )

    def objectkolom(self, plaats: int, veld: Veld, pad: str) -> Sequence[Any]:
        """A column of objects: of a shared class, or of a class of the message with everything below."""
        if veld.klasse is None:
            return self.kolom(plaats, pad)
        if self.definitie.ruimte(veld.klasse) != self.definitie.naamruimte:
            delen = [self.objectkolom(plaats, onder, f"{pad}.{onder.naam}") for onder in velden(veld.klasse)]
            er = self.kolom(plaats, pad)
            if None not in er:
                return list(map(veld.klasse, *delen))
            return [None if e is None else veld.klasse(*rij) for e, *rij in zip(er, *delen, strict=True)]
        alle = plaatsen(self.definitie)
        onder_plaats = next(i for i, p in enumerate(alle) if p.ouder == plaats and p.veld is veld)
        onderdelen = self.objecten(onder_plaats)
        ouders = self.ouders(onder_plaats)
        if veld.soort == "lijst":
            groepen: list[list[Any]] = [[] for _ in range(self.aantal(plaats))]
            for ouder, deel in zip(ouders, onderdelen, strict=True):
                groepen[ouder].append(deel)
            return list(map(tuple, groepen))
        rij: list[Any] = [None] * self.aantal(plaats)
        for ouder, deel in zip(ouders, onderdelen, strict=True):
            rij[ouder] = deel
        return rij


def _getypeerd(veld: Veld, ruw: Sequence[Any]) -> Sequence[Any]:
    """A column of texts as the values of an element."""
    if veld.klasse is not None:
        return ruw
    if veld.soort == "lijst":
        return [() if waarde is None else tuple(waarde) for waarde in ruw]
    zet = omzetter(veld)
    if zet is None:
        return ruw
    if None in ruw:
        return [None if waarde is None else zet(waarde) for waarde in ruw]
    if zet is geheel:
        try:
            return list(map(int, ruw))
        except ValueError:
            pass
    return list(map(zet, ruw))


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
            pad += f"/{hier.veld.kind}[{rij - bisect_left(ouders, ouders[rij]) + 1}]"
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

    def alle_velden(self) -> int:
        """Take out every value of every table; gives how many there are, absent ones included."""
        return self._bron.alles()

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


def lees_clienten(boom: Boom, *, groot: bool | None = None) -> Iterator[Any]:
    """The clients of a message one by one, each with what stands below it; only columns are in memory.

    ``groot`` overrules the choice between columns and objects (for tests).
    """
    definitie = boom.definitie
    alle = plaatsen(definitie)
    gevonden = plaatsen_van(definitie, "Client")
    if not gevonden:
        return
    (plaats,) = gevonden
    onder = [i for i, p in enumerate(alle) if p.ouder == plaats]
    klein = len(boom.data) <= GROOT if groot is None else not groot
    if klein or len(onder) != 1 or not alle[onder[0]].herhaald:
        yield from ObjectBron(definitie, bouw_bericht(boom)).rijen(plaats)
        return
    bron = KolomBron(boom)
    (lijn,) = onder
    client, soort = alle[plaats].klasse, alle[lijn].klasse
    kolommen = [bron.objectkolom(lijn, veld, veld.naam) for veld in velden(soort)]
    eigen = [
        None if veld is alle[lijn].veld else bron.objectkolom(plaats, veld, veld.naam)
        for veld in velden(client)
    ]
    tellen = [0] * bron.aantal(plaats)
    for ouder in bron.ouders(lijn):
        tellen[ouder] += 1
    begin = 0
    for nummer, einde in enumerate(accumulate(tellen)):
        regels = tuple(map(soort, *(kolom[begin:einde] for kolom in kolommen)))
        yield client(*(regels if kolom is None else kolom[nummer] for kolom in eigen))
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
