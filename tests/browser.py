"""Browser tests: one chromium, strict watch on the page, and axe.

The chromium is the one in the variable CHROMIUM, else one on PATH (`make test` installs Debian's where it may). Without
one, browser tests fail and say so: a portal that nobody looked at is not tested.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

WORTEL = Path(__file__).resolve().parents[1]
AXE_REGELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def vind_chromium() -> str | None:
    """Path of a chromium, None when there is none."""
    if eigen := os.environ.get("CHROMIUM"):
        return eigen
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Our chromium, quiet: it looks nothing up by itself."""
    chromium = vind_chromium()
    if chromium is None or not Path(chromium).exists():
        pytest.fail(
            f"No chromium for the browser tests (CHROMIUM={chromium!r}). Install it (Debian: apt-get install chromium)"
            " or set CHROMIUM to its path.",
            pytrace=False,
        )
    opties = ["--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run", "--disable-gpu"]
    if os.geteuid() == 0:
        opties.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": chromium, "args": opties}


STANDAARD: dict[str, Any] = {
    "locale": "nl-NL",
    "timezone_id": "Europe/Amsterdam",
    "viewport": {"width": 1440, "height": 900},
}
"""A Dutch user at a desktop screen; a test gives others to ``new_context`` (a phone, no JavaScript)."""


class Toezicht:
    """Watches every page of a test and remembers what went wrong behind the scenes.

    A page that looks right may still have a refused script, a missing stylesheet or a call to another host; axe would
    then judge an unstyled page. :meth:`sta_toe` names the HTTP statuses that a test causes on purpose,
    :meth:`laat_met_rust` a site of somebody else whose own faults are not ours.
    """

    def __init__(self) -> None:
        self.bevindingen: list[str] = []
        self._toegestaan: set[int] = set()
        self._van_anderen: tuple[str, ...] = ()

    def sta_toe(self, *statussen: int) -> None:
        """Do not count responses with these statuses (a test of the 403 page, say)."""
        self._toegestaan.update(statussen)

    def laat_met_rust(self, herkomst: str) -> None:
        """Do not count what is wrong with the files of this origin itself (a log-in service that misses its fonts)."""
        self._van_anderen += (f"{herkomst}/",)

    def volg(self, context: BrowserContext) -> BrowserContext:
        """Watch everything that happens in this browser context."""
        context.on("console", lambda m: m.type in {"error", "warning"} and self._console(m))
        context.on("weberror", lambda f: self.bevindingen.append(f"script error: {f.error}"))
        context.on("requestfailed", self._mislukt)
        context.on("request", self._verzoek)
        context.on("response", self._antwoord)
        return context

    def _console(self, melding: Any) -> None:
        tekst = melding.text
        if str(melding.location.get("url", "")).startswith(self._van_anderen):
            return
        if "Failed to load resource" in tekst and any(str(s) in tekst for s in self._toegestaan):
            return
        self.bevindingen.append(f"console: {tekst}")

    def _verzoek(self, verzoek: Any) -> None:
        adres = urlsplit(verzoek.url)
        if adres.scheme not in {"data", "blob", "about"} and adres.hostname not in {"localhost", "127.0.0.1"}:
            self.bevindingen.append(f"request to another host: {verzoek.url}")

    def _mislukt(self, verzoek: Any) -> None:
        weggegaan = verzoek.failure == "net::ERR_ABORTED"  # navigation away, or a download
        if not weggegaan and not verzoek.url.startswith(self._van_anderen):
            self.bevindingen.append(f"failed request: {verzoek.url} {verzoek.failure}")

    def _antwoord(self, antwoord: Any) -> None:
        if antwoord.url.startswith(self._van_anderen):
            return
        if antwoord.status >= 400 and antwoord.status not in self._toegestaan:
            self.bevindingen.append(f"status {antwoord.status}: {antwoord.url}")


@pytest.fixture
def toezicht() -> Iterator[Toezicht]:
    """The watch over this test's pages; fails the test afterwards with all that it saw."""
    waker = Toezicht()
    yield waker
    assert not waker.bevindingen, "\n".join(waker.bevindingen)


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], toezicht: Toezicht, request: pytest.FixtureRequest
) -> Callable[..., BrowserContext]:
    """pytest-playwright's ``new_context``, every context watched (``page`` and ``context`` come from it as well)."""
    merk = next(request.node.iter_markers("browser_context_args"), None)
    gegeven = set(merk.kwargs if merk else {})

    def maak(**opties: Any) -> BrowserContext:
        rest = {naam: waarde for naam, waarde in STANDAARD.items() if naam not in gegeven}
        return toezicht.volg(new_context(**{**rest, **opties}))

    return maak


@cache
def _axe_bron() -> str:
    bestand = WORTEL / "node_modules" / "axe-core" / "axe.min.js"
    if not bestand.is_file():
        pytest.fail("axe-core is not installed: run `make voorkant`.", pytrace=False)
    return bestand.read_text(encoding="utf-8")


def axe_schoon(page: Page) -> None:
    """Fail with every accessibility finding of axe (WCAG 2.2 A and AA, best practice) on the page as it now stands.

    Works in a context without JavaScript only when the page is loaded with it; open such a page twice.
    """
    page.evaluate(_axe_bron())
    uitkomst = page.evaluate(
        "regels => axe.run(document, {runOnly: regels, resultTypes: ['violations']})", AXE_REGELS
    )
    gevonden = [
        f"{fout['id']}: {fout['help']}\n    " + "\n    ".join(n["html"][:200] for n in fout["nodes"])
        for fout in uitkomst["violations"]
    ]
    assert not gevonden, "axe finds:\n" + "\n".join(gevonden)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """:func:`axe_schoon` as a fixture."""
    return axe_schoon
