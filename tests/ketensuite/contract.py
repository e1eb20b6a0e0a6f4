"""Which question each message puts to the contract port: for whom, about what, on which day."""

from __future__ import annotations

import pytest

from ijw.keten.geheugen import GeheugenContract
from ketensuite.bouw import (
    A04,
    AANBIEDER,
    AFSPRAKEN,
    GGZ,
    HOORN,
    Keten,
    dag,
    gevraagd,
    jw301_,
    jw305_,
    jw307_,
    jw315_,
    jw317_,
    jw323_,
    nieuw,
    product,
    regel,
    start,
    stop,
)


class Luisteraar(GeheugenContract):
    """A contract port that remembers what it was asked."""

    def __init__(self):
        super().__init__(AFSPRAKEN, {"45A04": "45", "54004": "54"})
        self.vragen = []

    def afspraken(self, *vraag):
        self.vragen.append(("afspraken", *vraag))
        return super().afspraken(*vraag)

    def productcode_past(self, *vraag):
        self.vragen.append(("productcode", *vraag))
        return super().productcode_past(*vraag)


WIE = (HOORN, AANBIEDER)


def code(product_, op):
    return ("productcode", *WIE, product_.categorie, product_.code, dag(op))


@pytest.mark.regel("TR381")
def test_vraag_over_de_productcode(stand):
    contract = Luisteraar()
    keten = Keten(stand, contract)
    gevallen = [
        (jw315_(gevraagd(van="2025-02-03")), [code(A04, "2025-02-03")]),
        (jw301_(product(van="2025-02-04", referentie="VOT-1")), [code(A04, "2025-02-04")]),
        (jw305_(start("2025-02-05", ingang="2025-02-04")), [code(A04, "2025-02-04")]),
        (jw307_(stop(begin="2025-02-05")), [code(A04, "2025-01-01")]),
        (jw305_(start("2025-05-06", ingang=None)), [code(A04, "2025-05-06")]),
        (jw317_(ongewijzigd=[100001], nieuwe=[nieuw(GGZ, "2025-07-08")]), [code(GGZ, "2025-07-08")]),
    ]
    for bericht, vragen in gevallen:
        contract.vragen.clear()
        keten.goed(bericht)
        assert contract.vragen == vragen


@pytest.mark.regel("TR381", "TR418")
def test_vraag_per_product_en_dag_van_een_declaratie(stand):
    contract = Luisteraar()
    keten = Keten(stand, contract).goed(
        jw301_(product(1), product(2, A04, van="2024-01-01", tot="2024-12-31"))
    )
    contract.vragen.clear()
    keten.goed(
        jw323_(
            regel("P1", nummer=1),
            regel("P2", nummer=1, maand="2025-02"),
            regel("P3", nummer=2, maand="2024-03"),
            regel("P4", nummer=2, maand="2024-02"),
        )
    )
    dagen = ["2025-03-01", "2025-02-01", "2024-03-01", "2024-02-01"]
    assert sorted(contract.vragen) == sorted(
        [code(A04, d) for d in dagen] + [("afspraken", *WIE, "45", "45A04", dag(d)) for d in dagen]
    )
