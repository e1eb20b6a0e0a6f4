"""Logging in with a password and a second factor, the own account, sessions that end, and codes of an administrator."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pyotp
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from jeugdketen.kern import beveiligingslog, sessies, tweede_factor, wachtwoorden
from jeugdketen.kern.models import Gebruiker, Rolhouder, Sessie, Toegangscode
from jeugdketen.kern.toegang import POORT, als_inrichting, met_toegang, toegang_van
from mensen import HOORN, gebruiker

pytestmark = pytest.mark.django_db(transaction=True)

GOED = "een-goed-wachtwoord"
NIEUW = "veertien paarse olifanten"


def log_in(iemand: Gebruiker, wachtwoord: str = GOED, client: Client | None = None) -> Client:
    """A browser after the log-in page."""
    client = client or Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0")
    client.post("/inloggen", {"username": iemand.gebruikersnaam, "password": wachtwoord})
    return client


def is_binnen(client: Client) -> bool:
    return client.get("/mijn-account").status_code == 200


def soorten(iemand: Gebruiker) -> list[str]:
    """What the security log holds about somebody, oldest first."""
    with met_toegang(toegang_van(iemand)):
        return [rij.soort for rij in beveiligingslog.gebeurtenissen(over=iemand.pk).order_by("id")]


def geef_factor(iemand: Gebruiker) -> tuple[str, list[str]]:
    """A second factor, set up an hour ago."""
    geheim = tweede_factor.nieuw_geheim()
    codes = tweede_factor.stel_in(iemand, geheim, pyotp.TOTP(geheim).now())
    assert codes
    from jeugdketen.kern.models import TweedeFactor

    with met_toegang(POORT):
        TweedeFactor.objects.update(laatste_stap=0)
    return geheim, codes


# --- second factor ----------------------------------------------------------------------------------------------------


def test_with_a_second_factor_the_password_alone_opens_nothing() -> None:
    iemand = gebruiker("consulent", HOORN)
    geheim, codes = geef_factor(iemand)
    client = log_in(iemand)
    assert not is_binnen(client)
    assert client.get("/werkvoorraad").status_code == 302
    fout = client.post("/inloggen/code", {"code": "000000"})
    assert "Deze code klopt niet" in fout.content.decode()
    antwoord = client.post("/inloggen/code", {"code": pyotp.TOTP(geheim).now()})
    assert antwoord["Location"] == "/"
    assert is_binnen(client)
    # The same code does not open a second browser; a recovery code does, once.
    tweede = log_in(iemand)
    tweede.post("/inloggen/code", {"code": pyotp.TOTP(geheim).now()})
    assert not is_binnen(tweede)
    tweede.post("/inloggen/code", {"code": codes[0]})
    assert is_binnen(tweede)
    derde = log_in(iemand)
    derde.post("/inloggen/code", {"code": codes[0]})
    assert not is_binnen(derde)
    assert {"inloggen_mislukt", "herstelcode_gebruikt", "ingelogd"} <= set(soorten(iemand))


def test_the_code_page_without_a_password_first_leads_to_logging_in() -> None:
    for adres in ("/inloggen/code", "/inloggen/instellen", "/inloggen/koppelen"):
        assert Client().get(adres)["Location"] == "/inloggen"
        assert Client().post(adres, {"code": "123456"})["Location"] == "/inloggen"


def test_who_must_have_a_second_factor_sets_it_up_before_coming_in(settings: Any) -> None:
    settings.JEUGDKETEN_TWEEDE_FACTOR = "dossier"
    iemand = gebruiker("consulent", HOORN)
    client = log_in(iemand)
    assert not is_binnen(client)
    pagina = client.get("/inloggen/instellen").content.decode()
    assert "<svg" in pagina
    assert "style=" not in pagina
    geheim = re.search(r'app-code">([A-Z2-7 ]+)<', pagina)[1].replace(" ", "")  # type: ignore[index]
    assert client.post("/inloggen/instellen", {"code": "000000"}).status_code == 200
    assert not is_binnen(client)
    antwoord = client.post("/inloggen/instellen", {"code": pyotp.TOTP(geheim).now()}).content.decode()
    assert len(re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){5}", antwoord)) == 10
    assert is_binnen(client)
    # Without the role nobody asks.
    assert is_binnen(log_in(gebruiker("contractmanager")))


def test_a_step_halfway_is_over_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    iemand = gebruiker("consulent", HOORN)
    geef_factor(iemand)
    client = log_in(iemand)
    assert client.get("/inloggen/code").status_code == 200
    straks = time.time() + 601
    monkeypatch.setattr("jeugdketen.portaal.account.stappen.time.time", lambda: straks)
    assert client.get("/inloggen/code")["Location"] == "/inloggen"


def test_guessing_the_code_is_answered_with_429_and_how_long_to_wait() -> None:
    iemand = gebruiker("consulent", HOORN)
    geef_factor(iemand)
    client = log_in(iemand)
    for _ in range(9):
        assert client.post("/inloggen/code", {"code": "000000"}).status_code == 200
    antwoord = client.post("/inloggen/code", {"code": "000000"})
    assert antwoord.status_code == 429
    assert int(antwoord["Retry-After"]) > 0
    assert "Er is te vaak een verkeerde code ingevuld." in antwoord.content.decode()


# --- the own account --------------------------------------------------------------------------------------------------


def test_a_new_password_needs_the_old_one_is_judged_and_ends_other_sessions() -> None:
    iemand = gebruiker("consulent", HOORN)
    hier, elders = log_in(iemand), log_in(iemand)

    def wijzig(huidig: str, nieuw: str, herhaal: str | None = None) -> str:
        gegeven = {"huidig": huidig, "nieuw": nieuw, "herhaal": herhaal or nieuw}
        return hier.post("/mijn-account/wachtwoord", gegeven, follow=True).content.decode()

    assert "Dit is niet uw huidige wachtwoord" in wijzig("iets anders dan dat", NIEUW)
    assert "Dit is een ander wachtwoord dan het eerste" in wijzig(GOED, NIEUW, NIEUW + "!")
    for slecht, reden in (
        ("kort", "te kort"),
        ("q1w2e3r4t5y6", "het eerst worden geprobeerd"),
        ("sunshine-12345678!", "het eerst worden geprobeerd"),
        ("sunshinesunshine", "het eerst worden geprobeerd"),
        ("ababababababab", "het eerst worden geprobeerd"),
        ("Welkom-Password2026", "woorden die bij deze omgeving"),
        ("Gemeente-Hoorn-2026", "woorden die bij deze omgeving"),
        (f"{iemand.naam}-jeugdketen", "woorden die bij deze omgeving"),
    ):
        tekst = wijzig(GOED, slecht)
        assert reden in tekst, slecht
        assert "Uw wachtwoord is gewijzigd" not in tekst, slecht
    assert is_binnen(elders)
    assert "Uw wachtwoord is gewijzigd" in wijzig(GOED, NIEUW)
    assert is_binnen(hier)
    assert not is_binnen(elders)
    assert not is_binnen(log_in(iemand))
    assert is_binnen(log_in(iemand, NIEUW))
    assert {"wachtwoord_gewijzigd", "sessies_beeindigd"} <= set(soorten(iemand))


def test_a_stolen_session_cannot_change_the_factor_without_the_password() -> None:
    iemand = gebruiker("consulent", HOORN)
    client = log_in(iemand)
    sessie = client.session
    sessie["_bewezen_op"] = time.time() - 601
    sessie.save()
    antwoord = client.get("/mijn-account/tweede-factor")
    assert antwoord["Location"].startswith("/mijn-account/bevestigen?next=%2Fmijn-account%2Ftweede-factor")
    for adres in ("/mijn-account/herstelcodes", "/mijn-account/tweede-factor/uit", "/mijn-account/sessies"):
        assert client.post(adres)["Location"].startswith("/mijn-account/bevestigen")
    fout = client.post("/mijn-account/bevestigen", {"wachtwoord": "onzin", "next": "/mijn-account"})
    assert "Dit is niet uw wachtwoord" in fout.content.decode()
    oud = client.cookies["jeugdketen"].value
    goed = client.post(
        "/mijn-account/bevestigen", {"wachtwoord": GOED, "next": "/mijn-account/tweede-factor"}
    )
    assert goed["Location"] == "/mijn-account/tweede-factor"
    assert client.cookies["jeugdketen"].value != oud
    assert client.get("/mijn-account/tweede-factor").status_code == 200
    kwaad = client.post("/mijn-account/bevestigen", {"wachtwoord": GOED, "next": "https://kwaad.voorbeeld/"})
    assert kwaad["Location"] == "/"


def test_one_sees_the_own_sessions_and_ends_them() -> None:
    iemand, ander = gebruiker("consulent", HOORN), gebruiker("consulent", HOORN)
    hier, thuis, vreemd = log_in(iemand), log_in(iemand), log_in(ander)
    pagina = hier.get("/mijn-account").content.decode()
    assert pagina.count("Firefox op Windows") >= 2
    assert "deze sessie" in pagina
    for client in (thuis, vreemd):
        kenmerk = sessies.sleutel_kenmerk(client.cookies["jeugdketen"].value)
        hier.post("/mijn-account/sessies", {"sessie": kenmerk})
    assert not is_binnen(thuis)
    assert is_binnen(vreemd)  # not of this person
    nog = log_in(iemand)
    hier.post("/mijn-account/sessies", {"sessie": "alle"})
    assert (is_binnen(hier), is_binnen(nog)) == (True, False)


def test_a_session_ends_by_silence_and_by_the_length_of_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    iemand = gebruiker("consulent", HOORN)
    echt = timezone.now

    def na(minuten: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: echt() + timedelta(minutes=minuten))

    client = log_in(iemand)
    for minuten in range(25, 535, 25):
        na(minuten)
        assert is_binnen(client), minuten
    na(541)
    assert not is_binnen(client)
    na(0)
    stil = log_in(iemand)
    na(29)
    assert is_binnen(stil)
    na(60)
    assert not is_binnen(stil)


def test_the_database_does_not_hold_what_the_cookie_holds() -> None:
    client = log_in(gebruiker("consulent", HOORN))
    sleutel = client.cookies["jeugdketen"].value
    with met_toegang(POORT):
        rij = Sessie.objects.get()
    assert sleutel not in (rij.session_key, rij.session_data)
    assert Sessie.objects.count() == 0  # and without the door nobody sees sessions
    dief = Client()
    dief.cookies["jeugdketen"] = rij.session_key
    assert not is_binnen(dief)


def test_a_role_changed_during_a_session_is_in_the_security_log() -> None:
    iemand = gebruiker("consulent", HOORN)
    client = log_in(iemand)
    assert client.get("/werkvoorraad").status_code == 200
    with als_inrichting():
        Rolhouder.objects.filter(gebruiker=iemand).update(rol="contractmanager", gemeente_code=None)
    assert client.get("/werkvoorraad").status_code == 403
    assert soorten(iemand)[-2:] == ["rol_gewijzigd_in_sessie", "bladzijde_geweigerd"]


def test_logging_out_empties_what_the_browser_kept() -> None:
    client = log_in(gebruiker("consulent", HOORN))
    antwoord = client.post("/uitloggen")
    assert antwoord["Location"] == "/inloggen?uit=1"
    assert antwoord["Clear-Site-Data"] == '"cache", "storage"'


# --- codes of an administrator ----------------------------------------------------------------------------------------


def maak_code(iemand: Gebruiker, doel: str = "wachtwoord") -> str:
    with als_inrichting():
        return wachtwoorden.maak_code(iemand, doel)


def kies(code: str, nieuw: str = NIEUW) -> str:
    gegeven = {"code": code, "nieuw": nieuw, "herhaal": nieuw}
    return Client().post("/inloggen/wachtwoord", gegeven, follow=True).content.decode()


def test_a_code_of_the_administrator_lets_somebody_choose_a_password_once() -> None:
    iemand = gebruiker("consulent", HOORN)
    geheim, _ = geef_factor(iemand)
    binnen = log_in(iemand)
    binnen.post("/inloggen/code", {"code": pyotp.TOTP(geheim).now()})
    assert is_binnen(binnen)
    oud, code = maak_code(iemand), maak_code(iemand)
    assert "Deze code klopt niet, is gebruikt of is verlopen" in kies(oud)
    assert "Deze code klopt niet" in kies("ABCD-EFGH-ABCD-EFGH-ABCD-EFGH")
    assert "te kort" in kies(code, "kort")  # the code stays good
    assert "Uw wachtwoord is gekozen" in kies(code.lower().replace("-", " "))
    assert "Deze code klopt niet" in kies(code)
    assert not is_binnen(binnen)  # all sessions ended
    client = log_in(iemand, NIEUW)
    assert not is_binnen(client)  # and the second factor is still asked
    assert client.get("/inloggen/code").status_code == 200


def test_a_code_is_over_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    iemand = gebruiker("consulent", HOORN)
    monkeypatch.setattr(wachtwoorden, "CODE_GELDT", timedelta(0))
    code = maak_code(iemand)
    with met_toegang(POORT):
        assert code.replace("-", "") not in str(Toegangscode.objects.values().get())
    assert "is verlopen" in kies(code)


def test_nobody_but_an_administrator_makes_a_code() -> None:
    from django.db import Error

    iemand = gebruiker("consulent", HOORN)
    with pytest.raises(Error, match="row-level security"), met_toegang(toegang_van(iemand)):
        wachtwoorden.maak_code(iemand, "wachtwoord")


def test_guessing_codes_of_the_administrator_stops() -> None:
    for _ in range(10):
        assert "Deze code klopt niet" in kies("x")
    assert "Er is te vaak een verkeerde code ingevuld" in kies("x")


def test_the_first_administrator_comes_from_the_command_line() -> None:
    uit = StringIO()
    gegeven = {"e_mail": "arie@voorbeeld.test", "naam": "Arie Beheer"}
    call_command("eerste_beheerder", "arie", stdout=uit, **gegeven)
    code = re.search(r"code +(\S+)", uit.getvalue())[1]  # type: ignore[index]
    assert "Uw wachtwoord is gekozen" in kies(code)
    assert is_binnen(log_in(Gebruiker.objects.get(gebruikersnaam="arie"), NIEUW))
    gebruiker("consulent", HOORN)
    met_rol = gebruiker("consulent", HOORN)
    with pytest.raises(CommandError, match="geen beheerder"):
        call_command("eerste_beheerder", met_rol.gebruikersnaam, **gegeven)


def test_without_local_accounts_there_is_no_password_to_send(settings: Any) -> None:
    settings.JEUGDKETEN_WACHTWOORD = False
    iemand = gebruiker("consulent", HOORN)
    assert "Wachtwoord" not in Client().get("/inloggen").content.decode()
    assert Client().get("/inloggen/wachtwoord").status_code == 404
    gegeven = {"username": iemand.gebruikersnaam, "password": GOED}
    assert Client().post("/inloggen", gegeven).status_code == 404


@pytest.fixture
def klant() -> Callable[[], Client]:
    """A browser that checks the safety mark of forms."""
    return lambda: Client(enforce_csrf_checks=True)


def test_no_form_of_the_account_takes_a_request_of_another_site(klant: Callable[[], Client]) -> None:
    iemand = gebruiker("consulent", HOORN)
    client = klant()
    client.cookies = log_in(iemand).cookies
    for adres in (
        "/mijn-account/wachtwoord", "/mijn-account/tweede-factor", "/mijn-account/tweede-factor/uit",
        "/mijn-account/herstelcodes", "/mijn-account/sessies", "/mijn-account/bevestigen", "/uitloggen",
        "/inloggen", "/inloggen/code", "/inloggen/wachtwoord",
    ):  # fmt: skip
        assert client.post(adres, {"code": "1"}).status_code == 403, adres
    assert is_binnen(client)
