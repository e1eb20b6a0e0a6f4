"""What logging in leaves in the database: sessions, factors, codes, identities elsewhere, and the security log."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now


class Sessie(AbstractBaseSession):
    """One browser that is logged in, or on its way to be.

    `session_key` is not what the cookie holds but its keyed hash: who copies the database cannot go on in
    somebody's session. Found by `kern.sessies.SessionStore` alone.
    """

    gebruiker = models.ForeignKey(
        "kern.Gebruiker",
        verbose_name="gebruiker",
        on_delete=models.CASCADE,
        null=True,
        related_name="sessies",
    )
    begonnen_op = models.DateTimeField("begonnen op", null=True)
    laatst_actief = models.DateTimeField("laatst actief", null=True)
    weg = models.CharField("weg van aanmelden", max_length=60, blank=True)
    apparaat = models.CharField("apparaat", max_length=100, blank=True)
    adres = models.CharField("netwerkadres", max_length=45, blank=True)
    uitgever = models.CharField("uitgever van de identiteit", max_length=255, blank=True)
    onderwerp = models.CharField("onderwerp bij die uitgever", max_length=255, blank=True)
    sessie_daar = models.CharField("sessie bij die uitgever", max_length=255, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = "sessie"
        verbose_name_plural = "sessies"
        indexes = [
            models.Index(fields=["gebruiker"], name="sessie_gebruiker"),
            models.Index(fields=["uitgever", "onderwerp"], name="sessie_onderwerp"),
        ]

    def __str__(self) -> str:
        return f"sessie sinds {self.begonnen_op}"

    @classmethod
    def get_session_store_class(cls) -> type:
        """Where sessions are kept."""
        from jeugdketen.kern.sessies import SessionStore

        return SessionStore


class Identiteit(models.Model):
    """Ties a user to who that person is at a log-in provider: issuer and subject, never an e-mail address."""

    gebruiker = models.ForeignKey("kern.Gebruiker", on_delete=models.PROTECT, related_name="identiteiten")
    uitgever = models.CharField("uitgever", max_length=255)
    onderwerp = models.CharField("onderwerp", max_length=255)
    gekoppeld_op = models.DateTimeField("gekoppeld op", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "identiteit bij een inlogdienst"
        verbose_name_plural = "identiteiten bij inlogdiensten"
        constraints = [
            models.UniqueConstraint(
                fields=["uitgever", "onderwerp"],
                name="identiteit_uniek",
                violation_error_message="Deze identiteit hoort al bij een account. Ontkoppel haar daar eerst.",
            )
        ]

    def __str__(self) -> str:
        return f"identiteit {self.pk}"


class TweedeFactor(models.Model):
    """The secret behind the six digits of an authenticator app (TOTP, RFC 6238), encrypted at rest.

    `laatste_stap` is the number of the last time step that was used, so that a code opens the door once.
    """

    gebruiker = models.OneToOneField(
        "kern.Gebruiker", on_delete=models.PROTECT, primary_key=True, related_name="tweede_factor"
    )
    geheim = models.CharField("geheim, versleuteld", max_length=200)
    laatste_stap = models.BigIntegerField("laatst gebruikte tijdstap")
    ingesteld_op = models.DateTimeField("ingesteld op", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "tweede factor"
        verbose_name_plural = "tweede factoren"

    def __str__(self) -> str:
        return f"tweede factor van {self.gebruiker_id}"


class Herstelcode(models.Model):
    """One recovery code, kept as a keyed hash; removed once it was used."""

    gebruiker = models.ForeignKey("kern.Gebruiker", on_delete=models.PROTECT, related_name="herstelcodes")
    kenmerk = models.CharField("kenmerk", max_length=64, unique=True)

    class Meta:
        verbose_name = "herstelcode"
        verbose_name_plural = "herstelcodes"

    def __str__(self) -> str:
        return f"herstelcode {self.pk}"


class Toegangscode(models.Model):
    """A code that an administrator hands to somebody: good once, and for a short time, for one thing."""

    class Doel(models.TextChoices):
        """What the code opens."""

        WACHTWOORD = "wachtwoord", "een wachtwoord kiezen"
        KOPPELEN = "koppelen", "een account bij een inlogdienst koppelen"

    gebruiker = models.ForeignKey("kern.Gebruiker", on_delete=models.PROTECT, related_name="toegangscodes")
    doel = models.CharField("doel", max_length=20, choices=Doel.choices)
    kenmerk = models.CharField("kenmerk", max_length=64, unique=True)
    verloopt_op = models.DateTimeField("verloopt op")
    gebruikt_op = models.DateTimeField("gebruikt op", null=True)

    class Meta:
        verbose_name = "toegangscode"
        verbose_name_plural = "toegangscodes"
        indexes = [models.Index(fields=["gebruiker", "verloopt_op"], name="toegangscode_gebruiker")]

    def __str__(self) -> str:
        return f"toegangscode {self.pk}"


class Herstelverzoek(models.Model):
    """An administrator wants to open a way into an account that is in use; somebody else says yes or no.

    The database writes the moments by its own clock, takes one answer, and lets it be carried out once.
    """

    class Wat(models.TextChoices):
        """What is asked; the last two are `Toegangscode.Doel` too."""

        FACTOR = "factor", "de tweede factor wissen"
        WACHTWOORD = "wachtwoord", "een code om een wachtwoord te kiezen"
        KOPPELEN = "koppelen", "een identiteit bij een inlogdienst koppelen"

    class Antwoord(models.TextChoices):
        """What became of it."""

        AKKOORD = "akkoord", "bevestigd"
        NEE = "nee", "afgewezen"
        TEGENGEHOUDEN = "tegengehouden", "tegengehouden door de persoon zelf"
        INGETROKKEN = "ingetrokken", "ingetrokken"

    gebruiker = models.ForeignKey("kern.Gebruiker", on_delete=models.PROTECT, related_name="herstelverzoeken")
    wat = models.CharField("wat", max_length=20, choices=Wat.choices)
    toelichting = models.CharField("hoe vastgesteld wie het is", max_length=200)
    door = models.ForeignKey("kern.Gebruiker", on_delete=models.PROTECT, related_name="+")
    door_naam = models.CharField("gevraagd door", max_length=200)
    op = models.DateTimeField("gevraagd op", db_default=Now())
    antwoord = models.CharField("antwoord", max_length=20, choices=Antwoord.choices, blank=True)
    antwoord_toelichting = models.CharField("toelichting", max_length=200, blank=True)
    antwoord_door = models.ForeignKey("kern.Gebruiker", on_delete=models.PROTECT, null=True, related_name="+")
    antwoord_naam = models.CharField("beantwoord door", max_length=200, blank=True)
    antwoord_op = models.DateTimeField("beantwoord op", null=True)
    uitgevoerd_op = models.DateTimeField("uitgevoerd op", null=True)

    class Meta:
        verbose_name = "verzoek om herstel van een account"
        verbose_name_plural = "verzoeken om herstel van accounts"
        ordering = ["-id"]
        indexes = [models.Index(fields=["gebruiker", "-op"], name="herstel_gebruiker")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(gebruiker=models.F("door")),
                name="herstel_ander",
                violation_error_message="Uw eigen account herstelt een andere beheerder.",
            ),
            models.UniqueConstraint(
                fields=["gebruiker", "wat"],
                condition=models.Q(antwoord="", uitgevoerd_op=None),
                name="herstel_een_open",
                violation_error_message="Hierom is al gevraagd. Wacht op het antwoord, of trek het in.",
            ),
        ]

    def __str__(self) -> str:
        return f"herstel {self.pk}"


class Gebeurtenis(models.Model):
    """One row of the security log: somebody logged in, was refused, changed a factor, ended a session.

    Rows can only be added, and are sealed like the read log. They hold no password, no code, no token and nothing
    about a child; the name that was typed at a failed log-in is kept as a keyed hash, because people type passwords
    there by mistake.
    """

    op = models.DateTimeField("wanneer")
    soort = models.CharField("soort", max_length=40)
    gebruiker_id = models.BigIntegerField("om wie het gaat", null=True)
    wie = models.CharField("naam", max_length=200, blank=True)
    door_id = models.BigIntegerField("gedaan door", null=True)
    door = models.CharField("naam van wie het deed", max_length=200, blank=True)
    adres = models.CharField("netwerkadres", max_length=45, blank=True)
    apparaat = models.CharField("apparaat", max_length=100, blank=True)
    details = models.JSONField("details", default=dict)

    class Meta:
        verbose_name = "beveiligingsgebeurtenis"
        verbose_name_plural = "beveiligingslogboek"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["-op"], name="gebeurtenis_op"),
            models.Index(fields=["soort", "-op"], name="gebeurtenis_soort"),
            models.Index(fields=["gebruiker_id", "-op"], name="gebeurtenis_gebruiker"),
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.pk}"
