"""`make bench [WAT=naam]`: runs every measurement of benchmarks/ in turn, so that none disturbs another."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

WORTEL = Path(__file__).resolve().parents[1]


def main() -> int:
    """0 when every measurement reached its goal (each says so by its own exit code)."""
    gekozen = os.environ.get("WAT", "")
    metingen = [p for p in sorted((WORTEL / "benchmarks").glob("[a-z]*.py")) if gekozen in p.stem]
    if not metingen:
        print(f"Geen meting in benchmarks/ met '{gekozen}' in de naam.", file=sys.stderr)
        return 2
    uitkomsten: dict[str, int] = {}
    for meting in metingen:
        print(f"\n== {meting.stem}", flush=True)
        begin = time.monotonic()
        uitkomsten[meting.stem] = subprocess.run([sys.executable, meting], cwd=WORTEL, check=False).returncode
        print(f"   ({time.monotonic() - begin:.0f} s)", flush=True)
    print("\nSamenvatting")
    for naam, code in uitkomsten.items():
        print(f"  {'✓' if code == 0 else '✗'} {naam}")
    return int(any(uitkomsten.values()))


if __name__ == "__main__":
    sys.exit(main())
