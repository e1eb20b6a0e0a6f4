"""The chain suite of the library, every module unchanged, over the database.

The suite looks across municipalities, which a municipality's own administration does not: there it may see all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ijw.keten.stand import Ketenstand
from jeugdketen.berichten import models as m
from jeugdketen.berichten.keten import DbKetenstand
from jeugdketen.kern.toegang import als_systeem
from ketensuite.contract import *  # noqa: F403  the tests
from ketensuite.declaratie import *  # noqa: F403
from ketensuite.kop import *  # noqa: F403
from ketensuite.meldingen import *  # noqa: F403
from ketensuite.regie import *  # noqa: F403
from ketensuite.toewijzing import *  # noqa: F403
from ketensuite.verzoek import *  # noqa: F403
from ketensuite.willekeurig import *  # noqa: F403

pytestmark = pytest.mark.django_db

GEMEENTEN = {"0405", "0420", "0388", "0432", "0498", "0532", "1598", "0416", "9999"}


@pytest.fixture
def stand() -> Iterator[Ketenstand]:
    """An empty state of the chain, in the database."""
    with als_systeem(GEMEENTEN):
        yield DbKetenstand()


@pytest.fixture
def maak_stand() -> Iterator[Callable[[], Ketenstand]]:
    """How to make an empty state: one at a time, the one before is gone."""

    def maak() -> Ketenstand:
        for model in (
            *(m.Ketenbericht, m.Ketenverzoek, m.Ketentoewijzing, m.Ketenmelding, m.Ketenregel),
            *(m.Ketendeclaratie, m.Ketenverzending),
        ):
            model.objects.all().delete()
        return DbKetenstand()

    with als_systeem(GEMEENTEN):
        yield maak
