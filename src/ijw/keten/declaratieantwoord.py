"""Rules on the declaration answer JW325, checked by the provider against what it sent. No answer exists on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ijw.antwoord import GEEN_OPMERKING, HEADER, VOLLEDIG_TOEGEWEZEN
from ijw.berichten import jw323, jw325
from ijw.berichten.basis import Referentie
from ijw.definitie import elementnaam
from ijw.keten.register import GOED, Vondsten, ketenregel
from ijw.keten.stand import Ketenstand, Wijziging
from ijw.keten.tekst import toon
from ijw.keten.verslag import Verslag

ANTWOORD = "/Bericht/DeclaratieAntwoord"


@dataclass(frozen=True, slots=True)
class Kopbeeld:
    """The Header of a JW325 and what this provider sent this municipality under that identification."""

    header: jw325.Header
    verzonden: Sequence[jw323.Bericht]

    @property
    def declaraties(self) -> list[jw323.Bericht]:
        """What was sent under that identification and on that day."""
        dag = self.header.declaratie_identificatie.dagtekening
        return [b for b in self.verzonden if b.header.bericht_identificatie.dagtekening == dag]


@ketenregel(
    "TR337", None, {"JW325": "Header"}, "Het antwoord noemt de identificatie van een ingediende declaratie."
)
def tr337(k: Kopbeeld) -> Vondsten:
    """TR337: DeclaratieIdentificatie is the BerichtIdentificatie of a JW323 that was sent."""
    if k.declaraties:
        return GOED
    identificatie = k.header.declaratie_identificatie
    return (
        (
            "DeclaratieIdentificatie",
            f"Er is geen declaratiebericht '{identificatie.identificatie}' van {toon(identificatie.dagtekening)} "
            "naar deze gemeente verstuurd.",
        ),
    )


@ketenregel("TR371", None, {"JW325": "Header"}, "XsdVersieDeclaratie is de XsdVersie van de declaratie.")
def tr371(k: Kopbeeld) -> Vondsten:
    """TR371: XsdVersieDeclaratie is that of the JW323 that is answered; without one TR337 judges."""
    declaraties = k.declaraties
    if not declaraties or any(b.header.xsd_versie == k.header.xsd_versie_declaratie for b in declaraties):
        return GOED
    return (
        (
            "XsdVersieDeclaratie",
            f"XsdVersieDeclaratie is {'/'.join(k.header.xsd_versie_declaratie)}; de declaratie heeft "
            f"{'/'.join(declaraties[-1].header.xsd_versie)}.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Antwoordbeeld:
    """The DeclaratieAntwoord and the declaration that it answers."""

    antwoord: jw325.DeclaratieAntwoord
    declaratie: jw323.Declaratie


@ketenregel(
    "TR376",
    None,
    {"JW325": "DeclaratieAntwoord"},
    "Het declaratienummer is dat van de beantwoorde declaratie.",
)
def tr376(k: Antwoordbeeld) -> Vondsten:
    """TR376: DeclaratieNummer is that of the declaration that was sent."""
    nummer = k.declaratie.declaratie_nummer
    if k.antwoord.declaratie_nummer == nummer:
        return GOED
    return (
        (
            "DeclaratieNummer",
            f"Declaratienummer '{k.antwoord.declaratie_nummer}' is niet dat van de declaratie: '{nummer}'.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Clientbeeld:
    """A client of a JW325 and to whom the lines of the declaration belong."""

    client: jw325.Client
    bsns: frozenset[str]
    bsn_van: dict[Referentie, str]


@ketenregel("TR304", "8187", {"JW325": "Client"}, "")
def tr304_antwoord(k: Clientbeeld) -> Vondsten:
    """TR304: the client is one of the declaration, and its lines were declared for that client."""
    bsn = k.client.bsn
    if bsn in k.bsns and all(k.bsn_van.get(p.product_referentie, bsn) == bsn for p in k.client.prestaties):
        return GOED
    return (("Bsn", "Dit Bsn is niet dat van de cliënt in de declaratie."),)


@dataclass(frozen=True, slots=True)
class Regelbeeld:
    """A line of a JW325 and the line of the declaration with the same ProductReferentie."""

    prestatie: jw325.Prestatie
    ingediend: jw323.Prestatie | None


@ketenregel("TR366", "9366", {"JW325": "Prestatie"}, "Elke prestatie in het antwoord komt uit de declaratie.")
def tr366(k: Regelbeeld) -> Vondsten:
    """TR366: the declaration has a line with this ProductReferentie."""
    if k.ingediend is not None:
        return GOED
    nummer = k.prestatie.product_referentie.referentie_nummer
    return (("ProductReferentie", f"Prestatie '{nummer}' komt niet voor in de declaratie."),)


@ketenregel(
    "TR367", "9367", {"JW325": "Prestatie"}, "Een prestatie in het antwoord is gelijk aan de ingediende."
)
def tr367(k: Regelbeeld) -> Vondsten:
    """TR367: every value of the line is that of the declaration; one finding per value that differs."""
    if k.ingediend is None:
        return GOED
    return tuple(
        (elementnaam(veld), f"{elementnaam(veld)} is anders dan in de ingediende prestatie.")
        for veld in jw323.Prestatie._fields[1:]
        if getattr(k.prestatie, veld) != getattr(k.ingediend, veld)
    )


def controleer_declaratieantwoord(bericht: jw325.Bericht, stand: Ketenstand, verslag: Verslag) -> Wijziging:
    """Judge a JW325; when nothing is wrong, what it refuses is taken out of the state.

    A code on the Header or on DeclaratieAntwoord refuses the whole declaration: it counts as not sent (IV087).
    """
    header, antwoord = bericht.header, bericht.declaratie_antwoord
    gemeente, aanbieder = header.afzender, header.ontvanger
    kop = Kopbeeld(
        header,
        stand.verzonden_declaraties(gemeente, aanbieder, header.declaratie_identificatie.identificatie),
    )
    if not verslag.toets((tr337, tr371), kop, HEADER):
        return Wijziging()
    gelijk = [b for b in kop.declaraties if b.header.xsd_versie == header.xsd_versie_declaratie]
    declaratie = gelijk[-1].declaratie
    if antwoord is None:
        if len(kop.verzonden) > 1:  # which of them is meant cannot be told
            return Wijziging()
        return _vervallen(stand, kop, aanbieder, declaratie, None)
    passend = [b.declaratie for b in gelijk if b.declaratie.declaratie_nummer == antwoord.declaratie_nummer]
    if passend:
        declaratie = passend[-1]
    if not verslag.toets((tr376,), Antwoordbeeld(antwoord, declaratie), ANTWOORD):
        return Wijziging()
    ingediend = {p.product_referentie: p for client in declaratie.clienten for p in client.prestaties}
    bsn_van = {p.product_referentie: client.bsn for client in declaratie.clienten for p in client.prestaties}
    bsns = frozenset(client.bsn for client in declaratie.clienten)
    for c, client in enumerate(antwoord.clienten, 1):
        pad = f"{ANTWOORD}/Clienten/Client[{c}]"
        if not verslag.toets((tr304_antwoord,), Clientbeeld(client, bsns, bsn_van), pad):
            continue
        for p, prestatie in enumerate(client.prestaties, 1):
            regel = Regelbeeld(prestatie, ingediend.get(prestatie.product_referentie))
            verslag.toets((tr366, tr367), regel, f"{pad}/Prestaties/Prestatie[{p}]")
    if not set(antwoord.retourcodes) <= {GEEN_OPMERKING, VOLLEDIG_TOEGEWEZEN}:
        return _vervallen(stand, kop, aanbieder, declaratie, None)
    afgewezen = [
        p.product_referentie.referentie_nummer for client in antwoord.clienten for p in client.prestaties
    ]
    return _vervallen(stand, kop, aanbieder, declaratie, afgewezen)


def _vervallen(
    stand: Ketenstand,
    kop: Kopbeeld,
    aanbieder: str,
    declaratie: jw323.Declaratie,
    referenties: Sequence[str] | None,
) -> Wijziging:
    """The change when lines (or, with None, all of it) of a declaration are refused by the answer.

    Only what this very message had established goes: a JW323 refused for a number that was used before must not
    take the earlier one with it.
    """
    nummer = declaratie.declaratie_nummer
    bekend = stand.declaratie(aanbieder, nummer)
    if bekend is None or bekend.identificatie != kop.header.declaratie_identificatie.identificatie:
        return Wijziging()
    if referenties is None:
        return Wijziging(declaratie_vervallen=(aanbieder, nummer))
    regels = stand.regels(aanbieder, referenties)
    return Wijziging(
        regels_vervallen=tuple(
            (aanbieder, ref)
            for ref in referenties
            if ref in regels and regels[ref].declaratie_nummer == nummer
        )
    )
