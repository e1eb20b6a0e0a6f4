"""The state of the chain over the database, and the check of a message against it (levels 3 and 4).

``DbKetenstand`` implements ``ijw.keten.Ketenstand`` for what this installation exchanges today: requests,
allocations and answers. Starts, stops and declarations are not taken in yet, so of those the chain truly knows
nothing. It is a projection of messages alone: :func:`bouw_opnieuw` makes it again from the raw store.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any, get_args, get_type_hints

from ijw.berichten import definitie_van, jw301, jw323
from ijw.controle import controleer as controleer_bericht
from ijw.keten import controleer
from ijw.keten.stand import (
    Berichtsleutel,
    Contractafspraak,
    Declaratie,
    Regel,
    Start,
    Stop,
    Toewijzing,
    Verzoek,
    Wijziging,
)
from ijw.keten.verslag import Ketencontrole
from ijw.waarden import VerreDatum
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import Bericht, Ketentoewijzing, Ketenverzoek
from jeugdketen.berichten.registratie import register
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel


class DbKetenstand:
    """``Ketenstand`` for one municipality: what it sent and accepted, under the row security of this transaction."""

    def __init__(self, gemeente_code: str) -> None:
        self.gemeente_code = gemeente_code

    def is_ontvangen(self, bericht: Berichtsleutel) -> bool:
        """Whether a message with this key was accepted before (TR056)."""
        return Bericht.objects.filter(
            afzender=bericht.afzender,
            soort=bericht.berichttype,
            identificatie=bericht.identificatie,
            toestand__in=(t.AANVAARD, t.KLAAR, t.VERZONDEN, t.AANGENOMEN, t.AFGEWEZEN),
        ).exists()

    def toewijzingen(self, gemeente: str, nummers: Collection[int]) -> Mapping[int, Toewijzing]:
        """The allocations of the municipality with these numbers."""
        rijen = Ketentoewijzing.objects.filter(gemeente_code=gemeente, nummer__in=list(nummers))
        return {rij.nummer: _toewijzing(rij) for rij in rijen}

    def toewijzingen_van(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Toewijzing]:
        """All allocations of a client at a provider, in order of number."""
        rijen = Ketentoewijzing.objects.filter(
            gemeente_code=gemeente, aanbieder_agb=aanbieder, bsn_sleutel=bsn_sleutel(bsn)
        ).order_by("nummer")
        return [_toewijzing(rij) for rij in rijen]

    def regie(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Start | Stop]:
        """None: starts and stops are not taken in."""
        return ()

    def verzoeken(self, aanbieder: str, referenties: Collection[str]) -> Mapping[str, Verzoek]:
        """The requests of a provider with these references, at this municipality."""
        rijen = Ketenverzoek.objects.filter(
            gemeente_code=self.gemeente_code,
            aanbieder_agb=aanbieder,
            referentie_aanbieder__in=list(referenties),
        )
        return {rij.referentie_aanbieder: _verzoek(rij) for rij in rijen}

    def verzoeken_van(self, gemeente: str, aanbieder: str, bsn: str) -> Sequence[Verzoek]:
        """All requests of a provider for a client at the municipality."""
        rijen = Ketenverzoek.objects.filter(
            gemeente_code=gemeente, aanbieder_agb=aanbieder, bsn_sleutel=bsn_sleutel(bsn)
        ).order_by("pk")
        return [_verzoek(rij) for rij in rijen]

    def declaratie(self, aanbieder: str, declaratie_nummer: str) -> Declaratie | None:
        """None: declarations are not taken in."""
        return None

    def laatste_declaratie(self, gemeente: str, aanbieder: str) -> datetime.date | None:
        """None: declarations are not taken in."""
        return None

    def regels(self, aanbieder: str, referenties: Collection[str]) -> Mapping[str, Regel]:
        """None: declarations are not taken in."""
        return {}

    def regels_op(self, gemeente: str, nummers: Collection[int]) -> Mapping[int, Sequence[Regel]]:
        """None: declarations are not taken in."""
        return {}

    def verzonden_declaraties(
        self, gemeente: str, aanbieder: str, identificatie: str
    ) -> Sequence[jw323.Bericht]:
        """None: declarations are not taken in."""
        return ()

    def verwerk(self, wijziging: Wijziging) -> None:
        """Apply what a message about requests and allocations changes.

        Raises:
            ValueError: the change is about starts, stops or declarations, which have no place here yet.
        """
        vreemd: Declaratie | object = (
            wijziging.regie
            or wijziging.regie_vervallen
            or wijziging.verzonden
            or wijziging.declaratie
            or wijziging.regels
        )
        if vreemd:
            raise ValueError("starts, stops and declarations are not part of this chain state")
        for toewijzing in wijziging.toewijzingen:
            self._bewaar(toewijzing)
        for aanbieder, referentie in wijziging.toegewezen:
            self._verzoek(aanbieder, referentie).update(toegewezen=True)
        for verzoek in wijziging.verzoeken:
            Ketenverzoek.objects.update_or_create(
                gemeente_code=verzoek.gemeente,
                aanbieder_agb=verzoek.aanbieder,
                referentie_aanbieder=verzoek.referentie,
                defaults={
                    "soort": verzoek.soort,
                    "bsn": verzoek.bsn,
                    "bsn_sleutel": bsn_sleutel(verzoek.bsn),
                    "antwoorden": list(verzoek.antwoorden),
                    "toegewezen": verzoek.toegewezen,
                },
            )
        for antwoord in wijziging.antwoorden:
            for rij in self._verzoek(antwoord.aanbieder, antwoord.referentie).select_for_update():
                rij.antwoorden = [*rij.antwoorden, antwoord.verzoek_antwoord]
                rij.save(update_fields=["antwoorden"])

    def herroep(self, bericht: Any) -> None:
        """Undo what a message of ours changed that was taken back before it left: a JW319, or the new products
        of a JW301."""
        kop = bericht.header
        if definitie_van(bericht).code == "JW319":
            antwoord = bericht.antwoord
            for rij in self._verzoek(kop.ontvanger, antwoord.referentie_aanbieder).select_for_update():
                if rij.antwoorden and rij.antwoorden[-1] == antwoord.verzoek_antwoord:
                    rij.antwoorden = rij.antwoorden[:-1]
                    rij.save(update_fields=["antwoorden"])
            return
        for product in bericht.client.toegewezen_producten:
            if product.referentie_aanbieder is not None:
                self._verzoek(kop.ontvanger, product.referentie_aanbieder).update(toegewezen=False)
                Ketentoewijzing.objects.filter(
                    gemeente_code=self.gemeente_code,
                    nummer=product.toewijzing_nummer,
                    moment=_moment(product),
                ).delete()

    def _verzoek(self, aanbieder: str, referentie: str) -> Any:
        return Ketenverzoek.objects.filter(
            gemeente_code=self.gemeente_code, aanbieder_agb=aanbieder, referentie_aanbieder=referentie
        )

    def _bewaar(self, toewijzing: Toewijzing) -> None:
        moment = _moment(toewijzing.product)
        rij = Ketentoewijzing.objects.filter(
            gemeente_code=toewijzing.gemeente, nummer=toewijzing.nummer
        ).first()
        if rij is not None and rij.moment > moment:
            return
        rij = rij or Ketentoewijzing(gemeente_code=toewijzing.gemeente, nummer=toewijzing.nummer)
        rij.aanbieder_agb, rij.bsn, rij.bsn_sleutel = (
            toewijzing.aanbieder,
            toewijzing.bsn,
            bsn_sleutel(toewijzing.bsn),
        )
        rij.product, rij.moment = naar_json(toewijzing.product), moment
        rij.save()


class _Herbouw(DbKetenstand):
    """While the state is made again: every message in the store is there once, and was judged when it came."""

    def is_ontvangen(self, bericht: Berichtsleutel) -> bool:
        """Never: the message itself is in the store."""
        return False


class Registerpoort:
    """``Contractpoort`` over the register of product codes, contracts and tariffs."""

    def afspraken(
        self, gemeente: str, aanbieder: str, productcategorie: str, productcode: str, op: datetime.date
    ) -> Sequence[Contractafspraak]:
        """What the register says was agreed; without a contract that names the product nothing (TR341, TR418)."""
        if isinstance(op, VerreDatum):
            return ()
        return register().afspraken(gemeente, aanbieder, productcategorie, productcode, op)

    def productcode_past(
        self, gemeente: str, aanbieder: str, productcategorie: str, productcode: str, op: datetime.date
    ) -> bool | None:
        """Whether the region's product list has this code under this category (TR381); ``None`` while it has no
        list."""
        if isinstance(op, VerreDatum):
            return None
        lijst = register().productcodelijst(op)
        return lijst.get(productcode) == productcategorie if lijst else None


def toets(bericht: Any, *, gemeente_code: str) -> Ketencontrole:
    """Check a message against the chain, as the party that receives it: we what comes in, the provider what
    goes out."""
    return controleer(bericht, DbKetenstand(gemeente_code), Registerpoort(), vandaag=klok.vandaag())


def bouw_opnieuw(gemeente_code: str) -> int:
    """Throw the chain state of a municipality away and make it again from the raw messages; returns how many counted.

    Call under ``als_systeem({gemeente_code})``. The state afterwards is the state before, or the projection was
    wrong.
    """
    Ketenverzoek.objects.filter(gemeente_code=gemeente_code).delete()
    Ketentoewijzing.objects.filter(gemeente_code=gemeente_code).delete()
    stand, aantal = _Herbouw(gemeente_code), 0
    berichten = (
        Bericht.objects.select_related("ruw")
        .filter(gemeente_code=gemeente_code)
        .filter(soort__in=("JW315", "JW301", "JW319"))
        .filter(toestand__in=(t.AANVAARD, t.KLAAR, t.VERZONDEN, t.AANGENOMEN, t.AFGEWEZEN))
        .order_by("ruw__ontvangen_op", "pk")
    )
    for rij in berichten.iterator(chunk_size=200):
        inhoud = controleer_bericht(rij.ruw.inhoud).bericht
        stand.verwerk(controleer(inhoud, stand, Registerpoort(), vandaag=rij.ontvangen_dag).wijziging)
        aantal += 1
    return aantal


# --- rows ⇄ values -----------------------------------------------------------------------------------------------


def _verzoek(rij: Ketenverzoek) -> Verzoek:
    return Verzoek(
        gemeente=rij.gemeente_code,
        aanbieder=rij.aanbieder_agb,
        bsn=rij.bsn,
        referentie=rij.referentie_aanbieder,
        soort="VOW" if rij.soort == "VOW" else "VOT",
        antwoorden=tuple(rij.antwoorden),
        toegewezen=rij.toegewezen,
    )


def _toewijzing(rij: Ketentoewijzing) -> Toewijzing:
    return Toewijzing(
        rij.gemeente_code, rij.aanbieder_agb, rij.bsn, uit_json(jw301.ToegewezenProduct, rij.product)
    )


def _moment(product: jw301.ToegewezenProduct) -> str:
    return f"{product.toewijzingsdatum.isoformat()}T{product.toewijzingstijd.isoformat()}"


def naar_json(waarde: Any) -> Any:
    """A class of a message as JSON: dates and times as ISO text, classes as objects."""
    if hasattr(waarde, "_asdict"):
        return {naam: naar_json(deel) for naam, deel in waarde._asdict().items() if deel is not None}
    if isinstance(waarde, tuple):
        return [naar_json(deel) for deel in waarde]
    if isinstance(waarde, (datetime.date, datetime.time)):
        return waarde.isoformat()
    return waarde


def uit_json(klasse: type[Any], waarde: Mapping[str, Any]) -> Any:
    """The inverse of :func:`naar_json` for a class without lists."""
    typen = get_type_hints(klasse)
    velden: dict[str, Any] = {}
    for naam in klasse._fields:
        deel = waarde.get(naam)
        soorten = get_args(typen[naam]) or (typen[naam],)
        if deel is None:
            velden[naam] = None
        elif isinstance(deel, Mapping):
            velden[naam] = uit_json(next(s for s in soorten if hasattr(s, "_fields")), deel)
        elif datetime.date in soorten:
            velden[naam] = datetime.date.fromisoformat(deel)
        elif datetime.time in soorten:
            velden[naam] = datetime.time.fromisoformat(deel)
        else:
            velden[naam] = deel
    return klasse(**velden)
