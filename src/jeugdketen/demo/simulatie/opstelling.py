"""What a simulation or a measurement of traffic stands on: a folder, a PostgreSQL of its own, settings and tables.

Everything lies in one folder, which is emptied first. The secrets have no worth, since everybody here is invented.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from jeugdketen.demo.postgres import PostgresFout, Server, datamap

DATABASE = "jeugdketen_simulatie"
"""Name of the database on the server; thrown away and made again for every run."""


class NooitStil(RuntimeError):
    """The workers do not come to an end; the message says in Dutch what waits."""


@contextlib.contextmanager
def database(map_: Path) -> Iterator[str]:
    """The DSN of a role that may make databases: of DATABASE_URL, or of a server of our own in the folder.

    Raises:
        PostgresFout: no server can be started, or the folder holds something that is not of a simulation.
    """
    if map_.exists() and any(map_.iterdir()) and not (map_ / "postbus").exists():
        raise PostgresFout(f"{map_} is niet leeg en niet van een simulatie. Kies met --map een andere map.")
    plek = datamap(map_ / "postgres")
    for pad in (map_, plek):
        shutil.rmtree(pad, ignore_errors=True)
    (map_ / "postbus").mkdir(parents=True)
    if eigen := os.environ.get("DATABASE_URL"):
        yield eigen
        return
    server = Server(map_ / "postgres")
    try:
        yield server.start()
    finally:
        server.stop()
        shutil.rmtree(plek, ignore_errors=True)


def richt_in(map_: Path, dsn: str) -> dict[str, str]:
    """An empty database with all tables, and this process set up on it; returns the settings that workers need.

    May be called again, for another run on an empty database and an empty box.
    """
    from jeugdketen.config.rollen import richt_in as richt_database_in
    from jeugdketen.config.sleutels import nieuwe_sleutels

    geheimen = {naam: os.environ.get(naam) or waarde for naam, waarde in nieuwe_sleutels().items()}
    verbindingen = richt_database_in(dsn, geheimen["JEUGDKETEN_GEHEIM"], naam=DATABASE, vervang=True)
    eigen = geheimen | {
        "JEUGDKETEN_POSTBUS": str(map_ / "postbus"),
        "JEUGDKETEN_KLOKBESTAND": str(map_ / "vandaag"),
        "JEUGDKETEN_BRP": f"synthetisch:{map_ / 'brp'}",
        "JEUGDKETEN_CORRESPONDENTIEADRESSEN": str(map_ / "adressen.yaml"),
        "JEUGDKETEN_INTREKTIJD": "0",
        "JEUGDKETEN_LOGNIVEAU": os.environ.get("JEUGDKETEN_LOGNIVEAU", "ERROR"),
        "JEUGDKETEN_DEMO": "0",
    }
    os.environ.update(
        eigen,
        DJANGO_SETTINGS_MODULE="jeugdketen.config.settings",
        DATABASE_URL_APP=verbindingen.app,
        DATABASE_URL_EIGENAAR=verbindingen.eigenaar,
    )
    shutil.rmtree(map_ / "postbus")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    del os.environ["DATABASE_URL_EIGENAAR"]  # what starts from here gets the application role alone
    from django.core.management import call_command
    from django.db import connections

    connections.close_all()
    call_command("migrate", interactive=False, verbosity=0)
    return eigen
