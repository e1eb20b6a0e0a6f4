"""What a provider knows of its requests and allocations, apart from what the municipality holds.

A provider no longer reaches requests and allocations themselves: it reads a view of what it asked (`EigenVerzoek`) and the
versions of allocations that reached it (`BekendeToewijzing`).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import jeugdketen.kern.velden
from jeugdketen.berichten.rechten import neem_af
from jeugdketen.kern.rijbeveiliging import (
    HerzieBeleid,
    Kolomvenster,
    Rijbeveiliging,
    ZelfdeGemeente,
    leest_gemeente,
    of,
    schrijft_gemeente,
    van_aanbieder,
)

LEZEN, SCHRIJVEN = leest_gemeente(), schrijft_gemeente()

GEVRAAGD = (
    *("id", "nummer", "soort", "gemeente_code", "aanbieder_agb", "bericht_id", "draad", "jeugdige_id"),
    *("referentie_aanbieder", "categorie", "code", "product", "product_naam", "van", "tot", "volume", "eenheid"),
    *("frequentie", "budget_cent", "verwijzer_type", "verwijzer_naam", "verwijzer_code", "commentaar"),
    *("ontvangen", "dagtekening"),
)

# An allocation has left, or a refusal has: a JW319 that is not older than the decision to refuse, for an earlier one
# may only say that the request is under investigation. What the provider rejected counts as not sent (OP286).
BEANTWOORD = """
EXISTS (SELECT 1 FROM berichten_bericht m WHERE m.draad = v.draad AND m.richting = 'uit' AND m.soort = 'JW301'
        AND m.toestand IN ('verzonden', 'aangenomen') AND v.referentie_aanbieder = ANY (m.referenties))
OR (v.toestand = 'afgewezen' AND EXISTS (
        SELECT 1 FROM toewijzing_besluit b JOIN berichten_bericht m ON m.draad = v.draad AND m.tijdstip >= b.op
        WHERE b.verzoek_id = v.id AND b.soort = 'afwijzen' AND m.richting = 'uit' AND m.soort = 'JW319'
        AND m.toestand IN ('verzonden', 'aangenomen') AND v.referentie_aanbieder = ANY (m.referenties)))
"""

# What has left so far is what providers know.
VUL = """
ALTER TABLE toewijzing_toewijzing NO FORCE ROW LEVEL SECURITY;
INSERT INTO toewijzing_bekend (toewijzing_id, nummer, gemeente_code, aanbieder_agb, referentie_aanbieder, categorie,
    code, product, product_naam, van, tot, volume, eenheid, frequentie, budget_cent, toegewezen_op, jeugdige_id, verwijderd)
SELECT id, nummer, gemeente_code, aanbieder_agb, referentie_aanbieder, categorie, code, product, product_naam, van, tot,
    volume, eenheid, frequentie, budget_cent, toegewezen_op, jeugdige_id, toestand = 'verwijderd'
FROM toewijzing_toewijzing WHERE toestand NOT IN ('klaar', 'ingetrokken');
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE toewijzing_toewijzing FORCE ROW LEVEL SECURITY;
"""

EIGENVENSTER = Kolomvenster(
    "toewijzing_eigen_verzoek",
    "toewijzing_verzoek",
    kolommen=GEVRAAGD,
    voorwaarde=van_aanbieder(),
    afgeleid={"beantwoord": BEANTWOORD},
    ook=("toewijzing_besluit",),
)


class Migration(migrations.Migration):
    dependencies = [
        ("berichten", "0011_wachten"),
        ("dossier", "0009_vernietigen"),
        ("toewijzing", "0006_wijzigingen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="toewijzingswijziging",
            name="namens",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="toewijzingswijziging",
            name="namens_naam",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.CreateModel(
            name="BekendeToewijzing",
            fields=[
                ("nummer", models.CharField(max_length=9)),
                ("gemeente_code", jeugdketen.kern.velden.GemeenteCode()),
                ("aanbieder_agb", jeugdketen.kern.velden.AgbCode()),
                ("referentie_aanbieder", models.CharField(blank=True, max_length=36)),
                ("categorie", models.CharField(blank=True, max_length=2)),
                ("code", models.CharField(blank=True, max_length=5)),
                ("product", models.CharField(max_length=60, null=True)),
                ("product_naam", models.CharField(blank=True, max_length=200)),
                ("van", models.DateField()),
                ("tot", models.DateField(null=True)),
                ("volume", models.PositiveIntegerField(null=True)),
                ("eenheid", models.CharField(blank=True, max_length=2)),
                ("frequentie", models.CharField(blank=True, max_length=1)),
                ("budget_cent", models.BigIntegerField(null=True)),
                ("toegewezen_op", models.DateTimeField()),
                (
                    "toewijzing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="bekend",
                        serialize=False,
                        to="toewijzing.toewijzing",
                    ),
                ),
                ("verwijderd", models.BooleanField(default=False)),
                (
                    "jeugdige",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bekende_toewijzingen", to="dossier.jeugdige"
                    ),
                ),
            ],
            options={
                "verbose_name": "toewijzing zoals de aanbieder haar kent",
                "db_table": "toewijzing_bekend",
                "indexes": [
                    models.Index(fields=["aanbieder_agb", "van"], name="bekend_aanbieder"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EigenVerzoek",
            fields=[("id", models.UUIDField(primary_key=True, serialize=False))],
            options={
                "verbose_name": "verzoek zoals de aanbieder het deed",
                "db_table": "toewijzing_eigen_verzoek",
                "managed": False,
            },
        ),
        migrations.RunSQL(VUL, migrations.RunSQL.noop),
        Rijbeveiliging(
            "toewijzing_bekend",
            lezen=of(LEZEN, van_aanbieder()),
            toevoegen=SCHRIJVEN,
            wijzigen=SCHRIJVEN,
            verwijderen=SCHRIJVEN,
        ),
        ZelfdeGemeente("toewijzing_bekend", "toewijzing_id", "toewijzing_toewijzing"),
        HerzieBeleid(
            "toewijzing_toewijzing",
            "lezen",
            LEZEN,
            voorheen=of(LEZEN, f"{van_aanbieder()} AND toestand NOT IN ('klaar', 'ingetrokken')"),
        ),
        HerzieBeleid("toewijzing_verzoek", "lezen", LEZEN, voorheen=of(LEZEN, van_aanbieder())),
        EIGENVENSTER,
        migrations.RunPython(
            neem_af("toewijzing_eigen_verzoek", rechten="INSERT, UPDATE, DELETE, TRUNCATE"),
            migrations.RunPython.noop,
        ),
    ]
