"""A consulent changes an allocation in the browser, with and without JavaScript, and grants a request to change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from jeugdketen.demo.casussen.verkeer import FENNA, LIAM, VERZOEK_OM_WIJZIGING
from portaalsite import BREED, SMAL, Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_wijzig_en_neem_terug(site: Site, als: Callable[..., Page], javascript: bool) -> None:
    pagina = als("ilse", javascript=javascript, scherm=BREED if javascript else SMAL)
    pagina.goto(f"/toewijzingen/{site.toewijzing_id(FENNA)}")
    expect(pagina.get_by_text("onderbroken vanaf 12-1-2026")).to_be_visible()
    pagina.get_by_role("link", name="Verkorten").click()
    pagina.get_by_role("button", name="Leg vast").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Kies de reden die in het bericht staat.")
    pagina.get_by_label("Nieuwe einddatum").fill("30-4-2026")
    pagina.get_by_label("Reden in het bericht").select_option("05")
    pagina.get_by_label("Waarom, in eigen woorden").fill("Fenna gaat weer thuis wonen.")
    pagina.get_by_label("Met wie bij de aanbieder").fill("Met de gezinshuisouder, 20 januari.")
    pagina.get_by_role("button", name="Leg vast").click()
    expect(pagina.get_by_text("is gewijzigd. Een JW301 gaat naar")).to_be_visible()
    expect(pagina.get_by_text("einddatum van 30-6-2026 naar 30-4-2026").first).to_be_visible()
    pagina.get_by_role("button", name="Laatste wijziging terugnemen").click()
    expect(pagina.get_by_text("De wijziging is teruggenomen")).to_be_visible()


def test_een_verzoek_om_wijziging_als_geheel(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("peter")
    pagina.goto(f"/verzoeken/{site.nummer_van(VERZOEK_OM_WIJZIGING)}")
    expect(pagina.get_by_text("Verzoek om wijziging VT-")).to_be_visible()
    expect(pagina.get_by_text("U beslist over het geheel.")).to_be_visible()
    pagina.get_by_text("Afwijzen", exact=False).first.click()
    pagina.get_by_label("Reden in het antwoord JW319").select_option("4")
    pagina.locator("#motivering").fill("Eerst samen kijken wat er nodig is.")
    pagina.get_by_role("button", name="Besluit vastleggen").click()
    expect(pagina.get_by_text("JW319", exact=True).first).to_be_visible()


def test_een_ander_ziet_de_toewijzing_niet(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("sem")
    antwoord = pagina.request.get(f"{site.url}/toewijzingen/{site.toewijzing_id(LIAM)}")
    assert antwoord.status == 404
