"""Changing the keys of the BSN: every place where one lies is brought under the new key.

A BSN lies in every `BsnVeld` (found by asking the models, so a new table cannot be forgotten), as a keyed hash beside
it and with each message, in the hashed search pieces, and inside the bytes of the messages in the raw store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.db import connections, transaction
from django.db.models import Model, TextField
from django.db.models.functions import Cast

from ijw.lezen import lees
from jeugdketen.berichten import kluis
from jeugdketen.berichten.models import Bericht
from jeugdketen.dossier.models import Jeugdige
from jeugdketen.dossier.services import leg_zoektermen_vast
from jeugdketen.kern import bsn
from jeugdketen.kern.bsn import BsnVeld, bsn_sleutel
from jeugdketen.kern.toegang import als_systeem

PER_KEER: Final = 500
"""Rows in one transaction."""

EIGENAAR: Final = "eigenaar"
"""Alias of the connection of the role that owns the tables."""


def bsn_kolommen() -> list[tuple[type[Model], str]]:
    """Every table and field that holds an encrypted BSN."""
    return [
        (model, veld.name)
        for model in apps.get_models()
        for veld in model._meta.concrete_fields
        if isinstance(veld, BsnVeld)
    ]


def hash_kolommen() -> list[tuple[type[Model], str]]:
    """Those of them with a keyed hash beside it."""
    return [
        (model, veld)
        for model, veld in bsn_kolommen()
        if any(v.name == f"{veld}_sleutel" for v in model._meta.concrete_fields)
    ]


def herversleutel(gemeente: str) -> int:
    """Encrypt every BSN of a municipality under the current key; returns how many were not yet.

    May be stopped and started again, and runs beside the application.
    """
    return sum(_herversleutel(model, veld, gemeente) for model, veld in bsn_kolommen())


def _herversleutel(model: type[Model], veld: str, gemeente: str) -> int:
    huidig, aantal = bsn.huidige_sleutel(), 0
    rijen = model._default_manager.filter(gemeente_code=gemeente, **{f"{veld}__isnull": False})
    while True:
        with als_systeem([gemeente], naam="sleutelwissel"):
            stuk = list(
                rijen.select_for_update(skip_locked=True)
                .annotate(versleuteld=Cast(veld, TextField()))
                .exclude(versleuteld__startswith=f"{huidig}:")
                .values_list("pk", veld)[:PER_KEER]
            )
            for sleutel, waarde in stuk:
                model._default_manager.filter(pk=sleutel).update(**{veld: waarde})
        if not stuk:
            return aantal
        aantal += len(stuk)


def herhash(gemeente: str) -> int:
    """Hash every BSN and every search piece of a municipality under the current hash key; returns how many changed.

    Needs no old key: the numbers come from the ciphertexts and, for messages, from their bytes. The application must
    not run meanwhile: what it looks up by the new hash is not found until this is done. Doing it again goes on where it
    was stopped.
    """
    aantal = 0
    for model, veld in hash_kolommen():
        for stuk in _stukken(model, gemeente):
            with als_systeem([gemeente], naam="sleutelwissel"):
                rijen = model._default_manager.filter(pk__in=stuk, **{f"{veld}__isnull": False})
                for sleutel, nummer, oud in rijen.values_list("pk", veld, f"{veld}_sleutel"):
                    if (nieuw := bsn_sleutel(nummer)) != oud:
                        aantal += model._default_manager.filter(pk=sleutel).update(
                            **{f"{veld}_sleutel": nieuw}
                        )
    for stuk in _stukken(Jeugdige, gemeente):
        with als_systeem([gemeente], naam="sleutelwissel"):
            leg_zoektermen_vast(Jeugdige.objects.filter(pk__in=stuk))
    for stuk in _stukken(Bericht, gemeente):
        with als_systeem([gemeente], naam="sleutelwissel"):
            berichten = Bericht.objects.select_related("ruw").filter(pk__in=stuk).exclude(bsn_sleutel="")
            for bericht in berichten:
                nummer = _bsn_in(bericht)
                if nummer and (nieuw := bsn_sleutel(nummer)) != bericht.bsn_sleutel:
                    aantal += Bericht.objects.filter(pk=bericht.pk).update(bsn_sleutel=nieuw)
    return aantal


def _bsn_in(bericht: Bericht) -> str:
    """The BSN that a stored message is about. A JW319 names no client: it follows the message it answers."""
    inhoud = lees(bericht.ruw.inhoud).bericht
    nummer = getattr(getattr(inhoud, "client", None), "bsn", None)
    if nummer:
        return str(nummer)
    draad = Bericht.objects.select_related("ruw").filter(draad=bericht.draad, soort="JW315").first()
    return "" if draad is None or draad.pk == bericht.pk else _bsn_in(draad)


def _stukken(model: type[Model], gemeente: str) -> Iterator[list[object]]:
    """The keys of the rows of a municipality, in runs, in the order of the key."""
    laatste: object = None
    while True:
        with als_systeem([gemeente], naam="sleutelwissel"):
            rijen = model._default_manager.filter(gemeente_code=gemeente).order_by("pk")
            if laatste is not None:
                rijen = rijen.filter(pk__gt=laatste)
            stuk = list(rijen.values_list("pk", flat=True)[:PER_KEER])
        if not stuk:
            return
        yield stuk
        laatste = stuk[-1]


def onder_oude_sleutel() -> int:
    """How many messages in the raw store lie under another than the current key. Asks the owner of the tables."""
    with _ruw_onbewaakt() as cursor:
        cursor.execute(
            "SELECT count(*) FROM berichten_ruwbericht WHERE substr(inhoud, 1, 4) <> %s",
            [kluis.huidige_sleutel()],
        )
        return int(cursor.fetchone()[0])


def herversleutel_ruw() -> int:
    """Encrypt the raw store again under the current key, as the owner of the tables; returns how many messages.

    The store only grows, so this lifts that guard inside one transaction that locks the table; everybody else waits.
    What comes out must have the checksum of what came in, or nothing is changed at all.

    Raises:
        KluisFout: a stored message cannot be opened or is not what came in.
    """
    huidig, aantal = kluis.huidige_sleutel(), 0
    with _ruw_onbewaakt() as cursor:
        while True:
            cursor.execute(
                "SELECT id, inhoud, sha256 FROM berichten_ruwbericht WHERE substr(inhoud, 1, 4) <> %s LIMIT %s",
                [huidig, PER_KEER],
            )
            stuk = cursor.fetchall()
            if not stuk:
                return aantal
            for sleutel, geheim, som in stuk:
                inhoud = kluis.open_(bytes(geheim))
                if hashlib.sha256(inhoud).hexdigest() != som:
                    raise kluis.KluisFout(f"Bericht {sleutel} in de ruwe opslag is niet wat binnenkwam.")
                cursor.execute(
                    "UPDATE berichten_ruwbericht SET inhoud = %s WHERE id = %s",
                    [kluis.sluit(inhoud), sleutel],
                )
            aantal += len(stuk)


@contextmanager
def _ruw_onbewaakt() -> Iterator[Any]:
    """A cursor of the owner that may read and change the raw store; the guards are back when the transaction ends."""
    with transaction.atomic(using=EIGENAAR), connections[EIGENAAR].cursor() as cursor:
        cursor.execute("ALTER TABLE berichten_ruwbericht NO FORCE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE berichten_ruwbericht DISABLE TRIGGER alleen_toevoegen")
        yield cursor
        cursor.execute("ALTER TABLE berichten_ruwbericht ENABLE TRIGGER alleen_toevoegen")
        cursor.execute("ALTER TABLE berichten_ruwbericht FORCE ROW LEVEL SECURITY")
