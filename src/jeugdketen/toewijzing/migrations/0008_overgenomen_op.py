"""When an allocation that a provider knows was taken over, as the chain has it."""

from django.db import migrations, models

VUL = """
ALTER TABLE toewijzing_bekend NO FORCE ROW LEVEL SECURITY;
ALTER TABLE berichten_ketentoewijzing NO FORCE ROW LEVEL SECURITY;
UPDATE toewijzing_bekend b SET overgenomen_op = k.overgenomen_op FROM berichten_ketentoewijzing k
 WHERE k.gemeente_code = b.gemeente_code AND k.nummer::text = b.nummer AND k.overgenomen_op IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE berichten_ketentoewijzing FORCE ROW LEVEL SECURITY;
ALTER TABLE toewijzing_bekend FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("toewijzing", "0007_wat_de_aanbieder_kent"), ("berichten", "0013_overgenomen_op")]

    operations = [
        migrations.AddField("bekendetoewijzing", "overgenomen_op", models.DateField(null=True)),
        migrations.RunSQL(VUL, migrations.RunSQL.noop),
    ]
