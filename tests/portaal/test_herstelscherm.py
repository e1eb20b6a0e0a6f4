"""A rejected JW301 stands on the work list; the back office sends it anew with one button and takes that back, with and
without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ijw.antwoord import maak_retour
from ijw.lezen import lees
from ijw.schrijven import schrijf
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.models import Bericht, VerzendPost
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.kern.bsn import bsn_sleutel
from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.toegang import als_systeem, met_toegang, toegang_van
from jeugdketen.toewijzing import wijzigservices
from jeugdketen.toewijzing.models import Toewijzing
from portaalsite import BREED, SMAL, Site

pytestmark = pytest.mark.browser

JESSE = "999900432"
CODES = {"/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]": ["9332"]}


def afgekeurd(nummer: str, einddatum: date) -> Any:
    """The last day of Jesse's allocation corrected, in a JW301 that its provider then rejected; key of the message."""
    sem = toegang_van(Gebruiker.objects.get(gebruikersnaam="sem"))
    with met_toegang(sem):
        rij = Toewijzing.objects.get(jeugdige__bsn_sleutel=bsn_sleutel(JESSE), van=date(2025, 7, 16))
        wijziging = wijzigservices.wijzig(
            sem, rij.pk, "corrigeren", einddatum=einddatum, reden="Typefout.", overleg="Gebeld op 20 januari."
        )
    with als_systeem({"0420"}):
        VerzendPost.objects.filter(pk=wijziging.bericht_id).update(niet_voor=timezone.now())
    verzend_wachtende()
    with als_systeem({"0420"}):
        heen = Bericht.objects.select_related("ruw").get(pk=wijziging.bericht_id)
        retour = maak_retour(
            lees(heen.ruw.inhoud).bericht, CODES, identificatie=nummer, dagtekening=date(2026, 1, 21)
        )
    verwerk(neem_aan(schrijf(retour), bestandsnaam="retour.xml", weg=t.MAP))
    return heen.pk


@pytest.mark.parametrize(("javascript", "scherm"), [(True, BREED), (False, SMAL)], ids=["met", "zonder"])
def test_the_back_office_sends_a_rejected_allocation_anew(
    site: Site,
    als: Callable[..., Page],
    axe: Any,
    javascript: bool,
    scherm: dict[str, int],
) -> None:
    nummer = afgekeurd(f"RET{javascript:d}", date(2026, 1, 14 + javascript))
    werk = als("sem", javascript=javascript, scherm=scherm)
    kaart = werk.get_by_role("region", name="Afgekeurd door de aanbieder")
    expect(kaart.get_by_role("row").filter(has_text="9332")).to_contain_text("Jesse van der Molenaar")
    kaart.get_by_role("link", name=re.compile("Herstel")).click()
    expect(werk).to_have_url(re.compile(f"/berichten/{nummer}"))
    page = als("roos", javascript=javascript, scherm=scherm)
    page.goto(f"{site.url}/termijnen?soort=herstel")
    expect(page.get_by_role("table")).to_contain_text("opnieuw versturen")
    page.goto(f"{site.url}/berichten/{nummer}")
    expect(page.get_by_role("heading", name="Dit bericht telt als niet verstuurd")).to_be_visible()
    waarom = page.get_by_role("listitem").filter(has_text="9332")
    expect(waarom).to_contain_text("Toewijzing heeft geen uniek nummer")
    if javascript:
        axe(page)
    page.get_by_role("button", name="Herstel en verstuur opnieuw").click()
    expect(page.get_by_text(re.compile("Dit is het nieuwe bericht: JW301"))).to_be_visible()
    if javascript:
        axe(page)
    page.get_by_role("button", name="Neem dit bericht terug").click()
    expect(page.get_by_text("Het nieuwe bericht is teruggenomen")).to_be_visible()
    expect(page).to_have_url(f"{site.url}/berichten/{nummer}")
    page.get_by_role("button", name="Herstel en verstuur opnieuw").click()
    expect(page.get_by_text(re.compile("Dit is het nieuwe bericht: JW301"))).to_be_visible()
    page.goto(f"{site.url}/berichten/{nummer}")
    expect(page.get_by_role("heading", name="Dit bericht is vervangen of ingetrokken")).to_be_visible()
    expect(page.get_by_role("button", name="Herstel en verstuur opnieuw")).to_have_count(0)
    if javascript:
        axe(page)
