"""What family, certified institution, referrer and break-glass access read of requests: columns of their own.

They no longer reach requests, verdicts, additions and decisions themselves, with what the municipality thinks, but two views:
what was asked and how far it is (`Kindverzoek`), and the decisions that hold with their findings (`Kindbesluit`).
"""

from importlib import import_module

from django.db import migrations, models

from jeugdketen.berichten.rechten import neem_af
from jeugdketen.kern.rijbeveiliging import Kolomvenster, VervaltBeleid, leest_gemeente, of

eerder = import_module("jeugdketen.toewijzing.migrations.0005_wie_ziet_een_verzoek")
bij = eerder.bij

VERWIJZER = "verwijzer_code = ANY ((SELECT kern_verwijzers())::text[])"
GI, GEZIN = bij("toewijzing_gi_verzoeken", "verzoek_id"), bij("toewijzing_eigen_verzoeken", "verzoek_id")

GEVRAAGD = (
    *("id", "nummer", "gemeente_code", "aanbieder_agb", "jeugdige_id", "categorie", "code", "product", "product_naam"),
    *("van", "tot", "verwijzer_code", "ontvangen", "toestand"),
)
BESLOTEN = (
    *("id", "verzoek_id", "gemeente_code", "volgnummer", "soort", "code", "motivering", "door_naam", "namens_naam", "op"),
)
BEVINDINGEN = """
SELECT COALESCE(jsonb_agg(jsonb_build_object('regel', b.f->'regel', 'uitkomst', b.f->'uitkomst', 'uitleg', b.f->'uitleg',
    'bron', b.f->'bron', 'eisen', b.f->'eisen', 'status', b.f->'status') ORDER BY b.nr), '[]')
FROM jsonb_array_elements(v.antwoord->'bevindingen') WITH ORDINALITY AS b(f, nr)
"""
GELDT = (
    "v.soort <> 'ingetrokken'"
    " AND NOT EXISTS (SELECT 1 FROM toewijzing_besluit h WHERE h.herroept_id = v.id)"
)


def _uit_venster(opdracht: str) -> str:
    return opdracht.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
        "public.toewijzing_verzoek", "public.toewijzing_kindverzoek"
    )


def _functie(opdracht: str) -> migrations.RunSQL:
    """A function that looked through the requests looks through the view."""
    return migrations.RunSQL(
        _uit_venster(opdracht), opdracht.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    )


NOOD = eerder.VERZOEKEN.format(naam="toewijzing_nood_verzoeken", kinderen="kern_nood_kinderen")

VERZOEKVENSTER = Kolomvenster(
    "toewijzing_kindverzoek",
    "toewijzing_verzoek",
    kolommen=GEVRAAGD,
    voorwaarde=of(
        leest_gemeente(),
        *(bij(kinderen, "jeugdige_id") for _, kinderen in eerder.GRONDEN.values()),
        VERWIJZER,
    ),
)
BESLUITVENSTER = Kolomvenster(
    "toewijzing_kindbesluit",
    "toewijzing_besluit",
    kolommen=BESLOTEN,
    voorwaarde=of(leest_gemeente(), GI, GEZIN),
    afgeleid={
        "reden": f"CASE WHEN v.{leest_gemeente()} OR v.{GI} THEN v.reden ELSE '' END",
        "uitkomst": "COALESCE(v.antwoord->>'uitkomst', '')",
        "bevindingen": BEVINDINGEN,
    },
    alleen=GELDT,
)


class Migration(migrations.Migration):
    dependencies = [("toewijzing", "0008_overgenomen_op")]

    operations = [
        migrations.CreateModel(
            name="Kindverzoek",
            fields=[("id", models.UUIDField(primary_key=True, serialize=False))],
            options={
                "verbose_name": "verzoek zoals anderen rond een kind het zien",
                "db_table": "toewijzing_kindverzoek",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Kindbesluit",
            fields=[("id", models.UUIDField(primary_key=True, serialize=False))],
            options={
                "verbose_name": "besluit zoals gezin en instelling het zien",
                "db_table": "toewijzing_kindbesluit",
                "managed": False,
            },
        ),
        VERZOEKVENSTER,
        *(
            _functie(eerder.VERZOEKEN.format(naam=naam, kinderen=kinderen))
            for grond, (naam, kinderen) in eerder.GRONDEN.items()
            if grond != "noodtoegang"
        ),
        _functie(eerder.VERWEZEN),
        BESLUITVENSTER,
        migrations.RunPython(
            neem_af(
                "toewijzing_kindverzoek", "toewijzing_kindbesluit", rechten="INSERT, UPDATE, DELETE, TRUNCATE"
            ),
            migrations.RunPython.noop,
        ),
        *(
            VervaltBeleid("toewijzing_verzoek", grond, "lezen", bij(kinderen, "jeugdige_id"))
            for grond, (_, kinderen) in eerder.GRONDEN.items()
        ),
        VervaltBeleid("toewijzing_verzoek", "verwijzer", "lezen", VERWIJZER),
        *(
            VervaltBeleid(tabel, grond, "lezen", bij(verzoeken, "verzoek_id"))
            for tabel in ("toewijzing_toets", "toewijzing_besluit")
            for grond, (verzoeken, _) in eerder.GRONDEN.items()
        ),
        VervaltBeleid(
            "toewijzing_aanvulling", "noodtoegang", "lezen", bij("toewijzing_nood_verzoeken", "verzoek_id")
        ),
        migrations.RunSQL("DROP FUNCTION toewijzing_nood_verzoeken()", NOOD),
    ]
