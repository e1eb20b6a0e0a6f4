"""Makes the secrets that an installation needs; stores nothing."""

from __future__ import annotations

import base64
import secrets


def nieuwe_sleutels() -> dict[str, str]:
    """Fresh values by environment variable: Django's secret, one key for BSNs (32 random bytes) and a hash key."""
    return {
        "JEUGDKETEN_GEHEIM": secrets.token_urlsafe(48),
        "JEUGDKETEN_BSN_SLEUTELS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "JEUGDKETEN_BSN_HASHSLEUTEL": secrets.token_hex(32),
        "JEUGDKETEN_ZEGELSLEUTEL": secrets.token_hex(32),
    }
