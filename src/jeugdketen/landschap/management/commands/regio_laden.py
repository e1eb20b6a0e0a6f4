"""`jeugdketen beheer regio_laden`: put a region's municipalities, product codes and tariffs in the registers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from jeugdketen.kern.toegang import als_inrichting
from jeugdketen.landschap.services import laad_regio


class Command(BaseCommand):
    """Loads the region of this installation; safe to run again after the region's data changed."""

    help = "Zet de gemeenten, productcodes en standaardtarieven van de regio in de registers."

    def add_arguments(self, parser: CommandParser) -> None:
        """Another region than the one of the settings."""
        parser.add_argument("--regio", default=settings.JEUGDKETEN_REGIO, help="naam van de regiomap")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was loaded.

        Raises:
            CommandError: the region does not exist or its data are wrong; says where.
        """
        from jeugdregels.regio import RegioFout

        try:
            with als_inrichting():
                lading = laad_regio(options["regio"])
        except RegioFout as fout:
            raise CommandError("De gegevens van de regio kloppen niet:\n" + str(fout)) from fout
        self.stdout.write(
            f"{lading.gemeenten} gemeenten, {lading.productcodes} productcodes en {lading.tarieven} standaardtarieven "
            "geladen."
        )
