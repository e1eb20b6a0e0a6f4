"""Taking in: the bytes are stored first and committed together with the job that will read them."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.boek import Boek
from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.models import Bericht, Envelop, RuwBericht
from jeugdketen.berichten.wegen import envelop
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.toegang import Toegang, als_systeem, huidige_toegang, met_toegang

log = logging.getLogger(__name__)

MAX_BERICHT = 25_000_000
"""Largest message of the standard in bytes (OP179)."""

MAX_BEWAREN = 64_000_000
"""Largest file that is kept in the store, in bytes; what is larger stays on its road and is refused there."""


TE_GROOT = "(te groot, ligt in de map geweigerd)"
"""What the name of such a file ends with."""


class UploadFout(Exception):
    """The upload holds nothing that can be stored; ``str(e)`` is one Dutch sentence."""


@dataclass(frozen=True, slots=True)
class Post:
    """A file as a road brought it.

    ``bericht_id``: key under which it is stored, chosen by the road, so that bringing it twice stores it once.
    ``postbus_gemeente``: CBS code of the mailbox it came through, if any.
    """

    inhoud: bytes
    bestandsnaam: str
    bericht_id: UUID
    postbus_gemeente: str | None = None


def neem_aan(
    inhoud: bytes,
    *,
    bestandsnaam: str,
    weg: str,
    bericht_id: UUID | None = None,
    postbus_gemeente: str | None = None,
    afzenders: Collection[str] | None = None,
    vorm: str = "",
) -> UUID:
    """Store one file and queue its reading, in one transaction of its own; see :func:`neem_aan_samen`. Returns the id
    of its Bericht."""
    post = Post(inhoud, bestandsnaam, bericht_id or uuid4(), postbus_gemeente)
    neem_aan_samen([post], weg=weg, afzenders=afzenders, vorm=vorm)
    return post.bericht_id


def neem_aan_samen(
    posten: Sequence[Post], *, weg: str, afzenders: Collection[str] | None = None, vorm: str = ""
) -> None:
    """Store files that came by one road and queue their reading, all or none, in one transaction of its own.

    A road that is not sure whether an earlier call was committed calls again with the same keys, and nothing is stored
    twice. ``afzenders``: AGB codes in whose name this road may bring messages; None: any. ``vorm``: form of the
    envelope around each; what is no such envelope is stored as it came, and refused when it is read.
    """
    uitgepakt: list[Post] = []
    enveloppen: list[Envelop] = []
    for post in posten:
        if vorm and post.inhoud:
            try:
                route, inhoud = envelop.VORMEN[vorm].pak_uit(post.inhoud)
            except envelop.EnvelopFout as fout:
                log.warning("a file that came without a usable envelope: %s", fout)
            else:
                heel = hashlib.sha256(post.inhoud).hexdigest()
                enveloppen.append(
                    Envelop(bericht_id=post.bericht_id, vorm=vorm, gegevens=asdict(route), sha256=heel)
                )
                post = replace(post, inhoud=inhoud)
        uitgepakt.append(post)
    with als_systeem(naam=f"ontvangst via {t.WEGEN[weg]}"):
        _bewaar(uitgepakt, weg=weg, mag_afzender=None if afzenders is None else sorted(afzenders))
        Envelop.objects.bulk_create(enveloppen, ignore_conflicts=True)
        breekpunt("aanname-voor-commit")
    breekpunt("aanname-na-commit")


def neem_aan_upload(toegang: Toegang, bestandsnaam: str, inhoud: bytes) -> UUID:
    """Store an uploaded file and queue its reading. Returns the id of its Bericht, which the uploader may open
    at once.

    Somebody of a provider may only bring that provider's messages; the check on the sender comes with the reading.

    Raises:
        UploadFout: the file is empty or far too large to be a message.
        PermissionError: this user has no role that brings in messages.
    """
    gemeenten = sorted(
        {
            r.gemeente
            for r in toegang.houdt
            if r.gemeente and rollen.mag_berichten_afhandelen(toegang, r.gemeente)
        }
    )
    if not gemeenten and not toegang.aanbieders:
        raise PermissionError("U hebt geen rol waarmee u berichten kunt aanleveren.")
    _keur(inhoud)
    with met_toegang(toegang):
        post = Post(inhoud, bestandsnaam, uuid4(), gemeenten[0] if len(gemeenten) == 1 else None)
        _bewaar([post], weg=t.UPLOAD, mag_afzender=None if gemeenten else sorted(toegang.aanbieders))
    return post.bericht_id


def neem_aan_rest(
    inhoud: bytes,
    *,
    bestandsnaam: str,
    account: str,
    aanbieders: Collection[str] = (),
    gemeenten: Collection[str] = (),
    bericht_id: UUID | None = None,
) -> UUID:
    """Store a message that a machine brought over REST and queue its reading. Returns the id of its Bericht.

    ``account``: name of the machine account, kept as who brought it. ``aanbieders``: AGB codes in whose name it
    may send; ``gemeenten``: CBS codes of the municipalities whose post it may bring, from any provider. One of
    the two must be given; the check on the sender comes with the reading. ``bericht_id`` makes the call
    repeatable, as with :func:`neem_aan`.

    Raises:
        UploadFout: the body is empty or too large to be a message.
        PermissionError: the account stands for no party.
    """
    if not aanbieders and not gemeenten:
        raise PermissionError("Dit account hoort bij geen aanbieder en geen gemeente.")
    _keur(inhoud)
    with als_systeem(naam=f"{account} via {t.WEGEN[t.REST]}"):
        mailbox = next(iter(gemeenten)) if len(gemeenten) == 1 else None
        post = Post(inhoud, bestandsnaam, bericht_id or uuid4(), mailbox)
        _bewaar([post], weg=t.REST, mag_afzender=None if gemeenten else sorted(aanbieders))
        breekpunt("aanname-voor-commit")
    breekpunt("aanname-na-commit")
    return post.bericht_id


def _keur(inhoud: bytes) -> None:
    if not inhoud:
        raise UploadFout("Het bestand is leeg. Kies een bestand met een bericht.")
    if len(inhoud) > MAX_BERICHT:
        raise UploadFout("Het bestand is groter dan 25 MB. Een bericht mag niet groter zijn (OP179).")


def _schone_naam(bestandsnaam: str) -> str:
    naam = re.sub(r"[\x00-\x1f\x7f]", "", bestandsnaam.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    return naam.encode("utf-8", "replace").decode()[-255:] or "zonder naam"


def _is_nieuw(ruw: RuwBericht) -> bool:
    """Store a file on its own; False when it lies there already. Only the database knows: what was processed since is
    of a municipality, and not to be seen from here.

    Raises:
        IntegrityError: other bytes lie under its key.
    """
    try:
        with transaction.atomic():
            ruw.save(force_insert=True)
    except IntegrityError:
        if RuwBericht.objects.filter(pk=ruw.pk).exclude(sha256=ruw.sha256).exists():
            raise
        return False
    return True


_PARTIJ = re.compile(rb"<(?:[\w.-]+:)?(?:Afzender|Ontvanger)>\s*([0-9]{4})\s*<")


def _lijkt_voor(ruw: RuwBericht) -> bytes:
    """The municipality that a message seems to be about: only to put those of one together, in the order they came."""
    gevonden = _PARTIJ.search(ruw.inhoud, 0, 2000)
    return gevonden[1] if gevonden is not None else b""


def _bewaar(posten: Sequence[Post], *, weg: str, mag_afzender: list[str] | None) -> None:
    """Store what is not there yet, with one job for all of it.

    Raises:
        IntegrityError: other bytes lie under one of the keys.
    """
    from jeugdketen.berichten.tasks import zet_in_de_rij

    nu = klok.nu()
    toegang = huidige_toegang()
    rijen = [
        RuwBericht(
            id=post.bericht_id,
            inhoud=post.inhoud,
            sha256=hashlib.sha256(post.inhoud).hexdigest(),
            grootte=len(post.inhoud),
            bestandsnaam=_schone_naam(post.bestandsnaam),
            weg=weg,
            ontvangen_op=nu,
            ontvangen_door_id=toegang.gebruiker_id,
            door_naam=toegang.naam,
        )
        for post in posten
    ]
    try:
        with transaction.atomic():
            RuwBericht.objects.bulk_create(rijen)
    except IntegrityError:
        rijen = [ruw for ruw in rijen if _is_nieuw(ruw)]
    mailbox = {post.bericht_id: post.postbus_gemeente for post in posten}
    boek = Boek()
    for ruw in rijen:
        bericht = Bericht(
            id=ruw.pk,
            ruw=ruw,
            richting=t.IN,
            weg=weg,
            toestand=t.ONTVANGEN,
            postbus_gemeente=mailbox[ruw.pk],
            mag_afzender=mag_afzender,
            aangeleverd_door_id=toegang.gebruiker_id,
            draad=ruw.pk,
            tijdstip=nu,
            ontvangen_dag=nu.date(),
        )
        boek.begin(bericht, reden=f"{ruw.bestandsnaam}, {ruw.grootte} bytes, via {t.WEGEN[weg]}")
    boek.schrijf()
    voor = {ruw.pk: _lijkt_voor(ruw) for ruw in rijen}
    zet_in_de_rij(sorted(voor, key=lambda nummer: voor[nummer]), van=lambda nummer: voor[nummer])
