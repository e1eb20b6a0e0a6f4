"""The head of a message: what it is, whose it is, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ijw.berichten import definitie_van

AANGENOMEN = ("JW305", "JW307", "JW315", "JW317", "JW323")
"""Messages that a provider may send us, but for return messages."""

ANTWOORDEN = {"JW302": "JW301", "JW320": "JW319"}
"""Return messages that we receive, with the message of ours that they answer."""


@dataclass(frozen=True, slots=True)
class Kop:
    """What the header says, by whose it is and not by how it is written.

    In a return message Afzender and Ontvanger are those of the message that it answers (IV028); here
    ``afzender`` is who really sends. ``identificatie`` is the sender's own, ``beantwoordt`` that of the message which
    a return message answers.
    """

    soort: str
    gemeente: str
    aanbieder: str
    identificatie: str
    dagtekening: Any
    bsn: str | None
    referenties: tuple[str, ...]
    is_antwoord: bool
    van_aanbieder: bool
    beantwoordt: str = ""


def lees_kop(bericht: Any) -> Kop:
    """Read the routing out of a message object of ``ijw``."""
    definitie = definitie_van(bericht)
    kop = bericht.header
    partijen = (kop.afzender, kop.ontvanger)
    gemeente = next((p for p in partijen if len(p) == 4), "")
    aanbieder = next((p for p in partijen if len(p) == 8), "")
    is_retour = bool(definitie.antwoord_op) and definitie.code != "JW325"
    client = getattr(bericht, "client", None)
    referenties = _referenties(bericht)
    if is_retour:
        identificatie, dagtekening = kop.identificatie_retour, kop.dagtekening_retour
        referenties.add(kop.bericht_identificatie.identificatie)
    else:
        identificatie, dagtekening = kop.bericht_identificatie
    # Of a message and of its return message alike: the first party in the header sent the message, the second
    # answers.
    werkelijke_afzender = kop.ontvanger if is_retour else kop.afzender
    return Kop(
        soort=definitie.code,
        gemeente=gemeente,
        aanbieder=aanbieder,
        identificatie=identificatie,
        dagtekening=dagtekening,
        bsn=getattr(client, "bsn", None),
        referenties=tuple(sorted(referenties)),
        is_antwoord=is_retour,
        van_aanbieder=werkelijke_afzender == aanbieder,
        beantwoordt=kop.bericht_identificatie.identificatie if is_retour else "",
    )


def _referenties(bericht: Any) -> set[str]:
    """What a message is about, as far as it can be searched for: request references and allocation numbers, of a
    declaration its own number alone."""
    declaratie = getattr(bericht, "declaratie", None) or getattr(bericht, "declaratie_antwoord", None)
    if declaratie is not None:
        return {declaratie.declaratie_nummer}
    client = getattr(bericht, "client", None)
    verzoek = getattr(client, "verzoek", None)
    bronnen = [verzoek, getattr(bericht, "antwoord", None)]
    for houder, lijsten in (
        (client, ("aangevraagde_producten", "toegewezen_producten", "start_producten", "stop_producten")),
        (verzoek, ("ongewijzigde_producten", "te_wijzigen_producten")),
    ):
        for lijst in lijsten:
            bronnen += getattr(houder, lijst, ()) or ()
    return {
        str(waarde)
        for bron in bronnen
        for naam in ("referentie_aanbieder", "toewijzing_nummer")
        if (waarde := getattr(bron, naam, None)) is not None
    }
