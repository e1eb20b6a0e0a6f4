"""Tariffs that leave a day open are refused by the database too, at the end of the transaction that wrote them.

The same as `landschap.services.controleer_tarieven`: standard tariffs of one unit follow each other; those of a contract
cover, where needed with standard ones, every day of the product in that contract.
"""

from django.db import migrations

GATEN = """
CREATE FUNCTION landschap_dagen(van date, tot date) RETURNS daterange LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$ SELECT daterange(van, tot, '[]') $$;

CREATE FUNCTION landschap_tarief_sluit_aan() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    rij record;
    open_ datemultirange;
BEGIN
    FOR rij IN
        SELECT DISTINCT r.contract_id, r.regioproduct, r.eenheid FROM (VALUES
            (OLD.contract_id, OLD.regioproduct, OLD.eenheid), (NEW.contract_id, NEW.regioproduct, NEW.eenheid)
        ) AS r (contract_id, regioproduct, eenheid) WHERE r.regioproduct IS NOT NULL
    LOOP
        IF rij.contract_id IS NULL AND (
            SELECT count(*) > 1 FROM (
                SELECT unnest(range_agg(public.landschap_dagen(t.van, t.tot))) FROM public.landschap_tarief t
                WHERE t.contract_id IS NULL AND t.regioproduct = rij.regioproduct AND t.eenheid = rij.eenheid) AS stuk
        ) THEN
            RAISE EXCEPTION 'Tussen de standaardtarieven van % ontbreken dagen.', rij.regioproduct
                USING ERRCODE = 'check_violation', CONSTRAINT = 'tarief_sluit_aan';
        END IF;
        SELECT datemultirange(public.landschap_dagen(p.van, LEAST(p.tot, c.tot))) - range_agg(
                public.landschap_dagen(t.van, t.tot)) INTO open_
        FROM public.landschap_contractproduct p
        JOIN public.landschap_contract c ON c.id = p.contract_id
        JOIN public.landschap_tarief t ON t.regioproduct = p.regioproduct AND t.eenheid = rij.eenheid
            AND (t.contract_id = p.contract_id OR t.contract_id IS NULL)
        WHERE p.regioproduct = rij.regioproduct
          AND (p.contract_id = rij.contract_id OR (rij.contract_id IS NULL AND EXISTS (
            SELECT 1 FROM public.landschap_tarief e WHERE e.contract_id = p.contract_id
              AND e.regioproduct = rij.regioproduct AND e.eenheid = rij.eenheid)))
        GROUP BY p.id, p.van, p.tot, c.tot
        HAVING bool_or(t.contract_id IS NOT NULL) AND NOT isempty(
            datemultirange(public.landschap_dagen(p.van, LEAST(p.tot, c.tot)))
            - range_agg(public.landschap_dagen(t.van, t.tot)))
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'Voor % ontbreekt een tarief op dagen waarop het product in een contract staat.', rij.regioproduct
                USING ERRCODE = 'check_violation', CONSTRAINT = 'tarief_sluit_aan';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE INDEX tarief_standaard ON landschap_tarief (regioproduct, eenheid) WHERE contract_id IS NULL;
CREATE CONSTRAINT TRIGGER sluit_aan AFTER INSERT OR UPDATE OR DELETE ON landschap_tarief
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION landschap_tarief_sluit_aan();
"""
GATEN_WEG = """
DROP TRIGGER IF EXISTS sluit_aan ON landschap_tarief;
DROP INDEX IF EXISTS tarief_standaard;
DROP FUNCTION IF EXISTS landschap_tarief_sluit_aan();
DROP FUNCTION IF EXISTS landschap_dagen(date, date);
"""


class Migration(migrations.Migration):
    dependencies = [("landschap", "0005_werkboeken")]

    operations = [migrations.RunSQL(GATEN, GATEN_WEG)]
