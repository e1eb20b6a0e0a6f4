"""Many messages in a moment, for measurements and for tests of query plans: made in the database, by the owner."""

from __future__ import annotations

from typing import Any

GEMEENTEN = {"0405": 38, "0420": 22, "0388": 11, "0498": 9, "1598": 8, "0532": 7, "0432": 5}
"""CBS code → share in percent."""

AANBIEDERS = 80
JAREN = 10

# The shares are those of a region: mostly starts, stops, declarations and return messages; few requests to change.
SOORTEN = (
    ("JW305", "in", 14), ("JW306", "uit", 14), ("JW307", "in", 12), ("JW308", "uit", 12), ("JW323", "in", 9),
    ("JW325", "uit", 9), ("JW315", "in", 7), ("JW316", "uit", 7), ("JW301", "uit", 8), ("JW302", "in", 6),
    ("JW317", "in", 1), ("JW318", "uit", 1),
)  # fmt: skip


def _keuze(kans: str, delen: list[tuple[str, int]]) -> str:
    """A CASE that picks by a number from 0 to 99."""
    som, takken = 0, []
    for waarde, deel in delen:
        som += deel
        takken.append(f"WHEN {kans} < {som} THEN '{waarde}'")
    return f"(CASE {' '.join(takken)} ELSE '{delen[-1][0]}' END)"


def vul(db: Any, aantal: int) -> None:
    """Put this many messages in, with their numbers, and analyse. ``db``: connection of the owner.

    Indexes and foreign keys are made afterwards, which is what makes four million a matter of minutes.
    """
    gemeente = _keuze("(h.a % 100)", list(GEMEENTEN.items()))
    soort = _keuze("(h.b % 100)", [(s, n) for s, _, n in SOORTEN])
    richting = _keuze("(h.b % 100)", [(r, n) for _, r, n in SOORTEN])
    indexen = db.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN"
        " (SELECT conname FROM pg_constraint) AND tablename IN ('berichten_bericht', 'berichten_verwijzing',"
        " 'berichten_ruwbericht')"
    ).fetchall()
    tabellen = ("berichten_bericht", "berichten_ruwbericht", "berichten_verwijzing")
    db.execute("SET maintenance_work_mem = '512MB'")
    for naam, _ in indexen:
        db.execute(f'DROP INDEX "{naam}"')
    sleutels = db.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = ANY (%s::regclass[])",
        [list(tabellen)],
    ).fetchall()
    for tabel, naam, _ in sleutels:
        db.execute(f'ALTER TABLE {tabel} DROP CONSTRAINT "{naam}"')
    for tabel in tabellen:  # for a moment the owner is bound by nothing
        db.execute(f"ALTER TABLE {tabel} DISABLE TRIGGER USER")
        db.execute(f"ALTER TABLE {tabel} NO FORCE ROW LEVEL SECURITY")
    db.execute(
        "INSERT INTO berichten_ruwbericht (id, inhoud, sha256, grootte, bestandsnaam, weg, ontvangen_op, door_naam)"
        " SELECT md5('m' || i)::uuid, '\\x00', md5(i::text) || md5('x' || i), 4000, 'massa.xml', 'map', now(), ''"
        f" FROM generate_series(1, {aantal}) i",
    )
    db.execute(
        f"""
        INSERT INTO berichten_bericht (id, ruw_id, richting, weg, soort, identificatie, dagtekening, afzender,
            ontvanger, gemeente_code, aanbieder_agb, toestand, reden, wie_moet, bsn_sleutel, referenties, draad,
            tijdstip, ontvangen_dag, antwoord_uiterlijk, lezing)
        SELECT b.id, b.id, b.richting, 'map', b.soort, 'M' || b.i, b.tijd::date,
            CASE b.richting WHEN 'in' THEN b.agb ELSE b.gemeente END,
            CASE b.richting WHEN 'in' THEN b.gemeente ELSE b.agb END,
            b.gemeente, b.agb,
            CASE WHEN b.richting = 'in' THEN
                CASE WHEN b.kans < 930 THEN 'aanvaard' WHEN b.kans < 985 THEN 'afgekeurd'
                     WHEN b.kans < 995 THEN 'geweigerd' WHEN b.kans < 999 THEN 'dubbel' ELSE 'onbekoppeld' END
            ELSE
                CASE WHEN b.soort <> 'JW301' THEN 'verzonden' WHEN b.kans < 960 THEN 'aangenomen'
                     WHEN b.kans < 990 THEN 'afgewezen' ELSE 'verzonden' END
            END,
            '', '', md5('k' || b.kind) || md5('s' || b.kind), ARRAY['AZ-' || b.kind, (2600000 + b.kind)::text],
            md5('d' || b.kind)::uuid, b.tijd, b.tijd::date,
            CASE WHEN b.soort = 'JW301' AND b.kans >= 990 THEN b.tijd::date + 5 END, 1
        FROM (
            SELECT i, md5('m' || i)::uuid AS id, {gemeente} AS gemeente, {soort} AS soort, {richting} AS richting,
                '9910' || lpad((h.c % {AANBIEDERS})::text, 4, '0') AS agb, h.d % 1000 AS kans,
                h.c % ({max(aantal // 40, 10)}) AS kind,
                timestamptz '2026-01-21 12:00+01' - (i::float8 / {aantal}) * interval '{JAREN} years' AS tijd
            FROM generate_series(1, {aantal}) i,
                LATERAL (SELECT 2147483647 & hashint8(i) AS a, 2147483647 & hashint8(i + 7919) AS b,
                                2147483647 & hashint8(i + 104729) AS c, 2147483647 & hashint8(i + 1299709) AS d) h
        ) b
        """
    )
    db.execute(
        "INSERT INTO berichten_verwijzing (bericht_id, nummer)"
        " SELECT id, unnest(referenties) FROM berichten_bericht WHERE identificatie LIKE 'M%'"
    )
    for tabel in tabellen:
        db.execute(f"ALTER TABLE {tabel} ENABLE TRIGGER USER")
        db.execute(f"ALTER TABLE {tabel} FORCE ROW LEVEL SECURITY")
    for _, opdracht in indexen:
        db.execute(opdracht)
    for tabel, naam, opdracht in sleutels:
        db.execute(f'ALTER TABLE {tabel} ADD CONSTRAINT "{naam}" {opdracht}')
    db.commit()
    db.autocommit = True
    for tabel in tabellen:
        db.execute(f"VACUUM ANALYZE {tabel}")
    db.autocommit = False
