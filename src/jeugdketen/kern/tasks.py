"""Jobs of the core, run by the worker."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

log = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="kern.verzegel_leeslog", queue="post", queueing_lock="kern.verzegel_leeslog", pass_context=False
)
def verzegel_leeslog(timestamp: int) -> None:
    """Seal the rows of every log that came in since the last seal, every ten minutes."""
    from jeugdketen.kern import zegels

    for logboek, aantal in zegels.verzegel_alles().items():
        if aantal:
            log.info("sealed %s rows of the log %s", aantal, logboek)


@app.periodic(cron="17 3 * * *")
@app.task(
    name="kern.ruim_pogingen_op", queue="post", queueing_lock="kern.ruim_pogingen_op", pass_context=False
)
def ruim_pogingen_op(timestamp: int) -> None:
    """Remove attempts to log in of more than a day ago, sessions that are over and counters, every night."""
    from jeugdketen.kern import grenzen, inloggen, sessies

    inloggen.ruim_pogingen_op()
    sessies.SessionStore.clear_expired()
    grenzen.ruim_op()


@app.periodic(cron="7 0 * * *")
@app.task(name="kern.sluit_accounts", queue="post", queueing_lock="kern.sluit_accounts", pass_context=False)
def sluit_accounts(timestamp: int) -> None:
    """Mark the accounts closed of who left before today, every night; they let nobody in already."""
    from jeugdketen.kern import mensen
    from jeugdketen.kern.toegang import als_inrichting

    with als_inrichting():
        aantal = mensen.sluit_verlopen_accounts()
    if aantal:
        log.info("closed %s accounts of people who left", aantal)
