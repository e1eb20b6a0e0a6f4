"""Takes pictures of the running demo: three for the README, or with ``--alles MAP`` every screen, wide and on a phone.

Start the demo first (`make demo`). `make schermen` runs this with the address that the demo printed at its usual port;
give another with JEUGDKETEN_ADRES.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

WORTEL = Path(__file__).resolve().parents[1]
BREED = {"width": 1440, "height": 900}
SMAL = {"width": 390, "height": 844}

SCHERMEN: dict[str, str] = {
    "werkvoorraad": "/werkvoorraad",
    "werkvoorraad-team": "/werkvoorraad?tab=team",
    "verzoek": "naam:Noor Vlaming",
    "verzoek-moeilijk": "naam:Daan Rood",
    "verzoek-onvolledig": "naam:Finn Schouten",
    "verzoek-onderzoek": "naam:Yusuf Demir",
    "verzoek-verhuisd": "naam:Lotte Ruiter",
    "aanvullen": "naam:Finn Schouten>link:Wijzigen",
    "kwitantie": "naam:Daan Rood>link:Kwitantie",
    "jeugdige": "naam:Noor Vlaming>link:Dossier",
    "bericht": "naam:Noor Vlaming>link:Bericht JW315",
    "bericht-xml": "naam:Noor Vlaming>link:Bericht JW315>link:Ruwe XML",
    "bericht-verwerking": "naam:Noor Vlaming>link:Bericht JW315>link:Verwerking",
    "berichten": "/berichten",
    "inlezen": "/berichten/inlezen",
    "jeugdigen": "/jeugdigen",
    "aanbieders": "/aanbieders",
    "aanbieder": "/aanbieders/99001234",
    "regels": "/regels",
    "toetsen": "/toetsen",
    "toegankelijkheid": "/toegankelijkheid",
}
"""Screen → its address, or how to get there from the work list of the team."""

README_BEELDEN = ("verzoek", "werkvoorraad", "bericht")


def ga_naar(pagina: Page, adres: str, pad: str) -> None:
    """Open a screen by its address, or by the links that lead to it."""
    for stap in pad.split(">"):
        soort, _, waarde = stap.partition(":")
        if soort == "naam":
            pagina.goto(f"{adres}/werkvoorraad?tab=team")
            pagina.get_by_role("link", name=waarde).first.click()
        elif soort == "link":
            pagina.get_by_role("link", name=waarde).first.click()
        else:
            pagina.goto(adres + stap)
    pagina.wait_for_load_state("networkidle")


def ingelogd(browser: Browser, adres: str, wie: str, wachtwoord: str, scherm: dict[str, int]) -> Page:
    """A browser in which somebody of the demo is logged in."""
    pagina = browser.new_context(viewport=scherm, locale="nl-NL", timezone_id="Europe/Amsterdam").new_page()
    pagina.goto(f"{adres}/inloggen")
    pagina.get_by_label("Gebruikersnaam").fill(wie)
    pagina.get_by_label("Wachtwoord").fill(wachtwoord)
    pagina.get_by_role("button", name="Inloggen").click()
    pagina.get_by_role("link", name="Werkvoorraad").first.wait_for()
    return pagina


def main() -> int:
    """Take the pictures; 2 when there is no demo or no browser."""
    lezer = argparse.ArgumentParser(description="Maak schermafbeeldingen van de draaiende demo.")
    lezer.add_argument("--alles", type=Path, metavar="MAP", help="elk scherm, breed en smal, in deze map")
    lezer.add_argument("--wie", default="nadia", help="inlognaam in de demo (standaard: nadia)")
    keuze = lezer.parse_args()
    adres = os.environ.get("JEUGDKETEN_ADRES", "http://127.0.0.1:8000").rstrip("/")
    try:
        urllib.request.urlopen(f"{adres}/gezond", timeout=5).close()
    except (urllib.error.URLError, OSError) as fout:
        print(f"De demo antwoordt niet op {adres} ({fout}). Start haar eerst met: make demo", file=sys.stderr)
        return 2
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("Er is geen chromium. Installeer die, of zet CHROMIUM op het pad ervan.", file=sys.stderr)
        return 2

    from jeugdketen.demo.casussen.gebruikers import DEMOWACHTWOORD

    opties = ["--disable-dev-shm-usage", "--disable-gpu"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as spel:
        browser = spel.chromium.launch(executable_path=chromium, args=opties)
        if keuze.alles is None:
            doel = WORTEL / "docs" / "beeld"
            doel.mkdir(parents=True, exist_ok=True)
            pagina = ingelogd(browser, adres, keuze.wie, DEMOWACHTWOORD, BREED)
            for naam in README_BEELDEN:
                ga_naar(pagina, adres, SCHERMEN[naam])
                pagina.screenshot(path=doel / f"{naam}.png", animations="disabled")
                print(f"{doel / naam}.png")
        else:
            keuze.alles.mkdir(parents=True, exist_ok=True)
            for scherm in (BREED, SMAL):
                pagina = ingelogd(browser, adres, keuze.wie, DEMOWACHTWOORD, scherm)
                for naam, pad in SCHERMEN.items():
                    ga_naar(pagina, adres, pad)
                    bestand = keuze.alles / f"{naam}-{scherm['width']}.png"
                    pagina.screenshot(path=bestand, animations="disabled", full_page=scherm is SMAL)
                    print(bestand)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
