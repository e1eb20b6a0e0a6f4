"""`jeugdketen beheer logboek_verzegel`: seal the rows of both logs that came in since the last seal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jeugdketen.kern import zegels
from jeugdketen.kern.models import Verzegeling


class Command(BaseCommand):
    """Seals until nothing is left; the worker does the same every ten minutes."""

    help = "Verzegel de regels van de logboeken die nog niet verzegeld zijn."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many rows of each log were sealed."""
        namen = dict(Verzegeling.Logboek.choices)
        for logboek, aantal in zegels.verzegel_alles().items():
            self.stdout.write(f"Van het {namen[logboek]} zijn {aantal} regels verzegeld.")
