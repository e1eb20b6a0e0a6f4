"""`make schoon`: removes what the other commands made, by name."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

WORTEL = Path(__file__).resolve().parents[1]
MAPPEN = (
    ".venv",
    ".venv-node",
    ".demo",
    ".simulatie",
    "node_modules",
    "src/jeugdketen/portaal/static/vendor",
    "static",
    "build",
)
RESTEN = (
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".import_linter_cache",
    ".hypothesis",
    "test-results",
)


def main() -> None:
    """Prints each folder that it removed."""
    sys.path.insert(0, str(WORTEL / "src"))
    from jeugdketen.demo.postgres import datamap

    for pad in (
        datamap(WORTEL / ".demo" / "postgres"),
        datamap(WORTEL / ".simulatie" / "postgres"),
        *(WORTEL / naam for naam in MAPPEN + RESTEN),
    ):
        if pad.exists():
            shutil.rmtree(pad)
            print(f"weg: {pad}")


if __name__ == "__main__":
    main()
