"""Screens of the administrator: logging in, machine accounts, the security log; and the own account in a browser."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyotp
import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from jeugdketen.api.services import maak_account
from jeugdketen.dossier import logbewaren
from jeugdketen.kern import beveiligingslog, herstel, klok, sessies, zegels
from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.toegang import met_toegang, toegang_van
from mensen import HOORN, gebruiker
from portaalsite import SMAL

pytestmark = pytest.mark.django_db(transaction=True)

GOED = "een-goed-wachtwoord"


def log_in(iemand: Gebruiker) -> Client:
    client = Client()
    client.post("/inloggen", {"username": iemand.gebruikersnaam, "password": GOED})
    return client


def beheer(client: Client, iemand: Gebruiker, **gegeven: str) -> str:
    """Do something on the page of one account; the page that follows."""
    return client.post(f"/beheer/inloggen/{iemand.pk}", gegeven, follow=True).content.decode()


@pytest.mark.parametrize("rol", ["consulent", "gezin", "aanbieder_beheerder", "contractmanager"])
def test_nobody_but_an_administrator_has_these_screens(rol: str) -> None:
    iemand = gebruiker(rol, HOORN, aanbieder="99001234")
    client = log_in(iemand)
    for adres in (
        "/beheer/inloggen", f"/beheer/inloggen/{iemand.pk}", "/beheer/machines", "/beheer/machines/1",
        "/beheer/beveiligingslogboek",
    ):  # fmt: skip
        assert client.get(adres).status_code == 403, adres
        assert client.post(adres, {"doe": "wachtwoord"}).status_code in (403, 405), adres


def test_the_officer_sees_the_security_log_and_changes_nothing() -> None:
    client = log_in(gebruiker("fg", HOORN))
    tekst = client.get("/beheer/beveiligingslogboek?toon=alle").content.decode()
    assert "ingelogd" in tekst
    assert "/beheer/inloggen/" not in tekst
    assert client.get("/beheer/inloggen").status_code == 403


def test_an_administrator_hands_out_a_code_and_a_second_person_lets_the_factor_be_cleared() -> None:
    from test_aanmelden import geef_factor

    iemand, baas, leider = (
        gebruiker("consulent", HOORN),
        gebruiker("beheerder"),
        gebruiker("teamleider", HOORN),
    )
    geef_factor(iemand)
    binnen = log_in(gebruiker("consulent", HOORN))
    client, ander = log_in(baas), log_in(leider)
    # The factor stays behind this code, so it needs no second person.
    code = re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){5}", beheer(client, iemand, doe="wachtwoord"))
    assert code is not None
    assert code[0] not in client.get(f"/beheer/inloggen/{iemand.pk}").content.decode()  # shown once
    assert "Dit account is in gebruik" in beheer(client, iemand, doe="wis")
    assert "Schrijf op hoe u hebt vastgesteld wie het is" in beheer(client, iemand, doe="vraag:factor")
    gevraagd = beheer(client, iemand, doe="vraag:factor", **{"factor-toelichting": "gezien met paspoort"})
    assert "Uw verzoek ligt klaar" in gevraagd
    assert "wacht op een tweede persoon" in gevraagd
    assert "Dit account is in gebruik" in beheer(client, iemand, doe="wis")
    nummer = re.search(r'name="verzoek" value="(\d+)"', gevraagd)[1]  # type: ignore[index]
    ja = {"verzoek": nummer, "besluit": "ja", "toelichting": "gebeld op het vaste nummer"}
    assert "Dit bevestigt een ander" in client.post("/beheer/herstel", ja, follow=True).content.decode()
    assert "gezien met paspoort" in ander.get("/beheer/herstel").content.decode()
    assert "Bevestigd." in ander.post("/beheer/herstel", ja, follow=True).content.decode()
    assert "De tweede factor is gewist" in beheer(client, iemand, doe="wis")
    vreemd = Gebruiker.objects.get(pk=binnen.session["_sessie"]["gebruiker"])
    assert "De sessie is beëindigd" in beheer(client, vreemd, doe="sessies")
    assert binnen.get("/mijn-account").status_code == 302
    with met_toegang(toegang_van(baas)):
        rijen = {r.soort: r for r in beveiligingslog.gebeurtenissen(over=iemand.pk)}
    assert rijen["tweede_factor_gewist"].details["toelichting"] == "gezien met paspoort"
    assert rijen["toegangscode_gemaakt"].door_id == baas.pk
    assert rijen["herstel_gevraagd"].door_id == baas.pk
    assert rijen["herstel_bevestigd"].door_id == leider.pk


def test_whose_account_it_is_sees_the_question_on_every_page_and_stops_it() -> None:
    iemand, baas = gebruiker("consulent", HOORN), gebruiker("beheerder")
    vraag = {"doe": "vraag:wachtwoord", "wachtwoord-toelichting": "aan de balie gezien"}
    assert "Uw verzoek ligt klaar" in beheer(log_in(baas), iemand, **vraag)
    client = log_in(iemand)
    assert "Iemand vraagt om uw account te herstellen" in client.get("/werkvoorraad").content.decode()
    pagina = client.get("/mijn-account").content.decode()
    nummer = re.search(r'name="verzoek" value="(\d+)"', pagina)[1]  # type: ignore[index]
    vreemde = log_in(gebruiker("consulent", HOORN))
    assert vreemde.post("/mijn-account/herstel", {"verzoek": nummer}).status_code == 404
    weg = client.post("/mijn-account/herstel", {"verzoek": nummer}, follow=True).content.decode()
    assert "Tegengehouden" in weg
    assert "Iemand vraagt om uw account" not in weg


@pytest.mark.parametrize("rol", ["consulent", "fg", "gezin", "contractmanager"])
def test_who_leads_nobody_has_no_page_to_confirm(rol: str) -> None:
    client = log_in(gebruiker(rol, HOORN))
    assert client.get("/beheer/herstel").status_code == 403
    assert client.post("/beheer/herstel", {"verzoek": "1", "besluit": "ja"}).status_code == 403


def test_the_screens_ask_an_administrator_again_who_it_is() -> None:
    iemand = gebruiker("consulent", HOORN)
    client = log_in(gebruiker("beheerder"))
    sessie = client.session
    sessie["_bewezen_op"] = 0
    sessie.save()
    for adres in (f"/beheer/inloggen/{iemand.pk}", "/beheer/machines"):
        assert client.get(adres)["Location"].startswith("/mijn-account/bevestigen")
        assert client.post(adres, {"doe": "wachtwoord"})["Location"].startswith("/mijn-account/bevestigen")


def test_a_machine_account_from_making_to_taking_away() -> None:
    client = log_in(gebruiker("beheerder"))
    leeg = client.post("/beheer/machines", {}).content.decode()
    assert "Vul de naam van het systeem in" in leeg
    gegeven = {"naam": "Dossiersysteem", "organisatie": "De Brug", "rechten": ["toets"]}
    pagina = client.post("/beheer/machines", gegeven).content.decode()
    client_id, geheim = re.findall(r'app-code">(\w+)<', pagina)
    vraag = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": geheim}
    assert Client().post("/api/v1/token", vraag).status_code == 200
    assert geheim not in client.get("/beheer/machines").content.decode()
    assert "Er is al een account met deze naam" in client.post("/beheer/machines", gegeven).content.decode()
    assert "codes van vier of acht cijfers" in (
        client.post("/beheer/machines", gegeven | {"naam": "B", "partijen": "12"}).content.decode()
    )
    nummer = re.search(r"/beheer/machines/(\d+)", client.get("/beheer/machines").content.decode())[1]  # type: ignore[index]
    adres = f"/beheer/machines/{nummer}"
    assert "Eén token werkt niet meer" in client.post(adres, {"doe": "tokens"}, follow=True).content.decode()
    assert "client_secret" in client.post(adres, {"doe": "vernieuw"}).content.decode()
    assert Client().post("/api/v1/token", vraag).status_code == 401
    assert "kan niets meer" in client.post(adres, {"doe": "intrekken"}, follow=True).content.decode()
    assert client.get("/beheer/machines/99999").status_code == 404


@pytest.mark.browser
def test_the_screens_hold_for_everybody_on_a_wide_and_a_narrow_screen(
    live_server: Any, new_context: Callable[..., BrowserContext], axe: Callable[[Page], None], settings: Any
) -> None:
    """axe, no error in the console, and nothing that sticks out; pictures where `JEUGDKETEN_BEELDEN` says a folder."""
    settings.JEUGDKETEN_OIDC = [
        {
            "sleutel": "gemeente",
            "naam": "Gemeente",
            "uitgever": "https://x.example",
            "client_id": "a",
            "geheim": "b",
        }
    ]
    baas, iemand = gebruiker("beheerder"), gebruiker("consulent", HOORN)
    maak_account("Dossiersysteem", "De Brug", ["toets"])
    log_in(iemand)
    Client().post("/inloggen", {"username": iemand.gebruikersnaam, "password": "mis"})
    sessies.beeindig(baas.pk, reden="proef")
    for door, over in ((gebruiker("beheerder"), iemand), (gebruiker("beheerder"), baas)):
        with met_toegang(toegang_van(door)) as ik:
            herstel.vraag(ik, over, "wachtwoord", toelichting="aan de balie gezien met paspoort")
    zegels.verzegel_alles()
    with klok.op(date(2030, 1, 1)), met_toegang(toegang_van(baas)) as ik:
        logbewaren.stel_op(ik, "veiligheid")
    beelden = os.environ.get("JEUGDKETEN_BEELDEN", "")
    for breedte, scherm in (("1440", {"width": 1440, "height": 900}), ("390", SMAL)):
        pagina = new_context(base_url=live_server.url, viewport=scherm).new_page()

        def bekijk(naam: str, pagina: Page = pagina, breedte: str = breedte) -> None:
            axe(pagina)
            assert pagina.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), naam
            if beelden:
                pagina.screenshot(path=str(Path(beelden) / f"{naam}-{breedte}.png"), full_page=True)

        pagina.goto("/inloggen")
        bekijk("inloggen")
        pagina.goto("/inloggen/wachtwoord")
        bekijk("wachtwoord-kiezen")
        pagina.goto("/inloggen")
        pagina.get_by_label("Gebruikersnaam").fill(baas.gebruikersnaam)
        pagina.get_by_label("Wachtwoord", exact=True).fill(GOED)
        pagina.get_by_role("button", name="Inloggen", exact=True).click()
        for naam, adres in (
            ("mijn-account", "/mijn-account"),
            ("factor", "/mijn-account/tweede-factor"),
            ("wachtwoord", "/mijn-account/wachtwoord"),
            ("bevestigen", "/mijn-account/bevestigen"),
            ("inlogbeheer", "/beheer/inloggen"),
            ("persoon", f"/beheer/inloggen/{iemand.pk}"),
            ("machines", "/beheer/machines"),
            ("machine", "/beheer/machines/1"),
            ("gebeurtenissen", "/beheer/beveiligingslogboek"),
            ("herstel", "/beheer/herstel"),
            ("logboeken", "/beheer/logboeken"),
        ):
            pagina.goto(adres)
            bekijk(naam)


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False])
def test_set_up_a_second_factor_from_the_own_account_and_log_in_with_it(
    live_server: Any,
    new_context: Callable[..., BrowserContext],
    axe: Callable[[Page], None],
    javascript: bool,
) -> None:
    iemand = gebruiker("consulent", HOORN)
    pagina = new_context(base_url=live_server.url, java_script_enabled=javascript).new_page()

    def inloggen() -> None:
        pagina.goto("/inloggen")
        pagina.get_by_label("Gebruikersnaam").fill(iemand.gebruikersnaam)
        pagina.get_by_label("Wachtwoord").fill(GOED)
        pagina.get_by_role("button", name="Inloggen").click()

    inloggen()
    pagina.goto("/mijn-account")
    pagina.get_by_role("link", name="Tweede factor instellen").click()
    expect(
        pagina.get_by_title("QR-code voor uw authenticator-app").or_(pagina.locator("svg.app-qr"))
    ).to_be_visible()
    geheim = pagina.locator("code.app-code").inner_text().replace(" ", "")
    pagina.get_by_label("Code").fill("000000")
    pagina.get_by_role("button", name="Instellen").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Deze code klopt niet")
    pagina.get_by_label("Code").fill(pyotp.TOTP(geheim).now())
    pagina.get_by_role("button", name="Instellen").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Bewaar uw herstelcodes")
    codes = pagina.locator("ul.app-codes code").all_inner_texts()
    assert len(codes) == 10
    if javascript:
        axe(pagina)
    pagina.get_by_role("link", name="Ik heb ze bewaard").click()
    pagina.locator("details.app-gebruiker summary").click()
    pagina.get_by_role("button", name="Uitloggen").click()
    expect(pagina.get_by_role("status")).to_contain_text("U bent uitgelogd")
    inloggen()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Tweede stap")
    if javascript:
        axe(pagina)
    pagina.get_by_label("Code").fill(codes[0])
    pagina.get_by_role("button", name="Verder").click()
    expect(pagina).to_have_url(f"{live_server.url}/werkvoorraad")
