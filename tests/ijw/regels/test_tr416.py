"""TR416: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import BedragMetDC, GeslotenPeriode, Referentie
from ijw_hulp import D, bericht323, bevindingen, prestatie

REGEL = pytest.mark.regel("TR416")


@REGEL
def test_een_debetregel_per_toewijzing_product_en_periode():
    pad = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie"
    ander = prestatie(product_referentie=Referentie("P-2", None))
    zin = f"Deze debetregel is voor dezelfde toewijzing, periode en hetzelfde product als {pad}[1]; er mag er een zijn."
    assert bevindingen(bericht323(prestatie(), ander)) == [("TR416", f"{pad}[2]", zin)]
    for verschil in (
        {"toewijzing_nummer": 101},
        {"product_categorie": "46"},
        {"product_code": "45A02"},
        {"product_periode": GeslotenPeriode(D("2026-02-02"), D("2026-02-28"))},
        {"product_periode": GeslotenPeriode(D("2026-02-01"), D("2026-02-27"))},
    ):
        assert bevindingen(bericht323(prestatie(), ander._replace(**verschil))) == []


@REGEL
def test_een_credit_en_een_nieuwe_debet_mogen_samen():
    credit = prestatie(product_referentie=Referentie("P-2", "OUD"), ingediend_bedrag=BedragMetDC(40000, "C"))
    assert bevindingen(bericht323(credit, prestatie())) == []
    tweede = prestatie(product_referentie=Referentie("P-3", "OUD-2"), ingediend_bedrag=BedragMetDC(100, "C"))
    assert bevindingen(bericht323(credit, tweede)) == []
