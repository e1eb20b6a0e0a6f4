"""A caseload of an old system: messages as it sent them, and its list of running allocations."""

from __future__ import annotations

import csv
import io
from datetime import date, time
from typing import Any

from ijw.berichten import basis, jw301, jw305
from ijw.schrijven import schrijf

GEMEENTE = "0420"
LINDE, KLINIEK = "99001234", "99001235"
DAG = date(2026, 1, 1)
SANNE, TIJN, MEES = "999900432", "999901187", "999900456"
XSD = basis.XsdVersie("1.0.0", "1.0.0")


def product(
    nummer: int,
    *,
    van: date = date(2025, 9, 1),
    tot: date | None = date(2026, 8, 31),
    categorie: str = "45",
    code: str | None = "45A12",
    volume: int | None = 6,
    budget: int | None = None,
    op: date = date(2025, 8, 20),
    uur: int = 9,
    reden: str | None = None,
) -> jw301.ToegewezenProduct:
    """One allocation of the past."""
    return jw301.ToegewezenProduct(
        toewijzing_nummer=nummer,
        referentie_aanbieder="OUD-1" if nummer % 2 else None,
        product=basis.Product(categorie, code),
        toewijzingsdatum=op,
        toewijzingstijd=time(uur),
        ingangsdatum=van,
        einddatum=tot,
        reden_wijziging=reden,
        omvang=basis.Omvang(volume, "04", "2") if volume is not None else None,
        budget=budget,
        commentaar=None,
    )


def bericht301(
    nummer: str,
    *producten: jw301.ToegewezenProduct,
    bsn: str = SANNE,
    aanbieder: str = LINDE,
    gemeente: str = GEMEENTE,
    op: date = date(2025, 8, 20),
    geboren: date = date(2012, 5, 1),
    achternaam: str = "Duinker",
) -> bytes:
    """A JW301 of the old system."""
    adres = basis.Adres(basis.Huis(12, None, None, None), "1671ZZ", "Dorpsweg", "Medemblik", "NL")
    return schrijf(
        jw301.Bericht(
            header=jw301.Header(
                "436", 3, 2, gemeente, aanbieder, basis.BerichtIdentificatie(nummer, op), XSD
            ),
            client=jw301.Client(
                bsn=bsn,
                geboortedatum=basis.Geboortedatum(geboren, None),
                geslacht="2",
                naam=basis.VolledigeNaam(basis.Achternaam(achternaam, None), None, "Sanne", "S", "1"),
                communicatie=None,
                juridische_status=None,
                wettelijke_vertegenwoordiging=None,
                commentaar=None,
                relaties=(),
                contactgegevens=(jw301.Contact("01", adres, None, None, None, None),),
                toegewezen_producten=producten,
            ),
        )
    )


def bericht305(
    nummer: str,
    toewijzing: int,
    *,
    bsn: str = SANNE,
    aanbieder: str = LINDE,
    begin: date = date(2025, 9, 3),
    van: date = date(2025, 9, 1),
    op: date = date(2025, 9, 4),
    code: str = "45A12",
) -> bytes:
    """A JW305 that the provider sent to the old system."""
    return schrijf(
        jw305.Bericht(
            header=jw305.Header(
                "438", 3, 2, aanbieder, GEMEENTE, basis.BerichtIdentificatie(nummer, op), XSD
            ),
            client=jw305.Client(
                bsn=bsn,
                geboortedatum=basis.Geboortedatum(date(2012, 5, 1), None),
                geslacht="2",
                naam=basis.VerkorteNaam(basis.Achternaam("Duinker", None), "Sanne", None),
                start_producten=(jw305.StartProduct(toewijzing, basis.Product("45", code), van, begin, "1"),),
            ),
        )
    )


def rij(nummer: int, **anders: Any) -> dict[str, Any]:
    """A row of the list that says the same as `product` with this number."""
    return {
        "toewijzingnummer": nummer,
        "bsn": SANNE,
        "geboortedatum": "1-5-2012",
        "geslacht": "vrouw",
        "voornamen": "Sanne",
        "achternaam": "Duinker",
        "aanbieder": LINDE,
        "productcategorie": "45",
        "productcode": "45A12",
        "ingangsdatum": "1-9-2025",
        "einddatum": "31-8-2026",
        "volume": 6,
        "eenheid": "04",
        "frequentie": "2",
        **anders,
    }


def lijst(*rijen: dict[str, Any]) -> bytes:
    """The list as CSV."""
    uit = io.StringIO()
    kolommen = dict.fromkeys(kolom for een in rijen for kolom in een)
    schrijver = csv.DictWriter(uit, list(kolommen), delimiter=";")
    schrijver.writeheader()
    schrijver.writerows(rijen)
    return uit.getvalue().encode()
