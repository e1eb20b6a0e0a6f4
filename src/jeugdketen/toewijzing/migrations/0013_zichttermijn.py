"""How long a provider sees a child whose stop it did not report is data; `migrate` brings the number up to date."""

from importlib import import_module

from django.db import migrations

from jeugdketen.toewijzing.zicht import FUNCTIE, zichttermijn

eerder = import_module("jeugdketen.toewijzing.migrations.0010_nog_af_te_melden").NOG_AF_TE_MELDEN.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)


class Migration(migrations.Migration):
    dependencies = [("toewijzing", "0012_besluit_dat_vertrokken_is")]

    operations = [
        migrations.RunSQL(
            FUNCTIE.format(dagen=zichttermijn().dagen), "DROP FUNCTION toewijzing_stop_terug()"
        ),
        migrations.RunSQL(eerder.replace(" - 183\n", " - public.toewijzing_stop_terug()\n"), eerder),
    ]
