"""The tables of the post box.

Row security (migration 0002): a municipality sees its own messages, a provider the messages it sent or received, the
worker only the messages of the municipality it works for, and messages that nobody has read yet.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.kluis import VersleuteldeBytes
from jeugdketen.kern.bsn import BsnVeld
from jeugdketen.kern.velden import AgbCode, GemeenteCode


class RuwBericht(models.Model):
    """The bytes of one file, exactly as they came in or went out, stored before anything reads them.

    Append-only: a trigger and the grants refuse every change and removal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inhoud = VersleuteldeBytes()
    sha256 = models.CharField(max_length=64, db_index=True)
    grootte = models.PositiveIntegerField()
    bestandsnaam = models.CharField(max_length=255)
    weg = models.CharField(max_length=10)
    ontvangen_op = models.DateTimeField()
    ontvangen_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    door_naam = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "berichten_ruwbericht"


class Bericht(models.Model):
    """One message of the standard, in or out, with its state.

    ``gemeente_code`` (CBS) is empty until the message has been read; a message that cannot be read keeps it
    empty, unless the road (a mailbox folder, the municipality of who uploaded) says whose it is.
    ``aanbieder_agb`` likewise. ``mag_afzender``: AGB codes in whose name the one who uploaded may send; None:
    any. Accepted and sent messages are unique by sender, type and identification (TR056).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ruw = models.OneToOneField(RuwBericht, on_delete=models.PROTECT, related_name="bericht")
    richting = models.CharField(max_length=3)
    weg = models.CharField(max_length=10)
    soort = models.CharField(max_length=5, blank=True)
    identificatie = models.CharField(max_length=20, blank=True)
    dagtekening = models.DateField(null=True)
    afzender = models.CharField(max_length=8, blank=True)
    ontvanger = models.CharField(max_length=8, blank=True)
    gemeente_code = GemeenteCode(null=True)
    aanbieder_agb = AgbCode(null=True)
    postbus_gemeente = GemeenteCode(null=True)
    aangeleverd_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mag_afzender = ArrayField(models.CharField(max_length=8), null=True)
    toestand = models.CharField(max_length=12, default=t.ONTVANGEN)
    reden = models.TextField(blank=True)
    wie_moet = models.TextField(blank=True)
    bsn_sleutel = models.CharField(max_length=64, blank=True)
    referenties = ArrayField(models.CharField(max_length=40), default=list)
    antwoord_op = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="antwoorden")
    dubbel_van = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="dubbelen")
    draad = models.UUIDField(db_index=True)
    tijdstip = models.DateTimeField()
    ontvangen_dag = models.DateField()
    antwoord_uiterlijk = models.DateField(null=True)
    lezing = models.PositiveSmallIntegerField(default=1)

    class Meta:
        db_table = "berichten_bericht"
        constraints = [
            # What the tables of other apps refer to, so that they cannot name another municipality.
            models.UniqueConstraint(fields=["id", "gemeente_code"], name="bericht_met_gemeente"),
            models.UniqueConstraint(
                fields=["afzender", "soort", "identificatie"],
                condition=models.Q(
                    toestand__in=[t.AANVAARD, t.KLAAR, t.VERZONDEN, t.AANGENOMEN, t.AFGEWEZEN, t.ONBEKOPPELD]
                )
                & ~models.Q(identificatie=""),
                name="bericht_uniek_per_afzender",
            ),
            models.CheckConstraint(condition=models.Q(richting__in=[t.IN, t.UIT]), name="bericht_richting"),
            models.CheckConstraint(
                condition=models.Q(toestand__in=sorted(k for k in t.TOEGESTAAN if k)), name="bericht_toestand"
            ),
        ]
        indexes = [
            models.Index(fields=["-tijdstip", "-id"], name="bericht_tijdstip"),
            models.Index(fields=["gemeente_code", "-tijdstip"], name="bericht_gemeente_tijd"),
            models.Index(fields=["aanbieder_agb", "-tijdstip"], name="bericht_aanbieder_tijd"),
            models.Index(fields=["identificatie"], name="bericht_identificatie"),
            models.Index(fields=["bsn_sleutel"], name="bericht_bsn", condition=~models.Q(bsn_sleutel="")),
        ]


class Overgang(models.Model):
    """The log of the state machine: one row per step, append-only."""

    bericht = models.ForeignKey(Bericht, on_delete=models.PROTECT, related_name="overgangen")
    van = models.CharField(max_length=12, blank=True)
    naar = models.CharField(max_length=12)
    op = models.DateTimeField()
    door = models.CharField(max_length=200)
    reden = models.TextField(blank=True)

    class Meta:
        db_table = "berichten_overgang"
        ordering = ["id"]


class Bevinding(models.Model):
    """One broken rule in a message, as stored when it was checked; ``niveau`` 1-4 (IV028, IV032).

    ``lezing`` counts how often the message was read; the findings of the last time count.
    """

    bericht = models.ForeignKey(Bericht, on_delete=models.PROTECT, related_name="bevindingen")
    lezing = models.PositiveSmallIntegerField(default=1)
    volgnummer = models.PositiveIntegerField()
    niveau = models.PositiveSmallIntegerField()
    regel = models.CharField(max_length=12, blank=True)
    retourcode = models.CharField(max_length=5, blank=True)
    pad = models.TextField(blank=True)
    regelnummer = models.PositiveIntegerField(null=True)
    melding = models.TextField()

    class Meta:
        db_table = "berichten_bevinding"
        ordering = ["bericht", "lezing", "volgnummer"]
        constraints = [
            models.UniqueConstraint(fields=["bericht", "lezing", "volgnummer"], name="bevinding_volgnummer"),
        ]


class VerzendPost(models.Model):
    """The outbox: a message that must leave. Sent at least once, under a name that is always the same.

    ``niet_voor``: a decision may be taken back until then (real time, not the demo's fixed day).
    """

    bericht = models.OneToOneField(
        Bericht, primary_key=True, on_delete=models.PROTECT, related_name="verzendpost"
    )
    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    bestandsnaam = models.CharField(max_length=255, unique=True)
    niet_voor = models.DateTimeField()
    pogingen = models.PositiveIntegerField(default=0)
    laatste_fout = models.TextField(blank=True)
    verzonden_op = models.DateTimeField(null=True)

    class Meta:
        db_table = "berichten_verzendpost"
        indexes = [
            models.Index(
                fields=["niet_voor"], name="verzendpost_wacht", condition=models.Q(verzonden_op=None)
            ),
        ]


class Ketenverzoek(models.Model):
    """What the chain knows of a request: one row per requested product of an accepted message (TR347, TR374).

    A projection of messages alone; :func:`jeugdketen.berichten.keten.bouw_opnieuw` makes it again from the raw
    store. ``antwoorden``: VerzoekAntwoord of the JW319 messages that went out, in order (TR360, TR365).
    ``toegewezen``: a JW301 with this reference went out (TR359).
    """

    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    referentie_aanbieder = models.CharField(max_length=36)
    soort = models.CharField(max_length=3)
    bsn = BsnVeld()
    bsn_sleutel = models.CharField(max_length=64)
    antwoorden = ArrayField(models.CharField(max_length=1), default=list)
    toegewezen = models.BooleanField(default=False)

    class Meta:
        db_table = "berichten_ketenverzoek"
        constraints = [
            models.UniqueConstraint(
                fields=["gemeente_code", "aanbieder_agb", "referentie_aanbieder"],
                name="ketenverzoek_referentie",
            ),
        ]
        indexes = [
            models.Index(fields=["gemeente_code", "aanbieder_agb", "bsn_sleutel"], name="ketenverzoek_client")
        ]


class Ketentoewijzing(models.Model):
    """What the chain knows of an allocation: the latest version of each number that was sent (TR332, IV013).

    ``product`` is the ToegewezenProduct as it stood in the JW301.
    """

    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    nummer = models.BigIntegerField()
    bsn = BsnVeld()
    bsn_sleutel = models.CharField(max_length=64)
    product = models.JSONField()
    moment = models.CharField(max_length=40)

    class Meta:
        db_table = "berichten_ketentoewijzing"
        constraints = [
            models.UniqueConstraint(fields=["gemeente_code", "nummer"], name="ketentoewijzing_nummer"),
        ]
        indexes = [
            models.Index(
                fields=["gemeente_code", "aanbieder_agb", "bsn_sleutel"], name="ketentoewijzing_client"
            )
        ]


class Nummerreeks(models.Model):
    """Counters without gaps: the row is locked until the transaction that takes a number commits."""

    reeks = models.CharField(max_length=40, primary_key=True)
    laatste = models.BigIntegerField(default=0)

    class Meta:
        db_table = "berichten_nummerreeks"
