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
    any. ``afgehandeld_op``: settled outside the message traffic, see :class:`Afhandeling`. Accepted and sent
    messages are unique by sender, type and identification (TR056).
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
    afgehandeld_op = models.DateTimeField(null=True)

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
        # The list asks one question per municipality or provider, each answered in order by one of these. What stands
        # behind the key only lets the index pass over rows that another filter leaves out, without reading them.
        indexes = [
            models.Index(fields=["gemeente_code", "-tijdstip", "-id"], name="bericht_lijst"),
            models.Index(
                fields=["gemeente_code", "soort", "-tijdstip", "-id", "toestand"], name="bericht_lijst_soort"
            ),
            models.Index(
                fields=["gemeente_code", "toestand", "-tijdstip", "-id"], name="bericht_lijst_stand"
            ),
            models.Index(
                fields=["gemeente_code", "aanbieder_agb", "-tijdstip", "-id", "toestand", "soort"],
                name="bericht_lijst_partij",
            ),
            models.Index(
                fields=["aanbieder_agb", "-tijdstip", "-id", "toestand", "soort"],
                name="bericht_lijst_aanbieder",
            ),
            models.Index(
                fields=["-tijdstip", "-id"],
                name="bericht_lijst_niemand",
                condition=models.Q(gemeente_code=None),
            ),
            models.Index(fields=["identificatie"], name="bericht_identificatie"),
            models.Index(fields=["bsn_sleutel"], name="bericht_bsn", condition=~models.Q(bsn_sleutel="")),
            models.Index(
                fields=["gemeente_code", "aanbieder_agb", "bsn_sleutel"],
                name="bericht_wacht",
                condition=models.Q(toestand=t.WACHT),
            ),
            models.Index(
                fields=["gemeente_code", "antwoord_uiterlijk"],
                name="bericht_onbeantwoord",
                condition=models.Q(toestand=t.VERZONDEN, afgehandeld_op=None)
                & ~models.Q(antwoord_uiterlijk=None),
            ),
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


class Verwijzing(models.Model):
    """A number that a message names (reference of the provider, allocation, message that it answers), to find it by.

    Kept by a trigger as ``Bericht.referenties`` has them: row security keeps an index on an array from being used,
    an index on rows is used.
    """

    bericht = models.ForeignKey(Bericht, on_delete=models.PROTECT, related_name="verwijzingen")
    nummer = models.CharField(max_length=40)

    class Meta:
        db_table = "berichten_verwijzing"
        verbose_name = "nummer waarop een bericht te vinden is"
        constraints = [
            models.UniqueConstraint(fields=["nummer", "bericht"], name="verwijzing_nummer"),
        ]


class Envelop(models.Model):
    """The routing data around a message, kept apart from the message itself; append-only.

    ``gegevens``: what the envelope said, as text fields; ``sha256`` of the whole file as it came.
    """

    bericht = models.OneToOneField(
        Bericht, primary_key=True, on_delete=models.PROTECT, related_name="envelop"
    )
    vorm = models.CharField(max_length=20)
    gegevens = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "berichten_envelop"
        verbose_name = "envelop van een bericht"


class Afhandeling(models.Model):
    """Somebody settled a message outside the message traffic, and why (OP090x2, OP003); append-only."""

    bericht = models.OneToOneField(
        Bericht, primary_key=True, on_delete=models.PROTECT, related_name="afhandeling"
    )
    gemeente_code = GemeenteCode(null=True)
    reden = models.CharField(max_length=20, choices=list(t.AFHANDELREDENEN.items()))
    toelichting = models.TextField()
    door = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    door_naam = models.CharField(max_length=200)
    op = models.DateTimeField()

    class Meta:
        db_table = "berichten_afhandeling"
        verbose_name = "afhandeling buiten het berichtenverkeer"


class Aansluiting(models.Model):
    """How the post of a municipality, or of one provider with it, is fetched and delivered.

    ``aanbieder_agb`` empty: all providers without a road of their own. ``geheim``: name of the file with the
    password or private key, never the secret itself. ``hostsleutel``: public key of the server in OpenSSH form;
    another server is refused. ``verpakking``: form of the envelope around each message, empty for none.
    """

    gemeente_code = GemeenteCode("gemeente")
    aanbieder_agb = AgbCode("aanbieder", null=True, blank=True)
    weg = models.CharField("weg", max_length=10, choices=[(w, t.WEGEN[w]) for w in t.INSTELBAAR])
    actief = models.BooleanField("actief", default=True)
    ophalen = models.BooleanField("berichten ophalen", default=True)
    afleveren = models.BooleanField("berichten afleveren", default=True)
    verpakking = models.CharField("envelop", max_length=20, blank=True)
    host = models.CharField("server", max_length=253, blank=True)
    poort = models.PositiveIntegerField("poort", default=22)
    gebruiker = models.CharField("gebruikersnaam", max_length=100, blank=True)
    hostsleutel = models.TextField("sleutel van de server", blank=True)
    geheim = models.CharField("naam van het geheim", max_length=64, blank=True)
    map_in = models.CharField("map om uit op te halen", max_length=200, blank=True)
    map_uit = models.CharField("map om in af te leveren", max_length=200, blank=True)

    class Meta:
        db_table = "berichten_aansluiting"
        verbose_name = "aansluiting op het berichtenverkeer"
        constraints = [
            models.UniqueConstraint(
                fields=["gemeente_code", "aanbieder_agb"],
                name="aansluiting_partij",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~models.Q(weg=t.SFTP)
                | ~(
                    models.Q(host="")
                    | models.Q(gebruiker="")
                    | models.Q(hostsleutel="")
                    | models.Q(geheim="")
                ),
                name="aansluiting_sftp_volledig",
            ),
        ]


class Wegstand(models.Model):
    """How a road is doing: when it was last tried, when that last went well, and what went wrong since.

    ``sleutel``: ``map:in``, ``map:uit``, or ``<connection>:in`` and ``:uit``. Nothing about a child.
    """

    sleutel = models.CharField(max_length=40, primary_key=True)
    geprobeerd_op = models.DateTimeField()
    gelukt_op = models.DateTimeField(null=True)
    fouten = models.PositiveIntegerField(default=0)
    laatste_fout = models.TextField(blank=True)
    niet_voor = models.DateTimeField(null=True)

    class Meta:
        db_table = "berichten_wegstand"
        verbose_name = "stand van een weg"


class Ingreep(models.Model):
    """What an operator did to the post box, and on how many messages or jobs; append-only."""

    op = models.DateTimeField()
    door = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    door_naam = models.CharField(max_length=200)
    wat = models.CharField(max_length=200)
    aantal = models.PositiveIntegerField()

    class Meta:
        db_table = "berichten_ingreep"
        verbose_name = "ingreep van een beheerder in de postbus"


class Wegproef(models.Model):
    """A road that an operator tries before it is used: asked for here, done by a worker, told to who asked.

    ``waarden``: the road as it was filled in, with the name of a secret and never the secret. ``stappen``: what was
    tried, the outcome word and a sentence, each; None until it is done.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    door = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    door_naam = models.CharField(max_length=200)
    waarden = models.JSONField()
    gevraagd_op = models.DateTimeField()
    begonnen_op = models.DateTimeField(null=True)
    klaar_op = models.DateTimeField(null=True)
    stappen = models.JSONField(null=True)

    class Meta:
        db_table = "berichten_wegproef"
        verbose_name = "proef van een weg"
        indexes = [models.Index(fields=["-gevraagd_op"], name="wegproef_gevraagd")]


class Herinnering(models.Model):
    """A reminder that a term has passed, for the party that must act; append-only, made once per step.

    ``sleutel`` names the obligation (type and message), ``volgnummer`` the step. ``aan``: ``aanbieder`` or
    ``gemeente``. ``tekst`` names numbers and days, never a child.
    """

    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    sleutel = models.CharField(max_length=80)
    volgnummer = models.PositiveSmallIntegerField()
    soort = models.CharField(max_length=20)
    aan = models.CharField(max_length=10)
    uiterlijk = models.DateField()
    tekst = models.TextField()
    gemaakt_op = models.DateTimeField()
    bericht = models.ForeignKey(Bericht, null=True, on_delete=models.PROTECT, related_name="herinneringen")

    class Meta:
        db_table = "berichten_herinnering"
        verbose_name = "herinnering aan een verstreken termijn"
        constraints = [
            models.UniqueConstraint(
                fields=["gemeente_code", "sleutel", "volgnummer"], name="herinnering_stap"
            ),
        ]
        indexes = [
            models.Index(fields=["aanbieder_agb", "-gemaakt_op"], name="herinnering_aanbieder"),
        ]


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

    ``niet_voor``: a decision may be taken back until then (real time, not the demo's fixed day). ``weg``: the road
    by which it left. ``opgehaald_op``: when the receiver fetched it, on a road on which receivers fetch.
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
    weg = models.CharField(max_length=10, blank=True)
    opgehaald_op = models.DateTimeField(null=True)

    class Meta:
        db_table = "berichten_verzendpost"
        indexes = [
            models.Index(
                fields=["niet_voor"], name="verzendpost_wacht", condition=models.Q(verzonden_op=None)
            ),
        ]


class Ketenbericht(models.Model):
    """The key of a message that counts in the chain: accepted, or sent by us (TR056).

    All chain tables are a projection of messages alone; :func:`jeugdketen.berichten.keten.bouw_opnieuw` makes them
    again from the raw store; rows that are ``overgenomen`` come from before this installation was in use, and stay.
    """

    gemeente_code = GemeenteCode()
    afzender = models.CharField(max_length=8)
    soort = models.CharField(max_length=5)
    identificatie = models.CharField(max_length=20)
    overgenomen = models.BooleanField(default=False)

    class Meta:
        db_table = "berichten_ketenbericht"
        verbose_name = "sleutel van een geaccepteerd bericht"
        constraints = [
            models.UniqueConstraint(
                fields=["afzender", "soort", "identificatie"], name="ketenbericht_sleutel"
            ),
        ]
        indexes = [models.Index(fields=["gemeente_code"], name="ketenbericht_gemeente")]


class Ketenverzoek(models.Model):
    """What the chain knows of a request: one row per requested product of an accepted VOT, one per VOW (TR347).

    ``antwoorden``: VerzoekAntwoord of the JW319 messages that went out, in order (TR360, TR365).
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

    ``product`` is the ToegewezenProduct as it stood in the JW301. ``overgenomen``: the version with which this
    installation began, of an allocation that was given before; a rebuild starts from there. ``overgenomen_op``: the
    day on which that was: a start or stop of before it may have been reported elsewhere.
    """

    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    nummer = models.BigIntegerField()
    bsn = BsnVeld()
    bsn_sleutel = models.CharField(max_length=64)
    product = models.JSONField()
    moment = models.CharField(max_length=40)
    overgenomen = models.JSONField(null=True)
    overgenomen_op = models.DateField(null=True)

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


class Ketenmelding(models.Model):
    """A start or stop of delivery that the chain knows (IV096); in order of arrival by primary key.

    ``vervallen``: deleted by a later message; such a row counts for nobody. ``overgenomen``: reported before this
    installation was in use; a rebuild keeps it.
    """

    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    bsn = BsnVeld()
    bsn_sleutel = models.CharField(max_length=64)
    toewijzing_nummer = models.BigIntegerField(null=True)
    categorie = models.CharField(max_length=2, null=True)
    code = models.CharField(max_length=5, null=True)
    begindatum = models.DateField()
    reden_beeindiging = models.CharField(max_length=2, null=True)
    einddatum = models.DateField(null=True)
    vervallen = models.BooleanField(default=False)
    overgenomen = models.BooleanField(default=False)

    class Meta:
        db_table = "berichten_ketenmelding"
        verbose_name = "start of stop in de keten"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(einddatum__isnull=True, reden_beeindiging__isnull=True)
                | models.Q(einddatum__isnull=False, reden_beeindiging__isnull=False),
                name="ketenmelding_start_of_stop",
            ),
        ]
        indexes = [
            models.Index(
                fields=["gemeente_code", "aanbieder_agb", "bsn_sleutel"], name="ketenmelding_client"
            ),
            models.Index(fields=["gemeente_code", "toewijzing_nummer"], name="ketenmelding_toewijzing"),
        ]


class Ketendeclaratie(models.Model):
    """A declaration that was taken in (TR333, TR318). ``begin``: first day of its calendar month (CS340)."""

    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    nummer = models.CharField(max_length=12)
    begin = models.DateField()
    identificatie = models.CharField(max_length=12)
    overgenomen = models.BooleanField(default=False)

    class Meta:
        db_table = "berichten_ketendeclaratie"
        verbose_name = "declaratie in de keten"
        constraints = [
            models.UniqueConstraint(
                fields=["gemeente_code", "aanbieder_agb", "nummer"], name="ketendeclaratie_nummer"
            ),
        ]
        indexes = [
            models.Index(fields=["gemeente_code", "aanbieder_agb", "-begin"], name="ketendeclaratie_laatste")
        ]


class Ketenregel(models.Model):
    """An approved line of a declaration, field by field as in the JW323; in order of approval by primary key.

    ``tarief`` and ``bedrag`` in euro cents, ``bedrag`` without sign; ``debet_credit`` D or C.
    ``bsn_sleutel``: by which it goes when the file of the child is destroyed.
    """

    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    bsn = BsnVeld()
    bsn_sleutel = models.CharField(max_length=64)
    declaratie_nummer = models.CharField(max_length=12)
    referentie = models.CharField(max_length=20)
    vorige_referentie = models.CharField(max_length=20, null=True)
    toewijzing_nummer = models.BigIntegerField()
    categorie = models.CharField(max_length=2)
    code = models.CharField(max_length=5)
    begin = models.DateField()
    eind = models.DateField()
    volume = models.PositiveIntegerField()
    eenheid = models.CharField(max_length=2)
    tarief = models.PositiveIntegerField(null=True)
    bedrag = models.PositiveIntegerField()
    debet_credit = models.CharField(max_length=1)
    overgenomen = models.BooleanField(default=False)

    class Meta:
        db_table = "berichten_ketenregel"
        verbose_name = "goedgekeurde declaratieregel"
        constraints = [
            models.UniqueConstraint(
                fields=["gemeente_code", "aanbieder_agb", "referentie"], name="ketenregel_referentie"
            ),
        ]
        indexes = [
            models.Index(fields=["gemeente_code", "toewijzing_nummer"], name="ketenregel_toewijzing"),
            models.Index(fields=["gemeente_code", "bsn_sleutel"], name="ketenregel_jeugdige"),
            models.Index(
                fields=["gemeente_code", "aanbieder_agb", "declaratie_nummer"], name="ketenregel_declaratie"
            ),
        ]


class Ketenverzending(models.Model):
    """A JW323 that a provider sent, whatever its verdict: what the JW325 on it is held to (TR337, TR371).

    ``ruw`` is the message in the raw store; ``inhoud`` its bytes, compressed, where it did not come through there.
    """

    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    identificatie = models.CharField(max_length=12)
    ruw = models.ForeignKey(RuwBericht, null=True, on_delete=models.PROTECT, related_name="+")
    inhoud = VersleuteldeBytes(null=True)

    class Meta:
        db_table = "berichten_ketenverzending"
        verbose_name = "verzonden declaratie in de keten"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ruw__isnull=True, inhoud__isnull=False)
                | models.Q(ruw__isnull=False, inhoud__isnull=True),
                name="ketenverzending_een_bron",
            ),
        ]
        indexes = [
            models.Index(
                fields=["gemeente_code", "aanbieder_agb", "identificatie"], name="ketenverzending_sleutel"
            )
        ]


class Nummerreeks(models.Model):
    """Counters without gaps: the row is locked until the transaction that takes a number commits."""

    reeks = models.CharField(max_length=40, primary_key=True)
    laatste = models.BigIntegerField(default=0)

    class Meta:
        db_table = "berichten_nummerreeks"
