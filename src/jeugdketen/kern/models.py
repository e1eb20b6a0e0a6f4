"""Users, the roles they hold and how they got them, absence, break-glass access, both logs and the seals on them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from jeugdketen.kern import rollen
from jeugdketen.kern.aanmeldmodels import (
    Gebeurtenis,
    Herstelcode,
    Herstelverzoek,
    Identiteit,
    Sessie,
    Toegangscode,
    TweedeFactor,
)
from jeugdketen.kern.velden import AgbCode, GemeenteCode, PeriodeQuerySet, tot_niet_voor_van

__all__ = [
    "Gebeurtenis",
    "Gebruiker",
    "Gezinsband",
    "Herstelcode",
    "Herstelverzoek",
    "Identiteit",
    "Inlogpoging",
    "Inzage",
    "Rolhouder",
    "Sessie",
    "Toegangscode",
    "TweedeFactor",
    "Verzegeling",
    "Wijziging",
]


class GebruikerManager(BaseUserManager["Gebruiker"]):
    """Finds users the way they log in: by user name or e-mail address, in capitals or not."""

    def get_by_natural_key(self, username: str | None) -> Gebruiker:
        """The user with this user name or e-mail address.

        Raises:
            Gebruiker.DoesNotExist: nobody has it.
        """
        zoek = (username or "").strip()
        return self.get(Q(gebruikersnaam__iexact=zoek) | Q(e_mail__iexact=zoek))

    def maak(
        self, gebruikersnaam: str, *, e_mail: str, naam: str, wachtwoord: str | None = None
    ) -> Gebruiker:
        """Create a user; without a password the user can only come in through a log-in provider."""
        gebruiker = self.model(
            gebruikersnaam=gebruikersnaam.strip(), e_mail=self.normalize_email(e_mail), naam=naam.strip()
        )
        gebruiker.set_password(wachtwoord)
        gebruiker.full_clean(exclude=["password"])
        gebruiker.save(using=self._db)
        return gebruiker


class Gebruiker(AbstractBaseUser):
    """Somebody who can log in. What this person may do is in `Rolhouder`, never here."""

    last_login = None  # would write a row during log-in, before anybody is known; see `laatst_ingelogd`

    gebruikersnaam = models.CharField("gebruikersnaam", max_length=150, unique=True)
    e_mail = models.EmailField("e-mailadres")
    naam = models.CharField("naam", max_length=200, help_text="Zoals collega's en het logboek u noemen.")
    is_active = models.BooleanField("actief", default=True)
    laatste_dag = models.DateField(
        "laatste werkdag", null=True, blank=True, help_text="Na deze dag komt deze persoon niet meer binnen."
    )
    laatst_ingelogd = models.DateTimeField("laatst ingelogd", null=True, blank=True)
    aangemaakt_op = models.DateTimeField("aangemaakt op", db_default=Now(), editable=False)

    objects = GebruikerManager()

    USERNAME_FIELD = "gebruikersnaam"
    EMAIL_FIELD = "e_mail"
    REQUIRED_FIELDS = ["e_mail", "naam"]

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"
        constraints = [
            models.UniqueConstraint(Lower("gebruikersnaam"), name="gebruiker_gebruikersnaam_uniek"),
            models.UniqueConstraint(Lower("e_mail"), name="gebruiker_e_mail_uniek"),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def weergavenaam(self) -> str:
        """The name on screens, in decisions and in logs."""
        return self.naam or self.gebruikersnaam

    def get_full_name(self) -> str:
        """The name on screens."""
        return self.weergavenaam

    def get_short_name(self) -> str:
        """The name on screens."""
        return self.weergavenaam


class Rolhouder(models.Model):
    """A role that somebody holds from a day to a day, for one municipality, one provider or the region."""

    gebruiker = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="rolhouders")
    rol = models.CharField("rol", max_length=40, choices=list(rollen.ROLLEN.items()))
    gemeente_code = GemeenteCode("gemeente", null=True, blank=True)
    aanbieder_agb = AgbCode("aanbieder", null=True, blank=True)
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)
    voorstel = models.OneToOneField(
        "Rolvoorstel",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rolhouder",
        editable=False,
    )

    objects = PeriodeQuerySet["Rolhouder"].as_manager()

    class Meta:
        verbose_name = "rol"
        verbose_name_plural = "rollen"
        indexes = [models.Index(fields=["gebruiker", "van"], name="rolhouder_gebruiker")]
        constraints = [
            tot_niet_voor_van("rolhouder_periode"),
            models.CheckConstraint(
                condition=Q(rol__in=sorted(rollen.ROLLEN)),
                name="rolhouder_rol_bekend",
                violation_error_message="Deze rol bestaat niet. Kies een rol uit de lijst.",
            ),
            models.CheckConstraint(
                condition=~Q(rol__in=sorted(rollen.PER_GEMEENTE)) | Q(gemeente_code__isnull=False),
                name="rolhouder_gemeente",
                violation_error_message="Deze rol geldt voor één gemeente. Vul de gemeente in.",
            ),
            models.CheckConstraint(
                condition=~Q(rol__in=sorted(rollen.PER_AANBIEDER)) | Q(aanbieder_agb__isnull=False),
                name="rolhouder_aanbieder",
                violation_error_message="Deze rol geldt voor één aanbieder. Vul de AGB-code in.",
            ),
        ]

    def __str__(self) -> str:
        voor = self.gemeente_code or self.aanbieder_agb or "de regio"
        return f"{self.get_rol_display()} voor {voor}"


class Rolvoorstel(models.Model):
    """A role with sight of files that an administrator proposes; somebody else says yes or no (`Rolbesluit`).

    Append-only, so that what was agreed to cannot be changed afterwards.
    """

    gebruiker = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="rolvoorstellen")
    rol = models.CharField("rol", max_length=40, choices=list(rollen.ROLLEN.items()))
    gemeente_code = GemeenteCode("gemeente", null=True, blank=True)
    aanbieder_agb = AgbCode("aanbieder", null=True, blank=True)
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)
    reden = models.CharField("reden", max_length=200)
    door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    door_naam = models.CharField("voorgesteld door", max_length=200)
    op = models.DateTimeField("voorgesteld op")

    class Meta:
        verbose_name = "voorstel voor een rol"
        verbose_name_plural = "voorstellen voor rollen"
        ordering = ["-id"]
        constraints = [tot_niet_voor_van("rolvoorstel_periode")]

    def __str__(self) -> str:
        return f"voorstel {self.pk}"


class Rolbesluit(models.Model):
    """The answer of a second person to a proposal: granted or not, once. Append-only."""

    voorstel = models.OneToOneField(Rolvoorstel, on_delete=models.PROTECT, related_name="besluit")
    akkoord = models.BooleanField("akkoord")
    toelichting = models.CharField("toelichting", max_length=200, blank=True)
    door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    door_naam = models.CharField("door", max_length=200)
    op = models.DateTimeField("op")

    class Meta:
        verbose_name = "antwoord op een voorstel voor een rol"
        verbose_name_plural = "antwoorden op voorstellen voor rollen"

    def __str__(self) -> str:
        return f"antwoord op voorstel {self.voorstel_id}"


class Waarneming(models.Model):
    """A colleague keeps the work list of somebody who is away, for one role in one municipality.

    Gives no access: the colleague holds that role there already. It ends by itself after `tot`.
    """

    afwezige = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="waargenomen_door")
    waarnemer = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="neemt_waar_voor")
    rol = models.CharField("rol", max_length=40, choices=list(rollen.ROLLEN.items()))
    gemeente_code = GemeenteCode("gemeente")
    van = models.DateField("van")
    tot = models.DateField("tot en met")
    geregeld_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField("geregeld op")

    objects = PeriodeQuerySet["Waarneming"].as_manager()

    class Meta:
        verbose_name = "waarneming"
        verbose_name_plural = "waarnemingen"
        ordering = ["-van", "-id"]
        indexes = [
            models.Index(fields=["waarnemer", "van"], name="waarneming_waarnemer"),
            models.Index(fields=["afwezige", "van"], name="waarneming_afwezige"),
        ]
        constraints = [
            # A day before `van` means: ended before it began.
            models.CheckConstraint(
                condition=~Q(afwezige=F("waarnemer")),
                name="waarneming_ander",
                violation_error_message="U kunt niet voor uzelf waarnemen. Kies een collega.",
            ),
        ]

    def __str__(self) -> str:
        return f"waarneming {self.pk}"


class Noodtoegang(models.Model):
    """One file elsewhere, opened by somebody without a role there: with a reason, for a short time.

    The officer of the municipality that keeps the file says afterwards whether it was right. `van`, `tot` and
    `gestopt_op` are real moments, also in the demo: access must end whatever day the application thinks it is.
    """

    class Oordeel(models.TextChoices):
        """What the officer found."""

        TERECHT = "terecht", "terecht"
        NIET_TERECHT = "niet_terecht", "niet terecht"

    gebruiker = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="noodtoegangen")
    wie = models.CharField("wie", max_length=200)
    rollen = models.CharField("rollen", max_length=400, blank=True)
    jeugdige_id = models.UUIDField("dossier")
    gemeente_code = GemeenteCode("gemeente")
    reden = models.TextField("reden")
    op = models.DateTimeField("wanneer")
    van = models.DateTimeField("geopend op")
    tot = models.DateTimeField("eindigt op")
    gestopt_op = models.DateTimeField("eerder gestopt op", null=True)
    oordeel = models.CharField("oordeel", max_length=12, choices=Oordeel.choices, blank=True)
    notitie = models.TextField("notitie", blank=True)
    beoordeeld_door = models.ForeignKey(
        Gebruiker, null=True, on_delete=models.PROTECT, related_name="beoordeelde_noodtoegangen"
    )
    beoordeeld_naam = models.CharField("beoordeeld door", max_length=200, blank=True)
    beoordeeld_op = models.DateTimeField("beoordeeld op", null=True)

    class Meta:
        verbose_name = "noodtoegang"
        verbose_name_plural = "noodtoegangen"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["gebruiker", "-tot"], name="noodtoegang_gebruiker"),
            models.Index(fields=["gemeente_code", "-id"], name="noodtoegang_gemeente"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(tot__gt=F("van")), name="noodtoegang_eindigt"),
            models.CheckConstraint(
                condition=Q(oordeel="", beoordeeld_door__isnull=True, beoordeeld_op__isnull=True)
                | (~Q(oordeel="") & Q(beoordeeld_door__isnull=False, beoordeeld_op__isnull=False)),
                name="noodtoegang_oordeel_met_naam",
            ),
        ]

    def __str__(self) -> str:
        return f"noodtoegang {self.pk}"


class Gezinsband(models.Model):
    """Ties a user with the role `gezin` to the file of a child, from a day to a day.

    The municipality that keeps the file records it. It is the ground on which somebody sees who read that file.
    """

    gebruiker = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="gezinsbanden")
    jeugdige_id = models.UUIDField("dossier")
    gemeente_code = GemeenteCode("gemeente")
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodeQuerySet["Gezinsband"].as_manager()

    class Meta:
        verbose_name = "band van een gezin met een dossier"
        verbose_name_plural = "banden van gezinnen met dossiers"
        indexes = [models.Index(fields=["gebruiker", "van"], name="gezinsband_gebruiker")]
        constraints = [
            tot_niet_voor_van("gezinsband_periode"),
            models.UniqueConstraint(fields=["gebruiker", "jeugdige_id", "van"], name="gezinsband_uniek"),
        ]

    def __str__(self) -> str:
        return f"gezinsband {self.pk}"


class Inlogpoging(models.Model):
    """One attempt to log in; counts towards the lock-out of the account and of the address."""

    op = models.DateTimeField("op", db_default=Now())
    naam_kenmerk = models.CharField("kenmerk van de naam", max_length=64)
    adres_kenmerk = models.CharField("kenmerk van het adres", max_length=64)
    gelukt = models.BooleanField("gelukt")

    class Meta:
        verbose_name = "inlogpoging"
        verbose_name_plural = "inlogpogingen"
        indexes = [
            models.Index(fields=["naam_kenmerk", "op"], name="inlogpoging_naam"),
            models.Index(fields=["adres_kenmerk", "op"], name="inlogpoging_adres"),
        ]

    def __str__(self) -> str:
        return f"inlogpoging {self.pk}"


class Inzage(models.Model):
    """One time that somebody read, searched, printed or took away personal data (NEN 7513 in outline).

    Rows can only be added. They name the child by the opaque key of its file, never by name or BSN, and hold no
    foreign key: a file that is destroyed one day keeps its trail.
    """

    class Handeling(models.TextChoices):
        """What was done with the data."""

        LEZEN = "lezen", "gelezen"
        ZOEKEN = "zoeken", "gezocht"
        VASTLEGGEN = "vastleggen", "vastgelegd"
        AFDRUKKEN = "afdrukken", "afgedrukt"
        EXPORT = "export", "meegenomen"
        NOODTOEGANG = "noodtoegang", "noodtoegang"
        GEWEIGERD = "geweigerd", "geweigerd"

    op = models.DateTimeField(
        "wanneer", help_text="Volgens de klok van de toepassing (in de demo een vaste datum)."
    )
    geregistreerd_op = models.DateTimeField("geregistreerd op", help_text="Volgens de klok van de database.")
    gebruiker_id = models.BigIntegerField("gebruiker", null=True)
    wie = models.CharField("wie", max_length=200)
    rollen = models.CharField("rollen", max_length=400, blank=True)
    jeugdige_id = models.UUIDField("dossier", null=True)
    gemeente_code = GemeenteCode("gemeente", null=True)
    handeling = models.CharField("handeling", max_length=20, choices=Handeling.choices)
    wat = models.CharField("wat", max_length=300)
    grond = models.CharField("op welke grond", max_length=300)

    class Meta:
        verbose_name = "inzage"
        verbose_name_plural = "leeslogboek"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["jeugdige_id", "-op"], name="inzage_jeugdige"),
            models.Index(fields=["gebruiker_id", "-op"], name="inzage_gebruiker"),
            models.Index(fields=["gemeente_code", "-op"], name="inzage_gemeente"),
        ]

    def __str__(self) -> str:
        return f"inzage {self.pk}"


class Verzegeling(models.Model):
    """A seal on a run of rows of a log; each seal covers the one before it, so that none can be taken out.

    `zegel` is an HMAC-SHA256 under a key that the database does not hold, over the rows and over the seal before.
    Each log has a chain of its own.
    """

    class Logboek(models.TextChoices):
        """Which log the seal is on."""

        INZAGE = "inzage", "leeslogboek"
        WIJZIGING = "wijziging", "wijzigingenlogboek"
        VEILIGHEID = "veiligheid", "beveiligingslogboek"

    logboek = models.CharField("logboek", max_length=10, choices=Logboek.choices, default=Logboek.INZAGE)

    van_id = models.BigIntegerField("eerste regel")
    tot_id = models.BigIntegerField("laatste regel")
    aantal = models.PositiveIntegerField("aantal regels")
    vorige = models.CharField("vorig zegel", max_length=64, blank=True)
    zegel = models.CharField("zegel", max_length=64, unique=True)
    op = models.DateTimeField("verzegeld op", db_default=Now())

    class Meta:
        verbose_name = "verzegeling"
        verbose_name_plural = "verzegelingen"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("logboek", "vorige", name="verzegeling_een_keten"),
            models.CheckConstraint(condition=Q(tot_id__gte=F("van_id")), name="verzegeling_volgorde"),
        ]

    def __str__(self) -> str:
        return f"regels {self.van_id} t/m {self.tot_id}"


class Logvernietiging(models.Model):
    """The oldest sealed rows of a log, to be destroyed: an administrator proposes it, an officer approves and does it.

    Whole seals alone, from the beginning up to and including row `tot_id`. The seals stay, so that what is left still
    hangs on them; `bewijs` counts what went. Only the database destroys. Of post without a municipality `tot_id` is 0.
    """

    class Toestand(models.TextChoices):
        """How far it is."""

        OPGESTELD = "opgesteld", "wacht op akkoord"
        GOEDGEKEURD = "goedgekeurd", "goedgekeurd, nog niet uitgevoerd"
        UITGEVOERD = "uitgevoerd", "uitgevoerd"
        AFGEWEZEN = "afgewezen", "afgewezen"

    POST = "post"
    """Not a log but the post that belongs to no municipality, so that no team leader can approve a list of it."""

    SOORTEN: ClassVar[list[tuple[str, str]]] = [*Verzegeling.Logboek.choices, (POST, "post zonder gemeente")]

    logboek = models.CharField("logboek", max_length=10, choices=SOORTEN)
    tot_id = models.BigIntegerField("laatste regel")
    tot_en_met = models.DateField("regels tot en met")
    jaren = models.PositiveSmallIntegerField("bewaartermijn in jaren")
    aantal = models.PositiveIntegerField("aantal regels")
    toestand = models.CharField("stand", max_length=12, choices=Toestand.choices, default=Toestand.OPGESTELD)
    opgesteld_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    opgesteld_naam = models.CharField("opgesteld door", max_length=200)
    opgesteld_op = models.DateTimeField("opgesteld op")
    beslist_door = models.ForeignKey(Gebruiker, null=True, on_delete=models.PROTECT, related_name="+")
    beslist_naam = models.CharField("beslist door", max_length=200, blank=True)
    beslist_op = models.DateTimeField("beslist op", null=True)
    toelichting = models.TextField("toelichting", blank=True)
    uitgevoerd_op = models.DateTimeField("uitgevoerd op", null=True)
    bewijs = models.JSONField("bewijs", null=True)

    class Meta:
        verbose_name = "vernietiging in een logboek"
        verbose_name_plural = "vernietigingen in logboeken"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(beslist_door__isnull=True) | ~Q(beslist_door=F("opgesteld_door")),
                name="logvernietiging_vier_ogen",
                violation_error_message="Hierover beslist een ander dan wie het voorstelde.",
            ),
            models.UniqueConstraint(
                fields=["logboek"],
                condition=Q(toestand__in=["opgesteld", "goedgekeurd"]),
                name="logvernietiging_een_open",
            ),
        ]

    def __str__(self) -> str:
        return f"vernietiging {self.pk}"


class Wijziging(models.Model):
    """One changed row of a watched table, written by a trigger; so bulk changes and raw SQL are in it too.

    `oud` and `nieuw` hold the changed columns only. Columns with names, addresses, birth dates, BSNs and passwords
    are named without their content (`"weggelaten"`).
    """

    op = models.DateTimeField("op")
    transactie = models.BigIntegerField("transactie")
    tabel = models.CharField("tabel", max_length=63)
    sleutel = models.CharField("sleutel", max_length=64)
    handeling = models.CharField("handeling", max_length=10)
    gebruiker_id = models.BigIntegerField("gebruiker", null=True)
    rollen = models.CharField("rollen", max_length=400, blank=True)
    gemeente_code = GemeenteCode("gemeente", null=True)
    oud = models.JSONField("oud", null=True)
    nieuw = models.JSONField("nieuw", null=True)

    class Meta:
        verbose_name = "wijziging"
        verbose_name_plural = "wijzigingen"
        ordering = ["-id"]
        indexes = [models.Index(fields=["tabel", "sleutel", "-id"], name="wijziging_rij")]

    def __str__(self) -> str:
        return f"{self.handeling} {self.tabel} {self.sleutel}"

    def velden(self) -> dict[str, tuple[Any, Any]]:
        """Per changed column the old and the new value."""
        oud, nieuw = self.oud or {}, self.nieuw or {}
        return {naam: (oud.get(naam), nieuw.get(naam)) for naam in sorted({*oud, *nieuw})}
