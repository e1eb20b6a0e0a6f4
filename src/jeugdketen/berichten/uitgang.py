"""The outbox: a message is written in the transaction that causes it, and leaves afterwards, at least once.

It leaves by the road of its receiver (``wegbeheer``). A file appears there by an atomic rename under a name that
depends on the message alone, so that sending again after a crash puts the same file in the same place. What a
receiver then sees twice, it knows by its identification (TR056).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F, Q
from django.utils import timezone

from ijw.controle import controleer
from ijw.schrijven import OngeldigBericht, schrijf
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.boek import Boek
from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.models import Bericht, RuwBericht, VerzendPost
from jeugdketen.berichten.registratie import verzendgevolg
from jeugdketen.berichten.stappen import log_feit, zet_toestand, zet_toestanden
from jeugdketen.berichten.termijnen import RETOUR
from jeugdketen.berichten.wegbeheer import Bezorgers, Zending, bezorgers, foutzin, noteer, postbus_map
from jeugdketen.berichten.wegen.envelop import Route
from jeugdketen.kern import klok
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.toegang import als_systeem, huidige_toegang
from jeugdketen.kern.werkdagen import plus_werkdagen

log = logging.getLogger(__name__)

SAMEN = 200
"""Messages of one municipality that leave in one transaction."""

WACHT_OP_WEG = timedelta(seconds=15)
"""How long a message waits at least when its road failed for another one."""

VERSTE = timedelta(hours=1)
"""Nothing is put off this far: a decision waits seconds, a broken road five minutes."""

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
    boek: Boek | None = None,
) -> Bericht:
    """Write a message of ours, check it at level 1 and 2, and put it in the outbox of this transaction.

    ``identificatie`` is our own: of a return message its IdentificatieRetour. ``wacht``: how long it stays in the
    outbox at least, so that a decision can be taken back. ``boek``: what writes it later, with others.

    Raises:
        UitgaandFout: the message is not ``goed``; the transaction may go on, nothing was written.
    """
    try:
        rauw = schrijf(inhoud, controleer=False)  # the check below reads it
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
    post = VerzendPost(
        bericht=bericht,
        gemeente_code=gemeente_code,
        aanbieder_agb=aanbieder_agb,
        bestandsnaam=bestandsnaam,
        niet_voor=timezone.now() + wacht,
    )
    straks = boek or Boek()
    straks.begin(bericht, reden="klaar om te versturen", ruw=ruw, post=post)
    if boek is None:
        straks.schrijf()
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
            VerzendPost.objects.filter(_aan_de_beurt(), verzonden_op=None)
            .order_by("niet_voor", "pk")
            .values_list("pk", "gemeente_code")[:hoogstens]
        )
    per_gemeente: dict[str, list[UUID]] = {}
    for bericht_id, gemeente in wachtend:
        per_gemeente.setdefault(gemeente, []).append(bericht_id)
    if not wachtend:
        return 0
    aantal = 0
    with bezorgers() as wegen:
        gelukt: set[str] = set()
        for gemeente, nummers in per_gemeente.items():
            for begin in range(0, len(nummers), SAMEN):
                dicht = set(wegen.dicht)
                aantal += _verzend(gemeente, nummers[begin : begin + SAMEN], wegen, gelukt)
                for sleutel in set(wegen.dicht) - dicht:
                    noteer(sleutel, wegen.dicht[sleutel])
        for sleutel in gelukt - set(wegen.dicht):
            noteer(sleutel, None)
    return aantal


def _aan_de_beurt() -> Q:
    """Its moment has come; or that lies further ahead than anything is ever put off: then a clock was wrong."""
    nu = timezone.now()
    return Q(niet_voor__lte=nu) | Q(niet_voor__gt=nu + VERSTE)


def _verzend(gemeente_code: str, nummers: Sequence[UUID], wegen: Bezorgers, gelukt: set[str]) -> int:
    """Send some messages of one municipality in one transaction; returns how many left.

    Adds to ``gelukt`` the roads that worked, and to ``wegen.dicht`` those that did not. When the process dies half-way
    all of them are sent again, under the same names.
    """
    breekpunt("uit-begin")
    geplaatst: list[tuple[VerzendPost, Bericht, str, str]] = []
    with als_systeem({gemeente_code}, naam="verzending"):
        posten = list(
            VerzendPost.objects.select_for_update(skip_locked=True)
            .filter(_aan_de_beurt(), pk__in=nummers, verzonden_op=None)
            .order_by("niet_voor", "pk")
        )
        rijen = Bericht.objects.select_for_update(of=("self",)).select_related("ruw")
        berichten = {rij.pk: rij for rij in rijen.filter(pk__in=[post.pk for post in posten]).order_by("pk")}
        for post in posten:
            bericht = berichten[post.pk]
            bezorger = wegen.voor(post.gemeente_code, post.aanbieder_agb)
            if bezorger.sleutel in wegen.dicht:
                # Its road failed for another message just now: wait as long as that one, without a try of its own.
                post.laatste_fout = wegen.dicht[bezorger.sleutel]
                post.niet_voor = timezone.now() + WACHT_OP_WEG
                post.save(update_fields=["laatste_fout", "niet_voor"])
                continue
            route = Route(post.gemeente_code, post.aanbieder_agb, bericht.soort, str(bericht.pk))
            try:
                waar = bezorger.bezorg(Zending(post.bestandsnaam, bericht.ruw.inhoud, route))
            except OSError as fout:
                _mislukt(post, bezorger.sleutel, fout, wegen)
                continue
            breekpunt("uit-na-plaatsen")
            post.weg = bezorger.weg
            geplaatst.append((post, bericht, waar, bezorger.sleutel))
        onzeker = wegen.bevestig()
        for post, _, _, sleutel in geplaatst:
            if sleutel in onzeker:
                _mislukt(post, sleutel, onzeker[sleutel], wegen)
        verzonden = [stap[:3] for stap in geplaatst if stap[3] not in onzeker]
        gelukt |= {sleutel for *_, sleutel in geplaatst} - set(onzeker)
        _leg_verzending_vast(verzonden)
    breekpunt("uit-na-commit")
    return len(verzonden)


def _mislukt(post: VerzendPost, sleutel: str, fout: OSError, wegen: Bezorgers) -> None:
    """A delivery that did not work: tried again later, and its road is left alone for this round."""
    post.pogingen += 1
    post.laatste_fout = wegen.dicht[sleutel] = foutzin(fout)
    post.niet_voor = timezone.now() + timedelta(seconds=min(2 ** min(post.pogingen, 10), 300))
    post.save(update_fields=["pogingen", "laatste_fout", "niet_voor"])
    log.warning("message %s could not be delivered: %s", post.pk, post.laatste_fout)


def _leg_verzending_vast(verzonden: Sequence[tuple[VerzendPost, Bericht, str]]) -> None:
    """Note which messages left, in a few statements whatever their number."""
    for weg in {post.weg for post, _, _ in verzonden}:
        VerzendPost.objects.filter(pk__in=[post.pk for post, _, _ in verzonden if post.weg == weg]).update(
            verzonden_op=timezone.now(), laatste_fout="", weg=weg, pogingen=F("pogingen") + 1
        )
    eerste = [(bericht, waar) for _, bericht, waar in verzonden if bericht.toestand == t.KLAAR]
    eigen = [stap for stap in eerste if stap[0].antwoord_op_id is None]
    antwoorden = [stap for stap in eerste if stap[0].antwoord_op_id is not None]
    nog_eens = [(bericht, waar) for _, bericht, waar in verzonden if bericht.toestand != t.KLAAR]
    if eigen:
        uiterlijk = plus_werkdagen(klok.vandaag(), RETOUR)
        zet_toestanden(eigen, t.VERZONDEN, tijdstip=klok.nu(), antwoord_uiterlijk=uiterlijk)
    if antwoorden:
        zet_toestanden(antwoorden, t.VERZONDEN, tijdstip=klok.nu())
    per_soort: dict[str, list[Bericht]] = {}
    for bericht, _ in eerste:
        per_soort.setdefault(bericht.soort, []).append(bericht)
    for soort, berichten in per_soort.items():
        gevolg = verzendgevolg(soort)
        if gevolg is not None:
            gevolg(berichten)
    for bericht, waar in nog_eens:
        log_feit(bericht, reden=f"nog eens verstuurd, {waar}")
