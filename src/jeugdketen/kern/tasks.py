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
    """Seal the rows of the read log that came in since the last seal, every ten minutes."""
    from jeugdketen.kern import leeslog

    aantal = 0
    while (zegel := leeslog.verzegel()) is not None:
        aantal += zegel.aantal
    if aantal:
        log.info("sealed %s rows of the read log", aantal)


@app.periodic(cron="17 3 * * *")
@app.task(
    name="kern.ruim_pogingen_op", queue="post", queueing_lock="kern.ruim_pogingen_op", pass_context=False
)
def ruim_pogingen_op(timestamp: int) -> None:
    """Remove attempts to log in of more than a day ago, every night."""
    from jeugdketen.kern import inloggen

    inloggen.ruim_pogingen_op()
