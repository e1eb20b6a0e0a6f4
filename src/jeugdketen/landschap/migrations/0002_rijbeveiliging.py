"""Row security on the registers: read by all, written by the Netwerkorganisatie and by set-up; every change logged."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import ALLES, Rijbeveiliging, VolgWijzigingen, heeft_rol

SCHRIJVEN = heeft_rol("contractmanager", "inrichting")


class Migration(migrations.Migration):
    dependencies = [("landschap", "0001_initial"), ("kern", "0002_rijbeveiliging")]

    operations = [
        Rijbeveiliging("landschap_gemeente", lezen=ALLES, schrijven=heeft_rol("inrichting")),
        Rijbeveiliging("landschap_aanbieder", lezen=ALLES, schrijven=SCHRIJVEN),
        Rijbeveiliging("landschap_contract", lezen=ALLES, schrijven=SCHRIJVEN),
        Rijbeveiliging("landschap_productvertaling", lezen=ALLES, schrijven=SCHRIJVEN),
        VolgWijzigingen("landschap_gemeente", sleutel="cbs_code"),
        VolgWijzigingen("landschap_aanbieder", weglaten=["contactpersoon", "telefoon", "e_mail"]),
        VolgWijzigingen("landschap_contract"),
        VolgWijzigingen("landschap_productvertaling"),
    ]
