"""The tables of allocation: request, facts added to it, verdicts, decisions, allocations.

Every row carries the municipality (CBS) and the provider (AGB) that may see it; row security stands in
migration 0002. ``Aanvulling``, ``Toets`` and ``Besluit`` are append-only by trigger: what was known, judged and
decided stays readable for ever.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from jeugdketen.kern.velden import AgbCode, GemeenteCode

OPEN = "open"
IN_ONDERZOEK = "in_onderzoek"
TOEGEWEZEN = "toegewezen"
AFGEWEZEN = "afgewezen"
VERZOEK_TOESTANDEN = {
    OPEN: "wacht op besluit",
    IN_ONDERZOEK: "in onderzoek",
    TOEGEWEZEN: "toegewezen",
    AFGEWEZEN: "afgewezen",
}

TOEWIJZEN = "toewijzen"
MET_AFWIJKING = "met_afwijking"
AFWIJZEN = "afwijzen"
ONDERZOEK = "in_onderzoek"
INTREKKEN = "ingetrokken"
BESLUITSOORTEN = {
    TOEWIJZEN: "Toewijzen",
    MET_AFWIJKING: "Met afwijking",
    AFWIJZEN: "Afwijzen",
    ONDERZOEK: "In onderzoek",
    INTREKKEN: "Besluit ingetrokken",
}

GEREGISTREERD = "geregistreerd"
KLAAR = "klaar"
GEWIJZIGD = "gewijzigd"
VERZONDEN = "verzonden"
AANGENOMEN = "aangenomen"
AFGEKEURD = "afgekeurd"
INGETROKKEN = "ingetrokken"
VERWIJDERD = "verwijderd"
TOEWIJZING_TOESTANDEN = {
    GEREGISTREERD: "overgenomen",
    KLAAR: "klaar, nog niet verstuurd",
    GEWIJZIGD: "gewijzigd, nog niet verstuurd",
    VERZONDEN: "verstuurd",
    AANGENOMEN: "aangenomen door aanbieder",
    AFGEKEURD: "afgekeurd door aanbieder",
    INGETROKKEN: "ingetrokken",
    VERWIJDERD: "verwijderd",
}
GELDENDE_TOESTANDEN = (GEREGISTREERD, KLAAR, GEWIJZIGD, VERZONDEN, AANGENOMEN, AFGEKEURD)
"""States in which an allocation counts. A rejected JW301 leaves the decision standing; it goes out anew, or back."""


VOT, VOW = "VOT", "VOW"
VERZOEKSOORTEN = {VOT: "Verzoek om toewijzing", VOW: "Verzoek om wijziging"}

NIEUW, WIJZIG, ONGEWIJZIGD = "nieuw", "wijzig", "ongewijzigd"
DEELSOORTEN = {NIEUW: "nieuw", WIJZIG: "wijzigt", ONGEWIJZIGD: "blijft zo"}

VERLENGEN, VERKORTEN, BEEINDIGEN = "verlengen", "verkorten", "beeindigen"
VERWIJDEREN, CORRIGEREN, OMVANG, BUDGET = "verwijderen", "corrigeren", "omvang", "budget"
TERUGGENOMEN = "teruggenomen"
WIJZIGSOORTEN = {
    VERLENGEN: "Verlengen",
    VERKORTEN: "Verkorten",
    BEEINDIGEN: "Intrekken",
    OMVANG: "Omvang wijzigen",
    BUDGET: "Budget wijzigen",
    CORRIGEREN: "Corrigeren",
    VERWIJDEREN: "Verwijderen",
    TERUGGENOMEN: "Wijziging teruggenomen",
}
"""What may change under a ToewijzingNummer (OP033x1, IV066)."""


class Verzoek(models.Model):
    """A provider's request: for one product (one AangevraagdProduct of an accepted JW315), or a whole VOW (JW317).

    Of a VOW ``delen`` hold what should be new, changed and left; product, period and volume here are those of its
    leading part. It is judged and decided as a whole (OP344, OP348).

    Attributes:
        soort: VOT or VOW. ``reden_verzoek``: why a VOW was sent (WJ758).
        nummer: VT-JJJJ-NNNN, unique, without gaps within a year; the key in every URL.
        product: the region's product ("B/P4/intensief") by the table of product translations; None when the
        code has none.
        van, tot: asked period, both inclusive; ``tot`` None is open-ended.
        budget_cent: asked budget in euro cents (IV024).
        ontvangen: day of receipt; ``termijn``: last day to answer (OP274: 5 working days, or 8 weeks under
        investigation;
            OP359: 2 weeks for a refusal on domicile).
        woongemeente: CBS code that the BRP gives; another one than ``gemeente_code`` means: not our child.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nummer = models.CharField(max_length=14, unique=True)
    soort = models.CharField(max_length=3, default=VOT)
    reden_verzoek = models.CharField(max_length=1, blank=True)
    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    bericht = models.ForeignKey("berichten.Bericht", on_delete=models.PROTECT, related_name="verzoeken")
    draad = models.UUIDField()
    jeugdige = models.ForeignKey("dossier.Jeugdige", on_delete=models.PROTECT, related_name="verzoeken")
    referentie_aanbieder = models.CharField(max_length=36)
    categorie = models.CharField(max_length=2, blank=True)
    code = models.CharField(max_length=5, blank=True)
    product = models.CharField(max_length=60, null=True)
    product_naam = models.CharField(max_length=200, blank=True)
    product_status = models.CharField(max_length=10, blank=True)
    componenten = ArrayField(models.CharField(max_length=40), default=list)
    van = models.DateField()
    tot = models.DateField(null=True)
    volume = models.PositiveIntegerField(null=True)
    eenheid = models.CharField(max_length=2, blank=True)
    frequentie = models.CharField(max_length=1, blank=True)
    budget_cent = models.BigIntegerField(null=True)
    verwijzer_type = models.CharField(max_length=2)
    verwijzer_naam = models.CharField(max_length=64, blank=True)
    verwijzer_code = models.CharField(max_length=8, blank=True)
    raamcontract = models.CharField(max_length=1, blank=True)
    beschikking_nummer = models.CharField(max_length=9, blank=True)
    commentaar = models.TextField(blank=True)
    ontvangen = models.DateField()
    dagtekening = models.DateField()
    termijn = models.DateField()
    termijn_soort = models.CharField(max_length=10, default="verzoek")
    woongemeente = models.CharField(max_length=4, null=True)
    brp_bekend = models.BooleanField(default=True)
    adres_geheim = models.BooleanField(default=False)
    toestand = models.CharField(max_length=12, default=OPEN)
    behandelaar = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    behandelaar_naam = models.CharField(max_length=200, blank=True)
    oordeel = models.CharField(max_length=12, blank=True)
    nu_te_doen = models.CharField(max_length=80, blank=True)
    laatste_toets = models.ForeignKey("Toets", null=True, on_delete=models.PROTECT, related_name="+")
    aangemaakt_op = models.DateTimeField()

    class Meta:
        db_table = "toewijzing_verzoek"
        constraints = [
            # What the tables below refer to, so that they cannot name another municipality.
            models.UniqueConstraint(fields=["id", "gemeente_code"], name="verzoek_met_gemeente"),
            models.UniqueConstraint(
                fields=["gemeente_code", "aanbieder_agb", "referentie_aanbieder"],
                name="verzoek_referentie_uniek",
            ),
            models.CheckConstraint(
                condition=Q(tot__isnull=True) | Q(tot__gte=F("van")), name="verzoek_periode_vooruit"
            ),
            models.CheckConstraint(
                condition=Q(toestand__in=list(VERZOEK_TOESTANDEN)), name="verzoek_toestand"
            ),
        ]
        indexes = [
            models.Index(fields=["gemeente_code", "toestand", "termijn"], name="verzoek_werkvoorraad"),
            models.Index(fields=["behandelaar", "toestand", "termijn"], name="verzoek_behandelaar"),
            models.Index(fields=["jeugdige"], name="verzoek_jeugdige"),
            models.Index(fields=["verwijzer_code"], name="verzoek_verwijzer"),
        ]


class Verzoekdeel(models.Model):
    """One product of a VOW: new, to be changed, or to stay as it is (IV092). Append-only.

    ``toewijzing``: the allocation that changes or stays; ``van``: GewensteIngangsdatum. Of what stays only that is
    filled.
    """

    verzoek = models.ForeignKey(Verzoek, on_delete=models.PROTECT, related_name="delen")
    gemeente_code = GemeenteCode()
    volgnummer = models.PositiveSmallIntegerField()
    soort = models.CharField(max_length=11)
    toewijzing = models.ForeignKey(
        "Toewijzing", null=True, on_delete=models.PROTECT, related_name="verzoekdelen"
    )
    categorie = models.CharField(max_length=2, blank=True)
    code = models.CharField(max_length=5, blank=True)
    product = models.CharField(max_length=60, null=True)
    product_naam = models.CharField(max_length=200, blank=True)
    product_status = models.CharField(max_length=10, blank=True)
    componenten = ArrayField(models.CharField(max_length=40), default=list)
    van = models.DateField(null=True)
    tot = models.DateField(null=True)
    volume = models.PositiveIntegerField(null=True)
    eenheid = models.CharField(max_length=2, blank=True)
    frequentie = models.CharField(max_length=1, blank=True)
    budget_cent = models.BigIntegerField(null=True)

    class Meta:
        db_table = "toewijzing_verzoekdeel"
        verbose_name = "product in een verzoek om wijziging"
        ordering = ["volgnummer"]
        constraints = [
            models.UniqueConstraint(fields=["verzoek", "volgnummer"], name="verzoekdeel_volgnummer"),
            models.CheckConstraint(condition=Q(soort__in=list(DEELSOORTEN)), name="verzoekdeel_soort"),
            models.CheckConstraint(
                condition=Q(soort=ONGEWIJZIGD) | Q(van__isnull=False), name="verzoekdeel_met_begin"
            ),
            models.CheckConstraint(
                condition=Q(soort=NIEUW, toewijzing__isnull=True)
                | ~Q(soort=NIEUW) & Q(toewijzing__isnull=False),
                name="verzoekdeel_toewijzing",
            ),
        ]


class Aanvulling(models.Model):
    """One fact that a person added to a request; the newest row of a field counts, older ones stay. Append-only."""

    verzoek = models.ForeignKey(Verzoek, on_delete=models.PROTECT, related_name="aanvullingen")
    gemeente_code = GemeenteCode()
    veld = models.CharField(max_length=40)
    waarde = models.JSONField(null=True)
    door = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    door_naam = models.CharField(max_length=200)
    op = models.DateTimeField()

    class Meta:
        db_table = "toewijzing_aanvulling"
        ordering = ["id"]
        indexes = [models.Index(fields=["verzoek", "veld", "-id"], name="aanvulling_veld")]


class Toets(models.Model):
    """One run of the rules over a request: the question (facts), the answer and the receipt, stored for ever.
    Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verzoek = models.ForeignKey(Verzoek, on_delete=models.PROTECT, related_name="toetsen")
    gemeente_code = GemeenteCode()
    aanleiding = models.CharField(max_length=80)
    feiten = models.JSONField()
    feiten_sleutel = models.CharField(max_length=64)
    antwoord = models.JSONField()
    uitkomst = models.CharField(max_length=12)
    kwitantie = models.JSONField()
    op = models.DateTimeField()

    class Meta:
        db_table = "toewijzing_toets"
        indexes = [models.Index(fields=["verzoek", "-op"], name="toets_verzoek")]


class Besluit(models.Model):
    """A decision of a named person, with the facts, verdicts and receipt on which it rests. Append-only.

    Attributes:
        soort: toewijzen, met_afwijking, afwijzen, in_onderzoek, or ingetrokken (takes ``herroept`` back).
        code: reason of refusal in the JW319 (WJ759). ``woonplaats``: the municipality that is responsible (TR377).
        uiterlijk: for in_onderzoek the day by which the request must be answered (OP274: 8 weeks).
        namens, namens_naam: the absent colleague whose work list `door` kept (waarneming); the decision is of `door`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verzoek = models.ForeignKey(Verzoek, on_delete=models.PROTECT, related_name="besluiten")
    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    volgnummer = models.PositiveSmallIntegerField()
    soort = models.CharField(max_length=14)
    afwijk_grond = models.CharField(max_length=40, blank=True)
    reden = models.TextField(blank=True)
    code = models.CharField(max_length=1, blank=True)
    motivering = models.TextField(blank=True)
    woonplaats = models.CharField(max_length=4, blank=True)
    uiterlijk = models.DateField(null=True)
    herroept = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="herroepen_door"
    )
    toets = models.ForeignKey(Toets, null=True, on_delete=models.PROTECT, related_name="besluiten")
    feiten = models.JSONField()
    antwoord = models.JSONField()
    kwitantie = models.JSONField()
    bericht = models.ForeignKey(
        "berichten.Bericht", null=True, on_delete=models.PROTECT, related_name="besluiten"
    )
    door = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    door_naam = models.CharField(max_length=200)
    namens = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    namens_naam = models.CharField(max_length=200, blank=True)
    op = models.DateTimeField()
    vorige_toestand = models.CharField(max_length=12)
    vorige_termijn = models.DateField()
    vorige_termijn_soort = models.CharField(max_length=10)

    class Meta:
        db_table = "toewijzing_besluit"
        ordering = ["volgnummer"]
        constraints = [
            models.UniqueConstraint(fields=["verzoek", "volgnummer"], name="besluit_volgnummer"),
            models.CheckConstraint(condition=Q(soort__in=list(BESLUITSOORTEN)), name="besluit_soort"),
            models.CheckConstraint(
                condition=~Q(soort=AFWIJZEN) | (~Q(code="") & ~Q(motivering="")),
                name="besluit_afwijzen_met_reden",
            ),
            models.CheckConstraint(
                condition=~Q(soort=MET_AFWIJKING) | ~Q(reden=""), name="besluit_afwijken_met_reden"
            ),
        ]


class Toewijzingsgegevens(models.Model):
    """What an allocation says; days inclusive, ``tot`` None without an end, budget in euro cents.

    ``toegewezen_op``: when this version was settled (IV013).
    """

    nummer = models.CharField(max_length=9)
    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    referentie_aanbieder = models.CharField(max_length=36, blank=True)
    categorie = models.CharField(max_length=2, blank=True)
    code = models.CharField(max_length=5, blank=True)
    product = models.CharField(max_length=60, null=True)
    product_naam = models.CharField(max_length=200, blank=True)
    van = models.DateField()
    tot = models.DateField(null=True)
    volume = models.PositiveIntegerField(null=True)
    eenheid = models.CharField(max_length=2, blank=True)
    frequentie = models.CharField(max_length=1, blank=True)
    budget_cent = models.BigIntegerField(null=True)
    toegewezen_op = models.DateTimeField()

    class Meta:
        abstract = True


class Toewijzing(Toewijzingsgegevens):
    """An allocation: what one provider may deliver to one child, from when to when, as the municipality settled it.

    What its provider knows of it is a :class:`BekendeToewijzing`; it differs until the message about it has left.
    ``nummer`` (ToewijzingNummer) is unique within the municipality (TR332). The same product may not be
    allocated twice to one provider in overlapping periods (OP259): an exclusion constraint refuses it.
    ``deel``: which part of a VOW it grants, 0 for a VOT. ``reden_wijziging`` (JZ002): why its latest version differs
    from the one before. ``bericht``: the JW301 that tells its latest version.
    ``product_sleutel`` is category + code, or the category alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    jeugdige = models.ForeignKey("dossier.Jeugdige", on_delete=models.PROTECT, related_name="toewijzingen")
    verzoek = models.ForeignKey(Verzoek, null=True, on_delete=models.PROTECT, related_name="toewijzingen")
    product_sleutel = models.CharField(max_length=8)
    componenten = ArrayField(models.CharField(max_length=40), default=list)
    deel = models.PositiveSmallIntegerField(default=0)
    reden_wijziging = models.CharField(max_length=2, blank=True)
    toestand = models.CharField(max_length=14, default=KLAAR)
    bericht = models.ForeignKey(
        "berichten.Bericht", null=True, on_delete=models.PROTECT, related_name="toewijzingen"
    )

    class Meta:
        db_table = "toewijzing_toewijzing"
        constraints = [
            models.UniqueConstraint(fields=["gemeente_code", "nummer"], name="toewijzing_nummer_uniek"),
            models.UniqueConstraint(
                fields=["verzoek", "deel"],
                condition=~Q(toestand=INGETROKKEN) & Q(verzoek__isnull=False),
                name="toewijzing_een_per_verzoekdeel",
            ),
            models.CheckConstraint(
                condition=Q(tot__isnull=True) | Q(tot__gte=F("van")), name="toewijzing_periode_vooruit"
            ),
            ExclusionConstraint(
                name="toewijzing_niet_gestapeld",
                expressions=[
                    (F("jeugdige"), RangeOperators.EQUAL),
                    (F("gemeente_code"), RangeOperators.EQUAL),
                    (F("aanbieder_agb"), RangeOperators.EQUAL),
                    (F("product_sleutel"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("van"),
                            F("tot"),
                            Value("[]"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(toestand__in=[INGETROKKEN, VERWIJDERD]),
            ),
            # What a change refers to, so that it cannot name another municipality.
            models.UniqueConstraint(fields=["id", "gemeente_code"], name="toewijzing_met_gemeente"),
        ]
        indexes = [
            models.Index(fields=["jeugdige", "van"], name="toewijzing_jeugdige"),
            models.Index(fields=["gemeente_code", "aanbieder_agb"], name="toewijzing_aanbieder"),
        ]


class BekendeToewijzing(Toewijzingsgegevens):
    """An allocation as its provider knows it: the version in the latest JW301 that left and was not rejected (OP286).

    All that a provider reads of an allocation; ``verwijderd``: that version says that it was deleted (OP033x1).
    ``overgenomen_op``: the day on which it was taken over from another system, where a start may have been reported.
    """

    toewijzing = models.OneToOneField(
        Toewijzing, primary_key=True, on_delete=models.PROTECT, related_name="bekend"
    )
    jeugdige = models.ForeignKey(
        "dossier.Jeugdige", on_delete=models.PROTECT, related_name="bekende_toewijzingen"
    )
    verwijderd = models.BooleanField(default=False)
    overgenomen_op = models.DateField(null=True)

    class Meta:
        db_table = "toewijzing_bekend"
        verbose_name = "toewijzing zoals de aanbieder haar kent"
        indexes = [models.Index(fields=["aanbieder_agb", "van"], name="bekend_aanbieder")]


class EigenVerzoek(models.Model):
    """A request as its provider may read it: what it asked, and whether it was answered for good.

    A view of the database over :class:`Verzoek` (migration 0007), for providers alone: they do not reach the request
    itself, where the municipality keeps its verdict. ``beantwoord``: an allocation or a refusal has left.
    """

    id = models.UUIDField(primary_key=True)
    nummer = models.CharField(max_length=14)
    soort = models.CharField(max_length=3)
    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    bericht = models.ForeignKey("berichten.Bericht", on_delete=models.DO_NOTHING, related_name="+")
    draad = models.UUIDField()
    jeugdige = models.ForeignKey("dossier.Jeugdige", on_delete=models.DO_NOTHING, related_name="+")
    referentie_aanbieder = models.CharField(max_length=36)
    categorie = models.CharField(max_length=2)
    code = models.CharField(max_length=5)
    product = models.CharField(max_length=60, null=True)
    product_naam = models.CharField(max_length=200)
    van = models.DateField()
    tot = models.DateField(null=True)
    volume = models.PositiveIntegerField(null=True)
    eenheid = models.CharField(max_length=2)
    frequentie = models.CharField(max_length=1)
    budget_cent = models.BigIntegerField(null=True)
    verwijzer_type = models.CharField(max_length=2)
    verwijzer_naam = models.CharField(max_length=64)
    verwijzer_code = models.CharField(max_length=8)
    commentaar = models.TextField()
    ontvangen = models.DateField()
    dagtekening = models.DateField()
    beantwoord = models.BooleanField()

    class Meta:
        managed = False
        db_table = "toewijzing_eigen_verzoek"
        verbose_name = "verzoek zoals de aanbieder het deed"


class Kindverzoek(models.Model):
    """A request as those around a child may read it: what was asked, and how far it is.

    A view of the database over :class:`Verzoek` (migration 0009) for the family, the certified institution, the
    referrer whom it rests on and break-glass access, and for the municipality where it lists a child's requests.
    """

    id = models.UUIDField(primary_key=True)
    nummer = models.CharField(max_length=14)
    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    jeugdige = models.ForeignKey("dossier.Jeugdige", on_delete=models.DO_NOTHING, related_name="+")
    categorie = models.CharField(max_length=2)
    code = models.CharField(max_length=5)
    product = models.CharField(max_length=60, null=True)
    product_naam = models.CharField(max_length=200)
    van = models.DateField()
    tot = models.DateField(null=True)
    verwijzer_code = models.CharField(max_length=8)
    ontvangen = models.DateField()
    toestand = models.CharField(max_length=12)

    class Meta:
        managed = False
        db_table = "toewijzing_kindverzoek"
        verbose_name = "verzoek zoals anderen rond een kind het zien"


class Kindbesluit(models.Model):
    """A decision that holds, as the family and the certified institution may read it, with the findings under it.

    A view of the database over :class:`Besluit` (migration 0009). ``bevindingen``: rule, outcome, explanation, source,
    requirements and status of each finding, without the facts that went in. ``reden``: why, in the words of the
    municipality among professionals; empty for the family, to whom ``motivering`` speaks.
    """

    id = models.UUIDField(primary_key=True)
    verzoek = models.ForeignKey(Kindverzoek, on_delete=models.DO_NOTHING, related_name="besluiten")
    gemeente_code = GemeenteCode()
    volgnummer = models.PositiveSmallIntegerField()
    soort = models.CharField(max_length=14)
    code = models.CharField(max_length=1)
    motivering = models.TextField()
    door_naam = models.CharField(max_length=200)
    namens_naam = models.CharField(max_length=200)
    op = models.DateTimeField()
    reden = models.TextField()
    uitkomst = models.CharField(max_length=12)
    bevindingen = models.JSONField()

    class Meta:
        managed = False
        db_table = "toewijzing_kindbesluit"
        verbose_name = "besluit zoals gezin en instelling het zien"


class Toewijzingswijziging(models.Model):
    """One change of an allocation by a named person, or because a VOW was granted. Append-only.

    Attributes:
        soort: a key of ``WIJZIGSOORTEN``; ``teruggenomen`` takes ``herroept`` back.
        voor, na: the fields that changed, as they were and as they became (dates as ISO text).
        code: RedenWijziging in the JW301 (JZ002). ``reden``: why, in words.
        overleg: with whom at the provider it was agreed and when (OP033x1, OP186, OP298, OP299).
        besluit: the decision on a VOW that this follows from.
        namens, namens_naam: the absent colleague whose work list `door` kept (waarneming); the change is of `door`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    toewijzing = models.ForeignKey(Toewijzing, on_delete=models.PROTECT, related_name="wijzigingen")
    gemeente_code = GemeenteCode()
    volgnummer = models.PositiveSmallIntegerField()
    soort = models.CharField(max_length=12)
    voor = models.JSONField()
    na = models.JSONField()
    code = models.CharField(max_length=2, blank=True)
    reden = models.TextField(blank=True)
    overleg = models.TextField(blank=True)
    besluit = models.ForeignKey(Besluit, null=True, on_delete=models.PROTECT, related_name="wijzigingen")
    herroept = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="herroepen_door"
    )
    bericht = models.ForeignKey(
        "berichten.Bericht", null=True, on_delete=models.PROTECT, related_name="toewijzingswijzigingen"
    )
    door = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    door_naam = models.CharField(max_length=200)
    namens = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    namens_naam = models.CharField(max_length=200, blank=True)
    op = models.DateTimeField()

    class Meta:
        db_table = "toewijzing_wijziging"
        verbose_name = "wijziging van een toewijzing"
        ordering = ["volgnummer"]
        constraints = [
            models.UniqueConstraint(fields=["toewijzing", "volgnummer"], name="wijziging_volgnummer"),
            models.CheckConstraint(condition=Q(soort__in=list(WIJZIGSOORTEN)), name="wijziging_soort"),
            models.CheckConstraint(
                condition=Q(soort=TERUGGENOMEN) | (~Q(code="") & ~Q(reden="")),
                name="wijziging_met_reden",
            ),
        ]
