"""Machine accounts and their tokens are written by the door and by administration alone.

They open files from outside the database: who could write one in any context would not need to forge a context.
"""

from django.db import migrations

TABELLEN = ("api_machineaccount", "oauth2_provider_accesstoken")

FUNCTIE = """
CREATE FUNCTION api_alleen_door_beheer() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT (public.kern_heeft_rol('aanmelding') OR public.kern_heeft_rol('inrichting')
            OR current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)) THEN
        RAISE EXCEPTION 'Een machineaccount of token wordt hier niet geschreven.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0003_geheim_verloopt"),
        ("kern", "0015_zegel_per_transactie"),
        ("oauth2_provider", "0022_refreshtoken_token_family_index"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIE, "DROP FUNCTION IF EXISTS api_alleen_door_beheer()"),
        *(
            migrations.RunSQL(
                f'CREATE TRIGGER alleen_door_beheer BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{tabel}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION api_alleen_door_beheer()",
                f'DROP TRIGGER IF EXISTS alleen_door_beheer ON "{tabel}"',
            )
            for tabel in TABELLEN
        ),
    ]
