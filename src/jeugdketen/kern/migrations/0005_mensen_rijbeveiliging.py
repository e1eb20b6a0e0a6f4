"""Row security on people and roles: four eyes, own provider only, break-glass access to one file, absence."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import (
    AlleenToevoegen,
    ExtraBeleid,
    HerzieBeleid,
    Rijbeveiliging,
    VasteKolommen,
    VolgWijzigingen,
    heeft_rol,
    leest_gemeente,
    of,
    schrijft_gemeente,
)

LIJST = """
CREATE FUNCTION {naam}() RETURNS text[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$ SELECT public.kern_lijst('{sleutel}') $$;
"""
LIJSTEN = {
    "kern_geleide_gemeenten": "leidt",
    "kern_beheerde_aanbieders": "beheert",
    "kern_instellingen": "instellingen",
    "kern_verwijzers": "verwijzers",
}

# The file that somebody opened by break-glass access: the sealed context must name it, and the row must hold at this
# real moment. So it ends by itself, also within a transaction of a web process that forgot to look.
NOOD = """
CREATE FUNCTION kern_nood_kinderen() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT COALESCE(array_agg(DISTINCT jeugdige_id), '{}')
    FROM public.kern_noodtoegang
    WHERE gebruiker_id = (SELECT public.kern_gebruiker())
      AND jeugdige_id::text = ANY ((SELECT public.kern_lijst('nood'))::text[])
      AND gestopt_op IS NULL AND van <= clock_timestamp() AND tot > clock_timestamp()
$$;

CREATE FUNCTION kern_noodtoegang_wacht() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.gestopt_op IS DISTINCT FROM OLD.gestopt_op AND (OLD.gestopt_op IS NOT NULL
            OR public.kern_gebruiker() IS DISTINCT FROM OLD.gebruiker_id) THEN
        RAISE EXCEPTION 'Alleen wie de noodtoegang opende stopt haar, één keer.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF ROW(NEW.oordeel, NEW.notitie, NEW.beoordeeld_door_id, NEW.beoordeeld_naam, NEW.beoordeeld_op)
            IS DISTINCT FROM ROW(OLD.oordeel, OLD.notitie, OLD.beoordeeld_door_id, OLD.beoordeeld_naam, OLD.beoordeeld_op)
            AND (OLD.oordeel <> '' OR public.kern_gebruiker() IS NOT DISTINCT FROM OLD.gebruiker_id
                OR NEW.beoordeeld_door_id IS DISTINCT FROM public.kern_gebruiker()) THEN
        RAISE EXCEPTION 'Een noodtoegang wordt één keer beoordeeld, op eigen naam en door een ander.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

VAST = """
CREATE FUNCTION kern_vaste_kolommen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    oud jsonb := to_jsonb(OLD);
    nieuw jsonb := to_jsonb(NEW);
BEGIN
    FOR i IN 0 .. TG_NARGS - 1 LOOP
        oud := oud - TG_ARGV[i];
        nieuw := nieuw - TG_ARGV[i];
    END LOOP;
    IF oud IS DISTINCT FROM nieuw THEN
        RAISE EXCEPTION 'Wat in % is vastgelegd verandert niet meer.', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION kern_alleen_korter() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF public.kern_heeft_rol('inrichting') THEN
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - 'tot' IS DISTINCT FROM to_jsonb(OLD) - 'tot'
            OR (NEW.tot IS DISTINCT FROM OLD.tot AND (NEW.tot IS NULL OR NEW.tot > OLD.tot)) THEN
        RAISE EXCEPTION 'Een rol of waarneming kan alleen eerder eindigen; voor meer komt er een nieuwe.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION kern_eigen_wachtwoord() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.password IS DISTINCT FROM OLD.password AND OLD.id IS DISTINCT FROM public.kern_gebruiker()
            AND NOT public.kern_heeft_rol('aanmelding') AND NOT public.kern_heeft_rol('inrichting') THEN
        RAISE EXCEPTION 'Een wachtwoord zet iemand zelf.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER alleen_korter BEFORE UPDATE ON kern_rolhouder FOR EACH ROW EXECUTE FUNCTION kern_alleen_korter();
CREATE TRIGGER alleen_korter BEFORE UPDATE ON kern_waarneming FOR EACH ROW EXECUTE FUNCTION kern_alleen_korter();
CREATE TRIGGER wacht BEFORE UPDATE ON kern_noodtoegang FOR EACH ROW EXECUTE FUNCTION kern_noodtoegang_wacht();
CREATE TRIGGER eigen_wachtwoord BEFORE UPDATE ON kern_gebruiker FOR EACH ROW EXECUTE FUNCTION kern_eigen_wachtwoord();
"""
VAST_WEG = """
DROP TRIGGER IF EXISTS eigen_wachtwoord ON kern_gebruiker;
DROP TRIGGER IF EXISTS wacht ON kern_noodtoegang;
DROP TRIGGER IF EXISTS alleen_korter ON kern_waarneming;
DROP TRIGGER IF EXISTS alleen_korter ON kern_rolhouder;
DROP FUNCTION IF EXISTS kern_eigen_wachtwoord();
DROP FUNCTION IF EXISTS kern_alleen_korter();
DROP FUNCTION IF EXISTS kern_vaste_kolommen();
"""

# May the person who asks say yes or no to this proposal: somebody else made it, for somebody else.
TOEKENNEN = """
CREATE FUNCTION kern_mag_toekennen(voorstel bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.kern_rolvoorstel v
        WHERE v.id = voorstel
          AND v.door_id <> (SELECT public.kern_gebruiker()) AND v.gebruiker_id <> (SELECT public.kern_gebruiker())
          AND ((SELECT public.kern_heeft_rol('beheerder'))
            OR v.gemeente_code = ANY ((SELECT public.kern_geleide_gemeenten())::text[]))
    )
$$;

CREATE FUNCTION kern_rol_toegekend(
    voorstel bigint, wie bigint, welke text, gemeente text, aanbieder text, vanaf date, einde date
) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.kern_rolvoorstel v JOIN public.kern_rolbesluit b ON b.voorstel_id = v.id
        WHERE v.id = voorstel AND b.akkoord AND b.door_id = (SELECT public.kern_gebruiker())
          AND public.kern_mag_toekennen(v.id)
          AND v.gebruiker_id = wie AND v.rol = welke AND v.gemeente_code IS NOT DISTINCT FROM gemeente
          AND v.aanbieder_agb IS NOT DISTINCT FROM aanbieder AND v.van = vanaf AND v.tot IS NOT DISTINCT FROM einde
    )
$$;

CREATE FUNCTION kern_mensen_van_aanbieder() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT COALESCE(array_agg(DISTINCT r.gebruiker_id), '{}') FROM public.kern_rolhouder r
    WHERE r.aanbieder_agb = ANY ((SELECT public.kern_beheerde_aanbieders())::text[])
      AND r.rol = ANY ('{aanbieder_medewerker,aanbieder_beheerder}'::text[])
      AND NOT EXISTS (
        SELECT 1 FROM public.kern_rolhouder a
        WHERE a.gebruiker_id = r.gebruiker_id AND (a.tot IS NULL OR a.tot >= (SELECT public.kern_dag()))
          AND (a.aanbieder_agb IS NULL OR a.aanbieder_agb <> ALL ((SELECT public.kern_beheerde_aanbieders())::text[])
            OR a.rol <> ALL ('{aanbieder_medewerker,aanbieder_beheerder}'::text[]))
      )
$$;
"""
TOEKENNEN_WEG = """
DROP FUNCTION IF EXISTS kern_mensen_van_aanbieder();
DROP FUNCTION IF EXISTS kern_rol_toegekend(bigint, bigint, text, text, text, date, date);
DROP FUNCTION IF EXISTS kern_mag_toekennen(bigint);
"""

IK = "(SELECT kern_gebruiker())"
BEHEER = heeft_rol("beheerder", "inrichting")
VIER_OGEN = "{backoffice,beheerder,consulent,fg,gi_medewerker,regisseur,teamleider}"
BIJ_AANBIEDER = (
    "aanbieder_agb = ANY ((SELECT kern_beheerde_aanbieders())::text[])"
    " AND rol = ANY ('{aanbieder_beheerder,aanbieder_medewerker}'::text[])"
)
VANAF_VANDAAG = "van >= (SELECT kern_dag())"
VOOR_EEN_ANDER = f"gebruiker_id <> {IK}"


class Migration(migrations.Migration):
    dependencies = [("kern", "0004_mensen")]

    operations = [
        *(
            migrations.RunSQL(LIJST.format(naam=naam, sleutel=sleutel), f"DROP FUNCTION {naam}()")
            for naam, sleutel in LIJSTEN.items()
        ),
        migrations.RunSQL(
            NOOD, "DROP FUNCTION kern_nood_kinderen(); DROP FUNCTION kern_noodtoegang_wacht() CASCADE"
        ),
        migrations.RunSQL(VAST, VAST_WEG),
        migrations.RunSQL(TOEKENNEN, TOEKENNEN_WEG),
        # People. Who works for which municipality is no secret; an account stays for ever beside what it did.
        HerzieBeleid("kern_gebruiker", "verwijderen", heeft_rol("inrichting"), voorheen=BEHEER),
        ExtraBeleid("kern_gebruiker", "bij_aanbieder_toevoegen", "toevoegen", heeft_rol("aanbieder_beheerder")),
        ExtraBeleid(
            "kern_gebruiker",
            "bij_aanbieder_wijzigen",
            "wijzigen",
            "id = ANY ((SELECT kern_mensen_van_aanbieder())::bigint[])",
        ),
        # Roles. With sight of files: after the yes of a second person. One's own: the same.
        HerzieBeleid(
            "kern_rolhouder",
            "toevoegen",
            of(
                heeft_rol("inrichting"),
                f"{heeft_rol('beheerder')} AND {VOOR_EEN_ANDER} AND rol <> ALL ('{VIER_OGEN}'::text[])",
                f"{BIJ_AANBIEDER} AND {VOOR_EEN_ANDER}",
                "kern_rol_toegekend(voorstel_id, gebruiker_id, rol, gemeente_code, aanbieder_agb, van, tot)",
            ),
            voorheen=BEHEER,
        ),
        HerzieBeleid(
            "kern_rolhouder",
            "verwijderen",
            of(
                heeft_rol("inrichting"),
                f"{heeft_rol('beheerder')} AND {VANAF_VANDAAG}",
                f"{BIJ_AANBIEDER} AND {VANAF_VANDAAG}",
            ),
            voorheen=BEHEER,
        ),
        ExtraBeleid("kern_rolhouder", "bij_aanbieder_wijzigen", "wijzigen", BIJ_AANBIEDER),
        Rijbeveiliging(
            "kern_rolvoorstel",
            lezen=of(heeft_rol("beheerder"), leest_gemeente(), f"gebruiker_id = {IK}"),
            toevoegen=f"{heeft_rol('beheerder')} AND door_id = {IK}",
        ),
        Rijbeveiliging(
            "kern_rolbesluit",
            lezen="EXISTS (SELECT 1 FROM kern_rolvoorstel b WHERE b.id = kern_rolbesluit.voorstel_id)",
            toevoegen=f"door_id = {IK} AND kern_mag_toekennen(voorstel_id)",
        ),
        AlleenToevoegen("kern_rolvoorstel"),
        AlleenToevoegen("kern_rolbesluit"),
        Rijbeveiliging(
            "kern_waarneming",
            lezen=of(leest_gemeente(), f"afwezige_id = {IK}", f"waarnemer_id = {IK}"),
            toevoegen=of(
                f"afwezige_id = {IK} AND {schrijft_gemeente()}",
                "gemeente_code = ANY ((SELECT kern_geleide_gemeenten())::text[])",
            ),
            wijzigen=of(f"afwezige_id = {IK}", "gemeente_code = ANY ((SELECT kern_geleide_gemeenten())::text[])"),
        ),
        VolgWijzigingen("kern_waarneming"),
        Rijbeveiliging(
            "kern_noodtoegang",
            lezen=of(f"gebruiker_id = {IK}", "gemeente_code = ANY ((SELECT kern_fg_gemeenten())::text[])"),
            toevoegen=f"gebruiker_id = {IK} AND ({heeft_rol('consulent', 'regisseur', 'teamleider')})",
            wijzigen=of(f"gebruiker_id = {IK}", "gemeente_code = ANY ((SELECT kern_fg_gemeenten())::text[])"),
        ),
        VasteKolommen(
            "kern_noodtoegang",
            behalve=["gestopt_op", "oordeel", "notitie", "beoordeeld_door_id", "beoordeeld_naam", "beoordeeld_op"],
        ),
        VolgWijzigingen("kern_noodtoegang", weglaten=["reden", "notitie"]),
        # The change log: its seal, and what an administrator sees of people and roles.
        ExtraBeleid("kern_wijziging", "verzegelen", "lezen", heeft_rol("verzegeling")),
        ExtraBeleid(
            "kern_wijziging",
            "mensen",
            "lezen",
            f"tabel = ANY ('{{kern_gebruiker,kern_rolhouder}}'::text[]) AND {heeft_rol('beheerder')}",
        ),
    ]
