"""The tables of a take-over: what was brought, what became of each allocation, who took it over and who signed.

Files hold BSNs and are kept encrypted. What was found is added, never changed; a new try is a new take-over. Row
security (migration 0002): the municipality that moves, and nobody else.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from jeugdketen.berichten.kluis import VersleuteldeBytes
from jeugdketen.kern.velden import GemeenteCode
from jeugdketen.overname.afstemming import LOTTEN

WACHT = "wacht"
PROEF = "proef"
LAADT = "laadt"
OVERGENOMEN = "overgenomen"
ONDERTEKEND = "ondertekend"
MISLUKT = "mislukt"
VERVALLEN = "vervallen"
TOESTANDEN = {
    WACHT: "wordt nagekeken",
    PROEF: "nagekeken, nog niets overgenomen",
    LAADT: "wordt overgenomen",
    OVERGENOMEN: "overgenomen, nog niet ondertekend",
    ONDERTEKEND: "overgenomen en ondertekend",
    MISLUKT: "kon niet worden gelezen",
    VERVALLEN: "vervallen",
}

NIET = "niet"
BERICHTEN = "berichten"
BIJ_VERSCHIL = {
    NIET: "Neem deze niet over",
    BERICHTEN: "De berichten gelden, de lijst niet",
}
"""What is done where list and messages differ."""


class Overname(models.Model):
    """One move of a caseload: a dry run, and what followed from it.

    Attributes:
        peildatum: the day of the move; what ended before it is not taken over as running.
        met_lijst: a list of running allocations was given beside the messages.
        bij_verschil: what was chosen for allocations on which list and messages differ.
        telling: fate → number of allocations. `berichten`: message type → number that counts.
        vingerafdruk: SHA-256 over the fates of all allocations; the signature is under this.
        geladen: how many allocations were taken over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gemeente_code = GemeenteCode("gemeente")
    naam = models.CharField("omschrijving", max_length=120)
    peildatum = models.DateField("peildatum")
    toestand = models.CharField("toestand", max_length=12, default=WACHT, choices=list(TOESTANDEN.items()))
    met_lijst = models.BooleanField("met lijst", default=False)
    bij_verschil = models.CharField(
        "bij verschil", max_length=10, blank=True, choices=list(BIJ_VERSCHIL.items())
    )
    telling = models.JSONField("telling", default=dict)
    berichten = models.JSONField("berichten", default=dict)
    vingerafdruk = models.CharField("vingerafdruk", max_length=64, blank=True)
    geladen = models.PositiveIntegerField("overgenomen toewijzingen", default=0)
    melding = models.TextField("melding", blank=True)
    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    door_naam = models.CharField("nagekeken door", max_length=200)
    op = models.DateTimeField("op")
    overgenomen_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    overgenomen_door_naam = models.CharField("overgenomen door", max_length=200, blank=True)
    overgenomen_op = models.DateTimeField("overgenomen op", null=True)
    ondertekend_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    ondertekend_door_naam = models.CharField("ondertekend door", max_length=200, blank=True)
    ondertekend_op = models.DateTimeField("ondertekend op", null=True)
    opmerking = models.TextField("opmerking", blank=True)

    class Meta:
        verbose_name = "overname"
        verbose_name_plural = "overnames"
        ordering = ["-op"]
        constraints = [
            models.UniqueConstraint(fields=["id", "gemeente_code"], name="overname_met_gemeente"),
            models.CheckConstraint(condition=Q(toestand__in=list(TOESTANDEN)), name="overname_toestand"),
            models.CheckConstraint(
                condition=Q(ondertekend_door__isnull=True)
                | ~Q(ondertekend_door=models.F("overgenomen_door")),
                name="overname_vier_ogen",
                violation_error_message="Iemand anders dan wie de toewijzingen overnam, ondertekent het verslag.",
            ),
        ]

    def __str__(self) -> str:
        return f"overname {self.pk}"


class Overnamebestand(models.Model):
    """A file that was brought, exactly as it was."""

    overname = models.ForeignKey(Overname, on_delete=models.PROTECT, related_name="bestanden")
    gemeente_code = GemeenteCode("gemeente")
    naam = models.CharField("naam", max_length=255)
    grootte = models.PositiveIntegerField("bytes")
    sha256 = models.CharField("sha256", max_length=64)
    inhoud = VersleuteldeBytes()

    class Meta:
        verbose_name = "aangeleverd bestand"
        verbose_name_plural = "aangeleverde bestanden"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"bestand {self.pk}"


class Overnameregel(models.Model):
    """One allocation in the reconciliation, with its fate (`afstemming.Lot`) and why."""

    overname = models.ForeignKey(Overname, on_delete=models.PROTECT, related_name="regels")
    gemeente_code = GemeenteCode("gemeente")
    volgnummer = models.PositiveIntegerField("volgnummer")
    nummer = models.CharField("toewijzingnummer", max_length=9, blank=True)
    aanbieder_agb = models.CharField("aanbieder", max_length=8, blank=True)
    van = models.DateField("ingangsdatum", null=True)
    tot = models.DateField("einddatum", null=True)
    rij = models.PositiveIntegerField("rij in de lijst", null=True)
    lot = models.CharField(
        "lot", max_length=16, choices=[(lot.value, tekst) for lot, tekst in LOTTEN.items()]
    )
    reden = models.TextField("reden", blank=True)
    verschillen = models.JSONField("verschillen", default=list)

    class Meta:
        verbose_name = "regel van een overname"
        verbose_name_plural = "regels van overnames"
        ordering = ["volgnummer"]
        constraints = [
            models.UniqueConstraint(fields=["overname", "volgnummer"], name="overnameregel_volgnummer"),
        ]
        indexes = [models.Index(fields=["overname", "lot", "volgnummer"], name="overnameregel_lot")]

    def __str__(self) -> str:
        return f"regel {self.pk}"


class Overnamebericht(models.Model):
    """A message file of the history that does not count, or not wholly, and why."""

    overname = models.ForeignKey(Overname, on_delete=models.PROTECT, related_name="afwijkende_berichten")
    gemeente_code = GemeenteCode("gemeente")
    naam = models.CharField("bestand", max_length=255)
    soort = models.CharField("soort", max_length=5, blank=True)
    aangenomen = models.BooleanField("telt mee")
    reden = models.TextField("reden")

    class Meta:
        verbose_name = "bericht buiten de overname"
        verbose_name_plural = "berichten buiten de overname"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"bericht {self.pk}"
