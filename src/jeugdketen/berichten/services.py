"""Every write of the post box: taking in, checking, answering, sending."""

from __future__ import annotations

from uuid import UUID

from jeugdketen.kern.toegang import Toegang


def neem_aan_upload(toegang: Toegang, bestandsnaam: str, inhoud: bytes) -> UUID:
    """Store an uploaded file (raw first, own commit) and queue its processing. Returns the id of the Bericht for the page.

    Raises ``UploadFout`` with one Dutch sentence when there is nothing to store (empty, over 25 MB).
    """
    raise LookupError
