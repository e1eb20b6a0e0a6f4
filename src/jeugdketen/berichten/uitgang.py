"""The outbox: a message is written in the transaction that causes it, and leaves afterwards, at least once.

A file appears in ``uit/`` by an atomic rename under a name that depends on the message alone, so that sending
again after a crash puts the same file in the same place. What a receiver then sees twice, it knows by its
identification (TR056).
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from ijw.controle import controleer
from ijw.schrijven import OngeldigBericht, schrijf
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.models import Bericht, RuwBericht, VerzendPost
from jeugdketen.berichten.stappen import log_begin, zet_toestand
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.toegang import als_systeem, huidige_toegang
from jeugdketen.kern.werkdagen import plus_werkdagen

log = logging.getLogger(__name__)

RETOURTERMIJN = 3
"""Working days within which a return message must come (OP090)."""


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
    pad = Path(settings.JEUGDKETEN_POSTBUS) / deel
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
    """Send what waits in the outbox; returns how many left. Two senders side by side do not hinder each other."""
    with als_systeem(naam="verzending"):
        wachtend = list(
            VerzendPost.objects.filter(verzonden_op=None, niet_voor__lte=timezone.now())
            .order_by("niet_voor", "pk")
            .values_list("pk", "gemeente_code")[:hoogstens]
        )
    return sum(_verzend(bericht_id, gemeente) for bericht_id, gemeente in wachtend)


def _verzend(bericht_id: UUID, gemeente_code: str) -> bool:
    breekpunt("uit-begin")
    with als_systeem({gemeente_code}, naam="verzending"):
        post = (
            VerzendPost.objects.select_for_update(skip_locked=True)
            .filter(pk=bericht_id, verzonden_op=None, niet_voor__lte=timezone.now())
            .first()
        )
        if post is None:
            return False
        bericht = Bericht.objects.select_for_update(of=("self",)).select_related("ruw").get(pk=bericht_id)
        post.pogingen += 1
        try:
            _plaats(post.bestandsnaam, bericht.ruw.inhoud)
        except OSError as fout:
            post.laatste_fout = f"{type(fout).__name__}: {fout.strerror}"
            post.niet_voor = timezone.now() + timedelta(seconds=min(2**post.pogingen, 300))
            post.save(update_fields=["pogingen", "laatste_fout", "niet_voor"])
            log.warning("message %s could not be placed: %s", bericht_id, post.laatste_fout)
            return False
        post.verzonden_op = timezone.now()
        post.laatste_fout = ""
        post.save(update_fields=["pogingen", "laatste_fout", "verzonden_op"])
        if bericht.toestand == t.KLAAR:
            bericht.tijdstip = klok.nu()
            if bericht.antwoord_op_id is None:
                bericht.antwoord_uiterlijk = plus_werkdagen(klok.vandaag(), RETOURTERMIJN)
            zet_toestand(
                bericht,
                t.VERZONDEN,
                reden=f"geplaatst als {post.bestandsnaam}",
                velden=("tijdstip", "antwoord_uiterlijk"),
            )
    breekpunt("uit-na-commit")
    return True


def _plaats(bestandsnaam: str, inhoud: bytes) -> None:
    """Write beside, flush to disk, then rename: a reader of ``uit/`` sees the whole file or none."""
    doel = postbus("uit") / bestandsnaam
    tijdelijk = postbus("bezig") / f"{bestandsnaam}.{os.getpid()}.deel"
    with open(tijdelijk, "wb", opener=_alleen_eigen_groep) as bestand:
        bestand.write(inhoud)
        bestand.flush()
        os.fsync(bestand.fileno())
    breekpunt("uit-na-schrijven")
    tijdelijk.replace(doel)
    _sync_map(doel.parent)
    breekpunt("uit-na-plaatsen")


def _alleen_eigen_groep(pad: str, vlaggen: int) -> int:
    return os.open(pad, vlaggen, 0o640)


def _sync_map(pad: Path) -> None:
    fd = os.open(pad, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
