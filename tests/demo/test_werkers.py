"""Worker processes for measurements and faults: nothing stays behind when one cannot be started."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jeugdketen.demo import werkers


def test_a_start_that_takes_too_long_leaves_no_process_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    traag, nummer = tmp_path / "traag", tmp_path / "nummer"
    traag.write_text(f"#!/bin/sh\necho $$ > {nummer}\nexec sleep 600\n")
    traag.chmod(0o755)
    monkeypatch.setattr(werkers.sys, "executable", str(traag))
    monkeypatch.setattr(werkers, "STARTTIJD", 0.5)
    monkeypatch.setattr(werkers, "EINDTIJD", 0.1)
    groep = werkers.Werkgroep("postgresql://", tmp_path)
    with pytest.raises(RuntimeError, match="could not be loaded"):
        groep.start()
    with pytest.raises(ProcessLookupError):
        os.kill(int(nummer.read_text()), 0)
