"""Everything by keyboard alone: Tab, Enter and space without a script, the short keys where there is one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portaalsite import Site

pytestmark = pytest.mark.browser


def _is_op(pagina: Page, naam: str) -> None:
    """The page of ``naam`` stands there, and its script listens: keys that come earlier go nowhere."""
    expect(pagina.get_by_role("heading", level=1)).to_contain_text(naam)
    pagina.wait_for_load_state()


def test_zonder_script_met_tab_enter_en_spatie(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("nadia", javascript=False)
    nummer = site.nummer("NOOR")
    pagina.goto("/werkvoorraad")
    pagina.keyboard.press("Tab")
    expect(pagina.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    pagina.keyboard.press("Enter")
    pagina.goto(f"/verzoeken/{nummer}")
    pagina.locator("#kies-toewijzen").focus()
    pagina.keyboard.press("Space")
    expect(pagina.locator("#kies-toewijzen")).to_be_checked()
    pagina.keyboard.press("ArrowRight")
    pagina.keyboard.press("ArrowRight")
    expect(pagina.locator("#kies-afwijzen")).to_be_checked()
    expect(pagina.get_by_role("textbox", name="Motivering")).to_be_visible()
    pagina.keyboard.press("Tab")
    expect(pagina.locator("#code")).to_be_focused()


def test_elke_tabstop_op_de_zaak_is_te_zien(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("nadia")
    pagina.goto(f"/verzoeken/{site.nummer('DAAN')}")
    gezien = 0
    for _ in range(80):
        pagina.keyboard.press("Tab")
        stand = pagina.evaluate(
            """async () => {
                for (let vorig = -1, keer = 0; keer < 60 && vorig !== scrollY; keer++) {
                    vorig = scrollY;  // the browser scrolls smoothly: wait until it stands still
                    await new Promise(r => setTimeout(r, 60));
                }
                const e = document.activeElement; if (!e || e === document.body) return null;
                const r = e.getBoundingClientRect();
                const onder = document.querySelector('.app-besluit').getBoundingClientRect().top;
                const binnen = e.closest('.app-besluit') !== null;
                return {wat: e.outerHTML.slice(0, 80), boven: r.top, onder: r.bottom, balk: onder, binnen,
                        hoog: innerHeight,
                        laatste: e.matches('.app-besluit button')}; }"""
        )
        if stand is None:
            break
        gezien += 1
        assert stand["boven"] >= -1, stand
        assert stand["onder"] <= (stand["hoog"] + 1 if stand["binnen"] else stand["balk"] + 1), stand
        if stand["laatste"]:
            break
    assert gezien > 15


def test_met_script_j_k_enter_cijfers_en_haakjes(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("nadia")
    pagina.goto("/werkvoorraad?tab=mijn")
    namen = pagina.locator("#werk tbody th a").all_inner_texts()
    pagina.keyboard.press("j")
    pagina.keyboard.press("j")
    assert pagina.evaluate("document.activeElement.textContent") == namen[1]
    pagina.keyboard.press("k")
    assert pagina.evaluate("document.activeElement.textContent") == namen[0]
    pagina.keyboard.press("Enter")
    _is_op(pagina, namen[0])
    pagina.keyboard.press("]")
    _is_op(pagina, namen[1])
    pagina.keyboard.press("[")
    _is_op(pagina, namen[0])
    pagina.keyboard.press("3")
    expect(pagina.locator("#kies-afwijzen")).to_be_checked()
    pagina.get_by_role("textbox", name="Motivering").fill("")
    pagina.keyboard.type("j123")
    expect(pagina.locator("#kies-afwijzen")).to_be_checked()
    expect(pagina.get_by_role("textbox", name="Motivering")).to_have_value("j123")
    pagina.get_by_role("textbox", name="Motivering").fill("")
    pagina.keyboard.press("Control+Enter")
    expect(pagina.get_by_role("alert")).to_be_focused()


def test_een_uitgesloten_keuze_is_ook_met_een_cijfer_niet_te_kiezen(
    site: Site, als: Callable[..., Page]
) -> None:
    pagina = als("nadia")
    pagina.goto(f"/verzoeken/{site.nummer('DAAN')}")
    pagina.keyboard.press("1")
    assert pagina.locator("[data-besluit] input[type=radio]:checked").count() == 0


def test_toetsen_opzoeken_en_uitzetten(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    pagina = als("marit")
    pagina.goto("/werkvoorraad?tab=team")
    pagina.keyboard.press("?")
    venster = pagina.get_by_role("dialog", name="Toetsen")
    expect(venster).to_be_visible()
    axe(pagina)
    venster.get_by_role("link", name="Toetsen aan of uit zetten").click()
    pagina.get_by_role("button", name="Zet de toetsen uit").click()
    expect(pagina.get_by_role("status")).to_contain_text("staan nu uit")
    pagina.goto("/werkvoorraad?tab=team")
    pagina.keyboard.press("j")
    assert pagina.evaluate("document.activeElement.tagName") == "BODY"
    expect(pagina.locator(".app-toetshulp")).to_be_hidden()


def test_de_schuine_streep_gaat_naar_het_zoekveld(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("nadia")
    pagina.goto("/werkvoorraad")
    pagina.keyboard.press("/")
    expect(pagina.get_by_label("Zoek op naam")).to_be_focused()
    expect(pagina.get_by_label("Zoek op naam")).to_have_value("")
