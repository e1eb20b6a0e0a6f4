"""The small region, a message box of its own, and the helpers of this folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import postregio

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def regio(db: None, settings: object, tmp_path: Path) -> Path:
    """Municipalities, providers and codes; returns the message box."""
    settings.JEUGDKETEN_POSTBUS = tmp_path
    settings.JEUGDKETEN_INTREKTIJD = 0
    postregio.richt_regio_in()
    return tmp_path
