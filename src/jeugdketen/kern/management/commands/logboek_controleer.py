"""`jeugdketen beheer logboek_controleer`: find out whether anybody touched the read log."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jeugdketen.kern import leeslog


class Command(BaseCommand):
    """Recomputes every seal; ends with an error when one does not fit."""

    help = "Controleer of het leeslogboek ongeschonden is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the seal that somebody kept outside the system."""
        parser.add_argument("--zegel", default="", help="een zegel dat u buiten het systeem hebt bewaard")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was checked.

        Raises:
            CommandError: something was changed, removed or added; says which seal.
        """
        controle = leeslog.controleer(bekend_zegel=options["zegel"])
        if not controle.klopt:
            raise CommandError(
                "Het leeslogboek is aangetast:\n" + "\n".join(f"- {fout}" for fout in controle.fouten)
            )
        self.stdout.write(
            f"Het leeslogboek klopt: {controle.regels} regels in {controle.verzegelingen} verzegelingen, "
            f"{controle.onverzegeld} regels nog niet verzegeld."
        )
        if controle.laatste_zegel:
            self.stdout.write(f"Laatste zegel, bewaar het buiten het systeem: {controle.laatste_zegel}")
