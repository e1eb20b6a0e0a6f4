"""Every implementation of ``Ketenstand`` that this library brings, for the suite in ``tests/ketensuite``."""

from __future__ import annotations

import pytest

from ijw.keten.geheugen import GeheugenKetenstand

pytest.register_assert_rewrite("ketensuite")


@pytest.fixture(params=[GeheugenKetenstand])
def stand(request):
    """An empty state of the chain."""
    return request.param()


@pytest.fixture(params=[GeheugenKetenstand])
def maak_stand(request):
    """How to make an empty state; for tests that need several."""
    return request.param
