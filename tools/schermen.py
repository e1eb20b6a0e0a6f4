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

NADIA = "nadia"

SCHERMEN: dict[str, tuple[str, str]] = {
    "werkvoorraad": (NADIA, "/werkvoorraad"),
    "werkvoorraad-team": (NADIA, "/werkvoorraad?tab=team"),
    "verzoek": (NADIA, "naam:Noor Vlaming"),
    "verzoek-moeilijk": (NADIA, "naam:Daan Rood"),
    "verzoek-onvolledig": (NADIA, "naam:Finn Schouten"),
    "verzoek-onderzoek": (NADIA, "naam:Yusuf Demir"),
    "verzoek-verhuisd": (NADIA, "naam:Lotte Ruiter"),
    "aanvullen": (NADIA, "naam:Finn Schouten>link:Wijzigen"),
    "kwitantie": (NADIA, "naam:Daan Rood>link:Kwitantie"),
    "jeugdige": (NADIA, "naam:Noor Vlaming>link:Dossier"),
    "bericht": (NADIA, "naam:Noor Vlaming>link:Bericht JW315"),
    "bericht-xml": (NADIA, "naam:Noor Vlaming>link:Bericht JW315>link:Ruwe XML"),
    "bericht-verwerking": (NADIA, "naam:Noor Vlaming>link:Bericht JW315>link:Verwerking"),
    "berichten": (NADIA, "/berichten"),
    "termijnen": ("roos", "/termijnen"),
    "inlezen": (NADIA, "/berichten/inlezen"),
    "jeugdigen": (NADIA, "/jeugdigen"),
    "bewaren": (NADIA, "/bewaren"),
    "rechten": (NADIA, "/rechten"),
    "regels": (NADIA, "/regels"),
    "toetsen": (NADIA, "/toetsen"),
    "toegankelijkheid": (NADIA, "/toegankelijkheid"),
    "register": ("hanna", "/aanbieders"),
    "register-aanbieder": ("hanna", "/aanbieders/99001234"),
    "register-producten": ("hanna", "/aanbieders/99001234/producten"),
    "register-locaties": ("hanna", "/aanbieders/99001234/locaties"),
    "register-onderaannemers": ("hanna", "/aanbieders/99001234/onderaannemers"),
    "register-geschiedenis": ("hanna", "/aanbieders/99001234/geschiedenis"),
    "register-onderaannemer-melden": ("hanna", "/aanbieders/99001234/onderaannemer/nieuw"),
    "register-aanbieder-nieuw": ("hanna", "/aanbieders/nieuw"),
    "register-werkboek": ("hanna", "/registers"),
    "register-tarieven": ("hanna", "/tarieven"),
    "register-rapport": ("hanna", "/onderaannemers"),
    "register-gemis": ("hanna", "/onderaannemers/gemis"),
    "register-lokaal": ("wim", "/lokale-contracten"),
    "aanbieder-overzicht": ("bas", "/zorgaanbieder/overzicht"),
    "aanbieder-verzoeken": ("bas", "/zorgaanbieder/verzoeken?tab=alle"),
    "aanbieder-verzoek": ("bas", "/zorgaanbieder/verzoeken?tab=alle>rij"),
    "aanbieder-toewijzingen": ("bas", "/zorgaanbieder/toewijzingen?tab=alle"),
    "aanbieder-toewijzing": ("bas", "/zorgaanbieder/toewijzingen?tab=alle>rij"),
    "aanbieder-start": ("bas", "/zorgaanbieder/overzicht>link:Meld start"),
    "aanbieder-termijnen": ("bas", "/zorgaanbieder/termijnen"),
    "aanbieder-wacht-op": ("bas", "/zorgaanbieder/termijnen?wie=gemeente"),
    "aanbieder-herinneringen": ("bas", "/zorgaanbieder/herinneringen"),
    "aanbieder-onderaannemers": ("bas", "/zorgaanbieder/onderaannemers"),
    "aanbieder-berichten": ("bas", "/zorgaanbieder/berichten"),
    "aanbieder-bericht": ("bas", "/zorgaanbieder/berichten>rij"),
    "aanbieder-aanleveren": ("bas", "/zorgaanbieder/berichten/aanleveren"),
    "aanbieder-proefcontrole": ("bas", "/zorgaanbieder/proefcontrole"),
    "aanbieder-maak-verzoek": ("bas", "/zorgaanbieder/maken/verzoek"),
    "aanbieder-mensen": ("loes", "/mensen"),
    "gi-kinderen": ("karim", "/instelling/kinderen"),
    "gi-kind": ("karim", "/instelling/kinderen>rij"),
    "verwijzingen": ("vera", "/verwijzingen"),
    "gezin-hulp": ("familie", "/mijn-hulp"),
    "gezin-wie-las": ("familie", "/wie-las"),
    "bericht-afgekeurd": (NADIA, "/berichten?toestand=afgekeurd>rij"),
    "jeugdige-nieuw": (NADIA, "/jeugdigen/nieuw"),
    "dubbelen": (NADIA, "/jeugdigen/dubbelen"),
    "brpwerk": (NADIA, "/jeugdigen/brp"),
    "overdrachten": (NADIA, "/jeugdigen/overdrachten"),
    "kindgegevens": (NADIA, "naam:Noor Vlaming>link:Dossier>link:Gegevens en rechten"),
    "toewijzing": (NADIA, "naam:Noor Vlaming>link:Dossier>link:2500003"),
    "overnames": ("roos", "/overname"),
    "waarneming": (NADIA, "/waarneming"),
    "noodtoegang": (NADIA, "/noodtoegang"),
    "rolvoorstellen": ("marit", "/mensen/voorstellen"),
    "leeslogboek": ("els", "/leeslogboek"),
    "noodtoegangen": ("els", "/noodtoegangen"),
    "logboeken-bewaren": ("beheer", "/beheer/logboeken"),
    "mensen": ("beheer", "/mensen"),
    "inloggen-beheren": ("beheer", "/beheer/inloggen"),
    "machines": ("beheer", "/beheer/machines"),
    "beveiligingslog": ("beheer", "/beheer/beveiligingslogboek"),
    "wijzigingen": ("beheer", "/wijzigingen"),
    "mijn-account": ("bas", "/mijn-account"),
    "postbus": ("beheer", "/beheer/postbus"),
    "wegen": ("beheer", "/beheer/postbus/wegen"),
}
"""Screen → who opens it, and its address or how to get there."""

README_BEELDEN = {"verzoek": "verzoek", "werkvoorraad": "werkvoorraad", "bericht": "bericht-afgekeurd"}
"""Picture → the screen on it."""


def ga_naar(pagina: Page, adres: str, pad: str) -> None:
    """Open a screen by its address, or by the links that lead to it; ``rij``: the first one in the list."""
    for stap in pad.split(">"):
        soort, _, waarde = stap.partition(":")
        if soort == "naam":
            pagina.goto(f"{adres}/werkvoorraad?tab=team")
            pagina.get_by_role("link", name=waarde).first.click()
        elif soort == "link":
            pagina.get_by_role("link", name=waarde).first.click()
        elif soort == "rij":
            pagina.locator("main tbody a.app-tabel__wie").first.click()
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
    pagina.get_by_role("navigation", name="Hoofdmenu").wait_for()
    return pagina


def main() -> int:
    """Take the pictures; 2 when there is no demo or no browser."""
    lezer = argparse.ArgumentParser(description="Maak schermafbeeldingen van de draaiende demo.")
    lezer.add_argument("--alles", type=Path, metavar="MAP", help="elk scherm, breed en smal, in deze map")
    lezer.add_argument(
        "--alleen", default="", metavar="BEGIN", help="alleen schermen waarvan de naam zo begint"
    )
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
            pagina = ingelogd(browser, adres, NADIA, DEMOWACHTWOORD, BREED)
            for naam, welk in README_BEELDEN.items():
                ga_naar(pagina, adres, SCHERMEN[welk][1])
                pagina.screenshot(path=doel / f"{naam}.png", animations="disabled")
                print(f"{doel / naam}.png")
        else:
            keuze.alles.mkdir(parents=True, exist_ok=True)
            gekozen = {n: s for n, s in SCHERMEN.items() if n.startswith(keuze.alleen)}
            for scherm in (BREED, SMAL):
                paginas: dict[str, Page] = {}
                for naam, (wie, pad) in gekozen.items():
                    if wie not in paginas:
                        paginas[wie] = ingelogd(browser, adres, wie, DEMOWACHTWOORD, scherm)
                    ga_naar(paginas[wie], adres, pad)
                    bestand = keuze.alles / f"{naam}-{scherm['width']}.png"
                    paginas[wie].screenshot(path=bestand, animations="disabled", full_page=True)
                    over = paginas[wie].evaluate("document.documentElement.scrollWidth - innerWidth")
                    print(f"{bestand}{f'  ({over} px te breed)' if over > 0 else ''}", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
