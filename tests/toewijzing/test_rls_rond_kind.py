"""What family, institution, referrer and break-glass access see of a request, at the database, with no filter left."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from aanbiederhulp import vot_van_liam
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from toewijzinghulp import besluit, lees_bericht, maak_compleet, ontvang, stuur

import postregio
from ijw.antwoord import maak_retour
from ijw.lezen import lees
from jeugdketen.berichten import toestand as t
from jeugdketen.berichten.models import VerzendPost
from jeugdketen.berichten.uitgang import verzend_wachtende
from jeugdketen.dossier.services import leg_betrokkenheid_vast
from jeugdketen.kern import noodtoegang, rollen
from jeugdketen.kern.toegang import Toegang, als_systeem, met_toegang
from jeugdketen.kern.toezicht import leg_gezinsband_vast
from jeugdketen.toewijzing import herstel, kindselectors, services
from jeugdketen.toewijzing.jeugdigeselectors import jeugdige_overzicht
from jeugdketen.toewijzing.models import Besluit, EigenVerzoek, Kindbesluit, Kindverzoek, Verzoek
from postregio import HOORN, OPMEER

pytestmark = [pytest.mark.usefixtures("regio"), pytest.mark.django_db(databases=["default", "logboek"])]

GI, PRAKTIJK = "99002001", "01004321"
INTERN = (
    *("oordeel", "nu_te_doen", "laatste_toets_id", "behandelaar_id", "behandelaar_naam", "termijn"),
    *("woongemeente", "brp_bekend", "adres_geheim", "commentaar", "verwijzer_naam", "toestand"),
)
VAN_DE_GEMEENTE = (
    "toewijzing_toewijzing",
    "toewijzing_verzoek",
    "toewijzing_toets",
    "toewijzing_besluit",
    "toewijzing_aanvulling",
)


def _verzoek() -> Verzoek:
    return ontvang(
        vot_van_liam(producten=[postregio.Vraag("L-1", van="2026-01-05", verwijzer_code=PRAKTIJK)])
    )[0]


def _wie(soort: str, verzoek: Verzoek) -> Toegang:
    """Somebody who knows the child on one ground alone."""
    with als_systeem([HOORN]):
        kind = verzoek.jeugdige
    if soort == rollen.GEZIN:
        ik = postregio.iemand(rollen.GEZIN)
        with als_systeem([HOORN]):
            leg_gezinsband_vast(ik.gebruiker_id or 0, kind.pk, HOORN, van=date(2026, 1, 1))
        return ik
    if soort == rollen.GI_MEDEWERKER:
        with als_systeem([HOORN]):
            leg_betrokkenheid_vast(kind, GI, "gi", van=date(2026, 1, 1))
        return postregio.iemand(rollen.GI_MEDEWERKER, aanbieder=GI)
    if soort == rollen.VERWIJZER:
        return postregio.iemand(rollen.VERWIJZER, aanbieder=PRAKTIJK)
    ik = postregio.iemand(rollen.CONSULENT, OPMEER)
    with met_toegang(ik):
        noodtoegang.open_noodtoegang(
            ik, kind.pk, HOORN, reden="Het kind staat hier aan de balie en is in gevaar."
        )
        return noodtoegang.aangevuld(ik)


def _rijen(wie: Toegang, opdracht: str) -> tuple[set[str], list[tuple[object, ...]]]:
    with met_toegang(wie), connection.cursor() as cursor:
        cursor.execute(opdracht)
        return {kolom.name for kolom in cursor.description}, cursor.fetchall()


@pytest.mark.eis("S-114")
@pytest.mark.parametrize("soort", [rollen.GEZIN, rollen.GI_MEDEWERKER, rollen.VERWIJZER, "noodtoegang"])
def test_what_the_municipality_thinks_cannot_be_read_by_who_knows_the_child(soort: str) -> None:
    verzoek = _verzoek()
    peter = postregio.iemand(rollen.CONSULENT, HOORN)
    maak_compleet(peter, verzoek.nummer)
    besluit(peter, verzoek.nummer, "met_afwijking", reden="Intern overleg met het team.")
    verzend_wachtende()
    ik = _wie(soort, verzoek)
    for tabel in VAN_DE_GEMEENTE:
        assert _rijen(ik, f'SELECT * FROM "{tabel}"')[1] == [], tabel
        with als_systeem([HOORN]), connection.cursor() as cursor:  # there was something to see
            cursor.execute(f'SELECT count(*) FROM "{tabel}"')
            assert cursor.fetchone()[0], tabel
    for kolom in INTERN:
        assert _rijen(ik, f"SELECT {kolom} FROM toewijzing_verzoek")[1] == []
    kolommen, rijen = _rijen(ik, "SELECT * FROM toewijzing_kindverzoek")
    assert len(rijen) == 1
    assert not kolommen & (set(INTERN) - {"toestand"})
    kolommen, rijen = _rijen(ik, "SELECT * FROM toewijzing_kindbesluit")
    assert len(rijen) == (soort in (rollen.GEZIN, rollen.GI_MEDEWERKER))
    assert not kolommen & {"feiten", "kwitantie", "antwoord", "toets_id"}
    for model in (Kindverzoek, Kindbesluit):
        with met_toegang(ik), pytest.raises(DatabaseError), transaction.atomic():
            model._default_manager.update(
                van=None
            ) if model is Kindverzoek else model._default_manager.update(code="7")


def test_others_see_nothing_through_the_views() -> None:
    verzoek = _verzoek()
    peter = postregio.iemand(rollen.CONSULENT, HOORN)
    maak_compleet(peter, verzoek.nummer)
    besluit(peter, verzoek.nummer, "met_afwijking", reden="Voor de proef.")
    verzend_wachtende()
    anderen = [
        postregio.iemand(rollen.CONSULENT, OPMEER),
        postregio.iemand(rollen.GEZIN),
        postregio.iemand(rollen.GI_MEDEWERKER, aanbieder="99002002"),
        postregio.iemand(rollen.VERWIJZER, aanbieder="01005432"),
        postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=postregio.LINDE),
    ]
    for ik in anderen:
        for tabel in ("toewijzing_kindverzoek", "toewijzing_kindbesluit"):
            assert _rijen(ik, f'SELECT * FROM "{tabel}"')[1] == [], (ik.rollen, tabel)
    with connection.cursor() as cursor:  # nobody asks: nothing is there
        cursor.execute("SELECT count(*) FROM toewijzing_kindverzoek")
        assert cursor.fetchone() == (0,)


def test_institution_and_family_read_why_and_only_the_institution_the_internal_reason() -> None:
    verzoek = _verzoek()
    peter = postregio.iemand(rollen.CONSULENT, HOORN)
    maak_compleet(peter, verzoek.nummer)
    karim, gezin = _wie(rollen.GI_MEDEWERKER, verzoek), _wie(rollen.GEZIN, verzoek)
    for ik in (karim, gezin):
        with met_toegang(ik):
            (zaak,) = kindselectors.zaken_van(verzoek.jeugdige_id)
        assert (zaak.oordeel, zaak.besluiten) == (None, ()), (
            "nobody decided: the verdict is the municipality's own"
        )
    besluit(peter, verzoek.nummer, "met_afwijking", reden="Overlegd met het team.")
    verzend_wachtende()
    redenen = []
    for ik in (karim, gezin):
        with met_toegang(ik):
            (zaak,) = kindselectors.zaken_van(verzoek.jeugdige_id)
        assert zaak.oordeel is not None
        assert all(b.uitleg and not b.feiten for b in (*zaak.oordeel.aandacht, *zaak.oordeel.gehaald))
        redenen.append(zaak.besluiten[0].reden)
    assert redenen == ["Overlegd met het team.", ""]


def test_they_see_an_allocation_once_its_message_has_left() -> None:
    verzoek = _verzoek()
    peter = postregio.iemand(rollen.CONSULENT, HOORN)
    maak_compleet(peter, verzoek.nummer)
    wie = [_wie(soort, verzoek) for soort in (rollen.GEZIN, rollen.GI_MEDEWERKER, "noodtoegang")]
    besluit(peter, verzoek.nummer, "met_afwijking", reden="Voor de proef.")
    for ik in wie:
        with met_toegang(ik):
            assert kindselectors.hulp_van(verzoek.jeugdige_id) == []
    verzend_wachtende()
    for ik in wie:
        with met_toegang(ik):
            assert len(kindselectors.hulp_van(verzoek.jeugdige_id)) == 1
            assert len(jeugdige_overzicht(verzoek.jeugdige_id).toewijzingen) == 1


def _gezien(ik: Toegang) -> tuple[list[object], list[object]]:
    """State of the request and kinds of decision in the views, with no filter."""
    standen = _rijen(ik, "SELECT toestand FROM toewijzing_kindverzoek")[1]
    besluiten = _rijen(ik, "SELECT soort FROM toewijzing_kindbesluit ORDER BY volgnummer")[1]
    return [rij[0] for rij in standen], [rij[0] for rij in besluiten]


def _keur_af(bericht_id: object) -> None:
    codes = {"/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]": ["9332"]}
    heen = lees(lees_bericht(bericht_id).ruw.inhoud).bericht
    retour = stuur(maak_retour(heen, codes, identificatie="RET1", dagtekening=date(2026, 1, 21)))
    assert retour.toestand == t.AANVAARD, retour.reden


BUITENSTAANDERS = [rollen.GEZIN, rollen.GI_MEDEWERKER, rollen.VERWIJZER, "noodtoegang"]


@pytest.mark.parametrize("soort", BUITENSTAANDERS)
def test_a_decision_is_seen_once_it_cannot_be_taken_back(settings: Any, soort: str) -> None:
    settings.JEUGDKETEN_INTREKTIJD = 600
    verzoek = _verzoek()
    peter = postregio.iemand(rollen.CONSULENT, HOORN)
    ik, leest = _wie(soort, verzoek), soort in (rollen.GEZIN, rollen.GI_MEDEWERKER)
    maak_compleet(peter, verzoek.nummer)
    besluit(peter, verzoek.nummer, "in_onderzoek", vraag="Wat zegt de school?")
    assert _gezien(ik) == (["open"], [])
    assert _gezien(peter) == (["in_onderzoek"], ["in_onderzoek"]), "the municipality knows at once"
    with met_toegang(peter):
        services.trek_in(peter, verzoek.nummer)
    assert _gezien(ik) == (["open"], []), "as if nothing had happened"

    settings.JEUGDKETEN_INTREKTIJD = 0
    besluit(peter, verzoek.nummer, "in_onderzoek", vraag="Wat zegt de school?")
    verzend_wachtende()
    assert _gezien(ik) == (["in_onderzoek"], ["in_onderzoek"] * leest)

    settings.JEUGDKETEN_INTREKTIJD = 600
    besluit(peter, verzoek.nummer, "afwijzen", code="6", motivering="Er is al hulp.")
    assert _gezien(ik) == (["in_onderzoek"], ["in_onderzoek"] * leest), (
        "a message of before tells nothing of it"
    )
    with met_toegang(ik):
        assert [zaak.stand for zaak in kindselectors.zaken_van(verzoek.jeugdige_id)] == ["in onderzoek"]
    with als_systeem([HOORN]):
        VerzendPost.objects.update(niet_voor=timezone.now())
    verzend_wachtende()
    assert _gezien(ik) == (["afgewezen"], ["in_onderzoek", "afwijzen"] * leest)


@pytest.mark.parametrize("opnieuw", [True, False], ids=["sent anew", "along with another decision"])
def test_a_decision_whose_message_was_rejected_is_seen_once_another_tells_it(opnieuw: bool) -> None:
    vraag = postregio.Vraag("L-1", van="2026-01-05", tot="2026-05-31", verwijzer_code=PRAKTIJK)
    (een,) = ontvang(vot_van_liam(producten=[vraag]))
    peter = postregio.iemand(rollen.CONSULENT, HOORN)
    anderen = [_wie(soort, een) for soort in BUITENSTAANDERS]
    maak_compleet(peter, een.nummer)
    bericht = besluit(peter, een.nummer, "met_afwijking", reden="Voor de proef.").bericht_id
    verzend_wachtende()
    vraag = postregio.Vraag("L-2", van="2026-06-01", code="45A02", verwijzer_code=PRAKTIJK)
    (ander,) = ontvang(vot_van_liam(identificatie="AZ26VOT00902", producten=[vraag]))
    maak_compleet(peter, ander.nummer)

    def standen() -> list[str]:
        (gezien,) = {
            tuple(
                rij[0] for rij in _rijen(ik, "SELECT toestand FROM toewijzing_kindverzoek ORDER BY nummer")[1]
            )
            for ik in anderen
        }  # they all see the same
        return [str(stand) for stand in gezien]

    def beantwoord() -> list[bool]:
        bas = postregio.iemand(rollen.AANBIEDER_MEDEWERKER, aanbieder=postregio.LINDE)
        with met_toegang(bas):
            return list(EigenVerzoek.objects.order_by("nummer").values_list("beantwoord", flat=True))

    assert (standen(), beantwoord()) == (["toegewezen", "open"], [True, False])
    _keur_af(bericht)
    assert (standen(), beantwoord()) == (["open", "open"], [False, False]), "it counts as not sent (OP286)"
    if opnieuw:
        with met_toegang(peter):
            herstel.verstuur_opnieuw(peter, bericht)
    else:
        besluit(peter, ander.nummer, "met_afwijking", reden="Voor de proef.")
    assert (standen(), beantwoord()) == (["open", "open"], [False, False]), "and waits"
    verzend_wachtende()
    laatste = "open" if opnieuw else "toegewezen"
    assert (standen(), beantwoord()) == (["toegewezen", laatste], [True, not opnieuw])


def test_a_decision_that_was_taken_back_is_gone(settings: Any) -> None:
    settings.JEUGDKETEN_INTREKTIJD = 600
    verzoek = _verzoek()
    peter = postregio.iemand(rollen.CONSULENT, HOORN)
    maak_compleet(peter, verzoek.nummer)
    besluit(peter, verzoek.nummer, "met_afwijking", reden="Voor de proef.")
    with met_toegang(peter):
        services.trek_in(peter, verzoek.nummer)
    for soort in (rollen.GEZIN, rollen.GI_MEDEWERKER):
        assert _rijen(_wie(soort, verzoek), "SELECT * FROM toewijzing_kindbesluit")[1] == []
    with als_systeem([HOORN]):
        assert Besluit.objects.count() == 2
