"""No page offers what its reader may not open: every link that somebody sees leads somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from jeugdketen.demo.casussen.gebruikers import GEBRUIKERS
from portaalsite import Site

MEEST = 2
"""So many pages of one kind and with the same filters, for each person."""

_BSN = re.compile(r"(?<![\da-f-])9\d{8}(?![\da-f-])")


def links(inhoud: bytes, adres: str) -> Iterator[str]:
    """The addresses of this site on a page."""
    for href in html.fromstring(inhoud).xpath("//a/@href"):
        doel = urlsplit(urldefrag(urljoin(adres, href)).url)
        if not doel.scheme and not doel.netloc:
            yield doel.path + (f"?{doel.query}" if doel.query else "")


def soort(adres: str) -> str:
    """Which page it is, whatever it is about; empty for what the site does not have."""
    delen = urlsplit(adres)
    try:
        gevonden = resolve(delen.path)
    except Resolver404:
        return ""
    filters = sorted(deel.partition("=")[0] for deel in delen.query.split("&"))
    return f"{gevonden.view_name} {gevonden.kwargs.get('soort', '')} {filters}"


@pytest.mark.parametrize("wie", sorted({g.rol: g.inlognaam for g in GEBRUIKERS}.values()))
def test_elke_link_leidt_ergens_heen(site: Site, wie: str) -> None:
    client = Client()
    assert client.post("/inloggen", {"username": wie, "password": site.wachtwoord}).status_code == 302
    gezien: Counter[str] = Counter()
    wachtend, gehad = [("/", "")], set()
    while wachtend:
        adres, vanaf = wachtend.pop(0)
        naam = soort(adres)
        assert naam, f"{vanaf} links to {adres}, which is no page"
        assert not _BSN.search(adres), f"{vanaf} has a BSN in a link"
        if adres in gehad or gezien[naam] >= MEEST:
            continue
        gehad.add(adres)
        gezien[naam] += 1
        antwoord = client.get(adres)
        assert antwoord.status_code in (200, 302), f"{wie}: {vanaf} links to {adres}: {antwoord.status_code}"
        if antwoord.status_code == 302:
            wachtend.append((antwoord["Location"], adres))
        elif antwoord["Content-Type"].startswith("text/html"):
            wachtend.extend((link, adres) for link in links(antwoord.content, adres))
    assert len(gehad) > 3
