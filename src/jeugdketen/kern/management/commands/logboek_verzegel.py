"""`jeugdketen beheer logboek_verzegel`: seal the rows of the read log that came in since the last seal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jeugdketen.kern import leeslog


class Command(BaseCommand):
    """Seals until nothing is left; the worker does the same every ten minutes."""

    help = "Verzegel de regels van het leeslogboek die nog niet verzegeld zijn."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many rows were sealed, and the newest seal."""
        aantal, zegel = 0, ""
        while (nieuw := leeslog.verzegel()) is not None:
            aantal, zegel = aantal + nieuw.aantal, nieuw.zegel
        self.stdout.write(f"{aantal} regels verzegeld." + (f" Laatste zegel: {zegel}" if zegel else ""))
