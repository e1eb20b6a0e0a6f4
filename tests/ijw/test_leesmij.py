"""The examples of the library's README run, and print what it says they print."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

import ijw
from ijw.berichten.basis import Referentie
from ijw.schrijven import schrijf
from ijw_hulp import bericht301, bericht323, jw323, prestatie

LEESMIJ = Path(ijw.__file__).parent / "README.md"
VOORBEELDEN = re.findall(
    r"```python\n(.*?)```\n\n```text\n(.*?)```", LEESMIJ.read_text(encoding="utf-8"), re.DOTALL
)


def test_vijf_voorbeelden() -> None:
    assert len(VOORBEELDEN) == 5


@pytest.mark.parametrize(("code", "uitvoer"), VOORBEELDEN)
def test_voorbeeld(code: str, uitvoer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("declaratie.xml").write_bytes(schrijf(bericht323(prestatie(product_tarief=None))))
    Path("toewijzing.xml").write_bytes(schrijf(bericht301()))
    clienten = tuple(
        jw323.Client("999900018", (prestatie(product_referentie=Referentie(f"P-{i}", None)),))
        for i in range(10)
    )
    Path("declaratie_groot.xml").write_bytes(schrijf(bericht323(clienten=clienten)))
    uit = io.StringIO()
    leesbaar = re.sub(
        r'open\("(\w+\.xml)", "rb"\)\.read\(\)', r'__import__("pathlib").Path("\1").read_bytes()', code
    )
    with contextlib.redirect_stdout(uit):
        exec(compile(leesbaar, str(LEESMIJ), "exec"), {})
    assert uit.getvalue() == uitvoer
