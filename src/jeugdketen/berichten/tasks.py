"""Jobs of the post box. The arguments are opaque keys alone: nothing about a child enters the queue's tables."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from jeugdketen.berichten.breekpunten import breekpunt

log = logging.getLogger(__name__)

RIJ = "post"
"""Name of the queue."""

POGINGEN = 5
"""How often a message is tried before it is set aside as failed, for an operator to restart."""


PORTIE = 200
"""Messages that one job reads: so many that little is lost on each, so few that two workers share the work."""


@app.task(
    name="berichten.verwerk",
    queue=RIJ,
    pass_context=True,
    retry=RetryStrategy(max_attempts=POGINGEN, exponential_wait=2),
)
def verwerk_bericht(context: JobContext, *, bericht_id: str) -> None:
    """Read, check, answer and hand over one stored message; running it again changes nothing."""
    from jeugdketen.berichten.verwerking import verwerk, zet_apart

    breekpunt("taak-begin")
    try:
        verwerk(UUID(bericht_id))
    except Exception as fout:
        if context.job.attempts + 1 >= POGINGEN:
            log.exception("message %s set aside after %s attempts", bericht_id, POGINGEN)
            zet_apart(UUID(bericht_id), fout)
            return
        raise


@app.task(
    name="berichten.verwerk_portie",
    queue=RIJ,
    retry=RetryStrategy(max_attempts=POGINGEN, exponential_wait=2),
)
def verwerk_berichten(*, bericht_ids: list[str]) -> None:
    """Read, check, answer and hand over several stored messages; one that fails gets a job and tries of its own."""
    from jeugdketen.berichten.verwerking import verwerk_portie

    breekpunt("taak-begin")
    for nummer in verwerk_portie([UUID(waarde) for waarde in bericht_ids]):
        verwerk_bericht.defer(bericht_id=str(nummer))


GENOEG = 50
"""Messages for which a job of their own costs little, when those after them are of another municipality."""


def zet_in_de_rij(
    bericht_ids: Sequence[UUID], *, van: Callable[[UUID], object] = lambda nummer: None
) -> None:
    """Queue the reading of stored messages, in this order, in the transaction under way.

    ``van``: what those have in common that can best be read by one worker.
    """
    taak: list[str] = []
    vorige: object = None
    for nummer in bericht_ids:
        if len(taak) >= PORTIE or (len(taak) >= GENOEG and van(nummer) != vorige):
            verwerk_berichten.defer(bericht_ids=taak)
            taak = []
        taak.append(str(nummer))
        vorige = van(nummer)
    if taak:
        verwerk_berichten.defer(bericht_ids=taak)


@app.task(name="berichten.probeer_weg", queue=RIJ)
def probeer_weg(*, proef_id: str) -> None:
    """Try a road for an operator who waits at a screen; a failure is told there and not tried again."""
    from jeugdketen.berichten.wegproef import doe_proef

    doe_proef(UUID(proef_id))


@app.periodic(cron="27 3 * * *")
@app.task(
    name="berichten.ruim_wegproeven_op",
    queue=RIJ,
    queueing_lock="berichten.ruim_wegproeven_op",
    pass_context=False,
)
def ruim_wegproeven_op(timestamp: int) -> None:
    """Remove old trials of roads, every night."""
    from jeugdketen.berichten.wegproef import ruim_op

    if aantal := ruim_op():
        log.info("removed %s trials of roads", aantal)


@app.periodic(cron="5 6 * * *")
@app.task(name="berichten.herinner", queue=RIJ, queueing_lock="berichten.herinner", pass_context=False)
def herinner(timestamp: int) -> None:
    """Make the reminders of today for every municipality, each morning."""
    from jeugdketen.berichten.bewaking import maak_herinneringen
    from jeugdketen.berichten.registratie import register

    aantal = sum(maak_herinneringen(code) for code in sorted(register().gemeenten()))
    if aantal:
        log.info("made %s reminders", aantal)
