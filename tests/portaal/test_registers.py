"""The registers in a browser: look on two dates, change and correct, report a subcontractor, and who may not."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from test_schermen import ziet_er_goed_uit

from portaalsite import SMAL, Site

pytestmark = pytest.mark.browser

LINDE = "/aanbieders/99001234"
SCHERMEN = {
    "lijst": ("nadia", "/aanbieders?geldig=1-1-2026&bekend=5-1-2026", "Aanbieders"),
    "aanbieder": ("hanna", LINDE, "Stichting De Linde"),
    "producten": ("hanna", f"{LINDE}/producten", "Stichting De Linde"),
    "locaties": ("hanna", f"{LINDE}/locaties", "Stichting De Linde"),
    "onderaannemers": ("bas", f"{LINDE}/onderaannemers", "Stichting De Linde"),
    "geschiedenis": ("hanna", f"{LINDE}/geschiedenis", "Stichting De Linde"),
    "nieuw": ("hanna", "/aanbieders/nieuw", "Nieuwe aanbieder"),
    "contract": ("hanna", f"{LINDE}/contract/nieuw", "Contract toevoegen"),
    "onderaannemer": ("bas", f"{LINDE}/onderaannemer/nieuw", "Onderaannemer toevoegen"),
    "tarieven": ("hanna", "/tarieven", "Producten en tarieven"),
    "lokaal": ("wim", "/lokale-contracten", "Lokale contracten"),
    "rapport": ("hanna", "/onderaannemers?halfjaar=2025-2", "Onderaannemers"),
    "gemis": ("hanna", "/onderaannemers/gemis", "Wat ontbreekt in de registers"),
    "werkboeken": ("hanna", "/registers", "Registers als werkboek"),
}


@pytest.mark.parametrize("naam", SCHERMEN)
def test_elk_registerscherm(
    site: Site, als: Callable[..., Page], axe: Callable[[Page], None], naam: str
) -> None:
    wie, adres, kop = SCHERMEN[naam]
    pagina = als(wie)
    pagina.goto(adres)
    expect(pagina.get_by_role("heading", level=1)).to_have_text(kop)
    ziet_er_goed_uit(pagina, axe)
    pagina.set_viewport_size(SMAL)
    ziet_er_goed_uit(pagina, axe)


def test_wat_wisten_wij_toen(als: Callable[..., Page]) -> None:
    pagina = als("nadia", javascript=False)
    pagina.goto(f"{LINDE}/producten")
    expect(pagina.get_by_text("U ziet vandaag, met wat nu bekend is.")).to_be_visible()
    prijs = pagina.get_by_role("row", name="P7 intensief").locator(".getal")
    expect(prijs).to_contain_text("€ 108,00")
    pagina.get_by_label("Geldig op").fill("2-1-2026")
    pagina.get_by_label("Zoals bekend op").fill("7-1-2026")
    pagina.get_by_role("button", name="Toon").click()
    expect(prijs).to_contain_text("€ 105,00")
    expect(pagina.get_by_label("Welk moment")).to_contain_text(
        "Over die dag werden daarna 1 locatie en 3 tarieven anders bekend, het laatst op 12 januari 2026."
    )
    pagina.get_by_role("link", name="Overzicht").click()
    expect(pagina.get_by_label("Zoals bekend op")).to_have_value("7-1-2026")
    pagina.goto(f"{LINDE}?geldig=32-1-2026&bekend=1-1-2030")
    expect(pagina.get_by_role("alert")).to_contain_text("Vul bij Geldig op een datum in")
    expect(pagina.get_by_role("alert")).to_contain_text("Kies vandaag of eerder")


@pytest.mark.eis("S-045")
@pytest.mark.parametrize("javascript", [True, False], ids=["met-js", "zonder-js"])
def test_wijzigen_vanaf_een_dag_en_verbeteren(als: Callable[..., Page], javascript: bool) -> None:
    pagina = als("hanna", javascript=javascript)
    product = "P1 intensief" if javascript else "P2 intensief"
    pagina.goto(f"{LINDE}/producten")
    pagina.get_by_role("row", name=product).locator(".getal a").click()
    pagina.get_by_label("Bedrag in euro").fill("95,10")
    pagina.get_by_role("button", name="Vastleggen").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Kies wat er aan de hand is")
    pagina.get_by_label("Er verandert iets").check()
    pagina.get_by_role("button", name="Vastleggen").click()
    expect(pagina.get_by_role("alert")).to_contain_text("vanaf welke dag")
    pagina.get_by_label("Bij een wijziging: vanaf welke dag").fill("1-2-2026")
    pagina.get_by_role("button", name="Vastleggen").click()
    expect(pagina.get_by_role("status")).to_contain_text("Vastgelegd")
    prijs = pagina.get_by_role("row", name=product).locator(".getal")
    expect(prijs).to_contain_text("€ 89,25")
    pagina.goto(f"{LINDE}/producten?geldig=1-2-2026")
    expect(prijs).to_contain_text("€ 95,10")
    prijs.get_by_role("link").click()
    pagina.get_by_label("Eerste dag").fill("2-2-2026")
    pagina.get_by_label("Het stond verkeerd").check()
    pagina.get_by_label("Bij een correctie: waarom").fill("typefout")
    pagina.get_by_role("button", name="Vastleggen").click()
    expect(pagina.get_by_role("alert")).to_contain_text("op 1 februari 2026 geen tarief per uur")


@pytest.mark.eis("S-060", "S-067")
def test_een_aanbieder_meldt_zijn_onderaannemer(als: Callable[..., Page]) -> None:
    pagina = als("bas", javascript=False)
    pagina.goto(LINDE)
    pagina.get_by_role("link", name="Melden").click()
    pagina.get_by_label("Naam").fill("Kliniek Zuiderdijk")
    pagina.get_by_label("AGB-code").fill("99001310")
    pagina.get_by_role("button", name="Vastleggen").click()
    melding = pagina.get_by_role("alert")
    expect(melding).to_contain_text("Tussen gecontracteerde aanbieders bestaat geen onderaannemerschap meer")
    expect(melding).to_contain_text("De reden om een onderaannemer in te zetten ontbreekt")
    pagina.get_by_label("AGB-code").fill("")
    pagina.get_by_label("Naam").fill("Atelier Wester")
    pagina.get_by_label("Reden").select_option("expertise")
    pagina.get_by_label("Afgestemd met de jeugdige").fill("19-1-2026")
    pagina.get_by_role("button", name="Vastleggen").click()
    expect(pagina.get_by_role("row", name="Atelier Wester")).to_contain_text("gemeld 21 jan 2026")


def _stuk_werkboek(inhoud: bytes) -> bytes:
    """The registers after somebody edited them: one new provider, one correction, one row with a formula."""
    boek = openpyxl.load_workbook(io.BytesIO(inhoud))
    aanbieders = boek["aanbieders"]
    for rij in aanbieders.iter_rows(min_row=2):
        if rij[0].value == "99001310":
            rij[2].value = "99887799"
    for agb, naam in (("99003001", "Buitenplaats De Es"), ("99003002", "=1+1")):
        aanbieders.append([agb, naam, *[None] * 8, "2026-01-01", None])
    stroom = io.BytesIO()
    boek.save(stroom)
    return stroom.getvalue()


@pytest.mark.parametrize("javascript", [True, False], ids=["met-js", "zonder-js"])
def test_een_werkboek_met_een_kapotte_regel(
    als: Callable[..., Page], axe: Callable[[Page], None], javascript: bool
) -> None:
    pagina = als("hanna", javascript=javascript)
    pagina.goto("/registers")
    with pagina.expect_download() as neer:
        pagina.get_by_role("link", name="Aanbieders", exact=True).last.click()
    inhoud = _stuk_werkboek(neer.value.path().read_bytes())
    pagina.get_by_label("Werkboek (.xlsx").set_input_files(
        {"name": "registers.xlsx", "mimeType": "application/octet-stream", "buffer": inhoud}
    )
    pagina.get_by_role("button", name="Inlezen").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("registers.xlsx")
    expect(pagina.get_by_text("nog niets gewijzigd")).to_be_visible()
    pagina.get_by_role("link", name="geweigerd 1").click()
    expect(pagina.get_by_role("row", name="99003002")).to_contain_text("formule; typ de waarde zelf")
    if javascript:
        pagina.get_by_role("link", name="gewijzigd 1").click()
        expect(pagina.get_by_role("row", name="99001310")).to_contain_text("99887701 99887799")
        ziet_er_goed_uit(pagina, axe)
        pagina.set_viewport_size(SMAL)
        ziet_er_goed_uit(pagina, axe)
        with pagina.expect_download() as neer:
            pagina.get_by_role("link", name="Download 1 geweigerde regel").click()
        blad = openpyxl.load_workbook(io.BytesIO(neer.value.path().read_bytes()))["aanbieders"]
        assert [cel.value for cel in blad[2]][:2] == [
            "naam: hier staat een formule; typ de waarde zelf",
            "99003002",
        ]
        pagina.get_by_role("button", name="Gooi dit werkboek weg").click()
        expect(pagina.get_by_role("status")).to_contain_text("weggegooid")
    else:
        pagina.get_by_role("button", name="Verwerk 2 goede regels").click()
        expect(pagina.get_by_text("Verwerkt.")).to_be_visible()
        pagina.goto("/aanbieders?zoek=De+Es")
        expect(pagina.get_by_role("link", name="Buitenplaats De Es")).to_be_visible()


def test_een_bestand_dat_geen_werkboek_is(als: Callable[..., Page]) -> None:
    pagina = als("hanna", javascript=False)
    pagina.goto("/registers")
    pagina.get_by_label("Werkboek (.xlsx").set_input_files(
        {"name": "x.xlsx", "mimeType": "application/octet-stream", "buffer": b"geen zip"}
    )
    pagina.get_by_role("button", name="Inlezen").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Dit is geen werkboek. Bewaar het als Excel-werkmap")


@pytest.fixture
def klant(site: Site) -> Callable[[str], Client]:
    """A browser without a screen, logged in as somebody of the caseload."""

    def log_in(inlognaam: str) -> Client:
        client = Client()
        client.post("/inloggen", {"username": inlognaam, "password": site.wachtwoord})
        return client

    return log_in


@pytest.mark.eis("S-001", "S-206")
def test_wie_het_register_niet_beheert_wijzigt_niets(klant: Callable[[str], Client]) -> None:
    from jeugdketen.landschap.models import Contract, Onderaannemer

    contract = Contract.objects.get(nummer="B-2025-014")
    lokaal = Contract.objects.get(nummer="HOORN-2026-03")
    vreemd = Onderaannemer.objects.get(naam="Manege De Hoef")
    eigen_contract = f"{LINDE}/contract/{contract.pk}"
    van_hoorn = f"/aanbieders/99002310/contract/{lokaal.pk}"
    verboden: dict[str, list[str]] = {
        "nadia": [
            eigen_contract,
            f"{LINDE}/contract/nieuw",
            "/aanbieders/nieuw",
            "/onderaannemers",
            "/tarieven/nieuw",
        ],
        "bas": [eigen_contract, f"{LINDE}/contract/nieuw", f"/aanbieders/99002421/onderaannemer/{vreemd.pk}"],
        "wim": [
            eigen_contract,
            f"{LINDE}/locatie/nieuw",
            "/aanbieders/nieuw",
            f"{LINDE}/onderaannemer/nieuw",
        ],
        "familie": ["/aanbieders", LINDE],
    }
    for wie, adressen in verboden.items():
        client = klant(wie)
        for adres in adressen:
            for antwoord in (client.get(adres), client.post(adres, {"keuze": "weg", "waarom": "x"})):
                assert antwoord.status_code in (403, 405), (wie, adres, antwoord.status_code)
    wim = klant("wim")
    assert wim.get(van_hoorn).status_code == 200
    gegevens: dict[str, Any] = {"segment": "V", "nummer": "X", "van": "1-1-2026"}
    antwoord = wim.post(f"{LINDE}/contract/nieuw", gegevens)
    assert antwoord.status_code == 403  # a regional contract
    assert not Contract.objects.filter(nummer="X").exists()
    # An address that mixes providers does not exist.
    hanna = klant("hanna")
    assert hanna.get(f"/aanbieders/99002310/contract/{contract.pk}").status_code == 404
    assert hanna.get(f"{LINDE}/gegevens/nieuw").status_code == 404
    assert hanna.get(f"{LINDE}/onzin/1").status_code == 404
