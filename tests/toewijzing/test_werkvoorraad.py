"""The work list and the request page: right groups, right words, the same number of questions however long the list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from toewijzinghulp import besluit, lees_verzoek, maak_compleet, ontvang

import postregio
from jeugdketen.kern import rollen
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang, als_systeem, met_toegang
from jeugdketen.toewijzing import overnameservices, selectors, werkservices
from jeugdketen.toewijzing.models import Verzoek
from jeugdketen.toewijzing.weergave import VerzoekPagina, Werkvoorraad
from postregio import (
    DAAN,
    FENNA,
    HOORN,
    JESSE,
    KLINIEK,
    LINDE,
    LOTTE,
    MEDEMBLIK,
    OPMEER,
    STEDE_BROEC,
    ZOE,
    Vot,
    Vraag,
)


@pytest.fixture
def sem(regio: Path) -> Toegang:
    """A consulent of Medemblik and Hoorn."""
    return postregio.iemand(rollen.CONSULENT, MEDEMBLIK, HOORN, naam="Sem Blokker")


def lijst(toegang: Toegang, **velden: object) -> Werkvoorraad:
    """The work list of somebody."""
    with met_toegang(toegang):
        return selectors.werkvoorraad(toegang, **velden)  # type: ignore[arg-type]


def pagina(toegang: Toegang, nummer: str) -> VerzoekPagina:
    """The request page as somebody sees it."""
    with met_toegang(toegang):
        return selectors.verzoek_pagina(toegang, nummer)


def nummers(werk: Werkvoorraad) -> list[str]:
    """The request numbers on the page, in order."""
    return [regel.nummer for groep in werk.groepen for regel in groep.regels]


def _zet_termijn(nummer: str, dag: date) -> None:
    with als_systeem(postregio.GEMEENTEN):
        Verzoek.objects.filter(nummer=nummer).update(termijn=dag)


def vier_zaken() -> list[str]:
    """Four requests: Medemblik, Hoorn, Medemblik (of a child elsewhere), Opmeer."""
    gevraagd = [
        Vot("A1", bsn=JESSE),
        Vot(
            "A2",
            ontvanger=HOORN,
            bsn=ZOE,
            geboren="2014-03-03",
            voornamen="Zoë",
            voorvoegsel="",
            achternaam="Kuin",
        ),
        Vot("A3", bsn=LOTTE, geboren="2010-11-08", voornamen="Lotte", voorvoegsel="", achternaam="Ruiter"),
        Vot(
            "A4",
            ontvanger=OPMEER,
            bsn=FENNA,
            geboren="2013-01-30",
            voornamen="Fenna",
            voorvoegsel="",
            achternaam="Slagter",
        ),
    ]
    uit = []
    for nr, vot in enumerate(gevraagd):
        vot.producten = [Vraag(f"REF-{nr}")]
        uit += [v.nummer for v in ontvang(vot)]
    return uit


def test_the_most_urgent_comes_first_and_groups_follow_the_law(sem: Toegang) -> None:
    een, twee, drie, _ = vier_zaken()
    _zet_termijn(een, date(2026, 1, 21))
    _zet_termijn(twee, date(2026, 1, 20))
    werk = lijst(sem, tab="team")
    assert nummers(werk) == [twee, een, drie]
    assert [(g.sleutel, g.naam, g.aantal) for g in werk.groepen] == [
        ("te_laat", "Te laat", 1),
        ("vandaag", "Vandaag", 1),
        ("later", "Later", 1),
    ]
    assert (werk.te_laat, werk.vandaag, werk.totaal) == (1, 1, 3)
    regel = werk.groepen[0].regels[0]
    assert (regel.jeugdige_naam, regel.leeftijd, regel.gemeente_naam) == ("Zoë Kuin", 11, "Hoorn")
    assert (regel.wat, regel.omschrijving) == ("Verzoek om toewijzing", "B P4 intensief, vanaf 2 feb 2026")
    assert regel.aanbieder_naam == "Stichting De Linde"
    assert regel.termijn.tekst == "1 werkdag te laat"
    assert werk.groepen[2].regels[0].wat == "Andere gemeente?"
    assert "Koggenland" in werk.groepen[2].regels[0].omschrijving


def test_tabs_say_whose_work(sem: Toegang) -> None:
    een, twee, drie, _ = vier_zaken()
    werk = lijst(sem)
    assert werk.tab == "team"  # nothing of one's own yet
    assert (werk.tellers.mijn, werk.tellers.team, werk.tellers.niemand, werk.tellers.wacht) == (0, 3, 3, 0)
    with met_toegang(sem):
        werkservices.neem_op(sem, een)
    besluit(sem, twee, "in_onderzoek", vraag="Overleg met school.")
    werk = lijst(sem)
    assert (werk.tab, nummers(werk)) == ("mijn", [een])
    assert (werk.tellers.mijn, werk.tellers.team, werk.tellers.niemand, werk.tellers.wacht) == (1, 2, 1, 1)
    assert nummers(lijst(sem, tab="wacht")) == [twee]
    assert nummers(lijst(sem, tab="niemand")) == [drie]


@pytest.mark.parametrize(
    ("zoek", "treffers"),
    [
        ("Molenaar", [0]),
        ("jesse mol", [0]),
        ("9999 00 432", [0]),
        (ZOE, [1]),
        ("VT-2026-0003", [2]),
        ("vt-2026-0003", [2]),
        ("REF-1", [1]),
        ("linde", [0, 1, 2]),
        (LINDE, [0, 1, 2]),
        ("Slagter", []),
        ("%", []),
        ("niets-te-vinden", []),
    ],
)
def test_search(sem: Toegang, zoek: str, treffers: list[int]) -> None:
    alle = vier_zaken()
    assert sorted(nummers(lijst(sem, tab="team", zoek=zoek))) == [alle[i] for i in treffers]


def test_filters(sem: Toegang) -> None:
    een, twee, drie, _ = vier_zaken()
    assert nummers(lijst(sem, tab="team", gemeente=HOORN)) == [twee]
    assert nummers(lijst(sem, tab="team", soort="woonplaats")) == [drie]
    assert sorted(nummers(lijst(sem, tab="team", oordeel="onvolledig"))) == [een, twee, drie]
    assert lijst(sem, tab="team", gemeente=OPMEER).leeg
    assert {g.code for g in lijst(sem, tab="team").gemeenten} == {MEDEMBLIK, HOORN}


def test_pages(sem: Toegang) -> None:
    alle = vier_zaken()[:3]
    eerste = lijst(sem, tab="team", per_pagina=2)
    tweede = lijst(sem, tab="team", per_pagina=2, pagina=2)
    assert (eerste.paginas, tweede.pagina) == (2, 2)
    assert nummers(eerste) + nummers(tweede) == alle
    assert lijst(sem, tab="team", per_pagina=2, pagina=99).pagina == 2


def _vragen(toegang: Toegang, doe: object) -> list[str]:
    with (
        met_toegang(toegang),
        CaptureQueriesContext(
            connection,
        ) as gevangen,
    ):
        doe()  # type: ignore[operator]
    return [q["sql"] for q in gevangen.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def test_the_list_asks_a_fixed_number_of_questions(sem: Toegang) -> None:
    vier_zaken()
    weinig = _vragen(sem, lambda: selectors.werkvoorraad(sem, tab="team"))
    for nr, (agb, bsn, gemeente) in enumerate(
        ((LINDE, postregio.NOOR, MEDEMBLIK), (KLINIEK, postregio.NOOR, MEDEMBLIK), (KLINIEK, DAAN, HOORN))
    ):
        producten = [Vraag(f"M-{nr}-1"), Vraag(f"M-{nr}-2", code="45A02")]
        ontvang(Vot(f"M{nr}", afzender=agb, bsn=bsn, ontvanger=gemeente, producten=producten))
    veel = _vragen(sem, lambda: selectors.werkvoorraad(sem, tab="team"))
    assert len(veel) == len(weinig) == 7, "\n".join(veel)
    assert [_tabel(sql) for sql in veel] == [
        "kern_waarneming",  # whose list this person keeps
        "toewijzing_verzoek",  # what the tabs hold
        "toewijzing_verzoek",  # what the groups hold
        "toewijzing_verzoek",  # what is late or due today
        "toewijzing_verzoek",  # the rows, with the child
        "landschap_gemeente",
        "landschap_aanbieder",
    ]


def _tabel(sql: str) -> str:
    return sql.split(' FROM "', 1)[1].split('"', 1)[0]


def test_the_request_page_asks_a_fixed_number_of_questions(sem: Toegang) -> None:
    een, *_ = vier_zaken()

    def neem_over(*jaren: int) -> None:
        with als_systeem({MEDEMBLIK}):
            kind = Verzoek.objects.get(nummer=een).jeugdige
            for jaar in jaren:
                overnameservices.neem_toewijzing_over(
                    kind,
                    aanbieder_agb=KLINIEK,
                    categorie="54",
                    code="54C01",
                    van=date(jaar, 1, 1),
                    tot=date(jaar, 12, 31),
                )

    neem_over(2014)  # with an allocation there is one question more: for what was delivered on it
    voor = len(_vragen(sem, lambda: selectors.verzoek_pagina(sem, een)))
    neem_over(*range(2015, 2025))
    na = len(_vragen(sem, lambda: selectors.verzoek_pagina(sem, een)))
    assert na == voor <= 24


# --- the page -----------------------------------------------------------------------------------------------------


@pytest.mark.eis("S-114", "S-050")
def test_the_page_says_what_is_asked_known_and_missing(sem: Toegang) -> None:
    een, *_ = vier_zaken()
    p = pagina(sem, een)
    assert (p.jeugdige.naam, p.jeugdige.bsn, p.jeugdige.leeftijd) == (
        "Jesse van der Molenaar",
        "9999 00 432",
        14,
    )
    assert p.gevraagd.product_tekst == "B · P4 intensief"
    assert p.gevraagd.omvang_tekst == "6 uur per maand"
    assert p.gevraagd.voorbeeld
    assert p.gevraagd.verwijzer_tekst == "huisarts, 01999999"
    feiten = {f.label: f for f in p.aangevuld}
    assert feiten["Adres"].waarde == "Voorbeeldlaan 8, Medemblik"
    assert feiten["Gezag"].waarde == "moeder, vader"
    assert (feiten["Toestemming"].waarde, feiten["Toestemming"].uitkomst) == ("ontbreekt", "onvolledig")
    assert p.oordeel is not None
    assert p.oordeel.uitkomst == "onvolledig"
    assert [k.mag for k in p.keuzes] == [False, False, True, True]
    assert p.mag_besluiten
    assert p.plek == (1, 3)
    assert p.volgende == "VT-2026-0002"
    maak_compleet(sem, een)
    p = pagina(sem, een)
    assert p.oordeel is not None
    assert [k.mag for k in p.keuzes] == [True, True, True, True]
    assert {f.label: f.bron for f in p.aangevuld}["Toestemming"].startswith("u, ")
    assert p.uitgaand_tekst.startswith(
        "JW301 aan Stichting De Linde met B P4 intensief (45A12), 6 uur per maand"
    )


@pytest.mark.eis("S-051", "S-054")
def test_the_timeline_shows_what_collides_by_the_stored_verdict(sem: Toegang) -> None:
    een, *_ = vier_zaken()
    with als_systeem({MEDEMBLIK}):
        kind = Verzoek.objects.get(nummer=een).jeugdige
        for agb, code, tot in (
            (LINDE, "45A02", date(2026, 4, 30)),
            (postregio.GEZINSHUIS, "44V02", date(2026, 8, 31)),
        ):
            overnameservices.neem_toewijzing_over(
                kind, aanbieder_agb=agb, categorie=code[:2], code=code, van=date(2025, 11, 1), tot=tot
            )
    maak_compleet(sem, een)
    p = pagina(sem, een)
    gevraagd, *rest = p.tijdlijn
    assert gevraagd.soort == "gevraagd"
    assert {(b.segment, b.overlap) for b in rest} == {("B", "botst"), ("V", "mag")}
    botst = next(b for b in rest if b.overlap == "botst")
    assert (botst.samen_van, botst.samen_tot) == (date(2026, 2, 2), date(2026, 4, 30))
    assert "88 dagen" in botst.tekst
    assert p.tijdlijn_tekst.startswith("Botst: 2 feb 2026 t/m 30 apr 2026")
    assert p.voorstel_reden == "6"
    assert p.voorstel_motivering
    assert [k.mag for k in p.keuzes] == [False, False, True, True]


def test_a_secret_address_is_not_on_the_page(sem: Toegang) -> None:
    nadia = postregio.iemand(rollen.CONSULENT, STEDE_BROEC)
    (verzoek,) = ontvang(
        Vot(
            ontvanger=STEDE_BROEC,
            bsn=DAAN,
            geboren="2012-05-22",
            voornamen="Daan",
            voorvoegsel="",
            achternaam="Rood",
        )
    )
    p = pagina(nadia, verzoek.nummer)
    assert {f.label: f.waarde for f in p.aangevuld}["Adres"] == "geheim, niet getoond"
    assert "OP003" in p.melding


def test_a_decided_case_shows_who_and_what(sem: Toegang) -> None:
    een, *_ = vier_zaken()
    besluit(sem, een, "afwijzen", code="7", motivering="Past niet bij de vraag.")
    p = pagina(sem, een)
    assert not p.mag_besluiten
    assert p.besluit is not None
    assert (p.besluit.door, p.besluit.naam, p.besluit.reden) == (
        "Sem Blokker",
        "Afwijzen",
        "7 Zorginhoudelijke afkeur",
    )
    assert p.besluit.bericht_soort == "JW319"
    assert een not in nummers(lijst(sem, tab="team"))


@pytest.mark.django_db(transaction=True, databases=["default", "logboek"])
def test_opening_is_in_the_read_log_and_a_stranger_gets_nothing(regio: Path) -> None:
    een, *_ = vier_zaken()
    sem = postregio.iemand(rollen.CONSULENT, MEDEMBLIK, naam="Sem Blokker")
    vreemd = postregio.iemand(rollen.CONSULENT, OPMEER)
    p = pagina(sem, een)
    with met_toegang(vreemd), pytest.raises(selectors.VerzoekNietGevonden):
        selectors.verzoek_pagina(vreemd, een)
    fg = postregio.iemand(rollen.FG, MEDEMBLIK)
    with met_toegang(fg):
        rijen = list(Inzage.objects.filter(jeugdige_id=p.jeugdige.id).values_list("wie", "grond"))
    assert rijen == [("Sem Blokker", f"behandeling van {een}")]
    assert lees_verzoek(een).nummer == een
