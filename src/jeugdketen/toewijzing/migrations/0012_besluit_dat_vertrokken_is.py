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


def vertrokken(besluit: str, verzoek: str = "") -> str:
    """Its own message left, or one that came after it when that one was rejected: the same anew, or the allocation after
    all. ``verzoek``: the row of the request, where there is one at hand."""
    r = verzoek or "r"
    bron, welk = ("", "") if verzoek else ("toewijzing_verzoek r, ", f"r.id = {besluit}.verzoek_id AND ")
    # The references in the message itself: the table of references would be read whole, for who may see each message.
    return f"""
EXISTS (SELECT 1 FROM berichten_bericht m WHERE m.id = {besluit}.bericht_id AND (m.toestand IN ('verzonden', 'aangenomen')
    OR m.toestand = 'afgewezen' AND EXISTS (
        SELECT 1 FROM {bron}berichten_bericht h
        WHERE {welk}h.gemeente_code = {r}.gemeente_code AND h.aanbieder_agb = {r}.aanbieder_agb
        AND {r}.referentie_aanbieder = ANY (h.referenties) AND h.tijdstip > m.tijdstip
        AND h.richting = 'uit' AND h.soort IN ('JW301', m.soort) AND h.toestand IN ('verzonden', 'aangenomen'))))
"""


# The first decision that nobody outside knows of says how far the request was before it.
STAND = f"""
CASE WHEN {EIGEN} THEN v.toestand ELSE COALESCE((
    SELECT b.vorige_toestand FROM toewijzing_besluit b
    WHERE b.verzoek_id = v.id AND {eerder.GELDT.replace("v.", "b.")} AND NOT ({vertrokken("b", "v")})
    AND NOT EXISTS (
        SELECT 1 FROM toewijzing_besluit l WHERE l.verzoek_id = v.id AND l.volgnummer > b.volgnummer
        AND {eerder.GELDT.replace("v.", "l.")} AND ({vertrokken("l", "v")}))
    ORDER BY b.volgnummer LIMIT 1), v.toestand) END
"""

BEANTWOORD = f"""
EXISTS (SELECT 1 FROM toewijzing_besluit b WHERE b.verzoek_id = v.id AND b.soort <> 'in_onderzoek'
    AND {eerder.GELDT.replace("v.", "b.")} AND ({vertrokken("b", "v")}))
"""

# What the views read as the owner, for somebody who is there; which requests that are, they say themselves. A condition
# on the requests here would be judged anew for every row behind a row.
ACHTER_DE_VENSTERS = """
CREATE POLICY achter_kindverzoek ON toewijzing_besluit FOR SELECT TO CURRENT_USER
    USING ((SELECT kern_toegang()) IS NOT NULL);
CREATE POLICY achter_kindverzoek ON berichten_bericht FOR SELECT TO CURRENT_USER
    USING (richting = 'uit' AND (SELECT kern_toegang()) IS NOT NULL);
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
                alleen=f"{eerder.GELDT} AND ({EIGEN} OR {vertrokken('v')})",
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
