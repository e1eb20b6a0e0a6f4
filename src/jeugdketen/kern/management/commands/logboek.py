"""`jeugdketen logboek controleer` and `jeugdketen logboek verzegel`."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """The sealed logs by one short name."""

    help = "De logboeken: controleer of ze ongeschonden zijn, of verzegel de nieuwe regels."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and the seal that somebody kept outside the system."""
        parser.add_argument("wat", choices=["controleer", "verzegel"])
        parser.add_argument("--zegel", default="", help="een zegel dat u buiten het systeem hebt bewaard")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when a log was touched."""
        if options["wat"] == "verzegel":
            call_command("logboek_verzegel", stdout=self.stdout)
        else:
            call_command("logboek_controleer", zegel=options["zegel"], stdout=self.stdout)
