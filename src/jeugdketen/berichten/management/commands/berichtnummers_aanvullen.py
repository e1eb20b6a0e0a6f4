"""`jeugdketen beheer berichtnummers_aanvullen`: make messages from before an upgrade searchable by their numbers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jeugdketen.berichten.registratie import register
from jeugdketen.berichten.verwijzingen import vul_verwijzingen_aan


class Command(BaseCommand):
    """Goes through the municipalities; may run beside the application, be stopped and be started again."""

    help = (
        "Maak berichten van vóór de lijst met nummers vindbaar op elk nummer dat erin staat. Kan naast de "
        "draaiende toepassing, en mag worden afgebroken en herhaald."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print for each municipality how many messages got their numbers."""
        for code, naam in sorted(register().gemeenten().items()):
            aantal = vul_verwijzingen_aan(code)
            self.stdout.write(f"Gemeente {naam}: {aantal} berichten aangevuld.")
        self.stdout.write("Klaar.")
