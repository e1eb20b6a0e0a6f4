"""Row security on keeping and destroying, and the functions that find and destroy everything of one child.

What belongs to a file is found by walking the foreign keys, so a table that is added later is found too. Row security
lets nobody remove; the policies that let the owner, and only while this function is at work, come with every `migrate`
(`kern.rijbeveiliging.na_migratie`).
"""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import (
    Rijbeveiliging,
    VasteKolommen,
    VolgWijzigingen,
    ZelfdeGemeente,
    leest_gemeente,
    schrijft_gemeente,
)

# Every row of every table that is about this child (and about files that went up in it), with the keys of the rows.
OMVANG = """
CREATE FUNCTION dossier_omvang(kind uuid) RETURNS TABLE (tabel text, sleutelkolom text, soort text, sleutels text[])
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    blijft CONSTANT text[] := ARRAY['kern_inzage', 'kern_wijziging', 'dossier_vernietigingsregel'];
    gevonden jsonb := '{}';
    wachtrij jsonb := '[]';
    stap jsonb;
    bron text[];
    erbij text[];
    hashes text[];
    gemeente text;
    weg record;
BEGIN
    wachtrij := jsonb_build_array(jsonb_build_object('t', 'dossier_jeugdige', 'k', jsonb_build_array(kind::text)));
    gevonden := jsonb_build_object('dossier_jeugdige', jsonb_build_array(kind::text));
    WHILE jsonb_array_length(wachtrij) > 0 LOOP
        stap := wachtrij -> 0;
        wachtrij := wachtrij - 0;
        SELECT array_agg(k) INTO bron FROM jsonb_array_elements_text(stap -> 'k') AS k;
        hashes := NULL;
        IF stap ->> 't' = 'dossier_jeugdige' THEN
            SELECT array_agg(j.bsn_sleutel), min(j.gemeente_code) INTO hashes, gemeente
            FROM public.dossier_jeugdige j WHERE j.id = ANY (bron::uuid[]) AND j.bsn_sleutel IS NOT NULL;
        END IF;
        FOR weg IN
            -- rows that refer to these
            SELECT k.relname::text AS tabel, pk.attname::text AS sleutel, a.attname::text AS kolom,
                format_type(a.atttypid, NULL) AS soort, 'verwijst' AS hoe
            FROM pg_constraint c
            JOIN pg_class k ON k.oid = c.conrelid
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            JOIN pg_index i ON i.indrelid = c.conrelid AND i.indisprimary
            JOIN pg_attribute pk ON pk.attrelid = c.conrelid AND pk.attnum = i.indkey[0]
            WHERE c.contype = 'f' AND c.confrelid = format('public.%I', stap ->> 't')::regclass
              AND k.relname <> ALL (blijft)
            UNION
            -- what goes without a foreign key: the raw bytes of a message
            SELECT 'berichten_ruwbericht', 'id', 'ruw_id', 'uuid', 'ouder' WHERE stap ->> 't' = 'berichten_bericht'
            UNION
            -- messages and what follows from messages, by the hash of the BSN
            SELECT h.table_name::text, pk.attname::text, 'bsn_sleutel', 'text', 'hash'
            FROM information_schema.columns h
            JOIN information_schema.columns g ON g.table_schema = h.table_schema AND g.table_name = h.table_name
                AND g.column_name = 'gemeente_code'
            JOIN pg_index i ON i.indrelid = format('public.%I', h.table_name)::regclass AND i.indisprimary
            JOIN pg_attribute pk ON pk.attrelid = i.indrelid AND pk.attnum = i.indkey[0]
            WHERE h.table_schema = 'public' AND h.column_name = 'bsn_sleutel' AND h.table_name LIKE 'berichten\\_%'
              AND hashes IS NOT NULL
        LOOP
            IF weg.hoe = 'verwijst' THEN
                EXECUTE format('SELECT array_agg(DISTINCT %I::text) FROM public.%I WHERE %I = ANY ($1::%s[])',
                    weg.sleutel, weg.tabel, weg.kolom, weg.soort) INTO erbij USING bron;
            ELSIF weg.hoe = 'ouder' THEN
                SELECT array_agg(b.ruw_id::text) INTO erbij FROM public.berichten_bericht b
                WHERE b.id = ANY (bron::uuid[]);
            ELSE
                EXECUTE format('SELECT array_agg(DISTINCT %I::text) FROM public.%I WHERE bsn_sleutel = ANY ($1)'
                    ' AND gemeente_code = $2', weg.sleutel, weg.tabel) INTO erbij USING hashes, gemeente;
            END IF;
            IF erbij IS NULL THEN
                CONTINUE;
            END IF;
            SELECT array_agg(k) INTO erbij FROM unnest(erbij) AS k
            WHERE NOT COALESCE(gevonden -> weg.tabel, '[]') ? k;
            IF erbij IS NOT NULL THEN
                gevonden := jsonb_set(gevonden, ARRAY[weg.tabel],
                    COALESCE(gevonden -> weg.tabel, '[]') || to_jsonb(erbij));
                wachtrij := wachtrij || jsonb_build_array(jsonb_build_object('t', weg.tabel, 'k', to_jsonb(erbij)));
            END IF;
        END LOOP;
    END LOOP;
    RETURN QUERY
        SELECT g.key, pk.attname::text, format_type(pk.atttypid, NULL),
            (SELECT array_agg(k ORDER BY k) FROM jsonb_array_elements_text(g.value) AS k)
        FROM jsonb_each(gevonden) AS g
        JOIN pg_index i ON i.indrelid = format('public.%I', g.key)::regclass AND i.indisprimary
        JOIN pg_attribute pk ON pk.attrelid = i.indrelid AND pk.attnum = i.indkey[0]
        ORDER BY g.key;
END $$;
"""

# The last day that stands anywhere in the file; null while an allocation has no end. Asking the BRP is no change.
LAATSTE = """
CREATE FUNCTION dossier_laatste_op(kind uuid) RETURNS date
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    deel record;
    kolom text;
    dag date;
    laatste date;
    open_ boolean;
BEGIN
    FOR deel IN SELECT * FROM public.dossier_omvang(kind) LOOP
        IF deel.tabel = 'toewijzing_toewijzing' THEN
            EXECUTE 'SELECT bool_or(tot IS NULL AND toestand <> ''ingetrokken'') FROM public.toewijzing_toewijzing'
                ' WHERE id = ANY ($1::uuid[])' INTO open_ USING deel.sleutels;
            IF open_ THEN
                RETURN NULL;
            END IF;
        END IF;
        FOR kolom IN
            SELECT column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = deel.tabel
              AND data_type IN ('date', 'timestamp with time zone')
              AND column_name NOT IN ('brp_op', 'geboortedatum')
        LOOP
            EXECUTE format('SELECT max(%I)::date FROM public.%I WHERE %I = ANY ($1::%s[])', kolom, deel.tabel,
                deel.sleutelkolom, deel.soort) INTO dag USING deel.sleutels;
            laatste := GREATEST(laatste, dag);
        END LOOP;
    END LOOP;
    RETURN laatste;
END $$;
"""

VERNIETIG = """
CREATE FUNCTION dossier_vernietig(welke uuid, wie text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lijst record;
    regel record;
    deel record;
    laatste date;
    sleutel bytea;
    aantal bigint;
    weg bigint;
    hash text;
    telling jsonb := '{}';
    som bytea := ''::bytea;
    vernietigd integer := 0;
    overgeslagen integer := 0;
    vreemd bigint;
BEGIN
    SELECT * INTO lijst FROM public.dossier_vernietigingslijst WHERE id = welke FOR UPDATE;
    IF NOT FOUND OR lijst.toestand <> 'goedgekeurd' OR lijst.beslist_door_id IS NULL
            OR lijst.beslist_door_id = lijst.opgesteld_door_id OR public.kern_gebruiker() IS NULL
            OR NOT lijst.gemeente_code = ANY (public.kern_geleide_gemeenten()) THEN
        RAISE EXCEPTION 'Deze lijst kan niet worden uitgevoerd: zij is niet goedgekeurd door een ander, of niet van u.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT binnen INTO sleutel FROM public.kern_zegelsleutel WHERE id = 1;
    PERFORM set_config('jeugdketen.vernietiging', encode(sha256(sleutel || convert_to(
        'vernietiging|' || pg_backend_pid()::text || '|' || txid_current()::text, 'UTF8')), 'hex'), true);
    FOR regel IN SELECT * FROM public.dossier_vernietigingsregel WHERE lijst_id = welke AND uitkomst = 'open' ORDER BY id
    LOOP
        laatste := public.dossier_laatste_op(regel.jeugdige_id);
        IF NOT EXISTS (SELECT 1 FROM public.dossier_jeugdige j
                WHERE j.id = regel.jeugdige_id AND j.gemeente_code = lijst.gemeente_code) THEN
            hash := 'Het dossier is er niet meer.';
        ELSIF EXISTS (SELECT 1 FROM public.dossier_bewaarplicht b WHERE b.opgeheven_op IS NULL AND b.jeugdige_id IN (
                SELECT j.id FROM public.dossier_jeugdige j
                WHERE regel.jeugdige_id IN (j.id, j.samengevoegd_met_id))) THEN
            hash := 'Er geldt een bewaarplicht.';
        ELSIF laatste IS NULL OR regel.jaren < 20
                OR laatste + make_interval(years => regel.jaren::integer) > public.kern_dag() THEN
            hash := 'Het dossier is sinds het opstellen van de lijst veranderd.';
        ELSE
            hash := '';
        END IF;
        IF hash <> '' THEN
            UPDATE public.dossier_vernietigingsregel SET uitkomst = 'overgeslagen', waarom = hash WHERE id = regel.id;
            overgeslagen := overgeslagen + 1;
            CONTINUE;
        END IF;
        FOR deel IN SELECT * FROM public.dossier_omvang(regel.jeugdige_id) LOOP
            IF EXISTS (SELECT 1 FROM information_schema.columns c WHERE c.table_schema = 'public'
                    AND c.table_name = deel.tabel AND c.column_name = 'jeugdige_id') THEN
                EXECUTE format('SELECT count(*) FROM public.%I WHERE %I = ANY ($1::%s[]) AND jeugdige_id NOT IN ('
                    'SELECT j.id FROM public.dossier_jeugdige j WHERE $2 IN (j.id, j.samengevoegd_met_id))',
                    deel.tabel, deel.sleutelkolom, deel.soort) INTO vreemd USING deel.sleutels, regel.jeugdige_id;
                IF vreemd > 0 THEN
                    RAISE EXCEPTION 'In % hangen % regels van een ander kind aan dit dossier; er is niets vernietigd.',
                        deel.tabel, vreemd;
                END IF;
            END IF;
        END LOOP;
        FOR deel IN SELECT * FROM public.dossier_omvang(regel.jeugdige_id) LOOP
            EXECUTE format('SELECT count(*), COALESCE(encode(sha256(string_agg(sha256(convert_to(t::text, ''UTF8'')),'
                ' ''''::bytea ORDER BY t.%1$I::text)), ''hex''), '''') FROM public.%2$I t WHERE t.%1$I = ANY ($1::%3$s[])',
                deel.sleutelkolom, deel.tabel, deel.soort) INTO aantal, hash USING deel.sleutels;
            EXECUTE format('DELETE FROM public.%I WHERE %I = ANY ($1::%s[])', deel.tabel, deel.sleutelkolom, deel.soort)
                USING deel.sleutels;
            GET DIAGNOSTICS weg = ROW_COUNT;
            IF weg <> aantal OR aantal <> cardinality(deel.sleutels) THEN
                RAISE EXCEPTION 'Van % gingen % van % regels weg; er is niets vernietigd.', deel.tabel, weg,
                    cardinality(deel.sleutels);
            END IF;
            telling := jsonb_set(telling, ARRAY[deel.tabel],
                to_jsonb(COALESCE((telling ->> deel.tabel)::bigint, 0) + weg));
            som := sha256(som || convert_to(deel.tabel || '|' || aantal::text || '|' || hash, 'UTF8'));
        END LOOP;
        UPDATE public.dossier_vernietigingsregel SET uitkomst = 'vernietigd' WHERE id = regel.id;
        vernietigd := vernietigd + 1;
    END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
    telling := jsonb_build_object('dossiers', vernietigd, 'overgeslagen', overgeslagen, 'gegevens', telling,
        'sha256', encode(som, 'hex'));
    UPDATE public.dossier_vernietigingslijst SET toestand = 'uitgevoerd', uitgevoerd_naam = wie,
        uitgevoerd_op = clock_timestamp(), bewijs = telling WHERE id = welke;
    PERFORM set_config('jeugdketen.vernietiging', '', true);
    RETURN telling;
END $$;
"""


# Who draws up a list, who approves it and what became of it cannot be written by hand afterwards.
WACHT = """
CREATE FUNCTION dossier_eigen_lijst(welke uuid) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.dossier_vernietigingslijst l WHERE l.id = welke AND l.toestand = 'opgesteld'
        AND l.opgesteld_door_id = (SELECT public.kern_gebruiker()))
$$;

CREATE FUNCTION dossier_lijst_wacht() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) = to_jsonb(OLD) OR public.kern_vernietigt() THEN
        RETURN NEW;
    END IF;
    IF OLD.toestand <> 'opgesteld' OR NEW.toestand NOT IN ('goedgekeurd', 'afgewezen') OR NEW.bewijs IS NOT NULL
            OR NEW.beslist_door_id IS DISTINCT FROM public.kern_gebruiker()
            OR NEW.beslist_door_id = OLD.opgesteld_door_id
            OR NOT OLD.gemeente_code = ANY (public.kern_geleide_gemeenten()) THEN
        RAISE EXCEPTION 'Over deze lijst beslist een teamleider die haar niet opstelde, één keer en op eigen naam.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION dossier_regel_wacht() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) <> to_jsonb(OLD) AND NOT public.kern_vernietigt() THEN
        RAISE EXCEPTION 'De uitkomst van een vernietiging schrijft de database zelf.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER wacht BEFORE UPDATE ON dossier_vernietigingslijst
    FOR EACH ROW EXECUTE FUNCTION dossier_lijst_wacht();
CREATE TRIGGER wacht BEFORE UPDATE ON dossier_vernietigingsregel
    FOR EACH ROW EXECUTE FUNCTION dossier_regel_wacht();
"""
WACHT_WEG = """
DROP TRIGGER wacht ON dossier_vernietigingslijst;
DROP TRIGGER wacht ON dossier_vernietigingsregel;
DROP FUNCTION dossier_lijst_wacht();
DROP FUNCTION dossier_regel_wacht();
DROP FUNCTION dossier_eigen_lijst(uuid) CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("dossier", "0008_bewaren"), ("kern", "0008_vernietigen")]

    operations = [
        migrations.RunSQL(WACHT, WACHT_WEG),
        *(
            Rijbeveiliging(
                tabel, lezen=leest_gemeente(), toevoegen=schrijft_gemeente(), wijzigen=schrijft_gemeente()
            )
            for tabel in ("dossier_bewaarplicht", "dossier_rechtenverzoek")
        ),
        Rijbeveiliging(
            "dossier_vernietigingslijst",
            lezen=leest_gemeente(),
            toevoegen=f"{schrijft_gemeente()} AND opgesteld_door_id = (SELECT kern_gebruiker())"
            " AND toestand = 'opgesteld'",
            wijzigen=schrijft_gemeente(),
        ),
        Rijbeveiliging(
            "dossier_vernietigingsregel",
            lezen=leest_gemeente(),
            toevoegen=f"{schrijft_gemeente()} AND dossier_eigen_lijst(lijst_id)",
            wijzigen=schrijft_gemeente(),
        ),
        VasteKolommen("dossier_bewaarplicht", behalve=["opgeheven_op", "opgeheven_door_naam", "opheffing"]),
        VasteKolommen(
            "dossier_vernietigingslijst",
            behalve=[
                "toestand",
                "beslist_door_id",
                "beslist_naam",
                "beslist_op",
                "toelichting",
                "uitgevoerd_naam",
                "uitgevoerd_op",
                "bewijs",
            ],
        ),
        VasteKolommen("dossier_vernietigingsregel", behalve=["uitkomst", "waarom"]),
        VasteKolommen(
            "dossier_rechtenverzoek",
            behalve=["termijn", "verlengd_reden", "antwoord", "toelichting", "beantwoord_door_naam", "beantwoord_op"],
        ),
        ZelfdeGemeente("dossier_bewaarplicht", "jeugdige_id", "dossier_jeugdige"),
        ZelfdeGemeente("dossier_rechtenverzoek", "jeugdige_id", "dossier_jeugdige"),
        ZelfdeGemeente("dossier_vernietigingsregel", "lijst_id", "dossier_vernietigingslijst"),
        VolgWijzigingen("dossier_bewaarplicht", weglaten=["reden", "opheffing"]),
        VolgWijzigingen("dossier_vernietigingslijst", weglaten=["toelichting"]),
        VolgWijzigingen("dossier_vernietigingsregel"),
        VolgWijzigingen(
            "dossier_rechtenverzoek", weglaten=["indiener", "omschrijving", "verlengd_reden", "toelichting"]
        ),
        migrations.RunSQL(OMVANG, "DROP FUNCTION dossier_omvang(uuid)"),
        migrations.RunSQL(LAATSTE, "DROP FUNCTION dossier_laatste_op(uuid)"),
        migrations.RunSQL(VERNIETIG, "DROP FUNCTION dossier_vernietig(uuid, text)"),
    ]
