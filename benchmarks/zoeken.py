"""Finding a child and opening a file under row security, with a hundred thousand or a million children.

    python benchmarks/zoeken.py [--kinderen 100000] [--keer 40]

The tables are filled by COPY as the owner (guards off while loading, on again before anything is measured), with names
whose frequencies are like real ones: one prefix in four is "van" or "de". What is measured runs as the application's
role, for a consulent of three of seven municipalities, with the row in the read log and everything that Django does.

Asked at the server, at the 95th percentile: searching by name, birth date or BSN under 50 ms; opening a file (all that
the page of a child reads) under 100 ms, with a number of queries that does not grow. The plans may hold no scan of a
whole table.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from _database import database

GEMEENTEN = ("0388", "0405", "0420", "0432", "0498", "0532", "1598")
GEWICHT = (2, 8, 5, 1, 2, 2, 3)
VAN_MIJ = ("0405", "0420", "0432")
ZOEK_MS, OPEN_MS = 50.0, 100.0
BEGIN = date(2005, 1, 1)
AANBIEDERS = tuple(str(99000000 + n) for n in range(80))

TABELLEN = (
    "dossier_jeugdige",
    "dossier_zoekterm",
    "dossier_adres",
    "dossier_relatie",
    "kern_inzage",
    "toewijzing_toewijzing",
)
LEEG: dict[str, Any] = {
    "integer": 0,
    "smallint": 0,
    "bigint": 0,
    "boolean": False,
    "ARRAY": [],
    "jsonb": "{}",
}
"""What a column that says nothing here holds, by its type; text is empty."""

VOORVOEGSELS = ("", "", "", "", "", "", "van", "de", "van der", "van de", "van den", "ten")
LETTERGREPEN = (
    "ba", "ber", "bo", "da", "de", "do", "fa", "ga", "ge", "ha", "he", "ho", "ja", "jo", "ka", "ke", "ko", "la", "le",
    "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "no", "ra", "re", "ri", "ro", "sa", "se", "si", "so", "ta", "te",
    "ti", "to", "va", "ve", "wa", "we", "wi",
)  # fmt: skip
EINDES = ("n", "s", "ma", "stra", "sen", "man", "berg", "dijk", "ker", "ling")


def namen(kans: random.Random, aantal: int) -> list[str]:
    """So many different words that sound like names."""
    uit: dict[str, None] = {}
    while len(uit) < aantal:
        woord = "".join(kans.choice(LETTERGREPEN) for _ in range(kans.randrange(2, 4))) + kans.choice(EINDES)
        uit.setdefault(woord.capitalize())
    return list(uit)


def bsn(nummer: int) -> str:
    """The next number from 900000000 on that passes the elfproef."""
    cijfers = [9, *map(int, f"{nummer:07}")]
    rest = sum(c * g for c, g in zip(cijfers, range(9, 1, -1), strict=True)) % 11
    return "" if rest == 10 else "".join(map(str, cijfers)) + str(rest)


def bsns() -> Iterator[str]:
    """Numbers in order."""
    nummer = 0
    while True:
        if gevonden := bsn(nummer):
            yield gevonden
        nummer += 1


def kopieer(db: Any, tabel: str, kolommen: str, rijen: Iterable[tuple[Any, ...]]) -> None:
    """Fill a table as its owner: guards and indexes off meanwhile, all of it back after."""
    regels = db.execute(
        "SELECT conname, pg_get_constraintdef(c.oid) FROM pg_constraint c"
        " WHERE conrelid = %s::regclass AND contype IN ('u', 'f', 'x')"
        # What another table refers to stays.
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint v WHERE v.confrelid = c.conrelid AND v.conindid = c.conindid)",
        [tabel],
    ).fetchall()
    for naam, _ in regels:
        db.execute(f'ALTER TABLE {tabel} DROP CONSTRAINT "{naam}"')
    wijzers = db.execute(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)",
        [tabel],
    ).fetchall()
    for naam, _ in wijzers:
        db.execute(f'DROP INDEX "{naam}"')
    db.execute(f"ALTER TABLE {tabel} DISABLE TRIGGER USER")
    leeg = db.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s"
        " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
        [tabel],
    ).fetchall()
    rest = {
        naam: LEEG.get(soort, "") for naam, soort in leeg if naam not in kolommen.replace(",", "").split()
    }
    with (
        db.cursor() as cursor,
        cursor.copy(f"COPY {tabel} ({', '.join([kolommen, *rest])}) FROM STDIN") as kopie,
    ):
        for rij in rijen:
            kopie.write_row((*rij, *rest.values()))
    db.execute(f"ALTER TABLE {tabel} ENABLE TRIGGER USER")
    for _, maak in wijzers:
        db.execute(maak)
    for naam, maak in regels:
        db.execute(f'ALTER TABLE {tabel} ADD CONSTRAINT "{naam}" {maak}')
    db.execute(f"VACUUM (ANALYZE) {tabel}")
    print(f"  {tabel}", flush=True)


class Kind(NamedTuple):
    """An invented child."""

    sleutel: uuid.UUID
    gemeente: str
    voornaam: str
    voorvoegsel: str
    achternaam: str
    geboren: date
    bsn: str

    @property
    def naam(self) -> str:
        """The name in full."""
        return f"{self.voornaam} {self.voorvoegsel} {self.achternaam}"


def verzin(kans: random.Random, aantal: int) -> list[Kind]:
    """So many children, with names and municipalities as often as real ones."""
    voor, achter = namen(kans, 2500), namen(kans, 20_000)
    delen = zip(
        kans.choices(voor, [1 / (n + 3) for n in range(len(voor))], k=aantal),
        kans.choices(VOORVOEGSELS, k=aantal),
        kans.choices(achter, [1 / (n + 8) ** 0.8 for n in range(len(achter))], k=aantal),
        kans.choices(GEMEENTEN, GEWICHT, k=aantal),
        bsns(),
        strict=False,
    )
    return [
        Kind(
            uuid.UUID(int=kans.getrandbits(128), version=4),
            gemeente,
            voornaam,
            voorvoegsel,
            achternaam,
            BEGIN + timedelta(days=kans.randrange(365 * 20)),
            nummer,
        )
        for voornaam, voorvoegsel, achternaam, gemeente, nummer in delen
    ]


def vul(eigenaar: str, kinderen: list[Kind], kans: random.Random) -> None:
    """Fill the tables: a child with its search pieces, an address, a parent and a look, one allocation in three."""
    import psycopg

    from jeugdketen.dossier import namen as stukjes
    from jeugdketen.dossier.selectors import term_van
    from jeugdketen.kern.bsn import bsn_sleutel, versleutel

    term = lru_cache(maxsize=None)(term_van)
    naamvelden = "voornamen, voorletters, voorvoegsel, achternaam"
    naamvelden += ", partner_voorvoegsel, partner_achternaam, naam_gebruik"

    def zoektermen() -> Iterator[tuple[Any, ...]]:
        for k in kinderen:
            for stuk in (*stukjes.stukken(k.naam), f"geb:{k.geboren.isoformat()}"):
                yield k.sleutel, k.gemeente, term(stuk)

    def inzagen() -> Iterator[tuple[Any, ...]]:
        for n, k in enumerate(kinderen):
            dag = f"2025-{1 + n % 12:02}-15 10:00+01"
            yield (
                dag,
                dag,
                1 + n % 200,
                "iemand",
                "consulent",
                k.sleutel,
                k.gemeente,
                "lezen",
                "gegevens",
                "dossier",
            )

    def toewijzingen() -> Iterator[tuple[Any, ...]]:
        for n, k in enumerate(kinderen[::3]):
            wie = uuid.UUID(int=kans.getrandbits(128), version=4), str(n), k.gemeente, kans.choice(AANBIEDERS)
            wat = "45", "45A12", "45-45A12", "begeleiding", [], date(2025, 8, 1), "04", "4"
            yield *wie, k.sleutel, "", *wat, "2025-08-01 10:00+01", "verzonden"

    with psycopg.connect(eigenaar, autocommit=True) as db:
        db.execute("SET maintenance_work_mem = '512MB'")
        for tabel in TABELLEN:  # a foreign key is checked as the owner, who must see the rows it refers to
            db.execute(f"ALTER TABLE {tabel} NO FORCE ROW LEVEL SECURITY")
        kopieer(
            db,
            "dossier_jeugdige",
            f"id, gemeente_code, bsn, bsn_sleutel, {naamvelden}, geboortedatum, geboortedatum_gebruik, ongeboren,"
            " geslacht, geheim, brp_stand, woongemeente",
            (
                (
                    *(k.sleutel, k.gemeente, versleutel(k.bsn), bsn_sleutel(k.bsn)),
                    *(k.voornaam, k.voornaam[0], k.voorvoegsel, k.achternaam, "", "", "1"),
                    *(k.geboren, "", False, "1", False, "bekend", k.gemeente),
                )
                for k in kinderen
            ),
        )
        kopieer(db, "dossier_zoekterm", "jeugdige_id, gemeente_code, term", zoektermen())
        kopieer(
            db,
            "dossier_adres",
            "jeugdige_id, gemeente_code, soort, straatnaam, huisnummer, huisletter, toevoeging, postcode, plaatsnaam,"
            " land_code, bron, van",
            (
                (
                    k.sleutel,
                    k.gemeente,
                    "woonadres",
                    "Laan",
                    1,
                    "",
                    "",
                    "1671ZZ",
                    "Dorp",
                    "NL",
                    "BRP",
                    k.geboren,
                )
                for k in kinderen
            ),
        )
        kopieer(
            db,
            "dossier_relatie",
            f"jeugdige_id, gemeente_code, volgnummer, {naamvelden}, rol, soort, gezag, telefoon, e_mail, bron",
            (
                (
                    *(k.sleutel, k.gemeente, 1),
                    *("Karin", "K", k.voorvoegsel, k.achternaam, "", "", "1"),
                    *("moeder", "10", True, "", "", "BRP"),
                )
                for k in kinderen
            ),
        )
        kopieer(
            db,
            "kern_inzage",
            "op, geregistreerd_op, gebruiker_id, wie, rollen, jeugdige_id, gemeente_code, handeling, wat, grond",
            inzagen(),
        )
        kopieer(
            db,
            "toewijzing_toewijzing",
            "id, nummer, gemeente_code, aanbieder_agb, jeugdige_id, referentie_aanbieder, categorie, code,"
            " product_sleutel, product_naam, componenten, van, eenheid, frequentie, toegewezen_op, toestand",
            toewijzingen(),
        )
        for tabel in TABELLEN:
            db.execute(f"ALTER TABLE {tabel} FORCE ROW LEVEL SECURITY")


def meet(naam: str, grens: float, vragen: list[Callable[[], Any]]) -> bool:
    """Time each question, the best of three, and say how it went; True when within the limit.

    The best of three, because what else runs on the machine is not what is measured.
    """
    tijden = sorted(min(_duur(vraag) for _ in range(3)) for vraag in vragen)
    p95 = tijden[min(len(tijden) - 1, int(len(tijden) * 0.95))]
    goed = p95 <= grens
    print(
        f"  {'✓' if goed else '✗'} {naam:<42} mediaan {statistics.median(tijden):6.1f} ms   p95 {p95:6.1f} ms"
        f"   hoogste {tijden[-1]:6.1f} ms   (≤ {grens:.0f})",
        flush=True,
    )
    return goed


def _duur(vraag: Callable[[], Any]) -> float:
    """Milliseconds."""
    begin = time.perf_counter()
    vraag()
    return (time.perf_counter() - begin) * 1000


def main() -> int:
    """0 when every measurement is within its limit."""
    lezer = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lezer.add_argument("--kinderen", type=int, default=100_000)
    lezer.add_argument("--keer", type=int, default=40)
    keuze = lezer.parse_args()
    with database() as verbindingen:
        begin, kans = time.monotonic(), random.Random(7)
        kinderen = verzin(kans, keuze.kinderen)
        vul(verbindingen.eigenaar, kinderen, kans)
        print(f"{keuze.kinderen:,} jeugdigen geladen in {time.monotonic() - begin:.0f} s", flush=True)
        van_mij = [k for k in kinderen if k.gemeente in VAN_MIJ]
        return 0 if meet_alles(kans.sample(van_mij, keuze.keer)) else 1


def meet_alles(kinderen: list[Kind]) -> bool:
    """Every search and the opening of a file, as a consulent of three municipalities."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    from jeugdketen.dossier import selectors
    from jeugdketen.kern.toegang import Toegang, met_toegang, toegang_van
    from jeugdketen.portaal.consulent.registerbeeld import jeugdigebeeld
    from mensen import gebruiker

    ik = toegang_van(gebruiker("consulent", *VAN_MIJ))
    keer = len(kinderen)

    def zoek(tekst: str, geboren: date | None = None) -> Callable[[], Any]:
        def vraag() -> Any:
            with met_toegang(ik):
                return selectors.zoek_jeugdigen(ik, tekst, geboren=geboren, grond="meting", hoogstens=51)

        return vraag

    uit = [
        meet("BSN", ZOEK_MS, [zoek(k.bsn) for k in kinderen]),
        meet("BSN dat niemand heeft", ZOEK_MS, [zoek("999999990")] * keer),
        meet("geboortedatum", ZOEK_MS, [zoek("", k.geboren) for k in kinderen]),
        meet("achternaam", ZOEK_MS, [zoek(k.achternaam) for k in kinderen]),
        meet("voornaam en achternaam", ZOEK_MS, [zoek(f"{k.voornaam} {k.achternaam}") for k in kinderen]),
        meet("hele naam met voorvoegsel", ZOEK_MS, [zoek(k.naam) for k in kinderen]),
        meet("naam en geboortedatum", ZOEK_MS, [zoek(k.achternaam, k.geboren) for k in kinderen]),
        meet("twee letters, een op de zes", ZOEK_MS, [zoek("va")] * keer),
        meet(
            "twee veelvoorkomende stukken",
            ZOEK_MS,
            [zoek(f"van {k.voornaam[:2]} {k.achternaam[:2]}") for k in kinderen],
        ),
        meet("veelvoorkomend, samen nergens", ZOEK_MS, [zoek(f"ten der {k.voornaam[:3]}") for k in kinderen]),
    ]

    def open_(toegang: Toegang, sleutel: uuid.UUID) -> Callable[[], Any]:
        def vraag() -> Any:
            with met_toegang(toegang):
                beeld = jeugdigebeeld(toegang, sleutel)
                assert beeld is not None
                return beeld

        return vraag

    uit.append(meet("dossier openen, met leeslogboek", OPEN_MS, [open_(ik, k.sleutel) for k in kinderen]))
    from jeugdketen.toewijzing.models import Toewijzing

    aantallen: dict[bool, set[int]] = {}
    for k in kinderen[:10]:
        with met_toegang(ik):
            heeft = Toewijzing.objects.filter(jeugdige_id=k.sleutel).exists()
        with (
            CaptureQueriesContext(connections["default"]) as een,
            CaptureQueriesContext(connections["logboek"]) as log,
        ):
            open_(ik, k.sleutel)()
        aantallen.setdefault(heeft, set()).add(len(een) + len(log))
    vast = all(len(soort) == 1 for soort in aantallen.values())
    print(
        f"  {'✓' if vast else '✗'} vragen aan de database per dossier, zonder en met toewijzing: {aantallen}"
    )
    return all(uit) and vast


if __name__ == "__main__":
    sys.exit(main())
