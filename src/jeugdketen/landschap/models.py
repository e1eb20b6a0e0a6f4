"""Registers without personal data of families: municipalities, providers, contracts, product codes.

Everybody in the chain may read them; row security lets only the Netwerkorganisatie and the set-up change them. Every
change is in the change log with its values, so the register knows what it said on an earlier day.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value

from jeugdketen.kern.velden import AgbCode, GemeenteCode, PeriodeQuerySet, tot_niet_voor_van

SEGMENTEN = {
    "B": "Specialistische jeugdhulp",
    "C": "Hoog specialistische jeugdhulp",
    "V": "Jeugdhulp met verblijf",
}
"""Segments that can be contracted (S-004, S-005, S-006); segment A has no regional contract (S-003)."""

geldig_kvk = RegexValidator(r"^[0-9]{8}\Z", "Een KvK-nummer heeft acht cijfers.", "kvk")


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


class Aanbieder(models.Model):
    """A youth-care provider, known in the traffic by its AGB code.

    Attributes:
        ggz: gives mental health care, and so may not refer (S-057).
        alleen_laag_complex: contracted for low complexity only; a GI needs a three-way talk first (S-104).
    """

    agb = AgbCode("AGB-code", unique=True)
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
        verbose_name = "aanbieder"
        verbose_name_plural = "aanbieders"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Contract(models.Model):
    """A framework agreement of a provider for one segment, or for one perceel of it, in a period of whole days.

    `perceel` is empty when the whole segment is contracted. `uitloop` marks an agreement from before 1 July 2025 that
    only serves allocations that still run; it gives no right to a new one.
    """

    aanbieder = models.ForeignKey(Aanbieder, on_delete=models.PROTECT, related_name="contracten")
    segment = models.CharField("segment", max_length=1, choices=list(SEGMENTEN.items()))
    perceel = models.CharField("perceel", max_length=40, blank=True)
    nummer = models.CharField("contractnummer", max_length=40, blank=True)
    uitloop = models.BooleanField("loopt uit", default=False)
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
                condition=Q(segment__in=sorted(SEGMENTEN)), name="contract_segment_bekend"
            ),
            ExclusionConstraint(
                name="contract_geen_overlap",
                expressions=[
                    ("aanbieder", RangeOperators.EQUAL),
                    ("segment", RangeOperators.EQUAL),
                    ("perceel", RangeOperators.EQUAL),
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


class Productvertaling(models.Model):
    """Which product of the region a category and code in a message stand for, in a period.

    `code` is empty for a whole category. `status` is `voorbeeld` where the sources do not give the value; screens
    say so.
    """

    STATUS = (("voorbeeld", "voorbeeld"), ("vastgesteld", "vastgesteld"))

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
