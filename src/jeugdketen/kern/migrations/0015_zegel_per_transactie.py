"""The seal on the context holds in one transaction of one session, so that one that was overheard is worth nothing."""

from django.db import migrations

TOEGANG = """
CREATE OR REPLACE FUNCTION kern_toegang() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    tekst text := current_setting('app.toegang', true);
    zegel text := current_setting('app.zegel', true);
    sleutel record;
BEGIN
    IF tekst IS NULL OR tekst = '' OR zegel IS NULL OR zegel = '' THEN
        RETURN NULL;
    END IF;
    SELECT binnen, buiten INTO sleutel FROM public.kern_zegelsleutel WHERE id = 1;
    IF NOT FOUND OR zegel <> encode(sha256(sleutel.buiten || sha256(
            sleutel.binnen || convert_to(pg_backend_pid()::text || '|'{begin} || tekst, 'UTF8'))), 'hex') THEN
        RETURN NULL;
    END IF;
    RETURN tekst::jsonb;
END $$;
"""
BEGIN = " || extract(epoch FROM transaction_timestamp())::text || '|'"


class Migration(migrations.Migration):
    dependencies = [("kern", "0014_post_zonder_gemeente")]

    operations = [migrations.RunSQL(TOEGANG.format(begin=BEGIN), TOEGANG.format(begin=""))]
