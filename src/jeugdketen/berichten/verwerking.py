"""Reading a stored message: check, verdict, answer and hand-over, all in one transaction, at most once.

The order of the questions is the order of the answers on screen: is it a message, is it one that we take, is it
for us, do we know who sends it, did we have it before, does it meet the rules of the message (level 2), of the
chain and of the external lists (levels 3 and 4). The first five can end in ``geweigerd`` or ``dubbel``, without
a return message; the rules end in a return message with codes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ijw.antwoord import (
    HEADER,
    TECHNISCH_AFGEKEURD,
    lees_uitslag,
    maak_declaratie_antwoord,
    maak_retour,
)
from ijw.berichten import definitie_van
from ijw.controle import controleer
from ijw.inhoud import Regelnummers
from ijw.keten.register import KETENREGELS
from ijw.keten.stand import Wijziging
from ijw.keten.verwerking import TR319
from ijw.waarden import VerreDatum
from jeugdketen.berichten import keten, nummers
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import TE_GROOT
from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.draad import zoek_draad
from jeugdketen.berichten.models import Bericht, Bevinding
from jeugdketen.berichten.registratie import Ontvangst, Weigering, behandelaar, register
from jeugdketen.berichten.stappen import zet_toestand
from jeugdketen.berichten.termijnen import RETOUR, antwoord_uiterlijk
from jeugdketen.berichten.uitgang import UitgaandFout, leg_klaar
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.toegang import als_systeem, verder_als_systeem
from jeugdketen.kern.werkdagen import plus_werkdagen

log = logging.getLogger(__name__)

WACHTDAGEN = 2
"""Working days that a message waits at most for one that was overtaken; the answer is due a day later."""

REGIEBERICHTEN = ("JW305", "JW307")
WACHT_OP = frozenset({"TR063", "TR071", "TR326", "TR382"})
"""Rules of starts and stops that a message still to come may make good (OP080): the start of a stop, the stop before a
new start, what is to be deleted."""

AFZENDER_HERSTELT = (
    "De afzender stuurt een nieuw bestand. De backoffice meldt dit buiten het berichtenverkeer om (OP090x2)."
)


@dataclass(frozen=True, slots=True)
class Kop:
    """What the header says, by whose it is and not by how it is written.

    In a return message Afzender and Ontvanger are those of the message that it answers (IV028); here
    ``afzender`` is who really sends. ``identificatie`` is the sender's own.
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


@dataclass(slots=True)
class Oordeel:
    """What becomes of a message: its state, why, who must act, what was found, and the codes of the return
    message."""

    toestand: str
    reden: str = ""
    wie_moet: str = ""
    bevindingen: Sequence[tuple[int, str, str, str, int | None, str]] = ()
    codes: dict[str, Sequence[str]] = field(default_factory=dict)
    retour: bool = False
    dubbel_van: Bericht | None = None
    beantwoordt: Bericht | None = None
    retourcodes: tuple[str, ...] = ()
    wijziging: Wijziging | None = None


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


def verwerk(bericht_id: UUID) -> str | None:
    """Process one stored message. Returns its new state, or ``None`` when there was nothing (left) to do.

    Everything that follows from the message (state, findings, return message, what the domain makes of it) is
    committed together. Calling it again, at once or years later, changes nothing.
    """
    try:
        toestand = _in_een_keer(bericht_id)
    except Weigering as fout:
        toestand = _in_een_keer(bericht_id, Oordeel(t.GEWEIGERD, reden=fout.reden, wie_moet=fout.wie_moet))
    if toestand is not None:
        breekpunt("na-commit")
    return toestand


def _in_een_keer(bericht_id: UUID, vast: Oordeel | None = None) -> str | None:
    """Read, judge and write down, in one transaction; ``vast``: a verdict that was reached before."""
    with als_systeem():
        rijen = Bericht.objects.select_for_update(of=("self",)).select_related("ruw")
        bericht = rijen.filter(pk=bericht_id, toestand=t.ONTVANGEN).first()
        if bericht is None:
            return None
        controle = controleer(bericht.ruw.inhoud)
        kop = lees_kop(controle.bericht) if controle.bericht is not None else None
        breekpunt("na-lezen")
        onze = register().gemeenten()
        mogelijk = (kop.gemeente if kop else None, bericht.postbus_gemeente)
        gemeente = next((g for g in mogelijk if g in onze), None)
        if gemeente is not None:
            verder_als_systeem({gemeente})
        if kop is not None:
            _een_voor_een(kop)
        breekpunt("na-vergrendelen")
        oordeel = vast or beoordeel(bericht, controle, kop, gemeente, kan_wachten=True)
        _leg_vast(bericht, controle, kop, gemeente, oordeel)
        return str(bericht.toestand)


def wek_wachtende() -> int:
    """Have every message read again that has waited as long as its answer allows; returns how many."""
    laatst = plus_werkdagen(klok.vandaag(), RETOUR - WACHTDAGEN)
    with als_systeem(register().gemeenten(), naam="wachtkamer"):
        rijen = Bericht.objects.select_for_update(skip_locked=True).filter(
            toestand=t.WACHT, antwoord_uiterlijk__lte=laatst
        )
        return _lees_opnieuw(rijen, "wachtte lang genoeg")


def _lees_opnieuw(rijen: Any, reden: str) -> int:
    """Put waiting messages back in the queue, by the day on which they were written."""
    from jeugdketen.berichten.tasks import verwerk_bericht

    aantal = 0
    for rij in rijen.order_by("dagtekening", "tijdstip"):
        rij.reden = rij.wie_moet = ""
        rij.lezing += 1
        zet_toestand(rij, t.ONTVANGEN, reden=reden, velden=("reden", "wie_moet", "lezing"))
        # Until it has been read again it is of nobody, as when it came in.
        Bericht.objects.filter(pk=rij.pk).update(gemeente_code=None)
        verwerk_bericht.defer(bericht_id=str(rij.pk))
        aantal += 1
    return aantal


def _wacht_nog(bericht: Bericht) -> bool:
    """Whether a message may wait: its answer need not leave on the next working day (OP090)."""
    laatst = plus_werkdagen(klok.vandaag(), RETOUR - WACHTDAGEN)
    return antwoord_uiterlijk(REGIEBERICHTEN[0], bericht.ontvangen_dag) > laatst


def zet_apart(bericht_id: UUID, fout: Exception) -> None:
    """Mark a message that could not be processed, after all attempts, so that an operator sees it and can start
    it again."""
    with als_systeem():
        bericht = Bericht.objects.select_for_update().filter(pk=bericht_id, toestand=t.ONTVANGEN).first()
        if bericht is None:
            return
        bericht.reden = (
            f"De verwerking is na alle pogingen niet gelukt ({type(fout).__name__}). Het bericht is bewaard."
        )
        bericht.wie_moet = "De beheerder zoekt de oorzaak en laat het bericht opnieuw verwerken."
        zet_toestand(bericht, t.MISLUKT, reden=bericht.reden, velden=("reden", "wie_moet"))


def _een_voor_een(kop: Kop) -> None:
    """Let messages with the same sender, type and identification wait for each other until commit."""
    keten.grendel(
        keten.clientgrendel(kop.gemeente, kop.aanbieder, kop.bsn),
        f"{kop.aanbieder if kop.van_aanbieder else kop.gemeente}|{kop.soort}|{kop.identificatie}",
    )


def beoordeel(
    bericht: Bericht, controle: Any, kop: Kop | None, gemeente: str | None, *, kan_wachten: bool = False
) -> Oordeel:
    """What becomes of a message, with nothing written down yet; also what a pre-flight check asks.

    ``kan_wachten``: a start or stop that another message may make good waits for it, as long as its answer allows.
    ``controle``: levels 1 and 2; ``kop``: its header, None when it is no message; ``gemeente``: CBS code of the
    municipality here that it is for. Call as the system of that municipality.
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
    if kop.is_antwoord:
        return _beoordeel_antwoord(bericht, controle, kop)
    oordeel = _beoordeel_inhoud(bericht, controle, kop, kan_wachten)
    if oordeel.toestand != t.AFGEKEURD:
        return oordeel
    # A file that came before breaks TR056, so that nobody else needs to be asked whether it did.
    eerder = (
        Bericht.objects.select_related("ruw")
        .filter(afzender=kop.aanbieder, soort=kop.soort, identificatie=kop.identificatie, toestand=t.AANVAARD)
        .first()
    )
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


def _beoordeel_inhoud(bericht: Bericht, controle: Any, kop: Kop, kan_wachten: bool) -> Oordeel:
    niveau2 = [b for b in controle.bevindingen if b.regel != TR319]
    if niveau2:
        return _afgekeurd(
            kop,
            [(2, b.regel, b.retourcode or "", b.pad, b.regelnummer, b.melding) for b in niveau2],
            {HEADER: sorted({b.retourcode for b in niveau2 if b.retourcode}) or [TECHNISCH_AFGEKEURD]},
            Wijziging(verzonden=controle.bericht) if kop.soort == "JW323" else None,
        )
    stand = keten.DbKetenstand(kop.gemeente, ruw_id=bericht.ruw_id)
    uitslag = keten.toets(controle.bericht, gemeente_code=kop.gemeente, stand=stand)
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
    op = bericht.ontvangen_dag
    afzender = _partij(kop.aanbieder if kop.van_aanbieder else kop.gemeente, op)
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
            wie_moet="De backoffice handelt dit bericht af buiten het berichtenverkeer (OP090x2).",
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
    if register().aanbieder_naam(kop.aanbieder, op) is None:
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
    naam = register().aanbieder_naam(kop.aanbieder, klok.vandaag()) or f"aanbieder {kop.aanbieder}"
    return Oordeel(
        t.AANVAARD,
        reden=f"De declaratie is deels goedgekeurd: {goed} van de {alle} regels. De andere zijn afgewezen.",
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
    naam = register().aanbieder_naam(kop.aanbieder, klok.vandaag()) or f"aanbieder {kop.aanbieder}"
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

AANGENOMEN = ("JW305", "JW307", "JW315", "JW317", "JW323")
"""Messages that a provider may send us, but for return messages."""

ANTWOORDEN = {"JW302": "JW301", "JW320": "JW319"}
"""Return messages that we receive, with the message of ours that they answer."""


def _beoordeel_antwoord(bericht: Bericht, controle: Any, kop: Kop) -> Oordeel:
    eerder = (
        Bericht.objects.select_related("ruw")
        .filter(afzender=kop.aanbieder, soort=kop.soort, identificatie=kop.identificatie, toestand=t.AANVAARD)
        .first()
    )
    if eerder is not None and eerder.ruw.sha256 == bericht.ruw.sha256:
        return Oordeel(
            t.DUBBEL, reden=f"Precies dit bestand is al ontvangen op {_dag(eerder)}.", dubbel_van=eerder
        )
    naam = register().aanbieder_naam(kop.aanbieder, bericht.ontvangen_dag) or f"aanbieder {kop.aanbieder}"
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
    heen = (
        Bericht.objects.select_for_update()
        .filter(
            richting=t.UIT,
            soort=ANTWOORDEN[kop.soort],
            afzender=kop.gemeente,
            aanbieder_agb=kop.aanbieder,
            identificatie=uitslag.identificatie,
        )
        .exclude(toestand=t.INGETROKKEN)
        .first()
    )
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


# --- writing it down ---------------------------------------------------------------------------------------------


def _leg_vast(
    bericht: Bericht, controle: Any, kop: Kop | None, gemeente: str | None, oordeel: Oordeel
) -> None:
    velden = ["reden", "wie_moet", "gemeente_code", "dubbel_van"]
    bericht.reden, bericht.wie_moet = oordeel.reden, oordeel.wie_moet
    bericht.gemeente_code = gemeente
    bericht.dubbel_van = oordeel.dubbel_van
    if kop is not None:
        bericht.soort, bericht.identificatie, bericht.dagtekening = (
            kop.soort,
            kop.identificatie,
            None if isinstance(kop.dagtekening, VerreDatum) else kop.dagtekening,
        )
        bericht.aanbieder_agb = kop.aanbieder or None
        bericht.afzender, bericht.ontvanger = (
            (kop.aanbieder, kop.gemeente) if kop.van_aanbieder else (kop.gemeente, kop.aanbieder)
        )
        bericht.bsn_sleutel = bsn_sleutel(kop.bsn) if kop.bsn else ""
        bericht.referenties = list(kop.referenties)
        if not kop.is_antwoord and (oordeel.retour or oordeel.toestand == t.WACHT):
            bericht.antwoord_uiterlijk = antwoord_uiterlijk(kop.soort, bericht.ontvangen_dag)
        velden += [
            *("soort", "identificatie", "dagtekening", "aanbieder_agb", "afzender", "ontvanger"),
            *("bsn_sleutel", "referenties", "antwoord_uiterlijk", "draad", "antwoord_op"),
        ]
    heen = oordeel.beantwoordt
    if heen is not None:
        bericht.draad, bericht.antwoord_op = heen.draad, heen
    elif oordeel.dubbel_van is not None:
        bericht.draad = oordeel.dubbel_van.draad
    elif kop is not None and gemeente is not None and kop.referenties:
        bericht.draad = zoek_draad(bericht, kop.referenties)
    zet_toestand(bericht, oordeel.toestand, reden=oordeel.reden, velden=tuple(velden))
    _bewaar_bevindingen(bericht, oordeel.bevindingen)
    if heen is not None:
        if heen.toestand == t.KLAAR:  # answered before we noted that it had left
            zet_toestand(heen, t.VERZONDEN, reden="het antwoord bewijst dat het bericht is aangekomen")
        zet_toestand(
            heen,
            t.AFGEWEZEN if oordeel.retourcodes else t.AANGENOMEN,
            reden=f"antwoord {bericht.identificatie}",
        )
    stand = keten.DbKetenstand(kop.gemeente if kop else None, ruw_id=bericht.ruw_id)
    if oordeel.wijziging is not None:
        stand.verwerk(oordeel.wijziging)
    if oordeel.retour:
        assert kop is not None
        _antwoord(bericht, controle.bericht, kop, oordeel.codes, stand)
        breekpunt("na-antwoord")
    if oordeel.toestand == t.AANVAARD:
        assert kop is not None
        functie = behandelaar(kop.soort)
        if functie is not None:
            functie(
                Ontvangst(
                    bericht=bericht,
                    inhoud=controle.bericht,
                    gemeente_code=kop.gemeente,
                    aanbieder_agb=kop.aanbieder,
                    ontvangen=bericht.ontvangen_dag,
                    nu=klok.nu(),
                    beantwoordt=heen,
                    retourcodes=oordeel.retourcodes,
                )
            )
        if kop.soort in REGIEBERICHTEN:
            wachtend = Bericht.objects.select_for_update().filter(
                toestand=t.WACHT,
                gemeente_code=kop.gemeente,
                aanbieder_agb=kop.aanbieder,
                bsn_sleutel=bericht.bsn_sleutel,
            )
            _lees_opnieuw(wachtend, f"{kop.soort} {kop.identificatie} kwam binnen")
        breekpunt("na-behandeling")


def _bewaar_bevindingen(
    bericht: Bericht, bevindingen: Iterable[tuple[int, str, str, str, int | None, str]]
) -> None:
    Bevinding.objects.bulk_create(
        [
            Bevinding(
                bericht=bericht,
                lezing=bericht.lezing,
                volgnummer=nr,
                niveau=niveau,
                regel=regel,
                retourcode=code,
                pad=pad,
                regelnummer=regelnummer,
                melding=melding,
            )
            for nr, (niveau, regel, code, pad, regelnummer, melding) in enumerate(bevindingen, 1)
        ],
        batch_size=keten.PORTIE,
    )


def _antwoord(
    bericht: Bericht, inhoud: Any, kop: Kop, codes: dict[str, Sequence[str]], stand: keten.DbKetenstand
) -> None:
    """Our return message, or the JW325 on a declaration, which is a message of the chain itself."""
    vandaag = klok.vandaag()
    is_declaratie = kop.soort == "JW323"
    identificatie = nummers.berichtnummer(kop.gemeente, vandaag.year, "D" if is_declaratie else "R")
    maak = maak_declaratie_antwoord if is_declaratie else maak_retour
    retour = maak(inhoud, codes, identificatie=identificatie, dagtekening=vandaag)
    if is_declaratie:
        uitslag = keten.toets(retour, gemeente_code=kop.gemeente, stand=stand)
        if uitslag.bevindingen:
            raise UitgaandFout(
                f"Het JW325-bericht zou worden afgekeurd: {uitslag.bevindingen[0].melding}",
                [(b.regel, b.melding) for b in uitslag.bevindingen],
            )
        stand.verwerk(uitslag.wijziging)
    leg_klaar(
        retour,
        definitie_van(retour).code,
        gemeente_code=kop.gemeente,
        aanbieder_agb=kop.aanbieder,
        identificatie=identificatie,
        draad=bericht.draad,
        antwoord_op=bericht,
        bsn=kop.bsn,
        referenties=kop.referenties,
    )


def _partij(code: str, op: Any) -> str:
    if len(code) == 4:
        naam = register().gemeente_naam(code)
        return f"gemeente {naam}" if naam else f"gemeente {code}"
    return register().aanbieder_naam(code, op) or f"aanbieder {code}"


def _hoofdletter(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


def _dag(bericht: Bericht) -> str:
    d = bericht.ontvangen_dag
    return f"{d.day}-{d.month}-{d.year}"
