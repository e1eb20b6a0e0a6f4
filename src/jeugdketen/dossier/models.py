"""A child and what the municipality knows of it: identity, address, authority, consent, living situation, domicile.

Each municipality keeps its own file, also of a child that moved: `gemeente_code` says whose file it is, and row
security stands on that column in every table here. A provider sees a child only while it is involved (`Betrokkenheid`),
and then not its address. What a person records is added, never changed: the newest row counts, older ones stay.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from jeugdketen.dossier.namen import Naam
from jeugdketen.kern.bsn import BsnVeld, toon_bsn
from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.velden import AgbCode, GemeenteCode, PeriodeQuerySet, tot_niet_voor_van

GESLACHTEN = {"0": "onbekend", "1": "man", "2": "vrouw"}
"""Code list COD046 of the standard."""

NAAMGEBRUIK = {
    "1": "eigen naam",
    "2": "naam van de partner",
    "3": "naam van de partner, dan eigen naam",
    "4": "eigen naam, dan naam van de partner",
}
"""Code list COD700 of the standard, without the values for pseudonyms and organisations."""

geldige_postcode = RegexValidator(
    r"^[1-9][0-9]{3}[A-Z]{2}\Z",
    "Een postcode heeft vier cijfers en twee hoofdletters, bijvoorbeeld 1671ZZ.",
    "postcode",
)


class Namen(models.Model):
    """The parts of a name as the BRP and the messages keep them."""

    voornamen = models.CharField("voornamen", max_length=80, blank=True)
    voorletters = models.CharField("voorletters", max_length=20, blank=True)
    voorvoegsel = models.CharField("voorvoegsel", max_length=20, blank=True)
    achternaam = models.CharField("achternaam", max_length=200)
    partner_voorvoegsel = models.CharField("voorvoegsel partner", max_length=20, blank=True)
    partner_achternaam = models.CharField("achternaam partner", max_length=200, blank=True)
    naam_gebruik = models.CharField(
        "naamgebruik", max_length=1, choices=list(NAAMGEBRUIK.items()), default="1"
    )

    class Meta:
        abstract = True

    @property
    def naam(self) -> Naam:
        """The name as a value that can be shown."""
        return Naam(
            voornamen=self.voornamen,
            voorletters=self.voorletters,
            voorvoegsel=self.voorvoegsel,
            achternaam=self.achternaam,
            partner_voorvoegsel=self.partner_voorvoegsel,
            partner_achternaam=self.partner_achternaam,
            naam_gebruik=self.naam_gebruik,
        )

    @property
    def weergavenaam(self) -> str:
        """First name and surname by the use of name, for instance "Jesse van der Molenaar"."""
        return self.naam.voluit()


class Jeugdige(Namen):
    """A child (or young person) of whom one municipality keeps a file.

    Attributes:
        bsn: the citizen service number, encrypted; None for a child that has none (yet).
        bsn_sleutel: its keyed hash, unique within the municipality.
        geboortedatum_gebruik: which part of the birth date is known (code list COD170 of the standard); empty: all.
        ongeboren: not born yet (S-125); `geboortedatum` is then the day on which the birth is expected.
        samengevoegd_met: the file that this one went up in, because both were about the same child; None: this file
            counts. A file that went up in another is kept as it was and still leads to the child.
        geheim: the BRP says that address and whereabouts are secret; screens then show no address.
        brp_stand: what the BRP said last: known, not known, or not yet asked.
        woongemeente: CBS code of the municipality where the BRP has the child registered; it may differ from
            the one whose file this is.
    """

    class BrpStand(models.TextChoices):
        """What the BRP said last."""

        NIET_GEVRAAGD = "niet_gevraagd", "nog niet gevraagd"
        BEKEND = "bekend", "bekend"
        ONBEKEND = "onbekend", "niet bekend"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gemeente_code = GemeenteCode("gemeente")
    bsn = BsnVeld("BSN", null=True, blank=True)
    bsn_sleutel = models.CharField("BSN-sleutel", max_length=64, null=True, editable=False)
    geboortedatum = models.DateField("geboortedatum")
    geboortedatum_gebruik = models.CharField("gebruik geboortedatum", max_length=1, blank=True)
    ongeboren = models.BooleanField("nog niet geboren", default=False)
    geslacht = models.CharField("geslacht", max_length=1, choices=list(GESLACHTEN.items()), default="0")
    geheim = models.BooleanField("geheim adres", default=False)
    overleden_op = models.DateField("overleden op", null=True, blank=True)
    brp_stand = models.CharField(
        "stand BRP", max_length=14, choices=BrpStand.choices, default=BrpStand.NIET_GEVRAAGD
    )
    brp_op = models.DateTimeField("BRP geraadpleegd op", null=True, blank=True)
    woongemeente = GemeenteCode("woongemeente", null=True, blank=True)
    woongemeente_sinds = models.DateField("woont daar sinds", null=True, blank=True)
    samengevoegd_met = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="opgenomen"
    )
    aangemaakt_op = models.DateTimeField("aangemaakt op", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "jeugdige"
        verbose_name_plural = "jeugdigen"
        constraints = [
            models.UniqueConstraint(fields=["gemeente_code", "bsn_sleutel"], name="jeugdige_bsn_uniek"),
            # What the tables below refer to, so that they cannot name another municipality.
            models.UniqueConstraint(fields=["id", "gemeente_code"], name="jeugdige_met_gemeente"),
            models.CheckConstraint(
                condition=Q(bsn__isnull=True, bsn_sleutel__isnull=True)
                | Q(bsn__isnull=False, bsn_sleutel__isnull=False),
                name="jeugdige_bsn_met_sleutel",
            ),
            models.CheckConstraint(
                condition=Q(geslacht__in=sorted(GESLACHTEN)), name="jeugdige_geslacht_bekend"
            ),
            models.CheckConstraint(
                condition=Q(ongeboren=False) | Q(bsn__isnull=True), name="jeugdige_ongeboren_zonder_bsn"
            ),
            models.CheckConstraint(
                condition=Q(samengevoegd_met__isnull=True) | ~Q(samengevoegd_met=F("id")),
                name="jeugdige_niet_in_zichzelf",
            ),
        ]
        indexes = [
            models.Index(fields=["gemeente_code", "geboortedatum"], name="jeugdige_geboren"),
        ]

    def __str__(self) -> str:
        return f"jeugdige {self.pk}"

    @property
    def bsn_tekst(self) -> str:
        """The BSN in groups for a screen, or a word when there is none."""
        return toon_bsn(self.bsn) if self.bsn else "geen BSN"

    @property
    def blijvend(self) -> Jeugdige:
        """The file that counts for this child: this one, or the one it went up in."""
        return self if self.samengevoegd_met is None else self.samengevoegd_met

    def leeftijd_op(self, dag: date) -> int:
        """Whole years on a day; somebody born on 29 February turns a year older on 1 March in other years."""
        jaren = dag.year - self.geboortedatum.year
        return jaren - ((dag.month, dag.day) < (self.geboortedatum.month, self.geboortedatum.day))


class Zoekterm(models.Model):
    """One hashed piece of a name or a birth date, by which a child is found under row security.

    A pattern search loses its index under row security; equality on a number does not. The number is a keyed hash, so
    the table tells nobody a name.
    """

    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.CASCADE, related_name="zoektermen")
    gemeente_code = GemeenteCode("gemeente")
    term = models.BigIntegerField("term")

    class Meta:
        verbose_name = "zoekterm"
        verbose_name_plural = "zoektermen"
        constraints = [
            models.UniqueConstraint(fields=["gemeente_code", "term", "jeugdige"], name="zoekterm_uniek"),
        ]

    def __str__(self) -> str:
        return f"zoekterm {self.pk}"


class Adres(models.Model):
    """Where a child lives or gets its post, in a period. Never shown to a provider by this table."""

    class Soort(models.TextChoices):
        """Kind of address: where the BRP has the child registered, or where it stays."""

        WOONADRES = "woonadres", "woonadres"
        VERBLIJF = "verblijf", "verblijfadres"

    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="adressen")
    gemeente_code = GemeenteCode("gemeente")
    soort = models.CharField("soort", max_length=10, choices=Soort.choices, default=Soort.WOONADRES)
    straatnaam = models.CharField("straat", max_length=80, blank=True)
    huisnummer = models.PositiveIntegerField("huisnummer", null=True, blank=True)
    huisletter = models.CharField("huisletter", max_length=1, blank=True)
    toevoeging = models.CharField("toevoeging", max_length=4, blank=True)
    postcode = models.CharField("postcode", max_length=6, blank=True, validators=[geldige_postcode])
    plaatsnaam = models.CharField("plaats", max_length=80, blank=True)
    land_code = models.CharField("land", max_length=2, default="NL")
    bron = models.CharField("bron", max_length=20, default="BRP")
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodeQuerySet["Adres"].as_manager()

    class Meta:
        verbose_name = "adres"
        verbose_name_plural = "adressen"
        ordering = ["-van"]
        constraints = [
            tot_niet_voor_van("adres_periode"),
            models.UniqueConstraint(
                fields=["jeugdige", "soort"], condition=Q(tot__isnull=True), name="adres_een_huidig"
            ),
        ]

    def __str__(self) -> str:
        return f"adres {self.pk}"

    @property
    def regel(self) -> str:
        """Street, number and place on one line."""
        nummer = f"{self.huisnummer or ''}{self.huisletter}"
        if self.toevoeging:
            nummer += f"-{self.toevoeging}"
        return ", ".join(deel for deel in (f"{self.straatnaam} {nummer}".strip(), self.plaatsnaam) if deel)


class Relatie(Namen):
    """Somebody in the family; `gezag` says who has parental authority or guardianship (S-114).

    `soort` is the kind of relation in the codes of the standard (COD472: 10 parent, 11 guardian, 13 foster parent).
    `bsn` is kept of one person alone: the mother of a child that is not born yet, to know that child again (S-125).
    """

    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="relaties")
    gemeente_code = GemeenteCode("gemeente")
    volgnummer = models.PositiveSmallIntegerField("nummer")
    rol = models.CharField(
        "wie", max_length=20, blank=True, help_text="moeder, vader, voogd of een ander woord"
    )
    soort = models.CharField("soort relatie", max_length=2, blank=True)
    gezag = models.BooleanField("heeft gezag", default=False)
    telefoon = models.CharField("telefoon", max_length=20, blank=True)
    e_mail = models.EmailField("e-mailadres", blank=True)
    bron = models.CharField("bron", max_length=20, default="BRP")
    bsn = BsnVeld("BSN", null=True, blank=True)
    bsn_sleutel = models.CharField("BSN-sleutel", max_length=64, null=True, editable=False)

    class Meta:
        verbose_name = "relatie"
        verbose_name_plural = "relaties"
        ordering = ["volgnummer"]
        constraints = [models.UniqueConstraint(fields=["jeugdige", "volgnummer"], name="relatie_nummer")]
        indexes = [
            models.Index(
                fields=["gemeente_code", "bsn_sleutel"], name="relatie_bsn", condition=Q(bsn__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"relatie {self.pk}"


class Vastgelegd(models.Model):
    """A fact that a named person recorded. Rows are added, never changed; the newest counts."""

    gemeente_code = GemeenteCode("gemeente")
    vastgelegd_door = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    vastgelegd_door_naam = models.CharField("vastgelegd door", max_length=200, editable=False)
    vastgelegd_op = models.DateTimeField("vastgelegd op", editable=False)

    class Meta:
        abstract = True


class Toestemming(Vastgelegd):
    """Consent of the family with the help; spoken consent is enough (S-112, S-114)."""

    class Vorm(models.TextChoices):
        """How the consent was given, or that it was taken back."""

        SCHRIFTELIJK = "schriftelijk", "schriftelijk"
        MONDELING = "mondeling", "mondeling"
        INGETROKKEN = "ingetrokken", "ingetrokken"

    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="toestemmingen")
    vorm = models.CharField("vorm", max_length=12, choices=Vorm.choices)
    datum = models.DateField("datum")
    gegeven_door = models.CharField("gegeven door", max_length=80, blank=True)

    class Meta:
        verbose_name = "toestemming"
        verbose_name_plural = "toestemmingen"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"toestemming {self.pk}"


class Leefsituatie(Vastgelegd):
    """Whether the child lives at home, and else where it stays."""

    class Verblijf(models.TextChoices):
        """Where a child stays that does not live at home."""

        PLEEGGEZIN = "pleeggezin", "pleeggezin"
        GEZINSHUIS = "gezinshuis", "gezinshuis"
        GROEP = "groep", "woon-, leef- of behandelgroep"
        NETWERK = "netwerk", "familie of netwerk"
        ZELFSTANDIG = "zelfstandig", "zelfstandig"
        ANDERS = "anders", "anders"

    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="leefsituaties")
    woont_thuis = models.BooleanField("woont thuis")
    verblijf = models.CharField("verblijf", max_length=12, choices=Verblijf.choices, blank=True)
    vanaf = models.DateField("vanaf")

    class Meta:
        verbose_name = "leefsituatie"
        verbose_name_plural = "leefsituaties"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(woont_thuis=False) | Q(verblijf=""), name="leefsituatie_thuis_of_verblijf"
            )
        ]

    def __str__(self) -> str:
        return f"leefsituatie {self.pk}"

    @property
    def tekst(self) -> str:
        """In words: "ja", or "nee, gezinshuis"."""
        if self.woont_thuis:
            return "ja"
        return f"nee, {self.get_verblijf_display()}" if self.verblijf else "nee"


class GezamenlijkeBeoordeling(Vastgelegd):
    """The local access team assessed the case together with all providers in it (S-050)."""

    jeugdige = models.ForeignKey(
        Jeugdige, on_delete=models.PROTECT, related_name="gezamenlijke_beoordelingen"
    )
    datum = models.DateField("datum")
    door = models.CharField(
        "door", max_length=200, help_text="Wie erbij waren, bijvoorbeeld de betrokken aanbieders."
    )
    aanbieders = ArrayField(AgbCode(), verbose_name="aanbieders", default=list, blank=True)

    class Meta:
        verbose_name = "gezamenlijke beoordeling"
        verbose_name_plural = "gezamenlijke beoordelingen"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"gezamenlijke beoordeling {self.pk}"


class Betrokkenheid(models.Model):
    """A provider that is involved with a child in a period (S-059): the ground on which it may see the child.

    A certified institution with a measure is involved as `gi`: its workers then see requests, verdicts, decisions and
    allocations of the child as well.
    """

    class Soort(models.TextChoices):
        """Why the provider is involved."""

        VERZOEK = "verzoek", "heeft een verzoek gedaan"
        TOEWIJZING = "toewijzing", "heeft een toewijzing"
        GI = "gi", "is gecertificeerde instelling"

    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="betrokkenheden")
    gemeente_code = GemeenteCode("gemeente")
    aanbieder_agb = AgbCode("aanbieder")
    soort = models.CharField("soort", max_length=10, choices=Soort.choices)
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodeQuerySet["Betrokkenheid"].as_manager()

    class Meta:
        verbose_name = "betrokkenheid"
        verbose_name_plural = "betrokkenheden"
        indexes = [models.Index(fields=["aanbieder_agb", "jeugdige"], name="betrokkenheid_aanbieder")]
        constraints = [
            tot_niet_voor_van("betrokkenheid_periode"),
            models.UniqueConstraint(
                fields=["jeugdige", "aanbieder_agb", "soort", "van"], name="betrokkenheid_uniek"
            ),
        ]

    def __str__(self) -> str:
        return f"betrokkenheid {self.pk}"


# --- who the child is: corrected, found twice, moved ----------------------------------------------------------------


class VroegerBsn(Vastgelegd):
    """A BSN under which a child was known and that turned out to be wrong; the trace still leads to the child.

    Messages that came in under it stay with the file. Not append-only: a new key must be able to reach it.
    """

    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="vroegere_bsns")
    bsn = BsnVeld("BSN")
    bsn_sleutel = models.CharField("BSN-sleutel", max_length=64, editable=False)
    reden = models.CharField("reden", max_length=500)

    class Meta:
        verbose_name = "vroeger BSN"
        verbose_name_plural = "vroegere BSN's"
        ordering = ["-id"]
        indexes = [models.Index(fields=["gemeente_code", "bsn_sleutel"], name="vroegerbsn_sleutel")]

    def __str__(self) -> str:
        return f"vroeger BSN {self.pk}"


class GeenDubbel(Vastgelegd):
    """Somebody established that two files are about two children; the pair is not offered again. `een` < `ander`."""

    een = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="+")
    ander = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="+")
    reden = models.CharField("reden", max_length=500)

    class Meta:
        verbose_name = "geen dubbel dossier"
        verbose_name_plural = "geen dubbele dossiers"
        constraints = [
            models.UniqueConstraint(fields=["een", "ander"], name="geendubbel_paar"),
            models.CheckConstraint(condition=Q(een__lt=F("ander")), name="geendubbel_volgorde"),
        ]

    def __str__(self) -> str:
        return f"geen dubbel {self.pk}"


class Samenvoeging(Vastgelegd):
    """Two files of one child became one: `vervalt` went up in `blijft`, until somebody undoes it.

    What moved stands in `Verplaatsing`, row by row, so that undoing puts every row back where it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    blijft = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="samenvoegingen")
    vervalt = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="+")
    reden = models.CharField("reden", max_length=500)
    ongedaan_op = models.DateTimeField("ongedaan gemaakt op", null=True, editable=False)
    ongedaan_door = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    ongedaan_door_naam = models.CharField("ongedaan gemaakt door", max_length=200, blank=True, editable=False)
    ongedaan_reden = models.CharField("reden van ongedaan maken", max_length=500, blank=True)

    class Meta:
        verbose_name = "samenvoeging"
        verbose_name_plural = "samenvoegingen"
        ordering = ["-vastgelegd_op"]
        constraints = [
            models.UniqueConstraint(fields=["id", "gemeente_code"], name="samenvoeging_met_gemeente"),
            models.UniqueConstraint(
                fields=["vervalt"], condition=Q(ongedaan_op__isnull=True), name="samenvoeging_een_keer"
            ),
            models.CheckConstraint(condition=~Q(blijft=F("vervalt")), name="samenvoeging_twee_dossiers"),
        ]

    def __str__(self) -> str:
        return f"samenvoeging {self.pk}"


class Verplaatsing(models.Model):
    """One changed value of a merge: which row, which column, and what it held before and after."""

    samenvoeging = models.ForeignKey(Samenvoeging, on_delete=models.PROTECT, related_name="verplaatsingen")
    gemeente_code = GemeenteCode("gemeente")
    tabel = models.CharField("tabel", max_length=63)
    sleutel = models.CharField("rij", max_length=64)
    kolom = models.CharField("kolom", max_length=63)
    oud = models.CharField("was", max_length=64, null=True)
    nieuw = models.CharField("werd", max_length=64, null=True)

    class Meta:
        verbose_name = "verplaatsing"
        verbose_name_plural = "verplaatsingen"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"verplaatsing {self.pk}"


class Brpmelding(models.Model):
    """Something that changed in the BRP about a child with a file, for somebody to act on.

    `tekst` is one Dutch sentence without name, address or BSN. One open row for each child and kind.
    """

    class Soort(models.TextChoices):
        """What changed."""

        VERHUISD = "verhuisd", "verhuisd"
        OVERLEDEN = "overleden", "overleden"
        GEHEIM = "geheim", "adres geheim"
        NIET_GEHEIM = "niet_geheim", "adres niet meer geheim"
        NAAM = "naam", "andere naam"
        GEZAG = "gezag", "ander gezag"
        ONBEKEND = "onbekend", "niet meer bekend"
        VROEGER_BSN = "vroeger_bsn", "bericht onder vroeger BSN"

    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="brpmeldingen")
    gemeente_code = GemeenteCode("gemeente")
    soort = models.CharField("soort", max_length=12, choices=Soort.choices)
    tekst = models.CharField("wat er is veranderd", max_length=300)
    op = models.DateTimeField("gemeld op")
    afgehandeld_op = models.DateTimeField("afgehandeld op", null=True, editable=False)
    afgehandeld_door = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    afgehandeld_door_naam = models.CharField("afgehandeld door", max_length=200, blank=True, editable=False)
    afhandeling = models.CharField("wat is gedaan", max_length=500, blank=True)

    class Meta:
        verbose_name = "melding uit de BRP"
        verbose_name_plural = "meldingen uit de BRP"
        ordering = ["-op", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["jeugdige", "soort"],
                condition=Q(afgehandeld_op__isnull=True),
                name="brpmelding_een_open",
            ),
            models.CheckConstraint(
                condition=Q(afgehandeld_op__isnull=True) | ~Q(afhandeling=""),
                name="brpmelding_met_afhandeling",
            ),
        ]
        indexes = [
            models.Index(
                fields=["gemeente_code", "-op"],
                name="brpmelding_open",
                condition=Q(afgehandeld_op__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"melding {self.pk}"


class Woonplaatstoets(Vastgelegd):
    """Which municipality is responsible (woonplaatsbeginsel), as somebody established it on a day.

    Attributes:
        feiten: the question that was asked of the rules (`jeugdregels`, question `woonplaats`).
        antwoord: the whole answer, with its receipt.
        advies: CBS code that the rules came to; empty when facts were missing.
        vastgesteld: CBS code that the named person established.
        toelichting: why, needed where that differs from what the rules said.
    """

    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="woonplaatstoetsen")
    peildatum = models.DateField("peildatum")
    feiten = models.JSONField("feiten")
    antwoord = models.JSONField("antwoord")
    advies = GemeenteCode("gemeente volgens de regels", blank=True)
    vastgesteld = GemeenteCode("verantwoordelijke gemeente")
    toelichting = models.CharField("toelichting", max_length=1000, blank=True)

    class Meta:
        verbose_name = "vaststelling van de woonplaats"
        verbose_name_plural = "vaststellingen van de woonplaats"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(advies=F("vastgesteld")) | ~Q(toelichting=""), name="woonplaats_anders_met_reden"
            ),
        ]

    def __str__(self) -> str:
        return f"woonplaatstoets {self.pk}"


class Overdracht(models.Model):
    """A file is handed over to the municipality that is responsible from a day on (ADR 0011: both keep their own).

    Attributes:
        gemeente_code: who hands over; the file `jeugdige` is its own.
        naar_gemeente: who receives; both see this row. Outside the region nobody there can, and a letter goes out.
        onderdelen: which parts go along, chosen by who hands over; `inhoud` holds exactly those.
        ingang: first day on which the other municipality is responsible.
        dossier: key of the file that the receiver made of it.
    """

    class Stand(models.TextChoices):
        """How far it is."""

        AANGEBODEN = "aangeboden", "aangeboden"
        AANVAARD = "aanvaard", "aanvaard"
        GEWEIGERD = "geweigerd", "geweigerd"
        INGETROKKEN = "ingetrokken", "ingetrokken"
        VERSTUURD = "verstuurd", "per brief verstuurd"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gemeente_code = GemeenteCode("van gemeente")
    naar_gemeente = GemeenteCode("naar gemeente")
    buiten_regio = models.BooleanField("buiten de regio", default=False)
    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="overdrachten")
    bsn = BsnVeld("BSN", null=True)
    bsn_sleutel = models.CharField("BSN-sleutel", max_length=64, null=True, editable=False)
    ingang = models.DateField("verantwoordelijk met ingang van")
    reden = models.CharField("reden", max_length=1000)
    onderdelen = ArrayField(models.CharField(max_length=20), verbose_name="gaat mee")
    inhoud = models.JSONField("inhoud")
    stand = models.CharField("stand", max_length=11, choices=Stand.choices, default=Stand.AANGEBODEN)
    aangeboden_op = models.DateTimeField("aangeboden op")
    aangeboden_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    aangeboden_door_naam = models.CharField("aangeboden door", max_length=200)
    besloten_op = models.DateTimeField("besloten op", null=True)
    besloten_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, related_name="+")
    besloten_door_naam = models.CharField("besloten door", max_length=200, blank=True)
    besluit_reden = models.CharField("reden van het besluit", max_length=1000, blank=True)
    dossier = models.UUIDField("nieuw dossier", null=True)

    class Meta:
        verbose_name = "overdracht"
        verbose_name_plural = "overdrachten"
        ordering = ["-aangeboden_op"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(gemeente_code=F("naar_gemeente")), name="overdracht_andere_gemeente"
            ),
            models.CheckConstraint(
                condition=~Q(stand="geweigerd") | ~Q(besluit_reden=""), name="overdracht_weigeren_met_reden"
            ),
            models.UniqueConstraint(
                fields=["jeugdige"], condition=Q(stand="aangeboden"), name="overdracht_een_open"
            ),
        ]
        indexes = [
            models.Index(fields=["gemeente_code", "-aangeboden_op"], name="overdracht_van"),
            models.Index(fields=["naar_gemeente", "-aangeboden_op"], name="overdracht_naar"),
        ]

    def __str__(self) -> str:
        return f"overdracht {self.pk}"


# --- keeping and destroying, and the rights of who it is about -----------------------------------------------------


class Bewaarplicht(Vastgelegd):
    """A legal hold: this file is not destroyed, whatever its age, until somebody lifts the hold with a reason."""

    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="bewaarplichten")
    reden = models.TextField("reden")
    opgeheven_op = models.DateTimeField("opgeheven op", null=True, editable=False)
    opgeheven_door_naam = models.CharField("opgeheven door", max_length=200, blank=True, editable=False)
    opheffing = models.TextField("waarom opgeheven", blank=True)

    class Meta:
        verbose_name = "bewaarplicht"
        verbose_name_plural = "bewaarplichten"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"bewaarplicht {self.pk}"


class Vernietigingslijst(models.Model):
    """Files, or messages without a file, of one municipality whose term is over: one draws it up, another approves.

    Of messages the list holds the last day (`tot_en_met`), the term and how many there were when it was drawn up.
    Only the database destroys (`dossier_vernietig`), and only what is on an approved list and still meets every
    condition at that moment. `bewijs` counts what went, per kind of record, with a hash over it, and names nobody.
    """

    class Toestand(models.TextChoices):
        """How far it is."""

        OPGESTELD = "opgesteld", "wacht op akkoord"
        GOEDGEKEURD = "goedgekeurd", "goedgekeurd, nog niet uitgevoerd"
        UITGEVOERD = "uitgevoerd", "uitgevoerd"
        AFGEWEZEN = "afgewezen", "afgewezen"

    class Soort(models.TextChoices):
        """What is on it."""

        DOSSIERS = "dossiers", "dossiers"
        BERICHTEN = "berichten", "berichten zonder dossier"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gemeente_code = GemeenteCode("gemeente")
    soort = models.CharField("wat erop staat", max_length=10, choices=Soort.choices, default=Soort.DOSSIERS)
    tot_en_met = models.DateField("berichten tot en met", null=True)
    jaren = models.PositiveSmallIntegerField("bewaartermijn van berichten in jaren", null=True)
    aantal = models.PositiveIntegerField("aantal berichten bij het opstellen", null=True)
    peildatum = models.DateField("peildatum")
    toestand = models.CharField("stand", max_length=12, choices=Toestand.choices, default=Toestand.OPGESTELD)
    opgesteld_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    opgesteld_naam = models.CharField("opgesteld door", max_length=200)
    opgesteld_op = models.DateTimeField("opgesteld op")
    beslist_door = models.ForeignKey(Gebruiker, null=True, on_delete=models.PROTECT, related_name="+")
    beslist_naam = models.CharField("beslist door", max_length=200, blank=True)
    beslist_op = models.DateTimeField("beslist op", null=True)
    toelichting = models.TextField("toelichting", blank=True)
    uitgevoerd_naam = models.CharField("uitgevoerd door", max_length=200, blank=True)
    uitgevoerd_op = models.DateTimeField("uitgevoerd op", null=True)
    bewijs = models.JSONField("bewijs", null=True)

    class Meta:
        verbose_name = "vernietigingslijst"
        verbose_name_plural = "vernietigingslijsten"
        ordering = ["-opgesteld_op"]
        constraints = [
            models.UniqueConstraint(fields=["id", "gemeente_code"], name="vernietigingslijst_met_gemeente"),
            models.CheckConstraint(
                condition=Q(beslist_door__isnull=True) | ~Q(beslist_door=models.F("opgesteld_door")),
                name="vernietigingslijst_vier_ogen",
                violation_error_message="Over een lijst beslist een ander dan wie haar opstelde.",
            ),
        ]

    def __str__(self) -> str:
        return f"vernietigingslijst {self.pk}"


class Vernietigingsregel(models.Model):
    """One file on a list: its opaque key, why it can go, and what became of it. No foreign key: the file goes."""

    class Uitkomst(models.TextChoices):
        """What became of it."""

        OPEN = "open", "nog niet uitgevoerd"
        VERNIETIGD = "vernietigd", "vernietigd"
        OVERGESLAGEN = "overgeslagen", "overgeslagen"

    lijst = models.ForeignKey(Vernietigingslijst, on_delete=models.PROTECT, related_name="regels")
    gemeente_code = GemeenteCode("gemeente")
    jeugdige_id = models.UUIDField("dossier")
    klasse = models.CharField("bewaarklasse", max_length=30)
    jaren = models.PositiveSmallIntegerField("bewaartermijn in jaren")
    laatste_op = models.DateField("laatste wijziging")
    mag_vanaf = models.DateField("mag weg vanaf")
    aantal = models.PositiveIntegerField("aantal gegevens")
    uitkomst = models.CharField("uitkomst", max_length=12, choices=Uitkomst.choices, default=Uitkomst.OPEN)
    waarom = models.TextField("waarom overgeslagen", blank=True)

    class Meta:
        verbose_name = "dossier op een vernietigingslijst"
        verbose_name_plural = "dossiers op vernietigingslijsten"
        ordering = ["mag_vanaf", "id"]
        constraints = [
            models.UniqueConstraint(fields=["lijst", "jeugdige_id"], name="vernietigingsregel_uniek"),
            models.CheckConstraint(condition=Q(jaren__gte=20), name="vernietigingsregel_minstens_20_jaar"),
        ]

    def __str__(self) -> str:
        return f"vernietigingsregel {self.pk}"


class Rechtenverzoek(Vastgelegd):
    """Somebody asks to see, correct, take away or destroy personal data; answered within a month (AVG art. 12).

    Attributes:
        ontvangen: the day on which it came in; the term runs from there.
        termijn: last day to answer: a month later, or three months when it was extended with a reason.
    """

    class Soort(models.TextChoices):
        """What is asked, with the article of the AVG."""

        INZAGE = "inzage", "inzage (AVG art. 15)"
        CORRECTIE = "correctie", "correctie (AVG art. 16)"
        VERNIETIGING = "vernietiging", "vernietiging (AVG art. 17, Jeugdwet art. 7.3.9)"
        OVERDRACHT = "overdracht", "gegevens meenemen (AVG art. 20)"

    class Antwoord(models.TextChoices):
        """What was answered."""

        INGEWILLIGD = "ingewilligd", "ingewilligd"
        DEELS = "deels", "voor een deel ingewilligd"
        AFGEWEZEN = "afgewezen", "afgewezen"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    jeugdige = models.ForeignKey(Jeugdige, on_delete=models.PROTECT, related_name="rechtenverzoeken")
    soort = models.CharField("soort", max_length=12, choices=Soort.choices)
    indiener = models.CharField("wie vraagt het", max_length=200)
    omschrijving = models.TextField("wat wordt gevraagd")
    ontvangen = models.DateField("ontvangen op")
    termijn = models.DateField("uiterlijk beantwoorden")
    verlengd_reden = models.TextField("waarom verlengd", blank=True)
    antwoord = models.CharField("antwoord", max_length=12, choices=Antwoord.choices, blank=True)
    toelichting = models.TextField("toelichting", blank=True)
    beantwoord_door_naam = models.CharField("beantwoord door", max_length=200, blank=True)
    beantwoord_op = models.DateTimeField("beantwoord op", null=True)

    class Meta:
        verbose_name = "verzoek over persoonsgegevens"
        verbose_name_plural = "verzoeken over persoonsgegevens"
        ordering = ["termijn", "id"]
        indexes = [models.Index(fields=["gemeente_code", "antwoord", "termijn"], name="rechtenverzoek_open")]

    def __str__(self) -> str:
        return f"rechtenverzoek {self.pk}"
