"""Old trials of roads are removed by the worker."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import ExtraBeleid, heeft_rol


class Migration(migrations.Migration):
    dependencies = [("berichten", "0015_wegproef")]

    operations = [ExtraBeleid("berichten_wegproef", "opruimen", "verwijderen", heeft_rol("systeem"))]
