"""Every screen, wide and on a phone: styled, no error behind the scenes, no sideways scroll, clean for axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from jeugdketen.demo.casussen.verkeer import LIAM, VERZOEK_OM_WIJZIGING
from portaalsite import BREED, SMAL, Site

pytestmark = pytest.mark.browser

SCHERMEN: dict[str, tuple[str, Callable[[Site], str], str]] = {
    "werkvoorraad": ("nadia", lambda s: "/werkvoorraad", "Werkvoorraad"),
    "werkvoorraad-team": ("nadia", lambda s: "/werkvoorraad?tab=team", "Werkvoorraad"),
    "werkvoorraad-leeg": ("tineke", lambda s: "/werkvoorraad?tab=mijn", "Werkvoorraad"),
    "werkvoorraad-geen-treffers": (
        "nadia",
        lambda s: "/werkvoorraad?soort=woonplaats&oordeel=toegestaan",
        "Werkvoorraad",
    ),
    "verzoek-recht": ("nadia", lambda s: f"/verzoeken/{s.nummer('NOOR')}", "Noor Vlaming, 14 jaar"),
    "verzoek-moeilijk": ("nadia", lambda s: f"/verzoeken/{s.nummer('DAAN')}", "Daan Rood, 13 jaar"),
    "verzoek-onvolledig": ("nadia", lambda s: f"/verzoeken/{s.nummer('FINN')}", "Finn Schouten, 9 jaar"),
    "verzoek-onderzoek": ("nadia", lambda s: f"/verzoeken/{s.nummer('YUSUF')}", "Yusuf Demir, 16 jaar"),
    "verzoek-verhuisd": ("nadia", lambda s: f"/verzoeken/{s.nummer('LOTTE')}", "Lotte Ruiter, 15 jaar"),
    "verzoek-onbekend-bij-brp": (
        "sem",
        lambda s: f"/verzoeken/{s.nummer('ONBEKEND')}",
        "Sem Portegijs, 9 jaar",
    ),
    "verzoek-besloten": ("peter", lambda s: f"/verzoeken/{s.nummer('ZOE')}", "Zoë Kuin, 11 jaar"),
    "aanvullen": ("nadia", lambda s: f"/verzoeken/{s.nummer('DAAN')}/aanvullen", "Aanvullen: Daan Rood"),
    "aanvullen-een": (
        "nadia",
        lambda s: f"/verzoeken/{s.nummer('DAAN')}/aanvullen?veld=toestemming",
        "Aanvullen: Daan Rood",
    ),
    "kwitantie": ("nadia", lambda s: f"/verzoeken/{s.nummer('DAAN')}/kwitantie", "Kwitantie van de toets"),
    "jeugdigen": ("nadia", lambda s: "/jeugdigen", "Jeugdigen"),
    "jeugdige": ("nadia", lambda s: f"/jeugdigen/{s.jeugdige_id('NOOR')}", "Noor Vlaming, 14 jaar"),
    "jeugdige-nieuw": ("nadia", lambda s: "/jeugdigen/nieuw", "Nieuw dossier"),
    "dubbele-dossiers": ("nadia", lambda s: "/jeugdigen/dubbelen", "Dubbele dossiers"),
    "brp-wijzigingen": ("nadia", lambda s: "/jeugdigen/brp", "Wijzigingen in de BRP"),
    "overdrachten": ("nadia", lambda s: "/jeugdigen/overdrachten", "Overdrachten"),
    "bsn": ("nadia", lambda s: f"/jeugdigen/{s.jeugdige_id('NOOR')}/bsn", "BSN van Noor Vlaming"),
    "woonplaats": (
        "nadia",
        lambda s: f"/jeugdigen/{s.jeugdige_id('LOTTE')}/woonplaats",
        "Woonplaats van Lotte Ruiter",
    ),
    "verzoek-wijziging": (
        "peter",
        lambda s: f"/verzoeken/{s.nummer_van(VERZOEK_OM_WIJZIGING)}",
        "Liam Beemsterboer, 13 jaar",
    ),
    "toewijzing": (
        "peter",
        lambda s: f"/toewijzingen/{s.toewijzing_id(LIAM)}",
        "Toewijzing van Liam Beemsterboer",
    ),
    "toewijzing-wijzigen": (
        "peter",
        lambda s: f"/toewijzingen/{s.toewijzing_id(LIAM)}?soort=beeindigen",
        "Toewijzing van Liam Beemsterboer",
    ),
    "berichten": ("nadia", lambda s: "/berichten", "Berichten"),
    "bericht": ("peter", lambda s: f"/berichten/{s.bericht_id('ZOE')}", "JW315 verzoek om toewijzing"),
    "bericht-xml": (
        "peter",
        lambda s: f"/berichten/{s.bericht_id('ZOE')}/xml",
        "JW315 verzoek om toewijzing",
    ),
    "bericht-verwerking": (
        "peter",
        lambda s: f"/berichten/{s.bericht_id('ZOE')}/verwerking",
        "JW315 verzoek om toewijzing",
    ),
    "inlezen": ("nadia", lambda s: "/berichten/inlezen", "Bericht inlezen"),
    "aanbieders": ("nadia", lambda s: "/aanbieders", "Aanbieders"),
    "aanbieder": ("nadia", lambda s: "/aanbieders/99001234", "Stichting De Linde"),
    "regels": ("nadia", lambda s: "/regels", "Regels"),
    "toetsen": ("nadia", lambda s: "/toetsen", "Toetsen"),
    "toegankelijkheid": ("nadia", lambda s: "/toegankelijkheid", "Toegankelijkheidsverklaring"),
    "aanbieder-overzicht": ("bas", lambda s: "/zorgaanbieder/overzicht", "Overzicht"),
    "aanbieder-verzoeken": ("bas", lambda s: "/zorgaanbieder/verzoeken", "Verzoeken"),
    "aanbieder-verzoek": (
        "wiebe",
        lambda s: f"/zorgaanbieder/verzoeken/{s.nummer('ZOE')}",
        "Zoë Kuin: B P1 intensief",
    ),
    "aanbieder-toewijzingen": ("bas", lambda s: "/zorgaanbieder/toewijzingen?tab=alle", "Toewijzingen"),
    "aanbieder-berichten": ("bas", lambda s: "/zorgaanbieder/berichten", "Onze berichten"),
    "aanbieder-termijnen": ("bas", lambda s: "/zorgaanbieder/termijnen", "Termijnen"),
    "aanbieder-wacht-op": ("bas", lambda s: "/zorgaanbieder/termijnen?wie=gemeente", "Termijnen"),
    "aanbieder-herinneringen": ("bas", lambda s: "/zorgaanbieder/herinneringen", "Herinneringen"),
    "aanbieder-onderaannemers": ("bas", lambda s: "/zorgaanbieder/onderaannemers", "Stichting De Linde"),
    "aanbieder-aanleveren": ("bas", lambda s: "/zorgaanbieder/berichten/aanleveren", "Bericht aanleveren"),
    "aanbieder-proefcontrole": ("bas", lambda s: "/zorgaanbieder/proefcontrole", "Proefcontrole"),
    "aanbieder-maak-verzoek": ("bas", lambda s: "/zorgaanbieder/maken/verzoek", "Hulp aanvragen (JW315)"),
    "start-andere-rol": ("vera", lambda s: "/", "Verwijzingen"),
    "backoffice": ("roos", lambda s: "/berichten", "Berichten"),
}
"""Screen → who opens it, its address, its heading."""


def ziet_er_goed_uit(pagina: Page, axe: Callable[[Page], None]) -> None:
    """Styled by the design system, nothing beyond the edge, nothing for axe to report."""
    assert pagina.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Noto Sans Variable"')
    assert pagina.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert pagina.evaluate("document.querySelectorAll('[style]').length") == 0
    axe(pagina)


@pytest.mark.parametrize("naam", SCHERMEN)
def test_elk_scherm(site: Site, als: Callable[..., Page], axe: Callable[[Page], None], naam: str) -> None:
    wie, adres, kop = SCHERMEN[naam]
    pagina = als(wie)
    pagina.goto(adres(site))
    expect(pagina.get_by_role("heading", level=1)).to_have_text(kop)
    assert pagina.title().endswith(" - Jeugdketen")
    ziet_er_goed_uit(pagina, axe)
    pagina.set_viewport_size(SMAL)
    ziet_er_goed_uit(pagina, axe)


@pytest.mark.parametrize("scherm", [BREED, SMAL], ids=["breed", "smal"])
def test_inloggen_en_foutbladzijden(
    site: Site, new_context: Any, toezicht: Any, axe: Callable[[Page], None], scherm: dict[str, int]
) -> None:
    toezicht.sta_toe(404)
    pagina = new_context(viewport=scherm, base_url=site.url).new_page()
    pagina.goto("/inloggen")
    ziet_er_goed_uit(pagina, axe)
    pagina.get_by_role("button", name="Inloggen").click()
    expect(pagina).to_have_title("Fout: Inloggen - Jeugdketen")
    expect(pagina.get_by_role("alert")).to_be_focused()
    expect(pagina.get_by_label("Wachtwoord")).to_have_attribute("aria-invalid", "true")
    ziet_er_goed_uit(pagina, axe)
    pagina.get_by_label("Gebruikersnaam").fill("nadia")
    pagina.get_by_label("Wachtwoord").fill("niet het goede wachtwoord")
    pagina.get_by_role("button", name="Inloggen").click()
    expect(pagina.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    pagina.goto("/bestaat-niet")
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Deze bladzijde is er niet")
    ziet_er_goed_uit(pagina, axe)


def test_zonder_stijl_is_de_bladzijde_nog_te_lezen(
    site: Site, als: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jeugdketen.portaal.context.vormgeving_aanwezig", lambda: False)
    pagina = als("nadia")
    pagina.goto("/werkvoorraad")
    expect(pagina.get_by_role("link", name="Noor Vlaming")).to_be_visible()
    assert pagina.locator("link[rel=stylesheet][href*=vendor]").count() == 0
