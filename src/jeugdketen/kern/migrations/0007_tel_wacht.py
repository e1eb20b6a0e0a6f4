"""Looking at a counter without counting, for limits on failures."""

from django.db import migrations

WACHT = """
CREATE FUNCTION kern_tel_wacht(wie text, seconden integer, hoogstens integer) RETURNS double precision
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment double precision := extract(epoch FROM clock_timestamp());
    nu_venster bigint := floor(moment / seconden);
    deel double precision := moment / seconden - nu_venster;
    vorige integer;
    nu integer;
BEGIN
    SELECT COALESCE(sum(aantal) FILTER (WHERE venster = nu_venster), 0),
           COALESCE(sum(aantal) FILTER (WHERE venster = nu_venster - 1), 0)
        INTO nu, vorige FROM public.kern_teller WHERE sleutel = wie AND venster >= nu_venster - 1;
    IF vorige * (1 - deel) + nu + 1 <= hoogstens THEN
        RETURN 0;
    END IF;
    IF nu + 1 <= hoogstens THEN
        RETURN ((1 - (hoogstens - 1 - nu)::double precision / vorige) - deel) * seconden;
    END IF;
    RETURN (1 - deel) * seconden + (1 - (hoogstens - 1)::double precision / nu) * seconden;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("kern", "0006_aanmelden")]

    operations = [
        migrations.RunSQL(WACHT, "DROP FUNCTION IF EXISTS kern_tel_wacht(text, integer, integer)"),
    ]
