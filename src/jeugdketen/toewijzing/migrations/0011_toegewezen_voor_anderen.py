"""Family, certified institution and break-glass access read allocations as they are known outside, not the rows themselves."""

from importlib import import_module

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import ExtraBeleid, VervaltBeleid

eerder = import_module("jeugdketen.toewijzing.migrations.0005_wie_ziet_een_verzoek")


class Migration(migrations.Migration):
    dependencies = [("toewijzing", "0010_nog_af_te_melden")]

    operations = [
        *(
            VervaltBeleid(
                "toewijzing_toewijzing",
                grond,
                "lezen",
                eerder.bij(kinderen, "jeugdige_id") + " AND toestand NOT IN ('klaar', 'ingetrokken')",
            )
            for grond, (_, kinderen) in eerder.GRONDEN.items()
        ),
        *(
            ExtraBeleid("toewijzing_bekend", grond, "lezen", eerder.bij(kinderen, "jeugdige_id"))
            for grond, (_, kinderen) in eerder.GRONDEN.items()
        ),
    ]
