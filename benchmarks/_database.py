"""A throw-away PostgreSQL for measurements that need the application: both roles, migrated, Django ready.

The measurements themselves run as the application's role, so row security and triggers are part of what is measured.
Import nothing of Django's models before `database()` is entered.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).parents[1] / "src"), str(Path(__file__).parents[1] / "tests")]

if TYPE_CHECKING:
    from jeugdketen.config.rollen import Verbindingen


@contextmanager
def database(*, vandaag: str = "2026-01-21") -> Iterator[Verbindingen]:
    """Start a server, make the roles and the tables, and set Django up over them.

    `DATABASE_URL` is used instead when it is set (a server for tests: a database is made and dropped there).

    Args:
        vandaag: ISO date that counts as today.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jeugdketen.config.settings_test")
    os.environ["JEUGDKETEN_VANDAAG"] = vandaag
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from jeugdketen.config.omgeving import database as instelling
    from jeugdketen.config.rollen import richt_in
    from jeugdketen.demo.postgres import Server

    eigen = os.environ.get("DATABASE_URL")
    with tempfile.TemporaryDirectory(prefix="jeugdketen-meting-") as map_:
        Path(map_).chmod(0o755)
        server = None if eigen else Server(Path(map_) / "pg", vluchtig=True)
        try:
            dsn = eigen or (server.start() if server else "")
            verbindingen = richt_in(dsn, settings.SECRET_KEY, naam=f"meting_{os.getpid()}", vervang=True)
            for alias in connections:
                bron = verbindingen.eigenaar if alias == "eigenaar" else verbindingen.app
                nieuw = instelling(bron) | {"CONN_MAX_AGE": None}
                connections.settings[alias].update(nieuw)
                connections[alias].settings_dict.update(nieuw)
            call_command("migrate", interactive=False, verbosity=0)
            connections["eigenaar"].close()
            yield verbindingen
        finally:
            connections.close_all()
            if server is not None:
                server.stop()
