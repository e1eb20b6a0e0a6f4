"""Writing down what becomes of a portion of messages: states, findings, answers, chain, and the work of the apps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ijw.antwoord import maak_declaratie_antwoord, maak_retour
from ijw.berichten import definitie_van
from ijw.keten.stand import Berichtsleutel
from ijw.waarden import VerreDatum
from jeugdketen.berichten import keten, nummers
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.boek import Boek
from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.herroeping import herroep
from jeugdketen.berichten.kop import Kop
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.naslag import Naslag
from jeugdketen.berichten.oordeel import REGIEBERICHTEN, Oordeel
from jeugdketen.berichten.registratie import Ontvangst, Samenbehandelaar, behandelaar
from jeugdketen.berichten.termijnen import antwoord_uiterlijk
from jeugdketen.berichten.uitgang import UitgaandFout, leg_klaar
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel


@dataclass(slots=True)
class Gelezen:
    """A stored message and what reading it gave: levels 1 and 2, its head, and the municipality here that it is for."""

    bericht: Bericht
    controle: Any
    kop: Kop | None
    gemeente: str | None


class NietSamen(Exception):
    """These messages change each other's verdict in a way that shows only when each is written before the next."""


class Vastlegging:
    """The writing of one transaction for messages to one municipality (None: to none of ours).

    :meth:`leg_vast` in the order of judging, :meth:`rond_af` at the end; nothing is written before.
    """

    def __init__(self, gemeente: str | None, naslag: Naslag) -> None:
        self._gemeente = gemeente
        self._naslag = naslag
        self._boek = Boek()
        self._gelezen: list[Gelezen] = []
        self._te_beantwoorden: list[tuple[Gelezen, Kop, Oordeel]] = []
        self._ontvangsten: dict[Samenbehandelaar, list[Ontvangst]] = {}
        self._wekkers: dict[tuple[str, str], tuple[int, str]] = {}
        self._afgewezen: list[Bericht] = []

    def leg_vast(self, gelezen: Gelezen, oordeel: Oordeel) -> None:
        """What becomes of a message, and what of it counts for the next ones."""
        bericht, kop = gelezen.bericht, gelezen.kop
        velden = self._vul_in(bericht, kop, oordeel)
        self._boek.zet_toestand(bericht, oordeel.toestand, reden=oordeel.reden, velden=velden)
        self._boek.bevindingen(bericht, oordeel.bevindingen)
        heen = oordeel.beantwoordt
        if heen is not None:
            if heen.toestand == t.KLAAR:  # answered before we noted that it had left
                self._boek.zet_toestand(
                    heen, t.VERZONDEN, reden="het antwoord bewijst dat het bericht is aangekomen"
                )
            self._boek.zet_toestand(
                heen,
                t.AFGEWEZEN if oordeel.retourcodes else t.AANGENOMEN,
                reden=f"antwoord {bericht.identificatie}",
            )
            if oordeel.retourcodes:
                self._afgewezen.append(heen)
        self._naslag.onthoud(bericht, beantwoord=oordeel.retour)
        self._gelezen.append(gelezen)
        if kop is None:
            return
        if oordeel.wijziging is not None:
            self._naslag.stand.verwerk(oordeel.wijziging, ruw_id=bericht.ruw_id)
        if oordeel.retour:
            self._te_beantwoorden.append((gelezen, kop, oordeel))
        if oordeel.toestand == t.AANVAARD:
            if (functie := behandelaar(kop.soort)) is not None:
                self._ontvangsten.setdefault(functie, []).append(
                    Ontvangst(
                        bericht=bericht,
                        inhoud=gelezen.controle.bericht,
                        gemeente_code=kop.gemeente,
                        aanbieder_agb=kop.aanbieder,
                        ontvangen=bericht.ontvangen_dag,
                        nu=klok.nu(),
                        beantwoordt=heen,
                        retourcodes=oordeel.retourcodes,
                    )
                )
            if kop.soort in REGIEBERICHTEN:
                wie = (kop.aanbieder, bericht.bsn_sleutel)
                self._wekkers[wie] = (len(self._gelezen), f"{kop.soort} {kop.identificatie} kwam binnen")

    def _vul_in(self, bericht: Bericht, kop: Kop | None, oordeel: Oordeel) -> list[str]:
        """What the message says of itself, and its verdict; returns the names of the fields."""
        velden = ["reden", "wie_moet", "gemeente_code", "dubbel_van", "draad"]
        bericht.reden, bericht.wie_moet = oordeel.reden, oordeel.wie_moet
        bericht.gemeente_code = self._gemeente
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
                *("bsn_sleutel", "referenties", "antwoord_uiterlijk", "antwoord_op"),
            ]
        if oordeel.beantwoordt is not None:
            bericht.draad, bericht.antwoord_op = oordeel.beantwoordt.draad, oordeel.beantwoordt
        elif oordeel.dubbel_van is not None:
            bericht.draad = oordeel.dubbel_van.draad
        elif kop is not None and self._gemeente is not None and kop.referenties:
            bericht.draad = self._naslag.draad(bericht, kop.referenties)
        return velden

    def rond_af(self) -> None:
        """Write it all: answers with their numbers, states, chain; then the apps, and what waited on these messages.

        Raises:
            NietSamen: the messages must be processed one by one.
            Weigering: an app cannot take one of them in; nothing may stay then.
        """
        self._eis_los()
        self._beantwoord()
        breekpunt("na-antwoord")
        self._boek.schrijf()
        if self._gemeente is not None:
            self._naslag.schrijf()
        for heen in self._afgewezen:  # counts as not sent from here on (OP286)
            herroep(heen)
        for functie, ontvangsten in self._ontvangsten.items():
            functie(ontvangsten)
        self._wek()
        breekpunt("na-behandeling")

    def _eis_los(self) -> None:
        """No other message here was judged by what a rejected one of ours had told about the same client."""
        for heen in self._afgewezen:
            if any(
                g.bericht.aanbieder_agb == heen.aanbieder_agb
                and (g.bericht.bsn_sleutel == heen.bsn_sleutel or g.bericht.soort == "JW323")
                for g in self._gelezen
                if g.kop is not None and not g.kop.is_antwoord
            ):
                raise NietSamen("a message of ours was rejected that another message here counted with")

    def _beantwoord(self) -> None:
        """Our return messages, and the JW325 on declarations, which are messages of the chain themselves."""
        if not self._te_beantwoorden:
            return
        assert self._gemeente is not None
        vandaag = klok.vandaag()
        declaraties = sum(kop.soort == "JW323" for _, kop, _ in self._te_beantwoorden)
        nieuw = {
            letter: nummers.berichtnummers(self._gemeente, vandaag.year, letter, aantal)
            for letter, aantal in (("D", declaraties), ("R", len(self._te_beantwoorden) - declaraties))
        }
        if declaraties:
            self._naslag.stand.verwacht({Berichtsleutel("JW325", self._gemeente, nr) for nr in nieuw["D"]})
        for gelezen, kop, oordeel in self._te_beantwoorden:
            is_declaratie = kop.soort == "JW323"
            identificatie = nieuw["D" if is_declaratie else "R"].pop(0)
            maak = maak_declaratie_antwoord if is_declaratie else maak_retour
            retour = maak(
                gelezen.controle.bericht, oordeel.codes, identificatie=identificatie, dagtekening=vandaag
            )
            if is_declaratie:
                self._tel_declaratieantwoord(retour)
            leg_klaar(
                retour,
                definitie_van(retour).code,
                gemeente_code=self._gemeente,
                aanbieder_agb=kop.aanbieder,
                identificatie=identificatie,
                draad=gelezen.bericht.draad,
                antwoord_op=gelezen.bericht,
                bsn=kop.bsn,
                referenties=kop.referenties,
                boek=self._boek,
            )

    def _tel_declaratieantwoord(self, retour: Any) -> None:
        assert self._gemeente is not None
        uitslag = keten.toets(retour, gemeente_code=self._gemeente, stand=self._naslag.stand)
        if uitslag.bevindingen:
            raise UitgaandFout(
                f"Het JW325-bericht zou worden afgekeurd: {uitslag.bevindingen[0].melding}",
                [(b.regel, b.melding) for b in uitslag.bevindingen],
            )
        if len(self._gelezen) > 1 and (
            uitslag.wijziging.regels_vervallen or uitslag.wijziging.declaratie_vervallen is not None
        ):
            raise NietSamen("an answer takes lines back that later messages counted with")
        self._naslag.stand.verwerk(uitslag.wijziging)

    def _wek(self) -> None:
        """Have the messages read again that waited on one of these: not those that began to wait after it."""
        if not self._wekkers:
            return
        begon = {g.bericht.pk: plek for plek, g in enumerate(self._gelezen, 1)}
        rijen = (
            Bericht.objects.select_for_update()
            .filter(
                toestand=t.WACHT,
                gemeente_code=self._gemeente,
                aanbieder_agb__in={aanbieder for aanbieder, _ in self._wekkers},
                bsn_sleutel__in={sleutel for _, sleutel in self._wekkers},
            )
            .order_by("pk")
        )
        wakker = []
        for rij in rijen:
            gewekt = self._wekkers.get((rij.aanbieder_agb or "", rij.bsn_sleutel))
            if gewekt is not None and begon.get(rij.pk, 0) < gewekt[0]:
                wakker.append((rij, gewekt[1]))
        lees_opnieuw(wakker)


def lees_opnieuw(rijen: Sequence[tuple[Bericht, str]]) -> int:
    """Put locked messages back in the queue, each with the reason, by the day on which they were written; returns how
    many."""
    from jeugdketen.berichten.tasks import zet_in_de_rij

    boek = Boek()
    for rij, reden in rijen:
        rij.reden = rij.wie_moet = ""
        rij.lezing += 1
        boek.zet_toestand(rij, t.ONTVANGEN, reden=reden, velden=("reden", "wie_moet", "lezing"))
    boek.schrijf()
    # Until they have been read again they are of nobody, as when they came in.
    Bericht.objects.filter(pk__in=[rij.pk for rij, _ in rijen]).update(gemeente_code=None)
    dag = {rij.pk: (rij.dagtekening or rij.ontvangen_dag, rij.tijdstip) for rij, _ in rijen}
    zet_in_de_rij(sorted(dag, key=lambda nummer: dag[nummer]))
    return len(rijen)
