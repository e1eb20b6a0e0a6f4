"""`jeugdketen beheer bsn_herversleutel`: bring every stored BSN under the current key, after a new key was added."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jeugdketen.dossier.models import Jeugdige
from jeugdketen.kern import bsn
from jeugdketen.kern.toegang import als_inrichting
from jeugdketen.landschap.models import Gemeente

PER_KEER = 500
"""Rows in one transaction."""


class Command(BaseCommand):
    """Goes through the files municipality by municipality; may be stopped and started again."""

    help = "Versleutel alle BSN's opnieuw met de huidige sleutel (na het toevoegen van een nieuwe)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print for each municipality how many were brought under the current key."""
        huidig = bsn.huidige_sleutel()
        for gemeente in Gemeente.objects.values_list("cbs_code", flat=True):
            aantal = 0
            while stuk := self._stuk(gemeente, huidig):
                aantal += stuk
            self.stdout.write(f"Gemeente {gemeente}: {aantal} BSN's onder sleutel {huidig} gebracht.")
        self.stdout.write("Klaar. Een oude sleutel kan nu uit JEUGDKETEN_BSN_SLEUTELS, na een reservekopie.")

    @staticmethod
    def _stuk(gemeente: str, huidig: str) -> int:
        with als_inrichting([gemeente]):
            rijen = list(
                Jeugdige.objects.select_for_update(skip_locked=True)
                .filter(gemeente_code=gemeente, bsn__isnull=False)
                .extra(where=["bsn NOT LIKE %s"], params=[f"{huidig}:%"])
                .only("bsn")[:PER_KEER]
            )
            for rij in rijen:
                Jeugdige.objects.filter(pk=rij.pk).update(bsn=rij.bsn)
        return len(rijen)
