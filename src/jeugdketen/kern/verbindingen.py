"""A forked process never talks through a database connection of its parent.

Two processes on one connection answer each other's questions: the sealed context of one then stands before the
statement of the other. Closing what Django names at the moment of the fork is not enough: it keeps the connections of
code under an event loop apart from those without one, and a forked process has no loop. It finds connections again that
its parent did not see. So a forked process begins without any, whatever was open.
"""

from __future__ import annotations

import os
from typing import Any
from weakref import WeakSet

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

_ooit_open: WeakSet[BaseDatabaseWrapper] = WeakSet()
_geerfd: list[object] = []
"""Connections of the parent, kept unclosed: closing them here would end the session of the parent."""


def bewaak() -> None:
    """From now on in this process and in what it forks; call it once."""
    connection_created.connect(_onthoud, dispatch_uid="kern.verbindingen")
    os.register_at_fork(after_in_child=_vergeet)


def _onthoud(connection: BaseDatabaseWrapper, **_: Any) -> None:
    _ooit_open.add(connection)


def _vergeet() -> None:
    for verbinding in _ooit_open:
        if verbinding.connection is not None:
            _geerfd.append(verbinding.connection)
        verbinding.connection = None
        # As it is before the first connection; the transaction under way is the parent's.
        verbinding.in_atomic_block = verbinding.closed_in_transaction = verbinding.needs_rollback = False
        verbinding.savepoint_ids, verbinding.atomic_blocks, verbinding.run_on_commit = [], [], []
