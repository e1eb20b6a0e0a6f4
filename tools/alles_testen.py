"""`make test`: the static checks side by side, then every test; ends with pytest's own closing line.

Exit code 0 only when each check and each test passed and at least one test ran. Extra arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WORTEL = Path(__file__).resolve().parents[1]
BIN = WORTEL / ".venv" / "bin"
CONTROLES: dict[str, list[str]] = {
    "ruff: fouten en stijl": ["ruff", "check", "."],
    "ruff: opmaak": ["ruff", "format", "--check", "."],
    "mypy: typen": ["mypy"],
    "import-linter: lagen": ["lint-imports", "--no-logo"],
}


def controleer(naam: str) -> tuple[str, float, str | None]:
    """Run one static check; the third value is its output when it failed, else None."""
    begin = time.monotonic()
    programma, *rest = CONTROLES[naam]
    uit = subprocess.run([BIN / programma, *rest], cwd=WORTEL, capture_output=True, text=True, check=False)
    fout = None if uit.returncode == 0 else (uit.stdout + uit.stderr).strip()
    return naam, time.monotonic() - begin, fout


def main() -> int:
    """0 when all is well; the tests run even when a static check failed, so that one run tells everything."""
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    gevallen: list[str] = []
    print("Controles op de code:", flush=True)
    with ThreadPoolExecutor(max_workers=2) as uitvoerders:
        for naam, duur, fout in uitvoerders.map(controleer, CONTROLES):
            print(f"  {'✓' if fout is None else '✗'} {naam} ({duur:.1f} s)", flush=True)
            if fout is not None:
                gevallen.append(naam)
                print("    " + fout.replace("\n", "\n    "), flush=True)
    if gevallen:
        print(f"\nNiet goed: {', '.join(gevallen)}. Deze opdracht eindigt daarom met code 1.\n", flush=True)
    kernen = max(2, min(os.cpu_count() or 2, 4))
    print(f"Tests ({kernen} tegelijk):", flush=True)
    pytest = subprocess.run(
        [BIN / "python", "-m", "pytest", "-n", str(kernen), "--dist", "loadfile", *sys.argv[1:]],
        cwd=WORTEL,
        check=False,
    )
    return pytest.returncode or int(bool(gevallen))


if __name__ == "__main__":
    sys.exit(main())
