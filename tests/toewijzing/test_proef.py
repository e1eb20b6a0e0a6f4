"""The pre-flight check: the verdict of the intake itself, nothing changed or kept, and of own files alone."""

from __future__ import annotations

import csv
import io
from datetime import date, time
from typing import Any

import pytest
from aanbiederhulp import (
    breng,
    declaratie,
    enige_toewijzing,
    gevraagd,
    start,
    toegewezen,
    van_linde,
    vot_van_liam,
)
from django.apps import apps
from django.db import DatabaseError, connection

import postregio
from ijw.berichten import jw301
from ijw.berichten.basis import Product
from ijw.controle import controleer
from ijw.keten.stand import Toewijzing
from ijw.schrijven import schrijf
from jeugdketen.berichten import oordeel, proef
from jeugdketen.berichten.keten import DbKetenstand
from jeugdketen.berichten.models import Bericht
from jeugdketen.berichten.remedies import herstel_bij
from jeugdketen.kern import rollen
from jeugdketen.kern.leeslog import LOGBOEK
from jeugdketen.kern.models import Inzage
from jeugdketen.kern.toegang import Toegang, als_systeem, met_toegang
from jeugdketen.portaal.uitvoer import als_csv
from ketensuite import bouw
from postregio import HOORN, JESSE, KLINIEK, LIAM, LINDE, Vraag

NIEUW = "999900900"
"""A BSN that nobody here has."""

pytestmark = [pytest.mark.usefixtures("regio"), pytest.mark.django_db(databases=["default", "logboek"])]


def beproef(wie: Toegang, bericht: Any, naam: str = "bestand.xml") -> proef.Proef:
    inhoud = bericht if isinstance(bericht, bytes) else schrijf(bericht)
    with met_toegang(wie):
        return proef.proefcontrole(wie, naam, inhoud)


def rijen() -> dict[str, int]:
    """How many rows every table has, but for the read log."""
    uit = {}
    with als_systeem(postregio.GEMEENTEN), connection.cursor() as cursor:
        for naam in ("berichten", "toewijzing", "dossier"):
            for model in apps.get_app_config(naam).get_models():
                cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
                uit[model._meta.db_table] = cursor.fetchone()[0]
    return uit


def zonder_dossier(nummer: int) -> None:
    """An allocation of Jesse that the chain of Hoorn knows and no file does."""
    product = jw301.ToegewezenProduct(
        nummer, None, Product("45", "45A12"), date(2025, 6, 1), time(9), date(2025, 7, 1), None, None,
        bouw.per_maand(5), None, None,
    )  # fmt: skip
    with als_systeem([HOORN]):
        DbKetenstand(HOORN).neem_over([Toewijzing(HOORN, LINDE, JESSE, product)])


def gevallen() -> dict[str, Any]:
    """Files of De Linde: right, wrong in the message, wrong in the chain, and no message at all."""
    bas = van_linde()
    goed = start(bas, date(2026, 1, 12))
    product = goed.client.start_producten[0]
    onbekend = goed._replace(
        client=goed.client._replace(start_producten=(product._replace(toewijzing_nummer=999),))
    )
    nummer = int(enige_toewijzing(bas).nummer)
    zonder_dossier(2699999)
    return {
        "goed": goed,
        "onbekende toewijzing": onbekend,
        "periode omgedraaid": vot_van_liam(
            identificatie="OM", producten=[Vraag("L-9", van="2026-12-31", tot="2026-02-02")]
        ).xml(),
        "referentie al gebruikt": vot_van_liam(identificatie="NOGEENS").xml(),
        "declaratie goed": declaratie(("R1", nummer, "45A12", 5)),
        "declaratie deels": declaratie(("R1", nummer, "45A12", 5), ("R2", 999, "45A12", 2)),
        "stop zonder start": bouw.jw307_(
            bouw.stop(nummer=nummer, begin="2026-01-05", eind="2026-01-16"),
            gemeente=HOORN,
            aanbieder=LINDE,
            bsn=LIAM,
            op="2026-01-20",
        ),
        "wijziging zonder dossier": bouw.jw317_(
            wijzigen=[bouw.wijzig(2699999, "2026-03-01", "2026-12-31", bouw.per_maand(6))],
            gemeente=HOORN,
            aanbieder=LINDE,
            bsn=JESSE,
            op="2026-01-20",
        ),
        "geboren in 1901": vot_van_liam(identificatie="OUD")
        .xml()
        .replace(b"2012-12-01", b"1901-12-01")
        .replace(LIAM.encode(), NIEUW.encode())
        .replace(b"L-1", b"L-2"),
        "andere gemeente": vot_van_liam(identificatie="ANDERS")
        .xml()
        .replace(b"<ns:Ontvanger>0405", b"<ns:Ontvanger>0363"),
        "geen xml": b"hallo",
        "doctype": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    }


GEVALLEN = (
    "goed", "onbekende toewijzing", "periode omgedraaid", "referentie al gebruikt", "declaratie goed",
    "declaratie deels", "stop zonder start", "wijziging zonder dossier", "geboren in 1901", "andere gemeente",
    "geen xml", "doctype",
)  # fmt: skip


@pytest.mark.parametrize("geval", GEVALLEN)
def test_the_check_says_what_the_intake_then_does(geval: str) -> None:
    toegewezen()
    bericht = gevallen()[geval]
    voor = rijen()
    uitkomst = beproef(van_linde(), bericht)
    assert rijen() == voor, "a check changes nothing"
    echt = breng(bericht)
    toestanden = {"goed": "aanvaard", "deels": "aanvaard", "afgekeurd": "afgekeurd", "wacht": "wacht"}
    assert toestanden.get(uitkomst.uitkomst, "geweigerd") == echt.toestand
    assert uitkomst.reden == echt.reden
    with als_systeem(postregio.GEMEENTEN):
        vastgelegd = sorted(
            (b.niveau, b.regel, b.retourcode, b.pad, b.regelnummer or 0, b.melding)
            for b in echt.bevindingen.all()
        )
        antwoord = Bericht.objects.select_related("ruw").filter(antwoord_op=echt).first()
    gemeld = sorted(
        (b.niveau, b.regel, b.retourcode, b.pad, b.regelnummer or 0, b.melding) for b in uitkomst.bevindingen
    )
    assert gemeld == vastgelegd
    assert uitkomst.antwoord_soort == (antwoord.soort if antwoord else "")
    if antwoord is not None:
        bestand = proef.antwoordbestand(uitkomst)
        assert bestand is not None
        naam, inhoud = bestand
        assert naam.startswith(f"PROEF_{antwoord.soort}")
        assert controleer(inhoud).uitkomst == "goed"
        echt_antwoord = antwoord.ruw.inhoud.decode().replace(antwoord.identificatie, "PROEF")
        assert inhoud.decode() == echt_antwoord


@pytest.mark.regel("OP080", "TR382")
def test_a_stop_that_would_wait_says_for_what_and_for_how_long() -> None:
    toegewezen()
    uitkomst = beproef(van_linde(), gevallen()["stop zonder start"])
    assert (uitkomst.uitkomst, uitkomst.antwoord_soort) == ("wacht", "")
    assert [r.uitkomst for r in uitkomst.regels] == [proef.WACHT]
    assert "TR382" in {b.regel for b in uitkomst.bevindingen}
    assert "OP080" in uitkomst.reden
    assert "Komt het andere bericht niet" in uitkomst.wie_moet
    regel = proef.als_ketenregel(uitkomst)
    assert (regel["uitkomst"], regel["antwoord"], regel["reden"]) == ("wacht", None, uitkomst.reden)


def test_what_the_handler_would_refuse_is_foreseen() -> None:
    toegewezen()
    uitkomst = beproef(van_linde(), gevallen()["wijziging zonder dossier"])
    assert uitkomst.uitkomst == "geweigerd"
    assert uitkomst.reden.startswith("Van deze jeugdige is hier geen dossier.")
    assert "JW315" in uitkomst.wie_moet


def test_the_same_file_again_is_told() -> None:
    toegewezen()
    bericht = start(van_linde(), date(2026, 1, 12))
    breng(bericht)
    uitkomst = beproef(van_linde(), bericht)
    assert uitkomst.uitkomst == "dubbel"
    assert "al ontvangen" in uitkomst.reden


def test_only_what_would_be_accepted_passes_as_a_whole() -> None:
    toegewezen()
    nummer = int(enige_toewijzing(van_linde()).nummer)
    bericht = declaratie(
        ("R1", nummer, "45A12", 3),
        ("R2", 999, "45A12", 2),
        ("R3", nummer, "45A99", 1),
    )
    uitkomst = beproef(van_linde(), bericht, "AZ26DECL.xml")
    assert [r.uitkomst for r in uitkomst.regels] == ["toegestaan", "geweigerd", "geweigerd"]
    assert uitkomst.bedrag() == 54_000
    assert uitkomst.bedrag(proef.GOED) + uitkomst.bedrag(proef.AFGEKEURD) == 54_000
    bestand = proef.goede_regels(uitkomst)
    assert bestand is not None
    opnieuw = beproef(van_linde(), bestand[1])
    assert (opnieuw.uitkomst, opnieuw.bedrag()) == ("goed", uitkomst.bedrag(proef.GOED))
    assert breng(bestand[1]).toestand == "aanvaard"


def test_a_file_of_another_sender_is_refused() -> None:
    verzoek = gevraagd()
    assert verzoek
    for bericht in (vot_van_liam(afzender=KLINIEK).xml(),):
        with pytest.raises(proef.ProefGeweigerd, match="andere afzender"):
            beproef(van_linde(), bericht)
    with pytest.raises(proef.ProefGeweigerd, match="voor aanbieders"):
        beproef(postregio.iemand(rollen.CONSULENT, HOORN), vot_van_liam().xml())


@pytest.mark.parametrize(("inhoud", "woord"), [(b"", "leeg"), (b" " * 25_000_001, "25 MB")])
def test_what_cannot_be_a_message_is_refused(inhoud: bytes, woord: str) -> None:
    with pytest.raises(proef.ProefGeweigerd, match=woord):
        beproef(van_linde(), inhoud)


def test_a_message_that_providers_do_not_send_is_refused() -> None:
    toegewezen()
    with als_systeem([HOORN]):
        jw301 = Bericht.objects.select_related("ruw").get(soort="JW301").ruw.inhoud
    with pytest.raises(proef.ProefGeweigerd, match="Dit is een JW301"):
        beproef(van_linde(), jw301)


def test_the_database_refuses_every_change_during_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    toegewezen()
    bericht = start(van_linde(), date(2026, 1, 12))

    def schrijvend(*args: Any, **velden: Any) -> Any:
        Bericht.objects.update(reden="veranderd")

    monkeypatch.setattr(proef, "beoordeel", schrijvend)
    with pytest.raises(DatabaseError, match="read-only"):
        beproef(van_linde(), bericht)
    monkeypatch.setattr(proef, "beoordeel", oordeel.beoordeel)
    assert beproef(van_linde(), bericht).uitkomst == "goed"
    assert breng(bericht).toestand == "aanvaard", "writing works again after it"


@pytest.mark.eis("S-114")
def test_the_read_log_says_who_checked_and_holds_no_content() -> None:
    toegewezen()
    bas = van_linde()
    beproef(bas, start(bas, date(2026, 1, 12)))
    with als_systeem([HOORN], using=LOGBOEK), met_toegang(bas, using=LOGBOEK):
        rij = Inzage.objects.using(LOGBOEK).filter(wat__startswith="proefcontrole").get()
    assert (rij.wie, rij.wat, rij.gemeente_code) == ("Bas Vriend", "proefcontrole van een JW305", HOORN)
    assert rij.jeugdige_id is not None
    assert LIAM not in rij.wat + rij.grond


def test_the_list_of_reasons_is_no_formula() -> None:
    toegewezen()
    nummer = int(enige_toewijzing(van_linde()).nummer)
    uitkomst = beproef(van_linde(), declaratie(("=1+1", nummer, "45A12", 3), ("R2", 999, "45A12", 2)))
    tekst = als_csv("x", proef.KOLOMMEN, proef.redenen(uitkomst)).content.decode("utf-8-sig")
    lijst = list(csv.DictReader(io.StringIO(tekst), delimiter=";"))
    assert lijst[0]["kenmerk"] == "'=1+1"
    assert (lijst[0]["uitkomst"], lijst[0]["bedrag"]) == ("goed", "270")
    assert (lijst[1]["uitkomst"], lijst[1]["retourcode"]) == ("afgekeurd", "9338")
    assert (lijst[0]["zo herstelt u dit"], lijst[1]["zo herstelt u dit"]) == ("", herstel_bij("TR338"))
