"""Where the official schemas and public cases lie, when they are on this machine.

The project must pass without them; a test that compares with them skips with a reason that nobody can miss.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_PLEK = Path(os.environ.get("JEUGDKETEN_GEDEELD", Path(__file__).resolve().parents[2] / "shared"))
GEDEELD: Path | None = _PLEK if (_PLEK / "ijw-3.2" / "xsd").is_dir() else None

vereist_gedeeld = pytest.mark.skipif(
    GEDEELD is None,
    reason=f"NOT COMPARED with the official schemas and public cases: they are not at {_PLEK}; "
    "set JEUGDKETEN_GEDEELD to the folder that holds ijw-3.2/ and voorbeelden/",
)
