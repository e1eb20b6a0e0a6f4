"""Row security on every table of the post box, and the raw store append-only by trigger and by grant."""

from django.db import migrations

from jeugdketen.berichten.rechten import neem_af
from jeugdketen.kern.rijbeveiliging import (
    AlleenToevoegen,
    Rijbeveiliging,
    heeft_rol,
    leest_gemeente,
    of,
    schrijft_gemeente,
    van_aanbieder,
)

# A message that nobody has read yet, or that could not be read, is of no municipality.
VAN_NIEMAND = f"gemeente_code IS NULL AND ({heeft_rol('systeem')})"
ZELF_AANGELEVERD = "aangeleverd_door_id = (SELECT kern_gebruiker())"
IEMAND = f"(SELECT kern_gebruiker()) IS NOT NULL OR {heeft_rol('systeem')}"


def via_bericht(tabel: str, kolom: str = "bericht_id") -> str:
    """Condition: the message that the row belongs to may be seen (row security on it holds in here too)."""
    return f"EXISTS (SELECT 1 FROM berichten_bericht b WHERE b.id = {tabel}.{kolom})"


class Migration(migrations.Migration):
    dependencies = [("berichten", "0001_initial"), ("kern", "0002_rijbeveiliging")]

    operations = [
        Rijbeveiliging(
            "berichten_bericht",
            lezen=of(
                leest_gemeente(),
                f"{van_aanbieder()} AND toestand NOT IN ('klaar', 'ingetrokken')",
                VAN_NIEMAND,
                f"gemeente_code IS NULL AND ({heeft_rol('beheerder')})",
                ZELF_AANGELEVERD,
            ),
            toevoegen=of(schrijft_gemeente(), VAN_NIEMAND, f"gemeente_code IS NULL AND {ZELF_AANGELEVERD}"),
            wijzigen=of(schrijft_gemeente(), VAN_NIEMAND),
        ),
        Rijbeveiliging(
            "berichten_ruwbericht",
            lezen="EXISTS (SELECT 1 FROM berichten_bericht b WHERE b.ruw_id = berichten_ruwbericht.id)",
            toevoegen=IEMAND,
        ),
        *(
            Rijbeveiliging(tabel, lezen=via_bericht(tabel), toevoegen=via_bericht(tabel))
            for tabel in ("berichten_overgang", "berichten_bevinding")
        ),
        # Which message waits, without what is in it: the sender asks for all municipalities, then sends one by one.
        Rijbeveiliging(
            "berichten_verzendpost",
            lezen=of(leest_gemeente(), heeft_rol("systeem"), heeft_rol("beheerder")),
            toevoegen=schrijft_gemeente(),
            wijzigen=schrijft_gemeente(),
        ),
        Rijbeveiliging("berichten_ketenverzoek", lezen=leest_gemeente(), schrijven=schrijft_gemeente()),
        Rijbeveiliging("berichten_ketentoewijzing", lezen=leest_gemeente(), schrijven=schrijft_gemeente()),
        Rijbeveiliging("berichten_nummerreeks", lezen=IEMAND, toevoegen=IEMAND, wijzigen=IEMAND),
        *(AlleenToevoegen(t) for t in ("berichten_ruwbericht", "berichten_overgang", "berichten_bevinding")),
        migrations.RunPython(
            neem_af("berichten_ruwbericht", "berichten_overgang", "berichten_bevinding"), migrations.RunPython.noop
        ),
        migrations.RunPython(
            neem_af("berichten_bericht", "berichten_verzendpost", "berichten_nummerreeks", rechten="DELETE, TRUNCATE"),
            migrations.RunPython.noop,
        ),
    ]
