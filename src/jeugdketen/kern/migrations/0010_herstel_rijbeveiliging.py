"""Four eyes on recovery: who takes away a factor or opens a new way into an account that is in use, never alone."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import (
    HerzieBeleid,
    Rijbeveiliging,
    VasteKolommen,
    VolgWijzigingen,
    heeft_rol,
    of,
)

# May `wie` say yes or no, today, to a recovery of `over`: another administrator, the team leader of a municipality
# where that person works, or the administrator of the provider where that person works. By the roles themselves.
FUNCTIES = """
CREATE FUNCTION kern_leidt(wie bigint, over bigint, vanaf date) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT wie <> over AND EXISTS (
        SELECT 1 FROM public.kern_rolhouder r
        WHERE r.gebruiker_id = wie AND r.van <= (SELECT public.kern_dag()) AND (r.tot IS NULL OR r.tot >= vanaf)
          AND (r.rol = 'beheerder' OR EXISTS (
            SELECT 1 FROM public.kern_rolhouder o
            WHERE o.gebruiker_id = over AND o.van <= (SELECT public.kern_dag())
              AND (o.tot IS NULL OR o.tot >= (SELECT public.kern_dag()))
              AND ((r.rol = 'teamleider' AND o.gemeente_code = r.gemeente_code)
                OR (r.rol = 'aanbieder_beheerder' AND o.aanbieder_agb = r.aanbieder_agb
                  AND o.rol = ANY ('{aanbieder_beheerder,aanbieder_medewerker}'::text[])))))
    )
$$;

CREATE FUNCTION kern_kan_bevestigen(wie bigint, over bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT public.kern_leidt(wie, over, (SELECT public.kern_dag())) AND EXISTS (
        SELECT 1 FROM public.kern_gebruiker g
        WHERE g.id = wie AND g.is_active AND (g.laatste_dag IS NULL OR g.laatste_dag >= (SELECT public.kern_dag())))
$$;

-- Nobody else could confirm, now or in the two weeks before: who ends the role of a colleague first gains nothing.
CREATE FUNCTION kern_staat_alleen(wie bigint, over bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM public.kern_rolhouder r
        WHERE r.gebruiker_id <> wie AND r.rol = ANY ('{aanbieder_beheerder,beheerder,teamleider}'::text[])
          AND public.kern_leidt(r.gebruiker_id, over, (SELECT public.kern_dag()) - 14))
$$;

-- Somebody may be shut out or replaced by this. A password code stays behind the second factor where there is one.
CREATE FUNCTION kern_vraagt_vier_ogen(over bigint, zaak text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT zaak = 'factor'
        OR ((EXISTS (SELECT 1 FROM public.kern_gebruiker g
                WHERE g.id = over AND (g.laatst_ingelogd IS NOT NULL OR g.password NOT LIKE '!%'))
            OR EXISTS (SELECT 1 FROM public.kern_identiteit i WHERE i.gebruiker_id = over)
            OR EXISTS (SELECT 1 FROM public.kern_tweedefactor f WHERE f.gebruiker_id = over))
          AND NOT (zaak = 'wachtwoord'
            AND EXISTS (SELECT 1 FROM public.kern_tweedefactor f WHERE f.gebruiker_id = over)))
$$;

CREATE FUNCTION kern_herstel_klaar(over bigint, zaak text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.kern_herstelverzoek v
        WHERE v.gebruiker_id = over AND v.wat = zaak AND v.door_id = (SELECT public.kern_gebruiker())
          AND v.uitgevoerd_op IS NULL
          AND ((v.antwoord = 'akkoord' AND v.antwoord_door_id <> v.door_id
              AND v.antwoord_op > clock_timestamp() - interval '24 hours'
              AND public.kern_kan_bevestigen(v.antwoord_door_id, over))
            OR (v.antwoord = '' AND v.op <= clock_timestamp() - interval '48 hours'
              AND v.op > clock_timestamp() - interval '120 hours'
              AND public.kern_staat_alleen(v.door_id, over))))
$$;

CREATE FUNCTION kern_mag_herstellen(over bigint, zaak text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT public.kern_vraagt_vier_ogen(over, zaak) OR public.kern_herstel_klaar(over, zaak)
$$;

-- What comes in is unanswered, at this real moment; it is answered once, by who may, and carried out once.
CREATE FUNCTION kern_herstel_wacht() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    ik bigint := public.kern_gebruiker();
BEGIN
    IF public.kern_heeft_rol('inrichting') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.op := clock_timestamp();
        NEW.antwoord := '';
        NEW.antwoord_door_id := NULL;
        NEW.antwoord_op := NULL;
        NEW.uitgevoerd_op := NULL;
        RETURN NEW;
    END IF;
    IF ROW(NEW.antwoord, NEW.antwoord_toelichting, NEW.antwoord_door_id, NEW.antwoord_naam, NEW.antwoord_op)
            IS DISTINCT FROM ROW(OLD.antwoord, OLD.antwoord_toelichting, OLD.antwoord_door_id, OLD.antwoord_naam,
                OLD.antwoord_op) THEN
        IF OLD.uitgevoerd_op IS NOT NULL
                OR NOT (OLD.antwoord = '' OR (OLD.antwoord = 'akkoord'
                    AND NEW.antwoord IN ('ingetrokken', 'tegengehouden')))
                OR NEW.antwoord_door_id IS DISTINCT FROM ik
                OR NOT (CASE NEW.antwoord
                    WHEN 'ingetrokken' THEN ik = OLD.door_id
                    WHEN 'tegengehouden' THEN ik = OLD.gebruiker_id
                    WHEN 'akkoord' THEN ik <> OLD.door_id AND public.kern_kan_bevestigen(ik, OLD.gebruiker_id)
                    WHEN 'nee' THEN ik <> OLD.door_id AND public.kern_kan_bevestigen(ik, OLD.gebruiker_id)
                    ELSE false END) THEN
            RAISE EXCEPTION 'Een herstel bevestigt een ander dan wie het vroeg en over wie het gaat, één keer.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        NEW.antwoord_op := clock_timestamp();
    END IF;
    IF NEW.uitgevoerd_op IS DISTINCT FROM OLD.uitgevoerd_op THEN
        IF OLD.uitgevoerd_op IS NOT NULL OR ik IS DISTINCT FROM OLD.door_id THEN
            RAISE EXCEPTION 'Een herstel wordt één keer uitgevoerd, door wie het vroeg.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        NEW.uitgevoerd_op := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER wacht BEFORE INSERT OR UPDATE ON kern_herstelverzoek
    FOR EACH ROW EXECUTE FUNCTION kern_herstel_wacht();

-- A code that was used, or closed by a newer one, never opens again.
CREATE FUNCTION kern_code_blijft_gebruikt() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.gebruikt_op IS NOT NULL AND NEW.gebruikt_op IS DISTINCT FROM OLD.gebruikt_op THEN
        RAISE EXCEPTION 'Een gebruikte code wordt niet weer geldig.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER blijft_gebruikt BEFORE UPDATE ON kern_toegangscode
    FOR EACH ROW EXECUTE FUNCTION kern_code_blijft_gebruikt();

-- That an account is in use cannot be made undone either.
CREATE OR REPLACE FUNCTION kern_eigen_wachtwoord() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF ROW(NEW.password, NEW.laatst_ingelogd) IS DISTINCT FROM ROW(OLD.password, OLD.laatst_ingelogd)
            AND OLD.id IS DISTINCT FROM public.kern_gebruiker()
            AND NOT public.kern_heeft_rol('aanmelding') AND NOT public.kern_heeft_rol('inrichting') THEN
        RAISE EXCEPTION 'Een wachtwoord zet iemand zelf.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""
FUNCTIES_WEG = """
CREATE OR REPLACE FUNCTION kern_eigen_wachtwoord() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.password IS DISTINCT FROM OLD.password AND OLD.id IS DISTINCT FROM public.kern_gebruiker()
            AND NOT public.kern_heeft_rol('aanmelding') AND NOT public.kern_heeft_rol('inrichting') THEN
        RAISE EXCEPTION 'Een wachtwoord zet iemand zelf.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS blijft_gebruikt ON kern_toegangscode;
DROP FUNCTION IF EXISTS kern_code_blijft_gebruikt();
DROP TRIGGER IF EXISTS wacht ON kern_herstelverzoek;
DROP FUNCTION IF EXISTS kern_herstel_wacht();
DROP FUNCTION IF EXISTS kern_mag_herstellen(bigint, text);
DROP FUNCTION IF EXISTS kern_herstel_klaar(bigint, text);
DROP FUNCTION IF EXISTS kern_vraagt_vier_ogen(bigint, text);
DROP FUNCTION IF EXISTS kern_staat_alleen(bigint, bigint);
DROP FUNCTION IF EXISTS kern_kan_bevestigen(bigint, bigint);
DROP FUNCTION IF EXISTS kern_leidt(bigint, bigint, date);
"""

IK = "(SELECT kern_gebruiker())"
POORT, INRICHTING = heeft_rol("aanmelding"), heeft_rol("inrichting")
BEHEER = heeft_rol("beheerder", "inrichting")
BEVESTIGT = f"kern_kan_bevestigen({IK}, gebruiker_id)"


def bevestigd(zaak: str) -> str:
    """Condition: an administrator, for something that needs no second pair of eyes or that another confirmed."""
    return f"{heeft_rol('beheerder')} AND kern_mag_herstellen(gebruiker_id, {zaak})"


class Migration(migrations.Migration):
    dependencies = [("kern", "0009_herstel")]

    operations = [
        migrations.RunSQL(FUNCTIES, FUNCTIES_WEG),
        Rijbeveiliging(
            "kern_herstelverzoek",
            lezen=of(heeft_rol("beheerder"), INRICHTING, f"gebruiker_id = {IK}", BEVESTIGT),
            toevoegen=of(f"{heeft_rol('beheerder')} AND door_id = {IK} AND gebruiker_id <> {IK}", INRICHTING),
            wijzigen=of(f"door_id = {IK}", f"gebruiker_id = {IK}", BEVESTIGT),
        ),
        VasteKolommen(
            "kern_herstelverzoek",
            behalve=[
                "antwoord",
                "antwoord_toelichting",
                "antwoord_door_id",
                "antwoord_naam",
                "antwoord_op",
                "uitgevoerd_op",
            ],
        ),
        VolgWijzigingen("kern_herstelverzoek", weglaten=["toelichting", "antwoord_toelichting"]),
        *(
            HerzieBeleid(
                tabel, "verwijderen", of(POORT, INRICHTING, bevestigd("'factor'")), voorheen=of(POORT, BEHEER)
            )
            for tabel in ("kern_tweedefactor", "kern_herstelcode")
        ),
        HerzieBeleid(
            "kern_toegangscode",
            "toevoegen",
            of(POORT, INRICHTING, bevestigd("doel")),
            voorheen=of(POORT, BEHEER),
        ),
        VasteKolommen("kern_toegangscode", behalve=["gebruikt_op"]),
        HerzieBeleid(
            "kern_identiteit",
            "toevoegen",
            of(POORT, INRICHTING, bevestigd("'koppelen'")),
            voorheen=of(POORT, BEHEER),
        ),
        HerzieBeleid("kern_identiteit", "wijzigen", POORT, voorheen=of(POORT, BEHEER)),
    ]
