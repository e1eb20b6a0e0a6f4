"""``jeugdketen beheer overname``: take over a caseload from the command line; a dry run without ``--neem-over``."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.toegang import ToegangGeweigerd, met_toegang, toegang_van
from jeugdketen.overname import selectors, services
from jeugdketen.overname.models import NIET, Overname


class Command(BaseCommand):
    """Brings the files of a folder, prints the reconciliation, and takes over when asked."""

    help = (
        "Neem de lopende toewijzingen van een gemeente over; zonder --neem-over alleen de proef met verslag."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options."""
        parser.add_argument(
            "bestanden", nargs="+", type=Path, help="Berichten, ZIP-bestanden en hoogstens een lijst."
        )
        parser.add_argument("--gemeente", required=True, help="CBS-code, vier cijfers.")
        parser.add_argument(
            "--peildatum", required=True, type=date.fromisoformat, help="Dag van de overgang (ISO)."
        )
        parser.add_argument("--als", required=True, help="Gebruikersnaam van wie de overname doet.")
        parser.add_argument("--naam", default="overname van de opdrachtregel", help="Omschrijving.")
        parser.add_argument("--neem-over", action="store_true", help="Neem over wat de proef belooft.")
        parser.add_argument("--bij-verschil", default=NIET, choices=["niet", "berichten"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring, look through, and take over when asked; the jobs run here and now."""
        gebruiker = Gebruiker.objects.filter(gebruikersnaam=options["als"]).first()
        if gebruiker is None:
            raise CommandError(
                "Deze gebruiker bestaat niet. Noem de gebruikersnaam van wie de overname doet."
            )
        ontbreekt = [pad for pad in options["bestanden"] if not pad.is_file()]
        if ontbreekt:
            raise CommandError(f"Dit bestand is er niet: {ontbreekt[0].name}.")
        toegang, gemeente = toegang_van(gebruiker), options["gemeente"]
        bestanden = [(pad.name, pad.read_bytes()) for pad in options["bestanden"]]
        try:
            with met_toegang(toegang):
                sleutel = services.lever_aan(
                    toegang, gemeente, bestanden, naam=options["naam"], peildatum=options["peildatum"]
                )
            services.kijk_na(sleutel, gemeente)
            if options["neem_over"]:
                with met_toegang(toegang):
                    if Overname.objects.get(pk=sleutel).toestand == "proef":
                        services.neem_over(toegang, sleutel, bij_verschil=options["bij_verschil"])
                services.laad(sleutel, gemeente)
        except (services.OvernameFout, ToegangGeweigerd) as fout:
            raise CommandError(" ".join(getattr(fout, "messages", [str(fout)]))) from fout
        with met_toegang(toegang):
            self._verslag(selectors.overname_pagina(toegang, sleutel))

    def _verslag(self, beeld: selectors.Overnamepagina) -> None:
        self.stdout.write(f"{beeld.naam}: {beeld.toestand_naam}. {beeld.melding}".rstrip())
        for rij in beeld.loten:
            self.stdout.write(f"  {rij.aantal:>8}  {rij.naam}")
        self.stdout.write(f"  {beeld.geteld:>8}  geteld, {beeld.geladen} overgenomen")
        if beeld.vingerafdruk:
            self.stdout.write(f"Vingerafdruk: {beeld.vingerafdruk}")
        if beeld.toestand == "mislukt":
            raise CommandError(beeld.melding)
