"""Requests with several products (VOW), and changes of allocations with their history."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import jeugdketen.kern.velden
import uuid
from django.conf import settings
from django.db import migrations, models

from jeugdketen.berichten.rechten import neem_af
from jeugdketen.kern.rijbeveiliging import (
    AlleenToevoegen,
    Rijbeveiliging,
    ZelfdeGemeente,
    leest_gemeente,
    schrijft_gemeente,
)

NIEUW = ("toewijzing_verzoekdeel", "toewijzing_wijziging")

class Migration(migrations.Migration):

    dependencies = [
        ('berichten', '0009_leveringen'),
        ('dossier', '0005_identiteit_beveiliging'),
        ('toewijzing', '0005_wie_ziet_een_verzoek'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Toewijzingswijziging',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('volgnummer', models.PositiveSmallIntegerField()),
                ('soort', models.CharField(max_length=12)),
                ('voor', models.JSONField()),
                ('na', models.JSONField()),
                ('code', models.CharField(blank=True, max_length=2)),
                ('reden', models.TextField(blank=True)),
                ('overleg', models.TextField(blank=True)),
                ('door_naam', models.CharField(max_length=200)),
                ('op', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'wijziging van een toewijzing',
                'db_table': 'toewijzing_wijziging',
                'ordering': ['volgnummer'],
            },
        ),
        migrations.CreateModel(
            name='Verzoekdeel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('volgnummer', models.PositiveSmallIntegerField()),
                ('soort', models.CharField(max_length=11)),
                ('categorie', models.CharField(blank=True, max_length=2)),
                ('code', models.CharField(blank=True, max_length=5)),
                ('product', models.CharField(max_length=60, null=True)),
                ('product_naam', models.CharField(blank=True, max_length=200)),
                ('product_status', models.CharField(blank=True, max_length=10)),
                ('componenten', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('van', models.DateField(null=True)),
                ('tot', models.DateField(null=True)),
                ('volume', models.PositiveIntegerField(null=True)),
                ('eenheid', models.CharField(blank=True, max_length=2)),
                ('frequentie', models.CharField(blank=True, max_length=1)),
                ('budget_cent', models.BigIntegerField(null=True)),
            ],
            options={
                'verbose_name': 'product in een verzoek om wijziging',
                'db_table': 'toewijzing_verzoekdeel',
                'ordering': ['volgnummer'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='toewijzing',
            name='toewijzing_een_per_verzoek',
        ),
        migrations.RemoveConstraint(
            model_name='toewijzing',
            name='toewijzing_niet_gestapeld',
        ),
        migrations.AddField(
            model_name='toewijzing',
            name='deel',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='toewijzing',
            name='reden_wijziging',
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name='verzoek',
            name='reden_verzoek',
            field=models.CharField(blank=True, max_length=1),
        ),
        migrations.AddField(
            model_name='verzoek',
            name='soort',
            field=models.CharField(default='VOT', max_length=3),
        ),
        migrations.AddConstraint(
            model_name='toewijzing',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('toestand', 'ingetrokken'), _negated=True), ('verzoek__isnull', False)), fields=('verzoek', 'deel'), name='toewijzing_een_per_verzoekdeel'),
        ),
        migrations.AddConstraint(
            model_name='toewijzing',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('toestand__in', ['ingetrokken', 'verwijderd']), _negated=True), expressions=[(models.F('jeugdige'), '='), (models.F('gemeente_code'), '='), (models.F('aanbieder_agb'), '='), (models.F('product_sleutel'), '='), (models.Func(models.F('van'), models.F('tot'), models.Value('[]'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='toewijzing_niet_gestapeld'),
        ),
        migrations.AddConstraint(
            model_name='toewijzing',
            constraint=models.UniqueConstraint(fields=('id', 'gemeente_code'), name='toewijzing_met_gemeente'),
        ),
        migrations.AddField(
            model_name='toewijzingswijziging',
            name='bericht',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='toewijzingswijzigingen', to='berichten.bericht'),
        ),
        migrations.AddField(
            model_name='toewijzingswijziging',
            name='besluit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wijzigingen', to='toewijzing.besluit'),
        ),
        migrations.AddField(
            model_name='toewijzingswijziging',
            name='door',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='toewijzingswijziging',
            name='herroept',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='herroepen_door', to='toewijzing.toewijzingswijziging'),
        ),
        migrations.AddField(
            model_name='toewijzingswijziging',
            name='toewijzing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wijzigingen', to='toewijzing.toewijzing'),
        ),
        migrations.AddField(
            model_name='verzoekdeel',
            name='toewijzing',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='verzoekdelen', to='toewijzing.toewijzing'),
        ),
        migrations.AddField(
            model_name='verzoekdeel',
            name='verzoek',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delen', to='toewijzing.verzoek'),
        ),
        migrations.AddConstraint(
            model_name='toewijzingswijziging',
            constraint=models.UniqueConstraint(fields=('toewijzing', 'volgnummer'), name='wijziging_volgnummer'),
        ),
        migrations.AddConstraint(
            model_name='toewijzingswijziging',
            constraint=models.CheckConstraint(condition=models.Q(('soort__in', ['verlengen', 'verkorten', 'beeindigen', 'omvang', 'budget', 'corrigeren', 'verwijderen', 'teruggenomen'])), name='wijziging_soort'),
        ),
        migrations.AddConstraint(
            model_name='toewijzingswijziging',
            constraint=models.CheckConstraint(condition=models.Q(('soort', 'teruggenomen'), models.Q(models.Q(('code', ''), _negated=True), models.Q(('reden', ''), _negated=True)), _connector='OR'), name='wijziging_met_reden'),
        ),
        migrations.AddConstraint(
            model_name='verzoekdeel',
            constraint=models.UniqueConstraint(fields=('verzoek', 'volgnummer'), name='verzoekdeel_volgnummer'),
        ),
        migrations.AddConstraint(
            model_name='verzoekdeel',
            constraint=models.CheckConstraint(condition=models.Q(('soort__in', ['nieuw', 'wijzig', 'ongewijzigd'])), name='verzoekdeel_soort'),
        ),
        migrations.AddConstraint(
            model_name='verzoekdeel',
            constraint=models.CheckConstraint(condition=models.Q(('soort', 'ongewijzigd'), ('van__isnull', False), _connector='OR'), name='verzoekdeel_met_begin'),
        ),
        migrations.AddConstraint(
            model_name='verzoekdeel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('soort', 'nieuw'), ('toewijzing__isnull', True)), models.Q(models.Q(('soort', 'nieuw'), _negated=True), ('toewijzing__isnull', False)), _connector='OR'), name='verzoekdeel_toewijzing'),
        ),
        *(
            Rijbeveiliging(tabel, lezen=leest_gemeente(), toevoegen=schrijft_gemeente())
            for tabel in NIEUW
        ),
        *(AlleenToevoegen(tabel) for tabel in NIEUW),
        ZelfdeGemeente("toewijzing_verzoekdeel", "verzoek_id", "toewijzing_verzoek"),
        ZelfdeGemeente("toewijzing_verzoekdeel", "toewijzing_id", "toewijzing_toewijzing"),
        ZelfdeGemeente("toewijzing_wijziging", "toewijzing_id", "toewijzing_toewijzing"),
        migrations.RunPython(neem_af(*NIEUW), migrations.RunPython.noop),
    ]
