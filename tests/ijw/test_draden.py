"""Several threads of one process read messages side by side, from the first message on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

from ijw.berichten import BERICHTEN
from ijw.schema import schema


@pytest.fixture
def snelle_wissels() -> Iterator[None]:
    gewoon = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(gewoon)


@pytest.mark.usefixtures("snelle_wissels")
def test_schemas_are_made_in_many_threads_at_once() -> None:
    """Every thread makes its own; none disturbs another."""
    fouten: list[Exception] = []

    def werk() -> None:
        for code in ("JW315", "JW305", "JW307"):
            try:
                schema(BERICHTEN[code])
            except Exception as fout:
                fouten.append(fout)

    for _ in range(40):
        draden = [threading.Thread(target=werk) for _ in range(6)]
        for draad in draden:
            draad.start()
        for draad in draden:
            draad.join()
    assert fouten == []
