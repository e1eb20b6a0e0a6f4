"""Machine accounts stand for a party; what a system has taken over is written down once and for ever."""

import django.contrib.postgres.fields
import django.db.models.deletion
import jeugdketen.kern.velden
from django.conf import settings
from django.db import migrations, models

from jeugdketen.berichten.rechten import neem_af
from jeugdketen.kern.rijbeveiliging import (
    AlleenToevoegen,
    Rijbeveiliging,
    ZelfdeGemeente,
    heeft_rol,
    leest_gemeente,
    of,
    schrijft_gemeente,
    van_aanbieder,
)


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0001_initial'),
        ('berichten', '0004_eigen_aanlevering'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Bevestiging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode()),
                ('zijde', models.CharField(choices=[('aanbieder', 'aanbieder'), ('gemeente', 'gemeente')], max_length=9)),
                ('account', models.CharField(max_length=255)),
                ('op', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'bevestiging van ontvangst door een systeem',
                'verbose_name_plural': 'bevestigingen van ontvangst door een systeem',
            },
        ),
        migrations.AddField(
            model_name='machineaccount',
            name='aanbieders',
            field=django.contrib.postgres.fields.ArrayField(base_field=jeugdketen.kern.velden.AgbCode(), default=list, size=None),
        ),
        migrations.AddField(
            model_name='machineaccount',
            name='gemeenten',
            field=django.contrib.postgres.fields.ArrayField(base_field=jeugdketen.kern.velden.GemeenteCode(), default=list, size=None),
        ),
        migrations.AddConstraint(
            model_name='machineaccount',
            constraint=models.CheckConstraint(condition=models.Q(('aanbieders', []), ('gemeenten', []), _connector='OR'), name='machineaccount_een_soort_partij'),
        ),
        migrations.AddField(
            model_name='bevestiging',
            name='bericht',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bevestigingen', to='berichten.bericht'),
        ),
        migrations.AddConstraint(
            model_name='bevestiging',
            constraint=models.UniqueConstraint(fields=('bericht', 'zijde'), name='bevestiging_eenmaal'),
        ),
        migrations.AddConstraint(
            model_name='bevestiging',
            constraint=models.CheckConstraint(condition=models.Q(('zijde__in', ('aanbieder', 'gemeente'))), name='bevestiging_zijde'),
        ),
        migrations.CreateModel(
            name='Aanlevering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sleutel', models.CharField(max_length=100)),
                ('sha256', models.CharField(max_length=64)),
                ('bericht_id', models.UUIDField()),
                ('op', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aanleveringen', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
            ],
            options={
                'verbose_name': 'sleutel van een aangeleverd bericht',
                'verbose_name_plural': 'sleutels van aangeleverde berichten',
                'constraints': [models.UniqueConstraint(fields=('account', 'sleutel'), name='aanlevering_sleutel_uniek')],
            },
        ),
        Rijbeveiliging(
            "api_bevestiging",
            lezen=of(leest_gemeente(), van_aanbieder()),
            toevoegen=of(schrijft_gemeente(), van_aanbieder()),
        ),
        Rijbeveiliging("api_aanlevering", lezen=heeft_rol("systeem"), toevoegen=heeft_rol("systeem")),
        AlleenToevoegen("api_bevestiging"),
        AlleenToevoegen("api_aanlevering"),
        ZelfdeGemeente("api_bevestiging", "bericht_id", "berichten_bericht"),
        migrations.RunPython(neem_af("api_bevestiging", "api_aanlevering"), migrations.RunPython.noop),
    ]
