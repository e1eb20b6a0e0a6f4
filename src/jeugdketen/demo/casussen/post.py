"""What the operators' page and the list of terms of the demo show: a message that failed, and reminders."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import OperationalError

from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.bewaking import maak_herinneringen
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.toestand import MAP, ONTVANGEN
from jeugdketen.berichten.verwerking import zet_apart
from jeugdketen.demo.casussen.gebruikers import ALLE_ZEVEN
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import als_systeem

MISLUKT = uuid.uuid5(uuid.UUID("6c1c2b8e-4f0c-5d0e-9a44-0b8f5f3a7d10"), "mislukt")
OP = date(2026, 1, 20)


def vul_post(vandaag: date) -> int:
    """Put it in place; how many reminders were made. Again: nothing new."""
    with klok.op(OP):
        neem_aan(b"<Bericht/>\n", bestandsnaam="bericht.xml", weg=MAP, bericht_id=MISLUKT)
    with als_systeem():
        nieuw = Bericht.objects.filter(pk=MISLUKT, toestand=ONTVANGEN).exists()
    if nieuw:
        zet_apart(MISLUKT, OperationalError())
    with klok.op(vandaag):
        return sum(maak_herinneringen(code) for code in ALLE_ZEVEN)
