"""Any message that the schema accepts gets a verdict and a writable answer, whatever it says."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ijw import testing
from ijw.antwoord import lees_uitslag, maak_declaratie_antwoord, maak_retour
from ijw.berichten import BERICHTEN
from ijw.keten import KETENREGELS, controleer
from ijw.keten.geheugen import GeheugenContract, GeheugenKetenstand
from ijw.lezen import lees
from ijw.schrijven import schrijf
from ketensuite.bouw import AFSPRAKEN, jw301_, jw305_, jw315_, jw323_, regel

VANDAAG = datetime.date(2026, 1, 21)
CONTRACT = GeheugenContract(AFSPRAKEN, {"45A04": "45"})


@pytest.fixture(scope="module")
def gevulde_stand():
    """A state in which something happened."""
    stand = GeheugenKetenstand()
    for bericht in (jw301_(), jw305_(), jw323_(regel("P1")), jw315_()):
        stand.verwerk(controleer(bericht, stand, CONTRACT, vandaag=VANDAAG).wijziging)
    return stand


@pytest.mark.parametrize("code", BERICHTEN)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_elk_schemageldig_bericht(gevulde_stand, code, data):
    bericht = data.draw(testing.berichten(code))
    controle = controleer(bericht, gevulde_stand, CONTRACT, vandaag=VANDAAG)
    assert controle.berichttype == code
    assert set(controle.regels) <= set(KETENREGELS)
    if BERICHTEN[code].beantwoord_met is None:
        return
    bouw = maak_declaratie_antwoord if code == "JW323" else maak_retour
    antwoord = bouw(bericht, controle.codes, identificatie="R1", dagtekening=VANDAAG)
    gelezen = lees(schrijf(antwoord))
    assert gelezen.reden is None
    uitslag = lees_uitslag(gelezen.bericht)
    assert uitslag.goedgekeurd == (controle.uitkomst == "goed")
    assert uitslag.berichttype == code
