"""`jeugdketen beheer eerste_beheerder`: an administrator, and a code to choose a password with."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from jeugdketen.kern import klok, rollen, wachtwoorden
from jeugdketen.kern.models import Gebruiker, Rolhouder, Toegangscode
from jeugdketen.kern.toegang import als_inrichting


class Command(BaseCommand):
    """Makes the first administrator; for one who is there already it makes a new code."""

    help = "Maak de eerste beheerder, of geef een bestaande beheerder een code voor een nieuw wachtwoord."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who."""
        parser.add_argument("gebruikersnaam")
        parser.add_argument("--e-mail", required=True)
        parser.add_argument(
            "--naam", required=True, help="zoals collega's en het logboek de beheerder noemen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code once.

        Raises:
            CommandError: the name belongs to somebody who is no administrator, or a value is no good.
        """
        naam = options["gebruikersnaam"]
        with als_inrichting():
            gebruiker = Gebruiker.objects.filter(gebruikersnaam__iexact=naam).first()
            if gebruiker is None:
                try:
                    gebruiker = Gebruiker.objects.maak(naam, e_mail=options["e_mail"], naam=options["naam"])
                except ValidationError as fout:
                    raise CommandError("\n".join(fout.messages)) from None
                Rolhouder.objects.create(gebruiker=gebruiker, rol=rollen.BEHEERDER, van=klok.vandaag())
            elif not gebruiker.rolhouders.geldig_op(klok.vandaag()).filter(rol=rollen.BEHEERDER).exists():
                raise CommandError(f"{naam} bestaat al en is geen beheerder. Kies een andere naam.")
            code = wachtwoorden.maak_code(gebruiker, Toegangscode.Doel.WACHTWOORD)
        self.stdout.write(
            f"code  {code}\n"
            "Ga naar /inloggen/wachtwoord en kies met deze code een wachtwoord. De code werkt één keer, 24 uur lang.\n"
        )
