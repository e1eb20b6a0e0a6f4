import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import jeugdketen.kern.velden
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('berichten', '0001_initial'),
        ('dossier', '0002_rijbeveiliging'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Toets',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanleiding', models.CharField(max_length=80)),
                ('feiten', models.JSONField()),
                ('feiten_sleutel', models.CharField(max_length=64)),
                ('antwoord', models.JSONField()),
                ('uitkomst', models.CharField(max_length=12)),
                ('kwitantie', models.JSONField()),
                ('op', models.DateTimeField()),
            ],
            options={
                'db_table': 'toewijzing_toets',
            },
        ),
        migrations.CreateModel(
            name='Verzoek',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('nummer', models.CharField(max_length=14, unique=True)),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode()),
                ('draad', models.UUIDField()),
                ('referentie_aanbieder', models.CharField(max_length=20)),
                ('categorie', models.CharField(blank=True, max_length=2)),
                ('code', models.CharField(blank=True, max_length=5)),
                ('product', models.CharField(max_length=60, null=True)),
                ('product_naam', models.CharField(blank=True, max_length=200)),
                ('product_status', models.CharField(blank=True, max_length=10)),
                ('componenten', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('van', models.DateField()),
                ('tot', models.DateField(null=True)),
                ('volume', models.PositiveIntegerField(null=True)),
                ('eenheid', models.CharField(blank=True, max_length=2)),
                ('frequentie', models.CharField(blank=True, max_length=1)),
                ('budget_cent', models.BigIntegerField(null=True)),
                ('verwijzer_type', models.CharField(max_length=2)),
                ('verwijzer_naam', models.CharField(blank=True, max_length=64)),
                ('verwijzer_code', models.CharField(blank=True, max_length=8)),
                ('raamcontract', models.CharField(blank=True, max_length=1)),
                ('beschikking_nummer', models.CharField(blank=True, max_length=9)),
                ('commentaar', models.TextField(blank=True)),
                ('ontvangen', models.DateField()),
                ('dagtekening', models.DateField()),
                ('termijn', models.DateField()),
                ('termijn_soort', models.CharField(default='verzoek', max_length=10)),
                ('woongemeente', models.CharField(max_length=4, null=True)),
                ('brp_bekend', models.BooleanField(default=True)),
                ('adres_geheim', models.BooleanField(default=False)),
                ('toestand', models.CharField(default='open', max_length=12)),
                ('behandelaar_naam', models.CharField(blank=True, max_length=200)),
                ('oordeel', models.CharField(blank=True, max_length=12)),
                ('nu_te_doen', models.CharField(blank=True, max_length=80)),
                ('aangemaakt_op', models.DateTimeField()),
                ('behandelaar', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('bericht', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verzoeken', to='berichten.bericht')),
                ('jeugdige', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verzoeken', to='dossier.jeugdige')),
                ('laatste_toets', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='toewijzing.toets')),
            ],
            options={
                'db_table': 'toewijzing_verzoek',
            },
        ),
        migrations.CreateModel(
            name='Toewijzing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('nummer', models.CharField(max_length=9)),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode()),
                ('referentie_aanbieder', models.CharField(blank=True, max_length=20)),
                ('categorie', models.CharField(blank=True, max_length=2)),
                ('code', models.CharField(blank=True, max_length=5)),
                ('product_sleutel', models.CharField(max_length=8)),
                ('product', models.CharField(max_length=60, null=True)),
                ('product_naam', models.CharField(blank=True, max_length=200)),
                ('componenten', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('van', models.DateField()),
                ('tot', models.DateField(null=True)),
                ('volume', models.PositiveIntegerField(null=True)),
                ('eenheid', models.CharField(blank=True, max_length=2)),
                ('frequentie', models.CharField(blank=True, max_length=1)),
                ('budget_cent', models.BigIntegerField(null=True)),
                ('toegewezen_op', models.DateTimeField()),
                ('toestand', models.CharField(default='klaar', max_length=14)),
                ('bericht', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='toewijzingen', to='berichten.bericht')),
                ('jeugdige', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='toewijzingen', to='dossier.jeugdige')),
                ('verzoek', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='toewijzingen', to='toewijzing.verzoek')),
            ],
            options={
                'db_table': 'toewijzing_toewijzing',
            },
        ),
        migrations.AddField(
            model_name='toets',
            name='verzoek',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='toetsen', to='toewijzing.verzoek'),
        ),
        migrations.CreateModel(
            name='Besluit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('aanbieder_agb', jeugdketen.kern.velden.AgbCode()),
                ('volgnummer', models.PositiveSmallIntegerField()),
                ('soort', models.CharField(max_length=14)),
                ('afwijk_grond', models.CharField(blank=True, max_length=40)),
                ('reden', models.TextField(blank=True)),
                ('code', models.CharField(blank=True, max_length=1)),
                ('motivering', models.TextField(blank=True)),
                ('woonplaats', models.CharField(blank=True, max_length=4)),
                ('uiterlijk', models.DateField(null=True)),
                ('feiten', models.JSONField()),
                ('antwoord', models.JSONField()),
                ('kwitantie', models.JSONField()),
                ('door_naam', models.CharField(max_length=200)),
                ('op', models.DateTimeField()),
                ('vorige_toestand', models.CharField(max_length=12)),
                ('vorige_termijn', models.DateField()),
                ('vorige_termijn_soort', models.CharField(max_length=10)),
                ('bericht', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='besluiten', to='berichten.bericht')),
                ('door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('herroept', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='herroepen_door', to='toewijzing.besluit')),
                ('toets', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='besluiten', to='toewijzing.toets')),
                ('verzoek', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='besluiten', to='toewijzing.verzoek')),
            ],
            options={
                'db_table': 'toewijzing_besluit',
                'ordering': ['volgnummer'],
            },
        ),
        migrations.CreateModel(
            name='Aanvulling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode()),
                ('veld', models.CharField(max_length=40)),
                ('waarde', models.JSONField(null=True)),
                ('door_naam', models.CharField(max_length=200)),
                ('op', models.DateTimeField()),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verzoek', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aanvullingen', to='toewijzing.verzoek')),
            ],
            options={
                'db_table': 'toewijzing_aanvulling',
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='verzoek',
            index=models.Index(fields=['gemeente_code', 'toestand', 'termijn'], name='verzoek_werkvoorraad'),
        ),
        migrations.AddIndex(
            model_name='verzoek',
            index=models.Index(fields=['behandelaar', 'toestand', 'termijn'], name='verzoek_behandelaar'),
        ),
        migrations.AddIndex(
            model_name='verzoek',
            index=models.Index(fields=['jeugdige'], name='verzoek_jeugdige'),
        ),
        migrations.AddConstraint(
            model_name='verzoek',
            constraint=models.UniqueConstraint(fields=('id', 'gemeente_code'), name='verzoek_met_gemeente'),
        ),
        migrations.AddConstraint(
            model_name='verzoek',
            constraint=models.UniqueConstraint(fields=('gemeente_code', 'aanbieder_agb', 'referentie_aanbieder'), name='verzoek_referentie_uniek'),
        ),
        migrations.AddConstraint(
            model_name='verzoek',
            constraint=models.CheckConstraint(condition=models.Q(('tot__isnull', True), ('tot__gte', models.F('van')), _connector='OR'), name='verzoek_periode_vooruit'),
        ),
        migrations.AddConstraint(
            model_name='verzoek',
            constraint=models.CheckConstraint(condition=models.Q(('toestand__in', ['open', 'in_onderzoek', 'toegewezen', 'afgewezen'])), name='verzoek_toestand'),
        ),
        migrations.AddIndex(
            model_name='toewijzing',
            index=models.Index(fields=['jeugdige', 'van'], name='toewijzing_jeugdige'),
        ),
        migrations.AddIndex(
            model_name='toewijzing',
            index=models.Index(fields=['gemeente_code', 'aanbieder_agb'], name='toewijzing_aanbieder'),
        ),
        migrations.AddConstraint(
            model_name='toewijzing',
            constraint=models.UniqueConstraint(fields=('gemeente_code', 'nummer'), name='toewijzing_nummer_uniek'),
        ),
        migrations.AddConstraint(
            model_name='toewijzing',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('toestand', 'ingetrokken'), _negated=True), ('verzoek__isnull', False)), fields=('verzoek',), name='toewijzing_een_per_verzoek'),
        ),
        migrations.AddConstraint(
            model_name='toewijzing',
            constraint=models.CheckConstraint(condition=models.Q(('tot__isnull', True), ('tot__gte', models.F('van')), _connector='OR'), name='toewijzing_periode_vooruit'),
        ),
        migrations.AddConstraint(
            model_name='toewijzing',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('toestand', 'ingetrokken'), _negated=True), expressions=[(models.F('jeugdige'), '='), (models.F('gemeente_code'), '='), (models.F('aanbieder_agb'), '='), (models.F('product_sleutel'), '='), (models.Func(models.F('van'), models.F('tot'), models.Value('[]'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='toewijzing_niet_gestapeld'),
        ),
        migrations.AddIndex(
            model_name='toets',
            index=models.Index(fields=['verzoek', '-op'], name='toets_verzoek'),
        ),
        migrations.AddConstraint(
            model_name='besluit',
            constraint=models.UniqueConstraint(fields=('verzoek', 'volgnummer'), name='besluit_volgnummer'),
        ),
        migrations.AddConstraint(
            model_name='besluit',
            constraint=models.CheckConstraint(condition=models.Q(('soort__in', ['toewijzen', 'met_afwijking', 'afwijzen', 'in_onderzoek', 'ingetrokken'])), name='besluit_soort'),
        ),
        migrations.AddConstraint(
            model_name='besluit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('soort', 'afwijzen'), _negated=True), models.Q(models.Q(('code', ''), _negated=True), models.Q(('motivering', ''), _negated=True)), _connector='OR'), name='besluit_afwijzen_met_reden'),
        ),
        migrations.AddConstraint(
            model_name='besluit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('soort', 'met_afwijking'), _negated=True), models.Q(('reden', ''), _negated=True), _connector='OR'), name='besluit_afwijken_met_reden'),
        ),
        migrations.AddIndex(
            model_name='aanvulling',
            index=models.Index(fields=['verzoek', 'veld', '-id'], name='aanvulling_veld'),
        ),
    ]
