"""Row security on every table of allocation; facts, verdicts and decisions append-only by trigger and by grant."""

from django.db import migrations

from jeugdketen.berichten.rechten import neem_af
from jeugdketen.kern.rijbeveiliging import (
    AlleenToevoegen,
    Rijbeveiliging,
    VolgWijzigingen,
    ZelfdeGemeente,
    leest_gemeente,
    of,
    schrijft_gemeente,
    van_aanbieder,
)

LEZEN, SCHRIJVEN = leest_gemeente(), schrijft_gemeente()
VASTGELEGD = ("toewijzing_aanvulling", "toewijzing_toets", "toewijzing_besluit")


class Migration(migrations.Migration):
    dependencies = [
        ("toewijzing", "0001_initial"),
        ("berichten", "0002_rijbeveiliging"),
        ("dossier", "0002_rijbeveiliging"),
        ("kern", "0002_rijbeveiliging"),
    ]

    operations = [
        Rijbeveiliging(
            "toewijzing_verzoek", lezen=of(LEZEN, van_aanbieder()), toevoegen=SCHRIJVEN, wijzigen=SCHRIJVEN
        ),
        # A provider sees an allocation once the message about it has left.
        Rijbeveiliging(
            "toewijzing_toewijzing",
            lezen=of(LEZEN, f"{van_aanbieder()} AND toestand NOT IN ('klaar', 'ingetrokken')"),
            toevoegen=SCHRIJVEN,
            wijzigen=SCHRIJVEN,
        ),
        *(Rijbeveiliging(tabel, lezen=LEZEN, toevoegen=SCHRIJVEN) for tabel in VASTGELEGD),
        *(AlleenToevoegen(tabel) for tabel in VASTGELEGD),
        *(ZelfdeGemeente(tabel, "verzoek_id", "toewijzing_verzoek") for tabel in VASTGELEGD),
        ZelfdeGemeente("toewijzing_verzoek", "jeugdige_id", "dossier_jeugdige"),
        ZelfdeGemeente("toewijzing_toewijzing", "jeugdige_id", "dossier_jeugdige"),
        ZelfdeGemeente("toewijzing_verzoek", "bericht_id", "berichten_bericht"),
        VolgWijzigingen("toewijzing_verzoek", weglaten=["verwijzer_naam", "commentaar"]),
        VolgWijzigingen("toewijzing_toewijzing"),
        migrations.RunPython(neem_af(*VASTGELEGD), migrations.RunPython.noop),
        migrations.RunPython(
            neem_af("toewijzing_verzoek", "toewijzing_toewijzing", rechten="DELETE, TRUNCATE"),
            migrations.RunPython.noop,
        ),
    ]
