"""``jeugdketen regio verschil A B``: what differs between two dates of a region, or between two regions.

A side is a date (of the region ``--regio``), the name of a region, a folder, or one of the last two with a date
behind it: ``westfriesland@2026-01-01``. Two sides without a date are compared on every date on which the data of
either change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from jeugdregels.regio import REGIOS, STANDAARD, Regio, RegioFout, Rij, laad, laad_map
from jeugdregels.schema import ONDERWERPEN
from jeugdregels.weergave import als_json, toon

NIEUW: Final = "nieuw"
VERVALLEN: Final = "vervallen"
GEWIJZIGD: Final = "gewijzigd"

BESTAND: Final = "(het bestand zelf)"
"""Stands for the row id of a difference in the head of a file."""


class Veldverschil(NamedTuple):
    """One field that differs; ``oud`` or ``nieuw`` is None where the field is empty or the row is not there."""

    veld: str
    oud: Any
    nieuw: Any


class Rijverschil(NamedTuple):
    """One row that was added (:data:`NIEUW`), is gone (:data:`VERVALLEN`) or has other values (:data:`GEWIJZIGD`)."""

    onderwerp: str
    id: str
    soort: str
    velden: tuple[Veldverschil, ...]

    def naar_dict(self) -> dict[str, Any]:
        """The difference as JSON-ready values."""
        return {
            "onderwerp": self.onderwerp,
            "id": self.id,
            "soort": self.soort,
            "velden": [
                {"veld": v.veld, "oud": als_json(v.oud), "nieuw": als_json(v.nieuw)} for v in self.velden
            ],
        }


class Deel(NamedTuple):
    """The differences that count from a day on; ``vanaf`` None: of the two days that were asked for."""

    vanaf: date | None
    rijen: tuple[Rijverschil, ...]


class Vergelijking(NamedTuple):
    """The outcome of a comparison; ``delen`` is empty when both sides are the same."""

    van: str
    naar: str
    delen: tuple[Deel, ...]

    @property
    def gelijk(self) -> bool:
        """Whether nothing differs."""
        return not self.delen

    def naar_dict(self) -> dict[str, Any]:
        """The comparison as JSON-ready values."""
        return {
            "van": self.van,
            "naar": self.naar,
            "gelijk": self.gelijk,
            "delen": [
                {
                    "vanaf": None if d.vanaf is None else d.vanaf.isoformat(),
                    "verschillen": [r.naar_dict() for r in d.rijen],
                }
                for d in self.delen
            ],
        }


class Kant(NamedTuple):
    """One side of a comparison: a region, the day to look at (None: every day), and what to call the region."""

    regio: Regio
    dag: date | None
    label: str

    @property
    def naam(self) -> str:
        """How the report calls this side."""
        return self.label if self.dag is None else f"{self.label} op {self.dag.isoformat()}"


def _velden(rij: Rij) -> dict[str, Any]:
    return {
        **rij.waarden,
        "eisen": rij.eisen,
        "bron": rij.bron,
        "status": rij.status,
        "toelichting": rij.toelichting,
    }


def vergelijk_rijen(onderwerp: str, oud: Iterable[Rij], nieuw: Iterable[Rij]) -> Iterator[Rijverschil]:
    """The differences between two versions of one subject, in the order of the rows; their order is no difference."""
    eerder = {r.id: _velden(r) for r in oud}
    later = {r.id: _velden(r) for r in nieuw}
    for rij, velden in eerder.items():
        if rij not in later:
            weg = tuple(Veldverschil(v, w, None) for v, w in velden.items() if w is not None)
            yield Rijverschil(onderwerp, rij, VERVALLEN, weg)
        elif anders := tuple(
            Veldverschil(v, w, later[rij][v]) for v, w in velden.items() if w != later[rij][v]
        ):
            yield Rijverschil(onderwerp, rij, GEWIJZIGD, anders)
    for rij, velden in later.items():
        if rij not in eerder:
            erbij = tuple(Veldverschil(v, None, w) for v, w in velden.items() if w is not None)
            yield Rijverschil(onderwerp, rij, NIEUW, erbij)


def _beslisdatums(regio: Regio, dag: date) -> dict[str, str]:
    return {
        naam: max((b for b in reeks if b.vanaf <= dag), key=lambda b: b.vanaf).beslisdatum
        for naam, reeks in regio.bestanden.items()
    }


def _verschillen(van: Regio, dag_van: date, naar: Regio, dag_naar: date) -> tuple[Rijverschil, ...]:
    oud, nieuw = van.rijen_op(dag_van), naar.rijen_op(dag_naar)
    kop_oud, kop_nieuw = _beslisdatums(van, dag_van), _beslisdatums(naar, dag_naar)
    uit: list[Rijverschil] = []
    for onderwerp in ONDERWERPEN:
        if kop_oud[onderwerp] != kop_nieuw[onderwerp]:
            kop = Veldverschil("beslisdatum", kop_oud[onderwerp], kop_nieuw[onderwerp])
            uit.append(Rijverschil(onderwerp, BESTAND, GEWIJZIGD, (kop,)))
        uit.extend(vergelijk_rijen(onderwerp, oud[onderwerp], nieuw[onderwerp]))
    return tuple(uit)


def vergelijk(van: Kant, naar: Kant) -> Vergelijking:
    """Compare two sides, each on its day, or on every day on which the data of either change.

    A side with a day against one without looks at that same day of the other.

    :raises ValueError: a day lies outside the data of its region.
    """
    delen: list[Deel] = []
    if van.dag is not None or naar.dag is not None:
        dag_van = van.dag or naar.dag or date.min
        dag_naar = naar.dag or dag_van
        van, naar = van._replace(dag=dag_van), naar._replace(dag=dag_naar)
        for kant in (van, naar):
            if kant.dag is not None and not kant.regio.begin <= kant.dag <= kant.regio.einde:
                raise ValueError(f"{kant.dag} valt buiten de gegevens van de regio {kant.regio.naam}")
        if rijen := _verschillen(van.regio, dag_van, naar.regio, dag_naar):
            delen.append(Deel(None, rijen))
        return Vergelijking(van.naam, naar.naam, tuple(delen))
    grens = tuple(
        Veldverschil(veld, oud, nieuw)
        for veld, oud, nieuw in (
            ("eerste dag", van.regio.begin, naar.regio.begin),
            ("laatste dag", van.regio.einde, naar.regio.einde),
        )
        if oud != nieuw
    )
    if grens:
        delen.append(Deel(None, (Rijverschil("regio", "(de hele regio)", GEWIJZIGD, grens),)))
    begin = max(van.regio.begin, naar.regio.begin)
    einde = min(van.regio.einde, naar.regio.einde)
    vorige: tuple[Rijverschil, ...] = ()
    for dag in sorted({begin, *van.regio.versies, *naar.regio.versies}):
        if begin <= dag <= einde:
            rijen = _verschillen(van.regio, dag, naar.regio, dag)
            if rijen != vorige:
                delen.append(Deel(dag, rijen))
            vorige = rijen
    return Vergelijking(van.naam, naar.naam, tuple(delen))


def tel(rijen: Iterable[Rijverschil]) -> str:
    """The closing line of a report: how many rows were added, are gone, or changed."""
    soorten = [r.soort for r in rijen]
    woord = "verschil" if len(soorten) == 1 else "verschillen"
    delen = ", ".join(f"{soorten.count(s)} {s}" for s in (NIEUW, VERVALLEN, GEWIJZIGD) if s in soorten)
    return f"{len(soorten)} {woord}: {delen}." if soorten else "Geen verschillen."


def regels(rijen: Iterable[Rijverschil]) -> Iterator[str]:
    """The differences as lines of text, by subject and row."""
    laatste = ""
    for rij in rijen:
        if rij.onderwerp != laatste:
            laatste = rij.onderwerp
            yield ""
            onderwerp = ONDERWERPEN.get(laatste)
            yield f"{laatste}: {onderwerp.betekenis}" if onderwerp else laatste
        yield f"  {rij.soort:<10} {rij.id}"
        for v in rij.velden:
            if rij.soort == NIEUW:
                yield f"{'':13}{v.veld}: {toon(v.nieuw)}"
            elif rij.soort == VERVALLEN:
                yield f"{'':13}{v.veld} was: {toon(v.oud)}"
            else:
                yield f"{'':13}{v.veld}: {toon(v.oud)} → {toon(v.nieuw)}"


def als_tekst(uitkomst: Vergelijking) -> str:
    """The comparison as a readable report."""
    if uitkomst.gelijk:
        return f"Geen verschil tussen {uitkomst.van} en {uitkomst.naar}."
    uit = [f"Verschil tussen {uitkomst.van} en {uitkomst.naar}"]
    for deel in uitkomst.delen:
        if deel.vanaf is not None:
            uit += ["", f"Vanaf {deel.vanaf.isoformat()}"]
        uit += regels(deel.rijen)
        uit += ["", tel(deel.rijen)]
    return "\n".join(uit)


def open_regio(naam: str) -> Regio:
    """A region by the name under which it comes with the product, or else by its folder.

    :raises RegioFout: there is no such region or folder, or its data are not right.
    """
    meegeleverd = "/" not in naam and not naam.startswith(".") and (REGIOS / naam).is_dir()
    return laad(naam) if naam and meegeleverd else laad_map(naam)


def lees_dag(tekst: str) -> date | None:
    """The day that a text writes as ``jjjj-mm-dd``, or None when it is something else."""
    try:
        dag = date.fromisoformat(tekst)
    except ValueError:
        return None
    return dag if dag.isoformat() == tekst else None


def _lees_kant(tekst: str, standaard: str) -> Kant:
    dag = lees_dag(tekst)
    if dag is not None:
        return Kant(open_regio(standaard), dag, standaard)
    naam, apenstaart, achter = tekst.rpartition("@")
    if apenstaart:
        dag = lees_dag(achter)
        if dag is None:
            raise ValueError(f"'{achter}' is geen datum. Schrijf bijvoorbeeld {naam}@2026-01-01")
        return Kant(open_regio(naam), dag, naam)
    return Kant(open_regio(tekst), None, tekst)


def main(argv: Sequence[str]) -> int:
    """Run ``regio verschil``: 0 when both sides are the same, 1 when they differ, 2 when the call is wrong."""
    import argparse
    import json

    from jeugdregels.uitvoer import in_utf8, schrijf, schrijf_fout

    lezer = argparse.ArgumentParser(
        prog="jeugdketen regio verschil",
        description="Laat zien wat er verschilt tussen twee datums van een regio, of tussen twee regio's.",
    )
    lezer.add_argument("a", metavar="A", help="een datum, een regio, een map, of een van die twee met @datum")
    lezer.add_argument("b", metavar="B", help="de andere kant, op dezelfde manier geschreven")
    lezer.add_argument(
        "--regio", default=STANDAARD, help="de regio (naam of map) waar een losse datum bij hoort"
    )
    lezer.add_argument("--json", action="store_true", help="als JSON")
    keuze = lezer.parse_args(list(argv))
    try:
        uitkomst = vergelijk(_lees_kant(keuze.a, keuze.regio), _lees_kant(keuze.b, keuze.regio))
    except RegioFout as fout:
        schrijf_fout("\n".join(str(f) for f in fout.fouten))
        return 2
    except ValueError as fout:
        schrijf_fout(f"{fout}.")
        return 2
    if keuze.json:
        in_utf8()
        schrijf(json.dumps(uitkomst.naar_dict(), ensure_ascii=False, indent=1))
    else:
        schrijf(als_tekst(uitkomst))
    return 0 if uitkomst.gelijk else 1
