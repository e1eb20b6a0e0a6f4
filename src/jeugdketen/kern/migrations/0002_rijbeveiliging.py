"""The functions that row security reads, and row security on the tables of the core."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import ALLES, AlleenToevoegen, Rijbeveiliging, VolgWijzigingen, heeft_rol, of

# The key table has row security without any policy: the application's role gets no row from it, whatever the
# grants. Row security is not forced there, so that the owner, and the function that runs as the owner, can read it.
SLEUTEL = """
CREATE TABLE kern_zegelsleutel (
    id smallint PRIMARY KEY CHECK (id = 1),
    binnen bytea NOT NULL,
    buiten bytea NOT NULL
);
ALTER TABLE kern_zegelsleutel ENABLE ROW LEVEL SECURITY;
"""

# The seal is HMAC-SHA256 over the number of this session and the context, spelled out with the core function
# sha256() because pgcrypto is not always there. PARALLEL RESTRICTED: a parallel worker has another session number.
FUNCTIES = """
CREATE FUNCTION kern_toegang() RETURNS jsonb
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
            sleutel.binnen || convert_to(pg_backend_pid()::text || '|' || tekst, 'UTF8'))), 'hex') THEN
        RETURN NULL;
    END IF;
    RETURN tekst::jsonb;
END $$;

CREATE FUNCTION kern_lijst(naam text) RETURNS text[]
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT COALESCE(array_agg(deel), '{}') FROM jsonb_array_elements_text(public.kern_toegang() -> naam) AS deel
$$;

CREATE FUNCTION kern_gemeenten() RETURNS text[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$ SELECT public.kern_lijst('gemeenten') $$;

CREATE FUNCTION kern_schrijf_gemeenten() RETURNS text[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$ SELECT public.kern_lijst('schrijven') $$;

CREATE FUNCTION kern_aanbieders() RETURNS text[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$ SELECT public.kern_lijst('aanbieders') $$;

CREATE FUNCTION kern_fg_gemeenten() RETURNS text[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$ SELECT public.kern_lijst('fg') $$;

CREATE FUNCTION kern_gebruiker() RETURNS bigint LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$ SELECT (public.kern_toegang() ->> 'gebruiker')::bigint $$;

CREATE FUNCTION kern_dag() RETURNS date LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$ SELECT (public.kern_toegang() ->> 'dag')::date $$;

CREATE FUNCTION kern_heeft_rol(rol text) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$ SELECT rol = ANY (public.kern_lijst('rollen')) $$;

CREATE FUNCTION kern_alleen_toevoegen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Aan % kan alleen worden toegevoegd: % is niet toegestaan.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION kern_inzage_slot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7264002);
    RETURN NULL;
END $$;

CREATE FUNCTION kern_volg_wijziging() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    oud jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    nieuw jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    rij jsonb := COALESCE(nieuw, oud);
    weg jsonb := to_jsonb('weggelaten'::text);
    veld text;
    oud_deel jsonb;
    nieuw_deel jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF oud = nieuw THEN
            RETURN NULL;
        END IF;
        SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, nieuw -> o.key)
            INTO oud_deel, nieuw_deel
            FROM jsonb_each(oud) AS o WHERE o.value IS DISTINCT FROM nieuw -> o.key;
    ELSE
        oud_deel := oud;
        nieuw_deel := nieuw;
    END IF;
    FOR i IN 1 .. TG_NARGS - 1 LOOP
        veld := TG_ARGV[i];
        IF oud_deel ? veld AND oud_deel -> veld <> 'null'::jsonb THEN
            oud_deel := jsonb_set(oud_deel, ARRAY[veld], weg);
        END IF;
        IF nieuw_deel ? veld AND nieuw_deel -> veld <> 'null'::jsonb THEN
            nieuw_deel := jsonb_set(nieuw_deel, ARRAY[veld], weg);
        END IF;
    END LOOP;
    INSERT INTO public.kern_wijziging
        (op, transactie, tabel, sleutel, handeling, gebruiker_id, rollen, gemeente_code, oud, nieuw)
    VALUES (clock_timestamp(), txid_current(), TG_TABLE_NAME, left(rij ->> TG_ARGV[0], 64), lower(TG_OP),
        public.kern_gebruiker(), left(array_to_string(public.kern_lijst('rollen'), ', '), 400),
        rij ->> 'gemeente_code', oud_deel, nieuw_deel);
    RETURN NULL;
END $$;

CREATE TRIGGER inzage_slot BEFORE INSERT ON kern_inzage FOR EACH STATEMENT EXECUTE FUNCTION kern_inzage_slot();
"""

FUNCTIES_WEG = """
DROP TRIGGER IF EXISTS inzage_slot ON kern_inzage;
DROP FUNCTION IF EXISTS kern_volg_wijziging();
DROP FUNCTION IF EXISTS kern_inzage_slot();
DROP FUNCTION IF EXISTS kern_alleen_toevoegen();
DROP FUNCTION IF EXISTS kern_heeft_rol(text);
DROP FUNCTION IF EXISTS kern_dag();
DROP FUNCTION IF EXISTS kern_gebruiker();
DROP FUNCTION IF EXISTS kern_fg_gemeenten();
DROP FUNCTION IF EXISTS kern_aanbieders();
DROP FUNCTION IF EXISTS kern_schrijf_gemeenten();
DROP FUNCTION IF EXISTS kern_gemeenten();
DROP FUNCTION IF EXISTS kern_lijst(text);
DROP FUNCTION IF EXISTS kern_toegang();
"""

# The change log is written by a function that runs as the owner and never directly; row security is therefore
# switched on without being forced.
WIJZIGING = """
ALTER TABLE kern_wijziging ENABLE ROW LEVEL SECURITY;
CREATE POLICY lezen ON kern_wijziging FOR SELECT USING (
    gemeente_code = ANY ((SELECT kern_gemeenten())::text[])
    OR gemeente_code = ANY ((SELECT kern_fg_gemeenten())::text[])
    OR (gemeente_code IS NULL AND ((SELECT kern_heeft_rol('contractmanager')) OR (SELECT kern_heeft_rol('beheerder'))))
);
"""

BEHEER = heeft_rol("beheerder", "inrichting")


class Migration(migrations.Migration):
    # The OAuth2 library first: its many migrations make every model of ours again when those are there already.
    dependencies = [("kern", "0001_initial"), ("oauth2_provider", "0022_refreshtoken_token_family_index")]

    operations = [
        migrations.RunSQL(SLEUTEL, "DROP TABLE kern_zegelsleutel"),
        migrations.RunSQL(FUNCTIES, FUNCTIES_WEG),
        # Names of colleagues are shown beside decisions and are needed to log in; only a beheerder changes them.
        Rijbeveiliging(
            "kern_gebruiker",
            lezen=ALLES,
            schrijven=BEHEER,
            wijzigen=of(BEHEER, heeft_rol("aanmelding"), "id = (SELECT kern_gebruiker())"),
        ),
        Rijbeveiliging("kern_rolhouder", lezen=ALLES, schrijven=BEHEER),
        Rijbeveiliging(
            "kern_inlogpoging",
            lezen=of(heeft_rol("aanmelding"), BEHEER),
            toevoegen=heeft_rol("aanmelding"),
            verwijderen=BEHEER,
        ),
        Rijbeveiliging(
            "kern_inzage",
            lezen=of(
                "gemeente_code = ANY ((SELECT kern_fg_gemeenten())::text[])",
                "gebruiker_id = (SELECT kern_gebruiker())",
                heeft_rol("verzegeling"),
                # The worker and the set-up have no number; RETURNING asks to see the row that was just added.
                "gebruiker_id IS NULL AND ((SELECT kern_heeft_rol('systeem')) OR (SELECT kern_heeft_rol('inrichting')))",
            ),
            toevoegen=of(
                "gebruiker_id = (SELECT kern_gebruiker())",
                "gebruiker_id IS NULL AND ((SELECT kern_heeft_rol('systeem')) OR (SELECT kern_heeft_rol('inrichting')))",
            ),
        ),
        Rijbeveiliging(
            "kern_verzegeling",
            lezen=ALLES,
            toevoegen=heeft_rol("verzegeling"),
        ),
        migrations.RunSQL(WIJZIGING, "DROP POLICY lezen ON kern_wijziging; ALTER TABLE kern_wijziging DISABLE ROW LEVEL SECURITY"),
        AlleenToevoegen("kern_inzage"),
        AlleenToevoegen("kern_verzegeling"),
        AlleenToevoegen("kern_wijziging"),
        VolgWijzigingen("kern_gebruiker", weglaten=["password", "naam", "e_mail", "gebruikersnaam"]),
        VolgWijzigingen("kern_rolhouder"),
    ]
