"""Several threads of one process read messages side by side, from the first message on."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from lxml import etree

from ijw import schema as ijw_schema
from ijw.berichten import BERICHTEN


def test_schemas_are_made_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every thread makes its own. Two at the same moment now and then cost the other one its import."""
    bezig, meest, gemaakt = 0, 0, 0
    echt = etree.XMLSchema

    def langzaam(bron: Any) -> Any:
        nonlocal bezig, meest, gemaakt
        bezig += 1
        meest = max(meest, bezig)
        time.sleep(0.01)
        uit = echt(bron)
        bezig -= 1
        gemaakt += 1
        return uit

    monkeypatch.setattr(ijw_schema.etree, "XMLSchema", langzaam)
    draden = [threading.Thread(target=ijw_schema.schema, args=(BERICHTEN["JW315"],)) for _ in range(6)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert (meest, gemaakt) == (1, 6)
