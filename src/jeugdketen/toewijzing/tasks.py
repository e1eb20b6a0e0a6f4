"""Jobs of the allocation, run by the worker. No argument is about a child."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from procrastinate.contrib.django import app

log = logging.getLogger(__name__)


@app.periodic(cron="40 4 * * *")
@app.task(
    name="toewijzing.toets_na_brp", queue="post", queueing_lock="toewijzing.toets_na_brp", pass_context=False
)
def toets_na_brp(timestamp: int) -> None:
    """After the BRP was followed: judge open requests again whose child was asked for this night."""
    from jeugdketen.kern import klok
    from jeugdketen.landschap.selectors import gemeenten
    from jeugdketen.toewijzing import feitenservices

    if not settings.JEUGDKETEN_BRP:
        return
    for gemeente in gemeenten():
        anders = feitenservices.toets_na_brp(gemeente.cbs_code, klok.nu() - timedelta(hours=24))
        log.info("requests of %s after the BRP: %s judged anew", gemeente.cbs_code, anders)
