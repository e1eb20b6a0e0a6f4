"""Negative controls of the browser fixtures: they do notice what they must notice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from browser import Toezicht, axe_schoon, vind_chromium

pytestmark = pytest.mark.browser

GOED = (
    "<!doctype html><html lang='nl'><head><title>Proef</title></head>"
    "<body><main><h1>Proef</h1><p>Tekst die iedereen kan lezen.</p></main></body></html>"
)


def gezien(toezicht: Toezicht) -> str:
    """What the watch saw so far; forgets it, so that the control itself does not fail."""
    tekst = "\n".join(toezicht.bevindingen)
    toezicht.bevindingen.clear()
    return tekst


def test_a_good_page_passes(page: Page, toezicht: Toezicht) -> None:
    page.set_content(GOED)
    axe_schoon(page)
    assert toezicht.bevindingen == []


@pytest.mark.parametrize(
    ("fout", "regel"),
    [
        (GOED.replace("<p>", "<p style='color:#bbb;background:#fff'>"), "color-contrast"),
        (GOED.replace(" lang='nl'", ""), "html-has-lang"),
        (GOED.replace("</main>", "<input></main>"), "label"),
        (GOED.replace("<h1>Proef</h1>", "<h4>Proef</h4>"), "page-has-heading-one"),
    ],
)
def test_axe_finds_a_fault(page: Page, fout: str, regel: str) -> None:
    page.set_content(fout)
    with pytest.raises(AssertionError, match=regel):
        axe_schoon(page)


def test_a_console_error_is_noticed(page: Page, toezicht: Toezicht) -> None:
    page.set_content(GOED)
    page.evaluate("console.error('stuk')")
    assert "console: stuk" in gezien(toezicht)


def test_a_script_error_is_noticed(page: Page, toezicht: Toezicht) -> None:
    page.set_content(GOED)
    page.evaluate("setTimeout(() => { throw new Error('kapot') })")
    page.wait_for_timeout(100)
    assert "kapot" in gezien(toezicht)


def test_a_request_to_another_host_is_noticed(page: Page, toezicht: Toezicht) -> None:
    page.context.route("**/*", lambda route: route.abort())
    page.set_content(GOED.replace("</main>", "<img src='https://elders.example/x.png' alt=''></main>"))
    page.wait_for_timeout(100)
    assert "request to another host: https://elders.example/x.png" in gezien(toezicht)


def test_a_missing_file_is_noticed_unless_it_was_expected(page: Page, toezicht: Toezicht) -> None:
    page.context.route("**/*", lambda route: route.fulfill(status=404, body="weg", content_type="text/plain"))
    page.goto("http://127.0.0.1:9/weg.css")
    assert "status 404" in gezien(toezicht)
    toezicht.sta_toe(404)
    page.goto("http://127.0.0.1:9/weg.css")
    assert toezicht.bevindingen == []


def test_a_fault_of_somebody_elses_site_is_not_ours_and_ours_still_is(page: Page, toezicht: Toezicht) -> None:
    page.context.route("**/*", lambda route: route.fulfill(status=404, body="weg", content_type="text/plain"))
    toezicht.laat_met_rust("http://127.0.0.1:9")
    page.goto("http://127.0.0.1:9/weg.css")
    assert toezicht.bevindingen == []
    page.goto("http://127.0.0.1:99/weg.css")
    assert "status 404: http://127.0.0.1:99/weg.css" in gezien(toezicht)


def test_a_context_that_a_test_makes_itself_is_watched_too(
    new_context: Callable[..., BrowserContext], toezicht: Toezicht
) -> None:
    eigen = new_context(viewport={"width": 390, "height": 844})
    eigen.new_page().evaluate("console.error('ook hier')")
    assert "ook hier" in gezien(toezicht)


def test_a_chosen_browser_goes_before_the_one_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/eigen/chromium")
    assert vind_chromium() == "/eigen/chromium"
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setenv("PATH", "/bestaat-niet")
    assert vind_chromium() is None
