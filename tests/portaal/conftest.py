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


@pytest.fixture(scope="module")
def aangemeld() -> dict[str, Any]:
    """The log-in cookies of this module, by log-in name: logging in is tested once, not before every page."""
    return {}


@pytest.fixture
def als(
    site: Site, new_context: Callable[..., BrowserContext], aangemeld: dict[str, Any]
) -> Callable[..., Page]:
    """Somebody of the caseload in a browser of their own, at the start page.

    ``als("nadia", javascript=False, scherm=SMAL)``.
    """

    def open_browser(
        inlognaam: str, *, javascript: bool = True, scherm: dict[str, int] | None = None
    ) -> Page:
        if inlognaam not in aangemeld:
            pagina = new_context(base_url=site.url).new_page()
            pagina.goto("/inloggen")
            pagina.get_by_label("Gebruikersnaam").fill(inlognaam)
            pagina.get_by_label("Wachtwoord").fill(site.wachtwoord)
            pagina.get_by_role("button", name="Inloggen").click()
            expect(pagina).not_to_have_url(f"{site.url}/inloggen")
            aangemeld[inlognaam] = pagina.context.storage_state()
            pagina.context.close()
        pagina = new_context(
            java_script_enabled=javascript,
            viewport=scherm or BREED,
            base_url=site.url,
            storage_state=aangemeld[inlognaam],
        ).new_page()
        pagina.goto("/")
        return pagina

    return open_browser
