"""TR335: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import GeslotenPeriode, Referentie
from ijw_hulp import D, bericht323, bevindingen, codes, prestatie

REGEL = pytest.mark.regel("TR335")


@REGEL
def test_hoogstens_vijf_jaar_terug():
    op_de_dag = prestatie(product_periode=GeslotenPeriode(D("2021-03-10"), D("2021-03-10")))
    assert bevindingen(bericht323(op_de_dag)) == []
    te_oud = prestatie(product_periode=GeslotenPeriode(D("2021-03-09"), D("2021-03-09")))
    pad = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductPeriode"
    zin = (
        "De Einddatum 09-03-2021 ligt meer dan 5 jaar voor de DeclaratieDagtekening 10-03-2026; "
        "dan kan er niet meer worden gedeclareerd."
    )
    assert bevindingen(bericht323(te_oud)) == [("TR335", pad, zin)]


@REGEL
def test_de_dagtekening_van_de_declaratie_telt():
    te_oud = prestatie(product_periode=GeslotenPeriode(D("2021-03-09"), D("2021-03-09")))
    assert bevindingen(bericht323(te_oud, declaratie_dagtekening=D("2026-03-09"))) == []
    assert codes(bericht323(te_oud, declaratie_dagtekening=D("2026-03-10"), dagtekening=D("2026-03-01"))) == [
        "TR335"
    ]


@REGEL
def test_alleen_de_te_oude_regel_is_fout():
    op_de_dag = prestatie(product_periode=GeslotenPeriode(D("2021-03-10"), D("2021-03-10")))
    te_oud = prestatie(
        product_referentie=Referentie("P-2", None),
        product_periode=GeslotenPeriode(D("2021-03-09"), D("2021-03-09")),
    )
    pad = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]/ProductPeriode"
    assert [pad for _, pad, _ in bevindingen(bericht323(op_de_dag, te_oud))] == [pad]
