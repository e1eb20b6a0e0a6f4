"""The message list with many messages in store: how long a page takes at the server, under row security.

    python benchmarks/berichtenlijst.py [--berichten 400000] [--keer 15]

The rows are made in the database by the owner; every question is asked as the application's role, inside the sealed
context of a stored user, through the same function as the screen, and once through the screen itself. Asked: no
question slower than 100 ms (median), with any number of rows; ``--berichten 4000000`` is the number of the requirement.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

from _database import database

GRENS_MS = 100.0


def main() -> int:
    """0 when no question took longer than asked."""
    keuze = argparse.ArgumentParser()
    keuze.add_argument("--berichten", type=int, default=400_000)
    keuze.add_argument("--keer", type=int, default=15)
    opties = keuze.parse_args()
    with database() as verbindingen:
        return meet(verbindingen.eigenaar, opties.berichten, opties.keer)


def meet(eigenaar: str, berichten: int, keer: int) -> int:
    """Fill, ask, print one JSON line."""
    import psycopg
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    import berichtenmassa
    import postregio
    from jeugdketen.berichten import selectors
    from jeugdketen.berichten.models import Bericht
    from jeugdketen.kern import rollen
    from jeugdketen.kern.toegang import Toegang, als_inrichting, met_toegang
    from jeugdketen.landschap.models import Aanbieder

    postregio.richt_regio_in()
    with als_inrichting():
        Aanbieder.objects.bulk_create(
            Aanbieder(agb=f"9910{nr:04d}", naam=f"Aanbieder {nr:02d} Noord")
            for nr in range(berichtenmassa.AANBIEDERS)
        )
    begin = time.monotonic()
    with psycopg.connect(eigenaar) as db:
        berichtenmassa.vul(db, berichten)
    print(f"{berichten} berichten gemaakt in {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)

    hoorn = postregio.iemand(rollen.BACKOFFICE, "0405")
    opmeer = postregio.iemand(rollen.BACKOFFICE, "0432")
    regio = postregio.iemand(rollen.BACKOFFICE, *berichtenmassa.GEMEENTEN)
    aanbieder = postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder="99100017")

    def lijst(wie: Toegang, **vraag: object) -> selectors.Berichtenlijst:
        with met_toegang(wie):
            return selectors.berichten_lijst(wie, **vraag)  # type: ignore[arg-type]

    with met_toegang(regio):
        ergens = Bericht.objects.filter(tijdstip__year__lt=2021).order_by("-tijdstip").first()
        assert ergens is not None
    diep = f"{ergens.tijdstip.isoformat()}_{ergens.pk}"
    vragen: dict[str, Callable[[], object]] = {
        "Hoorn, nieuwste": lambda: lijst(hoorn),
        "Opmeer, nieuwste": lambda: lijst(opmeer),
        "zeven gemeenten, nieuwste": lambda: lijst(regio),
        "aanbieder, nieuwste": lambda: lijst(aanbieder),
        "zeven gemeenten, vijf jaar terug": lambda: lijst(regio, voor=diep),
        "zeven gemeenten, terugbladeren": lambda: lijst(regio, na=diep),
        "soort die zelden voorkomt": lambda: lijst(regio, soort="JW317"),
        "soort die niet voorkomt": lambda: lijst(regio, soort="JW320"),
        "stand die zelden voorkomt": lambda: lijst(regio, toestand="onbekoppeld"),
        "stand die niet voorkomt": lambda: lijst(hoorn, toestand="mislukt"),
        "soort en stand": lambda: lijst(regio, soort="JW301", toestand="afgewezen"),
        "soort en stand die niet samengaan": lambda: lijst(hoorn, soort="JW315", toestand="afgewezen"),
        "één maand, jaren terug": lambda: lijst(regio, van=date(2019, 3, 1), tot=date(2019, 3, 31)),
        "op kenmerk": lambda: lijst(regio, zoek=f"M{berichten // 2}"),
        "op toewijzingnummer": lambda: lijst(regio, zoek="2600005"),
        "op BSN": lambda: lijst(regio, zoek="999900432"),
        "op naam van één aanbieder": lambda: lijst(regio, zoek="Aanbieder 17"),
        "op een deel van alle namen": lambda: lijst(regio, zoek="Noord"),
        "op onzin": lambda: lijst(regio, zoek="bestaat niet"),
        "één aanbieder en stand": lambda: lijst(regio, aanbieder="99100017", toestand="afgekeurd"),
        "één aanbieder en soort": lambda: lijst(regio, aanbieder="99100017", soort="JW317"),
        "aanbieder, stand die zelden voorkomt": lambda: lijst(aanbieder, toestand="onbekoppeld"),
    }
    vragen["aanbieder, hoeveel te laat (in het menu)"] = lambda: te_laat(aanbieder)
    vragen["het scherm zelf"] = scherm(regio)
    uit: dict[str, dict[str, float]] = {}
    for naam, vraag in vragen.items():
        uit[naam] = m = klok(vraag, keer)
        with CaptureQueriesContext(connection) as gevangen:
            vraag()
        print(
            f"  {m['mediaan_ms']:7.1f} ms (snelst {m['snelst_ms']:.1f}, p95 {m['p95_ms']:.1f}, "
            f"{len(gevangen)} vragen)  {naam}",
            file=sys.stderr,
            flush=True,
        )
    traagst = max(uit, key=lambda naam: uit[naam]["mediaan_ms"])
    gehaald = uit[traagst]["mediaan_ms"] < GRENS_MS
    print(
        json.dumps(
            {
                "berichten": berichten,
                "traagst": traagst,
                "mediaan_ms": uit[traagst]["mediaan_ms"],
                "p95_ms": uit[traagst]["p95_ms"],
                "grens_ms": GRENS_MS,
                "gehaald": gehaald,
                "cores": os.cpu_count(),
            },
            ensure_ascii=False,
        )
    )
    return 0 if gehaald else 1


def te_laat(wie: object) -> int:
    """What stands beside an entry of the menu on every page of a provider."""
    from jeugdketen.kern.toegang import met_toegang
    from jeugdketen.toewijzing import aanbiedertermijnen

    with met_toegang(wie):  # type: ignore[arg-type]
        return aanbiedertermijnen.aantal_te_laat(wie)  # type: ignore[arg-type]


def klok(vraag: Callable[[], object], keer: int) -> dict[str, float]:
    """Median and 95th percentile in milliseconds, warm."""
    vraag()
    tijden = []
    for _ in range(keer):
        begin = time.perf_counter()
        vraag()
        tijden.append((time.perf_counter() - begin) * 1000)
    return {
        "mediaan_ms": round(statistics.median(tijden), 1),
        "snelst_ms": round(min(tijden), 1),
        "p95_ms": round(sorted(tijden)[int(len(tijden) * 0.95)], 1),
    }


def scherm(wie: object) -> Callable[[], object]:
    """The page of the list, with session, roles and template."""
    from django.test import Client

    from jeugdketen.kern.models import Gebruiker
    from jeugdketen.kern.toegang import als_inrichting

    client = Client()
    with als_inrichting():
        client.force_login(Gebruiker.objects.get(pk=wie.gebruiker_id))  # type: ignore[attr-defined]

    def open_() -> object:
        antwoord = client.get("/berichten")
        assert antwoord.status_code == 200, antwoord.status_code
        return antwoord

    return open_


if __name__ == "__main__":
    sys.exit(main())
