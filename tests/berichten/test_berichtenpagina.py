"""The message list and the message page: what happened, who must act, the thread, the raw lines."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import postregio
from jeugdketen.berichten import selectors
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.aanname import neem_aan
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.berichten.verwerking import verwerk
from jeugdketen.berichten.weergave import Berichtenlijst
from jeugdketen.kern import klok, rollen
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang, met_toegang
from postregio import HOORN, LINDE, MEDEMBLIK, Vot, Vraag

pytestmark = pytest.mark.django_db


@pytest.fixture
def roos(db: None, settings: object, tmp_path: Path) -> Toegang:
    """The back office of Medemblik, with three messages in and two answers out."""
    settings.JEUGDKETEN_POSTBUS = tmp_path
    postregio.richt_regio_in()
    for vot in (
        Vot(),
        Vot(identificatie="TWEEDE", producten=[Vraag(volume=9)]),
        Vot(
            identificatie="HOORN1",
            ontvanger=HOORN,
            bsn=postregio.ZOE,
            geboren="2014-03-03",
            producten=[Vraag("H-1")],
        ),
    ):
        verwerk(neem_aan(vot.xml(), bestandsnaam=f"{vot.identificatie}.xml", weg=t.MAP))
    return postregio.iemand(rollen.BACKOFFICE, MEDEMBLIK, naam="Roos Bakkum")


def lijst(toegang: Toegang, **velden: object) -> Berichtenlijst:
    """The message list of somebody."""
    with met_toegang(toegang):
        return selectors.berichten_lijst(toegang, **velden)  # type: ignore[arg-type]


def test_the_list_shows_ones_own_messages_newest_first(roos: Toegang) -> None:
    alles = lijst(roos)
    assert (alles.nieuwer, alles.ouder) == ("", "")
    assert sorted((r.soort, r.toestand_naam) for r in alles.regels) == [
        ("JW315", "Afgekeurd"),
        ("JW315", "Goed"),
        ("JW316", "Klaar, niet verstuurd"),
        ("JW316", "Klaar, niet verstuurd"),
    ]
    assert [r.tijdstip for r in alles.regels] == sorted((r.tijdstip for r in alles.regels), reverse=True)
    afgekeurd = next(r for r in alles.regels if r.toestand == t.AFGEKEURD)
    assert afgekeurd.uitkomst == "geweigerd"
    assert (afgekeurd.afzender_naam, afgekeurd.ontvanger_naam) == ("Stichting De Linde", "gemeente Medemblik")
    assert "TR347" in afgekeurd.samenvatting
    assert "Stichting De Linde herstelt het bericht" in afgekeurd.samenvatting


@pytest.mark.parametrize(
    ("velden", "aantal"),
    [
        ({"zoek": "AZ26VOT00901"}, 1),
        ({"zoek": "AZ-26-00901"}, 4),
        ({"zoek": "9999 00 432"}, 4),
        ({"zoek": "linde"}, 4),
        ({"zoek": LINDE}, 4),
        ({"zoek": "HOORN1"}, 0),
        ({"zoek": "' OR 1=1"}, 0),
        ({"soort": "JW316"}, 2),
        ({"toestand": "afgekeurd"}, 1),
        ({"toestand": "bestaatniet"}, 0),
        ({"richting": "in"}, 2),
        ({"gemeente": HOORN}, 0),
    ],
)
def test_search_and_filters(roos: Toegang, velden: dict[str, str], aantal: int) -> None:
    assert len(lijst(roos, **velden).regels) == aantal


def test_a_fixed_number_of_questions(roos: Toegang) -> None:
    def vragen() -> list[str]:
        with met_toegang(roos), CaptureQueriesContext(connection) as gevangen:
            selectors.berichten_lijst(roos)
        gesteld = (q["sql"] for q in gevangen.captured_queries)
        return [sql.split(' FROM "', 1)[1].split('"', 1)[0] for sql in gesteld if " FROM " in sql]

    voor = vragen()
    for nr in range(6):
        vot = Vot(identificatie=f"MEER{nr}", bsn=postregio.NOOR, producten=[Vraag(f"MEER-{nr}")])
        verwerk(neem_aan(vot.xml(), bestandsnaam="x.xml", weg=t.MAP))
    assert vragen() == voor
    assert voor == ["berichten_bericht", "berichten_bericht", "landschap_aanbieder", "landschap_gemeente"]


@pytest.mark.parametrize("per_pagina", [1, 2, 3])
def test_every_message_is_on_one_page_forth_and_back(roos: Toegang, per_pagina: int) -> None:
    alle = [r.id for r in lijst(roos).regels]
    heen: list[object] = []
    blad = lijst(roos, per_pagina=per_pagina)
    assert not blad.nieuwer
    while True:
        heen += [r.id for r in blad.regels]
        if not blad.ouder:
            break
        blad = lijst(roos, per_pagina=per_pagina, voor=blad.ouder)
    assert heen == alle
    terug = [r.id for r in blad.regels]
    while blad.nieuwer:
        blad = lijst(roos, per_pagina=per_pagina, na=blad.nieuwer)
        terug = [r.id for r in blad.regels] + terug
    assert terug == alle


@pytest.mark.parametrize("rand", ["x", "2026-01-21_x", "2026-01-21T10:00:00_" + "0" * 32, "' OR 1=1", "\x00"])
def test_an_edge_that_is_none_shows_the_newest_page(roos: Toegang, rand: str) -> None:
    assert len(lijst(roos, voor=rand).regels) == len(lijst(roos, na=rand).regels) == 4


def test_dates_of_the_filter_are_inclusive(roos: Toegang) -> None:
    vandaag = klok.vandaag()
    for van, tot, aantal in (
        (vandaag, vandaag, 4),
        (None, vandaag - timedelta(days=1), 0),
        (vandaag, None, 4),
    ):
        assert len(lijst(roos, van=van, tot=tot).regels) == aantal


def test_a_rejected_message_says_what_where_and_who(roos: Toegang) -> None:
    (regel,) = lijst(roos, toestand="afgekeurd").regels
    with met_toegang(roos):
        p = selectors.bericht_pagina(roos, regel.id)
        ruw = selectors.ruwe_xml(roos, regel.id)
    (bevinding,) = [b for b in p.bevindingen if b.regel == "TR347"]
    assert bevinding.retourcode == "9347"
    assert bevinding.regelnummer is not None
    assert "ReferentieAanbieder" in ruw.regels[bevinding.regelnummer - 1].tekst
    assert p.bevindingen.index(bevinding) in ruw.regels[bevinding.regelnummer - 1].bevindingen
    assert p.wie_moet.startswith("Stichting De Linde")
    assert p.antwoord is not None
    assert "9347" in {r.code for r in p.antwoord.regels}
    assert [o.naar for o in p.overgangen] == ["Wordt gelezen", "Afgekeurd"]


def test_an_accepted_message_shows_its_content_thread_and_answer(roos: Toegang) -> None:
    verzend_wachtende()
    (regel,) = lijst(roos, toestand="aanvaard").regels
    with met_toegang(roos):
        p = selectors.bericht_pagina(roos, regel.id)
        naam, inhoud = selectors.ruwe_bytes(roos, regel.id)
    assert p.jeugdige_naam == "Jesse van der Molenaar"
    feiten = dict(p.inhoud)
    assert feiten["Jeugdige"] == "Jesse van der Molenaar, geboren 3 sep 2011, BSN 9999 00 432"
    assert feiten["Gevraagd: omvang"] == "6 uur per maand"
    assert feiten["Gevraagd: periode"] == "2 feb 2026 t/m 31 dec 2026"
    assert [(s.soort, s.moment, s.uitkomst) for s in p.draad] == [
        ("JW315", "huidig", "toegestaan"),
        ("JW316", "geweest", None),
        ("JW315", "geweest", "geweigerd"),  # the same reference again, rejected
        ("JW316", "geweest", None),
    ]
    assert p.verzoeken == ("VT-2026-0001",)
    assert p.antwoord is not None
    assert [(r.deel, r.betekenis) for r in p.antwoord.regels] == [("Bericht", "aangenomen")]
    assert (naam, inhoud) == ("AZ26VOT00901.xml", Vot().xml())


def test_what_is_no_xml_is_shown_without_harm(roos: Toegang) -> None:
    nummer = neem_aan(
        b"\x00\xff<script>\x1b[31m", bestandsnaam="x.bin", weg=t.MAP, postbus_gemeente=MEDEMBLIK
    )
    verwerk(nummer)
    with met_toegang(roos):
        p = selectors.bericht_pagina(roos, nummer)
        ruw = selectors.ruwe_xml(roos, nummer)
    assert (p.soort, p.toestand, p.inhoud) == ("", t.GEWEIGERD, ())
    assert p.bevindingen_tekst == "Dit bestand is geen bericht van de standaard"
    assert "\x1b" not in ruw.regels[0].tekst


def test_a_stranger_finds_nothing(roos: Toegang) -> None:
    (regel,) = lijst(roos, toestand="aanvaard").regels
    vreemd = postregio.iemand(rollen.BACKOFFICE, HOORN)
    for lees in (selectors.bericht_pagina, selectors.ruwe_xml, selectors.ruwe_bytes):
        with met_toegang(vreemd), pytest.raises(selectors.BerichtNietGevonden):
            lees(vreemd, regel.id)


@pytest.mark.django_db(transaction=True, databases=["default", "logboek"])
def test_opening_and_downloading_are_in_the_read_log(roos: Toegang) -> None:
    (regel,) = lijst(roos, toestand="aanvaard").regels
    with met_toegang(roos):
        selectors.bericht_pagina(roos, regel.id)
        selectors.ruwe_bytes(roos, regel.id)
    with met_toegang(postregio.iemand(rollen.FG, MEDEMBLIK)):
        assert list(Inzage.objects.order_by("pk").values_list("wie", "handeling", "grond")) == [
            ("Roos Bakkum", "lezen", "bericht JW315 AZ26VOT00901"),
            ("Roos Bakkum", "export", "bericht JW315 AZ26VOT00901"),
        ]
