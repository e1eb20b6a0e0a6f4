"""TR134: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import Geboortedatum
from ijw_hulp import (
    D,
    afgewezen,
    bericht301,
    bericht305,
    bericht307,
    bericht315,
    bericht323,
    bericht325,
    bevindingen,
    codes,
    maand,
    prestatie,
    relatie,
    start,
    stop,
    toegewezen,
)

REGEL = pytest.mark.regel("TR134")


def fout(pad, datum):
    naam = pad.removesuffix("/Datum").rpartition("/")[2]
    return [("TR134", pad, f"De {naam} {datum} ligt na de Dagtekening 10-03-2026; dat mag niet.")]


@REGEL
@pytest.mark.parametrize("maak_bericht", [bericht301, bericht305, bericht307, bericht315])
def test_geboortedatum(maak_bericht):
    assert bevindingen(maak_bericht(geboortedatum=Geboortedatum(D("2026-03-10"), None))) == []
    gebroken = maak_bericht(geboortedatum=Geboortedatum(D("2026-03-11"), None))
    assert bevindingen(gebroken) == fout("/Bericht/Client/Geboortedatum/Datum", "11-03-2026")


@REGEL
def test_relatie_en_toewijzing():
    gebroken = bericht301(relaties=(relatie(geboortedatum=Geboortedatum(D("2027-01-01"), None)),))
    assert bevindingen(gebroken) == fout(
        "/Bericht/Client/Relaties/Relatie[1]/Geboortedatum/Datum", "01-01-2027"
    )
    assert bevindingen(bericht301(toegewezen(toewijzingsdatum=D("2026-03-10")))) == []
    pad = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/Toewijzingsdatum"
    assert bevindingen(bericht301(toegewezen(toewijzingsdatum=D("2026-03-11")))) == fout(pad, "11-03-2026")


@REGEL
def test_start_en_stop():
    assert bevindingen(bericht305(start(begindatum=D("2026-03-10")))) == []
    pad = "/Bericht/Client/StartProducten/StartProduct[1]/Begindatum"
    assert bevindingen(bericht305(start(begindatum=D("2026-03-11")))) == fout(pad, "11-03-2026")
    assert bevindingen(bericht307(stop(einddatum=D("2026-03-10")))) == []
    pad = "/Bericht/Client/StopProducten/StopProduct[1]/Einddatum"
    assert bevindingen(bericht307(stop(einddatum=D("2026-03-11")))) == fout(pad, "11-03-2026")


@REGEL
def test_een_toewijzing_mag_later_ingaan():
    assert bevindingen(bericht301(toegewezen(ingangsdatum=D("2026-06-01")))) == []
    assert bevindingen(bericht305(start(toewijzing_ingangsdatum=D("2026-06-01")))) == []


@REGEL
def test_declaratie():
    april = maand(2026, 4)
    pad = "/Bericht/Declaratie/DeclaratiePeriode/Begindatum"
    assert fout(pad, "01-04-2026")[0] in bevindingen(bericht323(declaratie_periode=april))
    pad = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductPeriode/Begindatum"
    assert fout(pad, "01-04-2026")[0] in bevindingen(bericht323(prestatie(product_periode=april)))
    op_de_dag = bericht323(dagtekening=D("2026-02-01"))
    assert codes(op_de_dag) == ["TR137"]


@REGEL
def test_antwoord_op_declaratie():
    pad = "/Bericht/DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductPeriode/Begindatum"
    gebroken = bericht325(afgewezen(product_periode=maand(2026, 4)))
    assert fout(pad, "01-04-2026")[0] in bevindingen(gebroken)
    assert codes(gebroken) == ["TR134", "TR137"]
