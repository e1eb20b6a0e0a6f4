"""Row security on the take-over: the municipality that moves, and what was brought and found is only added."""

from django.db import migrations

from jeugdketen.berichten.rechten import neem_af
from jeugdketen.kern.rijbeveiliging import (
    AlleenToevoegen,
    Rijbeveiliging,
    VolgWijzigingen,
    ZelfdeGemeente,
    leest_gemeente,
    schrijft_gemeente,
)

LEZEN, SCHRIJVEN = leest_gemeente(), schrijft_gemeente()
VAST = ("overname_overnamebestand", "overname_overnameregel", "overname_overnamebericht")


class Migration(migrations.Migration):
    dependencies = [("overname", "0001_initial"), ("kern", "0002_rijbeveiliging")]

    operations = [
        Rijbeveiliging("overname_overname", lezen=LEZEN, toevoegen=SCHRIJVEN, wijzigen=SCHRIJVEN),
        *(Rijbeveiliging(tabel, lezen=LEZEN, toevoegen=SCHRIJVEN) for tabel in VAST),
        *(AlleenToevoegen(tabel) for tabel in VAST),
        *(ZelfdeGemeente(tabel, "overname_id", "overname_overname") for tabel in VAST),
        VolgWijzigingen("overname_overname"),
        migrations.RunPython(neem_af(*VAST), migrations.RunPython.noop),
        migrations.RunPython(neem_af("overname_overname", rechten="DELETE, TRUNCATE"), migrations.RunPython.noop),
    ]
