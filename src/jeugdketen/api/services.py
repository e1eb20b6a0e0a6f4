"""Everything that writes for the REST interface."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db import transaction
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import get_access_token_model

from jeugdketen.api.models import RECHTEN, Machineaccount


class NieuwAccount(NamedTuple):
    """A fresh machine account; ``geheim`` is shown once and can't be read back."""

    account: Machineaccount
    geheim: str


@transaction.atomic
def maak_account(naam: str, organisatie: str, rechten: Collection[str]) -> NieuwAccount:
    """Create a machine account, or renew the secret of the one with this name (its tokens end at once).

    Raises:
        ValueError: an unknown right, or no right at all; the message is Dutch.
    """
    onbekend = sorted(set(rechten) - set(RECHTEN))
    if onbekend or not rechten:
        raise ValueError(
            f"Rechten: {'onbekend: ' + ', '.join(onbekend) if onbekend else 'geen gekozen'}. "
            f"Kies uit: {', '.join(RECHTEN)}."
        )
    geheim = generate_client_secret()
    account = Machineaccount.objects.select_for_update().filter(name=naam).first() or Machineaccount(
        name=naam
    )
    account.client_type = Machineaccount.CLIENT_CONFIDENTIAL
    account.authorization_grant_type = Machineaccount.GRANT_CLIENT_CREDENTIALS
    account.organisatie = organisatie
    account.rechten = sorted(rechten)
    account.client_secret = geheim
    account.save()
    get_access_token_model().objects.filter(application=account).delete()
    return NieuwAccount(account, geheim)
