"""When an allocation was taken over; of those from before nobody noted it, so that it counts from today."""

from django.db import migrations, models

VUL = """
ALTER TABLE berichten_ketentoewijzing NO FORCE ROW LEVEL SECURITY;
UPDATE berichten_ketentoewijzing SET overgenomen_op = current_date WHERE overgenomen IS NOT NULL;
ALTER TABLE berichten_ketentoewijzing FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("berichten", "0012_lijstindexen")]

    operations = [
        migrations.AddField("ketentoewijzing", "overgenomen_op", models.DateField(null=True)),
        migrations.RunSQL(VUL, migrations.RunSQL.noop),
    ]
