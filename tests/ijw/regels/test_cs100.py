"""CS100: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import GeslotenPeriode
from ijw_hulp import D, bericht323, bevindingen, codes, maand, prestatie

REGEL = pytest.mark.regel("CS100")


def fout(pad, deel, datum):
    return ("CS100", pad, f"De {deel} {datum} ligt voor 01-01-2021; dat mag niet.")


@REGEL
def test_declaratieperiode():
    pad = "/Bericht/Declaratie/DeclaratiePeriode"
    # an old declaration: also its lines are too early
    december = bericht323(
        prestatie(product_periode=maand(2020, 12)),
        declaratie_periode=maand(2020, 12),
        dagtekening=D("2021-02-01"),
    )
    gevonden = bevindingen(december)
    assert fout(pad, "Begindatum", "01-12-2020") in gevonden
    assert fout(pad, "Einddatum", "31-12-2020") in gevonden
    assert codes(december) == ["CS100"]
    assert len(gevonden) == 4
    januari = bericht323(
        prestatie(product_periode=maand(2021, 1)),
        declaratie_periode=maand(2021, 1),
        dagtekening=D("2021-02-01"),
    )
    assert bevindingen(januari) == []


@REGEL
def test_productperiode():
    pad = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductPeriode"
    oud = prestatie(product_periode=GeslotenPeriode(D("2020-12-31"), D("2021-01-01")))
    gebroken = bericht323(oud, declaratie_periode=maand(2021, 1), dagtekening=D("2021-02-01"))
    assert [b for b in bevindingen(gebroken) if b[0] == "CS100"] == [fout(pad, "Begindatum", "31-12-2020")]
