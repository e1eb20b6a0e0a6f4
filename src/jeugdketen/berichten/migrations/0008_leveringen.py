"""Starts and stops by allocation; a provider may read those it reported."""

from django.db import migrations, models

from jeugdketen.kern.rijbeveiliging import HerzieBeleid, leest_gemeente, of, van_aanbieder


class Migration(migrations.Migration):
    dependencies = [("berichten", "0007_keten")]

    operations = [
        migrations.AddIndex(
            model_name="ketenmelding",
            index=models.Index(
                fields=["gemeente_code", "toewijzing_nummer"], name="ketenmelding_toewijzing"
            ),
        ),
        HerzieBeleid(
            "berichten_ketenmelding",
            "lezen",
            of(leest_gemeente(), van_aanbieder()),
            voorheen=leest_gemeente(),
        ),
    ]
