"""Starts and stops are found by the allocation that they are about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("berichten", "0008_regie_van_aanbieder")]

    operations = [
        migrations.AddIndex(
            model_name="ketenmelding",
            index=models.Index(
                fields=["gemeente_code", "toewijzing_nummer"], name="ketenmelding_toewijzing"
            ),
        ),
    ]
