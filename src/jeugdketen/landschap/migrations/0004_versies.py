"""Every state of every register row is kept with who and when; row security on the new registers."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import (
    ALLES,
    HerzieBeleid,
    Rijbeveiliging,
    VolgWijzigingen,
    ZelfdeGemeente,
    heeft_rol,
    of,
    van_aanbieder,
)

REGIO = heeft_rol("contractmanager", "inrichting")
LOKAAL = of(REGIO, "gemeente_code = ANY ((SELECT landschap_contract_gemeenten())::text[])")

MET_VERSIES = {
    "landschap_gemeente": "cbs_code",
    "landschap_aanbiedergegevens": "id",
    "landschap_locatie": "id",
    "landschap_contract": "id",
    "landschap_contractgemeente": "id",
    "landschap_contractproduct": "id",
    "landschap_tarief": "id",
    "landschap_onderaannemer": "id",
    "landschap_productvertaling": "id",
}

# Moments run by the clock of the application (in the demo a fixed day), and never go back for one row.
FUNCTIES = """
CREATE FUNCTION landschap_contract_gemeenten() RETURNS text[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$ SELECT public.kern_lijst('contract') $$;

CREATE FUNCTION landschap_aanbieder_van(rij jsonb) RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN rij ? 'aanbieder_id' THEN (rij ->> 'aanbieder_id')::bigint
        WHEN rij ? 'aanbieder_agb' THEN (SELECT id FROM public.landschap_aanbieder WHERE agb = rij ->> 'aanbieder_agb')
        WHEN rij ->> 'contract_id' IS NOT NULL THEN
            (SELECT aanbieder_id FROM public.landschap_contract WHERE id = (rij ->> 'contract_id')::bigint)
    END
$$;

CREATE FUNCTION landschap_bewaar_versie() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    toegang jsonb := public.kern_toegang();
    klok timestamp := clock_timestamp() AT TIME ZONE 'Europe/Amsterdam';
    moment timestamptz;
    einde timestamptz;
    rij jsonb;
    nummer text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        rij := to_jsonb(OLD);
    ELSE
        rij := to_jsonb(NEW);
        IF TG_OP = 'UPDATE' AND to_jsonb(OLD) = rij THEN
            RETURN NULL;
        END IF;
    END IF;
    nummer := rij ->> TG_ARGV[0];
    moment := (COALESCE((toegang ->> 'dag')::date, klok::date) + klok::time) AT TIME ZONE 'Europe/Amsterdam';
    IF TG_OP <> 'INSERT' THEN
        UPDATE public.landschap_registerversie
            SET bekend_tot = GREATEST(moment, bekend_van + interval '1 microsecond')
            WHERE tabel = TG_TABLE_NAME AND sleutel = nummer AND bekend_tot IS NULL
            RETURNING bekend_tot INTO einde;
        moment := COALESCE(einde, moment);
    END IF;
    INSERT INTO public.landschap_registerversie (tabel, sleutel, aanbieder_id, rij, handeling, soort, reden,
        bekend_van, bekend_tot, geregistreerd_op, transactie, gebruiker_id, rollen)
    VALUES (TG_TABLE_NAME, nummer, public.landschap_aanbieder_van(rij), rij,
        CASE TG_OP WHEN 'INSERT' THEN 'nieuw' WHEN 'UPDATE' THEN 'gewijzigd' ELSE 'verwijderd' END,
        left(COALESCE(current_setting('app.register_soort', true), ''), 12),
        left(COALESCE(current_setting('app.register_reden', true), ''), 300),
        moment, CASE TG_OP WHEN 'DELETE' THEN moment END, clock_timestamp(), txid_current(),
        (toegang ->> 'gebruiker')::bigint,
        left(COALESCE((SELECT string_agg(rol, ', ') FROM jsonb_array_elements_text(toegang -> 'rollen') AS rol), ''), 400));
    RETURN NULL;
END $$;
"""

FUNCTIES_WEG = """
DROP FUNCTION IF EXISTS landschap_bewaar_versie();
DROP FUNCTION IF EXISTS landschap_aanbieder_van(jsonb);
DROP FUNCTION IF EXISTS landschap_contract_gemeenten();
"""

# What is in the registers already: the present state of a row is known since its last change.
EERSTE_GEGEVENS = """
INSERT INTO landschap_aanbiedergegevens (aanbieder_id, naam, kvk, plaats, contactpersoon, telefoon, e_mail, ggz,
    alleen_laag_complex, actief, van)
SELECT a.id, a.naam, a.kvk, a.plaats, a.contactpersoon, a.telefoon, a.e_mail, a.ggz, a.alleen_laag_complex, a.actief,
    LEAST(date '2025-07-01', (SELECT min(c.van) FROM landschap_contract c WHERE c.aanbieder_id = a.id))
FROM landschap_aanbieder a;
"""

EERSTE_VERSIES = "".join(
    f"""
INSERT INTO landschap_registerversie (tabel, sleutel, aanbieder_id, rij, handeling, soort, reden, bekend_van,
    geregistreerd_op, transactie, rollen)
SELECT '{tabel}', t.{sleutel}::text, landschap_aanbieder_van(to_jsonb(t)), to_jsonb(t), 'nieuw', '', '',
    COALESCE((SELECT max(w.op) FROM kern_wijziging w WHERE w.tabel = '{tabel}' AND w.sleutel = t.{sleutel}::text),
        clock_timestamp()),
    clock_timestamp(), txid_current(), '' FROM {tabel} t;
"""
    for tabel, sleutel in MET_VERSIES.items()
)

# Written by a function that runs as the owner and never directly; row security is switched on without being forced.
VERSIES = """
ALTER TABLE landschap_registerversie ENABLE ROW LEVEL SECURITY;
CREATE POLICY lezen ON landschap_registerversie FOR SELECT USING (true);
"""
VERSIES_WEG = """
DROP POLICY lezen ON landschap_registerversie;
ALTER TABLE landschap_registerversie DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("landschap", "0003_twee_tijden"), ("kern", "0003_gezinsband")]

    operations = [
        migrations.RunSQL(FUNCTIES, FUNCTIES_WEG),
        migrations.RunSQL(EERSTE_GEGEVENS, migrations.RunSQL.noop),
        migrations.RunSQL(EERSTE_VERSIES, migrations.RunSQL.noop),
        # The triggers of deferred constraints must have run before a table can be changed again.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER bewaar_versie AFTER INSERT OR UPDATE OR DELETE ON {tabel} "
                f"FOR EACH ROW EXECUTE FUNCTION landschap_bewaar_versie('{sleutel}')",
                f"DROP TRIGGER IF EXISTS bewaar_versie ON {tabel}",
            )
            for tabel, sleutel in MET_VERSIES.items()
        ),
        migrations.RunSQL(VERSIES, VERSIES_WEG),
        *(
            HerzieBeleid("landschap_contract", soort, LOKAAL, voorheen=REGIO)
            for soort in ("toevoegen", "wijzigen", "verwijderen")
        ),
        Rijbeveiliging("landschap_aanbiedergegevens", lezen=ALLES, schrijven=REGIO),
        Rijbeveiliging("landschap_locatie", lezen=ALLES, schrijven=REGIO),
        Rijbeveiliging("landschap_contractgemeente", lezen=ALLES, schrijven=REGIO),
        Rijbeveiliging("landschap_contractproduct", lezen=ALLES, schrijven=LOKAAL),
        Rijbeveiliging("landschap_tarief", lezen=ALLES, schrijven=LOKAAL),
        Rijbeveiliging("landschap_onderaannemer", lezen=ALLES, schrijven=of(REGIO, van_aanbieder())),
        ZelfdeGemeente("landschap_contractproduct", "contract_id", "landschap_contract"),
        ZelfdeGemeente("landschap_tarief", "contract_id", "landschap_contract"),
        VolgWijzigingen(
            "landschap_aanbiedergegevens", weglaten=["contactpersoon", "telefoon", "e_mail"]
        ),
        *(
            VolgWijzigingen(f"landschap_{naam}")
            for naam in ("locatie", "contractgemeente", "contractproduct", "tarief", "onderaannemer")
        ),
    ]
