"""TR316: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten.basis import BedragMetDC, Referentie
from ijw_hulp import bericht323, bevindingen, codes, prestatie

REGEL = pytest.mark.regel("TR316")


@REGEL
def test_niet_crediteren_in_hetzelfde_bericht():
    debet = prestatie()
    credit = prestatie(product_referentie=Referentie("P-2", "P-1"), ingediend_bedrag=BedragMetDC(40000, "C"))
    pad = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]/ProductReferentie"
    zin = (
        "VorigReferentieNummer P-1 is het ReferentieNummer van "
        "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]; "
        "een prestatie mag niet in hetzelfde bericht gecrediteerd worden."
    )
    assert bevindingen(bericht323(debet, credit)) == [("TR316", pad, zin)]
    assert codes(bericht323(credit, debet)) == ["TR316"]
    assert bevindingen(bericht323(debet, credit._replace(product_referentie=Referentie("P-2", "P-9")))) == []
