"""`make schermen`: starts a fresh demo beside the normal one and takes the pictures of docs/beeld."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

WORTEL = Path(__file__).resolve().parents[1]
DOEL = WORTEL / "docs" / "beeld"
WERKMAP = WORTEL / ".demo" / "schermen"
BREED, SMAL = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def chromium() -> str:
    """Path of the browser; stops with the reason when there is none."""
    gevonden = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not gevonden:
        raise SystemExit(
            "Geen chromium gevonden. Installeer chromium of zet de variabele CHROMIUM op het pad ervan."
        )
    return gevonden


def start() -> tuple[subprocess.Popen[str], str, str]:
    """A fresh demo in a folder of its own; gives the process, its address and the password of everybody in it."""
    with socket.socket() as proef:
        proef.bind(("127.0.0.1", 0))
        poort = str(proef.getsockname()[1])
    env = os.environ | {"JEUGDKETEN_DEMO_MAP": str(WERKMAP), "JEUGDKETEN_POORT": poort}
    demo = subprocess.Popen(
        [sys.executable, "-m", "jeugdketen.demo", "--schoon"],
        cwd=WORTEL,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert demo.stdout is not None
    tekst = ""
    for regel in demo.stdout:
        print(regel, end="", flush=True)
        tekst += regel
        if "Ctrl-C stopt" in regel:
            break
    adres, wachtwoord = re.search(r"http://\S+", tekst), re.search(r"wachtwoord is steeds: (\S+)", tekst)
    if adres is None or wachtwoord is None:
        raise SystemExit("De demo startte niet.")
    return demo, adres[0], wachtwoord[1]


def log_in(page: Page, adres: str, naam: str, wachtwoord: str) -> None:
    """Log in as one of the people of the demo."""
    page.goto(f"{adres}/inloggen")
    page.get_by_label("Gebruikersnaam").fill(naam)
    page.get_by_label("Wachtwoord").fill(wachtwoord)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"^(?!.*/inloggen)"))


def neem_op(page: Page, naam: str) -> None:
    """One picture of what is on the screen."""
    bestand = DOEL / f"{naam}.png"
    page.screenshot(path=bestand)
    print(f"  {bestand.relative_to(WORTEL)}", flush=True)


def main() -> None:
    """All pictures, in the order of the tour in the README."""
    DOEL.mkdir(parents=True, exist_ok=True)
    demo, adres, wachtwoord = start()
    try:
        with sync_playwright() as toneel:
            opties = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = toneel.chromium.launch(executable_path=chromium(), args=opties)
            for achtervoegsel, scherm in (("", BREED), ("-smal", SMAL)):
                context = browser.new_context(viewport=scherm, locale="nl-NL", timezone_id="Europe/Amsterdam")
                page = context.new_page()
                log_in(page, adres, "nadia", wachtwoord)
                page.goto(f"{adres}/werkvoorraad")
                neem_op(page, f"werkvoorraad{achtervoegsel}")
                page.locator("main a[href^='/verzoeken/']").first.click()
                page.wait_for_url("**/verzoeken/**")
                neem_op(page, f"verzoek{achtervoegsel}")
                page.goto(f"{adres}/berichten")
                page.locator("main a[href^='/berichten/']:not([href$='inlezen'])").first.click()
                page.wait_for_load_state()
                neem_op(page, f"bericht{achtervoegsel}")
                context.close()
            browser.close()
    finally:
        demo.terminate()
        demo.wait(40)


if __name__ == "__main__":
    main()
