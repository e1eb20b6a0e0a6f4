"""What providers reported about the running allocations of the demo: starts, a break, and one request to change."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any, Final

from ijw.berichten import basis, jw305, jw307, jw317
from ijw.berichten.basis import Omvang, Product
from ijw.definitie import maak
from ijw.schrijven import schrijf
from jeugdketen.berichten import toestand
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.demo.casussen import aanbieders as a
from jeugdketen.kern import klok
from jeugdketen.kern.toegang import als_systeem
from jeugdketen.toewijzing.models import Toewijzing

DEMOVERKEER: Final = uuid.UUID("6a657567-646b-4e74-8e6e-64656d6f3237")
"""Name space of these messages: filling again sends none of them twice."""

LIAM, FENNA, JORIS = "999900523", "999900547", "999900638"
VERZOEK_OM_WIJZIGING: Final = uuid.uuid5(DEMOVERKEER, f"JW317-{LIAM}")
"""The message of the one request to change."""
NOG_NIET_BEGONNEN: Final = frozenset({JORIS})
"""Of this child no start was reported yet."""


def vul_verkeer(toewijzingen: list[Toewijzing]) -> int:
    """Send what the providers of these allocations reported; returns how many messages were new."""
    nieuw = 0
    for rij in toewijzingen:
        bsn = rij.jeugdige.bsn
        assert bsn is not None
        if bsn in NOG_NIET_BEGONNEN or rij.aanbieder_agb == a.LINDE:  # De Linde's own post stands elsewhere
            continue
        begin = _werkdag(rij.van)
        nieuw += _stuur(_start(rij, begin), f"JW305-{bsn}-{rij.nummer}", rij.gemeente_code, begin)
        if bsn == FENNA:
            eind = date(2026, 1, 12)
            nieuw += _stuur(_stop(rij, begin, eind), f"JW307-{bsn}", rij.gemeente_code, eind)
        if bsn == LIAM:
            nieuw += _stuur(_vow(rij), f"JW317-{bsn}", rij.gemeente_code, date(2026, 1, 19))
    return nieuw


def _werkdag(dag: date) -> date:
    return dag + timedelta(days=max(0, 7 - dag.weekday()) if dag.weekday() > 4 else 0)


def _stuur(bericht: Any, sleutel: str, gemeente: str, dag: date) -> bool:
    bericht_id = uuid.uuid5(DEMOVERKEER, sleutel)
    with als_systeem([gemeente]):
        if Bericht.objects.filter(pk=bericht_id).exists():
            return False
    with klok.op(dag):
        neem_aan(schrijf(bericht), bestandsnaam=f"{sleutel[:5]}.xml", weg=toestand.MAP, bericht_id=bericht_id)
        verwerk(bericht_id)
    return True


def _kop(klasse: Any, rij: Toewijzing, letter: str, dag: date) -> Any:
    return maak(
        klasse,
        afzender=rij.aanbieder_agb,
        ontvanger=rij.gemeente_code,
        bericht_identificatie=basis.BerichtIdentificatie(f"D{letter}{rij.nummer}", dag),
        xsd_versie=basis.XsdVersie("1.0.0", "1.0.0"),
    )


def _client(klasse: Any, rij: Toewijzing, **inhoud: Any) -> Any:
    kind = rij.jeugdige
    naam = basis.VerkorteNaam(
        basis.Achternaam(kind.achternaam, kind.voorvoegsel or None), kind.voornamen or None, None
    )
    return maak(
        klasse,
        bsn=kind.bsn,
        geboortedatum=basis.Geboortedatum(kind.geboortedatum, kind.geboortedatum_gebruik or None),
        geslacht=kind.geslacht,
        naam=naam,
        **inhoud,
    )


def _product(rij: Toewijzing) -> Product | None:
    return Product(rij.categorie, rij.code or None) if rij.categorie else None


def _start(rij: Toewijzing, begin: date) -> jw305.Bericht:
    start = jw305.StartProduct(int(rij.nummer), _product(rij), rij.van, begin, "1")
    return jw305.Bericht(
        _kop(jw305.Header, rij, "A", begin), _client(jw305.Client, rij, start_producten=(start,))
    )


def _stop(rij: Toewijzing, begin: date, eind: date) -> jw307.Bericht:
    stop = jw307.StopProduct(int(rij.nummer), _product(rij), rij.van, begin, "20", eind, "1")
    return jw307.Bericht(
        _kop(jw307.Header, rij, "B", eind), _client(jw307.Client, rij, stop_producten=(stop,))
    )


def _vow(rij: Toewijzing) -> jw317.Bericht:
    """More hours from March on, and parent support beside it."""
    assert rij.aanbieder_agb == a.WENDE
    verzoek = jw317.Verzoek(
        referentie_aanbieder="WIJZ-26-00031",
        reden_verzoek="1",
        ongewijzigde_producten=(),
        te_wijzigen_producten=(
            jw317.TeWijzigenProduct(
                int(rij.nummer), date(2026, 3, 1), date(2026, 12, 31), Omvang(10, "04", "4"), None
            ),
        ),
        nieuwe_producten=(),
    )
    return jw317.Bericht(
        _kop(jw317.Header, rij, "C", date(2026, 1, 19)), jw317.Client(rij.jeugdige.bsn, verzoek)
    )
