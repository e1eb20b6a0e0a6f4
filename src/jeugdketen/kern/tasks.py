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
