"""The screens of the post box in a browser: terms, settling by hand, operators and roads; with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.verwerking import verwerk, zet_apart
from jeugdketen.berichten.wegproef import doe_proef
from portaalsite import BREED, SMAL, Site

pytestmark = pytest.mark.browser

SLEUTEL = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5sbGtAEwoSJq0eXV7dDe6bY2gUc3bWvHRMBqOXE/9C"


@pytest.mark.parametrize(("javascript", "scherm"), [(True, BREED), (False, SMAL)], ids=["met", "zonder"])
def test_the_back_office_watches_terms_and_settles_a_message(
    site: Site, als: Callable[..., Page], axe: Any, javascript: bool, scherm: dict[str, int]
) -> None:
    nummer = neem_aan(b"<Bericht/>", bestandsnaam="kapot.xml", weg=t.MAP, postbus_gemeente="0420")
    verwerk(nummer)
    page = als("roos", javascript=javascript, scherm=scherm)
    page.get_by_role("link", name="Termijnen").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Termijnen")
    if javascript:
        axe(page)
    page.get_by_role("link", name=re.compile("^Aanbieders .* te laat")).click()
    expect(page.get_by_role("table").or_(page.get_by_text("Alle aanbieders zijn bij."))).to_be_visible()
    page.goto(f"{site.url}/berichten/{nummer}")
    page.get_by_role("link", name="Buiten het berichtenverkeer afhandelen").click()
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("alert")).to_contain_text("Kies waarom")
    expect(page).to_have_title(re.compile("^Fout: "))
    if javascript:
        axe(page)
    page.get_by_label("Gemeld aan de afzender").check()
    page.get_by_label("Met wie sprak u").fill("Gebeld met Anja: zij stuurt een nieuw bestand.")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("heading", name="Buiten het berichtenverkeer afgehandeld")).to_be_visible()
    if javascript:
        axe(page)
    page.goto(f"{site.url}/berichten?van=onzin")
    expect(page.get_by_role("alert")).to_contain_text("schrijf de datum als 21-1-2026")
    expect(page.get_by_text("buitenom afgehandeld").first).to_be_visible()


@pytest.mark.parametrize(("javascript", "scherm"), [(True, BREED), (False, SMAL)], ids=["met", "zonder"])
def test_an_operator_starts_a_failed_message_again_and_sets_a_road(
    site: Site, als: Callable[..., Page], axe: Any, javascript: bool, scherm: dict[str, int]
) -> None:
    nummer = neem_aan(b"<Bericht/>", bestandsnaam="kapot.xml", weg=t.MAP)
    zet_apart(nummer, RuntimeError("x"))
    page = als("beheer", javascript=javascript, scherm=scherm)
    page.goto(f"{site.url}/beheer/postbus")
    expect(page.get_by_text("Er loopt geen werker.")).to_be_visible()
    if javascript:
        axe(page)
    page.get_by_role("button", name="Gekozen opnieuw").click()
    expect(page.get_by_text("Er is niets gekozen.")).to_be_visible()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Gekozen opnieuw").click()
    expect(page.get_by_text("1 bericht wordt opnieuw verwerkt.")).to_be_visible()
    expect(page.get_by_text("mislukte berichten opnieuw verwerken").first).to_be_visible()
    page.get_by_role("link", name="Wegen instellen").click()
    page.get_by_role("link", name="Weg toevoegen").click()
    page.get_by_label("Gemeente", exact=True).select_option("0405" if javascript else "0432")
    page.get_by_label("Weg", exact=True).select_option("sftp")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("alert")).to_contain_text("Vul de naam of het adres van de server in")
    if javascript:
        axe(page)
    page.get_by_label("Adres van de server").fill("sftp.voorbeeld.test")
    page.get_by_label("Gebruikersnaam (SFTP)").fill("gemeente")
    page.get_by_label("Publieke sleutel van de server").fill(SLEUTEL)
    page.get_by_label("Naam van het geheim").fill("sftp-gemeente")
    page.get_by_label("Map om uit op te halen").fill("gemeente/uit")
    page.get_by_label("Map om in af te leveren").fill("gemeente/in")
    page.get_by_role("button", name="Probeer deze weg").click()
    expect(page.locator("#proef")).to_contain_text("De werker gaat deze weg proberen.")
    if javascript:
        axe(page)
    doe_proef(UUID(page.url.partition("proef=")[2].partition("#")[0]))  # what a worker does
    if not javascript:
        page.get_by_role("link", name="Ververs").click()
    expect(page.get_by_role("heading", name="Zo ging de proef")).to_be_visible()
    expect(page.locator("#proef")).to_contain_text("Niet gelukt")
    expect(page.get_by_label("Naam van het geheim")).to_have_value("sftp-gemeente")
    if javascript:
        axe(page)
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("link", name="Hoorn" if javascript else "Opmeer")).to_be_visible()
    if javascript:
        axe(page)
