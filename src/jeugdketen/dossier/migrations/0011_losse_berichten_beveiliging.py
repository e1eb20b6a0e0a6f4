"""Destroying messages that belong to no file, under an approved list, with the chain begun anew where they stood."""

from django.db import migrations

# Messages of a municipality up to and including a day that belong to no file: about no child with a file here, named by
# nothing outside the message traffic, at their end, and no part of the chain but a declaration with its answer. What
# another message answers or doubles goes only together with it.
LOS = """
CREATE FUNCTION dossier_losse_berichten(gemeente text, tot date) RETURNS uuid[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    los uuid[];
    erbij uuid[];
    weg record;
BEGIN
    SELECT array_agg(b.id) INTO los FROM public.berichten_bericht b
    WHERE b.gemeente_code = gemeente AND b.ontvangen_dag <= tot AND b.tijdstip::date <= tot
      AND b.toestand = ANY ('{aanvaard,afgekeurd,geweigerd,dubbel,onbekoppeld,verzonden,aangenomen,afgewezen,ingetrokken}')
      AND NOT (b.soort = ANY ('{JW301,JW305,JW307,JW315,JW317,JW319}')
        AND b.toestand = ANY ('{aanvaard,klaar,verzonden,aangenomen,afgewezen}'))
      AND (b.bsn_sleutel = '' OR NOT EXISTS (
        SELECT 1 FROM public.dossier_jeugdige j
        WHERE j.gemeente_code = gemeente AND j.bsn_sleutel = b.bsn_sleutel
        UNION ALL
        SELECT 1 FROM public.dossier_vroegerbsn v
        WHERE v.gemeente_code = gemeente AND v.bsn_sleutel = b.bsn_sleutel));
    FOR weg IN
        SELECT k.relname::text AS tabel, a.attname::text AS kolom FROM pg_constraint c
        JOIN pg_class k ON k.oid = c.conrelid
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = 'public.berichten_bericht'::regclass
          AND k.relname NOT LIKE 'berichten\\_%' AND k.relname NOT LIKE 'api\\_%'
    LOOP
        EXECUTE format('SELECT array_agg(x) FROM unnest($1) AS x WHERE NOT EXISTS ('
            'SELECT 1 FROM public.%I t WHERE t.%I = x)', weg.tabel, weg.kolom) INTO los USING los;
    END LOOP;
    LOOP
        SELECT array_agg(b.id) INTO erbij FROM public.berichten_bericht b
        WHERE b.id = ANY (los)
          AND (b.antwoord_op_id IS NULL OR b.antwoord_op_id = ANY (los))
          AND NOT EXISTS (SELECT 1 FROM public.berichten_bericht a
            WHERE (a.antwoord_op_id = b.id OR a.dubbel_van_id = b.id) AND a.id <> ALL (los));
        EXIT WHEN COALESCE(cardinality(erbij), 0) = COALESCE(cardinality(los), 0);
        los := erbij;
    END LOOP;
    RETURN COALESCE(los, '{}');
END $$;
"""

VERNIETIG = """
CREATE FUNCTION dossier_vernietig_berichten(welke uuid, wie text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lijst record;
    weg record;
    los uuid[];
    ruwe uuid[];
    sleutel bytea;
    aantal bigint;
    hash text;
    telling jsonb := '{}';
BEGIN
    SELECT * INTO lijst FROM public.dossier_vernietigingslijst WHERE id = welke FOR UPDATE;
    IF NOT FOUND OR lijst.soort <> 'berichten' OR lijst.toestand <> 'goedgekeurd' OR lijst.beslist_door_id IS NULL
            OR lijst.beslist_door_id = lijst.opgesteld_door_id OR public.kern_gebruiker() IS NULL
            OR NOT lijst.gemeente_code = ANY (public.kern_geleide_gemeenten()) THEN
        RAISE EXCEPTION 'Deze lijst kan niet worden uitgevoerd: zij is niet goedgekeurd door een ander, of niet van u.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF lijst.jaren IS NULL OR lijst.jaren < 5 OR lijst.tot_en_met IS NULL
            OR lijst.tot_en_met + make_interval(years => lijst.jaren::integer) > public.kern_dag() THEN
        RAISE EXCEPTION 'De bewaartermijn van deze berichten is nog niet voorbij.' USING ERRCODE = 'check_violation';
    END IF;
    SELECT binnen INTO sleutel FROM public.kern_zegelsleutel WHERE id = 1;
    PERFORM set_config('jeugdketen.vernietiging', encode(sha256(sleutel || convert_to(
        'vernietiging|' || pg_backend_pid()::text || '|' || txid_current()::text, 'UTF8')), 'hex'), true);
    los := public.dossier_losse_berichten(lijst.gemeente_code, lijst.tot_en_met);
    SELECT array_agg(b.ruw_id), encode(sha256(COALESCE(string_agg(convert_to(b.id::text || r.sha256, 'UTF8'), ''::bytea
            ORDER BY b.id), ''::bytea)), 'hex')
        INTO ruwe, hash FROM public.berichten_bericht b JOIN public.berichten_ruwbericht r ON r.id = b.ruw_id
        WHERE b.id = ANY (los);

    -- The chain begins anew here: what these messages made stays as if it was taken over, so a rebuild keeps it.
    UPDATE public.berichten_ketenbericht k SET overgenomen = true FROM public.berichten_bericht b
        WHERE b.id = ANY (los) AND NOT k.overgenomen AND k.gemeente_code = lijst.gemeente_code
          AND (k.afzender, k.soort, k.identificatie) = (b.afzender, b.soort, b.identificatie);
    UPDATE public.berichten_ketenregel k SET overgenomen = true
        FROM public.berichten_ketendeclaratie d JOIN public.berichten_bericht b
          ON b.soort = 'JW323' AND b.afzender = d.aanbieder_agb AND b.identificatie = d.identificatie
        WHERE b.id = ANY (los) AND NOT k.overgenomen AND d.gemeente_code = lijst.gemeente_code
          AND k.gemeente_code = d.gemeente_code AND k.aanbieder_agb = d.aanbieder_agb
          AND k.declaratie_nummer = d.nummer;
    UPDATE public.berichten_ketendeclaratie d SET overgenomen = true FROM public.berichten_bericht b
        WHERE b.id = ANY (los) AND b.soort = 'JW323' AND NOT d.overgenomen AND d.gemeente_code = lijst.gemeente_code
          AND b.afzender = d.aanbieder_agb AND b.identificatie = d.identificatie;

    -- Lines of declarations whose allocation is gone: the file is, so nothing holds them any more.
    DELETE FROM public.berichten_ketenregel k
        WHERE k.gemeente_code = lijst.gemeente_code AND k.overgenomen AND k.eind <= lijst.tot_en_met
          AND NOT EXISTS (SELECT 1 FROM public.berichten_ketentoewijzing t
            WHERE t.gemeente_code = k.gemeente_code AND t.nummer = k.toewijzing_nummer);
    GET DIAGNOSTICS aantal = ROW_COUNT;
    telling := jsonb_build_object('berichten_ketenregel', aantal);

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
    IF aantal <> cardinality(los) OR (telling ->> 'berichten_bericht')::bigint <> cardinality(los) THEN
        RAISE EXCEPTION 'Van % berichten gingen er % weg; er is niets vernietigd.', cardinality(los), aantal;
    END IF;
    telling := jsonb_set(telling, '{berichten_ruwbericht}', to_jsonb(aantal));
    SET CONSTRAINTS ALL IMMEDIATE;
    telling := jsonb_build_object('berichten', cardinality(los), 'gegevens', telling, 'sha256', hash);
    UPDATE public.dossier_vernietigingslijst SET toestand = 'uitgevoerd', uitgevoerd_naam = wie,
        uitgevoerd_op = clock_timestamp(), bewijs = telling WHERE id = welke;
    PERFORM set_config('jeugdketen.vernietiging', '', true);
    RETURN telling;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("dossier", "0010_losse_berichten"), ("berichten", "0010_overgenomen"), ("kern", "0008_vernietigen")]

    operations = [
        migrations.RunSQL(LOS, "DROP FUNCTION dossier_losse_berichten(text, date)"),
        migrations.RunSQL(VERNIETIG, "DROP FUNCTION dossier_vernietig_berichten(uuid, text)"),
    ]
