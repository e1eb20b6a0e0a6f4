"""Every implementation of ``Ketenstand`` that this library brings, for the suite in ``tests/ketensuite``."""

from __future__ import annotations

import pytest

from ijw.keten.geheugen import GeheugenKetenstand

pytest.register_assert_rewrite("ketensuite")


class KrappeKetenstand(GeheugenKetenstand):
    """Gives nothing that was not asked for, as a database would: shows that the rules ask for all they need."""

    def toewijzingen(self, gemeente, nummers):
        alle = super().toewijzingen(gemeente, nummers)
        return {nr: alle[nr] for nr in nummers if nr in alle}

    def regels(self, aanbieder, referenties):
        alle = super().regels(aanbieder, referenties)
        return {ref: alle[ref] for ref in referenties if ref in alle}

    def regels_op(self, gemeente, nummers):
        alle = super().regels_op(gemeente, nummers)
        return {nr: tuple(alle[nr]) for nr in nummers if alle.get(nr)}


@pytest.fixture(params=[GeheugenKetenstand, KrappeKetenstand])
def stand(request):
    """An empty state of the chain."""
    return request.param()


@pytest.fixture(params=[GeheugenKetenstand, KrappeKetenstand])
def maak_stand(request):
    """How to make an empty state; for tests that need several."""
    return request.param
