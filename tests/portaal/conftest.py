"""A filled site for the browser tests: the synthetic region, served once per module by a live server.

The caseload is the one of the demo. It is committed once and emptied at the end of the module, so a test that decides
on a case must have that case to itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from portaalsite import BREED, Site


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The filled site of this module."""
    from django.db import connections
    from django.test import TransactionTestCase, override_settings
    from pytest_django.live_server_helper import LiveServer

    from jeugdketen.demo.casussen.gebruikers import DEMOWACHTWOORD
    from jeugdketen.demo.casussen.vulling import vul

    postbus = Path(tempfile.mkdtemp(prefix="jeugdketen-portaal-"))
    with (
        django_db_blocker.unblock(),
        override_settings(JEUGDKETEN_POSTBUS=postbus, JEUGDKETEN_INTREKTIJD=600),
    ):
        vul(lambda tekst: None)
        server = LiveServer("localhost:0")
        try:
            yield Site(server.url, postbus, DEMOWACHTWOORD)
        finally:
            server.stop()
            connections.close_all()
            TransactionTestCase("run")._fixture_teardown()  # as the owner: see tests/conftest.py


@pytest.fixture
def als(site: Site, new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Log somebody of the caseload in, in a browser of their own: ``als("nadia", javascript=False, scherm=SMAL)``."""

    def log_in(inlognaam: str, *, javascript: bool = True, scherm: dict[str, int] | None = None) -> Page:
        pagina = new_context(
            java_script_enabled=javascript, viewport=scherm or BREED, base_url=site.url, locale="nl-NL"
        ).new_page()
        pagina.goto("/inloggen")
        pagina.get_by_label("Gebruikersnaam").fill(inlognaam)
        pagina.get_by_label("Wachtwoord").fill(site.wachtwoord)
        pagina.get_by_role("button", name="Inloggen").click()
        expect(pagina).not_to_have_url(f"{site.url}/inloggen")
        return pagina

    return log_in
