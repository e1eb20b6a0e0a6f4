"""TR315: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten import jw323
from ijw.berichten.basis import BedragMetDC, Referentie
from ijw_hulp import BSN, BSN2, bericht323, bevindingen, prestatie

REGEL = pytest.mark.regel("TR315")


@REGEL
def test_een_keer_crediteren():
    een = prestatie(product_referentie=Referentie("P-1", "OUD-1"), ingediend_bedrag=BedragMetDC(100, "C"))
    twee = prestatie(product_referentie=Referentie("P-2", "OUD-2"), ingediend_bedrag=BedragMetDC(100, "C"))
    assert bevindingen(bericht323(prestatie(product_referentie=Referentie("P-3", None)), een, twee)) == []
    assert (
        bevindingen(
            bericht323(
                prestatie(), prestatie(product_referentie=Referentie("P-3", None), toewijzing_nummer=9)
            )
        )
        == []
    )
    pad = "/Bericht/Declaratie/Clienten/Client[2]/Prestaties/Prestatie[1]/ProductReferentie"
    zin = (
        "VorigReferentieNummer OUD-1 staat ook in /Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]; "
        "een prestatie mag een keer in een bericht gecrediteerd worden."
    )
    dubbel = twee._replace(product_referentie=Referentie("P-2", "OUD-1"))
    clienten = (jw323.Client(BSN, (een,)), jw323.Client(BSN2, (dubbel,)))
    assert bevindingen(bericht323(clienten=clienten)) == [("TR315", pad, zin)]
