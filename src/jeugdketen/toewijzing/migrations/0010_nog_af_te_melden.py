"""A provider sees a child while help that has ended must still be reported or declared."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import ExtraBeleid

# Children of allocations that ended, as their provider knows them: while the stop is not reported (OP272), as long as the
# list of stops asks for it (half a year; since 0013 by `zicht`), and to the end of the month after the last one, in which its
# declaration comes (CS340, TR137). A temporary stop (JZ588 20) is none. Runs with the rights of who asks.
NOG_AF_TE_MELDEN = """
CREATE FUNCTION toewijzing_nog_af_te_melden() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN (SELECT cardinality(public.kern_aanbieders())) > 0 THEN (
        SELECT COALESCE(array_agg(DISTINCT t.jeugdige_id), '{}') FROM public.toewijzing_bekend t
        WHERE t.aanbieder_agb = ANY ((SELECT public.kern_aanbieders())::text[])
          AND t.tot < (SELECT public.kern_dag()) AND t.tot >= (SELECT public.kern_dag()) - 183
          AND (
            (NOT t.verwijderd
                AND (SELECT public.kern_dag()) < date_trunc('month', t.tot)::date + interval '2 months')
            OR (EXISTS (SELECT 1 FROM public.berichten_ketenmelding m
                    WHERE m.gemeente_code = t.gemeente_code AND m.aanbieder_agb = t.aanbieder_agb
                      AND m.toewijzing_nummer = t.nummer::bigint AND NOT m.vervallen AND m.einddatum IS NULL)
                AND NOT EXISTS (SELECT 1 FROM public.berichten_ketenmelding m
                    WHERE m.gemeente_code = t.gemeente_code AND m.aanbieder_agb = t.aanbieder_agb
                      AND m.toewijzing_nummer = t.nummer::bigint AND NOT m.vervallen AND m.einddatum IS NOT NULL
                      AND m.reden_beeindiging <> '20')))
    ) ELSE '{}'::uuid[] END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("toewijzing", "0009_wat_anderen_zien"), ("berichten", "0012_lijstindexen")]

    operations = [
        migrations.RunSQL(NOG_AF_TE_MELDEN, "DROP FUNCTION toewijzing_nog_af_te_melden()"),
        ExtraBeleid(
            "dossier_jeugdige",
            "nog_af_te_melden",
            "lezen",
            "id = ANY ((SELECT toewijzing_nog_af_te_melden())::uuid[])",
        ),
    ]
