"""A certified institution sees the children it is GI for; break-glass access opens one file; both read only."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import ExtraBeleid, ZelfdeGemeente

# The children for whom the institution of this person is GI today. Runs with the rights of who asks.
GI = """
CREATE FUNCTION dossier_gi_kinderen() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN (SELECT public.kern_heeft_rol('gi_medewerker')) THEN (
        SELECT COALESCE(array_agg(DISTINCT jeugdige_id), '{}')
        FROM public.dossier_betrokkenheid
        WHERE soort = 'gi' AND aanbieder_agb = ANY ((SELECT public.kern_instellingen())::text[])
          AND van <= (SELECT public.kern_dag())
          AND (tot IS NULL OR tot >= (SELECT public.kern_dag()))
    ) ELSE '{}'::uuid[] END
$$;
"""

NOOD = "= ANY ((SELECT kern_nood_kinderen())::uuid[])"
KINDEREN = [
    "dossier_adres",
    "dossier_relatie",
    "dossier_toestemming",
    "dossier_leefsituatie",
    "dossier_gezamenlijkebeoordeling",
    "dossier_betrokkenheid",
]


class Migration(migrations.Migration):
    dependencies = [("dossier", "0006_gi_betrokken"), ("kern", "0005_mensen_rijbeveiliging")]

    operations = [
        migrations.RunSQL(GI, "DROP FUNCTION dossier_gi_kinderen()"),
        ExtraBeleid(
            "dossier_betrokkenheid",
            "gi",
            "lezen",
            "aanbieder_agb = ANY ((SELECT kern_instellingen())::text[]) AND soort = 'gi'",
        ),
        ExtraBeleid("dossier_jeugdige", "gi", "lezen", "id = ANY ((SELECT dossier_gi_kinderen())::uuid[])"),
        ExtraBeleid("dossier_jeugdige", "noodtoegang", "lezen", f"id {NOOD}"),
        *(ExtraBeleid(tabel, "noodtoegang", "lezen", f"jeugdige_id {NOOD}") for tabel in KINDEREN),
        ZelfdeGemeente("kern_noodtoegang", "jeugdige_id", "dossier_jeugdige"),
    ]
