"""``migrate`` as the owner: the application role may not change a table."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import CommandError, CommandParser
from django.core.management.commands import migrate


class Command(migrate.Command):
    """Django's ``migrate`` with the owner's connection as its default."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Same arguments; ``--database`` defaults to ``eigenaar``."""
        super().add_arguments(parser)
        parser.set_defaults(database="eigenaar")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Raises CommandError when this process has no owner connection (before any check asks for it)."""
        if options["database"] == "eigenaar" and "eigenaar" not in settings.DATABASES:
            raise CommandError("Migreren kan alleen met DATABASE_URL of DATABASE_URL_EIGENAAR.")
        return super().execute(*args, **options)
