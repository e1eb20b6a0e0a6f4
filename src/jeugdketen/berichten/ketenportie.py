"""The chain state while several messages of one municipality are judged one after the other.

What the messages ask is read beforehand, in a few statements whatever their number. What each of them changes counts at
once for the next one, in memory (``ijw.keten.geheugen``), and is written by :meth:`Ketenportie.schrijf` in as few.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ijw.berichten import definitie_van, jw323
from ijw.keten.geheugen import GeheugenKetenstand
from ijw.keten.stand import (
    Berichtsleutel,
    Declaratie,
    Ketenstand,
    Regel,
    Start,
    Stop,
    Toewijzing,
    Verzoek,
    Wijziging,
)
from jeugdketen.berichten.keten import DbKetenstand


@dataclass(slots=True)
class Vragen:
    """What messages of providers to one municipality ask of the chain: the keys that are read beforehand."""

    sleutels: set[Berichtsleutel] = field(default_factory=set)
    nummers: set[int] = field(default_factory=set)
    regie_van: set[tuple[str, str]] = field(default_factory=set)
    toewijzingen_van: set[tuple[str, str]] = field(default_factory=set)
    verzoeken_van: set[tuple[str, str]] = field(default_factory=set)
    verzoeken: set[tuple[str, str]] = field(default_factory=set)
    declaraties: set[tuple[str, str]] = field(default_factory=set)
    declaranten: set[str] = field(default_factory=set)
    regels: set[tuple[str, str]] = field(default_factory=set)
    regels_op: set[int] = field(default_factory=set)
    verzonden: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def van(cls, berichten: Iterable[Any]) -> Vragen:
        """Those of these messages (of ``ijw``); one that is not judged by the chain asks nothing."""
        uit = cls()
        for bericht in berichten:
            uit._voeg_toe(bericht)
        return uit

    def _voeg_toe(self, bericht: Any) -> None:
        code, kop = definitie_van(bericht).code, bericht.header
        if code not in ("JW305", "JW307", "JW315", "JW317", "JW323"):
            return
        aanbieder, identificatie = kop.afzender, kop.bericht_identificatie.identificatie
        self.sleutels.add(Berichtsleutel(code, aanbieder, identificatie))
        if code == "JW323":
            self._voeg_declaratie_toe(bericht.declaratie, aanbieder, identificatie)
            return
        client = bericht.client
        wie = (aanbieder, client.bsn)
        if code in ("JW305", "JW307"):
            producten = client.start_producten if code == "JW305" else client.stop_producten
            self.regie_van.add(wie)
        elif code == "JW315":
            producten = ()
            self.verzoeken_van.add(wie)
            self.verzoeken |= {(aanbieder, p.referentie_aanbieder) for p in client.aangevraagde_producten}
        else:
            vow = client.verzoek
            producten = (*vow.ongewijzigde_producten, *vow.te_wijzigen_producten)
            self.verzoeken_van.add(wie)
            self.toewijzingen_van.add(wie)
            self.verzoeken.add((aanbieder, vow.referentie_aanbieder))
        self.nummers |= {p.toewijzing_nummer for p in producten if p.toewijzing_nummer is not None}

    def _voeg_declaratie_toe(self, declaratie: jw323.Declaratie, aanbieder: str, identificatie: str) -> None:
        self.declaraties.add((aanbieder, declaratie.declaratie_nummer))
        self.declaranten.add(aanbieder)
        self.verzonden.add((aanbieder, identificatie))
        for client in declaratie.clienten:
            for prestatie in client.prestaties:
                self.nummers.add(prestatie.toewijzing_nummer)
                self.regels_op.add(prestatie.toewijzing_nummer)
                self.regels.update(
                    (aanbieder, referentie)
                    for referentie in prestatie.product_referentie
                    if referentie is not None
                )


class Ketenportie:
    """``Ketenstand`` of one municipality for a portion of messages; call inside the transaction that writes it.

    ``berichten``: the messages of ``ijw`` that will be judged. A question that they were not expected to ask is put to
    the tables, after what waits was written.
    """

    def __init__(self, gemeente_code: str, berichten: Iterable[Any]) -> None:
        self.gemeente_code = gemeente_code
        self._db = DbKetenstand(gemeente_code)
        self._vooraf = Vragen.van(berichten)
        self._stand = GeheugenKetenstand()
        self._wachtend: list[tuple[Wijziging, UUID | None]] = []
        self._laatste = self._db.lees_vooraf(self._vooraf, self._stand)

    def verwacht(self, sleutels: set[Berichtsleutel]) -> None:
        """These messages too will ask whether they were received before (TR056)."""
        self._db.lees_vooraf(Vragen(sleutels=sleutels), self._stand)
        self._vooraf.sleutels |= sleutels

    def _bij(self, bekend: bool) -> Ketenstand:
        """Who answers: memory when it was read beforehand, else the tables."""
        if bekend:
            return self._stand
        self.schrijf()
        return self._db

    def _eigen(self, gemeente: str, wie: tuple[str, str], gevraagd: set[tuple[str, str]]) -> Ketenstand:
        return self._bij(gemeente == self.gemeente_code and wie in gevraagd)

    def is_ontvangen(self, bericht: Berichtsleutel) -> bool:
        """See ``Ketenstand``."""
        return self._bij(bericht in self._vooraf.sleutels).is_ontvangen(bericht)

    def toewijzingen(self, gemeente: str, nummers: Collection[int]) -> Mapping[int, Toewijzing]:
        """See ``Ketenstand``."""
        bekend = gemeente == self.gemeente_code and self._vooraf.nummers.issuperset(nummers)
        return self._bij(bekend).toewijzingen(gemeente, nummers)

    def toewijzingen_van(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Toewijzing]:
        """See ``Ketenstand``."""
        wie = self._eigen(gemeente, (aanbieder, bsn), self._vooraf.toewijzingen_van)
        return wie.toewijzingen_van(gemeente, aanbieder, bsn)

    def regie(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Start | Stop]:
        """See ``Ketenstand``."""
        return self._eigen(gemeente, (aanbieder, bsn), self._vooraf.regie_van).regie(gemeente, aanbieder, bsn)

    def verzoeken(self, aanbieder: str, referenties: Collection[str]) -> Mapping[str, Verzoek]:
        """See ``Ketenstand``; of this municipality."""
        bekend = self._vooraf.verzoeken.issuperset((aanbieder, referentie) for referentie in referenties)
        return self._bij(bekend).verzoeken(aanbieder, referenties)

    def verzoeken_van(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Verzoek]:
        """See ``Ketenstand``."""
        wie = self._eigen(gemeente, (aanbieder, bsn), self._vooraf.verzoeken_van)
        return wie.verzoeken_van(gemeente, aanbieder, bsn)

    def declaratie(self, aanbieder: str, declaratie_nummer: str) -> Declaratie | None:
        """See ``Ketenstand``."""
        bekend = (aanbieder, declaratie_nummer) in self._vooraf.declaraties
        return self._bij(bekend).declaratie(aanbieder, declaratie_nummer)

    def laatste_declaratie(self, gemeente: str, aanbieder: str) -> datetime.date | None:
        """See ``Ketenstand``."""
        if gemeente == self.gemeente_code and aanbieder in self._vooraf.declaranten:
            return self._laatste.get(aanbieder)
        return self._bij(False).laatste_declaratie(gemeente, aanbieder)

    def regels(self, aanbieder: str, referenties: Collection[str]) -> Mapping[str, Regel]:
        """See ``Ketenstand``."""
        bekend = self._vooraf.regels.issuperset((aanbieder, referentie) for referentie in referenties)
        return self._bij(bekend).regels(aanbieder, referenties)

    def regels_op(self, gemeente: str, nummers: Collection[int]) -> Mapping[int, Sequence[Regel]]:
        """See ``Ketenstand``."""
        bekend = gemeente == self.gemeente_code and self._vooraf.regels_op.issuperset(nummers)
        return self._bij(bekend).regels_op(gemeente, nummers)

    def verzonden_declaraties(
        self, gemeente: str, aanbieder: str, identificatie: str
    ) -> Sequence[jw323.Bericht]:
        """See ``Ketenstand``."""
        wie = self._eigen(gemeente, (aanbieder, identificatie), self._vooraf.verzonden)
        return wie.verzonden_declaraties(gemeente, aanbieder, identificatie)

    def verwerk(self, wijziging: Wijziging, *, ruw_id: UUID | None = None) -> None:
        """Count it from now on, and write it later; ``ruw_id``: the message in the raw store that changes it."""
        self._stand.verwerk(wijziging)
        self._wachtend.append((wijziging, ruw_id))
        nieuw = wijziging.declaratie
        if nieuw is not None:
            vorige = self._laatste.get(nieuw.aanbieder)
            self._laatste[nieuw.aanbieder] = nieuw.begin if vorige is None else max(vorige, nieuw.begin)
        if wijziging.declaratie_vervallen is not None:
            # Which one is the latest now, only the tables know.
            self._vooraf.declaranten.discard(wijziging.declaratie_vervallen[0])

    def schrijf(self) -> None:
        """Write what waits, in the order in which it came."""
        wachtend, self._wachtend = self._wachtend, []
        self._db.verwerk_alle(wachtend)
