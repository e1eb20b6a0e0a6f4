"""A family sees the identity of its own child; a tie cannot name a child of another municipality."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import HerzieBeleid, ZelfdeGemeente, leest_gemeente, of

LEZEN = (leest_gemeente(), "id = ANY ((SELECT dossier_betrokken())::uuid[])")


class Migration(migrations.Migration):
    dependencies = [("dossier", "0002_rijbeveiliging"), ("kern", "0003_gezinsband")]

    operations = [
        HerzieBeleid(
            "dossier_jeugdige",
            "lezen",
            of(*LEZEN, "id = ANY ((SELECT kern_eigen_kinderen())::uuid[])"),
            voorheen=of(*LEZEN),
        ),
        ZelfdeGemeente("kern_gezinsband", "jeugdige_id", "dossier_jeugdige"),
    ]
