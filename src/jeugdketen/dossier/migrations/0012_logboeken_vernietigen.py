"""Destroying the oldest sealed rows of a log, with a last look at term, municipalities and holds."""

from django.db import migrations

VERNIETIG = """
CREATE FUNCTION dossier_vernietig_logboek(welke bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lijst record;
    tabel text;
    zegel text;
    som bigint;
    jongste date;
    vreemd bigint := 0;
    aantal bigint;
    uitkomst jsonb;
    sleutel bytea;
    teken text := '|' || pg_backend_pid()::text || '|' || txid_current()::text;
BEGIN
    SELECT * INTO lijst FROM public.kern_logvernietiging WHERE id = welke FOR UPDATE;
    IF NOT FOUND OR lijst.toestand <> 'goedgekeurd' OR lijst.beslist_door_id IS NULL
            OR lijst.beslist_door_id = lijst.opgesteld_door_id
            OR lijst.beslist_door_id IS DISTINCT FROM public.kern_gebruiker() OR NOT public.kern_heeft_rol('fg') THEN
        RAISE EXCEPTION 'Dit kan niet worden uitgevoerd: het is niet goedgekeurd, of niet door u.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    tabel := CASE lijst.logboek WHEN 'inzage' THEN 'kern_inzage' WHEN 'wijziging' THEN 'kern_wijziging'
        ELSE 'kern_gebeurtenis' END;
    IF lijst.jaren < (CASE lijst.logboek WHEN 'veiligheid' THEN 1 ELSE 20 END)
            OR lijst.tot_en_met + make_interval(years => lijst.jaren::integer) > public.kern_dag() THEN
        RAISE EXCEPTION 'De bewaartermijn van deze regels is nog niet voorbij.' USING ERRCODE = 'check_violation';
    END IF;
    SELECT z.zegel INTO zegel FROM public.kern_verzegeling z
        WHERE z.logboek = lijst.logboek AND z.tot_id = lijst.tot_id;
    IF zegel IS NULL THEN
        RAISE EXCEPTION 'Bij regel % eindigt geen verzegeling.', lijst.tot_id USING ERRCODE = 'check_violation';
    END IF;
    SELECT binnen INTO sleutel FROM public.kern_zegelsleutel WHERE id = 1;
    PERFORM set_config('jeugdketen.logvernietiging', encode(sha256(sleutel || convert_to(
        'logvernietiging|' || tabel || teken, 'UTF8')), 'hex'), true);
    EXECUTE format('SELECT max(op)::date FROM public.%I WHERE id <= $1', tabel) INTO jongste USING lijst.tot_id;
    IF jongste > lijst.tot_en_met THEN
        RAISE EXCEPTION 'Er is een regel van na die dag bij.' USING ERRCODE = 'check_violation';
    END IF;
    IF lijst.logboek <> 'veiligheid' THEN
        EXECUTE format('SELECT count(*) FROM public.%I WHERE id <= $1 AND gemeente_code IS NOT NULL'
            ' AND gemeente_code <> ALL ($2)', tabel) INTO vreemd USING lijst.tot_id, public.kern_fg_gemeenten();
        IF vreemd > 0 THEN
            RAISE EXCEPTION '% regels zijn van een gemeente waarvoor u geen functionaris bent.', vreemd
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF lijst.logboek = 'inzage' THEN
        PERFORM set_config('jeugdketen.vernietiging', encode(sha256(sleutel || convert_to(
            'vernietiging' || teken, 'UTF8')), 'hex'), true);
        SELECT count(*) INTO vreemd FROM public.kern_inzage i JOIN public.dossier_bewaarplicht b
            ON b.jeugdige_id = i.jeugdige_id AND b.opgeheven_op IS NULL WHERE i.id <= lijst.tot_id;
        PERFORM set_config('jeugdketen.vernietiging', '', true);
        IF vreemd > 0 THEN
            RAISE EXCEPTION '% regels gaan over een dossier waarvoor een bewaarplicht geldt.', vreemd
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    SELECT sum(z.aantal) INTO som FROM public.kern_verzegeling z
        WHERE z.logboek = lijst.logboek AND z.tot_id <= lijst.tot_id AND z.tot_id > COALESCE((
            SELECT max(v.tot_id) FROM public.kern_logvernietiging v
            WHERE v.logboek = lijst.logboek AND v.toestand = 'uitgevoerd'), 0);
    EXECUTE format('DELETE FROM public.%I WHERE id <= $1', tabel) USING lijst.tot_id;
    GET DIAGNOSTICS aantal = ROW_COUNT;
    IF aantal <> COALESCE(som, 0) THEN
        RAISE EXCEPTION 'Er staan % regels en er zijn er % verzegeld; er is niets vernietigd. Controleer het logboek.',
            aantal, som USING ERRCODE = 'check_violation';
    END IF;
    uitkomst := jsonb_build_object('regels', aantal, 'tot_id', lijst.tot_id, 'zegel', zegel);
    PERFORM set_config('jeugdketen.logvernietiging', encode(sha256(sleutel || convert_to(
        'logvernietiging|kern_logvernietiging' || teken, 'UTF8')), 'hex'), true);
    UPDATE public.kern_logvernietiging SET toestand = 'uitgevoerd', uitgevoerd_op = clock_timestamp(),
        bewijs = uitkomst WHERE id = welke;
    PERFORM set_config('jeugdketen.logvernietiging', '', true);
    RETURN uitkomst;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("dossier", "0011_losse_berichten_beveiliging"), ("kern", "0013_logvernietiging_beveiliging")]

    operations = [migrations.RunSQL(VERNIETIG, "DROP FUNCTION dossier_vernietig_logboek(bigint)")]
