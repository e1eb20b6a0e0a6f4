"""The tie between a family and a file, and what it opens: who read the file of the own child."""

import django.db.models.deletion
import jeugdketen.kern.velden
from django.conf import settings
from django.db import migrations, models

from jeugdketen.kern.rijbeveiliging import (
    HerzieBeleid,
    Rijbeveiliging,
    VolgWijzigingen,
    leest_gemeente,
    of,
    schrijft_gemeente,
)

# The children that somebody is tied to today, as family. Runs with the rights of who asks.
EIGEN_KINDEREN = """
CREATE FUNCTION kern_eigen_kinderen() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT COALESCE(array_agg(DISTINCT jeugdige_id), '{}')
    FROM public.kern_gezinsband
    WHERE gebruiker_id = (SELECT public.kern_gebruiker())
      AND (SELECT public.kern_heeft_rol('gezin'))
      AND van <= (SELECT public.kern_dag())
      AND (tot IS NULL OR tot >= (SELECT public.kern_dag()))
$$;
"""

ZONDER_GEBRUIKER = (
    "gebruiker_id IS NULL AND ((SELECT kern_heeft_rol('systeem')) OR (SELECT kern_heeft_rol('inrichting')))"
)
INZAGE_LEZEN = (
    "gemeente_code = ANY ((SELECT kern_fg_gemeenten())::text[])",
    "gebruiker_id = (SELECT kern_gebruiker())",
    "(SELECT kern_heeft_rol('verzegeling'))",
    ZONDER_GEBRUIKER,
)


class Migration(migrations.Migration):

    dependencies = [
        ('kern', '0002_rijbeveiliging'),
    ]

    operations = [
        migrations.CreateModel(
            name='Gezinsband',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jeugdige_id', models.UUIDField(verbose_name='dossier')),
                ('gemeente_code', jeugdketen.kern.velden.GemeenteCode(verbose_name='gemeente')),
                ('van', models.DateField(verbose_name='van')),
                ('tot', models.DateField(blank=True, null=True, verbose_name='tot en met')),
                ('gebruiker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gezinsbanden', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'band van een gezin met een dossier',
                'verbose_name_plural': 'banden van gezinnen met dossiers',
                'indexes': [models.Index(fields=['gebruiker', 'van'], name='gezinsband_gebruiker')],
                'constraints': [models.CheckConstraint(condition=models.Q(('tot__isnull', True), ('tot__gte', models.F('van')), _connector='OR'), name='gezinsband_periode', violation_error_message='De einddatum ligt voor de begindatum. Kies een einddatum op of na de begindatum.'), models.UniqueConstraint(fields=('gebruiker', 'jeugdige_id', 'van'), name='gezinsband_uniek')],
            },
        ),
        migrations.RunSQL(EIGEN_KINDEREN, "DROP FUNCTION kern_eigen_kinderen()"),
        Rijbeveiliging(
            "kern_gezinsband",
            lezen=of(leest_gemeente(), "gebruiker_id = (SELECT kern_gebruiker())"),
            toevoegen=schrijft_gemeente(),
            wijzigen=schrijft_gemeente(),
        ),
        VolgWijzigingen("kern_gezinsband"),
        HerzieBeleid(
            "kern_inzage",
            "lezen",
            of(*INZAGE_LEZEN, "jeugdige_id = ANY ((SELECT kern_eigen_kinderen())::uuid[])"),
            voorheen=of(*INZAGE_LEZEN),
        ),
    ]
