"""A provider sees what was brought in its name, also before anybody has read it: by a colleague or by its system."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import HerzieBeleid, heeft_rol, leest_gemeente, of, van_aanbieder

_TOT_NU = (
    leest_gemeente(),
    f"{van_aanbieder()} AND toestand NOT IN ('klaar', 'ingetrokken')",
    f"gemeente_code IS NULL AND ({heeft_rol('systeem')})",
    f"gemeente_code IS NULL AND ({heeft_rol('beheerder')})",
    "aangeleverd_door_id = (SELECT kern_gebruiker())",
)


class Migration(migrations.Migration):
    dependencies = [("berichten", "0003_referentie")]

    operations = [
        HerzieBeleid(
            "berichten_bericht",
            "lezen",
            of(*_TOT_NU, "mag_afzender::text[] && (SELECT kern_aanbieders())::text[] AND gemeente_code IS NULL"),
            voorheen=of(*_TOT_NU),
        ),
    ]
