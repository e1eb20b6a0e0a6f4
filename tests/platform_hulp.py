"""Runs the command line as a fresh production process would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from jeugdketen.config.sleutels import nieuwe_sleutels

WORTEL = Path(__file__).resolve().parents[1]
APP_DSN = "postgresql://jeugdketen_app@/jeugdketen?host=/nergens"


def beheer(*args: str, weg: tuple[str, ...] = (), **extra: str) -> subprocess.CompletedProcess[str]:
    """Run `jeugdketen beheer` as a fresh production process."""
    env = {
        k: v for k, v in os.environ.items() if not k.startswith(("JEUGDKETEN_", "DATABASE_URL", "DJANGO_"))
    }
    env |= nieuwe_sleutels() | {"DATABASE_URL_APP": APP_DSN, "JEUGDKETEN_HOSTS": "jeugdketen.example"} | extra
    for naam in weg:
        del env[naam]
    return subprocess.run(
        [sys.executable, "-m", "jeugdketen.cli", "beheer", *args],
        env=env, cwd=WORTEL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
