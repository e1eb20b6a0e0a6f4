"""Taking in: the bytes are stored first and committed together with the job that will read them."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Collection
from dataclasses import asdict
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.breekpunten import breekpunt
from jeugdketen.berichten.models import Bericht, Envelop, RuwBericht
from jeugdketen.berichten.stappen import log_begin
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
    """Store one file and queue its reading, in one transaction of its own. Returns the id of its Bericht.

    ``bericht_id`` makes the call repeatable: a road that is not sure whether an earlier call was committed
    calls again with the same id, and nothing is stored twice. ``postbus_gemeente``: CBS code of the mailbox it
    came through, if any. ``afzenders``: AGB codes in whose name this road may bring messages; None: any.
    ``vorm``: form of the envelope around it; what is no such envelope is stored as it came, and refused when it
    is read.
    """
    route = None
    heel = inhoud
    if vorm and inhoud:
        try:
            route, inhoud = envelop.VORMEN[vorm].pak_uit(inhoud)
        except envelop.EnvelopFout as fout:
            log.warning("a file that came without a usable envelope: %s", fout)
    with als_systeem(naam=f"ontvangst via {t.WEGEN[weg]}"):
        nummer = _bewaar(
            inhoud,
            bestandsnaam=bestandsnaam,
            weg=weg,
            bericht_id=bericht_id or uuid4(),
            postbus_gemeente=postbus_gemeente,
            mag_afzender=None if afzenders is None else sorted(afzenders),
        )
        if route is not None:
            Envelop.objects.bulk_create(
                [
                    Envelop(
                        bericht_id=nummer,
                        vorm=vorm,
                        gegevens=asdict(route),
                        sha256=hashlib.sha256(heel).hexdigest(),
                    )
                ],
                ignore_conflicts=True,
            )
        breekpunt("aanname-voor-commit")
    breekpunt("aanname-na-commit")
    return nummer


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
        return _bewaar(
            inhoud,
            bestandsnaam=bestandsnaam,
            weg=t.UPLOAD,
            bericht_id=uuid4(),
            postbus_gemeente=gemeenten[0] if len(gemeenten) == 1 else None,
            mag_afzender=None if gemeenten else sorted(toegang.aanbieders),
        )


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
        nummer = _bewaar(
            inhoud,
            bestandsnaam=bestandsnaam,
            weg=t.REST,
            bericht_id=bericht_id or uuid4(),
            postbus_gemeente=next(iter(gemeenten)) if len(gemeenten) == 1 else None,
            mag_afzender=None if gemeenten else sorted(aanbieders),
        )
        breekpunt("aanname-voor-commit")
    breekpunt("aanname-na-commit")
    return nummer


def _keur(inhoud: bytes) -> None:
    if not inhoud:
        raise UploadFout("Het bestand is leeg. Kies een bestand met een bericht.")
    if len(inhoud) > MAX_BERICHT:
        raise UploadFout("Het bestand is groter dan 25 MB. Een bericht mag niet groter zijn (OP179).")


def _schone_naam(bestandsnaam: str) -> str:
    naam = re.sub(r"[\x00-\x1f\x7f]", "", bestandsnaam.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    return naam.encode("utf-8", "replace").decode()[-255:] or "zonder naam"


def _bewaar(
    inhoud: bytes,
    *,
    bestandsnaam: str,
    weg: str,
    bericht_id: UUID,
    postbus_gemeente: str | None,
    mag_afzender: list[str] | None = None,
) -> UUID:
    from jeugdketen.berichten.tasks import verwerk_bericht

    nu = klok.nu()
    toegang = huidige_toegang()
    ruw = RuwBericht(
        id=bericht_id,
        inhoud=inhoud,
        sha256=hashlib.sha256(inhoud).hexdigest(),
        grootte=len(inhoud),
        bestandsnaam=_schone_naam(bestandsnaam),
        weg=weg,
        ontvangen_op=nu,
        ontvangen_door_id=toegang.gebruiker_id,
        door_naam=toegang.naam,
    )
    try:
        with transaction.atomic():
            ruw.save(force_insert=True)
    except IntegrityError:
        if RuwBericht.objects.filter(pk=bericht_id).exclude(sha256=ruw.sha256).exists():
            raise
        return bericht_id
    bericht = Bericht(
        id=bericht_id,
        ruw=ruw,
        richting=t.IN,
        weg=weg,
        toestand=t.ONTVANGEN,
        postbus_gemeente=postbus_gemeente,
        mag_afzender=mag_afzender,
        aangeleverd_door_id=toegang.gebruiker_id,
        draad=bericht_id,
        tijdstip=nu,
        ontvangen_dag=nu.date(),
    )
    bericht.save(force_insert=True)
    log_begin(bericht, reden=f"{ruw.bestandsnaam}, {ruw.grootte} bytes, via {t.WEGEN[weg]}")
    verwerk_bericht.defer(bericht_id=str(bericht_id))
    return bericht_id
