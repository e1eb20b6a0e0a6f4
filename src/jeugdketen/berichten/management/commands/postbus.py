"""``jeugdketen beheer postbus``: the worker. Watched folder, other roads, jobs, outbox and the watch over other
workers, in one process."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from jeugdketen.berichten.mappost import STABIEL, Mapwacht
from jeugdketen.berichten.registratie import onthoud_register
from jeugdketen.berichten.tasks import RIJ
from jeugdketen.berichten.uitgang import MAPPEN, postbus, verzend_wachtende
from jeugdketen.berichten.verwerking import wek_wachtende
from jeugdketen.berichten.waak import Werker, neem_werk_over
from jeugdketen.berichten.wegbeheer import Ophaler

log = logging.getLogger(__name__)

WACHTKAMER = 30.0
"""Seconds between two looks at messages that wait for another one."""

TEGENSLAG = 0.5
"""Seconds before work that failed is tried again for the first time."""

UITERLIJK = 10.0
"""Seconds after which a worker that was told to stop ends, whatever it is waiting for."""


class Command(BaseCommand):
    """Runs until it is told to stop (SIGINT, SIGTERM); with ``--eenmaal`` until nothing is left to do."""

    help = (
        "Verwerk berichten: leest de map in/, verwerkt wat ontvangen is, verstuurt naar uit/ "
        "en neemt werk over van een gestopte werker."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--eenmaal", action="store_true", help="Stop zodra er niets meer te doen is.")
        parser.add_argument(
            "--zonder-map",
            action="store_true",
            help="Haal niets op: niet uit de map in/, niet langs andere wegen.",
        )
        parser.add_argument("--zonder-verzending", action="store_true", help="Verstuur niets.")
        parser.add_argument(
            "--tegelijk", type=int, default=1, help="Aantal berichten tegelijk (standaard 1)."
        )
        parser.add_argument(
            "--rust", type=float, default=0.3, help="Seconden tussen twee rondes (standaard 0,3)."
        )
        parser.add_argument(
            "--stabiel",
            type=float,
            default=STABIEL,
            help="Seconden dat een heel bestand in in/ stil moet liggen (standaard 0,5). "
            "0 kan alleen als elke afzender eerst schrijft en dan hernoemt.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the side loops, then run the worker in this thread."""
        einde = threading.Event()
        for teken in (signal.SIGINT, signal.SIGTERM):
            signal.signal(teken, lambda *_: _stop(einde, None))
        for deel in MAPPEN:
            postbus(deel)
        # What is loaded now stays: a collection need not walk through it for every message (a quarter of the time).
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        with onthoud_register():
            self._werk(einde, options)

    def _werk(self, einde: threading.Event, options: dict[str, Any]) -> None:
        ophaler, rust = Ophaler(Mapwacht(options["stabiel"])), options["rust"]
        lussen: list[tuple[str, Callable[[], int], Callable[[], float]]] = [
            ("waak", neem_werk_over, lambda: rust),
            ("wachtkamer", wek_wachtende, lambda: WACHTKAMER),
        ]
        if not options["zonder_map"]:
            # A file that lay still long enough need not wait for the next round.
            lussen.append(("map", ophaler.map_ronde, lambda: min(rust, ophaler.map_.over())))
            lussen.append(("wegen", ophaler.ronde, lambda: settings.JEUGDKETEN_OPHAALTIJD))
        if not options["zonder_verzending"]:
            lussen.append(("verzending", verzend_wachtende, lambda: rust))
        if options["eenmaal"]:
            _tot_leeg(lussen, options["tegelijk"])
            return
        draden = [
            threading.Thread(target=_lus, args=(naam, werk, einde, pauze), name=naam, daemon=True)
            for naam, werk, pauze in lussen
        ]
        for draad in draden:
            draad.start()
        self.stdout.write("De postbus loopt. Stop met Ctrl-C.")
        self.stdout.flush()
        try:
            while not einde.is_set():
                try:
                    asyncio.run(_werk(options["tegelijk"], wacht=True, einde=einde))
                except (DatabaseError, ConnectorException, psycopg.Error, OSError) as fout:
                    log.warning("worker lost the database (%s), trying again", type(fout).__name__)
                    einde.wait(1)
        finally:
            einde.set()
            for draad in draden:
                draad.join(10)


def _lus(naam: str, werk: Callable[[], int], einde: threading.Event, rust: Callable[[], float]) -> None:
    """Do one kind of work over and over; a failure is logged and tried again, more slowly while it lasts.

    ``rust``: seconds until the next round when there was nothing to do.
    """
    pauze = 0.0
    while not einde.wait(pauze):
        try:
            close_old_connections()
            pauze = 0.0 if werk() else rust()
        except Exception:
            log.exception("%s failed, trying again", naam)
            pauze = min(max(pauze * 2, TEGENSLAG), 5.0)
            connection.close()
    connection.close()


async def _werk(tegelijk: int, *, wacht: bool, einde: threading.Event | None = None) -> None:
    # A copy of the app with a connection of its own: what the folder's thread defers meanwhile must stay
    # on Django's connection, in the transaction that stores the bytes.
    werk_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with werk_app.open_async():
        werk_app.perform_import_paths()
        werker = Werker(
            werk_app,
            queues=[RIJ],
            concurrency=tegelijk,
            wait=wacht,
            fetch_job_polling_interval=1.0,
            install_signal_handlers=False,
        )
        lus = asyncio.get_running_loop()
        for teken in (signal.SIGINT, signal.SIGTERM):
            lus.add_signal_handler(teken, _stop, einde, werker)
        if einde is not None and einde.is_set():
            return  # told to stop before the worker could hear it
        await werker.run()


def _stop(einde: threading.Event | None, werker: Werker | None) -> None:
    """Finish the message at hand and stop; a worker that cannot (its database is gone) ends hard, which is safe."""
    noodstop = threading.Timer(UITERLIJK, os._exit, [1])
    noodstop.daemon = True
    noodstop.start()
    if einde is not None:
        einde.set()
    if werker is not None:
        werker.stop()


def _tot_leeg(lussen: Sequence[tuple[str, Callable[[], int], Callable[[], float]]], tegelijk: int) -> None:
    """Do all the work there is, in rounds, until a round finds nothing."""
    rondes_leeg = 0
    while rondes_leeg < 2:
        gedaan = sum(werk() for _, werk, _ in lussen)
        asyncio.run(_werk(tegelijk, wacht=False))
        rondes_leeg = 0 if gedaan else rondes_leeg + 1
        if not gedaan:
            time.sleep(0.6)
