"""Machine accounts: the systems that may call the REST interface (OAuth2 client credentials)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from oauth2_provider.models import AbstractApplication

RECHTEN: dict[str, str] = {
    "toets": "vragen stellen over de regels van de regio",
    "berichten.controle": "een iJw-bericht laten controleren voordat het wordt verstuurd",
}
"""Every scope there is, with what it allows."""


class Machineaccount(AbstractApplication):
    """One system of one organisation. Its secret is stored hashed; tokens are stored as a checksum only.

    Attributes:
        rechten: the scopes that this account may ask for, a part of `RECHTEN`.
        organisatie: whose system it is, in words, so that somebody can be called when it misbehaves.
    """

    rechten = ArrayField(models.CharField(max_length=40), default=list)
    organisatie = models.CharField(max_length=120)

    class Meta(AbstractApplication.Meta):
        verbose_name = "machineaccount"
        verbose_name_plural = "machineaccounts"
