"""A machine that logs in to the REST interface."""

from __future__ import annotations

import base64
from typing import Any

from django.test import Client

from jeugdketen.api.services import NieuwAccount


def token(account: NieuwAccount, **extra: str) -> Any:
    """The answer of the token endpoint."""
    basis = base64.b64encode(f"{account.account.client_id}:{account.geheim}".encode()).decode()
    return Client().post(
        "/api/v1/token",
        {"grant_type": "client_credentials", **extra},
        headers={"Authorization": f"Basic {basis}"},
        secure=True,
    )
