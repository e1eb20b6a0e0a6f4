"""Everything that writes for the REST interface."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import get_access_token_model

from jeugdketen.api.models import RECHTEN, Aanlevering, Bevestiging, Machineaccount
from jeugdketen.api.selectors import zijde_van
from jeugdketen.api.toegang import toegang_van_account
from jeugdketen.berichten.afhalen import voor_partij
from jeugdketen.berichten.selectors import BerichtNietGevonden
from jeugdketen.berichten.services import neem_aan_rest, noteer_opgehaald
from jeugdketen.kern import klok
from jeugdketen.kern.beveiligingslog import Soort, leg_gebeurtenis_vast
from jeugdketen.kern.toegang import als_inrichting, als_systeem, huidige_toegang
from jeugdketen.landschap import selectors as landschap

GEHEIM_GELDT = timedelta(days=365)
"""How long the secret of a machine account is good."""


class NieuwAccount(NamedTuple):
    """A fresh machine account; ``geheim`` is shown once and can't be read back."""

    account: Machineaccount
    geheim: str


@transaction.atomic
def maak_account(
    naam: str,
    organisatie: str,
    rechten: Collection[str],
    *,
    aanbieders: Collection[str] = (),
    gemeenten: Collection[str] = (),
) -> NieuwAccount:
    """Create a machine account, or renew the secret of the one with this name (its tokens end at once).

    Args:
        aanbieders: AGB codes of the providers for which it speaks.
        gemeenten: CBS codes of the municipalities for which it speaks; not together with ``aanbieders``.

    Raises:
        ValueError: an unknown right, or no right at all; a party that the register does not know, or none where a
            right needs one. The message is Dutch.
    """
    onbekend = sorted(set(rechten) - set(RECHTEN))
    if onbekend or not rechten:
        raise ValueError(
            f"Rechten: {'onbekend: ' + ', '.join(onbekend) if onbekend else 'geen gekozen'}. "
            f"Kies uit: {', '.join(RECHTEN)}."
        )
    _keur_partijen(rechten, aanbieders, gemeenten)
    geheim = generate_client_secret()
    with als_inrichting():
        account = Machineaccount.objects.select_for_update().filter(name=naam).first() or Machineaccount(
            name=naam
        )
        account.client_type = Machineaccount.CLIENT_CONFIDENTIAL
        account.authorization_grant_type = Machineaccount.GRANT_CLIENT_CREDENTIALS
        account.organisatie = organisatie
        account.rechten = sorted(rechten)
        account.aanbieders, account.gemeenten = sorted(set(aanbieders)), sorted(set(gemeenten))
        account.client_secret = geheim
        account.geheim_verloopt_op = timezone.now() + GEHEIM_GELDT
        account.ingetrokken_op = None
        account.save()
        _beeindig_tokens(account)
    leg_gebeurtenis_vast(
        Soort.MACHINE_GEWIJZIGD, account=account.name, reden="nieuw geheim", rechten=account.rechten
    )
    return NieuwAccount(account, geheim)


def _beeindig_tokens(account: Machineaccount) -> int:
    return int(get_access_token_model().objects.filter(application=account).delete()[0])


@transaction.atomic
def vernieuw_geheim(account_id: int) -> NieuwAccount:
    """A new secret for an account that is there; the old one and all its tokens stop at once.

    Raises:
        Machineaccount.DoesNotExist: there is no such account.
    """
    account = Machineaccount.objects.get(pk=account_id)
    return maak_account(
        account.name,
        account.organisatie,
        account.rechten,
        aanbieders=account.aanbieders,
        gemeenten=account.gemeenten,
    )


@transaction.atomic
def trek_account_in(account_id: int) -> Machineaccount:
    """Take an account away: no new token, and every token it has stops at once. A new secret gives it back.

    Raises:
        Machineaccount.DoesNotExist: there is no such account.
    """
    with als_inrichting():
        account = Machineaccount.objects.select_for_update().get(pk=account_id)
        account.ingetrokken_op = timezone.now()
        account.save(update_fields=["ingetrokken_op"])
        aantal = _beeindig_tokens(account)
    leg_gebeurtenis_vast(Soort.MACHINE_GEWIJZIGD, account=account.name, reden="ingetrokken", aantal=aantal)
    return account


@transaction.atomic
def trek_tokens_in(account_id: int) -> int:
    """Stop every token of an account, when one may have been stolen; the secret stays. Returns how many.

    Raises:
        Machineaccount.DoesNotExist: there is no such account.
    """
    account = Machineaccount.objects.get(pk=account_id)
    with als_inrichting():
        aantal = _beeindig_tokens(account)
    leg_gebeurtenis_vast(Soort.TOKEN_INGETROKKEN, account=account.name, aantal=aantal)
    return aantal


NAMENS_PARTIJ = {"berichten.aanleveren", "berichten.ophalen"}
"""Rights that mean nothing without a party."""


def _keur_partijen(rechten: Collection[str], aanbieders: Collection[str], gemeenten: Collection[str]) -> None:
    if aanbieders and gemeenten:
        raise ValueError("Partij: kies aanbieders of gemeenten, niet allebei. Maak anders twee accounts.")
    if not aanbieders and not gemeenten and NAMENS_PARTIJ & set(rechten):
        raise ValueError(
            "Partij: geen gekozen. Geef met --agb of --gemeente op namens wie het systeem berichten doet."
        )
    for agb in aanbieders:
        if landschap.aanbieder_bij(agb) is None:
            raise ValueError(f"Partij: de aanbieder met AGB-code {agb} staat niet in het register.")
    for code in gemeenten:
        if not landschap.is_gemeente(code):
            raise ValueError(f"Partij: gemeente {code} hoort niet bij deze regio.")


class SleutelHergebruikt(ValueError):
    """An idempotency key that already stands for another message; the text may be shown."""

    def __init__(self) -> None:
        super().__init__(
            "Deze Idempotency-Key hoort al bij een bericht met een andere inhoud. Gebruik voor elk bericht een eigen."
        )


@transaction.atomic
def lever_aan(account: Machineaccount, inhoud: bytes, *, sleutel: str) -> UUID:
    """Take in a message that a system brings in the name of its party; returns the id of its Bericht.

    Args:
        sleutel: the caller's own key of this message; the same key with the same bytes gives the same id again and
            stores nothing twice. Empty: every call is a message of its own.

    Raises:
        SleutelHergebruikt: the key stands for other bytes.
        UploadFout: the body is empty or too large.
        PermissionError: the account speaks for no party.
    """
    bericht_id = uuid4()
    if sleutel:
        bekend = _onthoud(account, sleutel, hashlib.sha256(inhoud).hexdigest(), bericht_id)
        if bekend is not None:
            return bekend
    return neem_aan_rest(
        inhoud,
        bestandsnaam="bericht.xml",
        account=account.name,
        aanbieders=account.aanbieders,
        gemeenten=account.gemeenten,
        bericht_id=bericht_id,
    )


def _onthoud(account: Machineaccount, sleutel: str, sha256: str, bericht_id: UUID) -> UUID | None:
    """Keep the key; the message that it already stands for, or None when it is new."""
    with als_systeem(naam=account.name):
        try:
            with transaction.atomic():
                Aanlevering.objects.create(
                    account=account, sleutel=sleutel, sha256=sha256, bericht_id=bericht_id, op=klok.nu()
                )
        except IntegrityError:
            eerder = Aanlevering.objects.get(account=account, sleutel=sleutel)
            if eerder.sha256 != sha256:
                raise SleutelHergebruikt from None
            return eerder.bericht_id
    return None


def bevestig(account: Machineaccount, bericht_id: UUID) -> None:
    """Write down that this system has taken over a message that was for its party; again changes nothing.

    Call inside ``met_toegang`` of the account.

    Raises:
        BerichtNietGevonden: there is no such message for this account's parties.
    """
    toegang = toegang_van_account(account)
    assert huidige_toegang() == toegang, "called outside the account's own access"
    b = voor_partij(toegang).filter(pk=bericht_id).first()
    if b is None:
        raise BerichtNietGevonden
    Bevestiging.objects.bulk_create(
        [
            Bevestiging(
                bericht=b,
                gemeente_code=b.gemeente_code,
                aanbieder_agb=b.aanbieder_agb,
                zijde=zijde_van(toegang),
                account=account.name,
                op=klok.nu(),
            )
        ],
        ignore_conflicts=True,
    )
    if toegang.aanbieders:
        noteer_opgehaald(b)
