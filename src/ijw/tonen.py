"""A message as a person reads it: in the terminal, or as one HTML page without scripts or links."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

from ijw.codelijsten import codelijst
from ijw.controle import Controle
from ijw.definitie import Berichtdefinitie, Geheel, Tekst, Veld, velden
from ijw.waarden import euro, nl

MEESTE_REGELS = 200
"""So many elements of one list are shown; of a large declaration the rest is counted."""

_BEDRAGEN = frozenset({"Bedrag", "Budget", "TotaalBedrag"})
_NAMEN = {
    "Bsn": "BSN",
    "Code": "Productcode",
    "XsdVersie": "Schemaversie",
    "LandCode": "Land",
    "ToewijzingNummer": "Toewijzingsnummer",
    "RetourCodes": "Retourcodes",
}
_STIL = frozenset({"bericht_code", "bericht_versie", "bericht_subversie"})


class Rij(NamedTuple):
    """One line of a readable message."""

    diepte: int
    naam: str
    waarde: str
    """Empty for a heading."""


def _naam(element: str) -> str:
    """The name of an element in sentence case: ``GewensteIngangsdatum`` becomes ``Gewenste ingangsdatum``."""
    if element in _NAMEN:
        return _NAMEN[element]
    uit = element[:1]
    for letter in element[1:]:
        uit += f" {letter.lower()}" if letter.isupper() else letter
    return uit


def _waarde(veld: Veld, waarde: Any) -> str:
    if isinstance(waarde, datetime.date):
        return nl(waarde)
    facet = veld.facet
    if isinstance(facet, Geheel) and facet.naam in _BEDRAGEN:
        return euro(waarde)
    if isinstance(facet, Tekst) and facet.codelijst is not None:
        betekenis = codelijst(facet.codelijst).betekenis(waarde)
        return waarde if betekenis == waarde else f"{waarde} ({betekenis})"
    if isinstance(facet, Tekst) and facet.naam == "Gemeente":
        betekenis = codelijst("CBS").betekenis(waarde)
        return waarde if betekenis == waarde else f"{waarde} ({betekenis})"
    return " ".join(str(waarde).split())


def _rijen(inhoud: Any, diepte: int) -> Iterator[Rij]:
    for veld in velden(type(inhoud)):
        waarde = getattr(inhoud, veld.naam)
        if waarde is None or waarde == () or veld.naam in _STIL:
            continue
        if veld.soort == "lijst":
            if veld.klasse is None:
                yield Rij(diepte, _naam(veld.element), "; ".join(_waarde(veld, deel) for deel in waarde))
                continue
            for nummer, deel in enumerate(waarde[:MEESTE_REGELS], 1):
                kop = _naam(veld.kind or veld.element)
                yield Rij(diepte, kop if len(waarde) == 1 else f"{kop} {nummer} van {len(waarde)}", "")
                yield from _rijen(deel, diepte + 1)
            if len(waarde) > MEESTE_REGELS:
                yield Rij(diepte, _naam(veld.element), f"… en nog {len(waarde) - MEESTE_REGELS}")
        elif veld.klasse is not None:
            kort = _kort(waarde)
            if kort is not None:
                yield Rij(diepte, _naam(veld.element), kort)
            else:
                yield Rij(diepte, _naam(veld.element), "")
                yield from _rijen(waarde, diepte + 1)
        else:
            yield Rij(diepte, _naam(veld.element), _waarde(veld, waarde))


def _kort(waarde: Any) -> str | None:
    """A small class in one line, or None when it needs more."""
    soort = type(waarde).__name__
    los = {
        veld.naam: _waarde(veld, getattr(waarde, veld.naam))
        for veld in velden(type(waarde))
        if veld.klasse is None
    }
    if soort == "Omvang":
        return f"{los['volume']} × {los['eenheid']}, {los['frequentie']}"
    if soort in {"GeslotenPeriode", "OpenPeriode"}:
        van = nl(waarde.begindatum) if waarde.begindatum is not None else "onbekend begin"
        return f"{van} tot en met {nl(waarde.einddatum)}" if waarde.einddatum is not None else f"vanaf {van}"
    if soort in {"BedragMetDC", "TotaalBedragMetDC"}:
        return f"{los.get('bedrag') or los['totaal_bedrag']} {'debet' if waarde.debet_credit == 'D' else 'credit'}"
    if soort == "Geboortedatum":
        return los["datum"] + (f", {los['datum_gebruik']}" if waarde.datum_gebruik is not None else "")
    if soort == "XsdVersie":
        return f"basisschema {waarde.basisschema_xsd_versie}, bericht {waarde.bericht_xsd_versie}"
    if soort == "Achternaam":
        return f"{waarde.voorvoegsel} {waarde.achternaam}" if waarde.voorvoegsel else str(waarde.achternaam)
    if soort == "Telefoon":
        return f"+{waarde.landnummer.lstrip('0')} {waarde.telefoonnummer}"
    return None


_UITKOMST = {
    "goed": "Goed: het bericht klopt met het schema en met alle regels binnen het bericht.",
    "afgekeurd": "Afgekeurd: het bericht breekt een of meer regels.",
    "geweigerd": "Geweigerd: dit is geen bericht van de standaard.",
}


def _kop(controle: Controle) -> str:
    definitie: Berichtdefinitie | None = controle.lezing.definitie
    if definitie is None:
        return (
            f"Bestand dat op een {controle.bericht_code} lijkt"
            if controle.bericht_code
            else "Onbekend bestand"
        )
    return f"{definitie.code} {definitie.naam}"


def rijen(controle: Controle) -> list[Rij]:
    """The content of a message as lines; none when it was refused."""
    return [] if controle.bericht is None else list(_rijen(controle.bericht, 0))


def toon_tekst(controle: Controle, bestand: str) -> str:
    """A message for the terminal, with what is wrong with it first."""
    regels = [f"{_kop(controle)} — {bestand}", "", _UITKOMST[controle.uitkomst]]
    if controle.reden is not None:
        regels.append(f"  {controle.reden}")
    for bevinding in controle.bevindingen[:MEESTE_REGELS]:
        regels += [
            f"  {bevinding.regel} (regel {bevinding.regelnummer}): {bevinding.melding}",
            f"      {bevinding.pad}",
        ]
    if len(controle.bevindingen) > MEESTE_REGELS:
        regels.append(f"  … en nog {len(controle.bevindingen) - MEESTE_REGELS}")
    regels.append("")
    for rij in rijen(controle):
        inspring = "  " * rij.diepte
        regels.append(f"{inspring}{rij.naam}: {rij.waarde}" if rij.waarde else f"{inspring}{rij.naam}")
    return "\n".join(regels).rstrip()


_STIJL = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c}"
    "dl{display:grid;grid-template-columns:minmax(12rem,auto) 1fr;gap:.1rem 1rem}dt{color:#4a4a4a}dd{margin:0}"
    "section{border-left:3px solid #c4d3df;padding-left:1rem;margin:.75rem 0}h2,h3,h4,h5,h6{margin:.5rem 0}"
    ".uitkomst{padding:.75rem 1rem;background:#eef3f7}code{overflow-wrap:anywhere}"
    "@media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}"
)


def toon_html(controle: Controle, bestand: str) -> str:
    """A message as one complete HTML page: no scripts, no links, everything from the file escaped."""
    kop = escape(_kop(controle))
    uit = [
        '<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{kop} – {escape(bestand)}</title><style>{_STIJL}</style></head><body><main>",
        f"<h1>{kop}</h1><p>Bestand: {escape(bestand)}</p>",
        f'<div class="uitkomst"><p><strong>{escape(_UITKOMST[controle.uitkomst])}</strong></p>',
    ]
    if controle.reden is not None:
        uit.append(f"<p>{escape(controle.reden)}</p>")
    if controle.bevindingen:
        uit.append("<ul>")
        for bevinding in controle.bevindingen[:MEESTE_REGELS]:
            uit.append(
                f"<li><strong>{bevinding.regel}</strong> (regel {bevinding.regelnummer}): {escape(bevinding.melding)}"
                f"<br><code>{escape(bevinding.pad)}</code></li>"
            )
        uit.append("</ul>")
        if len(controle.bevindingen) > MEESTE_REGELS:
            uit.append(f"<p>… en nog {len(controle.bevindingen) - MEESTE_REGELS}</p>")
    uit.append("</div>")
    open_secties: list[int] = []
    in_lijst = False
    for rij in rijen(controle):
        while open_secties and open_secties[-1] >= rij.diepte:
            if in_lijst:
                uit.append("</dl>")
                in_lijst = False
            uit.append("</section>")
            open_secties.pop()
        if rij.waarde:
            if not in_lijst:
                uit.append("<dl>")
                in_lijst = True
            uit.append(f"<dt>{escape(rij.naam)}</dt><dd>{escape(rij.waarde)}</dd>")
            continue
        if in_lijst:
            uit.append("</dl>")
            in_lijst = False
        niveau = min(rij.diepte + 2, 6)
        uit.append(f"<section><h{niveau}>{escape(rij.naam)}</h{niveau}>")
        open_secties.append(rij.diepte)
    if in_lijst:
        uit.append("</dl>")
    uit += ["</section>"] * len(open_secties)
    uit.append("</main></body></html>")
    return "\n".join(uit)
