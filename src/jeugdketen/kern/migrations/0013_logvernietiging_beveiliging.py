"""Destroying the oldest rows of a log: who proposes, who approves, and the token that lets the owner do it."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import Rijbeveiliging, VasteKolommen, VolgWijzigingen, heeft_rol, of

# True while a log is being destroyed in this very transaction, of this very table (as `kern_vernietigt` for files).
TEKEN = """
CREATE FUNCTION kern_vernietigt_log(tabel text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    teken text := current_setting('jeugdketen.logvernietiging', true);
    sleutel bytea;
BEGIN
    IF teken IS NULL OR teken = '' THEN
        RETURN false;
    END IF;
    SELECT binnen INTO sleutel FROM public.kern_zegelsleutel WHERE id = 1;
    RETURN sleutel IS NOT NULL AND teken = encode(sha256(sleutel || convert_to(
        'logvernietiging|' || tabel || '|' || pg_backend_pid()::text || '|' || txid_current()::text, 'UTF8')), 'hex');
END $$;

CREATE OR REPLACE FUNCTION kern_alleen_toevoegen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME NOT LIKE 'kern\\_%' AND public.kern_vernietigt() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME IN ('kern_inzage', 'kern_wijziging', 'kern_gebeurtenis')
            AND public.kern_vernietigt_log(TG_TABLE_NAME) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Aan % kan alleen worden toegevoegd: % is niet toegestaan.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE POLICY vernietigen_zien ON kern_inzage FOR SELECT TO CURRENT_USER
    USING ((SELECT public.kern_vernietigt_log('kern_inzage')));
CREATE POLICY vernietigen ON kern_inzage FOR DELETE TO CURRENT_USER
    USING ((SELECT public.kern_vernietigt_log('kern_inzage')));
CREATE POLICY vernietigen_zien ON kern_gebeurtenis FOR SELECT TO CURRENT_USER
    USING ((SELECT public.kern_vernietigt_log('kern_gebeurtenis')));
CREATE POLICY vernietigen ON kern_gebeurtenis FOR DELETE TO CURRENT_USER
    USING ((SELECT public.kern_vernietigt_log('kern_gebeurtenis')));

CREATE FUNCTION kern_logvernietiging_wacht() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) = to_jsonb(OLD) OR public.kern_vernietigt_log('kern_logvernietiging') THEN
        RETURN NEW;
    END IF;
    IF OLD.toestand <> 'opgesteld' OR NEW.toestand NOT IN ('goedgekeurd', 'afgewezen') OR NEW.bewijs IS NOT NULL
            OR NEW.uitgevoerd_op IS NOT NULL OR NEW.beslist_door_id IS DISTINCT FROM public.kern_gebruiker()
            OR NEW.beslist_door_id = OLD.opgesteld_door_id OR NOT public.kern_heeft_rol('fg') THEN
        RAISE EXCEPTION 'Hierover beslist de functionaris gegevensbescherming, één keer en op eigen naam.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER wacht BEFORE UPDATE ON kern_logvernietiging
    FOR EACH ROW EXECUTE FUNCTION kern_logvernietiging_wacht();
"""
TEKEN_WEG = """
DROP TRIGGER wacht ON kern_logvernietiging;
DROP FUNCTION kern_logvernietiging_wacht();
DROP POLICY vernietigen ON kern_gebeurtenis;
DROP POLICY vernietigen_zien ON kern_gebeurtenis;
DROP POLICY vernietigen ON kern_inzage;
DROP POLICY vernietigen_zien ON kern_inzage;
CREATE OR REPLACE FUNCTION kern_alleen_toevoegen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME NOT LIKE 'kern\\_%' AND public.kern_vernietigt() THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Aan % kan alleen worden toegevoegd: % is niet toegestaan.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
DROP FUNCTION kern_vernietigt_log(text);
"""

IK = "(SELECT kern_gebruiker())"


class Migration(migrations.Migration):
    dependencies = [("kern", "0012_logvernietiging")]

    operations = [
        migrations.RunSQL(TEKEN, TEKEN_WEG),
        Rijbeveiliging(
            "kern_logvernietiging",
            lezen=of(heeft_rol("beheerder"), heeft_rol("fg"), heeft_rol("verzegeling")),
            toevoegen=f"{heeft_rol('beheerder')} AND opgesteld_door_id = {IK} AND toestand = 'opgesteld'",
            wijzigen=heeft_rol("fg"),
        ),
        VasteKolommen(
            "kern_logvernietiging",
            behalve=[
                "toestand",
                "beslist_door_id",
                "beslist_naam",
                "beslist_op",
                "toelichting",
                "uitgevoerd_op",
                "bewijs",
            ],
        ),
        VolgWijzigingen("kern_logvernietiging", weglaten=["toelichting"]),
    ]
