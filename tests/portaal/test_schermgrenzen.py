"""Every page of the portal counts towards the limit of what it does, without anybody having to think of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory

from jeugdketen.portaal.middleware import GrenzenMiddleware, grens_van
from mensen import HOORN, gebruiker

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])


def test_a_page_whose_name_says_that_it_gives_a_file_counts_before_it_is_made() -> None:
    for naam in ("portaal:leeslogboek-csv", "portaal:bericht-download", "portaal:overdracht-bestand"):
        assert grens_van(RequestFactory().get("/"), naam) == "export", naam
    for naam in ("portaal:leeslogboek", "portaal:berichten", "portaal:bericht-xml"):
        assert grens_van(RequestFactory().get("/"), naam) == "", naam


def test_any_file_that_comes_back_counts_as_an_export(settings: Any) -> None:
    """Also from a page of which nobody thought."""
    settings.JEUGDKETEN_GRENZEN = ["export=1/3600"]

    def view(request: Any) -> HttpResponse:
        return HttpResponse("a;b", headers={"Content-Disposition": 'attachment; filename="x.csv"'})

    request = RequestFactory().get("/")
    request.session = {}
    request.resolver_match = SimpleNamespace(
        namespace="portaal", view_name="portaal:iets", url_name="iets", func=view
    )
    deur = GrenzenMiddleware(view)
    assert [deur(request).status_code for _ in range(2)] == [200, 429]


def test_a_search_and_a_file_count_for_their_own_limit() -> None:
    maak = RequestFactory()
    assert grens_van(maak.post("/", {"zoek": "Rood"}), "portaal:jeugdigen") == "zoeken"
    assert grens_van(maak.get("/?zoek=Rood"), "portaal:aanbieders") == "zoeken"
    assert grens_van(maak.post("/", {"zoek": " "}), "portaal:jeugdigen") == ""
    bestand = {"bestand": SimpleUploadedFile("b.xml", b"<a/>")}
    assert grens_van(maak.post("/", bestand), "portaal:bericht-inlezen") == "upload"
    bestand = {"bestand": SimpleUploadedFile("b.xml", b"<a/>")}
    assert grens_van(maak.post("/", bestand), "portaal:aanbieder-proefcontrole") == "proefcontrole"
    assert grens_van(maak.get("/"), "portaal:aanbieder-proefcontrole") == ""


@pytest.mark.django_db(transaction=True)
def test_who_searches_without_end_waits_and_a_colleague_does_not(settings: Any) -> None:
    settings.JEUGDKETEN_GRENZEN = ["zoeken=2/3600"]

    def log_in() -> Client:
        client = Client()
        gegeven = {
            "username": gebruiker("consulent", HOORN).gebruikersnaam,
            "password": "een-goed-wachtwoord",
        }
        client.post("/inloggen", gegeven)
        return client

    een, twee = log_in(), log_in()
    assert [een.post("/jeugdigen", {"zoek": "Rood"}).status_code for _ in range(3)] == [200, 200, 429]
    antwoord = een.post("/jeugdigen", {"zoek": "Rood"})
    assert int(antwoord["Retry-After"]) > 0
    assert "U zoekt heel vaak in korte tijd. Probeer het over" in antwoord.content.decode()
    assert een.get("/jeugdigen").status_code == 200
    assert twee.post("/jeugdigen", {"zoek": "Rood"}).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "adres", ["/aanbieders?zoek=%00", "/berichten?gemeente=%00", "/leeslogboek?van=1%00"]
)
def test_a_nul_in_an_address_or_a_form_is_refused_in_dutch(adres: str) -> None:
    """PostgreSQL keeps no NUL: such a value must not become an error of ours."""
    client = Client()
    client.force_login(gebruiker("consulent", HOORN))
    for antwoord in (client.get(adres), client.post("/jeugdigen", {"zoek": "Rood\0"})):
        assert antwoord.status_code == 400
        assert "Dit kan de site niet lezen" in antwoord.content.decode()
        assert "Er is niets vastgelegd" in antwoord.content.decode()


def test_a_form_with_too_many_fields_hears_it_in_dutch() -> None:
    antwoord = Client().post("/inloggen", {f"veld{i}": "x" for i in range(1500)})
    assert antwoord.status_code == 400
    assert "Het formulier is te groot" in antwoord.content.decode()


def test_a_nul_in_the_log_in_cookie_is_nobody(settings: Any) -> None:
    client = Client()
    for waarde in ('"abcdefghij\\000"', "x" * 5000, "' OR 1=1 --"):
        antwoord = client.get("/inloggen", headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={waarde}"})
        assert antwoord.status_code == 200
