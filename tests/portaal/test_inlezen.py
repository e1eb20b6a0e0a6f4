"""Upload a message: one Dutch sentence says what happened and who must act, whatever the file is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from portaalsite import Site

LINDE, WATERKERS, KAASPERS = "99001234", "99002421", "99002198"

pytestmark = pytest.mark.browser

GEEN_BERICHT = {
    "tekst": (b"hallo", "geen"),
    "kwaad": (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "DOCTYPE",
    ),
    "andere-xml": (b"<a/>", "geen"),
    "bytes": (bytes(range(256)), "geen"),
}


def lees_in(pagina: Page, naam: str, inhoud: bytes) -> UUID:
    """Upload a file, let the worker's part run, and reload its page."""
    from jeugdketen.berichten.verwerking import verwerk

    pagina.goto("/berichten/inlezen")
    pagina.get_by_label("Bestand").set_input_files({"name": naam, "mimeType": "text/xml", "buffer": inhoud})
    pagina.get_by_role("button", name="Inlezen").click()
    pagina.wait_for_url("**/berichten/*-*")
    nummer = UUID(pagina.url.rsplit("/", 1)[1])
    verwerk(nummer)
    pagina.reload()
    return nummer


def verzoek_xml(sleutel: str, aanbieder: str, *, kenmerk: str) -> bytes:
    """A request of the caseload as a new message, by another provider (TR374: one open request each)."""
    from ijw.schrijven import schrijf
    from jeugdketen.demo.casussen.verzoeken import VERZOEKEN
    from jeugdketen.demo.casussen.vulling import maak_bericht
    from jeugdketen.kern.toegang import als_inrichting

    gegeven = next(v for v in VERZOEKEN if v.sleutel == sleutel)
    with als_inrichting():
        bericht = maak_bericht(gegeven._replace(aanbieder=aanbieder), 900)
    product = bericht.client.aangevraagde_producten[0]._replace(referentie_aanbieder=f"REF-{kenmerk}")
    kop = bericht.header._replace(
        bericht_identificatie=bericht.header.bericht_identificatie._replace(identificatie=kenmerk)
    )
    return schrijf(
        bericht._replace(header=kop, client=bericht.client._replace(aangevraagde_producten=(product,)))
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["met-script", "zonder-script"])
def test_een_verzoek_inlezen_geeft_een_zaak_en_een_antwoord(
    site: Site, als: Callable[..., Page], javascript: bool
) -> None:
    aanbieder = LINDE if javascript else WATERKERS
    pagina = als("peter", javascript=javascript)
    inhoud = verzoek_xml("TESS", aanbieder, kenmerk=f"UPLOAD{int(javascript)}")
    nummer = lees_in(pagina, "vot.xml", inhoud)
    expect(pagina.get_by_role("heading", level=1)).to_have_text("JW315 verzoek om toewijzing")
    expect(pagina.locator(".app-zaakkop .app-uitkomst")).to_have_text("Goed")
    expect(pagina.locator(".app-keten")).to_contain_text("JW316")
    pagina.get_by_role("link", name="Verzoek VT-2026").first.click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Tess Vlaar")

    pagina.goto(f"/berichten/{nummer}")
    pagina.get_by_role("link", name="Ruwe XML").click()
    expect(pagina.locator("#r1")).to_contain_text("<?xml")
    with pagina.expect_download() as wacht:
        pagina.get_by_role("link", name="Download").click()
    assert Path(wacht.value.path()).read_bytes() == inhoud
    assert wacht.value.suggested_filename.endswith(".xml")
    pagina.get_by_role("link", name="Verwerking").click()
    expect(pagina.get_by_role("table", name="Elke stap")).to_contain_text("Goed")


@pytest.mark.parametrize("soort", GEEN_BERICHT)
def test_wat_geen_bericht_is_krijgt_een_zin_met_de_reden(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None], soort: str
) -> None:
    inhoud, woord = GEEN_BERICHT[soort]
    pagina = als("roos")
    lees_in(pagina, f"{soort}.xml", inhoud)
    expect(pagina.locator(".app-zaakkop .app-uitkomst")).to_have_text("Geweigerd")
    expect(pagina.locator("main")).to_contain_text(woord)
    assert "root:" not in pagina.content()
    expect(pagina.get_by_role("heading", name="Wie moet iets doen")).to_be_visible()
    axe(pagina)
    pagina.get_by_role("link", name="Ruwe XML").click()
    expect(pagina.locator(".app-xml")).to_be_visible()


def test_hetzelfde_bericht_twee_keer(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("peter")
    inhoud = verzoek_xml("TESS", KAASPERS, kenmerk="DUBBEL")
    lees_in(pagina, "een.xml", inhoud)
    lees_in(pagina, "twee.xml", inhoud)
    expect(pagina.locator(".app-zaakkop .app-uitkomst")).to_have_text("Dubbel ontvangen")


def test_zonder_bestand_en_met_een_leeg_bestand(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("nadia")
    pagina.goto("/berichten/inlezen")
    pagina.get_by_role("button", name="Inlezen").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Kies eerst een bestand.")
    expect(pagina).to_have_title("Fout: Bericht inlezen - Jeugdketen")
    pagina.get_by_label("Bestand").set_input_files(
        {"name": "leeg.xml", "mimeType": "text/xml", "buffer": b""}
    )
    pagina.get_by_role("button", name="Inlezen").click()
    expect(pagina.get_by_role("alert")).to_contain_text("leeg")


def test_berichtenlijst_zoeken_en_filteren(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("peter")
    pagina.goto("/berichten")
    pagina.get_by_label("Soort").select_option("JW301")
    expect(pagina.locator("#berichtenlijst tbody tr")).not_to_have_count(0)
    koppen = pagina.locator("#berichtenlijst tbody th")
    expect(koppen.filter(has_not_text="JW301")).to_have_count(0)
    expect(koppen).not_to_have_count(0)
    pagina.get_by_label("Zoek op kenmerk").fill("BESTAATNIET")
    pagina.get_by_role("button", name="Toon").click()
    expect(pagina.get_by_text("Geen berichten gevonden")).to_be_visible()
    pagina.get_by_role("link", name="Wis filters").click()
    expect(pagina.locator("#berichtenlijst tbody tr")).not_to_have_count(0)


def test_een_bladzijde_die_nog_wordt_gelezen_ververst_zichzelf(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    from jeugdketen.berichten.verwerking import verwerk

    pagina = als("roos")
    pagina.goto("/berichten/inlezen")
    pagina.get_by_label("Bestand").set_input_files(
        {"name": "traag.xml", "mimeType": "text/xml", "buffer": b"<traag/>"}
    )
    pagina.get_by_role("button", name="Inlezen").click()
    expect(pagina.get_by_role("status")).to_contain_text("wordt nu gelezen")
    axe(pagina)
    verwerk(UUID(pagina.url.rsplit("/", 1)[1]))
    expect(pagina.locator(".app-zaakkop .app-uitkomst")).to_have_text("Geweigerd", timeout=10_000)
    expect(pagina.get_by_text("wordt nu gelezen")).to_have_count(0)
