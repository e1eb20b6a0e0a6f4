"""The screens of keeping, of rights, of paper, and of who looks from outside."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from test_schermen import ziet_er_goed_uit

from jeugdketen.kern.models import Gebruiker, Inzage
from jeugdketen.kern.toegang import Toegang, als_systeem, met_toegang, toegang_van
from portaalsite import BREED, SMAL, Site

pytestmark = pytest.mark.browser


def wie(inlognaam: str) -> Toegang:
    return toegang_van(Gebruiker.objects.get(gebruikersnaam=inlognaam))


def laatste(inlognaam: str) -> Inzage:
    with met_toegang(wie(inlognaam)) as ik:
        rij = Inzage.objects.filter(gebruiker_id=ik.gebruiker_id).order_by("-id").first()
    assert rij is not None
    return rij


@pytest.fixture
def klant(site: Site) -> Callable[[str], Client]:
    """A browser without a screen, logged in as somebody of the caseload."""

    def log_in(inlognaam: str) -> Client:
        client = Client()
        antwoord = client.post("/inloggen", {"username": inlognaam, "password": site.wachtwoord})
        assert antwoord.status_code == 302
        return client

    return log_in


SCHERMEN = {
    "bewaren": ("henk", "/bewaren", "Bewaren en vernietigen"),
    "rechten": ("nadia", "/rechten", "Verzoeken over gegevens"),
    "kindgegevens": ("nadia", "/jeugdigen/{NOOR}/gegevens", "Gegevens en rechten: Noor Vlaming"),
    "afdruk-dossier": ("nadia", "/jeugdigen/{NOOR}/afdrukken", "Noor Vlaming, 14 jaar"),
    "afdruk-verzoek": ("nadia", "/verzoeken/{nummer}/afdrukken", "{nummer}: Noor Vlaming"),
    "gi": ("karim", "/instelling/kinderen", "Kinderen"),
    "gi-kind": ("karim", "/instelling/kinderen/{YUSUF}", "Yusuf Demir"),
    "verwijzingen": ("vera", "/verwijzingen", "Verwijzingen"),
    "gezin": ("familie", "/mijn-hulp", "Welke hulp is er voor Noor?"),
}


@pytest.mark.parametrize("scherm", SCHERMEN)
def test_scherm(site: Site, als: Callable[..., Page], axe: Callable[[Page], None], scherm: str) -> None:
    inlognaam, adres, kop = SCHERMEN[scherm]
    delen = {
        "NOOR": site.jeugdige_id("NOOR"),
        "YUSUF": site.jeugdige_id("YUSUF"),
        "nummer": site.nummer("NOOR"),
    }
    pagina = als(inlognaam)
    pagina.goto(adres.format(**delen))
    expect(pagina.get_by_role("heading", level=1)).to_have_text(kop.format(**delen))
    for maat in (BREED, SMAL):
        pagina.set_viewport_size(maat)  # type: ignore[arg-type]
        ziet_er_goed_uit(pagina, axe)
    if scherm.startswith("afdruk"):
        assert laatste("nadia").handeling == "afdrukken"


def test_de_afdruk_van_de_browser_geeft_geen_gegevens_van_mensen(
    site: Site, als: Callable[..., Page]
) -> None:
    pagina = als("nadia")
    pagina.emulate_media(media="print")
    noor = site.jeugdige_id("NOOR")
    for adres in (f"/jeugdigen/{noor}", "/werkvoorraad", f"/verzoeken/{site.nummer('NOOR')}", "/berichten"):
        pagina.goto(adres)
        expect(pagina.get_by_text("Zij komt zo niet op papier")).to_be_visible()
        assert pagina.locator("body").inner_text().strip().startswith("Op deze bladzijde staan gegevens"), (
            adres
        )
        assert "Vlaming" not in pagina.locator("body").inner_text()
    pagina.goto(f"/jeugdigen/{noor}/afdrukken")
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Noor Vlaming")
    pagina.goto("/aanbieders")  # a public register prints as it is
    expect(pagina.get_by_role("heading", level=1)).to_be_visible()
    pagina.emulate_media(media="screen")
    pagina.goto(f"/jeugdigen/{noor}")
    expect(pagina.get_by_text("Zij komt zo niet op papier")).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False], ids=["met-js", "zonder-js"])
def test_een_lijst_gaat_langs_twee_mensen_en_laat_bewijs_achter(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None], javascript: bool
) -> None:
    pagina = als("henk", javascript=javascript)
    pagina.goto("/bewaren")
    pagina.get_by_label("Gemeente").select_option("0388" if javascript else "0498")
    pagina.get_by_role("button", name="Zoek wat weg mag").click()
    if not javascript:
        expect(pagina.get_by_role("alert")).to_contain_text("geen enkel dossier")
        return
    expect(pagina.get_by_role("row").filter(has_text="Joris Vroegop")).to_be_visible()
    expect(pagina.get_by_role("button", name="Keur goed")).to_have_count(0)
    leider = als("marit")
    leider.goto(pagina.url)
    axe(leider)
    leider.get_by_role("button", name="Keur goed").click()
    leider.get_by_role("button", name="Vernietig deze dossiers").click()
    expect(leider.get_by_role("region", name="Bewijs van vernietiging")).to_contain_text("dossier_jeugdige")
    expect(leider.get_by_text("Vroegop")).to_have_count(0)
    axe(leider)


def test_alle_gegevens_van_een_kind_gaan_mee_zonder_die_van_een_ander(
    site: Site, klant: Callable[[str], Client]
) -> None:
    from jeugdketen.dossier.models import Rechtenverzoek

    with als_systeem(["0388"]):
        verzoek = Rechtenverzoek.objects.get()
        telefoons = [r.telefoon for r in verzoek.jeugdige.relaties.all() if r.telefoon]
    nadia = klant("nadia")
    antwoord = nadia.post(f"/rechten/{verzoek.pk}/meenemen")
    assert antwoord.status_code == 200
    assert "Noor" not in antwoord.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(antwoord.content)) as bestand:
        gegevens = json.loads(bestand.read("gegevens.json"))
        blad = bestand.read("gegevens.html").decode()
    assert gegevens["Wie het is"][0]["naam"] == "Noor Vlaming"
    assert gegevens["Verzoeken om hulp"][0]["nummer"] == site.nummer("NOOR")
    assert gegevens["Oordelen van de regels"][0]["waarom"]
    assert {"wie", "gezag"} == set(gegevens["Gezin en gezag"][0])
    assert not any(telefoon in blad for telefoon in telefoons)
    assert "<script" not in blad
    assert (laatste("nadia").handeling, laatste("nadia").jeugdige_id) == ("export", site.jeugdige_id("NOOR"))
    for naam in ("sem", "ilse"):  # another municipality
        assert klant(naam).post(f"/rechten/{verzoek.pk}/meenemen").status_code == 404
    fout = nadia.post(f"/rechten/{verzoek.pk}", {"doe": "antwoord", "a-antwoord": "deels"})
    assert "Schrijf waarom" in fout.content.decode()
    goed = nadia.post(f"/rechten/{verzoek.pk}", {"doe": "antwoord", "a-antwoord": "ingewilligd"})
    assert goed.status_code == 302


def test_wie_van_buiten_kijkt_ziet_alleen_het_eigene(site: Site, klant: Callable[[str], Client]) -> None:
    noor, yusuf = site.jeugdige_id("NOOR"), site.jeugdige_id("YUSUF")
    karim = klant("karim")
    tekst = karim.get("/instelling/kinderen").content.decode()
    assert "Yusuf Demir" in tekst
    assert "Noor" not in tekst
    assert karim.get(f"/instelling/kinderen/{noor}").status_code == 404
    assert karim.get(f"/jeugdigen/{yusuf}").status_code == 403
    vera = klant("vera").get("/verwijzingen").content.decode()
    assert site.nummer("NOOR") not in vera or "Noor Vlaming" in vera
    assert "oordeel" not in vera.lower().split("<main")[1]
    familie = klant("familie")
    assert familie.get(f"/mijn-hulp/{yusuf}").status_code == 404
    assert "Noor" in familie.get("/mijn-hulp").content.decode()
