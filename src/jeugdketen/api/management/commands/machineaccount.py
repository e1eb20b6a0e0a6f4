"""``jeugdketen beheer machineaccount``: give a system access to the REST interface."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jeugdketen.api.models import RECHTEN
from jeugdketen.api.services import maak_account


class Command(BaseCommand):
    """Makes a machine account, or renews its secret; prints the secret once."""

    help = "Maak een machineaccount voor de API, of geef een bestaand account een nieuw geheim."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, organisation, rights and parties."""
        parser.add_argument("naam", help="naam van het systeem, bijvoorbeeld 'Softwarehuis De Brug'")
        parser.add_argument("--organisatie", required=True, help="van wie het systeem is")
        parser.add_argument("--recht", action="append", default=[], choices=sorted(RECHTEN), help="mag vaker")
        parser.add_argument(
            "--agb", action="append", default=[], help="aanbieder namens wie het spreekt; mag vaker"
        )
        parser.add_argument(
            "--gemeente", action="append", default=[], help="CBS-code namens wie het spreekt; mag vaker"
        )

    def handle(self, *args: Any, **opties: Any) -> None:
        """Make the account and show how to log in."""
        try:
            nieuw = maak_account(
                opties["naam"],
                opties["organisatie"],
                opties["recht"],
                aanbieders=opties["agb"],
                gemeenten=opties["gemeente"],
            )
        except ValueError as fout:
            raise CommandError(str(fout)) from None
        self.stdout.write(
            f"client_id     {nieuw.account.client_id}\n"
            f"client_secret {nieuw.geheim}\n"
            "Bewaar het geheim nu: het is hierna niet meer te lezen.\n"
        )
