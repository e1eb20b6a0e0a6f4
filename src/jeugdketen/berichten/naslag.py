"""What the judgement of a portion of messages looks up among messages, read once for all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.draad import zoek_draden
from jeugdketen.berichten.keten import Registerpoort, clientgrendel
from jeugdketen.berichten.ketenportie import Ketenportie
from jeugdketen.berichten.kop import ANTWOORDEN, Kop
from jeugdketen.berichten.models import Bericht
from jeugdketen.kern import klok


class Naslag:
    """Earlier messages, threads and the chain, for messages to one municipality that are judged in order.

    ``gelezen``: their heads with the messages of ``ijw``. What was judged counts for the next (:meth:`onthoud`).
    Call inside the transaction that writes it; what is answered is locked there.
    """

    def __init__(self, gemeente_code: str | None, gelezen: Iterable[tuple[Kop, Any]]) -> None:
        self.gemeente_code = gemeente_code
        self._koppen: list[tuple[Kop, Any]] = list(gelezen)
        self._aanvaard: dict[tuple[str, str, str], Bericht] = {}
        self._eerder: dict[tuple[str, str, str], Bericht] | None = None
        self._heen: dict[tuple[str, str, str], Bericht] | None = None
        self._draden: dict[tuple[str, str], list[tuple[datetime, UUID, UUID]]] | None = None
        self._stand: Ketenportie | None = None
        self.contract = Registerpoort(kop.aanbieder for kop, _ in self._koppen)

    @property
    def stand(self) -> Ketenportie:
        """The chain of this municipality."""
        if self._stand is None:
            assert self.gemeente_code is not None
            self._stand = Ketenportie(self.gemeente_code, (inhoud for _, inhoud in self._koppen))
        return self._stand

    def schrijf(self) -> None:
        """Write what changed in the chain."""
        if self._stand is not None:
            self._stand.schrijf()

    def eerder(self, kop: Kop) -> Bericht | None:
        """The message of this sender, type and identification that was accepted before."""
        sleutel = (kop.aanbieder, kop.soort, kop.identificatie)
        if sleutel in self._aanvaard:
            return self._aanvaard[sleutel]
        if self._eerder is None:
            koppen = [kop for kop, _ in self._koppen]
            rijen = Bericht.objects.select_related("ruw").defer("ruw__inhoud")
            self._eerder = {
                (rij.afzender, rij.soort, rij.identificatie): rij
                for rij in rijen.filter(
                    toestand=t.AANVAARD,
                    afzender__in={kop.aanbieder for kop in koppen},
                    soort__in={kop.soort for kop in koppen},
                    identificatie__in={kop.identificatie for kop in koppen},
                )
            }
        return self._eerder.get(sleutel)

    def heen(self, kop: Kop) -> Bericht | None:
        """The message of ours that this return message answers, locked."""
        if self._heen is None:
            gevraagd = {kop.beantwoordt for kop, _ in self._koppen if kop.is_antwoord}
            rijen = (
                Bericht.objects.select_for_update()
                .filter(
                    richting=t.UIT,
                    soort__in=ANTWOORDEN.values(),
                    afzender=self.gemeente_code,
                    identificatie__in=gevraagd,
                )
                .exclude(toestand=t.INGETROKKEN)
                .order_by("pk")  # as the sending locks them
            )
            self._heen = {(rij.soort, rij.aanbieder_agb or "", rij.identificatie): rij for rij in rijen}
        return self._heen.get((ANTWOORDEN[kop.soort], kop.aanbieder, kop.beantwoordt))

    def draad(self, bericht: Bericht, nummers: Collection[str]) -> UUID:
        """The thread of the latest other message between the same parties that names one of these numbers; else the
        message begins one of its own."""
        if self._draden is None:
            alle = {nummer for kop, _ in self._koppen for nummer in kop.referenties}
            self._draden = zoek_draden(bericht.gemeente_code, alle)
        aanbieder = bericht.aanbieder_agb or ""
        genoemd = (rij for nummer in nummers for rij in self._draden.get((nummer, aanbieder), ()))
        latere = max((rij for rij in genoemd if rij[1] != bericht.pk), default=None)
        return bericht.pk if latere is None else latere[2]

    def onthoud(self, bericht: Bericht, *, beantwoord: bool) -> None:
        """A message that was judged counts for the next ones, as if it had been written with its answer."""
        if bericht.toestand == t.AANVAARD:
            self._aanvaard[bericht.afzender, bericht.soort, bericht.identificatie] = bericht
        if self._draden is not None:
            rij = (klok.nu() if beantwoord else bericht.tijdstip, bericht.pk, bericht.draad)
            for nummer in bericht.referenties:
                self._draden.setdefault((nummer, bericht.aanbieder_agb or ""), []).append(rij)


def vergrendelnamen(koppen: Sequence[Kop]) -> set[str]:
    """The locks that these messages take: one for their client, one for their identification."""
    return {
        naam
        for kop in koppen
        for naam in (
            clientgrendel(kop.gemeente, kop.aanbieder, kop.bsn),
            f"{kop.aanbieder if kop.van_aanbieder else kop.gemeente}|{kop.soort}|{kop.identificatie}",
        )
    }
