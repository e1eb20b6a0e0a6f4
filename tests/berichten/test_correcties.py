"""Corrections of starts and stops (IV008): the deletion may be overtaken by the delivery that comes instead (OP080)."""

from __future__ import annotations

import datetime
from itertools import permutations
from typing import Any

import pytest
from test_volgorde import (  # noqa: F401  the fixtures are used by name
    WIE,
    leeg,
    lees_alles,
    ontvang,
    regie,
    regio,
    toestanden,
)

from ijw.schrijven import schrijf
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.verwerking import wek_wachtende
from jeugdketen.kern import klok
from ketensuite import bouw

pytestmark = pytest.mark.django_db


@pytest.mark.regel("OP080", "IV008", "TR074")
def test_a_start_that_was_deleted_and_reported_anew_ends_the_same(leeg: Any) -> None:  # noqa: F811
    reeks = (
        bouw.jw305_(bouw.start(nummer=1), **WIE),
        bouw.jw305_(bouw.start(nummer=1, status="3"), **WIE),
        bouw.jw305_(bouw.start(nummer=1, ingang="2025-02-01"), **WIE),
    )
    uitkomsten = set()
    for volgorde in permutations(reeks):
        leeg()
        for bericht in volgorde:
            ontvang(schrijf(bericht))
        uitkomsten.add((frozenset(regie()), tuple(toestanden())))
    assert len(uitkomsten) == 1
    assert set(next(iter(uitkomsten))[1]) == {t.AANVAARD}


@pytest.mark.regel("OP080", "IV008", "TR415")
def test_a_corrected_stop_ends_the_same_whatever_came_first(leeg: Any) -> None:  # noqa: F811
    """A final stop, its deletion and the stop instead of it; what waits in vain is refused and changes nothing."""
    start = bouw.jw305_(bouw.start(nummer=1), **WIE)
    fout, goed = bouw.stop("2025-04-15", nummer=1), bouw.stop("2025-04-10", nummer=1)
    stops = [bouw.jw307_(een, **WIE) for een in (fout, bouw.stop("2025-04-15", nummer=1, status="3"), goed)]
    uitkomsten = set()
    for volgorde in permutations(stops):
        leeg()
        for bericht in (start, *volgorde):
            ontvang(schrijf(bericht))
        with klok.op(datetime.date(2026, 1, 23)):
            wek_wachtende()
            lees_alles()
        assert t.WACHT not in toestanden()
        uitkomsten.add(frozenset((m.begindatum, getattr(m, "einddatum", None)) for m in regie()))
    dag = datetime.date
    assert uitkomsten == {frozenset({(dag(2025, 1, 6), None), (dag(2025, 1, 6), dag(2025, 4, 10))})}
