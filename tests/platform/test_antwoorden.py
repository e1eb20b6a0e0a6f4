"""Answers as a whole: what kind they say to be, which methods there are, what doubled parameters do, and cookies."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from jeugdketen.config.controles import database_versleuteld
from jeugdketen.config.logboekregels import GeenSpoorBijWeigering, JsonRegels
from mensen import HOORN, gebruiker
from platform_hulp import beheer

pytestmark = pytest.mark.django_db(transaction=True)

VOORBEELD = {
    "uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "str": "x", "slug": "x", "path": "x",
}  # fmt: skip


def adressen(resolver: Any = None, begin: str = "/") -> Iterator[str]:
    """One address of every page there is."""
    for deel in (resolver or get_resolver()).url_patterns:
        stuk = str(deel.pattern).lstrip("^").rstrip("$")
        stuk = re.sub(r"<(?:(\w+):)?\w+>", lambda m: VOORBEELD.get(m[1] or "str", "x"), stuk)
        if isinstance(deel, URLResolver):
            yield from adressen(deel, begin + stuk)
        elif isinstance(deel, URLPattern):
            yield begin + stuk


def test_every_answer_with_a_body_says_what_it_is_and_in_which_character_set() -> None:
    """Every page, as everybody: a visitor, an officer, an administrator, a consulent, a provider, a family."""
    wie = [None, *(gebruiker(rol, HOORN, aanbieder="99001234") for rol in (
        "fg", "beheerder", "consulent", "aanbieder_beheerder", "gezin",
    ))]  # fmt: skip
    gezien = 0
    for iemand in wie:
        client = Client(raise_request_exception=False)
        if iemand is not None:
            client.post("/inloggen", {"username": iemand.gebruikersnaam, "password": "een-goed-wachtwoord"})
        for adres in adressen():
            antwoord = client.get(adres)
            inhoud = b"".join(antwoord.streaming_content) if antwoord.streaming else antwoord.content
            assert antwoord.status_code < 500, adres
            if not inhoud:
                continue
            gezien += 1
            soort = antwoord["Content-Type"]
            hoofd = soort.partition(";")[0]
            if hoofd.startswith("text/") or hoofd.endswith(("/xml", "+xml")):
                assert "charset=utf-8" in soort.lower(), (adres, soort)
            if soort.startswith("text/html"):
                assert inhoud.lstrip()[:15].lower() == b"<!doctype html>", adres
            elif "json" in soort:
                json.loads(inhoud)
            assert antwoord["X-Content-Type-Options"] == "nosniff"
            assert "no-store" in antwoord["Cache-Control"]
    assert gezien > 150


def test_trace_and_unknown_methods_are_refused_everywhere() -> None:
    """TRACE would send back the cookies of a request."""
    client = Client()
    client.cookies["jeugdketen"] = "a" * 32
    for adres in adressen():
        antwoord = client.generic("TRACE", adres)
        assert antwoord.status_code == 405, adres
        assert b"a" * 32 not in antwoord.content, adres


def test_a_doubled_parameter_counts_once_and_an_address_never_adds_to_a_form() -> None:
    """The last one counts, everywhere the same; what stands in the address is not part of what was sent."""
    iemand = gebruiker("consulent", HOORN)
    client = Client()
    dubbel = f"username=iemand&username={iemand.gebruikersnaam}&password=x&password=een-goed-wachtwoord"
    antwoord = client.post("/inloggen", dubbel, content_type="application/x-www-form-urlencoded")
    assert antwoord["Location"] == "/"
    in_adres = f"/inloggen?username={iemand.gebruikersnaam}&password=een-goed-wachtwoord"
    assert Client().post(in_adres, {}).status_code == 200  # not logged in
    assert Client().get(in_adres).status_code == 200
    gegeven = {"wachtwoord": "een-goed-wachtwoord"}
    naar = client.post("/mijn-account/bevestigen?next=/regels", gegeven | {"next": "/aanbieders"})
    assert naar["Location"] == "/aanbieders"


def test_cookies_belong_to_this_host_over_https_and_no_script_reads_them() -> None:
    vraag = (
        "from django.conf import settings as s; from jeugdketen.portaal.account.aanmelden import KOEKJE; "
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, KOEKJE, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
        "s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, "
        "s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN)"
    )
    uit = beheer("shell", "-v", "0", "-c", vraag)
    assert uit.stdout.split() == [
        "__Host-jeugdketen", "__Host-merk", "__Host-aanmelden", "True", "True", "Strict", "Strict", "True", "True",
        "/", "None",
    ], uit.stderr  # fmt: skip


@pytest.mark.parametrize(
    ("host", "opties", "goed"),
    [
        ("", {}, True),
        ("/run/postgresql", {}, True),
        ("127.0.0.1", {}, True),
        ("db.gemeente.example", {}, False),
        ("db.gemeente.example", {"sslmode": "require"}, False),
        ("db.gemeente.example", {"sslmode": "verify-full"}, True),
    ],
)
def test_a_database_elsewhere_must_be_reached_over_tls_that_looks_at_the_certificate(
    monkeypatch: pytest.MonkeyPatch, host: str, opties: dict[str, str], goed: bool
) -> None:
    databases = {"default": {"HOST": host, "OPTIONS": opties}}
    monkeypatch.setattr("jeugdketen.config.controles.settings", SimpleNamespace(DATABASES=databases))
    assert (database_versleuteld(None) == []) is goed


# --- log lines --------------------------------------------------------------------------------------------------------


def _regel(tekst: str, **extra: Any) -> dict[str, Any]:
    record = logging.LogRecord("x", logging.WARNING, "x.py", 1, tekst, None, None)
    for naam, waarde in extra.items():
        setattr(record, naam, waarde)
    regel = JsonRegels().format(record)
    assert "\n" not in regel
    return dict(json.loads(regel))


def test_a_log_line_is_one_json_document_with_the_time_in_utc() -> None:
    regel = _regel("iets", gebeurtenis={"gebruiker": 7}, status_code=403)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", regel["tijd"])
    assert (regel["niveau"], regel["bron"], regel["tekst"]) == ("WARNING", "x", "iets")
    assert (regel["gebeurtenis"], regel["status"]) == ({"gebruiker": 7}, 403)


def test_nobody_can_forge_a_log_line_and_no_bsn_stands_in_one() -> None:
    kwaad = 'pad\r\n{"tijd": "2026-01-01", "tekst": "ingelogd"} 999901187'
    regel = _regel(kwaad)
    assert regel["tekst"] == kwaad.replace("999901187", "[bsn]")


def test_a_refused_page_leaves_one_line_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    iemand = gebruiker("contractmanager")
    client = Client()
    client.post("/inloggen", {"username": iemand.gebruikersnaam, "password": "een-goed-wachtwoord"})
    caplog.handler.addFilter(GeenSpoorBijWeigering())
    with caplog.at_level(logging.WARNING):
        assert client.get("/werkvoorraad").status_code == 403
    regels = [r for r in caplog.records if r.name == "django.request"]
    assert len(regels) == 1
    assert regels[0].exc_info is None
    assert "Traceback" not in JsonRegels().format(regels[0])


@pytest.mark.parametrize("host", ["testserver", "kwaad.voorbeeld"])
@pytest.mark.parametrize("https", [True, False])
def test_an_answer_that_no_page_makes_carries_the_strict_headers(
    settings: Any, host: str, https: bool
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    antwoord = Client().get("/inloggen", secure=https, headers={"Host": host})
    assert antwoord.status_code == (400 if host != "testserver" else 200 if https else 301)
    assert "frame-ancestors 'none'" in antwoord["Content-Security-Policy"]
    assert antwoord["X-Content-Type-Options"] == "nosniff"
    assert antwoord["X-Frame-Options"] == "DENY"
    assert "no-store" in antwoord["Cache-Control"]
    assert "kwaad.voorbeeld" not in antwoord.content.decode() + antwoord.get("Location", "")
