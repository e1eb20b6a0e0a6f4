"""``jeugdketen toets --herhaal``: stored questions, asked again of today's tables; what comes out differently.

A line of the file is an answer with its receipt (as ``toets --kwitantie`` writes it), or
``{"vraag": {…}, "antwoord": {…}}``; either may carry an ``id`` of its own. Differences are told by rule and row.
A list of accepted differences says which of them somebody wanted, who that was, and why.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from jeugdregels.kwitantie import hash_van
from jeugdregels.oordeel import FOUT
from jeugdregels.regio import STANDAARD, Regio
from jeugdregels.uitvoer import waarom
from jeugdregels.vragen import beantwoord
from jeugdregels.weergave import LEEG, toon

ALLE: Final = "alle"
"""As ``id`` in the list of accepted differences: every stored question."""

ANTWOORD: Final = "antwoord"
"""As rule: what differs is not a finding but the answer itself (the advice, the amounts, the outcome)."""

_BEVINDINGVELDEN: Final = (
    "uitkomst",
    "uitleg",
    "eisen",
    "bron",
    "feiten",
    "afwijken",
    "wat_zou_het_veranderen",
)
_VELDEN: Final = ("id", "regel", "reden", "door", "op")
_MAG_ONTBREKEN: Final = ("rij",)


class Leesfout(ValueError):
    """A file that cannot be used: which one, the line (0: the file itself) and what to do."""

    def __init__(self, bestand: str, regel: int, melding: str) -> None:
        super().__init__(f"{bestand}:{regel}: {melding}" if regel else f"{bestand}: {melding}")


class Verschil(NamedTuple):
    """One difference: the rule and the row that decided, what changed (``veld``), and what it was and is.

    ``veld`` is ``bevinding`` when the whole finding came or went; then ``oud`` or ``nieuw`` is None.
    """

    regel: str
    rij: str
    veld: str
    oud: Any
    nieuw: Any


class Herhaling(NamedTuple):
    """A stored question asked again: its id, its line, both outcomes, and the differences."""

    id: str
    regelnummer: int
    vraag: str
    uitkomst_oud: str
    uitkomst_nieuw: str
    verschillen: tuple[Verschil, ...]


class Aanvaard(NamedTuple):
    """A difference that somebody wants: of which question (or :data:`ALLE`), by which rule and row, why, who, when."""

    id: str
    regel: str
    rij: str | None
    reden: str
    door: str
    op: date

    def past(self, herhaling: Herhaling, verschil: Verschil) -> bool:
        """Whether this covers a difference."""
        return (
            self.id in (ALLE, herhaling.id)
            and self.regel == verschil.regel
            and self.rij in (None, verschil.rij)
        )


class Opgeslagen(NamedTuple):
    """A stored question with the answer that was given then."""

    id: str
    regelnummer: int
    vraag: Mapping[str, Any]
    antwoord: Mapping[str, Any]


def lees_opgeslagen(pad: Path, zonder_vraag: list[int] | None = None) -> Iterator[Opgeslagen]:
    """The stored questions of a file: one a line, or a single one over several lines.

    What could not be read as a question got an answer without a receipt; there is nothing to ask again.

    :param zonder_vraag: gets the numbers of those lines.
    :raises Leesfout: a line is not JSON, or holds no question.
    """
    try:
        bestand = pad.open("rb")
    except OSError as fout:
        raise Leesfout(str(pad), 0, f"kan niet gelezen worden ({waarom(fout)})") from None
    with bestand:
        if bestand.readline().strip() == b"{":
            bestand.seek(0)
            if (enige := _lees_regel(str(pad), 1, bestand.read())) is not None:
                yield enige
            elif zonder_vraag is not None:
                zonder_vraag.append(1)
            return
        bestand.seek(0)
        for nummer, ruw in enumerate(bestand, 1):
            if not ruw.strip():
                continue
            opgeslagen = _lees_regel(str(pad), nummer, ruw)
            if opgeslagen is not None:
                yield opgeslagen
            elif zonder_vraag is not None:
                zonder_vraag.append(nummer)


def _lees_regel(bestand: str, nummer: int, ruw: bytes) -> Opgeslagen | None:
    try:
        regel = json.loads(ruw)
    except ValueError:
        raise Leesfout(bestand, nummer, "is geen geldige JSON") from None
    if not isinstance(regel, dict):
        raise Leesfout(bestand, nummer, "moet een antwoord met een kwitantie zijn")
    if regel.keys() == {"uitkomst", "fouten"} and regel["uitkomst"] == FOUT:
        return None
    kwitantie = regel.get("kwitantie")
    if isinstance(kwitantie, dict):
        vraag = kwitantie.get("vraag")
        antwoord: Any = {naam: waarde for naam, waarde in regel.items() if naam not in ("kwitantie", "id")}
    else:
        vraag, antwoord = regel.get("vraag"), regel.get("antwoord")
    if not isinstance(vraag, dict) or not isinstance(antwoord, dict) or "uitkomst" not in antwoord:
        raise Leesfout(
            bestand,
            nummer,
            "bevat geen vraag met antwoord; bewaar antwoorden met 'jeugdketen toets --jsonl --kwitantie'",
        )
    if isinstance(kwitantie, dict) and kwitantie.get("antwoord_hash") not in (None, hash_van(antwoord)):
        raise Leesfout(
            bestand, nummer, "het antwoord is niet meer het antwoord van de kwitantie (antwoord_hash)"
        )
    if isinstance(kwitantie, dict) and kwitantie.get("vraag_hash") not in (None, hash_van(vraag)):
        raise Leesfout(bestand, nummer, "de vraag is niet meer de vraag van de kwitantie (vraag_hash)")
    eigen = regel.get("id")
    return Opgeslagen(
        eigen if isinstance(eigen, str) and eigen else hash_van(vraag)[:12], nummer, vraag, antwoord
    )


def _per_rij(antwoord: Mapping[str, Any]) -> dict[tuple[str, str, int], Mapping[str, Any]]:
    """The findings by rule and row; a rule that finds the same row twice gets a number."""
    uit: dict[tuple[str, str, int], Mapping[str, Any]] = {}
    for b in antwoord.get("bevindingen", ()):
        nummer = 0
        while (sleutel := (str(b.get("regel", "")), str(b.get("rij", "")), nummer)) in uit:
            nummer += 1
        uit[sleutel] = b
    return uit


def vergelijk(oud: Mapping[str, Any], nieuw: Mapping[str, Any]) -> tuple[Verschil, ...]:
    """What differs between two answers to one question: findings by rule and row, then the rest of the answer.

    The version of the region data is no difference.
    """
    uit: list[Verschil] = []
    eerder, later = _per_rij(oud), _per_rij(nieuw)
    for sleutel in [*eerder, *(s for s in later if s not in eerder)]:
        regel, rij, _ = sleutel
        was, is_ = eerder.get(sleutel), later.get(sleutel)
        if was is None or is_ is None:
            uit.append(Verschil(regel, rij, "bevinding", was, is_))
            continue
        uit += [
            Verschil(regel, rij, veld, was.get(veld), is_.get(veld))
            for veld in _BEVINDINGVELDEN
            if was.get(veld) != is_.get(veld)
        ]
    rest = [v for v in {**oud, **nieuw} if v not in ("bevindingen", "regio", "uitkomst")]
    uit += [Verschil(ANTWOORD, "", v, oud.get(v), nieuw.get(v)) for v in rest if oud.get(v) != nieuw.get(v)]
    if not uit and oud.get("uitkomst") != nieuw.get("uitkomst"):
        uit.append(Verschil(ANTWOORD, "", "uitkomst", oud.get("uitkomst"), nieuw.get("uitkomst")))
    return tuple(uit)


def herhaal(opgeslagen: Iterable[Opgeslagen], regio: Regio | str = STANDAARD) -> Iterator[Herhaling]:
    """Ask stored questions again, one by one; one that gives the same answer has no ``verschillen``."""
    for o in opgeslagen:
        volledig = any(b.get("uitkomst") == "toegestaan" for b in o.antwoord.get("bevindingen", ()))
        antwoord = json.loads(json.dumps(beantwoord(o.vraag, regio=regio, volledig=volledig).naar_dict()))
        yield Herhaling(
            o.id,
            o.regelnummer,
            str(o.vraag.get("vraag", "")),
            str(o.antwoord["uitkomst"]),
            str(antwoord["uitkomst"]),
            vergelijk(o.antwoord, antwoord),
        )


def lees_aanvaard(pad: Path) -> tuple[Aanvaard, ...]:
    """The accepted differences of a YAML file.

    :raises Leesfout: it is not of the right form; every entry must say id, rule, reason, who and when.
    """
    import yaml

    lader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        inhoud = yaml.load(pad.read_bytes(), Loader=lader)  # noqa: S506 - a safe loader
    except OSError as fout:
        raise Leesfout(str(pad), 0, f"kan niet gelezen worden ({waarom(fout)})") from None
    except (yaml.YAMLError, ValueError):
        raise Leesfout(str(pad), 0, "is geen leesbare YAML") from None
    if (
        not isinstance(inhoud, dict)
        or set(inhoud) != {"aanvaard"}
        or not isinstance(inhoud["aanvaard"], list)
    ):
        raise Leesfout(str(pad), 0, "begin met 'aanvaard:' en daaronder een lijst")
    return tuple(_lees_aanvaard(str(pad), nummer, e) for nummer, e in enumerate(inhoud["aanvaard"], 1))


def _lees_aanvaard(bestand: str, nummer: int, e: Any) -> Aanvaard:
    wie = f"aanvaard[{nummer}]"
    if not isinstance(e, dict):
        raise Leesfout(bestand, 0, f"{wie} moet de velden {', '.join(_VELDEN)} hebben")
    for veld in e:
        if veld not in (*_VELDEN, *_MAG_ONTBREKEN):
            raise Leesfout(bestand, 0, f"{wie}: het veld '{veld}' bestaat niet")
    for veld in _VELDEN:
        if veld not in e:
            raise Leesfout(bestand, 0, f"{wie}: het veld '{veld}' ontbreekt")
    if type(e["op"]) is not date:
        raise Leesfout(bestand, 0, f"{wie}: 'op' moet een datum zijn als 2026-01-21")
    for veld in ("id", "regel", "reden", "door", "rij"):
        if veld in e and (not isinstance(e[veld], str) or not e[veld].strip()):
            raise Leesfout(
                bestand, 0, f"{wie}: '{veld}' moet tekst zijn; zet een getal tussen aanhalingstekens"
            )
    return Aanvaard(e["id"], e["regel"], e.get("rij"), e["reden"], e["door"], e["op"])


class Verslag(NamedTuple):
    """What a replay gave: how many questions, those with a difference, and which differences were accepted by what."""

    aantal: int
    anders: tuple[Herhaling, ...]
    aanvaard: Mapping[tuple[int, int], Aanvaard]
    ongebruikt: tuple[Aanvaard, ...]

    @property
    def open(self) -> int:
        """The number of differences that nobody accepted."""
        return sum(len(h.verschillen) for h in self.anders) - len(self.aanvaard)

    def naar_dict(self) -> dict[str, Any]:
        """The report as JSON-ready values."""
        return {
            "vragen": self.aantal,
            "anders": [
                {
                    "id": h.id,
                    "regelnummer": h.regelnummer,
                    "vraag": h.vraag,
                    "uitkomst": {"oud": h.uitkomst_oud, "nieuw": h.uitkomst_nieuw},
                    "verschillen": [
                        {
                            **v._asdict(),
                            "aanvaard": None
                            if (a := self.aanvaard.get((h.regelnummer, i))) is None
                            else {"reden": a.reden, "door": a.door, "op": a.op.isoformat()},
                        }
                        for i, v in enumerate(h.verschillen)
                    ],
                }
                for h in self.anders
            ],
            "niet_aanvaard": self.open,
            "ongebruikt": [{"id": a.id, "regel": a.regel, "rij": a.rij} for a in self.ongebruikt],
        }


def maak_verslag(herhalingen: Iterable[Herhaling], lijst: Sequence[Aanvaard] = ()) -> Verslag:
    """Gather the differences of a replay and set them against the accepted ones."""
    aantal = 0
    anders: list[Herhaling] = []
    aanvaard: dict[tuple[int, int], Aanvaard] = {}
    for h in herhalingen:
        aantal += 1
        if not h.verschillen:
            continue
        anders.append(h)
        for i, v in enumerate(h.verschillen):
            past = next((a for a in lijst if a.past(h, v)), None)
            if past is not None:
                aanvaard[(h.regelnummer, i)] = past
    gebruikt = set(aanvaard.values())
    return Verslag(aantal, tuple(anders), aanvaard, tuple(a for a in lijst if a not in gebruikt))


def als_tekst(verslag: Verslag) -> str:
    """The report for people: by question, then by rule and row."""
    uit: list[str] = []
    for h in verslag.anders:
        uitkomst = (
            h.uitkomst_oud if h.uitkomst_oud == h.uitkomst_nieuw else f"{h.uitkomst_oud} → {h.uitkomst_nieuw}"
        )
        uit.append(f"Vraag {h.id} (regel {h.regelnummer}, {h.vraag}): {uitkomst}")
        for i, v in enumerate(h.verschillen):
            uit += _regels(v)
            a = verslag.aanvaard.get((h.regelnummer, i))
            if a is not None:
                uit.append(f"      aanvaard door {a.door} op {a.op.isoformat()}: {a.reden}")
        uit.append("")
    for a in verslag.ongebruikt:
        plek = f"{a.regel}, rij {a.rij}" if a.rij else a.regel
        uit.append(f"Let op: het aanvaarde verschil {a.id} ({plek}) komt niet meer voor; haal het weg.")
    vragen = "vraag" if verslag.aantal == 1 else "vragen"
    verschillen = "verschil" if len(verslag.aanvaard) == 1 else "verschillen"
    zelfde = verslag.aantal - len(verslag.anders)
    uit.append(
        f"{verslag.aantal} {vragen} opnieuw gesteld: {zelfde} hetzelfde, {len(verslag.anders)} anders; "
        f"{len(verslag.aanvaard)} {verschillen} aanvaard, {verslag.open} niet."
    )
    return "\n".join(uit)


def _regels(v: Verschil) -> Iterator[str]:
    plek = f"  regel {v.regel}" + (f", rij {v.rij}" if v.rij else "") if v.regel != ANTWOORD else "  antwoord"
    if v.veld == "bevinding":
        b = v.nieuw if v.oud is None else v.oud
        yield f"{plek}: {'nieuwe bevinding' if v.oud is None else 'bevinding vervalt'} ({b.get('uitkomst', '')})"
        yield f"      {b.get('uitleg', '')}"
        return
    yield f"{plek}: {v.veld.replace('_', ' ')}"
    yield f"      was: {_toon(v.oud)}"
    yield f"      nu:  {_toon(v.nieuw)}"


def _toon(waarde: Any) -> str:
    return LEEG if waarde is None else toon(waarde)


def main(argv: Sequence[str]) -> int:
    """Run ``toets --herhaal``: 0 no difference that is not accepted, 1 there is one, 2 a file or region is wrong."""
    import argparse

    from jeugdregels.regio import RegioFout, laad_map
    from jeugdregels.uitvoer import in_utf8, schrijf, schrijf_fout
    from jeugdregels.verschil import open_regio

    lezer = argparse.ArgumentParser(
        prog="jeugdketen toets --herhaal",
        description="Stel bewaarde vragen opnieuw aan de tabellen van nu, en laat zien wat er anders is.",
    )
    lezer.add_argument("--herhaal", metavar="ANTWOORDEN.jsonl", type=Path, required=True)
    lezer.add_argument(
        "--aanvaard", metavar="VERSCHILLEN.yaml", type=Path, help="verschillen die gewild zijn"
    )
    lezer.add_argument("--regio", default=STANDAARD, help="de naam van een regio, of een map")
    lezer.add_argument("--regio-map", metavar="MAP", type=Path, help="een map met (nieuwe) regiogegevens")
    lezer.add_argument("--json", action="store_true", help="als JSON")
    keuze = lezer.parse_args(list(argv))
    try:
        regio = laad_map(keuze.regio_map) if keuze.regio_map else open_regio(keuze.regio)
        lijst = lees_aanvaard(keuze.aanvaard) if keuze.aanvaard else ()
        zonder_vraag: list[int] = []
        verslag = maak_verslag(herhaal(lees_opgeslagen(keuze.herhaal, zonder_vraag), regio), lijst)
    except RegioFout as fout:
        schrijf_fout("\n".join(str(f) for f in fout.fouten))
        return 2
    except Leesfout as fout:
        schrijf_fout(f"{fout}.")
        return 2
    if zonder_vraag:
        schrijf_fout(
            f"Overgeslagen in {keuze.herhaal}, want toen was er geen vraag te lezen: "
            f"regel {', '.join(map(str, zonder_vraag))}."
        )
    if keuze.json:
        in_utf8()
        schrijf(json.dumps(verslag.naar_dict(), ensure_ascii=False, indent=1))
    else:
        schrijf(als_tekst(verslag))
    return 1 if verslag.open else 0
