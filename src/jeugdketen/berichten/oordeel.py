"""The verdict on a message, with nothing written down yet.

The order of the questions is the order of the answers on screen: is it a message, is it one that we take, is it
for us, do we know who sends it, did we have it before, does it meet the rules of the message (level 2), of the
chain and of the external lists (levels 3 and 4). The first five can end in ``geweigerd`` or ``dubbel``, without
a return message; the rules end in a return message with codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ijw.antwoord import HEADER, TECHNISCH_AFGEKEURD, lees_uitslag
from ijw.inhoud import Regelnummers
from ijw.keten.register import KETENREGELS
from ijw.keten.stand import Wijziging
from ijw.keten.verwerking import TR319
from ijw.waarden import VerreDatum
from jeugdketen.berichten import keten
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import TE_GROOT
from jeugdketen.berichten.boek import Gevonden
from jeugdketen.berichten.kop import AANGENOMEN, ANTWOORDEN, Kop
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.naslag import Naslag
from jeugdketen.berichten.registratie import register
from jeugdketen.berichten.termijnen import RETOUR, antwoord_uiterlijk
from jeugdketen.kern import klok
from jeugdketen.kern.datumtekst import cijfers
from jeugdketen.kern.werkdagen import plus_werkdagen

WACHTDAGEN = 2
"""Working days that a message waits at most for one that was overtaken; the answer is due a day later."""

REGIEBERICHTEN = ("JW305", "JW307")
WACHT_OP = frozenset({"TR063", "TR071", "TR074", "TR326", "TR382", "TR413", "TR414", "TR415"})
"""Rules of starts and stops that a message still to come may make good (OP080): the start of a stop, the stop before a
new start, what is to be deleted, the deletion before a new delivery (IV008)."""

AFZENDER_HERSTELT = (
    "De afzender stuurt een nieuw bestand. De backoffice meldt dit buiten het berichtenverkeer om (OP090x2)."
)
BACKOFFICE_HANDELT_AF = "De backoffice handelt dit bericht af buiten het berichtenverkeer (OP090x2)."


@dataclass(slots=True)
class Oordeel:
    """What becomes of a message: its state, why, who must act, what was found, and the codes of the return
    message."""

    toestand: str
    reden: str = ""
    wie_moet: str = ""
    bevindingen: Sequence[Gevonden] = ()
    codes: dict[str, Sequence[str]] = field(default_factory=dict)
    retour: bool = False
    dubbel_van: Bericht | None = None
    beantwoordt: Bericht | None = None
    retourcodes: tuple[str, ...] = ()
    wijziging: Wijziging | None = None


def beoordeel(
    bericht: Bericht,
    controle: Any,
    kop: Kop | None,
    gemeente: str | None,
    *,
    kan_wachten: bool = False,
    naslag: Naslag | None = None,
) -> Oordeel:
    """What becomes of a message, with nothing written down yet; also what a pre-flight check asks.

    ``kan_wachten``: a start or stop that another message may make good waits for it, as long as its answer allows.
    ``controle``: levels 1 and 2; ``kop``: its header, None when it is no message; ``gemeente``: CBS code of the
    municipality here that it is for; ``naslag``: what is looked up, when more messages are judged with this one. Call
    as the system of that municipality.
    """
    if bericht.ruw.bestandsnaam.endswith(TE_GROOT):
        return Oordeel(
            t.GEWEIGERD,
            reden="Het bestand is te groot. Een bericht mag niet groter zijn dan 25 MB (OP179).",
            wie_moet=AFZENDER_HERSTELT,
        )
    if kop is None:
        return Oordeel(
            t.GEWEIGERD,
            reden=controle.reden,
            wie_moet=AFZENDER_HERSTELT,
            bevindingen=[
                (1, "", "", "", controle.lezing.weigering.regelnummer, controle.lezing.weigering.reden)
            ],
        )
    vooraf = _hoort_het_hier(bericht, kop, gemeente)
    if vooraf is not None:
        return vooraf
    naslag = naslag or Naslag(gemeente, [(kop, controle.bericht)])
    if kop.is_antwoord:
        return _beoordeel_antwoord(bericht, controle, kop, naslag)
    oordeel = _beoordeel_inhoud(bericht, controle, kop, kan_wachten, naslag)
    if oordeel.toestand != t.AFGEKEURD:
        return oordeel
    # A file that came before breaks TR056, so that nobody else needs to be asked whether it did.
    eerder = naslag.eerder(kop)
    if eerder is not None and eerder.ruw.sha256 == bericht.ruw.sha256:
        return Oordeel(
            t.DUBBEL,
            reden=f"Precies dit bestand is al ontvangen op {_dag(eerder)}. Het is niet nog eens verwerkt.",
            dubbel_van=eerder,
        )
    if eerder is not None:
        oordeel.dubbel_van = eerder
        oordeel.reden = (
            f"Onder dit kenmerk is op {_dag(eerder)} een ander bericht ontvangen; de inhoud is veranderd. "
            f"Het eerste bericht blijft gelden. {oordeel.reden}"
        )
    return oordeel


def _beoordeel_inhoud(
    bericht: Bericht, controle: Any, kop: Kop, kan_wachten: bool, naslag: Naslag
) -> Oordeel:
    niveau2 = [b for b in controle.bevindingen if b.regel != TR319]
    if niveau2:
        return _afgekeurd(
            kop,
            [(2, b.regel, b.retourcode or "", b.pad, b.regelnummer, b.melding) for b in niveau2],
            {HEADER: sorted({b.retourcode for b in niveau2 if b.retourcode}) or [TECHNISCH_AFGEKEURD]},
            Wijziging(verzonden=controle.bericht) if kop.soort == "JW323" else None,
        )
    uitslag = keten.toets(
        controle.bericht, gemeente_code=kop.gemeente, stand=naslag.stand, contract=naslag.contract
    )
    if uitslag.bevindingen:
        nummers_van = Regelnummers(controle.lezing.boom)
        bevindingen = [
            (_niveau(b.regel), b.regel, b.retourcode or "", b.pad, nummers_van.zoek(b.pad), b.melding)
            for b in uitslag.bevindingen
        ]
        if (
            kan_wachten
            and kop.soort in REGIEBERICHTEN
            and {b.regel for b in uitslag.bevindingen} <= WACHT_OP
            and _wacht_nog(bericht)
        ):
            return Oordeel(
                t.WACHT,
                reden="Dit bericht past nog niet bij wat hier bekend is. Het wacht op een ander bericht, dat later kan "
                "zijn aangekomen (OP080).",
                wie_moet="Niemand. Komt het andere bericht niet, dan volgt op tijd een retourbericht.",
                bevindingen=bevindingen,
            )
        if uitslag.wijziging.declaratie is None:
            return _afgekeurd(kop, bevindingen, dict(uitslag.codes), uitslag.wijziging)
        return _deels_aanvaard(kop, controle.bericht, bevindingen, dict(uitslag.codes), uitslag.wijziging)
    onmogelijk = next(_verre_datums(controle.bericht), None)
    if onmogelijk is not None:
        return Oordeel(
            t.GEWEIGERD,
            reden=f"In het bericht staat de datum {onmogelijk.isoformat()}. Die kan niet kloppen.",
            wie_moet=AFZENDER_HERSTELT,
        )
    return Oordeel(t.AANVAARD, retour=True, wijziging=uitslag.wijziging)


def _verre_datums(waarde: Any) -> Iterator[VerreDatum]:
    """Dates before year 1 or after 9999: the schema lets them through, no calendar here holds them."""
    if isinstance(waarde, VerreDatum):
        yield waarde
    elif isinstance(waarde, tuple):
        for deel in waarde:
            yield from _verre_datums(deel)


def _hoort_het_hier(bericht: Bericht, kop: Kop, gemeente: str | None) -> Oordeel | None:
    """Is it ours to take in? ``None`` when it is; a refusal has no return message, since we cannot speak for
    the receiver."""
    afzender = _partij(kop.aanbieder if kop.van_aanbieder else kop.gemeente)
    if not kop.van_aanbieder:
        return Oordeel(
            t.GEWEIGERD,
            reden=f"Een {kop.soort} gaat van een gemeente naar een aanbieder. Dit bericht, van {afzender}, "
            "hoort hier niet binnen te komen.",
            wie_moet="Niemand bij de gemeente. Wie het bestand aanleverde, kijkt het na.",
        )
    if kop.soort not in AANGENOMEN and kop.soort not in ANTWOORDEN:
        return Oordeel(
            t.GEWEIGERD,
            reden=f"Dit is een {kop.soort}. Deze installatie verwerkt dat soort bericht nog niet; het is wel bewaard.",
            wie_moet=BACKOFFICE_HANDELT_AF,
        )
    if kop.gemeente not in register().gemeenten():
        naam = register().gemeente_naam(kop.gemeente)
        wie = (
            f"gemeente {naam} ({kop.gemeente})" if naam else f"een gemeente die niet bestaat ({kop.gemeente})"
        )
        return Oordeel(
            t.GEWEIGERD,
            reden=f"Dit bericht is voor {wie}. Die gemeente gebruikt deze installatie niet.",
            wie_moet=f"{_hoofdletter(afzender)} stuurt het bericht naar de goede gemeente.",
        )
    if bericht.mag_afzender is not None and kop.aanbieder not in bericht.mag_afzender:
        return Oordeel(
            t.GEWEIGERD,
            reden=f"Het bericht is van {afzender}. U kunt alleen berichten van uw eigen organisatie aanleveren.",
            wie_moet="Wie het bestand aanleverde, kiest het goede bestand.",
        )
    if register().aanbieder_naam(kop.aanbieder) is None:
        return Oordeel(
            t.GEWEIGERD,
            reden=f"De aanbieder met AGB-code {kop.aanbieder} staat niet in het register.",
            wie_moet="De contractmanager zoekt uit wie dit is. "
            "Daarna laat de backoffice het bericht opnieuw verwerken.",
        )
    return None


def _niveau(regel: str) -> int:
    """The control level of a rule of the chain: 3, or 4 when it asks something outside the messages."""
    return KETENREGELS[regel].niveau


def _deels_aanvaard(
    kop: Kop, bericht: Any, bevindingen: list[Any], codes: dict[str, Sequence[str]], wijziging: Wijziging
) -> Oordeel:
    """A declaration that was taken in, with lines that were not (IV088)."""
    alle = sum(len(client.prestaties) for client in bericht.declaratie.clienten)
    goed = len(wijziging.regels)
    naam = _partij(kop.aanbieder)
    return Oordeel(
        t.AANVAARD,
        reden=f"De declaratie is deels goedgekeurd: {goed} van de {alle} regels. De andere zijn afgewezen."
        if goed
        else "Van de declaratie is geen enkele regel goedgekeurd.",
        wie_moet=f"{naam} herstelt de afgewezen regels en dient ze opnieuw in.",
        bevindingen=bevindingen,
        codes=codes,
        retour=True,
        wijziging=wijziging,
    )


def _afgekeurd(
    kop: Kop,
    bevindingen: list[Any],
    codes: dict[str, Sequence[str]],
    wijziging: Wijziging | None = None,
) -> Oordeel:
    naam = _partij(kop.aanbieder)
    regels = ", ".join(sorted({b[1] for b in bevindingen}))
    return Oordeel(
        t.AFGEKEURD,
        reden=f"Het bericht is afgekeurd ({regels}). Er is niets verwerkt.",
        wie_moet=f"{naam} herstelt het bericht en stuurt het opnieuw.",
        bevindingen=bevindingen,
        codes=codes,
        retour=True,
        wijziging=wijziging if wijziging is not None and wijziging.verzonden is not None else None,
    )


# --- answers to messages of ours ---------------------------------------------------------------------------------


def _beoordeel_antwoord(bericht: Bericht, controle: Any, kop: Kop, naslag: Naslag) -> Oordeel:
    eerder = naslag.eerder(kop)
    if eerder is not None and eerder.ruw.sha256 == bericht.ruw.sha256:
        return Oordeel(
            t.DUBBEL, reden=f"Precies dit bestand is al ontvangen op {_dag(eerder)}.", dubbel_van=eerder
        )
    naam = _partij(kop.aanbieder)
    if controle.uitkomst != "goed":
        return Oordeel(
            t.AFGEKEURD,
            reden="Dit retourbericht voldoet niet aan de regels. Op een retourbericht bestaat geen antwoord.",
            wie_moet=f"De backoffice vraagt {naam} om een goed retourbericht.",
            bevindingen=[
                (2, b.regel, b.retourcode or "", b.pad, b.regelnummer, b.melding)
                for b in controle.bevindingen
            ],
        )
    uitslag = lees_uitslag(controle.bericht)
    heen = naslag.heen(kop)
    if heen is None:
        return Oordeel(
            t.ONBEKOPPELD,
            reden=f"Wij hebben geen {ANTWOORDEN[kop.soort]} met nummer {uitslag.identificatie} aan {naam} gestuurd.",
            wie_moet=f"De backoffice vraagt {naam} op welk bericht dit antwoord is.",
        )
    if heen.toestand in (t.AANGENOMEN, t.AFGEWEZEN):
        return Oordeel(
            t.ONBEKOPPELD,
            reden=f"Op {heen.soort} {heen.identificatie} was al geantwoord. Dit tweede antwoord verandert niets.",
            wie_moet=f"De backoffice vraagt {naam} welk antwoord geldt.",
        )
    codes = tuple(sorted({code for reeks in uitslag.codes.values() for code in reeks}))
    return Oordeel(
        t.AANVAARD,
        reden=""
        if uitslag.goedgekeurd
        else f"{naam} heeft {heen.soort} {heen.identificatie} afgekeurd met {', '.join(codes)}.",
        wie_moet="" if uitslag.goedgekeurd else "De backoffice herstelt het bericht en stuurt het opnieuw.",
        beantwoordt=heen,
        retourcodes=codes,
    )


def _partij(code: str) -> str:
    if len(code) == 4:
        naam = register().gemeente_naam(code)
        return f"gemeente {naam}" if naam else f"gemeente {code}"
    return register().aanbieder_naam(code) or f"aanbieder {code}"


def _hoofdletter(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


def _dag(bericht: Bericht) -> str:
    return cijfers(bericht.ontvangen_dag)


def _wacht_nog(bericht: Bericht) -> bool:
    """Whether a message may wait: its answer need not leave on the next working day (OP090)."""
    return antwoord_uiterlijk(REGIEBERICHTEN[0], bericht.ontvangen_dag) > uiterste_wachtdag()


def uiterste_wachtdag() -> date:
    """The day by which the answer on a waiting message must be due for it to wait no longer."""
    return plus_werkdagen(klok.vandaag(), RETOUR - WACHTDAGEN)
