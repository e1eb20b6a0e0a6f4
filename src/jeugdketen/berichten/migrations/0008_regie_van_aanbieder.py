"""A provider sees the starts and stops that it reported itself."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import HerzieBeleid, leest_gemeente, of, van_aanbieder


class Migration(migrations.Migration):
    dependencies = [("berichten", "0007_keten")]

    operations = [
        HerzieBeleid(
            "berichten_ketenmelding",
            "lezen",
            of(leest_gemeente(), van_aanbieder()),
            voorheen=leest_gemeente(),
        ),
    ]
