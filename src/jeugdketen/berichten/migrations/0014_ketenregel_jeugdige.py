"""A line of a declaration is found by the child it is about, so that it goes with the file."""

from typing import Any

from django.db import migrations, models

from jeugdketen.kern.bsn import bsn_sleutel

PER_KEER = 2000


def vul(apps: Any, schema_editor: Any) -> None:
    """Hash the BSN of the lines there are. Runs as the owner, who is held to row security as well."""
    ketenregel = apps.get_model("berichten", "Ketenregel")
    rijen = ketenregel.objects.using(schema_editor.connection.alias)
    schema_editor.execute("ALTER TABLE berichten_ketenregel NO FORCE ROW LEVEL SECURITY")
    laatste = 0
    while stuk := list(rijen.filter(pk__gt=laatste).order_by("pk").only("pk", "bsn")[:PER_KEER]):
        for rij in stuk:
            rij.bsn_sleutel = bsn_sleutel(rij.bsn)
        rijen.bulk_update(stuk, ["bsn_sleutel"])
        laatste = stuk[-1].pk
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("ALTER TABLE berichten_ketenregel FORCE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [("berichten", "0013_overgenomen_op")]

    operations = [
        migrations.AddField(
            model_name="ketenregel",
            name="bsn_sleutel",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(vul, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="ketenregel",
            index=models.Index(fields=["gemeente_code", "bsn_sleutel"], name="ketenregel_jeugdige"),
        ),
    ]
