"""`jeugdketen beheer brp_volgen`: ask the BRP again about children with running help, now."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from jeugdketen.dossier.brpvolgen import volg
from jeugdketen.landschap.selectors import gemeenten


class Command(BaseCommand):
    """What the worker does every night, for who does not want to wait."""

    help = "Vraag de BRP opnieuw naar jeugdigen met lopende hulp en maak werk van wat is veranderd."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long ago somebody must have been asked for."""
        parser.add_argument(
            "--na-dagen",
            type=int,
            default=settings.JEUGDKETEN_BRP_VOLGDAGEN,
            help="sla over wie korter dan zoveel dagen geleden is gevraagd",
        )

    def handle(self, *args: Any, na_dagen: int, **options: Any) -> None:
        """Print for each municipality what came of it."""
        if not settings.JEUGDKETEN_BRP:
            raise CommandError("Er is geen BRP aangesloten. Vul de instelling JEUGDKETEN_BRP.")
        for gemeente in gemeenten():
            verslag = volg(gemeente.cbs_code, na=timedelta(days=na_dagen))
            slot = (
                " De BRP gaf geen antwoord meer; de volgende keer gaat verder." if verslag.afgebroken else ""
            )
            self.stdout.write(
                f"{gemeente.naam}: {verslag.gevraagd} gevraagd, {verslag.meldingen} nieuwe meldingen.{slot}"
            )
