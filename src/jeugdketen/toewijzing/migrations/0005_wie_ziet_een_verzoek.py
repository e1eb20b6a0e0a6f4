"""What a certified institution, a family, a referrer and break-glass access read of requests and allocations."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import ExtraBeleid

# The requests of the children that somebody may see on one ground. They run with the rights of who asks, and do
# nothing for who does not have that ground.
VERZOEKEN = """
CREATE FUNCTION {naam}() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN (SELECT cardinality(public.{kinderen}())) > 0 THEN (
        SELECT COALESCE(array_agg(id), '{{}}') FROM public.toewijzing_verzoek
        WHERE jeugdige_id = ANY ((SELECT public.{kinderen}())::uuid[])
    ) ELSE '{{}}'::uuid[] END
$$;
"""
GRONDEN = {
    "gi": ("toewijzing_gi_verzoeken", "dossier_gi_kinderen"),
    "gezin": ("toewijzing_eigen_verzoeken", "kern_eigen_kinderen"),
    "noodtoegang": ("toewijzing_nood_verzoeken", "kern_nood_kinderen"),
}

# The children in requests that rest on a referral of the practice of this person.
VERWEZEN = """
CREATE FUNCTION toewijzing_verwezen_kinderen() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN (SELECT public.kern_heeft_rol('verwijzer')) THEN (
        SELECT COALESCE(array_agg(DISTINCT jeugdige_id), '{}') FROM public.toewijzing_verzoek
        WHERE verwijzer_code = ANY ((SELECT public.kern_verwijzers())::text[])
    ) ELSE '{}'::uuid[] END
$$;
"""


def bij(functie: str, kolom: str) -> str:
    """Condition: the row belongs to one of these."""
    return f"{kolom} = ANY ((SELECT {functie}())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [("toewijzing", "0004_namens"), ("dossier", "0007_wie_ziet_een_kind")]

    operations = [
        *(
            migrations.RunSQL(VERZOEKEN.format(naam=naam, kinderen=kinderen), f"DROP FUNCTION {naam}()")
            for naam, kinderen in GRONDEN.values()
        ),
        migrations.RunSQL(VERWEZEN, "DROP FUNCTION toewijzing_verwezen_kinderen()"),
        *(
            ExtraBeleid("toewijzing_verzoek", grond, "lezen", bij(kinderen, "jeugdige_id"))
            for grond, (_, kinderen) in GRONDEN.items()
        ),
        *(
            ExtraBeleid(tabel, grond, "lezen", bij(verzoeken, "verzoek_id"))
            for tabel in ("toewijzing_toets", "toewijzing_besluit")
            for grond, (verzoeken, _) in GRONDEN.items()
        ),
        ExtraBeleid(
            "toewijzing_aanvulling", "noodtoegang", "lezen", bij("toewijzing_nood_verzoeken", "verzoek_id")
        ),
        *(
            ExtraBeleid(
                "toewijzing_toewijzing",
                grond,
                "lezen",
                bij(kinderen, "jeugdige_id") + " AND toestand NOT IN ('klaar', 'ingetrokken')",
            )
            for grond, (_, kinderen) in GRONDEN.items()
        ),
        ExtraBeleid(
            "toewijzing_verzoek",
            "verwijzer",
            "lezen",
            "verwijzer_code = ANY ((SELECT kern_verwijzers())::text[])",
        ),
        ExtraBeleid(
            "dossier_jeugdige", "verwijzer", "lezen", bij("toewijzing_verwezen_kinderen", "id")
        ),
    ]
