"""Registers without personal data of families: municipalities, providers, contracts, products, tariffs, subcontractors.

Everybody in the chain may read them; row security lets the Netwerkorganisatie and the set-up change them, a local
contract manager the local contracts of its municipality, and a provider its own subcontractors.

Each row has two times. *Valid* are its days `van` up to and including `tot`. *Known* is when the register said so: a
trigger writes every state of every row to `Registerversie`, so nothing is overwritten without trace (ADR 0021).
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Lower

from jeugdketen.kern.velden import AgbCode, GemeenteCode, MetPeriode, PeriodeQuerySet, tot_niet_voor_van

SEGMENTEN = {
    "B": "Specialistische jeugdhulp",
    "C": "Hoog specialistische jeugdhulp",
    "V": "Jeugdhulp met verblijf",
}
"""Segments that can be contracted (S-004, S-005, S-006); segment A has no regional contract (S-003)."""

SEGMENTEN_LOKAAL = {"A": "Voorveld", **SEGMENTEN}
"""Segments of a local contract of one municipality (S-003, S-206)."""

EENHEDEN = {
    "01": "minuut",
    "04": "uur",
    "14": "etmaal",
    "16": "dagdeel",
    "82": "stuk (resultaat)",
    "83": "euro",
    "84": "stuk (inspanning)",
}
"""Units of a tariff by their code in the messages (WJ756)."""

IN_EUROS = "83"
"""Unit of a tariff without an amount: the volume that is declared is the amount."""

VARIANTEN = {"inspanningsgericht": "inspanningsgericht", "outputgericht": "outputgericht"}
STATUS = (("voorbeeld", "voorbeeld"), ("vastgesteld", "vastgesteld"))
"""`voorbeeld`: the sources do not give the value; screens say so."""

geldig_kvk = RegexValidator(r"^[0-9]{8}\Z", "Een KvK-nummer heeft acht cijfers.", "kvk")
geldige_postcode = RegexValidator(
    r"^[1-9][0-9]{3} ?[A-Z]{2}\Z",
    "Een postcode is vier cijfers en twee hoofdletters, zoals 1624 AB.",
    "postcode",
)
geldige_referentie = RegexValidator(
    r"^[A-Za-z0-9./-]*\Z",
    "Een referentie bestaat uit letters, cijfers en . / -, zonder spaties. Zet hier geen naam.",
    "referentie",
)


def _dagen() -> Func:
    """The period `van` up to and including `tot` as a range; an empty `tot` has no end."""
    return Func(F("van"), F("tot"), Value("[]"), function="daterange", output_field=DateRangeField())


class Gemeente(models.Model):
    """A municipality that buys youth care in the region (S-001)."""

    cbs_code = GemeenteCode("CBS-code", primary_key=True)
    naam = models.CharField("naam", max_length=80, unique=True)
    regio = models.CharField("regio", max_length=80)
    contact = models.CharField("contact", max_length=254, blank=True)

    class Meta:
        verbose_name = "gemeente"
        verbose_name_plural = "gemeenten"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Aanbiedervelden(models.Model):
    """What the register says of a provider.

    Attributes:
        ggz: gives mental health care, and so may not refer (S-057).
        alleen_laag_complex: contracted for low complexity only; a GI needs a three-way talk first (S-104).
    """

    naam = models.CharField("naam", max_length=200)
    kvk = models.CharField("KvK-nummer", max_length=8, blank=True, validators=[geldig_kvk])
    plaats = models.CharField("plaats", max_length=80, blank=True)
    contactpersoon = models.CharField("contactpersoon", max_length=120, blank=True)
    telefoon = models.CharField("telefoon", max_length=20, blank=True)
    e_mail = models.EmailField("e-mailadres", blank=True)
    ggz = models.BooleanField("geeft jeugd-ggz", default=False)
    alleen_laag_complex = models.BooleanField("alleen laag complexe jeugdhulp", default=False)
    actief = models.BooleanField("actief", default=True)

    class Meta:
        abstract = True


AANBIEDERVELDEN = tuple(veld.name for veld in Aanbiedervelden._meta.local_fields)
"""Names of what the register says of a provider."""


class Aanbieder(Aanbiedervelden):
    """A youth-care provider, known in the traffic by its AGB code.

    The other fields are what holds today; `Aanbiedergegevens` says what holds on which day, and is the one that is
    written.
    """

    agb = AgbCode("AGB-code", unique=True)

    class Meta:
        verbose_name = "aanbieder"
        verbose_name_plural = "aanbieders"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Aanbiedergegevens(MetPeriode, Aanbiedervelden):
    """What the register says of a provider in a period; a new name from 1 March is a new row from that day."""

    aanbieder = models.ForeignKey(Aanbieder, on_delete=models.PROTECT, related_name="gegevens")
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodeQuerySet["Aanbiedergegevens"].as_manager()

    class Meta:
        verbose_name = "gegevens van een aanbieder"
        verbose_name_plural = "gegevens van aanbieders"
        ordering = ["aanbieder", "van"]
        constraints = [
            tot_niet_voor_van("aanbiedergegevens_periode"),
            ExclusionConstraint(
                name="aanbiedergegevens_geen_overlap",
                expressions=[("aanbieder", RangeOperators.EQUAL), (_dagen(), RangeOperators.OVERLAPS)],
                violation_error_message=(
                    "Van deze aanbieder staan in deze periode al gegevens. Pas de periode aan."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.naam


class Locatie(MetPeriode):
    """A place where a provider gives care, in a period."""

    aanbieder = models.ForeignKey(Aanbieder, on_delete=models.PROTECT, related_name="locaties")
    naam = models.CharField("naam van de locatie", max_length=120)
    adres = models.CharField("straat en huisnummer", max_length=120, blank=True)
    postcode = models.CharField("postcode", max_length=7, blank=True, validators=[geldige_postcode])
    plaats = models.CharField("plaats", max_length=80)
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodeQuerySet["Locatie"].as_manager()

    class Meta:
        verbose_name = "locatie"
        verbose_name_plural = "locaties"
        ordering = ["aanbieder", "plaats", "naam", "van"]
        constraints = [
            tot_niet_voor_van("locatie_periode"),
            ExclusionConstraint(
                name="locatie_geen_overlap",
                expressions=[
                    ("aanbieder", RangeOperators.EQUAL),
                    ("naam", RangeOperators.EQUAL),
                    (_dagen(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Deze locatie staat in deze periode al in het register. Pas de periode of de naam aan."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.naam


class Contract(MetPeriode):
    """A framework agreement of a provider for one segment, or for one perceel of it, in a period of whole days.

    `perceel` is empty when the whole segment is contracted. `uitloop` marks an agreement from before 1 July 2025 that
    only serves allocations that still run; it gives no right to a new one. `gemeente_code` is filled for a local
    contract of one municipality (S-206); a regional contract has none.
    """

    aanbieder = models.ForeignKey(Aanbieder, on_delete=models.PROTECT, related_name="contracten")
    segment = models.CharField("segment", max_length=1, choices=list(SEGMENTEN_LOKAAL.items()))
    perceel = models.CharField("perceel", max_length=40, blank=True)
    nummer = models.CharField("contractnummer", max_length=40, blank=True)
    uitloop = models.BooleanField("loopt uit", default=False)
    gemeente_code = GemeenteCode("lokaal contract van", null=True, blank=True)
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodeQuerySet["Contract"].as_manager()

    class Meta:
        verbose_name = "contract"
        verbose_name_plural = "contracten"
        ordering = ["aanbieder", "segment", "van"]
        indexes = [models.Index(fields=["segment", "van"], name="contract_segment")]
        constraints = [
            tot_niet_voor_van("contract_periode"),
            models.CheckConstraint(
                condition=Q(segment__in=sorted(SEGMENTEN))
                | Q(segment__in=sorted(SEGMENTEN_LOKAAL), gemeente_code__isnull=False),
                name="contract_segment_bekend",
                violation_error_message=(
                    "Voor segment A bestaat geen regionaal contract. Kies B, C of V, of maak een lokaal contract."
                ),
            ),
            models.UniqueConstraint(fields=["id", "gemeente_code"], name="contract_gemeente"),
            ExclusionConstraint(
                name="contract_geen_overlap",
                expressions=[
                    ("aanbieder", RangeOperators.EQUAL),
                    ("segment", RangeOperators.EQUAL),
                    ("perceel", RangeOperators.EQUAL),
                    (Coalesce("gemeente_code", Value("")), RangeOperators.EQUAL),
                    (_dagen(), RangeOperators.OVERLAPS),
                ],
                condition=Q(uitloop=False),
                violation_error_message=(
                    "Deze aanbieder heeft in deze periode al een contract voor dit segment en perceel. "
                    "Pas de periode aan of beëindig eerst het andere contract."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment} {self.perceel}".strip() + f" van {self.aanbieder}"


class Contractgemeente(MetPeriode):
    """A municipality that a regional contract serves in a period; a contract without any serves the whole region."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="gemeenten")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodeQuerySet["Contractgemeente"].as_manager()

    class Meta:
        verbose_name = "gemeente van een contract"
        verbose_name_plural = "gemeenten van contracten"
        ordering = ["contract", "gemeente", "van"]
        constraints = [
            tot_niet_voor_van("contractgemeente_periode"),
            ExclusionConstraint(
                name="contractgemeente_geen_overlap",
                expressions=[
                    ("contract", RangeOperators.EQUAL),
                    ("gemeente", RangeOperators.EQUAL),
                    (_dagen(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Deze gemeente staat in deze periode al bij dit contract.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gemeente_id} bij contract {self.contract_id}"


class Contractproduct(MetPeriode):
    """A product of the region that a provider may deliver under a contract, in a period within that contract.

    `gemeente_code` is that of the contract, for row security.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="producten")
    gemeente_code = GemeenteCode("gemeente van het contract", null=True, blank=True, editable=False)
    regioproduct = models.CharField("product van de regio", max_length=60)
    status = models.CharField("status", max_length=12, choices=STATUS, default="vastgesteld")
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodeQuerySet["Contractproduct"].as_manager()

    class Meta:
        verbose_name = "product van een contract"
        verbose_name_plural = "producten van contracten"
        ordering = ["contract", "regioproduct", "van"]
        constraints = [
            tot_niet_voor_van("contractproduct_periode"),
            ExclusionConstraint(
                name="contractproduct_geen_overlap",
                expressions=[
                    ("contract", RangeOperators.EQUAL),
                    ("regioproduct", RangeOperators.EQUAL),
                    (_dagen(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Dit product staat in deze periode al bij dit contract. Pas de periode aan.",
            ),
        ]

    def __str__(self) -> str:
        return self.regioproduct


class Tarief(MetPeriode):
    """The price of a product of the region for one unit, in a period.

    Without a contract it is the standard tariff of the region; with one it holds for that contract, before the
    standard. The amount is in whole euro cents; only unit 83 has none (OP263).
    """

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="tarieven", null=True, blank=True
    )
    gemeente_code = GemeenteCode("gemeente van het contract", null=True, blank=True, editable=False)
    regioproduct = models.CharField("product van de regio", max_length=60)
    eenheid = models.CharField("eenheid", max_length=2, choices=list(EENHEDEN.items()))
    per = models.CharField(
        "per", max_length=20, blank=True, help_text="Zoals de regio het noemt: traject, maand."
    )
    bedrag_cent = models.PositiveIntegerField("bedrag in centen", null=True, blank=True)
    variant = models.CharField("variant", max_length=20, choices=list(VARIANTEN.items()))
    status = models.CharField("status", max_length=12, choices=STATUS, default="vastgesteld")
    bron = models.CharField("bron", max_length=200, blank=True)
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodeQuerySet["Tarief"].as_manager()

    class Meta:
        verbose_name = "tarief"
        verbose_name_plural = "tarieven"
        ordering = ["contract", "regioproduct", "eenheid", "van"]
        indexes = [models.Index(fields=["regioproduct", "van"], name="tarief_product")]
        constraints = [
            tot_niet_voor_van("tarief_periode"),
            models.CheckConstraint(
                condition=Q(contract__isnull=False) | Q(gemeente_code__isnull=True),
                name="tarief_standaard_regionaal",
            ),
            models.CheckConstraint(
                condition=Q(eenheid=IN_EUROS, bedrag_cent__isnull=True)
                | (~Q(eenheid=IN_EUROS) & Q(bedrag_cent__isnull=False)),
                name="tarief_bedrag",
                violation_error_message=(
                    "Vul een bedrag in. Alleen bij de eenheid euro hoort geen bedrag: laat het daar leeg."
                ),
            ),
            ExclusionConstraint(
                name="tarief_geen_overlap",
                expressions=[
                    (Coalesce("contract", Value(0)), RangeOperators.EQUAL),
                    ("regioproduct", RangeOperators.EQUAL),
                    ("eenheid", RangeOperators.EQUAL),
                    (_dagen(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Voor dit product en deze eenheid geldt in deze periode al een tarief. Pas de periode aan, of "
                    "kies 'verandert vanaf een dag': dan eindigt het oude tarief vanzelf."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regioproduct} per {self.get_eenheid_display()}"

    @property
    def voorbeeld(self) -> bool:
        """True when the amount is an example and no official figure of the region."""
        return self.status == "voorbeeld"


class Onderaannemer(MetPeriode):
    """Somebody without a contract whom a provider uses for a part of the care (S-062 … S-069); a freelancer is one too.

    Attributes:
        aanbieder: the main contractor; carries the full responsibility (S-063).
        gemeld_op: day on which it was reported to the Netwerkorganisatie; empty is a signal (S-067).
        gezin_afgestemd_op: day of the consultation with the family (S-068).
        gezin_referentie: where the provider keeps the record of that; never a name or a BSN.
        oude_constructie: runs since before 1 July 2025 under a converted allocation, and ends with it (S-070).
        einde_toewijzing: last day of that allocation.
    """

    aanbieder = models.ForeignKey(
        Aanbieder,
        on_delete=models.PROTECT,
        to_field="agb",
        db_column="aanbieder_agb",
        related_name="onderaannemers",
    )
    naam = models.CharField("naam", max_length=200)
    soort = models.CharField(
        "soort",
        max_length=12,
        choices=[("organisatie", "organisatie"), ("zzp", "zzp'er")],
        default="organisatie",
    )
    agb = AgbCode("AGB-code", blank=True)
    kvk = models.CharField("KvK-nummer", max_length=8, blank=True, validators=[geldig_kvk])
    reden = models.CharField(
        "reden",
        max_length=12,
        choices=[("capaciteit", "tekort aan capaciteit"), ("expertise", "tekort aan expertise")],
        blank=True,
    )
    toelichting = models.CharField(
        "welke hulp", max_length=200, blank=True, help_text="Zonder namen van kinderen."
    )
    gemeld_op = models.DateField("gemeld bij de Netwerkorganisatie op", null=True, blank=True)
    in_managementrapportage = models.BooleanField("staat in de managementrapportage", default=False)
    gezin_afgestemd_op = models.DateField("afgestemd met het gezin op", null=True, blank=True)
    gezin_referentie = models.CharField(
        "referentie van de afstemming", max_length=20, blank=True, validators=[geldige_referentie]
    )
    oude_constructie = models.BooleanField("loopt door onder een omgezette toewijzing", default=False)
    einde_toewijzing = models.DateField("einddatum van die toewijzing", null=True, blank=True)
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodeQuerySet["Onderaannemer"].as_manager()

    class Meta:
        verbose_name = "onderaannemer"
        verbose_name_plural = "onderaannemers"
        ordering = ["aanbieder", "naam", "van"]
        indexes = [models.Index(fields=["kvk"], name="onderaannemer_kvk")]
        constraints = [
            tot_niet_voor_van("onderaannemer_periode"),
            models.CheckConstraint(
                condition=Q(oude_constructie=False)
                | Q(einde_toewijzing__isnull=False, tot=F("einde_toewijzing")),
                name="onderaannemer_oude_constructie",
                violation_error_message=(
                    "Een lopende constructie eindigt tegelijk met de toewijzing. Vul de einddatum van die toewijzing "
                    "in, en dezelfde dag bij 'tot en met'."
                ),
            ),
            ExclusionConstraint(
                name="onderaannemer_geen_overlap",
                expressions=[
                    ("aanbieder", RangeOperators.EQUAL),
                    (Lower("naam"), RangeOperators.EQUAL),
                    (_dagen(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Deze onderaannemer staat in deze periode al bij deze aanbieder.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam


class Registerversie(models.Model):
    """What a row of a register said from a moment to a moment, written by a trigger of the database.

    The moments run from `bekend_van` up to but not including `bekend_tot`, by the clock of the application; the newest
    has no end. Together the versions of a row are all that was ever said of it. Of a removed row the last version is
    empty in time (`handeling` is `verwijderd`): it only tells who removed it.
    """

    SOORTEN = (("wijziging", "wijziging"), ("correctie", "correctie"))

    tabel = models.CharField("tabel", max_length=63)
    sleutel = models.CharField("sleutel", max_length=64)
    aanbieder_id = models.BigIntegerField("aanbieder", null=True)
    rij = models.JSONField("rij")
    handeling = models.CharField("handeling", max_length=12)
    soort = models.CharField("soort", max_length=12, blank=True, choices=SOORTEN)
    reden = models.CharField("reden", max_length=300, blank=True)
    bekend_van = models.DateTimeField("bekend van")
    bekend_tot = models.DateTimeField("bekend tot", null=True)
    geregistreerd_op = models.DateTimeField("geregistreerd op", help_text="Volgens de klok van de database.")
    transactie = models.BigIntegerField("transactie")
    gebruiker_id = models.BigIntegerField("gebruiker", null=True)
    rollen = models.CharField("rollen", max_length=400, blank=True)

    class Meta:
        verbose_name = "versie van een registerrij"
        verbose_name_plural = "versies van registerrijen"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["aanbieder_id", "tabel"], name="registerversie_aanbieder"),
            models.Index(fields=["tabel", "bekend_van"], name="registerversie_bekend"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tabel", "sleutel"],
                condition=Q(bekend_tot__isnull=True),
                name="registerversie_een_geldt",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tabel} {self.sleutel}"


class Productvertaling(MetPeriode):
    """Which product of the region a category and code in a message stand for, in a period.

    `code` is empty for a whole category. `status` is `voorbeeld` where the sources do not give the value; screens
    say so.
    """

    categorie = models.CharField("productcategorie", max_length=2)
    code = models.CharField("productcode", max_length=5, blank=True)
    regioproduct = models.CharField("product van de regio", max_length=60)
    naam = models.CharField("naam", max_length=200)
    componenten = ArrayField(
        models.CharField(max_length=40), verbose_name="componenten", default=list, blank=True
    )
    status = models.CharField("status", max_length=12, choices=STATUS, default="voorbeeld")
    bron = models.CharField("bron", max_length=200, blank=True)
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects = PeriodeQuerySet["Productvertaling"].as_manager()

    class Meta:
        verbose_name = "productvertaling"
        verbose_name_plural = "productvertalingen"
        ordering = ["categorie", "code", "van"]
        constraints = [
            tot_niet_voor_van("productvertaling_periode"),
            ExclusionConstraint(
                name="productvertaling_geen_overlap",
                expressions=[
                    ("categorie", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (_dagen(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Deze code heeft in deze periode al een product. Pas de periode aan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.categorie} {self.code}".strip() + f" → {self.regioproduct}"

    @property
    def voorbeeld(self) -> bool:
        """True when the value is an example and no official figure of the region."""
        return self.status == "voorbeeld"


class Registerimport(models.Model):
    """A workbook that somebody handed in to change the registers; nothing of it is written before that is asked.

    States: `wacht` (to be judged), `beoordeeld` (every row has its fate), `verwerken`, `verwerkt`, `mislukt`.
    `bestand` is emptied once the rows are read.
    """

    class Toestand(models.TextChoices):
        """How far it is."""

        WACHT = "wacht", "wordt beoordeeld"
        BEOORDEELD = "beoordeeld", "beoordeeld, nog niets gewijzigd"
        VERWERKEN = "verwerken", "wordt verwerkt"
        VERWERKT = "verwerkt", "verwerkt"
        MISLUKT = "mislukt", "mislukt"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bestandsnaam = models.CharField("bestand", max_length=120)
    bestand = models.BinaryField("inhoud", null=True)
    gebruiker_id = models.BigIntegerField("ingelezen door", null=True)
    wie = models.CharField("wie", max_length=200, blank=True)
    op = models.DateTimeField("ingelezen op")
    toestand = models.CharField("toestand", max_length=12, choices=Toestand.choices, default=Toestand.WACHT)
    aantal = models.PositiveIntegerField("aantal regels", default=0)
    gedaan = models.PositiveIntegerField("waarvan gedaan", default=0)
    melding = models.CharField("melding", max_length=500, blank=True)

    class Meta:
        verbose_name = "ingelezen werkboek"
        verbose_name_plural = "ingelezen werkboeken"
        ordering = ["-op"]

    def __str__(self) -> str:
        return self.bestandsnaam


class Importregel(models.Model):
    """One row of a workbook and its fate: new, changed from … to, the same, or refused with a reason and a remedy."""

    class Lot(models.TextChoices):
        """What happens, or happened, with the row."""

        NIEUW = "nieuw", "nieuw"
        GEWIJZIGD = "gewijzigd", "gewijzigd"
        GELIJK = "gelijk", "gelijk"
        GEWEIGERD = "geweigerd", "geweigerd"

    werkboek = models.ForeignKey(Registerimport, on_delete=models.CASCADE, related_name="regels")
    blad = models.CharField("blad", max_length=30)
    nummer = models.PositiveIntegerField("rij")
    wat = models.CharField("wat", max_length=200, blank=True)
    lot = models.CharField("lot", max_length=10, choices=Lot.choices)
    kolom = models.CharField("kolom", max_length=40, blank=True)
    reden = models.CharField("reden", max_length=1000, blank=True)
    cellen = models.JSONField("cellen")
    verschillen = models.JSONField("van en naar", default=list)

    class Meta:
        verbose_name = "regel van een werkboek"
        verbose_name_plural = "regels van werkboeken"
        ordering = ["id"]
        indexes = [models.Index(fields=["werkboek", "lot", "id"], name="importregel_lot")]

    def __str__(self) -> str:
        return f"{self.blad} {self.nummer}"
