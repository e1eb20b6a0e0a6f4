"""Control levels 3 and 4 of iJw (IV032): rules across messages and rules against an external source.

``controleer`` judges one message that passed levels 1 and 2 against what the chain knows (``Ketenstand``) and what
was contracted (``Contractpoort``). It changes nothing: apply ``Ketencontrole.wijziging`` with ``Ketenstand.verwerk``
when the verdict is to count. ``ijw.antwoord`` makes the answer from ``Ketencontrole.codes``.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection
from typing import Any

from ijw.antwoord import HEADER
from ijw.berichten import BERICHTEN, definitie_van
from ijw.keten import declaratie, declaratieantwoord, regie, toewijzing, verzoek, verzoekantwoord
from ijw.keten.kop import KOP, Kopbeeld
from ijw.keten.register import KETENREGELS, Ketenregel
from ijw.keten.stand import (
    Berichtsleutel,
    Contractafspraak,
    Contractpoort,
    GeenContract,
    Ketenstand,
    Wijziging,
)
from ijw.keten.verslag import Bevinding, Ketencontrole, Toetser, Verslag

__all__ = [
    "KETENREGELS",
    "Berichtsleutel",
    "Bevinding",
    "Contractafspraak",
    "Contractpoort",
    "GeenContract",
    "Ketencontrole",
    "Ketenregel",
    "Ketenstand",
    "Toetser",
    "Wijziging",
    "controleer",
    "toetser_van",
]


def toetser_van(berichttype: str) -> Toetser:
    """The party that receives a message of this type and checks it."""
    return "aanbieder" if BERICHTEN[berichttype].verzender == "gemeente" else "gemeente"


def controleer(
    bericht: Any,
    stand: Ketenstand,
    contract: Contractpoort | None = None,
    *,
    vandaag: datetime.date,
) -> Ketencontrole:
    """Judge a message on levels 3 and 4, as the party that receives it.

    ``vandaag`` is the date of who checks (TR135). All broken rules are given, except what is not judged at all:
    after an error on the Header nothing more, after one on Declaratie no clients, after one on a Client none of
    its lines, with StatusAanlevering 3 only TR063 and TR071, on an unknown allocation only TR338 or TR019. Return
    messages (JW302 … JW320) are not judged here and change nothing.
    """
    definitie = definitie_van(bericht)
    toetser = toetser_van(definitie.code)
    if definitie.beantwoord_met is None and definitie.code != "JW325":
        return Ketencontrole(definitie.code, toetser)
    contract = contract or GeenContract()
    verslag = Verslag()
    kop = bericht.header
    gemeente_element = "Afzender" if toetser == "aanbieder" else "Ontvanger"
    goed = verslag.toets(
        KOP,
        Kopbeeld(
            definitie.code,
            kop,
            stand,
            vandaag,
            gemeente_element,
            lambda: _peildata(definitie.code, bericht, stand),
        ),
        HEADER,
    )
    wijziging = Wijziging()
    if goed:
        wijziging = _inhoud(definitie.code, bericht, stand, contract, verslag)
    if definitie.code == "JW323":
        if wijziging.declaratie is None:
            wijziging = Wijziging(verzonden=bericht)
        else:
            wijziging = dataclasses.replace(wijziging, bericht=_sleutel(definitie.code, kop))
    elif verslag.bevindingen:
        wijziging = Wijziging()
    else:
        wijziging = dataclasses.replace(wijziging, bericht=_sleutel(definitie.code, kop))
    return Ketencontrole(definitie.code, toetser, tuple(verslag.bevindingen), verslag.codes, wijziging)


def _sleutel(berichttype: str, kop: Any) -> Berichtsleutel:
    return Berichtsleutel(berichttype, kop.afzender, kop.bericht_identificatie.identificatie)


def _inhoud(
    code: str, bericht: Any, stand: Ketenstand, contract: Contractpoort, verslag: Verslag
) -> Wijziging:
    """Judge what is below the Header."""
    if code == "JW301":
        return toewijzing.controleer_toewijzing(bericht, stand, contract, verslag)
    if code in {"JW305", "JW307"}:
        return regie.controleer_regie(bericht, stand, contract, verslag)
    if code == "JW315":
        return verzoek.controleer_vot(bericht, stand, contract, verslag)
    if code == "JW317":
        return verzoek.controleer_vow(bericht, stand, contract, verslag)
    if code == "JW319":
        return verzoekantwoord.controleer_antwoord(bericht, stand, verslag)
    if code == "JW323":
        return declaratie.controleer_declaratie(bericht, stand, contract, verslag)
    return declaratieantwoord.controleer_declaratieantwoord(bericht, stand, verslag)


def _peildata(code: str, bericht: Any, stand: Ketenstand) -> Collection[datetime.date]:
    """The start dates of the allocations that a message gives, asks for, names or is about (TR378)."""
    kop = bericht.header
    genoemd: set[datetime.date] = set()
    if code == "JW301":
        return {p.ingangsdatum for p in bericht.client.toegewezen_producten}
    if code == "JW315":
        return {p.toewijzing_ingangsdatum for p in bericht.client.aangevraagde_producten}
    gemeente, producten = kop.ontvanger, []
    if code == "JW305":
        producten = bericht.client.start_producten
        genoemd = {p.toewijzing_ingangsdatum for p in producten if p.toewijzing_ingangsdatum is not None}
    elif code == "JW307":
        producten = bericht.client.stop_producten
        genoemd = {p.toewijzing_ingangsdatum for p in producten if p.toewijzing_ingangsdatum is not None}
    elif code == "JW317":
        vow = bericht.client.verzoek
        producten = [*vow.ongewijzigde_producten, *vow.te_wijzigen_producten]
    elif code == "JW323":
        producten = [p for client in bericht.declaratie.clienten for p in client.prestaties]
    elif code == "JW325" and bericht.declaratie_antwoord is not None:
        gemeente = kop.afzender
        producten = [p for client in bericht.declaratie_antwoord.clienten for p in client.prestaties]
    nummers = {p.toewijzing_nummer for p in producten} - {None}
    bekend = stand.toewijzingen(gemeente, nummers) if nummers else {}
    return {bekend[nr].product.ingangsdatum for nr in nummers if nr in bekend} | genoemd
