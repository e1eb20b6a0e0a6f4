import django.contrib.postgres.fields
import django.db.models.deletion
import jeugdketen.berichten.kluis
import jeugdketen.kern.bsn
import jeugdketen.kern.velden
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Bericht',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('richting', models.CharField(max_length=3)),
                ('weg', models.CharField(max_length=10)),
                ('soort', models.CharField(blank=True, max_length=5)),
                ('identificatie', models.CharField(blank=True, max_length=20)),
                ('dagtekening', models.DateField(null=True)),
                ('afzender', models.CharField(blank=True, max_length=8)),
                ('ontvanger', models.CharField(blank=True, max_length=8)),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode(null=True)),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode(null=True)),
                ('postbus_gemeente', jeugdketen.kern.velden.GemeenteCode(null=True)),
                ('mag_afzender', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), null=True, size=None)),
                ('toestand', models.CharField(default='ontvangen', max_length=12)),
                ('reden', models.TextField(blank=True)),
                ('wie_moet', models.TextField(blank=True)),
                ('bsn_sleutel', models.CharField(blank=True, max_length=64)),
                ('referenties', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('draad', models.UUIDField(db_index=True)),
                ('tijdstip', models.DateTimeField()),
                ('ontvangen_dag', models.DateField()),
                ('antwoord_uiterlijk', models.DateField(null=True)),
                ('lezing', models.PositiveSmallIntegerField(default=1)),
                ('aangeleverd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('antwoord_op', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='antwoorden', to='berichten.bericht')),
                ('dubbel_van', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dubbelen', to='berichten.bericht')),
            ],
            options={
                'db_table': 'berichten_bericht',
            },
        ),
        migrations.CreateModel(
            name='Nummerreeks',
            fields=[
                ('reeks', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('laatste', models.BigIntegerField(default=0)),
            ],
            options={
                'db_table': 'berichten_nummerreeks',
            },
        ),
        migrations.CreateModel(
            name='Ketentoewijzing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode()),
                ('nummer', models.BigIntegerField()),
                ('bsn', jeugdketen.kern.bsn.BsnVeld()),
                ('bsn_sleutel', models.CharField(max_length=64)),
                ('product', models.JSONField()),
                ('moment', models.CharField(max_length=40)),
            ],
            options={
                'db_table': 'berichten_ketentoewijzing',
                'indexes': [models.Index(fields=['gemeente_code', 'aanbieder_agb', 'bsn_sleutel'], name='ketentoewijzing_client')],
                'constraints': [models.UniqueConstraint(fields=('gemeente_code', 'nummer'), name='ketentoewijzing_nummer')],
            },
        ),
        migrations.CreateModel(
            name='Ketenverzoek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode()),
                ('referentie_aanbieder', models.CharField(max_length=20)),
                ('soort', models.CharField(max_length=3)),
                ('bsn', jeugdketen.kern.bsn.BsnVeld()),
                ('bsn_sleutel', models.CharField(max_length=64)),
                ('antwoorden', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=1), default=list, size=None)),
                ('toegewezen', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'berichten_ketenverzoek',
                'indexes': [models.Index(fields=['gemeente_code', 'aanbieder_agb', 'bsn_sleutel'], name='ketenverzoek_client')],
                'constraints': [models.UniqueConstraint(fields=('gemeente_code', 'aanbieder_agb', 'referentie_aanbieder'), name='ketenverzoek_referentie')],
            },
        ),
        migrations.CreateModel(
            name='Overgang',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('van', models.CharField(blank=True, max_length=12)),
                ('naar', models.CharField(max_length=12)),
                ('op', models.DateTimeField()),
                ('door', models.CharField(max_length=200)),
                ('reden', models.TextField(blank=True)),
                ('bericht', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overgangen', to='berichten.bericht')),
            ],
            options={
                'db_table': 'berichten_overgang',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RuwBericht',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('inhoud', jeugdketen.berichten.kluis.VersleuteldeBytes()),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('grootte', models.PositiveIntegerField()),
                ('bestandsnaam', models.CharField(max_length=255)),
                ('weg', models.CharField(max_length=10)),
                ('ontvangen_op', models.DateTimeField()),
                ('door_naam', models.CharField(blank=True, max_length=200)),
                ('ontvangen_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'berichten_ruwbericht',
            },
        ),
        migrations.AddField(
            model_name='bericht',
            name='ruw',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='bericht', to='berichten.ruwbericht'),
        ),
        migrations.CreateModel(
            name='VerzendPost',
            fields=[
                ('bericht', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='verzendpost', serialize=False, to='berichten.bericht')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode()),
                ('bestandsnaam', models.CharField(max_length=255, unique=True)),
                ('niet_voor', models.DateTimeField()),
                ('pogingen', models.PositiveIntegerField(default=0)),
                ('laatste_fout', models.TextField(blank=True)),
                ('verzonden_op', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'berichten_verzendpost',
                'indexes': [models.Index(condition=models.Q(('verzonden_op', None)), fields=['niet_voor'], name='verzendpost_wacht')],
            },
        ),
        migrations.CreateModel(
            name='Bevinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lezing', models.PositiveSmallIntegerField(default=1)),
                ('volgnummer', models.PositiveIntegerField()),
                ('niveau', models.PositiveSmallIntegerField()),
                ('regel', models.CharField(blank=True, max_length=12)),
                ('retourcode', models.CharField(blank=True, max_length=5)),
                ('pad', models.TextField(blank=True)),
                ('regelnummer', models.PositiveIntegerField(null=True)),
                ('melding', models.TextField()),
                ('bericht', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bevindingen', to='berichten.bericht')),
            ],
            options={
                'db_table': 'berichten_bevinding',
                'ordering': ['bericht', 'lezing', 'volgnummer'],
                'constraints': [models.UniqueConstraint(fields=('bericht', 'lezing', 'volgnummer'), name='bevinding_volgnummer')],
            },
        ),
        migrations.AddIndex(
            model_name='bericht',
            index=models.Index(fields=['-tijdstip', '-id'], name='bericht_tijdstip'),
        ),
        migrations.AddIndex(
            model_name='bericht',
            index=models.Index(fields=['gemeente_code', '-tijdstip'], name='bericht_gemeente_tijd'),
        ),
        migrations.AddIndex(
            model_name='bericht',
            index=models.Index(fields=['aanbieder_agb', '-tijdstip'], name='bericht_aanbieder_tijd'),
        ),
        migrations.AddIndex(
            model_name='bericht',
            index=models.Index(fields=['identificatie'], name='bericht_identificatie'),
        ),
        migrations.AddIndex(
            model_name='bericht',
            index=models.Index(condition=models.Q(('bsn_sleutel', ''), _negated=True), fields=['bsn_sleutel'], name='bericht_bsn'),
        ),
        migrations.AddConstraint(
            model_name='bericht',
            constraint=models.UniqueConstraint(fields=('id', 'gemeente_code'), name='bericht_met_gemeente'),
        ),
        migrations.AddConstraint(
            model_name='bericht',
            constraint=models.UniqueConstraint(condition=models.Q(('toestand__in', ['aanvaard', 'klaar', 'verzonden', 'aangenomen', 'afgewezen', 'onbekoppeld']), models.Q(('identificatie', ''), _negated=True)), fields=('afzender', 'soort', 'identificatie'), name='bericht_uniek_per_afzender'),
        ),
        migrations.AddConstraint(
            model_name='bericht',
            constraint=models.CheckConstraint(condition=models.Q(('richting__in', ['in', 'uit'])), name='bericht_richting'),
        ),
        migrations.AddConstraint(
            model_name='bericht',
            constraint=models.CheckConstraint(condition=models.Q(('toestand__in', ['aangenomen', 'aanvaard', 'afgekeurd', 'afgewezen', 'dubbel', 'geweigerd', 'ingetrokken', 'klaar', 'mislukt', 'onbekoppeld', 'ontvangen', 'verzonden'])), name='bericht_toestand'),
        ),
    ]
