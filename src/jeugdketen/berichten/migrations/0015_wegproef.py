"""Trials of a road, asked for by an operator and done by a worker."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jeugdketen.kern.rijbeveiliging import Rijbeveiliging, heeft_rol


class Migration(migrations.Migration):
    dependencies = [
        ("berichten", "0014_ketenregel_jeugdige"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Wegproef",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("door_naam", models.CharField(max_length=200)),
                ("waarden", models.JSONField()),
                ("gevraagd_op", models.DateTimeField()),
                ("begonnen_op", models.DateTimeField(null=True)),
                ("klaar_op", models.DateTimeField(null=True)),
                ("stappen", models.JSONField(null=True)),
                (
                    "door",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "proef van een weg",
                "db_table": "berichten_wegproef",
                "indexes": [models.Index(fields=["-gevraagd_op"], name="wegproef_gevraagd")],
            },
        ),
        Rijbeveiliging(
            "berichten_wegproef",
            lezen=heeft_rol("systeem", "beheerder"),
            toevoegen=f"door_id = (SELECT kern_gebruiker()) AND ({heeft_rol('beheerder')})",
            wijzigen=heeft_rol("systeem"),
        ),
    ]
