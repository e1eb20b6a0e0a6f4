"""`jeugdketen beheer bsn_herversleutel`: bring every stored BSN under the current key, after a new key was added."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from jeugdketen.dossier import sleutelwissel
from jeugdketen.kern import bsn, tweede_factor
from jeugdketen.landschap.selectors import gemeenten


class Command(BaseCommand):
    """Goes municipality by municipality through every table with a BSN; may be stopped and started again."""

    help = "Versleutel alle BSN's opnieuw met de huidige sleutel (na het toevoegen van een nieuwe)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch: the raw store too."""
        parser.add_argument(
            "--ruw",
            action="store_true",
            help="ook de ruwe opslag van berichten, als eigenaar (DATABASE_URL_EIGENAAR), met de toepassing uit",
        )

    def handle(self, *args: Any, ruw: bool, **options: Any) -> None:
        """Print for each municipality how many were brought under the current key, and what is left."""
        huidig = bsn.huidige_sleutel()
        for gemeente in gemeenten():
            aantal = sleutelwissel.herversleutel(gemeente.cbs_code)
            self.stdout.write(
                f"Gemeente {gemeente.cbs_code}: {aantal} BSN's onder sleutel {huidig} gebracht."
            )
        self.stdout.write(
            f"Tweede factoren: {tweede_factor.herversleutel()} geheimen onder sleutel {huidig} gebracht."
        )
        eigenaar = sleutelwissel.EIGENAAR in connections
        if ruw and not eigenaar:
            raise CommandError("Voor --ruw is de eigenaar van de tabellen nodig: zet DATABASE_URL_EIGENAAR.")
        if ruw:
            aantal = sleutelwissel.herversleutel_ruw()
            self.stdout.write(f"Ruwe opslag: {aantal} berichten onder sleutel {huidig} gebracht.")
            self.stdout.write(
                "Klaar. Een oude sleutel kan nu uit JEUGDKETEN_BSN_SLEUTELS, na een reservekopie."
            )
        else:
            self.stdout.write(
                "Klaar met de tabellen. Berichten in de ruwe opslag kunnen nog onder een oude sleutel liggen: laat "
                "die in JEUGDKETEN_BSN_SLEUTELS staan, of draai deze opdracht met --ruw."
            )
