"""Sessions, second factors, codes, identities elsewhere, the security log, and the counters of limits."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from jeugdketen.kern.rijbeveiliging import AlleenToevoegen, Rijbeveiliging, VolgWijzigingen, heeft_rol, of

# Counts in a sliding window: what is left of the window before counts for the part that still lies within reach.
# Returns 0 and counts, or the seconds to wait and counts nothing. Unlogged: after a crash all counters are nought.
# Row security without any policy: nobody but this function reaches the rows.
TELLERS = """
CREATE UNLOGGED TABLE kern_teller (
    sleutel text NOT NULL,
    venster bigint NOT NULL,
    aantal integer NOT NULL,
    tot timestamptz NOT NULL,
    PRIMARY KEY (sleutel, venster)
);
ALTER TABLE kern_teller ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION kern_tel(wie text, seconden integer, hoogstens integer) RETURNS double precision
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment double precision := extract(epoch FROM clock_timestamp());
    nu_venster bigint := floor(moment / seconden);
    deel double precision := moment / seconden - nu_venster;
    vorige integer;
    nu integer;
BEGIN
    INSERT INTO public.kern_teller (sleutel, venster, aantal, tot)
        VALUES (wie, nu_venster, 0, to_timestamp((nu_venster + 2) * seconden)) ON CONFLICT DO NOTHING;
    SELECT aantal INTO nu FROM public.kern_teller WHERE sleutel = wie AND venster = nu_venster FOR UPDATE;
    SELECT COALESCE((SELECT aantal FROM public.kern_teller WHERE sleutel = wie AND venster = nu_venster - 1), 0)
        INTO vorige;
    IF vorige * (1 - deel) + nu + 1 <= hoogstens THEN
        UPDATE public.kern_teller SET aantal = aantal + 1 WHERE sleutel = wie AND venster = nu_venster;
        RETURN 0;
    END IF;
    IF nu + 1 <= hoogstens THEN
        RETURN ((1 - (hoogstens - 1 - nu)::double precision / vorige) - deel) * seconden;
    END IF;
    RETURN (1 - deel) * seconden + (1 - (hoogstens - 1)::double precision / nu) * seconden;
END $$;

CREATE FUNCTION kern_tellers_opruimen() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM public.kern_teller WHERE tot < clock_timestamp()
$$;
"""

TELLERS_WEG = """
DROP FUNCTION IF EXISTS kern_tellers_opruimen();
DROP FUNCTION IF EXISTS kern_tel(text, integer, integer);
DROP TABLE IF EXISTS kern_teller;
"""

SLOT = """
CREATE TRIGGER gebeurtenis_slot BEFORE INSERT ON kern_gebeurtenis
    FOR EACH STATEMENT EXECUTE FUNCTION kern_inzage_slot();
"""

ZELF = "gebruiker_id = (SELECT kern_gebruiker())"
POORT = heeft_rol("aanmelding")
BEHEER = heeft_rol("beheerder", "inrichting")


class Migration(migrations.Migration):

    dependencies = [
        ('kern', '0005_mensen_rijbeveiliging'),
    ]

    operations = [
        migrations.CreateModel(
            name='Gebeurtenis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('op', models.DateTimeField(verbose_name='wanneer')),
                ('soort', models.CharField(max_length=40, verbose_name='soort')),
                ('gebruiker_id', models.BigIntegerField(null=True, verbose_name='om wie het gaat')),
                ('wie', models.CharField(blank=True, max_length=200, verbose_name='naam')),
                ('door_id', models.BigIntegerField(null=True, verbose_name='gedaan door')),
                ('door', models.CharField(blank=True, max_length=200, verbose_name='naam van wie het deed')),
                ('adres', models.CharField(blank=True, max_length=45, verbose_name='netwerkadres')),
                ('apparaat', models.CharField(blank=True, max_length=100, verbose_name='apparaat')),
                ('details', models.JSONField(default=dict, verbose_name='details')),
            ],
            options={
                'verbose_name': 'beveiligingsgebeurtenis',
                'verbose_name_plural': 'beveiligingslogboek',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Herstelcode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kenmerk', models.CharField(max_length=64, unique=True, verbose_name='kenmerk')),
            ],
            options={
                'verbose_name': 'herstelcode',
                'verbose_name_plural': 'herstelcodes',
            },
        ),
        migrations.CreateModel(
            name='Identiteit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uitgever', models.CharField(max_length=255, verbose_name='uitgever')),
                ('onderwerp', models.CharField(max_length=255, verbose_name='onderwerp')),
                ('gekoppeld_op', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='gekoppeld op')),
            ],
            options={
                'verbose_name': 'identiteit bij een inlogdienst',
                'verbose_name_plural': 'identiteiten bij inlogdiensten',
            },
        ),
        migrations.CreateModel(
            name='Sessie',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('begonnen_op', models.DateTimeField(null=True, verbose_name='begonnen op')),
                ('laatst_actief', models.DateTimeField(null=True, verbose_name='laatst actief')),
                ('weg', models.CharField(blank=True, max_length=60, verbose_name='weg van aanmelden')),
                ('apparaat', models.CharField(blank=True, max_length=100, verbose_name='apparaat')),
                ('adres', models.CharField(blank=True, max_length=45, verbose_name='netwerkadres')),
                ('uitgever', models.CharField(blank=True, max_length=255, verbose_name='uitgever van de identiteit')),
                ('onderwerp', models.CharField(blank=True, max_length=255, verbose_name='onderwerp bij die uitgever')),
                ('sessie_daar', models.CharField(blank=True, max_length=255, verbose_name='sessie bij die uitgever')),
            ],
            options={
                'verbose_name': 'sessie',
                'verbose_name_plural': 'sessies',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Toegangscode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('doel', models.CharField(choices=[('wachtwoord', 'een wachtwoord kiezen'), ('koppelen', 'een account bij een inlogdienst koppelen')], max_length=20, verbose_name='doel')),
                ('kenmerk', models.CharField(max_length=64, unique=True, verbose_name='kenmerk')),
                ('verloopt_op', models.DateTimeField(verbose_name='verloopt op')),
                ('gebruikt_op', models.DateTimeField(null=True, verbose_name='gebruikt op')),
            ],
            options={
                'verbose_name': 'toegangscode',
                'verbose_name_plural': 'toegangscodes',
            },
        ),
        migrations.CreateModel(
            name='TweedeFactor',
            fields=[
                ('gebruiker', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='tweede_factor', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('geheim', models.CharField(max_length=200, verbose_name='geheim, versleuteld')),
                ('laatste_stap', models.BigIntegerField(verbose_name='laatst gebruikte tijdstap')),
                ('ingesteld_op', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='ingesteld op')),
            ],
            options={
                'verbose_name': 'tweede factor',
                'verbose_name_plural': 'tweede factoren',
            },
        ),
        migrations.AlterField(
            model_name='verzegeling',
            name='logboek',
            field=models.CharField(choices=[('inzage', 'leeslogboek'), ('wijziging', 'wijzigingenlogboek'), ('veiligheid', 'beveiligingslogboek')], default='inzage', max_length=10, verbose_name='logboek'),
        ),
        migrations.AddIndex(
            model_name='gebeurtenis',
            index=models.Index(fields=['-op'], name='gebeurtenis_op'),
        ),
        migrations.AddIndex(
            model_name='gebeurtenis',
            index=models.Index(fields=['soort', '-op'], name='gebeurtenis_soort'),
        ),
        migrations.AddIndex(
            model_name='gebeurtenis',
            index=models.Index(fields=['gebruiker_id', '-op'], name='gebeurtenis_gebruiker'),
        ),
        migrations.AddField(
            model_name='herstelcode',
            name='gebruiker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='herstelcodes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='identiteit',
            name='gebruiker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identiteiten', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sessie',
            name='gebruiker',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessies', to=settings.AUTH_USER_MODEL, verbose_name='gebruiker'),
        ),
        migrations.AddField(
            model_name='toegangscode',
            name='gebruiker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='toegangscodes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='identiteit',
            constraint=models.UniqueConstraint(fields=('uitgever', 'onderwerp'), name='identiteit_uniek', violation_error_message='Deze identiteit hoort al bij een account. Ontkoppel haar daar eerst.'),
        ),
        migrations.AddIndex(
            model_name='sessie',
            index=models.Index(fields=['gebruiker'], name='sessie_gebruiker'),
        ),
        migrations.AddIndex(
            model_name='sessie',
            index=models.Index(fields=['uitgever', 'onderwerp'], name='sessie_onderwerp'),
        ),
        migrations.AddIndex(
            model_name='toegangscode',
            index=models.Index(fields=['gebruiker', 'verloopt_op'], name='toegangscode_gebruiker'),
        ),
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
        migrations.RunSQL(TELLERS, TELLERS_WEG),
        migrations.RunSQL(SLOT, "DROP TRIGGER IF EXISTS gebeurtenis_slot ON kern_gebeurtenis"),
        # The door reads a session before anybody is known; an administrator sees who is logged in, and can end it.
        Rijbeveiliging("kern_sessie", lezen=of(POORT, ZELF, BEHEER), schrijven=POORT),
        Rijbeveiliging("kern_identiteit", lezen=of(POORT, ZELF, BEHEER), schrijven=of(POORT, BEHEER)),
        Rijbeveiliging(
            "kern_tweedefactor", lezen=of(POORT, ZELF, BEHEER), schrijven=POORT, verwijderen=of(POORT, BEHEER)
        ),
        Rijbeveiliging(
            "kern_herstelcode", lezen=of(POORT, ZELF, BEHEER), schrijven=POORT, verwijderen=of(POORT, BEHEER)
        ),
        Rijbeveiliging("kern_toegangscode", lezen=of(POORT, BEHEER), schrijven=of(POORT, BEHEER)),
        Rijbeveiliging(
            "kern_gebeurtenis",
            lezen=of(
                POORT,
                ZELF,
                BEHEER,
                heeft_rol("fg"),
                heeft_rol("verzegeling"),
            ),
            toevoegen=POORT,
        ),
        AlleenToevoegen("kern_gebeurtenis"),
        VolgWijzigingen("kern_identiteit", weglaten=["onderwerp"]),
        VolgWijzigingen("kern_tweedefactor", sleutel="gebruiker_id", weglaten=["geheim", "laatste_stap"]),
        VolgWijzigingen("kern_toegangscode", weglaten=["kenmerk"]),
    ]
