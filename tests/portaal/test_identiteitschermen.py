"""The screens about who a child is and whose: the main path in a browser, and what must not be seen anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from playwright.sync_api import Page, expect

from jeugdketen.demo.casussen.gebruikers import ALLE_ZEVEN
from jeugdketen.kern.toegang import als_systeem
from portaalsite import Site

GEHEIM = "Geheimhof"
"""The street of the secret address of Daan, as the synthetic BRP has it."""


@pytest.fixture
def client_van(site: Site) -> Callable[[str], Client]:
    """Somebody of the caseload, without a browser."""

    def maak(naam: str) -> Client:
        client = Client()
        assert client.login(username=naam, password=site.wachtwoord)
        return client

    return maak


def _sleutels() -> dict[str, Any]:
    from jeugdketen.dossier.models import Brpmelding, Jeugdige, Overdracht

    with als_systeem(ALLE_ZEVEN):
        return {
            "eva": Jeugdige.objects.get(voornamen="Eva", bsn__isnull=False).pk,
            "dubbel": Jeugdige.objects.get(achternaam="Groodt").pk,
            "klein": Jeugdige.objects.get(ongeboren=True).pk,
            "daan": Jeugdige.objects.get(voornamen="Daan").pk,
            "lotte": Jeugdige.objects.get(voornamen="Lotte", gemeente_code="1598").pk,
            "melding": Brpmelding.objects.filter(afgehandeld_op__isnull=True).first().pk,
            "overdracht": Overdracht.objects.get(naar_gemeente="0388").pk,
            "brief": Overdracht.objects.get(naar_gemeente="0361").pk,
        }


def _adressen(sleutels: dict[str, Any]) -> Iterator[str]:
    """Every address of the room of children, and every screen of the request of the child with a secret address."""
    kind, paar = sleutels["daan"], (sleutels["daan"], sleutels["eva"])
    vast = {
        "jeugdige_id": kind,
        "een_id": paar[0],
        "ander_id": paar[1],
        "melding_id": sleutels["melding"],
        "overdracht_id": sleutels["overdracht"],
    }
    for patroon in get_resolver("jeugdketen.portaal.consulent.urls").url_patterns:
        route = str(patroon.pattern)
        if route.startswith("jeugdigen") and "samenvoeging" not in route:
            for naam, waarde in vast.items():
                route = route.replace(f"<uuid:{naam}>", str(waarde)).replace(f"<int:{naam}>", str(waarde))
            yield f"/{route}"


@pytest.mark.browser
def test_a_secret_address_is_on_no_screen(site: Site, client_van: Callable[[str], Client]) -> None:
    from jeugdketen.dossier.models import Adres
    from jeugdketen.toewijzing.models import Verzoek

    sleutels = _sleutels()
    with als_systeem(["0532"]):
        # Even where an old row holds it: an address that became secret without a move.
        oud = Adres.objects.create(
            jeugdige_id=sleutels["daan"],
            gemeente_code="0532",
            straatnaam=GEHEIM,
            huisnummer=3,
            plaatsnaam="Grootebroek",
            van=date(2015, 1, 1),
        )
        nummer = Verzoek.objects.filter(jeugdige=sleutels["daan"]).first().nummer
    nadia = client_van("nadia")
    adressen = [
        *_adressen(sleutels),
        f"/verzoeken/{nummer}",
        f"/verzoeken/{nummer}/kwitantie",
        "/werkvoorraad?tab=team",
    ]
    gezien = 0
    for adres in adressen:
        antwoord = nadia.get(adres)
        assert antwoord.status_code in (200, 302, 403, 404, 405), adres
        assert GEHEIM not in antwoord.content.decode(), adres
        gezien += antwoord.status_code == 200
    assert gezien >= 12
    gezocht = nadia.post("/jeugdigen", {"zoek": "Daan Rood"})
    assert "Daan Rood" in gezocht.content.decode()
    assert GEHEIM not in gezocht.content.decode()
    with als_systeem(["0532"]):
        Adres.objects.filter(pk=oud.pk).update(straatnaam="weg", tot=date(2015, 1, 2))


@pytest.mark.browser
def test_what_is_another_municipalitys_does_not_exist(
    site: Site, client_van: Callable[[str], Client]
) -> None:
    sleutels = _sleutels()
    ilse, roos = client_van("ilse"), client_van("roos")
    for adres in (
        f"/jeugdigen/{sleutels['eva']}/bsn",
        f"/jeugdigen/{sleutels['klein']}/geboorte",
        f"/jeugdigen/{sleutels['lotte']}/woonplaats",
        f"/jeugdigen/{sleutels['lotte']}/overdragen",
        f"/jeugdigen/dubbelen/{sleutels['eva']}/{sleutels['dubbel']}",
        f"/jeugdigen/brp/{sleutels['melding']}",
        f"/jeugdigen/overdrachten/{sleutels['overdracht']}",
        f"/jeugdigen/overdrachten/{sleutels['brief']}/brief",
        f"/jeugdigen/overdrachten/{sleutels['brief']}/bestand",
    ):
        for wie in (ilse, roos):
            assert wie.get(adres).status_code == 404, adres
    for leeg in ("/jeugdigen/brp", "/jeugdigen/dubbelen", "/jeugdigen/overdrachten"):
        assert "Groot" not in ilse.get(leeg).content.decode()
    for buiten in ("vera", "bas", "hanna", "els", "beheer", "familie"):
        assert client_van(buiten).get("/jeugdigen/overdrachten").status_code == 403


@pytest.mark.browser
def test_the_letter_and_the_file_are_in_the_read_log(site: Site, client_van: Callable[[str], Client]) -> None:
    from jeugdketen.kern.models import Inzage
    from jeugdketen.kern.toegang import met_toegang
    from mensen import toegang

    peter, sleutel = client_van("peter"), _sleutels()["brief"]
    brief = peter.get(f"/jeugdigen/overdrachten/{sleutel}/brief").content.decode()
    assert "Aan: gemeente Alkmaar" in brief
    bestand = peter.get(f"/jeugdigen/overdrachten/{sleutel}/bestand")
    assert bestand["Content-Disposition"].startswith("attachment")
    assert bestand.json()["naar_gemeente"] == "0361"
    with met_toegang(toegang("fg", "0405", gebruiker_id=99), using="logboek"):
        gedaan = set(
            Inzage.objects.using("logboek").filter(wie="Peter Oud").values_list("handeling", flat=True)
        )
    assert {"afdrukken", "export"} <= gedaan


@pytest.mark.browser
@pytest.mark.eis("S-125")
@pytest.mark.parametrize("javascript", [True, False], ids=["met", "zonder"])
def test_compare_merge_and_part_again(site: Site, als: Callable[..., Page], javascript: bool) -> None:
    pagina = als("nadia", javascript=javascript)
    pagina.goto("/jeugdigen/dubbelen")
    pagina.get_by_role("link", name="Vergelijk de dossiers van Eva Groot").click()
    pagina.get_by_role("button", name="Vastleggen").click()
    expect(pagina).to_have_title("Fout: Dossiers vergelijken - Jeugdketen")
    pagina.get_by_label("het linker dossier blijft").check()
    pagina.get_by_label("Waarom").fill("zelfde kind, aan de balie verkeerd gespeld")
    pagina.get_by_role("button", name="Vastleggen").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Eva Groot, 12 jaar")
    expect(pagina.get_by_text("zelfde kind, aan de balie verkeerd gespeld").last).to_be_visible()
    pagina.get_by_role("link", name="Ongedaan maken").click()
    pagina.get_by_label("Waarom").fill("het zijn toch twee kinderen")
    pagina.get_by_role("button", name="Ongedaan maken").click()
    expect(pagina.get_by_text("de twee dossiers staan weer los")).to_be_visible()


@pytest.mark.browser
@pytest.mark.eis("S-001")
def test_from_a_move_to_a_transfer_that_is_accepted(site: Site, als: Callable[..., Page]) -> None:
    nadia = als("nadia")
    nadia.goto("/jeugdigen/brp")
    nadia.get_by_role("link", name="Lotte Ruiter", exact=True).click()
    nadia.get_by_role("link", name="Woonplaats vaststellen").click()
    nadia.get_by_role("button", name="Vraag de regels").click()
    expect(nadia.get_by_text("Daarom telt het woonadres in de BRP")).to_be_visible()
    nadia.get_by_role("button", name="Stel vast").click()
    expect(nadia.get_by_text("Vastgesteld: Koggenland is verantwoordelijk.")).to_be_visible()
    nadia.get_by_role("link", name="Dossier overdragen").click()
    nadia.get_by_label("Verantwoordelijk met ingang van").fill("5-1-2026")
    nadia.get_by_label("Waarom draagt u over").fill("verhuisd op 5 januari")
    nadia.get_by_role("button", name="Bied het dossier aan").click()
    expect(nadia.get_by_text("af met reden 8 (woonplaatsbeginsel) en noem Koggenland")).to_be_visible()
    tineke = als("tineke", javascript=False)
    tineke.goto("/jeugdigen/overdrachten")
    tineke.get_by_role("link", name="Lotte Ruiter").click()
    tineke.get_by_role("button", name="Neem aan").click()
    expect(tineke.get_by_text("de overdracht is aanvaard")).to_be_visible()
    tineke.get_by_role("link", name="Naar uw dossier").click()
    expect(tineke.get_by_text("Koggenland · BSN 9999 00 456")).to_be_visible()


@pytest.mark.browser
def test_a_number_is_found_in_the_brp(site: Site, client_van: Callable[[str], Client]) -> None:
    from jeugdketen.dossier.models import Jeugdige

    dubbel = _sleutels()["dubbel"]
    nadia, adres = client_van("nadia"), f"/jeugdigen/{dubbel}/bsn"
    assert "Niemand gevonden" in nadia.post(adres, {"stap": "zoek"}).content.decode()
    with als_systeem(["0388"]):
        Jeugdige.objects.filter(pk=dubbel).update(achternaam="Groot")
    bladzijde = nadia.post(adres, {"stap": "zoek"}).content.decode()
    assert "Eva Groot" in bladzijde
    gevonden = {"bsn": "9999 00 493", "reden": "gevonden in de BRP op naam en geboortedatum"}
    assert "Vergelijk de twee dossiers" in nadia.post(adres, gevonden).content.decode()
    with als_systeem(["0388"]):
        Jeugdige.objects.filter(pk=dubbel).update(achternaam="Groodt")


@pytest.mark.browser
@pytest.mark.eis("S-125")
def test_an_expected_child_and_its_birth(site: Site, als: Callable[..., Page]) -> None:
    pagina = als("nadia", javascript=False)
    pagina.goto("/jeugdigen/nieuw")
    pagina.get_by_label("Gemeente").select_option("0532")
    pagina.get_by_label("Verwacht op").fill("25-1-2026")
    pagina.get_by_label("Achternaam van de moeder").fill("Visser")
    pagina.get_by_role("button", name="Dossier beginnen").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Kind Visser")
    pagina.get_by_role("link", name="Geboorte vastleggen").click()
    pagina.get_by_label("Voornamen").fill("Saar")
    pagina.get_by_label("Geboren op").fill("20-1-2026")
    pagina.get_by_role("button", name="Geboorte vastleggen").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Saar Visser, 0 jaar")
