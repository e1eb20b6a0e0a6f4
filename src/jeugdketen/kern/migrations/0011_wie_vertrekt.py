"""A proposal for a role lapses with whoever leaves: of whom it is about, and of whom it is from."""

from django.db import migrations

KOP = """
CREATE OR REPLACE FUNCTION kern_mag_toekennen(voorstel bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.kern_rolvoorstel v
"""
VOORWAARDE = """
        WHERE v.id = voorstel
          AND v.door_id <> (SELECT public.kern_gebruiker()) AND v.gebruiker_id <> (SELECT public.kern_gebruiker())
          AND ((SELECT public.kern_heeft_rol('beheerder'))
            OR v.gemeente_code = ANY ((SELECT public.kern_geleide_gemeenten())::text[]))
"""
BLIJVEN = """
        JOIN public.kern_gebruiker wie ON wie.id = v.gebruiker_id AND wie.is_active
            AND (wie.laatste_dag IS NULL OR wie.laatste_dag >= GREATEST(v.van, (SELECT public.kern_dag())))
        JOIN public.kern_gebruiker door ON door.id = v.door_id AND door.is_active
            AND (door.laatste_dag IS NULL OR door.laatste_dag >= (SELECT public.kern_dag()))
"""
EINDE = """
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("kern", "0010_herstel_rijbeveiliging")]

    operations = [migrations.RunSQL(KOP + BLIJVEN + VOORWAARDE + EINDE, KOP + VOORWAARDE + EINDE)]
