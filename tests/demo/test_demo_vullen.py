"""The synthetic region: complete, in the right state on 21 January 2026, and the same when filled again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings
from django.utils import timezone

from jeugdketen.demo.casussen import DEMOLOGINS, DEMOWACHTWOORD
from jeugdketen.demo.casussen.aanbieders import AANBIEDERS
from jeugdketen.demo.casussen.gebruikers import ALLE_ZEVEN, GEBRUIKERS
from jeugdketen.demo.casussen.verzoeken import LOPEND, VERZOEKEN
from jeugdketen.kern import rollen
from jeugdketen.kern.bsn import is_bsn
from jeugdketen.kern.models import Gebruiker
from jeugdketen.kern.toegang import als_systeem, met_toegang, toegang_van

DB = pytest.mark.django_db(databases=["default", "logboek"])


def vul() -> str:
    """Fill the demo; what it printed."""
    uit = StringIO()
    call_command("demo_vullen", stdout=uit)
    return uit.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, leeg_database: Callable[[], None]) -> Iterator[str]:
    """A demo that is filled once for all tests here; each of them rolls back what it does itself."""
    with django_db_blocker.unblock(), override_settings(JEUGDKETEN_DEMO=True):
        yield vul()
        connections.close_all()
        leeg_database()


def stand() -> dict[str, tuple[str, str, str]]:
    """Per child: state, verdict and last day to answer of its request."""
    from jeugdketen.toewijzing.models import Verzoek

    with als_systeem(ALLE_ZEVEN):
        return {
            v.jeugdige.voornamen or v.jeugdige.achternaam: (v.toestand, v.oordeel, v.termijn.isoformat())
            for v in Verzoek.objects.select_related("jeugdige").order_by("nummer")
        }


@DB
def test_the_whole_region_stands_and_filling_again_changes_nothing(demo: str) -> None:
    from jeugdketen.berichten.models import Bericht
    from jeugdketen.landschap.models import Aanbieder
    from jeugdketen.toewijzing.models import Toewijzing, Verzoek

    def tel() -> tuple[int, ...]:
        with als_systeem(ALLE_ZEVEN):
            soorten = (Aanbieder, Gebruiker, Toewijzing, Verzoek, Bericht)
            return tuple(soort.objects.count() for soort in soorten)

    eerst = tel()
    assert eerst[0] == len(AANBIEDERS)
    assert eerst[1] >= len(GEBRUIKERS)
    assert eerst[3] == len(VERZOEKEN) + 1  # and one request to change
    voor = stand()
    assert "0 nieuw" in vul()
    assert tel() == eerst
    assert stand() == voor
    assert "23 van 23" in demo


@DB
def test_a_filling_that_was_broken_off_is_finished_and_work_of_people_is_left_alone(demo: str) -> None:
    from jeugdketen.toewijzing.models import Verzoek

    with als_systeem(ALLE_ZEVEN):
        bram = Verzoek.objects.get(jeugdige__voornamen="Bram")
        sanne = Verzoek.objects.get(jeugdige__voornamen="Sanne")
        Verzoek.objects.filter(pk=bram.pk).update(behandelaar=None, behandelaar_naam="")
        Verzoek.objects.filter(pk=sanne.pk).update(behandelaar_naam="Iemand anders")
    with override_settings(JEUGDKETEN_DEMO=True):
        vul()
    with als_systeem(ALLE_ZEVEN):
        bram.refresh_from_db()
        sanne.refresh_from_db()
    assert bram.behandelaar_naam == "Nadia Kuiper"
    assert sanne.behandelaar_naam == "Iemand anders"


@DB
def test_every_outcome_and_every_deadline_is_there(demo: str) -> None:
    uitkomsten = stand()
    assert {oordeel for _, oordeel, _ in uitkomsten.values()} == {
        *("toegestaan", "signaal", "onvolledig", "opgeschort", "geweigerd"),
    }
    assert uitkomsten["Finn"] == ("open", "onvolledig", "2026-01-20")
    assert uitkomsten["Noor"] == ("open", "toegestaan", "2026-01-21")
    assert uitkomsten["Daan"] == ("open", "geweigerd", "2026-01-21")
    assert uitkomsten["Yusuf"] == ("in_onderzoek", "opgeschort", "2026-01-21")
    assert uitkomsten["Sanne"] == ("open", "toegestaan", "2026-01-22")
    assert uitkomsten["Milan"] == ("open", "signaal", "2026-01-23")
    assert uitkomsten["Lotte"] == ("open", "onvolledig", "2026-01-30")
    assert uitkomsten["Bram"] == ("open", "toegestaan", "2026-01-26")
    assert uitkomsten["Zoë"][:2] == ("toegewezen", "toegestaan")
    assert uitkomsten["Tess"][1] == "geweigerd"
    assert uitkomsten["Sem"][1] == "onvolledig"
    assert uitkomsten["Pim"][:2] == ("toegewezen", "toegestaan")
    assert uitkomsten["Isa"] == ("open", "toegestaan", "2026-01-26")


@DB
def test_what_came_in_was_answered_and_what_was_decided_waits_to_be_sent(demo: str) -> None:
    from collections import Counter

    from jeugdketen.berichten.models import Bericht

    with als_systeem(ALLE_ZEVEN):
        soorten = Counter(Bericht.objects.values_list("soort", "toestand"))
    assert soorten[("JW315", "aanvaard")] == len(VERZOEKEN)

    def weg_of_klaar(soort: str) -> int:
        return soorten[(soort, "klaar")] + soorten[(soort, "verzonden")]

    assert weg_of_klaar("JW316") == len(VERZOEKEN)
    assert weg_of_klaar("JW301") == 1
    assert soorten[("JW301", "afgewezen")] == 1
    assert weg_of_klaar("JW319") == 1


@DB
@pytest.mark.regel("OP286")
def test_the_consulent_finds_the_message_that_was_rejected(demo: str) -> None:
    from jeugdketen.toewijzing.herstelselectors import stand, te_herstellen

    wie = toegang_van(Gebruiker.objects.get(gebruikersnaam="nadia"))
    with met_toegang(wie):
        (regel,) = te_herstellen(wie)
        stap = stand(wie, regel.bericht_id)
    assert (regel.jeugdige_naam, regel.aanbieder_naam) == ("Pim Schuit", "De Wende Jeugdhulp")
    assert [code for code, _ in regel.codes] == ["9379"]
    assert stap is not None
    assert stap.mag


@DB
def test_the_public_sample_message_runs_on_it(demo: str) -> None:
    """A JW315 with our own invented content for the child and provider of the national sample."""
    from datetime import date

    from ijw.schrijven import schrijf
    from jeugdketen.berichten.services import neem_aan
    from jeugdketen.berichten.verwerking import verwerk
    from jeugdketen.demo.casussen.verzoeken import Demoverzoek
    from jeugdketen.demo.casussen.vulling import maak_bericht
    from jeugdketen.dossier.selectors import huidig_adres
    from jeugdketen.toewijzing.models import Verzoek

    vraag = Demoverzoek(
        "JESSE",
        date(2026, 1, 19),
        "999900432",
        ("Jesse", "van der", "Molenaar"),
        date(2011, 9, 3),
        "1",
        "0420",
        "99001234",
        "B/P4/intensief",
        date(2026, 2, 2),
        date(2026, 12, 31),
        omvang=(6, "04", "4"),
    )
    with als_systeem(["0420"]):
        inhoud = schrijf(maak_bericht(vraag, 900))
    assert verwerk(neem_aan(inhoud, bestandsnaam="JW315.xml", weg="map")) == "aanvaard"
    with als_systeem(["0420"]):
        verzoek = Verzoek.objects.get(referentie_aanbieder="DEMO-26-00900")
        assert (verzoek.product, verzoek.product_status) == ("B/P4/intensief", "voorbeeld")
        adres = huidig_adres(verzoek.jeugdige)
        assert adres is not None
        assert adres.regel == "Voorbeeldlaan 8, Medemblik"


@DB
def test_everybody_can_log_in_and_has_the_role_that_is_shown(demo: str) -> None:
    assert {g.rol for g in GEBRUIKERS} == set(rollen.ROLLEN)
    for gegeven in GEBRUIKERS:
        gebruiker = authenticate(None, username=gegeven.inlognaam, password=DEMOWACHTWOORD)
        assert gebruiker is not None
        assert toegang_van(gebruiker).rollen == {gegeven.rol}  # type: ignore[arg-type]


@DB
def test_a_consulent_sees_only_the_own_municipalities(demo: str) -> None:
    from jeugdketen.toewijzing.models import Verzoek

    nadia = toegang_van(Gebruiker.objects.get(gebruikersnaam="nadia"))
    with met_toegang(nadia):
        assert set(Verzoek.objects.values_list("gemeente_code", flat=True)) == {"0388", "0498", "0532"}


def test_outside_a_demo_nothing_is_filled(settings: Any) -> None:
    settings.JEUGDKETEN_DEMO = False
    with pytest.raises(CommandError, match="geen demo"):
        call_command("demo_vullen")


def test_numbers_and_names_are_for_tests_only() -> None:
    for bsn in {v.bsn for v in VERZOEKEN} | {lopend.bsn for lopend in LOPEND}:
        assert bsn.startswith("9999")
        assert is_bsn(bsn)
    agbs = [a.agb for a in AANBIEDERS]
    assert len(set(agbs)) == len(agbs)
    assert all(agb.startswith("9900") for agb in agbs)
    assert len({v.sleutel for v in VERZOEKEN}) == len(VERZOEKEN)
    assert len(DEMOLOGINS) == len(GEBRUIKERS)


@DB
def test_every_page_of_the_provider_has_content(demo: str, tmp_path: Path) -> None:
    from jeugdketen.berichten import aanbiederpost
    from jeugdketen.berichten.models import Bericht, VerzendPost
    from jeugdketen.berichten.uitgang import verzend_wachtende
    from jeugdketen.toewijzing import aanbiederselectors as selectors

    with override_settings(JEUGDKETEN_POSTBUS=tmp_path):
        with als_systeem(ALLE_ZEVEN):
            VerzendPost.objects.filter(verzonden_op=None).update(niet_voor=timezone.now())
        verzend_wachtende()
    linde, wende = (toegang_van(Gebruiker.objects.get(gebruikersnaam=n)) for n in ("bas", "wiebe"))
    with met_toegang(linde):
        eigen = Bericht.objects.filter(soort__in=("JW305", "JW307", "JW323")).order_by("identificatie")
        assert {b.identificatie: b.toestand for b in eigen} == {
            "AZ26DECL0001": "aanvaard",
            "DEMO26STA01": "aanvaard",
            "DEMO26STA02": "aanvaard",
            "DEMO26STA03": "aanvaard",
            "DEMO26STA04": "aanvaard",
            "DEMO26STA05": "afgekeurd",
            "DEMO26STO01": "aanvaard",
        }, [(b.identificatie, b.reden) for b in eigen]
        lijst = selectors.toewijzingen(linde, tab="lopend")
        assert (lijst.aantallen["start"], lijst.aantallen["stop"]) == (1, 1)
        assert {b.identificatie for b in aanbiederpost.afgekeurd(linde)} == {"DEMO26STA05", "AZ26DECL0001"}
        assert selectors.verzoeken(linde).aantallen["open"] == 4
    with met_toegang(wende):
        assert selectors.verzoeken(wende).aantallen["beantwoord"] == 1
        assert aanbiederpost.te_bevestigen(wende).exists()
