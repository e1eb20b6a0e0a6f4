"""Destroying post that belongs to no municipality: files that nobody could read, or that were meant for somebody else.

What came in under an earlier BSN of a child goes with its file too, unless that number is now of another child.
"""

from importlib import import_module

from django.db import migrations

eerder = import_module("jeugdketen.dossier.migrations.0011_losse_berichten_beveiliging")

OUD, NIEUW = "b.gemeente_code = gemeente AND b.ontvangen_dag", (
    "(b.gemeente_code = gemeente OR gemeente IS NULL AND b.gemeente_code IS NULL) AND b.ontvangen_dag"
)
assert OUD in eerder.LOS
VORIG = eerder.LOS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
"""Without a municipality: the messages that have none."""

VERNIETIG = """
CREATE FUNCTION dossier_vernietig_post(welke bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lijst record;
    weg record;
    los uuid[];
    ruwe uuid[];
    hash text;
    aantal bigint;
    sleutel bytea;
    telling jsonb := '{}';
    uitkomst jsonb;
    teken text := '|' || pg_backend_pid()::text || '|' || txid_current()::text;
BEGIN
    SELECT * INTO lijst FROM public.kern_logvernietiging WHERE id = welke FOR UPDATE;
    IF NOT FOUND OR lijst.logboek <> 'post' OR lijst.toestand <> 'goedgekeurd' OR lijst.beslist_door_id IS NULL
            OR lijst.beslist_door_id = lijst.opgesteld_door_id
            OR lijst.beslist_door_id IS DISTINCT FROM public.kern_gebruiker() OR NOT public.kern_heeft_rol('fg') THEN
        RAISE EXCEPTION 'Dit kan niet worden uitgevoerd: het is niet goedgekeurd, of niet door u.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF lijst.jaren < 5 OR lijst.tot_en_met + make_interval(years => lijst.jaren::integer) > public.kern_dag() THEN
        RAISE EXCEPTION 'De bewaartermijn van deze post is nog niet voorbij.' USING ERRCODE = 'check_violation';
    END IF;
    SELECT binnen INTO sleutel FROM public.kern_zegelsleutel WHERE id = 1;
    PERFORM set_config('jeugdketen.vernietiging', encode(sha256(sleutel || convert_to(
        'vernietiging' || teken, 'UTF8')), 'hex'), true);
    los := public.dossier_losse_berichten(NULL, lijst.tot_en_met);
    SELECT COALESCE(array_agg(b.ruw_id), '{}'), encode(sha256(COALESCE(string_agg(convert_to(b.id::text || r.sha256,
            'UTF8'), ''::bytea ORDER BY b.id), ''::bytea)), 'hex')
        INTO ruwe, hash FROM public.berichten_bericht b JOIN public.berichten_ruwbericht r ON r.id = b.ruw_id
        WHERE b.id = ANY (los);
    FOR weg IN
        SELECT k.relname::text AS tabel, a.attname::text AS kolom, c.confrelid = 'public.berichten_ruwbericht'::regclass AS ruw
        FROM pg_constraint c
        JOIN pg_class k ON k.oid = c.conrelid
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND k.relname <> 'berichten_bericht'
          AND c.confrelid IN ('public.berichten_bericht'::regclass, 'public.berichten_ruwbericht'::regclass)
        ORDER BY 1
    LOOP
        EXECUTE format('DELETE FROM public.%I WHERE %I = ANY ($1)', weg.tabel, weg.kolom)
            USING CASE WHEN weg.ruw THEN ruwe ELSE los END;
        GET DIAGNOSTICS aantal = ROW_COUNT;
        telling := jsonb_set(telling, ARRAY[weg.tabel],
            to_jsonb(COALESCE((telling ->> weg.tabel)::bigint, 0) + aantal));
    END LOOP;
    DELETE FROM public.berichten_bericht WHERE id = ANY (los);
    GET DIAGNOSTICS aantal = ROW_COUNT;
    telling := jsonb_set(telling, '{berichten_bericht}', to_jsonb(aantal));
    DELETE FROM public.berichten_ruwbericht WHERE id = ANY (ruwe);
    GET DIAGNOSTICS aantal = ROW_COUNT;
    telling := jsonb_set(telling, '{berichten_ruwbericht}', to_jsonb(aantal));
    IF aantal <> cardinality(los) OR (telling ->> 'berichten_bericht')::bigint <> cardinality(los) THEN
        RAISE EXCEPTION 'Van % bestanden gingen er % weg; er is niets vernietigd.', cardinality(los), aantal
            USING ERRCODE = 'check_violation';
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;
    uitkomst := jsonb_build_object('regels', aantal, 'gegevens', telling, 'sha256', hash);
    PERFORM set_config('jeugdketen.vernietiging', '', true);
    PERFORM set_config('jeugdketen.logvernietiging', encode(sha256(sleutel || convert_to(
        'logvernietiging|kern_logvernietiging' || teken, 'UTF8')), 'hex'), true);
    UPDATE public.kern_logvernietiging SET toestand = 'uitgevoerd', uitgevoerd_op = clock_timestamp(),
        bewijs = uitkomst WHERE id = welke;
    PERFORM set_config('jeugdketen.logvernietiging', '', true);
    RETURN uitkomst;
END $$;
"""


omvang = import_module("jeugdketen.dossier.migrations.0009_vernietigen")
HUIDIG = """
            SELECT array_agg(j.bsn_sleutel), min(j.gemeente_code) INTO hashes, gemeente
            FROM public.dossier_jeugdige j WHERE j.id = ANY (bron::uuid[]) AND j.bsn_sleutel IS NOT NULL;
"""
MET_VROEGER = """
            SELECT array_agg(h.bsn_sleutel), min(h.gemeente_code) INTO hashes, gemeente FROM (
                SELECT j.bsn_sleutel, j.gemeente_code FROM public.dossier_jeugdige j
                WHERE j.id = ANY (bron::uuid[]) AND j.bsn_sleutel IS NOT NULL
                UNION
                SELECT v.bsn_sleutel, v.gemeente_code FROM public.dossier_vroegerbsn v
                WHERE v.jeugdige_id = ANY (bron::uuid[]) AND NOT EXISTS (
                    SELECT 1 FROM public.dossier_jeugdige a WHERE a.gemeente_code = v.gemeente_code
                      AND a.bsn_sleutel = v.bsn_sleutel AND a.id <> ALL (bron::uuid[])
                    UNION ALL
                    SELECT 1 FROM public.dossier_vroegerbsn w WHERE w.gemeente_code = v.gemeente_code
                      AND w.bsn_sleutel = v.bsn_sleutel AND w.jeugdige_id <> ALL (bron::uuid[]))) AS h;
"""
assert HUIDIG in omvang.OMVANG
VORIGE_OMVANG = omvang.OMVANG.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("dossier", "0012_logboeken_vernietigen"), ("kern", "0014_post_zonder_gemeente")]

    operations = [
        migrations.RunSQL(VORIG.replace(OUD, NIEUW), VORIG),
        migrations.RunSQL(VORIGE_OMVANG.replace(HUIDIG, MET_VROEGER), VORIGE_OMVANG),
        migrations.RunSQL(VERNIETIG, "DROP FUNCTION dossier_vernietig_post(bigint)"),
    ]
