"""``jeugdketen beheer inrichten``: roles, database and tables in one go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from jeugdketen.config import omgeving
from jeugdketen.config.rollen import InrichtFout, richt_in


class Command(BaseCommand):
    """Makes roles and database from DATABASE_URL, then migrates as the owner; safe to run again."""

    help = "Maak de databaserollen en de database (uit DATABASE_URL) en werk de tabellen bij."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when DATABASE_URL is absent or may do too little."""
        dsn = omgeving.tekst("DATABASE_URL")
        if not dsn:
            raise CommandError("Zet DATABASE_URL op een rol die rollen en databases mag maken.")
        try:
            richt_in(dsn, settings.SECRET_KEY)
        except InrichtFout as fout:
            raise CommandError(str(fout)) from fout
        self.stdout.write("Rollen en database staan klaar.")
        call_command("migrate", interactive=False, verbosity=options["verbosity"], stdout=self.stdout)
