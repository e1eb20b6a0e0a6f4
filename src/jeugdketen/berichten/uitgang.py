"""The outbox: a message is written in the transaction that causes it, and leaves afterwards, at least once.

It leaves by the road of its receiver (``wegbeheer``). A file appears there by an atomic rename under a name that
depends on the message alone, so that sending again after a crash puts the same file in the same place. What a
receiver then sees twice, it knows by its identification (TR056).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from ijw.controle import controleer
from ijw.schrijven import OngeldigBericht, schrijf
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.models import Bericht, RuwBericht, VerzendPost
from jeugdketen.berichten.stappen import log_begin, log_feit, zet_toestand
from jeugdketen.berichten.wegbeheer import Bezorger, Zending, bezorgers, foutzin, noteer, postbus_map
from jeugdketen.berichten.wegen.envelop import Route
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.toegang import als_systeem, huidige_toegang
from jeugdketen.kern.werkdagen import plus_werkdagen

log = logging.getLogger(__name__)

RETOURTERMIJN = 3
"""Working days within which a return message must come (OP090)."""

WACHT_OP_WEG = timedelta(seconds=15)
"""How long a message waits at least when its road failed for another one."""

MAPPEN = ("in", "uit", "bezig", "verwerkt", "geweigerd")
"""The folders of the message box."""


class UitgaandFout(Exception):
    """A message of our own does not meet the standard; nothing was stored.

    ``str(e)``: one Dutch sentence; ``bevindingen``: (rule, sentence) pairs.
    """

    def __init__(self, melding: str, bevindingen: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(melding)
        self.bevindingen = tuple(bevindingen)


def postbus(deel: str) -> Path:
    """A folder of the message box (``in``, ``uit``, ``bezig``, ``verwerkt``, ``geweigerd``), made when it is
    not there."""
    pad = postbus_map() / deel
    pad.mkdir(parents=True, exist_ok=True)
    return pad


def leg_klaar(
    inhoud: Any,
    soort: str,
    *,
    gemeente_code: str,
    aanbieder_agb: str,
    identificatie: str,
    draad: UUID,
    antwoord_op: Bericht | None = None,
    bsn: str | None = None,
    referenties: Iterable[str] = (),
    wacht: timedelta = timedelta(0),
) -> Bericht:
    """Write a message of ours, check it at level 1 and 2, and put it in the outbox of this transaction.

    ``identificatie`` is our own: of a return message its IdentificatieRetour. ``wacht``: how long it stays in the
    outbox at least, so that a decision can be taken back.

    Raises:
        UitgaandFout: the message is not ``goed``; the transaction may go on, nothing was written.
    """
    try:
        rauw = schrijf(inhoud)
    except OngeldigBericht as fout:
        raise UitgaandFout(f"Het {soort}-bericht past niet in de standaard: {fout}") from fout
    controle = controleer(rauw)
    if controle.uitkomst != "goed":
        bevindingen = [(b.regel, b.melding) for b in controle.bevindingen]
        eerste = bevindingen[0] if bevindingen else ("schema", controle.reden or "")
        raise UitgaandFout(
            f"Het {soort}-bericht voldoet niet aan de standaard ({eerste[0]}): {eerste[1]}", bevindingen
        )
    nu = klok.nu()
    bestandsnaam = f"{soort}_{gemeente_code}_{aanbieder_agb}_{identificatie}.xml"
    toegang = huidige_toegang()
    ruw = RuwBericht(
        id=uuid4(),
        inhoud=rauw,
        sha256=hashlib.sha256(rauw).hexdigest(),
        grootte=len(rauw),
        bestandsnaam=bestandsnaam,
        weg=t.UITGAAND,
        ontvangen_op=nu,
        ontvangen_door_id=toegang.gebruiker_id,
        door_naam=toegang.naam,
    )
    ruw.save(force_insert=True)
    bericht = Bericht(
        id=ruw.id,
        ruw=ruw,
        richting=t.UIT,
        weg=t.UITGAAND,
        soort=soort,
        identificatie=identificatie,
        dagtekening=nu.date(),
        afzender=gemeente_code,
        ontvanger=aanbieder_agb,
        gemeente_code=gemeente_code,
        aanbieder_agb=aanbieder_agb,
        toestand=t.KLAAR,
        bsn_sleutel=bsn_sleutel(bsn) if bsn else "",
        referenties=sorted(set(referenties)),
        antwoord_op=antwoord_op,
        draad=draad,
        tijdstip=nu,
        ontvangen_dag=nu.date(),
    )
    bericht.save(force_insert=True)
    log_begin(bericht, reden="klaar om te versturen")
    VerzendPost(
        bericht=bericht,
        gemeente_code=gemeente_code,
        aanbieder_agb=aanbieder_agb,
        bestandsnaam=bestandsnaam,
        niet_voor=timezone.now() + wacht,
    ).save(force_insert=True)
    return bericht


def trek_terug(bericht_id: UUID, *, reden: str) -> bool:
    """Take a message back that has not left; False when it has. Call inside the transaction that undoes its cause."""
    post = VerzendPost.objects.select_for_update().filter(pk=bericht_id, verzonden_op=None).first()
    if post is None:
        return False
    bericht = Bericht.objects.select_for_update().get(pk=bericht_id)
    if bericht.toestand != t.KLAAR:
        return False
    zet_toestand(bericht, t.INGETROKKEN, reden=reden)
    post.verzonden_op = timezone.now()
    post.laatste_fout = "ingetrokken"
    post.save(update_fields=["verzonden_op", "laatste_fout"])
    return True


def verzend_wachtende(*, hoogstens: int = 200) -> int:
    """Send what waits in the outbox, each message by the road of its receiver; returns how many left.

    Two senders side by side do not hinder each other. A road that fails is left alone for the rest of the round,
    and what waits for it gets the same later moment.
    """
    with als_systeem(naam="verzending"):
        wachtend = list(
            VerzendPost.objects.filter(verzonden_op=None, niet_voor__lte=timezone.now())
            .order_by("niet_voor", "pk")
            .values_list("pk", "gemeente_code", "aanbieder_agb")[:hoogstens]
        )
    if not wachtend:
        return 0
    aantal = 0
    with bezorgers() as wegen:
        gelukt: set[str] = set()
        for bericht_id, gemeente, aanbieder in wachtend:
            bezorger = wegen.voor(gemeente, aanbieder)
            if bezorger.sleutel in wegen.dicht:
                _stel_uit(bericht_id, gemeente, wegen.dicht[bezorger.sleutel])
            elif (fout := _verzend(bericht_id, gemeente, bezorger)) is None:
                gelukt.add(bezorger.sleutel)
                aantal += 1
            elif fout:
                wegen.dicht[bezorger.sleutel] = fout
                noteer(bezorger.sleutel, fout)
        for sleutel in gelukt - set(wegen.dicht):
            noteer(sleutel, None)
    return aantal


def _wachtende_post(bericht_id: UUID) -> VerzendPost | None:
    return (
        VerzendPost.objects.select_for_update(skip_locked=True)
        .filter(pk=bericht_id, verzonden_op=None, niet_voor__lte=timezone.now())
        .first()
    )


def _stel_uit(bericht_id: UUID, gemeente_code: str, fout: str) -> None:
    """Its road failed for another message just now: wait as long as that one, without a try of its own."""
    with als_systeem({gemeente_code}, naam="verzending"):
        post = _wachtende_post(bericht_id)
        if post is not None:
            post.laatste_fout = fout
            post.niet_voor = timezone.now() + WACHT_OP_WEG
            post.save(update_fields=["laatste_fout", "niet_voor"])


def _verzend(bericht_id: UUID, gemeente_code: str, bezorger: Bezorger) -> str | None:
    """Send one message; None when it left, the fault when it did not, and "" when there was nothing to do."""
    breekpunt("uit-begin")
    with als_systeem({gemeente_code}, naam="verzending"):
        post = _wachtende_post(bericht_id)
        if post is None:
            return ""
        bericht = Bericht.objects.select_for_update(of=("self",)).select_related("ruw").get(pk=bericht_id)
        post.pogingen += 1
        route = Route(post.gemeente_code, post.aanbieder_agb, bericht.soort, str(bericht.pk))
        try:
            waar = bezorger.bezorg(Zending(post.bestandsnaam, bericht.ruw.inhoud, route))
        except OSError as fout:
            post.laatste_fout = foutzin(fout)
            post.niet_voor = timezone.now() + timedelta(seconds=min(2 ** min(post.pogingen, 10), 300))
            post.save(update_fields=["pogingen", "laatste_fout", "niet_voor"])
            log.warning("message %s could not be delivered: %s", bericht_id, post.laatste_fout)
            return post.laatste_fout
        breekpunt("uit-na-plaatsen")
        post.verzonden_op = timezone.now()
        post.laatste_fout = ""
        post.weg = bezorger.weg
        post.save(update_fields=["pogingen", "laatste_fout", "verzonden_op", "weg"])
        if bericht.toestand == t.KLAAR:
            bericht.tijdstip = klok.nu()
            if bericht.antwoord_op_id is None:
                bericht.antwoord_uiterlijk = plus_werkdagen(klok.vandaag(), RETOURTERMIJN)
            zet_toestand(bericht, t.VERZONDEN, reden=waar, velden=("tijdstip", "antwoord_uiterlijk"))
        else:
            log_feit(bericht, reden=f"nog eens verstuurd, {waar}")
    breekpunt("uit-na-commit")
    return None
