"""Jobs of the file, run by the worker. No argument is about a child."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from procrastinate.contrib.django import app

log = logging.getLogger(__name__)


@app.periodic(cron="40 2 * * *")
@app.task(name="dossier.volg_brp", queue="post", queueing_lock="dossier.volg_brp", pass_context=False)
def volg_brp(timestamp: int) -> None:
    """Ask the BRP again about children with running help, every night; where no BRP is connected nothing happens."""
    from jeugdketen.dossier.brpvolgen import volg
    from jeugdketen.landschap.selectors import gemeenten

    if not settings.JEUGDKETEN_BRP:
        return
    for gemeente in gemeenten():
        verslag = volg(gemeente.cbs_code, na=timedelta(days=settings.JEUGDKETEN_BRP_VOLGDAGEN))
        log.info("BRP of %s: %s asked, %s changes", gemeente.cbs_code, verslag.gevraagd, verslag.meldingen)
