"""Those around a child see a decision once it cannot be taken back any more: when the message that tells it has left.

Until then a request is as it was, and likewise after its receiver rejected that message (OP286). Its provider reads by the
same measure whether a request was answered; an allocation that went along with another decision did not count there.
"""

from importlib import import_module

from django.db import migrations

from jeugdketen.kern.rijbeveiliging import HerzieVenster, Kolomvenster, leest_gemeente

eerder = import_module("jeugdketen.toewijzing.migrations.0009_wat_anderen_zien")
aanbieder = import_module("jeugdketen.toewijzing.migrations.0007_wat_de_aanbieder_kent")

EIGEN = f"v.{leest_gemeente()}"

# Its own message, or one that came after it when that one was rejected: the same anew, or the allocation after all.
VERTROKKEN = """
EXISTS (SELECT 1 FROM berichten_bericht m WHERE m.id = {b}.bericht_id AND (m.toestand IN ('verzonden', 'aangenomen')
    OR m.toestand = 'afgewezen' AND EXISTS (
        SELECT 1 FROM toewijzing_verzoek r JOIN berichten_verwijzing w ON w.nummer = r.referentie_aanbieder
        JOIN berichten_bericht h ON h.id = w.bericht_id
        WHERE r.id = {b}.verzoek_id AND h.gemeente_code = r.gemeente_code AND h.aanbieder_agb = r.aanbieder_agb
        AND h.richting = 'uit' AND h.soort IN ('JW301', m.soort) AND h.tijdstip > m.tijdstip
        AND h.toestand IN ('verzonden', 'aangenomen'))))
"""
# The first decision that nobody outside knows of says how far the request was before it.
STAND = f"""
CASE WHEN {EIGEN} THEN v.toestand ELSE COALESCE((
    SELECT b.vorige_toestand FROM toewijzing_besluit b
    WHERE b.verzoek_id = v.id AND {eerder.GELDT.replace("v.", "b.")} AND NOT ({VERTROKKEN.format(b="b")})
    AND NOT EXISTS (
        SELECT 1 FROM toewijzing_besluit l WHERE l.verzoek_id = v.id AND l.volgnummer > b.volgnummer
        AND {eerder.GELDT.replace("v.", "l.")} AND ({VERTROKKEN.format(b="l")}))
    ORDER BY b.volgnummer LIMIT 1), v.toestand) END
"""

BEANTWOORD = f"""
EXISTS (SELECT 1 FROM toewijzing_besluit b WHERE b.verzoek_id = v.id AND b.soort <> 'in_onderzoek'
    AND {eerder.GELDT.replace("v.", "b.")} AND ({VERTROKKEN.format(b="b")}))
"""

# What the view reads as the owner, for who reads the request. The owner is bound by row security too.
ACHTER_DE_VENSTERS = """
CREATE POLICY achter_kindverzoek ON toewijzing_besluit FOR SELECT TO CURRENT_USER
    USING (EXISTS (SELECT 1 FROM toewijzing_verzoek r WHERE r.id = verzoek_id));
CREATE POLICY achter_kindverzoek ON berichten_bericht FOR SELECT TO CURRENT_USER
    USING (richting = 'uit' AND EXISTS (SELECT 1 FROM toewijzing_verzoek r
        WHERE r.gemeente_code = berichten_bericht.gemeente_code AND r.aanbieder_agb = berichten_bericht.aanbieder_agb
        AND r.referentie_aanbieder = ANY (berichten_bericht.referenties)));
"""
WEG = """
DROP POLICY achter_kindverzoek ON toewijzing_besluit;
DROP POLICY achter_kindverzoek ON berichten_bericht;
"""


class Migration(migrations.Migration):
    dependencies = [("toewijzing", "0011_toegewezen_voor_anderen"), ("berichten", "0011_wachten")]

    operations = [
        migrations.RunSQL(ACHTER_DE_VENSTERS, WEG),
        HerzieVenster(
            Kolomvenster(
                "toewijzing_kindverzoek",
                "toewijzing_verzoek",
                kolommen=eerder.GEVRAAGD[:-1],
                voorwaarde=eerder.VERZOEKVENSTER.voorwaarde,
                afgeleid={"toestand": STAND},
            ),
            eerder.VERZOEKVENSTER,
        ),
        HerzieVenster(
            Kolomvenster(
                "toewijzing_kindbesluit",
                "toewijzing_besluit",
                kolommen=eerder.BESLOTEN,
                voorwaarde=eerder.BESLUITVENSTER.voorwaarde,
                afgeleid=eerder.BESLUITVENSTER.afgeleid,
                alleen=f"{eerder.GELDT} AND ({EIGEN} OR {VERTROKKEN.format(b='v')})",
            ),
            eerder.BESLUITVENSTER,
        ),
        HerzieVenster(
            Kolomvenster(
                "toewijzing_eigen_verzoek",
                "toewijzing_verzoek",
                kolommen=aanbieder.GEVRAAGD,
                voorwaarde=aanbieder.EIGENVENSTER.voorwaarde,
                afgeleid={"beantwoord": BEANTWOORD},
            ),
            aanbieder.EIGENVENSTER,
        ),
    ]
