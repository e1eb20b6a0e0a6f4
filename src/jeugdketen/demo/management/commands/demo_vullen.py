"""`jeugdketen beheer demo_vullen`: put the synthetic region in place."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Fills the demo; running it again adds only what is missing."""

    help = "Zet de verzonnen regio klaar: aanbieders, gebruikers, lopende toewijzingen en verzoeken."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each step with the time it took.

        Raises:
            CommandError: this is no demo; invented people do not belong in a real installation.
        """
        if not settings.JEUGDKETEN_DEMO:
            raise CommandError(
                "Dit is geen demo. Verzonnen mensen horen niet in een echte installatie. "
                "Zet in een demo JEUGDKETEN_DEMO=1."
            )
        from jeugdketen.demo.casussen.vulling import vul

        begin = time.monotonic()

        def meld(tekst: str) -> None:
            self.stdout.write(f"{time.monotonic() - begin:5.1f} s  {tekst}")
            self.stdout.flush()

        vul(meld)
