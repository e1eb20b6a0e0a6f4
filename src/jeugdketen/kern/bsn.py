"""The citizen service number (BSN): checked, encrypted at rest, found by a keyed hash, shown in groups.

A BSN never stands in a URL, a log line or an error message. In the database it is ciphertext (AES-256-GCM) that
starts with the name of its key, so that keys can be rotated: the first key in `JEUGDKETEN_BSN_SLEUTELS` encrypts,
every key in it decrypts. Finding a child by BSN goes through `bsn_sleutel`, an HMAC-SHA256 under a key of its own:
equal numbers have equal hashes, and without the key nobody can try all numbers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models

from ijw.regels.cs import elfproef

_DOEL = b"jeugdketen.bsn"


class BsnOnleesbaar(ValueError):
    """Stored ciphertext that no known key opens: a key is missing, or the value was tampered with."""


def is_bsn(waarde: str) -> bool:
    """True for nine digits that pass the eleven-proof (elfproef) and are not all zero."""
    if len(waarde) != 9 or not (waarde.isascii() and waarde.isdigit()) or waarde == "000000000":
        return False
    return elfproef(waarde)


def schoon_bsn(waarde: str) -> str:
    """The nine digits of a BSN as somebody typed it, with spaces or dots, or without its leading zero.

    Raises:
        ValidationError: it is no BSN; the message does not repeat what was typed.
    """
    cijfers = waarde.replace(" ", "").replace(".", "").replace("-", "")
    if len(cijfers) == 8:
        cijfers = "0" + cijfers
    if not is_bsn(cijfers):
        raise ValidationError(
            "Dit is geen geldig BSN. Een BSN heeft negen cijfers en klopt met de elfproef; controleer de cijfers.",
            code="bsn",
        )
    return cijfers


def toon_bsn(bsn: str) -> str:
    """A BSN as screens show it: `999901187` becomes `9999 01 187`."""
    return f"{bsn[:4]} {bsn[4:6]} {bsn[6:]}"


@lru_cache(maxsize=4)
def _sleutels(teksten: tuple[str, ...]) -> dict[str, AESGCM]:
    uit: dict[str, AESGCM] = {}
    for tekst in teksten:
        try:
            ruw = base64.urlsafe_b64decode(tekst)
        except (binascii.Error, ValueError) as fout:
            raise ImproperlyConfigured("Een sleutel in JEUGDKETEN_BSN_SLEUTELS is geen base64.") from fout
        if len(ruw) != 32:
            raise ImproperlyConfigured("Een sleutel in JEUGDKETEN_BSN_SLEUTELS is niet 32 bytes lang.")
        uit[hashlib.sha256(_DOEL + ruw).hexdigest()[:8]] = AESGCM(ruw)
    if not uit:
        raise ImproperlyConfigured(
            "Zet JEUGDKETEN_BSN_SLEUTELS: 32 willekeurige bytes in base64, per sleutel één."
        )
    return uit


def _alle_sleutels() -> dict[str, AESGCM]:
    return _sleutels(tuple(settings.JEUGDKETEN_BSN_SLEUTELS))


def huidige_sleutel() -> str:
    """The name (eight hex digits) of the key that encrypts today."""
    return next(iter(_alle_sleutels()))


def versleutel(tekst: str, doel: bytes = _DOEL) -> str:
    """Ciphertext of a BSN, or of another secret with its own `doel`, under the current key; never twice the same."""
    naam, sleutel = next(iter(_alle_sleutels().items()))
    eenmalig = os.urandom(12)
    geheim = eenmalig + sleutel.encrypt(eenmalig, tekst.encode(), doel)
    return f"{naam}:{base64.b64encode(geheim).decode()}"


def ontsleutel(tekst: str, doel: bytes = _DOEL) -> str:
    """The BSN, or the other secret with the same `doel`, behind a stored ciphertext.

    Raises:
        BsnOnleesbaar: its key is not in the settings, or the text was changed.
    """
    naam, _, geheim64 = tekst.partition(":")
    sleutel = _alle_sleutels().get(naam)
    if sleutel is None:
        raise BsnOnleesbaar(f"De sleutel {naam} van dit gegeven staat niet in JEUGDKETEN_BSN_SLEUTELS.")
    try:
        geheim = base64.b64decode(geheim64, validate=True)
        return sleutel.decrypt(geheim[:12], geheim[12:], doel).decode()
    except (InvalidTag, binascii.Error, ValueError) as fout:
        raise BsnOnleesbaar("Een versleuteld gegeven is beschadigd of veranderd.") from fout


def kenmerk(tekst: str, doel: str) -> bytes:
    """HMAC-SHA256 of a text under the hash key, for one purpose: hashes of different purposes cannot be compared."""
    geheim = settings.JEUGDKETEN_BSN_HASHSLEUTEL
    if not geheim:
        raise ImproperlyConfigured("Zet JEUGDKETEN_BSN_HASHSLEUTEL: een lange willekeurige tekst.")
    return hmac.new(str(geheim).encode(), f"{doel}\x00{tekst}".encode(), hashlib.sha256).digest()


def bsn_sleutel(bsn: str) -> str:
    """The keyed hash (64 hex digits) by which a BSN is stored for look-up and compared."""
    return kenmerk(bsn, "bsn").hex()


Verwantenzoeker = Callable[[str], Collection[str]]
"""Finds the hashes of every BSN under which the child with this hash is or was known to who asks."""


def _geen_verwanten(sleutel: str) -> Collection[str]:
    """Nobody said where the files are."""
    return ()


_verwantenzoeker: Verwantenzoeker = _geen_verwanten


def gebruik_verwantenzoeker(zoeker: Verwantenzoeker) -> None:
    """Say how other BSNs of one child are found; the app that keeps the files does this when it starts."""
    global _verwantenzoeker
    _verwantenzoeker = zoeker


def bsn_sleutels(bsn: str) -> frozenset[str]:
    """The hash of a BSN with those of every other BSN of the same child: a wrong one from before, or of a double file.

    For searching what is stored under a hash, such as messages.
    """
    sleutel = bsn_sleutel(bsn)
    return frozenset({sleutel, *_verwantenzoeker(sleutel)})


class BsnVeld(models.TextField):
    """A BSN: nine digits in Python, ciphertext in the database. It cannot be searched; keep `bsn_sleutel` beside it."""

    description = "Burgerservicenummer, versleuteld opgeslagen"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """Decrypt what the database holds."""
        return None if value is None else ontsleutel(value)

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt what the database gets."""
        return None if value is None else versleutel(str(value))

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull` can be asked; a search by ciphertext would silently find nothing.

        Raises:
            TypeError: any other look-up.
        """
        if lookup_name != "isnull":
            raise TypeError("Een BSN is versleuteld en niet te doorzoeken; zoek op bsn_sleutel.")
        return super().get_lookup(lookup_name)

    def to_python(self, value: Any) -> str | None:
        """Nine digits, or a ValidationError."""
        return None if value in (None, "") else schoon_bsn(str(value))
