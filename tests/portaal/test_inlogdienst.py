"""Logging in at a real OpenID Connect server (Canaille), in a real browser, on another site than ours."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from browser import Toezicht
from canaille_dienst import CLIENT_ID, GEHEIM, WACHTWOORD
from jeugdketen.kern import beveiligingslog, identiteiten, oidc, sessies, tweede_factor, wachtwoorden
from jeugdketen.kern.models import Gebruiker, Identiteit
from jeugdketen.kern.toegang import als_inrichting, met_toegang, toegang_van
from mensen import HOORN, gebruiker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def _vrije_poort() -> int:
    with socket.socket() as proef:
        proef.bind(("127.0.0.1", 0))
        return int(proef.getsockname()[1])


@pytest.fixture(scope="module")
def canaille(live_server: Any) -> Iterator[str]:
    """The issuer of a running provider."""
    poort = _vrije_poort()
    terug = f"{live_server.url}/inloggen/bij/gemeente/terug"
    proces = subprocess.Popen(
        [sys.executable, str(Path(__file__).parents[1] / "canaille_dienst.py"), str(poort), terug],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert proces.stdout is not None
    assert proces.stdout.readline().strip() == "klaar"
    yield f"http://127.0.0.1:{poort}"
    proces.communicate(timeout=20)


@pytest.fixture
def dienst(canaille: str, settings: Any, toezicht: Toezicht) -> Callable[..., dict[str, Any]]:
    """Connect our site to it; a test may ask for other strengths."""
    oidc.vergeet_metadata()
    toezicht.laat_met_rust(canaille)  # its package comes without the fonts that its style names

    def stel_in(**anders: Any) -> dict[str, Any]:
        een = {
            "sleutel": "gemeente", "naam": "Gemeente", "uitgever": canaille, "client_id": CLIENT_ID,
            "geheim": GEHEIM, **anders,
        }  # fmt: skip
        settings.JEUGDKETEN_OIDC = [een]
        return een

    stel_in()
    return stel_in


@pytest.fixture
def pagina(live_server: Any, new_context: Callable[..., BrowserContext]) -> Page:
    """A browser at our log-in page."""
    bladzijde = new_context(base_url=live_server.url).new_page()
    bladzijde.goto("/inloggen")
    return bladzijde


def bij_canaille(pagina: Page, naam: str = "sanne", *, toestemming: bool = False) -> None:
    """Log in there, and agree when it asks (it remembers)."""
    pagina.get_by_role("button", name="Inloggen met Gemeente").click()
    pagina.wait_for_url("http://127.0.0.1:*/**")
    pagina.locator("input[name=login]").fill(naam)
    pagina.locator("[type=submit]").first.click()
    pagina.locator("input[name=password]").fill(WACHTWOORD)
    pagina.locator("[type=submit]").first.click()
    ja = pagina.locator("button[name=answer][value=accept]")
    if toestemming:
        expect(ja).to_be_visible()
    if ja.is_visible():
        ja.click()


def koppel(iemand: Gebruiker, uitgever: str, onderwerp: str = "sanne") -> None:
    with als_inrichting():
        identiteiten.koppel(iemand, uitgever, onderwerp)


def test_log_in_there_agree_and_come_back_with_ones_roles_and_log_out_on_both_sides(
    dienst: Any, canaille: str, pagina: Page, live_server: Any, axe: Callable[[Page], None]
) -> None:
    iemand = gebruiker("consulent", HOORN)
    koppel(iemand, canaille)
    axe(pagina)
    bij_canaille(pagina, toestemming=True)
    expect(pagina).to_have_url(f"{live_server.url}/werkvoorraad")
    expect(pagina.locator("summary").first).to_contain_text(iemand.naam)
    koekjes = {k["name"]: k for k in pagina.context.cookies(live_server.url)}
    assert koekjes["jeugdketen"]["sameSite"] == "Strict"
    assert "aanmelden" not in koekjes  # the cookie of the transaction is gone
    pagina.goto("/mijn-account")
    expect(pagina.get_by_role("main")).to_contain_text("Gemeente")
    axe(pagina)
    # Again without a question there (single sign-on), and out on both sides.
    pagina.locator("details.app-gebruiker summary").click()
    pagina.get_by_role("button", name="Uitloggen").click()
    expect(pagina).to_have_url(re.compile(f"^{live_server.url}/inloggen"))
    pagina.get_by_role("button", name="Inloggen met Gemeente").click()
    expect(pagina.locator("input[name=login]")).to_be_visible()  # logged out there as well
    with met_toegang(toegang_van(iemand)):
        soorten = [r.soort for r in beveiligingslog.gebeurtenissen(over=iemand.pk).order_by("id")]
    assert soorten == ["identiteit_gekoppeld", "ingelogd", "uitgelogd"]


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_who_is_not_known_here_gets_in_with_a_code_of_the_administrator(
    dienst: Any, canaille: str, pagina: Page, live_server: Any
) -> None:
    """The same e-mail address ties nothing; the code does. Without JavaScript."""
    iemand = gebruiker("consulent", HOORN)
    with als_inrichting():
        Gebruiker.objects.filter(pk=iemand.pk).update(e_mail="bob@voorbeeld.test")
    bij_canaille(pagina, "bob")
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Wij kennen u hier nog niet")
    assert pagina.goto("/werkvoorraad").url.startswith(f"{live_server.url}/inloggen")
    pagina.goto("/inloggen/koppelen")
    pagina.get_by_label("Code van uw beheerder").fill("ABCD-EFGH")
    pagina.get_by_role("button", name="Koppelen").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Deze code klopt niet")
    with als_inrichting():
        code = wachtwoorden.maak_code(iemand, "koppelen")
    pagina.get_by_label("Code van uw beheerder").fill(code)
    pagina.get_by_role("button", name="Koppelen").click()
    expect(pagina).to_have_url(f"{live_server.url}/werkvoorraad")
    with met_toegang(toegang_van(iemand)):
        assert Identiteit.objects.get().onderwerp == "bob"


def test_without_a_second_factor_there_it_is_asked_here(
    dienst: Any, canaille: str, pagina: Page, live_server: Any, settings: Any
) -> None:
    settings.JEUGDKETEN_TWEEDE_FACTOR = "iedereen"
    iemand = gebruiker("consulent", HOORN)
    koppel(iemand, canaille)
    geheim = tweede_factor.nieuw_geheim()
    assert tweede_factor.stel_in(iemand, geheim, pyotp.TOTP(geheim).at(time.time() - 30))
    bij_canaille(pagina)
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Tweede stap")
    pagina.get_by_label("Code", exact=True).fill(pyotp.TOTP(geheim).now())
    pagina.get_by_role("button", name="Verder").click()
    expect(pagina).to_have_url(f"{live_server.url}/werkvoorraad")
    # What the provider calls strong enough is enough (here: a password there).
    dienst(amr=("pwd",))
    pagina.context.clear_cookies(domain="localhost")
    pagina.goto("/inloggen")
    pagina.get_by_role("button", name="Inloggen met Gemeente").click()
    expect(pagina).to_have_url(f"{live_server.url}/werkvoorraad")


def test_a_provider_that_is_not_strong_enough_or_not_for_this_role_is_refused(
    dienst: Any, canaille: str, pagina: Page, live_server: Any, toezicht: Any
) -> None:
    toezicht.sta_toe(403)
    iemand = gebruiker("consulent", HOORN)
    koppel(iemand, canaille)
    dienst(zwak="weiger", acr=("loa3",))
    bij_canaille(pagina)
    expect(pagina.get_by_role("main")).to_contain_text(
        "liet niet zien dat u met een tweede stap bent ingelogd"
    )
    dienst(voor=("gezin",))
    pagina.goto("/inloggen")
    pagina.get_by_role("button", name="Inloggen met Gemeente").click()
    expect(pagina.get_by_role("main")).to_contain_text("Voor uw rol kunt u niet inloggen met Gemeente")
    assert pagina.goto("/werkvoorraad").url.startswith(f"{live_server.url}/inloggen")


def test_a_link_or_a_forged_return_logs_nobody_in(dienst: Any, canaille: str) -> None:
    client = Client()
    assert client.get("/inloggen/bij/gemeente").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/inloggen/bij/gemeente").status_code == 403
    assert client.post("/inloggen/bij/bestaat-niet").status_code == 404
    antwoord = client.get("/inloggen/bij/gemeente/terug?code=x&state=y")
    assert antwoord.status_code == 403
    assert "dit inloggen is hier niet begonnen" in antwoord.content.decode()
    assert client.post("/inloggen/bij/gemeente/afmelding", {"logout_token": "a.b.c"}).status_code == 400
    with met_toegang(toegang_van(gebruiker("beheerder"))):
        assert beveiligingslog.gebeurtenissen(soort="inloggen_mislukt").count() == 1


def test_a_log_out_there_ends_the_session_here(
    dienst: Any, canaille: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    iemand = gebruiker("consulent", HOORN)
    client = Client()
    client.post("/inloggen", {"username": iemand.gebruikersnaam, "password": "een-goed-wachtwoord"})
    sessie = client.session
    sessie["_sessie"] = sessie["_sessie"] | {"uitgever": canaille, "onderwerp": "sanne", "sessie_daar": "s-1"}
    sessie.save()
    monkeypatch.setattr(oidc, "lees_afmelding", lambda *_: ("sanne", "een-andere"))
    assert client.post("/inloggen/bij/gemeente/afmelding", {"logout_token": "x"}).status_code == 204
    assert client.get("/mijn-account").status_code == 200
    monkeypatch.setattr(oidc, "lees_afmelding", lambda *_: ("sanne", ""))
    client.post("/inloggen/bij/gemeente/afmelding", {"logout_token": "x"})
    assert client.get("/mijn-account").status_code == 302
    assert sessies.beeindig_bij_uitgever(canaille, onderwerp="sanne") == 0
