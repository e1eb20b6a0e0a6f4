"""Jobs of a take-over. The arguments are opaque keys and the code of a municipality alone."""

from __future__ import annotations

import logging
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from jeugdketen.berichten.tasks import RIJ

log = logging.getLogger(__name__)


@app.task(name="overname.kijk_na", queue=RIJ, retry=RetryStrategy(max_attempts=3, wait=5))
def kijk_na(*, overname_id: str, gemeente: str) -> None:
    """The dry run; running it again changes nothing."""
    from jeugdketen.overname import services

    services.kijk_na(UUID(overname_id), gemeente)


@app.task(name="overname.laad", queue=RIJ, retry=RetryStrategy(max_attempts=3, wait=5))
def laad(*, overname_id: str, gemeente: str) -> None:
    """The take-over itself, in one transaction; running it again changes nothing."""
    from jeugdketen.overname import services

    services.laad(UUID(overname_id), gemeente)
