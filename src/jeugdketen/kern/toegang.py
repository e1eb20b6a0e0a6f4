"""Who is asking: the context that every transaction carries, and that row security reads.

The context is written with `set_config(..., true)`, so it lives exactly as long as the transaction. It is sealed with
a key that the application and the database share and that the application's database role cannot read: a statement
that sets the context by itself (through an injection, or in a console) gets no rows, because the seal does not fit.
The seal also covers the number of the database session and the moment at which the transaction began there, so one
that was overheard opens nothing elsewhere or later.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from jeugdketen.kern import klok, rollen

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from jeugdketen.kern.models import Gebruiker

LOGBOEK: Final = "logboek"
"""Alias of the connection on which logs and counters are written: committed at once, whatever becomes of a request."""


class Rol(NamedTuple):
    """One role that somebody holds today, and for whom."""

    rol: str
    gemeente: str | None = None
    aanbieder: str | None = None


class Noodrecht(NamedTuple):
    """One file that somebody opened by break-glass access, until when (real time), and the reason given."""

    noodtoegang_id: int
    jeugdige_id: UUID
    gemeente: str
    tot: datetime
    reden: str


@dataclass(frozen=True, slots=True)
class Toegang:
    """What somebody may reach, on one date.

    Attributes:
        gebruiker_id: primary key of the user; None for the worker, the set-up and a visitor.
        naam: the name that logs and decisions show.
        houdt: every role held, with the municipality or the provider it is held for.
        nood: the files that are open by break-glass access now; a request adds them (`met_nood`).
        rollen: the roles held, without for whom.
        gemeenten: CBS codes of the municipalities whose files this person may read.
        schrijf_gemeenten: CBS codes of the municipalities in whose files this person may write.
        aanbieders: AGB codes of the providers this person works for.
        fg_gemeenten: CBS codes of the municipalities whose read log this person may see.
        contract_gemeenten: CBS codes of the municipalities whose local contracts this person keeps.
        geleide_gemeenten: CBS codes of the municipalities whose team this person leads.
        beheerde_aanbieders: AGB codes of the providers whose people this person manages.
        instellingen: AGB codes of the certified institutions this person works for.
        verwijzers: AGB codes of the practices that this person refers for.
    """

    gebruiker_id: int | None
    naam: str
    houdt: frozenset[Rol] = frozenset()
    nood: frozenset[Noodrecht] = frozenset()
    rollen: frozenset[str] = field(init=False)
    gemeenten: frozenset[str] = field(init=False)
    schrijf_gemeenten: frozenset[str] = field(init=False)
    aanbieders: frozenset[str] = field(init=False)
    fg_gemeenten: frozenset[str] = field(init=False)
    contract_gemeenten: frozenset[str] = field(init=False)
    geleide_gemeenten: frozenset[str] = field(init=False)
    beheerde_aanbieders: frozenset[str] = field(init=False)
    instellingen: frozenset[str] = field(init=False)
    verwijzers: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        def gemeenten(soorten: frozenset[str]) -> frozenset[str]:
            return frozenset(r.gemeente for r in self.houdt if r.gemeente and r.rol in soorten)

        def organisaties(soorten: frozenset[str]) -> frozenset[str]:
            return frozenset(r.aanbieder for r in self.houdt if r.aanbieder and r.rol in soorten)

        zet = object.__setattr__
        zet(self, "rollen", frozenset(r.rol for r in self.houdt))
        zet(self, "gemeenten", gemeenten(rollen.DOSSIER_LEZEN))
        zet(self, "schrijf_gemeenten", gemeenten(rollen.DOSSIER_SCHRIJVEN))
        zet(self, "aanbieders", organisaties(rollen.PER_AANBIEDER))
        zet(self, "fg_gemeenten", gemeenten(frozenset({rollen.FG})))
        zet(self, "contract_gemeenten", gemeenten(frozenset({rollen.LOKALE_CONTRACTMANAGER})))
        zet(self, "geleide_gemeenten", gemeenten(frozenset({rollen.TEAMLEIDER})))
        zet(self, "beheerde_aanbieders", organisaties(frozenset({rollen.AANBIEDER_BEHEERDER})))
        zet(self, "instellingen", organisaties(frozenset({rollen.GI_MEDEWERKER})))
        zet(self, "verwijzers", organisaties(frozenset({rollen.VERWIJZER})))

    def heeft(
        self, soorten: Collection[str], *, gemeente: str | None = None, aanbieder: str | None = None
    ) -> bool:
        """True when one of these roles is held, for that municipality or that provider where one is named."""
        return any(
            r.rol in soorten
            and (gemeente is None or r.gemeente == gemeente)
            and (aanbieder is None or r.aanbieder == aanbieder)
            for r in self.houdt
        )

    def noodrecht_op(self, jeugdige_id: UUID) -> Noodrecht | None:
        """The break-glass access to this file that is open now; None when there is none."""
        return next((recht for recht in self.nood if recht.jeugdige_id == jeugdige_id), None)

    @property
    def rol_tekst(self) -> str:
        """The roles in words, for logs and for the header of a screen."""
        return ", ".join(rollen.ROLLEN.get(rol, rol) for rol in sorted(self.rollen))


NIEMAND = Toegang(gebruiker_id=None, naam="niet ingelogd")
"""Somebody who is not logged in: sees no row with personal data."""

POORT: Final = Toegang(gebruiker_id=None, naam="aanmelding", houdt=frozenset({Rol(rollen.AANMELDING)}))
"""The log-in itself, before anybody is known: attempts, sessions, codes, and the security log."""

_huidig: ContextVar[Toegang] = ContextVar("jeugdketen_toegang", default=NIEMAND)


class ToegangGeweigerd(PermissionError):
    """Somebody asks for what their roles do not give. The message is Dutch and may be shown."""


def huidige_toegang() -> Toegang:
    """The access of the transaction under way; `NIEMAND` outside one."""
    return _huidig.get()


def toegang_van(gebruiker: Gebruiker | AnonymousUser, op: date | None = None) -> Toegang:
    """Read what this user may reach on a date (default today).

    Roles are read from the database on every call, so a role that was taken away a second ago no longer counts. A
    user who is not active, has left, or is not logged in, gets `NIEMAND`.
    """
    if not gebruiker.is_authenticated or not gebruiker.is_active or gebruiker.pk is None:
        return NIEMAND
    dag = op or klok.vandaag()
    if gebruiker.laatste_dag is not None and gebruiker.laatste_dag < dag:
        return NIEMAND
    houdt = frozenset(
        Rol(rol, gemeente or None, agb or None)
        for rol, gemeente, agb in gebruiker.rolhouders.geldig_op(dag).values_list(
            "rol", "gemeente_code", "aanbieder_agb"
        )
    )
    return Toegang(gebruiker_id=gebruiker.pk, naam=gebruiker.weergavenaam, houdt=houdt)


def met_nood(toegang: Toegang, nood: Collection[Noodrecht]) -> Toegang:
    """The same access, with the files that are open by break-glass access now."""
    return replace(toegang, nood=frozenset(nood)) if nood else toegang


def _geheim() -> bytes:
    """The key that seals contexts: 32 bytes derived from `JEUGDKETEN_ZEGELSLEUTEL`, or else from `SECRET_KEY`."""
    bron = getattr(settings, "JEUGDKETEN_ZEGELSLEUTEL", "") or settings.SECRET_KEY
    return hashlib.sha256(b"jeugdketen.toegang\x00" + str(bron).encode()).digest()


def zegelsleutels() -> tuple[bytes, bytes]:
    """The inner and outer HMAC-SHA256 pads of the seal key, as the database keeps them."""
    sleutel = _geheim().ljust(64, b"\x00")
    return bytes(b ^ 0x36 for b in sleutel), bytes(b ^ 0x5C for b in sleutel)


def _tekst(toegang: Toegang) -> str:
    inhoud = {
        "gebruiker": toegang.gebruiker_id,
        "dag": klok.vandaag().isoformat(),
        "rollen": sorted(toegang.rollen),
        "gemeenten": sorted(toegang.gemeenten),
        "schrijven": sorted(toegang.schrijf_gemeenten),
        "aanbieders": sorted(toegang.aanbieders),
        "fg": sorted(toegang.fg_gemeenten),
        "contract": sorted(toegang.contract_gemeenten),
        "leidt": sorted(toegang.geleide_gemeenten),
        "beheert": sorted(toegang.beheerde_aanbieders),
        "instellingen": sorted(toegang.instellingen),
        "verwijzers": sorted(toegang.verwijzers),
        "nood": sorted(str(recht.jeugdige_id) for recht in toegang.nood),
    }
    return json.dumps(inhoud, ensure_ascii=True, separators=(",", ":"))


def zet_toegang(toegang: Toegang, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Write the sealed context into the transaction under way.

    Raises:
        RuntimeError: no transaction is under way; the context would last longer than the question.
    """
    verbinding = connections[using]
    if not verbinding.in_atomic_block:
        raise RuntimeError("zet_toegang needs a transaction: use met_toegang()")
    verbinding.ensure_connection()
    tekst = _tekst(toegang)
    verbinding.validate_no_broken_transaction()
    sessie = verbinding.connection.info.backend_pid
    # A cursor of psycopg itself binds at the server: the seal is no part of the statement that others may see.
    with verbinding.wrap_database_errors, psycopg.Cursor(verbinding.connection) as cursor:
        (begin,) = cursor.execute("SELECT extract(epoch FROM transaction_timestamp())::text").fetchone() or (
            "",
        )
        zegel = hmac.new(_geheim(), f"{sessie}|{begin}|{tekst}".encode(), hashlib.sha256).hexdigest()
        cursor.execute(
            "SELECT set_config('app.toegang', %s, true), set_config('app.zegel', %s, true)", [tekst, zegel]
        )


@contextmanager
def met_toegang(toegang: Toegang, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[Toegang]:
    """One transaction in which the database knows who is asking.

    Nested calls work: the inner access counts inside, the outer one again after it. An exception rolls back.
    """
    vorige = _huidig.get()
    genest = connections[using].in_atomic_block
    teken = _huidig.set(toegang)
    try:
        with transaction.atomic(using=using):
            zet_toegang(toegang, using=using)
            yield toegang
            # A savepoint that is released keeps its settings, one that is rolled back loses them by itself.
            if genest and not connections[using].needs_rollback:
                zet_toegang(vorige, using=using)
    finally:
        _huidig.reset(teken)


@contextmanager
def als_systeem(
    gemeenten: Collection[str] = (), *, naam: str = "verwerking van berichten", using: str = DEFAULT_DB_ALIAS
) -> Iterator[Toegang]:
    """The worker, limited to the municipalities (CBS codes) of the message that it handles.

    Without a municipality it reaches no file: enough to store bytes that nobody has read yet.
    """
    houdt = frozenset(Rol(rollen.SYSTEEM, gemeente) for gemeente in gemeenten) or frozenset(
        {Rol(rollen.SYSTEEM)}
    )
    with met_toegang(Toegang(gebruiker_id=None, naam=naam, houdt=houdt), using=using) as toegang:
        yield toegang


@contextmanager
def als_inrichting(gemeenten: Collection[str] = (), *, using: str = DEFAULT_DB_ALIAS) -> Iterator[Toegang]:
    """Set-up from the command line: registers and users, and the files of the municipalities that are named."""
    houdt = frozenset({Rol(rollen.INRICHTING)} | {Rol(rollen.SYSTEEM, gemeente) for gemeente in gemeenten})
    with met_toegang(Toegang(gebruiker_id=None, naam="inrichting", houdt=houdt), using=using) as toegang:
        yield toegang
