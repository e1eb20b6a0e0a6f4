"""TR002: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Geboortedatum
from ijw_hulp import D, bericht301, bericht305, bericht307, bericht315, bevindingen, codes, relatie, start

REGEL = pytest.mark.regel("TR002")
GRENS = "De geboortedatum {} ligt meer dan 120 jaar voor de Dagtekening 10-03-2026; een onbekende datum is 01-01-1900 met DatumGebruik 3."
PAD = "/Bericht/Client/Geboortedatum/Datum"


@REGEL
@pytest.mark.parametrize("maak_bericht", [bericht301, bericht305, bericht307, bericht315])
def test_hoogstens_120_jaar(maak_bericht):
    assert bevindingen(maak_bericht(geboortedatum=Geboortedatum(D("1906-03-10"), None))) == []
    gebroken = maak_bericht(geboortedatum=Geboortedatum(D("1906-03-09"), None))
    assert bevindingen(gebroken) == [("TR002", PAD, GRENS.format("09-03-1906"))]


@REGEL
def test_onbekend_is_1900_met_datumgebruik_3():
    onbekend = D("1900-01-01")
    assert bevindingen(bericht305(geboortedatum=Geboortedatum(onbekend, "3"))) == []
    for gebruik in (None, "1", "2"):
        assert codes(bericht305(geboortedatum=Geboortedatum(onbekend, gebruik))) == ["TR002"]
    assert codes(bericht305(geboortedatum=Geboortedatum(D("1900-01-02"), "3"))) == ["CS139", "TR002"]


@REGEL
def test_relatie():
    oud = relatie(geboortedatum=Geboortedatum(D("1900-01-01"), None))
    zonder = relatie(nummer="2")
    pad = "/Bericht/Client/Relaties/Relatie[2]/Geboortedatum/Datum"
    assert bevindingen(bericht301(relaties=(zonder, oud._replace(nummer="3")))) == [
        ("TR002", pad, GRENS.format("01-01-1900"))
    ]
    assert (
        bevindingen(bericht301(relaties=(relatie(geboortedatum=Geboortedatum(D("1900-01-01"), "3")),))) == []
    )


@REGEL
def test_29_februari():
    geboren = Geboortedatum(D("1904-02-29"), None)
    assert codes(bericht305(geboortedatum=geboren, dagtekening=D("2024-02-29"))) == ["TR134"]
    leeg = start(begindatum=D("2024-01-01"))
    assert codes(bericht305(leeg, geboortedatum=geboren, dagtekening=D("2024-02-29"))) == []
    assert codes(bericht305(leeg, geboortedatum=geboren, dagtekening=D("2024-03-01"))) == ["TR002"]
