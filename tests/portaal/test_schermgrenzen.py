"""Every page of the portal counts towards the limit of what it does, without anybody having to think of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from jeugdketen.portaal.middleware import grens_van
from mensen import HOORN, gebruiker

pytestmark = pytest.mark.django_db(databases=["default", "logboek"])


def _namen(resolver: Any, begin: str = "") -> Iterator[tuple[str, Any]]:
    for deel in resolver.url_patterns:
        if isinstance(deel, URLResolver):
            yield from _namen(deel, f"{begin}{deel.namespace}:" if deel.namespace else begin)
        elif isinstance(deel, URLPattern) and deel.name:
            yield f"{begin}{deel.name}", deel.callback


def test_what_gives_a_file_counts_as_an_export() -> None:
    """By its name, and by what its code says: a page that answers with an attachment has such a name."""
    import inspect

    gezien = 0
    for naam, view in _namen(get_resolver()):
        if not naam.startswith("portaal:"):
            continue
        kern = inspect.unwrap(view)
        if "attachment; filename" in (inspect.getsource(kern) if inspect.isfunction(kern) else ""):
            gezien += 1
            assert grens_van(RequestFactory().get("/"), naam) == "export", naam
    assert gezien >= 1
    assert grens_van(RequestFactory().get("/"), "portaal:leeslogboek-csv") == "export"
    assert grens_van(RequestFactory().get("/"), "portaal:leeslogboek") == ""


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
