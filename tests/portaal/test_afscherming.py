"""Nobody sees more than their task: not by a guessed address, not through a role, not through a hostile name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from portaalsite import Site

BSN_DAAN = "999901187"


@pytest.fixture
def klant(site: Site) -> Callable[[str], Client]:
    """A browser without a screen, logged in as somebody of the caseload."""

    def log_in(inlognaam: str) -> Client:
        client = Client()
        antwoord = client.post("/inloggen", {"username": inlognaam, "password": site.wachtwoord})
        assert antwoord.status_code == 302
        return client

    return log_in


def zonder_merk(bladzijde: bytes) -> bytes:
    """A page without its safety marks, which differ each time."""
    return re.sub(rb"[A-Za-z0-9]{64}", b"", bladzijde)


def adressen(site: Site) -> list[str]:
    """Every address that belongs to one child of Stede Broec."""
    nummer, kind, bericht = site.nummer("DAAN"), site.jeugdige_id("DAAN"), site.bericht_id("DAAN")
    return [
        f"/verzoeken/{nummer}",
        f"/verzoeken/{nummer}/aanvullen",
        f"/verzoeken/{nummer}/kwitantie",
        f"/jeugdigen/{kind}",
        f"/berichten/{bericht}",
        f"/berichten/{bericht}/xml",
        f"/berichten/{bericht}/verwerking",
        f"/berichten/{bericht}/download",
    ]


def test_een_geraden_adres_van_een_andere_gemeente_bestaat_niet(
    site: Site, klant: Callable[[str], Client]
) -> None:
    vreemd, eigen = klant("peter"), klant("nadia")
    for adres in adressen(site):
        antwoord = vreemd.get(adres)
        assert antwoord.status_code == 404, adres
        tekst = antwoord.content.decode()
        assert "Daan" not in tekst
        assert BSN_DAAN not in tekst.replace(" ", "")
        assert eigen.get(adres).status_code == 200, adres
    niets = zonder_merk(vreemd.get(f"/jeugdigen/{uuid4()}").content)
    assert niets == zonder_merk(vreemd.get(f"/jeugdigen/{site.jeugdige_id('DAAN')}").content)


def test_een_geraden_adres_is_ook_niet_te_posten(site: Site, klant: Callable[[str], Client]) -> None:
    vreemd = klant("peter")
    nummer, bericht = site.nummer("DAAN"), site.bericht_id("DAAN")
    for adres, data in (
        (f"/verzoeken/{nummer}", {"besluit": "afwijzen", "code": "7", "motivering": "x"}),
        (f"/verzoeken/{nummer}/aanvullen", {"woont_thuis": "ja"}),
        (f"/verzoeken/{nummer}/intrekken", {}),
        (f"/verzoeken/{nummer}/opnemen", {}),
        (f"/berichten/{bericht}/opnieuw", {}),
    ):
        assert vreemd.post(adres, data).status_code == 404, adres
    assert b"Uw besluit" in klant("nadia").get(f"/verzoeken/{nummer}").content


def test_zoeken_vindt_geen_kind_van_een_andere_gemeente(site: Site, klant: Callable[[str], Client]) -> None:
    for zoek in ("Rood", BSN_DAAN, "22-5-2012"):
        assert b"Niemand gevonden" in klant("peter").post("/jeugdigen", {"zoek": zoek}).content
        assert b"Daan Rood" in klant("nadia").post("/jeugdigen", {"zoek": zoek}).content
    werk = klant("peter")
    werk.post("/werkvoorraad", {"zoek": BSN_DAAN, "tab": "team"})
    assert b"Daan Rood" not in werk.get("/werkvoorraad?tab=team").content


@pytest.mark.parametrize("wie", ["vera", "hanna", "els", "beheer", "bas", "familie"])
def test_andere_rollen_hebben_deze_kamers_niet(site: Site, klant: Callable[[str], Client], wie: str) -> None:
    client = klant(wie)
    for adres in ["/werkvoorraad", "/jeugdigen", "/berichten", "/berichten/inlezen", *adressen(site)]:
        antwoord = client.get(adres)
        assert antwoord.status_code == 403, adres
        assert b"Daan" not in antwoord.content
        assert "Hier hebt u geen toegang toe" in antwoord.content.decode()


def test_wie_niet_is_ingelogd_gaat_naar_inloggen_en_daarna_terug(site: Site) -> None:
    client = Client()
    for adres in ["/", "/werkvoorraad", "/toetsen", "/regels", "/aanbieders", *adressen(site)]:
        antwoord = client.get(adres)
        assert antwoord.status_code == 302, adres
        assert antwoord["Location"].startswith("/inloggen"), adres
    assert client.get("/toegankelijkheid").status_code == 200
    naar = client.get("/aanbieders")["Location"]
    antwoord = client.post(naar, {"username": "nadia", "password": site.wachtwoord, "next": "/aanbieders"})
    assert antwoord["Location"] == "/aanbieders"
    kwaad = Client().post(
        "/inloggen", {"username": "nadia", "password": site.wachtwoord, "next": "https://kwaad.voorbeeld/"}
    )
    assert kwaad["Location"] == "/"


def test_elk_antwoord_draagt_het_strenge_inhoudsbeleid(site: Site, klant: Callable[[str], Client]) -> None:
    client = klant("nadia")
    for adres in [
        "/werkvoorraad",
        "/inloggen",
        "/bestaat-niet",
        "/toegankelijkheid",
        f"/verzoeken/{site.nummer('NOOR')}",
    ]:
        antwoord = client.get(adres)
        beleid = dict(deel.split(" ", 1) for deel in antwoord["Content-Security-Policy"].split("; "))
        assert beleid["default-src"] == "'none'"
        assert beleid["script-src"] == "'self'"
        assert beleid["style-src"] == "'self'"
        assert beleid["form-action"] == "'self'"
        assert beleid["frame-ancestors"] == "'none'"
        assert "no-store" in antwoord.get("Cache-Control", "")


class Keurmeester(HTMLParser):
    """Collects what a strict policy forbids: inline scripts, styles, event handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.fout: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        namen = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in namen):
            self.fout.append(tag)
        self.fout += [f"{tag}[{naam}]" for naam in namen if naam == "style" or naam.startswith("on")]
        if any((waarde or "").lower().startswith("javascript:") for waarde in namen.values()):
            self.fout.append(f"{tag} javascript:")


def test_geen_bladzijde_heeft_script_of_stijl_in_de_tekst(site: Site, klant: Callable[[str], Client]) -> None:
    client = klant("nadia")
    for adres in [
        "/werkvoorraad",
        "/jeugdigen",
        "/berichten",
        "/regels",
        "/aanbieders/99001234",
        *adressen(site)[:-1],
    ]:
        keur = Keurmeester()
        keur.feed(client.get(adres).content.decode())
        assert keur.fout == [], adres


@pytest.mark.browser
def test_een_kwaadaardige_naam_blijft_tekst(site: Site, als: Callable[..., Page]) -> None:
    from jeugdketen.dossier.models import Jeugdige
    from jeugdketen.kern.toegang import als_systeem

    naam = "<img src=x onerror=alert(1)>\"'&{{7*7}}"
    with als_systeem(("0388",)):
        kind = Jeugdige.objects.get(pk=site.jeugdige_id("MILAN"))
        Jeugdige.objects.filter(pk=kind.pk).update(achternaam=naam)
    try:
        pagina = als("nadia")
        for adres in (
            "/werkvoorraad?tab=mijn",
            f"/verzoeken/{site.nummer('MILAN')}",
            f"/jeugdigen/{kind.pk}",
        ):
            pagina.goto(adres)
            expect(pagina.locator("main")).to_contain_text(naam)
            assert pagina.locator("main img").count() == 0
        assert naam in pagina.title()
    finally:
        with als_systeem(("0388",)):
            Jeugdige.objects.filter(pk=kind.pk).update(achternaam=kind.achternaam)


def test_elke_opening_van_een_dossier_staat_in_het_leeslogboek(
    site: Site, klant: Callable[[str], Client]
) -> None:
    from jeugdketen.kern.leeslog import inzages
    from jeugdketen.kern.models import Gebruiker
    from jeugdketen.kern.toegang import met_toegang, toegang_van

    kind = site.jeugdige_id("NOOR")

    def aantal() -> int:
        with met_toegang(toegang_van(Gebruiker.objects.get(gebruikersnaam="els"))):
            return inzages().filter(jeugdige_id=kind, wie="Nadia Kuiper").count()

    client, eerst = klant("nadia"), aantal()
    client.get(f"/verzoeken/{site.nummer('NOOR')}")
    assert aantal() == eerst + 1
    antwoord = client.get(f"/jeugdigen/{kind}")
    assert aantal() == eerst + 2
    assert "Wie keek in dit dossier" in antwoord.content.decode()


@pytest.mark.browser
def test_een_bsn_komt_in_geen_enkel_adres(site: Site, als: Callable[..., Page], toezicht: Any) -> None:
    pagina = als("nadia")
    bezocht: list[str] = []
    pagina.on("request", lambda verzoek: bezocht.append(verzoek.url))
    pagina.goto("/jeugdigen")
    pagina.get_by_label("Naam, BSN of geboortedatum").fill("9999 01 187")
    pagina.get_by_role("button", name="Zoek").click()
    pagina.get_by_role("link", name="Daan Rood").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Daan Rood, 13 jaar")
    for adres in bezocht:
        assert BSN_DAAN not in adres
        assert "9999" not in adres


def test_een_geheim_adres_komt_op_geen_scherm(site: Site, klant: Callable[[str], Client]) -> None:
    client = klant("nadia")
    for adres in (f"/verzoeken/{site.nummer('DAAN')}", f"/jeugdigen/{site.jeugdige_id('DAAN')}"):
        assert "geheim, niet getoond" in client.get(adres).content.decode()
    from jeugdketen.dossier.brp import brp_poort

    persoon = brp_poort().zoek(BSN_DAAN)
    assert persoon is not None
    assert persoon.geheim
    assert persoon.adres is not None
    for adres in adressen(site)[:-1]:
        assert persoon.adres.straatnaam not in client.get(adres).content.decode(), adres


def test_een_formulier_zonder_geldig_merk_wordt_geweigerd(site: Site, klant: Callable[[str], Client]) -> None:
    client = Client(enforce_csrf_checks=True)
    antwoord = client.post("/inloggen", {"username": "nadia", "password": site.wachtwoord})
    assert antwoord.status_code == 403
    assert "Dit formulier is verlopen" in antwoord.content.decode()


def test_uitloggen_gaat_niet_met_een_link(site: Site, klant: Callable[[str], Client]) -> None:
    client = klant("nadia")
    assert client.get("/uitloggen").status_code == 405
    assert client.post("/uitloggen").status_code == 302
    assert client.get("/werkvoorraad").status_code == 302


def test_een_zoekwoord_ligt_versleuteld_in_de_sessie(site: Site, klant: Callable[[str], Client]) -> None:
    client = klant("nadia")
    client.post("/werkvoorraad", {"zoek": BSN_DAAN, "tab": "team"})
    client.post("/berichten", {"zoek": BSN_DAAN})
    assert b"Daan Rood" in client.get("/werkvoorraad?tab=team").content
    assert BSN_DAAN not in json.dumps(dict(client.session.items()))
    client.get("/werkvoorraad?wis=1")
    assert "zoek_werk" not in client.session


def test_een_verlopen_sessie_zet_geen_inlogscherm_in_de_bladzijde(site: Site) -> None:
    antwoord = Client().get("/werkvoorraad", headers={"HX-Request": "true"})
    assert antwoord.headers["HX-Redirect"] == "/inloggen"
    assert antwoord.content == b""


def test_een_storing_toont_geen_gegevens_en_draagt_de_koppen(
    site: Site, klant: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = klant("nadia")
    client.raise_request_exception = False

    def stuk(*args: object, **kwargs: object) -> None:
        raise RuntimeError(f"Daan Rood {BSN_DAAN}")

    monkeypatch.setattr("jeugdketen.toewijzing.selectors.verzoek_pagina", stuk)
    antwoord = client.get(f"/verzoeken/{site.nummer('DAAN')}")
    assert antwoord.status_code == 500
    tekst = antwoord.content.decode()
    assert "Er ging iets mis" in tekst
    assert "Daan" not in tekst
    assert BSN_DAAN not in tekst
    assert antwoord["Content-Security-Policy"].startswith("default-src 'none'")
