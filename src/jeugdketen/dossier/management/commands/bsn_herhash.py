"""`jeugdketen beheer bsn_herhash`: hash every BSN and search piece again, after the hash key was changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jeugdketen.dossier import sleutelwissel
from jeugdketen.landschap.selectors import gemeenten


class Command(BaseCommand):
    """Goes through the municipalities; may be stopped and started again, with the application stopped."""

    help = (
        "Hash alle BSN's en zoektermen na een nieuwe JEUGDKETEN_BSN_HASHSLEUTEL. Zet eerst web en werker uit."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print for each municipality how many hashes changed."""
        for gemeente in gemeenten():
            aantal = sleutelwissel.herhash(gemeente.cbs_code)
            self.stdout.write(f"Gemeente {gemeente.cbs_code}: {aantal} BSN's opnieuw gehasht.")
        self.stdout.write("Klaar. Web en werker kunnen weer aan.")
