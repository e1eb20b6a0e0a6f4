"""Bytes of messages at rest: encrypted, because every message holds a BSN (AES-256-GCM, keys of the BSN store).

The stored value starts with the name of its key, so that keys can be rotated. Rows of the raw store never change, so
a key stays in ``JEUGDKETEN_BSN_SLEUTELS`` as long as a message under it is kept, or until the owner of the tables has
brought the store under a new one (``bsn_herversleutel --ruw``).
"""

from __future__ import annotations

import base64
import hashlib
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

_DOEL = b"jeugdketen.ruwbericht"


class KluisFout(ValueError):
    """Stored bytes that no known key opens, or that were changed behind our back."""


@lru_cache(maxsize=4)
def _sleutels(teksten: tuple[str, ...]) -> dict[bytes, AESGCM]:
    ruw = [base64.urlsafe_b64decode(tekst) for tekst in teksten]
    if not ruw:
        raise ImproperlyConfigured("Zet JEUGDKETEN_BSN_SLEUTELS: zonder sleutel wordt geen bericht bewaard.")
    return {
        hashlib.sha256(_DOEL + r).digest()[:4]: AESGCM(hashlib.sha256(_DOEL + b"\x00" + r).digest())
        for r in ruw
    }


def _alle() -> dict[bytes, AESGCM]:
    return _sleutels(tuple(settings.JEUGDKETEN_BSN_SLEUTELS))


def huidige_sleutel() -> bytes:
    """The name (4 bytes) of the key that encrypts today; what lies under it starts with it."""
    return next(iter(_alle()))


def sluit(inhoud: bytes) -> bytes:
    """Encrypt under the first key: 4 bytes key name, 12 bytes nonce, ciphertext with tag."""
    naam, sleutel = next(iter(_alle().items()))
    eenmalig = os.urandom(12)
    return naam + eenmalig + sleutel.encrypt(eenmalig, inhoud, _DOEL)


def open_(geheim: bytes) -> bytes:
    """The bytes behind a stored value.

    Raises:
        KluisFout: its key is gone from the settings, or the value was changed.
    """
    sleutel = _alle().get(geheim[:4])
    if sleutel is None:
        raise KluisFout("De sleutel van een opgeslagen bericht staat niet in JEUGDKETEN_BSN_SLEUTELS.")
    try:
        return sleutel.decrypt(geheim[4:16], geheim[16:], _DOEL)
    except InvalidTag as fout:
        raise KluisFout("Een opgeslagen bericht is beschadigd of veranderd.") from fout


class VersleuteldeBytes(models.BinaryField):
    """Bytes in Python, ciphertext in the database."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        """Decrypt what the database holds."""
        return None if value is None else open_(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Encrypt what the database gets."""
        return None if value is None else super().get_db_prep_value(sluit(bytes(value)), connection, prepared)
