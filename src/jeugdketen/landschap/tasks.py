"""Jobs of the registers. The arguments are opaque keys alone."""

from __future__ import annotations

import logging
from functools import partial
from uuid import UUID

from procrastinate.contrib.django import app

log = logging.getLogger(__name__)


@app.task(name="landschap.beoordeel_werkboek", queue="post")
def beoordeel_werkboek(*, import_id: str) -> None:
    """Give every row of a big workbook its fate; changes no register."""
    from jeugdketen.landschap.inlezen import beoordeel, in_naam_van

    in_naam_van(UUID(import_id), partial(beoordeel, meld=True))


@app.task(name="landschap.verwerk_werkboek", queue="post")
def verwerk_werkboek(*, import_id: str) -> None:
    """Do the good rows of a big workbook."""
    from jeugdketen.landschap.inlezen import in_naam_van, verwerk

    in_naam_van(UUID(import_id), partial(verwerk, meld=True))


@app.periodic(cron="7 0 * * *")
@app.task(name="landschap.nacht", queue="post", queueing_lock="landschap.nacht", pass_context=False)
def nacht(timestamp: int) -> None:
    """Bring providers in line with what starts or ends today, and throw old workbooks away, every night."""
    from jeugdketen.kern.toegang import als_inrichting
    from jeugdketen.landschap.inlezen import ruim_werkboeken_op
    from jeugdketen.landschap.services import zet_alle_actueel

    with als_inrichting():
        anders, weg = zet_alle_actueel(), ruim_werkboeken_op()
    if anders or weg:
        log.info("brought %s providers up to date, threw %s workbooks away", anders, weg)
