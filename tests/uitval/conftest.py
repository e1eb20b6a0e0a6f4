"""Workers on a message box of their own, for every test of a fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import postregio
from jeugdketen.demo.werkers import Werkgroep

if TYPE_CHECKING:
    from jeugdketen.config.rollen import Verbindingen


@pytest.fixture
def werkers(testdatabase: Verbindingen, tmp_path: Path, settings: object) -> Iterator[Werkgroep]:
    """Workers on the folder of this test; stopped afterwards."""
    postregio.richt_regio_in()
    settings.JEUGDKETEN_POSTBUS = tmp_path  # type: ignore[attr-defined]
    for deel in ("in", "uit", "bezig", "verwerkt", "geweigerd"):
        (tmp_path / deel).mkdir()
    with Werkgroep(testdatabase.app, tmp_path, opties=("--rust", "0.1")) as groep:
        yield groep
