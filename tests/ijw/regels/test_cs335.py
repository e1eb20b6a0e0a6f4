"""CS335: every place where it holds, on both sides of its edge."""

import pytest

from ijw_hulp import D, bericht301, bevindingen, toegewezen

REGEL = pytest.mark.regel("CS335")
PAD = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/RedenWijziging"


@REGEL
def test_verwijderd_eindigt_op_zijn_begin():
    dag = D("2026-01-01")
    assert bevindingen(bericht301(toegewezen(reden_wijziging="13", ingangsdatum=dag, einddatum=dag))) == []
    zin = "RedenWijziging is 13 (verwijderd), maar de einddatum is 31-12-2026; dat moet 01-01-2026 zijn."
    assert bevindingen(bericht301(toegewezen(reden_wijziging="13"))) == [("CS335", PAD, zin)]
    zin = "RedenWijziging is 13 (verwijderd), maar de einddatum ontbreekt; dat moet 01-01-2026 zijn."
    assert bevindingen(bericht301(toegewezen(reden_wijziging="13", einddatum=None))) == [("CS335", PAD, zin)]
    assert bevindingen(bericht301(toegewezen(reden_wijziging="14"))) == []
    assert bevindingen(bericht301(toegewezen(ingangsdatum=dag, einddatum=dag))) == []
