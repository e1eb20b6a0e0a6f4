"""The chain suite of the library, unchanged, over the database: everything about requests, allocations and answers.

Which messages were accepted is known from the messages themselves (``Bericht``); the suite has none, so that one
question is answered here from what the suite has accepted. The suite also looks across municipalities, which a
municipality's own state never does; here it may.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pytest

from ijw.keten.stand import Berichtsleutel, Ketenstand, Verzoek, Wijziging
from jeugdketen.berichten.keten import DbKetenstand
from jeugdketen.berichten.models import Ketenverzoek
from jeugdketen.kern.toegang import als_systeem
from ketensuite import bouw
from ketensuite.verzoek import *  # noqa: F403  the tests

pytestmark = pytest.mark.django_db


class Proefstand(DbKetenstand):
    """One state for all municipalities of the suite."""

    def __init__(self) -> None:
        super().__init__(bouw.HOORN)
        self._ontvangen: set[Berichtsleutel] = set()

    def is_ontvangen(self, bericht: Berichtsleutel) -> bool:
        """What the suite has accepted."""
        return bericht in self._ontvangen

    def verzoeken(self, aanbieder: str, referenties: Collection[str]) -> Mapping[str, Verzoek]:
        """At whichever municipality."""
        uit: dict[str, Verzoek] = {}
        eigen = self.gemeente_code
        for gemeente in Ketenverzoek.objects.values_list("gemeente_code", flat=True).distinct():
            self.gemeente_code = gemeente
            uit |= super().verzoeken(aanbieder, referenties)
        self.gemeente_code = eigen
        return uit

    def verwerk(self, wijziging: Wijziging) -> None:
        """Apply it, and remember the message."""
        super().verwerk(wijziging)
        if wijziging.bericht is not None:
            self._ontvangen.add(wijziging.bericht)


@pytest.fixture
def stand() -> Iterator[Ketenstand]:
    """An empty state of the chain, in the database."""
    with als_systeem({"0405", "0420", "0388", "0432", "0498", "0532", "1598"}):
        yield Proefstand()
