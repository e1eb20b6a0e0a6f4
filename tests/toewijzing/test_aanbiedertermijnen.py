"""The terms of a provider: its own turn, the municipality's, and the reminders that it got."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from aanbiederhulp import breng, enige_toewijzing, gevraagd, start, toegewezen, van_kliniek, van_linde
from django.test import Client
from toewijzinghulp import neem_over, stuur

import postregio
from ijw.berichten.basis import Product
from jeugdketen.berichten import bewaking
from jeugdketen.berichten.termijnen import AANBIEDER, GEMEENTE, meldingen_tot
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.kern import rollen
from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.toegang import Toegang, als_inrichting, als_systeem, met_toegang
from jeugdketen.kern.werkdagen import plus_werkdagen
from jeugdketen.toewijzing import aanbiedertermijnen as termijnen
from jeugdketen.toewijzing import wijzigselectors
from ketensuite import bouw
from postregio import HOORN, JESSE, LINDE, MEDEMBLIK

pytestmark = [pytest.mark.usefixtures("regio"), pytest.mark.django_db(databases=["default", "logboek"])]
KAMER = "/zorgaanbieder"


def van(wie: Toegang, kant: str) -> list[tuple[str, int]]:
    with met_toegang(wie):
        return [(r.soort, r.rest) for r in termijnen.termijnen(wie).van(kant)]


def bladzijde(wie: Toegang, pad: str, status: int = 200) -> str:
    client = Client()
    with als_inrichting():
        client.force_login(Gebruiker.objects.get(pk=wie.gebruiker_id))
    antwoord = client.get(pad, secure=True)
    assert antwoord.status_code == status, antwoord.content[:300]
    return str(antwoord.content.decode())


@pytest.mark.eis("S-115")
@pytest.mark.regel("OP271", "OP090")
def test_what_a_provider_must_do_and_what_it_waits_for(settings: Any) -> None:
    linde = van_linde()
    gevraagd()
    verzend_wachtende()
    assert van(linde, GEMEENTE) == [("verzoek", 5)], "the return message has come, the decision has not"
    assert van(van_kliniek(), GEMEENTE) == []


@pytest.mark.eis("S-115")
@pytest.mark.regel("OP271", "OP090")
def test_a_start_and_a_confirmation_become_late_and_leave_the_list(settings: Any) -> None:
    linde = van_linde()
    toegewezen()
    assert sorted(van(linde, AANBIEDER)) == [("bevestigen", 3), ("start", 5)]
    settings.JEUGDKETEN_VANDAAG = date(2026, 1, 31)  # a Saturday, three and five working days after the 21st
    assert sorted(van(linde, AANBIEDER)) == [("bevestigen", -4), ("start", -2)]
    with met_toegang(linde):
        assert termijnen.aantal_te_laat(linde) == 2
    breng(start(linde, date(2026, 1, 12)))
    assert [soort for soort, _ in van(linde, AANBIEDER)] == ["bevestigen"]
    with met_toegang(linde):
        assert termijnen.aantal_te_laat(linde) == 1


@pytest.mark.eis("S-115")
def test_a_decision_that_has_not_left_is_on_no_list() -> None:
    linde = van_linde()
    toegewezen(verzend=False)
    assert van(linde, AANBIEDER) == []
    assert "verzoek" in [soort for soort, _ in van(linde, GEMEENTE)]


@pytest.mark.eis("S-115")
def test_a_reminder_says_what_to_do_until_it_is_done(settings: Any) -> None:
    linde, kliniek = van_linde(), van_kliniek()
    toegewezen()
    settings.JEUGDKETEN_VANDAAG = date(2026, 1, 29)
    assert bewaking.maak_herinneringen(HOORN) >= 2
    for wie, verwacht in ((linde, [("retour-hun", True), ("start", True)]), (kliniek, [])):
        with met_toegang(wie):
            assert sorted((h.soort, h.open) for h in termijnen.herinneringen(wie)) == verwacht
    tekst = bladzijde(linde, f"{KAMER}/herinneringen")
    assert "2 herinneringen vragen nog iets van u." in tekst
    assert f"/maken/start/{enige_toewijzing(linde).id}" in tekst
    with met_toegang(linde):
        assert all(r.herinnerd == (date(2026, 1, 29),) for r in termijnen.termijnen(linde).van(AANBIEDER))
    breng(start(linde, date(2026, 1, 12)))
    with met_toegang(linde):
        assert sorted((h.soort, h.open) for h in termijnen.herinneringen(linde)) == [
            ("retour-hun", True),
            ("start", False),
        ]


@pytest.mark.eis("S-115")
def test_the_page_the_count_in_the_menu_and_the_file(settings: Any) -> None:
    linde = van_linde()
    assert "U bent bij." in bladzijde(linde, f"{KAMER}/termijnen")
    assert "app-balk__aantal" not in bladzijde(linde, f"{KAMER}/termijnen")
    toegewezen()
    settings.JEUGDKETEN_VANDAAG = date(2026, 2, 2)
    tekst = bladzijde(linde, f"{KAMER}/termijnen")
    assert '<b class="app-balk__aantal">2<span class="app-alleen-voorlezen"> te laat</span></b>' in tekst
    assert "Meld de start" in tekst
    assert "Liam" in tekst
    bladzijde(linde, f"{KAMER}/verzoeken/bestaat-niet", 404)
    bestand = bladzijde(linde, f"{KAMER}/termijnen.csv?wie=aanbieder")
    assert "JW302 op JW301" in bestand
    assert "Liam" not in bestand


@pytest.mark.eis("S-062")
def test_the_room_leads_to_its_own_subcontractors() -> None:
    client = Client()
    with als_inrichting():
        client.force_login(Gebruiker.objects.get(pk=van_linde().gebruiker_id))
    antwoord = client.get(f"{KAMER}/onderaannemers", follow=True, secure=True)
    assert antwoord.redirect_chain[-1][0].endswith("/onderaannemers")
    assert f'href="{KAMER}/onderaannemers"' in antwoord.content.decode()


@pytest.mark.regel("OP271", "OP272")
@pytest.mark.parametrize("dag", [date(2026, 1, 30), date(2026, 1, 31), date(2026, 4, 8), date(2026, 12, 28)])
def test_what_must_be_reported_by_a_day_happened_by(dag: date) -> None:
    grens = meldingen_tot(dag)
    assert plus_werkdagen(grens, 5) <= dag < plus_werkdagen(grens + timedelta(days=1), 5)


@pytest.mark.regel("OP271", "OP272")
def test_a_start_of_before_the_take_over_is_not_asked_for(settings: Any) -> None:
    """It may have been reported to the system of before; what begins after the take-over has its term on both sides."""
    linde = van_linde()
    eerder = neem_over()  # from September, taken over on 21 January
    later = neem_over("45A05", van="2026-02-02")

    def gevraagd_van(dag: date) -> tuple[set[str], set[str]]:
        with als_systeem({MEDEMBLIK}):
            bij_gemeente, _ = bewaking.verplichtingen({MEDEMBLIK}, dag)
        with met_toegang(linde):
            eigen = termijnen.termijnen(linde).van(AANBIEDER)
        return {v.sleutel.split(":")[1] for v in bij_gemeente}, {r.wat.split()[-1] for r in eigen}

    assert gevraagd_van(date(2026, 1, 21)) == (set(), set())
    settings.JEUGDKETEN_VANDAAG = date(2026, 3, 2)
    assert gevraagd_van(date(2026, 3, 2)) == ({later.nummer}, {later.nummer})
    with met_toegang(linde):
        assert termijnen.aantal_te_laat(linde) == 1
    consulent, fg = (postregio.iemand(rol, MEDEMBLIK) for rol in (rollen.CONSULENT, rollen.FG))
    lijst = [(MEDEMBLIK, eerder.nummer), (MEDEMBLIK, later.nummer), (HOORN, later.nummer)]
    for wie, ziet in ((consulent, {lijst[0]: eerder.pk, lijst[1]: later.pk}), (fg, {}), (linde, {})):
        with met_toegang(wie):
            assert wijzigselectors.bij_nummers(wie, lijst) == ziet
    client = Client()
    with als_inrichting():
        client.force_login(Gebruiker.objects.get(pk=consulent.gebruiker_id))
    for rij, zin in ((eerder, "Overgenomen, start onbekend"), (later, "heeft nog geen start gemeld")):
        assert zin in client.get(f"/toewijzingen/{rij.pk}", secure=True).content.decode()
    dossier = client.get(f"/jeugdigen/{eerder.jeugdige_id}", secure=True).content.decode()
    assert "<td>overgenomen, start onbekend</td>" in dossier
    assert dossier.count("geen start gemeld") == 1
    tekst = client.get("/termijnen?wie=aanbieder", secure=True).content.decode()
    assert f'href="/toewijzingen/{later.pk}">JW305 bij toewijzing {later.nummer}</a>' in tekst
    pagina = bladzijde(linde, f"{KAMER}/toewijzingen/{eerder.pk}")
    assert "overgenomen, start onbekend" in pagina
    assert "Meld de start</strong>" not in pagina
    assert "Start melden" in pagina, "it may be reported all the same"
    assert "Meld de start</strong>" in bladzijde(linde, f"{KAMER}/toewijzingen/{later.pk}")


@pytest.mark.regel("OP272")
def test_a_stop_of_before_the_take_over_is_due_from_the_take_over_on(settings: Any) -> None:
    linde = van_linde()
    rij = neem_over(tot="2026-01-09")
    melding = bouw.start(
        begin="2025-09-01", nummer=int(rij.nummer), product=Product("45", "45A02"), ingang="2025-09-01"
    )
    assert (
        stuur(bouw.jw305_(melding, bsn=JESSE, aanbieder=LINDE, gemeente=MEDEMBLIK, op="2026-01-21")).toestand
        == "aanvaard"
    )
    assert van(linde, AANBIEDER) == [("stop", 5)]
    with als_systeem({MEDEMBLIK}):
        (stop,) = bewaking.verplichtingen({MEDEMBLIK}, date(2026, 1, 28))[0][-1:]
    assert (stop.soort, stop.uiterlijk) == ("stop", date(2026, 1, 28))
