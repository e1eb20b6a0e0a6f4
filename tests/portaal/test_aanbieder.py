"""A clerk of a provider at work, with and without a script: report a start, and check a broken declaration first."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from portaalsite import SMAL, Site

pytestmark = pytest.mark.browser


def gebroken_declaratie() -> bytes:
    """The declaration of the demo under other numbers, with an allocation in its first line that nobody gave."""
    from jeugdketen.berichten.models import Bericht
    from jeugdketen.kern.toegang import als_systeem

    with als_systeem(["0388"]):
        inhoud = Bericht.objects.select_related("ruw").get(soort="JW323").ruw.inhoud
    tekst = inhoud.decode().replace("AZ26DECL0001", "AZ26DECL0002").replace("202512A", "202512B")
    tekst = tekst.replace("AZ26P000871", "AZ26P000971").replace("AZ26P000872", "AZ26P000972")
    nummer = tekst.split("ToewijzingNummer>")[1].split("<")[0]
    return tekst.replace(f"ToewijzingNummer>{nummer}<", "ToewijzingNummer>999<", 1).encode()


@pytest.mark.parametrize("javascript", [True, False], ids=["met-script", "zonder-script"])
def test_een_start_melden_en_het_antwoord_zien(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None], javascript: bool
) -> None:
    from jeugdketen.berichten.verwerking import verwerk

    pagina = als("bas", javascript=javascript)
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Overzicht")
    if javascript:  # both runs share one site, so the second one corrects what the first reported
        pagina.get_by_role("link", name="Meld start").first.click()
        expect(pagina.get_by_role("heading", level=1)).to_have_text("Start melden: Daan Rood")
        pagina.get_by_label("Eerste dag van de hulp").fill("31-2-2026")
        pagina.get_by_role("button", name="Controleren").click()
        expect(pagina.get_by_role("alert")).to_contain_text("Vul bij de start een datum in, zoals 12-1-2026.")
        axe(pagina)
        pagina.get_by_label("Eerste dag van de hulp").fill("12-1-2026")
        wat = "JW305 startbericht"
    else:
        pagina.goto("/zorgaanbieder/toewijzingen?tab=alle")
        pagina.get_by_role("link", name="Daan Rood").click()
        pagina.get_by_role("link", name="Een melding klopt niet").click()
        pagina.get_by_label("Welke melding klopt niet").select_option(index=0)
        pagina.get_by_label("Vervangen: dit was anders").check()
        pagina.get_by_label("Nieuwe eerste dag van de hulp").fill("13-1-2026")
        wat = "JW305 startbericht"
    pagina.get_by_role("button", name="Controleren").click()
    expect(pagina.locator("#uitkomst")).to_contain_text("Goed")
    expect(pagina.locator("#uitkomst")).to_be_focused()
    expect(pagina).to_have_title(re.compile("^Goed: "))
    if javascript:
        axe(pagina)
        pagina.set_viewport_size(SMAL)
        axe(pagina)
    pagina.get_by_role("button", name="Versturen naar de gemeente").click()
    pagina.wait_for_url("**/zorgaanbieder/berichten/*-*")
    verwerk(UUID(pagina.url.split("?")[0].rsplit("/", 1)[1]))
    pagina.reload()
    expect(pagina.get_by_role("heading", level=1)).to_have_text(wat)
    expect(pagina.locator(".app-zaakkop .app-uitkomst")).to_have_text("Goed")
    if javascript:
        axe(pagina)
    pagina.goto("/zorgaanbieder/toewijzingen?tab=alle")
    rij = pagina.get_by_role("row").filter(has_text="Daan Rood")
    expect(rij).to_contain_text("loopt")


@pytest.mark.parametrize("javascript", [True, False], ids=["met-script", "zonder-script"])
def test_een_gebroken_declaratie_vooraf_controleren(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None], javascript: bool
) -> None:
    pagina = als("loes", javascript=javascript)
    pagina.get_by_role("link", name="Proefcontrole").click()
    pagina.get_by_label("Bestand").set_input_files(
        {"name": "AZ26DECL0002.xml", "mimeType": "text/xml", "buffer": gebroken_declaratie()}
    )
    pagina.get_by_role("button", name="Controleren").click()
    expect(pagina.get_by_role("heading", name="AZ26DECL0002.xml: declaratie aan Enkhuizen")).to_be_visible()
    expect(pagina.locator(".app-uitkomst--groot")).to_contain_text("afgekeurd")
    expect(pagina.get_by_role("cell", name="999")).to_be_visible()
    if javascript:
        axe(pagina)
        pagina.set_viewport_size(SMAL)
        assert pagina.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        axe(pagina)
    pagina.get_by_role("button", name="Afgekeurd", exact=False).first.click()
    expect(pagina.get_by_text("Vraagt aandacht")).to_be_visible()
    expect(pagina.get_by_role("rowgroup").filter(has_text="Goed ·")).to_have_count(0)
    for knop, eind in (("Het antwoord, als proef", ".xml"), ("Lijst met redenen (CSV)", ".csv")):
        with pagina.expect_download() as wacht:
            pagina.get_by_role("button", name=knop).click()
        assert wacht.value.suggested_filename.endswith(eind)
        assert Path(wacht.value.path()).stat().st_size > 100


@pytest.mark.parametrize("javascript", [True, False], ids=["met-script", "zonder-script"])
def test_van_een_herinnering_naar_de_melding(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None], javascript: bool
) -> None:
    pagina = als("bas", javascript=javascript, scherm=None if javascript else SMAL)
    pagina.get_by_role("link", name=re.compile(r"^Termijnen \d te laat$")).click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Termijnen")
    rij = pagina.get_by_role("row").filter(has_text="JW307 bij toewijzing")
    expect(rij).to_contain_text("3 werkdagen te laat")
    expect(rij).to_contain_text("Medemblik")
    with pagina.expect_download() as wacht:
        pagina.get_by_role("link", name="Download als CSV").click()
    assert "JW307 bij toewijzing" in Path(wacht.value.path()).read_text(encoding="utf-8-sig")
    pagina.get_by_role("link", name="Herinneringen").click()
    expect(pagina.get_by_role("table")).to_contain_text("Wij hebben geen JW307 bij toewijzing")
    if javascript:
        axe(pagina)
    pagina.get_by_role("table").get_by_role("link", name="Meld de stop").click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Stop melden")
