"""TR137: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import GeslotenPeriode
from ijw_hulp import D, afgewezen, bericht323, bericht325, bevindingen, prestatie

REGEL = pytest.mark.regel("TR137")


def fouten(pad, *zinnen):
    return [("TR137", f"{pad}/Einddatum", zin) for zin in zinnen]


NA = "De Einddatum {} ligt na de Dagtekening {}; dat mag niet."
VOOR = "De Einddatum {} ligt voor de Begindatum {}; dat mag niet."
PRESTATIE = "/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductPeriode"


@REGEL
def test_einddatum_op_de_dagtekening_mag():
    assert bevindingen(bericht323(dagtekening=D("2026-02-28"))) == []
    periode = GeslotenPeriode(D("2026-02-05"), D("2026-02-05"))
    assert bevindingen(bericht323(prestatie(product_periode=periode))) == []


@REGEL
def test_einddatum_na_de_dagtekening():
    zin = NA.format("28-02-2026", "27-02-2026")
    assert bevindingen(bericht323(dagtekening=D("2026-02-27"))) == [
        *fouten("/Bericht/Declaratie/DeclaratiePeriode", zin),
        *fouten("/Bericht/Declaratie" + PRESTATIE, zin),
    ]
    antwoord = bericht325(afgewezen(), dagtekening=D("2026-02-27"))
    assert bevindingen(antwoord) == fouten("/Bericht/DeclaratieAntwoord" + PRESTATIE, zin)
    assert bevindingen(bericht325(afgewezen(), dagtekening=D("2026-02-28"))) == []


@REGEL
def test_einddatum_voor_begindatum():
    omgekeerd = GeslotenPeriode(D("2026-02-20"), D("2026-02-10"))
    zin = VOOR.format("10-02-2026", "20-02-2026")
    pad = "/Bericht/Declaratie" + PRESTATIE
    assert bevindingen(bericht323(prestatie(product_periode=omgekeerd))) == fouten(pad, zin)
    pad = "/Bericht/DeclaratieAntwoord" + PRESTATIE
    assert bevindingen(bericht325(afgewezen(product_periode=omgekeerd))) == fouten(pad, zin)
    gevonden = bevindingen(bericht323(declaratie_periode=omgekeerd, dagtekening=D("2026-02-05")))
    twee = fouten("/Bericht/Declaratie/DeclaratiePeriode", zin, NA.format("10-02-2026", "05-02-2026"))
    assert [b for b in gevonden if b in twee] == twee
