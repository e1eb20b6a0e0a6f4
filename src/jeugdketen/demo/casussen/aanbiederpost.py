"""What the providers of the demo sent about their running allocations: starts, stops, a mistake and a declaration.

Through the same intake as real work. Everything is dated by the application's clock, so doing it again changes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from ijw.berichten import jw323
from ijw.berichten.basis import (
    BedragMetDC,
    BerichtIdentificatie,
    GeslotenPeriode,
    Referentie,
    TotaalBedragMetDC,
    XsdVersie,
)
from ijw.schrijven import schrijf
from jeugdketen.berichten import toestand
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.services import neem_aan
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.demo.casussen import aanbieders as a
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import Toegang, met_toegang
from jeugdketen.landschap.selectors import afspraken
from jeugdketen.toewijzing import aanbiederberichten as bouw
from jeugdketen.toewijzing import aanbiederselectors as selectors
from jeugdketen.toewijzing.aanbiederselectors import Toegewezen

ENKHUIZEN: Final = "0388"
DECEMBER: Final = GeslotenPeriode(date(2025, 12, 1), date(2025, 12, 31))


def vul_aanbiederpost(linde: Callable[[], Toegang], naamruimte: uuid.UUID) -> int:
    """Send the post of De Linde that is not there yet; returns how many messages are new.

    Args:
        linde: gives the access of somebody of De Linde on the day of the clock.
        naamruimte: of the keys of demo messages, so that each keeps its own.
    """
    noor, eva, jesse = (
        _toewijzing(linde, naam) for naam in ("Noor Vlaming", "Eva Groot", "Jesse van der Molenaar")
    )
    brieven: list[tuple[str, date, Callable[[Toegang, date], Any]]] = [
        ("start-jesse", date(2025, 7, 18), _start(jesse, date(2025, 7, 16), "DEMO26STA01")),
        ("start-eva", date(2025, 7, 31), _start(eva, date(2025, 7, 28), "DEMO26STA02")),
        ("start-noor", date(2025, 8, 6), _start(noor, date(2025, 8, 4), "DEMO26STA03")),
        (
            "stop-eva",
            date(2025, 12, 22),
            _stop(eva, date(2025, 7, 28), date(2025, 12, 19), "20", "DEMO26STO01"),
        ),
        ("hervat-eva", date(2026, 1, 6), _start(eva, date(2026, 1, 5), "DEMO26STA04")),
        ("declaratie", date(2026, 1, 12), lambda toegang, op: _declaratie([noor, eva], op)),
        # A number with a typing error: no such allocation (TR019).
        (
            "fout",
            date(2026, 1, 19),
            _start(replace(noor, nummer="9999999"), date(2026, 1, 14), "DEMO26STA05"),
        ),
    ]
    return sum(
        _breng(linde, uuid.uuid5(naamruimte, f"linde-{naam}"), dag, maak) for naam, dag, maak in brieven
    )


def _toewijzing(linde: Callable[[], Toegang], naam: str) -> Toegewezen:
    with klok.op(date(2026, 1, 9)), met_toegang(linde()) as toegang:
        return next(
            t
            for t in selectors.toewijzingen(toegang, tab="alle").regels
            if t.jeugdige == naam and t.ontvangen < date(2026, 1, 1)
        )


def _start(t: Toegewezen, begin: date, nummer: str) -> Callable[[Toegang, date], Any]:
    def maak(toegang: Toegang, op: date) -> Any:
        client = bouw.clientgegevens(toegang, t)
        assert client is not None, "De Linde is involved with this child"
        return bouw.maak_jw305(t, client, [bouw.Startregel(begin)], identificatie=nummer, op=op)

    return maak


def _stop(t: Toegewezen, begin: date, eind: date, reden: str, nummer: str) -> Callable[[Toegang, date], Any]:
    def maak(toegang: Toegang, op: date) -> Any:
        client = bouw.clientgegevens(toegang, t)
        assert client is not None, "De Linde is involved with this child"
        return bouw.maak_jw307(t, client, [bouw.Stopregel(begin, eind, reden)], identificatie=nummer, op=op)

    return maak


def _declaratie(toewijzingen: list[Toegewezen], op: date) -> Any:
    """December: one line by what was agreed, one with another tariff."""
    clienten = []
    for nr, t in enumerate(toewijzingen):
        afspraak = next(
            (
                x
                for x in afspraken(t.gemeente_code, t.aanbieder_agb, t.categorie, t.code, DECEMBER.begindatum)
                if x.tarief_cent
            ),
            None,
        )
        tarief = (afspraak.tarief_cent if afspraak and afspraak.tarief_cent else 8_920) + 250 * nr
        eenheid = afspraak.eenheid if afspraak else "04"
        prestatie = jw323.Prestatie(
            product_referentie=Referentie(f"AZ26P{871 + nr:06}", None),
            toewijzing_nummer=int(t.nummer),
            product_categorie=t.categorie,
            product_code=t.code,
            product_periode=DECEMBER,
            geleverd_volume=5,
            eenheid=eenheid,
            product_tarief=tarief,
            ingediend_bedrag=BedragMetDC(5 * tarief, "D"),
        )
        clienten.append((t, prestatie))
    return jw323.Bericht(
        header=jw323.Header(
            bericht_code="490",
            bericht_versie=3,
            bericht_subversie=2,
            afzender=a.LINDE,
            ontvanger=ENKHUIZEN,
            bericht_identificatie=BerichtIdentificatie("AZ26DECL0001", op),
            xsd_versie=XsdVersie("1.0.0", "1.0.0"),
        ),
        declaratie=jw323.Declaratie(
            declaratie_nummer="202512A",
            declaratie_periode=DECEMBER,
            declaratie_dagtekening=op,
            totaal_ingediend_bedrag=TotaalBedragMetDC(
                sum(p.ingediend_bedrag.bedrag for _, p in clienten), "D"
            ),
            clienten=tuple(jw323.Client(_bsn(t), (p,)) for t, p in clienten),
        ),
    )


def _bsn(t: Toegewezen) -> str:
    return {"Noor Vlaming": "999900717", "Eva Groot": "999900493"}[t.jeugdige]


def _breng(
    linde: Callable[[], Toegang], sleutel: uuid.UUID, dag: date, maak: Callable[[Toegang, date], Any]
) -> bool:
    with klok.op(dag):
        with met_toegang(linde()) as toegang:
            if Bericht.objects.filter(pk=sleutel).exclude(toestand=toestand.ONTVANGEN).exists():
                return False
            bericht = maak(toegang, dag)
        neem_aan(
            schrijf(bericht),
            bestandsnaam=f"{bericht.header.bericht_identificatie.identificatie}.xml",
            weg=toestand.MAP,
            bericht_id=sleutel,
        )
        verwerk(sleutel)
    return True
