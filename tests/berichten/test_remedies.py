"""Every rule that a message of a provider can break across messages has a sentence that says what to do."""

from __future__ import annotations

import pytest

from ijw.keten import KETENREGELS
from jeugdketen.berichten.remedies import HERSTEL

VAN_AANBIEDERS = {"JW305", "JW307", "JW315", "JW317", "JW323"}


def van_aanbieders() -> set[str]:
    return {r.code for r in KETENREGELS.values() if r.niveau == 3 and set(r.klassen) & VAN_AANBIEDERS}


@pytest.mark.eis("S-115")
def test_each_rule_of_the_chain_says_what_to_do() -> None:
    assert van_aanbieders() <= set(HERSTEL)
    assert set(HERSTEL) <= set(KETENREGELS), "no remedy for a rule that does not exist"
    for regel, tekst in HERSTEL.items():
        assert tekst.endswith("."), regel
        assert "cliënt" not in tekst, regel
