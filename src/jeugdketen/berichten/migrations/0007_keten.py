"""The whole chain: keys of messages, starts and stops, declarations, their lines and what was sent."""

import django.db.models.deletion
import jeugdketen.berichten.kluis
import jeugdketen.kern.bsn
import jeugdketen.kern.velden
from django.db import migrations, models

from jeugdketen.kern.rijbeveiliging import Rijbeveiliging, heeft_rol, leest_gemeente, of, schrijft_gemeente

LEZEN, SCHRIJVEN = leest_gemeente(), schrijft_gemeente()

class Migration(migrations.Migration):

    dependencies = [
        ('berichten', '0006_postbus_rijbeveiliging'),
    ]

    operations = [
        migrations.AddField(
            model_name='ketentoewijzing',
            name='overgenomen',
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name='Ketenbericht',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('afzender', models.CharField(max_length=8)),
                ('soort', models.CharField(max_length=5)),
                ('identificatie', models.CharField(max_length=20)),
            ],
            options={
                'verbose_name': 'sleutel van een geaccepteerd bericht',
                'db_table': 'berichten_ketenbericht',
                'indexes': [models.Index(fields=['gemeente_code'], name='ketenbericht_gemeente')],
                'constraints': [models.UniqueConstraint(fields=('afzender', 'soort', 'identificatie'), name='ketenbericht_sleutel')],
            },
        ),
        migrations.CreateModel(
            name='Ketendeclaratie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode()),
                ('nummer', models.CharField(max_length=12)),
                ('begin', models.DateField()),
                ('identificatie', models.CharField(max_length=12)),
            ],
            options={
                'verbose_name': 'declaratie in de keten',
                'db_table': 'berichten_ketendeclaratie',
                'indexes': [models.Index(fields=['gemeente_code', 'aanbieder_agb', '-begin'], name='ketendeclaratie_laatste')],
                'constraints': [models.UniqueConstraint(fields=('gemeente_code', 'aanbieder_agb', 'nummer'), name='ketendeclaratie_nummer')],
            },
        ),
        migrations.CreateModel(
            name='Ketenmelding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode()),
                ('bsn', jeugdketen.kern.bsn.BsnVeld()),
                ('bsn_sleutel', models.CharField(max_length=64)),
                ('toewijzing_nummer', models.BigIntegerField(null=True)),
                ('categorie', models.CharField(max_length=2, null=True)),
                ('code', models.CharField(max_length=5, null=True)),
                ('begindatum', models.DateField()),
                ('reden_beeindiging', models.CharField(max_length=2, null=True)),
                ('einddatum', models.DateField(null=True)),
                ('vervallen', models.BooleanField(default=False)),
                ('overgenomen', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'start of stop in de keten',
                'db_table': 'berichten_ketenmelding',
                'indexes': [models.Index(fields=['gemeente_code', 'aanbieder_agb', 'bsn_sleutel'], name='ketenmelding_client')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('einddatum__isnull', True), ('reden_beeindiging__isnull', True)), models.Q(('einddatum__isnull', False), ('reden_beeindiging__isnull', False)), _connector='OR'), name='ketenmelding_start_of_stop')],
            },
        ),
        migrations.CreateModel(
            name='Ketenregel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode()),
                ('bsn', jeugdketen.kern.bsn.BsnVeld()),
                ('declaratie_nummer', models.CharField(max_length=12)),
                ('referentie', models.CharField(max_length=20)),
                ('vorige_referentie', models.CharField(max_length=20, null=True)),
                ('toewijzing_nummer', models.BigIntegerField()),
                ('categorie', models.CharField(max_length=2)),
                ('code', models.CharField(max_length=5)),
                ('begin', models.DateField()),
                ('eind', models.DateField()),
                ('volume', models.PositiveIntegerField()),
                ('eenheid', models.CharField(max_length=2)),
                ('tarief', models.PositiveIntegerField(null=True)),
                ('bedrag', models.PositiveIntegerField()),
                ('debet_credit', models.CharField(max_length=1)),
            ],
            options={
                'verbose_name': 'goedgekeurde declaratieregel',
                'db_table': 'berichten_ketenregel',
                'indexes': [models.Index(fields=['gemeente_code', 'toewijzing_nummer'], name='ketenregel_toewijzing'), models.Index(fields=['gemeente_code', 'aanbieder_agb', 'declaratie_nummer'], name='ketenregel_declaratie')],
                'constraints': [models.UniqueConstraint(fields=('gemeente_code', 'aanbieder_agb', 'referentie'), name='ketenregel_referentie')],
            },
        ),
        migrations.CreateModel(
            name='Ketenverzending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode()),
                ('identificatie', models.CharField(max_length=12)),
                ('inhoud', jeugdketen.berichten.kluis.VersleuteldeBytes(null=True)),
                ('ruw', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='berichten.ruwbericht')),
            ],
            options={
                'verbose_name': 'verzonden declaratie in de keten',
                'db_table': 'berichten_ketenverzending',
                'indexes': [models.Index(fields=['gemeente_code', 'aanbieder_agb', 'identificatie'], name='ketenverzending_sleutel')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('inhoud__isnull', False), ('ruw__isnull', True)), models.Q(('inhoud__isnull', True), ('ruw__isnull', False)), _connector='OR'), name='ketenverzending_een_bron')],
            },
        ),
        # The key of a message is unique for its sender, whichever municipality it was for (TR056); it names nobody.
        Rijbeveiliging("berichten_ketenbericht", lezen=of(LEZEN, heeft_rol("systeem")), schrijven=SCHRIJVEN),
        *(
            Rijbeveiliging(tabel, lezen=LEZEN, schrijven=SCHRIJVEN)
            for tabel in (
                "berichten_ketenmelding",
                "berichten_ketendeclaratie",
                "berichten_ketenregel",
                "berichten_ketenverzending",
            )
        ),
    ]
