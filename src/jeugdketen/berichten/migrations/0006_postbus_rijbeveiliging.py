"""Row security on the tables of roads, reminders and settlements; the numbers of a message kept in rows by a trigger."""

from django.db import migrations

from jeugdketen.berichten.rechten import neem_af
from jeugdketen.kern.rijbeveiliging import (
    AlleenToevoegen,
    Rijbeveiliging,
    VolgWijzigingen,
    heeft_rol,
    leest_gemeente,
    of,
    schrijft_gemeente,
    van_aanbieder,
)

ZELF = "door_id = (SELECT kern_gebruiker())"
ALLEEN_ERBIJ = ("berichten_envelop", "berichten_afhandeling", "berichten_ingreep", "berichten_herinnering")


def via_bericht(tabel: str) -> str:
    """Condition: the message that the row belongs to may be seen."""
    return f"EXISTS (SELECT 1 FROM berichten_bericht b WHERE b.id = {tabel}.bericht_id)"


VERWIJZINGEN = """
CREATE FUNCTION berichten_houd_verwijzingen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM berichten_verwijzing WHERE bericht_id = NEW.id AND nummer <> ALL (NEW.referenties);
    END IF;
    INSERT INTO berichten_verwijzing (bericht_id, nummer)
        SELECT NEW.id, r.nummer FROM (SELECT DISTINCT unnest(NEW.referenties) AS nummer) r WHERE r.nummer <> ''
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER houd_verwijzingen AFTER INSERT ON berichten_bericht FOR EACH ROW
    WHEN (NEW.referenties <> '{}') EXECUTE FUNCTION berichten_houd_verwijzingen();
CREATE TRIGGER houd_verwijzingen_bij AFTER UPDATE OF referenties ON berichten_bericht FOR EACH ROW
    WHEN (OLD.referenties IS DISTINCT FROM NEW.referenties) EXECUTE FUNCTION berichten_houd_verwijzingen();
"""


class Migration(migrations.Migration):
    dependencies = [("berichten", "0005_postbus"), ("kern", "0002_rijbeveiliging")]

    operations = [
        Rijbeveiliging(
            "berichten_verwijzing",
            lezen=via_bericht("berichten_verwijzing"),
            toevoegen=via_bericht("berichten_verwijzing"),
            verwijderen=via_bericht("berichten_verwijzing"),
        ),
        migrations.RunSQL(
            VERWIJZINGEN,
            "DROP TRIGGER houd_verwijzingen ON berichten_bericht;"
            "DROP TRIGGER houd_verwijzingen_bij ON berichten_bericht;"
            "DROP FUNCTION berichten_houd_verwijzingen();",
        ),
        Rijbeveiliging(
            "berichten_envelop",
            lezen=via_bericht("berichten_envelop"),
            toevoegen=via_bericht("berichten_envelop"),
        ),
        Rijbeveiliging(
            "berichten_afhandeling",
            lezen=of(leest_gemeente(), f"gemeente_code IS NULL AND ({heeft_rol('beheerder')})"),
            toevoegen=of(
                f"{schrijft_gemeente()} AND {ZELF}",
                f"gemeente_code IS NULL AND {ZELF} AND ({heeft_rol('beheerder')})",
            ),
        ),
        Rijbeveiliging(
            "berichten_aansluiting",
            lezen=of(leest_gemeente(), heeft_rol("systeem", "beheerder", "inrichting")),
            schrijven=heeft_rol("beheerder", "inrichting"),
        ),
        VolgWijzigingen("berichten_aansluiting"),
        Rijbeveiliging(
            "berichten_wegstand",
            lezen=heeft_rol("systeem", "beheerder"),
            toevoegen=heeft_rol("systeem"),
            wijzigen=heeft_rol("systeem"),
        ),
        Rijbeveiliging(
            "berichten_ingreep",
            lezen=heeft_rol("beheerder"),
            toevoegen=f"{ZELF} AND ({heeft_rol('beheerder')})",
        ),
        Rijbeveiliging(
            "berichten_herinnering",
            lezen=of(leest_gemeente(), f"{van_aanbieder()} AND aan = 'aanbieder'"),
            toevoegen=schrijft_gemeente(),
        ),
        *(AlleenToevoegen(tabel) for tabel in ALLEEN_ERBIJ),
        migrations.RunPython(neem_af(*ALLEEN_ERBIJ), migrations.RunPython.noop),
    ]
