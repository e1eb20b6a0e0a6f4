"""Row security on every table of the file, from the first row on."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import (
    AlleenToevoegen,
    Rijbeveiliging,
    VolgWijzigingen,
    ZelfdeGemeente,
    leest_gemeente,
    of,
    schrijft_gemeente,
    van_aanbieder,
)

LEZEN, SCHRIJVEN = leest_gemeente(), schrijft_gemeente()

# The children with whom a provider is involved today. Runs with the rights of who asks, so row security on
# dossier_betrokkenheid holds inside it too.
BETROKKEN = """
CREATE FUNCTION dossier_betrokken() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT COALESCE(array_agg(DISTINCT jeugdige_id), '{}')
    FROM public.dossier_betrokkenheid
    WHERE aanbieder_agb = ANY ((SELECT public.kern_aanbieders())::text[])
      AND van <= (SELECT public.kern_dag())
      AND (tot IS NULL OR tot >= (SELECT public.kern_dag()))
$$;
"""

KINDEREN = [
    "dossier_zoekterm",
    "dossier_adres",
    "dossier_relatie",
    "dossier_toestemming",
    "dossier_leefsituatie",
    "dossier_gezamenlijkebeoordeling",
    "dossier_betrokkenheid",
]
VASTGELEGD = ["dossier_toestemming", "dossier_leefsituatie", "dossier_gezamenlijkebeoordeling"]
NAMEN = ["voornamen", "voorletters", "voorvoegsel", "achternaam", "partner_voorvoegsel", "partner_achternaam"]
ADRES = ["straatnaam", "huisnummer", "huisletter", "toevoeging", "postcode", "plaatsnaam"]


class Migration(migrations.Migration):
    dependencies = [("dossier", "0001_initial"), ("kern", "0002_rijbeveiliging")]

    operations = [
        migrations.RunSQL(BETROKKEN, "DROP FUNCTION dossier_betrokken()"),
        Rijbeveiliging(
            "dossier_jeugdige",
            lezen=of(LEZEN, "id = ANY ((SELECT dossier_betrokken())::uuid[])"),
            toevoegen=SCHRIJVEN,
            wijzigen=SCHRIJVEN,
        ),
        Rijbeveiliging("dossier_zoekterm", lezen=LEZEN, schrijven=SCHRIJVEN),
        Rijbeveiliging("dossier_adres", lezen=LEZEN, toevoegen=SCHRIJVEN, wijzigen=SCHRIJVEN),
        Rijbeveiliging("dossier_relatie", lezen=LEZEN, schrijven=SCHRIJVEN),
        Rijbeveiliging(
            "dossier_betrokkenheid",
            lezen=of(LEZEN, van_aanbieder()),
            toevoegen=SCHRIJVEN,
            wijzigen=SCHRIJVEN,
        ),
        *(Rijbeveiliging(tabel, lezen=LEZEN, toevoegen=SCHRIJVEN) for tabel in VASTGELEGD),
        *(AlleenToevoegen(tabel) for tabel in VASTGELEGD),
        *(ZelfdeGemeente(tabel, "jeugdige_id", "dossier_jeugdige") for tabel in KINDEREN),
        VolgWijzigingen("dossier_jeugdige", weglaten=[*NAMEN, "bsn", "bsn_sleutel", "geboortedatum"]),
        VolgWijzigingen("dossier_adres", weglaten=ADRES),
        VolgWijzigingen("dossier_relatie", weglaten=[*NAMEN, "telefoon", "e_mail"]),
        VolgWijzigingen("dossier_betrokkenheid"),
    ]
