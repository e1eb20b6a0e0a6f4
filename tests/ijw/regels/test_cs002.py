"""CS002: every place where it holds, on both sides of its edge."""

import pytest

from ijw.berichten import jw323, jw325
from ijw.berichten.basis import Referentie
from ijw.regels.cs import elfproef
from ijw_hulp import (
    BSN,
    BSN2,
    afgewezen,
    bericht301,
    bericht305,
    bericht307,
    bericht315,
    bericht317,
    bericht323,
    bericht325,
    bevindingen,
    prestatie,
)

REGEL = pytest.mark.regel("CS002")
ZIN = "Dit BSN voldoet niet aan de elfproef; controleer op een typefout."
FOUT_BSN = "999900019"


@REGEL
@pytest.mark.parametrize("maak_bericht", [bericht301, bericht305, bericht307, bericht315, bericht317])
def test_een_client(maak_bericht):
    assert bevindingen(maak_bericht(bsn=FOUT_BSN)) == [("CS002", "/Bericht/Client/Bsn", ZIN)]
    assert bevindingen(maak_bericht(bsn=BSN2)) == []


@REGEL
def test_declaratie_en_antwoord():
    een, twee = prestatie(), prestatie(product_referentie=Referentie("P-2", None), toewijzing_nummer=9)
    clienten = (jw323.Client(BSN, (een,)), jw323.Client(FOUT_BSN, (twee,)))
    assert bevindingen(bericht323(clienten=clienten)) == [
        ("CS002", "/Bericht/Declaratie/Clienten/Client[2]/Bsn", ZIN)
    ]
    antwoord = bericht325(clienten=(jw325.Client(FOUT_BSN, (afgewezen(),), ("0200",)),))
    assert bevindingen(antwoord) == [("CS002", "/Bericht/DeclaratieAntwoord/Clienten/Client[1]/Bsn", ZIN)]


@REGEL
@pytest.mark.parametrize("plaats", range(9))
def test_elk_cijfer_telt(plaats):
    assert elfproef(BSN)
    ander = str((int(BSN[plaats]) + 1) % 10)
    assert not elfproef(BSN[:plaats] + ander + BSN[plaats + 1 :])


@REGEL
def test_gewichten():
    # 9, 8, … 2 and minus 1: these pass with exactly these weights
    for bsn in ("999900018", "999900043", "900000003", "123456782"):
        assert elfproef(bsn) == (
            sum(int(c) * g for c, g in zip(bsn, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0
        )
    assert elfproef("123456782")
    assert not elfproef("123456789")
