"""Row security and change log for identity, merging, BRP work items, domicile and transfer."""

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import (
    AlleenToevoegen,
    Rijbeveiliging,
    VolgWijzigingen,
    ZelfdeGemeente,
    leest_gemeente,
    of,
    schrijft_gemeente,
)

LEZEN, SCHRIJVEN = leest_gemeente(), schrijft_gemeente()
VASTGELEGD = ("dossier_geendubbel", "dossier_verplaatsing", "dossier_woonplaatstoets")
BEHANDELD = ("dossier_vroegerbsn", "dossier_samenvoeging", "dossier_brpmelding")
KINDEREN = (
    ("dossier_vroegerbsn", "jeugdige_id", "dossier_jeugdige"),
    ("dossier_geendubbel", "een_id", "dossier_jeugdige"),
    ("dossier_geendubbel", "ander_id", "dossier_jeugdige"),
    ("dossier_samenvoeging", "blijft_id", "dossier_jeugdige"),
    ("dossier_samenvoeging", "vervalt_id", "dossier_jeugdige"),
    ("dossier_jeugdige", "samengevoegd_met_id", "dossier_jeugdige"),
    ("dossier_verplaatsing", "samenvoeging_id", "dossier_samenvoeging"),
    ("dossier_brpmelding", "jeugdige_id", "dossier_jeugdige"),
    ("dossier_woonplaatstoets", "jeugdige_id", "dossier_jeugdige"),
    ("dossier_overdracht", "jeugdige_id", "dossier_jeugdige"),
)


class Migration(migrations.Migration):
    dependencies = [("dossier", "0004_identiteit")]

    operations = [
        *(Rijbeveiliging(tabel, lezen=LEZEN, toevoegen=SCHRIJVEN) for tabel in VASTGELEGD),
        *(AlleenToevoegen(tabel) for tabel in VASTGELEGD),
        *(Rijbeveiliging(tabel, lezen=LEZEN, toevoegen=SCHRIJVEN, wijzigen=SCHRIJVEN) for tabel in BEHANDELD),
        # Both municipalities see a transfer, and each writes its own step in it.
        Rijbeveiliging(
            "dossier_overdracht",
            lezen=of(LEZEN, leest_gemeente("naar_gemeente")),
            toevoegen=SCHRIJVEN,
            wijzigen=of(SCHRIJVEN, schrijft_gemeente("naar_gemeente")),
        ),
        *(ZelfdeGemeente(*verband) for verband in KINDEREN),
        VolgWijzigingen("dossier_vroegerbsn", weglaten=["bsn", "bsn_sleutel"]),
        VolgWijzigingen("dossier_samenvoeging"),
        VolgWijzigingen("dossier_brpmelding"),
        VolgWijzigingen("dossier_overdracht", weglaten=["bsn", "bsn_sleutel", "inhoud", "reden", "besluit_reden"]),
        # The trigger of relatie names what it leaves out; its new columns must be among them.
        migrations.RunSQL(
            "DROP TRIGGER volg_wijzigingen ON dossier_relatie", migrations.RunSQL.noop
        ),
        VolgWijzigingen(
            "dossier_relatie",
            weglaten=[
                "voornamen",
                "voorletters",
                "voorvoegsel",
                "achternaam",
                "partner_voorvoegsel",
                "partner_achternaam",
                "telefoon",
                "e_mail",
                "bsn",
                "bsn_sleutel",
            ],
        ),
    ]
