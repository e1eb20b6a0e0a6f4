"""Rules on the answer to a request, JW319, checked by the provider (TR355, TR359, TR360, TR365, TR378)."""

from __future__ import annotations

from dataclasses import dataclass

from ijw.berichten import jw319
from ijw.keten.kop import Woonplaatsbeeld, tr378_woonplaats
from ijw.keten.register import GOED, Vondsten, ketenregel
from ijw.keten.stand import AFGEWEZEN, IN_ONDERZOEK, Antwoord, Ketenstand, Verzoek, Wijziging
from ijw.keten.verslag import Verslag


@dataclass(frozen=True, slots=True)
class Antwoordbeeld:
    """An Antwoord and the request that it is about."""

    antwoord: jw319.Antwoord
    verzoek: Verzoek | None
    """The request of this provider to this municipality; None when there is none."""


_ANTWOORD = {"JW319": "Antwoord"}


@ketenregel("TR355", "9355", _ANTWOORD, "Een antwoord gaat over een verzoek dat eerder is gedaan.")
def tr355(k: Antwoordbeeld) -> Vondsten:
    """TR355: the reference is that of an accepted VOT or VOW."""
    if k.verzoek is not None:
        return GOED
    return (
        (
            "ReferentieAanbieder",
            f"Er is geen verzoek bekend met ReferentieAanbieder '{k.antwoord.referentie_aanbieder}'.",
        ),
    )


@ketenregel("TR359", "9359", _ANTWOORD, "Na de toewijzing van een verzoek komt er geen antwoord meer op.")
def tr359(k: Antwoordbeeld) -> Vondsten:
    """TR359: no JW301 with this reference was sent before."""
    if k.verzoek is None or not k.verzoek.toegewezen:
        return GOED
    return (("", f"Verzoek '{k.verzoek.referentie}' is al toegewezen; een antwoord kan dan niet meer."),)


@ketenregel("TR360", "9360", _ANTWOORD, "'In onderzoek' wordt één keer gestuurd, als eerste antwoord.")
def tr360(k: Antwoordbeeld) -> Vondsten:
    """TR360: VerzoekAntwoord 2 only while there is no answer with this reference."""
    if k.verzoek is None or k.antwoord.verzoek_antwoord != IN_ONDERZOEK or not k.verzoek.antwoorden:
        return GOED
    return (
        (
            "VerzoekAntwoord",
            f"Op verzoek '{k.verzoek.referentie}' is al geantwoord; 'in onderzoek' kan alleen als eerste antwoord.",
        ),
    )


@ketenregel("TR365", "9365", _ANTWOORD, "Een tweede antwoord kan alleen na 'in onderzoek'.")
def tr365(k: Antwoordbeeld) -> Vondsten:
    """TR365: an earlier answer with this reference was VerzoekAntwoord 2."""
    if k.verzoek is None or AFGEWEZEN not in k.verzoek.antwoorden:
        return GOED
    return (("", f"Verzoek '{k.verzoek.referentie}' is al afgewezen; daarna volgt geen antwoord meer."),)


_REGELS = (tr355, tr359, tr360, tr365)


def controleer_antwoord(bericht: jw319.Bericht, stand: Ketenstand, verslag: Verslag) -> Wijziging:
    """Judge the classes of a JW319 below the Header; the change counts only when nothing is wrong."""
    gemeente, aanbieder, antwoord = bericht.header.afzender, bericht.header.ontvanger, bericht.antwoord
    referentie = antwoord.referentie_aanbieder
    verzoek = stand.verzoeken(aanbieder, (referentie,)).get(referentie)
    if verzoek is not None and verzoek.gemeente != gemeente:
        verzoek = None
    verslag.toets(_REGELS, Antwoordbeeld(antwoord, verzoek), "/Bericht/Antwoord")
    if antwoord.woonplaatsbeginsel is not None:
        verslag.toets(
            (tr378_woonplaats,),
            Woonplaatsbeeld(
                antwoord.woonplaatsbeginsel.gemeente, (bericht.header.bericht_identificatie.dagtekening,)
            ),
            "/Bericht/Antwoord/Woonplaatsbeginsel",
        )
    return Wijziging(antwoorden=(Antwoord(aanbieder, referentie, antwoord.verzoek_antwoord),))
