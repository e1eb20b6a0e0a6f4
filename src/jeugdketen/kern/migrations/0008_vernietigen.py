"""The one way in which what only grows can go: under an approved list, by a function of the database, with proof."""

from django.db import migrations

# True while `dossier_vernietig` is at work in this very transaction: it leaves a token that only the owner can make.
VERNIETIGT = """
CREATE FUNCTION kern_vernietigt() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    teken text := current_setting('jeugdketen.vernietiging', true);
    sleutel bytea;
BEGIN
    IF teken IS NULL OR teken = '' THEN
        RETURN false;
    END IF;
    SELECT binnen INTO sleutel FROM public.kern_zegelsleutel WHERE id = 1;
    RETURN sleutel IS NOT NULL AND teken = encode(sha256(sleutel || convert_to(
        'vernietiging|' || pg_backend_pid()::text || '|' || txid_current()::text, 'UTF8')), 'hex');
END $$;

CREATE OR REPLACE FUNCTION kern_alleen_toevoegen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME NOT LIKE 'kern\\_%' AND public.kern_vernietigt() THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Aan % kan alleen worden toegevoegd: % is niet toegestaan.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""
TERUG = """
CREATE OR REPLACE FUNCTION kern_alleen_toevoegen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Aan % kan alleen worden toegevoegd: % is niet toegestaan.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
DROP FUNCTION kern_vernietigt();
"""

# What is destroyed leaves a row that says so, and not its content once more.
STIL = """
CREATE FUNCTION kern_volg_vernietiging() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.handeling = 'delete' AND public.kern_vernietigt() THEN
        NEW.handeling := 'vernietigd';
        NEW.oud := NULL;
        NEW.nieuw := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vernietiging BEFORE INSERT ON kern_wijziging FOR EACH ROW EXECUTE FUNCTION kern_volg_vernietiging();
"""
STIL_WEG = "DROP TRIGGER vernietiging ON kern_wijziging; DROP FUNCTION kern_volg_vernietiging();"


class Migration(migrations.Migration):
    dependencies = [("kern", "0007_tel_wacht")]

    operations = [migrations.RunSQL(VERNIETIGT, TERUG), migrations.RunSQL(STIL, STIL_WEG)]
