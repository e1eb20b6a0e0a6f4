"""`jeugdketen beheer logboek_controleer`: find out whether anybody touched a sealed log."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jeugdketen.kern import zegels
from jeugdketen.kern.models import Verzegeling


class Command(BaseCommand):
    """Recomputes every seal; ends with an error when one does not fit."""

    help = (
        "Controleer of het leeslogboek, het wijzigingenlogboek en het beveiligingslogboek ongeschonden zijn."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the seal that somebody kept outside the system."""
        parser.add_argument("--zegel", default="", help="een zegel dat u buiten het systeem hebt bewaard")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was checked.

        Raises:
            CommandError: something was changed, removed or added; says which seal.
        """
        bekend = options["zegel"]
        van = zegels.logboek_van(bekend) if bekend else ""
        fouten = []
        for logboek, naam in Verzegeling.Logboek.choices:
            controle = zegels.controleer(logboek, bekend_zegel=bekend if logboek == van else "")
            fouten += [f"{naam}: {fout}" for fout in controle.fouten]
            if controle.klopt:
                self.stdout.write(
                    f"Het {naam} klopt: {controle.regels} regels in {controle.verzegelingen} verzegelingen, "
                    f"{controle.onverzegeld} regels nog niet verzegeld."
                )
            if controle.klopt and controle.laatste_zegel:
                self.stdout.write(f"Laatste zegel, bewaar het buiten het systeem: {controle.laatste_zegel}")
        if fouten:
            raise CommandError("Er is een logboek aangetast:\n" + "\n".join(f"- {fout}" for fout in fouten))
