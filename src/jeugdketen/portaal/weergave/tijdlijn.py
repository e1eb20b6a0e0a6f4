"""Allocations or contracts as rows on one time axis: SVG bars in percentages, so that text never scales."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jeugdketen.kern.datumtekst import MAANDEN_KORT
from jeugdketen.portaal.weergave.datums import duur, periode, periode_lang

TERUG = timedelta(days=550)
VOORUIT = timedelta(days=1100)
DAG = timedelta(days=1)


@dataclass(frozen=True)
class Balk:
    """One row: what it is, when it runs, and whether that overlaps with what is asked for.

    ``soort`` is ``vraag`` (what is asked for), ``loopt``, ``oud`` (running off) or ``contract``. ``overlap`` is
    ``geen``, ``mag`` or ``botst``, as the rules said; ``samen_van`` and ``samen_tot`` are the days on which both run.
    ``gesproken`` replaces the sentence for people who listen.
    """

    segment: str
    naam: str
    aanbieder: str
    van: date
    tot: date | None
    soort: str = "loopt"
    overlap: str = "geen"
    samen_van: date | None = None
    samen_tot: date | None = None
    opmerking: str = ""
    gesproken: str = ""
    url: str = ""
    voorbeeld: bool = False


@dataclass(frozen=True)
class Vlak:
    """A rectangle: css class, left edge and width in percent of the axis."""

    klasse: str
    x: str
    breedte: str


@dataclass(frozen=True)
class Tekst:
    """Words on or beside a bar; ``links`` puts them to the left of their point."""

    klasse: str
    x: str
    tekst: str
    links: bool = False


@dataclass(frozen=True)
class Streep:
    """A thin vertical line: ``jaar`` or ``maand``, with the label on the axis."""

    x: str
    soort: str
    label: str


@dataclass(frozen=True)
class Rij:
    """One row, ready to draw and to be read aloud."""

    balk: Balk
    periode: str
    gesproken: str
    vlakken: tuple[Vlak, ...]
    teksten: tuple[Tekst, ...]


@dataclass(frozen=True)
class Tijdlijn:
    """A whole time line."""

    rijen: tuple[Rij, ...] = ()
    strepen: tuple[Streep, ...] = ()
    nu: str = ""
    nu_label: str = ""
    vraagvlak: Vlak | None = None

    @property
    def heeft_samen(self) -> bool:
        """Whether something runs at the same time as what is asked for, and may."""
        return any(rij.balk.overlap == "mag" for rij in self.rijen)

    @property
    def heeft_botsing(self) -> bool:
        """Whether something runs at the same time that may not."""
        return any(rij.balk.overlap == "botst" for rij in self.rijen)

    @property
    def heeft_oud(self) -> bool:
        """Whether something runs off under the old contract."""
        return any(rij.balk.soort == "oud" for rij in self.rijen)


def maak_tijdlijn(balken: Sequence[Balk], vandaag: date) -> Tijdlijn:
    """Lay the rows out on an axis that shows what matters: from the first bar (not too long ago) to the last."""
    if not balken:
        return Tijdlijn()
    begin, einde = venster(balken, vandaag)
    dagen = (einde - begin).days

    def x(dag: date) -> float:
        return min(100.0, max(0.0, 100 * (dag - begin).days / dagen))

    def vlak(klasse: str, van: date, tot: date | None) -> Vlak:
        links = x(van)
        rechts = 100.0 if tot is None else x(tot + DAG)
        return Vlak(klasse, _procent(links), _procent(max(rechts - links, 0.4)))

    vraag = next((b for b in balken if b.soort == "vraag"), None)
    return Tijdlijn(
        rijen=tuple(_rij(balk, x, vlak, vandaag) for balk in balken),
        strepen=_strepen(begin, einde, x),
        nu=_procent(x(vandaag)),
        nu_label=_procent(min(x(vandaag), 84.0)),
        vraagvlak=vlak("vlak-vraag", vraag.van, vraag.tot) if vraag else None,
    )


def _rij(
    balk: Balk, x: Callable[[date], float], vlak: Callable[[str, date, date | None], Vlak], vandaag: date
) -> Rij:
    hoofd = vlak(f"balk-{'loopt' if balk.soort == 'contract' else balk.soort}", balk.van, balk.tot)
    vlakken = [hoofd]
    teksten: list[Tekst] = []
    rechts = 100.0 if balk.tot is None else x(balk.tot + DAG)
    if balk.soort == "vraag":
        lengte = duur(balk.van, balk.tot) if balk.tot else "zonder einddatum"
        teksten.append(_bij_balk(f"gevraagd, {lengte}", x(balk.van), rechts, klasse_op="op-donker"))
    elif balk.soort == "contract":
        teksten.append(
            _bij_balk(periode(balk.van, balk.tot), max(x(balk.van), x(vandaag)), rechts, klasse_op="")
        )
    elif balk.overlap == "mag" and balk.samen_van:
        vlakken.append(vlak("balk-samen", balk.samen_van, balk.samen_tot))
    elif balk.overlap == "botst" and balk.samen_van:
        vlakken.append(vlak("balk-botst", balk.samen_van, balk.samen_tot))
        lengte = duur(balk.samen_van, balk.samen_tot) if balk.samen_tot else "zonder einddatum"
        woorden = f"{lengte}, {balk.opmerking or 'mag niet'}"
        links, eind = x(balk.samen_van), 100.0 if balk.samen_tot is None else x(balk.samen_tot + DAG)
        if eind <= 62:
            teksten.append(Tekst("botst", _procent(eind), woorden))
        elif links >= 45:
            teksten.append(Tekst("botst", _procent(links), woorden, links=True))
    gesproken = balk.gesproken or f"{_WOORDEN[balk.soort]} {periode_lang(balk.van, balk.tot)}"
    return Rij(balk, periode(balk.van, balk.tot), gesproken, tuple(vlakken), tuple(teksten))


_WOORDEN = {"vraag": "Gevraagd", "loopt": "Loopt", "oud": "Oud contract, loopt af:", "contract": "Contract"}


def _bij_balk(woorden: str, links: float, rechts: float, *, klasse_op: str) -> Tekst:
    """Words on the bar when they fit, else beside it."""
    if rechts - links >= 34:
        return Tekst(klasse_op, _procent(links), woorden)
    if rechts <= 62:
        return Tekst("", _procent(rechts), woorden)
    return Tekst("", _procent(links), woorden, links=True)


def venster(balken: Sequence[Balk], vandaag: date) -> tuple[date, date]:
    """First and last day of the axis: whole months around the bars and today; long ago and far away are cut off."""
    kern = [b.van for b in balken if b.soort == "vraag"] + [vandaag]
    begin = max(min(b.van for b in balken), min(kern) - TERUG)
    einde = min(max((b.tot or b.van + timedelta(days=365)) for b in balken), max(kern) + VOORUIT)
    begin, einde = min(begin, *kern), max(einde, *kern)
    eerste = begin.replace(day=1)
    laatste = einde.replace(day=1)
    for _ in range(3):  # two free months after the last bar, so that a new year can say its number
        laatste = (laatste + timedelta(days=32)).replace(day=1)
    return eerste, laatste


def _strepen(begin: date, einde: date, x: Callable[[date], float]) -> tuple[Streep, ...]:
    """Lines at the quarters (on a longer axis half years, or years); a year says its number, a quarter its month."""
    maanden = (einde - begin).days / 30.4
    stap = 3 if maanden <= 26 else 6 if maanden <= 60 else 12
    strepen: list[Streep] = []
    laatste_label = -100.0
    dag = begin
    while dag < einde:
        if dag == begin or (dag.month - 1) % stap == 0:
            plek, jaar = x(dag), dag.month == 1
            label = ""
            if plek <= 93:
                if dag == begin or jaar:
                    label = str(dag.year)
                elif plek - laatste_label >= 8:
                    label = MAANDEN_KORT[dag.month - 1]
            if label and plek - laatste_label < 8 and strepen:  # a year pushes its crowded neighbour away
                strepen = [
                    Streep(s.x, s.soort, "") if i == len(strepen) - 1 else s for i, s in enumerate(strepen)
                ]
            if label:
                laatste_label = plek
            strepen.append(Streep(_procent(plek), "jaar" if jaar else "maand", label))
        dag = (dag + timedelta(days=32)).replace(day=1)
    return tuple(strepen)


def _procent(waarde: float) -> str:
    return f"{waarde:.2f}%"
