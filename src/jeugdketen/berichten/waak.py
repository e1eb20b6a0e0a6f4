"""The watch over workers: a job whose worker is gone goes back into the queue at once.

A killed worker leaves its job as ``doing``, and procrastinate's own heartbeat notices that after half a minute.
Here every worker holds an advisory lock of PostgreSQL on a connection of its own, keyed by its number. When the
process dies, however it dies, the server closes the connection and drops the lock. A job in ``doing`` whose
worker holds no lock has no worker.
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import Any

import psycopg
from django.db import connection, transaction
from procrastinate.contrib.django import connector_params
from procrastinate.worker import Worker

log = logging.getLogger(__name__)

SLOTGROEP = 7_264
"""First half of the lock's key; the second half is the worker's number."""

VERSTE = timedelta(hours=1)
"""No job is put off this far: a retry waits seconds."""


class Levenslijn:
    """Holds the lock of one worker until closed, and takes it again after the database was away."""

    def __init__(self, worker_id: int) -> None:
        self.worker_id = worker_id
        self._einde = threading.Event()
        self._vast = threading.Event()
        self._draad = threading.Thread(target=self._houd_vast, name="levenslijn", daemon=True)

    def begin(self) -> None:
        """Take the lock; returns when it is held.

        Raises:
            TimeoutError: the lock could not be taken within ten seconds.
        """
        self._draad.start()
        if not self._vast.wait(10):
            raise TimeoutError("the worker's advisory lock could not be taken")

    def sluit(self) -> None:
        """Let the lock go."""
        self._einde.set()
        self._draad.join(5)

    def _houd_vast(self) -> None:
        while not self._einde.is_set():
            try:
                with psycopg.connect(**_verbinding(), autocommit=True) as db:
                    db.execute("SELECT pg_advisory_lock(%s, %s)", [SLOTGROEP, self.worker_id])
                    self._vast.set()
                    while not self._einde.wait(1):
                        db.execute("SELECT 1")
            except psycopg.Error as fout:
                log.warning("lifeline lost (%s), taking it again", type(fout).__name__)
                self._einde.wait(0.5)


def _verbinding() -> dict[str, Any]:
    params = dict(connector_params())
    for sleutel in (
        "prepare_threshold",
        "isolation_level",
        "client_encoding",
        "server_side_binding",
        "assume_role",
    ):
        params.pop(sleutel, None)
    return params


class Werker(Worker):
    """procrastinate's worker, with a lifeline from before its first job until after its last."""

    async def _run_loop(self) -> None:
        assert self.worker_id is not None
        lijn = Levenslijn(self.worker_id)
        lijn.begin()
        try:
            await super()._run_loop()
        finally:
            lijn.sluit()


def neem_werk_over() -> int:
    """Put every job of a worker that is gone back into the queue; returns how many.

    Also a job that was put off further than any is (``VERSTE``): its worker's clock was wrong.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT j.id FROM procrastinate_jobs j
             WHERE j.status = 'doing'
               AND NOT EXISTS (
                     SELECT 1 FROM pg_locks l
                      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
                        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        AND l.classid::bigint = %s AND l.objid::bigint = j.worker_id)
               FOR UPDATE OF j SKIP LOCKED
            """,
            [SLOTGROEP],
        )
        jobs = [rij[0] for rij in cursor.fetchall()]
        for job in jobs:
            cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job])
            log.warning("job %s lost its worker and is queued again", job)
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = NULL"
            " WHERE status = 'todo' AND queue_name = 'post' AND scheduled_at > now() + %s",
            [VERSTE],
        )
    return len(jobs)
