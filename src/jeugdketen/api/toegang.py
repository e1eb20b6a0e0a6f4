"""As whom a machine reads and brings: the database sees the parties of its account, and nothing else."""

from __future__ import annotations

from jeugdketen.api.models import Machineaccount
from jeugdketen.kern import rollen
from jeugdketen.kern.toegang import Rol, Toegang


def toegang_van_account(account: Machineaccount) -> Toegang:
    """The access of a machine account, under which row security holds.

    A provider's system sees what somebody of that provider sees, a municipality's what its back office sees. An
    account without a party sees nothing.
    """
    houdt = {Rol(rollen.AANBIEDER_MEDEWERKER, None, agb) for agb in account.aanbieders}
    houdt |= {Rol(rollen.BACKOFFICE, gemeente) for gemeente in account.gemeenten}
    return Toegang(gebruiker_id=None, naam=account.name, houdt=frozenset(houdt))


def voor_leeslog(account: Machineaccount) -> Toegang:
    """As whom a machine stands in the read log: by its name; it is no person, so the log takes it as the system."""
    return Toegang(
        gebruiker_id=None,
        naam=f"{account.name} via REST"[:200],
        houdt=frozenset({Rol(rollen.SYSTEEM)}),
    )
